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
    let words = abbreviated(name);
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

/// The words of a name, with what boards and groups are called in full as "ICB" and "CCG".
fn abbreviated(name: &str) -> Vec<&str> {
    const KINDS: [([&str; 3], &str); 2] =
        [(["INTEGRATED", "CARE", "BOARD"], "ICB"), (["CLINICAL", "COMMISSIONING", "GROUP"], "CCG")];
    let mut words: Vec<&str> = Vec::new();
    for word in name.split_whitespace() {
        words.push(word);
        let is = |full: &[&str; 3]| {
            words.len() > 3 && words.iter().rev().zip(full.iter().rev()).all(|(a, b)| a.eq_ignore_ascii_case(b))
        };
        if let Some((_, short)) = KINDS.iter().find(|(full, _)| is(full)) {
            words.truncate(words.len() - 3);
            words.push(short);
        }
    }
    words
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

/// Short names of all areas of a slice; an area without a name is called by its code. The code at the end of a name stays:
/// without it a sub-ICB location reads as the ICB it lies in, also where no other location of that ICB is shown.
#[derive(Debug, Clone)]
pub struct Names(BTreeMap<Arc<str>, String>);

impl Names {
    /// Names of these areas.
    #[must_use]
    pub fn of(areas: &[AreaFinding]) -> Self {
        Self::named(areas.iter().map(|a| (&*a.area, a.name.as_deref())))
    }

    /// Names of areas by their codes and full names.
    #[must_use]
    pub fn named<'a>(areas: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> Self {
        Self(areas.map(|(code, name)| (code.into(), short(name.unwrap_or(code)))).collect())
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
    fn a_sub_icb_location_keeps_its_code_where_no_other_of_its_board_is_shown() {
        let area =
            |code: &str, name: Option<&str>| AreaFinding::described(code.into(), name.map(Into::into), 1.0, None);
        let location = area("X2C4Y", Some("NHS WEST YORKSHIRE ICB - X2C4Y"));
        let names = Names::of(&[location, area("11N", Some("NHS KERNOW CCG")), area("91Q", None)]);
        assert_eq!(["X2C4Y", "11N", "91Q"].map(|c| names.get(c)), ["West Yorkshire X2C4Y", "Kernow", "91Q"]);
    }

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
            ("NHS Kent and Medway Integrated Care Board", "Kent and Medway"),
            ("NHS WEST YORKSHIRE INTEGRATED CARE BOARD - X2C4Y", "West Yorkshire X2C4Y"),
            ("Leeds Clinical Commissioning Group", "Leeds"),
            ("Integrated Care Board", "Integrated Care Board"),
            ("A81001", "A81001"),
            ("Surgery - East & West", "Surgery - East & West"),
            ("", ""),
        ] {
            assert_eq!(short(long), expected);
        }
    }
}
