//! Tables to the rows of a cube, checked against each other.

mod before;

use crate::error::Error;
use crate::hashed::HashMap;
use crate::input::{InputFile, Member};
use crate::tidy::area_names::AreaNames;
use crate::tidy::basis::Bases;
use crate::tidy::context::Context;
use crate::tidy::fields::Field;
use crate::tidy::latest::Latest;
use crate::tidy::part::{self, Part, overlapping_ages};
use crate::tidy::said_chance::SaidChance;
use crate::tidy::seen::Seen;
use crate::tidy::sources::Sources;
use crate::tidy::spelling::Spelling;
use crate::tidy::strings::Strings;
use crate::tidy::table::Table;
use crate::tidy::tables::{AreaFacts, TidyInput, TidyOptions, TidyTable};
use crate::tidy::{levels, wanted};
use crate::values::codes::is_synthetic;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::{Cell, Cube, CubeRow, PartRow, Parts, Period};

/// The rows of all tables read so far.
#[derive(Default)]
pub(in crate::tidy) struct Builder {
    rows: Vec<CubeRow>,
    /// Number of files read.
    files: usize,
    sources: Sources,
    seen: Seen,
    spelling: Spelling,
    bases: Bases,
    latest: Latest,
    said: SaidChance,
    /// The name of each area in its latest period.
    names: AreaNames,
    /// The part of the area that each row is about, by its place among the rows; none for whole areas.
    parts: BTreeMap<usize, Part>,
    /// One copy of each code and treatment.
    strings: Strings,
    /// What the texts of periods in the present table mean. Looked up, never iterated.
    periods: HashMap<String, Period>,
    /// The code of the row before, and whether it is that of an area.
    area_before: Option<(Arc<str>, bool)>,
    /// Rows of the tables before the present one.
    rows_before: usize,
    /// What a reader should know of the tables.
    notes: Vec<String>,
}

/// What [`Builder::finish`] makes: cube, parts, what is known of areas, notes.
pub(in crate::tidy) type Finished = (Cube, Option<Parts>, AreaFacts, Vec<String>);

impl Builder {
    /// Adds all tables of a file.
    pub(in crate::tidy) fn add(&mut self, file: &InputFile, options: &TidyOptions) -> Result<TidyInput, Error> {
        let (wanted, note) = wanted::of(file, options);
        self.notes.extend(note);
        let mut tables = Vec::with_capacity(wanted.len());
        for member in &wanted {
            let name = if wanted.len() > 1 { &member.name } else { &file.name };
            tables.push(self.table(member, wanted::stem(name), options)?);
        }
        self.files += 1;
        let rows_read = tables.iter().map(|t| t.rows_read).sum();
        Ok(TidyInput { name: file.name.clone(), bytes: file.bytes, sha256: file.sha256.clone(), rows_read, tables })
    }

    /// What the tables say of chance and of their numerators.
    pub(in crate::tidy) fn said(&mut self) -> SaidChance {
        std::mem::take(&mut self.said)
    }

    /// The cube, its parts and what is known of the areas; `names` is for areas that the tables give no name.
    ///
    /// # Errors
    /// Those of [`levels::Areas::find`].
    pub(in crate::tidy) fn finish(
        mut self,
        mut names: BTreeMap<Arc<str>, Arc<str>>,
        options: &TidyOptions,
        shown: &str,
    ) -> Result<Finished, Error> {
        let synthetic = self.names.synthetic();
        let (own, varied) = std::mem::take(&mut self.names).finish();
        self.notes.extend(varied);
        names.extend(own);
        self.notes.extend(self.spelling.lost_zeros());
        self.notes.extend(self.spelling.numbers());
        overlapping_ages(&self.rows, &self.parts)
            .or_else(|| crate::tidy::part_sums::find(&self.rows, &self.parts))
            .map_or(Ok(()), |problem| Err(Error::File { file: shown.to_owned(), problem }))?;
        self.notes.extend(self.nothing_within());
        let notes = std::mem::take(&mut self.notes);
        let subtotal = crate::tidy::subtotals::find(&self.rows);
        let (cube, parts, mut facts) = self.cube(names);
        facts.synthetic = synthetic || cube.names().values().any(|name| is_synthetic(name));
        let areas = levels::Areas {
            rows: cube.rows(),
            names: cube.names(),
            groups: &facts.groups,
            only: Some(&options.only_kinds),
            shown,
        };
        let found = areas.find()?;
        if let Some(problem) = subtotal.filter(|s| !found.aside.contains_key(&s.area)).map(|s| s.words()) {
            return Err(Error::File { file: shown.to_owned(), problem });
        }
        let doubts = crate::tidy::doubts::notes(cube.rows());
        let notes = notes.into_iter().chain(found.notes).chain(doubts).collect();
        Ok((cube.with_aside(found.aside), parts, facts, notes))
    }

    /// What is said of a column of units within areas that sets nothing apart: every area has one of them in each period.
    fn nothing_within(&self) -> Option<String> {
        let within: Vec<usize> =
            self.parts.iter().filter(|(_, part)| part.practice.is_some()).map(|(at, _)| *at).collect();
        let key = |at: &usize| (&self.rows[*at].treatment, self.rows[*at].period, &self.rows[*at].area);
        let areas: BTreeSet<_> = within.iter().map(key).collect();
        (!within.is_empty() && areas.len() == within.len()).then(|| {
            "The column that `within` names has one unit for each area and period, so that nothing is summed, and nothing shows how \
             far units within an area differ; where it has larger areas, name it with `group`."
                .to_owned()
        })
    }

    fn cube(mut self, names: BTreeMap<Arc<str>, Arc<str>>) -> (Cube, Option<Parts>, AreaFacts) {
        let facts = self.latest.facts();
        if self.parts.is_empty() {
            return (Cube::new(self.rows, names), None, facts);
        }
        let whole = |(at, row)| {
            let Part { stratum, practice } = self.parts.remove(&at).unwrap_or_default();
            PartRow { row, stratum, practice }
        };
        let parts = Parts::new(self.rows.into_iter().enumerate().map(whole).collect());
        (parts.cube(names), Some(parts), facts)
    }

    fn table(&mut self, member: &Member, treatment: &str, options: &TidyOptions) -> Result<TidyTable, Error> {
        let mut table = Table::find(member, |header: &[String]| wanted::is_tidy(member, header, options))?;
        let context = Context::of(member, &table, self.strings.one(treatment), options)?;
        self.notes.extend(context.notes());
        self.sources.push(member.shown.clone());
        (self.rows_before, self.periods) = (self.rows.len(), HashMap::default());
        while let Some((line, record)) = table.next()? {
            self.row(&context, line, record)?;
        }
        let rows_read = self.rows.len() - self.rows_before;
        if rows_read == 0 {
            let problem = "there is a header line but no rows; expected one row per area and period".to_owned();
            return Err(context.file(problem));
        }
        self.notes.extend(table.passed_over());
        let (name, delimiter) = (member.name.clone(), char::from(table.delimiter));
        let columns = context.columns.named(&context.header);
        Ok(TidyTable { name, encoding: member.encoding, delimiter, rows_read, columns })
    }

    fn row(&mut self, context: &Context, line: u64, record: &csv::StringRecord) -> Result<(), Error> {
        context.check_lengths(line, record)?;
        let text = |field| context.text(record, field);
        let cell = |field| text(field).map(|t| context.cell(field, line, t)).transpose();
        let period = text(Field::Period)
            .map_or(Ok(Period::All), |t| self.period(context, line, (t, context.other_end(record))))?;
        let treatment = match text(Field::Treatment) {
            Some("") => return Err(context.field(Field::Treatment, line, "", "the name of a treatment or measure")),
            Some(name) => self.as_before(name, |row| &row.treatment),
            None => Arc::clone(&context.treatment),
        };
        let row = CubeRow {
            file: self.files,
            treatment,
            period,
            area: self.as_before(text(Field::Area).unwrap_or_default(), |row| &row.area),
            observed: cell(Field::Observed)?.unwrap_or(Cell::NotReported),
            denominator: cell(Field::Denominator)?,
            expected: cell(Field::Expected)?,
        };
        self.check_words(context, line, &row)?;
        let part = part::of(context, line, record, &mut self.strings)?;
        // Rows without an area are set aside later and may well be several.
        if !row.area.is_empty() {
            if self.is_area(&row.area) {
                self.seen.check(context, line, (&row, &part), &self.sources)?;
            }
            self.facts(context, line, record, &row)?;
            self.said.see(context, line, record, &row)?;
        }
        if part != Part::default() {
            self.parts.insert(self.rows.len(), part);
        }
        self.rows.push(row);
        Ok(())
    }

    /// Checks the treatment and the area of a row where they are not those of the row before.
    fn check_words(&mut self, context: &Context, line: u64, row: &CubeRow) -> Result<(), Error> {
        let same = self.is_as_before(&row.treatment, |row| &row.treatment);
        if !same || self.rows.len() == self.rows_before {
            self.bases.check(context, &row.treatment, &self.sources)?;
        }
        if !same {
            self.spelling.treatment(context, line, &row.treatment)?;
        }
        if !row.area.is_empty() && !self.is_as_before(&row.area, |row| &row.area) {
            let problem = self.spelling.area(line, &row.area, &self.sources);
            problem.map_err(|expected| context.field(Field::Area, line, &row.area, &expected))?;
        }
        Ok(())
    }

    /// Keeps the name, the group and the ranking number of the area of a row.
    fn facts(&mut self, context: &Context, line: u64, record: &csv::StringRecord, row: &CubeRow) -> Result<(), Error> {
        let text = |field| context.text(record, field).filter(|text| !text.is_empty());
        if let Some(name) = text(Field::Name) {
            let name = self.strings.one(name);
            self.names.see(row, &name, context.columns.has_parts());
        }
        if let Some(group) = text(Field::Group) {
            let group = self.strings.one(group);
            self.latest.group(context, line, row, group)?;
        }
        text(Field::Rank).map_or(Ok(()), |rank| self.latest.rank(context, line, row, rank))
    }

    /// The period of a text, or of the texts of its two ends.
    fn period(&mut self, context: &Context, line: u64, of: (&str, Option<&str>)) -> Result<Period, Error> {
        let both = of.1.map(|other| format!("{}\n{other}", of.0));
        let key = both.as_deref().unwrap_or(of.0);
        if let Some(known) = self.periods.get(key) {
            return Ok(*known);
        }
        let period = context.period(line, of.0, of.1)?;
        self.periods.insert(key.to_owned(), period);
        Ok(period)
    }
}
