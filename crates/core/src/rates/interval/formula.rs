//! The formulas that limits come from, by name.

/// The formula that an interval was made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Formula {
    /// [`super::exact_poisson`].
    ExactPoisson,
    /// [`super::byar`].
    Byar,
    /// [`super::wilson`].
    Wilson,
    /// [`super::clopper_pearson`].
    ClopperPearson,
    /// Dobson's, of a directly standardised rate.
    Dobson,
    /// Fay and Feuer's, of a directly standardised rate.
    FayFeuer,
    /// Of effective events: see [`crate::chance`].
    EffectiveEvents,
}

crate::worded!(Formula {
    ExactPoisson = "exact Poisson",
    Byar = "Byar",
    Wilson = "Wilson",
    ClopperPearson = "Clopper-Pearson",
    Dobson = "Dobson",
    FayFeuer = "Fay-Feuer",
    EffectiveEvents = "gamma, effective events",
});

impl Formula {
    /// What it is and whose, as it follows "the interval is".
    #[must_use]
    pub fn explained(self) -> &'static str {
        match self {
            Self::ExactPoisson => "the exact Poisson interval, for counts below 10 (Garwood 1936)",
            Self::Byar => {
                "Byar's approximation to the Poisson interval, for counts of 10 or more (Breslow and Day 1987)"
            }
            Self::Wilson => "Wilson's interval for a share (Wilson 1927)",
            Self::ClopperPearson => "the exact binomial interval of a share (Clopper and Pearson 1934)",
            Self::Dobson => "that of Dobson and others (1991) around a directly standardised rate",
            Self::FayFeuer => "the gamma interval of Fay and Feuer (1997) around a directly standardised rate",
            Self::EffectiveEvents => {
                "the exact Poisson interval of as many independent events as the figure is worth (gamma distribution)"
            }
        }
    }
}
