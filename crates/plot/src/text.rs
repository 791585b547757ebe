//! Words: singular and plural, lists.

use crate::numbers;

/// "1 area", "106 areas".
#[must_use]
pub fn areas(n: usize) -> String {
    format!("{} area{}", numbers::count(n), if n == 1 { "" } else { "s" })
}

/// "a, b and c".
#[must_use]
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_area_is_singular() {
        assert_eq!([0, 1, 1234].map(areas), ["0 areas", "1 area", "1,234 areas"]);
    }

    #[test]
    fn lists() {
        let words = |n: usize| ["a", "b", "c"][..n].iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!([0, 1, 2, 3].map(|n| listed(&words(n))), ["", "a", "a and b", "a, b and c"]);
    }
}
