//! Need of areas from a store: scores as they are published, and rates of a series.

use super::plan::{Data, Plan};
use super::{Error, Result, Study, store};
use crate::core::{Period, Slice};
use crate::ingest::tidy::{Beside, BesideColumn};
use crate::report::manifest::Input;
use crate::store::Store;
use crate::store::assemble::{Level, area_scores};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Numbers by area and period.
type Values = BTreeMap<(Arc<str>, Period), f64>;

/// One covariate as a store has it.
enum Column {
    /// A score of areas: its identifier, or series and identifier.
    Score(String),
    /// A measure of a series over another: qof-prevalence/practice:register-dm/list-size-dm.
    Rate([String; 3]),
}

impl Column {
    fn of(text: &str) -> Self {
        // Names of series have a stroke in them: qof-prevalence/practice.
        let rate = text.split_once(':').and_then(|(series, rest)| Some((series, rest.split_once('/')?)));
        match rate {
            Some((series, (measure, denominator))) => Self::Rate([series, measure, denominator].map(str::to_owned)),
            None => Self::Score(text.to_owned()),
        }
    }
}

impl Plan {
    /// Columns about the areas of the study, from its store; `option` names them.
    ///
    /// # Errors
    /// A score or series that the store does not have, or not of areas of this level.
    pub(super) fn need_of_store(
        &self,
        option: &str,
        columns: &[&str],
        slices: &[Slice],
    ) -> Result<(Beside, Vec<Input>)> {
        let (mut found, mut inputs) = (Vec::new(), Vec::<Input>::new());
        for column in columns {
            let under = |e: Error| e.under(format!("{option} {column}"));
            let (values, from) = match Column::of(column) {
                Column::Score(score) => self.scores(&score, slices).map_err(under)?,
                Column::Rate(parts) => self.rates(parts).map_err(under)?,
            };
            found.push(values);
            from.into_iter().for_each(|input| enter(&mut inputs, input));
        }
        let periods: BTreeSet<Period> = found.iter().flat_map(BTreeMap::keys).map(|(_, period)| *period).collect();
        let dated: Vec<Period> = periods.into_iter().filter(|period| *period != Period::All).collect();
        let found: Vec<Values> = found.into_iter().map(|values| everywhere(values, &dated)).collect();
        let areas = found.iter().flat_map(BTreeMap::keys).cloned().collect();
        let columns = found.into_iter().map(BesideColumn::Numbers).collect();
        Ok((Beside { columns, areas, has_periods: !dated.is_empty(), without_area: 0, inputs: Vec::new() }, inputs))
    }

    /// A score, which holds for any period: of the latest year up to the last period of the slices.
    fn scores(&self, score: &str, slices: &[Slice]) -> Result<(Values, Vec<Input>)> {
        let (Data::Prescribing { dir, .. } | Data::Facts { dir, .. }) = &self.data else {
            return Ok((Values::new(), Vec::new()));
        };
        let areas = slices.iter().flat_map(Slice::areas).map(|area| &area.code).collect();
        let last = slices.iter().filter_map(|slice| slice.period().last_month()).max();
        let level = self.study.level.unwrap_or(Level::Ccg);
        let found = area_scores(&Store::open(dir)?, score, level, &areas, last)?;
        let values = found.scores.into_iter().map(|(area, score)| ((area, Period::All), score)).collect();
        Ok((values, vec![store::input(&found.source, found.used)]))
    }

    fn rates(&self, [series, measure, denominator]: [String; 3]) -> Result<(Values, Vec<Input>)> {
        let study = Study {
            store: self.study.store.clone(),
            facts: Some(series),
            measure: Some(measure),
            denominator: Some(denominator),
            level: self.study.level,
            membership: self.study.membership,
            groups: self.study.groups.clone(),
            ..Study::default()
        };
        let (loaded, slices, _) = study.plan(None)?.cut_plainly()?;
        Ok((slices.iter().flat_map(of_slice).collect(), loaded.inputs))
    }
}

/// Enters an input, or the rows that were used of one that is there.
fn enter(inputs: &mut Vec<Input>, input: Input) {
    match inputs.iter_mut().find(|known| known.sha256 == input.sha256 && known.name == input.name) {
        Some(known) => {
            known.rows.used = (known.rows.used + input.rows.used).min(known.rows.read);
            known.rows.not_selected = known.rows.read - known.rows.used;
        }
        None => inputs.push(input),
    }
}

/// What has no date, for every period that something else is of.
fn everywhere(values: Values, dated: &[Period]) -> Values {
    let spread = |((area, period), value): ((Arc<str>, Period), f64)| -> Vec<((Arc<str>, Period), f64)> {
        match (period, dated) {
            (Period::All, [_, ..]) => dated.iter().map(|period| ((Arc::clone(&area), *period), value)).collect(),
            _ => vec![((area, period), value)],
        }
    };
    values.into_iter().flat_map(spread).collect()
}

fn of_slice(slice: &Slice) -> Vec<((Arc<str>, Period), f64)> {
    let one = |area: &crate::core::slice::SliceArea| {
        let denominator = area.denominator.filter(|d| *d > 0.0)?;
        Some(((Arc::clone(&area.code), slice.period()), area.observed / denominator))
    };
    slice.areas().iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_stand_beside_rates_of_every_period() {
        let year = |text: &str| Period::parse(text).unwrap();
        let score = Values::from([(("A".into(), Period::All), 3.0)]);
        assert_eq!(everywhere(score.clone(), &[]), score);
        let both = everywhere(score, &[year("2019/20"), year("2020/21")]);
        let keys: Vec<Period> = both.keys().map(|(_, period)| *period).collect();
        assert_eq!(keys, [year("2019/20"), year("2020/21")]);
    }

    #[test]
    fn a_rate_names_its_series() {
        assert!(matches!(Column::of("imd/ccg/score"), Column::Score(score) if score == "imd/ccg/score"));
        assert!(matches!(Column::of("score"), Column::Score(_)));
        let Column::Rate(parts) = Column::of("qof/practice:register/list") else { panic!() };
        assert_eq!(parts, ["qof/practice", "register", "list"]);
    }
}
