//! A cube with everything a page about it has to say.

use super::breaks::Break;
use crate::store::CatalogueEntry;
use std::collections::BTreeMap;
use unwarranted_core::{Cube, Month, Parts, Treatment};

/// A cube with everything a page about it has to say.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// One row per treatment, area and month; its `file` is the index of the month's prescribing source in `sources`.
    pub cube: Cube,
    /// The same areas and months with the events expected of their patients by age and sex as denominators, for
    /// [`SumsAre::Expected`](super::SumsAre::Expected); `None` otherwise. Over several months they are averaged, as the patients are.
    pub expected: Option<Cube>,
    /// The practices of each area, by month; `None` where they were not asked for or are the areas.
    pub practices: Option<Parts>,
    /// What a reader must know before all else, in whole sentences: practices with more than [`WARNED_ABOVE`](super::WARNED_ABOVE) per cent of the
    /// patients belong to no known area.
    pub warnings: Vec<String>,
    /// How the figures were put together and what was left out, in whole sentences.
    pub notes: Vec<String>,
    /// The sources used: prescribing by month, then population by month.
    pub sources: Vec<CatalogueEntry>,
    /// Months whose prescribing file looks incomplete: practices with more than 5 % of the registered patients of the
    /// extract are not in it. The first notes are about them.
    pub incomplete: Vec<Month>,
    /// By index in `sources`: rows of the store that this query used. For prescribing those of the treatments in the
    /// months asked for, after summing by practice and presentation; for population all practices of the extracts used.
    /// To be compared with [`crate::store::Rows::stored`].
    pub matched_rows: BTreeMap<usize, usize>,
    /// The treatments with their titles, kinds and units, as far as the store knows them: "Amoxicillin (BNF 0501013B0)".
    pub treatments: Vec<Treatment>,
    /// The areas in words: "CCGs".
    pub areas: String,
    /// How practices were assigned: "practices grouped by the CCG recorded in each month's file".
    pub membership: String,
    /// Codes of the Office for National Statistics by area code, as of the day of the membership, or of the last month.
    pub ons_codes: BTreeMap<String, String>,
    /// Breaks in the series of areas, by area and month: mergers, and practices that came or went.
    pub breaks: Vec<Break>,
    /// The lines to print with the figures, each once.
    pub attribution: Vec<String>,
    /// Whether any source says that it is simulated.
    pub synthetic: bool,
}

/// What the iterator yields, in its order, without repetition.
pub(super) fn each_once<'a, T: Clone + PartialEq + 'a>(items: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut found: Vec<T> = Vec::new();
    for item in items {
        if !found.contains(item) {
            found.push(item.clone());
        }
    }
    found
}
