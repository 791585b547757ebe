//! Which of many selections take a code.

use super::Selection;
use super::codes::{Codes, ending};
use std::collections::BTreeMap;

/// Many selections, looked up by the beginnings of a code: the time for a code does not grow with their number.
///
/// ```
/// use unwarranted_core::treatment::{Selection, Takers};
/// let all: Vec<Selection> = ["0501", "0501-050109", "0407"].map(|text| text.parse().unwrap()).into();
/// let takers = Takers::of(&all);
/// assert_eq!(takers.of_code("0501013B0AAABAB"), [0, 1]);
/// assert_eq!(takers.of_code("0501090R0AAAAAA"), [0]);
/// assert!(takers.of_code("0601").is_empty());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Takers {
    /// By the beginning of a code: the selections that take it, and those that leave it out.
    starts: BTreeMap<String, Sides>,
    /// By chemical and ending: the same.
    equivalents: BTreeMap<(String, String), Sides>,
}

/// Places of the selections that take something, and of those that leave it out.
#[derive(Debug, Clone, Default)]
struct Sides {
    takes: Vec<usize>,
    leaves: Vec<usize>,
}

impl Takers {
    /// These selections, each by its place.
    #[must_use]
    pub fn of<'a>(selections: impl IntoIterator<Item = &'a Selection>) -> Self {
        let mut takers = Self::default();
        for (at, selection) in selections.into_iter().enumerate() {
            selection.include().iter().for_each(|codes| takers.add(codes, |sides| sides.takes.push(at)));
            selection.exclude().iter().for_each(|codes| takers.add(codes, |sides| sides.leaves.push(at)));
        }
        takers
    }

    fn add(&mut self, codes: &Codes, enter: impl Fn(&mut Sides)) {
        match codes {
            Codes::Start(start) => enter(self.starts.entry(start.clone()).or_default()),
            Codes::Equivalent { chemical, endings } => {
                for ending in endings {
                    enter(self.equivalents.entry((chemical.clone(), ending.clone())).or_default());
                }
            }
        }
    }

    /// Places of the selections that take a code, ascending. `code` is in capitals.
    #[must_use]
    pub fn of_code(&self, code: &str) -> Vec<usize> {
        let (mut taken, mut left_out) = (Vec::new(), Vec::new());
        let mut add = |sides: &Sides| {
            taken.extend(&sides.takes);
            left_out.extend(&sides.leaves);
        };
        for end in (1..=code.len()).filter(|end| code.is_char_boundary(*end)) {
            self.starts.get(&code[..end]).into_iter().for_each(&mut add);
        }
        if let Some((ending, chemical)) = ending(code).zip(code.get(..9)).filter(|_| !self.equivalents.is_empty()) {
            self.equivalents.get(&(chemical.to_owned(), ending.to_owned())).into_iter().for_each(&mut add);
        }
        taken.sort_unstable();
        taken.dedup();
        taken.retain(|at| !left_out.contains(at));
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equivalents_are_found_by_chemical_and_ending() {
        let texts = ["0205040D0~AQ,AR", "0205040D0-0205040D0~AQ", "0205"];
        let all: Vec<Selection> = texts.map(|text| text.parse().unwrap()).into();
        let takers = Takers::of(&all);
        for code in ["0205040D0BBADAQ", "0205040D0BBADAA", "0205040D0AQ", "0205040E0BBADAQ", "0205040D0"] {
            let each: Vec<usize> = (0..all.len()).filter(|at| all[*at].takes(code)).collect();
            assert_eq!(takers.of_code(code), each, "{code}");
        }
    }

    proptest! {
        /// The slow way: one selection at a time.
        #[test]
        fn many_at_once_are_as_each_by_itself(
            texts in proptest::collection::vec("[01]{1,3}(\\+[01]{1,3}){0,2}(-[01]{1,5}){0,2}", 1..12),
            codes in proptest::collection::vec("[01]{1,6}", 1..20),
        ) {
            let all: Vec<Selection> = texts.iter().filter_map(|text| text.parse().ok()).collect();
            let takers = Takers::of(&all);
            for code in codes {
                let each: Vec<usize> = (0..all.len()).filter(|at| all[*at].takes(&code)).collect();
                prop_assert_eq!(takers.of_code(&code), each);
            }
        }
    }
}
