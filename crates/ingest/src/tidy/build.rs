//! Tables to the rows of a cube, checked against each other.

use super::area_names::AreaNames;
use super::fields::{Columns, Field, Search, list};
use super::part::{Part, Shape, overlapping_ages};
use super::survey::Survey;
use super::table::Table;
use super::tables::{AreaFacts, TidyInput, TidyOptions, TidyTable};
use super::value::{Decimal, parse_cell_as};
use super::{area_codes, levels, not_areas};
use crate::error::Error;
use crate::input::{Encoding, InputFile, Member, shorten};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use unwarranted_core::{Cell, Cube, CubeRow, PartRow, Parts, Period};

/// One row per key and part.
type Key = (Arc<str>, Period, Arc<str>);

/// The rows of all tables read so far.
#[derive(Default)]
pub(super) struct Builder {
    rows: Vec<CubeRow>,
    /// Number of files read.
    files: usize,
    /// How messages call each table.
    sources: Vec<String>,
    /// Where the first row of each area of a group was. Looked up, never iterated.
    seen: Seen,
    /// The part of the area that each row is about, by its place among the rows; none for whole areas.
    parts: BTreeMap<usize, Part>,
    /// What distinguishes the first row with a key, and its line. Looked up, never iterated.
    shapes: HashMap<Key, (Shape, u64)>,
    /// One copy of each code and treatment. Looked up, never iterated.
    strings: HashSet<Arc<str>>,
    /// The name of each area in its latest period.
    names: AreaNames,
    /// Codes seen, by what is left of them without case and blanks, with table and line. Looked up, never iterated.
    folded: HashMap<String, (Arc<str>, usize, u64)>,
    /// Treatments by what is left of them without case. Looked up, never iterated.
    treatments: HashMap<String, Arc<str>>,
    /// What the texts of periods in the present table mean. Looked up, never iterated.
    periods: HashMap<String, Period>,
    /// The latest code, and whether it is that of an area.
    latest: Option<(Arc<str>, bool)>,
    /// Rows of the tables before the present one.
    rows_before: usize,
    /// Texts that were looked at character by character.
    looked_at: HashSet<Arc<str>>,
    /// What a reader should know of the tables.
    notes: Vec<String>,
    /// The parent group of each area in its latest period.
    groups: BTreeMap<Arc<str>, (Period, Arc<str>)>,
    /// The ranking variable of each area in its latest period.
    ranks: BTreeMap<Arc<str>, (Period, f64)>,
    /// The table in which each treatment was first met, and whether it has a denominator and an expected value.
    bases: BTreeMap<Arc<str>, (usize, Basis)>,
}

/// The rows met so far by treatment, period, part and area. Millions of rows are kept, so each takes few bytes: strings
/// are numbered.
#[derive(Default)]
struct Seen {
    /// Numbers of treatment, period and part together.
    groups: HashMap<(Arc<str>, Period, Part), u32>,
    areas: HashMap<Arc<str>, u32>,
    /// Table and line of the first row by the numbers of group and area.
    rows: HashMap<(u32, u32), (u32, u32)>,
}

impl Seen {
    /// Enters a row; table and line of the one before it with the same key.
    fn insert(
        &mut self,
        (treatment, period, area): Key,
        part: &Part,
        (source, line): (usize, u64),
    ) -> Option<(usize, u64)> {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let next = number(self.groups.len());
        let group = *self.groups.entry((treatment, period, part.clone())).or_insert(next);
        let next = number(self.areas.len());
        let area = *self.areas.entry(area).or_insert(next);
        let at = (number(source), u32::try_from(line).unwrap_or(u32::MAX));
        let (source, line) = self.rows.insert((group, area), at)?;
        Some((usize::try_from(source).unwrap_or_default(), u64::from(line)))
    }
}

#[derive(Clone, Copy, PartialEq)]
struct Basis {
    denominator: bool,
    expected: bool,
}

/// What is the same for all rows of a table.
struct Context<'a> {
    member: &'a Member,
    header: Vec<String>,
    columns: Columns,
    basis: Basis,
    treatment: Arc<str>,
    survey: Survey,
    decimal: Option<Decimal>,
    negative: bool,
}

/// What [`Builder::finish`] makes: cube, parts, what is known of areas, notes.
pub(super) type Finished = (Cube, Option<Parts>, AreaFacts, Vec<String>);

impl Builder {
    /// Adds all tables of a file.
    pub(super) fn add(&mut self, file: &InputFile, options: &TidyOptions) -> Result<TidyInput, Error> {
        let wanted = self.tables_of(file, options);
        let mut tables = Vec::with_capacity(wanted.len());
        for member in &wanted {
            let name = if wanted.len() > 1 { &member.name } else { &file.name };
            tables.push(self.table(member, stem(name), options)?);
        }
        self.files += 1;
        let rows_read = tables.iter().map(|t| t.rows_read).sum();
        Ok(TidyInput { name: file.name.clone(), bytes: file.bytes, sha256: file.sha256.clone(), rows_read, tables })
    }

    /// The tables of a file; of a workbook the sheets that are tidy, where some are and others (a cover, notes) are not.
    fn tables_of<'f>(&mut self, file: &'f InputFile, options: &TidyOptions) -> Vec<&'f Member> {
        let (wanted, others): (Vec<&Member>, Vec<&Member>) = file
            .members
            .iter()
            .partition(|member| member.encoding != Encoding::Workbook || has_header(member, options));
        if wanted.is_empty() {
            return others;
        }
        let names: Vec<&str> = others.iter().map(|member| member.name.as_str()).collect();
        if !names.is_empty() {
            self.notes.push(format!("sheets without a table of areas are passed over: {}", names.join(", ")));
        }
        wanted
    }

    /// The cube, its parts and what is known of the areas; `names` is for areas that the tables give no name.
    ///
    /// # Errors
    /// Those of [`levels::Areas::find`].
    pub(super) fn finish(
        mut self,
        mut names: BTreeMap<Arc<str>, Arc<str>>,
        options: &TidyOptions,
        shown: &str,
    ) -> Result<Finished, Error> {
        let (own, varied) = std::mem::take(&mut self.names).finish();
        self.notes.extend(varied);
        names.extend(own);
        self.notes.extend(self.lost_zeros());
        overlapping_ages(&self.rows, &self.parts)
            .map_or(Ok(()), |problem| Err(Error::File { file: shown.to_owned(), problem }))?;
        let notes = std::mem::take(&mut self.notes);
        let subtotal = super::subtotals::find(&self.rows);
        let (cube, parts, facts) = self.cube(names);
        let areas = levels::Areas {
            rows: cube.rows(),
            names: cube.names(),
            groups: &facts.groups,
            only: &options.only_kinds,
            shown,
        };
        let found = areas.find()?;
        if let Some(problem) = subtotal.filter(|s| !found.aside.contains_key(&s.area)).map(|s| s.words()) {
            return Err(Error::File { file: shown.to_owned(), problem });
        }
        let doubts = super::doubts::notes(cube.rows());
        let notes = notes.into_iter().chain(found.notes).chain(doubts).collect();
        Ok((cube.with_aside(found.aside), parts, facts, notes))
    }

    fn cube(mut self, names: BTreeMap<Arc<str>, Arc<str>>) -> (Cube, Option<Parts>, AreaFacts) {
        let facts = AreaFacts {
            groups: self.groups.into_iter().map(|(code, (_, group))| (code, group)).collect(),
            ranks: self.ranks.into_iter().map(|(code, (_, rank))| (code, rank)).collect(),
        };
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
        let search =
            |header: &[String]| Search { shown: &member.shown, header, named: Some(&options.columns) }.is_tidy();
        let mut table = Table::find(member, search)?;
        let header = table.header.clone();
        let columns = Search { shown: &member.shown, header: &header, named: Some(&options.columns) }.tidy()?;
        let survey = Survey::of(&table, member, &columns, options.decimal)?;
        self.notes.extend(survey.note.as_ref().map(|note| format!("{}: {note}", member.shown)));
        let has = |field| columns.get(field).is_some();
        let basis = Basis { denominator: has(Field::Denominator), expected: has(Field::Expected) };
        let (treatment, decimal) = (self.intern(treatment), options.decimal);
        let negative = options.negative;
        let context = Context { member, header, columns, basis, treatment, survey, decimal, negative };
        self.sources.push(member.shown.clone());
        (self.rows_before, self.periods) = (self.rows.len(), HashMap::new());
        while let Some((line, record)) = table.next()? {
            self.row(&context, line, record)?;
        }
        let rows_read = self.rows.len() - self.rows_before;
        if rows_read == 0 {
            let problem = "there is a header line but no rows; expected one row per area and period".to_owned();
            return Err(Error::File { file: member.shown.clone(), problem });
        }
        self.notes.extend(table.passed_over());
        let (name, delimiter) = (member.name.clone(), char::from(table.delimiter));
        let columns = context.columns.named(&context.header);
        Ok(TidyTable { name, encoding: member.encoding, delimiter, rows_read, columns })
    }

    fn row(&mut self, context: &Context, line: u64, record: &csv::StringRecord) -> Result<(), Error> {
        let text = |field| context.columns.get(field).and_then(|at| record.get(at)).map(str::trim);
        let cell = |field| text(field).map(|t| context.cell(field, line, t)).transpose();
        for field in [Field::Area, Field::Name, Field::Treatment, Field::Group, Field::Within] {
            if let Some(long) = text(field).filter(|t| t.len() > LONGEST && t.chars().count() > LONGEST) {
                return Err(context.field(field, line, long, &format!("at most {LONGEST} characters")));
            }
        }
        let period = text(Field::Period).map_or(Ok(Period::All), |t| self.period(context, line, t))?;
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
        self.check_basis(context, &row)?;
        self.check_codes(context, line, &row)?;
        let part = self.part(context, line, &text)?;
        // Rows without an area are set aside later and may well be several.
        if !row.area.is_empty() {
            if self.is_area(&row.area) {
                self.check_new(context, line, &row, &part)?;
            }
            if let Some(name) = text(Field::Name).filter(|name| !name.is_empty()) {
                let name = self.intern(name);
                self.names.see(&row, &name, context.columns.has_parts());
            }
            if let Some(group) = text(Field::Group).filter(|group| !group.is_empty()) {
                let group = self.intern(group);
                let known = keep(&mut self.groups, &row, group.clone());
                let expected = "one group for an area in all of its rows of a period";
                known.then_some(()).ok_or_else(|| context.field(Field::Group, line, &group, expected))?;
            }
            if let Some(rank) = text(Field::Rank).filter(|rank| !rank.is_empty()) {
                let value = context.number(line, rank)?;
                let expected = "one number for an area in all of its rows of a period";
                let known = keep(&mut self.ranks, &row, value);
                known.then_some(()).ok_or_else(|| context.field(Field::Rank, line, rank, expected))?;
            }
        }
        if part != Part::default() {
            self.parts.insert(self.rows.len(), part);
        }
        self.rows.push(row);
        Ok(())
    }

    /// The part of the area that a row is about.
    fn part<'r>(
        &mut self,
        context: &Context,
        line: u64,
        text: &impl Fn(Field) -> Option<&'r str>,
    ) -> Result<Part, Error> {
        if !context.columns.has_parts() {
            return Ok(Part::default());
        }
        let refuse = |field, expected: &str| context.field(field, line, text(field).unwrap_or_default(), expected);
        let stratum = super::part::stratum(text(Field::AgeBand), text(Field::Sex));
        let stratum = stratum.map_err(|(field, expected)| refuse(field, &expected))?;
        let practice = match text(Field::Within) {
            Some("") => return Err(refuse(Field::Within, "the code of a practice or other unit within the area")),
            Some(code) if not_areas::says(code) == Some(not_areas::Says::All) => {
                return Err(refuse(
                    Field::Within,
                    "a unit within the area, not a total, which would count everybody twice: remove rows of totals",
                ));
            }
            code => code.map(|code| self.intern(code)),
        };
        Ok(Part { stratum, practice })
    }

    fn period(&mut self, context: &Context, line: u64, text: &str) -> Result<Period, Error> {
        if let Some(known) = self.periods.get(text) {
            return Ok(*known);
        }
        let period = context.period(line, text)?;
        self.periods.insert(text.to_owned(), period);
        Ok(period)
    }

    /// [`Self::intern`] of a text that is most often that of the row before.
    fn as_before(&mut self, text: &str, of: fn(&CubeRow) -> &Arc<str>) -> Arc<str> {
        let before = self.rows.last().map(of).filter(|before| ***before == *text);
        before.cloned().unwrap_or_else(|| self.intern(text))
    }

    /// Whether a code does not say that it is no area.
    fn is_area(&mut self, area: &Arc<str>) -> bool {
        match &self.latest {
            Some((latest, is_area)) if Arc::ptr_eq(latest, area) => *is_area,
            _ => {
                let is_area = not_areas::says(area).is_none();
                self.latest = Some((Arc::clone(area), is_area));
                is_area
            }
        }
    }

    /// Whether the row before has the same text, which is kept once.
    fn is_as_before(&self, text: &Arc<str>, of: fn(&CubeRow) -> &Arc<str>) -> bool {
        self.rows.last().is_some_and(|before| Arc::ptr_eq(of(before), text))
    }

    fn intern(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.strings.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(text);
        self.strings.insert(Arc::clone(&new));
        new
    }

    /// Refuses codes that a spreadsheet has changed, that have characters which are not what they seem, and that differ
    /// from another in case or blanks alone. Each text is looked at once.
    fn check_codes(&mut self, context: &Context, line: u64, row: &CubeRow) -> Result<(), Error> {
        let same = self.is_as_before(&row.treatment, |row| &row.treatment);
        if !same && self.looked_at.insert(Arc::clone(&row.treatment)) {
            if let Some(expected) = area_codes::strange_character(&row.treatment) {
                return Err(context.field(Field::Treatment, line, &row.treatment, &expected));
            }
            let key = row.treatment.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            let first = self.treatments.entry(key).or_insert_with(|| Arc::clone(&row.treatment));
            if *first != row.treatment && context.columns.get(Field::Treatment).is_some() {
                let expected = format!(
                    "the name as it is written before, '{}': the two differ in case or blanks alone, and would be two measures",
                    shorten(first)
                );
                return Err(context.field(Field::Treatment, line, &row.treatment, &expected));
            }
        }
        if row.area.is_empty()
            || self.is_as_before(&row.area, |row| &row.area)
            || !self.looked_at.insert(Arc::clone(&row.area))
            || not_areas::says(&row.area).is_some()
        {
            return Ok(());
        }
        if let Some(expected) = area_codes::fault(&row.area) {
            return Err(context.field(Field::Area, line, &row.area, &expected));
        }
        let source = self.sources.len() - 1;
        let new = || (Arc::clone(&row.area), source, line);
        let (first, table, at) = self.folded.entry(area_codes::bare(&row.area)).or_insert_with(new);
        if *first == row.area {
            return Ok(());
        }
        let place = if *table == source { String::new() } else { format!(" of {}", self.sources[*table]) };
        let alone = area_codes::folded(first) == area_codes::folded(&row.area);
        let how = if alone { "case or blanks" } else { "words such as NHS" };
        let expected = format!(
            "the code as it is written on line {at}{place}, '{}': the two differ in {how} alone, and would be two areas",
            shorten(first)
        );
        Err(context.field(Field::Area, line, &row.area, &expected))
    }

    /// A warning of codes that may have lost zeros.
    fn lost_zeros(&self) -> Option<String> {
        const SHOWN: usize = 6;
        let mut codes: Vec<&str> = self.folded.values().map(|(code, ..)| &**code).collect();
        codes.sort_unstable();
        let lost = area_codes::lost_zeros(&codes);
        let mut told: Vec<String> =
            lost.iter().take(SHOWN).map(|(code, was)| format!("{code} (was it {was}?)")).collect();
        if lost.len() > SHOWN {
            told.push(format!("and {} more", lost.len() - SHOWN));
        }
        let many = if lost.len() == 1 { "an area code seems" } else { "area codes seem" };
        (!lost.is_empty()).then(|| {
            format!(
                "warning: {many} to have lost leading zeros, as spreadsheets drop them: {}; names and other files will not fit",
                told.join(", ")
            )
        })
    }

    fn check_new(&mut self, context: &Context, line: u64, row: &CubeRow, part: &Part) -> Result<(), Error> {
        let source = self.sources.len() - 1;
        let key = (Arc::clone(&row.treatment), row.period, Arc::clone(&row.area));
        if context.columns.has_parts() {
            let (first, at) = *self.shapes.entry(key.clone()).or_insert((part.shape(), line));
            if first != part.shape() {
                let problem = format!(
                    "this row is {} where line {at} of the same area, period and treatment is {}; together they would \
                     count people twice: keep the parts or the totals",
                    part.shape().words(),
                    first.words()
                );
                return Err(Error::Row { file: context.member.shown.clone(), line, problem });
            }
        }
        let Some((first, first_line)) = self.seen.insert(key, part, (source, line)) else { return Ok(()) };
        let place = if first == source { String::new() } else { format!(" of {}", self.sources[first]) };
        let (area, treatment) = (shorten(&row.area), shorten(&row.treatment));
        let problem = format!(
            "area '{area}', period {}, treatment '{treatment}' is already on line {first_line}{place}; \
             expected one row per area, period and treatment{}: remove or add up the rows{}",
            row.period,
            if context.columns.has_parts() { " and part of the area" } else { "" },
            context.telling_apart()
        );
        Err(Error::Row { file: context.member.shown.clone(), line, problem })
    }

    fn check_basis(&mut self, context: &Context, row: &CubeRow) -> Result<(), Error> {
        if self.rows.len() > self.rows_before && self.is_as_before(&row.treatment, |row| &row.treatment) {
            return Ok(());
        }
        let source = self.sources.len() - 1;
        let (first, basis) = *self.bases.entry(Arc::clone(&row.treatment)).or_insert((source, context.basis));
        if basis == context.basis {
            return Ok(());
        }
        let problem = format!(
            "treatment '{}' has {} here but {} in {}; expected the same columns for one treatment",
            shorten(&row.treatment),
            context.basis.words(),
            basis.words(),
            self.sources[first]
        );
        Err(Error::File { file: context.member.shown.clone(), problem })
    }
}

/// Keeps the value of an area's latest period; false where that period has another one.
fn keep<T: PartialEq>(known: &mut BTreeMap<Arc<str>, (Period, T)>, row: &CubeRow, value: T) -> bool {
    match known.get(&row.area) {
        Some((period, kept)) if *period == row.period => *kept == value,
        Some((period, _)) if *period > row.period => true,
        _ => {
            known.insert(Arc::clone(&row.area), (row.period, value));
            true
        }
    }
}

impl Basis {
    fn words(self) -> &'static str {
        match (self.denominator, self.expected) {
            (true, true) => "a denominator and an expected value",
            (true, false) => "a denominator",
            (false, _) => "an expected value",
        }
    }
}

/// Characters of a code or name: more cannot be shown, and comes from a quotation mark that is not closed.
const LONGEST: usize = 1_000;

impl Context<'_> {
    fn cell(&self, field: Field, line: u64, text: &str) -> Result<Cell, Error> {
        let taken_back = self.below_zero(field, text);
        if let Some(amount) = taken_back.filter(|_| self.negative) {
            return Ok(Cell::Value(amount));
        }
        let expected = |expected| match taken_back {
            Some(_) => "zero or more, or `kind amount` for amounts that were taken back; correct the figure",
            None => expected,
        };
        parse_cell_as(text, self.decimal).map_err(|problem| self.field(field, line, text, expected(problem)))
    }

    /// What was observed, where it is below zero.
    fn below_zero(&self, field: Field, text: &str) -> Option<f64> {
        let amount = text.trim().strip_prefix(['-', '\u{2212}']).filter(|_| field == Field::Observed)?;
        parse_cell_as(amount, self.decimal).ok()?.value().filter(|v| *v > 0.0).map(|v| -v)
    }

    fn number(&self, line: u64, text: &str) -> Result<f64, Error> {
        let negative = text.strip_prefix('-');
        let cell = parse_cell_as(negative.unwrap_or(text), self.decimal).ok();
        let value = cell.and_then(Cell::value).map(|v| if negative.is_some() { -v } else { v });
        value.ok_or_else(|| self.field(Field::Rank, line, text, "a plain number such as 21.7, or blank"))
    }

    fn period(&self, line: u64, text: &str) -> Result<Period, Error> {
        self.survey.period(text).map_err(|e| {
            let problem = e.to_string();
            let expected = problem.split_once("; expected ").map_or(&*problem, |(_, forms)| forms);
            self.field(Field::Period, line, text, expected)
        })
    }

    fn field(&self, field: Field, line: u64, found: &str, expected: &str) -> Error {
        let column = self.columns.get(field).map_or(String::new(), |at| shorten(&self.header[at]));
        let file = self.member.shown.clone();
        Error::Field { file, line, column, found: shorten(found), expected: expected.to_owned() }
    }

    /// How a column not in use may distinguish rows that have the same key.
    fn telling_apart(&self) -> String {
        let unused = self.columns.unused(&self.header);
        if unused.is_empty() {
            return String::new();
        }
        let lacking = [Field::Period, Field::Treatment].into_iter().filter(|f| self.columns.get(*f).is_none());
        let flags: Vec<&str> = lacking.map(|f| f.entry().flag).collect();
        let how = if flags.is_empty() {
            "split the file by the column in which they differ".to_owned()
        } else {
            format!("name the column in which they differ with {}", flags.join(" or "))
        };
        format!(", or {how} (columns not in use: {})", list(&unused))
    }
}

/// Whether a sheet has the header of a tidy table somewhere near its top.
fn has_header(member: &Member, options: &TidyOptions) -> bool {
    let search = |header: &[String]| Search { shown: &member.shown, header, named: Some(&options.columns) }.is_tidy();
    Table::find(member, search).is_ok_and(|table| search(&table.header))
}

/// The name of a file without `.csv`, `.gz` and the like.
fn stem(name: &str) -> &str {
    let mut stem = name;
    while let Some(shorter) = [".csv", ".tsv", ".txt", ".gz", ".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"]
        .into_iter()
        .find_map(|end| crate::input::strip_suffix(stem, end))
    {
        stem = shorter;
    }
    if stem.is_empty() { name } else { stem }
}
