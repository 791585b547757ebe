//! The input of a sweep: every practice of every area, and what was observed there, treatment by treatment.

use crate::data::kind::Kind;
use crate::error::Error;
use std::ops::Range;
use std::sync::Arc;

/// An area of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelArea {
    /// Code.
    pub code: Arc<str>,
    /// Name, where one is known.
    pub name: Option<Arc<str>>,
    /// Codes of its practices, sorted.
    pub practices: Vec<Arc<str>>,
}

/// What was observed of one treatment.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelTreatment {
    /// Identifier, unique in the panel.
    pub id: Arc<str>,
    /// Name as it begins a sentence.
    pub title: String,
    /// Count, amount or share.
    pub kind: Kind,
    /// Which of the panel's denominators it is counted over.
    pub over: usize,
    /// Number of a practice (areas in order, practices in order) and what was observed there; ascending, others are 0.
    pub observed: Vec<(u32, f64)>,
}

/// Practices, denominators and treatments of one period. Practices of one area stand side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    areas: Vec<PanelArea>,
    /// Where the practices of each area begin; one more, where the last ends.
    starts: Vec<usize>,
    denominators: Vec<Vec<f64>>,
    treatments: Vec<PanelTreatment>,
    without_people: Vec<f64>,
}

impl Panel {
    /// A panel of areas, sorted by code, with their practices.
    ///
    /// `denominators`: each has a figure of 0 or more per practice; 0 where the practice is not there. An area whose
    /// practices all have 0 takes no part in the treatments counted over that denominator. What a practice without a
    /// denominator has observed is left out, and [`Self::without_people`] says how much that was.
    ///
    /// # Errors
    /// [`Error::Figures`] for fewer than two areas, areas or practices that are out of order or twice there, treatments of
    /// one identifier, denominators that are
    /// negative, figures that are not finite or of no practice. What was observed may be negative: money that was paid back.
    ///
    /// ```
    /// use unwarranted_core::Kind;
    /// use unwarranted_core::sweep::{Panel, PanelArea, PanelTreatment};
    /// let area = |code: &str, practices: &[&str]| PanelArea {
    ///     code: code.into(), name: None, practices: practices.iter().map(|p| (*p).into()).collect(),
    /// };
    /// let observed = vec![(0, 4.0), (2, 7.0)];
    /// let treatment = PanelTreatment { id: "t".into(), title: "T".into(), kind: Kind::Count, over: 0, observed };
    /// let areas = vec![area("A", &["P1", "P2"]), area("B", &["P3"])];
    /// let panel = Panel::new(areas, vec![vec![100.0, 90.0, 0.0]], vec![treatment]).unwrap();
    /// assert_eq!(panel.without_people(), [7.0]);
    /// ```
    pub fn new(
        areas: Vec<PanelArea>,
        denominators: Vec<Vec<f64>>,
        mut treatments: Vec<PanelTreatment>,
    ) -> Result<Self, Error> {
        let mut starts = vec![0];
        for area in &areas {
            starts.push(starts.last().copied().unwrap_or_default() + area.practices.len());
        }
        ordered(&areas)?;
        let practices = starts.last().copied().unwrap_or_default();
        if denominators.iter().any(|d| d.len() != practices || !d.iter().all(|n| is_figure(*n))) {
            return Err(Error::Figures("every practice needs a denominator of 0 or more".to_owned()));
        }
        distinct(&treatments)?;
        let mut without_people = Vec::with_capacity(treatments.len());
        for treatment in &mut treatments {
            without_people.push(checked(treatment, &denominators, practices)?);
        }
        Ok(Self { areas, starts, denominators, treatments, without_people })
    }

    /// The same areas and practices with other treatments, whose figures are known elsewhere.
    ///
    /// # Errors
    /// [`Error::Figures`] for two treatments of one identifier.
    pub(super) fn with(&self, treatments: Vec<PanelTreatment>, without_people: Vec<f64>) -> Result<Self, Error> {
        distinct(&treatments)?;
        Ok(Self { treatments, without_people, ..self.clone() })
    }

    /// The areas, sorted by code.
    #[must_use]
    pub fn areas(&self) -> &[PanelArea] {
        &self.areas
    }

    /// The treatments, in the order given.
    #[must_use]
    pub fn treatments(&self) -> &[PanelTreatment] {
        &self.treatments
    }

    /// What was observed of each treatment in practices without a denominator, which takes no part.
    #[must_use]
    pub fn without_people(&self) -> &[f64] {
        &self.without_people
    }

    /// Number of practices.
    #[must_use]
    pub fn practices(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }

    /// The share of practices and treatments in which something was observed.
    #[must_use]
    pub fn density(&self) -> f64 {
        let filled: usize = self.treatments.iter().map(|t| t.observed.len()).sum();
        filled as f64 / (self.practices() * self.treatments.len()).max(1) as f64
    }

    /// Numbers of the practices of an area.
    pub(super) fn range(&self, area: usize) -> Range<usize> {
        self.starts[area]..self.starts[area + 1]
    }

    /// A denominator, practice by practice.
    pub(super) fn denominator(&self, over: usize) -> &[f64] {
        &self.denominators[over]
    }

    /// How many denominators there are.
    pub(super) fn denominators(&self) -> usize {
        self.denominators.len()
    }
}

fn is_figure(figure: f64) -> bool {
    (0.0..=1e15).contains(&figure)
}

fn ordered(areas: &[PanelArea]) -> Result<(), Error> {
    if areas.len() < 2 {
        return Err(Error::Figures("a comparison of areas needs at least two of them".to_owned()));
    }
    if let Some(pair) = areas.windows(2).find(|w| w[0].code >= w[1].code) {
        return Err(Error::Figures(format!("area {} is there twice, or out of order", pair[1].code)));
    }
    let twice = areas.iter().find_map(|a| a.practices.windows(2).find(|w| w[0] >= w[1]));
    match twice {
        Some(pair) => Err(Error::Figures(format!("practice {} is there twice, or out of order", pair[1]))),
        None => Ok(()),
    }
}

fn distinct(treatments: &[PanelTreatment]) -> Result<(), Error> {
    let mut ids: Vec<&Arc<str>> = treatments.iter().map(|t| &t.id).collect();
    ids.sort();
    match ids.windows(2).find(|w| w[0] == w[1]) {
        Some(pair) => Err(Error::Figures(format!("two treatments have the identifier '{}'", pair[0]))),
        None => Ok(()),
    }
}

/// Checks the figures of a treatment and takes out those of practices without a denominator; their sum.
fn checked(treatment: &mut PanelTreatment, denominators: &[Vec<f64>], practices: usize) -> Result<f64, Error> {
    let wrong = |what: &str| Error::Figures(format!("treatment '{}' {what}", treatment.id));
    let over = denominators.get(treatment.over).ok_or_else(|| wrong("is counted over no known denominator"))?;
    if treatment.observed.windows(2).any(|w| w[0].0 >= w[1].0) {
        return Err(wrong("has a practice twice, or out of order"));
    }
    if treatment.observed.iter().any(|(practice, figure)| *practice as usize >= practices || !is_figure(figure.abs())) {
        return Err(wrong("has a figure that is too large, no number or of no practice"));
    }
    let mut lost = 0.0;
    treatment.observed.retain(|(practice, figure)| {
        let there = over[*practice as usize] > 0.0;
        lost += if there { 0.0 } else { *figure };
        there && figure.abs() > 0.0
    });
    Ok(lost)
}
