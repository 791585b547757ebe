//! Periods in file names, for layouts that do not record them in a column.

use super::Source;
use crate::error::Error;
use crate::values::day::Day;
use unwarranted_core::Month;

/// The month in the name of the file: the only `YYYYMM`, `YYYY_MM` or `YYYY-MM` that stands apart from other digits.
pub(crate) fn month(source: &Source<'_>) -> Result<Month, Error> {
    for name in source.names {
        let mut found = months_in(name);
        found.dedup();
        match found[..] {
            [month] => return Ok(month),
            [] => {}
            _ => {
                let problem = "this layout has no month column and the file name holds more than one month; \
                               rename the file so that it holds one, such as Detailed_Prescribing_Information_201709.csv";
                return Err(source.refuse(problem));
            }
        }
    }
    Err(source.refuse(
        "this layout has no month column and the file name does not hold the month; \
         rename the file so that it ends in it, such as Detailed_Prescribing_Information_201709.csv",
    ))
}

/// When a list was published, from the name of the file: `YYYYMM`, `YYYY-MM` or `YYYYMMDD`, where there is only one.
/// For lists that hold at the time of their publication; figures have a period of their own.
pub(crate) fn published(source: &Source<'_>) -> Option<Month> {
    source.names.iter().find_map(|name| {
        let days = digit_runs(name).into_iter().filter(|(_, run)| run.len() == 8);
        let mut found: Vec<Month> = days.filter_map(|(_, run)| Day::parse(run)?.to_month()).collect();
        found.extend(months_in(name));
        found.retain(|month| month.year() >= 1990);
        found.dedup();
        if let [month] = found[..] { Some(month) } else { None }
    })
}

fn months_in(name: &str) -> Vec<Month> {
    let runs: Vec<(usize, &str)> = digit_runs(name);
    let number = |text: &str| text.parse::<i32>().ok();
    let month = |year: &str, month: &str| Month::new(number(year)?, number(month)?).filter(|m| m.year() >= 1990);
    let mut found = Vec::new();
    for (i, (at, run)) in runs.iter().enumerate() {
        if run.len() == 6 {
            found.extend(month(&run[..4], &run[4..]));
        }
        if let Some((next_at, next)) = runs.get(i + 1)
            && (run.len(), next.len()) == (4, 2)
            && *next_at == at + 5
        {
            found.extend(month(run, next));
        }
    }
    found
}

/// Runs of digits with their positions.
fn digit_runs(text: &str) -> Vec<(usize, &str)> {
    let mut runs = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(|c: char| c.is_ascii_digit()).map(|i| rest + i) {
        let end = text[start..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |i| start + i);
        runs.push((start, &text[start..end]));
        rest = end;
    }
    runs
}

/// The quarter in the name of the file, as its first month and length: `Patient_List_Size_2015_10-12.csv`.
pub(crate) fn quarter(source: &Source<'_>) -> Result<(Month, i32), Error> {
    source.names.iter().find_map(|name| quarter_in(name)).ok_or_else(|| {
        source.refuse(
            "this layout has no date column and the file name does not hold the quarter as YYYY_MM-MM; \
             rename the file, such as Patient_List_Size_2015_10-12.csv",
        )
    })
}

fn quarter_in(name: &str) -> Option<(Month, i32)> {
    let number = |text: Option<&str>| text.filter(|t| t.bytes().all(|b| b.is_ascii_digit()))?.parse::<i32>().ok();
    (0..name.len()).find_map(|at| {
        let (year, first, last) = (name.get(at..at + 4), name.get(at + 5..at + 7), name.get(at + 8..at + 10));
        let marks = (name.get(at + 4..at + 5)?, name.get(at + 7..at + 8)?);
        if !matches!(marks, ("_" | "-", "-" | "_")) {
            return None;
        }
        let (from, to) = (Month::new(number(year)?, number(first)?)?, Month::new(number(year)?, number(last)?)?);
        (from < to).then(|| (from, to.since(from) + 1))
    })
}

/// The financial year in the name of the file (or of the sheet), as the year it starts in: the only `2013-14`, `13-14`,
/// `2013_14`, `2013/2014`, `201314` or `1314`. `None` without one, or with several.
pub(crate) fn financial_year(source: &Source<'_>) -> Option<i32> {
    source.names.iter().find_map(|name| {
        let mut found = financial_years_in(name);
        found.dedup();
        if let [year] = found[..] { Some(year) } else { None }
    })
}

/// As [`financial_year`].
///
/// # Errors
/// A name without one, with the remedy; `example` is a name that would do.
pub(crate) fn required_financial_year(source: &Source<'_>, example: &str) -> Result<i32, Error> {
    financial_year(source).ok_or_else(|| {
        source.refuse(format!(
            "this layout has no column for the year and the file name does not hold one financial year; \
             rename the file, such as {example}"
        ))
    })
}

/// Financial years in a text, by the year each starts in.
pub(crate) fn financial_years_in(text: &str) -> Vec<i32> {
    let runs = digit_runs(text);
    let year = |digits: &str| {
        let number: i32 = digits.parse().ok()?;
        match digits.len() {
            2 => Some(2000 + number),
            4 => (1990..2100).contains(&number).then_some(number),
            _ => None,
        }
    };
    let follows = |first: &str, second: &str| year(first).filter(|from| year(second) == Some(from + 1));
    let mut found = Vec::new();
    for (i, (at, run)) in runs.iter().enumerate() {
        if run.len() == 6 {
            found.extend(follows(&run[..4], &run[4..]));
        }
        // 2223 is 2022/23, but 2021 may be a calendar year
        if run.len() == 4 && year(run).is_none() {
            found.extend(follows(&run[..2], &run[2..]));
        }
        if let Some((next_at, next)) = runs.get(i + 1)
            && *next_at == at + run.len() + 1
            && matches!(text.as_bytes()[next_at - 1], b'-' | b'_' | b'/' | b'.')
        {
            found.extend(follows(run, next));
        }
    }
    found
}

/// The only year of four digits (1990 to 2099) in the name of the file that is not part of a longer number; `None`
/// without one, or with several.
pub(crate) fn year(source: &Source<'_>) -> Option<i32> {
    source.names.iter().find_map(|name| {
        let mut found = years_in(name);
        found.dedup();
        if let [year] = found[..] { Some(year) } else { None }
    })
}

/// Years of four digits (1990 to 2099) in a text that are not part of longer numbers.
pub(crate) fn years_in(text: &str) -> Vec<i32> {
    let is_year = |run: &str| run.parse::<i32>().ok().filter(|y| run.len() == 4 && (1990..2100).contains(y));
    digit_runs(text).into_iter().filter_map(|(_, run)| is_year(run)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_one_financial_year_in_a_file_name() {
        for (name, years) in [
            ("nhs-payments-gp-14-15.csv", vec![2014]),
            ("nhspaymentsgp-22-23-prac-csv.csv", vec![2022]),
            ("practice-weighted-populations-2023-24.csv", vec![2023]),
            ("practice-weighted-populations-2023-25.xlsx (GP_wp_202425)", vec![2024]),
            ("nhse_2013-14_ccg_allocation.txt", vec![2013]),
            ("allocations 1999/2000.csv", vec![1999]),
            ("2010-11 and 2011-12.csv", vec![2010, 2011]),
            ("EPD_201709.csv", vec![]),
            ("2021.csv", vec![]),
            ("qof-prev-1314.csv", vec![2013]),
            ("1920.csv", vec![2019]),
            ("1315.csv", vec![]),
            ("Patient_List_Size_2013_04-06.csv", vec![]),
        ] {
            assert_eq!(financial_years_in(name), years, "{name}");
        }
    }

    #[test]
    fn finds_the_one_month_in_a_file_name() {
        let names = |name| months_in(name).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names("Detailed_Prescribing_Information_201709.csv"), ["2017-09"]);
        assert_eq!(names("dpi 2017-09.csv"), ["2017-09"]);
        assert_eq!(names("20171115_1510735567868_Detailed_Prescribing_Information.csv"), Vec::<String>::new());
        assert_eq!(names("201709_to_201710.csv"), ["2017-09", "2017-10"]);
        assert_eq!(names("dpi_2017_13.csv"), Vec::<String>::new());
    }

    #[test]
    fn finds_when_a_list_was_published() {
        let of = |names: &[&str]| {
            let source =
                Source { shown: "x", names, text: "", max_rejects: crate::tables::MAX_REJECTS, progress: &|_| () };
            (published(&source).map(|m| m.to_string()), year(&source))
        };
        let month = |text: &str| Some(text.to_owned());
        assert_eq!(of(&["epraccur-2016-02.csv"]), (month("2016-02"), Some(2016)));
        assert_eq!(of(&["20200205_1580915847332_BNF_Code_Information.csv"]), (month("2020-02"), None));
        assert_eq!(of(&["x.csv", "epraccur_201703.zip"]), (month("2017-03"), None));
        assert_eq!(of(&["eccg-2024.csv"]), (None, Some(2024)));
        assert_eq!(of(&["2015-to-2016.csv"]), (None, None));
    }

    #[test]
    fn finds_the_quarter_in_a_file_name() {
        let quarter = |name| quarter_in(name).map(|(month, months)| (month.to_string(), months));
        assert_eq!(quarter("Patient_List_Size_2015_10-12.csv"), Some(("2015-10".to_owned(), 3)));
        assert_eq!(quarter("list-2013_04-06.csv.gz"), Some(("2013-04".to_owned(), 3)));
        assert_eq!(quarter("Patient_List_Size_2015.csv"), None);
        assert_eq!(quarter("list_2015_12-10.csv"), None);
    }
}
