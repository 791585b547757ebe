//! Notes on practices with registered patients to which a month's prescribing file gives no area.
//!
//! A practice that a file does not mention may have prescribed nothing, have closed, or be missing from a partial copy:
//! the file does not say which, and neither do the notes.

use crate::assemble::month::{MonthSums, Unhoused};
use crate::assemble::words::largest;
use std::collections::BTreeMap;
use unwarranted_core::Month;
use unwarranted_core::text::{counted, whole};

/// How many months a note names before it only counts.
const NAMED: usize = 5;

/// Notes on files that look incomplete, which go before all others.
pub(super) fn incomplete(months: &[MonthSums]) -> Vec<String> {
    let partial: Vec<&MonthSums> = months.iter().filter(|m| m.looks_incomplete()).collect();
    let groups = [false, true].map(|counts| Group::of(&partial, |u| !u.in_file && u.counted == counts));
    let note = |group: &Group<'_>| {
        let (looks, place) =
            if group.stamps.len() == 1 { ("looks", "not in it") } else { ("look", "not in at least one of them") };
        format!("The {} {looks} incomplete: {}", group.files(), group.sentence(place, "so rates there may be too low"))
    };
    groups.iter().filter(|g| !g.stamps.is_empty()).map(note).collect()
}

/// Notes on the months whose files look complete, and on practices that are in a file without a known area.
pub(super) fn others(months: &[MonthSums]) -> Vec<String> {
    let all: Vec<&MonthSums> = months.iter().collect();
    let complete: Vec<&MonthSums> = months.iter().filter(|m| !m.looks_incomplete()).collect();
    let mut notes = Vec::new();
    for counts in [true, false] {
        let absent = Group::of(&complete, |u| !u.in_file && u.counted == counts);
        let adrift = Group::of(&all, |u| u.in_file && u.counted == counts);
        for (group, place) in [(absent, "not in"), (adrift, "without a known area in")] {
            let any = if group.stamps.len() == 1 { "the" } else { "at least one of the" };
            if !group.stamps.is_empty() {
                notes.push(group.sentence(&format!("{place} {any} {}", group.files()), ""));
            }
        }
    }
    notes
}

/// `2016-01`, or `2016-01, 2016-02, 2016-03, 2016-04, 2016-05 and 7 more`.
fn list(stamps: &[Month]) -> String {
    let named: Vec<String> = stamps.iter().take(NAMED).map(ToString::to_string).collect();
    let more = stamps.len().saturating_sub(NAMED);
    if more > 0 { format!("{} and {more} more", named.join(", ")) } else { named.join(", ") }
}

/// Practices of one sort, and the months in which there are any.
struct Group<'a> {
    stamps: Vec<Month>,
    /// Most patients in a month, by practice.
    practices: BTreeMap<&'a str, i64>,
    /// Patients of all these practices in the month in which they have most.
    patients: i64,
    /// The same as a share of all registered patients, in the month in which it is largest.
    per_cent: f64,
    /// Whether the patients count in the area that the extract records.
    counted: bool,
}

impl<'a> Group<'a> {
    fn of(months: &[&'a MonthSums], wanted: impl Fn(&Unhoused) -> bool) -> Self {
        let mut group =
            Self { stamps: Vec::new(), practices: BTreeMap::new(), patients: 0, per_cent: 0.0, counted: false };
        for month in months {
            let mut patients = 0;
            for (practice, unhoused) in month.unhoused.iter().filter(|(_, u)| wanted(u)) {
                patients += unhoused.patients;
                group.counted = unhoused.counted;
                let most = group.practices.entry(practice).or_default();
                *most = (*most).max(unhoused.patients);
            }
            if patients > 0 {
                group.stamps.push(month.month);
                group.patients = group.patients.max(patients);
                group.per_cent = group.per_cent.max(per_cent(patients, month.registered));
            }
        }
        group
    }

    /// `prescribing file of 2016-01`.
    fn files(&self) -> String {
        let files = if self.stamps.len() == 1 { "file" } else { "files" };
        format!("prescribing {files} of {}", list(&self.stamps))
    }

    /// How many practices are in this `place`, and what becomes of their patients. `caution` follows where they count.
    fn sentence(&self, place: &str, caution: &str) -> String {
        let n = i64::try_from(self.practices.len()).unwrap_or(i64::MAX);
        let (are, their) = if n == 1 { ("is", "its") } else { ("are", "their") };
        let (patients, one) = match self.stamps[..] {
            [_] => {
                let share = format!("{:.1} % of those in the extract", self.per_cent);
                (format!("{} ({share})", counted(self.patients, "patient", "patients")), self.patients == 1)
            }
            _ => {
                let most = format!("up to {}, or {:.1} % of those in the extract", whole(self.patients), self.per_cent);
                (format!("patients in a month ({most})"), false)
            }
        };
        let fate = match (self.counted, one, caution) {
            (true, true, "") => "counts in the area that the extract records".to_owned(),
            (true, false, "") => "count in the area that the extract records".to_owned(),
            (true, _, caution) => format!("count in the area that the extract records, {caution}"),
            (false, true, _) => "is not counted".to_owned(),
            (false, false, _) => "are not counted".to_owned(),
        };
        let practices = counted(n, "practice", "practices");
        let most = if n == 1 { "" } else { "most: " };
        format!(
            "{practices} with registered patients {are} {place}; {their} {patients} {fate} ({most}{}).",
            largest(&self.practices)
        )
    }
}

fn per_cent(part: i64, of: i64) -> f64 {
    100.0 * part as f64 / of.max(1) as f64
}
