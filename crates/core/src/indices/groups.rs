//! Variation between and within parent groups (areas within regions or ICBs).

use super::index::{Computed, Index, Needs};
use crate::data::slice::Slice;
use crate::error::Undefined;
use std::collections::BTreeMap;

const THEIL: &str = "Theil 1967, Economics and Information Theory; Bourguignon 1979, Econometrica 47:901";
const VARIANCE: &str = "Fisher 1925, Statistical Methods for Research Workers (analysis of variance)";
const UNDEFINED_WHEN: &str = "no parent groups; fewer than two areas; nothing observed";

macro_rules! index {
    ($name:ident, $id:literal, $title:literal, $formula:literal, $source:expr, $compute:expr) => {
        #[doc = concat!($title, ".")]
        pub const $name: Index = Index {
            id: $id,
            title: $title,
            formula: $formula,
            source: $source,
            undefined_when: UNDEFINED_WHEN,
            needs: Needs::Groups,
            compute: $compute,
        };
    };
}

index!(
    THEIL_BETWEEN,
    "theil-t-between",
    "Theil index T between groups",
    "sum_g s_g ln(m_g/mean), s_g = p_g m_g/mean, m_g mean rate of group g, p_g its population share",
    THEIL,
    |slice| Computed::new(theil(slice)?.between, [])
);
index!(
    THEIL_WITHIN,
    "theil-t-within",
    "Theil index T within groups",
    "sum_g s_g T_g, s_g share of the events of group g, T_g its own Theil index T",
    THEIL,
    |slice| Computed::new(theil(slice)?.within, [])
);
index!(
    THEIL_SHARE,
    "theil-t-between-share",
    "Share of the Theil index T that lies between groups",
    "theil-t-between / (theil-t-between + theil-t-within)",
    THEIL,
    |slice| theil(slice)?.share()
);
index!(
    VARIANCE_BETWEEN,
    "variance-between",
    "Variance of the ratios between groups",
    "sum_g p_g (m_g - mean)^2, weighted by population",
    VARIANCE,
    |slice| Computed::new(variance(slice)?.between, [])
);
index!(
    VARIANCE_WITHIN,
    "variance-within",
    "Variance of the ratios within groups",
    "sum_i p_i (O/E - m_g)^2, weighted by population",
    VARIANCE,
    |slice| Computed::new(variance(slice)?.within, [])
);
index!(
    VARIANCE_SHARE,
    "variance-between-share",
    "Share of the variance of the ratios that lies between groups",
    "variance-between / (variance-between + variance-within)",
    VARIANCE,
    |slice| variance(slice)?.share()
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
        let total = self.between + self.within;
        if total <= 0.0 {
            return Err(Undefined::because("all rates are equal, so there is nothing to split"));
        }
        Computed::new(self.between / total, [])
    }
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
    let (groups, areas, mean) = sums(slice)?;
    let log = |x: f64| if x > 0.0 { x * x.ln() } else { 0.0 };
    let between = groups.iter().map(|(p, px)| p * log(px / p / mean)).sum::<f64>().max(0.0);
    let within = areas.iter().map(|&(g, p, x)| {
        let (pg, pxg) = groups[g];
        let group_mean = pxg / pg;
        if group_mean > 0.0 { p * group_mean / mean * log(x / group_mean) } else { 0.0 }
    });
    Ok(Split { between, within: within.sum::<f64>().max(0.0) })
}

/// The population-weighted variance of O/E, split.
///
/// # Errors
/// Undefined without parent groups, for fewer than two areas and when nothing was observed.
pub fn variance(slice: &Slice) -> Result<Split, Undefined> {
    let (groups, areas, mean) = sums(slice)?;
    let between = groups.iter().map(|(p, px)| p * (px / p - mean).powi(2)).sum();
    let within = areas.iter().map(|&(g, p, x)| p * (x - groups[g].1 / groups[g].0).powi(2)).sum();
    Ok(Split { between, within })
}

/// Sums of p and of p x per group; group, p and x per area; the overall mean.
type Sums = (Vec<(f64, f64)>, Vec<(usize, f64, f64)>, f64);

fn sums(slice: &Slice) -> Result<Sums, Undefined> {
    slice.require_variation()?;
    let places = places(slice)?;
    let (weights, ratios) = (slice.weights()?, slice.ratios()?);
    let mut groups = vec![(0.0, 0.0); places.iter().max().map_or(0, |m| m + 1)];
    let mut areas = Vec::with_capacity(ratios.len());
    for ((g, p), x) in places.into_iter().zip(weights).zip(ratios) {
        groups[g].0 += p;
        groups[g].1 += p * x;
        areas.push((g, p, x));
    }
    let mean = groups.iter().map(|g| g.1).sum();
    Ok((groups, areas, mean))
}

/// Number of each area's group, in the order of the group names.
///
/// # Errors
/// Undefined without parent groups.
pub(crate) fn places(slice: &Slice) -> Result<Vec<usize>, Undefined> {
    let groups = slice.groups().ok_or_else(|| Undefined::because("no parent groups were given"))?;
    let mut numbers: BTreeMap<&str, usize> = groups.iter().map(|g| (&**g, 0)).collect();
    for (i, number) in numbers.values_mut().enumerate() {
        *number = i;
    }
    Ok(groups.iter().map(|g| numbers[&**g]).collect())
}
