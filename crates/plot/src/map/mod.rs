//! Maps: where areas are drawn, and as what.

pub(crate) mod classes;
pub(crate) mod hatch;
pub(crate) mod hexes;
pub(crate) mod inside;
pub(crate) mod key;
pub(crate) mod layout;
pub(crate) mod memo;
pub(crate) mod outlines;
pub(crate) mod paint;
pub(crate) mod project;
pub(crate) mod states;
pub(crate) mod words;
