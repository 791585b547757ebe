//! An extract of registered patients.

use super::columns::{integers, integers_or_null, strings, text, text_or_null, whole, whole_or_null};
use super::fault::damaged;
use super::file::{read, write};
use super::orgs::{ORG, org_columns, orgs};
use super::table::{Heading, Table, Whole, count, path, sum};
use crate::store::catalogue::Totals;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unwarranted_core::standardise::{AgeBand, StratumKey};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::{Dataset, ListSize, Org, PatientStratum, Population};

/// The series of extracts without ages and sexes.
const TOTALS: &str = "totals";

impl Table for Population {
    const DATASET: Dataset = Dataset::Population;

    fn heading(&self) -> Heading {
        // Totals of a month stand beside the patients by age and sex of that month, and do not replace them.
        let totals = self.strata.as_ref().is_some_and(Vec::is_empty);
        let series = if totals { TOTALS.to_owned() } else { String::new() };
        Heading { series, months: self.months, middle: self.middle }
    }

    fn totals(&self) -> Result<Totals, String> {
        let patients = self.rows.iter().try_fold(0i64, |sum, r| sum.checked_add(r.patients));
        let patients = patients.ok_or("the number of patients is too large to be kept exactly")?;
        Ok(Totals::Population { practices: count(self.rows.len()), patients })
    }

    fn write(&self, paths: &[PathBuf]) -> Result<(), Error> {
        let mut columns = vec![
            text("practice", self.rows.iter().map(|r| r.practice.as_str())),
            text_or_null("practice_name", self.rows.iter().map(|r| r.name.as_str())),
            whole("patients", self.rows.iter().map(|r| r.patients)),
        ];
        columns.extend(org_columns(self.rows.iter().map(|r| &r.org)));
        write(path(paths, 0)?, columns)?;
        // A table that was read without its strata has none to write.
        self.strata.as_ref().map_or(Ok(()), |strata| write_strata(path(paths, 1)?, strata))
    }

    fn on_disk(paths: &[PathBuf]) -> Result<(Totals, u64), Error> {
        let path = path(paths, 0)?;
        let patients = integers(&read(path, &["patients"])?, "patients", path)?;
        let practices = count(patients.len());
        let totals = Totals::Population { practices, patients: sum(&patients, path, "patients")? };
        Ok((totals, patients.len() as u64))
    }

    fn same_on_disk(&self, paths: &[PathBuf]) -> Result<bool, Error> {
        let strata = self.strata.as_ref().map(|_| read_strata(path(paths, 1)?)).transpose()?;
        Ok(Self { strata, ..Self::read(paths, self.heading())? } == *self)
    }
}

impl Whole for Population {
    /// An extract of registered patients, sorted by practice, without its strata.
    fn read(paths: &[PathBuf], heading: Heading) -> Result<Self, Error> {
        let path = path(paths, 0)?;
        let frame = read(path, &[&["practice", "practice_name", "patients"][..], &ORG].concat())?;
        let (codes, names) = (strings(&frame, "practice", path)?, strings(&frame, "practice_name", path)?);
        let patients = integers(&frame, "patients", path)?;
        let row = |(i, org): (usize, Org)| ListSize {
            practice: codes[i].to_owned(),
            name: names[i].to_owned(),
            org,
            patients: patients[i],
        };
        let rows = orgs(&frame, path)?.into_iter().enumerate().map(row).collect();
        Ok(Self { months: heading.months, middle: heading.middle, rows, strata: None })
    }
}

/// The patients of an extract by age and sex, in the order in which they were written.
pub(crate) fn read_strata(path: &Path) -> Result<Vec<PatientStratum>, Error> {
    let frame = read(path, &["practice", "sex", "age_from", "age_to", "patients"])?;
    let (practices, sexes) = (integers(&frame, "practice", path)?, strings(&frame, "sex", path)?);
    let (from, to) = (integers(&frame, "age_from", path)?, integers_or_null(&frame, "age_to", path)?);
    let patients = integers(&frame, "patients", path)?;
    let age = |age: i64| u16::try_from(age).map_err(|_| damaged(path, "age_from"));
    let mut words: BTreeMap<&str, Arc<str>> = BTreeMap::new();
    let mut strata = Vec::with_capacity(patients.len());
    for (i, patients) in patients.into_iter().enumerate() {
        let age_band = AgeBand { from: age(from[i])?, to: to[i].map(age).transpose()? };
        let sex = (!sexes[i].is_empty()).then(|| Arc::clone(words.entry(sexes[i]).or_insert_with(|| sexes[i].into())));
        let practice = usize::try_from(practices[i]).map_err(|_| damaged(path, "practice"))?;
        strata.push(PatientStratum { practice, stratum: StratumKey { age_band, sex }, patients });
    }
    Ok(strata)
}

/// Practices are written as their places among the rows of the extract; an open age band has no last age.
fn write_strata(path: &Path, strata: &[PatientStratum]) -> Result<(), Error> {
    let rows = || strata.iter();
    write(
        path,
        vec![
            whole("practice", rows().map(|s| count(s.practice))),
            text_or_null("sex", rows().map(|s| s.stratum.sex.as_deref().unwrap_or_default())),
            whole("age_from", rows().map(|s| i64::from(s.stratum.age_band.from))),
            whole_or_null("age_to", rows().map(|s| s.stratum.age_band.to.map(i64::from))),
            whole("patients", rows().map(|s| s.patients)),
        ],
    )
}
