//! From which day to which a practice belonged to a body, as lists of memberships say.

use unwarranted_core::Month;
use unwarranted_ingest::values::area_kind::AreaKind;
use unwarranted_ingest::values::day::Day;

/// One stay of a practice in a commissioner or network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// What the body is: commissioner, trust or network.
    pub kind: AreaKind,
    /// Its ODS code.
    pub code: String,
    /// Its name; blank where the list has none.
    pub name: String,
    /// First day.
    pub from: Day,
    /// Last day; `None` while the practice belongs.
    pub to: Option<Day>,
    /// The day up to which the list knows.
    pub known: Day,
}

impl Spell {
    /// The latest day, no later than `day`, on which the list says that the practice belonged; `None` before the spell.
    pub(super) fn last_known(&self, day: Day) -> Option<Day> {
        (self.from <= day).then(|| day.min(self.to.unwrap_or(self.known.max(self.from))))
    }

    /// Whether this is a spell in a body of the time: primary care trusts were there up to March 2013, CCGs since.
    pub(super) fn is_of_the_time(&self, month: Month) -> bool {
        match self.kind {
            AreaKind::Pct => month.financial_year() < 2013,
            AreaKind::Ccg => month.financial_year() >= 2013,
            _ => false,
        }
    }
}
