//! How far areas differ systematically in several periods, from the same draws of practices.

use super::SweepOptions;
use super::change::{drawn, names, practices, shared};
use super::panel::{Panel, PanelTreatment};
use crate::error::Error;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// The systematic variance of one treatment in one period.
#[derive(Debug, Clone, Default)]
pub struct Systematic {
    /// Its value, which may be below zero; `None` where practices cannot tell it.
    pub variance: Option<f64>,
    /// The same in every draw, about that value; replicate r has the same practices in every period. Empty where it is undefined.
    pub replicates: Vec<f64>,
    /// Variance over mean of what practices of an area do.
    pub phi: Option<f64>,
}

/// The systematic variance of every panel and of sums of panels that follow each other, in this order, by treatment. Practices
/// of any panel are drawn, the same for all, so that differences between periods have the interval that they should have.
///
/// # Errors
/// Those of [`Panel::new`].
pub fn over_time(
    panels: &[&Panel],
    sums: &[Range<usize>],
    options: &SweepOptions,
) -> Result<Vec<BTreeMap<Arc<str>, Systematic>>, Error> {
    let names = panels.iter().flat_map(|panel| names(panel)).collect::<BTreeMap<_, _>>();
    let all: BTreeSet<_> = panels.iter().flat_map(|panel| practices(panel)).collect();
    let own: Vec<Cow<'_, Panel>> = panels.iter().map(|panel| shared(panel, &all, &names)).collect::<Result<_, _>>()?;
    let summed = sums.iter().map(|range| sum(&own[range.clone()])).collect::<Result<Vec<_>, _>>()?;
    let found = |panel: &Panel| {
        let one = |(id, (point, drawn)): (Arc<str>, (super::point::Point, super::replicates::Drawn))| {
            let (variance, phi) = (point.psv(), point.phi);
            (id, Systematic { variance, replicates: drawn.replicates, phi })
        };
        drawn(panel, options).into_iter().map(one).collect()
    };
    Ok(own.iter().map(|panel| &**panel).chain(&summed).map(found).collect())
}

/// Panels of the same practices as one: figures and denominators of each treatment that all have are summed.
fn sum(panels: &[Cow<'_, Panel>]) -> Result<Panel, Error> {
    let Some((first, others)) = panels.split_first() else {
        return Err(Error::Empty("no period is left to sum".to_owned()));
    };
    let (mut treatments, mut denominators) = (Vec::new(), Vec::new());
    for treatment in first.treatments() {
        let find = |panel: &Cow<'_, Panel>| panel.treatments().iter().position(|t| t.id == treatment.id);
        let Some(same) = others.iter().map(find).collect::<Option<Vec<usize>>>() else { continue };
        let mut people = first.denominator(treatment.over).to_vec();
        let mut observed: BTreeMap<u32, f64> = treatment.observed.iter().copied().collect();
        for (panel, at) in others.iter().zip(same) {
            let other = &panel.treatments()[at];
            people.iter_mut().zip(panel.denominator(other.over)).for_each(|(sum, n)| *sum += n);
            other.observed.iter().for_each(|(p, figure)| *observed.entry(*p).or_default() += figure);
        }
        let observed = observed.into_iter().collect();
        treatments.push(PanelTreatment { over: denominators.len(), observed, ..treatment.clone() });
        denominators.push(people);
    }
    Panel::new(first.areas().to_vec(), denominators, treatments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;
    use crate::rates::interval::Confidence;
    use crate::sweep::{PanelArea, sweep};

    fn panel(spread: f64, shift: usize) -> Panel {
        let areas = (0..6).map(|a| PanelArea {
            code: format!("A{a}").into(),
            name: None,
            practices: (0..5).map(|p| format!("P{p}").into()).collect(),
        });
        let figure = |i: usize| 50.0 + spread * (i / 5) as f64 + ((i * 7 + shift) % 5) as f64;
        let observed = (0..30).map(|i| (u32::try_from(i).unwrap(), figure(i))).collect();
        let treatment = PanelTreatment { id: "t".into(), title: "T".into(), kind: Kind::Count, over: 0, observed };
        Panel::new(areas.collect(), vec![vec![1000.0; 30]], vec![treatment]).unwrap()
    }

    #[test]
    fn values_are_those_of_a_sweep_and_sums_those_of_the_summed_figures() {
        let confidence = Confidence::new(0.95, "confidence").unwrap();
        let options = SweepOptions { replicates: 99, reassignments: 0, seed: 1, confidence };
        let panels = [panel(4.0, 0), panel(9.0, 2)];
        let found = over_time(&[&panels[0], &panels[1]], &[0..2, 0..1], &options).unwrap();
        let psv = |p: &Panel| sweep(p, &options, &|_| ()).unwrap().rows[0].psv.unwrap();
        let value = |at: usize| found[at]["t"].variance.unwrap();
        assert!((value(0) - psv(&panels[0])).abs() < 1e-12 && (value(1) - psv(&panels[1])).abs() < 1e-12);
        let both = sum(&panels.each_ref().map(Cow::Borrowed)).unwrap();
        let figure = |p: &Panel| p.treatments()[0].observed[7].1;
        assert!((figure(&both) - figure(&panels[0]) - figure(&panels[1])).abs() < 1e-12);
        assert!((value(2) - psv(&both)).abs() < 1e-12);
        assert_eq!(found[3]["t"].replicates, found[0]["t"].replicates, "a sum of one is that one, from the same draws");
        assert!(sum(&[]).is_err());
    }
}
