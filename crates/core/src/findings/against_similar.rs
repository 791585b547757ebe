//! What the areas most like each have: the types.

use std::sync::Arc;

/// What areas were held against where each had its own similar areas.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SimilarBy {
    /// What similar areas have alike.
    pub by: Vec<Arc<str>>,
    /// How many similar areas each area has; `None` for groups, of which each has its own number.
    pub nearest: Option<usize>,
    /// Areas whose similar areas are far away, or are too few in their group, which have neither limits nor an alarm.
    pub without_peers: Vec<Arc<str>>,
    /// Areas that lack something of that, or are alone in their group, which are held against none.
    pub lacking: Vec<Arc<str>>,
}

/// One area beside its own similar areas.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AgainstSimilar {
    /// The rate of its similar areas together, in the unit of the rates.
    pub rate_of_similar: f64,
    /// The mean of their rates, which the limits are around; absent where they are too few or all the same.
    pub mean_of_similar: Option<f64>,
    /// Its rate over that of its similar areas together; absent where theirs is zero.
    pub ratio_to_similar: Option<f64>,
    /// Lower end of the interval of that ratio at the confidence of the rates, in which both sides have chance.
    pub ratio_to_similar_lower: Option<f64>,
    /// Upper end; absent where the similar areas have nothing.
    pub ratio_to_similar_upper: Option<f64>,
    /// Codes of its similar areas, the nearest first.
    pub similar_areas: Vec<Arc<str>>,
}
