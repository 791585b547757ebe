//! Levels of areas, and when there were such areas.

use std::collections::BTreeSet;
use unwarranted_core::Month;
use unwarranted_ingest::tables::Middle;
use unwarranted_ingest::values::day::Day;

/// What practices are grouped by, as recorded in each month's prescribing file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The practice itself.
    Practice,
    /// The commissioner: PCT to March 2013, CCG to June 2022, sub-ICB location since.
    Ccg,
    /// NHS England area team.
    AreaTeam,
    /// Sustainability and transformation partnership.
    Stp,
    /// Integrated care board.
    Icb,
    /// Region.
    Region,
    /// England as a whole.
    Nation,
    /// Primary care network.
    Pcn,
    /// Primary care trust, to March 2013.
    Pct,
    /// Districts and unitary authorities: the lower tier of local authorities.
    LocalAuthority,
    /// Counties and unitary authorities: the upper tier of local authorities.
    County,
    /// A group that the user defines.
    Group,
}

unwarranted_core::worded!(Level {
    Practice = "practice",
    Ccg = "ccg" | "sub-icb",
    AreaTeam = "area-team",
    Stp = "stp",
    Icb = "icb",
    Region = "region",
    Nation = "nation",
    Pcn = "pcn",
    Pct = "pct",
    LocalAuthority = "local-authority",
    County = "county",
    Group = "group",
});

impl Level {
    /// The first and the last day of areas of this level, where they did not always or do not still exist.
    pub(crate) fn lifetime(self) -> (Option<Day>, Option<Day>) {
        match self {
            Self::Pct => (None, Day::new(2013, 3, 31)),
            Self::Stp => (Day::new(2016, 1, 1), Day::new(2022, 6, 30)),
            Self::Icb => (Day::new(2022, 7, 1), None),
            _ => (None, None),
        }
    }

    /// Whether there were such areas on a day.
    pub(crate) fn lifetime_holds(self, day: Day) -> bool {
        let (first, last) = self.lifetime();
        first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last)
    }

    /// Whether areas of this level are local authorities, of which a store knows no practices.
    pub(crate) fn is_local_authority(self) -> bool {
        matches!(self, Self::LocalAuthority | Self::County)
    }

    /// The tier of a local authority that does not belong to this level, by its ONS code: a county holds the people of its
    /// districts, and a unitary authority is both. `None` for all other areas.
    pub(crate) fn other_tier(self, code: &str) -> Option<&'static str> {
        match self {
            Self::LocalAuthority if code.starts_with("E10") => Some("county"),
            Self::County if code.starts_with("E07") => Some("district"),
            _ => None,
        }
    }

    pub(crate) fn middle(self) -> Option<Middle> {
        match self {
            Self::AreaTeam => Some(Middle::AreaTeam),
            Self::Stp => Some(Middle::Stp),
            Self::Icb => Some(Middle::Icb),
            _ => None,
        }
    }

    /// The areas as a list of levels has them: "CCGs or sub-ICB locations".
    ///
    /// ```
    /// use unwarranted_store::assemble::Level;
    /// assert_eq!([Level::Pcn, Level::Ccg].map(Level::called), ["primary care networks", "CCGs or sub-ICB locations"]);
    /// ```
    #[must_use]
    pub fn called(self) -> String {
        if self == Self::Ccg { "CCGs or sub-ICB locations".to_owned() } else { self.plural(&[]) }
    }

    /// One area in words: "CCG".
    pub(crate) fn singular(self, months: &[Month]) -> String {
        match self {
            Self::Practice => "practice".to_owned(),
            Self::Ccg => commissioners(months).join(" or "),
            Self::AreaTeam => "area team".to_owned(),
            Self::Stp => "STP".to_owned(),
            Self::Icb => "ICB".to_owned(),
            Self::Region => "region".to_owned(),
            Self::Nation => "country".to_owned(),
            Self::Pcn => "primary care network".to_owned(),
            Self::Pct => "PCT".to_owned(),
            Self::LocalAuthority => "local authority".to_owned(),
            Self::County => "county or unitary authority".to_owned(),
            Self::Group => "group".to_owned(),
        }
    }

    /// The areas in words: "CCGs".
    pub(crate) fn plural(self, months: &[Month]) -> String {
        match self {
            Self::Nation => "countries".to_owned(),
            Self::LocalAuthority => "local authorities".to_owned(),
            Self::County => "counties and unitary authorities".to_owned(),
            Self::Ccg => commissioners(months).iter().map(|c| format!("{c}s")).collect::<Vec<_>>().join(" and "),
            _ => self.singular(months) + "s",
        }
    }
}

/// What commissioners were called in these months.
fn commissioners(months: &[Month]) -> Vec<&'static str> {
    let of = |m: &Month| match (m.year(), m.month()) {
        (..=2012, _) | (2013, ..=3) => (0, "PCT"),
        (2023.., _) | (2022, 7..) => (2, "sub-ICB location"),
        _ => (1, "CCG"),
    };
    months.iter().map(of).collect::<BTreeSet<_>>().into_iter().map(|(_, word)| word).collect()
}
