//! What the practice-level prescribing layouts have in common: rows summed by practice and presentation.

mod columns;
mod copies;
pub(crate) mod dpi;
pub(crate) mod epd_snomed;
pub(crate) mod epd_v2;
mod gather;
pub(crate) mod gp_prescribing;
pub(crate) mod gp_prescribing_chemical;
mod keys;
mod layout;
mod merge;
pub(crate) mod pca;
mod stream;
mod sums;
#[cfg(test)]
mod tests;

pub use layout::Layout;
pub(crate) use layout::{NHSBSA, Tier};
pub(crate) use stream::read;
pub use stream::{Scanned, read_packed};

pub(super) const ATTRIBUTION: &str =
    "Contains NHSBSA data: prescribing in England, licensed under the Open Government Licence v3.0.";
