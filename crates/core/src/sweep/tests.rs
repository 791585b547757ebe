//! A nation with a known truth, and the slow way.

use super::block::{Wanted, each};
use super::draws::Draws;
use super::nation::Nation;
use super::point::Point;
use super::quotients::QUOTIENTS;
use super::*;
use crate::quantile::{quantile, sorted};

fn options(replicates: usize) -> SweepOptions {
    SweepOptions { replicates, reassignments: 0, seed: 7, confidence: Confidence::new(0.95, "confidence").unwrap() }
}

fn small() -> Panel {
    Nation { treatments: 40, practices: 150, areas: 9, tau: |t| t as f64 / 40.0, items: [9.5, 2.6], differ: 1.0 }
        .simulate(3)
        .0
}

/// A panel whose treatments are counted over different denominators, with an area of a single practice, a practice and
/// an area that are not there for some.
fn mixed() -> Panel {
    let panel = small();
    let shares: Vec<f64> =
        (0..panel.practices()).map(|p| (1 + p * 37 % 11 - usize::from(p == 20)) as f64 * 40.0).collect();
    let mut without = panel.denominator(0).to_vec();
    panel.range(2).for_each(|p| without[p] = 0.0);
    let mut areas = panel.areas().to_vec();
    let first = areas[0].practices.remove(0);
    areas.insert(0, PanelArea { code: "A".into(), name: None, practices: vec![first] });
    let mut treatments = panel.treatments().to_vec();
    treatments.iter_mut().enumerate().for_each(|(i, t)| t.over = [0, 0, 0, 1, 2][i % 5]);
    Panel::new(areas, vec![panel.denominator(0).to_vec(), shares, without], treatments).unwrap()
}

/// The slow way: one treatment, one replicate and one practice at a time; observed and denominator of each area.
fn areas_slowly(panel: &Panel, draws: &Draws, treatment: &PanelTreatment) -> Vec<Vec<(f64, f64)>> {
    let mut figures = vec![0.0; panel.practices()];
    treatment.observed.iter().for_each(|(p, figure)| figures[*p as usize] = *figure);
    let people = panel.denominator(treatment.over);
    let replicate = |r: usize| {
        let area = |area: &draws::AreaDraws| {
            let each = area.taken.len() / draws.replicates;
            let (mut o, mut d) = (0.0, 0.0);
            for p in &area.taken[r * each..(r + 1) * each] {
                o += figures[area.from.start + *p as usize] * area.weight;
                d += people[area.from.start + *p as usize] * area.weight;
            }
            (o, d)
        };
        draws.areas.iter().map(area).filter(|(_, d)| *d > 0.0).collect()
    };
    (0..draws.replicates).map(replicate).collect()
}

/// Variance, sum of squares and the two quotients, the latter as their indices define them.
fn slowly(panel: &Panel, draws: &Draws, treatment: &PanelTreatment) -> Vec<[f64; 4]> {
    let of = |areas: Vec<(f64, f64)>| {
        let (o, d) = areas.iter().fold((0.0, 0.0), |sum, area| (sum.0 + area.0, sum.1 + area.1));
        let variance = areas.iter().map(|(ao, ad)| ad / d * (ao / ad / (o / d) - 1.0).powi(2)).sum();
        let codes: Vec<String> = (0..areas.len()).map(|i| format!("A{i:03}")).collect();
        let rows: Vec<_> = codes.iter().zip(&areas).map(|(code, (o, d))| (code.as_str(), *o, *d)).collect();
        let slice = crate::Slice::from_denominators(Kind::Amount, &rows).unwrap();
        let index = |id: &str| crate::indices::find(id).unwrap().compute(&slice).map_or(f64::NAN, |found| found.value);
        let squares = areas.iter().map(|(ao, ad)| ao * ao / ad).sum();
        [variance, squares, index("eq-5-95"), index("eq-without-5")]
    };
    areas_slowly(panel, draws, treatment).into_iter().map(of).collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs())) || (!a.is_finite() && !b.is_finite())
}

#[test]
fn sums_and_quotients_side_by_side_are_those_one_by_one() {
    let wide = Nation { treatments: 20, practices: 400, areas: 23, tau: |_| 0.3, items: [9.5, 2.6], differ: 1.0 };
    for panel in [small(), mixed(), wide.simulate(4).0] {
        let points: Vec<Point> = panel.treatments().iter().map(|t| Point::of(&panel, t)).collect();
        for draws in [Draws::again(&panel, 50, 1), Draws::reassigned(&panel, 50, 1)] {
            let take = |_: &Point, r: block::Replicates<'_>| {
                let [first, last] = QUOTIENTS.map(|quotient| r.quotients(quotient).collect::<Vec<_>>());
                let all = r.variances().zip(r.squares()).zip(first.into_iter().zip(last));
                all.map(|((v, s), (q, w))| [v, s, q, w]).collect::<Vec<_>>()
            };
            let fast = each(&panel, (&draws, Wanted::Quotients), &points, take, &|_| ());
            assert!(fast.iter().flatten().count() >= panel.treatments().len() * 3 / 4);
            for ((treatment, point), fast) in panel.treatments().iter().zip(&points).zip(&fast) {
                assert_eq!(fast.is_some(), point.variance.is_finite());
                let Some(fast) = fast else { continue };
                let slow = slowly(&panel, &draws, treatment);
                assert_eq!(fast.len(), slow.len());
                for (fast, slow) in fast.iter().zip(slow) {
                    assert!(fast.iter().zip(slow).all(|(a, b)| close(*a, b)), "{fast:?} {slow:?}");
                }
            }
        }
    }
}

/// Both quotients of rates drawn together, worked out from practices once more.
fn left_slowly(panel: &Panel, treatment: &PanelTreatment, v: f64) -> [f64; 2] {
    let mut figures = vec![0.0; panel.practices()];
    treatment.observed.iter().for_each(|(p, figure)| figures[*p as usize] = *figure);
    let people = panel.denominator(treatment.over);
    let area = |range: std::ops::Range<usize>| {
        let (o, d) = range.clone().fold((0.0, 0.0), |sum, p| (sum.0 + figures[p], sum.1 + people[p]));
        let n = range.len() as f64;
        let scatter: f64 = range.map(|p| (figures[p] - o / d * people[p]).powi(2)).sum();
        (libm::log(o / d), v + n / (n - 1.0) * scatter / (o * o))
    };
    let areas: Vec<(f64, f64)> = (0..panel.areas().len()).map(|a| area(panel.range(a))).collect();
    let sum = |of: &dyn Fn(&(f64, f64)) -> f64| areas.iter().map(of).sum::<f64>();
    let mean = sum(&|(log, variance)| log / variance) / sum(&|(_, variance)| 1.0 / variance);
    let rates: Vec<f64> = areas.iter().map(|(log, all)| libm::exp(mean + (v / all).sqrt() * (log - mean))).collect();
    let order = sorted(&rates);
    let n = order.len();
    [quantile(&order, 0.95).unwrap() / quantile(&order, 0.05).unwrap(), order[n - 6] / order[5]]
}

/// The slow bootstrap of one treatment: limits of its quotients from areas drawn one by one.
#[test]
fn intervals_of_quotients_are_those_of_a_slow_bootstrap() {
    let nation = Nation { treatments: 20, practices: 900, areas: 30, tau: |_| 0.3, items: [9.5, 2.6], differ: 1.0 };
    let (panel, _) = nation.simulate(4);
    let options = options(199);
    let found = sweep(&panel, &options, &|_| ()).unwrap();
    let league = League::of_practices(crate::Period::All, &panel, &found, options.confidence);
    let draws = Draws::again(&panel, 199, options.seed);
    let mut compared = 0;
    for (treatment, row) in panel.treatments().iter().zip(&found.rows) {
        let entry = league.entries.iter().find(|e| e.id == treatment.id).unwrap();
        let slow = slowly(&panel, &draws, treatment);
        let (own, systematic) = ([entry.eq_5_95, entry.eq_without_5], row.not_ranked.is_none());
        for (k, value) in own.into_iter().enumerate() {
            let QuotientInterval { limits, systematic: left, undefined } = &row.quotients[k];
            let logs: Vec<f64> = slow.iter().map(|all| libm::log(all[2 + k])).collect();
            let Some(value) = value.filter(|_| logs.iter().all(|l| l.is_finite())) else {
                assert!(limits.is_none() && left.is_none() && (value.is_none() || undefined.is_some()));
                continue;
            };
            let (mean, order) = (logs.iter().sum::<f64>() / 199.0, sorted(&logs));
            let off = [0.025, 0.975].map(|p| quantile(&order, p).unwrap() - mean);
            let limits = limits.unwrap();
            assert!((0..2).all(|i| close(limits[i], libm::exp((libm::log(value) + off[i]).max(0.0)))), "{limits:?}");
            assert!(limits[0] <= value && value <= limits[1]);
            assert_eq!(left.is_some(), systematic);
            if let Some([centre, lower, upper]) = left {
                assert!(
                    close(*centre, left_slowly(&panel, treatment, row.psv.unwrap())[k])
                        && lower <= centre
                        && centre <= upper
                );
                assert!(close(*upper / centre, libm::exp(off[1])) && *centre <= 1.001 * value, "{centre} {value}");
            }
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn areas_and_orders_are_drawn_whole() {
    let panel = mixed();
    let draws = Draws::reassigned(&panel, 20, 5);
    for r in 0..20 {
        let of = |area: &draws::AreaDraws| {
            let each = area.taken.len() / 20;
            area.taken[r * each..(r + 1) * each].to_vec()
        };
        let mut all: Vec<u32> = draws.areas.iter().flat_map(of).collect();
        all.sort_unstable();
        assert_eq!(all, (0..u32::try_from(panel.practices()).unwrap()).collect::<Vec<_>>());
    }
    let again = Draws::again(&panel, 20, 5);
    assert!(again.areas[0].taken.iter().all(|p| *p == 0));
    for area in &again.areas[1..] {
        assert_eq!(area.taken.len(), 20 * (area.from.len() - 1));
        assert!((area.weight * (area.from.len() as f64 - 1.0) - area.from.len() as f64).abs() < 1e-12);
    }
}

/// Two areas, worked out with a pocket calculator: rates 0.03 and 0.06, 0.045 together, CV 1/3.
#[test]
fn two_areas_by_hand() {
    let area = |code: &str, practices: [&str; 2]| PanelArea {
        code: code.into(),
        name: None,
        practices: practices.map(Into::into).to_vec(),
    };
    let observed = vec![(0, 2.0), (1, 4.0), (2, 5.0), (3, 7.0)];
    let treatment = PanelTreatment { id: "t".into(), title: "T".into(), kind: Kind::Count, over: 0, observed };
    let areas = vec![area("A", ["1", "2"]), area("B", ["3", "4"])];
    let panel = Panel::new(areas, vec![vec![100.0; 4]], vec![treatment]).unwrap();
    let found = sweep(&panel, &options(0), &|_| ()).unwrap();
    let row = &found.rows[0];
    // Scatter of both areas: 2 x (1 + 1) = 4; phi = 8 / 18; v = 4 / 200^2; chance = 2 x 1/2 x 1/2 x v / 0.045^2.
    let chance = 0.5 * (4.0 / 40_000.0) / (0.045 * 0.045);
    assert!((row.psv.unwrap() - (1.0 / 9.0 - chance)).abs() < 1e-12);
    assert!((row.cv_weighted.unwrap() - 1.0 / 3.0).abs() < 1e-12);
    assert!((row.phi.unwrap() - 8.0 / 18.0).abs() < 1e-12);
    assert!((row.effective_median.unwrap() - 9.0 / (8.0 / 18.0)).abs() < 1e-12);
    assert!((row.reliability.unwrap() - (1.0 / 9.0 - chance) * 9.0).abs() < 1e-12);
    assert_eq!((row.not_ranked, row.place.map(|p| p.rank), found.tests), (None, Some(1), 2));
    assert_eq!(row.extremes, Some([1, 0]));
    // Gamma of shape 20.25 at 13.5 and at 27: scipy.stats.gamma.cdf(13.5, 20.25), sf(27, 20.25).
    let p: Vec<f64> = found.standings[0].iter().map(|s| s.differs.unwrap()[0]).collect();
    assert!((p[0] - 2.0 * 0.051_262_154_7).abs() < 1e-9 && (p[1] - 2.0 * 0.076_067_437_2).abs() < 1e-9, "{p:?}");
}

/// Three items of one area are three events at most, however alike its practices are.
#[test]
fn few_events_are_not_worth_many() {
    let areas = ["A", "B"].map(|code| PanelArea {
        code: code.into(),
        name: None,
        practices: (0..3).map(|p| format!("{code}{p}").into()).collect(),
    });
    let of = |id: &str, kind, each: [f64; 6]| PanelTreatment {
        id: id.into(),
        title: "T".into(),
        kind,
        over: 0,
        observed: (0..).zip(each).collect(),
    };
    let few = [2.0, 2.0, 2.0, 0.5, 0.5, 0.8];
    let treatments = vec![
        of("items", Kind::Count, few),
        of("more", Kind::Count, few.map(|y| 10.0 * y)),
        of("pounds", Kind::Amount, few),
    ];
    let panel = Panel::new(areas.to_vec(), vec![vec![1000.0; 6]], treatments).unwrap();
    let found = sweep(&panel, &options(0), &|_| ()).unwrap();
    let tested = |i: usize| found.standings[i].iter().filter(|s| s.differs.is_some()).count();
    assert!(found.rows[0].effective_median.unwrap() > 100.0, "practices are alike");
    assert_eq!((found.rows[0].not_ranked, tested(0)), (Some(NotRanked::Few), 0));
    assert_eq!((found.rows[1].not_ranked, tested(1)), (None, 2));
    assert_eq!((found.rows[2].not_ranked, tested(2)), (None, 2), "the unit of an amount is no event");
}

#[test]
fn what_cannot_be_ranked_says_why() {
    let panel = mixed();
    let mut treatments = panel.treatments().to_vec();
    treatments[0].observed.clear();
    treatments[1].observed = vec![(4, 3.0)];
    let panel =
        Panel::new(panel.areas().to_vec(), (0..3).map(|over| panel.denominator(over).to_vec()).collect(), treatments)
            .unwrap();
    let found = sweep(&panel, &SweepOptions { reassignments: 99, ..options(99) }, &|_| ()).unwrap();
    assert_eq!(found.rows[0].not_ranked, Some(NotRanked::Nothing));
    assert_eq!((found.rows[0].psv, found.rows[0].p, found.rows[0].place), (None, None, None));
    assert_eq!(found.rows[1].not_ranked, Some(NotRanked::Events));
    // In some replicates nothing is drawn at all: no interval.
    assert_eq!(found.rows[1].psv_interval, None);
    let league = League::of_practices(crate::Period::All, &panel, &found, options(0).confidence);
    let undefined = |i: usize| {
        let entry = league.entries.iter().find(|e| e.id == panel.treatments()[i].id).unwrap();
        (
            entry.eq_5_95,
            entry.eq_5_95_undefined.clone().unwrap_or_default(),
            entry.eq_without_5_undefined.clone().unwrap(),
        )
    };
    assert_eq!(undefined(0).0, None);
    assert_eq!(undefined(0).1, "nothing was observed in any area");
    assert_eq!(undefined(1).1, "the 5th percentile of the rates is zero");
    assert!(undefined(1).2.contains("fewer than twelve areas"), "{:?}", undefined(1));
    let ranked: Vec<&Place> = found.rows.iter().filter_map(|row| row.place.as_ref()).collect();
    let mut ranks: Vec<usize> = ranked.iter().map(|p| p.rank).collect();
    ranks.sort_unstable();
    assert_eq!(ranks, (1..=ranked.len()).collect::<Vec<_>>());
    assert!(ranked.len() > 10 && ranked.iter().all(|p| p.lower <= p.rank && p.rank <= p.upper));
    assert!(found.rows.iter().all(|row| row.place.is_some() != row.not_ranked.is_some()));
    // The area without a denominator takes no part; of the treatments over it, one area fewer.
    assert!(found.rows.iter().zip(panel.treatments()).all(|(row, t)| row.areas == 10 - usize::from(t.over == 2)));
    assert!(sweep(&panel, &options(5), &|_| ()).is_err());
}

/// The same twice has the same place, and so has the same counted in other units; the next comes after all of them.
#[test]
fn equal_treatments_share_a_place() {
    let panel = mixed();
    let first = sweep(&panel, &options(199), &|_| ()).unwrap();
    let at = (0..40).find(|i| first.rows[*i].place.is_some_and(|p| p.rank == 3)).unwrap();
    let mut treatments = panel.treatments().to_vec();
    let mut copy = |id: &str, of: f64| {
        let observed = panel.treatments()[at].observed.iter().map(|(p, y)| (*p, y * of)).collect();
        treatments.push(PanelTreatment { id: id.into(), observed, ..panel.treatments()[at].clone() });
    };
    copy("twin", 1.0);
    copy("in packs of three", 1.0 / 3.0);
    let over = (0..3).map(|over| panel.denominator(over).to_vec()).collect();
    let panel = Panel::new(panel.areas().to_vec(), over, treatments).unwrap();
    let found = sweep(&panel, &options(199), &|_| ()).unwrap();
    let place = |i: usize| found.rows[i].place.unwrap();
    assert!(place(at).rank == 3 && place(40) == place(at) && place(41) == place(at), "{:?}", place(41));
    let [lower, upper] = place(at).together.unwrap();
    assert!(lower <= 3 && upper >= 5, "none of three equal ones is surely before the others: {lower} {upper}");
    let mut ranks: Vec<usize> = found.rows.iter().filter_map(|row| row.place).map(|p| p.rank).collect();
    ranks.sort_unstable();
    assert_eq!(ranks[..6], [1, 2, 3, 3, 3, 6]);
    let league = League::of_practices(crate::Period::All, &panel, &found, options(0).confidence);
    let shared: Vec<usize> = league.entries.iter().filter(|e| league.shares_place(e)).filter_map(|e| e.rank).collect();
    assert_eq!(shared, [3, 3, 3]);
    assert_eq!(league.entries[2].places_beside_others(), Some([lower, upper]));
}

#[test]
fn threads_do_not_matter() {
    let panel = mixed();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| format!("{:?}", sweep(&panel, &SweepOptions { reassignments: 99, ..options(199) }, &|_| ())))
    };
    assert_eq!(on(1), on(3));
}

/// A share above one half is judged by its complement, so that both sides of it give the same areas.
#[test]
fn a_share_and_its_complement_are_judged_alike() {
    let panel = small();
    let people = panel.denominator(0).to_vec();
    let part: Vec<(u32, f64)> = people
        .iter()
        .enumerate()
        .map(|(i, n)| (u32::try_from(i).unwrap(), (n * (0.05 + (i % 7) as f64 / 40.0)).round()))
        .collect();
    let rest = part.iter().map(|(i, y)| (*i, people[*i as usize] - y)).collect();
    let treatment =
        |id: &str, observed| PanelTreatment { id: id.into(), title: "T".into(), kind: Kind::Share, over: 0, observed };
    let treatments = vec![treatment("part", part), treatment("rest", rest)];
    let panel = Panel::new(panel.areas().to_vec(), vec![people], treatments).unwrap();
    let found = sweep(&panel, &options(0), &|_| ()).unwrap();
    for (part, rest) in found.standings[0].iter().zip(&found.standings[1]) {
        assert!(close(part.differs.unwrap()[0], rest.differs.unwrap()[0]), "{part:?} {rest:?}");
    }
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let ranks = |v: &[f64]| {
        let all = sorted(v);
        v.iter().map(|x| all.partition_point(|y| y < x) as f64).collect::<Vec<_>>()
    };
    let (a, b) = (ranks(a), ranks(b));
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (ma, mb) = (mean(&a), mean(&b));
    let sum = |f: &dyn Fn(usize) -> f64| (0..a.len()).map(f).sum::<f64>();
    sum(&|i| (a[i] - ma) * (b[i] - mb)) / (sum(&|i| (a[i] - ma).powi(2)) * sum(&|i| (b[i] - mb).powi(2))).sqrt()
}

/// Known truth: the order is found, intervals and ranks hold it.
#[test]
fn the_true_order_is_found() {
    let tau = |t: usize| if t.is_multiple_of(5) { 0.0 } else { 0.05 * 1.018f64.powi(i32::try_from(t).unwrap()) };
    let nation = Nation { treatments: 200, practices: 3000, areas: 60, tau, items: [9.5, 2.6], differ: 1.0 };
    let (panel, truth) = nation.simulate(11);
    let found = sweep(&panel, &options(299), &|_| ()).unwrap();
    let ranked: Vec<usize> = (0..200).filter(|i| found.rows[*i].place.is_some()).collect();
    let of = |f: &dyn Fn(usize) -> f64| ranked.iter().map(|i| f(*i)).collect::<Vec<_>>();
    let (psv, variance) = (of(&|i| found.rows[i].psv.unwrap()), of(&|i| truth.variance[i]));
    assert!(ranked.len() > 60 && correlation(&psv, &variance) > 0.95, "{}", correlation(&psv, &variance));
    let inside = ranked.iter().filter(|i| {
        let [lower, upper] = found.rows[**i].psv_interval.unwrap();
        (lower..=upper).contains(&truth.variance[**i])
    });
    let share = inside.count() as f64 / ranked.len() as f64;
    assert!(share > 0.9, "{share}");
    let inside = |i: &&usize| {
        let all = found.rows[**i].quotients.iter().zip(truth.quotients[**i]);
        all.filter(|(drawn, truth)| drawn.systematic.is_some_and(|[_, lower, upper]| (lower..=upper).contains(&*truth)))
            .count()
    };
    let share = ranked.iter().map(|i| inside(&i)).sum::<usize>() as f64 / (2 * ranked.len()) as f64;
    assert!(share > 0.85, "{share}");
    let true_rank = |i: usize| 1 + variance.iter().filter(|v| **v > truth.variance[i]).count();
    let held = ranked.iter().filter(|i| {
        let place = found.rows[**i].place.unwrap();
        (place.lower..=place.upper).contains(&true_rank(**i))
    });
    let share = held.count() as f64 / ranked.len() as f64;
    assert!(share > 0.88, "{share}");
}

/// Where areas do not differ, practices and repeat items alone make no league and no alarm.
#[test]
fn no_variation_between_areas_is_none() {
    let (panel, _) =
        Nation { treatments: 150, practices: 3000, areas: 60, tau: |_| 0.0, items: [9.5, 2.6], differ: 0.0 }
            .simulate(5);
    let found = sweep(&panel, &SweepOptions { reassignments: 199, ..options(199) }, &|_| ()).unwrap();
    assert_eq!(found.rows.iter().filter(|row| row.place.is_some()).count(), 0);
    assert!(found.rows.iter().filter(|row| row.psv_interval.is_some_and(|i| i[0] > 0.0)).count() <= 1);
    let psv: Vec<f64> = found.rows.iter().filter_map(|row| row.psv).collect();
    let above = psv.iter().filter(|psv| **psv > 0.0).count() as f64 / psv.len() as f64;
    assert!((0.35..0.65).contains(&above), "{above}");
    assert!(found.rows.iter().map(|row| row.differ + row.beyond).sum::<usize>() <= 2);
    let p: Vec<f64> = found.rows.iter().filter_map(|row| row.p).collect();
    let small = p.iter().filter(|p| **p <= 0.1).count() as f64 / p.len() as f64;
    assert!((0.03..0.2).contains(&small), "{small}");
    assert!((quantile(&sorted(&p), 0.5).unwrap() - 0.5).abs() < 0.15);
}

/// Four fifths of the areas at the overall rate: false discoveries over areas x treatments stay near their level, which
/// events taken as independent (phi = 1) would miss by far.
#[test]
fn discoveries_are_mostly_true() {
    let nation = Nation { treatments: 200, practices: 3000, areas: 60, tau: |_| 0.4, items: [9.5, 2.6], differ: 0.2 };
    let (panel, truth) = nation.simulate(23);
    let found = sweep(&panel, &options(0), &|_| ()).unwrap();
    let (mut hits, mut wrong) = (0, 0);
    for (standings, differs) in found.standings.iter().zip(&truth.differs) {
        for (standing, differs) in standings.iter().zip(differs) {
            let named = standing.differs.is_some_and(|[_, q]| q <= LEVEL);
            hits += usize::from(named);
            wrong += usize::from(named && !differs);
        }
    }
    assert!(hits > 60 && (wrong as f64) < 0.12 * hits as f64, "{wrong} of {hits}");
    assert!(found.under_dependence[0] <= hits && found.under_dependence[1] <= found.under_dependence[0]);
}

/// The other indices are those of a slice of the areas.
#[test]
fn other_indices_of_a_league_are_those_of_its_areas() {
    let panel = mixed();
    let options = SweepOptions { replicates: 0, ..options(0) };
    let found = sweep(&panel, &options, &|_| ()).unwrap();
    let league = League::of_practices(crate::Period::All, &panel, &found, options.confidence);
    for entry in &league.entries {
        let areas = league.standings.iter().filter(|a| a.id == entry.id);
        let rows: Vec<(&str, f64, f64)> = areas.map(|a| (&*a.area, a.observed, a.denominator.unwrap())).collect();
        let slice = crate::Slice::from_denominators(entry.kind, &rows).unwrap();
        let value = |id: &str| crate::indices::find(id).unwrap().compute(&slice).ok().map(|found| found.value);
        let wanted = ["cv", "scv", "eq-5-95", "gini", "cv-weighted"].map(value);
        let close = |a: Option<f64>, b: Option<f64>| {
            a.zip(b).map_or(a == b, |(a, b)| (a - b).abs() <= 1e-9 * b.abs().max(1e-9))
        };
        let own = [entry.cv, entry.scv, entry.eq_5_95, entry.gini, entry.cv_weighted];
        assert!(own.iter().zip(wanted).all(|(a, b)| close(*a, b)), "{}: {own:?} {wanted:?}", entry.id);
    }
    assert!(league.entries.iter().filter(|e| e.eq_5_95.is_some()).count() > 20);
}
