//! What is asked of the page.

use serde::{Deserialize, Serialize};

/// What the reader chose. What is absent is as the study has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Asked {
    /// Identifier of the treatment.
    pub treatment: String,
    /// Which way of cutting and standardising, by its place in the list of the site.
    pub way: usize,
    /// The period, as the data write it; the latest complete one where it is absent.
    pub period: Option<String>,
    /// The rule that sets limits and says what is unusual.
    pub rule: Option<String>,
    /// The benchmark: `typical`, `pooled` or a rate.
    pub target: Option<String>,
    /// Codes of the areas to compare; all where it is empty.
    pub areas: Vec<String>,
    /// The area to mark.
    pub area: Option<String>,
    /// Identifier of the chart; the first of the registry where it is absent.
    pub chart: Option<String>,
}
