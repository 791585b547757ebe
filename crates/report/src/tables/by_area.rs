//! In how many treatments each area differs, one row each.

use super::delimited::{text, write};
use crate::error::Error;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::sweep::{AreaCount, League};

/// The codes of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaCodes {
    /// That of the NHS (Organisation Data Service); `None` where it is not known.
    pub ods: Option<Arc<str>>,
    /// That of the Office for National Statistics.
    pub ons: Arc<str>,
}

/// Codes of areas that are known, by the code in the data.
pub type CodesBy = BTreeMap<Arc<str>, AreaCodes>;

/// Areas of leagues: how many treatments each is in, was tested in and differs in, period by period, and in how many its figure is
/// not known; codes are empty where they are not known.
///
/// # Errors
/// As [`indices_csv`](super::indices_csv).
pub fn by_area_csv(leagues: &[League], codes: &CodesBy) -> Result<String, Error> {
    let head = [
        "period",
        "area",
        "name",
        "ods_code",
        "ons_code",
        "treatments",
        "tested",
        "differ",
        "higher",
        "lower",
        "beyond",
        "unknown",
    ];
    let row = |period: &str, c: &AreaCount| {
        let counts = [c.treatments, c.tested, c.differ, c.higher, c.lower, c.beyond, c.unknown].map(|n| n.to_string());
        let known = codes.get(&c.area);
        let [ods, ons] = [known.and_then(|k| k.ods.as_deref()), known.map(|k| &*k.ons)];
        let words = [Some(&*c.area), c.name.as_deref(), ods, ons].map(|words| text(words.unwrap_or_default()));
        let own = std::iter::once(period.to_owned()).chain(words);
        own.chain(counts).collect::<Vec<_>>()
    };
    let of = |league: &League| {
        let period = league.period.to_string();
        league.by_area().iter().map(|c| row(&period, c)).collect::<Vec<_>>()
    };
    write(head.map(str::to_owned), leagues.iter().flat_map(of))
}
