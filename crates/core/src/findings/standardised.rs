//! How people of different age and sex were made comparable: the types.

/// The way in which people of different age and sex were made comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StandardisedBy {
    /// Rates as a standard population would have them.
    Direct,
    /// Expected values from the rates of a reference.
    Indirect,
    /// Denominators in which people count by weight.
    Weighted,
}

crate::worded!(StandardisedBy { Direct = "direct", Indirect = "indirect", Weighted = "weighted" });

/// How the rates or denominators of a slice were made comparable between people of different age and sex.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Standardised {
    /// Which way.
    pub method: StandardisedBy,
    /// What it was done by, as it follows the name of a figure: "directly standardised to the 2013 European Standard
    /// Population".
    pub by: String,
    /// Overall rate of the reference x `per`, that ratios were multiplied with; indirect standardisation alone.
    pub reference_rate: Option<f64>,
}
