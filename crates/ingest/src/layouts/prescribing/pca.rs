//! Prescription Cost Analysis: what was dispensed, by integrated care board and chemical substance.

use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Bad, Header, Row, Sample, Source, required};
use crate::tables::facts::{FactArea, FactMeasure, FactRow, FactValue, Facts, Unit};
use crate::tables::{Dataset, Geography, Middle, Org, Reading, Tables, Verdict};
use crate::values::area_kind::AreaKind;
use crate::values::codes;
use crate::values::fixed::{Fixed, SCALE};
use std::collections::BTreeMap;
use unwarranted_core::{Month, Period};

pub(crate) static FORMAT: Format = Format {
    id: "pca",
    title: "Prescription Cost Analysis (PCA), by integrated care board",
    publisher: "NHS Business Services Authority",
    years: "2014 to today; monthly or by financial year",
    licence: OGL,
    attribution: "Contains NHSBSA data: Prescription Cost Analysis, England, licensed under the Open Government Licence v3.0.",
    columns: &[
        "YEAR_MONTH (or YEAR_DESC)",
        "REGION_NAME",
        "REGION_CODE",
        "ICB_NAME (or STP_NAME)",
        "ICB_CODE (or STP_CODE)",
        "BNF_CHEMICAL_SUBSTANCE_CODE",
        "BNF_CHEMICAL_SUBSTANCE",
        "ITEMS",
        "TOTAL_QUANTITY",
        "NIC",
    ],
    traps: &[
        "areas are those of the dispenser, whoever prescribed and wherever: never divide these figures by patients or prescribing of \
         the same area; the program stores them apart from prescribing and does not join them",
        "items dispensed in England but prescribed in Wales, Scotland, Guernsey, Alderney, Jersey or the Isle of Man are in it",
        "there is no practice, and no actual cost",
        "rows by presentation, supplier and service are summed by chemical substance: quantities of tablets and millilitres add up, so \
         they are left out",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Dispenser,
    recognise: |Sample { header, .. }| {
        header.has(&["BNF_CHEMICAL_SUBSTANCE_CODE", "ITEMS", "NIC", "PREP_CLASS"])
            && header.find(&["PRACTICE_CODE"]).is_none()
            && header.find(AREA_CODE).is_some()
    },
    read: Some(Reader::Whole(read)),
};

const AREA_CODE: &[&str] = &["ICB_CODE", "STP_CODE"];

struct Columns {
    period: usize,
    area: usize,
    area_name: Option<usize>,
    region: Option<usize>,
    region_name: Option<usize>,
    chemical: usize,
    chemical_name: usize,
    items: usize,
    nic: usize,
    middle: Middle,
}

/// A month, or a financial year, which the publisher writes with both years in full.
fn period(text: &str) -> Option<Period> {
    let short = |(from, to): (&str, &str)| Some(format!("{from}/{}", to.get(2..).filter(|_| to.len() == 4)?));
    Period::parse(text).ok().or_else(|| Period::parse(&text.split_once('/').and_then(short)?).ok())
}

/// Sums of one period: names of areas and substances, and items and cost in 1/100,000 by substance and area.
#[derive(Default)]
struct Sums {
    months: i32,
    areas: BTreeMap<String, FactArea>,
    names: BTreeMap<String, String>,
    sums: BTreeMap<(String, String), [i64; 2]>,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let columns = Columns::find(source, &header)?;
    let mut periods: BTreeMap<Month, Sums> = BTreeMap::new();
    let mut synthetic = false;
    let tally = source.each_row(&header, |row| {
        synthetic |= codes::is_synthetic(row.text_or_blank(columns.region_name));
        match columns.add(row, &mut periods) {
            Ok(Some(())) => Ok(Ok(Verdict::Used(None))),
            Ok(None) => Err(source.refuse("a total exceeds 92 million million, the largest that can be kept exactly")),
            Err(bad) => Ok(Err(bad)),
        }
    });
    let mut tally = tally?;
    tally.synthetic = synthetic;
    let tables = periods.into_iter().map(|(month, sums)| (Some(month), sums.finish(columns.middle))).collect();
    Ok(Reading { tables: Tables::Facts(tables), tally })
}

impl Columns {
    fn find(source: &Source<'_>, header: &Header) -> Result<Self, Error> {
        let must = |names: &[&str]| required(source, header, names);
        Ok(Self {
            period: must(&["YEAR_MONTH", "YEAR_DESC"])?,
            area: must(AREA_CODE)?,
            area_name: header.find(&["ICB_NAME", "STP_NAME"]),
            region: header.find(&["REGION_CODE"]),
            region_name: header.find(&["REGION_NAME"]),
            chemical: must(&["BNF_CHEMICAL_SUBSTANCE_CODE"])?,
            chemical_name: must(&["BNF_CHEMICAL_SUBSTANCE"])?,
            items: must(&["ITEMS"])?,
            nic: must(&["NIC"])?,
            middle: if header.find(&["ICB_CODE"]).is_some() { Middle::Icb } else { Middle::Stp },
        })
    }

    /// Adds a row; `None` on overflow.
    fn add(&self, row: &Row<'_>, periods: &mut BTreeMap<Month, Sums>) -> Result<Option<()>, Bad> {
        let period = period(row.text(self.period));
        let months = match period {
            Some(Period::Month(_)) => 1,
            Some(Period::FinancialYear(_)) => 12,
            _ => 0,
        };
        let Some(month) = period.and_then(Period::first_month).filter(|_| months > 0) else {
            return Err(row.bad(self.period, "a month such as 202506 or a financial year such as 2024/2025"));
        };
        let area = row.required(self.area, "a code of an integrated care board, or '-' where it is not known")?;
        let chemical = row.text(self.chemical);
        if !codes::is_bnf(chemical) {
            return Err(row.bad(self.chemical, "a BNF code of 4 to 9 letters and digits"));
        }
        let (items, nic) = (row.count(self.items)?, row.amount(self.nic)?);
        let sums = periods.entry(month).or_default();
        sums.months = months;
        sums.areas.entry(area.to_owned()).or_insert_with(|| self.area(row, area));
        sums.names.entry(chemical.to_owned()).or_insert_with(|| row.text(self.chemical_name).to_owned());
        let sum = sums.sums.entry((chemical.to_owned(), area.to_owned())).or_default();
        let added = |sum: i64, value: Option<i64>| sum.checked_add(value?);
        let (Some(items), Some(nic)) = (added(sum[0], items.checked_mul(SCALE)), added(sum[1], Some(nic.0))) else {
            return Ok(None);
        };
        *sum = [items, nic];
        Ok(Some(()))
    }

    fn area(&self, row: &Row<'_>, code: &str) -> FactArea {
        let name = row.text_or_blank(self.area_name).to_owned();
        let org = Org {
            middle: code.to_owned(),
            middle_name: name.clone(),
            region: row.text_or_blank(self.region).to_owned(),
            region_name: row.text_or_blank(self.region_name).to_owned(),
            ..Org::default()
        };
        let kind = if self.middle == Middle::Icb { AreaKind::Icb } else { AreaKind::Stp };
        FactArea { kind, code: code.to_owned(), name, pcn: String::new(), org }
    }
}

impl Sums {
    fn finish(self, middle: Middle) -> Facts {
        let areas: Vec<FactArea> = self.areas.into_values().collect();
        let place: BTreeMap<&str, usize> = areas.iter().enumerate().map(|(at, a)| (a.code.as_str(), at)).collect();
        let kinds = [
            ("dispensed-items", "items dispensed", Unit::Count),
            ("dispensed-nic", "net ingredient cost", Unit::Pounds),
        ];
        let (mut measures, mut rows) = (Vec::new(), Vec::new());
        for (which, (id, title, unit)) in kinds.into_iter().enumerate() {
            let first = measures.len();
            let measure = |(code, name): (&String, &String)| FactMeasure {
                id: format!("{id}-{}", code.to_ascii_lowercase()),
                title: format!("{name} ({code}): {title}"),
                unit,
            };
            measures.extend(self.names.iter().map(measure));
            let number: BTreeMap<&String, usize> = self.names.keys().zip(first..).collect();
            rows.extend(self.sums.iter().map(|((chemical, area), sums)| FactRow {
                area: place[area.as_str()],
                measure: number[chemical],
                age: String::new(),
                sex: String::new(),
                value: FactValue::Exact(Fixed(sums[which])),
            }));
        }
        Facts { series: FORMAT.id.to_owned(), months: self.months, middle: Some(middle), areas, measures, rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_testing as testing;

    fn facts(text: &str) -> (Vec<(Option<Month>, Facts)>, crate::tables::Tally) {
        let source = Source { shown: "PCA", names: &["PCA"], text, max_rejects: 1.0, progress: &|_| () };
        let (format, reading) = crate::formats::read(&source).unwrap();
        assert_eq!((format.id, format.geography), ("pca", Geography::Dispenser));
        let Tables::Facts(facts) = reading.tables else { panic!("facts expected") };
        (facts, reading.tally)
    }

    fn fixture() -> String {
        std::fs::read_to_string(testing::fixture("pca/PCA_202506.csv")).unwrap()
    }

    #[test]
    fn sums_what_was_dispensed_by_board_and_substance() {
        let (facts, tally) = facts(&fixture());
        assert_eq!((tally.read, tally.used, tally.synthetic), (5, 5, true));
        let (month, table) = facts.first().unwrap();
        assert_eq!((*month, table.months, table.middle), (Month::new(2025, 6), 1, Some(Middle::Icb)));
        let seen: Vec<_> = table
            .rows
            .iter()
            .map(|r| (table.measures[r.measure].id.as_str(), table.areas[r.area].code.as_str(), r.value))
            .collect();
        let exact = |units| FactValue::Exact(Fixed(units));
        let expected = [
            ("dispensed-items-0212000b0", "Q91", exact(1_200_000)),
            ("dispensed-items-0501013b0", "Q90", exact(1_500_000)), // 10 + 5
            ("dispensed-items-0501013b0", "Q91", exact(300_000)),
            ("dispensed-items-2003", "Q90", exact(100_000)),
            ("dispensed-nic-0212000b0", "Q91", exact(1_224_000)),
            ("dispensed-nic-0501013b0", "Q90", exact(1_335_000)), // 8.90 + 4.45
            ("dispensed-nic-0501013b0", "Q91", exact(267_000)),
            ("dispensed-nic-2003", "Q90", exact(2_380_000)),
        ];
        assert_eq!(seen, expected);
        assert!(table.measures.is_sorted_by_key(|m| &m.id));
    }

    #[test]
    fn financial_years_have_twelve_months() {
        let text = fixture().replace("YEAR_MONTH,", "YEAR_DESC,").replace("202506,", "2024/2025,");
        let (facts, _) = facts(&text);
        let (month, table) = facts.first().unwrap();
        assert_eq!((*month, table.months), (Month::new(2024, 4), 12));
    }
}
