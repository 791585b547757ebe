//! Quality and Outcomes Framework, the publisher's workbooks: a sheet per condition, with the year before beside the year.

use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::below::{self, Below};
use crate::read::collect::{self, Clash, Collector, Group, Measure, Span};
use crate::read::{Bad, Header, Row, Source, figures, file_name};
use crate::tables::facts::Unit;
use crate::tables::{Dataset, Geography, Reading, Verdict};
use crate::values::area_kind::AreaKind;
use crate::values::codes;

pub(crate) static FORMAT: Format = Format {
    id: "qof-workbook",
    title: "Quality and Outcomes Framework: workbooks with a sheet per condition, by CCG or practice",
    publisher: "NHS England (formerly NHS Digital, HSCIC)",
    years: "2014/15 to today, yearly",
    licence: OGL,
    attribution: "Contains NHS England data: Quality and Outcomes Framework, licensed under the Open Government Licence v3.0.",
    columns: &[
        "CCG code or Practice code, and CCG name or Practice name",
        "List size (also List size ages 18+): list-size-..., people",
        "Register: register-..., people",
        "Prevalence (%): prevalence-..., per cent, as published",
        "the sheet is the condition: CHD gives register-chd of the series qof-prevalence/ccg/chd",
    ],
    traps: &[
        "the year before stands beside the year: only the year of the workbook is read",
        "titles, merged headings and notes around the table are passed over",
        "achievement, exceptions and adjustments are not read; sheets without registers (BP, SMOK) are passed over",
        "some registers are per patients over an age: each has its own list size",
        "registers overlap: a person can be on several, so they are not added to one another",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Registered,
    recognise: |sample| below::has_header(sample, |header| Columns::find(header).is_some()),
    read: Some(Reader::Whole(read)),
};

const PRACTICE: &[&str] = &["PRACTICE_CODE", "GP_PRACTICE_CODE"];
const CCG: &[&str] = &["CCG_CODE", "CCG_ODS_CODE", "SUB_ICB_LOC_ODS_CODE", "SUB_ICB_LOCATION_CODE", "SUB_ICB_CODE"];
const NAMES: &[&str] = &["PRACTICE_NAME", "CCG_NAME", "SUB_ICB_LOC_NAME", "SUB_ICB_LOCATION_NAME", "SUB_ICB_NAME"];

struct Columns {
    area: usize,
    kind: AreaKind,
    name: Option<usize>,
    list: usize,
    register: usize,
    prevalence: Option<usize>,
}

impl Columns {
    /// Years go from left to right, so the last register is that of the workbook's year; its list size is the nearest
    /// before it, its prevalence the nearest behind.
    fn find(header: &Header) -> Option<Self> {
        let of = |at: usize, kind| Some((at, kind));
        let practice = header.find(PRACTICE).and_then(|at| of(at, AreaKind::Practice));
        let (area, kind) = practice.or_else(|| of(header.find(CCG)?, AreaKind::Ccg))?;
        let bare: Vec<String> = header.names().iter().map(|name| without_year(name)).collect();
        let is = |at: &usize, starts: &[&str]| starts.iter().any(|start| bare[*at].starts_with(start));
        let register = (0..bare.len()).rev().find(|at| is(at, &["REGISTER", "DISEASE_REGISTER"]))?;
        let list = (0..register)
            .rev()
            .find(|at| is(at, &["LIST_SIZE", "PRACTICE_LIST_SIZE", "CCG_LIST_SIZE", "PATIENT_LIST_SIZE"]))?;
        let prevalence = (register + 1..bare.len()).find(|at| is(at, &["PREVALENCE"]));
        // A table with a row per condition has the same columns, and says which.
        let long = header.find(&["INDICATOR_GROUP", "GROUP_CODE", "INDICATOR_GROUP_CODE"]).is_some();
        (!long && list > area).then(|| {
            let name = NAMES.iter().find_map(|name| header.find(&[name]));
            Self { area, kind, name, list, register, prevalence }
        })
    }

    fn add(&self, row: &Row<'_>, span: Span, condition: &str, all: &mut Collector) -> Result<Verdict, Bad> {
        let code = codes::trim_pco(row.text(self.area));
        if code.is_empty() || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Ok(Verdict::SetAside("no area code"));
        }
        let area = collect::area(self.kind, code, row.text_or_blank(self.name));
        let columns = [
            (Some(self.register), "register", "people on the register", Unit::Persons),
            (Some(self.list), "list-size", "patients the register is per", Unit::Persons),
            (self.prevalence, "prevalence", "prevalence in per cent", Unit::Percent),
        ];
        for (at, what, words, unit) in columns {
            let Some(at) = at else { continue };
            let value = figures::percentage(row.text(at)).map_err(|e| row.bad(at, e))?;
            let id = figures::slug(condition);
            let measure = Measure::new(format!("{what}-{id}"), format!("{condition}: {words}"), unit);
            all.add(span, &area, &measure, Group::default(), value).map_err(|clash| match clash {
                Clash::Repeated => row.bad(self.area, "one row per area"),
                Clash::OtherLength => row.bad(self.area, clash.expected()),
            })?;
        }
        Ok(Verdict::Used(None))
    }
}

/// `2018-19_REGISTER` as `REGISTER`.
fn without_year(name: &str) -> String {
    let words = name.split('_').filter(|word| file_name::financial_years_in(word).is_empty());
    words.collect::<Vec<_>>().join("_")
}

/// The last financial year that stands above the rows; else the one in the file name.
fn year(source: &Source<'_>, table: &Below<'_>) -> Result<i32, Error> {
    let above = &source.text[..source.text.len() - table.source.text.len()];
    let printed = above.lines().chain(table.header.shown().iter().map(String::as_str));
    let last = printed.flat_map(|line| line.split([',', ' ', '"'])).flat_map(file_name::financial_years_in).max();
    last.map_or_else(|| file_name::required_financial_year(source, "qof-2018-19-prevalence-by-ccg.xlsx"), Ok)
}

/// The sheet: `CHD` of `qof.xlsx (CHD)`.
fn condition<'a>(source: &Source<'a>) -> Result<&'a str, Error> {
    // Not the number of a second download.
    let named = |sheet: &&str| sheet.starts_with(|c: char| c.is_ascii_alphabetic());
    let sheet = |name: &&'a str| Some(name.rsplit_once(')')?.0.rsplit_once(" (")?.1).filter(named);
    source.names.iter().find_map(sheet).ok_or_else(|| {
        source.refuse(
            "the condition is the name of the sheet, which this file does not have; give the workbook, or name the file \
             such as 'qof-2018-19 (CHD).csv'",
        )
    })
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let table = Below::find(source, |header| Columns::find(header).is_some())?;
    let columns = Columns::find(&table.header).ok_or_else(|| source.refuse("the header was not found"))?;
    let (year, condition) = (year(source, &table)?, condition(source)?);
    let span = Span::financial_year(year).ok_or_else(|| source.refuse("the year is out of range"))?;
    let mut all = Collector::default();
    let tally = table.each_row(|row| columns.add(row, span, condition, &mut all))?;
    let series = format!("qof-prevalence/{}/{}", columns.kind.word(), figures::slug(condition));
    all.finish(source, &series, None, tally)
}

#[cfg(test)]
mod tests {
    use crate::formats::facts_testing::{exact, figure, only, text};

    const ROWS: &str = "Y90,90A,NHS Oldtown CCG,5,50000,1000,2,5,50500,1010,2,97.5,*\n\
                        Y90,90D,NHS Dale CCG,5,40000,800,2,5,40500,810,2,96.5,*\n,,England,10,90000,1800,2,10,91000,1820,2,97,3\n";
    const HEADER: &str = "Region code,CCG code,CCG name,Number of practices,List size,Register,Prevalence (%),\
                          Number of practices,List size,Register,Prevalence (%),Achievement (%),Exception Rate (%)\n";

    fn titled(before: &str, year: &str) -> String {
        format!(
            "Return to Contents,,,,,,,,,,,,\nTable 1: Recorded disease prevalence,,,,,,,,,,,,\n,,,{before},,,,{year},,,,{year},\n"
        )
    }

    #[test]
    fn reads_the_year_of_the_workbook_whatever_the_year() {
        for (before, year, month) in [("2013-14", "2014-15", "2014-04"), ("2018-19", "2019-20", "2019-04")] {
            let csv = format!("{}{HEADER}{ROWS}Copyright of today,,,,,,,,,,,,\n", titled(before, year));
            let (format, reading) = text("qof-prev-ccg.xlsx (CHD)", &csv).unwrap();
            let (found, facts) = only(&reading);
            assert_eq!((format.id, facts.series.as_str()), ("qof-workbook", "qof-prevalence/ccg/chd"));
            assert_eq!((found.unwrap().to_string().as_str(), facts.months), (month, 12));
            assert_eq!(figure(facts, "90A", "register-chd"), exact("1010"));
            assert_eq!(figure(facts, "90D", "list-size-chd"), exact("40500"));
            assert_eq!((facts.areas.len(), facts.measures.len()), (2, 3));
            assert_eq!(reading.tally.set_aside, [("no area code", 1), ("note below the table", 1)].into());
        }
    }

    #[test]
    fn years_in_headers_more_columns_and_practices_are_no_matter() {
        let header = "STP name,Practice code,Practice name,Extra,2021-22 List size ages 17+,2021-22 Register,2021-22 Prevalence (%),\
                      2022-23 List size ages 17+,2022-23 Register,2022-23 Prevalence (%)\n";
        let csv = format!("{header}X,A90001,Elms,1,900,90,10,1000,101,10.1\nX,A90002,Mill,1,900,90,10,1000,99,9.9\n");
        let (_, reading) = text("book.xlsx (DM)", &csv).unwrap();
        let (month, facts) = only(&reading);
        assert_eq!(
            (month.unwrap().to_string().as_str(), facts.series.as_str()),
            ("2022-04", "qof-prevalence/practice/dm")
        );
        assert_eq!(figure(facts, "A90001", "register-dm"), exact("101"));
        assert_eq!(figure(facts, "A90002", "list-size-dm"), exact("1000"));
        let error = text("book.csv", &csv).unwrap_err().to_string();
        assert!(error.contains("the condition is the name of the sheet"), "{error}");
    }
}
