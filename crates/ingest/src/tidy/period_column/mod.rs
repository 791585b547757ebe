//! What the column of periods says of their length by its name, or with a second column beside it: `financial_year` 201011,
//! `year ending` 31/03/2020, `interval_start` and `interval_end`. Nothing that is longer is read as a month.

mod dates;
mod ends;
mod meaning;
mod quarters;
mod years;

use super::columns::{Columns, plain};
use super::fields::Field;
use super::survey::Survey;
use super::table::Table;
use crate::input::shorten;
use dates::ending;
use ends::{between, edge, partner};
use meaning::{Meaning, is_financial};
use quarters::calendar_quarter;
use unwarranted_core::{Month, Period};
use years::{all_pairs, pair_of_years};

/// How the periods of a table are written.
#[derive(Debug, Default)]
pub(in crate::tidy) struct PeriodColumn {
    meaning: Meaning,
    /// The column with the other end of each period, and whether that is its last one.
    other: Option<(usize, bool)>,
    /// Whether `201011` is from 2010 to 2011.
    six_digits: bool,
    /// Whether the name says that the periods belong to financial years.
    financial: bool,
    /// What was taken for granted, in words.
    pub(in crate::tidy) note: Option<String>,
}

impl PeriodColumn {
    /// Reads the header, and the rows where six digits may be years.
    pub(in crate::tidy) fn of(table: &Table<'_>, columns: &Columns) -> Self {
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
            return Self { meaning, other, note, ..Self::default() };
        }
        let financial = is_financial(&plain(name));
        if let Some(text) = calendar_quarter(table, at).filter(|_| !financial) {
            return Self { meaning, note: Some(quarters::note(name, &text)), ..Self::default() };
        }
        let years = meaning == Meaning::Any && !plain(name).contains("month") && !plain(name).contains("date");
        let pair = years.then(|| all_pairs(table, at)).flatten();
        let note = pair.map(|pair| years::note(name, &pair));
        Self {
            meaning,
            other: None,
            financial,
            six_digits: matches!(meaning, Meaning::Years | Meaning::FinancialYears) || note.is_some(),
            note,
        }
    }

    /// The other end of the period of a row.
    pub(in crate::tidy) fn other<'r>(&self, record: &'r csv::StringRecord) -> Option<&'r str> {
        self.other.and_then(|(at, _)| record.get(at)).map(str::trim)
    }

    /// The period that a text means, with that of the other column.
    ///
    /// # Errors
    /// What was expected and what to do.
    pub(in crate::tidy) fn period(&self, survey: &Survey, text: &str, other: Option<&str>) -> Result<Period, String> {
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
        if let Some(quarter) = Period::calendar_quarter(text).filter(|_| self.financial) {
            return Err(quarters::both(quarter));
        }
        self.meaning.checked(text, found)
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
    fn quarters_say_which_years_they_are_of() {
        for text in ["Q1 2020/21", "2020/21 Q1", "2020-21 Q1"] {
            let (found, notes) = periods("period", &[text]).unwrap();
            assert_eq!((found, notes), (vec!["2020/21 Q1".to_owned()], vec![]), "{text}");
        }
        for column in ["period", "quarter"] {
            let (found, notes) = periods(column, &["2020 Q1", "2020 Q3"]).unwrap();
            assert_eq!(found, ["2019/20 Q4", "2020/21 Q2"]);
            let wanted = "has quarters such as 2020 Q1, which are read as quarters of calendar years (January to March 2020) and shown as \
                          quarters of financial years (2019/20 Q4)";
            assert!(notes[0].contains(wanted), "{notes:?}");
        }
        // Quarters of both kinds: the note is about those with one year.
        let (found, notes) = periods("quarter", &["2019/20 Q3", "2020Q1"]).unwrap();
        assert_eq!((found, notes.len()), (vec!["2019/20 Q3".to_owned(), "2019/20 Q4".into()], 1));
        for column in ["financial_quarter", "fy_quarter", "financial year"] {
            let error = periods(column, &["2020 Q3"]).unwrap_err();
            let readings = "2020/21 Q3 (October to December 2020) or 2019/20 Q3 (October to December 2019)";
            assert!(error.contains(readings), "{error}");
            let error = periods(column, &["2020 Q4"]).unwrap_err();
            assert!(
                error.contains("2020/21 Q4 (January to March 2021) or 2019/20 Q4 (January to March 2020)"),
                "{error}"
            );
        }
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
