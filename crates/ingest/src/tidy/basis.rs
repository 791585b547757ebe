//! What each treatment is measured against, which is the same in every table.

use super::context::Context;
use super::fields::Field;
use super::sources::Sources;
use crate::error::Error;
use crate::input::shorten;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Clone, Copy, PartialEq)]
struct Basis {
    denominator: bool,
    expected: bool,
}

impl Basis {
    fn of(context: &Context) -> Self {
        let has = |field| context.columns.get(field).is_some();
        Self { denominator: has(Field::Denominator), expected: has(Field::Expected) }
    }

    fn words(self) -> &'static str {
        match (self.denominator, self.expected) {
            (true, true) => "a denominator and an expected value",
            (true, false) => "a denominator",
            (false, _) => "an expected value",
        }
    }
}

/// The table in which each treatment was first met, and whether it has a denominator and an expected value.
#[derive(Default)]
pub(super) struct Bases(BTreeMap<Arc<str>, (usize, Basis)>);

impl Bases {
    /// Refuses a treatment that has other columns than in the table where it was first met.
    pub(super) fn check(&mut self, context: &Context, treatment: &Arc<str>, sources: &Sources) -> Result<(), Error> {
        let own = Basis::of(context);
        let (first, basis) = *self.0.entry(Arc::clone(treatment)).or_insert((sources.present(), own));
        if basis == own {
            return Ok(());
        }
        Err(context.file(format!(
            "treatment '{}' has {} here but {} in {}; expected the same columns for one treatment",
            shorten(treatment),
            own.words(),
            basis.words(),
            sources.name(first)
        )))
    }
}
