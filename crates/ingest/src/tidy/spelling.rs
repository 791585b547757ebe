//! Codes and names as they were first written: what a spreadsheet has changed, and what differs in case or blanks alone.

use super::context::Context;
use super::fields::Field;
use super::sources::Sources;
use super::{area_codes, not_areas};
use crate::error::Error;
use crate::hashed::{HashMap, HashSet};
use crate::input::shorten;
use std::sync::Arc;

/// Each code and treatment is looked at once, character by character.
#[derive(Default)]
pub(super) struct Spelling {
    looked_at: HashSet<Arc<str>>,
    /// Area codes by what is left of them without case and blanks, with table and line. Looked up, never iterated.
    areas: HashMap<String, (Arc<str>, usize, u64)>,
    /// Treatments by what is left of them without case. Looked up, never iterated.
    treatments: HashMap<String, Arc<str>>,
}

impl Spelling {
    /// Refuses a treatment with characters that are not what they seem, or that differs from another in case or blanks
    /// alone.
    pub(super) fn treatment(&mut self, context: &Context, line: u64, treatment: &Arc<str>) -> Result<(), Error> {
        if !self.looked_at.insert(Arc::clone(treatment)) {
            return Ok(());
        }
        let refuse = |expected: &str| Err(context.field(Field::Treatment, line, treatment, expected));
        if let Some(expected) = area_codes::strange_character(treatment) {
            return refuse(&expected);
        }
        let key = treatment.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let first = self.treatments.entry(key).or_insert_with(|| Arc::clone(treatment));
        if *first == *treatment || context.columns.get(Field::Treatment).is_none() {
            return Ok(());
        }
        refuse(&format!(
            "the name as it is written before, '{}': the two differ in case or blanks alone, and would be two measures",
            shorten(first)
        ))
    }

    /// Refuses a code that a spreadsheet has changed, or that differs from another in case, blanks or words such as NHS
    /// alone.
    ///
    /// # Errors
    /// What is expected in the place of the code.
    pub(super) fn area(&mut self, line: u64, area: &Arc<str>, sources: &Sources) -> Result<(), String> {
        if !self.looked_at.insert(Arc::clone(area)) || not_areas::says(area).is_some() {
            return Ok(());
        }
        if let Some(expected) = area_codes::fault(area) {
            return Err(expected);
        }
        let new = || (Arc::clone(area), sources.present(), line);
        let (first, table, at) = self.areas.entry(area_codes::bare(&area_codes::typed(area))).or_insert_with(new);
        if *first == *area {
            return Ok(());
        }
        let how = if area_codes::folded(first) == area_codes::folded(area) {
            "case or blanks"
        } else if area_codes::typed(first) == area_codes::typed(area) {
            "O and 0, or I and 1,"
        } else {
            "words such as NHS"
        };
        Err(format!(
            "the code as it is written on line {at}{}, '{}': the two differ in {how} alone, and would be two areas",
            sources.elsewhere(*table),
            shorten(first)
        ))
    }

    /// A warning of codes that may have lost zeros.
    pub(super) fn lost_zeros(&self) -> Option<String> {
        let mut codes: Vec<&str> = self.areas.values().map(|(code, ..)| &**code).collect();
        codes.sort_unstable();
        let lost = area_codes::lost_zeros(&codes);
        let mut told: Vec<String> =
            lost.iter().take(SHOWN).map(|(code, was)| format!("{code} (was it {was}?)")).collect();
        if lost.len() > SHOWN {
            told.push(format!("and {} more", lost.len() - SHOWN));
        }
        let many = if lost.len() == 1 { "an area code seems" } else { "area codes seem" };
        (!lost.is_empty()).then(|| {
            format!(
                "warning: {many} to have lost leading zeros, as spreadsheets drop them: {}; names and other files will not fit",
                told.join(", ")
            )
        })
    }

    /// A warning of codes that are numbers among codes of trusts and commissioners, which all have a letter.
    pub(super) fn numbers(&self) -> Option<String> {
        let (mut numbers, others): (Vec<&str>, Vec<&str>) = self
            .areas
            .values()
            .map(|(code, ..)| &**code)
            .partition(|code| !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit()));
        numbers.sort_unstable();
        let short = |code: &&str| code.len() == 3 && code.bytes().any(|b| b.is_ascii_uppercase());
        let few = others.len() >= FEWEST && numbers.len() * 4 <= others.len() && others.iter().all(short);
        let told = || numbers.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
        (few && !numbers.is_empty()).then(|| {
            format!(
                "warning: area codes that are numbers stand among codes with a letter: {}; a spreadsheet makes 50 of 5E1, so compare \
                 them with the publisher's; names and other files will not fit",
                told()
            )
        })
    }
}

/// Codes that a warning names.
const SHOWN: usize = 6;

/// Fewest codes with letters beside which a number is odd.
const FEWEST: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_among_codes_are_warned_of() {
        let said = |codes: &[&str]| {
            let mut spelling = Spelling::default();
            for (at, code) in codes.iter().enumerate() {
                spelling.area(at as u64, &(*code).into(), &Sources::default()).unwrap();
            }
            spelling.numbers()
        };
        assert!(said(&["5D7", "5D8", "50", "5A3", "5C1"]).unwrap().contains("letter: 50; a spreadsheet"));
        assert_eq!(said(&["5D7", "5D8", "5A3", "5C1"]), None);
        assert_eq!(said(&["1", "2", "3", "10"]), None, "areas may be numbered");
        assert_eq!(
            said(&["E38000006", "E38000007", "E38000024", "E38000130", "50"]),
            None,
            "set aside as no code at all"
        );
    }
}
