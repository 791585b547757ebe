//! Standardisation by age and sex, and weighted denominators.

use super::parse;
use clap::Args;
use std::path::PathBuf;
use unwarranted::core::standardise::DirectMethod;
use unwarranted::study::Adjust;

/// How rows by age and sex are used.
#[derive(Debug, Args)]
#[command(next_help_heading = "Age and sex (files with rows by age_band or sex, or --store with --bnf)")]
pub(super) struct AdjustArgs {
    /// Standardise rates: direct (to a standard population) or indirect (expected values from reference rates, which
    /// indices and limits use too). With --store only indirect, and only with --reference: prescribing files do not say
    /// how old patients are.
    #[arg(long, value_parser = parse::standardise, value_name = "direct|indirect", conflicts_with_all = ["weights", "expected"])]
    standardise: Option<Standardise>,
    /// CSV with another standard population (columns age_band, sex, population) [default: European Standard Population 2013].
    #[arg(long, value_name = "FILE", requires = "standardise")]
    standard: Option<PathBuf>,
    /// Method for the intervals of directly standardised rates [default: dobson, with no rate for fewer than ten events].
    #[arg(long, value_parser = parse::dsr_method, value_name = "dobson|fay-feuer", requires = "standardise")]
    dsr_method: Option<DirectMethod>,
    /// CSV with reference rates per person and period (columns age_band, sex and rate, or observed and population) [default:
    /// all areas together, which a store cannot give].
    #[arg(long, value_name = "FILE", requires = "standardise")]
    reference: Option<PathBuf>,
    /// Weight denominators by age and sex: CSV (columns age_band, sex, weight), JSON with named sets, or the publisher's
    /// workbook of prescribing units (STAR-PU, ASTRO-PU). With --store registered patients are weighted.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Which set to use from a file that holds several; without this option an error lists them.
    #[arg(long, value_name = "NAME", requires = "weights")]
    weights_set: Option<String>,
}

/// The two ways to standardise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standardise {
    Direct,
    Indirect,
}

impl Standardise {
    pub(super) const ALL: [(Self, &'static str); 2] = [(Self::Direct, "direct"), (Self::Indirect, "indirect")];
}

impl AdjustArgs {
    pub(super) fn adjust(&self) -> Result<Adjust, String> {
        let only = |flag: &str, with: &str| Err(format!("{flag} goes with --standardise {with}"));
        match self.standardise {
            Some(Standardise::Direct) if self.reference.is_some() => only("--reference", "indirect"),
            Some(Standardise::Direct) => Ok(Adjust::Direct {
                standard: self.standard.clone(),
                method: self.dsr_method.unwrap_or(DirectMethod::Dobson),
            }),
            Some(Standardise::Indirect) if self.standard.is_some() => only("--standard", "direct"),
            Some(Standardise::Indirect) if self.dsr_method.is_some() => only("--dsr-method", "direct"),
            Some(Standardise::Indirect) => Ok(Adjust::Indirect { reference: self.reference.clone() }),
            None => Ok(match &self.weights {
                Some(weights) => Adjust::Weighted { weights: weights.clone(), set: self.weights_set.clone() },
                None => Adjust::None,
            }),
        }
    }
}
