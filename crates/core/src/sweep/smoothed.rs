//! Rare treatments of a league, smoothed by the neighbours of each area.

use super::area_entry::AreaEntry;
use super::entry::LeagueEntry;
use super::league::League;
use crate::data::period::Period;
use crate::error::{Error, Undefined};
use crate::regression::Design;
use crate::space::Neighbours;
use crate::space::smooth::{AreaRisk, COMMON, Counted, Model, Priors, smooth};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An area in a treatment, drawn towards its neighbours.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SmoothedArea {
    /// The period.
    pub period: Period,
    /// Identifier of the treatment.
    pub id: Arc<str>,
    /// Code of the area.
    pub area: Arc<str>,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Observed events or amount.
    pub observed: f64,
    /// Expected at the rate of all areas.
    pub expected: f64,
    /// Observed over expected.
    pub ratio: f64,
    /// The smoothed ratio.
    pub rr: f64,
    /// Its standard deviation.
    pub rr_sd: f64,
    /// Lower end of the middle 95 % of what it may be.
    pub rr_lower: f64,
    /// Upper end.
    pub rr_upper: f64,
    /// Probability that it is above 1.
    pub p_above_1: f64,
}

/// What became of a treatment.
#[derive(Debug, Clone, PartialEq)]
pub enum Rarity {
    /// Smoothed: standard deviation of the areas' log ratios, and the share of it that is spatial.
    Smoothed {
        /// Standard deviation.
        sigma: f64,
        /// Spatial share, 0 to 1.
        spatial: f64,
    },
    /// The median area expects [`COMMON`] effective events or more, so that smoothing would change next to nothing.
    Common,
    /// It cannot be smoothed, for this reason.
    Undefined(Undefined),
}

/// The rare treatments of a league, smoothed.
#[derive(Debug, Clone)]
pub struct SmoothedLeague {
    /// The period.
    pub period: Period,
    /// What became of each treatment, in the order of the league.
    pub treatments: Vec<(Arc<str>, Rarity)>,
    /// Every area in every smoothed treatment, by treatment in the order of the league and area code.
    pub areas: Vec<SmoothedArea>,
}

impl League {
    /// Smooths every treatment of which the median area expects fewer than [`COMMON`] effective events by BYM2 with its usual
    /// priors. Observed and expected values enter as independent events, over the dispersion phi that the league knows, the
    /// observed ones rounded to whole events: money, quantities and items that repeat are treated alike. `neighbours` numbers
    /// the areas as `codes` does, which ascend. `done` is told how many treatments more are finished, from any thread; the
    /// result is the same on any number of them.
    ///
    /// # Errors
    /// [`Error::Neighbours`] where an area of the league is not among `codes`, or these are not as many as `neighbours` has.
    pub fn smoothed(
        &self,
        neighbours: &Neighbours,
        codes: &[Arc<str>],
        done: &(dyn Fn(usize) + Sync),
    ) -> Result<SmoothedLeague, Error> {
        if codes.len() != neighbours.areas() {
            let problem = format!("are of {} areas, the league of {}", neighbours.areas(), codes.len());
            return Err(Error::Neighbours(problem));
        }
        let mut standings: BTreeMap<&Arc<str>, Vec<&AreaEntry>> = BTreeMap::new();
        self.standings.iter().for_each(|standing| standings.entry(&standing.id).or_default().push(standing));
        let one = |entry: &LeagueEntry| {
            let own = standings.get(&entry.id).map(Vec::as_slice).unwrap_or_default();
            let made = treatment(entry, own, neighbours, codes);
            done(1);
            made
        };
        let made: Vec<(Rarity, Vec<SmoothedArea>)> = self.entries.par_iter().map(one).collect::<Result<_, _>>()?;
        let (rarities, areas): (Vec<Rarity>, Vec<Vec<SmoothedArea>>) = made.into_iter().unzip();
        let ids = self.entries.iter().map(|entry| Arc::clone(&entry.id));
        Ok(SmoothedLeague { period: self.period, treatments: ids.zip(rarities).collect(), areas: areas.concat() })
    }
}

fn treatment(
    entry: &LeagueEntry,
    areas: &[&AreaEntry],
    neighbours: &Neighbours,
    codes: &[Arc<str>],
) -> Result<(Rarity, Vec<SmoothedArea>), Error> {
    if entry.effective_median.is_some_and(|events| events >= COMMON) {
        return Ok((Rarity::Common, Vec::new()));
    }
    let none = |why: &'static str| Ok((Rarity::Undefined(Undefined::because(why)), Vec::new()));
    if entry.observed <= 0.0 {
        return none("nothing is observed");
    }
    let Some(phi) = entry.phi.filter(|phi| *phi > 0.0) else {
        return none("it is not known how large chance is");
    };
    let places = areas.iter().map(|area| codes.binary_search(&area.area)).collect::<Result<Vec<usize>, _>>();
    let places = places.map_err(|_| Error::Neighbours("do not have every area of the league".to_owned()))?;
    let Some(expected) = areas.iter().map(|area| area.expected).collect::<Option<Vec<f64>>>() else {
        return none("an area has nothing expected");
    };
    if areas.iter().any(|area| area.observed < 0.0) {
        return none("an area has less than nothing");
    }
    let observed: Vec<f64> = areas.iter().map(|area| (area.observed / phi).round()).collect();
    let events: Vec<f64> = expected.iter().map(|expected| expected / phi).collect();
    let own = among(neighbours, &places)?;
    let design = Design::constant(areas.len());
    let data = Counted { observed: &observed, expected: &events, design: &design, neighbours: &own };
    Ok(match smooth(&data, Model::Bym2, Priors::usual(Model::Bym2))? {
        Ok(found) => {
            let all = areas.iter().zip(expected).zip(&found.areas);
            let rows = all.map(|((area, expected), risk)| SmoothedArea::of(area, expected, risk)).collect();
            (Rarity::Smoothed { sigma: found.sigma.estimate, spatial: found.mixing.estimate }, rows)
        }
        Err(undefined) => (Rarity::Undefined(undefined), Vec::new()),
    })
}

/// The neighbours among some of the areas, numbered in their order.
fn among(all: &Neighbours, places: &[usize]) -> Result<Neighbours, Error> {
    if places.len() == all.areas() {
        return Ok(all.clone());
    }
    let number = |place: &usize| places.binary_search(place).ok();
    let pairs: Vec<(usize, usize)> = all.pairs().iter().filter_map(|(a, b)| Some((number(a)?, number(b)?))).collect();
    Neighbours::from_pairs(places.len(), &pairs)
}

impl SmoothedArea {
    fn of(area: &AreaEntry, expected: f64, risk: &AreaRisk) -> Self {
        Self {
            period: area.period,
            id: Arc::clone(&area.id),
            area: Arc::clone(&area.area),
            name: area.name.clone(),
            observed: area.observed,
            expected,
            ratio: area.observed / expected,
            rr: risk.rr,
            rr_sd: risk.sd,
            rr_lower: risk.lower,
            rr_upper: risk.upper,
            p_above_1: risk.p_above_1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;
    use crate::rates::interval::Confidence;
    use crate::slice::SliceArea;
    use crate::space::global::Weights;
    use crate::space::permutation::Permutations;
    use crate::space::slice::{Fit, Smoothing, SpaceOptions, space};
    use crate::sweep::nation::Nation;
    use crate::sweep::{Panel, PanelArea, SweepOptions, sweep};

    /// Areas in a ring.
    fn ring(areas: usize) -> Neighbours {
        let pairs: Vec<(usize, usize)> = (0..areas).map(|i| (i, (i + 1) % areas)).collect();
        Neighbours::from_pairs(areas, &pairs).unwrap()
    }

    fn league(panel: &Panel) -> League {
        let confidence = Confidence::new(0.95, "confidence").unwrap();
        let options = SweepOptions { replicates: 0, reassignments: 0, seed: 1, confidence };
        League::of_practices(Period::All, panel, &sweep(panel, &options, &|_| ()).unwrap(), confidence)
    }

    /// Rare and common treatments; the last area is not there for every third.
    fn panel() -> (Panel, Vec<Arc<str>>) {
        let nation = Nation { treatments: 12, practices: 240, areas: 20, tau: |_| 0.3, items: [7.0, 1.5], differ: 1.0 };
        let (panel, _) = nation.simulate(3);
        let areas: Vec<PanelArea> = panel.areas().to_vec();
        let codes = areas.iter().map(|area| Arc::clone(&area.code)).collect();
        let all = panel.denominator(0).to_vec();
        let mut without = all.clone();
        panel.range(19).for_each(|p| without[p] = 0.0);
        let mut treatments = panel.treatments().to_vec();
        treatments.iter_mut().enumerate().for_each(|(i, t)| t.over = usize::from(i % 3 == 0));
        (Panel::new(areas, vec![all, without], treatments).unwrap(), codes)
    }

    /// One treatment at a time by the way of a single slice.
    #[test]
    fn rare_treatments_are_as_one_at_a_time_and_common_ones_are_left() {
        let (panel, codes) = panel();
        let mut league = league(&panel);
        league.entries[2].effective_median = Some(COMMON);
        let found = league.smoothed(&ring(20), &codes, &|_| ()).unwrap();
        assert_eq!(found.treatments.len(), 12);
        let mut smoothed = 0;
        for (entry, (id, rarity)) in league.entries.iter().zip(&found.treatments) {
            assert_eq!(&entry.id, id);
            let own: Vec<&SmoothedArea> = found.areas.iter().filter(|a| a.id == *id).collect();
            if entry.effective_median.unwrap() >= COMMON {
                assert!(*rarity == Rarity::Common && own.is_empty());
                continue;
            }
            let phi = entry.phi.unwrap();
            let area = |a: &&AreaEntry| SliceArea {
                code: Arc::clone(&a.area),
                name: None,
                observed: (a.observed / phi).round(),
                denominator: None,
                expected: Some(a.expected.unwrap() / phi),
                months: 1,
            };
            let there: Vec<&AreaEntry> = league.standings.iter().filter(|a| a.id == *id).collect();
            let slice =
                crate::Slice::new("one", Period::All, Kind::Count, there.iter().map(area).collect(), Vec::new(), 1)
                    .unwrap();
            let pairs: Vec<(usize, usize)> = ring(20).pairs().into_iter().filter(|(_, b)| *b < there.len()).collect();
            let beside = Neighbours::from_pairs(there.len(), &pairs).unwrap();
            let usual = Priors::usual(Model::Bym2);
            let smoothing = Smoothing { model: Model::Bym2, fit: Fit::Averaged, priors: usual, anyway: true };
            let permutations = Permutations { replicates: 99, seed: 1 };
            let options = SpaceOptions { weights: Weights::Row, permutations, smoothing };
            let slow = space(&slice, &beside, &Design::constant(there.len()), options).unwrap();
            let [sigma, ..] = slow.parameters.unwrap();
            assert!(
                matches!(rarity, Rarity::Smoothed { sigma: own, .. } if own.to_bits() == sigma.estimate.to_bits()),
                "{id} {rarity:?}"
            );
            assert_eq!(own.len(), slow.areas.len());
            for (own, slow) in own.iter().zip(&slow.areas) {
                let risk = slow.risk.unwrap();
                assert_eq!(
                    (&own.area, own.rr, own.rr_sd, own.p_above_1),
                    (&slow.area, risk.rr, risk.sd, risk.p_above_1)
                );
            }
            smoothed += 1;
        }
        assert!((4..12).contains(&smoothed), "{smoothed}");
        let lacking = found.areas.iter().filter(|a| a.area == codes[19]).count();
        assert!(lacking > 0 && lacking < smoothed, "{lacking} of {smoothed}");
    }

    #[test]
    fn threads_do_not_matter_and_other_areas_are_refused() {
        let (panel, codes) = panel();
        let league = league(&panel);
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| format!("{:?}", league.smoothed(&ring(20), &codes, &|_| ()).unwrap()))
        };
        assert_eq!(on(1), on(3));
        assert!(league.smoothed(&ring(19), &codes, &|_| ()).is_err());
        let others: Vec<Arc<str>> = (0..20).map(|i| format!("X{i:02}").into()).collect();
        assert!(league.smoothed(&ring(20), &others, &|_| ()).unwrap_err().to_string().contains("every area"));
    }

    #[test]
    fn what_cannot_be_smoothed_says_why() {
        let (panel, codes) = panel();
        let mut league = league(&panel);
        league.entries.iter_mut().for_each(|entry| (entry.phi, entry.effective_median) = (None, None));
        let found = league.smoothed(&ring(20), &codes, &|_| ()).unwrap();
        let unknown = |(_, rarity): &(Arc<str>, Rarity)| matches!(rarity, Rarity::Undefined(why) if why.reason.contains("how large chance is"));
        assert!(found.treatments.iter().all(unknown) && found.areas.is_empty());
    }
}
