//! The search for the columns of fields in a header.

use super::columns::{Columns, list, plain};
use super::fields::{FIELDS, Field};
use crate::error::Error;
use crate::input::shorten;
use std::collections::BTreeMap;

/// What to look for in a header.
pub(super) struct Search<'a> {
    /// How messages call the file.
    pub(super) shown: &'a str,
    /// The column names, trimmed.
    pub(super) header: &'a [String],
    /// Columns named by the user; `None` where no option exists to name them.
    pub(super) named: Option<&'a BTreeMap<Field, String>>,
    /// Columns that are named for something else, and hold no ages or sexes.
    pub(super) other: &'a [String],
}

impl Search<'_> {
    /// The columns of a tidy table: area and observed, and a denominator or an expected value; others if present.
    pub(super) fn tidy(&self) -> Result<Columns, Error> {
        let all: Vec<Field> = FIELDS.iter().map(|e| e.field).collect();
        let columns = self.columns(&all)?;
        let lacks = |f: &Field| columns.get(*f).is_none();
        let mut missing: Vec<Field> = [Field::Area, Field::Observed].into_iter().filter(lacks).collect();
        if lacks(&Field::Denominator) && lacks(&Field::Expected) {
            missing.push(Field::Denominator);
        }
        self.require(columns, &missing)
    }

    /// Whether this is the header of a tidy table: its columns are there, or there twice.
    pub(super) fn is_tidy(&self) -> bool {
        self.header.len() > 2 && self.tidy().is_ok()
    }

    /// The columns of a names file: area and name.
    pub(super) fn names(&self) -> Result<Columns, Error> {
        let wanted = [Field::Area, Field::Name];
        let columns = self.columns(&wanted)?;
        let missing: Vec<Field> = wanted.into_iter().filter(|f| columns.get(*f).is_none()).collect();
        self.require(columns, &missing)
    }

    /// The columns of a table of figures about areas: area, and the period where there is one. Columns that the user named for
    /// another table are looked for too.
    pub(super) fn places(&self) -> Result<Columns, Error> {
        let wanted = [Field::Area, Field::Period];
        let there = |name: &String| self.spelt(name).len() == 1;
        let own =
            |(field, name): (&Field, &String)| (wanted.contains(field) && there(name)).then(|| (*field, name.clone()));
        let named: BTreeMap<Field, String> = self.named.into_iter().flatten().filter_map(own).collect();
        let mut columns = Search { named: Some(&named), ..*self }.columns(&wanted)?;
        if let (None, [at]) = (columns.get(Field::Area), &self.of_the_ons()[..]) {
            columns.0.insert(Field::Area, *at);
        }
        let missing: Vec<Field> = [Field::Area].into_iter().filter(|f| columns.get(*f).is_none()).collect();
        // The options that name columns are those of the data.
        Search { named: None, ..*self }.require(columns, &missing)
    }

    /// Columns of codes as the ONS calls them, after the geography and its year: CCG19CD, SICBL22CD.
    fn of_the_ons(&self) -> Vec<usize> {
        self.positions(|_, name| {
            let name = plain(name);
            let Some(of) = name.strip_suffix("cd") else { return false };
            let geography = of.trim_end_matches(|c: char| c.is_ascii_digit());
            of.len() - geography.len() == 2 && geography.len() >= 3 && geography.chars().all(|c| c.is_ascii_lowercase())
        })
    }

    /// The columns of a series: the period, and the treatment where there is one.
    pub(super) fn periods(&self) -> Result<Columns, Error> {
        let wanted = [Field::Period, Field::Treatment];
        let own = |(field, name): (&Field, &String)| wanted.contains(field).then(|| (*field, name.clone()));
        let named: BTreeMap<Field, String> = self.named.into_iter().flatten().filter_map(own).collect();
        let columns = Search { named: Some(&named), ..*self }.columns(&wanted)?;
        let missing: Vec<Field> = [Field::Period].into_iter().filter(|f| columns.get(*f).is_none()).collect();
        self.require(columns, &missing)
    }

    /// The column of this name, which an option names.
    pub(super) fn own(&self, wanted: &str, flag: &str) -> Result<usize, Error> {
        match self.spelt(wanted)[..] {
            [at] => Ok(at),
            [] => Err(self.refuse(&format!("there is no column '{}', which {flag} names", shorten(wanted)))),
            _ => Err(self.refuse(&format!("more than one column is called '{}', which {flag} names", shorten(wanted)))),
        }
    }

    fn columns(&self, wanted: &[Field]) -> Result<Columns, Error> {
        let mut columns = BTreeMap::new();
        for (field, name) in self.named.into_iter().flatten() {
            columns.insert(*field, self.named_column(*field, name)?);
        }
        self.check_distinct(&columns)?;
        for field in wanted.iter().filter(|f| !self.named.is_some_and(|n| n.contains_key(f))) {
            match self.by_alias(*field, &columns)[..] {
                [] => {}
                [at] => drop(columns.insert(*field, at)),
                ref found => return Err(self.ambiguous(*field, found)),
            }
        }
        if wanted.contains(&Field::Area)
            && !columns.contains_key(&Field::Area)
            && let Some(at) = self.export_area()
        {
            columns.insert(Field::Area, at);
        }
        Ok(Columns(columns))
    }

    /// Columns that go by a name of this field and hold no other.
    fn by_alias(&self, field: Field, taken: &BTreeMap<Field, usize>) -> Vec<usize> {
        let among = |list: &[&str]| {
            let list: Vec<String> = list.iter().map(|alias| plain(alias)).collect();
            self.positions(|at, name| !taken.values().any(|other| *other == at) && list.contains(&plain(name)))
        };
        let mut found = among(field.entry().aliases);
        if matches!(field, Field::AgeBand | Field::Sex) {
            let other: Vec<usize> = self.other.iter().flat_map(|name| self.spelt(name)).collect();
            found.retain(|at| !other.contains(at));
        }
        if found.is_empty() {
            found = among(field.entry().also);
        }
        self.preferred(field, found)
    }

    /// Of a column of codes and one called area or name the code is the area.
    fn preferred(&self, field: Field, found: Vec<usize>) -> Vec<usize> {
        if field != Field::Area || found.len() != 2 {
            return found;
        }
        let area = |at: &usize| plain(&self.header[*at]) == "area";
        let code = |at: &usize| plain(&self.header[*at]).ends_with("code");
        match found.iter().find(|at| code(at)).filter(|_| found.iter().any(area)) {
            Some(at) => vec![*at],
            None => found,
        }
    }

    /// In exports of OpenPrescribing's charts the area is `id`, a name too common to be an alias in other tables.
    fn export_area(&self) -> Option<usize> {
        let only = |wanted: &str| match self.positions(|_, name| name.eq_ignore_ascii_case(wanted))[..] {
            [at] => Some(at),
            _ => None,
        };
        only("y_items").and(only("id"))
    }

    /// The column the user named: spelt exactly so, or else spelt so apart from case.
    fn named_column(&self, field: Field, wanted: &str) -> Result<usize, Error> {
        match self.spelt(wanted)[..] {
            [at] => Ok(at),
            [] => {
                let problem =
                    format!("there is no column '{}', which {} names", shorten(wanted.trim()), field.entry().flag);
                Err(self.refuse(&problem))
            }
            ref found => Err(self.ambiguous(field, found)),
        }
    }

    /// Columns spelt exactly so; else apart from case; else apart from blanks and the like.
    fn spelt(&self, wanted: &str) -> Vec<usize> {
        let wanted = wanted.trim();
        let mut found = self.positions(|_, name| name == wanted);
        if found.is_empty() {
            found = self.positions(|_, name| name.to_lowercase() == wanted.to_lowercase());
        }
        if found.is_empty() {
            found = self.positions(|_, name| !plain(wanted).is_empty() && plain(name) == plain(wanted));
        }
        found
    }

    fn positions(&self, wanted: impl Fn(usize, &str) -> bool) -> Vec<usize> {
        self.header.iter().enumerate().filter(|(at, name)| wanted(*at, name)).map(|(at, _)| at).collect()
    }

    /// Two options cannot name one column, other than codes that serve as names too.
    fn check_distinct(&self, columns: &BTreeMap<Field, usize>) -> Result<(), Error> {
        for (a, at) in columns.iter().filter(|(a, _)| **a != Field::Name) {
            if let Some((b, _)) = columns.iter().find(|(b, other)| *b > a && **b != Field::Name && *other == at) {
                let (a, b) = (a.entry().flag, b.entry().flag);
                let name = shorten(&self.header[*at]);
                return Err(self.refuse(&format!("{a} and {b} both name the column '{name}'; they need two columns")));
            }
        }
        Ok(())
    }

    fn ambiguous(&self, field: Field, found: &[usize]) -> Error {
        let which: Vec<String> =
            found.iter().map(|at| format!("'{}' (column {})", shorten(&self.header[*at]), at + 1)).collect();
        let same = found.windows(2).any(|w| self.header[w[0]].eq_ignore_ascii_case(&self.header[w[1]]));
        let flag = field.entry().flag;
        let remedy = match (same, self.named.is_some()) {
            (false, true) => format!("choose one with {flag} COLUMN"),
            (true, true) => format!("rename one of them in the file, or choose another column with {flag} COLUMN"),
            (_, false) => "rename all but one of them in the file".to_owned(),
        };
        self.refuse(&format!("more than one column for {field}: {}; {remedy}", which.join(", ")))
    }

    fn require(&self, columns: Columns, missing: &[Field]) -> Result<Columns, Error> {
        if missing.is_empty() {
            return Ok(columns);
        }
        let each: Vec<String> = missing.iter().map(|f| self.missing(*f)).collect();
        Err(self.refuse(&each.join("; ")))
    }

    fn missing(&self, field: Field) -> String {
        let entry = field.entry();
        let aliases = entry.aliases.join(", ");
        let also = if field == Field::Denominator { " and none for expected values (`expected`)" } else { "" };
        let flag = if self.named.is_some() { format!("; name it with {} COLUMN", entry.flag) } else { String::new() };
        format!("no column for {}{also} (looked for {aliases}){flag}", entry.word)
    }

    fn refuse(&self, problem: &str) -> Error {
        let only = "; columns are separated by commas, semicolons or tabs, and only one was found";
        let hint = if self.header.len() == 1 { only } else { "" };
        let problem = format!("{problem}; columns found: {}{hint}", list(self.header));
        Error::File { file: self.shown.to_owned(), problem }
    }
}
