//! Publishers' layouts, one file each.

pub(crate) mod bnf;
pub(crate) mod boundaries;
mod format;
pub(crate) mod funding;
pub(crate) mod need;
pub(crate) mod organisations;
pub(crate) mod patients;
pub mod prescribing;

pub use boundaries::national_grid;
pub(crate) use format::OGL;
pub use format::{Format, Reader};
pub use funding::{Roles, funding_roles, payments};
