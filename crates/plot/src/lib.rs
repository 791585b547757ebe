//! Charts of findings as SVG with live text, and PNG and PDF from the same SVG with a bundled font.
//!
//! Draws what it is given and computes no statistics. [`charts::CHARTS`] lists the charts, [`draw_all`] draws them
//! all, [`png()`] and [`pdf()`] turn an SVG into a PNG or a PDF without any system font.

mod amounts;
mod axes;
mod calendar;
mod chart;
pub mod charts;
mod cloud;
mod curves;
pub mod data;
pub mod figures;
pub mod font;
mod frame;
mod geometry;
pub mod labels;
mod map;
mod matrix;
pub mod names;
pub mod numbers;
mod parted;
pub mod pdf;
mod place;
pub mod places;
pub mod png;
mod policy;
mod scale;
pub mod scheme;
mod signed;
mod svg;
pub mod text;
pub mod theme;
mod ticks;
mod upright;

pub use amounts::{AmountBar, AmountSubject, Sure, amounts};
pub use charts::{
    Beside, CHARTS, Chart, Draw, Drawing, LeagueSubject, Measure, NotDrawn, Shows, Subject, TrendSubject, draw_all,
};
pub use cloud::{CloudAxis, CloudDot, CloudSubject, cloud};
pub use curves::{Curve, CurveSubject, curves};
pub use labels::Labels;
pub use matrix::{MatrixSubject, matrix};
pub use parted::{PartedBar, PartedSubject, parted};
pub use pdf::pdf;
pub use places::Places;
pub use png::png;
pub use policy::{PolicyRowOf, PolicySubject, policy};
pub use scheme::Scheme;
pub use signed::{SignedBar, SignedSubject, signed};
pub use theme::Size;
