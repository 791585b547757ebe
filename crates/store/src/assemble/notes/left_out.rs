//! Notes on practices whose patients could not be counted by age and sex.

use super::about::About;
use crate::assemble::by_age::Unknown;
use crate::assemble::words::{largest, number};
use std::collections::BTreeMap;
use unwarranted_core::text as words;

/// Practices whose patients could not be counted by age and sex, by reason.
pub(super) fn notes(about: &About<'_>) -> Vec<String> {
    let reasons = [
        (Unknown::Missing, "gives no patients by age and sex for"),
        (Unknown::Unequal, "gives patients by age and sex that do not add up to the total for"),
        (Unknown::Register, "lists patients, and the register used has no figure, for"),
    ];
    let note = |(why, gives): (Unknown, &str)| {
        let (mut patients, mut observed, mut most): (BTreeMap<&str, i64>, i64, i64) = (BTreeMap::new(), 0, 0);
        for (month, own) in about.each() {
            let mut in_month: i64 = 0;
            for (practice, left) in month.left_out_of(about.people()).iter().filter(|(_, left)| left.why == why) {
                let largest = patients.entry(practice).or_default();
                *largest = (*largest).max(left.patients);
                in_month = in_month.saturating_add(left.patients);
                observed = observed.saturating_add(own.left_out.get(practice).copied().unwrap_or_default());
            }
            most = most.max(in_month);
        }
        let up_to = if about.months.len() == 1 { "" } else { "up to " };
        (!patients.is_empty()).then(|| {
            format!(
                "The extract {gives} {}: left out of both sums, as {} {} not known, with {up_to}{} and {} ({}{}).",
                number(patients.len(), "practice", "practices"),
                if patients.len() == 1 { "its" } else { "their" },
                if why == Unknown::Register { "number is" } else { "ages and sexes are" },
                words::counted(most, "patient", "patients"),
                about.show(observed),
                if patients.len() == 1 { "" } else { "most patients: " },
                largest(&patients)
            )
        })
    };
    reasons.into_iter().filter_map(note).collect()
}
