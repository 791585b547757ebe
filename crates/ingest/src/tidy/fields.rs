//! Which column holds which field: the one list of aliases, and the search for them in a header.

use crate::error::Error;
use crate::input::shorten;
use std::collections::BTreeMap;

/// What a column of a tidy table can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Area code.
    Area,
    /// Period.
    Period,
    /// Observed events or amount.
    Observed,
    /// Denominator.
    Denominator,
    /// Expected value.
    Expected,
    /// Treatment (measure).
    Treatment,
    /// Area name.
    Name,
    /// Parent group of the area.
    Group,
    /// Variable that areas are ranked by.
    Rank,
    /// Age band of the people of a row.
    AgeBand,
    /// Sex of the people of a row.
    Sex,
    /// Practice, or another unit within the area, that a row is about.
    Within,
}

/// One line of the list of aliases.
#[derive(Debug, Clone, Copy)]
pub struct FieldEntry {
    /// The field.
    pub field: Field,
    /// The word for it in messages and tables.
    pub word: &'static str,
    /// The option that names its column.
    pub flag: &'static str,
    /// Column names it is found by; blanks, dots, hyphens and underscores in a name are the same, and so is its case.
    pub aliases: &'static [&'static str],
    /// Further column names, for tables that have none of the first.
    pub also: &'static [&'static str],
    /// What it is, for help texts.
    pub meaning: &'static str,
}

/// Every field with its aliases: the only such list.
pub static FIELDS: &[FieldEntry] = &[
    FieldEntry {
        field: Field::Area,
        word: "area",
        flag: "`area`",
        aliases: &["area", "code", "area_code", "org", "org_id", "pct", "pct_id", "ccg", "ccg_id", "row_id"],
        also: &[
            "ods_code",
            "ons_code",
            "gss_code",
            "org_code",
            "organisation_code",
            "geography_code",
            "area_cd",
            "lad_code",
            "la_code",
            "local_authority_code",
            "icb_code",
            "ccg_code",
            "sub_icb_code",
            "stp_code",
            "region_code",
            "practice_code",
            "trust_code",
            "provider_code",
        ],
        meaning: "area code",
    },
    FieldEntry {
        field: Field::Period,
        word: "period",
        flag: "`period`",
        aliases: &["period", "month", "date", "year"],
        also: &[
            "time_period",
            "timeperiod",
            "reporting_period",
            "financial_year",
            "fin_year",
            "fy",
            "calendar_year",
            "year_month",
            "month_year",
            "interval_start",
        ],
        meaning: "month, quarter, year or financial year; without it the table is one period called 'all'",
    },
    FieldEntry {
        field: Field::Observed,
        word: "observed",
        flag: "`observed`",
        aliases: &["observed", "numerator", "items", "count", "y_items"],
        also: &["events", "number_of_items", "cases", "deaths", "admissions"],
        meaning: "what was counted or added up: events, items, pounds",
    },
    FieldEntry {
        field: Field::Denominator,
        word: "denominator",
        flag: "`denominator`",
        aliases: &["denominator", "population", "list_size", "total_list_size", "x_items"],
        also: &[
            "registered_patients",
            "registered_population",
            "total_population",
            "list",
            "patients",
            "pop",
            "residents",
            "people",
        ],
        meaning: "what the rate is per: patients, or all items for a share",
    },
    FieldEntry {
        field: Field::Expected,
        word: "expected",
        flag: "`expected`",
        aliases: &["expected"],
        also: &["expected_events"],
        meaning: "expected value, if the table has one of its own",
    },
    FieldEntry {
        field: Field::Treatment,
        word: "treatment",
        flag: "`treatment`",
        aliases: &["treatment", "measure"],
        also: &["indicator", "indicator_name", "treatment_name", "measure_name"],
        meaning: "treatment or measure; without it the name of the file",
    },
    FieldEntry {
        field: Field::Name,
        word: "name",
        flag: "`name`",
        aliases: &["name", "area_name", "row_name"],
        also: &[
            "area",
            "geography",
            "geography_name",
            "org_name",
            "organisation_name",
            "ccg_name",
            "icb_name",
            "sub_icb_name",
            "stp_name",
            "practice_name",
            "la_name",
            "lad_name",
            "region_name",
        ],
        meaning: "area name",
    },
    FieldEntry {
        field: Field::Group,
        word: "group",
        flag: "`group`",
        aliases: &["group", "parent", "parent_code"],
        also: &[],
        meaning: "the larger area that the area belongs to: an ICB, a region",
    },
    FieldEntry {
        field: Field::Rank,
        word: "rank",
        flag: "`rank-by`",
        aliases: &[],
        also: &[],
        meaning: "a number that areas are ranked by, such as a deprivation score",
    },
    FieldEntry {
        field: Field::AgeBand,
        word: "age-band",
        flag: "`age-band`",
        aliases: &["age_band", "age", "age_group", "ageband"],
        also: &[],
        meaning: "ages of the people of a row, such as 65-69 or 85+; rows are summed, or standardised",
    },
    FieldEntry {
        field: Field::Sex,
        word: "sex",
        flag: "`sex`",
        aliases: &["sex", "gender"],
        also: &[],
        meaning: "sex of the people of a row; rows are summed, or standardised",
    },
    FieldEntry {
        field: Field::Within,
        word: "within",
        flag: "`within`",
        aliases: &[],
        also: &[],
        meaning: "the practice, or other unit, within the area that a row is about; rows are summed by area",
    },
];

impl Field {
    /// The entry of this field in [`FIELDS`].
    #[must_use]
    pub fn entry(self) -> &'static FieldEntry {
        FIELDS.iter().find(|e| e.field == self).unwrap_or(&FIELDS[0])
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.entry().word)
    }
}

/// The position of each field's column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns(BTreeMap<Field, usize>);

impl Columns {
    pub(super) fn has_parts(&self) -> bool {
        [Field::AgeBand, Field::Sex, Field::Within].iter().any(|f| self.0.contains_key(f))
    }

    pub(super) fn get(&self, field: Field) -> Option<usize> {
        self.0.get(&field).copied()
    }

    /// Fields and the names of their columns, in the order of [`FIELDS`].
    pub(super) fn named(&self, header: &[String]) -> Vec<(Field, String)> {
        self.0.iter().map(|(field, at)| (*field, header[*at].clone())).collect()
    }

    /// Names of the columns that no field is read from, for hints.
    pub(super) fn unused(&self, header: &[String]) -> Vec<String> {
        let used: Vec<usize> = self.0.values().copied().collect();
        header.iter().enumerate().filter(|(at, _)| !used.contains(at)).map(|(_, name)| name.clone()).collect()
    }
}

/// What to look for in a header.
pub(super) struct Search<'a> {
    /// How messages call the file.
    pub(super) shown: &'a str,
    /// The column names, trimmed.
    pub(super) header: &'a [String],
    /// Columns named by the user; `None` where no option exists to name them.
    pub(super) named: Option<&'a BTreeMap<Field, String>>,
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
        let columns = Search { named: Some(&named), ..*self }.columns(&wanted)?;
        let missing: Vec<Field> = [Field::Area].into_iter().filter(|f| columns.get(*f).is_none()).collect();
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
        let claimed: Vec<usize> = columns.values().copied().collect();
        for field in wanted.iter().filter(|f| !self.named.is_some_and(|n| n.contains_key(f))) {
            let taken = |at: &usize| claimed.contains(at) || columns.values().any(|other| other == at);
            let among = |list: &[&str]| {
                let list: Vec<String> = list.iter().map(|alias| plain(alias)).collect();
                self.positions(|at, name| !taken(&at) && list.contains(&plain(name)))
            };
            let mut found = among(field.entry().aliases);
            if found.is_empty() {
                found = among(field.entry().also);
            }
            let found = self.preferred(*field, found);
            match found[..] {
                [] => {}
                [at] => drop(columns.insert(*field, at)),
                _ => return Err(self.ambiguous(*field, &found)),
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

/// A column name without case, blanks, dots, hyphens and underscores, and without a mark of a note behind it (`Area [note 1]`).
pub(super) fn plain(name: &str) -> String {
    let noted = |at: &usize| name[*at..].to_ascii_lowercase().starts_with("[note") && name.ends_with(']');
    let name = name.rfind('[').filter(noted).map_or(name, |at| &name[..at]);
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Column names for a message, long names and long lists shortened.
pub(super) fn list(names: &[String]) -> String {
    const MOST: usize = 30;
    let one = |n: &String| if n.is_empty() { "(blank)".to_owned() } else { shorten(n) };
    let shown: Vec<String> = names.iter().take(MOST).map(one).collect();
    let more = if names.len() > MOST { format!(" and {} more", names.len() - MOST) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
