//! Indices of deprivation summarised by area: a column per summary measure, a sheet per domain.

use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::below::{self, Below};
use crate::read::collect::{self, Clash, Collector, Group, Measure, Span};
use crate::read::year_columns::{self, Holds};
use crate::read::{Bad, Header, Row, Source, figures, file_name, kinds};
use crate::tables::facts::Unit;
use crate::tables::{Dataset, Geography, Reading, Verdict};
use crate::values::area_kind::AreaKind;
use unwarranted_core::Period;

pub(crate) static FORMAT: Format = Format {
    id: "deprivation",
    title: "Indices of deprivation: summaries by CCG, sub-ICB location or local authority",
    publisher: "Ministry of Housing, Communities and Local Government",
    years: "2015, 2019 and later",
    licence: OGL,
    attribution: "Contains MHCLG data: English indices of deprivation, licensed under the Open Government Licence v3.0.",
    columns: &[
        "... Code, of a CCG or local authority (Clinical Commissioning Group Code (2019)), and its Name",
        "... - Average score or ... - Average rank; every other column of numbers is a measure as well",
    ],
    traps: &[
        "a workbook with a sheet for each domain: each is a series of its own (deprivation/imd/ccg, deprivation/income/ccg)",
        "the year is in the headers (IMD 2019, Code (2019)), else in the file name",
        "areas have ONS codes, of the boundaries of their year",
        "a higher score is more deprived; of ranks 1 is the most deprived",
        "scores are not added over areas",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Unspecified,
    recognise: |sample| below::has_header(sample, |header| Columns::find(header).is_some()),
    read: Some(Reader::Whole(read)),
};

struct Columns {
    area: usize,
    name: Option<usize>,
    /// `IMD`.
    domain: String,
    /// Every other column, with the measure that it holds.
    measures: Vec<(usize, Measure)>,
}

/// A header with spaces between its words, where dots or underscores stand.
fn spaced(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let mark =
        |at: usize| letters[at] == '_' || letters[at] == '.' && !(digit(at.checked_sub(1)) && digit(Some(at + 1)));
    let text: String = (0..letters.len()).map(|at| if mark(at) { ' ' } else { letters[at] }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A header in lower case, without years (`(2019)`, `IMD 2019`) and with single spaces.
fn plain(text: &str) -> String {
    let is_year = |word: &&str| {
        let digits = word.trim_matches(|c: char| !c.is_ascii_digit());
        digits.len() == 4 && word.len() <= 6 && file_name::years_in(digits).len() == 1
    };
    spaced(text).split_whitespace().filter(|word| !is_year(word)).collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Columns {
    fn find(header: &Header) -> Option<Self> {
        let names: Vec<String> = header.shown().iter().map(|name| plain(name)).collect();
        let is_code = |at: &usize| {
            let dated = year_columns::parse(&header.shown()[*at]).is_some_and(|column| column.holds == Holds::Ons);
            dated || (names[*at].ends_with(" code") && kinds::kind_named(&names[*at]).is_some())
        };
        let area = (0..names.len()).find(is_code)?;
        let summary = [" average score", " average rank"];
        let first =
            names.iter().position(|name| summary.iter().any(|end| name.ends_with(end)) && !name.contains("rank of"))?;
        let domain = summary.iter().find_map(|end| names[first].strip_suffix(end))?;
        let domain = domain.trim_end_matches([' ', '-', '–', ':']).to_owned();
        let name = names.iter().position(|name| name.ends_with(" name"));
        let measure = |(at, shown): (usize, &String)| {
            let words = names[at].strip_prefix(domain.as_str()).unwrap_or(&names[at]);
            let id = figures::slug(words);
            let title = spaced(shown);
            (!id.is_empty() && !is_about_the_area(&names[at])).then(|| (at, Measure::new(id, title, Unit::Number)))
        };
        let measures = header.shown().iter().enumerate().filter_map(measure).collect();
        Some(Self { area, name, domain, measures })
    }

    fn add(&self, row: &Row<'_>, span: Span, all: &mut Collector) -> Result<Verdict, Bad> {
        let code = row.text(self.area);
        let kind = kinds::kind_of(code);
        if code.is_empty() || kind == AreaKind::Other {
            return Ok(Verdict::SetAside("no area code"));
        }
        let area = collect::area(kind, code, row.text_or_blank(self.name));
        for (at, measure) in &self.measures {
            let value = figures::value(row.text(*at)).map_err(|e| row.bad(*at, e))?;
            all.add(span, &area, measure, Group::default(), value).map_err(|clash| match clash {
                Clash::Repeated => row.bad(self.area, "one row per area, and one column per measure"),
                Clash::OtherLength => row.bad(self.area, clash.expected()),
            })?;
        }
        Ok(Verdict::Used(None))
    }
}

/// Codes and names of the area, and of the areas above it.
fn is_about_the_area(name: &str) -> bool {
    [" code", " name"].iter().any(|end| name.ends_with(end)) || year_columns::has_form(name)
}

/// The year in the headers, the only one or that of the index; else that of the file name.
fn year(source: &Source<'_>, header: &Header, columns: &Columns) -> Result<i32, Error> {
    let of = |names: Vec<&String>| {
        let mut years: Vec<i32> = names.into_iter().flat_map(|name| file_name::years_in(name)).collect();
        years.sort_unstable();
        years.dedup();
        if let [year] = years[..] { Some(year) } else { None }
    };
    let shown = header.shown();
    of(columns.measures.iter().filter_map(|(at, _)| shown.get(*at)).collect())
        .or_else(|| file_name::year(source))
        .or_else(|| of(shown.iter().collect()))
        .ok_or_else(|| {
            source.refuse(
                "neither the headers nor the file name say of which year the index is; rename the file, such as \
                 imd-ccg-2019.xlsx",
            )
        })
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let table = Below::find(source, |header| Columns::find(header).is_some())?;
    let mut columns = Columns::find(&table.header).ok_or_else(|| source.refuse("the header was not found"))?;
    let words = table.source.columns_of_words(&table.header);
    let unused: Vec<String> =
        columns.measures.extract_if(.., |(at, _)| words.contains(at)).map(|(_, measure)| measure.title).collect();
    let year = year(source, &table.header, &columns)?;
    let span = Span::of(Period::Year(year)).ok_or_else(|| source.refuse("the year is out of range"))?;
    let mut all = Collector::default();
    let mut tally = table.each_row(|row| columns.add(row, span, &mut all))?;
    if !unused.is_empty() {
        tally.notices.push(format!("columns that are not used, as they have no figures: {}", unused.join(", ")));
    }
    let domain = figures::slug(&columns.domain);
    let shown = &table.header.shown()[columns.area];
    let kind = year_columns::parse(shown).map(|column| column.kind).or_else(|| kinds::kind_named(shown));
    let kind = kind.unwrap_or(AreaKind::Other);
    all.finish(source, &format!("{}/{domain}/{}", FORMAT.id, kind.word()), None, tally)
}

#[cfg(test)]
mod tests {
    use crate::formats::facts_testing::{close, exact, figure, only, published, text};
    use crate::tables::facts::FactValue;
    use crate::values::area_kind::AreaKind;

    const ROWS: &str =
        "E38000900,NHS Oldtown CCG,14491.14,2,20.194,2,0.05\nE38000901,NHS Dale CCG,15484.63,1,-0.5,1,*\n";

    #[test]
    fn reads_summaries_whatever_the_year_and_what_else_stands_there() {
        let dated = "Clinical Commissioning Group Code (2019),Clinical Commissioning Group Name (2019),IMD - Average rank,\
                     IMD - Rank of average rank,IMD - Average score,IMD - Rank of average score,IMD 2019 - Extent\n";
        let plain = dated.replace(" (2019)", "").replace("IMD 2019", "IMD");
        let titled = format!("Indices of Deprivation,,,,,,\n,,,,,,\n{plain}");
        for (name, header, year) in [
            ("imd.csv", dated.to_owned(), "2019-01"),
            ("imd.csv", dated.replace("2019", "2031"), "2031-01"),
            ("imd-ccg-2015.xlsx (IMD)", plain.clone(), "2015-01"),
            ("imd-ccg-2015.csv", titled, "2015-01"),
        ] {
            let (format, reading) = text(name, &format!("{header}{ROWS}Source: MHCLG of today,,,,,,\n")).unwrap();
            let (month, facts) = only(&reading);
            assert_eq!((format.id, facts.series.as_str()), ("deprivation", "deprivation/imd/ccg"));
            assert_eq!((month.unwrap().to_string().as_str(), facts.months), (year, 12), "{header}");
            assert_eq!(figure(facts, "E38000900", "average-score"), exact("20.194"));
            assert_eq!(figure(facts, "E38000901", "average-score"), exact("-0.5"));
            assert_eq!(figure(facts, "E38000901", "extent"), FactValue::Suppressed);
            assert_eq!((facts.measures.len(), facts.areas.len(), facts.areas[0].kind), (5, 2, AreaKind::Ccg));
            assert_eq!(reading.tally.set_aside["note below the table"], 1);
        }
        assert!(text("imd.csv", &format!("{plain}{ROWS}")).unwrap_err().to_string().contains("rename the file"));
    }

    #[test]
    fn local_authorities_and_domains_have_series_of_their_own() {
        let csv = "Local Authority District code (2019),Local Authority District name (2019),Crime - Average score\n\
                   E06000900,Oldtown,0.5\nE07000900,Dale,-0.25\n";
        let (_, reading) = text("x.csv", csv).unwrap();
        assert_eq!(only(&reading).1.series, "deprivation/crime/local-authority");
    }

    #[test]
    fn the_published_workbook_is_read() {
        for (files, (format, reading)) in published("need/imd-ccg-2019.xlsx") {
            let (month, facts) = only(&reading);
            assert_eq!((format.id, month.unwrap().to_string().as_str()), ("deprivation", "2019-01"));
            assert_eq!((facts.areas.len(), facts.series.as_str()), (files.known(2, 191), "deprivation/imd/ccg"));
            let first = &facts.areas[0].code.clone();
            assert_eq!(figure(facts, first, "average-score"), exact("20.194"));
            let FactValue::Exact(rank) = figure(facts, first, "average-rank") else { panic!("a number expected") };
            close(rank.to_f64(), 14_491.14);
        }
    }
}
