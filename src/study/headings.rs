//! The headings that options stand under in the help of commands.

pub(super) const COLUMNS: &str = "Columns of the files";
pub(super) const STORE: &str = "Store instead of files";
pub(super) const ANALYSIS: &str = "Analysis";
pub(super) const AGE: &str = "Age and sex (files with rows by age_band or sex, or prescribing from a store)";
pub(super) const CHANCE: &str = "Chance and intervals of the indices";
pub(super) const MORE: &str = "More about the indices";
pub(super) const OUTLIERS: &str = "Outliers";
pub(super) const SMOOTHING: &str = "Smoothing";
pub(super) const EXPLAINING: &str = "Need";
pub(super) const POLICIES: &str = "Policies";
pub(super) const LIKE: &str = "Similar areas";
pub(super) const PROTECTION: &str = "Small numbers";
pub(super) const WORDS: &str = "Words";
