//! STAR-PU weights as JSON: by therapeutic area, age band and sex.

use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::collect::{self, Collector, Group, Measure, Span};
use crate::read::{Sample, Source, figures};
use crate::tables::facts::{FactArea, Unit};
use crate::tables::{Dataset, Geography, Reading, Tally};
use crate::values::area_kind::AreaKind;
use std::collections::BTreeMap;

pub(crate) const ATTRIBUTION: &str = "Contains HSCIC data: prescribing units, copyright 2014, Health and Social Care Information Centre, licensed under the Open Government Licence v3.0.";

pub(crate) static FORMAT: Format = Format {
    id: "star-pu-weights",
    title: "STAR-PU weights by age and sex (JSON, OpenPrescribing)",
    publisher: "OpenPrescribing, from data of the Health and Social Care Information Centre",
    years: "weights of 2013",
    licence: OGL,
    attribution: ATTRIBUTION,
    columns: &["{ therapeutic area and basis: { age band: [male, female] } } (star-pu-oral-antibacterials-item)"],
    traps: &[
        "the first number of a pair is for males, the second for females",
        "weights are the same everywhere: their area is England, and they have no period; they are not added",
        "the end of a name is what the weight is for: cost, item, or adq (average daily quantities)",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Unspecified,
    recognise: |Sample { start, .. }| start.trim_start().starts_with('{') && start.contains("\"0-4\""),
    read: Some(Reader::Whole(read)),
};

/// By therapeutic area and age band: the weights of males and females.
type Weights = BTreeMap<String, BTreeMap<String, Vec<serde_json::Number>>>;

/// Where the weights hold.
pub(crate) fn england() -> FactArea {
    collect::area(AreaKind::Nation, "E92000001", "England")
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let weights: Weights = serde_json::from_str(source.text).map_err(|e| {
        source.refuse(format!("expected {{ name: {{ age band: [male, female] }} }} in JSON; line {}: {e}", e.line()))
    })?;
    let (mut all, mut tally, area) = (Collector::default(), Tally::default(), england());
    for (name, bands) in &weights {
        let words = name.replace('_', " ");
        let measure = Measure::new(
            format!("star-pu-{}", figures::slug(&words)),
            format!("STAR-PU weight: {words}"),
            Unit::Number,
        );
        for (age, pair) in bands {
            let [male, female] = &pair[..] else {
                return Err(source.refuse(format!("{name}, {age}: expected two weights, male and female")));
            };
            for (sex, number) in [("male", male), ("female", female)] {
                let value = figures::value(&number.to_string());
                let value =
                    value.map_err(|e| source.refuse(format!("{name}, {age}, {sex}: found {number}; expected {e}")))?;
                let added = all.add(Span::UNDATED, &area, &measure, Group { age, sex }, value);
                added.map_err(|clash| source.refuse(format!("{name}, {age}: expected {}", clash.expected())))?;
            }
            tally.read += 1;
            tally.used += 1;
        }
    }
    (source.progress)(1.0);
    all.finish(source, FORMAT.id, None, tally)
}

#[cfg(test)]
mod tests {
    use crate::formats::facts_testing::{exact, fixture, only, part, published, text};
    use crate::tables::facts::FactValue;

    #[test]
    fn reads_pairs_of_male_and_female() {
        let (format, reading) = fixture("star-pu-weights/weights.json");
        assert_eq!(format.id, "star-pu-weights");
        let (month, facts) = only(&reading);
        assert_eq!((month, facts.rows.len(), reading.tally.used), (None, 8, 4));
        let weight = |id: &str, age: &str, sex: &str| part(facts, "E92000001", id, age, sex);
        assert_eq!(weight("star-pu-oral-things-item", "0-4", "male"), exact("0.5"));
        assert_eq!(weight("star-pu-oral-things-item", "0-4", "female"), FactValue::Number(0.123_456_789_012));
        assert_eq!(weight("star-pu-other-things-cost", "75+", "female"), exact("0"));
    }

    #[test]
    fn refuses_what_is_no_pair_and_a_file_cut_short() {
        let error = text("w.json", "{\"a\": {\"0-4\": [1, 2, 3]}}").unwrap_err().to_string();
        assert!(error.contains("a, 0-4: expected two weights"), "{error}");
        let error = text("w.json", "{\"a\": {\n\"0-4\": [1, 2").unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
    }

    #[test]
    fn reads_the_published_weights() {
        for (files, (_, reading)) in published("population/star-pu-weights.json") {
            let (_, facts) = only(&reading);
            let sets = files.known(3, 25);
            assert_eq!((facts.measures.len(), facts.rows.len()), (sets, sets * 9 * 2));
            assert_eq!(part(facts, "E92000001", "star-pu-antidepressants-adq", "55-64", "female"), exact("44.9"));
        }
    }
}
