//! The areas of a slice as they are judged: a share above one half by its complement.

use super::fit::Area;
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::outliers::exact::overall;

/// The areas as they are judged: in effective events, a share above one half by its complement.
pub(super) struct Sides {
    pub(super) areas: Vec<Area>,
    /// Overall share, for shares.
    pub(super) share: Option<f64>,
    pub(super) complement: bool,
}

impl Sides {
    pub(super) fn of(slice: &Slice, dispersion: f64) -> Result<Self, Undefined> {
        let share = overall(slice);
        if slice.kind() == Kind::Share && share.is_none() {
            return Err(Undefined::because("the share has no denominators"));
        }
        if share.is_some_and(|p| p >= 1.0) {
            return Err(Undefined::because("every area is expected to reach 100 %, and nothing can be higher"));
        }
        let mut sides = Self { areas: Vec::new(), share, complement: share.is_some_and(|p| p > 0.5) };
        let pairs = slice.observed().iter().zip(slice.expected());
        sides.areas = match slice.denominator().filter(|_| share.is_some()) {
            None => pairs.map(|(o, e)| sides.area(*o, *e, dispersion)).collect(),
            Some(d) => pairs.zip(d).map(|((o, e), d)| sides.of_share([*o, *e, *d], dispersion)).collect(),
        };
        Ok(sides)
    }

    /// An area of a size that is not in the slice: of a share, at the overall share.
    pub(super) fn area(&self, observed: f64, expected: f64, dispersion: f64) -> Area {
        match self.share {
            None => Area { observed: observed / dispersion, expected: expected / dispersion, trials: None },
            Some(p) => self.of_share([observed, expected, expected / p], dispersion),
        }
    }

    fn of_share(&self, [observed, expected, trials]: [f64; 3], dispersion: f64) -> Area {
        let turn = |v: f64| if self.complement { trials - v } else { v } / dispersion;
        Area { observed: turn(observed), expected: turn(expected), trials: Some(trials / dispersion) }
    }

    /// Limits on the ratio of the complement as limits on O / E.
    pub(super) fn turned(&self, limits: [f64; 2], area: &Area) -> [f64; 2] {
        let Some(trials) = area.trials.filter(|_| self.complement) else { return limits };
        let back = |ratio: f64| ((trials - ratio * area.expected) / (trials - area.expected)).max(0.0);
        [back(limits[1]), back(limits[0])]
    }

    pub(super) fn centre(&self, ratio: f64) -> f64 {
        match self.share.filter(|_| self.complement) {
            None => ratio,
            Some(p) => (1.0 - ratio * (1.0 - p)) / p,
        }
    }
}
