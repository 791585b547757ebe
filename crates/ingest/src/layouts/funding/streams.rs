//! Any table of funding: area, year, stream and pounds.

use super::Roles;
use crate::layouts::{Format, Reader};
use crate::read::long_table::Long;
use crate::tables::facts::Unit;
use crate::tables::{Dataset, Geography};

static LONG: Long = Long {
    id: "funding",
    what: &["STREAM", "FUNDING_STREAM", "PAYMENT_STREAM", "PROGRAMME"],
    title: &["STREAM_NAME", "STREAM_TITLE"],
    value: &["POUNDS", "AMOUNT", "GBP", "AMOUNT_POUNDS", "AMOUNT_GBP", "VALUE"],
    unit: Unit::Pounds,
};

/// What its measures are.
pub(crate) const ROLES: Roles = Roles { amount: None, registered: None, weighted: None, target: None };

pub(crate) static FORMAT: Format = Format {
    id: LONG.id,
    title: "Funding: one row per area, year and stream",
    publisher: "any",
    years: "any",
    licence: "that of its source",
    attribution: "Funding by area and stream: source and licence are those of the file's publisher.",
    columns: &[
        "area, area_code, code, ccg, practice_code ... (also area_name, area_type)",
        "year, financial_year, period or month",
        "stream, funding_stream or programme: its words in lower case with hyphens are the measure",
        "pounds, amount or value",
    ],
    traps: &[
        "in a column named year, 2010-11 is a financial year; in others it is a month, unless every period there could be a year",
        "a bare 2019 is the calendar year",
        "a second row for the same area, period and stream is rejected, never added",
        "area_type, the column's name, or else the look of the code says what kind of area it is",
        "blank, '-', N/A are not reported; '*', [c], <5 are suppressed; never zero",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Unspecified,
    recognise: |sample| LONG.recognise(sample),
    read: Some(Reader::Whole(|source| LONG.read(source))),
};

#[cfg(test)]
mod tests {
    use crate::formats::facts_testing::{close, exact, figure, fixture, tables, text, total};
    use crate::tables::facts::FactValue;
    use crate::values::area_kind::AreaKind;

    #[test]
    fn reads_streams_by_area_and_year() {
        let (format, reading) = fixture("funding/streams.csv");
        assert_eq!(format.id, "funding");
        let all: Vec<_> = tables(&reading).collect();
        let periods: Vec<_> = all.iter().map(|(m, f)| (m.unwrap().to_string(), f.months)).collect();
        assert_eq!(periods, [("2010-04".to_owned(), 12), ("2011-04".to_owned(), 12)]);
        assert_eq!(figure(all[0].1, "90A", "core-services"), exact("1234567.89"));
        assert_eq!(figure(all[0].1, "90B", "core-services"), exact("-500"));
        assert_eq!(figure(all[0].1, "90A", "public-health"), FactValue::NotReported);
        assert_eq!(figure(all[1].1, "90A", "public-health"), FactValue::Suppressed);
        close(total(all[0].1, "core-services"), 1_234_567.89 - 500.0);
        assert_eq!(all[0].1.areas[0].kind, AreaKind::Ccg);
        assert_eq!((reading.tally.read, reading.tally.used), (4, 4));
    }

    #[test]
    fn a_second_row_is_rejected() {
        let rows: String = (0..100).map(|n| format!("A9{n:04},2019/20,core,1\n")).collect();
        let csv = format!("practice_code,period,stream,pounds\n{rows}A90001,2019/20,Core,1\n");
        let (_, reading) = text("f.csv", &csv).unwrap();
        let [reject] = &reading.tally.rejects[..] else { panic!("one reject expected") };
        assert_eq!((reject.line, reject.column.as_str()), (102, "stream"));
        close(total(tables(&reading).next().unwrap().1, "core"), 100.0);
    }
}
