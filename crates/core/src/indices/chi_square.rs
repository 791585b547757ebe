//! Pearson's chi-square.

use super::index::{Behaviour, Computation, Computed, Index, Needs};
use super::notes::binomial_note;
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::models::chance::relative_variances;
use crate::number::count;
use crate::sampling::draw::{Draw, Extra, Replicate};
use crate::special::gamma;
use std::borrow::Cow;

/// Chi-square of homogeneity.
pub const INDEX: Index = Index {
    id: Cow::Borrowed("chi-square"),
    title: Cow::Borrowed("Chi-square of homogeneity"),
    formula: "sum (O - kE)^2 / (kE), k = sum O / sum E; for a share kE (1 - p) in place of kE; df n - 1",
    source: "Pearson 1900, Philos Mag 50:157; Ibanez et al 2009, BMC Health Serv Res 9:60",
    undefined_when: "the numerator is not a count; fewer than two areas; nothing observed",
    needs: Needs::Nothing,
    behaviour: Behaviour::OF_COUNTS,
    computation: Computation::Of(compute),
    replicate: Some(Replicate::Of(replicate)),
};

/// Pearson's statistic of the hypothesis that all areas share one rate, against Poisson chance for a count and binomial
/// chance for a share (variance kE (1 - kE/D)). The note gives degrees of freedom and p. With the counts of a national
/// table a difference of 2 % is "significant": read it after the effect sizes.
///
/// # Errors
/// Undefined when the numerator is not a count, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::chi_square};
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 10.0, 100.0), ("B", 30.0, 100.0)]).unwrap();
/// let found = chi_square::compute(&slice).unwrap();
/// assert!((found.value - 10.0).abs() < 1e-12);
/// assert_eq!(found.note.unwrap(), "p = 0.0016 on 1 degree of freedom");
/// ```
pub fn compute(slice: &Slice) -> Result<Computed, Undefined> {
    let statistic = statistic(slice)?;
    let df = count(slice.len() - 1);
    let p = gamma::tails(df / 2.0, statistic / 2.0).upper;
    let degrees = if slice.len() == 2 { "degree" } else { "degrees" };
    let test = format!("{} on {df} {degrees} of freedom", in_words(p));
    Computed::new(statistic, [Some(test), small_note(slice), binomial_note(slice)])
}

/// The statistic alone.
pub(super) fn statistic(slice: &Slice) -> Result<f64, Undefined> {
    slice.require_counts()?;
    slice.require_variation()?;
    let (observed, expected) = (slice.observed(), slice.expected());
    let k = observed.iter().sum::<f64>() / expected.iter().sum::<f64>();
    let relative = relative_variances(slice)?;
    let term = |((o, e), v): ((&f64, &f64), &f64)| {
        // v = 1 - E/D, and the probability under the hypothesis is kE/D.
        let variance = k * e * if slice.kind() == Kind::Share { 1.0 - k * (1.0 - v) } else { 1.0 };
        if variance > 0.0 { Ok((o - k * e).powi(2) / variance) } else { Err(scaled_to_certainty()) }
    };
    observed.iter().zip(expected).zip(&relative).map(term).sum()
}

fn scaled_to_certainty() -> Undefined {
    Undefined::because("an expected share scaled to the observed total reaches 100 %, so chance leaves no variation")
}

fn small_note(slice: &Slice) -> Option<String> {
    let small = slice.expected().iter().filter(|e| **e < 5.0).count();
    (small > 0).then(|| format!("{small} of {} areas expect fewer than 5, so p is approximate", slice.len()))
}

/// A p-value in words that never claims certainty.
pub(super) fn in_words(p: f64) -> String {
    match p {
        p if p < 1e-300 => "p < 1e-300".to_owned(),
        p if p < 0.0001 => format!("p = {p:.1e}"),
        p if p < 0.01 => format!("p = {p:.4}"),
        p if p < 0.9995 => format!("p = {p:.3}"),
        _ => "p > 0.999".to_owned(),
    }
}

/// The same of a replicate.
fn replicate(d: &Draw, _: &mut Extra) -> f64 {
    of_draw(d)
}

/// The statistic of a replicate.
pub(super) fn of_draw(d: &Draw) -> f64 {
    let k = d.overall;
    match &d.frame.trials {
        None => d.sums.relative_squares / k,
        Some(trials) => {
            let term = |((o, e), t): ((&f64, &f64), &f64)| (o - k * e).powi(2) / (k * e * (1.0 - k * e / t));
            d.observed.iter().zip(&d.frame.expected).zip(trials).map(term).sum()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_is_never_zero_or_one_in_words() {
        assert_eq!(in_words(0.0), "p < 1e-300");
        assert_eq!(in_words(2.0211e-69), "p = 2.0e-69");
        assert_eq!(in_words(0.0423), "p = 0.042");
        assert_eq!(in_words(1.0), "p > 0.999");
    }
}
