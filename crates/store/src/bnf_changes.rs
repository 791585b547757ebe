//! Changes of BNF codes: each January the publisher moves products to other codes, so that a treatment can seem to stop.
//!
//! Codes are followed forward, from the code recorded in a month to the code of a later year; the recorded code is kept
//! in the store. Within one list a chain (A to B, B to C) is followed to its end; a circle is refused, as no code of it is
//! the later one.

use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Month;
use unwarranted_ingest::tables::directory::Links;

/// Lists of changes by the month from which on they hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BnfChanges {
    lists: BTreeMap<Month, BTreeMap<String, String>>,
}

impl BnfChanges {
    /// Adds a list that holds from `month` on.
    ///
    /// # Errors
    /// A circle of codes, all of which are named.
    ///
    /// ```
    /// use unwarranted_core::Month;
    /// use unwarranted_store::bnf_changes::BnfChanges;
    /// let january = |year| Month::new(year, 1).unwrap();
    /// let mut changes = BnfChanges::default();
    /// changes.add(january(2019), [("0401010A0AA", "0401010B0AA")])?;
    /// changes.add(january(2020), [("0401010B0AA", "0402010C0AA")])?;
    /// let in_2018 = Month::new(2018, 6).unwrap();
    /// assert_eq!(changes.code("0401010A0AA", in_2018, 2019), "0401010B0AA");
    /// assert_eq!(changes.code("0401010A0AA", in_2018, 2020), "0402010C0AA");
    /// assert_eq!(changes.code("0401010A0AA", january(2019), 2020), "0401010A0AA"); // a new use of an old code
    /// assert!(changes.add(january(2021), [("A", "B"), ("B", "A")]).is_err());
    /// # Ok::<(), String>(())
    /// ```
    pub fn add<'a>(&mut self, month: Month, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(), String> {
        let list = self.lists.entry(month).or_default();
        list.extend(pairs.into_iter().map(|(old, new)| (old.to_owned(), new.to_owned())));
        for start in list.keys() {
            let mut seen = BTreeSet::from([start.as_str()]);
            let mut at = start.as_str();
            while let Some(next) = list.get(at) {
                if !seen.insert(next) {
                    let codes: Vec<&str> = seen.into_iter().collect();
                    return Err(format!(
                        "the BNF codes {} change into one another in a circle in the list of {month}; correct the list and \
                         ingest it again",
                        codes.join(", ")
                    ));
                }
                at = next;
            }
        }
        Ok(())
    }

    /// Adds a list of the store.
    ///
    /// # Errors
    /// Those of [`Self::add`].
    pub fn add_links(&mut self, month: Month, links: &Links) -> Result<(), String> {
        self.add(month, links.rows.iter().map(|l| (l.from.code.as_str(), l.to.code.as_str())))
    }

    /// The code in the lists up to and including `year` of a code recorded in `month`. A list holds from its own month
    /// on, so it changes the codes of earlier months alone.
    ///
    /// A change of the beginning of a code (a chemical, a product) changes every longer code that starts with it, unless
    /// the list has the longer code itself.
    #[must_use]
    pub fn code(&self, code: &str, month: Month, year: i32) -> String {
        let mut at = code.to_owned();
        for (from, list) in &self.lists {
            if *from > month && from.year() <= year {
                // A beginning and a longer code may still lead back: then the first of them stands.
                let mut seen = BTreeSet::new();
                while let Some(next) = step(list, &at).filter(|next| seen.insert(next.clone())) {
                    at = next;
                }
            }
        }
        at
    }

    /// Whether any list is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// The year of the latest list; `None` without any.
    #[must_use]
    pub fn latest(&self) -> Option<i32> {
        self.lists.keys().next_back().map(|m| m.year())
    }
}

/// One step of a code, by itself or by the longest of its beginnings in the list that is not its own target.
fn step(list: &BTreeMap<String, String>, code: &str) -> Option<String> {
    (1..=code.len()).rev().filter(|n| code.is_char_boundary(*n)).find_map(|n| {
        let new = list.get(&code[..n])?;
        // 0401 -> 040101 must not be followed for ever.
        let changed = format!("{new}{}", &code[n..]);
        (changed.len() == code.len() && changed != code).then_some(changed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn january(year: i32) -> Month {
        Month::new(year, 1).unwrap()
    }

    #[test]
    fn chains_within_a_list_are_followed_and_beginnings_change_what_is_below() {
        let mut changes = BnfChanges::default();
        changes.add(january(2020), [("0101010A0", "0101010B0"), ("0101010B0", "0102000C0")]).unwrap();
        changes.add(january(2020), [("0101010A0AAABAB", "0999999Z0AAAAAA")]).unwrap();
        let code = |code: &str| changes.code(code, january(2019), 2020);
        assert_eq!(code("0101010A0"), "0102000C0");
        assert_eq!(code("0101010A0AAACAC"), "0102000C0AAACAC");
        assert_eq!(code("0101010A0AAABAB"), "0999999Z0AAAAAA");
        assert_eq!(code("0101010D0"), "0101010D0");
        assert_eq!((changes.latest(), changes.is_empty()), (Some(2020), false));
    }

    #[test]
    fn a_circle_is_named() {
        let error = BnfChanges::default().add(january(2020), [("A", "B"), ("B", "C"), ("C", "A")]).unwrap_err();
        assert!(error.contains("A, B, C") && error.contains("2020-01"), "{error}");
        assert!(BnfChanges::default().add(january(2020), [("A", "A")]).is_err());
    }

    proptest! {
        /// Following to a later year is following to an earlier one and from there on.
        #[test]
        fn years_compose(pairs in proptest::collection::vec((0u8..6, 0u8..6, 2015i32..2020), 0..12), start in 0u8..6) {
            let name = |n: u8| format!("010101{n}A0");
            let mut changes = BnfChanges::default();
            for (old, new, year) in &pairs {
                let mut tried = changes.clone();
                if tried.add(january(*year), [(name(*old).as_str(), name(*new).as_str())]).is_ok() {
                    changes = tried;
                }
            }
            let month = january(2014);
            let direct = changes.code(&name(start), month, 2019);
            let half = changes.code(&name(start), month, 2017);
            prop_assert_eq!(direct, changes.code(&half, january(2017), 2019));
        }
    }
}
