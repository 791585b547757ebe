//! What a page carries: the site once, a packet for each treatment.

use crate::kept::Kept;
use crate::labels::KeptLabels;
use crate::options::Options;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use unwarranted_core::findings::StandardisedBy;
use unwarranted_core::{KindFrom, Period};

/// What is common to all treatments.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Site {
    /// Heading of the page.
    pub title: String,
    /// Program and version.
    pub program: String,
    /// Whether the data are simulated.
    pub synthetic: bool,
    /// The area that the study marks.
    pub highlight: Option<Arc<str>>,
    /// The ways in which the data are cut and standardised, the study's own first.
    pub ways: Vec<WayEntry>,
    /// The treatments, in the order of the list.
    pub treatments: Vec<TreatmentEntry>,
    /// What a reader must know of the data.
    pub notes: Vec<String>,
}

/// The table that gives all figures of areas on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// That of `outliers`.
    Outliers,
    /// That of `rates`, where rates are directly standardised.
    Rates,
}

unwarranted_core::worded!(Table { Outliers = "outliers", Rates = "rates" });

/// A way in which the data are cut and standardised.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WayEntry {
    /// What the address of the page calls it.
    pub id: String,
    /// What its areas are; the study's own stand first.
    pub level: String,
    /// How the page calls them.
    pub level_words: String,
    /// How it is cut and standardised, the same word for every level.
    pub cut: String,
    /// The same in words, as they stand in the list of the page.
    pub words: String,
    /// How the page is analysed.
    pub shown: Options,
    /// How the table is made.
    pub tabled: Options,
    /// Which table.
    pub table: Table,
    /// The study that gives the table, with every default, but for what the reader chooses.
    pub study: String,
}

/// A treatment in the list of the page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TreatmentEntry {
    /// Identifier.
    pub id: Arc<str>,
    /// The measure in words.
    pub measure: String,
    /// Name of its files, without an ending.
    pub file: String,
}

/// All figures of a treatment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Packet {
    /// Identifier.
    pub treatment: Arc<str>,
    /// Whether the study's data have other treatments beside it, which its study must then leave out.
    pub alone: bool,
    /// Every area of any period, by code, for each level that ways are of.
    pub lists: Vec<Vec<KeptArea>>,
    /// The slices of each way, in the order of the site.
    pub ways: Vec<Way>,
}

/// An area.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptArea {
    /// Code.
    pub code: Arc<str>,
    /// Name.
    pub name: Option<Arc<str>>,
    /// Code of the NHS.
    pub ods: Option<Arc<str>>,
    /// Code of the Office for National Statistics.
    pub ons: Option<Arc<str>>,
    /// Breaks in its series: the first month of the new shape, and what happened.
    pub breaks: Vec<(Period, String)>,
}

/// The slices of a treatment, cut in one way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Way {
    /// Its words.
    pub labels: KeptLabels,
    /// What its charts call it.
    pub drawn: String,
    /// How the kind of its numerator is known.
    pub kind_from: KindFrom,
    /// Rates are per this many.
    pub per: f64,
    /// How its rates were standardised, as it follows the name of a figure.
    pub standardised: Option<(StandardisedBy, String)>,
    /// Which list its areas are of.
    pub list: usize,
    /// Its slices in the order of time, those of all periods.
    pub slices: Vec<Kept>,
    /// Places of those that may be asked for.
    pub asked: Vec<usize>,
}
