//! Codes of areas: as the data have them, and as a message lists them.

use crate::core::Period;
use crate::store::geography::OnsCodes;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Codes that a table has for areas of the data, where it has the code of the ONS of an area of the NHS or the other way round,
/// with those of the data.
pub(in crate::study) fn other_codes(
    there: &BTreeSet<&Arc<str>>,
    data: &BTreeSet<Arc<str>>,
    lists: &OnsCodes,
) -> BTreeMap<Arc<str>, Arc<str>> {
    let own = |code: &str| lists.commissioner(code).map_or_else(|| code.to_owned(), str::to_owned);
    let by_own: BTreeMap<String, &Arc<str>> = data.iter().map(|code| (own(code), code)).collect();
    let renamed = |code: &Arc<str>| by_own.get(&own(code)).map(|known| Arc::clone(known)).filter(|k| k != code);
    there
        .iter()
        .filter(|code| !data.contains(**code))
        .filter_map(|code| Some((Arc::clone(code), renamed(code).filter(|known| !there.contains(known))?)))
        .collect()
}

pub(super) fn rename<T>(values: &mut BTreeMap<(Arc<str>, Period), T>, names: &BTreeMap<Arc<str>, Arc<str>>) {
    let name = |code: Arc<str>| names.get(&code).cloned().unwrap_or(code);
    *values = std::mem::take(values).into_iter().map(|((code, period), v)| ((name(code), period), v)).collect();
}

/// Up to eight codes.
pub(in crate::study) fn listed(codes: &[&Arc<str>]) -> String {
    const SHOWN: usize = 8;
    let mut shown: Vec<&str> = codes.iter().take(SHOWN).map(|code| &***code).collect();
    if codes.len() > SHOWN {
        shown.push("...");
    }
    shown.join(", ")
}
