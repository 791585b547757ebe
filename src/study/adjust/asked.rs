//! How a study asks for rows by age and sex to be used.

use crate::core::standardise::DirectMethod;
use crate::study::{Standardise, Study};
use std::path::PathBuf;

/// How rows by age and sex are used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::study) enum Adjust<'a> {
    /// They are summed.
    None,
    /// Directly standardised rates, to the population in a file or the European one of 2013.
    Direct { standard: Option<&'a PathBuf>, method: DirectMethod },
    /// Expected values by age and sex, at the rates in a file or those of all areas together in each period.
    Indirect { reference: Option<&'a PathBuf> },
    /// Denominators in which people count by age and sex, by a set of a file.
    Weighted { weights: &'a PathBuf, set: Option<&'a str> },
}

impl Study {
    /// How rows by age and sex are used.
    pub(in crate::study) fn adjust(&self) -> Adjust<'_> {
        match (self.standardise, &self.weights) {
            (Some(Standardise::Direct), _) => Adjust::Direct {
                standard: self.standard.as_ref(),
                method: self.dsr_method.unwrap_or(DirectMethod::Dobson),
            },
            (Some(Standardise::Indirect), _) => Adjust::Indirect { reference: self.reference.as_ref() },
            (None, Some(weights)) => Adjust::Weighted { weights, set: self.weights_set.as_deref() },
            (None, None) => Adjust::None,
        }
    }
}

impl Adjust<'_> {
    /// The option that asks for it.
    pub(super) fn key(self) -> &'static str {
        if matches!(self, Self::Weighted { .. }) { "weights" } else { "standardise" }
    }

    /// The same with its value.
    pub(in crate::study) fn words(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Direct { .. } => "standardise direct",
            Self::Indirect { .. } => "standardise indirect",
            Self::Weighted { .. } => "weights",
        }
    }
}
