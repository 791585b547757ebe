//! How far the systematic variance changed from one period to the next, with an interval from the same draws.

use super::SweepOptions;
use super::block::{Wanted, each};
use super::draws::Draws;
use super::league::League;
use super::panel::{Panel, PanelArea, PanelTreatment};
use super::point::Point;
use super::replicates::{Drawn, centred};
use crate::error::Error;
use crate::quantile::quantiles;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) type Practice = (Arc<str>, Arc<str>);

/// Enters the change of every treatment that both periods have: systematic variance now less that before. Practices of
/// either period are drawn, the same ones for both, so that what a practice does in both years does not count twice. Without
/// replicates there is a change and no interval.
///
/// # Errors
/// Those of [`Panel::new`].
pub fn enter_changes(league: &mut League, before: &Panel, now: &Panel, options: &SweepOptions) -> Result<(), Error> {
    let names = names(before).chain(names(now)).collect::<BTreeMap<_, _>>();
    let practices: BTreeSet<Practice> = practices(before).chain(practices(now)).collect();
    let both = [before, now].map(|panel| shared(panel, &practices, &names));
    let [before, now] = both;
    let (before, now) = (drawn(&*before?, options), drawn(&*now?, options));
    for entry in &mut league.entries {
        let (Some((old, first)), Some((new, last))) = (before.get(&entry.id), now.get(&entry.id)) else { continue };
        let Some((old, new)) = old.psv().zip(new.psv()) else { continue };
        entry.change = Some(new - old);
        let mut differences: Vec<f64> = last.replicates.iter().zip(&first.replicates).map(|(b, a)| b - a).collect();
        let tail = options.confidence.tail();
        let limits = quantiles(&mut differences, [1.0 - tail, tail]);
        (entry.change_lower, entry.change_upper) = limits.map(|[upper, lower]| (lower, upper)).unzip();
    }
    Ok(())
}

pub(super) fn practices(panel: &Panel) -> impl Iterator<Item = Practice> + '_ {
    let own = |area: &PanelArea| {
        let code = Arc::clone(&area.code);
        area.practices.iter().map(move |p| (Arc::clone(&code), Arc::clone(p))).collect::<Vec<_>>()
    };
    panel.areas().iter().flat_map(own)
}

pub(super) fn names(panel: &Panel) -> impl Iterator<Item = (Arc<str>, Option<Arc<str>>)> + '_ {
    panel.areas().iter().map(|area| (Arc::clone(&area.code), area.name.clone()))
}

/// The panel with the practices of both periods; those that it lacks have nothing and nobody.
pub(super) fn shared<'a>(
    panel: &'a Panel,
    all: &BTreeSet<Practice>,
    names: &BTreeMap<Arc<str>, Option<Arc<str>>>,
) -> Result<Cow<'a, Panel>, Error> {
    if panel.practices() == all.len() {
        return Ok(Cow::Borrowed(panel));
    }
    let number: BTreeMap<&Practice, usize> = all.iter().enumerate().map(|(i, practice)| (practice, i)).collect();
    let place: Vec<usize> = practices(panel).filter_map(|practice| number.get(&practice).copied()).collect();
    let mut areas: Vec<PanelArea> = Vec::new();
    for (code, practice) in all {
        if areas.last().is_none_or(|area| area.code != *code) {
            let name = names.get(code).cloned().flatten();
            areas.push(PanelArea { code: Arc::clone(code), name, practices: Vec::new() });
        }
        areas.last_mut().into_iter().for_each(|area| area.practices.push(Arc::clone(practice)));
    }
    let spread = |over: usize| {
        let mut figures = vec![0.0; all.len()];
        place.iter().zip(panel.denominator(over)).for_each(|(at, figure)| figures[*at] = *figure);
        figures
    };
    let moved = |t: &PanelTreatment| {
        let at = |(p, figure): &(u32, f64)| Some((u32::try_from(place[*p as usize]).ok()?, *figure));
        PanelTreatment { observed: t.observed.iter().filter_map(at).collect(), ..t.clone() }
    };
    let denominators = (0..panel.denominators()).map(spread).collect();
    Panel::new(areas, denominators, panel.treatments().iter().map(moved).collect()).map(Cow::Owned)
}

pub(super) type Found = BTreeMap<Arc<str>, (Point, Drawn)>;

/// What every treatment shows, and the replicates of its systematic variance.
pub(super) fn drawn(panel: &Panel, options: &SweepOptions) -> Found {
    let points: Vec<Point> = panel.treatments().par_iter().map(|t| Point::of(panel, t)).collect();
    let draws = Draws::again(panel, options.replicates, options.seed);
    let tail = options.confidence.tail();
    let made = each(panel, (&draws, Wanted::Sums), &points, |point, r| centred(point, &r, tail), &|_| ());
    let of = |((treatment, point), drawn): ((&PanelTreatment, Point), Option<Drawn>)| {
        (Arc::clone(&treatment.id), (point, drawn.unwrap_or_default()))
    };
    panel.treatments().iter().zip(points).zip(made).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;
    use crate::data::period::Period;
    use crate::rates::interval::Confidence;
    use crate::sweep::sweep;

    /// Areas of five practices whose rates are `spread` apart; in the second period one practice is new.
    fn panel(spread: f64, extra: bool) -> Panel {
        let area = |a: usize| PanelArea {
            code: format!("A{a}").into(),
            name: None,
            practices: (0..5 + usize::from(extra && a == 2)).map(|p| format!("P{p}").into()).collect(),
        };
        let areas: Vec<PanelArea> = (0..6).map(area).collect();
        let mut observed = Vec::new();
        for (a, area) in areas.iter().enumerate() {
            for p in 0..area.practices.len() {
                let figure = 100.0 + spread * a as f64 + ((p * 7 + a * 3) % 5) as f64;
                observed.push((u32::try_from(observed.len()).unwrap(), figure));
            }
        }
        let people = vec![vec![1000.0; observed.len()]];
        let treatment = |id: &str, observed| PanelTreatment {
            id: id.into(),
            title: "T".into(),
            kind: Kind::Count,
            over: 0,
            observed,
        };
        Panel::new(
            areas,
            people,
            vec![treatment("same", observed.clone()), treatment(if extra { "new" } else { "old" }, observed)],
        )
        .unwrap()
    }

    #[test]
    fn a_change_is_the_difference_of_what_each_period_says() {
        let confidence = Confidence::new(0.95, "confidence").unwrap();
        let options = SweepOptions { replicates: 199, reassignments: 0, seed: 1, confidence };
        let (before, now) = (panel(2.0, false), panel(12.0, true));
        let [first, last] = [&before, &now].map(|p| sweep(p, &options, &|_| ()).unwrap());
        let mut league = League::of_practices(Period::All, &now, &last, confidence);
        enter_changes(&mut league, &before, &now, &options).unwrap();
        let same = league.entries.iter().find(|e| &*e.id == "same").unwrap();
        let wanted = last.rows[0].psv.unwrap() - first.rows[0].psv.unwrap();
        assert!((same.change.unwrap() - wanted).abs() < 1e-12);
        assert!(0.0 < same.change_lower.unwrap() && same.change_lower < same.change && same.change < same.change_upper);
        let new = league.entries.iter().find(|e| &*e.id == "new").unwrap();
        assert_eq!((new.change, new.change_lower), (None, None));
        // Nothing changed: the same draws leave nothing of the noise.
        let mut still = League::of_practices(Period::All, &before, &first, confidence);
        enter_changes(&mut still, &before, &before, &options).unwrap();
        assert!(still.entries.iter().all(|e| e.change == Some(0.0) && e.change_upper == Some(0.0)));
    }
}
