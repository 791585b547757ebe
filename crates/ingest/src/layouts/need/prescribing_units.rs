//! Prescribing units (ASTRO-PU, STAR-PU): sheets with a block of weights by age and sex for each therapeutic area.

use super::star_pu_weights::{ATTRIBUTION, england};
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::collect::{Collector, Group, Measure, Span};
use crate::read::{Source, below, figures};
use crate::tables::facts::{FactArea, FactValue, Unit};
use crate::tables::{Dataset, Geography, Reading, Tally, Verdict};

pub(crate) static FORMAT: Format = Format {
    id: "prescribing-units",
    title: "Prescribing units: ASTRO-PU and STAR-PU weights by age and sex",
    publisher: "NHS England (formerly Health and Social Care Information Centre)",
    years: "weights of 2009 and 2013",
    licence: OGL,
    attribution: ATTRIBUTION,
    columns: &[
        "Age Band, Male, Female, in blocks below and beside one another",
        "above each block: ASTRO PU or STAR PU with its year, COST / ITEM / ADQ Based, and the therapeutic area \
         (star-pu-2013-oral-antibacterials-item, astro-pu-2013-cost)",
    ],
    traps: &[
        "a workbook: each sheet is a table of its own",
        "the weights of 2013 and 2009 stand side by side: each is a measure of its own",
        "age bands are printed 5-14 and 05-14: the same band",
        "n/a where a set did not exist in 2009: not reported",
        "weights are the same everywhere: their area is England, and they have no period; they are not added",
    ],
    dataset: Some(Dataset::Facts),
    geography: Geography::Unspecified,
    recognise: |sample| below::has_header(sample, |header| block_columns(header.names()).next().is_some()),
    read: Some(Reader::Whole(read)),
};

/// Where `Age Band`, `Male`, `Female` stand beside one another.
fn block_columns(cells: &[String]) -> impl Iterator<Item = usize> {
    let is = |cell: &String, words: &str| figures::key(cell) == words;
    let heads = move |w: &[String]| is(&w[0], "ageband") && is(&w[1], "male") && is(&w[2], "female");
    cells.windows(3).enumerate().filter(move |(_, window)| heads(window)).map(|(at, _)| at)
}

/// What stands above the blocks, by column.
#[derive(Default)]
struct Above {
    /// `star-pu-2013`, with the words as printed.
    sets: Vec<(usize, String)>,
    /// `cost`.
    bases: Vec<(usize, String)>,
    /// Therapeutic area from the title of the rows, which holds for all blocks beside it.
    title: String,
    /// Therapeutic area as printed above a block.
    areas: Vec<(usize, String)>,
}

pub(crate) fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let first = source.header()?.shown().to_vec();
    let rest = source.first_rows(usize::MAX);
    let rows = rest.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
    let (mut all, mut tally) = (Collector::default(), Tally::default());
    let (mut above, mut blocks): (Above, Vec<(usize, Measure)>) = (Above::default(), Vec::new());
    let england = england();
    for cells in std::iter::once(first).chain(rows) {
        tally.read += 1;
        let heads: Vec<usize> = block_columns(&cells).collect();
        if !heads.is_empty() {
            blocks = heads.into_iter().map(|at| (at, above.measure(at))).collect();
            tally.count(Verdict::SetAside("title or header"));
            continue;
        }
        let weights = weights(source, &cells, &blocks)?;
        if weights.is_empty() {
            above.note(&cells);
            let blank = cells.iter().all(String::is_empty);
            tally.count(Verdict::SetAside(if blank { "blank row" } else { "title or header" }));
            continue;
        }
        for weight in &weights {
            weight.add(source, &england, &mut all)?;
        }
        tally.count(Verdict::Used(None));
    }
    (source.progress)(1.0);
    all.finish(source, &format!("{}/{}", FORMAT.id, above.family()), None, tally)
}

/// One weight, with the place it was read at.
struct Weight<'a> {
    measure: &'a Measure,
    age: String,
    sex: &'static str,
    value: FactValue,
}

impl Weight<'_> {
    fn add(&self, source: &Source<'_>, area: &FactArea, all: &mut Collector) -> Result<(), Error> {
        let group = Group { age: &self.age, sex: self.sex };
        all.add(Span::UNDATED, area, self.measure, group, self.value).map_err(|clash| {
            source.refuse(format!("{}, {}, {}: expected {}", self.measure.id, self.age, self.sex, clash.expected()))
        })
    }
}

/// The weights of a row in the blocks that it belongs to; none for any other row.
fn weights<'a>(
    source: &Source<'_>,
    cells: &[String],
    blocks: &'a [(usize, Measure)],
) -> Result<Vec<Weight<'a>>, Error> {
    let mut found = Vec::new();
    for (at, measure) in blocks {
        let Some(age) = cells.get(*at).and_then(|cell| band(cell)) else { continue };
        for (sex, beside) in [("male", 1), ("female", 2)] {
            let text = cells.get(at + beside).map_or("", String::as_str);
            let value = figures::value(text).map_err(|expected| {
                source.refuse(format!("{}, {age}, {sex}: found '{text}'; expected {expected}", measure.id))
            })?;
            found.push(Weight { measure, age: age.clone(), sex, value });
        }
    }
    Ok(found)
}

/// An age band without leading zeros: `05-14` is `5-14`. `None` for other text.
fn band(text: &str) -> Option<String> {
    let age = |text: &str| {
        let digits = !text.is_empty() && text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u16>().ok()).flatten()
    };
    if let Some(from) = text.strip_suffix('+') {
        return Some(format!("{}+", age(from.trim())?));
    }
    let (from, to) = text.split_once('-')?;
    Some(format!("{}-{}", age(from.trim())?, age(to.trim())?))
}

impl Above {
    fn note(&mut self, cells: &[String]) {
        for (at, cell) in cells.iter().enumerate() {
            if let Some(set) = set(cell) {
                put(&mut self.sets, at, set);
            } else if let Some(basis) = basis(cell) {
                put(&mut self.bases, at, basis);
            } else if let Some((name, _)) = cell.split_once("(BNF") {
                name.trim().clone_into(&mut self.title);
            } else if figures::key(cell).starts_with("therapeuticarea") {
                put(&mut self.areas, at, cells.get(at + 1).cloned().unwrap_or_default());
            }
        }
    }

    /// The measure of a block that starts at a column, from what stands nearest to its left or at its own columns.
    fn measure(&self, at: usize) -> Measure {
        let nearest = |list: &[(usize, String)], up_to: usize| {
            list.iter()
                .filter(|(column, _)| *column <= up_to)
                .max_by_key(|(column, _)| *column)
                .map(|(_, text)| text.clone())
        };
        let set = nearest(&self.sets, at).unwrap_or_else(|| "prescribing-unit".to_owned());
        let basis = nearest(&self.bases, at + 1).unwrap_or_default();
        let area = nearest(&self.areas, at).filter(|_| self.title.is_empty()).unwrap_or_else(|| self.title.clone());
        let words = area.replace('&', "and");
        let parts = [set.clone(), figures::slug(&words), basis.clone()];
        let id = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
        Measure::new(id, format!("{} {area} {basis}", set.to_uppercase()).replace("  ", " "), Unit::Number)
    }

    /// `star-pu` or `astro-pu`: sheets of one workbook are series of their own.
    fn family(&self) -> &str {
        self.sets.first().map_or("weights", |(_, set)| set.rsplit_once('-').map_or(set.as_str(), |(family, _)| family))
    }
}

fn put(list: &mut Vec<(usize, String)>, at: usize, text: String) {
    list.retain(|(column, _)| *column != at);
    list.push((at, text));
    list.sort();
}

/// `STAR PU(13)` and `ASTRO PU 2013` as `star-pu-2013` and `astro-pu-2013`.
fn set(cell: &str) -> Option<String> {
    let key = figures::key(cell);
    let (family, year) = ["astropu", "starpu"].iter().find_map(|family| Some((*family, key.strip_prefix(family)?)))?;
    let year: u16 = year.parse().ok()?;
    let year = if year < 100 { 2000 + year } else { year };
    Some(format!("{}-pu-{year}", family.trim_end_matches("pu")))
}

/// `COST Based`, `Item-based`: what the weight is for.
fn basis(cell: &str) -> Option<String> {
    let key = figures::key(cell);
    key.strip_suffix("based").filter(|what| matches!(*what, "cost" | "item" | "adq" | "quantity")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::facts_testing::{exact, fixture, only, part, published};
    use crate::formats::read as read_any;
    use crate::input;
    use crate::tables::MAX_REJECTS;

    #[test]
    fn reads_every_block() {
        let (format, reading) = fixture("prescribing-units/units (STAR-PUs).csv");
        assert_eq!(format.id, "prescribing-units");
        let (month, facts) = only(&reading);
        assert_eq!((month, facts.series.as_str()), (None, "prescribing-units/star-pu"));
        let ids: Vec<_> = facts.measures.iter().map(|m| m.id.as_str()).collect();
        let expected = [
            "star-pu-2009-caps-and-tabs-adq",
            "star-pu-2009-healing-drugs-cost",
            "star-pu-2013-caps-and-tabs-adq",
            "star-pu-2013-healing-drugs-cost",
        ];
        assert_eq!(ids, expected);
        let weight = |id: &str, age: &str, sex: &str| part(facts, "E92000001", id, age, sex);
        assert_eq!(weight("star-pu-2013-healing-drugs-cost", "5-14", "female"), exact("0.25"));
        assert_eq!(weight("star-pu-2009-healing-drugs-cost", "75+", "male"), FactValue::Number(13.303_172_764_179));
        assert_eq!(weight("star-pu-2009-caps-and-tabs-adq", "5-14", "male"), FactValue::NotReported);
        assert_eq!((reading.tally.used, facts.rows.len()), (4, 4 * 2 * 2));
    }

    #[test]
    fn names_sets_bases_and_bands() {
        assert_eq!(set("STAR PU(13)").as_deref(), Some("star-pu-2013"));
        assert_eq!(set("ASTRO PU 2009").as_deref(), Some("astro-pu-2009"));
        assert_eq!(set("Ulcer healing drugs (BNF 1.3) COST based STAR PU "), None);
        assert_eq!(basis("Item-based").as_deref(), Some("item"));
        assert_eq!(band("05-14").as_deref(), Some("5-14"));
        assert_eq!(band("75+").as_deref(), Some("75+"));
        assert_eq!((band("Copyright"), band(""), band("1-2-3")), (None, None, None));
    }

    /// The weights of 2013 in the workbook are those of the JSON file.
    #[test]
    fn the_workbook_has_the_weights_of_the_json_file() {
        for (files, (_, json)) in published("population/star-pu-weights.json") {
            let workbook = input::open(&files.join("population/prescribing-units.xlsx")).unwrap();
            let mut compared = 0;
            for member in &workbook.members {
                let names = [member.name.as_str()];
                let source = Source {
                    shown: &member.shown,
                    names: &names,
                    text: &member.text,
                    max_rejects: MAX_REJECTS,
                    progress: &|_| (),
                };
                let (format, reading) = read_any(&source).unwrap();
                assert_eq!(format.id, "prescribing-units");
                let (facts, expected) = (only(&reading).1, only(&json).1);
                for row in &facts.rows {
                    let id = facts.measures[row.measure].id.replace("-pu-2013", "-pu");
                    let same = |r: &&crate::tables::facts::FactRow| {
                        expected.measures[r.measure].id == id && (&r.age, &r.sex) == (&row.age, &row.sex)
                    };
                    let number = |value: FactValue| match value {
                        FactValue::Exact(fixed) => fixed.to_f64(),
                        FactValue::Number(number) => number,
                        other => panic!("a number expected, found {other:?}"),
                    };
                    if let Some(other) = expected.rows.iter().find(same) {
                        assert!(
                            (number(row.value) - number(other.value)).abs() < 1e-12,
                            "{id} {} {}",
                            row.age,
                            row.sex
                        );
                        compared += 1;
                    }
                }
            }
            assert_eq!(compared, files.known(3, 25) * 9 * 2);
        }
    }
}
