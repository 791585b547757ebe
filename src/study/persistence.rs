//! In how many of the shorter periods within a longer one each area lay beyond the limits of the rule.

use super::loaded::Loaded;
use super::plan::Plan;
use super::{Error, Result};
use crate::core::findings::{Persistence, Piecewise, Side, Wanted};
use crate::core::{AnalysisOptions, Period, Slice, SliceFindings, SliceOptions};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Shorter periods in which an area was held against limits, and on which side it lay beyond the outer ones.
type Sides = Vec<(Period, Option<Side>)>;

/// Those of each treatment and area.
#[derive(Debug, Default)]
pub(super) struct Within(BTreeMap<(Arc<str>, Arc<str>), Sides>);

impl Plan {
    /// Where it is asked for, the areas of all shorter periods within those of `slices`, each held against limits by itself.
    ///
    /// # Errors
    /// No shorter period within; those of the analysis.
    pub(super) fn persistence(&self, loaded: &Loaded, slices: &[Slice]) -> Result<Option<Within>> {
        if !self.study.persistence {
            return Ok(None);
        }
        let options = SliceOptions { by: None, ..self.slice_options(loaded) };
        let asked = || slices.iter().filter(|slice| self.asks_for(slice.period()));
        let inside = |part: &Slice| {
            let of = asked().filter(|whole| whole.treatment() == part.treatment());
            of.map(Slice::period).any(|whole| holds(whole, part.period()))
        };
        let parts: Vec<Slice> = loaded.cube.slices(&options)?.into_iter().filter(inside).collect();
        if parts.is_empty() {
            let problem =
                "needs periods with shorter ones within them, such as years of months: ask for them with `by`";
            return Err(Error::option("persistence", problem));
        }
        let parts = self.with_practice_chance(parts, loaded.parts.as_ref(), &options)?;
        let parts = self.with_likeness(parts, None)?;
        let plain =
            AnalysisOptions { wanted: Wanted::Outliers, league_tables: 0, replicates: 0, ..self.analysis.clone() };
        let parts = parts.into_iter().map(|part| {
            let per = self.per(&loaded.words, part.treatment());
            (part, per)
        });
        let outer = self.analysis.levels[1];
        let mut found = Within::default();
        let sides = |one: SliceFindings| -> Result<Vec<_>> {
            let areas = one.areas.into_iter().filter_map(|a| Some((a.area, a.flag?.side_at(outer))));
            Ok(areas.map(|(area, side)| (Arc::clone(&one.treatment), area, one.period, side)).collect())
        };
        Piecewise::new(parts.collect(), &plain)?.each(sides, |areas| {
            for (treatment, area, period, side) in areas {
                found.0.entry((treatment, area)).or_default().push((period, side));
            }
            Ok(())
        })?;
        Ok(Some(found))
    }
}

impl Within {
    /// Enters it in the findings of a longer period.
    pub(super) fn enter(&self, found: &mut SliceFindings) {
        for area in &mut found.areas {
            let known = self.0.get(&(Arc::clone(&found.treatment), Arc::clone(&area.area)));
            let mut persistence = Persistence::default();
            for (_, side) in known.into_iter().flatten().filter(|(period, _)| holds(found.period, *period)) {
                persistence.of += 1;
                persistence.above += usize::from(*side == Some(Side::High));
                persistence.below += usize::from(*side == Some(Side::Low));
            }
            area.persistence = Some(persistence);
        }
    }
}

/// Whether a period is a part of another and shorter.
pub(super) fn holds(whole: Period, part: Period) -> bool {
    let ends = |p: Period| p.first_month().zip(p.last_month());
    match (ends(whole), ends(part)) {
        (Some((from, to)), Some((first, last))) => from <= first && last <= to && (from, to) != (first, last),
        (None, Some(_)) => whole == Period::All,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shorter_periods_lie_within_longer_ones() {
        let p = |text: &str| Period::parse(text).unwrap();
        assert!(holds(p("2020/21"), p("2021-03")) && holds(Period::All, p("2021-03")));
        assert!(
            !holds(p("2020/21"), p("2021-04"))
                && !holds(p("2021-03"), p("2021-03"))
                && !holds(p("2021-03"), p("2020/21"))
        );
    }
}
