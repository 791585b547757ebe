//! Words of the options of `space`.

use clap::ValueEnum;
use std::path::PathBuf;
use unwarranted::core::space::Near;

/// What says which areas are neighbours.
#[derive(Debug, Clone)]
pub(super) enum Beside {
    Table(PathBuf),
    Near(Near),
}

/// A file, unless it begins as a rule does.
pub(super) fn beside(text: &str) -> Result<Beside, String> {
    if ["distance:", "nearest:"].iter().any(|rule| text.starts_with(rule)) {
        return text.parse().map(Beside::Near);
    }
    Ok(Beside::Table(PathBuf::from(text)))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Shown {
    /// The probability to be above what is expected: over 95%, over 80%, and the same below.
    Exceedance,
    /// The smoothed ratio.
    Smoothed,
    /// Areas that stand out with their neighbours, or against them.
    Clusters,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Weigh {
    /// All neighbours of an area weigh 1 together.
    Row,
    /// Each weighs 1.
    Binary,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Share {
    /// A stretch: two vertices or more.
    Rook,
    /// One vertex is enough.
    Queen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Models {
    /// Besag, York and Mollié as Riebler et al. scale it: a spatial part and an independent one.
    Bym2,
    /// Leroux, Lei and Breslow: one part, more or less spatial.
    Leroux,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Fits {
    /// Averaged over what is likely.
    Averaged,
    /// Maximum likelihood (Laplace).
    Ml,
    /// Restricted maximum likelihood (Laplace).
    Reml,
}
