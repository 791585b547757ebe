//! The words around the marks.

use crate::area_notes::AreaNotes;
use crate::numbers;
use std::sync::Arc;

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
    /// Other codes of areas, and breaks in their series.
    pub area_notes: Arc<AreaNotes>,
}

impl Labels {
    /// "106 sub-ICB locations", "1 sub-ICB location".
    #[must_use]
    pub fn areas_counted(&self, n: usize) -> String {
        let areas = if self.areas.trim().is_empty() { "areas" } else { self.areas.trim() };
        if n == 1 { format!("1 {}", singular(areas)) } else { format!("{} {areas}", numbers::count(n)) }
    }
}

/// "1 area", "106 areas".
#[must_use]
pub fn areas(n: usize) -> String {
    format!("{} area{}", numbers::count(n), if n == 1 { "" } else { "s" })
}

/// The singular of what areas are called: of its last word, or of the one before "of" or "in".
fn singular(plural: &str) -> String {
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
