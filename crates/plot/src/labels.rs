//! The words around the marks.

use crate::numbers;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::Polarity;
use unwarranted_core::rates::RateUnit;
use unwarranted_core::text::capitalised;
use unwarranted_core::text::singular;

/// What a chart must know besides the numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    /// The measure in plain words, as it begins a sentence: "Gluten-free foods".
    pub measure: String,
    /// The unit of the rate. Money is written with a pound sign; a share per one is written in per cent.
    pub unit: RateUnit,
    /// What the areas are, plural: "sub-ICB locations".
    pub areas: String,
    /// How areas were made from practices, where they were: "membership as recorded each month".
    pub membership: Option<String>,
    /// Source and licence line.
    pub source: String,
    /// Program and version: "unwarranted 0.1.0".
    pub program: String,
    /// Whether the data are simulated; then every chart says so on its face.
    pub synthetic: bool,
    /// Which way is better, where that is known.
    pub polarity: Option<Polarity>,
}

/// The words for each treatment, by its identifier as in the findings.
pub type LabelsBy = BTreeMap<Arc<str>, Labels>;

impl Labels {
    /// What the areas are called, plural.
    #[must_use]
    pub fn plural(&self) -> &str {
        if self.areas.trim().is_empty() { "areas" } else { self.areas.trim() }
    }

    /// "106 sub-ICB locations", "1 sub-ICB location".
    #[must_use]
    pub fn areas_counted(&self, n: usize) -> String {
        let areas = self.plural();
        if n == 1 { format!("1 {}", singular(areas)) } else { format!("{} {areas}", numbers::count(n)) }
    }
}

/// One line of several lines of sources, each source once: "Source: hips.csv; policies.csv". The first keeps its beginning.
///
/// ```
/// use unwarranted_plot::labels::sources;
/// assert_eq!(sources(["Source: a.csv", "Source: b.csv", "Source: a.csv"]), "Source: a.csv; b.csv");
/// assert_eq!(sources(["Source: the NHS.", "Source: b.csv"]), "Source: the NHS; b.csv");
/// assert_eq!(sources(["Ours"]), "Ours");
/// ```
#[must_use]
pub fn sources<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    const LEAD: &str = "Source: ";
    let mut each: Vec<&str> = Vec::new();
    let (mut lead, mut first) = ("", true);
    for line in lines.into_iter().map(str::trim).filter(|line| !line.is_empty()) {
        let own = line.strip_prefix(LEAD);
        if std::mem::take(&mut first) && own.is_some() {
            lead = LEAD;
        }
        let own = own.unwrap_or(line);
        if !each.contains(&own) {
            each.push(own);
        }
    }
    let last = each.pop().unwrap_or_default();
    let before: String = each.iter().map(|one| format!("{}; ", one.trim_end_matches('.'))).collect();
    format!("{lead}{before}{last}")
}

/// The subtitle: unit, areas, period, membership, and for simulated data that they are.
#[must_use]
pub fn subtitle(unit: &str, areas: &str, when: &str, labels: &Labels) -> String {
    let synthetic = if labels.synthetic { "Synthetic data. " } else { "" };
    let membership = labels.membership.as_deref().map(|m| format!("; {m}")).unwrap_or_default();
    format!("{synthetic}{}, {areas}, {when}{membership}", capitalised(unit.trim()))
}
