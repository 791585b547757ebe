//! Directly standardised rates.

use super::standard::Standard;
use crate::data::adjusted::{Direct, DirectMethod, WeightedStratum};
use crate::data::strata::{Strata, StratumKey};
use crate::error::{Error, Undefined};
use crate::rates::interval::{Confidence, Formula, Interval, byar};
use crate::rates::rate::Rate;
use crate::special::gamma;
use std::collections::BTreeMap;

/// The rate the standard population would have at the area's age and sex specific rates, times `per`:
/// D = sum w x/n / sum w, Var = sum w^2 q/n^2 / (sum w)^2 with q = `squares`.
///
/// Dobson: D + sqrt(Var/T) (L(T) - T), T = sum x, L Byar's limits; a lower limit below zero is zero.
/// Fay-Feuer: (V/D) G(a/2; D^2/V) and (V + m^2)/(D + m) G(1 - a/2; (D + m)^2/(V + m^2)), m = max(w/n) / sum w, G the
/// gamma quantile.
///
/// A stratum without population takes no part, neither in the rate nor in the standard.
///
/// # Errors
/// Undefined without any population, for events where nobody lives, and by Dobson's method for fewer than ten events,
/// which the producers of English public health statistics do not publish.
///
/// ```
/// use unwarranted_core::interval::Confidence;
/// use unwarranted_core::standardise::{DirectMethod, WeightedStratum, direct};
/// let strata = [WeightedStratum::new(10.0, 1000.0, 3.0), WeightedStratum::new(30.0, 1000.0, 1.0)];
/// let level = Confidence::new(0.95, "confidence").unwrap();
/// let found = direct(&strata, 1000.0, DirectMethod::Dobson, level).unwrap();
/// assert!((found.value - 15.0).abs() < 1e-12); // (3 x 10 + 30) / 4
/// assert!(direct(&strata[..0], 1000.0, DirectMethod::Dobson, level).is_err());
/// ```
pub fn direct(
    strata: &[WeightedStratum],
    per: f64,
    method: DirectMethod,
    confidence: Confidence,
) -> Result<Rate, Undefined> {
    let (used, standard) = used(strata)?;
    let total: f64 = used.iter().map(|s| s.observed).sum();
    if method == DirectMethod::Dobson && total < 10.0 {
        return Err(Undefined::because("fewer than ten events: no directly standardised rate is published for so few"));
    }
    let share = |s: &WeightedStratum| s.weight / standard / s.population;
    let value: f64 = used.iter().map(|s| share(s) * s.observed).sum();
    let variance: f64 = used.iter().map(|s| share(s).powi(2) * s.squares).sum();
    let interval = match method {
        DirectMethod::Dobson => dobson(value, variance, total, confidence),
        DirectMethod::FayFeuer => {
            let largest = used.iter().map(|s| share(s)).fold(0.0, f64::max);
            fay_feuer(value, variance, largest, confidence)
        }
    };
    Ok(Rate { value: per * value, interval: Some(interval.scaled(per)) })
}

/// The directly standardised rate by itself, per person, for any number of events and for amounts.
///
/// # Errors
/// Undefined without any population, and for events where nobody lives.
///
/// ```
/// use unwarranted_core::standardise::{WeightedStratum, direct_value};
/// let strata = [WeightedStratum::new(1.5, 1000.0, 3.0), WeightedStratum::new(3.0, 1000.0, 1.0)];
/// assert!((direct_value(&strata).unwrap() - 0.001875).abs() < 1e-15);
/// ```
pub fn direct_value(strata: &[WeightedStratum]) -> Result<f64, Undefined> {
    let (used, standard) = used(strata)?;
    Ok(used.iter().map(|s| s.weight / standard / s.population * s.observed).sum())
}

/// The strata that have people, and their sum in the standard.
fn used(strata: &[WeightedStratum]) -> Result<(Vec<&WeightedStratum>, f64), Undefined> {
    if strata.iter().any(|s| s.population <= 0.0 && s.observed > 0.0) {
        return Err(Undefined::because("events were observed in an age and sex group without population"));
    }
    let used: Vec<&WeightedStratum> = strata.iter().filter(|s| s.population > 0.0).collect();
    let standard: f64 = used.iter().map(|s| s.weight).sum();
    if standard <= 0.0 {
        return Err(Undefined::because("no age and sex group has both a population and a weight in the standard"));
    }
    Ok((used, standard))
}

fn dobson(value: f64, variance: f64, total: f64, confidence: Confidence) -> Interval {
    let (count, scale) = (byar(total, confidence), (variance / total).sqrt());
    let at = |limit: f64| value + scale * (limit - total);
    Interval { lower: at(count.lower).max(0.0), upper: at(count.upper), method: Formula::Dobson }
}

fn fay_feuer(value: f64, variance: f64, largest: f64, confidence: Confidence) -> Interval {
    let tail = confidence.tail();
    let lower =
        if variance > 0.0 { variance / value * gamma::lower_quantile(value * value / variance, tail) } else { 0.0 };
    let (shifted, widened) = (value + largest, variance + largest * largest);
    let upper = widened / shifted * gamma::upper_quantile(shifted * shifted / widened, tail);
    Interval { lower, upper, method: Formula::FayFeuer }
}

impl Strata {
    /// The strata of each area and of all areas together, with their weights in the standard population: what directly
    /// standardised rates are made from.
    ///
    /// # Errors
    /// [`Error::Stratum`] for an age band that is not made of whole bands of the standard.
    ///
    /// ```
    /// use unwarranted_core::standardise::{DirectMethod, Standard, Strata, StratumRow, direct_value};
    /// let row = |band: &str, observed| StratumRow {
    ///     area: "A".into(), age_band: band.parse().unwrap(), sex: None, observed, population: 1000.0,
    /// };
    /// let strata = Strata::new(&[row("0-64", 100.0), row("65+", 300.0)]).unwrap();
    /// let made = strata.standardised(&Standard::European, DirectMethod::Dobson).unwrap();
    /// let by_hand = (80_500.0 * 0.1 + 19_500.0 * 0.3) / 100_000.0;
    /// assert!((direct_value(&made.areas[0]).unwrap() - by_hand).abs() < 1e-15);
    /// ```
    pub fn standardised(&self, standard: &Standard, method: DirectMethod) -> Result<Direct, Error> {
        let weighted = |(key, v): (&StratumKey, &(f64, f64))| Ok(WeightedStratum::new(v.0, v.1, standard.weight(key)?));
        let all = |strata: &BTreeMap<StratumKey, (f64, f64)>| strata.iter().map(weighted).collect::<Result<_, Error>>();
        let areas = self.areas.values().map(all).collect::<Result<_, Error>>()?;
        let lacking = self.lacking().into_iter().map(|(area, keys)| (area, in_words(&keys))).collect();
        Ok(Direct { areas, overall: all(&self.pooled())?, lacking, method })
    }
}

/// Why an area without people in these strata has no rate.
fn in_words(lacking: &[StratumKey]) -> String {
    const MOST: usize = 6;
    let mut told: Vec<String> = lacking.iter().take(MOST).map(StratumKey::to_string).collect();
    if lacking.len() > MOST {
        told.push(format!("and {} more", lacking.len() - MOST));
    }
    format!(
        "no people, or no row, where other areas have some ({}): a rate without them would be of another standard population",
        told.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> Confidence {
        Confidence::new(0.95, "level").unwrap()
    }

    #[test]
    fn one_stratum_is_the_crude_rate_with_the_interval_of_its_count() {
        let strata = [WeightedStratum::new(25.0, 500.0, 7.0)];
        let found = direct(&strata, 100.0, DirectMethod::Dobson, level()).unwrap();
        let crude = byar(25.0, level()).scaled(100.0 / 500.0);
        assert!((found.value - 5.0).abs() < 1e-14);
        let interval = found.interval.unwrap();
        assert!((interval.lower - crude.lower).abs() < 1e-12 && (interval.upper - crude.upper).abs() < 1e-12);
        // With one stratum the gamma limits are the exact ones.
        let exact = crate::rates::interval::exact_poisson(25.0, level()).scaled(100.0 / 500.0);
        let interval = direct(&strata, 100.0, DirectMethod::FayFeuer, level()).unwrap().interval.unwrap();
        assert!((interval.lower - exact.lower).abs() < 1e-10 && (interval.upper - exact.upper).abs() < 1e-10);
    }

    #[test]
    fn few_events_have_a_rate_by_one_method_only() {
        let strata = |o| [WeightedStratum::new(o, 500.0, 7.0), WeightedStratum::new(0.0, 0.0, 3.0)];
        assert!(
            direct(&strata(9.0), 1.0, DirectMethod::Dobson, level()).unwrap_err().reason.contains("fewer than ten")
        );
        assert!(direct(&strata(10.0), 1.0, DirectMethod::Dobson, level()).is_ok());
        let none = direct(&strata(0.0), 1.0, DirectMethod::FayFeuer, level()).unwrap();
        let interval = none.interval.unwrap();
        assert_eq!((none.value, interval.lower), (0.0, 0.0));
        assert!((interval.upper - 3.688_879_454_113_936 / 500.0).abs() < 1e-12);
    }

    #[test]
    fn events_where_nobody_lives_are_refused() {
        let strata = [WeightedStratum::new(1.0, 0.0, 7.0), WeightedStratum::new(20.0, 10.0, 7.0)];
        assert!(direct(&strata, 1.0, DirectMethod::FayFeuer, level()).is_err());
    }

    #[test]
    fn repeat_events_widen_the_interval_and_leave_the_rate() {
        let once = direct(&[WeightedStratum::new(127.0, 636.0, 1.0)], 1.0, DirectMethod::Dobson, level()).unwrap();
        let persons = [WeightedStratum::of_persons(&[75.0, 16.0, 4.0, 2.0], 636.0, 1.0)];
        let repeat = direct(&persons, 1.0, DirectMethod::Dobson, level()).unwrap();
        assert!((once.value - repeat.value).abs() < 1e-15);
        assert!(once.interval.unwrap().upper < repeat.interval.unwrap().upper);
    }
}
