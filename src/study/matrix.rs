//! Treatments by practice from a store, as panels of a sweep.

use super::plan::Plan;
use super::{Error, Formulary, Result};
use crate::core::sweep::{League, Panel, PanelArea, PanelTreatment, PeriodPanel};
use crate::core::text::{counted, thousands};
use crate::core::{Grain, Measure, Month, Period, Treatment};
use crate::definitions;
use crate::store::Store;
use crate::store::assemble::{
    CodeLevel, Jump, Matrix, MatrixDenominator, MatrixOf, MatrixPeriod, MatrixQuery, MatrixTreatment, Query,
    assemble_matrix,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

impl Formulary {
    /// The level of BNF codes; `None` for treatments that are defined.
    fn level(self) -> Option<CodeLevel> {
        match self {
            Self::Treatments => None,
            Self::Presentation => Some(CodeLevel::Presentation),
            Self::Chemical => Some(CodeLevel::Chemical),
            Self::Subparagraph => Some(CodeLevel::Subparagraph),
            Self::Paragraph => Some(CodeLevel::Paragraph),
            Self::Section => Some(CodeLevel::Section),
        }
    }
}

impl Plan {
    /// The sums of all treatments by practice, over every period asked for.
    pub(super) fn matrix(&self, dir: &Path, query: &Query) -> Result<Matrix> {
        let of = match self.study.grain.map(|grain| (grain, grain.level())) {
            None => MatrixOf::Treatments(query.treatments.clone()),
            Some((_, None)) => MatrixOf::Treatments(every()?),
            Some((_, Some(level))) => MatrixOf::Codes(level, self.measure()?),
        };
        self.matrix_of(dir, query, of)
    }

    /// The sums of some treatments by practice, over every period asked for.
    pub(super) fn matrix_of(&self, dir: &Path, query: &Query, of: MatrixOf) -> Result<Matrix> {
        let store = Store::open(dir)?;
        let periods = self.periods(&store)?;
        let (level, membership, groups) = (query.level, query.membership, query.groups.clone());
        let (bnf_year, allow_missing) = (query.bnf_year, query.allow_missing);
        let query = MatrixQuery { of, periods, level, membership, groups, bnf_year, allow_missing };
        Ok(assemble_matrix(&store, &query)?)
    }

    fn measure(&self) -> Result<Measure> {
        let word = self.study.measure.as_deref().unwrap_or(Measure::Items.word());
        word.parse().map_err(|e| Error::option("measure", format!("is '{word}'; {e}")))
    }

    /// The periods to compare: those named; all of a length that lie in the months of the store; or all months together.
    fn periods(&self, store: &Store) -> Result<Vec<Period>> {
        if !self.study.period.is_empty() {
            return Ok(self.study.period.clone());
        }
        let months = months(store)?;
        let (Some(first), Some(last)) = (months.first().copied(), months.last().copied()) else {
            return Ok(Vec::new());
        };
        let (first, last) = (self.from.map_or(first, |m| m.max(first)), self.to.map_or(last, |m| m.min(last)));
        if first > last {
            let says =
                format!("leaves no month of prescribing: the store has {} to {}", months[0], months[months.len() - 1]);
            return Err(Error::option(if self.from.is_some() { "from" } else { "to" }, says));
        }
        Ok(match self.by {
            None | Some(Grain::All) if self.from.is_none() && self.to.is_none() => Vec::new(),
            None | Some(Grain::All) => Period::span(first, last.since(first) + 1).into_iter().collect(),
            Some(grain) => {
                let within = months.iter().filter(|m| (first..=last).contains(*m));
                within.map(|month| Period::of(*month, grain)).collect::<BTreeSet<_>>().into_iter().collect()
            }
        })
    }
}

/// Every definition that comes with the program.
fn every() -> Result<Vec<Treatment>> {
    let all = definitions::all().map_err(|e| Error::from(e).under("grain treatments"))?;
    Ok(all.iter().map(|d| d.treatment.clone()).collect())
}

/// The months with prescribing, in order.
fn months(store: &Store) -> Result<Vec<Month>> {
    let mut months = BTreeSet::new();
    for series in store.contents()?.series {
        if series.dataset == crate::ingest::tables::Dataset::Prescribing {
            let first = series.tables.iter().filter_map(|t| Period::parse(&t.month).ok()?.first_month());
            months.extend(first);
        }
    }
    Ok(months.into_iter().collect())
}

/// The panel of a period.
pub(super) fn panel_of(matrix: &Matrix, period: &MatrixPeriod) -> Result<PeriodPanel> {
    Ok(PeriodPanel { period: period.period, panel: panel(matrix, period)? })
}

/// The denominators of a treatment by practice, none below zero.
pub(super) fn denominator(matrix: &Matrix, period: &MatrixPeriod, of: &MatrixTreatment, starts: &[usize]) -> Vec<f64> {
    let mut figures = vec![0.0; matrix.practices.len()];
    matrix.fill_denominator(period, of, &mut figures);
    if let MatrixDenominator::People(_) = of.denominator {
        // How many people an area has is not known where a month lacks all of its practices.
        period.without_patients.iter().for_each(|area| figures[starts[*area]..starts[*area + 1]].fill(0.0));
    }
    // More was paid back than paid: nothing to divide by.
    figures.iter_mut().for_each(|figure| *figure = figure.max(0.0));
    figures
}

fn panel(matrix: &Matrix, period: &MatrixPeriod) -> Result<Panel> {
    let starts = matrix.area_starts();
    let (mut denominators, mut made) = (Vec::new(), BTreeMap::new());
    let mut treatments = Vec::with_capacity(matrix.treatments.len());
    for of in &matrix.treatments {
        let over = *made.entry(of.denominator).or_insert_with(|| {
            denominators.push(denominator(matrix, period, of, &starts));
            denominators.len() - 1
        });
        treatments.push(PanelTreatment {
            id: Arc::clone(&of.treatment.id),
            title: of.treatment.title.clone(),
            kind: of.treatment.kind,
            over,
            observed: period.sums.row(of.numerator).collect(),
        });
    }
    let area = |(number, area): (usize, &crate::store::assemble::MatrixArea)| PanelArea {
        code: area.code.as_str().into(),
        name: (!area.name.is_empty()).then(|| area.name.as_str().into()),
        practices: matrix.practices[starts[number]..starts[number + 1]]
            .iter()
            .map(|p| p.code.as_str().into())
            .collect(),
    };
    Ok(Panel::new(matrix.areas.iter().enumerate().map(area).collect(), denominators, treatments)?)
}

/// Takes back every change across a jump that falls in a month in which codes begin or end.
pub(super) fn withhold(leagues: &mut [League], jumps: &[Jump]) {
    let periods: Vec<Period> = leagues.iter().map(|league| league.period).collect();
    for (league, before) in leagues.iter_mut().skip(1).zip(periods) {
        let (Some(first), Some(last)) = (before.first_month(), league.period.last_month()) else { continue };
        for entry in league.entries.iter_mut().filter(|entry| entry.change.is_some()) {
            let within = |jump: &&Jump| jump.treatment == entry.id && first < jump.month && jump.month <= last;
            let Some(jump) = jumps.iter().find(within) else { continue };
            entry.change_withheld = Some(says(jump));
            (entry.change, entry.change_lower, entry.change_upper) = (None, None, None);
        }
    }
}

/// The jumps that a page names, and how many more there are.
pub(super) fn jumps(all: &[Jump]) -> Vec<String> {
    const MOST: usize = 20;
    let mut told: Vec<String> =
        all.iter().take(MOST).map(|jump| format!("{}: {}.", jump.treatment, says(jump))).collect();
    if all.len() > MOST {
        let more = counted(i64::try_from(all.len() - MOST).unwrap_or(i64::MAX), "total", "totals");
        told.push(format!(
            "{more} more of treatments jump when codes change; change_withheld names those it concerns."
        ));
    }
    told
}

/// A jump in words.
fn says(jump: &Jump) -> String {
    let Jump { before, month, items: [old, new], codes: [began, ended], .. } = jump;
    let part = |codes: &[String], verb: [&str; 2]| {
        const MOST: usize = 3;
        let named = codes.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
        let more = if codes.len() > MOST { format!(" and {} more", codes.len() - MOST) } else { String::new() };
        (!codes.is_empty()).then(|| format!("{named}{more} {}", verb[usize::from(codes.len() > 1)]))
    };
    let parts = [part(began, ["begins", "begin"]), part(ended, ["ends", "end"])];
    format!(
        "items a month go from {} to {} between {before} and {month}, when {}: this may be a change of codes and not of behaviour",
        thousands(old.round(), 0),
        thousands(new.round(), 0),
        parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
    )
}

/// Treatments that are missing, with the reason.
pub(super) fn left_out(matrix: &Matrix) -> Vec<String> {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, reason) in &matrix.left_out {
        reasons.entry(reason).or_default().push(id);
    }
    let told = |(reason, ids): (&str, Vec<&str>)| format!("Left out, {}: {reason}: {}.", ids.len(), ids.join(", "));
    reasons.into_iter().map(told).collect()
}

/// How many treatments of a period have figures of practices without patients.
pub(super) fn without_people(panel: &Panel) -> usize {
    panel.without_people().iter().filter(|lost| lost.abs() > 0.0).count()
}

/// That practices without patients take no part; `most` treatments of a period have figures of them.
pub(super) fn lost_note(most: usize) -> Option<String> {
    (most > 0).then(|| {
        format!(
            "{} of a period have figures of practices without a denominator, such as prisons and hubs, which take no part; the \
             column without_denominator says how much.",
            counted(i64::try_from(most).unwrap_or(i64::MAX), "treatment", "treatments")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::sweep::{SweepOptions, enter_changes, sweep};
    use crate::core::{Confidence, Kind};

    #[test]
    fn a_change_across_a_jump_of_codes_is_not_given() {
        let area = |code: &str| PanelArea {
            code: code.into(),
            name: None,
            practices: vec![format!("{code}1").into(), format!("{code}2").into()],
        };
        let treatment = |id: &str| PanelTreatment {
            id: id.into(),
            title: "T".into(),
            kind: Kind::Count,
            over: 0,
            observed: vec![(0, 40.0), (1, 50.0), (2, 90.0), (3, 120.0)],
        };
        let treatments = ["moved", "same"].map(treatment).to_vec();
        let panel = Panel::new(vec![area("A"), area("B")], vec![vec![100.0; 4]], treatments).unwrap();
        let confidence = Confidence::new(0.95, "confidence").unwrap();
        let options = SweepOptions { replicates: 0, reassignments: 0, seed: 1, confidence };
        let found = sweep(&panel, &options, &|_| ()).unwrap();
        let league = |year: &str| League::of_practices(Period::parse(year).unwrap(), &panel, &found, confidence);
        let month = |text: &str| Period::parse(text).unwrap().first_month().unwrap();
        let jump = |before: &str, at: &str| Jump {
            treatment: "moved".into(),
            before: month(before),
            month: month(at),
            items: [12000.0, 300.0],
            codes: [vec!["0501015P0AA".to_owned()], vec![]],
        };
        for (before, at, withheld) in [("2019-12", "2020-01", true), ("2021-01", "2021-02", false)] {
            let mut leagues = [league("2019"), league("2020")];
            enter_changes(&mut leagues[1], &panel, &panel, &options).unwrap();
            withhold(&mut leagues, &[jump(before, at)]);
            let of = |id: &str| leagues[1].entries.iter().find(|e| &*e.id == id).unwrap();
            assert_eq!((of("moved").change.is_none(), of("same").change), (withheld, Some(0.0)));
            let says = of("moved").change_withheld.clone().unwrap_or_default();
            assert_eq!(says.contains("12,000 to 300 between 2019-12 and 2020-01, when 0501015P0AA begins"), withheld);
        }
        assert_eq!(jumps(&vec![jump("2019-12", "2020-01"); 23]).len(), 21);
    }
}
