//! Quality and Outcomes Framework: disease registers, list sizes and prevalence, by CCG or practice.

use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::below::{self, Below};
use crate::read::collect::{self, Clash, Collector, Group, Measure, Span};
use crate::read::{Bad, Header, Row, Source, figures, file_name};
use crate::tables::facts::{FactValue, Unit};
use crate::tables::{Dataset, Geography, Reading, Verdict};
use crate::values::area_kind::AreaKind;
use crate::values::codes;

pub(crate) static FORMAT: Format = Format {
    id: "qof-prevalence",
    title: "Quality and Outcomes Framework: registers and prevalence by CCG or practice",
    publisher: "NHS England (formerly NHS Digital, HSCIC)",
    years: "2004/05 to today, yearly",
    licence: OGL,
    attribution: "Contains NHS England data: Quality and Outcomes Framework, licensed under the Open Government Licence v3.0.",
    columns: &[
        "ccgcode or practice_code",
        "indicator_group or group_code, Register_description: the measures end in it (register-af)",
        "disease_register_size or register (register-..., people)",
        "ccg_listsize, practice_list_size or patient_list_size (list-size-..., people)",
        "prevalence (prevalence-..., per cent, as published)",
    ],
    traps: &[
        "no year column: the financial year is taken from the file name (2013-14, PREVALENCE_2223)",
        "heart failure has two registers under one code HF: the one due to LVD is register-hf-lvd",
        "some registers are per patients over an age: their list sizes differ, so each register has its own list size",
        "registers overlap: a person can be on several, so they are not added to one another",
        "prevalence is not standardised for age; it is 100 x register / list size, which is checked",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Registered,
    recognise: |sample| below::has_header(sample, |header| Columns::find(header).is_some()),
    read: Some(Reader::Whole(read)),
};

struct Columns {
    area: usize,
    kind: AreaKind,
    group: usize,
    description: Option<usize>,
    register: usize,
    list: usize,
    prevalence: Option<usize>,
}

const CCG: &[&str] = &["CCGCODE", "CCG_CODE", "SUB_ICB_CODE", "SUB_ICB_LOC_CODE", "SUB_ICB_LOC_ODS_CODE"];
const LIST_SIZE: &[&str] =
    &["CCG_LISTSIZE", "PRACTICE_LISTSIZE", "PRACTICE_LIST_SIZE", "PATIENT_LIST_SIZE", "LIST_SIZE", "LISTSIZE"];
const PRACTICE: &[&str] = &["PRACTICE_CODE", "PRACTICECODE", "ORG_CODE"];

impl Columns {
    fn find(header: &Header) -> Option<Self> {
        let practice = header.find(PRACTICE).map(|at| (at, AreaKind::Practice));
        let (area, kind) = practice.or_else(|| header.find(CCG).map(|at| (at, AreaKind::Ccg)))?;
        Some(Self {
            area,
            kind,
            group: header.find(&["INDICATOR_GROUP", "GROUP_CODE", "INDICATOR_GROUP_CODE"])?,
            description: header.find(&["REGISTER_DESCRIPTION", "GROUP_DESCRIPTION", "INDICATOR_GROUP_DESCRIPTION"]),
            register: header.find(&["DISEASE_REGISTER_SIZE", "REGISTER_SIZE", "REGISTER"])?,
            list: header.find(LIST_SIZE)?,
            prevalence: header.find(&["PREVALENCE", "PREVALENCE_PERCENT", "PREVALENCE_(PER_CENT)"]),
        })
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let table = Below::find(source, |header| Columns::find(header).is_some())?;
    let columns = Columns::find(&table.header).ok_or_else(|| source.refuse("the header was not found"))?;
    let year = match source.names.iter().find_map(|name| year_behind_prefix(name)) {
        Some(year) => year,
        None => file_name::required_financial_year(source, "qof-2013-14-prevalence-by-ccg.csv")?,
    };
    let span = Span::financial_year(year).ok_or_else(|| source.refuse("the year in the file name is out of range"))?;
    let (mut all, mut largest, mut checked) = (Collector::default(), 0.0_f64, 0_u64);
    let mut tally = table.each_row(|row| {
        let difference = columns.add(row, span, &mut all)?;
        if let Some(difference) = difference {
            checked += 1;
            largest = largest.max(difference);
        }
        Ok(Verdict::Used(None))
    })?;
    if checked > 0 {
        tally.notices.push(format!(
            "prevalence and 100 x register / list size differ by {largest:.1e} per cent points at most, in {checked} rows"
        ));
    }
    all.finish(source, &format!("{}/{}", FORMAT.id, columns.kind.word()), None, tally)
}

impl Columns {
    /// Adds the figures of a row; how far the prevalence is from register over list size, where both are known.
    fn add(&self, row: &Row<'_>, span: Span, all: &mut Collector) -> Result<Option<f64>, Bad> {
        let code = codes::trim_pco(row.required(self.area, "the code of an area")?);
        let group = row.required(self.group, "the code of a register, such as AF")?;
        let description = row.text_or_blank(self.description);
        let title = if description.is_empty() { group } else { description };
        let read = |at: usize| figures::value(row.text(at)).map_err(|e| row.bad(at, e));
        let (register, list) = (read(self.register)?, read(self.list)?);
        let prevalence = match self.prevalence {
            Some(at) => Some(figures::percentage(row.text(at)).map_err(|e| row.bad(at, e))?),
            None => None,
        };
        let id = identifier(group, description);
        let area = collect::area(self.kind, code, "");
        let mut add = |what: &str, words: &str, unit, value| {
            let measure = Measure::new(format!("{what}-{id}"), format!("{title}: {words}"), unit);
            all.add(span, &area, &measure, Group::default(), value).map_err(|clash| match clash {
                Clash::Repeated => row.bad(
                    self.group,
                    "one row per area and register; of a register with several types of list (17OV and TOTAL), keep the rows of one",
                ),
                Clash::OtherLength => row.bad(self.group, clash.expected()),
            })
        };
        add("register", "people on the register", Unit::Persons, register)?;
        add("list-size", "patients the register is per", Unit::Persons, list)?;
        if let Some(prevalence) = prevalence {
            add("prevalence", "prevalence in per cent", Unit::Percent, prevalence)?;
        }
        Ok(prevalence.and_then(|p| difference(register, list, p)))
    }
}

/// The publisher's own names: `PREVALENCE_2021.csv` is of 2020/21, which in any other name would be a calendar year.
fn year_behind_prefix(name: &str) -> Option<i32> {
    let digits = name.to_ascii_uppercase().strip_prefix("PREVALENCE_")?.get(..4)?.to_owned();
    let (from, to) = (digits.get(..2)?.parse::<i32>().ok()?, digits.get(2..)?.parse::<i32>().ok()?);
    let alone = !name.as_bytes().get("PREVALENCE_".len() + 4).is_some_and(u8::is_ascii_digit);
    (alone && to == from + 1).then_some(2000 + from)
}

fn identifier(group: &str, description: &str) -> String {
    let lvd = description.split_whitespace().any(|word| word.eq_ignore_ascii_case("LVD"));
    let id = figures::slug(group);
    if lvd { format!("{id}-lvd") } else { id }
}

fn difference(register: FactValue, list: FactValue, prevalence: FactValue) -> Option<f64> {
    let list = list.number().filter(|n| *n > 0.0)?;
    Some((100.0 * register.number()? / list - prevalence.number()?).abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::facts_testing::{close, exact, figure, fixture, only, published, text, total};

    #[test]
    fn reads_registers_list_sizes_and_prevalence() {
        let (format, reading) = fixture("qof-prevalence/qof-2018-19-prevalence.csv");
        assert_eq!(format.id, "qof-prevalence");
        let (month, facts) = only(&reading);
        assert_eq!((month.unwrap().to_string(), facts.series.as_str()), ("2018-04".to_owned(), "qof-prevalence/ccg"));
        assert_eq!(figure(facts, "90A", "register-hf"), exact("150"));
        assert_eq!(figure(facts, "90A", "register-hf-lvd"), exact("60"));
        assert_eq!(figure(facts, "90A", "prevalence-af"), exact("2"));
        assert_eq!(figure(facts, "90B", "register-af"), FactValue::Suppressed);
        close(total(facts, "list-size-af"), 10_000.0 + 5_000.0);
        let notice = "prevalence and 100 x register / list size differ by 1.0e-2 per cent points at most, in 3 rows";
        assert_eq!(reading.tally.notices, [notice]); // 100 x 60 / 10000 = 0.6, printed 0.61
    }

    #[test]
    fn reads_the_practice_layout() {
        let csv = "PRACTICE_CODE,GROUP_CODE,PATIENT_LIST_TYPE,REGISTER,PATIENT_LIST_SIZE\nA90001,DM,17OV,50,800\nA90001,AF,TOTAL,9,1000\n";
        let (_, reading) = text("PREVALENCE_1819 (2018-19).csv", csv).unwrap();
        let (_, facts) = only(&reading);
        assert_eq!((facts.series.as_str(), facts.areas[0].kind), ("qof-prevalence/practice", AreaKind::Practice));
        assert_eq!(figure(facts, "A90001", "list-size-dm"), exact("800"));
    }

    #[test]
    fn reads_the_publisher_s_own_file_names_and_list_size_column() {
        let csv = "PRACTICE_CODE,GROUP_CODE,PATIENT_LIST_TYPE,REGISTER,PRACTICE_LIST_SIZE\nA90001,DM,17OV,50,800\n";
        for (name, month) in [
            ("PREVALENCE_2223.csv", "2022-04"),
            ("PREVALENCE_2021_v2.csv", "2020-04"),
            ("prevalence_1920.csv", "2019-04"),
            ("qof-prev-1314.csv", "2013-04"),
        ] {
            let (_, reading) = text(name, csv).unwrap();
            let (found, facts) = only(&reading);
            assert_eq!((found.unwrap().to_string().as_str(), facts.months), (month, 12), "{name}");
            assert_eq!(figure(facts, "A90001", "list-size-dm"), exact("800"));
        }
        assert!(text("PREVALENCE_2022.csv", csv).is_err());
        assert!(text("qof-2021.csv", csv).is_err());
    }

    #[test]
    fn published_prevalence_recomputes() {
        for (files, (_, reading)) in published("need/qof-2013-14-prevalence-by-ccg.csv") {
            let (month, facts) = only(&reading);
            let (areas, conditions) = files.known((2, 3), (211, 24));
            assert_eq!(
                (month.unwrap().to_string(), facts.areas.len(), facts.measures.len()),
                ("2013-04".to_owned(), areas, 3 * conditions)
            );
            let rows = areas * conditions;
            assert_eq!((reading.tally.read, reading.tally.used), (rows as u64, rows as u64));
            assert_eq!(facts.rows.len(), 3 * rows);
            close(total(facts, "list-size-af"), files.known(394_515.0, 56_324_887.0)); // 106303 + 288212
            let registers: Vec<_> = facts.measures.iter().filter_map(|m| m.id.strip_prefix("register-")).collect();
            assert_eq!(registers.len(), conditions);
            for id in registers {
                for area in &facts.areas {
                    let of = |what: &str| figure(facts, &area.code, &format!("{what}-{id}"));
                    let found = difference(of("register"), of("list-size"), of("prevalence")).unwrap();
                    assert!(found <= 5e-10, "{} {id}: {found}", area.code);
                }
            }
        }
    }
}
