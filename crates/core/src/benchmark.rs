//! Each area against its own similar areas: two questions, kept apart. Whether its rate differs from that of all of them together by more
//! than chance, and whether it is unusual among them, who differ from each other too.

use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::outliers::control::benjamini_hochberg;
use crate::outliers::similar::{Among, noise, pairs};
use crate::rates::interval::{Confidence, clopper_pearson};
use crate::similar::{Likeness, Similar};
use crate::special::beta::given_both;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One area and its similar areas. Absent figures are undefined, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Benchmarked {
    /// Area code.
    pub area: Arc<str>,
    /// Area name.
    pub name: Option<Arc<str>>,
    /// What was observed.
    pub observed: f64,
    /// What its rate is over.
    pub denominator: f64,
    /// Its rate.
    pub rate: f64,
    /// The rate of its similar areas together.
    pub rate_of_similar: f64,
    /// What it would have at that rate.
    pub expected: f64,
    /// Its rate over theirs; absent where theirs is zero.
    pub ratio: Option<f64>,
    /// Lower end of the interval of the ratio, in which both sides have chance.
    pub lower: Option<f64>,
    /// Upper end; absent where the similar areas have nothing.
    pub upper: Option<f64>,
    /// Probability of a ratio so far from 1 by the chance of both sides.
    pub p_ratio: Option<f64>,
    /// The same by Benjamini and Hochberg among all areas that have peers.
    pub q_ratio: Option<f64>,
    /// Place of its rate among itself and its similar areas, 1 for the highest.
    pub place: usize,
    /// Probability of a rate so far from the mean of the similar areas if it were one of them, its own chance included; absent where chance
    /// is not known.
    pub p: Option<f64>,
    /// The same by Benjamini and Hochberg among all areas that have peers.
    pub q: Option<f64>,
    /// Whether it has no peers: its similar areas are far away.
    pub without_peers: bool,
    /// Mean of the rates of its similar areas, each counting the same, where one more of them can be held against it.
    #[serde(skip)]
    pub mean_of_similar: Option<f64>,
    /// Codes of its similar areas, the nearest first.
    #[serde(skip)]
    pub similar: Vec<Arc<str>>,
}

/// Every area of one slice against its similar areas.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Benchmark {
    /// Treatment (measure).
    pub treatment: Arc<str>,
    /// Period label.
    pub period: Period,
    /// What the numerator counts.
    pub kind: Kind,
    /// How many similar areas each area has; `None` for groups, of which each has its own number.
    pub nearest: Option<usize>,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Why ratios have no intervals; `None` where they have.
    pub interval_undefined: Option<String>,
    /// Areas by code.
    pub areas: Vec<Benchmarked>,
    /// Areas that lack an indicator or a group, or are alone in it, which are compared with none.
    pub lacking: Vec<Arc<str>>,
    /// Rows not used, by reason.
    pub set_aside: Vec<SetAside>,
}

/// Every area against those most like it.
///
/// Given what both sides have together, the count of the area is binomial with the probability that their denominators and the ratio make
/// (Przyborowski & Wilenski 1940), so that the interval of the ratio is that of Clopper and Pearson; chance that is known to be larger
/// counts in effective events; `p_ratio` is the two-sided p of the same binomial. `p` compares the rate with the mean of those of the similar
/// areas by Student's t, with the variance of one more area: s^2 (1 + 1 / n), n - 1 degrees of freedom. s^2 holds the chance of areas as
/// large as those; what a smaller area has beyond that, phi r (1 / d - mean of 1 / d of the others), is added (for a share times 1 - r).
/// Areas without peers have no q: what they are compared with is not like them.
///
/// # Errors
/// Those of [`Likeness::among`]; [`Error::Figures`] where an area has nothing to divide by, or the data have expected values of their own.
///
/// ```
/// use unwarranted_core::{Kind, Slice, benchmark::benchmark, interval::Confidence, similar::{Indicator, Likeness}};
/// let rows = [("A", 30.0, 100.0), ("B", 10.0, 100.0), ("C", 20.0, 100.0), ("D", 90.0, 100.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let values = [("A", 1.0), ("B", 1.1), ("C", 1.2), ("D", 9.0)].map(|(code, x)| (code.into(), x)).into();
/// let by = vec![Indicator { name: "age".into(), logarithm: false, values }];
/// let by = Likeness::Nearest { indicators: by, nearest: 2 };
/// let found = benchmark(&slice, &by, Confidence::new(0.95, "confidence").unwrap()).unwrap();
/// assert_eq!((found.areas[0].rate_of_similar, found.areas[0].expected, found.areas[0].place), (0.15, 15.0, 1));
/// ```
pub fn benchmark(slice: &Slice, likeness: &Likeness, confidence: Confidence) -> Result<Benchmark, Error> {
    let found = likeness.among(slice)?;
    let pairs = pairs(slice)?;
    let chance = slice.require_chance_of_counts().map(|()| slice.dispersion().unwrap_or(1.0));
    let mut areas: Vec<Benchmarked> = found
        .by_area()
        .filter_map(|of| one(slice, &pairs, &found, of, (chance.as_ref().ok().copied(), confidence)))
        .collect();
    let among = |p: fn(&Benchmarked) -> Option<f64>| {
        benjamini_hochberg(&areas.iter().map(|a| p(a).filter(|_| !a.without_peers)).collect::<Vec<_>>())
    };
    let (q, q_ratio) = (among(|a| a.p), among(|a| a.p_ratio));
    areas.iter_mut().zip(q.into_iter().zip(q_ratio)).for_each(|(area, (q, of_ratio))| {
        (area.q, area.q_ratio) = (q, of_ratio);
    });
    let compared = |code: &Arc<str>| areas.iter().any(|a| a.area == *code);
    let lacking = slice.areas().iter().map(|a| &a.code).filter(|code| !compared(code)).cloned().collect();
    Ok(Benchmark {
        treatment: Arc::clone(slice.treatment()),
        period: slice.period(),
        kind: slice.kind(),
        nearest: found.nearest,
        confidence: confidence.level(),
        interval_undefined: chance.err().map(|undefined: Undefined| undefined.reason.into_owned()),
        lacking,
        areas,
        set_aside: slice.set_aside().to_vec(),
    })
}

fn one(
    slice: &Slice,
    pairs: &BTreeMap<&str, (f64, f64)>,
    found: &Similar,
    of: &[crate::similar::Neighbour],
    (phi, confidence): (Option<f64>, Confidence),
) -> Option<Benchmarked> {
    let code = &of.first()?.area;
    let (observed, denominator) = *pairs.get(&**code)?;
    let theirs: Vec<(f64, f64)> = of.iter().filter_map(|n| pairs.get(&*n.neighbour).copied()).collect();
    let (other, people) = theirs.iter().fold((0.0, 0.0), |(o, d), pair| (o + pair.0, d + pair.1));
    let (rate, rate_of_similar) = (observed / denominator, other / people);
    let effective = phi.map(|phi| [observed / phi, other / phi]);
    let limits = effective.and_then(|both| limits(both, denominator / people, confidence));
    let noise = phi.map(|phi| noise(slice.kind(), phi, rate_of_similar));
    let among = noise.and_then(|noise| Among::of(&theirs, denominator, noise));
    let name = slice.areas().iter().find(|a| a.code == *code).and_then(|a| a.name.clone());
    Some(Benchmarked {
        area: Arc::clone(code),
        name,
        observed,
        denominator,
        rate,
        rate_of_similar,
        expected: rate_of_similar * denominator,
        ratio: (rate_of_similar > 0.0).then(|| rate / rate_of_similar),
        lower: limits.map(|(lower, _)| lower),
        upper: limits.and_then(|(_, upper)| upper),
        p_ratio: effective.and_then(|both| by_chance(both, denominator / people)),
        q_ratio: None,
        place: 1 + theirs.iter().filter(|(o, d)| o / d > rate).count(),
        p: among.map(|among| among.p(rate)),
        q: None,
        without_peers: found.without_peers.iter().any(|w| w.area == *code),
        mean_of_similar: among.map(|among| among.mean),
        similar: of.iter().map(|n| Arc::clone(&n.neighbour)).collect(),
    })
}

/// The interval of the ratio of two rates from their counts and the ratio of what they are over; no upper end where the second has nothing.
fn limits([own, other]: [f64; 2], over: f64, confidence: Confidence) -> Option<(f64, Option<f64>)> {
    let all = own + other;
    let share = (all > 0.0).then(|| clopper_pearson(own, all, confidence))?;
    let ratio = |p: f64| p / (1.0 - p) / over;
    Some((ratio(share.lower), (share.upper < 1.0).then(|| ratio(share.upper))))
}

/// Two-sided p of counts over what is `over` times as much for the first, where the rates are equal; `None` where both are 0.
fn by_chance([own, other]: [f64; 2], over: f64) -> Option<f64> {
    (own + other > 0.0).then(|| given_both([other, own], over / (1.0 + over)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::poisson::draw;
    use crate::sampling::stream::Generator;
    use crate::similar::{Groups, Indicator};
    use rand_distr::{Distribution, StandardNormal};

    fn nearest(values: BTreeMap<Arc<str>, f64>, nearest: usize) -> Likeness {
        Likeness::Nearest { indicators: vec![Indicator { name: "age".into(), logarithm: false, values }], nearest }
    }

    fn level() -> Confidence {
        Confidence::new(0.95, "confidence").unwrap()
    }

    fn of(kind: Kind, extra: f64) -> Benchmark {
        let codes: Vec<String> = (0..12).map(|i| format!("A{i:02}")).collect();
        let rows: Vec<(&str, f64, f64)> = codes
            .iter()
            .enumerate()
            .map(|(i, code)| (code.as_str(), if i == 0 { extra } else { 100.0 + 5.0 * (i % 3) as f64 }, 1_000.0))
            .collect();
        let slice = Slice::from_denominators(kind, &rows).unwrap();
        let values = codes.iter().enumerate().skip(1).map(|(i, c)| (c.as_str().into(), i as f64));
        let values = values.chain([("A00".into(), 6.0)]).collect();
        let by = nearest(values, 10);
        benchmark(&slice, &by, level()).unwrap()
    }

    /// Given both together the count is binomial, and the odds are the ratio times that of the denominators.
    #[test]
    fn the_ratio_has_the_chance_of_both_sides() {
        let found = of(Kind::Count, 300.0);
        let a = &found.areas[0];
        let others: f64 = a.rate_of_similar * 10_000.0;
        let share = clopper_pearson(300.0, 300.0 + others, level());
        assert!((a.lower.unwrap() - 10.0 * share.lower / (1.0 - share.lower)).abs() < 1e-12);
        assert!((a.ratio.unwrap() - 3_000.0 / others).abs() < 1e-12 && a.upper > a.ratio && a.lower < a.ratio);
        assert!(a.p.unwrap() < 1e-6 && a.q.unwrap() < 1e-4 && a.place == 1);
        assert!(found.areas[1..].iter().all(|b| b.q.unwrap() > 0.05));
    }

    #[test]
    fn what_is_ordinary_among_peers_is_not_named() {
        let found = of(Kind::Count, 105.0);
        assert!(found.areas.iter().all(|a| a.q.unwrap() > 0.05), "{:?}", found.areas[0]);
    }

    #[test]
    fn money_has_a_ratio_and_no_interval_and_zero_has_a_lower_end() {
        let found = of(Kind::Amount, 300.0);
        assert!(found.interval_undefined.is_some() && found.areas[0].lower.is_none());
        assert_eq!((found.areas[0].p, found.areas[0].q, found.areas[0].p_ratio), (None, None, None));
        let found = of(Kind::Count, 0.0);
        assert_eq!((found.areas[0].ratio, found.areas[0].lower, found.areas[0].place), (Some(0.0), Some(0.0), 11));
        assert_eq!(limits([5.0, 0.0], 0.1, level()).unwrap().1, None);
        assert!(limits([0.0, 0.0], 1.0, level()).is_none() && Among::of(&[(1.0, 1.0); 9], 1.0, 0.0).is_none());
    }

    #[test]
    fn areas_without_an_indicator_are_named() {
        let slice =
            Slice::from_denominators(Kind::Count, &[("A", 1.0, 9.0), ("B", 2.0, 9.0), ("C", 3.0, 9.0)]).unwrap();
        let values = [("A", 1.0), ("B", 2.0), ("X", 3.0)].map(|(code, x)| (code.into(), x)).into();
        let by = nearest(values, 1);
        let found = benchmark(&slice, &by, level()).unwrap();
        assert_eq!((found.areas.len(), &*found.lacking[0], found.areas[0].p), (2, "C", None));
    }

    #[test]
    fn areas_of_a_group_are_compared_with_each_other() {
        let rows = [("A", 30.0, 100.0), ("B", 10.0, 100.0), ("C", 30.0, 200.0), ("D", 90.0, 100.0), ("E", 1.0, 100.0)];
        let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
        let of =
            [("A", "x"), ("B", "x"), ("C", "x"), ("D", "y")].map(|(area, group)| (area.into(), group.into())).into();
        let found = benchmark(&slice, &Likeness::Groups(Groups { name: "board".into(), of }), level()).unwrap();
        let a = &found.areas[0];
        assert_eq!((a.rate_of_similar, a.place, found.nearest), (40.0 / 300.0, 1, None));
        assert_eq!(found.lacking, ["D".into(), "E".into()], "alone, and in no group");
        // Too few to say what is unusual among them.
        assert!(a.p.is_none() && a.p_ratio.is_some());
    }

    /// Sixty areas with one true rate, every sixth small: sets of `seeds` of them, in how many somebody is named, and how many.
    fn alike(seeds: u64, spread: f64, outlier: f64) -> (usize, usize, usize, usize) {
        let (mut sets, mut named, mut chance, mut found) = (0, 0, 0, 0);
        for seed in 0..seeds {
            let mut rng = Generator::from_seed(seed);
            let codes: Vec<String> = (0..60).map(|i| format!("A{i:02}")).collect();
            let rows: Vec<(&str, f64, f64)> = (0..60)
                .map(|i| {
                    let people = if i % 6 == 0 { 3_000.0 } else { 200_000.0 };
                    let own = libm::exp(spread * Distribution::<f64>::sample(&StandardNormal, &mut rng))
                        * if i == 7 { outlier } else { 1.0 };
                    (codes[i].as_str(), draw(&mut rng, 0.002 * people * own), people)
                })
                .collect();
            let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
            let values = codes.iter().map(|c| (c.as_str().into(), rng.below(1_000_000) as f64)).collect();
            let by = nearest(values, 10);
            let found_here = benchmark(&slice, &by, level()).unwrap().areas;
            let unusual = |a: &&Benchmarked| a.q.is_some_and(|q| q <= 0.05);
            let count = found_here.iter().filter(unusual).count();
            sets += usize::from(count > 0);
            named += count;
            chance += usize::from(found_here.iter().any(|a| a.q_ratio.is_some_and(|q| q <= 0.05)));
            found += usize::from(unusual(&&found_here[7]));
        }
        (sets, named, chance, found)
    }

    /// The level is that of a set: of a hundred sets in which all areas have one rate about five may name somebody.
    #[test]
    fn where_areas_have_one_rate_few_sets_name_anybody() {
        let (sets, named, chance, _) = alike(100, 0.0, 1.0);
        assert!(sets <= 10 && chance <= 10, "unusual in {sets} of 100 sets, {named} in all; beyond chance in {chance}");
        let (sets, named, ..) = alike(100, 0.15, 1.0);
        assert!(sets <= 12, "unusual in {sets} of 100 sets in which areas differ, {named} in all");
        let found = alike(100, 0.15, 2.5).3;
        assert!(found >= 60, "an area of two and a half times the rate is found in {found} of 100 sets");
    }

    #[test]
    fn the_p_of_the_ratio_takes_the_share_of_the_people() {
        // No event of 20 where the share is a fifth: 2 x 0.8^20.
        assert!((by_chance([0.0, 20.0], 0.25).unwrap() - 2.0 * 0.8_f64.powi(20)).abs() < 1e-12);
        assert_eq!((by_chance([0.0, 0.0], 1.0), by_chance([5.0, 5.0], 1.0)), (None, Some(1.0)));
    }

    #[test]
    fn areas_without_peers_are_in_no_family() {
        let codes: Vec<String> = (0..13).map(|i| format!("A{i:02}")).collect();
        let rows: Vec<(&str, f64, f64)> = codes.iter().map(|c| (c.as_str(), 100.0, 1_000.0)).collect();
        let rows: Vec<_> = rows
            .into_iter()
            .enumerate()
            .map(|(i, r)| (r.0, if i == 12 { 300.0 } else { r.1 + i as f64 }, r.2))
            .collect();
        let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
        let values =
            codes.iter().enumerate().map(|(i, c)| (c.as_str().into(), if i == 12 { 1e6 } else { i as f64 })).collect();
        let by = nearest(values, 6);
        let found = benchmark(&slice, &by, level()).unwrap();
        let far = &found.areas[12];
        assert!(far.without_peers && far.p.is_some() && far.p_ratio.unwrap() < 1e-6);
        assert_eq!((far.q, far.q_ratio), (None, None));
        assert!(found.areas[..12].iter().all(|a| a.q.is_some() && a.q_ratio.is_some()));
    }
}
