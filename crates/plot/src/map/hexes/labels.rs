//! Two or three letters for each area, all different, so that they fit into a hexagon.

use std::collections::BTreeSet;

/// Words that tell no place from another.
const SMALL: [&str; 16] =
    ["and", "of", "the", "on", "in", "upon", "with", "under", "by", "le", "for", "nhs", "icb", "ccg", "&", "-"];
const DIRECTIONS: [&str; 8] = ["north", "south", "east", "west", "northern", "southern", "eastern", "western"];

/// A label for each name, in their order: initials of several words, the beginning of one, and of "North Cumbria" the
/// direction with the beginning of the place. Where two would be the same the later name takes other letters of its own.
pub(crate) fn labels(names: &[&str]) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut label = |name: &&str| {
        let free = candidates(name).into_iter().find(|c| !c.is_empty() && !taken.contains(c));
        let label = free
            .unwrap_or_else(|| (1..).map(|n: usize| n.to_string()).find(|n| !taken.contains(n)).unwrap_or_default());
        taken.insert(label.clone());
        label
    };
    names.iter().map(&mut label).collect()
}

fn candidates(name: &str) -> Vec<String> {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|w| w.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase())
        .filter(|w| !w.is_empty() && !SMALL.contains(&w.to_lowercase().as_str()))
        .collect();
    let start = |word: &str, n: usize| word.chars().take(n).collect::<String>();
    let Some(first) = words.first() else { return Vec::new() };
    let mut found = Vec::new();
    if let [direction, place, ..] = words.as_slice() {
        if DIRECTIONS.contains(&direction.to_lowercase().as_str()) {
            found.push(start(direction, 1) + &start(place, 2));
        } else {
            found.push(words.iter().take(3).map(|w| start(w, 1)).collect());
        }
        found.push(start(direction, 1) + &start(place, 2));
        found.push(start(direction, 2) + &start(place, 1));
    }
    found.push(start(first, 3));
    // The first letter with any two of the others, in their order.
    let rest: Vec<char> = words.concat().chars().skip(1).collect();
    for (i, a) in rest.iter().enumerate() {
        found.extend(rest[i + 1..].iter().map(|b| format!("{}{a}{b}", start(first, 1))));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short_and_all_different() {
        let names = [
            "Lancashire and South Cumbria",
            "West Yorkshire",
            "Devon",
            "North Cumbria",
            "Bradford",
            "Brabant",
            "Braby",
            "Sussex",
            "",
            "Ö-Ä",
            "x",
        ];
        let found = labels(&names);
        assert_eq!(found[..5], ["LSC", "WYO", "DEV", "NCU", "BRA"]);
        assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert!(found.iter().all(|l| (1..=3).contains(&l.chars().count())), "{found:?}");
        let same = labels(&["Kent"; 30]);
        assert_eq!(same.iter().collect::<BTreeSet<_>>().len(), 30);
    }
}
