//! JSON files: what is wrong is said with the path of the key.

use super::Source;
use crate::error::Error;
use crate::input;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::Value;

/// An object with its keys in the order of the file; keys that occur twice are kept twice.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entries(pub(crate) Vec<(String, Value)>);

impl<'de> serde::Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Entries;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// Reads a JSON text.
///
/// # Errors
/// A text that is not JSON, ends too early, or does not have the shape of `T`: with line and place.
pub(crate) fn parse<T: DeserializeOwned>(source: &Source<'_>, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|e| {
        let said = e.to_string();
        let said = said.split(" at line ").next().unwrap_or_default().to_owned();
        let problem = if e.is_eof() {
            "the JSON ends too early; the file looks truncated: fetch or copy it again".to_owned()
        } else {
            format!("at character {} the JSON cannot be used: {said}", e.column())
        };
        let line = u64::try_from(e.line()).unwrap_or(u64::MAX);
        Error::Row { file: source.shown.to_owned(), line, problem }
    })
}

/// An error about a value at a path such as `E38000001.name`.
pub(crate) fn wrong(source: &Source<'_>, path: &str, found: Option<&Value>, expected: &str) -> Error {
    source.refuse(format!("{path}: {}; expected {expected}", found_words(found)))
}

/// What was found, for a message.
pub(crate) fn found_words(found: Option<&Value>) -> String {
    found.map_or("the key is missing".to_owned(), |value| format!("found {}", input::shorten(&value.to_string())))
}

/// The line of the first occurrence of a key or text in quotation marks.
pub(crate) fn line_of(source: &Source<'_>, key: &str) -> u64 {
    let quoted = format!("\"{key}\"");
    source.text.find(&quoted).map_or(1, |at| input::line_at(source.text, at as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source<'_> {
        Source { shown: "x.json", names: &[], text, max_rejects: crate::tables::MAX_REJECTS, progress: &|_| () }
    }

    #[test]
    fn keeps_order_and_repeated_keys() {
        let text = r#"{"b":1,"a":2,"b":3}"#;
        let Entries(entries) = parse(&source(text), text).unwrap();
        assert_eq!(entries.iter().map(|(k, _)| k.as_str()).collect::<Vec<_>>(), ["b", "a", "b"]);
    }

    #[test]
    fn says_where_a_text_is_no_json() {
        let error = |text: &str| parse::<Entries>(&source(text), text).unwrap_err().to_string();
        let cut = "x.json, line 2: the JSON ends too early; the file looks truncated: fetch or copy it again";
        assert_eq!(error("{\"a\": 1,\n\"b\""), cut);
        assert_eq!(
            error("{\"a\": 1,\n!}"),
            "x.json, line 2: at character 1 the JSON cannot be used: key must be a string"
        );
        assert!(error("[1]").contains("expected an object"));
        assert_eq!(line_of(&source("{\n\"a\":1,\n\"b\":2}"), "b"), 3);
    }
}
