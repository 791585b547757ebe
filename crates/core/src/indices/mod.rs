//! Indices of variation: each a function from a [`crate::Slice`] to one number, in a file of its own.
//!
//! [`INDICES`] is the only list of them: the command line, `unwarranted list`, the documentation and the
//! completeness test all read it. To add one, write its file and add one line here.
//!
//! All are functions of the ratios O / E. With internal expected values (E proportional to the denominator) a ratio is
//! the rate divided by the overall rate, so the indices that do not depend on scale are those of the rates.

pub mod atkinson;
pub mod chi_square;
pub mod concentration;
pub mod concentration_50;
pub mod cv;
pub mod cv_weighted;
pub mod dean;
pub mod dispersion;
pub mod eq;
pub mod eq_10_90;
pub mod eq_25_75;
pub mod eq_5_95;
pub mod eq_without_5;
pub mod ge2;
pub mod gini;
pub mod groups;
pub mod hoover;
pub mod i_squared;
pub(crate) mod index;
pub mod iqr;
pub mod mad;
mod notes;
pub mod potthoff_whittinghill;
pub mod range;
pub mod scv;
pub mod scv_log;
mod shares;
pub mod theil_l;
pub mod theil_t;
pub mod variance_dl;
pub mod variance_gamma;
pub mod variance_gamma_mean1;
pub mod variance_lognormal;

pub use index::{Computed, Index, Needs};

/// Every index, in the order of output.
pub static INDICES: &[Index] = &[
    eq::INDEX,
    eq_5_95::INDEX,
    eq_10_90::INDEX,
    eq_25_75::INDEX,
    eq_without_5::INDEX,
    range::INDEX,
    iqr::INDEX,
    mad::INDEX,
    cv::INDEX,
    cv_weighted::INDEX,
    scv::INDEX,
    scv_log::INDEX,
    variance_gamma::INDEX,
    variance_gamma_mean1::INDEX,
    variance_lognormal::INDEX,
    variance_dl::INDEX,
    i_squared::INDEX,
    chi_square::INDEX,
    dispersion::INDEX,
    dean::INDEX,
    potthoff_whittinghill::INDEX,
    gini::INDEX,
    theil_t::INDEX,
    theil_l::INDEX,
    ge2::INDEX,
    atkinson::INDEX,
    atkinson::INDEX_1,
    atkinson::INDEX_2,
    hoover::INDEX,
    concentration::INDEX,
    concentration_50::INDEX,
    groups::THEIL_BETWEEN,
    groups::THEIL_WITHIN,
    groups::THEIL_SHARE,
    groups::VARIANCE_BETWEEN,
    groups::VARIANCE_WITHIN,
    groups::VARIANCE_SHARE,
];

/// The index with this identifier.
#[must_use]
pub fn find(id: &str) -> Option<&'static Index> {
    INDICES.iter().find(|index| index.id == id)
}

#[cfg(test)]
mod tests;
