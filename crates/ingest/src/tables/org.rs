//! Where a practice belongs.

/// The tier between commissioner and region, which the publishers have renamed twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Middle {
    /// NHS England area team (to 2020).
    AreaTeam,
    /// Sustainability and transformation partnership (2020 to 2022).
    Stp,
    /// Integrated care board (from July 2022).
    Icb,
    /// Strategic health authority (to March 2013).
    Sha,
}

unwarranted_core::worded!(Middle { AreaTeam = "area-team", Stp = "stp", Icb = "icb", Sha = "sha" });

/// Where a practice belongs, as recorded in one month's file. Blank where the file does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Org {
    /// Commissioner (PCT, CCG, sub-ICB location), without the padding `00`.
    pub pco: String,
    /// Its name.
    pub pco_name: String,
    /// Code of the area team, STP or ICB.
    pub middle: String,
    /// Its name.
    pub middle_name: String,
    /// Code of the region.
    pub region: String,
    /// Its name.
    pub region_name: String,
}
