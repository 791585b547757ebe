//! Values of options that have no type of their own.

use crate::core::findings::TargetRate;
use crate::core::outliers::control::Control;
use crate::core::treatment::SelectionError;
use crate::core::{Error, TreatmentCodes};
use crate::store::bnf_words;

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
    use super::{TreatmentCodes, codes};
    use serde::de::{DeserializeSeed, Error, SeqAccess, Visitor};
    use serde::{Deserializer, Serialize, Serializer};

    pub(in crate::study) fn serialize<S: Serializer>(all: &[TreatmentCodes], to: S) -> Result<S::Ok, S::Error> {
        match all {
            [one] => one.serialize(to),
            all => all.serialize(to),
        }
    }

    struct Texts;

    impl<'de> Visitor<'de> for Texts {
        type Value = Vec<TreatmentCodes>;

        fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            to.write_str("BNF codes in quotes, such as \"0501\"")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            codes(text).map_err(E::custom)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some(codes) = list.next_element_seed(One)? {
                all.extend(codes);
            }
            Ok(all)
        }
    }

    /// A text in a list.
    struct One;

    impl<'de> DeserializeSeed<'de> for One {
        type Value = Vec<TreatmentCodes>;

        fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
            from.deserialize_str(Texts)
        }
    }

    pub(in crate::study) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<TreatmentCodes>, D::Error> {
        from.deserialize_any(Texts)
    }
}
