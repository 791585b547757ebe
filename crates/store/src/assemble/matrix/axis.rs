//! Which rows of sums there are, and which of them a code adds to.

use super::super::asked;
use super::super::others::Others;
use super::super::query::Query;
use super::super::taken::Taken;
use super::super::title;
use super::query::{CodeLevel, MatrixOf, MatrixQuery};
use super::result::{MatrixDenominator, MatrixTreatment};
use crate::bnf_words;
use crate::store::{Catalogue, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::treatment::{Counted, Takers};
use unwarranted_core::{Measure, Over, Selection, Treatment, TreatmentCodes};
use unwarranted_ingest::error::Error;

/// The rows of a query.
pub(super) enum Axis {
    /// The selections of treatments, each once.
    Treatments {
        treatments: Vec<Treatment>,
        lines: Vec<(Selection, Measure)>,
        takers: Takers,
        of: Vec<(usize, MatrixDenominator)>,
        left_out: Vec<(Arc<str>, String)>,
    },
    /// Codes of a level, found as the months are read.
    Codes { level: CodeLevel, measure: Measure, names: BTreeMap<String, String> },
}

/// Selections with what is summed of them, each once.
#[derive(Default)]
struct Lines {
    all: Vec<(Selection, Measure)>,
    places: BTreeMap<(Selection, Measure), usize>,
}

impl Lines {
    fn add(&mut self, counted: &Counted) -> Option<usize> {
        let Counted::Prescribed(selection, measure) = counted else { return None };
        let next = self.all.len();
        let at = *self.places.entry((selection.clone(), *measure)).or_insert(next);
        if at == next {
            self.all.push((selection.clone(), *measure));
        }
        Some(at)
    }
}

impl Axis {
    /// The rows, and the people other than registered patients that some treatments are counted over.
    pub(super) fn of(store: &Store, catalogue: &Catalogue, query: &MatrixQuery) -> Result<(Self, Others), Error> {
        let mut others = Others::default();
        let asked = match &query.of {
            MatrixOf::Treatments(treatments) => treatments,
            MatrixOf::Codes(level, measure) => {
                let names = bnf_words::names(Some(store))?;
                return Ok((Self::Codes { level: *level, measure: *measure, names }, others));
            }
        };
        asked::check(store, &Query::of(asked.clone(), query.level), false)?;
        let (mut treatments, mut left_out) = (Vec::new(), Vec::new());
        for treatment in asked {
            let by_area = "its register is known by area, not by practice".to_owned();
            let why = match others.add(store, catalogue, query.level, &treatment.over)? {
                Ok(()) => others.at(&treatment.over).filter(|at| others.is_by_area(*at)).map(|_| by_area),
                Err(says) => Some(says),
            };
            match why {
                Some(why) => left_out.push((Arc::clone(&treatment.id), why)),
                None => treatments.push(treatment.clone()),
            }
        }
        let mut lines = Lines::default();
        let rows = |treatment: &Treatment| {
            let numerator = lines.add(&treatment.numerator)?;
            let denominator = match &treatment.over {
                Over::Other(of @ Counted::Prescribed(..)) => MatrixDenominator::Row(lines.add(of)?),
                over => MatrixDenominator::People(others.at(over).map_or(0, |at| at + 1)),
            };
            Some((numerator, denominator))
        };
        let of = treatments.iter().filter_map(rows).collect();
        let takers = Takers::of(lines.all.iter().map(|(selection, _)| selection));
        Ok((Self::Treatments { treatments, lines: lines.all, takers, of, left_out }, others))
    }

    /// How many rows there are before a month is read.
    pub(super) fn lines(&self) -> usize {
        match self {
            Self::Treatments { lines, .. } => lines.len(),
            Self::Codes { .. } => 0,
        }
    }

    /// Whether any treatment is counted over patients.
    pub(super) fn needs_patients(&self) -> bool {
        match self {
            Self::Treatments { of, .. } => of.iter().any(|(_, over)| matches!(over, MatrixDenominator::People(_))),
            Self::Codes { .. } => true,
        }
    }

    /// Treatments that cannot be had by practice, with the reason.
    pub(super) fn left_out(&self) -> Vec<(Arc<str>, String)> {
        match self {
            Self::Treatments { left_out, .. } => left_out.clone(),
            Self::Codes { .. } => Vec::new(),
        }
    }

    /// The measure of a row.
    pub(super) fn measure(&self, row: usize) -> Measure {
        match self {
            Self::Treatments { lines, .. } => lines.get(row).map_or(Measure::Items, |(_, measure)| *measure),
            Self::Codes { measure, .. } => *measure,
        }
    }

    /// Every measure of any row.
    pub(super) fn measures(&self) -> BTreeSet<Measure> {
        match self {
            Self::Treatments { lines, .. } => lines.iter().map(|(_, measure)| *measure).collect(),
            Self::Codes { measure, .. } => BTreeSet::from([*measure]),
        }
    }

    /// The treatments with their titles and rows. `codes` are the groups found, by row; `taken` what each row took.
    pub(super) fn treatments(&self, codes: &[String], taken: &[Taken]) -> Result<Vec<MatrixTreatment>, String> {
        let nothing = Taken::default();
        let of_row = |row: usize| taken.get(row).unwrap_or(&nothing);
        match self {
            Self::Treatments { treatments, of, .. } => {
                let told = |(treatment, (numerator, denominator)): (&Treatment, &(usize, MatrixDenominator))| {
                    let over = match denominator {
                        MatrixDenominator::Row(row) => Some(of_row(*row)),
                        MatrixDenominator::People(_) => None,
                    };
                    let treatment = title::of(treatment, of_row(*numerator), over);
                    Ok(MatrixTreatment { treatment, numerator: *numerator, denominator: *denominator })
                };
                treatments.iter().zip(of).map(told).collect()
            }
            Self::Codes { measure, names, .. } => {
                let mut order: Vec<usize> = (0..codes.len()).collect();
                order.sort_by(|a, b| codes[*a].cmp(&codes[*b]));
                let told = |row: usize| {
                    let code = &codes[row];
                    let selection = Selection::new(&[code], &[])
                        .map_err(|says| format!("a code in its prescribing files cannot be used: {says}"))?;
                    let codes = TreatmentCodes { numerator: selection, denominator: None };
                    let mut treatment = Treatment::of(codes, *measure);
                    if let Some(name) = names.get(code).or(of_row(row).name()) {
                        treatment.title = format!("{name} (BNF {code})");
                    }
                    Ok(MatrixTreatment { treatment, numerator: row, denominator: MatrixDenominator::People(0) })
                };
                order.into_iter().map(told).collect()
            }
        }
    }
}
