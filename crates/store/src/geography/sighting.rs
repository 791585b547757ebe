//! Where one source says that a practice belongs in one month.

use super::level::Level;
use unwarranted_core::Month;
use unwarranted_ingest::tables::{Middle, Org};

/// Where one source says that a practice belongs in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The month of the source.
    pub month: Month,
    /// Areas as recorded; blank where the source does not say.
    pub org: Org,
    /// Which kind of body [`Org::middle`] is.
    pub middle: Option<Middle>,
    /// Code of the primary care network; blank where the source does not say.
    pub pcn: String,
    /// Its name.
    pub pcn_name: String,
}

impl Sighting {
    /// The body of this level that it records: its code and name.
    pub(super) fn body(&self, level: Level) -> Option<(&str, &str)> {
        let org = &self.org;
        let (code, name) = match level {
            Level::Ccg | Level::Pct => (&org.pco, &org.pco_name),
            Level::Region => (&org.region, &org.region_name),
            _ if level.middle().is_some() && self.middle == level.middle() => (&org.middle, &org.middle_name),
            _ => return None,
        };
        known(code).then_some((code, name))
    }
}

/// `-`, blank and `UNIDENTIFIED` are not areas.
pub(super) fn known(code: &str) -> bool {
    !code.is_empty() && code != "-" && !code.eq_ignore_ascii_case("UNIDENTIFIED")
}
