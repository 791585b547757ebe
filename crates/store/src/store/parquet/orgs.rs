//! The columns that say where a practice or an area belongs.

use super::columns::{Column, Frame, strings, text_or_null};
use std::path::Path;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Org;

pub(super) fn org_columns<'a>(orgs: impl Iterator<Item = &'a Org> + Clone) -> Vec<Column> {
    let column = |name: &str, of: fn(&Org) -> &str| text_or_null(name, orgs.clone().map(of));
    vec![
        column("pco", |o| &o.pco),
        column("pco_name", |o| &o.pco_name),
        column("middle", |o| &o.middle),
        column("middle_name", |o| &o.middle_name),
        column("region", |o| &o.region),
        column("region_name", |o| &o.region_name),
    ]
}

pub(super) const ORG: [&str; 6] = ["pco", "pco_name", "middle", "middle_name", "region", "region_name"];

pub(super) fn orgs(frame: &Frame, path: &Path) -> Result<Vec<Org>, Error> {
    let [pco, pco_name, middle, middle_name, region, region_name] = ORG.map(|name| strings(frame, name, path));
    let (pco, pco_name, middle, middle_name) = (pco?, pco_name?, middle?, middle_name?);
    let (region, region_name) = (region?, region_name?);
    let org = |i: usize| Org {
        pco: pco[i].to_owned(),
        pco_name: pco_name[i].to_owned(),
        middle: middle[i].to_owned(),
        middle_name: middle_name[i].to_owned(),
        region: region[i].to_owned(),
        region_name: region_name[i].to_owned(),
    };
    Ok((0..frame.height()).map(org).collect())
}
