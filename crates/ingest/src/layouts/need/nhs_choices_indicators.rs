//! NHS Choices: indicators of CCGs, separated by the not sign.

use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::collect::{self, Collector, Group, Measure, Span};
use crate::read::{Bad, Header, Row, Sample, Source, figures, kinds, required};
use crate::tables::facts::Unit;
use crate::tables::{Dataset, Geography, Reading, Verdict};
use crate::values::codes;

pub(crate) static FORMAT: Format = Format {
    id: "nhs-choices-indicators",
    title: "NHS Choices: indicators of CCGs",
    publisher: "NHS Choices (Department of Health)",
    years: "2014 to 2016",
    licence: OGL,
    attribution: "Contains NHS Choices data: indicators of CCGs, licensed under the Open Government Licence v3.0.",
    columns: &[
        "OrganisationCode, OrganisationName",
        "MetricName: its words in lower case with hyphens are the measure",
        "Value",
    ],
    traps: &[
        "fields are separated by the byte 0xAC, the not sign of latin-1",
        "no date at all: figures have no period",
        "the column Text repeats the value in a sentence that also holds its unit; a value is missing where it says 'Data not \
         available'",
        "varicose veins are reported for fewer CCGs than the other metrics",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Registered,
    recognise: |Sample { start, .. }| {
        let header = start.lines().next().unwrap_or_default();
        let names = Header::new(header.split(SEPARATOR));
        header.contains(SEPARATOR) && names.has(&["ORGANISATIONCODE", "METRICNAME", "VALUE"])
    },
    read: Some(Reader::Whole(read)),
};

const SEPARATOR: char = '¬';

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let text = with_commas(source.text);
    let source = Source { text: &text, ..*source };
    let header = source.header()?;
    let code = required(&source, &header, &["ORGANISATIONCODE"])?;
    let name = header.find(&["ORGANISATIONNAME"]);
    let metric = required(&source, &header, &["METRICNAME"])?;
    let value = required(&source, &header, &["VALUE"])?;
    let mut all = Collector::default();
    let add = |row: &Row<'_>, all: &mut Collector| -> Result<Verdict, Bad> {
        let area = codes::trim_pco(row.required(code, "the code of a CCG")?);
        let area = collect::area(kinds::kind_of(area), area, row.text_or_blank(name));
        let words = row.required(metric, "the name of a metric")?;
        let figure = figures::value(row.text(value)).map_err(|e| row.bad(value, e))?;
        let measure = Measure::new(figures::slug(words), words, Unit::Number);
        let added = all.add(Span::UNDATED, &area, &measure, Group::default(), figure);
        added.map_err(|clash| row.bad(metric, clash.expected()))?;
        Ok(Verdict::Used(None))
    };
    let mut tally = source.each_row(&header, |row| Ok(add(row, &mut all)))?;
    tally.notices.push("the file has no date: its figures have no period".to_owned());
    all.finish(&source, FORMAT.id, None, tally)
}

/// The same table as CSV, line by line, so that line numbers stay.
fn with_commas(text: &str) -> String {
    let field = |field: &str| {
        let plain = !field.contains([',', '"', ';', '\t']);
        if plain { field.to_owned() } else { format!("\"{}\"", field.replace('"', "\"\"")) }
    };
    let line = |line: &str| line.split(SEPARATOR).map(field).collect::<Vec<_>>().join(",");
    let mut csv = text.lines().map(line).collect::<Vec<_>>().join("\n");
    if text.ends_with(['\n', '\r']) {
        csv.push('\n');
    }
    csv
}

#[cfg(test)]
mod tests {
    use crate::formats::facts_testing::{close, exact, figure, fixture, only, published, text, total};
    use crate::tables::facts::FactValue;
    use unwarranted_testing as testing;

    const HERNIA: &str = "health-gains-reported-by-patients-after-groin-hernia";

    #[test]
    fn reads_fields_parted_by_not_signs() {
        let (format, reading) = fixture("nhs-choices-indicators/indicators.csv");
        assert_eq!(format.id, "nhs-choices-indicators");
        let (month, facts) = only(&reading);
        assert_eq!((month, facts.months), (None, 0));
        assert_eq!(figure(facts, "90A", HERNIA), exact("0.05"));
        assert_eq!(figure(facts, "90B", HERNIA), FactValue::NotReported);
        assert_eq!(figure(facts, "90B", "deaths-from-cancer"), exact("-3.25"));
        close(total(facts, HERNIA), 0.05);
        assert_eq!(facts.areas[1].name, "NHS Mill, \"Hill\" and Dale CCG");
        assert_eq!((reading.tally.read, reading.tally.used), (3, 3));
    }

    #[test]
    fn a_table_cut_short_is_refused() {
        let bytes = std::fs::read(testing::fixture("nhs-choices-indicators/indicators.csv")).unwrap();
        let whole: String = bytes.iter().map(|b| char::from(*b)).collect();
        let cut = &whole[..whole.rfind('¬').unwrap()];
        let error = text("i.csv", cut).unwrap_err().to_string();
        assert!(error.contains("line 4") && error.contains("truncated"), "{error}");
    }

    #[test]
    fn reads_the_published_indicators() {
        for (files, (_, reading)) in published("need/nhs-choices-ccg-indicators.csv") {
            let (_, facts) = only(&reading);
            let found = (facts.areas.len(), facts.measures.len(), facts.rows.len());
            assert_eq!(found, files.known((2, 3, 6), (211, 17, 3578)));
            let missing = facts.rows.iter().filter(|r| r.value == FactValue::NotReported).count();
            assert_eq!((missing, reading.tally.rejects.len()), (files.known(1, 139), 0));
            assert_eq!(figure(facts, files.known("90A", "00C"), HERNIA), exact("0.05"));
        }
    }
}
