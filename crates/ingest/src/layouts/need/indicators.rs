//! Any table of indicators: area, indicator, period and value.

use super::fingertips;
use crate::layouts::{Format, Reader};
use crate::read::long_table::Long;
use crate::tables::facts::Unit;
use crate::tables::{Dataset, Geography};

static LONG: Long = Long {
    id: "indicators",
    what: &["INDICATOR", "INDICATOR_ID", "INDICATOR_CODE", "METRIC", "METRIC_ID"],
    title: &["INDICATOR_NAME", "INDICATOR_TITLE", "METRIC_NAME"],
    value: &["VALUE"],
    unit: Unit::Number,
};

pub(crate) static FORMAT: Format = Format {
    id: LONG.id,
    title: "Indicators: one row per area, indicator and period",
    publisher: "any",
    years: "any",
    licence: "that of its source",
    attribution: "Indicators by area: source and licence are those of the file's publisher.",
    columns: &[
        "area, area_code, code, ccg, practice_code ... (also area_name, area_type)",
        "indicator, indicator_id or metric: its words in lower case with hyphens are the measure (also indicator_name)",
        "period, time_period, year, quarter or month",
        "value (also unit: pounds, persons, count, percent or number; sex; age)",
    ],
    traps: &[
        "in a column named year, 2010-11 is a financial year; in others it is a month, unless every period there could be a year",
        "without a unit a value is a plain number, which is not added over areas",
        "a second row for the same area, indicator, period, sex and age is rejected",
        "blank, '-', N/A are not reported; '*', [c], <5 are suppressed; never zero",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Unspecified,
    recognise: |sample| LONG.recognise(sample) && !fingertips::recognise(sample),
    read: Some(Reader::Whole(|source| LONG.read(source))),
};

#[cfg(test)]
mod tests {
    use crate::formats::facts_testing::{exact, fixture, part, tables, text};
    use crate::tables::facts::{FactValue, Unit};
    use crate::values::area_kind::AreaKind;

    #[test]
    fn reads_values_with_their_units_and_groups() {
        let (format, reading) = fixture("indicators/need.csv");
        assert_eq!(format.id, "indicators");
        let all: Vec<_> = tables(&reading).collect();
        let periods: Vec<_> = all.iter().map(|(m, f)| (m.unwrap().to_string(), f.months)).collect();
        assert_eq!(periods, [("2015-01".to_owned(), 36), ("2019-01".to_owned(), 12)]);
        let facts = all[1].1;
        assert_eq!(part(facts, "E38000900", "smoking-prevalence", "", "male"), exact("18.5"));
        assert_eq!(part(facts, "E38000900", "smoking-prevalence", "", ""), FactValue::Suppressed);
        assert_eq!(part(facts, "E38000900", "deaths", "75+", ""), exact("1200"));
        let units: Vec<_> = facts.measures.iter().map(|m| (m.id.as_str(), m.unit)).collect();
        assert_eq!(units, [("deaths", Unit::Count), ("smoking-prevalence", Unit::Percent)]);
        assert_eq!(part(all[0].1, "E06000900", "life-expectancy", "", "female"), FactValue::Number(82.123_456_789));
        assert_eq!(all[0].1.areas[0].kind, AreaKind::LocalAuthority);
    }

    #[test]
    fn values_that_are_no_numbers_are_rejected_with_their_line() {
        let rows: String = (0..150).map(|n| format!("{n:02}A,smoking,2019,1\n")).collect();
        let csv = format!("area,indicator,period,value\n{rows}00L,smoking,2018,high\n");
        let (_, reading) = text("i.csv", &csv).unwrap();
        let [reject] = &reading.tally.rejects[..] else { panic!("one reject expected") };
        assert_eq!((reject.line, reject.column.as_str()), (152, "value"));
        assert!(reject.reason.contains("found 'high'"), "{}", reject.reason);
    }
}
