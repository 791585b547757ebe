//! Verdicts as JSON.

use crate::error::Error;
use crate::tables::json::{Head, Unknown, entry, head, pieces, unknown};
use crate::tables::pieces::Pieces;
use crate::words;
use serde::Serialize;
use unwarranted_core::findings::{ChanceFindings, Compared, Judged, Overdispersion, SimilarBy};
use unwarranted_core::{AreaFinding, SetAside, SliceFindings};
use unwarranted_plot::labels::LabelsBy;

#[derive(Serialize)]
struct Outliers<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    #[serde(flatten)]
    verdicts: Verdicts<'a>,
}

/// How areas were judged, what was left out, and everything said of each area.
#[derive(Serialize)]
pub(in crate::tables) struct Verdicts<'a> {
    chance: &'a ChanceFindings,
    rule: &'static str,
    #[serde(flatten)]
    compared: Compared,
    #[serde(skip_serializing_if = "Option::is_none")]
    similar: Option<&'a SimilarBy>,
    judged: Option<&'a Judged>,
    rank_note: Option<&'a str>,
    overdispersion: &'a Overdispersion,
    set_aside: &'a [SetAside],
    areas: Vec<Area<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without_figures: Vec<Unknown<'a>>,
}

/// An area, and what one person would have to take for it to be chance.
#[derive(Serialize)]
struct Area<'a> {
    #[serde(flatten)]
    found: &'a AreaFinding,
    #[serde(skip_serializing_if = "Option::is_none")]
    break_even_in_words: Option<String>,
}

/// The verdict on every area of every slice: rates, ratios, funnel limits and flags.
///
/// # Errors
/// As [`indices_json`](crate::tables::indices_json).
pub fn outliers_json(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    outliers_json_pieces()?.whole(findings, labels)
}

/// [`outliers_json`] slice by slice.
///
/// # Errors
/// As [`indices_json`](crate::tables::indices_json).
pub fn outliers_json_pieces() -> Result<Pieces, Error> {
    pieces(|s, labels| entry(&Outliers { head: head(s, labels), verdicts: Verdicts::of(s, labels) }))
}

impl<'a> Verdicts<'a> {
    pub(in crate::tables) fn of(s: &'a SliceFindings, labels: &LabelsBy) -> Self {
        let unit = labels.get(&s.treatment).map(|l| &l.unit);
        let area = |found| Area { found, break_even_in_words: unit.and_then(|unit| words::break_even(s, unit, found)) };
        Self {
            chance: &s.chance,
            rule: s.rule,
            compared: s.compared,
            similar: s.similar.as_ref(),
            judged: s.judged.as_ref(),
            rank_note: s.rank_note.as_deref(),
            overdispersion: &s.overdispersion,
            set_aside: &s.set_aside,
            areas: s.areas.iter().map(area).collect(),
            without_figures: unknown(s),
        }
    }
}
