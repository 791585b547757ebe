//! What the column of periods says of their length by its name, or with a second column beside it: `financial_year` 201011,
//! `year ending` 31/03/2020, `interval_start` and `interval_end`. Nothing that is longer is read as a month.

use super::columns::{Columns, plain};
use super::fields::Field;
use super::survey::Survey;
use super::table::Table;
use crate::input::shorten;
use std::collections::BTreeSet;
use unwarranted_core::{Month, Period};

/// What the name of a column says of its periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Meaning {
    /// Nothing, or that they are months.
    #[default]
    Any,
    /// Years.
    Years,
    /// Financial years, which one number does not name: it may be the year in which they begin or end.
    FinancialYears,
    /// Quarters.
    Quarters,
    /// Weeks, of which no month is made.
    Weeks,
    /// Several months, of which the name does not say whether they begin or end with what is written.
    Longer,
    /// So many months that end with what is written, in this month of the year where the name says so.
    Ending(i32, Option<i32>),
}

/// How the periods of a table are written.
#[derive(Debug, Default)]
pub(super) struct PeriodColumn {
    meaning: Meaning,
    /// The column with the other end of each period, and whether that is its last one.
    other: Option<(usize, bool)>,
    /// Whether `201011` is from 2010 to 2011.
    six_digits: bool,
    /// What was taken for granted, in words.
    pub(super) note: Option<String>,
}

impl PeriodColumn {
    /// Reads the header, and the rows where six digits may be years.
    pub(super) fn of(table: &Table<'_>, columns: &Columns) -> Self {
        let Some(at) = columns.get(Field::Period) else { return Self::default() };
        let name = &table.header[at];
        let meaning = Meaning::of(&plain(name));
        if let Some(is_end) = edge(&plain(name)) {
            let other = partner(&table.header, at).map(|other| (other, !is_end));
            let note = other.is_none().then(|| {
                format!(
                    "the column '{}' says when a period {} and no column says its length: a date there is read as its month",
                    shorten(name),
                    if is_end { "ends" } else { "begins" }
                )
            });
            return Self { meaning, other, six_digits: false, note };
        }
        let years = meaning == Meaning::Any && !plain(name).contains("month") && !plain(name).contains("date");
        let pair = years.then(|| all_pairs(table, at)).flatten();
        let note = pair.as_ref().map(|(first, last)| {
            let read = |text: &str| pair_of_years(text).map_or_else(String::new, |p| p.to_string());
            format!(
                "the column '{}' has periods such as {first} and {last}, which are read as years ({} and {}); where they are months, \
                 name the column month",
                shorten(name),
                read(first),
                read(last)
            )
        });
        Self {
            meaning,
            other: None,
            six_digits: matches!(meaning, Meaning::Years | Meaning::FinancialYears) || note.is_some(),
            note,
        }
    }

    /// The other end of the period of a row.
    pub(super) fn other<'r>(&self, record: &'r csv::StringRecord) -> Option<&'r str> {
        self.other.and_then(|(at, _)| record.get(at)).map(str::trim)
    }

    /// The period that a text means, with that of the other column.
    ///
    /// # Errors
    /// What was expected and what to do.
    pub(super) fn period(&self, survey: &Survey, text: &str, other: Option<&str>) -> Result<Period, String> {
        let read = |text: &str| {
            survey.period(text).map_err(|e| {
                let problem = e.to_string();
                problem.split_once("; expected ").map_or(problem.clone(), |(_, forms)| forms.to_owned())
            })
        };
        if let (Some((_, is_last)), Some(other)) = (self.other, other) {
            let (first, last) = if is_last { (text, other) } else { (other, text) };
            return between((first, read(first)?), (last, read(last)?));
        }
        if self.six_digits
            && let Some(years) = pair_of_years(text)
        {
            return Ok(years);
        }
        if let Meaning::Ending(months, Some(month)) = self.meaning
            && let Ok(Period::Year(year)) = read(text)
        {
            return ending(Month::new(year, month), months, text);
        }
        let found = read(text)?;
        match (self.meaning, found) {
            (Meaning::FinancialYears, Period::Year(year)) => Err(format!(
                "a financial year such as {}/{:02}, as {year} may be the year in which it begins or that in which it ends; call the column \
                 year where it has calendar years",
                year - 1,
                year.rem_euclid(100)
            )),
            (Meaning::Years | Meaning::FinancialYears, Period::Month(_)) => Err(
                "a year such as 2020 or 2019/20, which a day or month does not name; call the column year_ending where it is the end of \
                 a year, or month where it is a month"
                    .to_owned(),
            ),
            (Meaning::Weeks, Period::Month(_)) => {
                Err("a month, quarter or year: weeks make no months; sum the rows by month first".to_owned())
            }
            (Meaning::Longer, Period::Month(_)) => Err(
                "both ends of the months, such as 2019-04 - 2020-03; call the column 12_months_to where it has the last of twelve months".to_owned(),
            ),
            (Meaning::Quarters, Period::Month(month)) => quarter(month, day_of(text)),
            (Meaning::Ending(months, None), Period::Month(month)) => ending(Some(month), months, text),
            (Meaning::Ending(months, _), Period::Year(_)) if months > 1 => {
                Err("the last month, such as 2020-03 or 31/03/2020, or a financial year such as 2019/20".to_owned())
            }
            _ => Ok(found),
        }
    }
}

impl Meaning {
    /// By the name of a column, in small letters without blanks.
    fn of(name: &str) -> Self {
        if let Some(ending) = Self::ending(name) {
            return ending;
        }
        let has = |word: &str| name.contains(word);
        match () {
            () if is_longer(name) => Self::Longer,
            () if has("month") || has("date") => Self::Any,
            () if has("week") => Self::Weeks,
            () if has("quarter") || has("qtr") => Self::Quarters,
            () if has("financial") || has("finyear") || name.starts_with("fy") => Self::FinancialYears,
            () if has("year") => Self::Years,
            () => Self::Any,
        }
    }

    /// `year ending`, `12 months to`, `quarter ended`, `year ending March`.
    fn ending(name: &str) -> Option<Self> {
        const WORDS: [&str; 4] = ["ending", "ended", "end", "to"];
        let (of, rest) = WORDS.iter().find_map(|word| name.split_once(word))?;
        let month = month_of(rest);
        if !rest.is_empty() && rest != "in" && rest != "date" && month.is_none() {
            return None;
        }
        if of.contains("week") {
            return Some(Self::Weeks);
        }
        if rest == "date" && of.contains("year") && name.contains("to") {
            return None; // "year to date" is of no one length.
        }
        let digits: String = of.chars().filter(char::is_ascii_digit).collect();
        let months = match digits.parse() {
            Ok(n) if of.contains("month") || of.ends_with('m') => n,
            _ if of.contains("twelvemonth") || of.contains("year") || of == "fy" => 12,
            _ if of.contains("threemonth") || of.contains("quarter") => 3,
            _ if of.contains("month") => 1,
            _ => return None,
        };
        (1..=600).contains(&months).then_some(Self::Ending(months, month))
    }
}

/// `rolling_12_months`, `last 12 months`, `rolling_quarter`.
fn is_longer(name: &str) -> bool {
    let counted = name
        .split_once("month")
        .is_some_and(|(before, _)| before.ends_with(|c: char| c.is_ascii_digit()) && before != "1");
    counted || name.contains("twelvemonth") || name.contains("rolling")
}

/// The month that a name such as `march` or `31march` is.
fn month_of(text: &str) -> Option<i32> {
    let name = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let month = (name.len() >= 3).then(|| Period::parse(&format!("{name} 2000")).ok()).flatten()?;
    month.first_month().filter(|_| matches!(month, Period::Month(_))).map(Month::month)
}

/// Whether a column has the beginnings (`false`) or the ends (`true`) of periods.
fn edge(name: &str) -> Option<bool> {
    const OF: [&str; 6] = ["interval", "period", "date", "month", "time", ""];
    let is = |words: &[&str]| {
        let one = |word: &&str| OF.iter().any(|of| name == format!("{of}{word}") || name == format!("{word}{of}"));
        words.iter().any(|word| one(word) || name == format!("{word}ofperiod"))
    };
    match () {
        () if is(&["start", "begin", "from", "starts", "starting", "first"]) => Some(false),
        () if is(&["end", "to", "until", "ends", "ending", "ended", "last"])
            && name != "monthto"
            && name != "monthend" =>
        {
            Some(true)
        }
        () => None,
    }
}

/// The column with the other end of the periods of the column at a place.
fn partner(header: &[String], at: usize) -> Option<usize> {
    const PAIRS: [(&str, &str); 6] =
        [("start", "end"), ("begin", "end"), ("from", "to"), ("starts", "ends"), ("from", "until"), ("first", "last")];
    let name = plain(&header[at]);
    let swapped = |(a, b): &(&str, &str)| [name.replacen(a, b, 1), name.replacen(b, a, 1)];
    let wanted: Vec<String> = PAIRS.iter().flat_map(swapped).filter(|other| *other != name).collect();
    header.iter().position(|other| wanted.contains(&plain(other)))
}

/// The first and the last text of a column in which each is six digits, from one year to the next, and there are several.
fn all_pairs(table: &Table<'_>, at: usize) -> Option<(String, String)> {
    let (mut again, mut record) = (table.again(), csv::ByteRecord::new());
    let mut texts: BTreeSet<Vec<u8>> = BTreeSet::new();
    while again.read_byte_record(&mut record).unwrap_or(false) {
        let text = record.get(at).unwrap_or_default().trim_ascii();
        if texts.contains(text) || text.is_empty() {
            continue;
        }
        std::str::from_utf8(text).ok().and_then(pair_of_years)?;
        texts.insert(text.to_vec());
    }
    let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
    (texts.len() > 1).then(|| Some((text(texts.first()?), text(texts.last()?))))?
}

/// `201011` as the financial year 2010/11.
fn pair_of_years(text: &str) -> Option<Period> {
    let digits = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    let (year, next): (i32, i32) = digits.then(|| Some((text[..4].parse().ok()?, text[4..].parse().ok()?)))??;
    ((year + 1) % 100 == next && Month::new(year, 4).is_some()).then_some(Period::FinancialYear(year))
}

/// The period from the beginning of one to the end of another.
fn between((first, start): (&str, Period), (last, end): (&str, Period)) -> Result<Period, String> {
    let whole = |problem: &str| {
        format!(
            "whole months from the first day of one to the last of another, which {first} to {last} {problem}; put the rows together by month, or name another column with `period`"
        )
    };
    let (Some(from), Some(to)) = (start.first_month(), end.last_month()) else {
        return Err(whole("are not"));
    };
    if day_of(first).is_some_and(|day| day != 1) || day_of(last).is_some_and(|day| day != days(to)) {
        return Err(whole("are not"));
    }
    Period::span(from, to.since(from) + 1)
        .ok_or_else(|| whole("are not, as they end before they begin or are too long"))
}

/// So many months up to this one.
fn ending(last: Option<Month>, months: i32, text: &str) -> Result<Period, String> {
    let expected = || {
        "the last day of a month or the month, such as 31/03/2020 or 2020-03; periods of whole months alone can be read"
            .to_owned()
    };
    let last = last.ok_or_else(expected)?;
    if day_of(text).is_some_and(|day| day != days(last) && day != 1) {
        return Err(expected());
    }
    Period::span(last.plus(1 - months), months).ok_or_else(expected)
}

/// The quarter that begins or ends on a day.
fn quarter(month: Month, day: Option<i32>) -> Result<Period, String> {
    let begins = (month.month() - 1) % 3 == 0 && day == Some(1);
    let ends = month.month() % 3 == 0 && day == Some(days(month));
    let first = if ends { month.plus(-2) } else { month };
    (begins || ends).then(|| Period::span(first, 3)).flatten().ok_or_else(|| {
        "a quarter such as 2019/20 Q4, or its first or last day; call the column month where it has months".to_owned()
    })
}

/// The day of the month in a date, where it has one.
fn day_of(text: &str) -> Option<i32> {
    let separators = ['-', '/', '_'];
    let date = text.split(['T', ' ']).next().filter(|d| d.matches(separators).count() == 2).unwrap_or(text);
    let parts: Vec<&str> = date.split(['-', '/', '_', ' ']).filter(|p| !p.is_empty()).collect();
    let day = match parts[..] {
        [first, _, last] if first.len() == 4 => last,
        [first, _, _] => first,
        [one] if one.contains(|c: char| c.is_ascii_alphabetic()) => {
            &one[..one.find(|c: char| c.is_ascii_alphabetic())?]
        }
        _ => return None,
    };
    day.parse().ok()
}

/// Days of a month of the Gregorian calendar.
fn days(month: Month) -> i32 {
    let year = month.year();
    match month.month() {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{TidyOptions, read};

    /// The periods of a table with such a column (and a second one), and its notes.
    fn periods(column: &str, texts: &[&str]) -> Result<(Vec<String>, Vec<String>), String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        let rows: String = texts.iter().map(|t| format!("A,{t},5,100\nB,{t},6,200\n")).collect();
        std::fs::write(&path, format!("area,{column},observed,denominator\n{rows}")).unwrap();
        let first = column.split(',').next().unwrap();
        let tidy = read(&[path], &TidyOptions::default().with(Field::Period, first)).map_err(|e| e.to_string())?;
        let mut found: Vec<String> = tidy.cube.rows().iter().map(|row| row.period.to_string()).collect();
        found.dedup();
        Ok((found, tidy.notes))
    }

    fn one(column: &str, text: &str) -> String {
        periods(column, &[text]).unwrap().0[0].clone()
    }

    #[test]
    fn six_digits_of_two_years_are_a_financial_year() {
        for column in ["year", "financial_year", "Fin Year", "fy"] {
            let (found, notes) = periods(column, &["201011", "201112", "201213"]).unwrap();
            assert_eq!(
                (found, notes),
                (vec!["2010/11".to_owned(), "2011/12".into(), "2012/13".into()], vec![]),
                "{column}"
            );
        }
        let (found, notes) = periods("time_period", &["201011", "201112"]).unwrap();
        assert_eq!(found, ["2010/11", "2011/12"]);
        assert!(notes[0].contains("read as years (2010/11 and 2011/12)"), "{notes:?}");
        assert_eq!(periods("period", &["201011", "201012"]).unwrap().0, ["2010-11", "2010-12"]);
        assert_eq!(periods("month", &["201011", "201112"]).unwrap().0, ["2010-11", "2011-12"]);
        assert_eq!(one("year_month", "2010-11"), "2010-11");
        assert!(periods("year", &["202003"]).unwrap_err().contains("column 'year': found '202003'; expected a year"));
    }

    #[test]
    fn the_end_of_a_year_or_quarter_is_not_a_month() {
        for (column, text, label) in [
            ("year_ending", "31/03/2020", "2019/20"),
            ("Year ending", "Mar 2020", "2019/20"),
            ("12 months to", "2020-03-31", "2019/20"),
            ("year_to", "31 December 2020", "2020"),
            ("Year ended", "2020-06", "2019-07 - 2020-06"),
            ("year_ending", "2019/20", "2019/20"),
            ("year ending March", "2020", "2019/20"),
            ("quarter_ending", "2020-03-31", "2019/20 Q4"),
            ("3 months to", "Mar 2020", "2019/20 Q4"),
            ("quarter", "2020-03-31", "2019/20 Q4"),
            ("quarter", "01/01/2020", "2019/20 Q4"),
            ("quarter", "2019/20 Q4", "2019/20 Q4"),
            ("month ending", "31/03/2020", "2020-03"),
            ("36 months ending", "31/12/2020", "2018 - 20"),
            ("12m_to", "Mar-20", "2019/20"),
            ("fy_end", "31/03/2020", "2019/20"),
            ("rolling_12_months", "2019-04 - 2020-03", "2019/20"),
        ] {
            assert_eq!(one(column, text), label, "{column} {text}");
        }
        for (column, text) in [
            ("year", "2020-04-01"),
            ("year", "31/03/2020"),
            ("financial_year", "2020"),
            ("fy", "2020"),
            ("Fin Year", "31/03/2020"),
            ("year_ending", "05/04/2020"),
            ("year_ending", "2020"),
            ("quarter", "2020-03"),
            ("quarter", "2020-03-15"),
            ("week_ending", "2020-03-06"),
            ("week", "2020-03-06"),
            ("rolling_12_months", "2020-03"),
            ("last 12 months", "2020-03"),
            ("rolling_year", "Mar-20"),
        ] {
            let error = periods(column, &[text]).unwrap_err();
            assert!(error.contains(&format!("line 2, column '{column}': found '{text}'; expected ")), "{error}");
        }
    }

    #[test]
    fn two_columns_say_how_long_a_period_is() {
        for (columns, texts, label) in [
            ("interval_start,interval_end", "2021-04-01,2022-03-31", "2021/22"),
            ("interval_end,interval_start", "2022-03-31,2021-04-01", "2021/22"),
            ("interval_start,interval_end", "2021-04-01,2021-06-30", "2021/22 Q1"),
            ("interval_start,interval_end", "2021-04-01,2021-04-30", "2021-04"),
            ("start_date,end_date", "2018-01-01,2020-12-31", "2018 - 20"),
            ("Period start,Period end", "01/08/2019,31/07/2020", "2019-08 - 2020-07"),
            ("from,to", "2018,2020", "2018 - 20"),
        ] {
            let (found, notes) = periods(columns, &[texts]).unwrap();
            assert_eq!((found, notes), (vec![label.to_owned()], vec![]), "{columns}");
        }
        for texts in ["2021-04-05,2021-04-11", "2021-04-01,2021-05-01", "2022-04-01,2021-03-31"] {
            let error = periods("interval_start,interval_end", &[texts]).unwrap_err();
            assert!(error.contains("expected whole months"), "{error}");
        }
        let (found, notes) = periods("interval_start", &["2021-04-01"]).unwrap();
        assert_eq!(found, ["2021-04"]);
        assert!(notes[0].contains("no column says its length"), "{notes:?}");
    }
}
