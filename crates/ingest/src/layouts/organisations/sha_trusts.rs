//! Which strategic health authority each trust belonged to, before April 2013.

use super::{LinkSet, ODS, ODS_ATTRIBUTION, area};
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Source, required};
use crate::tables::{Dataset, Geography, Reading, Tables, Verdict};
use crate::values::area_kind::{AreaKind, Scheme};

pub(crate) static FORMAT: Format = Format {
    id: "sha-trusts",
    title: "NHS trusts and primary care trusts by strategic health authority",
    publisher: ODS,
    years: "2006 to 2013",
    licence: OGL,
    attribution: ODS_ATTRIBUTION,
    columns: &["SHA", "Code", "Name", "SHAname"],
    traps: &[
        "the first column has no name and numbers the rows",
        "hospital trusts (codes that begin with R) stand beside primary care trusts",
        "no date: authorities and primary care trusts ended on 31 March 2013",
    ],
    dataset: Some(Dataset::Links),
    geography: Geography::Unspecified,
    recognise: |sample| sample.header.has(&["SHA", "CODE", "NAME", "SHANAME"]),
    read: Some(Reader::Whole(read)),
};

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let column = |name: &str| required(source, &header, &[name]);
    let (sha, sha_name, code, name) = (column("SHA")?, column("SHANAME")?, column("CODE")?, column("NAME")?);
    let mut links = LinkSet::default();
    let tally = source.each_row(&header, |row| {
        let add = || {
            let own = row.required(code, "the code of a trust")?;
            let authority = row.required(sha, "the code of a strategic health authority")?;
            let kind = if own.starts_with('R') { AreaKind::Trust } else { AreaKind::Pct };
            let from = area(Scheme::Ods, kind, own, row.text(name));
            Ok((from, area(Scheme::Ods, AreaKind::Sha, authority, row.text(sha_name))))
        };
        Ok(add().map(
            |(from, to)| if links.add(from, to) { Verdict::Used(None) } else { Verdict::SetAside("listed before") },
        ))
    })?;
    Ok(Reading { tables: Tables::Links(None, links.finish(FORMAT.id)), tally })
}
