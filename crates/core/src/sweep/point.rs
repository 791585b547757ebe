//! What a treatment's practices show without drawing anything: rate, systematic variance, chance.

use super::asked::{LEAST_EVENTS, LEAST_RELIABILITY, NotRanked};
use super::panel::{Panel, PanelTreatment};
use crate::chance::LEAST_EFFECTIVE;
use crate::data::kind::Kind;
use crate::quantile::{quantile, sorted};

/// Sums of one area.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct AreaSums {
    pub(super) observed: f64,
    pub(super) denominator: f64,
    /// n / (n - 1) sum (y - r N)^2 over its practices about the area's own rate r; `None` for a single practice.
    scatter: Option<f64>,
}

/// Point values of one treatment.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct Point {
    /// One per area of the panel; a denominator of 0 takes no part.
    pub(super) areas: Vec<AreaSums>,
    pub(super) used: usize,
    pub(super) observed: f64,
    pub(super) denominator: f64,
    /// Observed over denominator of all areas.
    pub(super) rate: f64,
    /// Variance over mean of a practice's figure about its area's rate; `None` where no area has two practices.
    pub(super) phi: Option<f64>,
    /// Weighted squared coefficient of variation.
    pub(super) variance: f64,
    /// The part of it that is chance as practices show it.
    pub(super) chance: f64,
    pub(super) effective_median: Option<f64>,
    pub(super) not_ranked: Option<NotRanked>,
}

impl Point {
    pub(super) fn of(panel: &Panel, treatment: &PanelTreatment) -> Self {
        let areas = sums(panel, treatment);
        let there = || areas.iter().filter(|a| a.denominator > 0.0);
        let (observed, denominator) = (there().map(|a| a.observed).sum::<f64>(), there().map(|a| a.denominator).sum());
        let rate = observed / denominator;
        let phi = dispersion(&areas);
        let mut point = Self {
            used: there().count(),
            observed,
            denominator,
            rate,
            phi,
            variance: f64::NAN,
            chance: f64::NAN,
            effective_median: None,
            not_ranked: None,
            areas,
        };
        if observed > 0.0 {
            point.decompose();
        }
        point.not_ranked = point.reason(treatment.kind);
        point
    }

    /// Systematic variance: what is left of the variance when chance is taken out. It may be below zero.
    pub(super) fn psv(&self) -> Option<f64> {
        Some(self.variance - self.chance).filter(|psv| psv.is_finite())
    }

    /// The systematic share of the variance between areas, 0 to 1.
    pub(super) fn reliability(&self) -> Option<f64> {
        let psv = self.psv()?.max(0.0);
        Some(psv / (psv + self.chance)).filter(|share| share.is_finite())
    }

    /// The rates of the areas drawn together until they differ as much as they do systematically: the logarithm of each
    /// towards the mean by sqrt(V / (V + c)), V the systematic variance and c the chance in the logarithm of an area, its scatter
    /// over O^2, or phi / O for a single practice (after Louis 1984, JASA 79:393); the mean is weighted by 1 / (V + c). A rate
    /// of zero stays there. `None` where the treatment has no rank.
    pub(super) fn without_chance(&self) -> Option<Vec<f64>> {
        let (systematic, phi) = (self.psv()?.max(0.0), self.phi.filter(|_| self.not_ranked.is_none())?);
        let there = || self.areas.iter().filter(|a| a.denominator > 0.0);
        let chance = |area: &AreaSums| area.scatter.unwrap_or(phi * area.observed) / area.observed.powi(2);
        let variance = |area: &AreaSums| systematic + chance(area);
        let log = |area: &AreaSums| libm::log(area.observed / area.denominator);
        let weighted = there().filter(|a| a.observed > 0.0).map(|a| (1.0 / variance(a), log(a)));
        let (weights, sum) = weighted.fold((0.0, 0.0), |(w, s), (weight, log)| (w + weight, s + weight * log));
        let mean = sum / weights;
        let one = |area: &AreaSums| match area.observed > 0.0 {
            true => libm::exp(mean + (systematic / variance(area)).sqrt() * (log(area) - mean)),
            false => area.observed.min(0.0),
        };
        Some(there().map(one).collect())
    }

    /// Expected in an area at the rate of all.
    pub(super) fn expected(&self, area: &AreaSums) -> f64 {
        self.rate * area.denominator
    }

    fn decompose(&mut self) {
        let Some(phi) = self.phi else { return };
        let (mut variance, mut chance) = (0.0, 0.0);
        for area in self.areas.iter().filter(|a| a.denominator > 0.0) {
            let weight = area.denominator / self.denominator;
            let ratio = area.observed / area.denominator / self.rate;
            variance += weight * (ratio - 1.0).powi(2);
            // A single practice shows nothing of its own: its area has the chance of all.
            let scatter = area.scatter.unwrap_or(phi * self.rate * area.denominator);
            chance += weight * (1.0 - weight) * scatter / (area.denominator * self.rate).powi(2);
        }
        (self.variance, self.chance) = (variance, chance);
        if phi > 0.0 {
            let there = self.areas.iter().filter(|a| a.denominator > 0.0);
            let effective: Vec<f64> = there.map(|a| self.expected(a) / phi).collect();
            self.effective_median = quantile(&sorted(&effective), 0.5);
        }
    }

    fn reason(&self, kind: Kind) -> Option<NotRanked> {
        if self.used < 2 {
            return Some(NotRanked::Areas);
        }
        if self.observed <= 0.0 {
            return Some(NotRanked::Nothing);
        }
        let there = self.areas.iter().filter(|a| a.denominator > 0.0);
        let expected = quantile(&sorted(&there.map(|a| self.expected(a)).collect::<Vec<_>>()), 0.5);
        match (self.phi, self.effective_median, self.reliability()) {
            (None, ..) => Some(NotRanked::Practices),
            (_, Some(events), _) if events < LEAST_EFFECTIVE => Some(NotRanked::Events),
            _ if expected.is_some_and(|expected| too_few(kind, expected)) => Some(NotRanked::Few),
            (_, None, _) => Some(NotRanked::Practices),
            (_, _, Some(share)) if share >= LEAST_RELIABILITY => None,
            _ => Some(NotRanked::Reliability),
        }
    }
}

/// Whether so few events are expected that they cannot be worth enough independent ones: a few practices that are alike by
/// chance show too little of it.
pub(super) fn too_few(kind: Kind, expected: f64) -> bool {
    kind == Kind::Count && expected < LEAST_EVENTS
}

fn sums(panel: &Panel, treatment: &PanelTreatment) -> Vec<AreaSums> {
    let over = panel.denominator(treatment.over);
    let mut observed = treatment.observed.iter().peekable();
    let mut one = |area: usize| {
        let range = panel.range(area);
        let people = &over[range.clone()];
        let mut figures = vec![0.0; people.len()];
        while let Some((practice, figure)) = observed.next_if(|(practice, _)| (*practice as usize) < range.end) {
            figures[*practice as usize - range.start] = *figure;
        }
        of_area(&figures, people)
    };
    (0..panel.areas().len()).map(&mut one).collect()
}

fn of_area(figures: &[f64], people: &[f64]) -> AreaSums {
    let (observed, denominator) = (figures.iter().sum::<f64>(), people.iter().sum::<f64>());
    let (rate, n) = (observed / denominator, people.iter().filter(|n| **n > 0.0).count() as f64);
    let squares: f64 = figures.iter().zip(people).map(|(y, n)| (y - rate * n).powi(2)).sum();
    AreaSums { observed, denominator, scatter: (n > 1.0).then_some(squares * n / (n - 1.0)) }
}

/// One dispersion for all areas: sum of their scatter over the sum observed in them, areas of a single practice left out.
/// `None` where no area has two practices, or nothing was observed in those.
fn dispersion(areas: &[AreaSums]) -> Option<f64> {
    let (mut scatter, mut observed) = (0.0, 0.0);
    for area in areas {
        scatter += area.scatter.unwrap_or_default();
        observed += if area.scatter.is_some() { area.observed } else { 0.0 };
    }
    Some(scatter / observed).filter(|phi| phi.is_finite())
}
