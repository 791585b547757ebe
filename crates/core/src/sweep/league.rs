//! The league of treatments whose practices are known.

use super::area_entry::AreaEntry;
use super::entry::{LeagueEntry, RankedBy};
use super::unknown::UnknownEntry;
use super::{LeagueRow, Panel, Standing, Sweep};
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::rates::interval::Confidence;
use std::sync::Arc;

/// The league of one period.
#[derive(Debug, Clone)]
pub struct League {
    /// The period.
    pub period: Period,
    /// What it is ordered by.
    pub by: RankedBy,
    /// Areas in any of its treatments.
    pub areas: usize,
    /// Areas x treatments that were tested.
    pub tests: usize,
    /// Areas x treatments that differ, and that are beyond ordinary spread, if tests may depend on each other in any way
    /// (Benjamini & Yekutieli 2001); `None` where that was not worked out.
    pub under_dependence: Option<[usize; 2]>,
    /// Confidence of all intervals.
    pub confidence: f64,
    /// Those with a place in its order, then the others by identifier.
    pub entries: Vec<LeagueEntry>,
    /// Every area in every treatment, by identifier and code.
    pub standings: Vec<AreaEntry>,
    /// Areas whose figure in a treatment is not known, by identifier and code. They are not among the standings.
    pub unknown: Vec<UnknownEntry>,
}

impl League {
    /// The league of a sweep over a panel.
    #[must_use]
    pub fn of_practices(period: Period, panel: &Panel, sweep: &Sweep, confidence: Confidence) -> Self {
        let mut entries = Vec::with_capacity(sweep.rows.len());
        let mut standings = Vec::with_capacity(sweep.rows.len() * panel.areas().len());
        for (number, row) in sweep.rows.iter().enumerate() {
            let treatment = &panel.treatments()[number];
            let mut entry = LeagueEntry::new(period, &treatment.id, treatment.title.clone(), treatment.kind);
            entry.enter(row);
            entry.without_denominator = panel.without_people()[number];
            let there = panel.areas().iter().map(|a| &a.code).zip(&sweep.standings[number]);
            let there: Vec<_> = there.filter(|(_, standing)| standing.denominator > 0.0).collect();
            entry.enter_others(&there, &row.quotients);
            let of = |area: usize| {
                let standing = &sweep.standings[number][area];
                let (code, name) = (&panel.areas()[area].code, panel.areas()[area].name.as_ref());
                AreaEntry::of(&entry, [Some(code), name], standing, row.interval(standing, confidence))
            };
            let extremes = row.extremes.map(|places| places.map(of));
            standings
                .extend((0..panel.areas().len()).filter(|a| sweep.standings[number][*a].denominator > 0.0).map(of));
            entry.name_extremes(extremes.as_ref().map(|pair| [&pair[0], &pair[1]]));
            entries.push(entry);
        }
        let (tests, under_dependence) = (sweep.tests, Some(sweep.under_dependence));
        let areas = panel.areas().len();
        let (confidence, by) = (confidence.level(), RankedBy::Psv);
        let (entries, unknown) = (ordered(entries), Vec::new());
        Self { period, by, areas, tests, under_dependence, confidence, entries, standings, unknown }
    }

    /// Whether the chance of a treatment takes every event for another person: nothing else is known of a count or share whose
    /// dispersion is 1, unless practices say so. Where events repeat for one person chance is larger than that.
    #[must_use]
    pub fn takes_single_events(&self, entry: &LeagueEntry) -> bool {
        let single = entry.phi.is_some_and(|phi| (phi - 1.0).abs() < 1e-12);
        self.by == RankedBy::VarianceGamma && entry.kind != Kind::Amount && single
    }
}

impl League {
    /// Whether another treatment has the same place.
    #[must_use]
    pub fn shares_place(&self, entry: &LeagueEntry) -> bool {
        entry.rank.is_some() && self.entries.iter().filter(|other| other.rank == entry.rank).count() > 1
    }
}

pub(super) fn ordered(mut entries: Vec<LeagueEntry>) -> Vec<LeagueEntry> {
    entries.sort_by(|a, b| (a.rank.is_none(), a.rank, &a.id).cmp(&(b.rank.is_none(), b.rank, &b.id)));
    entries
}

impl LeagueEntry {
    fn enter(&mut self, row: &LeagueRow) {
        self.areas = row.areas;
        (self.observed, self.denominator, self.rate) = (row.observed, row.denominator, row.rate);
        self.psv = row.psv;
        (self.psv_lower, self.psv_upper) = row.psv_interval.map(|[lower, upper]| (lower, upper)).unzip();
        (self.cv_weighted, self.reliability) = (row.cv_weighted, row.reliability);
        (self.phi, self.effective_median, self.p) = (row.phi, row.effective_median, row.p);
        self.not_ranked = row.not_ranked.map(|reason| reason.to_string());
        self.enter_place(row.place.as_ref());
        (self.differ, self.beyond) = (row.differ, row.beyond);
    }
}

impl AreaEntry {
    fn of(
        of: &LeagueEntry,
        [code, name]: [Option<&Arc<str>>; 2],
        standing: &Standing,
        limits: Option<[f64; 2]>,
    ) -> Self {
        let (lower, upper) = limits.map(|[lower, upper]| (lower, upper)).unzip();
        let (differs_p, differs_q) = standing.differs.map(|[p, q]| (p, q)).unzip();
        let (beyond_p, beyond_q) = standing.beyond.map(|[p, q]| (p, q)).unzip();
        Self {
            period: of.period,
            id: Arc::clone(&of.id),
            area: code.map(Arc::clone).unwrap_or_default(),
            name: name.map(Arc::clone),
            observed: standing.observed,
            denominator: Some(standing.denominator),
            expected: Some(standing.expected),
            rate: Some(standing.observed / standing.denominator).filter(|rate| rate.is_finite()),
            lower,
            upper,
            effective: standing.effective,
            differs_p,
            differs_q,
            beyond_p,
            beyond_q,
        }
    }
}
