//! Where the numbers of a study come from, and what is made of them.

use crate::core::findings::Wanted;

/// Where the numbers of a study come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Tidy files.
    Files,
    /// Prescribing of a store.
    Prescribing,
    /// Other figures of a store.
    Facts,
}

/// What is made of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// A report folder.
    Report,
    /// A table of indices.
    Indices,
    /// A table of areas with limits and flags.
    Outliers,
    /// A table of rates.
    Rates,
    /// A table of the slope and relative index of inequality.
    Inequality,
    /// A table of smoothed ratios.
    Smooth,
    /// The league of all treatments.
    Sweep,
    /// How much of the differences goes with need.
    Explain,
    /// How much lies between areas and how much between practices.
    Levels,
}

crate::core::worded!(Task {
    Report = "report",
    Indices = "indices",
    Outliers = "outliers",
    Rates = "rates",
    Inequality = "inequality",
    Smooth = "smooth",
    Sweep = "sweep",
    Explain = "explain",
    Levels = "levels",
});

impl Task {
    /// The tasks that are commands of their own, in the order of the registry; rates print inequality too.
    pub fn commands() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().map(|(task, _)| task).filter(|task| *task == task.command())
    }

    /// The command that does it.
    #[must_use]
    pub const fn command(self) -> Self {
        match self {
            Self::Inequality => Self::Rates,
            other => other,
        }
    }

    /// The usual name of the folder that the command writes, where it writes one.
    #[must_use]
    pub const fn folder(self) -> Option<&'static str> {
        match self {
            Self::Report => Some("report"),
            Self::Sweep => Some("league"),
            Self::Indices
            | Self::Outliers
            | Self::Rates
            | Self::Inequality
            | Self::Smooth
            | Self::Explain
            | Self::Levels => None,
        }
    }

    /// Which findings it is made of.
    pub(in crate::study) fn wanted(self) -> Wanted {
        match self {
            Self::Report => Wanted::Everything,
            Self::Indices | Self::Sweep => Wanted::Indices,
            Self::Outliers => Wanted::Outliers,
            Self::Rates | Self::Inequality | Self::Smooth | Self::Explain | Self::Levels => Wanted::Rates,
        }
    }
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 3] = [Self::Files, Self::Prescribing, Self::Facts];

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Files => "tidy files",
            Self::Prescribing => "prescribing from a store (`store` with `treatment` or `bnf`)",
            Self::Facts => "other figures from a store (`store` with `facts`)",
        }
    }
}
