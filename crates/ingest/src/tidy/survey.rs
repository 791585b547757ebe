//! What has to be known of whole columns before a row is read: whether `2010-11` is a month, and what a dot means.

use super::columns::{Columns, plain};
use super::fields::Field;
use super::table::Table;
use super::value::Decimal;
use crate::error::Error;
use crate::input::{Member, shorten};
use std::collections::BTreeSet;
use unwarranted_core::Period;

/// Texts of periods that are kept to tell what a hyphen means: more than any table has.
const KEPT: usize = 5_000;

/// How the columns of one table are read.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Whether `2010-11` is from 2010 to 2011.
    years: bool,
    /// What was taken for granted, in words.
    pub(super) note: Option<String>,
}

impl Survey {
    /// Goes through the table once. `others` are further columns that may hold figures.
    ///
    /// # Errors
    /// A column in which a dot may separate thousands or decimals, unless `decimal` says which.
    pub(super) fn of(
        table: &Table<'_>,
        member: &Member,
        columns: &Columns,
        others: &[usize],
        decimal: Option<Decimal>,
    ) -> Result<Self, Error> {
        let period = columns.get(Field::Period);
        let figures: Vec<(usize, Field)> = [Field::Observed, Field::Denominator, Field::Expected, Field::Rank]
            .into_iter()
            .filter_map(|f| Some((columns.get(f)?, f)))
            .chain(others.iter().map(|at| (*at, Field::Rank)))
            .collect();
        let columns: Vec<usize> = figures.iter().map(|(at, _)| *at).collect();
        let (texts, dots) = seen(table, period, &columns, decimal.is_none());
        let commas = table.delimiter == b',';
        // Where commas part the columns, decimals with three digits are common; counts over such a denominator are not.
        let whole = figures.iter().zip(&dots).any(|((_, field), dots)| *field == Field::Observed && !dots.any());
        for ((at, field), dots) in figures.iter().zip(&dots) {
            if commas && !(whole && *field == Field::Denominator) {
                continue;
            }
            if let Some(example) = dots.doubtful(commas) {
                return Err(ask(member, &table.header[*at], example));
            }
        }
        let name = period.map_or("", |at| table.header[at].as_str());
        Ok(Self::hyphens(name, &texts))
    }

    /// What `2010-11` means in a column: in one of years a financial year; in any other a month, unless there are several
    /// such texts, and each is as many years long as the others.
    fn hyphens(column: &str, texts: &BTreeSet<String>) -> Self {
        let lengths: BTreeSet<i32> = texts.iter().filter_map(|t| hyphened(t)).map(|(_, years)| years).collect();
        let (Some(first), Some(last)) = (texts.first(), texts.last()) else { return Self::default() };
        let name = plain(column);
        let months = texts.iter().all(|t| matches!(Period::parse(t), Ok(Period::Month(_))));
        if name.contains("year") && !name.contains("month") || name == "fy" {
            return Self { years: true, note: None };
        }
        if name.contains("month") || name.contains("date") {
            return Self::default();
        }
        let one_length = lengths.len() == 1 && !lengths.contains(&1);
        if texts.len() > 1 && one_length {
            let read = |text| years(text).map_or_else(String::new, |p| p.to_string());
            let note = format!(
                "the column '{}' has periods such as {first} and {last}, which are read as years ({} and {}); where they are \
                 months, name the column month",
                shorten(column),
                read(first),
                read(last)
            );
            return Self { years: true, note: months.then_some(note) };
        }
        let lone = texts.len() == 1 && lengths.contains(&2);
        let note = format!(
            "{first} in the column '{}' is read as a month; where it is a financial year, name the column year, or write it \
             with a stroke",
            shorten(column)
        );
        Self { years: false, note: (lone && months).then_some(note) }
    }

    /// The period that a text of the table means.
    pub(super) fn period(&self, text: &str) -> Result<Period, unwarranted_core::Error> {
        let of_years = self.years.then(|| years(text)).flatten();
        of_years.map_or_else(|| Period::parse(text), Ok)
    }
}

/// Goes through a table: periods with a hyphen, [`KEPT`] of them at the most, and where `doubtful` the dots of figures.
fn seen(table: &Table<'_>, period: Option<usize>, figures: &[usize], doubtful: bool) -> (BTreeSet<String>, Vec<Dots>) {
    let mut dots: Vec<Dots> = figures.iter().map(|_| Dots::default()).collect();
    let mut texts: BTreeSet<String> = BTreeSet::new();
    let (mut again, mut record) = (table.again(), csv::ByteRecord::new());
    let mut last = Vec::new();
    while (period.is_some() || doubtful) && again.read_byte_record(&mut record).unwrap_or(false) {
        if let Some(text) = period.and_then(|at| record.get(at)).filter(|text| *text != last.as_slice()) {
            last = text.to_vec();
            if texts.len() < KEPT {
                let text = String::from_utf8_lossy(text).trim().replace('\u{2013}', "-");
                texts.extend(hyphened(&text).map(|_| text.clone()));
            }
        }
        for (at, dots) in figures.iter().zip(&mut dots).filter(|_| doubtful) {
            dots.see(record.get(*at).unwrap_or_default());
        }
    }
    (texts, dots)
}

/// First year and number of years of a text such as `2010-11`.
fn hyphened(text: &str) -> Option<(i32, i32)> {
    let (first, second) = text.split_once('-').filter(|(a, b)| a.len() == 4 && b.len() == 2)?;
    let (first, second): (i32, i32) = (digits(first)?, digits(second)?);
    Some((first, (second - first).rem_euclid(100) + 1))
}

fn digits(text: &str) -> Option<i32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// The years that such a text means.
fn years(text: &str) -> Option<Period> {
    let (first, years) = hyphened(&text.trim().replace('\u{2013}', "-"))?;
    match years {
        2 => Some(Period::FinancialYear(first)),
        3..=20 => Period::parse(&format!("{first} - {}", first + years - 1)).ok(),
        _ => None,
    }
}

/// What the figures of one column have behind their dots.
#[derive(Debug, Default)]
pub(super) struct Dots {
    /// A figure with dots before groups of three digits alone.
    grouped: Option<String>,
    /// Whether some figure can only be a decimal number, or a whole one of four digits or more.
    plain: bool,
    /// Whether some figure has a dot elsewhere.
    plain_dot: bool,
    /// Whether some figure of that form ends in 0. Programs that write decimal numbers leave such a 0 out.
    ends_in_0: bool,
}

impl Dots {
    pub(super) fn see(&mut self, text: &[u8]) {
        let text = text.trim_ascii();
        let is_figure = |b: &u8| b.is_ascii_digit() || *b == b'.';
        if self.plain || text.is_empty() || !text.iter().all(is_figure) {
            return;
        }
        let mut groups = text.split(|b| *b == b'.');
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&[u8]> = groups.collect();
        let grouped =
            (1..=3).contains(&first.len()) && rest.iter().all(|g| g.len() == 3) && (rest.is_empty() || first != b"0");
        self.plain = !grouped;
        self.plain_dot |= !grouped && text.contains(&b'.');
        self.ends_in_0 |= !rest.is_empty() && text.ends_with(b"0");
        if grouped && !rest.is_empty() && self.grouped.is_none() {
            self.grouped = Some(String::from_utf8_lossy(text).into_owned());
        }
    }

    /// Whether some figure has a dot.
    fn any(&self) -> bool {
        self.plain_dot || self.grouped.is_some()
    }

    /// A figure that may have thousands. Where commas part the columns, dots are before decimals more often than not.
    pub(super) fn doubtful(&self, commas: bool) -> Option<&str> {
        self.grouped.as_deref().filter(|_| !self.plain && (!commas || self.ends_in_0))
    }
}

fn ask(member: &Member, column: &str, example: &str) -> Error {
    let thousands = example.replace('.', "");
    let problem = format!(
        "column '{}': every dot stands before exactly three digits, so that {example} can be {thousands}, with a dot between \
         thousands, or a decimal number; say `decimal` , for the first or `decimal` . for the second",
        shorten(column)
    );
    Error::File { file: member.shown.clone(), problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(column: &str, texts: &[&str]) -> (String, bool) {
        let survey = Survey::hyphens(column, &texts.iter().map(|t| (*t).to_owned()).collect());
        (survey.period(texts[0]).unwrap().to_string(), survey.note.is_some())
    }

    #[test]
    fn the_column_says_what_a_hyphen_means() {
        assert_eq!(read("year", &["2010-11"]), ("2010/11".to_owned(), false));
        assert_eq!(read("Financial Year", &["2009-10", "2010-11"]), ("2009/10".to_owned(), false));
        assert_eq!(read("period", &["2009-10", "2010-11", "2011-12"]), ("2009/10".to_owned(), true));
        assert_eq!(read("period", &["2009-10", "2012-13"]), ("2009/10".to_owned(), false));
        assert_eq!(read("period", &["2009-11", "2010-12"]), ("2009 - 11".to_owned(), true));
        assert_eq!(read("period", &["2010-10", "2010-11", "2010-12"]), ("2010-10".to_owned(), false));
        assert_eq!(read("month", &["2009-10", "2010-11"]), ("2009-10".to_owned(), false));
        assert_eq!(read("period", &["2010-11"]), ("2010-11".to_owned(), true));
        assert_eq!(read("year", &["2017-19"]), ("2017 - 19".to_owned(), false));
    }

    #[test]
    fn dots_before_three_digits_alone_are_doubtful() {
        let doubtful = |texts: &[&str]| {
            let mut dots = Dots::default();
            texts.iter().for_each(|t| dots.see(t.as_bytes()));
            (dots.doubtful(false).map(str::to_owned), dots.doubtful(true).is_some())
        };
        let found = |text: &str, commas| (Some(text.to_owned()), commas);
        assert_eq!(doubtful(&["823", "10.000", "*", ""]), found("10.000", true));
        assert_eq!(doubtful(&["1.234.567"]), found("1.234.567", false));
        assert_eq!(doubtful(&["1.234", "1.111"]), found("1.234", false), "decimals without zeros at their ends");
        for texts in [&["10.000", "1.5"][..], &["1234", "1.234"], &["1", "2"], &["0.125", "1.250"], &["12.3456"]] {
            assert_eq!(doubtful(texts), (None, false), "{texts:?}");
        }
    }
}
