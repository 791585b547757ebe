//! What a definition is counted over.

use super::selection::{CodesTable, codes};
use super::text::Text;
use super::{DefinedCodes, Result};
use crate::core::standardise::{AgeBand, StratumKey, WeightTable};
use crate::core::treatment::{Counted, People, Sex};
use crate::core::{Measure, Over};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DenominatorTable {
    pub(super) registered: Option<bool>,
    pub(super) ages: Option<String>,
    pub(super) sex: Option<Sex>,
    pub(super) units: Option<String>,
    pub(super) weights: Option<BTreeMap<Sex, BTreeMap<String, f64>>>,
    pub(super) series: Option<String>,
    pub(super) facts: Option<String>,
    #[serde(default)]
    pub(super) include: Vec<String>,
    #[serde(default)]
    pub(super) exclude: Vec<String>,
    #[serde(default)]
    pub(super) codes: Vec<String>,
    pub(super) list: Option<String>,
    pub(super) name_pattern: Option<String>,
    pub(super) measure: Option<String>,
}

/// What is counted over what; the codes where that is prescribed too.
pub(super) fn over(text: &Text<'_>, of: &DenominatorTable, measure: Measure) -> Result<(Over, Option<DefinedCodes>)> {
    let which = which(text, of)?;
    let refused = |e: crate::core::Error| text.at(&format!("denominator.{which}"), e.to_string());
    match which {
        "registered" if of.registered == Some(true) => Ok((Over::Registered, None)),
        "registered" => {
            Err(text.at("denominator.registered", "is false; leave it out, and say what it is counted over"))
        }
        "ages" => {
            let ages = of.ages.as_deref().map_or(Ok(AgeBand::ALL), str::parse).map_err(refused)?;
            Ok((Over::People(People::of_ages(ages, of.sex).map_err(refused)?), None))
        }
        "weights" => weights(text, of).map(|people| (Over::People(people), None)),
        "facts" => match (&of.series, &of.facts) {
            (Some(series), Some(measure)) => {
                Ok((Over::Other(Counted::Fact { series: series.clone(), measure: measure.clone() }), None))
            }
            _ => Err(text.at("denominator", "needs both 'series' and 'facts', such as qof-prevalence and register-dm")),
        },
        _ => prescribed(text, of, measure),
    }
}

/// The key that says what it is counted over.
///
/// # Errors
/// None of them, or several; keys that go with another one.
fn which(text: &Text<'_>, of: &DenominatorTable) -> Result<&'static str> {
    let said = [
        ("registered", of.registered.is_some()),
        ("ages", of.ages.is_some() || of.sex.is_some()),
        ("weights", of.weights.is_some() || of.units.is_some()),
        ("facts", of.facts.is_some() || of.series.is_some()),
        ("include", !of.include.is_empty() || !of.codes.is_empty() || !of.exclude.is_empty()),
    ];
    let given: Vec<&str> = said.iter().filter(|(_, given)| *given).map(|(name, _)| *name).collect();
    let [which] = given[..] else {
        let says = format!(
            "has {}; expected one of 'registered = true', 'ages' and 'sex', 'units' with 'weights', 'series' with 'facts' (a \
             register), or codes in 'include' or 'codes'",
            if given.is_empty() { "nothing".to_owned() } else { given.join(" and ") }
        );
        return Err(text.at("denominator", says));
    };
    let of_codes = ["list", "name_pattern", "measure"];
    let stray = [of.list.is_some(), of.name_pattern.is_some(), of.measure.is_some()];
    if let Some((key, _)) = of_codes.iter().zip(stray).find(|(_, stray)| *stray && which != "include") {
        return Err(text.at(&format!("denominator.{key}"), "goes with codes in 'include' or 'codes'"));
    }
    Ok(which)
}

/// Other prescriptions, with their codes; `measure` where they have none of their own.
fn prescribed(text: &Text<'_>, of: &DenominatorTable, measure: Measure) -> Result<(Over, Option<DefinedCodes>)> {
    let measure = of.measure.as_deref().map_or(Ok(measure), |word| text.measure("denominator.measure", word))?;
    let table = CodesTable {
        include: of.include.clone(),
        exclude: of.exclude.clone(),
        codes: of.codes.clone(),
        list: of.list.clone(),
        name_pattern: of.name_pattern.clone(),
    };
    let codes = codes(text, "denominator", &table)?;
    Ok((Over::Other(Counted::Prescribed(codes.selection.clone(), measure)), Some(codes)))
}

fn weights(text: &Text<'_>, of: &DenominatorTable) -> Result<People> {
    let (Some(units), Some(weights)) = (&of.units, &of.weights) else {
        return Err(text
            .at("denominator", "needs both 'units' (what weighted patients are called) and 'weights' by sex and age"));
    };
    let mut table = Vec::new();
    for (sex, ages) in weights {
        let key = format!("denominator.weights.{sex}");
        for (ages, weight) in ages {
            let age_band: AgeBand = ages.parse().map_err(|e: crate::core::Error| text.at(&key, e.to_string()))?;
            table.push((StratumKey { age_band, sex: Some(sex.word().into()) }, *weight));
        }
    }
    let table = WeightTable::new(table).map_err(|e| text.at("denominator.weights", e.to_string()))?;
    if table.strata().next().is_none() {
        return Err(text.at("denominator.weights", "is empty; expected a weight for each age band of each sex"));
    }
    Ok(People::weighted(units, table))
}
