//! Practices with a figure but no patients to divide it by: new, closing or special ones. They stay in the sums of
//! their areas, because the money was spent there, and raise the rates; a note gives the amount.

use std::collections::BTreeMap;
use unwarranted_core::Period;
use unwarranted_core::text::counted;

/// The practices of one table whose denominator is zero and whose figure is not.
#[derive(Debug, Default)]
pub(super) struct Without {
    practices: i64,
    observed: f64,
    /// Sums by area, of these practices and of all.
    areas: BTreeMap<String, (f64, f64)>,
}

impl Without {
    pub(super) fn add(&mut self, area: &str, observed: f64, denominator: f64) {
        let sums = self.areas.entry(area.to_owned()).or_default();
        sums.1 += observed;
        if denominator <= 0.0 && observed.abs() > 0.0 {
            self.practices += 1;
            self.observed += observed;
            sums.0 += observed;
        }
    }

    /// In words; `None` without such practices.
    pub(super) fn note(&self, period: Period, numerator: &str, per: &str) -> Option<String> {
        if self.practices == 0 {
            return None;
        }
        let share = |(part, all): &(f64, f64)| if *all > 0.0 { 100.0 * part / all } else { 0.0 };
        let most = self.areas.iter().max_by(|(_, a), (_, b)| share(a).total_cmp(&share(b)));
        let most = most.filter(|(_, sums)| share(sums) >= 0.1);
        let most =
            most.map_or(String::new(), |(area, sums)| format!(", most in {area}: {:.1}% of its total", share(sums)));
        #[allow(clippy::cast_possible_truncation, reason = "below 1e15")]
        let sum = counted(self.observed.round() as i64, numerator, numerator);
        let practices = counted(self.practices, "practice", "practices");
        Some(format!("{period}: {sum} went to {practices} with no {per} and are in the rates of their areas{most}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_without_patients_is_noted_with_the_area_it_matters_to_most() {
        let mut without = Without::default();
        without.add("A", 900.0, 100.0);
        without.add("A", 100.0, 0.0);
        without.add("B", 0.0, 0.0);
        without.add("B", 5_000.4, 10.0);
        let note = without.note(Period::parse("2022/23").unwrap(), "pounds", "weighted patients");
        let expected = "2022/23: 100 pounds went to 1 practice with no weighted patients and are in the rates of their areas, \
                        most in A: 10.0% of its total.";
        assert_eq!(note.as_deref(), Some(expected));
        assert_eq!(Without::default().note(Period::All, "pounds", "patients"), None);
    }
}
