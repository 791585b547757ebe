//! What the layouts share: headers and rows, figures, periods, kinds of area, and the gathering of facts.

pub mod ages;
pub(crate) mod below;
pub(crate) mod collect;
pub(crate) mod figures;
pub(crate) mod file_name;
mod header;
pub(crate) mod json;
pub(crate) mod kinds;
pub(crate) mod literal;
pub(crate) mod long_table;
pub(crate) mod not_sign;
pub(crate) mod periods;
mod row;
mod rows;
mod sample;
pub mod sexes;
mod source;
mod start;
pub(crate) mod year_columns;

pub use header::Header;
pub(crate) use row::{Bad, Row};
pub use sample::Sample;
pub use source::Source;
pub(crate) use source::required;
pub(crate) use start::Start;
