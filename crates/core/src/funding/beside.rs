//! Money beside what is prescribed in the same areas and the same period.

use super::Head;
use super::areas::Funding;
use super::prescribing::{BesidePrescribing, Point};
use super::rank::spearman;
use crate::correlation::ranks;
use crate::data::slice::Slice;
use crate::error::Error;
use crate::explain::{ExplainOptions, NeedColumn, NeedGroup, SpreadIs, explain};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Money per head beside the rates of a slice of the same period: how their ranks go together, and how much of the differences
/// of rates goes with money ([`explain`]). "Goes with" is not "is caused by".
///
/// # Errors
/// Those of [`explain`] but for covariates that do not fit, which leave the share undefined.
pub fn beside(
    funding: &Funding,
    per: Head,
    slice: &Slice,
    options: &ExplainOptions,
) -> Result<BesidePrescribing, Error> {
    let money: BTreeMap<Arc<str>, f64> =
        funding.areas.iter().filter_map(|a| Some((Arc::clone(&a.area), a.per(per)?))).collect();
    let (mut points, only_prescribed) = join(funding, &money, slice);
    rank(&mut points);
    let joined = |code: &Arc<str>| points.binary_search_by(|p| p.area.cmp(code)).is_ok();
    let only_funded = money.keys().filter(|code| !joined(code)).cloned().collect();
    let pairs: Vec<(f64, f64)> = points.iter().map(|p| (p.funding, p.rate)).collect();
    let (spearman, limits, undefined) = match spearman(&pairs, options.confidence) {
        Ok((r, limits)) => (Some(r), limits, None),
        Err(undefined) => (None, None, Some(undefined.reason.into_owned())),
    };
    let share = of_need(slice, money, options)?;
    Ok(BesidePrescribing {
        treatment: Arc::clone(slice.treatment()),
        kind: slice.kind(),
        per,
        areas: points.len(),
        spearman,
        lower: limits.map(|l| l[0]),
        upper: limits.map(|l| l[1]),
        confidence: options.confidence.level(),
        share: share.share,
        share_lower: share.lower,
        share_upper: share.upper,
        spread: share.spread,
        undefined,
        share_undefined: share.undefined,
        points,
        only_funded,
        only_prescribed,
    })
}

/// The areas that have both figures, without ranks, and those with prescribing alone.
fn join(funding: &Funding, money: &BTreeMap<Arc<str>, f64>, slice: &Slice) -> (Vec<Point>, Vec<Arc<str>>) {
    let names: BTreeMap<&Arc<str>, &Arc<str>> =
        funding.areas.iter().filter_map(|a| Some((&a.area, a.name.as_ref()?))).collect();
    let (mut points, mut only_prescribed) = (Vec::new(), Vec::new());
    for (i, area) in slice.areas().iter().enumerate() {
        let under = slice.denominator().map_or(slice.expected()[i], |d| d[i]);
        let Some(funding) = money.get(&area.code).filter(|_| under > 0.0) else {
            only_prescribed.push(Arc::clone(&area.code));
            continue;
        };
        let name = area.name.clone().or_else(|| names.get(&area.code).map(|name| Arc::clone(name)));
        let (area, funding, rate) = (Arc::clone(&area.code), *funding, area.observed / under);
        points.push(Point { area, name, funding, rate, funding_rank: 0.0, rate_rank: 0.0 });
    }
    (points, only_prescribed)
}

/// Enters the places of both figures among these areas.
fn rank(points: &mut [Point]) {
    let ranked =
        [|p: &Point| p.funding, |p: &Point| p.rate].map(|of| ranks(&points.iter().map(of).collect::<Vec<_>>()));
    for (i, point) in points.iter_mut().enumerate() {
        (point.funding_rank, point.rate_rank) = (ranked[0][i], ranked[1][i]);
    }
}

struct Share {
    share: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    spread: SpreadIs,
    undefined: Option<String>,
}

fn of_need(slice: &Slice, values: BTreeMap<Arc<str>, f64>, options: &ExplainOptions) -> Result<Share, Error> {
    let name: Arc<str> = "money".into();
    let columns = vec![NeedColumn { name: Arc::clone(&name), values }];
    match explain(slice, &[NeedGroup { name, columns }], options) {
        Ok(found) => Ok(Share {
            share: found.share_adjusted,
            lower: found.lower,
            upper: found.upper,
            spread: found.spread,
            undefined: found.undefined,
        }),
        Err(Error::Covariates(problem)) => {
            let spread = SpreadIs::Weighted;
            Ok(Share { share: None, lower: None, upper: None, spread, undefined: Some(problem) })
        }
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Funded, funding};
    use super::*;
    use crate::data::kind::Kind;
    use crate::data::period::Period;
    use crate::rates::interval::Confidence;

    fn options() -> ExplainOptions {
        let confidence = Confidence::new(0.95, "confidence").unwrap();
        ExplainOptions { confidence, replicates: 99, seed: 1, regions: None }
    }

    fn money(codes: &[&str]) -> Funding {
        let one = |(i, code): (usize, &&str)| Funded {
            code: (*code).into(),
            name: None,
            region: None,
            amount: 100.0 + 10.0 * i as f64,
            registered: Some(1.0),
            weighted: None,
            target: None,
            rank: None,
        };
        funding(Period::All, codes.iter().enumerate().map(one).collect(), None).unwrap()
    }

    #[test]
    fn what_is_on_one_side_alone_is_named() {
        let slice =
            Slice::from_denominators(Kind::Count, &[("A", 1.0, 9.0), ("B", 2.0, 9.0), ("D", 4.0, 9.0)]).unwrap();
        let found = beside(&money(&["A", "B", "C"]), Head::Registered, &slice, &options()).unwrap();
        assert_eq!((&*found.only_funded[0], &*found.only_prescribed[0], found.areas), ("C", "D", 2));
        assert!(found.spearman.is_none() && found.undefined.is_some() && found.share_undefined.is_some());
        // Nobody has weighted heads here.
        let none = beside(&money(&["A"]), Head::Weighted, &slice, &options()).unwrap();
        assert_eq!((none.areas, none.only_prescribed.len()), (0, 3));
    }

    /// The share is that of `explain` with money as its one covariate.
    #[test]
    fn the_share_is_that_of_explain() {
        let codes: Vec<String> = (0..30).map(|i| format!("A{i:02}")).collect();
        let names: Vec<&str> = codes.iter().map(String::as_str).collect();
        let rows: Vec<(&str, f64, f64)> =
            (names.iter().enumerate()).map(|(i, c)| (*c, (80 + 5 * i + 30 * (i % 4)) as f64, 1000.0)).collect();
        let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
        let funding = money(&names);
        let found = beside(&funding, Head::Registered, &slice, &options()).unwrap();
        let values = funding.areas.iter().map(|a| (Arc::clone(&a.area), a.amount)).collect();
        let columns = vec![NeedColumn { name: "x".into(), values }];
        let same = explain(&slice, &[NeedGroup { name: "x".into(), columns }], &options()).unwrap();
        assert_eq!((found.share, found.spread), (same.share_adjusted, SpreadIs::Gamma));
        assert!(found.share > Some(0.3) && found.spearman > Some(0.5) && found.lower < found.spearman);
        assert!(found.points.iter().all(|p| (p.rate * 1000.0).fract().abs() < 1e-9));
    }
}
