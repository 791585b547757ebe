//! JSON with one record to a line: as easy to read and to compare as indented JSON, at a third of its size.

use crate::error::Error;
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};
use std::io;

/// The version of the JSON formats, their first key.
pub const SCHEMA: u32 = 1;

/// `value` as JSON, indented down to `depth` levels; what lies deeper stays on one line.
pub(crate) fn to_lines<T: Serialize>(value: &T, depth: usize) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let formatter = Lines { pretty: PrettyFormatter::new(), level: 0, depth };
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    value.serialize(&mut serializer).map_err(|e| Error::Table(e.to_string()))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(|e| Error::Table(e.to_string()))
}

/// `value` as it stands in [`to_lines`] at a place `level` levels deep, with its indentation and without a line end.
pub(crate) fn within<T: Serialize>(value: &T, level: usize, depth: usize) -> Result<String, Error> {
    let mut pretty = PrettyFormatter::new();
    let fail = |e: io::Error| Error::Table(e.to_string());
    for _ in 0..level {
        pretty.begin_object(&mut io::sink()).map_err(fail)?;
    }
    let mut bytes = vec![b' '; 2 * level];
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Lines { pretty, level, depth });
    value.serialize(&mut serializer).map_err(|e| Error::Table(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| Error::Table(e.to_string()))
}

struct Lines {
    pretty: PrettyFormatter<'static>,
    level: usize,
    depth: usize,
}

impl Lines {
    fn broken(&self) -> bool {
        self.level <= self.depth
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.level += 1;
        if self.broken() { self.pretty.begin_array(w) } else { w.write_all(b"[") }
    }
    fn end_array<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.level -= 1;
        if self.level < self.depth { self.pretty.end_array(w) } else { w.write_all(b"]") }
    }
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        match (self.broken(), first) {
            (true, _) => self.pretty.begin_array_value(w, first),
            (false, true) => Ok(()),
            (false, false) => w.write_all(b", "),
        }
    }
    fn end_array_value<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        if self.broken() { self.pretty.end_array_value(w) } else { Ok(()) }
    }
    fn begin_object<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.level += 1;
        if self.broken() { self.pretty.begin_object(w) } else { w.write_all(b"{") }
    }
    fn end_object<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.level -= 1;
        if self.level < self.depth { self.pretty.end_object(w) } else { w.write_all(b"}") }
    }
    fn begin_object_key<W: ?Sized + io::Write>(&mut self, w: &mut W, first: bool) -> io::Result<()> {
        match (self.broken(), first) {
            (true, _) => self.pretty.begin_object_key(w, first),
            (false, true) => Ok(()),
            (false, false) => w.write_all(b", "),
        }
    }
    fn begin_object_value<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        self.pretty.begin_object_value(w)
    }
    fn end_object_value<W: ?Sized + io::Write>(&mut self, w: &mut W) -> io::Result<()> {
        if self.broken() { self.pretty.end_object_value(w) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_values_stay_on_one_line_and_the_document_reads_back() {
        let value = serde_json::json!({"a": [{"b": [1, 2]}, {"b": []}], "c": {}});
        let text = to_lines(&value, 2).unwrap();
        assert_eq!(text, "{\n  \"a\": [\n    {\"b\": [1, 2]},\n    {\"b\": []}\n  ],\n  \"c\": {}\n}\n");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn entries_one_by_one_make_the_document() {
        let entries = [serde_json::json!({"a": [{"b": [1, {"c": 2}]}], "d": []}), serde_json::json!({"a": []})];
        let one_by_one: Vec<String> = entries.iter().map(|e| within(e, 2, 4).unwrap()).collect();
        let whole = to_lines(&serde_json::json!({"slices": entries}), 4).unwrap();
        assert_eq!(format!("{{\n  \"slices\": [\n{}\n  ]\n}}\n", one_by_one.join(",\n")), whole);
    }
}
