//! ONS resident population by CCG and age band.

use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::below::{self, Below};
use crate::read::collect::{self, Collector, Group, Measure, Span};
use crate::read::{Bad, Header, Row, Source, figures, file_name, kinds};
use crate::tables::facts::{FactArea, FactValue, Unit};
use crate::tables::{Dataset, Geography, Middle, Org, Reading, Verdict};
use crate::values::fixed::Fixed;
use unwarranted_core::Period;

pub(crate) static FORMAT: Format = Format {
    id: "ons-population-age",
    title: "ONS resident population of CCGs by age",
    publisher: "Office for National Statistics",
    years: "mid-2001 to today, yearly",
    licence: OGL,
    attribution: "Contains ONS data: population estimates by CCG, licensed under the Open Government Licence v3.0.",
    columns: &[
        "CCG Code (ONS code), CCG Name",
        "STP21 Code, STP21 Name, NHSER21 Code, NHSER21 Name: the digits are the year of the geography",
        "All Ages (resident-population)",
        "Age 0-17, Age 18-35 ... Age 66+, or single years 0 ... 90+ (resident-population by age)",
    ],
    traps: &[
        "the header may stand below title rows; a sheet or file whose name says Males or Females holds one sex only, and is a series of \
         its own",
        "the total stands beside its parts: it has no age, and is checked against them",
        "people who live in an area are not the patients registered with its practices",
        "the file may have no date: a year in the file name is taken, and otherwise the figures have no period; the year of \
         the geography (CCG21) is not that of the population",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Resident,
    recognise: |sample| below::has_header(sample, is_header),
    read: Some(Reader::Whole(read)),
};

fn is_header(header: &Header) -> bool {
    header.find(ALL).is_some() && code_column(header).is_some() && !ages(header).is_empty()
}

const ALL: &[&str] = &["ALL_AGES", "ALL_AGE", "TOTAL"];

fn code_column(header: &Header) -> Option<usize> {
    header.find(&["CCG_CODE", "SICBL_CODE"]).or_else(|| dated(header, &["CCG", "SICBL"], "CODE"))
}

/// `STP21_CODE`, `CCG_2021_CODE`: a stem, a year perhaps, and an end.
fn dated(header: &Header, stems: &[&str], end: &str) -> Option<usize> {
    header.names().iter().position(|name| {
        let middle = stems.iter().find_map(|stem| name.strip_prefix(stem)?.strip_suffix(end));
        middle.is_some_and(|m| m.bytes().all(|b| b.is_ascii_digit() || b == b'_'))
    })
}

/// Columns of age bands with the band: `0-17`, `66+`, `45`.
fn ages(header: &Header) -> Vec<(usize, String)> {
    let band = |name: &String| {
        let band = name.strip_prefix("AGE_").unwrap_or(name);
        let digits = |s: &str| !s.is_empty() && s.len() <= 3 && s.bytes().all(|b| b.is_ascii_digit());
        let open = band.strip_suffix('+').is_some_and(digits);
        let closed = band.split_once('-').is_some_and(|(from, to)| digits(from) && digits(to));
        (open || closed || digits(band)).then(|| band.to_owned())
    };
    header.names().iter().enumerate().filter_map(|(at, name)| Some((at, band(name)?))).collect()
}

struct Columns {
    code: usize,
    name: Option<usize>,
    middle: [Option<usize>; 2],
    region: [Option<usize>; 2],
    total: usize,
    ages: Vec<(usize, String)>,
    /// Of everyone in the table; blank for both sexes.
    sex: &'static str,
}

/// From the name of the sheet, or else of the file; blank for persons.
fn sex_of(source: &Source<'_>) -> &'static str {
    let says = |name: &str| {
        let lower = name.to_ascii_lowercase();
        let mut words = lower.split(|c: char| !c.is_ascii_alphabetic());
        words.find_map(|word| match word {
            "males" | "male" => Some("male"),
            "females" | "female" => Some("female"),
            _ => None,
        })
    };
    source.names.iter().find_map(|name| says(name)).unwrap_or_default()
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let table = Below::find(source, is_header)?;
    let header = &table.header;
    let lacks = |what: &str| source.refuse(format!("the column {what} is missing"));
    let pair = |stems: &[&str]| ["CODE", "NAME"].map(|end| dated(header, stems, end));
    let (stp, board) = (pair(&["STP"]), pair(&["ICB"]));
    let columns = Columns {
        code: code_column(header).ok_or_else(|| lacks("CCG Code"))?,
        name: dated(header, &["CCG", "SICBL"], "NAME"),
        middle: if stp[0].is_some() { stp } else { board },
        region: pair(&["NHSER"]),
        total: header.find(ALL).ok_or_else(|| lacks("All Ages"))?,
        ages: ages(header),
        sex: sex_of(source),
    };
    let span = file_name::year(source).and_then(|y| Span::of(Period::Year(y))).unwrap_or(Span::UNDATED);
    let (mut all, mut unequal) = (Collector::default(), Vec::new());
    let mut tally = table.each_row(|row| {
        unequal.extend(columns.add(row, span, &mut all)?);
        Ok(Verdict::Used(None))
    })?;
    tally.notices.extend(collect::notice("areas whose ages do not add up to the total", &unequal));
    if span == Span::UNDATED {
        tally.notices.push(
            "the file has no date: its figures have no period; a year in the file name would give them one".to_owned(),
        );
    }
    let tier = if board[0].is_some() && stp[0].is_none() { Middle::Icb } else { Middle::Stp };
    let series = if columns.sex.is_empty() { FORMAT.id.to_owned() } else { format!("{}/{}", FORMAT.id, columns.sex) };
    all.finish(source, &series, columns.middle[0].map(|_| tier), tally)
}

impl Columns {
    /// Adds the total and the ages; the code where they do not add up.
    fn add(&self, row: &Row<'_>, span: Span, all: &mut Collector) -> Result<Option<String>, Bad> {
        let code = row.required(self.code, "the ONS code of an area")?;
        let text = |at: Option<usize>| row.text_or_blank(at).to_owned();
        let org = Org {
            middle: text(self.middle[0]),
            middle_name: text(self.middle[1]),
            region: text(self.region[0]),
            region_name: text(self.region[1]),
            ..Org::default()
        };
        let area = FactArea { org, ..collect::area(kinds::kind_of(code), code, row.text_or_blank(self.name)) };
        let measure = Measure::new("resident-population", "Resident population", Unit::Persons);
        let read = |at: usize| figures::value(row.text(at)).map_err(|e| row.bad(at, e));
        let total = read(self.total)?;
        let parts = self.ages.iter().map(|(at, _)| read(*at)).collect::<Result<Vec<_>, _>>()?;
        let mut add = |age, value| {
            let group = Group { age, sex: self.sex };
            all.add(span, &area, &measure, group, value).map_err(|c| row.bad(self.code, c.expected()))
        };
        add("", total)?;
        for ((_, age), value) in self.ages.iter().zip(&parts) {
            add(age, *value)?;
        }
        let exact = |value: &FactValue| match value {
            FactValue::Exact(Fixed(units)) => Some(*units),
            _ => None,
        };
        let sum = parts.iter().try_fold(0_i64, |sum, v| sum.checked_add(exact(v)?));
        Ok((sum.is_some() && sum != exact(&total)).then(|| code.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::facts_testing::{close, exact, figure, fixture, only, part, published, text, total};
    use unwarranted_testing as testing;

    #[test]
    fn reads_totals_and_ages_apart() {
        let (format, reading) = fixture("ons-population-age/ccg21-population-age.csv");
        assert_eq!(format.id, "ons-population-age");
        let (month, facts) = only(&reading);
        assert_eq!((month, facts.months, facts.middle), (None, 0, Some(Middle::Stp)));
        assert_eq!(figure(facts, "E38000901", "resident-population"), exact("600"));
        assert_eq!(part(facts, "E38000901", "resident-population", "18-65", ""), exact("300"));
        assert_eq!(part(facts, "E38000902", "resident-population", "66+", ""), exact("50"));
        close(total(facts, "resident-population"), 600.0 + 301.0);
        assert_eq!(facts.areas[0].org.middle, "E54000901");
        assert_eq!(reading.tally.notices[0], "areas whose ages do not add up to the total: 1 (the first is E38000902)");
    }

    #[test]
    fn a_year_in_the_file_name_is_the_period() {
        let csv = std::fs::read_to_string(testing::fixture("ons-population-age/ccg21-population-age.csv")).unwrap();
        let (_, reading) = text("ccg21-population-age-mid-2020.csv", &csv).unwrap();
        let (month, facts) = only(&reading);
        assert_eq!((month.unwrap().to_string(), facts.months), ("2020-01".to_owned(), 12));
    }

    #[test]
    fn the_header_may_stand_below_titles_and_a_sheet_may_hold_one_sex() {
        let csv = "Population estimates by single year of age,,,,\n,,,,\nCCG Code,CCG Name,All Ages,0,90+\nE38000901,A,3,1,2\n,,,,\n";
        for (name, sex, series) in [
            ("sape mid-2020.xlsx (Mid-2020 Persons)", "", "ons-population-age"),
            ("sape mid-2020.xlsx (Mid-2020 Females)", "female", "ons-population-age/female"),
            ("mid-2020-males.csv", "male", "ons-population-age/male"),
        ] {
            let (_, reading) = text(name, csv).unwrap();
            let (month, facts) = only(&reading);
            assert_eq!((month.unwrap().to_string().as_str(), facts.series.as_str()), ("2020-01", series), "{name}");
            assert_eq!(part(facts, "E38000901", "resident-population", "", sex), exact("3"));
            assert_eq!(part(facts, "E38000901", "resident-population", "90+", sex), exact("2"));
        }
    }

    #[test]
    fn reads_the_published_population() {
        for (files, (_, reading)) in published("population/ons-ccg21-population-age.csv") {
            let (_, facts) = only(&reading);
            let areas = files.known(3, 106);
            assert_eq!((facts.areas.len(), facts.rows.len()), (areas, areas * 6));
            close(total(facts, "resident-population"), files.known(737_561.0, 56_550_138.0));
            let unequal = |n: &String| n.contains("do not add up");
            assert!(!reading.tally.notices.iter().any(unequal), "{:?}", reading.tally.notices);
        }
    }
}
