//! Every area in every treatment of leagues, one row each, those without a figure too.

use super::delimited::{text, unknown_words};
use super::league::rows;
use crate::error::Error;
use serde::Serialize;
use std::sync::Arc;
use unwarranted_core::Period;
use unwarranted_core::sweep::{AreaEntry, League, UnknownEntry};

/// A row of the table: an area with its figures, or with the reason why there are none.
#[derive(Debug, Clone)]
pub enum AreaOf<'a> {
    /// With its figures.
    There(&'a AreaEntry),
    /// Without, and why.
    Unknown(&'a UnknownEntry, String),
}

impl<'a> AreaOf<'a> {
    /// The rows of leagues: those with figures before those without, treatment by treatment.
    #[must_use]
    pub fn all(leagues: &'a [League]) -> Vec<Self> {
        let mut rows = Vec::new();
        for league in leagues {
            let mut unknown = league.unknown.iter().peekable();
            let row = |of: &'a UnknownEntry| Self::Unknown(of, unknown_words(of.reason));
            for chunk in league.standings.chunk_by(|a, b| a.id == b.id) {
                let before = std::iter::from_fn(|| unknown.next_if(|of| of.id < chunk[0].id));
                rows.extend(before.map(row));
                rows.extend(chunk.iter().map(Self::There));
                rows.extend(std::iter::from_fn(|| unknown.next_if(|of| of.id == chunk[0].id)).map(row));
            }
            rows.extend(unknown.map(row));
        }
        rows
    }

    /// The figures.
    #[must_use]
    pub fn there(&self) -> Option<&'a AreaEntry> {
        match self {
            Self::There(entry) => Some(entry),
            Self::Unknown(..) => None,
        }
    }

    /// Why there are none: the word of the reason, and its meaning.
    #[must_use]
    pub fn undefined(&self) -> Option<&str> {
        match self {
            Self::There(_) => None,
            Self::Unknown(_, why) => Some(why),
        }
    }

    /// The period.
    #[must_use]
    pub fn period(&self) -> Period {
        match self {
            Self::There(entry) => entry.period,
            Self::Unknown(entry, _) => entry.period,
        }
    }

    /// Identifier of the treatment.
    #[must_use]
    pub fn id(&self) -> &'a Arc<str> {
        match self {
            Self::There(entry) => &entry.id,
            Self::Unknown(entry, _) => &entry.id,
        }
    }

    /// Code of the area.
    #[must_use]
    pub fn area(&self) -> &'a Arc<str> {
        match self {
            Self::There(entry) => &entry.area,
            Self::Unknown(entry, _) => &entry.area,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> Option<&'a Arc<str>> {
        match self {
            Self::There(entry) => entry.name.as_ref(),
            Self::Unknown(entry, _) => entry.name.as_ref(),
        }
    }
}

/// The columns of the table.
#[derive(Serialize)]
struct Cells<'a> {
    period: Period,
    id: String,
    area: String,
    name: Option<String>,
    observed: Option<f64>,
    denominator: Option<f64>,
    expected: Option<f64>,
    rate: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    effective: Option<f64>,
    differs_p: Option<f64>,
    differs_q: Option<f64>,
    beyond_p: Option<f64>,
    beyond_q: Option<f64>,
    undefined: Option<&'a str>,
}

impl<'a> Cells<'a> {
    fn of(row: &'a AreaOf<'_>) -> Self {
        let figure = |of: fn(&AreaEntry) -> Option<f64>| row.there().and_then(of);
        Self {
            period: row.period(),
            id: text(row.id()),
            area: text(row.area()),
            name: row.name().map(|name| text(name)),
            observed: figure(|e| Some(e.observed)),
            denominator: figure(|e| e.denominator),
            expected: figure(|e| e.expected),
            rate: figure(|e| e.rate),
            lower: figure(|e| e.lower),
            upper: figure(|e| e.upper),
            effective: figure(|e| e.effective),
            differs_p: figure(|e| e.differs_p),
            differs_q: figure(|e| e.differs_q),
            beyond_p: figure(|e| e.beyond_p),
            beyond_q: figure(|e| e.beyond_q),
            undefined: row.undefined(),
        }
    }
}

/// Every area in every treatment as CSV.
///
/// # Errors
/// As [`league_csv`](super::league_csv).
pub fn league_areas_csv(leagues: &[League]) -> Result<String, Error> {
    rows(AreaOf::all(leagues).iter().map(Cells::of))
}
