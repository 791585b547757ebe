//! Charts of findings as SVG with live text, and PNG from the same SVG with a bundled font.
//!
//! Draws what it is given and computes no statistics.

pub mod charts;
pub mod text;
pub mod theme;
