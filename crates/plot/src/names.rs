//! Area names short enough for a chart. The full name stays in tables and tooltips.

use crate::font::{Weight, fit, width};
use crate::theme;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::AreaFinding;

/// Words that stay small inside a title-cased name.
const SMALL: [&str; 11] = ["and", "of", "the", "on", "upon", "in", "with", "under", "by", "le", "for"];

/// A name without "NHS", "ICB -", "ICB" and "CCG"; a name all in capitals is put in title case.
///
/// ```
/// use unwarranted_plot::names::short;
/// assert_eq!(short("NHS Hampshire, Southampton and Isle of Wight ICB - D9Y0V"), "Hampshire, Southampton and Isle of Wight D9Y0V");
/// assert_eq!(short("NHS STOKE-ON-TRENT CCG"), "Stoke-on-Trent");
/// assert_eq!(short("NHS"), "NHS");
/// ```
#[must_use]
pub fn short(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let dropped = |i: usize| {
        matches!(words[i], "NHS" | "ICB" | "CCG") || (words[i] == "-" && i > 0 && matches!(words[i - 1], "ICB" | "CCG"))
    };
    let kept: Vec<&str> = (0..words.len()).filter(|i| !dropped(*i)).map(|i| words[i]).collect();
    if kept.is_empty() {
        return name.trim().to_owned();
    }
    let letters: Vec<&&str> = kept.iter().filter(|w| !is_code(w)).collect();
    let shouting = letters.iter().any(|w| w.len() >= 4) && !letters.iter().any(|w| w.chars().any(char::is_lowercase));
    if shouting { kept.iter().map(|w| title_case(w)).collect::<Vec<_>>().join(" ") } else { kept.join(" ") }
}

fn is_code(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit())
}

fn title_case(word: &str) -> String {
    if is_code(word) {
        return word.to_owned();
    }
    let mut out = String::new();
    let lower = word.to_lowercase();
    for part in lower.split_inclusive(['-', '(', '/']) {
        let bare = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        let mut chars = part.chars();
        match chars.next() {
            Some(first) if !SMALL.contains(&bare) => out.extend(first.to_uppercase().chain(chars)),
            _ => out.push_str(part),
        }
    }
    out
}

/// The code at the end of a sub-ICB location's name.
fn without_code(name: &str) -> Option<&str> {
    let (rest, last) = name.rsplit_once(' ')?;
    (is_code(last) && last.len() <= 6 && last.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()))
        .then_some(rest)
}

/// The name in at most `max` pixels: cut before the code at its end, which tells it from its neighbours.
pub(crate) fn fitted(name: &str, weight: Weight, max: f64) -> String {
    let Some(bare) = without_code(name) else { return fit(name, theme::LABEL, weight, max) };
    if width(name, theme::LABEL, weight) <= max {
        return name.to_owned();
    }
    let code = &name[bare.len()..];
    fit(bare, theme::LABEL, weight, max - width(code, theme::LABEL, weight)) + code
}

/// Short names of all areas of a slice: the code at the end goes where the name is unique without it, and an area
/// without a name is called by its code.
#[derive(Debug, Clone)]
pub struct Names(BTreeMap<Arc<str>, String>);

impl Names {
    /// Names of these areas.
    #[must_use]
    pub fn of(areas: &[AreaFinding]) -> Self {
        let shortened: Vec<(Arc<str>, String)> =
            areas.iter().map(|a| (Arc::clone(&a.area), short(a.name.as_deref().unwrap_or(&a.area)))).collect();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, name) in &shortened {
            *seen.entry(without_code(name).unwrap_or(name)).or_default() += 1;
        }
        let display = |name: &String| match without_code(name) {
            Some(bare) if seen.get(bare) == Some(&1) => bare.to_owned(),
            _ => name.clone(),
        };
        Self(shortened.iter().map(|(code, name)| (Arc::clone(code), display(name))).collect())
    }

    /// The short name, or the code of an area that is not among them.
    #[must_use]
    pub fn get<'a>(&'a self, code: &'a str) -> &'a str {
        self.0.get(code).map_or(code, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortens_publishers_names() {
        for (long, expected) in [
            ("NHS WEST HAMPSHIRE", "West Hampshire"),
            ("NHS CORNWALL AND THE ISLES OF SCILLY", "Cornwall and the Isles of Scilly"),
            (
                "NHS BRISTOL, NORTH SOMERSET AND SOUTH GLOUCESTERSHIRE ICB - 15C",
                "Bristol, North Somerset and South Gloucestershire 15C",
            ),
            ("NHS Kent and Medway CCG", "Kent and Medway"),
            ("NHS HULL CCG", "Hull"),
            ("NHS NEL ICB", "NEL"),
            ("A81001", "A81001"),
            ("Surgery - East & West", "Surgery - East & West"),
            ("", ""),
        ] {
            assert_eq!(short(long), expected);
        }
    }
}
