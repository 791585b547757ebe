//! Fingertips (public health profiles): the export of indicators with confidence limits, count and denominator.

use crate::error::Error;
use crate::input;
use crate::layouts::{Format, OGL, Reader};
use crate::read::collect::{self, Clash, Collector, Lengths, Measure};
use crate::read::long_table::group;
use crate::read::periods::{self, Hyphen};
use crate::read::{Bad, Header, Row, Sample, Source, figures, kinds, required};
use crate::tables::facts::{FactArea, FactValue, Unit};
use crate::tables::{Dataset, Geography, Reading, Verdict};
use crate::values::area_kind::AreaKind;
use std::collections::BTreeSet;

pub(crate) const ATTRIBUTION: &str =
    "Contains OHID data: Fingertips public health profiles, licensed under the Open Government Licence v3.0.";

pub(crate) static FORMAT: Format = Format {
    id: "fingertips",
    title: "Fingertips public health profiles: export of indicators",
    publisher: "Office for Health Improvement and Disparities (formerly Public Health England)",
    years: "any",
    licence: OGL,
    attribution: ATTRIBUTION,
    columns: &[
        "Indicator ID, Indicator Name, Area Code, Area Name, Area Type, Sex, Age, Time period",
        "Value (indicator-93553)",
        "Lower CI 95.0 limit, Upper CI 95.0 limit (or Lower CI, Upper CI) (indicator-93553-lower, -upper)",
        "Count, Denominator (indicator-93553-count, -denominator)",
        "Category Type, Category, Value note",
    ],
    traps: &[
        "one file may hold several indicators, periods and kinds of area; a region stands beside its CCGs",
        "rows with a category (deprivation decile, ethnic group) repeat the same people: left out",
        "England is printed twice, without a parent and as its own; areas are repeated under each parent: set aside where the figures \
         are the same",
        "several sexes and ages stand beside one another: kept apart",
        "a blank value with a note on disclosure or small numbers is suppressed, any other blank one is not reported",
        "2015 - 17 is three years; a file with periods of several lengths (1y, 3y) becomes a series for each length",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Resident,
    recognise,
    read: Some(Reader::Whole(read)),
};

pub(crate) fn recognise(sample: &Sample<'_>) -> bool {
    ["INDICATOR_ID", "INDICATOR_NAME", "AREA_CODE", "TIME_PERIOD", "VALUE"]
        .iter()
        .all(|name| find(&sample.header, &[name]).is_some())
}

/// The column of one of these names, in one word too, as the package fingertipsR writes them: `AreaCode`.
fn find(header: &Header, names: &[&str]) -> Option<usize> {
    let joined: Vec<String> = names.iter().map(|name| name.replace('_', "")).collect();
    header.find(names).or_else(|| header.find(&joined.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn needed(source: &Source<'_>, header: &Header, name: &str) -> Result<usize, Error> {
    find(header, &[name]).map_or_else(|| required(source, header, &[name]), Ok)
}

struct Columns {
    id: usize,
    indicator: usize,
    area: usize,
    area_name: Option<usize>,
    area_type: Option<usize>,
    sex: Option<usize>,
    age: Option<usize>,
    category: [Option<usize>; 2],
    period: usize,
    value: usize,
    note: Option<usize>,
    /// Columns beside the value: the end of their identifier, what they are, their unit.
    others: Vec<(usize, &'static str, &'static str, Unit)>,
}

/// Columns beside the value, under their names, with the end of the identifier, what they are, and the unit.
const OTHERS: &[(&[&str], &str, &str, Unit)] = &[
    (&["LOWER_CI_95.0_LIMIT", "LOWER_CI_95_LIMIT", "LOWER_CI"], "-lower", "lower 95 % limit", Unit::Number),
    (&["UPPER_CI_95.0_LIMIT", "UPPER_CI_95_LIMIT", "UPPER_CI"], "-upper", "upper 95 % limit", Unit::Number),
    (&["COUNT"], "-count", "count", Unit::Count),
    (&["DENOMINATOR"], "-denominator", "denominator", Unit::Count),
];

impl Columns {
    fn find(source: &Source<'_>, header: &Header) -> Result<Self, Error> {
        let others =
            OTHERS.iter().filter_map(|(names, end, words, unit)| Some((find(header, names)?, *end, *words, *unit)));
        Ok(Self {
            id: needed(source, header, "INDICATOR_ID")?,
            indicator: needed(source, header, "INDICATOR_NAME")?,
            area: needed(source, header, "AREA_CODE")?,
            area_name: find(header, &["AREA_NAME"]),
            area_type: find(header, &["AREA_TYPE"]),
            sex: header.find(&["SEX"]),
            age: header.find(&["AGE"]),
            category: [find(header, &["CATEGORY_TYPE"]), header.find(&["CATEGORY"])],
            period: needed(source, header, "TIME_PERIOD")?,
            value: needed(source, header, "VALUE")?,
            note: find(header, &["VALUE_NOTE"]),
            others: others.collect(),
        })
    }

    fn area(&self, row: &Row<'_>) -> Result<FactArea, Bad> {
        let code = row.required(self.area, "the code of an area")?;
        let kind = kinds::kind_named(row.text_or_blank(self.area_type)).unwrap_or_else(|| kinds::kind_of(code));
        Ok(collect::area(kind, code, row.text_or_blank(self.area_name)))
    }

    fn add(&self, row: &Row<'_>, all: &mut Collector, seen: &mut Seen) -> Result<Verdict, Bad> {
        if self.category.iter().any(|at| !row.text_or_blank(*at).is_empty()) {
            return Ok(Verdict::SetAside("a category of people within an area"));
        }
        let id = row.required(self.id, "the number of an indicator")?;
        let span = periods::span(row.text(self.period), Hyphen::FinancialYear);
        let span = span.ok_or_else(|| row.bad(self.period, periods::FORMS))?;
        let area = self.area(row)?;
        let group = group(row, self.age, self.sex)?;
        // The note is about the row: whatever is blank in it is withheld.
        let withheld = withheld(row.text_or_blank(self.note));
        let read = |at: usize| match figures::value(row.text(at)).map_err(|e| row.bad(at, e))? {
            FactValue::NotReported if withheld => Ok(FactValue::Suppressed),
            value => Ok(value),
        };
        let value = read(self.value)?;
        let others = self.others.iter().map(|(at, ..)| read(*at)).collect::<Result<Vec<_>, _>>()?;
        let name = row.text(self.indicator);
        let mut figures = vec![(Measure::new(format!("indicator-{id}"), name, Unit::Number), value)];
        for ((_, end, words, unit), value) in self.others.iter().zip(others) {
            figures.push((Measure::new(format!("indicator-{id}{end}"), format!("{name}: {words}"), *unit), value));
        }
        if figures.iter().all(|(measure, value)| all.get(span, &area, measure, group) == Some(*value)) {
            return Ok(Verdict::SetAside("repeats an earlier row"));
        }
        let blame = |clash| match clash {
            Clash::Repeated => {
                row.bad(self.area, "one row per indicator, area, sex, age and period, or rows that agree")
            }
            Clash::OtherLength => row.bad(self.period, clash.expected()),
        };
        for (measure, value) in figures {
            all.add(span, &area, &measure, group, value).map_err(blame)?;
        }
        seen.indicators.insert(id.to_owned());
        seen.kinds.insert(area.kind);
        Ok(Verdict::Used(match value {
            FactValue::Suppressed => Some("suppressed"),
            FactValue::TooSmall => Some("too small to be shown"),
            FactValue::Exact(_) | FactValue::Number(_) | FactValue::NotReported => None,
        }))
    }
}

/// Whether a note says that the value is withheld because it is small.
fn withheld(note: &str) -> bool {
    let lower = note.to_ascii_lowercase();
    ["suppress", "disclos", "small number", "withheld"].iter().any(|word| lower.contains(word))
}

/// What a file holds, for the series.
#[derive(Default)]
struct Seen {
    indicators: BTreeSet<String>,
    kinds: BTreeSet<AreaKind>,
}

impl Seen {
    /// `fingertips/93553/ccg+nation`; of many indicators their number and a hash, so that another selection is another series.
    fn series(&self) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.word()).collect();
        let ids = self.indicators.iter().cloned().collect::<Vec<_>>().join("+");
        let ids = if self.indicators.len() <= 3 {
            ids
        } else {
            format!("{}-indicators-{}", self.indicators.len(), &input::sha256_hex(ids.as_bytes())[..8])
        };
        format!("{}/{ids}/{}", FORMAT.id, kinds.join("+"))
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let columns = Columns::find(source, &header)?;
    let (mut all, mut seen) = (Collector::new(Lengths::Apart), Seen::default());
    let tally = source.each_row(&header, |row| Ok(columns.add(row, &mut all, &mut seen)))?;
    all.finish(source, &seen.series(), None, tally)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::facts_testing::{exact, figure, fixture, only, part, tables, text};

    #[test]
    fn reads_values_limits_counts_and_notes() {
        let (format, reading) = fixture("fingertips/indicators.data.csv");
        assert_eq!(format.id, "fingertips");
        let all: Vec<_> = tables(&reading).collect();
        let periods: Vec<_> = all.iter().map(|(m, f)| (m.unwrap().to_string(), f.months)).collect();
        assert_eq!(periods, [("2015-01".to_owned(), 36), ("2019-04".to_owned(), 12)]);
        let facts = all[1].1;
        assert_eq!(facts.series, "fingertips/90901+90902/ccg+nation/12-months");
        assert_eq!(figure(facts, "E38000900", "indicator-90901"), exact("12.5"));
        assert_eq!(figure(facts, "E38000900", "indicator-90901-lower"), exact("11"));
        assert_eq!(figure(facts, "E38000900", "indicator-90901-count"), exact("125"));
        assert_eq!(figure(facts, "E38000900", "indicator-90901-denominator"), exact("1000"));
        assert_eq!(figure(facts, "E38000901", "indicator-90901"), FactValue::Suppressed);
        assert_eq!(figure(facts, "E38000902", "indicator-90901"), FactValue::NotReported);
        assert_eq!(part(facts, "E92000001", "indicator-90901", "65+ yrs", "female"), FactValue::Number(0.123_456_789));
        assert_eq!(figure(all[0].1, "E38000900", "indicator-90902"), exact("3"));
        assert_eq!((reading.tally.read, reading.tally.used), (6, 5));
        assert_eq!(reading.tally.set_aside, [("a category of people within an area", 1)].into());
        assert_eq!(reading.tally.labelled, [("suppressed", 1)].into());
    }

    #[test]
    fn a_row_that_is_printed_twice_counts_once() {
        let header = "Indicator ID,Indicator Name,Parent Code,Area Code,Area Type,Sex,Age,Time period,Value,Count";
        let england = "247,Dementia,{},E92000001,England,Persons,All ages,2009/10,0.5,249463";
        let twice =
            |again: &str| format!("{header}\n{}\n{}\n", england.replace("{}", ""), again.replace("{}", "E92000001"));
        let (_, reading) = text("dementia.csv", &twice(england)).unwrap();
        assert_eq!((reading.tally.read, reading.tally.used), (2, 1));
        assert_eq!(reading.tally.set_aside, [("repeats an earlier row", 1)].into());
        let (_, facts) = only(&reading);
        assert_eq!(figure(facts, "E92000001", "indicator-247-count"), exact("249463"));
        let bad = text("dementia.csv", &twice(&england.replace("249463", "249464"))).unwrap_err().to_string();
        assert!(bad.contains("line 3, column 'Area Code': found 'E92000001'; expected one row per indicator"), "{bad}");
    }

    #[test]
    fn periods_of_several_lengths_are_series_of_their_own() {
        let header = "Indicator ID,Indicator Name,Area Code,Area Type,Sex,Age,Time period,Value";
        let row = |id: &str, period: &str| format!("{id},I,E38000901,CCG,Persons,All ages,{period},1\n");
        let csv = format!("{header}\n{}{}{}", row("90901", "2015"), row("90902", "2015 - 17"), row("90901", "2016"));
        let (_, reading) = text("profile.csv", &csv).unwrap();
        let found: Vec<_> =
            tables(&reading).map(|(m, f)| (m.unwrap().to_string(), f.series.as_str(), f.months)).collect();
        let expected = [("2015-01", "12"), ("2015-01", "36"), ("2016-01", "12")].map(|(month, months)| {
            (month.to_owned(), format!("fingertips/90901+90902/ccg/{months}-months"), months.parse().unwrap())
        });
        assert_eq!(found, expected.each_ref().map(|(m, s, n)| (m.clone(), s.as_str(), *n)));
    }

    #[test]
    fn a_series_of_many_indicators_has_a_hash() {
        let series = |ids: &[&str]| {
            Seen { indicators: ids.iter().map(|id| (*id).to_owned()).collect(), kinds: [AreaKind::Practice].into() }
                .series()
        };
        assert_eq!(series(&["93553"]), "fingertips/93553/practice");
        assert!(series(&["1", "2", "3", "4"]).starts_with("fingertips/4-indicators-"));
        assert_ne!(series(&["1", "2", "3", "4"]), series(&["1", "2", "3", "5"]));
    }

    #[test]
    fn columns_in_one_word_are_those_of_the_export() {
        let header =
            Header::new(["IndicatorID", "IndicatorName", "AreaCode", "Timeperiod", "LowerCI95.0limit", "Valuenote"]);
        assert_eq!(find(&header, &["INDICATOR_ID"]), Some(0));
        assert_eq!(find(&header, &["TIME_PERIOD"]), Some(3));
        assert_eq!(find(&header, OTHERS[0].0), Some(4));
        assert_eq!(find(&header, &["VALUE_NOTE"]), Some(5));
        assert_eq!(find(&header, &["AREA_NAME"]), None);
    }
}
