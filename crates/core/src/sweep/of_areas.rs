//! The league of treatments whose practices are not known.

use super::area_entry::AreaEntry;
use super::entry::{LeagueEntry, RankedBy};
use super::league::{League, ordered};
use super::ranking::order;
use super::standing::LEVEL;
use super::{NotRanked, Place};
use crate::chance::{ChanceFrom, Dispersion, LEAST_EFFECTIVE, PerPerson};
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::slice::{Slice, SliceArea};
use crate::error::Error;
use crate::findings::{Alarm, AreaFinding, Estimate, SliceFindings};
use crate::indices::{cv_weighted, variance_gamma};
use crate::outliers::control::benjamini_hochberg;
use crate::quantile::{quantile, sorted};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The slice as independent events: observed and expected values over phi, observed ones rounded to whole events. `None`
/// where chance is not known, or is that of independent events or of a share already. For money, quantities and items that
/// repeat this gives models of counts what they need.
///
/// # Errors
/// Those of [`Slice::new`].
pub fn as_events(slice: &Slice, given: Option<PerPerson>) -> Result<Option<Slice>, Error> {
    let known =
        Dispersion::of(slice, given).ok().filter(|d| d.from != ChanceFrom::Events && slice.kind() != Kind::Share);
    let Some(Dispersion { phi, .. }) = known else { return Ok(None) };
    let event = |(area, expected): (&SliceArea, &f64)| SliceArea {
        observed: (area.observed / phi).round(),
        denominator: None,
        expected: Some(expected / phi),
        ..area.clone()
    };
    let areas = slice.areas().iter().zip(slice.expected()).map(event).collect();
    Slice::new(Arc::clone(slice.treatment()), slice.period(), Kind::Count, areas, Vec::new(), slice.months()).map(Some)
}

impl League {
    /// The league of slices whose practices are not known, all of one period and judged together over everything
    /// ([`crate::findings::Family::All`]): by the variance of the gamma-Poisson model, taken of what `events` gives
    /// where it gives something ([`as_events`]). A place is possible when the other intervals leave it, which says less than
    /// places drawn together.
    #[must_use]
    pub fn of_areas(
        period: Period,
        findings: &[SliceFindings],
        events: &dyn Fn(&SliceFindings) -> Option<SliceFindings>,
        title: &dyn Fn(&str) -> String,
    ) -> Self {
        let p = |f: &SliceFindings| -> Vec<Option<f64>> {
            f.areas.iter().map(|a| a.p.filter(|_| effective(f, a).is_some_and(|n| n >= LEAST_EFFECTIVE))).collect()
        };
        let all: Vec<Option<f64>> = findings.iter().flat_map(p).collect();
        let mut q = benjamini_hochberg(&all).into_iter();
        let (mut entries, mut standings) = (Vec::new(), Vec::new());
        for f in findings {
            let q: Vec<Option<f64>> = q.by_ref().take(f.areas.len()).collect();
            let mut entry = LeagueEntry::new(period, &f.treatment, title(&f.treatment), f.kind);
            let of: Vec<AreaEntry> = (0..f.areas.len()).map(|at| AreaEntry::of_finding(&entry, f, at, q[at])).collect();
            entry.enter_findings(f, events(f).as_ref().unwrap_or(f), &of);
            standings.extend(of);
            entries.push(entry);
        }
        places(&mut entries);
        let areas = standings.iter().map(|s: &AreaEntry| &s.area).collect::<BTreeSet<_>>().len();
        let tests = all.iter().flatten().count();
        let by = RankedBy::VarianceGamma;
        let confidence = findings.first().map_or(0.95, |f| f.confidence);
        let (entries, unknown) = (ordered(entries), Vec::new());
        Self { period, by, areas, tests, under_dependence: None, confidence, entries, standings, unknown }
    }
}

/// Independent events that an area's expected value is worth; `None` where chance is not known.
fn effective(f: &SliceFindings, area: &AreaFinding) -> Option<f64> {
    area.chance.effective.or_else(|| Some(area.expected? / f.chance.phi?))
}

/// Places by the variance; as large as the intervals of the others leave possible.
fn places(entries: &mut [LeagueEntry]) {
    let ranked: Vec<(usize, [f64; 3])> = (0..entries.len())
        .filter(|i| entries[*i].not_ranked.is_none())
        .filter_map(|i| {
            let value = entries[i].variance_gamma?;
            let of = |limit: Option<f64>, otherwise| limit.unwrap_or(otherwise);
            Some((
                i,
                [value, of(entries[i].variance_gamma_lower, 0.0), of(entries[i].variance_gamma_upper, f64::INFINITY)],
            ))
        })
        .collect();
    let own = order(&ranked.iter().map(|(_, [value, ..])| *value).collect::<Vec<_>>());
    for (k, (i, [_, lower, upper])) in ranked.iter().enumerate() {
        let others = || ranked.iter().enumerate().filter(|(other, _)| *other != k);
        let surely_above = others().filter(|(_, (_, v))| v[1] > *upper).count();
        let surely_below = others().filter(|(_, (_, v))| v[2] < *lower).count();
        let (lower, upper) = (surely_above + 1, ranked.len() - surely_below);
        let place = Place { rank: own[k], lower, upper, together: None };
        entries[*i].enter_place(Some(&place));
    }
}

impl LeagueEntry {
    fn enter_findings<'a>(&mut self, f: &'a SliceFindings, events: &'a SliceFindings, areas: &[AreaEntry]) {
        self.areas = areas.len();
        self.observed = areas.iter().map(|a| a.observed).sum();
        self.denominator = areas.iter().filter_map(|a| a.denominator).sum();
        self.rate = (self.denominator > 0.0).then(|| self.observed / self.denominator);
        let index = |f: &'a SliceFindings, id: &str| f.indices.iter().find(|e: &&Estimate| e.id == id);
        let gamma = index(events, &variance_gamma::INDEX.id);
        self.variance_gamma = gamma.and_then(|e| e.value);
        (self.variance_gamma_lower, self.variance_gamma_upper) =
            (gamma.and_then(|e| e.lower), gamma.and_then(|e| e.upper));
        self.p = gamma.and_then(|e| e.p);
        self.cv_weighted = index(f, &cv_weighted::INDEX.id).and_then(|e| e.value);
        self.enter_found_others(f);
        let effective: Vec<f64> = areas.iter().filter_map(|a| a.effective).collect();
        self.effective_median = quantile(&sorted(&effective), 0.5);
        self.reliability = events.random_against_real.as_ref().map(|split| split.systematic_share);
        self.phi = f.chance.phi;
        self.break_even = f.chance.break_even;
        self.not_ranked = self.without_place(gamma);
        self.differ = areas.iter().filter(|a| a.differs_q.is_some_and(|q| q <= LEVEL)).count();
        let named = |alarm: Option<Alarm>| matches!(alarm, Some(Alarm::High | Alarm::Low));
        self.beyond = f.areas.iter().filter(|a| named(a.judgement.alarm)).count();
        let rate = |a: &&AreaEntry| a.rate.unwrap_or(f64::NAN);
        let there = || areas.iter().filter(|a| a.rate.is_some());
        let highest = there().reduce(|best, a| if rate(&a) > rate(&best) { a } else { best });
        let lowest = there().reduce(|best, a| if rate(&a) < rate(&best) { a } else { best });
        self.name_extremes(highest.zip(lowest).map(|(highest, lowest)| [highest, lowest]));
    }

    fn without_place(&self, gamma: Option<&Estimate>) -> Option<String> {
        // Of no area at all it is not known whether anything was observed.
        if self.areas < 2 {
            return Some(NotRanked::Areas.to_string());
        }
        if self.observed <= 0.0 {
            return Some(NotRanked::Nothing.to_string());
        }
        if self.kind == Kind::Amount && self.phi.is_none() {
            return Some(NotRanked::Chance.to_string());
        }
        if let Some(reason) = gamma.and_then(|e| e.undefined.as_ref()) {
            return Some(reason.to_string());
        }
        let few = self.effective_median.is_some_and(|events| events < LEAST_EFFECTIVE);
        few.then(|| NotRanked::Events.to_string())
    }
}

impl AreaEntry {
    fn of_finding(of: &LeagueEntry, f: &SliceFindings, at: usize, q: Option<f64>) -> Self {
        let area = &f.areas[at];
        let per = |rate: Option<f64>| rate.map(|rate| rate / f.per);
        Self {
            period: of.period,
            id: Arc::clone(&of.id),
            area: Arc::clone(&area.area),
            name: area.name.clone(),
            observed: area.observed,
            denominator: area.denominator,
            expected: area.expected,
            rate: per(area.rate),
            lower: per(area.lower),
            upper: per(area.upper),
            effective: effective(f, area),
            differs_p: area.p.filter(|_| q.is_some()),
            differs_q: q,
            beyond_p: area.judgement.alarm_p,
            beyond_q: area.judgement.q,
        }
    }
}
