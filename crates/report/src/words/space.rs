//! What neighbouring areas share, in sentences.

use super::per_cent;
use crate::number::significant;
use unwarranted_core::space::local::Cluster;
use unwarranted_core::space::slice::{Fit, Space};
use unwarranted_core::space::smooth::Model;
use unwarranted_core::text::counted;

/// Probabilities at which an area is said to be above or below.
pub(crate) const LIKELY: f64 = 0.8;
/// The same, surely.
pub(crate) const SURELY: f64 = 0.95;

/// The finding of a slice.
pub(crate) fn space(s: &Space) -> String {
    let parts = [alike(s), clusters(s), field(s), above(s)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Whether neighbours are alike.
fn alike(s: &Space) -> Option<String> {
    let (which, i, p) = match (s.eb_moran, s.moran.zip(s.moran_p)) {
        (Some((i, p)), _) => (" with chance in small areas taken out", i, p),
        (None, Some((moran, p))) => ("", moran.value, p),
        (None, None) => {
            let why = s.undefined.iter().find(|l| l.what == "moran")?;
            return Some(format!("Whether neighbours are alike cannot be said: {}.", why.reason));
        }
    };
    let i = significant(i, 2);
    let by_chance = format!("p {}", significant(p, 2));
    Some(if p <= 0.05 {
        format!("Neighbouring areas resemble each other: Moran's I of the ratios{which} is {i} ({by_chance}).")
    } else {
        format!(
            "Nothing shows that neighbouring areas resemble each other: Moran's I of the ratios{which} is {i}, which chance gives as \
             well ({by_chance})."
        )
    })
}

/// Which areas stand out with their neighbours.
fn clusters(s: &Space) -> Option<String> {
    s.areas.iter().find_map(|a| a.q)?;
    let all = [Cluster::HighHigh, Cluster::LowLow, Cluster::HighLow, Cluster::LowHigh];
    let some: Vec<String> = all
        .into_iter()
        .filter(|cluster| s.clusters(*cluster) > 0)
        .map(|cluster| format!("{} {}", s.clusters(cluster), cluster.words()))
        .collect();
    let rate = "with at most 5% false ones expected";
    Some(match some.as_slice() {
        [] => format!("No area and its neighbours stand out together ({rate})."),
        _ => format!("Areas that stand out with their neighbours, or against them, {rate}: {}.", some.join(", ")),
    })
}

/// How far areas differ, and how much of that neighbours share.
fn field(s: &Space) -> Option<String> {
    if s.common {
        return Some(format!(
            "Counts are too common for smoothing to change anything: the median area has {:.0} events.",
            s.median_observed
        ));
    }
    let [sigma, _, mixing] = s.parameters?;
    let factor = significant(libm::exp(0.674_489_750_196_081_7 * sigma.estimate), 3);
    let share = per_cent(mixing.estimate);
    let interval = mixing.lower.zip(mixing.upper).map_or_else(String::new, |(lower, upper)| {
        format!(" (95% interval {} to {})", per_cent(lower), per_cent(upper))
    });
    let covariates = if s.fixed.len() > 1 { ", covariates apart," } else { "" };
    let differ =
        format!("Beyond chance{covariates} half of the areas lie within a factor of {factor} of the typical one");
    Some(match s.options.smoothing.model {
        Model::Bym2 => format!("{differ}; about {share} of that variance is shared with neighbours{interval}."),
        Model::Leroux => {
            let likely = if s.options.smoothing.fit == Fit::Averaged { "about" } else { "most likely" };
            format!(
                "{differ}, were it independent of its neighbours; rho, from 0 (independent) to 100% (as near to the mean of its \
                 neighbours as can be), is {likely} {share}{interval}."
            )
        }
    })
}

/// How many areas are above or below what is expected.
fn above(s: &Space) -> Option<String> {
    let p = || s.areas.iter().filter_map(|a| Some(a.risk?.p_above_1));
    p().next()?;
    let many = |of: &dyn Fn(f64) -> bool| {
        let n = p().filter(|p| of(*p)).count();
        counted(i64::try_from(n).unwrap_or(i64::MAX), "area is", "areas are")
    };
    let [above, below] = [many(&|p| p > SURELY), many(&|p| p < 1.0 - SURELY)];
    Some(format!("{above} above what is expected with a probability over 95%, and {below} below it."))
}

/// Where an area stands by its probability to be above what is expected.
pub(crate) fn exceedance(p: f64) -> &'static str {
    match p {
        p if p > SURELY => "above, over 95%",
        p if p > LIKELY => "above, over 80%",
        p if p < 1.0 - SURELY => "below, over 95%",
        p if p < 1.0 - LIKELY => "below, over 80%",
        _ => "cannot be told",
    }
}
