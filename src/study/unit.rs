//! The number in the unit that a user gives: rates are per so many, as in a file of measures.

use super::options::OPTIONS;
use super::plan::Plan;
use super::words::DataWords;
use super::{Error, Result, Study};
use crate::core::rates::{Nature, RateUnit, UnitNumber};
use crate::core::text::thousands;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Study {
    /// What rates are per: as `per` says, else the number of `unit`. `None` where neither says it.
    ///
    /// # Errors
    /// A number that cannot be read, one that `per` contradicts, and one as a word that can be read two ways.
    pub(in crate::study) fn per_with_unit(&self) -> Result<Option<f64>> {
        let Some(unit) = &self.unit else { return Ok(self.per) };
        let says = |problem: String| Error::option("unit", format!("'{}' {problem}", unit.trim()));
        let same = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b;
        match (UnitNumber::of(unit).map_err(&says)?, self.per) {
            (None, per) => Ok(per),
            (Some(UnitNumber::Digits(number)), None) => Ok(Some(number)),
            (Some(UnitNumber::Digits(number)), Some(per)) if same(per, number) => Ok(Some(per)),
            (Some(UnitNumber::Digits(number)), Some(per)) => Err(says(format!(
                "is per {}, but `per` is {}; leave out `per`, or let both say the same",
                thousands(number, 0),
                plain(per)
            ))),
            (Some(UnitNumber::Word(_, number)), Some(per)) if same(per, 1.0) || same(per, number) => Ok(Some(per)),
            (Some(UnitNumber::Word(word, number)), _) => Err(says(format!(
                "can mean two things: give `per` 1 where the denominators count {word}s (of patients, for instance), or \
                 write the number in digits, 'per {}', where they count each one",
                thousands(number, 0)
            ))),
        }
    }
}

impl Plan {
    /// The unit of a treatment: the user's, else that of the data. What a unit without a number does not say is added to it, so
    /// that it never stands beside rates per something else.
    pub(super) fn unit_of(&self, words: &DataWords, treatment: &str) -> RateUnit {
        let (per, share) = (self.per(words, treatment), self.is_share(words, treatment));
        let own = words.of(treatment);
        let Some(given) = &self.study.unit else { return own.unit(per, share) };
        let silent = UnitNumber::of(given).is_ok_and(|number| number.is_none());
        let said = |of: f64| (per - of).abs() <= 1e-9 * of;
        if !silent || said(1.0) || (share && said(100.0)) {
            return RateUnit::given(given);
        }
        let over = Some(&own.unit.denominator).filter(|over| over.nature != Nature::Nameless);
        let over = over.map_or_else(|| "of the denominator".to_owned(), ToString::to_string);
        RateUnit::given(&format!("{} per {} {over}", given.trim(), plain(per)))
    }

    /// Refuses titles that say that rates are per another number than they are, where rates are told.
    ///
    /// # Errors
    /// The title of the user or of a file of measures: those of a store are not the user's to change.
    pub(super) fn check_titles<'a>(
        &self,
        words: &DataWords,
        treatments: impl Iterator<Item = &'a Arc<str>>,
    ) -> Result<()> {
        let told = |task| OPTIONS.iter().any(|option| option.key == "per" && option.serves(task));
        if !self.task.is_none_or(told) {
            return Ok(());
        }
        for treatment in treatments.collect::<BTreeSet<_>>() {
            let own = words.of(treatment).title.as_ref().filter(|_| self.study.measures.is_some());
            let Some(title) = self.study.title.as_ref().or(own) else { continue };
            let Ok(Some(UnitNumber::Digits(says))) = UnitNumber::of(title) else { continue };
            let per = self.per(words, treatment);
            // "Per patient" in a title is a manner of speaking.
            if says > 1.0 && (per - says).abs() > 1e-9 * says {
                let problem = format!(
                    "is called '{title}', which says per {}, but its rates are per {}; give `per` {says}, or another title",
                    thousands(says, 0),
                    plain(per)
                );
                return Err(Error::Treatment { treatment: treatment.to_string(), problem });
            }
        }
        Ok(())
    }
}

/// A number as it was typed, with its thousands apart where it is whole.
fn plain(number: f64) -> String {
    if number.fract() == 0.0 { thousands(number, 0) } else { number.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_per_the_number_of_their_unit() {
        let per = |unit: &str, per: Option<f64>| {
            let study = Study { unit: Some(unit.to_owned()), per, ..Study::default() };
            study.per_with_unit().map_err(|e| e.to_string())
        };
        for (unit, given, found) in [
            ("items per 1,000 patients", None, Some(1_000.0)),
            ("items per 1,000 patients", Some(1_000.0), Some(1_000.0)),
            ("items per patient", None, Some(1.0)),
            ("percentage of items", None, Some(100.0)),
            ("share of items", None, None),
            ("share of items", Some(100.0), Some(100.0)),
            ("items per thousand patients", Some(1.0), Some(1.0)),
            ("items per thousand patients", Some(1_000.0), Some(1_000.0)),
        ] {
            assert_eq!(per(unit, given), Ok(found), "{unit} {given:?}");
        }
        for (unit, given, says) in [
            ("items per 1,000 patients", Some(100_000.0), "is per 1,000, but `per` is 100,000"),
            ("items per 1,000 patients", Some(1.0), "is per 1,000, but `per` is 1;"),
            ("items per patient", Some(1_000.0), "is per 1, but `per` is 1,000"),
            ("items per thousand patients", None, "can mean two things"),
            ("items per thousand patients", Some(100.0), "can mean two things"),
            ("items per 1.000 patients", None, "cannot be read"),
        ] {
            let error = per(unit, given).unwrap_err();
            assert!(error.contains(says), "{unit} {given:?}: {error}");
        }
        assert_eq!(Study { per: Some(5.0), ..Study::default() }.per_with_unit().unwrap(), Some(5.0));
    }
}
