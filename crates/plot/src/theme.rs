//! Colours, sizes and dashes.
