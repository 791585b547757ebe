//! Leagues to draw.

use super::{Random, labels};
use std::sync::Arc;
use unwarranted_core::sweep::{League, LeagueEntry, RankedBy};
use unwarranted_core::{Kind, Month, Period};
use unwarranted_plot::{LeagueSubject, Size};

pub(crate) struct LeagueCase {
    pub(crate) id: &'static str,
    pub(crate) league: League,
    pub(crate) labels: unwarranted_plot::Labels,
}

impl LeagueCase {
    pub(crate) fn subject(&self, size: Size) -> LeagueSubject<'_> {
        LeagueSubject { league: &self.league, labels: &self.labels, size }
    }
}

fn entry(rank: Option<usize>, title: String, variance: [Option<f64>; 3], of: usize) -> LeagueEntry {
    let [psv, psv_lower, psv_upper] = variance;
    let id: Arc<str> = title.to_lowercase().into();
    let period = Period::Month(Month::new(2025, 12).unwrap());
    let mut entry = LeagueEntry::new(period, &id, title, Kind::Count);
    entry.rank = rank;
    entry.rank_lower = rank.filter(|_| psv_lower.is_some()).map(|r| r.saturating_sub(2).max(1));
    entry.rank_upper = rank.filter(|_| psv_lower.is_some()).map(|r| (r + 2).min(of));
    entry.not_ranked = rank.is_none().then(|| "too rare".to_owned());
    (entry.areas, entry.differ, entry.beyond) = (106, 40, 3);
    (entry.psv, entry.psv_lower, entry.psv_upper) = (psv, psv_lower, psv_upper);
    entry
}

fn league(entries: Vec<LeagueEntry>) -> League {
    League {
        period: Period::Month(Month::new(2025, 12).unwrap()),
        by: RankedBy::Psv,
        areas: 106,
        tests: entries.len() * 106,
        under_dependence: None,
        confidence: 0.95,
        entries,
        standings: Vec::new(),
        unknown: Vec::new(),
    }
}

/// `n` treatments whose spread falls from `top`, the last one without a rank.
fn falling(n: usize, top: f64, title: fn(usize) -> String, intervals: bool) -> League {
    let mut random = Random(3);
    let mut variances: Vec<f64> = (0..n).map(|i| (top * libm::exp(-(i as f64) / 12.0)).powi(2)).collect();
    variances.sort_by(|a, b| b.total_cmp(a));
    let one = |(i, v): (usize, &f64)| {
        let wide = 0.1 + 0.3 * random.uniform();
        let limits = intervals.then(|| [v * (1.0 - wide), v * (1.0 + wide)]);
        entry(Some(i + 1), title(i), [Some(*v), limits.map(|l| l[0]), limits.map(|l| l[1])], n)
    };
    let mut entries: Vec<LeagueEntry> = variances.iter().enumerate().map(one).collect();
    entries.push(entry(None, "Homeopathy".to_owned(), [None; 3], n));
    league(entries)
}

/// The situations that the chart must survive.
pub(crate) fn leagues() -> Vec<LeagueCase> {
    const SOME: [&str; 6] =
        ["Gluten-free foods", "Co-proxamol", "Lidocaine plasters", "Herbal medicines", "Omega-3", "Vitamin D"];
    let named = |i: usize| format!("{} {i}", SOME[i % 6]);
    let long = |i: usize| {
        format!("Amino acid formula & extensively <b>hydrolysed</b> formula for infants with cow's milk allergy {i}")
    };
    let case = |id, league| LeagueCase { id, league, labels: labels() };
    let far = |i: usize| format!("Treatment {i}");
    vec![
        case("league14", falling(14, 1.1, |i| format!("{} {i}", SOME[i % 6]), true)),
        case("league150", falling(150, 2.3, named, true)),
        case("league-long", falling(7, 0.4, long, true)),
        case("league-one", falling(1, 0.2, far, true)),
        case("league-bare", falling(3, 0.0, far, false)),
        case("league-huge", falling(5, 1e6, far, true)),
    ]
}
