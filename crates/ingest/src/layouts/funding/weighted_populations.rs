//! Practice weighted populations of the NHS England allocation model.

mod conservation;

use super::Roles;
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::below::{self, Below};
use crate::read::collect::{self, Collector, Group, Measure, Span};
use crate::read::{Bad, Header, Row, Source, figures, file_name};
use crate::tables::facts::{FactArea, FactValue, Unit};
use crate::tables::{Dataset, Geography, Middle, Org, Reading, Verdict};
use crate::values::area_kind::AreaKind;
use crate::values::codes;
use conservation::{Total, conservation};
use std::collections::{BTreeMap, BTreeSet};

/// What its measures are.
pub(crate) const ROLES: Roles =
    Roles { amount: None, registered: Some(PLAIN), weighted: Some("weighted-final"), target: None };

pub(crate) static FORMAT: Format = Format {
    id: "weighted-populations",
    title: "Practice weighted populations (NHS England allocation model)",
    publisher: "NHS England",
    years: "2022/23 to today",
    licence: OGL,
    attribution: "Contains NHS England data: practice weighted populations for allocations, licensed under the Open Government Licence v3.0.",
    columns: &[
        "Practice_Code, GP_Practice_Name, CCG21 or CCG23, Former CCG, PCN_Code, ICS22 or ICB23, R22 or R23",
        "pop 2022/23 (registered-population)",
        "G&A WP (weighted-general-acute), CS WP (weighted-community), MH WP (weighted-mental-health), Mat WP \
         (weighted-maternity), Health Ineq WP (weighted-health-inequality), Prescr WP (weighted-prescribing)",
        "Final WP (weighted-final), Primary Medical Care WP or need (weighted-primary-medical-care-need), Final PMC WP \
         (weighted-primary-medical-care)",
    ],
    traps: &[
        "the year is that of the allocation and is taken from the name of the file or sheet; the column of the population \
         can be headed with another year (2023-24 is based on 'pop 2022/23')",
        "each weighted population has the same total as the plain one by construction: it says how need is shared out, not \
         how much there is",
        "numbers have ten decimals or more and are kept as numbers, not as exact sums",
        "the column Patients is empty; in the workbook of 2023-25 the column ICB23name holds the name of the former CCG: a column \
         that has several names for one code names nothing, and names are left blank",
        "the header may stand below title rows",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Registered,
    recognise: |sample| below::has_header(sample, is_header),
    read: Some(Reader::Whole(read)),
};

/// Keys of the columns, with identifier and title.
const MEASURES: &[(&str, &str)] = &[
    ("gawp", "weighted-general-acute"),
    ("cswp", "weighted-community"),
    ("mhwp", "weighted-mental-health"),
    ("matwp", "weighted-maternity"),
    ("healthineqwp", "weighted-health-inequality"),
    ("prescrwp", "weighted-prescribing"),
    ("finalwp", "weighted-final"),
    ("primarymedicalcarewp", "weighted-primary-medical-care-need"),
    ("primarymedicalcareneed", "weighted-primary-medical-care-need"),
    ("finalpmcwp", "weighted-primary-medical-care"),
    ("patients", "registered-patients"),
];
/// Identifier of the plain population.
const PLAIN: &str = "registered-population";

fn identifier(key: &str) -> Option<String> {
    let known = MEASURES.iter().find(|(k, _)| *k == key).map(|(_, id)| (*id).to_owned());
    let plain = key.strip_prefix("pop").is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()));
    let other = key.strip_suffix("wp").filter(|name| !name.is_empty()).map(|name| format!("weighted-{name}"));
    known.or_else(|| plain.then(|| PLAIN.to_owned())).or(other)
}

fn keys(header: &Header) -> Vec<String> {
    header.shown().iter().map(|name| figures::key(name)).collect()
}

fn is_header(header: &Header) -> bool {
    let keys = keys(header);
    let has = |key: &str| keys.iter().any(|k| k == key);
    has("practicecode") && has("finalwp") && keys.iter().any(|k| identifier(k).as_deref() == Some(PLAIN))
}

struct Columns {
    practice: usize,
    name: Option<usize>,
    area: Option<usize>,
    area_name: Option<usize>,
    pcn: Option<usize>,
    board: Option<usize>,
    board_name: Option<usize>,
    region: Option<usize>,
    region_name: Option<usize>,
    figures: Vec<(usize, Measure)>,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let table = Below::find(source, is_header)?;
    let mut columns = Columns::find(&table.header);
    let nameless = columns.without_shared_names(&table)?;
    let year = year(source, &table.header)?;
    let span = Span::financial_year(year).ok_or_else(|| source.refuse("the year in the name is out of range"))?;
    let (mut all, mut sums) = (Collector::default(), vec![Total::default(); columns.figures.len()]);
    let mut tally = table.each_row(|row| {
        let area = columns.practice(row)?;
        if all.has_area(span, AreaKind::Practice, &area.code) {
            return Err(row.bad(columns.practice, "one row per practice"));
        }
        let read = |(at, _): &(usize, _)| figures::value(row.text(*at)).map_err(|e| row.bad(*at, e));
        let values = columns.figures.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        for ((_, measure), value) in columns.figures.iter().zip(&values) {
            let added = all.add(span, &area, measure, Group::default(), *value);
            added.map_err(|clash| row.bad(columns.practice, clash.expected()))?;
        }
        let blank = values.iter().all(|v| *v == FactValue::NotReported);
        if !blank {
            sums.iter_mut().zip(&values).for_each(|(sum, value)| sum.add(*value));
        }
        Ok(Verdict::Used(blank.then_some("no figures")))
    })?;
    tally.notices.extend(conservation(&columns.figures, &sums));
    tally.notices.extend(nameless);
    all.finish(source, FORMAT.id, Some(Middle::Icb), tally)
}

/// The year of the allocation: from the name, or else from the header of the plain population.
fn year(source: &Source<'_>, header: &Header) -> Result<i32, Error> {
    let headed = || {
        let plain = header.shown().iter().find(|name| identifier(&figures::key(name)).as_deref() == Some(PLAIN));
        plain.and_then(|name| file_name::financial_years_in(name).first().copied())
    };
    file_name::financial_year(source)
        .or_else(headed)
        .map_or_else(|| file_name::required_financial_year(source, "practice-weighted-populations-2023-24.csv"), Ok)
}

impl Columns {
    fn find(header: &Header) -> Self {
        let keys = keys(header);
        let find = |key: &str| keys.iter().position(|k| k == key);
        // CCG21, CCG23; ICS22, ICB23; R22, R23: the digits are the year of the geography.
        let dated = |stems: &[&str], end: &str| {
            let is = |key: &String| {
                let middle = stems.iter().find_map(|stem| key.strip_prefix(stem)?.strip_suffix(end));
                middle.is_some_and(|m| m.len() == 2 && m.bytes().all(|b| b.is_ascii_digit()))
            };
            keys.iter().position(is)
        };
        let measure = |(at, key): (usize, &String)| {
            identifier(key).map(|id| (at, Measure::new(id, header.shown()[at].clone(), Unit::Persons)))
        };
        Self {
            practice: find("practicecode").unwrap_or_default(),
            name: find("gppracticename").or_else(|| find("practicename")),
            area: dated(&["ccg", "subicb", "loc"], ""),
            area_name: find("formerccg"),
            pcn: find("pcncode"),
            board: dated(&["ics", "icb"], ""),
            board_name: dated(&["ics", "icb"], "name"),
            region: dated(&["r"], ""),
            region_name: dated(&["region"], ""),
            figures: keys.iter().enumerate().filter_map(measure).collect(),
        }
    }

    /// Drops columns of names in which one code has several: such a column holds the names of something else, also where
    /// a code happens to have one only.
    fn without_shared_names(&mut self, table: &Below<'_>) -> Result<Vec<String>, Error> {
        let pairs = [(self.area, self.area_name), (self.board, self.board_name), (self.region, self.region_name)];
        let mut found: [Shared; 3] = Default::default();
        table.each_row(|row| {
            for (names, (code, name)) in found.iter_mut().zip(pairs) {
                names.see(row.text_or_blank(code), row.text_or_blank(name));
            }
            Ok(Verdict::Used(None))
        })?;
        let mut notices = Vec::new();
        let columns = [&mut self.area_name, &mut self.board_name, &mut self.region_name];
        for (column, names) in columns.into_iter().zip(&found) {
            let heading = column.and_then(|at| table.header.shown().get(at));
            if let Some(notice) = heading.and_then(|heading| names.notice(heading)) {
                notices.push(notice);
                *column = None;
            }
        }
        Ok(notices)
    }

    fn practice(&self, row: &Row<'_>) -> Result<FactArea, Bad> {
        let code = row.required(self.practice, "a practice code")?;
        let text = |at: Option<usize>| row.text_or_blank(at).to_owned();
        let org = Org {
            pco: codes::trim_pco(row.text_or_blank(self.area)).to_owned(),
            pco_name: text(self.area_name),
            middle: text(self.board),
            middle_name: text(self.board_name),
            region: text(self.region),
            region_name: text(self.region_name),
        };
        Ok(FactArea {
            pcn: text(self.pcn),
            org,
            ..collect::area(AreaKind::Practice, code, row.text_or_blank(self.name))
        })
    }
}

/// The names that a column gives each code, whatever their capitals and spaces.
#[derive(Default)]
struct Shared(BTreeMap<String, BTreeSet<String>>);

impl Shared {
    fn see(&mut self, code: &str, name: &str) {
        if !code.is_empty() && !name.is_empty() {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
            self.0.entry(code.to_owned()).or_default().insert(name);
        }
    }

    /// `None` where each code has one name at most.
    fn notice(&self, heading: &str) -> Option<String> {
        let several: Vec<&String> = self.0.iter().filter(|(_, names)| names.len() > 1).map(|(code, _)| code).collect();
        let first = several.first()?;
        Some(format!(
            "the column {heading} has several names for {} of {} codes (the first is {first}), so it holds the names of something \
             else; the names of these areas are left blank",
            several.len(),
            self.0.len()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::facts_testing::{exact, figure, fixture, only, published, text, total};
    use unwarranted_testing as testing;

    #[test]
    fn reads_populations_with_their_decimals() {
        let (format, reading) = fixture("weighted-populations/practice-weighted-populations-2018-19.csv");
        assert_eq!(format.id, "weighted-populations");
        let (month, facts) = only(&reading);
        assert_eq!((month.unwrap().to_string(), facts.months), ("2018-04".to_owned(), 12));
        assert_eq!(figure(facts, "A90001", PLAIN), FactValue::Number(1_000.123_456_789_1));
        assert_eq!(figure(facts, "A90001", "weighted-general-acute"), exact("1100"));
        assert_eq!(figure(facts, "A90001", "registered-patients"), FactValue::NotReported);
        assert!((total(facts, PLAIN) - (1_000.123_456_789_1 + 500.0)).abs() < 1e-9);
        assert!((total(facts, "weighted-final") - total(facts, PLAIN)).abs() < 1e-9); // 1200.1234567891 + 300
        let area = &facts.areas[0];
        assert_eq!((&*area.org.pco, &*area.org.middle, &*area.org.region), ("90A", "Q9A", "Y90"));
        let notice = "weighted and plain totals differ by 1.23e-1 people at most, of 1500.12"; // 1100 + 400 against 1500.123
        assert_eq!(reading.tally.notices, [notice]);
    }

    /// A figure that is withheld is not zero people: its total is that of the other practices.
    #[test]
    fn totals_that_lack_a_figure_are_not_compared() {
        let header = "Practice_Code,GP_Practice_Name,pop 2022/23,G&A WP,MH WP,Final WP";
        let of = |rows: &str| text("wp-2023-24.csv", &format!("{header}\n{rows}")).unwrap().1.tally.notices;
        let lacking = "totals that are not compared, as figures of practices are not known";
        assert_eq!(
            of("A1,S,100,100,*,90\nA2,S,50,50,[low],60\nA3,S,,,,\n"),
            [
                "weighted and plain totals differ by 0.00e0 people at most, of 150.00".to_owned(),
                format!("{lacking}: 1 (the first is weighted-mental-health: 2 practices)"),
            ]
        );
        assert_eq!(
            of("A1,S,*,100,1,90\nA2,S,50,50,149,60\n"),
            [format!("{lacking}: 1 (the first is registered-population: 1 practice)")]
        );
    }

    #[test]
    fn the_sheet_says_the_year_and_may_have_titles() {
        let csv =
            std::fs::read_to_string(testing::fixture("weighted-populations/practice-weighted-populations-2018-19.csv"))
                .unwrap();
        let commas = ",".repeat(csv.lines().next().unwrap().matches(',').count());
        let sheet = format!("Weighted populations by practice{commas}\n{commas}\n{csv}");
        let (_, reading) = text("practice-weighted-populations-2018-20.xlsx (GP_wp_201920)", &sheet).unwrap();
        let (month, facts) = only(&reading);
        assert_eq!((month.unwrap().to_string(), facts.areas.len()), ("2019-04".to_owned(), 2));
        let (_, reading) = text("weighted.csv", &csv).unwrap();
        assert_eq!(only(&reading).0.unwrap().to_string(), "2017-04"); // headed pop 2017/18
    }

    #[test]
    fn a_column_with_several_names_for_one_code_names_nothing() {
        let csv =
            std::fs::read_to_string(testing::fixture("weighted-populations/practice-weighted-populations-2018-19.csv"))
                .unwrap();
        // As in the workbook of 2023-25: the column of the board holds the names of former CCGs. Q9B has one of them only.
        let row = |practice, ccg, name, board| {
            format!("{practice},SURGERY,{ccg},{name},,,{board},{name},Y90,Synthetic North,,1,1,1\n")
        };
        let header = csv.lines().next().unwrap();
        let text_of = |rows: &[String]| format!("{header}\n{}", rows.concat());
        let wrong = [row("A1", "90A", "Northmere CCG", "Q9A"), row("A2", "90B", "Oldtown CCG", "Q9A")];
        let one = row("A3", "90C", "Newtown CCG", "Q9B");
        let (_, reading) =
            text("wp-2018-19.csv", &text_of(&[wrong[0].clone(), wrong[1].clone(), one.clone()])).unwrap();
        let facts = only(&reading).1;
        let named: Vec<_> =
            facts.areas.iter().map(|a| (&*a.org.pco_name, &*a.org.middle, &*a.org.middle_name)).collect();
        assert_eq!(named, [("Northmere CCG", "Q9A", ""), ("Oldtown CCG", "Q9A", ""), ("Newtown CCG", "Q9B", "")]);
        let notice = "the column ICS18name has several names for 1 of 2 codes (the first is Q9A), so it holds the names of \
                      something else; the names of these areas are left blank";
        assert_eq!(reading.tally.notices[1..], [notice]);
        // Capitals and spaces make no new name.
        let same = row("A2", "90A", "NORTHMERE  CCG", "Q9A");
        let (_, reading) = text("wp-2018-19.csv", &text_of(&[wrong[0].clone(), same, one])).unwrap();
        assert_eq!((reading.tally.notices.len(), &*only(&reading).1.areas[0].org.middle_name), (1, "Northmere CCG"));
    }

    #[test]
    fn the_published_file_conserves_its_total() {
        for (files, (_, reading)) in published("funding/practice-weighted-populations-2023-24.csv") {
            let (month, facts) = only(&reading);
            assert_eq!((month.unwrap().to_string(), facts.areas.len()), ("2023-04".to_owned(), files.known(4, 6553)));
            let plain = total(facts, PLAIN);
            assert!((plain - files.known(22_655.070_707_937_1, 61_903_547.323_740_08)).abs() < 1e-6, "{plain}");
            let weighted: Vec<&str> =
                facts.measures.iter().map(|m| m.id.as_str()).filter(|id| id.starts_with("weighted-")).collect();
            assert_eq!(weighted.len(), 9);
            for id in weighted {
                assert!((total(facts, id) - plain).abs() < 1e-6, "{id}");
            }
        }
    }
}
