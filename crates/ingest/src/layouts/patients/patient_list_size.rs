//! Patient List Size, quarterly by practice, sex and age band.

use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Bad, Header, Row, Sample, Source, file_name, required};
use crate::tables::{Dataset, Geography, ListSize, Middle, Org, PatientStratum, Population, Reading, Tables, Verdict};
use crate::values::codes;
use std::collections::BTreeMap;
use unwarranted_core::standardise::StratumKey;

pub(crate) static FORMAT: Format = Format {
    id: "patient-list-size",
    title: "Patient List Size, quarterly, by sex and age band",
    publisher: "NHS Business Services Authority",
    years: "2013 to 2017",
    licence: OGL,
    attribution: "Contains NHSBSA data: patient list sizes, licensed under the Open Government Licence v3.0.",
    columns: &[
        "Regional Office Name",
        "Regional Office Code",
        "Area Team Name",
        "Area Team Code",
        "PCO Name",
        "PCO Code",
        "Practice Name",
        "Practice Code",
        "Male 0-4, Female 0-4, ... Female 75+",
    ],
    traps: &[
        "no date column: the quarter is taken from the file name, which must hold it as YYYY_MM-MM (2015_10-12)",
        "no total: all columns of sex and age are summed; each is kept beside the sum, for `weights` and `standardise`",
        "2013 mixes codes of PCTs and CCGs: the code is kept as recorded",
        "PCO Code is padded to five characters (03A00 is 03A)",
        "clinics and services without registered patients are listed with zeros: kept as true zeros",
    ],
    dataset: Some(Dataset::Population),
    geography: Geography::Registered,
    recognise: |Sample { header, .. }| header.has(&["PRACTICE_CODE", "PCO_CODE"]) && !age_columns(header).is_empty(),
    read: Some(Reader::Whole(read)),
};

/// Positions of the columns `Male 0-4`, `Female 75+` and so on, with their stratum where it can be read.
pub(crate) fn age_columns(header: &Header) -> Vec<(usize, Option<StratumKey>)> {
    let stratum = |name: &String| {
        let (sex, age) = name.split_once(['_', '-']).filter(|(sex, _)| matches!(*sex, "MALE" | "FEMALE"))?;
        let key = |age_band| StratumKey { age_band, sex: Some(sex.to_ascii_lowercase().into()) };
        age.starts_with(|c: char| c.is_ascii_digit()).then(|| age.parse().ok().map(key))
    };
    header.names().iter().enumerate().filter_map(|(at, name)| Some((at, stratum(name)?))).collect()
}

/// Patients of one row by age and sex.
pub(crate) struct Parts {
    /// Over all columns of ages, also those whose age cannot be read.
    pub(crate) sum: i64,
    pub(crate) patients: BTreeMap<StratumKey, i64>,
}

impl Parts {
    pub(crate) fn read(row: &Row<'_>, ages: &[(usize, Option<StratumKey>)]) -> Result<Self, Bad> {
        let mut parts = Self { sum: 0, patients: BTreeMap::new() };
        for (at, stratum) in ages {
            let count = row.count(*at)?;
            parts.sum = parts.sum.checked_add(count).ok_or_else(|| row.bad(*at, "a number of patients"))?;
            if let Some(stratum) = stratum {
                let sum = parts.patients.entry(stratum.clone()).or_default();
                *sum = sum.saturating_add(count);
            }
        }
        Ok(parts)
    }
}

/// An extract of these practices, by code.
pub(crate) fn table(
    months: i32,
    middle: Option<Middle>,
    practices: BTreeMap<String, (ListSize, BTreeMap<StratumKey, i64>)>,
) -> Population {
    let (mut rows, mut strata) = (Vec::with_capacity(practices.len()), Vec::new());
    for (practice, (list, parts)) in practices.into_values().enumerate() {
        strata.extend(parts.into_iter().map(|(stratum, patients)| PatientStratum { practice, stratum, patients }));
        rows.push(list);
    }
    Population { months, middle, rows, strata: Some(strata) }
}

struct Columns {
    practice: usize,
    name: Option<usize>,
    pco: usize,
    pco_name: Option<usize>,
    middle: Option<usize>,
    middle_name: Option<usize>,
    region: Option<usize>,
    region_name: Option<usize>,
    ages: Vec<(usize, Option<StratumKey>)>,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let (month, months) = file_name::quarter(source)?;
    let may = |name: &str| header.find(&[name]);
    let columns = Columns {
        practice: required(source, &header, &["PRACTICE_CODE"])?,
        name: may("PRACTICE_NAME"),
        pco: required(source, &header, &["PCO_CODE"])?,
        pco_name: may("PCO_NAME"),
        middle: may("AREA_TEAM_CODE"),
        middle_name: may("AREA_TEAM_NAME"),
        region: may("REGIONAL_OFFICE_CODE"),
        region_name: may("REGIONAL_OFFICE_NAME"),
        ages: age_columns(&header),
    };
    let mut rows = BTreeMap::new();
    let mut synthetic = false;
    let mut tally = source.each_row(&header, |row| {
        synthetic |= codes::is_synthetic(row.text_or_blank(columns.region_name));
        Ok(columns.list_size(row).and_then(|(list, strata)| {
            if rows.contains_key(&list.practice) {
                return Err(row.bad(columns.practice, "one row per practice"));
            }
            rows.insert(list.practice.clone(), (list, strata));
            Ok(Verdict::Used(None))
        }))
    })?;
    tally.synthetic = synthetic;
    let middle = columns.middle.map(|_| Middle::AreaTeam);
    let table = table(months, middle, rows);
    Ok(Reading { tables: Tables::Population(BTreeMap::from([(month, table)])), tally })
}

impl Columns {
    /// The practice with all of its patients, and the same by age and sex.
    fn list_size(&self, row: &Row<'_>) -> Result<(ListSize, BTreeMap<StratumKey, i64>), Bad> {
        let practice = row.required(self.practice, "a practice code")?.to_owned();
        let parts = Parts::read(row, &self.ages)?;
        let text = |at: Option<usize>| row.text_or_blank(at).to_owned();
        let org = Org {
            pco: codes::trim_pco(row.text(self.pco)).to_owned(),
            pco_name: text(self.pco_name),
            middle: text(self.middle),
            middle_name: text(self.middle_name),
            region: text(self.region),
            region_name: text(self.region_name),
        };
        Ok((ListSize { practice, name: text(self.name), org, patients: parts.sum }, parts.patients))
    }
}
