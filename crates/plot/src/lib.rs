//! Charts of findings as SVG with live text, and PNG from the same SVG with a bundled font.
//!
//! Draws what it is given and computes no statistics. [`charts::CHARTS`] lists the charts, [`draw_all`] draws them
//! all, [`png()`] turns an SVG into a PNG without any system font.

mod axes;
mod chart;
pub mod charts;
pub mod figures;
pub mod font;
mod frame;
mod geometry;
pub mod labels;
pub mod names;
pub mod numbers;
mod place;
pub mod png;
mod scale;
mod svg;
pub mod text;
pub mod theme;

pub use charts::{CHARTS, Chart, Drawing, NotDrawn, Subject, draw_all};
pub use labels::Labels;
pub use png::png;
pub use theme::Size;
