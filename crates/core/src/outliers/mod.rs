//! Outlier rules: each a function from a [`crate::Slice`] to a verdict per area, in a file of its own.
//!
//! [`RULES`] is the only list of them.

mod alarm;
pub mod calibrated;
pub mod control;
pub mod cqc_compat;
pub(crate) mod effective;
pub mod exact;
mod huber;
pub mod multiplicative;
pub mod negative_binomial;
pub mod openprescribing_z;
pub mod overdispersed;
pub mod phe;
pub mod ranks;
pub mod robust;
pub(crate) mod rule;
mod scale;
pub mod shmi;
pub mod similar;

pub use alarm::ROBUST;

pub use rule::{Against, Allows, Assessment, Curve, Rule, Target, Test, Verdict};

/// Every rule, in the order of output.
pub static RULES: &[Rule] = &[
    calibrated::RULE,
    exact::RULE,
    overdispersed::RULE,
    shmi::RULE,
    cqc_compat::RULE,
    multiplicative::RULE,
    phe::RULE,
    negative_binomial::RULE,
    robust::RULE,
    openprescribing_z::RULE,
];

/// The rule that limits, flags and verdicts follow where none is chosen.
pub const DEFAULT: &Rule = &calibrated::RULE;

/// Every rule that findings may follow: [`RULES`], and [`similar::RULE`], which nobody chooses by its name.
pub fn followed() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain([&similar::RULE])
}

/// The rule with this identifier, of those that findings may follow.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    followed().find(|rule| rule.id == id)
}
