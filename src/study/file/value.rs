//! Values of a file of a study, read with errors in words.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, Error, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use toml::Value;

/// What is wrong with a value, as it follows the key.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Wrong(String);

/// Reads a value as what a study keeps.
pub(super) fn read<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, Wrong> {
    T::deserialize(Own(value))
}

impl Error for Wrong {
    fn custom<T: std::fmt::Display>(problem: T) -> Self {
        Self(format!("cannot be used: {problem}"))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(format!("is {}; expected {}", told(found), wanted(expected)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self(format!("has {length} values; expected {}", wanted(expected)))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self(format!("has '{field}'; expected {}", expected.join(" or ")))
    }

    fn missing_field(field: &'static str) -> Self {
        Self(format!("lacks '{field}'"))
    }
}

/// What was found, in words.
fn told(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Str(text) => format!("\"{text}\""),
        Unexpected::Signed(number) => number.to_string(),
        Unexpected::Unsigned(number) => number.to_string(),
        Unexpected::Float(number) => number.to_string(),
        Unexpected::Bool(value) => value.to_string(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a table".to_owned(),
        other => other.to_string(),
    }
}

/// What was expected, with the names of types in words.
fn wanted(expected: &dyn Expected) -> String {
    let text = expected.to_string();
    let words = match text.as_str() {
        "f64" => "a number",
        "usize" | "u64" | "u32" | "i32" => "a whole number",
        "a string" | "path string" => "text in quotes",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "a table",
        "an array of length 2" | "2 elements in sequence" => "two numbers in a list",
        other => other,
    };
    words.to_owned()
}

/// A value that is read with such errors.
struct Own(Value);

impl<'de> Deserializer<'de> for Own {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            Value::Integer(number) => visitor.visit_i64(number),
            Value::Float(number) => visitor.visit_f64(number),
            Value::Boolean(value) => visitor.visit_bool(value),
            Value::Datetime(_) => Err(Wrong::invalid_type(Unexpected::Other("a date without quotes"), &visitor)),
            Value::Array(values) => SeqDeserializer::new(values.into_iter().map(Own)).deserialize_any(visitor),
            Value::Table(table) => {
                MapDeserializer::new(table.into_iter().map(|(key, value)| (key, Own(value)))).deserialize_any(visitor)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, Wrong> for Own {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
