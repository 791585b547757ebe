//! Variation between and within parent groups (areas within regions or ICBs).

use super::index::{Behaviour, Computation, Computed, Index, Needs, Scale};
use super::theil_t;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::sampling::draw::{Draw, Replicate};
use std::borrow::Cow;

const THEIL: &str = "Theil 1967, Economics and Information Theory; Bourguignon 1979, Econometrica 47:901";
const VARIANCE: &str = "Fisher 1925, Statistical Methods for Research Workers (analysis of variance)";
const UNDEFINED_WHEN: &str = "no parent groups; fewer than two areas; nothing observed; between groups and for shares: one group alone; for shares: one area in every group";

macro_rules! index {
    ($name:ident, $id:literal, $title:literal, $formula:literal, $source:expr, $compute:expr, $replicate:expr, $regrouped:expr) => {
        #[doc = concat!($title, ".")]
        pub const $name: Index = Index {
            id: Cow::Borrowed($id),
            title: Cow::Borrowed($title),
            formula: $formula,
            source: $source,
            undefined_when: UNDEFINED_WHEN,
            needs: Needs::Groups,
            behaviour: Behaviour { scale: Scale::None, regrouped: $regrouped, ..Behaviour::OF_RATES },
            computation: Computation::Of($compute),
            replicate: Some(Replicate::Of($replicate)),
        };
    };
}

index!(
    THEIL_BETWEEN,
    "theil-t-between",
    "Theil index T between groups",
    "sum_g s_g ln(m_g/mean), s_g = p_g m_g/mean, m_g mean rate of group g, p_g its population share",
    THEIL,
    |slice| apart(slice).and_then(|()| Computed::new(theil(slice)?.between, [])),
    |d, _| theil_of_draw(d).map_or(f64::NAN, |s| s.between),
    Some(|p, r, g| theil_of(p, r, g).between)
);
index!(
    THEIL_WITHIN,
    "theil-t-within",
    "Theil index T within groups",
    "sum_g s_g T_g, s_g share of the events of group g, T_g its own Theil index T",
    THEIL,
    |slice| Computed::new(theil(slice)?.within, []),
    |d, _| theil_of_draw(d).map_or(f64::NAN, |s| s.within),
    None
);
index!(
    THEIL_SHARE,
    "theil-t-between-share",
    "Share of the Theil index T that lies between groups",
    "theil-t-between / (theil-t-between + theil-t-within)",
    THEIL,
    |slice| together(slice).and_then(|()| apart(slice)).and_then(|()| theil(slice)?.share()),
    |d, _| share_of_draw(d, theil_of_draw),
    Some(|p, r, g| theil_of(p, r, g).part())
);
index!(
    VARIANCE_BETWEEN,
    "variance-between",
    "Variance of the ratios between groups",
    "sum_g p_g (m_g - mean)^2, weighted by population",
    VARIANCE,
    |slice| apart(slice).and_then(|()| Computed::new(variance(slice)?.between, [])),
    |d, _| variance_of_draw(d).map_or(f64::NAN, |s| s.between),
    Some(|p, r, g| variance_of(p, r, g).between)
);
index!(
    VARIANCE_WITHIN,
    "variance-within",
    "Variance of the ratios within groups",
    "sum_i p_i (O/E - m_g)^2, weighted by population",
    VARIANCE,
    |slice| Computed::new(variance(slice)?.within, []),
    |d, _| variance_of_draw(d).map_or(f64::NAN, |s| s.within),
    None
);
index!(
    VARIANCE_SHARE,
    "variance-between-share",
    "Share of the variance of the ratios that lies between groups",
    "variance-between / (variance-between + variance-within)",
    VARIANCE,
    |slice| together(slice).and_then(|()| apart(slice)).and_then(|()| variance(slice)?.share()),
    |d, _| share_of_draw(d, variance_of_draw),
    Some(|p, r, g| variance_of(p, r, g).part())
);

/// A measure split into its part between and its part within groups; they sum to the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// Between the groups.
    pub between: f64,
    /// Within the groups.
    pub within: f64,
}

impl Split {
    fn share(self) -> Result<Computed, Undefined> {
        if self.between + self.within <= 0.0 {
            return Err(Undefined::because("all rates are equal, so there is nothing to split"));
        }
        Computed::new(self.part(), [])
    }

    /// The part between groups; NaN where there is nothing to split.
    fn part(self) -> f64 {
        self.between / (self.between + self.within)
    }
}

/// Refuses groups of one area each: all that is between areas is then between groups, whatever the figures are.
fn together(slice: &Slice) -> Result<(), Undefined> {
    let (.., groups) = figures(slice)?;
    if in_common(&groups) {
        Ok(())
    } else {
        Err(Undefined::because("every group has one area, so that nothing can lie within groups"))
    }
}

/// Refuses one group alone: nothing can lie between groups, whatever the figures are.
fn apart(slice: &Slice) -> Result<(), Undefined> {
    let (.., groups) = figures(slice)?;
    if several(&groups) {
        Ok(())
    } else {
        Err(Undefined::because("all areas are in one group, so that nothing can lie between groups"))
    }
}

/// Whether there are two groups.
fn several(groups: &[usize]) -> bool {
    groups.iter().any(|group| *group > 0)
}

/// Whether some group has two areas; groups are numbered without gaps.
fn in_common(groups: &[usize]) -> bool {
    groups.len() > groups.iter().max().map_or(0, |last| last + 1)
}

/// The Theil index T of O/E, split.
///
/// # Errors
/// Undefined without parent groups, for fewer than two areas and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, indices::{groups, theil_t}};
/// let rows = [("A1", 10.0, 100.0), ("A2", 14.0, 100.0), ("B1", 30.0, 100.0), ("B2", 21.0, 100.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let slice = slice.with_groups(|code| Some(code[..1].into())).unwrap();
/// let split = groups::theil(&slice).unwrap();
/// assert!((split.between + split.within - theil_t::compute(&slice).unwrap().value).abs() < 1e-12);
/// ```
pub fn theil(slice: &Slice) -> Result<Split, Undefined> {
    let (shares, ratios, groups) = figures(slice)?;
    Ok(theil_of(&shares, &ratios, &groups))
}

/// The population-weighted variance of O/E, split.
///
/// # Errors
/// Undefined without parent groups, for fewer than two areas and when nothing was observed.
pub fn variance(slice: &Slice) -> Result<Split, Undefined> {
    let (shares, ratios, groups) = figures(slice)?;
    Ok(variance_of(&shares, &ratios, &groups))
}

/// Population shares, ratios and group numbers of the areas.
type Figures = (Vec<f64>, Vec<f64>, Vec<usize>);

pub(crate) fn figures(slice: &Slice) -> Result<Figures, Undefined> {
    slice.require_variation()?;
    Ok((slice.weights()?, slice.ratios()?, slice.group_numbers()?))
}

fn theil_of(shares: &[f64], ratios: &[f64], groups: &[usize]) -> Split {
    let (sums, mean) = sums(shares, ratios, groups);
    let log = |x: f64| if x > 0.0 { x * libm::log(x) } else { 0.0 };
    let between = sums.iter().filter(|s| s.0 > 0.0).map(|(p, px)| p * log(px / p / mean)).sum::<f64>().max(0.0);
    let within = shares.iter().zip(ratios).zip(groups).map(|((p, x), g)| {
        let (pg, pxg) = sums[*g];
        let group_mean = pxg / pg;
        if group_mean > 0.0 { p * group_mean / mean * log(x / group_mean) } else { 0.0 }
    });
    Split { between, within: within.sum::<f64>().max(0.0) }
}

fn variance_of(shares: &[f64], ratios: &[f64], groups: &[usize]) -> Split {
    let (sums, mean) = sums(shares, ratios, groups);
    let between = sums.iter().filter(|s| s.0 > 0.0).map(|(p, px)| p * (px / p - mean).powi(2)).sum();
    let areas = shares.iter().zip(ratios).zip(groups);
    let within = areas.map(|((p, x), g)| p * (x - sums[*g].1 / sums[*g].0).powi(2)).sum();
    Split { between, within }
}

/// Sums of p and of p x per group; the overall mean.
fn sums(shares: &[f64], ratios: &[f64], groups: &[usize]) -> (Vec<(f64, f64)>, f64) {
    let mut sums = vec![(0.0, 0.0); groups.iter().max().map_or(0, |m| m + 1)];
    for ((g, p), x) in groups.iter().zip(shares).zip(ratios) {
        sums[*g].0 += p;
        sums[*g].1 += p * x;
    }
    let mean = sums.iter().map(|g| g.1).sum();
    (sums, mean)
}

/// Sums of p and of p r by group, of a replicate.
fn by_group(d: &Draw) -> Option<Vec<(f64, f64)>> {
    let groups = d.frame.groups.as_ref()?;
    let mut sums = vec![(0.0, 0.0); groups.iter().max().map_or(0, |m| m + 1)];
    for ((g, p), r) in groups.iter().zip(&d.frame.shares).zip(d.ratios) {
        sums[*g].0 += p;
        sums[*g].1 += p * r;
    }
    Some(sums)
}

/// The share between groups; NaN where every group has one area, and for one group alone.
fn share_of_draw(d: &Draw, split: fn(&Draw) -> Option<Split>) -> f64 {
    let whole = d.frame.groups.as_deref().is_some_and(|groups| in_common(groups) && several(groups));
    split(d).filter(|_| whole).map_or(f64::NAN, Split::part)
}

fn theil_of_draw(d: &Draw) -> Option<Split> {
    let log = |x: f64| if x > 0.0 { x * libm::log(x) } else { 0.0 };
    let between: f64 = by_group(d)?.iter().map(|(p, pr)| p * log(pr / p / d.sums.mean)).sum();
    let total = theil_t::of_draw(d);
    Some(Split { between: between.max(0.0), within: (total - between).max(0.0) })
}

fn variance_of_draw(d: &Draw) -> Option<Split> {
    let between: f64 = by_group(d)?.iter().map(|(p, pr)| p * (pr / p - d.sums.mean).powi(2)).sum();
    Some(Split { between, within: (d.sums.mean_square - d.sums.mean * d.sums.mean - between).max(0.0) })
}
