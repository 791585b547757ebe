//! Words: singular and plural, capitals, lists.

use crate::numbers;

/// "1 area", "106 areas".
#[must_use]
pub fn areas(n: usize) -> String {
    format!("{} area{}", numbers::count(n), if n == 1 { "" } else { "s" })
}

/// The singular of what areas are called: of its last word, or of the one before "of" or "in".
pub(crate) fn singular(plural: &str) -> String {
    let head = [" of ", " in "].iter().filter_map(|p| plural.find(p)).min().unwrap_or(plural.len());
    let (noun, rest) = plural.split_at(head);
    let one = match noun {
        n if n.ends_with("ss") => n.to_owned(),
        n if n.ends_with("ies") => format!("{}y", &n[..n.len() - 3]),
        n if ["ches", "shes", "xes", "sses"].iter().any(|e| n.ends_with(e)) => n[..n.len() - 2].to_owned(),
        n => n.strip_suffix(['s', 'S']).filter(|_| !n.ends_with("NHS")).unwrap_or(n).to_owned(),
    };
    one + rest
}

/// The text with a capital first letter.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
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
        let cases = ["CCGs", "sub-ICB locations", "local authorities", "practices", "parishes", "areas of England"];
        let ones = ["CCG", "sub-ICB location", "local authority", "practice", "parish", "area of England"];
        assert_eq!(cases.map(singular), ones);
        assert_eq!([0, 1, 1234].map(areas), ["0 areas", "1 area", "1,234 areas"]);
    }

    #[test]
    fn lists_and_capitals() {
        let words = |n: usize| ["a", "b", "c"][..n].iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!([0, 1, 2, 3].map(|n| listed(&words(n))), ["", "a", "a and b", "a, b and c"]);
        assert_eq!(["", "éa", "Items"].map(capitalised), ["", "Éa", "Items"]);
    }
}
