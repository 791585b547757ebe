//! The words around the marks.

use crate::numbers;

/// What a chart must know besides the numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The measure in plain words, as it begins a sentence: "Gluten-free foods".
    pub measure: String,
    /// The unit of the rate in plain words: "pounds per 1,000 registered patients". A unit that begins with "pounds"
    /// is written with a pound sign; a share per one is written in per cent.
    pub unit: String,
    /// What the areas are, plural: "sub-ICB locations".
    pub areas: String,
    /// How areas were made from practices, where they were: "membership as recorded each month".
    pub membership: Option<String>,
    /// Source and licence line.
    pub source: String,
    /// Program and version: "unwarranted 0.1.0".
    pub program: String,
    /// Whether the data are simulated; then every chart says so on its face.
    pub synthetic: bool,
}

impl Labels {
    /// "106 sub-ICB locations".
    #[must_use]
    pub fn areas_counted(&self, n: usize) -> String {
        let areas = if self.areas.trim().is_empty() { "areas" } else { self.areas.trim() };
        format!("{} {areas}", numbers::count(n))
    }
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

/// The subtitle: unit, areas, period, membership, and for simulated data that they are.
#[must_use]
pub fn subtitle(unit: &str, areas: &str, when: &str, labels: &Labels) -> String {
    let synthetic = if labels.synthetic { "Synthetic data. " } else { "" };
    let membership = labels.membership.as_deref().map(|m| format!("; {m}")).unwrap_or_default();
    format!("{synthetic}{}, {areas}, {when}{membership}", capitalised(unit.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_capitals() {
        let words = |n: usize| ["a", "b", "c"][..n].iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!([0, 1, 2, 3].map(|n| listed(&words(n))), ["", "a", "a and b", "a, b and c"]);
        assert_eq!(["", "éa", "Items"].map(capitalised), ["", "Éa", "Items"]);
    }
}
