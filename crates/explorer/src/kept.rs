//! A slice as a page carries it: columns of figures, from which the same slice is made again.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::chance::MonthNoise;
use unwarranted_core::slice::SliceArea;
use unwarranted_core::standardise::{Adjusted, Direct, DirectMethod, WeightedStratum};
use unwarranted_core::{Error, ExpectedFrom, Kind, Period, Reason, SetAside, Slice, Undefined};

/// A slice as a page carries it. Areas are places in the list of the treatment's areas.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    period: Period,
    kind: Kind,
    months: usize,
    areas: Vec<usize>,
    observed: Vec<f64>,
    /// Empty where no area has one.
    denominator: Vec<Option<f64>>,
    /// Empty where no area has one of its own.
    expected: Vec<Option<f64>>,
    expected_from: ExpectedFrom,
    /// Months of each area; empty where every area has all months of the slice.
    months_of: Vec<usize>,
    aside: Vec<(Reason, usize, Vec<Arc<str>>)>,
    /// Names of areas whose figures are not known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    aside_names: BTreeMap<Arc<str>, Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<Arc<str>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ranking: Option<Vec<f64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    adjusted: Option<KeptAdjusted>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dispersion: Option<f64>,
    /// What practices show of chance, or why they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of_practices: Option<Result<f64, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    noise: Option<MonthNoise>,
    /// What the data say of chance themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    given: Option<f64>,
    /// Whether intervals of indices are drawn from practices, which a page does not carry.
    #[serde(default)]
    pub(crate) drawn_from_practices: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum KeptAdjusted {
    Direct {
        areas: Vec<Vec<[f64; 4]>>,
        overall: Vec<[f64; 4]>,
        lacking: BTreeMap<Arc<str>, String>,
        method: DirectMethod,
    },
    Indirect {
        reference_rate: Option<f64>,
    },
}

fn kept_strata(strata: &[WeightedStratum]) -> Vec<[f64; 4]> {
    strata.iter().map(|s| [s.observed, s.population, s.weight, s.squares]).collect()
}

fn strata(kept: &[[f64; 4]]) -> Vec<WeightedStratum> {
    let one = |[observed, population, weight, squares]: &[f64; 4]| WeightedStratum {
        observed: *observed,
        population: *population,
        weight: *weight,
        squares: *squares,
    };
    kept.iter().map(one).collect()
}

impl Kept {
    /// A slice; `place` gives the place of an area in the list of the treatment's areas.
    #[must_use]
    pub fn new(slice: &Slice, mut place: impl FnMut(&SliceArea) -> usize) -> Self {
        let areas = slice.areas();
        let column = |of: fn(&SliceArea) -> Option<f64>| {
            let values: Vec<Option<f64>> = areas.iter().map(of).collect();
            if values.iter().all(Option::is_none) { Vec::new() } else { values }
        };
        let whole = areas.iter().all(|a| a.months == slice.months());
        Self {
            period: slice.period(),
            kind: slice.kind(),
            months: slice.months(),
            areas: areas.iter().map(&mut place).collect(),
            observed: areas.iter().map(|a| a.observed).collect(),
            denominator: column(|a| a.denominator),
            expected: column(|a| a.expected),
            expected_from: slice.expected_from(),
            months_of: if whole { Vec::new() } else { areas.iter().map(|a| a.months).collect() },
            aside: slice.set_aside().iter().map(|s| (s.reason, s.rows, s.areas.clone())).collect(),
            aside_names: slice
                .unknown()
                .into_iter()
                .filter_map(|(code, not)| Some((Arc::clone(code), Arc::clone(not.name()?))))
                .collect(),
            groups: slice.groups().map(<[_]>::to_vec),
            ranking: slice.ranking().map(<[_]>::to_vec),
            adjusted: slice.adjusted().map(|adjusted| match adjusted {
                Adjusted::Direct(direct) => direct.into(),
                Adjusted::Indirect { reference_rate } => KeptAdjusted::Indirect { reference_rate: *reference_rate },
            }),
            dispersion: slice.dispersion(),
            of_practices: slice.practice_dispersion().map(|phi| phi.clone().map_err(|u| u.reason.into_owned())),
            noise: slice.month_noise().map(|noise| (**noise).clone()),
            given: slice.given_dispersion(),
            drawn_from_practices: slice.practices().is_some(),
        }
    }

    /// The slice again, of this treatment with these areas (code and name). `before` is the slice of the period before.
    ///
    /// # Errors
    /// Figures that no slice can have, which only a page that was changed by hand holds.
    pub fn slice(
        &self,
        treatment: &Arc<str>,
        areas: &[(Arc<str>, Option<Arc<str>>)],
        before: Option<&Slice>,
    ) -> Result<Slice, Error> {
        let missing = || Error::Empty("the figures of the page are not whole".to_owned());
        let at = |values: &[Option<f64>], i: usize| values.get(i).copied().flatten();
        let one = |(i, place): (usize, &usize)| {
            let (code, name) = areas.get(*place).ok_or_else(missing)?;
            Ok(SliceArea {
                code: Arc::clone(code),
                name: name.clone(),
                observed: *self.observed.get(i).ok_or_else(missing)?,
                denominator: at(&self.denominator, i),
                expected: at(&self.expected, i),
                months: self.months_of.get(i).copied().unwrap_or(self.months),
            })
        };
        let rows = self.areas.iter().enumerate().map(one).collect::<Result<Vec<_>, Error>>()?;
        let name = |code: &str| self.aside_names.get(code).cloned();
        let aside =
            |(reason, rows, areas): &(Reason, usize, Vec<Arc<str>>)| SetAside::new(*reason, *rows, areas.clone(), name);
        let own: BTreeMap<Arc<str>, usize> = rows.iter().enumerate().map(|(i, a)| (Arc::clone(&a.code), i)).collect();
        let aside = self.aside.iter().map(aside).collect();
        let slice = Slice::new(Arc::clone(treatment), self.period, self.kind, rows, aside, self.months)?;
        let slice = self.standardised(slice, &own)?;
        // Words and charts go by where expected values come from.
        if slice.expected_from() != self.expected_from {
            return Err(missing());
        }
        self.linked(slice, &own, before)
    }

    /// The slice with its standardised rates or expected values by age and sex.
    fn standardised(&self, slice: Slice, own: &BTreeMap<Arc<str>, usize>) -> Result<Slice, Error> {
        match &self.adjusted {
            None => Ok(slice),
            Some(KeptAdjusted::Indirect { reference_rate }) => {
                slice.with_expected(|code| *self.expected.get(*own.get(code)?)?, *reference_rate)
            }
            Some(KeptAdjusted::Direct { areas, overall, lacking, method }) => {
                let of = |code: &str| Some(strata(areas.get(*own.get(code)?)?));
                let expected = |code: &str| *self.expected.get(*own.get(code)?)?;
                let slice = match self.expected_from {
                    ExpectedFrom::Strata => slice.with_expected(expected, None)?,
                    ExpectedFrom::Internal | ExpectedFrom::Given => slice,
                };
                slice.with_direct(of, strata(overall), lacking.clone(), *method)
            }
        }
    }

    /// The slice with what else is known of its areas.
    fn linked(
        &self,
        mut slice: Slice,
        own: &BTreeMap<Arc<str>, usize>,
        before: Option<&Slice>,
    ) -> Result<Slice, Error> {
        if let Some(groups) = &self.groups {
            slice = slice.with_groups(|code| groups.get(*own.get(code)?).cloned())?;
        }
        if let Some(ranking) = &self.ranking {
            slice = slice.with_ranking(|code| ranking.get(*own.get(code)?).copied())?;
        }
        if let Some(phi) = self.dispersion {
            slice = slice.with_dispersion(phi);
        }
        if let Some(phi) = self.of_practices.clone() {
            slice = slice.with_practice_dispersion(phi.map_err(Undefined::because));
        }
        if let Some(phi) = self.given {
            slice = slice.with_given_dispersion(phi);
        }
        Ok(match &self.noise {
            Some(noise) => slice.with_month_noise(Arc::new(noise.clone()), before),
            None => slice,
        })
    }

    /// The period.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }
}

impl From<&Direct> for KeptAdjusted {
    fn from(direct: &Direct) -> Self {
        Self::Direct {
            areas: direct.areas.iter().map(|s| kept_strata(s)).collect(),
            overall: kept_strata(&direct.overall),
            lacking: direct.lacking.clone(),
            method: direct.method,
        }
    }
}
