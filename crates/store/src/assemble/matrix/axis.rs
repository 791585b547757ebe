//! Which rows of sums there are, and which of them a code adds to.

use super::super::prescribed::Taken;
use super::super::title;
use super::over_patients;
use super::query::{CodeLevel, MatrixOf};
use super::result::{MatrixDenominator, MatrixTreatment};
use crate::bnf_words;
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};
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
        of: Vec<(usize, Option<usize>)>,
    },
    /// Codes of a level, found as the months are read.
    Codes { level: CodeLevel, measure: Measure, names: BTreeMap<String, String> },
}

impl Axis {
    pub(super) fn of(store: &Store, of: &MatrixOf) -> Result<Self, Error> {
        let treatments = match of {
            MatrixOf::Treatments(treatments) => treatments,
            MatrixOf::Codes(level, measure) => {
                return Ok(Self::Codes { level: *level, measure: *measure, names: bnf_words::names(Some(store))? });
            }
        };
        super::super::check(store, &super::Query::of(treatments.clone(), crate::geography::Level::Ccg), false)?;
        let mut lines: Vec<(Selection, Measure)> = Vec::new();
        let mut places: BTreeMap<(Selection, Measure), usize> = BTreeMap::new();
        let mut add = |counted: &Counted| {
            let Counted::Prescribed(selection, measure) = counted else { return None };
            let next = lines.len();
            let at = *places.entry((selection.clone(), *measure)).or_insert(next);
            if at == next {
                lines.push((selection.clone(), *measure));
            }
            Some(at)
        };
        let mut rows = |treatment: &Treatment| {
            let numerator = add(&treatment.numerator)?;
            let denominator = match &treatment.over {
                Over::Other(of) => Some(add(of)?),
                Over::Registered => None,
            };
            Some((numerator, denominator))
        };
        let of = treatments.iter().filter_map(&mut rows).collect();
        let takers = Takers::of(lines.iter().map(|(selection, _)| selection));
        Ok(Self::Treatments { treatments: treatments.clone(), lines, takers, of })
    }

    /// How many rows there are before a month is read.
    pub(super) fn lines(&self) -> usize {
        match self {
            Self::Treatments { lines, .. } => lines.len(),
            Self::Codes { .. } => 0,
        }
    }

    /// Whether any treatment is counted over registered patients.
    pub(super) fn needs_patients(&self) -> bool {
        match self {
            Self::Treatments { treatments, .. } => treatments.iter().any(|t| over_patients(&t.over)),
            Self::Codes { .. } => true,
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
                let told = |(treatment, (numerator, denominator)): (&Treatment, &(usize, Option<usize>))| {
                    Ok(MatrixTreatment {
                        treatment: title::of(treatment, of_row(*numerator), denominator.map(of_row)),
                        numerator: *numerator,
                        denominator: denominator.map_or(MatrixDenominator::People(0), MatrixDenominator::Row),
                    })
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
