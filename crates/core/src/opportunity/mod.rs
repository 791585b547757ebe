//! What it would come to if every area moved to a target: its units (pounds, where it counts pounds) that would be saved or gained.
//!
//! Signed, areas beyond the target are set off against the others; clipped, only areas on the wrong side of it count. The two
//! differ widely, so both are given. A clipped sum is above zero even where areas differ by chance alone, because chance puts
//! some on the wrong side; what it is then on average is given too, and taken off before anything is claimed.

mod replicates;
mod target;

pub use target::{MoveTo, SIMILAR};

use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::data::treatment::Polarity;
use crate::error::{Error, Undefined};
use crate::rates::interval::Confidence;
use crate::similar::{Indicator, Similar, similar};
use crate::simulation::method::IndexInterval;
use std::collections::BTreeMap;
use std::sync::Arc;
use target::Aim;

/// What to compute.
#[derive(Debug, Clone, PartialEq)]
pub struct OpportunityOptions {
    /// What every area is moved to.
    pub to: MoveTo,
    /// Which way is better.
    pub polarity: Polarity,
    /// What similar areas have alike; for [`MoveTo::Similar`] alone.
    pub indicators: Vec<Indicator>,
    /// Confidence of the interval.
    pub confidence: Confidence,
    /// Draws behind the interval and behind what chance gives; 0 for none.
    pub replicates: usize,
    /// Seed of the draws.
    pub seed: u64,
}

/// What one slice would come to at the target. Absent figures are undefined, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Opportunity {
    /// Treatment (measure).
    pub treatment: Arc<str>,
    /// Period label.
    pub period: Period,
    /// What the numerator counts.
    pub kind: Kind,
    /// What every area is moved to.
    pub target_is: MoveTo,
    /// That rate; `None` where it differs between areas.
    pub target: Option<f64>,
    /// Which way is better.
    pub polarity: &'static str,
    /// Sum over areas of the distance to the target times the denominator, in units of the numerator: above zero where areas
    /// would have less of it (more, where more is better).
    pub signed: Option<f64>,
    /// The same over areas on the wrong side of the target alone.
    pub clipped: Option<f64>,
    /// What chance alone would give in the clipped sum.
    pub by_chance: Option<f64>,
    /// The clipped sum less what chance alone would give: what is claimed.
    pub beyond_chance: Option<f64>,
    /// Lower end of the interval of what is beyond chance, all of `by_chance` taken off.
    pub lower: Option<f64>,
    /// Upper end of it, nothing taken off: where areas differ much, chance adds little.
    pub upper: Option<f64>,
    /// Confidence of that interval.
    pub confidence: f64,
    /// What was drawn for it.
    pub interval_method: Option<IndexInterval>,
    /// Whether the interval lies above zero; otherwise none is shown.
    pub shown: bool,
    /// The reason why there are no figures; `None` where there are.
    pub undefined: Option<String>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Each area, sorted by code.
    pub areas: Vec<AreaOpportunity>,
    /// Areas without similar ones, which have no target.
    pub left_out: Vec<Arc<str>>,
    /// Rows not used, by reason.
    pub set_aside: Vec<SetAside>,
}

/// What one area would come to at its target.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AreaOpportunity {
    /// Area code.
    pub area: Arc<str>,
    /// Area name.
    pub name: Option<Arc<str>>,
    /// What was observed.
    pub observed: f64,
    /// What rates are over: the denominator, or the expected value where one is given.
    pub denominator: f64,
    /// The one over the other.
    pub rate: f64,
    /// The rate that it is moved to.
    pub target: f64,
    /// Distance to it times the denominator.
    pub signed: f64,
    /// The same, 0 on the right side of the target.
    pub clipped: f64,
}

/// What the areas of a slice would come to at the target.
///
/// The interval has the target computed again in every draw: a target that is taken as known makes it too narrow (Dropkin 2017,
/// J Public Health, fdx136). Practices are drawn again within their areas where they are known
/// ([`Slice::with_practices`]); otherwise areas come from the fitted overdispersed model, as for the indices.
///
/// # Errors
/// [`Error::Word`] for a polarity of neither; those of [`similar`]; [`Error::Indicators`] for indicators without a target that needs them, or none
/// with one that does.
///
/// ```
/// use unwarranted_core::opportunity::{MoveTo, OpportunityOptions, opportunity};
/// use unwarranted_core::{Confidence, Kind, Polarity, Slice};
/// let rows = [("A", 10.0, 100.0), ("B", 20.0, 100.0), ("C", 60.0, 100.0)];
/// let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
/// let confidence = Confidence::new(0.95, "confidence").unwrap();
/// let options = OpportunityOptions {
///     to: MoveTo::Median, polarity: Polarity::Low, indicators: Vec::new(), confidence, replicates: 0, seed: 1,
/// };
/// let found = opportunity(&slice, &options).unwrap();
/// // The median is 0.2: A has 10 fewer, C 40 more.
/// assert!((found.signed.unwrap() - 30.0).abs() < 1e-9 && (found.clipped.unwrap() - 40.0).abs() < 1e-9);
/// ```
pub fn opportunity(slice: &Slice, options: &OpportunityOptions) -> Result<Opportunity, Error> {
    let expected =
        "low where less is better or high where more is: without it nobody can say what would be saved or gained";
    let unclear = || Error::Word { name: "polarity", text: options.polarity.word().to_owned(), expected };
    let sign = Aim::sign(options.polarity).ok_or_else(unclear)?;
    let near = peers(slice, options)?;
    let aim = Aim { to: options.to, sign, peers: numbers(slice, near.as_ref()) };
    let mut found = empty(slice, options);
    if let Some(near) = &near {
        found.left_out = near.lacking.iter().map(|l| Arc::clone(&l.area)).collect();
        found.notes.extend(without_peers(near));
    }
    match figures(slice) {
        Ok(base) => enter(&mut found, slice, base, &aim, options),
        Err(undefined) => found.undefined = Some(undefined.reason.into_owned()),
    }
    Ok(found)
}

/// Similar areas among those of the slice, where the target needs them.
fn peers(slice: &Slice, options: &OpportunityOptions) -> Result<Option<Similar>, Error> {
    if options.to != MoveTo::Similar {
        return match options.indicators.first() {
            Some(_) => Err(Error::Indicators("goes with `target similar`".to_owned())),
            None => Ok(None),
        };
    }
    let own = |indicator: &Indicator| {
        let value = |code: &Arc<str>| Some((Arc::clone(code), *indicator.values.get(code)?));
        Indicator { values: slice.areas().iter().filter_map(|a| value(&a.code)).collect(), ..indicator.clone() }
    };
    let mut found = similar(&options.indicators.iter().map(own).collect::<Vec<_>>(), SIMILAR)?;
    // Areas of the slice of which nothing at all is known.
    let known = |code: &Arc<str>| options.indicators.iter().any(|i| i.values.contains_key(code));
    let names = || options.indicators.iter().map(|i| Arc::clone(&i.name)).collect();
    let unknown = slice.areas().iter().map(|a| &a.code).filter(|code| !known(code));
    found.lacking.extend(unknown.map(|code| crate::similar::Lacking { area: Arc::clone(code), lacks: names() }));
    found.lacking.sort_by(|a, b| a.area.cmp(&b.area));
    Ok(Some(found))
}

/// Numbers in the slice of the similar areas of each area.
fn numbers(slice: &Slice, near: Option<&Similar>) -> Vec<Option<Vec<usize>>> {
    let Some(near) = near else { return vec![None; slice.len()] };
    let at: BTreeMap<&Arc<str>, usize> = slice.areas().iter().enumerate().map(|(i, a)| (&a.code, i)).collect();
    let mut peers = vec![None; slice.len()];
    for of in near.by_area() {
        let own = of.first().and_then(|n| at.get(&n.area));
        if let Some(own) = own {
            peers[*own] = Some(of.iter().filter_map(|n| at.get(&n.neighbour).copied()).collect());
        }
    }
    peers
}

fn without_peers(near: &Similar) -> Option<String> {
    const SHOWN: usize = 8;
    let mut codes: Vec<&str> = near.without_peers.iter().take(SHOWN).map(|w| &*w.area).collect();
    if near.without_peers.len() > SHOWN {
        codes.push("...");
    }
    (!codes.is_empty()).then(|| {
        format!(
            "{} areas have no peers (their tenth similar area is over 1.5 times as far as usual), so that their target says little: {}",
            near.without_peers.len(),
            codes.join(", ")
        )
    })
}

fn empty(slice: &Slice, options: &OpportunityOptions) -> Opportunity {
    Opportunity {
        treatment: Arc::clone(slice.treatment()),
        period: slice.period(),
        kind: slice.kind(),
        target_is: options.to,
        target: None,
        polarity: options.polarity.word(),
        signed: None,
        clipped: None,
        by_chance: None,
        beyond_chance: None,
        lower: None,
        upper: None,
        confidence: options.confidence.level(),
        interval_method: None,
        shown: false,
        undefined: None,
        notes: Vec::new(),
        areas: Vec::new(),
        left_out: Vec::new(),
        set_aside: slice.set_aside().to_vec(),
    }
}

/// What rates are over.
fn figures(slice: &Slice) -> Result<&[f64], Undefined> {
    slice.require_variation()?;
    let base = match (slice.expected_from(), slice.denominator()) {
        (ExpectedFrom::Internal, Some(denominator)) => denominator,
        _ => slice.expected(),
    };
    match base.iter().position(|d| *d <= 0.0) {
        Some(at) => Err(Undefined::because(format!("area {} has no denominator above zero", slice.areas()[at].code))),
        None => Ok(base),
    }
}

fn enter(found: &mut Opportunity, slice: &Slice, base: &[f64], aim: &Aim, options: &OpportunityOptions) {
    let targets = aim.targets(slice.observed(), base);
    let one = |((area, d), target): ((&crate::data::slice::SliceArea, &f64), &Option<f64>)| {
        let target = (*target)?;
        let signed = aim.gap(area.observed, *d, target);
        Some(AreaOpportunity {
            area: Arc::clone(&area.code),
            name: area.name.clone(),
            observed: area.observed,
            denominator: *d,
            rate: area.observed / d,
            target,
            signed,
            clipped: signed.max(0.0),
        })
    };
    found.areas = slice.areas().iter().zip(base).zip(&targets).filter_map(one).collect();
    found.target = targets.first().copied().flatten().filter(|_| options.to != MoveTo::Similar);
    let sums = aim.sums(slice.observed(), base);
    (found.signed, found.clipped) = (Some(sums.signed), Some(sums.clipped));
    if options.replicates == 0 {
        return;
    }
    match replicates::by_chance(slice, base, aim, options) {
        Ok(chance) => {
            (found.by_chance, found.beyond_chance) = (Some(chance), Some(sums.clipped - chance));
            match replicates::interval(slice, base, aim, options, (sums.clipped, chance)) {
                Ok((limits, method)) => {
                    (found.lower, found.upper) = (Some(limits[0]), Some(limits[1]));
                    found.interval_method = Some(method);
                    found.shown = limits[0] > 0.0;
                }
                Err(undefined) => found.notes.push(format!("no interval: {}", undefined.reason)),
            }
        }
        Err(undefined) => {
            found.notes.push(format!(
                "what chance alone would give is not known, and so there is no interval: {}",
                undefined.reason
            ));
        }
    }
}
