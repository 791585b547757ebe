//! Codes of commissioners in a store: those that the program knows, and those of the lookups that were ingested.

use crate::geography::OnsCodes;
use crate::store::Store;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_ingest::tables::directory::Link;
use unwarranted_ingest::values::area_kind::{AreaKind, Scheme};

/// The built-in list of codes with what lookups of the Office for National Statistics in the store add to it: later years, and areas of
/// one's own. Where both know a code, the built-in list counts.
///
/// # Errors
/// A list of the store that is missing or damaged.
pub fn ons_codes(store: &Store) -> Result<OnsCodes, Error> {
    let mut codes = OnsCodes::built_in()?.clone();
    for (_, table) in store.catalogue()?.current(Dataset::Links) {
        codes.add(store.links(table)?.rows.iter().filter_map(commissioner));
    }
    Ok(codes)
}

/// The ONS code and the NHS code of a commissioner, where a link is between those.
fn commissioner(link: &Link) -> Option<(&str, &str)> {
    let of = |node: &unwarranted_ingest::tables::directory::Node, scheme| {
        node.scheme == scheme && node.kind == Some(AreaKind::Ccg)
    };
    (of(&link.from, Scheme::Ods) && of(&link.to, Scheme::Ons)).then_some((&link.to.code, &link.from.code))
}
