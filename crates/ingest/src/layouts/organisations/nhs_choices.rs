//! Organisations as listed by NHS Choices.

use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Bad, Row, Source, file_name, not_sign, required};
use crate::tables::directory::{Organisation, Organisations};
use crate::tables::{Dataset, Geography, Reading, Tables, Verdict};
use crate::values::area_kind::AreaKind;
use std::collections::BTreeMap;

pub(crate) static FORMAT: Format = Format {
    id: "nhs-choices-organisations",
    title: "Organisations of NHS Choices (CCG.csv and the like)",
    publisher: "NHS Choices (NHS website)",
    years: "2013 to 2020",
    licence: OGL,
    attribution: "Contains data of NHS Choices, licensed under the Open Government Licence v3.0.",
    columns: &[
        "OrganisationCode",
        "OrganisationType",
        "OrganisationStatus",
        "OrganisationName",
        "Postcode",
        "ParentODSCode",
    ],
    traps: &[
        "fields are separated by the byte 0xAC, in latin-1: the sign ¬; nothing is quoted",
        "no days of opening or closing: organisations are listed while they are visible on the website",
    ],
    dataset: Some(Dataset::Organisations),
    geography: Geography::Unspecified,
    recognise: |sample| {
        let names = not_sign::names(sample.start);
        ["ORGANISATIONCODE", "ORGANISATIONNAME", "POSTCODE"].iter().all(|name| names.iter().any(|n| n == name))
    },
    read: Some(Reader::Whole(read)),
};

struct Columns {
    code: usize,
    name: usize,
    organisation_type: Option<usize>,
    status: Option<usize>,
    postcode: usize,
    parent: Option<usize>,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let text = not_sign::to_csv(source.text);
    let table = Source { text: &text, ..*source };
    let header = table.header()?;
    let must = |name: &str| required(&table, &header, &[name]);
    let columns = Columns {
        code: must("ORGANISATIONCODE")?,
        name: must("ORGANISATIONNAME")?,
        organisation_type: header.find(&["ORGANISATIONTYPE"]),
        status: header.find(&["ORGANISATIONSTATUS"]),
        postcode: must("POSTCODE")?,
        parent: header.find(&["PARENTODSCODE"]),
    };
    let mut rows: BTreeMap<(AreaKind, String), Organisation> = BTreeMap::new();
    let tally = table.each_row(&header, |row| {
        Ok(columns.organisation(row).and_then(|found| {
            let key = (found.kind, found.code.clone());
            if rows.contains_key(&key) {
                return Err(row.bad(columns.code, "one row per organisation"));
            }
            rows.insert(key, found);
            Ok(Verdict::Used(None))
        }))
    })?;
    let list = Organisations { series: FORMAT.id.to_owned(), rows: rows.into_values().collect() };
    Ok(Reading { tables: Tables::Organisations(file_name::published(source), list), tally })
}

impl Columns {
    fn organisation(&self, row: &Row<'_>) -> Result<Organisation, Bad> {
        let kind = match row.text_or_blank(self.organisation_type).to_ascii_lowercase().as_str() {
            "clinical commissioning group" => AreaKind::Ccg,
            "gp practice" | "gp surgery" | "gpb" => AreaKind::Practice,
            "primary care trust" => AreaKind::Pct,
            "area team" => AreaKind::AreaTeam,
            "trust" | "care trust" | "nhs trust" => AreaKind::Trust,
            _ => AreaKind::Other,
        };
        Ok(Organisation {
            kind,
            code: row.required(self.code, "an organisation code")?.to_owned(),
            name: row.text(self.name).to_owned(),
            parent: row.text_or_blank(self.parent).to_owned(),
            opened: None,
            closed: None,
            joined: None,
            left: None,
            status: row.text_or_blank(self.status).to_owned(),
            setting: String::new(),
            postcode: row.text(self.postcode).to_owned(),
        })
    }
}
