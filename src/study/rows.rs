//! The rows behind the figures of a study, to be compared with those of another.

use super::file::Known;
use super::loaded::Loaded;
use super::plan::{Data, Plan};
use super::{Result, Study, files};
use crate::core::treatment::Counted;
use crate::core::{Cell, CubeRow, Measure, Period, Selection};
use crate::ingest::tidy::AreaFacts;
use crate::store::CatalogueEntry;
use crate::store::assemble::{CodeLevel, Matrix, MatrixDenominator, MatrixOf, MatrixPeriod, MatrixTreatment, Query};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Which row: treatment, period and area, and the practice, age and sex where rows are by those.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowKey {
    /// Treatment.
    pub treatment: Arc<str>,
    /// Period.
    pub period: Period,
    /// Code of the area.
    pub area: Arc<str>,
    /// Code of the practice.
    pub practice: Option<Arc<str>>,
    /// Age and sex, in words.
    pub people: Option<Arc<str>>,
}

/// What a row says; rows of one key are summed, and unknown where one of them is. `None` where the data have no such column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowFigures {
    /// Observed events or amount.
    pub observed: Cell,
    /// Denominator.
    pub denominator: Option<Cell>,
    /// Expected value.
    pub expected: Option<Cell>,
}

/// Figures by row.
pub type Rows = BTreeMap<RowKey, RowFigures>;

/// Which sum of a store: treatment, period and BNF code of the presentation.
pub type CodeKey = (Arc<str>, Period, Arc<str>);

/// What is known of an area beside its figures: "name", "group" or "rank".
pub type AreaKey = (Arc<str>, &'static str);

/// What figures are made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StudyRows {
    /// Rows of tidy files as they are read, before anything is cut or left out, in the periods asked for; of a store the sums
    /// by practice.
    pub rows: Rows,
    /// Rows of tidy files in other periods, which are drawn over time and nothing else.
    pub over_time: Rows,
    /// What tidy files say of their areas.
    pub areas: BTreeMap<AreaKey, String>,
    /// Of prescribing from a store what each presentation adds to the numerator, over all practices in known areas.
    pub codes: BTreeMap<CodeKey, f64>,
    /// Publishers' files behind the sums of a store.
    pub published: Vec<Known>,
}

impl Study {
    /// The rows behind the figures; `None` where a study has none of its own: other figures of a store, and every code of a
    /// level.
    ///
    /// # Errors
    /// Those of [`Study::run`] that data and options give.
    pub fn rows(&self) -> Result<Option<StudyRows>> {
        let plan = self.plan(None)?;
        match &plan.data {
            Data::Files { paths, tidy } => Ok(Some(plan.rows_of_files(&files::load(paths, tidy)?))),
            Data::Prescribing { dir, query, .. } if self.grain.is_none() => plan.rows_of_store(dir, query).map(Some),
            Data::Prescribing { .. } | Data::Facts { .. } => Ok(None),
        }
    }
}

impl Plan {
    fn rows_of_files(&self, loaded: &Loaded) -> StudyRows {
        let mut found = StudyRows { areas: areas(loaded), ..StudyRows::default() };
        let mut one = |row: &CubeRow, practice: Option<&Arc<str>>, people: Option<String>| {
            if !self.reaches(row.period) {
                return;
            }
            let rows = if self.is_asked_for(row.period) { &mut found.rows } else { &mut found.over_time };
            enter(rows, row, practice, people);
        };
        match &loaded.parts {
            Some(parts) => parts
                .rows()
                .iter()
                .for_each(|p| one(&p.row, p.practice.as_ref(), p.stratum.as_ref().map(ToString::to_string))),
            None => loaded.cube.rows().iter().for_each(|row| one(row, None, None)),
        }
        found
    }

    /// Whether a period lies between the first and the last to use.
    fn reaches(&self, period: Period) -> bool {
        let (Some(first), Some(last)) = (period.first_month(), period.last_month()) else { return true };
        self.from.is_none_or(|from| first >= from) && self.to.is_none_or(|to| last <= to)
    }

    /// Whether a period, or one that it is a part of, is among those asked for.
    fn is_asked_for(&self, period: Period) -> bool {
        let ends = |p: Period| p.first_month().zip(p.last_month());
        let within = |asked: &Period| match (ends(period), ends(*asked)) {
            (Some((first, last)), Some((from, to))) => from <= first && last <= to,
            _ => *asked == period,
        };
        self.study.period.is_empty() || self.study.period.iter().any(within)
    }

    fn rows_of_store(&self, dir: &Path, query: &Query) -> Result<StudyRows> {
        let matrix = self.matrix(dir, query)?;
        let rows = by_practice(&matrix);
        let known = |entry: &CatalogueEntry| Known { name: entry.file.clone(), sha256: entry.sha256.clone() };
        let published = matrix.sources.iter().map(known).collect();
        let mut codes = BTreeMap::new();
        let of = query.treatments.iter().filter_map(|t| match &t.numerator {
            Counted::Prescribed(selection, measure) => Some((*measure, (&t.id, selection))),
            Counted::Fact { .. } => None,
        });
        let of: Vec<(Measure, (&Arc<str>, &Selection))> = of.collect();
        let measures: BTreeSet<Measure> = of.iter().map(|(measure, _)| *measure).collect();
        for measure in measures {
            let matrix = self.matrix_of(dir, query, MatrixOf::Codes(CodeLevel::Presentation, measure))?;
            let own = of.iter().filter(|(own, _)| *own == measure);
            own.for_each(|(_, (id, selection))| enter_codes(&mut codes, &matrix, id, selection));
        }
        codes.retain(|_, sum| *sum != 0.0);
        Ok(StudyRows { rows, codes, published, ..StudyRows::default() })
    }
}

/// What each presentation that a treatment takes adds to it.
fn enter_codes(codes: &mut BTreeMap<CodeKey, f64>, matrix: &Matrix, treatment: &Arc<str>, selection: &Selection) {
    for of in &matrix.treatments {
        let Counted::Prescribed(own, _) = &of.treatment.numerator else { continue };
        // A presentation is one code.
        let Some(code) = own.include().first().map(ToString::to_string).filter(|code| selection.takes(code)) else {
            continue;
        };
        for period in &matrix.periods {
            let sum: f64 = period.sums.row(of.numerator).map(|(_, sum)| sum).sum();
            codes.insert((Arc::clone(treatment), period.period, code.as_str().into()), sum);
        }
    }
}

/// The sums of every practice that prescribed or had patients.
fn by_practice(matrix: &Matrix) -> Rows {
    let mut rows = BTreeMap::new();
    let none = || vec![0.0; matrix.practices.len()];
    let (mut observed, mut denominator) = (none(), none());
    for period in &matrix.periods {
        for of in &matrix.treatments {
            period.sums.fill(of.numerator, &mut observed);
            matrix.fill_denominator(period, of, &mut denominator);
            let unknown = unknown(period, of);
            for (place, practice) in matrix.practices.iter().enumerate() {
                let (observed, denominator) = (observed[place], denominator[place]);
                let Some(area) = matrix.areas.get(practice.area).filter(|_| observed != 0.0 || denominator != 0.0)
                else {
                    continue;
                };
                let key = RowKey {
                    treatment: Arc::clone(&of.treatment.id),
                    period: period.period,
                    area: area.code.as_str().into(),
                    practice: Some(practice.code.as_str().into()),
                    people: None,
                };
                // Nobody counted them, which is not the same as nobody.
                let is_known = unknown.binary_search_by(|of| (*of as usize).cmp(&place)).is_err();
                let denominator = Some(if is_known { Cell::Value(denominator) } else { Cell::NotReported });
                rows.insert(key, RowFigures { observed: Cell::Value(observed), denominator, expected: None });
            }
        }
    }
    rows
}

/// Places of the practices whose denominators are not known in a period, ascending.
fn unknown<'a>(period: &'a MatrixPeriod, of: &MatrixTreatment) -> &'a [u32] {
    match of.denominator {
        MatrixDenominator::People(which) => period.unknown.get(which).map_or(&[], Vec::as_slice),
        MatrixDenominator::Row(_) => &[],
    }
}

/// What files say of their areas.
fn areas(loaded: &Loaded) -> BTreeMap<AreaKey, String> {
    let AreaFacts { groups, ranks, .. } = &loaded.areas;
    let text = |what| move |(area, text): (&Arc<str>, &Arc<str>)| ((Arc::clone(area), what), text.to_string());
    let names = loaded.cube.names().iter().map(text("name"));
    let ranks = ranks.iter().map(|(area, rank)| ((Arc::clone(area), "rank"), rank.to_string()));
    names.chain(groups.iter().map(text("group"))).chain(ranks).collect()
}

fn enter(rows: &mut Rows, row: &CubeRow, practice: Option<&Arc<str>>, people: Option<String>) {
    let key = RowKey {
        treatment: Arc::clone(&row.treatment),
        period: row.period,
        area: Arc::clone(&row.area),
        practice: practice.cloned(),
        people: people.map(Into::into),
    };
    let CubeRow { observed, denominator, expected, .. } = row;
    let figures = RowFigures { observed: *observed, denominator: *denominator, expected: *expected };
    let sum = |a: Cell, b: Cell| match (a, b) {
        (Cell::Value(a), Cell::Value(b)) => Cell::Value(a + b),
        (Cell::Value(_), unknown) | (unknown, _) => unknown,
    };
    // A file without the column says nothing, and the sum is not known.
    let both = |a: Option<Cell>, b: Option<Cell>| match (a, b) {
        (Some(a), Some(b)) => Some(sum(a, b)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => Some(Cell::NotReported),
    };
    rows.entry(key)
        .and_modify(|known| {
            known.observed = sum(known.observed, figures.observed);
            known.denominator = both(known.denominator, figures.denominator);
            known.expected = both(known.expected, figures.expected);
        })
        .or_insert(figures);
}
