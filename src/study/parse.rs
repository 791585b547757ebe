//! Values of options that have no type of their own.

use crate::core::findings::TargetRate;
use crate::core::outliers::control::Control;
use crate::core::treatment::SelectionError;
use crate::core::{Error, TreatmentCodes};
use crate::store::bnf_words;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number; whether it is in range is known where it is used.
pub(super) fn number(text: &str) -> Result<f64, String> {
    text.trim().parse().map_err(|_| "expected a number".to_owned())
}

/// Treatments by their BNF codes, with commas between. A text without a digit is a word: what it may mean is said where it
/// cannot be read as a code.
///
/// # Errors
/// A text that is no code, in words.
pub fn codes(text: &str) -> Result<Vec<TreatmentCodes>, String> {
    let told = |e: SelectionError| {
        let word =
            |part: &&str| !part.contains(|c: char| c.is_ascii_digit()) && part.parse::<TreatmentCodes>().is_err();
        text.split(',').find(word).map_or_else(|| e.to_string(), meant)
    };
    TreatmentCodes::list(text).map_err(told)
}

/// What a word may mean, of the names that need no store.
fn meant(text: &str) -> String {
    let words = text.trim();
    let further =
        format!("'unwarranted bnf search \"{words}\" --store DIR' looks through the chemicals of a store too");
    match bnf_words::search(words, None) {
        Ok(found) if !found.is_empty() => {
            format!("expected BNF codes; '{words}' may mean {}; {further}", bnf_words::listed(&found))
        }
        _ => format!("expected BNF codes such as 0501; no chapter or section has a name like '{words}'; {further}"),
    }
}

/// Two numbers with a comma between.
pub(super) fn levels(text: &str) -> Result<[f64; 2], String> {
    let (inner, outer) = text.split_once(',').ok_or("expected two levels, such as 0.95,0.998")?;
    Ok([number(inner)?, number(outer)?])
}

/// A control of false alarms.
pub(super) fn control(text: &str) -> Result<Control, String> {
    text.parse().map_err(expected)
}

/// A target of the limits.
pub(super) fn target(text: &str) -> Result<TargetRate, String> {
    text.parse().map_err(expected)
}

fn expected(error: Error) -> String {
    match error {
        Error::Parameter { expected, .. } | Error::Word { expected, .. } => format!("expected {expected}"),
        other => other.to_string(),
    }
}

/// Treatments as text where there is one and as a list where there are several; read from both.
pub(super) mod one_or_many {
    use super::*;

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }

    pub(in crate::study) fn serialize<S: Serializer>(all: &[TreatmentCodes], to: S) -> Result<S::Ok, S::Error> {
        match all {
            [one] => one.serialize(to),
            all => all.serialize(to),
        }
    }

    pub(in crate::study) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<TreatmentCodes>, D::Error> {
        let text = match OneOrMany::deserialize(from)? {
            OneOrMany::One(text) => text,
            OneOrMany::Many(texts) if texts.is_empty() => return Ok(Vec::new()),
            OneOrMany::Many(texts) => texts.join(","),
        };
        codes(&text).map_err(serde::de::Error::custom)
    }
}
