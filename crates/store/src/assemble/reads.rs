//! What has to be read for the treatments of a query: every selection of codes once.

use super::others::Others;
use unwarranted_core::treatment::Counted;
use unwarranted_core::{Measure, Over, Selection, Treatment};

/// What one treatment needs: places among the selections and among the other denominators.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    pub(super) numerator: usize,
    /// Where it is prescribed too.
    pub(super) denominator: Option<usize>,
    /// Where it is neither prescribed nor all registered patients.
    pub(super) other: Option<usize>,
}

/// The selections that treatments count and are counted over, each once.
#[derive(Debug, Default)]
pub(super) struct Reads {
    pub(super) selections: Vec<(Selection, Measure)>,
    /// By treatment.
    pub(super) of: Vec<Needs>,
}

impl Reads {
    pub(super) fn new(treatments: &[Treatment], others: &Others) -> Self {
        let mut reads = Self::default();
        for treatment in treatments {
            let numerator = reads.add(&treatment.numerator);
            let denominator = match &treatment.over {
                Over::Other(of) => reads.add(of),
                Over::Registered | Over::People(_) => None,
            };
            if let Some(numerator) = numerator {
                reads.of.push(Needs { numerator, denominator, other: others.at(&treatment.over) });
            }
        }
        reads
    }

    fn add(&mut self, counted: &Counted) -> Option<usize> {
        let Counted::Prescribed(selection, measure) = counted else { return None };
        let wanted = (selection.clone(), *measure);
        let known = self.selections.iter().position(|have| *have == wanted);
        Some(known.unwrap_or_else(|| {
            self.selections.push(wanted);
            self.selections.len() - 1
        }))
    }
}
