//! Two rules that others published: XmR charts and CUSUM of percentiles.

use super::alert::{Found, Way};
use super::months::{Months, Point, YEAR};
use crate::quantile::percent_ranks;
use crate::time::cusum::{SENSITIVITY, WINDOW, cusum};
use crate::time::xmr::xmr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Special causes in the last of the months up to this one, of charts over all months of the area so far.
pub(super) fn specials<'a>(months: &Months<'a>, at: usize) -> Vec<Found<'a>> {
    let one = |(area, own): (&&'a Arc<str>, &Vec<Option<Point>>)| {
        let rate = own[at]?.rate;
        let rates: Vec<f64> = own[..=at].iter().flatten().map(|p| p.rate).collect();
        let chart = xmr(&rates, true).filter(|_| rates.len() >= YEAR)?;
        (*chart.special.last()?)?;
        let way = if rate > chart.mean { Way::Up } else { Way::Down };
        Some(Found { area, way, rate, expected: Some(chart.mean), p: None })
    };
    months.iter().filter_map(one).collect()
}

/// CUSUM of the percentiles of areas, as OpenPrescribing has them from 0 to 100.
pub(super) fn sums<'a>(months: &Months<'a>, length: usize, from: usize) -> Vec<(usize, Found<'a>)> {
    let mut percentiles: BTreeMap<&Arc<str>, Vec<Option<f64>>> =
        months.keys().map(|area| (*area, vec![None; length])).collect();
    for at in 0..length {
        let there: Vec<(&Arc<str>, f64)> = months.iter().filter_map(|(a, own)| Some((*a, own[at]?.rate))).collect();
        let ranks = percent_ranks(&there.iter().map(|(_, rate)| *rate).collect::<Vec<_>>());
        for ((area, _), rank) in there.iter().zip(ranks) {
            percentiles.entry(area).and_modify(|own| own[at] = Some(100.0 * rank));
        }
    }
    let mut found = Vec::new();
    for (area, own) in percentiles {
        let steps = cusum(&own, WINDOW, SENSITIVITY);
        for (at, step) in steps.iter().enumerate().skip(from.max(WINDOW)) {
            let way = match step.alert() {
                0 => continue,
                up if up > 0 => Way::Up,
                _ => Way::Down,
            };
            let Some(point) = months.get(area).and_then(|own| own[at]) else { continue };
            found.push((at, Found { area, way, rate: point.rate, expected: None, p: None }));
        }
    }
    found
}
