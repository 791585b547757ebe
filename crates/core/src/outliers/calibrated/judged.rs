//! The ordinary areas, and how an area is judged against them.

use super::fit::{Area, Ordinary};
use super::score::Shape;
use super::sides::Sides;
use crate::error::Undefined;
use crate::outliers::control::{MINIMUM_EXPECTED, benjamini_hochberg};
use crate::outliers::rule::Target;
use crate::rates::interval::Confidence;
use crate::special::student;

/// Fewer areas than this cannot tell what spread is ordinary.
pub const MINIMUM_AREAS: usize = 10;

/// From this many areas on, those that stand out are left out and the ordinary ones fitted again.
const REFIT_AREAS: usize = 30;

/// The share of areas that a refit keeps at least.
const KEPT: f64 = 0.7;

/// The false discovery rate at which a refit leaves areas out.
const LEFT_OUT: f64 = 0.05;

/// The ordinary areas, and how an area is judged against them.
pub(super) struct Judged {
    pub(super) ordinary: Ordinary,
    upper: Shape,
    lower: Shape,
}

impl Judged {
    pub(super) fn of(sides: &Sides, target: Target) -> Result<Self, Undefined> {
        let large: Vec<Area> = sides.areas.iter().filter(|a| a.expected >= MINIMUM_EXPECTED).copied().collect();
        if large.len() < MINIMUM_AREAS {
            return Err(Undefined::because(
                "fewer than ten areas expect ten events, too few to tell what spread is ordinary",
            ));
        }
        let ratio = match target {
            Target::Typical => None,
            Target::Ratio(ratio) => Some(match sides.share.filter(|_| sides.complement) {
                None => ratio,
                Some(p) => (1.0 - ratio * p) / (1.0 - p),
            }),
        };
        if let (Target::Ratio(ratio), Some(p)) = (target, sides.share)
            && ratio * p >= 1.0
        {
            return Err(Undefined::because("the target is 100 % or more, and no area can be higher"));
        }
        let mut judged = Self::fit(&large, ratio, sides.share.is_some())?;
        if large.len() >= REFIT_AREAS {
            let mut last: Vec<bool> = vec![true; large.len()];
            for _ in 0..2 {
                let kept = judged.ordinary_ones(&large);
                if kept == last || !enough(&kept) {
                    break;
                }
                let ordinary: Vec<Area> = large.iter().zip(&kept).filter(|(_, k)| **k).map(|(a, _)| *a).collect();
                judged = Self::fit(&ordinary, ratio, sides.share.is_some())?;
                last = kept;
            }
        }
        Ok(judged)
    }

    fn fit(areas: &[Area], ratio: Option<f64>, share: bool) -> Result<Self, Undefined> {
        let ordinary = Ordinary::fit(areas, ratio).ok_or_else(|| {
            Undefined::because("more than half of the areas have nothing observed, so that no area is typical")
        })?;
        let [upper, lower] =
            if share { [Shape::UPPER_SHARE, Shape::LOWER_SHARE] } else { [Shape::UPPER, Shape::LOWER] };
        Ok(Self { ordinary, upper, lower })
    }

    /// Score and two-sided p of an area.
    pub(super) fn test(&self, area: &Area) -> (f64, f64) {
        let score = |shape: Shape| self.ordinary.scale(area, shape).score(area.observed);
        let z = if score(Shape::GAMMA) > 0.0 { score(self.upper).max(0.0) } else { score(self.lower).min(0.0) };
        let df = self.ordinary.freedom(area);
        (z, student::two_sided(z / own_part(df), df))
    }

    /// Lower and upper limit of O / E, neither beyond the centre.
    pub(super) fn limits(&self, area: &Area, level: Confidence) -> [f64; 2] {
        let df = self.ordinary.freedom(area);
        let reach = student::quantile(df, level.tail()) * own_part(df);
        let centre = self.ordinary.centre;
        let at = |shape: Shape, score: f64| centre * self.ordinary.scale(area, shape).ratio(score);
        [at(self.lower, -reach).min(centre), at(self.upper, reach).max(centre)]
    }

    /// Which areas do not stand out at a false discovery rate of 5 %.
    fn ordinary_ones(&self, areas: &[Area]) -> Vec<bool> {
        let p: Vec<Option<f64>> = areas.iter().map(|a| Some(self.test(a).1)).collect();
        benjamini_hochberg(&p).iter().map(|q| q.is_none_or(|q| q > LEFT_OUT)).collect()
    }
}

#[allow(clippy::cast_precision_loss)]
fn enough(kept: &[bool]) -> bool {
    kept.iter().filter(|k| **k).count() as f64 >= KEPT * kept.len() as f64
}

/// What the score shrinks by because an area is part of the fit it is judged by.
fn own_part(df: f64) -> f64 {
    (1.0 - 1.5 / df).max(0.1)
}
