//! Kinds of area and schemes of codes. A code means nothing without its kind and its date.

/// What kind of area a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AreaKind {
    /// General practice, or another prescribing unit with a code like one.
    Practice,
    /// Primary care network (from 2019).
    Pcn,
    /// Primary care trust (to March 2013).
    Pct,
    /// Clinical commissioning group (2013 to 2022), or sub-ICB location since.
    Ccg,
    /// NHS England area team or local office.
    AreaTeam,
    /// Sustainability and transformation partnership (2017 to 2022).
    Stp,
    /// Integrated care board (from July 2022).
    Icb,
    /// Strategic health authority (to March 2013).
    Sha,
    /// Region.
    Region,
    /// England.
    Nation,
    /// Local authority, of either tier.
    LocalAuthority,
    /// Hospital or community trust.
    Trust,
    /// Anything else: the publisher's own grouping.
    Other,
}

impl AreaKind {
    /// Every kind with the word used in the store.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Practice, "practice"),
        (Self::Pcn, "pcn"),
        (Self::Pct, "pct"),
        (Self::Ccg, "ccg"),
        (Self::AreaTeam, "area-team"),
        (Self::Stp, "stp"),
        (Self::Icb, "icb"),
        (Self::Sha, "sha"),
        (Self::Region, "region"),
        (Self::Nation, "nation"),
        (Self::LocalAuthority, "local-authority"),
        (Self::Trust, "trust"),
        (Self::Other, "other"),
    ];

    /// The word used in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(kind, _)| *kind == self).map_or("other", |(_, word)| word)
    }
}

/// Who gave a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// Organisation Data Service of the NHS: `00L`, `A81001`, `QHM`.
    Ods,
    /// Office for National Statistics, nine characters: `E38000130`.
    Ons,
    /// British National Formulary: `0501013B0`.
    Bnf,
    /// No code: the name stands for it.
    Name,
}

impl Scheme {
    /// Every scheme with the word used in the store.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Ods, "ods"), (Self::Ons, "ons"), (Self::Bnf, "bnf"), (Self::Name, "name")];

    /// The word used in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(scheme, _)| *scheme == self).map_or("name", |(_, word)| word)
    }
}
