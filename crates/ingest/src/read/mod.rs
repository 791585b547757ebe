//! What the layouts share: headers and rows, figures, periods, kinds of area, and the gathering of facts.

pub(crate) mod ages;
pub(crate) mod below;
pub(crate) mod collect;
pub(crate) mod figures;
pub(crate) mod file_name;
pub(crate) mod json;
pub(crate) mod kinds;
pub(crate) mod literal;
pub(crate) mod long_table;
pub(crate) mod not_sign;
pub(crate) mod periods;
mod rows;
mod sample;
pub(crate) mod year_columns;

pub(crate) use rows::{Bad, Row, Start, required};
pub use rows::{Header, Source};
pub use sample::Sample;
