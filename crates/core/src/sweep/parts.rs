//! A league in parts: treatments swept in several places, by the same practices and draws, and compared in one.

use super::panel::{Panel, PanelTreatment};
use super::point::Point;
use super::replicates::{Drawn, draw};
use super::{League, SweepOptions, checked, compared};
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a sweep finds of some treatments before they are compared with others: a value that can be sent elsewhere.
///
/// Draws depend on the seed, the areas and their practices alone, so that parts made in different places belong together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Part {
    /// What the draws depend on.
    made_with: Made,
    treatments: Vec<Named>,
    points: Vec<Point>,
    drawn: Vec<Drawn>,
}

/// Parts that were made with different ones do not belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Made {
    /// Codes of areas, and of the practices of each.
    areas: Vec<(String, Vec<String>)>,
    replicates: usize,
    reassignments: usize,
    seed: u64,
    tail: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Named {
    id: String,
    title: String,
    kind: Kind,
    without_people: f64,
}

impl Made {
    fn with(panel: &Panel, options: &SweepOptions) -> Self {
        let codes = |all: &[Arc<str>]| all.iter().map(ToString::to_string).collect();
        Self {
            areas: panel.areas().iter().map(|area| (area.code.to_string(), codes(&area.practices))).collect(),
            replicates: options.replicates,
            reassignments: options.reassignments,
            seed: options.seed,
            tail: options.confidence.tail(),
        }
    }
}

impl Part {
    /// Sweeps the treatments of a panel, which has all areas and practices whatever its treatments are.
    ///
    /// # Errors
    /// As [`super::sweep`].
    pub fn of(panel: &Panel, options: &SweepOptions) -> Result<Self, Error> {
        checked(options)?;
        let points: Vec<Point> = panel.treatments().iter().map(|t| Point::of(panel, t)).collect();
        let drawn = draw(panel, &points, options, &|_| ());
        let named = panel.treatments().iter().zip(panel.without_people()).map(|(treatment, without)| Named {
            id: treatment.id.to_string(),
            title: treatment.title.clone(),
            kind: treatment.kind,
            without_people: *without,
        });
        Ok(Self { made_with: Made::with(panel, options), treatments: named.collect(), points, drawn })
    }
}

impl League {
    /// The league of all treatments of these parts, which is that of one sweep over all of them. `panel` has the areas and
    /// practices, and no treatments.
    ///
    /// # Errors
    /// [`Error::Figures`] for no parts, parts of other areas, practices, or options, and a treatment in two parts.
    pub fn of_parts(period: Period, panel: &Panel, parts: Vec<Part>, options: &SweepOptions) -> Result<Self, Error> {
        let made_with = Made::with(panel, options);
        if parts.iter().any(|part| part.made_with != made_with) {
            let says = "a part was made with other areas, practices, replicates, seed or confidence than the others";
            return Err(Error::Figures(says.to_owned()));
        }
        let mut all: Vec<(Named, Point, Drawn)> = Vec::new();
        for part in parts {
            let rows = part.treatments.into_iter().zip(part.points).zip(part.drawn);
            all.extend(rows.map(|((named, point), drawn)| (named, point, drawn)));
        }
        if all.is_empty() {
            return Err(Error::Figures("there are no treatments to rank".to_owned()));
        }
        // Equal variances keep the order of identifiers, wherever they were made.
        all.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        let (mut named, mut points, mut drawn) = (Vec::new(), Vec::new(), Vec::new());
        for (name, point, found) in all {
            named.push(name);
            points.push(point);
            drawn.push(found);
        }
        let whole = panel.with(treatments(&named), named.iter().map(|n| n.without_people).collect())?;
        let sweep = compared(&whole, &points, &drawn, options);
        Ok(Self::of_practices(period, &whole, &sweep, options.confidence))
    }
}

/// The treatments without their figures, which are in the points.
fn treatments(named: &[Named]) -> Vec<PanelTreatment> {
    let one = |named: &Named| PanelTreatment {
        id: named.id.as_str().into(),
        title: named.title.clone(),
        kind: named.kind,
        over: 0,
        observed: Vec::new(),
    };
    named.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::interval::Confidence;
    use crate::sweep::nation::Nation;
    use crate::sweep::{PanelArea, sweep};

    fn made(treatments: usize) -> Panel {
        let tau = |t: usize| t as f64 / 40.0;
        Nation { treatments, practices: 150, areas: 9, tau, items: [9.5, 2.6], differ: 1.0 }.simulate(3).0
    }

    fn options(seed: u64) -> SweepOptions {
        let confidence = Confidence::new(0.95, "confidence").unwrap();
        SweepOptions { replicates: 199, reassignments: 99, seed, confidence }
    }

    fn only(panel: &Panel, keep: impl Fn(usize) -> bool) -> Panel {
        let (areas, treatments) = (panel.areas().to_vec(), panel.treatments().to_vec());
        let kept = treatments.into_iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, t)| t).collect();
        Panel::new(areas, vec![panel.denominator(0).to_vec()], kept).unwrap()
    }

    #[test]
    fn parts_that_are_joined_are_the_league_to_the_last_bit() {
        let panel = made(40);
        let (period, options) = (Period::parse("2020").unwrap(), options(7));
        let whole =
            League::of_practices(period, &panel, &sweep(&panel, &options, &|_| ()).unwrap(), options.confidence);
        // Parts of 1, 3 and 36 treatments, in another order.
        let parts = [[4, 40], [1, 4], [0, 1]]
            .map(|[from, to]| Part::of(&only(&panel, |i| (from..to).contains(&i)), &options).unwrap());
        let joined = League::of_parts(period, &only(&panel, |_| false), parts.to_vec(), &options).unwrap();
        assert!(whole.entries.iter().filter(|e| e.rank.is_some()).count() > 10, "too few are ranked for a test");
        assert_eq!(format!("{:?}", joined.entries), format!("{:?}", whole.entries));
        let standings = |league: &League| {
            let mut all: Vec<String> = league.standings.iter().map(|s| format!("{s:?}")).collect();
            all.sort();
            all
        };
        assert_eq!(standings(&joined), standings(&whole));
        assert_eq!((joined.tests, joined.under_dependence), (whole.tests, whole.under_dependence));
    }

    #[test]
    fn parts_that_do_not_belong_together_are_refused() {
        let panel = made(4);
        let period = Period::parse("2020").unwrap();
        let part = Part::of(&panel, &options(7)).unwrap();
        let none = only(&panel, |_| false);
        let refused = |panel: &Panel, parts: Vec<Part>, seed: u64| {
            League::of_parts(period, panel, parts, &options(seed)).unwrap_err().to_string()
        };
        assert!(refused(&none, vec![part.clone()], 8).contains("seed"));
        assert!(refused(&none, vec![part.clone(), part.clone()], 7).contains("two treatments have the identifier"));
        assert!(refused(&none, Vec::new(), 7).contains("no treatments"));
        let mut areas: Vec<PanelArea> = panel.areas().to_vec();
        areas[0].practices[0] = "0 another".into();
        let other = Panel::new(areas, vec![panel.denominator(0).to_vec()], Vec::new()).unwrap();
        assert!(refused(&other, vec![part], 7).contains("practices"));
    }
}
