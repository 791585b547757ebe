//! Rates with intervals.
