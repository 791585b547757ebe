//! All months of a query together: how much of the country they hold, and their sources.

use super::assembled::each_once;
use super::coverage::{self, Asked};
use super::frame::Frame;
use super::month::MonthSums;
use crate::store::CatalogueEntry;
use unwarranted_core::{Month, Period};
use unwarranted_ingest::error::Error;

/// A warning where much is set aside because its area is not known.
///
/// # Errors
/// More of it than is allowed.
pub(super) fn coverage(frame: &Frame<'_>, months: &[MonthSums]) -> Result<Option<String>, Error> {
    let query = frame.query;
    let stamps: Vec<Month> = months.iter().map(|m| m.month).collect();
    let area = query.level.singular(&stamps);
    let asked = Asked { level: query.level, area: &area, people: "registered patients", allow: query.allow_missing };
    coverage::judge(months.iter().map(|m| (Period::Month(m.month), &m.coverage)), &asked)
        .map_err(|says| frame.store.problem(frame.places.with_reasons(says)))
}

/// The sources of prescribing, then those of the patients of these months.
pub(super) fn sources<'a>(
    frame: &'a Frame<'_>,
    prescribing: impl Iterator<Item = &'a CatalogueEntry>,
    months: &[MonthSums],
) -> Vec<CatalogueEntry> {
    let populations = months.iter().filter_map(|m| m.population).flat_map(|p| frame.extracts.sources(p));
    each_once(prescribing.chain(populations))
}
