//! What a page of leagues is made of.

use crate::manifest::Manifest;
use crate::report::Drawn;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::sweep::League;
use unwarranted_plot::labels::LabelsBy;

/// What a page of leagues is made of.
#[derive(Debug)]
pub struct LeaguePage<'a> {
    /// One league per period.
    pub leagues: &'a [League],
    /// The words of each treatment.
    pub labels: &'a LabelsBy,
    /// What the areas are called, plural.
    pub areas: &'a str,
    /// A map for each league, with the name of its files without their ending; empty where no boundaries are given.
    pub maps: &'a [(String, Drawn)],
    /// Where everything comes from.
    pub manifest: &'a Manifest,
    /// The page of each treatment, by identifier, where it has one.
    pub pages: &'a BTreeMap<Arc<str>, String>,
    /// The files of the folder that a reader may want.
    pub downloads: &'a [(&'a str, &'a str)],
}
