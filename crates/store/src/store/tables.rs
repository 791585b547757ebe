//! The tables of a store, read back and verified.

use super::Store;
use super::catalogue::{TableEntry, Totals};
use super::disk::refuse;
use super::parquet::{self, Heading, StoredValue, Whole};
use super::sealed;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::directory::{Links, Organisations, Shapes, Terms};
use unwarranted_ingest::tables::facts::Facts;
use unwarranted_ingest::tables::{PatientStratum, Population, Practice, Presentation, Sums};

impl Store {
    /// The practices of a month of prescribing, sorted by code and commissioner.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn practices(&self, table: &TableEntry) -> Result<Vec<Practice>, Error> {
        parquet::read_practices(&self.file(table, 1)?)
    }

    /// The presentations of a month of prescribing, sorted by BNF code.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn presentations(&self, table: &TableEntry) -> Result<Vec<Presentation>, Error> {
        parquet::read_presentations(&self.file(table, 2)?)
    }

    /// Rows `first..first + rows` of a measure of a month of prescribing: `items`, `quantity`, `nic`, `actual_cost`.
    ///
    /// # Errors
    /// A file that is missing or damaged; quantities of a month for which the publisher reports none.
    pub fn values(
        &self,
        table: &TableEntry,
        measure: &str,
        first: usize,
        rows: usize,
    ) -> Result<Vec<StoredValue>, Error> {
        let reported = !matches!(table.totals_stored, Totals::Prescribing(Sums { quantity: None, .. }));
        if measure == "quantity" && !reported {
            let problem = format!("the file of {} does not report quantities; choose another `measure`", table.month);
            return Err(refuse(&self.dir, problem));
        }
        let (path, file) = self.place(table, 0)?;
        // A store of an earlier version has no checksums of blocks: its file is verified as a whole.
        if file.blocks.is_none() {
            sealed::verify(&path, file)?;
        }
        parquet::read_values(&path, file.blocks.as_deref(), measure, first, rows)
    }

    /// An extract of registered patients, sorted by practice, without their ages and sexes ([`Store::strata`]).
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn population(&self, table: &TableEntry) -> Result<Population, Error> {
        self.whole(table)
    }

    /// The patients of an extract by practice, age band and sex; `None` where it was stored by a version of this program
    /// that kept totals only.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn strata(&self, table: &TableEntry) -> Result<Option<Vec<PatientStratum>>, Error> {
        table.has_strata().then(|| parquet::read_strata(&self.file(table, 1)?)).transpose()
    }

    /// Figures by area and measure of one period, sorted by measure, area, sex and age.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn facts(&self, table: &TableEntry) -> Result<Facts, Error> {
        self.whole(table)
    }

    /// A list of organisations, sorted by kind and code.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn organisations(&self, table: &TableEntry) -> Result<Organisations, Error> {
        self.whole(table)
    }

    /// Links between codes, sorted by the code they lead from.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn links(&self, table: &TableEntry) -> Result<Links, Error> {
        self.whole(table)
    }

    /// A code list, sorted by code.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn terms(&self, table: &TableEntry) -> Result<Terms, Error> {
        self.whole(table)
    }

    /// A set of boundaries, sorted by code.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn shapes(&self, table: &TableEntry) -> Result<Shapes, Error> {
        self.whole(table)
    }

    fn whole<T: Whole>(&self, table: &TableEntry) -> Result<T, Error> {
        self.file(table, 0)?;
        for file in table.files.iter().skip(1) {
            sealed::verify(&self.dir.join(&file.name), file)?;
        }
        T::read(&self.paths(table), Heading::of(table))
    }
}
