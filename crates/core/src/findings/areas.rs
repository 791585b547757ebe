//! The findings about each area of a slice.

use crate::data::slice::{Slice, SliceArea};
use crate::findings::area_finding::{AreaFinding, SMALLEST_P};
use crate::findings::area_rates::{self, Measured, RateOptions};
use crate::findings::chance::AreaChance;
use crate::findings::checked::Checked;
use crate::findings::judgement::Judgement;
use crate::number::finite;
use crate::outliers::ranks::Ranks;
use crate::outliers::{Assessment, Test};
use crate::quantile::percent_ranks;

/// What is known of all areas, each list in the order of the slice.
struct Known<'a> {
    options: &'a Checked,
    wanted: &'a RateOptions<'a>,
    rates: Option<&'a [Measured]>,
    ratios: Option<Vec<Measured>>,
    /// Ranks of the rates, or of the ratios where there are no rates.
    ranks: Option<Vec<Option<f64>>>,
    /// Against chance alone, and by the rule.
    verdicts: [Option<&'a Assessment>; 2],
    chance: &'a [AreaChance],
    league: Option<&'a Ranks>,
}

pub(super) fn areas(
    slice: &Slice,
    options: &Checked,
    (wanted, rates): (&RateOptions<'_>, Option<&[Measured]>),
    (verdicts, chance): ([Option<&Assessment>; 2], &[AreaChance]),
    league: Option<&Ranks>,
) -> Vec<AreaFinding> {
    let ratios = area_rates::ratios(slice, wanted);
    let values = |measured: &[Measured]| measured.iter().map(|m| m.value.and_then(finite)).collect::<Vec<_>>();
    let ranks = rates.or(ratios.as_deref()).map(|found| ranks_among(&values(found)));
    let known = Known { options, wanted, rates, ratios, ranks, verdicts, chance, league };
    (0..slice.len()).map(|i| known.area(slice, i)).collect()
}

impl Known<'_> {
    /// The findings about one area.
    fn area(&self, slice: &Slice, i: usize) -> AreaFinding {
        let nothing = Measured::default();
        let measured = [self.rates, self.ratios.as_deref()];
        let [rate, of_ratio] = measured.map(|found| found.map_or(&nothing, |f| &f[i]));
        let interval = rate.intervals.first().filter(|v| v.lower.is_finite() && v.upper.is_finite());
        let ratio = of_ratio.value.and_then(finite);
        let [plain, adjusted] = self.verdicts.map(|found| found.map(|a| &a.areas[i]));
        // Too few effective events: no verdict, whatever the rule.
        let adjusted = adjusted.filter(|_| self.chance[i].is_tested());
        let limits_adjusted = adjusted.and_then(|v| self.options.limits(&v.limits));
        let flagged = adjusted.zip(ratio).filter(|_| limits_adjusted.is_some());
        AreaFinding {
            rate: rate.value.and_then(finite),
            lower: interval.map(|v| v.lower),
            upper: interval.map(|v| v.upper),
            interval_method: interval.map(|v| v.method),
            ratio,
            percent_rank: self.ranks.as_ref().and_then(|r| r[i]),
            z: plain.and_then(|v| finite(v.z)),
            p: plain.and_then(|v| p(v.p)),
            limits: plain.and_then(|v| self.options.limits(&v.limits)),
            z_adjusted: adjusted.and_then(|v| finite(v.z)),
            p_adjusted: adjusted.and_then(|v| p(v.p)),
            flag: flagged.map(|(v, r)| self.options.flag(r, &v.limits)),
            limits_adjusted,
            rates: area_rates::details(slice, self.wanted, i, rate, of_ratio),
            chance: self.chance[i].clone(),
            judgement: Judgement::ranked(self.league.map(|l| l.areas[i])).with_test(self.test(i)),
            ..described(slice, i)
        }
    }

    /// The test by the rule.
    fn test(&self, i: usize) -> Option<Test> {
        self.verdicts[1].map(|a| a.test(i)).map(|t| Test { p: t.p.max(SMALLEST_P), ..t })
    }
}

/// A p as it is given.
fn p(p: f64) -> Option<f64> {
    finite(p).map(|p| p.max(SMALLEST_P))
}

/// What an area is, without any finding.
fn described(slice: &Slice, i: usize) -> AreaFinding {
    let area: &SliceArea = &slice.areas()[i];
    let plain = AreaFinding::described(area.code.clone(), area.name.clone(), area.observed, area.denominator);
    AreaFinding { expected: finite(slice.expected()[i]), months: area.months, ..plain }
}

/// The place of each value among those there are.
fn ranks_among(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut ranks = percent_ranks(&values.iter().flatten().copied().collect::<Vec<_>>()).into_iter();
    values.iter().map(|v| v.and_then(|_| ranks.next())).collect()
}
