//! Alerts of single months: an own rule with a level, and two published ones without.

use super::cusum::{SENSITIVITY, WINDOW, cusum};
use super::fixed::figures;
use super::xmr::xmr;
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::slice::Slice;
use crate::outliers::control::{MINIMUM_EXPECTED, benjamini_hochberg};
use crate::quantile::{percent_ranks, quantile, sorted};
use crate::special::student;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Months before a month that say what to expect of it.
const YEAR: usize = 12;
/// Fewest and most earlier forecast errors that say how far off a month may be.
const ERRORS: [usize; 2] = [12, 24];
/// What the errors of all areas count beside an area's own, in errors.
const SHARED: f64 = 4.0;
/// Level of the own rule: the share of false alerts among all of a run.
pub const WATCH_LEVEL: f64 = 0.05;

/// A rule of alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WatchRule {
    /// The month is not what the twelve before it, and how far off such forecasts were, let expect; under false-discovery control.
    Change,
    /// XmR chart with the rules of NHS England's "Making Data Count"; no control of false alerts.
    Xmr,
    /// CUSUM of percentiles as OpenPrescribing alerts; no control of false alerts.
    Cusum,
}

crate::worded!(WatchRule { Change = "change", Xmr = "xmr", Cusum = "cusum" });

impl WatchRule {
    /// What it is, in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Change => "unlike the twelve months before, false alerts held at 5%",
            Self::Xmr => "special cause on an XmR chart (NHS England, Making Data Count); false alerts not held",
            Self::Cusum => "CUSUM of percentiles (OpenPrescribing); false alerts not held",
        }
    }
}

/// Which way an area went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// More than before.
    Up,
    /// Less than before.
    Down,
}

crate::worded!(Way { Up = "up", Down = "down" });

/// One month of one area that a rule alerts.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Alert {
    /// The rule.
    pub rule: WatchRule,
    /// The treatment.
    pub treatment: Arc<str>,
    /// Code of the area.
    pub area: Arc<str>,
    /// Its name, where one is known.
    pub name: Option<Arc<str>>,
    /// The month.
    pub month: Period,
    /// Which way.
    pub way: Way,
    /// Rate of the month.
    pub rate: f64,
    /// Rate that was to be expected: of the own rule what the area had of the overall rate in the year before, times that of this
    /// month; of XmR the mean. CUSUM has none.
    pub expected: Option<f64>,
    /// Probability of a month as far off, of the own rule.
    pub p: Option<f64>,
    /// The same under false-discovery control over areas, treatments and months of this run.
    pub q: Option<f64>,
}

/// What became of the own rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tests {
    /// Areas x treatments x months that were tested.
    pub tested: usize,
    /// Those that could not be: too few months before, or fewer than ten events to expect.
    pub untested: usize,
}

/// One area's months: relative rate, expected events.
#[derive(Debug, Clone, Copy)]
struct Point {
    /// Root of the rate over the overall rate of the month.
    root: f64,
    rate: f64,
    overall: f64,
    expected: f64,
}

type Months<'a> = BTreeMap<&'a Arc<str>, Vec<Option<Point>>>;

/// Alerts of the slices of each treatment (in the order of time, one per month) from month number `from[treatment]` on, in the order of
/// treatment, month, area and rule. A month is judged by what came before it alone, so that later months change nothing.
#[must_use]
pub fn watch(treatments: &[&[Slice]], from: &[usize], rules: &[WatchRule]) -> (Vec<Alert>, Tests) {
    let of = |(slices, from): (&&[Slice], &usize)| alerts_of(slices, *from, rules);
    let found: Vec<(Vec<Alert>, usize)> = treatments.par_iter().zip(from.par_iter()).map(of).collect();
    let untested = found.iter().map(|(_, untested)| untested).sum();
    let mut all: Vec<Alert> = found.into_iter().flat_map(|(alerts, _)| alerts).collect();
    let p: Vec<Option<f64>> = all.iter().map(|a| a.p).collect();
    for (alert, q) in all.iter_mut().zip(benjamini_hochberg(&p)) {
        alert.q = q;
    }
    let tests = Tests { tested: p.iter().flatten().count(), untested };
    all.retain(|a| a.rule != WatchRule::Change || a.q.is_some_and(|q| q <= WATCH_LEVEL));
    all.sort_by(|a, b| (&a.treatment, a.month, &a.area, a.rule).cmp(&(&b.treatment, b.month, &b.area, b.rule)));
    (all, tests)
}

/// Every test of the own rule and the alerts of the others, and how many could not be tested.
fn alerts_of(slices: &[Slice], from: usize, rules: &[WatchRule]) -> (Vec<Alert>, usize) {
    let months = months(slices);
    let names: BTreeMap<&Arc<str>, Option<&Arc<str>>> =
        slices.iter().flat_map(Slice::areas).map(|a| (&a.code, a.name.as_ref())).collect();
    let offs = offs(&months, slices.len());
    let (mut alerts, mut untested) = (Vec::new(), 0);
    for rule in rules {
        for (at, slice) in slices.iter().enumerate().skip(from) {
            let (found, left) = match rule {
                WatchRule::Change => changes(&months, &offs, at, slice.kind()),
                WatchRule::Xmr => (specials(&months, at), 0),
                WatchRule::Cusum => (Vec::new(), 0),
            };
            untested += left;
            alerts.extend(found.into_iter().map(|found| found.alert(*rule, slice, &names)));
        }
        if *rule == WatchRule::Cusum {
            let found = sums(&months, slices.len(), from);
            alerts.extend(found.into_iter().map(|(at, found)| found.alert(*rule, &slices[at], &names)));
        }
    }
    (alerts, untested)
}

/// What a rule found of one area in one month.
struct Found<'a> {
    area: &'a Arc<str>,
    way: Way,
    rate: f64,
    expected: Option<f64>,
    p: Option<f64>,
}

impl Found<'_> {
    fn alert(self, rule: WatchRule, slice: &Slice, names: &BTreeMap<&Arc<str>, Option<&Arc<str>>>) -> Alert {
        Alert {
            rule,
            treatment: Arc::clone(slice.treatment()),
            area: Arc::clone(self.area),
            name: names.get(self.area).copied().flatten().cloned(),
            month: slice.period(),
            way: self.way,
            rate: self.rate,
            expected: self.expected,
            p: self.p,
            q: None,
        }
    }
}

fn months(slices: &[Slice]) -> Months<'_> {
    let mut months: Months<'_> = BTreeMap::new();
    for (at, slice) in slices.iter().enumerate() {
        let (observed, over) = figures(slice);
        let overall = observed.iter().sum::<f64>() / over.iter().sum::<f64>();
        for ((area, observed), over) in slice.areas().iter().zip(observed).zip(over) {
            let rate = observed / over;
            let root = (rate / overall).max(0.0).sqrt();
            let point = Point { root, rate, overall, expected: overall * over };
            let own = months.entry(&area.code).or_insert_with(|| vec![None; slices.len()]);
            own[at] = Some(point).filter(|p| p.root.is_finite());
        }
    }
    months
}

/// How far a month was off what the year before let expect, and that expectation, in root relative rates.
#[derive(Debug, Clone, Copy)]
struct Off {
    error: f64,
    expected: f64,
}

/// Of every area and month, in the order of the areas. What a month does to the median area it does to all: a large area that changes
/// must not make the others seem to.
fn offs(months: &Months<'_>, length: usize) -> Vec<Vec<Option<Off>>> {
    let mut all: Vec<Vec<Option<Off>>> = months.values().map(|_| vec![None; length]).collect();
    for at in YEAR..length {
        let mean = |own: &[Option<Point>]| -> Option<f64> {
            let before: Vec<f64> = own[at - YEAR..at].iter().map(|p| p.map(|p| p.root)).collect::<Option<_>>()?;
            own[at].map(|_| before.iter().sum::<f64>() / YEAR as f64)
        };
        let means: Vec<Option<f64>> = months.values().map(|own| mean(own)).collect();
        let root = |own: &[Option<Point>]| own[at].map(|p| p.root);
        let ratios =
            months.values().zip(&means).filter_map(|(own, mean)| Some(root(own)? / mean.filter(|m| *m > 0.0)?));
        let common = quantile(&sorted(&ratios.collect::<Vec<_>>()), 0.5).unwrap_or(1.0);
        for ((own, mean), off) in months.values().zip(means).zip(&mut all) {
            let expected = mean.map(|m| m * common);
            off[at] = expected.zip(root(own)).map(|(expected, root)| Off { error: root - expected, expected });
        }
    }
    all
}

/// The own rule: the error of a forecast by the year before, in root relative rates, over the root mean square of earlier such errors,
/// to which the median of all areas counts as four more; Student's t with four and half as many degrees of freedom as there are
/// earlier errors, since these share their months. Relative to the overall rate and to the median area a month's working days, its season
/// and the national trend say nothing of an area; the root makes the noise of counts alike.
fn changes<'a>(months: &Months<'a>, offs: &[Vec<Option<Off>>], at: usize, kind: Kind) -> (Vec<Found<'a>>, usize) {
    let [fewest, most] = ERRORS;
    let earlier = |off: &[Option<Off>]| -> Vec<f64> {
        off[..at].iter().rev().flatten().map(|o| o.error * o.error).take(most).collect()
    };
    let known: Vec<Vec<f64>> = offs.iter().map(|off| earlier(off)).collect();
    let mean = |squares: &[f64]| squares.iter().sum::<f64>() / squares.len() as f64;
    let enough = |squares: &&Vec<f64>| squares.len() >= fewest;
    let typical = sorted(&known.iter().filter(enough).map(|squares| mean(squares)).collect::<Vec<_>>());
    let typical = quantile(&typical, 0.5).unwrap_or_default();
    let (mut found, mut untested) = (Vec::new(), 0);
    for (((area, own), off), squares) in months.iter().zip(offs).zip(&known) {
        let Some(point) = own[at] else { continue };
        let tested = off[at].filter(|_| enough(&squares)).and_then(|Off { error, expected }| {
            let events = expected.max(point.root).powi(2) * point.expected;
            if kind != Kind::Amount && events < MINIMUM_EXPECTED {
                return None;
            }
            let n = squares.len() as f64;
            let variance = (SHARED * typical + squares.iter().sum::<f64>()) / (SHARED + n);
            (variance > 0.0).then(|| (error, expected, student::two_sided(error / variance.sqrt(), SHARED + n / 2.0)))
        });
        let Some((error, expected, p)) = tested else {
            untested += 1;
            continue;
        };
        let way = if error > 0.0 { Way::Up } else { Way::Down };
        let expected = Some(expected * expected * point.overall);
        found.push(Found { area, way, rate: point.rate, expected, p: Some(p) });
    }
    (found, untested)
}

/// Special causes in the last of the months up to this one, of charts over all months of the area so far.
fn specials<'a>(months: &Months<'a>, at: usize) -> Vec<Found<'a>> {
    let one = |(area, own): (&&'a Arc<str>, &Vec<Option<Point>>)| {
        let rate = own[at]?.rate;
        let rates: Vec<f64> = own[..=at].iter().flatten().map(|p| p.rate).collect();
        let chart = xmr(&rates, true).filter(|_| rates.len() >= YEAR)?;
        (*chart.special.last()?)?;
        let way = if rate > chart.mean { Way::Up } else { Way::Down };
        Some(Found { area, way, rate, expected: Some(chart.mean), p: None })
    };
    months.iter().filter_map(one).collect()
}

/// CUSUM of the percentiles of areas, as OpenPrescribing has them from 0 to 100.
fn sums<'a>(months: &Months<'a>, length: usize, from: usize) -> Vec<(usize, Found<'a>)> {
    let mut percentiles: BTreeMap<&Arc<str>, Vec<Option<f64>>> =
        months.keys().map(|area| (*area, vec![None; length])).collect();
    for at in 0..length {
        let there: Vec<(&Arc<str>, f64)> = months.iter().filter_map(|(a, own)| Some((*a, own[at]?.rate))).collect();
        let ranks = percent_ranks(&there.iter().map(|(_, rate)| *rate).collect::<Vec<_>>());
        for ((area, _), rank) in there.iter().zip(ranks) {
            percentiles.entry(area).and_modify(|own| own[at] = Some(100.0 * rank));
        }
    }
    let mut found = Vec::new();
    for (area, own) in percentiles {
        let steps = cusum(&own, WINDOW, SENSITIVITY);
        for (at, step) in steps.iter().enumerate().skip(from.max(WINDOW)) {
            let way = match step.alert() {
                0 => continue,
                up if up > 0 => Way::Up,
                _ => Way::Down,
            };
            let Some(point) = months.get(area).and_then(|own| own[at]) else { continue };
            found.push((at, Found { area, way, rate: point.rate, expected: None, p: None }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::stream::Generator;
    use crate::time::testing::normal;

    /// Areas of different rates over months, noise of one in twenty that follows the month before by `rho`; `step` multiplies the
    /// last months of area 3.
    fn nation(seed: u64, areas: usize, length: usize, rho: f64, step: (usize, f64)) -> Vec<Slice> {
        let mut rng = Generator::from_seed(seed);
        let base: Vec<f64> = (0..areas).map(|_| (0.4 * normal(&mut rng)).exp()).collect();
        let mut noise = vec![0.0; areas];
        let month = |m: usize| {
            let days = 1.0 + 0.05 * normal(&mut rng);
            let rows: Vec<(String, f64, f64)> = (0..areas)
                .map(|a| {
                    noise[a] = rho * noise[a] + 0.05 * (1.0 - rho * rho).sqrt() * normal(&mut rng);
                    let times = if a == 3 && m >= step.0 { step.1 } else { 1.0 };
                    let rate = 40.0 * base[a] * days * times * (1.0 + noise[a]);
                    (format!("A{a:03}"), rate * (1000.0 + a as f64) + 0.5, 1000.0 + a as f64)
                })
                .collect();
            let rows: Vec<(&str, f64, f64)> = rows.iter().map(|(c, o, d)| (c.as_str(), *o, *d)).collect();
            Slice::from_denominators(Kind::Amount, &rows).unwrap()
        };
        (0..length).map(month).collect()
    }

    #[test]
    fn alerts_keep_their_level_and_find_an_area_that_changes() {
        for (rho, most) in [(0.0, 0.08), (0.5, 0.08)] {
            let runs = 150;
            let alarmed = (0..runs)
                .filter(|seed| {
                    let nation = nation(*seed, 60, 44, rho, (99, 1.0));
                    !watch(&[&nation], &[41], &[WatchRule::Change]).0.is_empty()
                })
                .count();
            assert!(alarmed as f64 / f64::from(u32::try_from(runs).unwrap()) <= most, "{rho}: {alarmed} of {runs}");
        }
        let slices = nation(7, 60, 44, 0.3, (42, 0.6));
        let (alerts, tests) = watch(&[&slices], &[41], &[WatchRule::Change]);
        assert_eq!((tests.tested, tests.untested), (3 * 60, 0));
        let found: Vec<(&str, Way)> = alerts.iter().map(|a| (&*a.area, a.way)).collect();
        assert!(!found.is_empty() && found.iter().all(|f| *f == ("A003", Way::Down)), "{found:?}");
        assert!((alerts[0].rate / alerts[0].expected.unwrap() - 0.6).abs() < 0.1);
    }

    #[test]
    fn later_months_change_nothing_and_short_histories_are_not_tested() {
        let slices = nation(3, 20, 40, 0.2, (37, 2.0));
        let told = |slices: &[Slice]| {
            let months = months(slices);
            let area = |f: &Found<'_>| (f.area.to_string(), f.way, f.expected.map(f64::to_bits));
            let all = sums(&months, slices.len(), 37).into_iter().filter(|(at, _)| *at == 37);
            let sums: Vec<_> = all.map(|(_, f)| area(&f)).collect();
            let specials: Vec<_> = specials(&months, 37).iter().map(area).collect();
            let changes: Vec<_> =
                changes(&months, &offs(&months, slices.len()), 37, Kind::Amount).0.iter().map(area).collect();
            [sums, specials, changes]
        };
        let [sums, specials, changes] = told(&slices[..38]);
        assert!(specials.iter().any(|(area, way, _)| area == "A003" && *way == Way::Up) && changes.len() == 20);
        assert_eq!([sums, specials, changes], told(&slices));
        let (none, tests) = watch(&[&slices[..20]], &[19], &[WatchRule::Change]);
        assert_eq!((none.len(), tests.tested, tests.untested), (0, 0, 20));
    }
}
