//! Kinds of area and schemes of codes. A code means nothing without its kind and its date.

use unwarranted_core::Month;

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

unwarranted_core::worded!(AreaKind {
    Practice = "practice",
    Pcn = "pcn",
    Pct = "pct",
    Ccg = "ccg",
    AreaTeam = "area-team",
    Stp = "stp",
    Icb = "icb",
    Sha = "sha",
    Region = "region",
    Nation = "nation",
    LocalAuthority = "local-authority",
    Trust = "trust",
    Other = "other",
});

impl AreaKind {
    /// The kind that an ONS code stands for, by its first three characters. `E54` stood for partnerships and stands for
    /// integrated care boards, so the month decides; without one it is taken for a board.
    ///
    /// ```
    /// use unwarranted_core::Month;
    /// use unwarranted_ingest::values::area_kind::AreaKind;
    /// assert_eq!(AreaKind::of_ons("E38000130", None), AreaKind::Ccg);
    /// assert_eq!(AreaKind::of_ons("E54000050", Month::new(2022, 6)), AreaKind::Stp);
    /// assert_eq!(AreaKind::of_ons("E54000050", Month::new(2022, 7)), AreaKind::Icb);
    /// assert_eq!(AreaKind::of_ons("S03000001", None), AreaKind::Other);
    /// ```
    #[must_use]
    pub fn of_ons(code: &str, month: Option<Month>) -> Self {
        match code.get(..3).unwrap_or_default() {
            "E38" => Self::Ccg,
            "E54" if month.is_some_and(|m| Month::new(2022, 7).is_some_and(|boards| m < boards)) => Self::Stp,
            "E54" => Self::Icb,
            "E16" | "E17" => Self::Pct,
            "E18" => Self::Sha,
            "E39" => Self::AreaTeam,
            "E12" | "E40" => Self::Region,
            "E92" => Self::Nation,
            "E06" | "E07" | "E08" | "E09" | "E10" => Self::LocalAuthority,
            _ => Self::Other,
        }
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

unwarranted_core::worded!(Scheme { Ods = "ods", Ons = "ons", Bnf = "bnf", Name = "name" });
