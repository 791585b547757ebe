//! The default rule: limits, flags and alarms from one p that is right where nothing stands out.

mod fit;
mod score;
#[cfg(test)]
mod tests;

use self::fit::{Area, Ordinary};
use self::score::Shape;
use super::control::{MINIMUM_EXPECTED, benjamini_hochberg};
use super::exact::overall;
pub use super::rule::Target;
use super::rule::{Assessment, Curve, OF_THE_RULE, Rule, Verdict};
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::rates::interval::Confidence;
use crate::special::student;

/// One verdict for limits, flags and alarms.
pub const RULE: Rule = Rule {
    id: "calibrated",
    title: "Chance and ordinary spread around the typical area, calibrated",
    formula: "m = c E, v = 1/m + alpha (share: (1 - p)/m + alpha); z = (((O/m)^L - 1)/L - (L - 1) v/2) / sqrt v with the power \
              L = 1 - (1 + 3x + a x^2) / (3 (1 + x)^2), x = alpha m, that takes skewness away; c and alpha by Huber's \
              Proposal 2 with a = 2; a = 2.5 above and 1.5 below; p = 2 T_f(-|z| / (1 - 1.5/f)), f = 2 (v / se)^2",
    source: "Huber 1964, Ann Math Stat 35:73; Efron 2004, JASA 99:96; Wilson & Hilferty 1931, PNAS 17:684; \
             Anscombe 1948, Biometrika 35:246; Satterthwaite 1946, Biometrics Bull 2:110",
    undefined_when: "fewer than ten areas that expect ten effective events; the numerator is no count; nothing expected; \
                     more than half of the areas have nothing observed",
    does: "of ordinary areas 4.5% lie beyond its 95% and 0.15% beyond its 99.8% limits; at 1.8 times their rate a third of areas is \
           found, and 5% or fewer of those named are wrong; among areas without an outlier it names one in 3% of cases, with log-normal \
           spread in up to 10%",
    basis: OF_THE_RULE,
    assess,
    against: Some(against),
};

/// Fewer areas than this cannot tell what spread is ordinary.
pub const MINIMUM_AREAS: usize = 10;

/// From this many areas on, those that stand out are left out and the ordinary ones fitted again.
const REFIT_AREAS: usize = 30;

/// The share of areas that a refit keeps at least.
const KEPT: f64 = 0.7;

/// The false discovery rate at which a refit leaves areas out.
const LEFT_OUT: f64 = 0.05;

/// [`assess_with`] around the typical area, each event being one of its own.
///
/// # Errors
/// As [`assess_with`].
///
/// ```
/// use unwarranted_core::{Kind, Slice, interval::Confidence, outliers::calibrated};
/// let codes: Vec<String> = (0..12).map(|i| format!("A{i:02}")).collect();
/// let mut rows: Vec<_> = codes.iter().map(|code| (code.as_str(), 100.0, 1000.0)).collect();
/// rows[3].1 = 300.0;
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let found = calibrated::assess(&slice, &[Confidence::new(0.998, "level").unwrap()]).unwrap();
/// let ratio = |i: usize| slice.observed()[i] / slice.expected()[i];
/// assert!(ratio(3) > found.areas[3].limits[0][1] && found.areas[3].p < 0.002);
/// assert!(ratio(4) < found.areas[4].limits[0][1] && found.areas[4].p > 0.5);
/// ```
pub fn assess(slice: &Slice, levels: &[Confidence]) -> Result<Assessment, Undefined> {
    against(slice, levels, Target::Typical)
}

fn against(slice: &Slice, levels: &[Confidence], target: Target) -> Result<Assessment, Undefined> {
    if slice.dispersion().is_none() || slice.below_zero() > 0 {
        slice.require_chance_of_counts()?;
    }
    assess_with(slice, levels, target, slice.dispersion().unwrap_or(1.0))
}

/// Judges every area against the ordinary areas of the slice.
///
/// The score of an area is a power of its ratio O / (c E) that has no skewness: 2/3 where chance rules (Anscombe), between
/// 1/2 and 1/6 where spread does. Centre c and squared coefficient of variation alpha of the ordinary areas come from the
/// areas that expect ten effective events or more, by Huber's Proposal 2, which outliers move little. The data cannot say whether the
/// spread is gamma, log-normal or square-root-normal, so the upper tail is judged as nearly log-normal and the lower as
/// square-root-normal, for shares a little less so. Student's t allows for the estimated spread; 1 - 1.5/f for each area
/// being a part of its own fit. With 30 areas or more, those with q of at most 5 % are left out and the rest fitted again,
/// twice, unless that leaves out more than 30 %.
///
/// Limits are the inverse of the same p: an area lies outside a limit exactly where its p says so. Shares above one half
/// are judged by their complement. `dispersion` is the variance of chance per event, 1 for events that are independent:
/// all figures are divided by it ("effective events").
///
/// `tau2` of the result is alpha; `centre` is c. What the rule holds to, by simulation, is in `docs/validity.md`.
///
/// # Errors
/// Undefined for fewer than [`MINIMUM_AREAS`] areas that expect ten effective events, when nothing is expected, for a
/// share without denominators, and where the typical ratio is zero.
pub fn assess_with(
    slice: &Slice,
    levels: &[Confidence],
    target: Target,
    dispersion: f64,
) -> Result<Assessment, Undefined> {
    slice.require_expected()?;
    let sides = Sides::of(slice, dispersion)?;
    let judged = Judged::of(&sides, target)?;
    let verdict = |area: &Area| {
        let (z, p) = judged.test(area);
        let limits = levels.iter().map(|level| sides.turned(judged.limits(area, *level), area)).collect();
        Verdict { z: if sides.complement { -z } else { z }, p, limits }
    };
    let areas = sides.areas.iter().map(verdict).collect();
    let curve = Curve::draw(slice, levels, |e, level| {
        let area = sides.area(e, e, dispersion);
        sides.turned(judged.limits(&area, level), &area)
    });
    let method = match (target, sides.complement) {
        (Target::Typical, false) => "calibrated, typical area by Huber's Proposal 2",
        (Target::Typical, true) => {
            "calibrated, typical area by Huber's Proposal 2, judged by the complement of the share"
        }
        (Target::Ratio(_), false) => "calibrated, around the target that was chosen",
        (Target::Ratio(_), true) => {
            "calibrated, around the target that was chosen, judged by the complement of the share"
        }
    };
    let centre = sides.centre(judged.ordinary.centre);
    Ok(Assessment { phi: None, tau2: Some(judged.ordinary.alpha), centre, method, areas, tests: None, curve })
}

/// The areas as they are judged: in effective events, a share above one half by its complement.
struct Sides {
    areas: Vec<Area>,
    /// Overall share, for shares.
    share: Option<f64>,
    complement: bool,
}

impl Sides {
    fn of(slice: &Slice, dispersion: f64) -> Result<Self, Undefined> {
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
    fn area(&self, observed: f64, expected: f64, dispersion: f64) -> Area {
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
    fn turned(&self, limits: [f64; 2], area: &Area) -> [f64; 2] {
        let Some(trials) = area.trials.filter(|_| self.complement) else { return limits };
        let back = |ratio: f64| ((trials - ratio * area.expected) / (trials - area.expected)).max(0.0);
        [back(limits[1]), back(limits[0])]
    }

    fn centre(&self, ratio: f64) -> f64 {
        match self.share.filter(|_| self.complement) {
            None => ratio,
            Some(p) => (1.0 - ratio * (1.0 - p)) / p,
        }
    }
}

/// The ordinary areas, and how an area is judged against them.
struct Judged {
    ordinary: Ordinary,
    upper: Shape,
    lower: Shape,
}

impl Judged {
    fn of(sides: &Sides, target: Target) -> Result<Self, Undefined> {
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
    fn test(&self, area: &Area) -> (f64, f64) {
        let score = |shape: Shape| self.ordinary.scale(area, shape).score(area.observed);
        let z = if score(Shape::GAMMA) > 0.0 { score(self.upper).max(0.0) } else { score(self.lower).min(0.0) };
        let df = self.ordinary.freedom(area);
        (z, student::two_sided(z / own_part(df), df))
    }

    /// Lower and upper limit of O / E, neither beyond the centre.
    fn limits(&self, area: &Area, level: Confidence) -> [f64; 2] {
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
