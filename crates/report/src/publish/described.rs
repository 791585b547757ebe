//! What describes a column.

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Words, codes, periods.
    Text,
    /// Numbers, to round-trip precision.
    Number,
    /// Whole numbers.
    Whole,
    /// Probabilities of tests, which are never zero: 0 is one too small for a number.
    Probability,
}

/// A column by its name, or by its name without levels of confidence: `limit_99.8_lower` is `limit_lower`.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// The name.
    pub name: &'static str,
    /// What its cells hold.
    pub holds: Holds,
    /// What it is, with its unit.
    pub about: &'static str,
}

pub(super) const fn of(name: &'static str, holds: Holds, about: &'static str) -> Described {
    Described { name, holds, about }
}
