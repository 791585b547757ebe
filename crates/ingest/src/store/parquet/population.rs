//! An extract of registered patients.

use super::{
    Heading, ORG, Table, count, integers, org_columns, orgs, path, read, strings, sum, text, text_or_null, whole, write,
};
use crate::error::Error;
use crate::formats::{Dataset, ListSize, Org, Population};
use crate::store::Totals;
use std::path::{Path, PathBuf};

impl Table for Population {
    const DATASET: Dataset = Dataset::Population;
    const FOLDERS: &'static [&'static str] = &["population"];

    fn heading(&self) -> Heading {
        Heading { series: String::new(), months: self.months, middle: self.middle }
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
        write(path(paths, 0)?, columns)
    }

    fn on_disk(paths: &[PathBuf]) -> Result<(Totals, u64), Error> {
        let path = path(paths, 0)?;
        let patients = integers(&read(path, &["patients"], None)?, "patients", path)?;
        let practices = count(patients.len());
        let totals = Totals::Population { practices, patients: sum(&patients, path, "patients")? };
        Ok((totals, patients.len() as u64))
    }

    fn same_on_disk(&self, paths: &[PathBuf]) -> Result<bool, Error> {
        Ok(Self::read(path(paths, 0)?, self.heading())? == *self)
    }
}

impl Population {
    /// An extract of registered patients, sorted by practice.
    pub(in crate::store) fn read(path: &Path, heading: Heading) -> Result<Self, Error> {
        let frame = read(path, &[&["practice", "practice_name", "patients"][..], &ORG].concat(), None)?;
        let (codes, names) = (strings(&frame, "practice", path)?, strings(&frame, "practice_name", path)?);
        let patients = integers(&frame, "patients", path)?;
        let row = |(i, org): (usize, Org)| ListSize {
            practice: codes[i].to_owned(),
            name: names[i].to_owned(),
            org,
            patients: patients[i],
        };
        let rows = orgs(&frame, path)?.into_iter().enumerate().map(row).collect();
        Ok(Self { months: heading.months, middle: heading.middle, rows })
    }
}
