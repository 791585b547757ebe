//! Which of many selections take a code.

use super::Selection;
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
    starts: BTreeMap<String, (Vec<usize>, Vec<usize>)>,
}

impl Takers {
    /// These selections, each by its place.
    #[must_use]
    pub fn of<'a>(selections: impl IntoIterator<Item = &'a Selection>) -> Self {
        let mut takers = Self::default();
        for (at, selection) in selections.into_iter().enumerate() {
            for start in selection.include() {
                takers.starts.entry(start.clone()).or_default().0.push(at);
            }
            for start in selection.exclude() {
                takers.starts.entry(start.clone()).or_default().1.push(at);
            }
        }
        takers
    }

    /// Places of the selections that take a code, ascending. `code` is in capitals.
    #[must_use]
    pub fn of_code(&self, code: &str) -> Vec<usize> {
        let (mut taken, mut left_out) = (Vec::new(), Vec::new());
        for end in (1..=code.len()).filter(|end| code.is_char_boundary(*end)) {
            if let Some((takes, leaves)) = self.starts.get(&code[..end]) {
                taken.extend(takes);
                left_out.extend(leaves);
            }
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
