//! What reading gives, before it is cut.

use super::words::DataWords;
use crate::core::disclosure::Protected;
use crate::core::{Cube, KindFrom, Known, Parts};
use crate::ingest::tidy::{AreaFacts, SaidChance};
use crate::report::manifest::Input;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A cube with the words and provenance that came with it.
pub(super) struct Loaded {
    pub(super) cube: Cube,
    /// The same cube with the events expected by age and sex as denominators, where a store made them.
    pub(super) expected: Option<Cube>,
    /// Rows by age, sex and practice behind the cube.
    pub(super) parts: Option<Parts>,
    /// Parent groups and ranking numbers of the areas.
    pub(super) areas: AreaFacts,
    /// What files say of chance and of their numerators.
    pub(super) said: SaidChance,
    /// What the source knows of treatments.
    pub(super) known: BTreeMap<Arc<str>, Known>,
    /// How the kind of treatments is known that the source does not say.
    pub(super) kinds_from: BTreeMap<Arc<str>, KindFrom>,
    pub(super) words: DataWords,
    pub(super) warnings: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) inputs: Vec<Input>,
    /// What a rule of disclosure control did to the counts of each area.
    pub(super) protected: Vec<Protected>,
}
