//! Patients of a store counted by age and sex: prescribing units as denominators, or expected values from given rates.

use super::adjust::Adjust;
use super::{Error, Result, files};
use crate::core::findings::{Standardised, StandardisedBy};
use crate::core::rates::Quantity;
use crate::core::standardise::{Reference, WeightTable};
use crate::core::{Cube, Kind, Measure, Slice, SliceOptions};
use crate::ingest::tidy::strata::{ByStratum, read_reference, read_weights};
use crate::report::manifest::Input;
use crate::store::assemble::{ByAgeSex, Query, SumsAre};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

const DIRECT: &str = "direct needs what was prescribed by age and sex, which prescribing files do not say: they name practices \
    and products, not patients. With a store use `weights FILE` (prescribing units), or `standardise indirect` with \
    `reference FILE`, the rates of a population by age and sex";

const NO_REFERENCE: &str = "indirect needs `reference FILE` here (columns age_band, sex and rate, or observed and population): \
    rates of all areas together by age and sex cannot be made from prescribing files, which do not say whom they are for";

/// A table by age and sex, as a store is asked with it.
pub(super) struct Table {
    weights: WeightTable,
    /// "weights in star-pu.json (statins cost)".
    name: String,
    sums: SumsAre,
    pub(super) input: Input,
    pub(super) words: Standardised,
    pub(super) notes: Vec<String>,
    /// What the denominator is where it is weighted.
    pub(super) denominator: Option<Quantity>,
    /// Overall rate of the reference; `None` where it has none, and for weights.
    rate: Option<f64>,
}

impl Table {
    /// The table that `adjust` names; `None` where patients count alike.
    pub(super) fn read(adjust: Adjust<'_>, query: &Query, kind: Option<Kind>) -> Result<Option<Self>> {
        let ratio = query.treatments.iter().find(|treatment| treatment.is_ratio());
        if let Some(ratio) = ratio.filter(|_| adjust != Adjust::None) {
            let problem =
                "is counted over other prescriptions, and only patients can be counted by age and sex".to_owned();
            return Err(Error::Treatment { treatment: ratio.id.to_string(), problem }.under(adjust.words()));
        }
        match adjust {
            Adjust::None => Ok(None),
            Adjust::Direct { .. } => Err(Error::option("standardise", DIRECT)),
            Adjust::Indirect { reference: None } => Err(Error::option("standardise", NO_REFERENCE)),
            Adjust::Indirect { reference: Some(path) } => {
                let read = read_reference(path).map_err(|e| Error::from(e).under(adjust.words()))?;
                Ok(Some(Self::of_rates(read)))
            }
            Adjust::Weighted { .. } if kind == Some(Kind::Share) => Err(Error::option(
                "weights",
                "cannot be used with `kind share`: the numerator is part of the denominator, which cannot be weighted",
            )),
            Adjust::Weighted { weights, set } => {
                let table = read_weights(weights, set).map_err(|e| Error::from(e).under(adjust.words()))?;
                let measures: BTreeSet<Measure> =
                    query.treatments.iter().filter_map(|t| t.numerator.measure()).collect();
                Ok(Some(Self::of_weights(table, measures)))
            }
        }
    }

    fn of_rates(given: ByStratum<Reference>) -> Self {
        let file = &given.input.name;
        let notes = vec![
            format!(
                "Expected values are what the registered patients of each area would have been prescribed at the rates in \
                 {file} by age and sex (indirect standardisation); a rate is O / E times the reference's overall rate. \
                 Compare such a rate with the overall rate, not with another area's: their people differ."
            ),
            "The reference rates are taken to cover one period of this study (a month, or the length of `by`). If they \
             are yearly and the periods are months, O / E is a twelfth of what it should be."
                .to_owned(),
        ];
        Self {
            weights: given.table.as_weights(),
            name: format!("rates in {file}"),
            sums: SumsAre::Expected,
            input: files::whole_input(&given.input),
            words: Standardised {
                method: StandardisedBy::Indirect,
                by: format!("expected from the rates in {file} by age and sex"),
                reference_rate: None,
            },
            notes,
            denominator: None,
            rate: given.table.crude_rate(),
        }
    }

    fn of_weights(given: ByStratum<WeightTable>, measures: BTreeSet<Measure>) -> Self {
        let file = &given.input.name;
        let units = units(file, &given.name);
        let name = set_in_words(&given.name);
        let denominator = match units {
            Some(unit) => Quantity::of(&format!("{unit}s")).with_detail(&*name),
            None => Quantity::of("patients").among(format!("weighted by {name}")),
        };
        let by = units.map_or_else(
            || format!("weighted by {name}"),
            |unit| format!("weighted by age and sex ({unit}s, prescribing units: {name})"),
        );
        let what = units.map_or_else(
            || "weighted patients".to_owned(),
            |unit| {
                format!(
                    "{unit}s (prescribing units: patients weighted by age and sex for how much is usually prescribed)"
                )
            },
        );
        let mut notes = vec![format!(
            "Denominators are {what}: each registered patient counts by age and sex with the weight that {file} gives ({name})."
        )];
        notes.extend(measures.into_iter().filter_map(|measure| basis(&name, measure)));
        Self {
            name: format!("weights in {file} ({name})"),
            weights: given.table,
            sums: SumsAre::Denominators,
            input: files::whole_input(&given.input),
            words: Standardised { method: StandardisedBy::Weighted, by, reference_rate: None },
            notes,
            denominator: Some(denominator.weighted()),
            rate: None,
        }
    }

    /// As the store takes it.
    pub(super) fn by_age(&self) -> ByAgeSex<'_> {
        ByAgeSex { table: &self.weights, name: &self.name, sums: self.sums }
    }

    /// The slices with the expected values that `expected` has as denominators.
    pub(super) fn expected(&self, slices: Vec<Slice>, expected: &Cube, options: &SliceOptions) -> Result<Vec<Slice>> {
        let made = expected.slices(options)?;
        let mut values: BTreeMap<_, BTreeMap<Arc<str>, f64>> = BTreeMap::new();
        for slice in &made {
            let areas = slice.areas().iter().filter_map(|a| Some((Arc::clone(&a.code), a.denominator?)));
            values.insert((slice.treatment().clone(), slice.period()), areas.collect());
        }
        let one = |slice: Slice| -> Result<Slice> {
            let own = values.get(&(slice.treatment().clone(), slice.period()));
            // An area that expects nothing is no row of the other cube.
            let value = |code: &str| Some(own.and_then(|v| v.get(code)).copied().unwrap_or_default());
            if slice.is_empty() { Ok(slice) } else { Ok(slice.with_expected(value, self.rate)?) }
        };
        slices.into_iter().map(one).collect::<Result<_>>().map_err(|e| e.under("standardise indirect"))
    }
}

/// The name of a set without that of the units, which stands before it: "2013 oral antibacterials item".
fn set_in_words(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let bare =
        ["star-pu-", "astro-pu-"].iter().find_map(|units| lower.strip_prefix(units)).filter(|rest| !rest.is_empty());
    match bare {
        Some(rest) => rest.replace(['_', '-'], " "),
        None => name.replace('_', " "),
    }
}

/// The prescribing units that a file or set of weights is named after.
fn units(file: &str, set: &str) -> Option<&'static str> {
    let stem = Path::new(file).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    let known = |text: &str| {
        let text = letters(text);
        [("astropu", "ASTRO-PU"), ("starpu", "STAR-PU")]
            .into_iter()
            .find(|(word, _)| text.contains(word))
            .map(|(_, u)| u)
    };
    known(set).or_else(|| known(&stem))
}

/// A word of caution where weights made for one measure divide another: they end in what they are for.
fn basis(name: &str, measure: Measure) -> Option<String> {
    let made_for = ["cost", "item", "adq"]
        .into_iter()
        .find(|word| name.to_ascii_lowercase().trim_end_matches('s').ends_with(word))?;
    let fits = match measure {
        Measure::Items => made_for == "item",
        Measure::Nic | Measure::ActualCost => made_for == "cost",
        Measure::Quantity => made_for == "adq",
    };
    let for_what = match made_for {
        "item" => "items",
        "adq" => "average daily quantities",
        _ => "cost",
    };
    (!fits).then(|| {
        format!(
            "By their name the weights '{name}' are for {for_what}, but this study is of {}, which may vary with age \
             and sex in another way.",
            measure.counted()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_go_by_the_name_of_the_set_then_of_the_file() {
        assert_eq!(units("star-pu-weights.json", "statins_cost"), Some("STAR-PU"));
        assert_eq!(units("weights.json", "ASTRO PU 2013 cost"), Some("ASTRO-PU"));
        assert_eq!(units("Prescribing-Units/own.csv", "own"), None);
        assert_eq!(set_in_words("star-pu-2013-oral-antibacterials-item"), "2013 oral antibacterials item");
        assert_eq!((set_in_words("statins_cost"), set_in_words("my-own")), ("statins cost".into(), "my-own".into()));
    }

    #[test]
    fn weights_made_for_another_measure_get_a_note() {
        assert_eq!(basis("statins cost", Measure::Nic), None);
        assert_eq!(basis("own weights", Measure::Items), None);
        assert!(basis("statins cost", Measure::Items).unwrap().contains("are for cost, but this study is of items"));
        assert!(basis("antidepressants adq", Measure::ActualCost).is_some());
    }
}
