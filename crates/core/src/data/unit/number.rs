//! The number in a unit as somebody worded it: "items per 1,000 patients".

use crate::data::quantity::MONEY;

/// How many units of the denominator a unit says that rates are per.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum UnitNumber {
    /// In digits; 1 for "items per patient", 100 for "per cent".
    Digits(f64),
    /// As a word: "per thousand patients", which may also mean denominators that count thousands of patients.
    Word(&'static str, f64),
}

/// Numbers as words, the longest first.
const WORDS: [(&str, f64); 6] = [
    ("hundred thousand", 100_000.0),
    ("ten thousand", 10_000.0),
    ("hundred", 100.0),
    ("thousand", 1_000.0),
    ("million", 1_000_000.0),
    ("mille", 1_000.0),
];

/// Spans of time, over which rates are told beside what they are per: "per 12 months".
const TIMES: [&str; 4] = ["day", "week", "month", "year"];

/// One "per" and what follows it.
enum Over {
    Number(f64),
    /// A number of months or years.
    Time(f64),
    Word(&'static str, f64),
    One,
}

impl UnitNumber {
    /// The number that a unit names; `None` where it has no "per", as in "share of all items".
    ///
    /// # Errors
    /// What is wrong, as it follows the unit: a number that cannot be read, or two different ones.
    ///
    /// ```
    /// use unwarranted_core::rates::UnitNumber;
    /// assert_eq!(UnitNumber::of("items per 1,000 patients"), Ok(Some(UnitNumber::Digits(1000.0))));
    /// assert_eq!(UnitNumber::of("£/patient"), Ok(Some(UnitNumber::Digits(1.0))));
    /// assert_eq!(UnitNumber::of("items per thousand patients"), Ok(Some(UnitNumber::Word("thousand", 1000.0))));
    /// assert_eq!(UnitNumber::of("share of all items"), Ok(None));
    /// assert!(UnitNumber::of("items per 10^5 patients").is_err());
    /// ```
    pub fn of(unit: &str) -> Result<Option<Self>, String> {
        let lower = unit.trim().to_lowercase();
        if lower.starts_with('%') || lower.starts_with("percent") || lower.starts_with("per cent") {
            return Ok(Some(Self::Digits(100.0)));
        }
        let overs = after_per(&lower).into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let numbers = || overs.iter().filter_map(|over| if let Over::Number(n) = over { Some(*n) } else { None });
        if let Some(first) = numbers().next() {
            let other = numbers().find(|n| (n - first).abs() > 0.0);
            return other.map_or(Ok(Some(Self::Digits(first))), |_| Err("names two numbers".to_owned()));
        }
        Ok(overs.into_iter().next().map(|over| match over {
            Over::Word(word, number) => Self::Word(word, number),
            Over::Number(number) | Over::Time(number) => Self::Digits(number),
            Over::One => Self::Digits(1.0),
        }))
    }

    /// The number that the name of a denominator begins with as a word, and the name without it: "thousand", 1,000 and
    /// "patients" of "thousand patients".
    #[must_use]
    pub fn word_of(denominator: &str) -> Option<(&'static str, f64, &str)> {
        let lower = denominator.to_lowercase();
        let (word, number) = WORDS.iter().find(|(word, _)| begins(&lower, word))?;
        Some((word, *number, denominator.get(word.len()..)?.trim()))
    }
}

/// What follows each "per", and each "/" that divides by a number or divides money.
fn after_per(lower: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, c) in lower.char_indices() {
        let (before, from) = lower.split_at(at);
        let apart = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        if apart && from.starts_with("per") {
            let rest = &from["per".len()..];
            // Percentages begin like that too, and rates per year and area may be joined by hyphens.
            found.extend(rest.strip_prefix([' ', '-', '\u{a0}']).map(str::trim_start));
        } else if c == '/' {
            let rest = from[1..].trim_start();
            let money = MONEY.iter().any(|money| before.trim_end() == money.to_lowercase());
            found.extend((money || rest.starts_with(|c: char| c.is_ascii_digit())).then_some(rest));
        }
    }
    found
}

fn read(over: &str) -> Result<Over, String> {
    if begins(over, "cent") {
        return Ok(Over::Number(100.0));
    }
    if let Some((word, number)) = WORDS.iter().find(|(word, _)| begins(over, word)) {
        return Ok(Over::Word(word, *number));
    }
    if !is_number(over) {
        return Ok(Over::One);
    }
    let (number, rest) = digits(over);
    let number = number.ok_or("has a number that cannot be read; expected a whole number such as 1,000")?;
    let rest = rest.trim_start_matches([' ', '-', '\u{a0}']);
    if WORDS.iter().any(|(word, _)| begins(rest, word)) {
        return Err("has a number in digits and words; expected digits alone, such as 100,000".to_owned());
    }
    let time = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().trim_end_matches('s');
    Ok(if TIMES.contains(&time) { Over::Time(number) } else { Over::Number(number) })
}

/// Whether a text begins with a number, perhaps one that no unit can have.
pub(super) fn is_number(text: &str) -> bool {
    text.trim_start_matches(['-', '+', '.']).starts_with(|c: char| c.is_ascii_digit())
}

/// The whole number that a text begins with, its thousands apart by commas or blanks, and the rest. `None` for the number
/// where it is zero or does not end as a number does.
pub(super) fn digits(text: &str) -> (Option<f64>, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (mut number, mut rest) = (text[..end].to_owned(), &text[end..]);
    while let Some(after) = rest.strip_prefix([',', ' ', '\u{a0}', '\u{2009}', '\u{202f}']) {
        let group = after.bytes().take_while(u8::is_ascii_digit).count();
        if group != 3 || number.len() > 15 {
            break;
        }
        number.push_str(&after[..3]);
        rest = &after[3..];
    }
    let ends = rest.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '-' | '/' | ')' | ';'));
    let value = number.parse::<f64>().ok().filter(|n| ends && *n >= 1.0 && *n <= 1e12);
    (value, rest)
}

/// Whether a text begins with these words.
fn begins(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_units_are_read() {
        let digits = |text: &str| match UnitNumber::of(text) {
            Ok(Some(UnitNumber::Digits(number))) => number,
            other => panic!("{text}: {other:?}"),
        };
        for (text, number) in [
            ("items per 1,000 registered patients", 1e3_f64),
            ("Rate per 100000", 1e5),
            ("per 1 000 patients", 1e3),
            ("pounds (net ingredient cost) per 1,000,000 patients", 1e6),
            ("£/1,000 patients", 1e3),
            ("DDDs/1000 inhabitants/day", 1e3),
            ("DDDs per 1,000 inhabitants per day", 1e3),
            ("cost per item per 100 patients", 100.0),
            ("DDDs per patient per 12 months", 1.0),
            ("admissions per 100 days", 100.0),
            ("deaths per 1,000 patient-years", 1e3),
            ("items per patient", 1.0),
            ("Items Per Head", 1.0),
            ("pounds/patient", 1.0),
            ("per cent", 100.0),
            ("percentage of all items", 100.0),
            ("% of patients", 100.0),
            ("items per 1,000", 1e3),
        ] {
            assert_eq!(digits(text).to_bits(), number.to_bits(), "{text}");
        }
    }

    #[test]
    fn units_without_a_number_and_numbers_that_cannot_be_read() {
        for text in ["share of all items", "", "share of SABA/ICS items", "permille", "superb items", "items"] {
            assert_eq!(UnitNumber::of(text), Ok(None), "{text}");
        }
        for text in [
            "items per 1.000 patients",
            "items per 1,00 patients",
            "items per 0 patients",
            "items per -5 patients",
            "items per 0.5 patients",
            "items per 10k patients",
            "items per 100 thousand patients",
            "items per 100 patients per 1,000 practices",
            "items per 99999999999999999 patients",
        ] {
            assert!(UnitNumber::of(text).is_err(), "{text}: {:?}", UnitNumber::of(text));
        }
        assert_eq!(UnitNumber::of("per ten thousand people"), Ok(Some(UnitNumber::Word("ten thousand", 1e4))));
        assert_eq!(UnitNumber::word_of("Thousand patients"), Some(("thousand", 1e3, "patients")));
        assert_eq!([UnitNumber::word_of("patients"), UnitNumber::word_of("thousandths")], [None, None]);
    }
}
