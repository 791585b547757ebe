//! Which areas differ, over all treatments at once.

use super::panel::Panel;
use super::point::{AreaSums, Point, too_few};
use crate::chance::LEAST_EFFECTIVE;
use crate::data::kind::Kind;
use crate::outliers::control::{benjamini_hochberg, benjamini_yekutieli};
use crate::special::gamma;
use rayon::prelude::*;

/// One area and treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Observed events or amount.
    pub observed: f64,
    /// Denominator; 0: the area takes no part in this treatment.
    pub denominator: f64,
    /// Expected at the rate of all areas.
    pub expected: f64,
    /// How many independent events the expected value is worth, E / phi; `None` where phi is not known.
    pub effective: Option<f64>,
    /// Two-sided p of "differs from the overall rate", and its q over everything tested.
    pub differs: Option<[f64; 2]>,
    /// Two-sided p of "beyond the ordinary spread of this treatment", and its q over everything tested.
    pub beyond: Option<[f64; 2]>,
}

/// The standing of every area (inner) in every treatment, in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Standings {
    pub(super) of: Vec<Vec<Standing>>,
    /// Areas x treatments that were tested.
    pub(super) tests: usize,
    /// How many differ at 5 % where tests may depend on each other in any way.
    pub(super) under_dependence: [usize; 2],
}

/// Largest q of an area that is said to differ, or to lie beyond ordinary spread.
pub const LEVEL: f64 = 0.05;

impl Standings {
    pub(super) fn of(panel: &Panel, points: &[Point]) -> Self {
        let kinds: Vec<Kind> = panel.treatments().iter().map(|t| t.kind).collect();
        let one = |(point, kind): (&Point, &Kind)| -> Vec<Standing> {
            point.areas.iter().map(|area| standing(point, area, *kind)).collect()
        };
        let mut of: Vec<Vec<Standing>> = points.par_iter().zip(&kinds).map(one).collect();
        let under_dependence = [adjust(&mut of, |s| &mut s.differs), adjust(&mut of, |s| &mut s.beyond)];
        let tests = of.iter().flatten().filter(|s| s.differs.is_some()).count();
        Self { of, tests, under_dependence }
    }
}

/// Enters q beside every p; how many stay at or below the level where tests may depend on each other in any way.
fn adjust(all: &mut [Vec<Standing>], question: fn(&mut Standing) -> &mut Option<[f64; 2]>) -> usize {
    let p: Vec<Option<f64>> = all.iter_mut().flatten().map(|s| question(s).map(|[p, _]| p)).collect();
    for (standing, q) in all.iter_mut().flatten().zip(benjamini_hochberg(&p)) {
        if let (Some(pair), Some(q)) = (question(standing), q) {
            pair[1] = q;
        }
    }
    benjamini_yekutieli(&p).iter().flatten().filter(|q| **q <= LEVEL).count()
}

fn standing(point: &Point, area: &AreaSums, kind: Kind) -> Standing {
    let expected = if area.denominator > 0.0 { point.expected(area) } else { 0.0 };
    let side = Side::of(point, area, kind);
    let phi = point.phi.filter(|phi| *phi > 0.0 && expected > 0.0);
    let tested = side.filter(|side| side.effective() >= LEAST_EFFECTIVE && !too_few(kind, side.expected));
    let p = |variance: f64, side: &Side| Some([side.p(variance), f64::NAN]);
    let beyond = |side: &Side| {
        let spread = point.psv().unwrap_or_default().max(0.0) * expected * expected;
        p(side.variance + spread, side)
    };
    Standing {
        observed: area.observed,
        denominator: area.denominator,
        expected,
        effective: phi.map(|phi| expected / phi),
        differs: tested.as_ref().and_then(|side| p(side.variance, side)),
        beyond: tested.as_ref().and_then(beyond),
    }
}

/// A figure with mean and variance under chance alone. Of a share above one half it is the complement: its tail is the
/// longer one, and it has fewer effective events.
struct Side {
    observed: f64,
    expected: f64,
    variance: f64,
}

impl Side {
    /// `None` where nothing is expected or chance is not known.
    fn of(point: &Point, area: &AreaSums, kind: Kind) -> Option<Self> {
        let phi = point.phi.filter(|phi| *phi > 0.0)?;
        let expected = point.expected(area);
        let mut side = Self { observed: area.observed, expected, variance: phi * expected };
        if kind == Kind::Share && point.rate > 0.5 {
            side.observed = (area.denominator - area.observed).max(0.0);
            side.expected = area.denominator - expected;
        }
        (area.denominator > 0.0 && side.expected > 0.0).then_some(side)
    }

    fn effective(&self) -> f64 {
        self.expected * self.expected / self.variance
    }

    /// Twice the smaller tail of a gamma distribution of this mean and a variance.
    fn p(&self, variance: f64) -> f64 {
        let shape = self.expected * self.expected / variance;
        let tails = gamma::tails(shape, self.observed * self.expected / variance);
        (2.0 * tails.lower.min(tails.upper)).min(1.0)
    }
}
