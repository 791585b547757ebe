//! The text of a definition, to say where in it something is wrong.

use super::{Error, Result};
use crate::core::Measure;

/// A text with its name, to say where something is.
pub(super) struct Text<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl Text<'_> {
    /// An error at a key, such as "numerator.include"; at the table, where the key is not there, or at the first line.
    pub(super) fn at(&self, key: &str, problem: impl Into<String>) -> Error {
        let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
        let (mut now, mut found, mut header) = (String::new(), None, None);
        for (line, text) in (1..).zip(self.text.lines().map(str::trim)) {
            if let Some(name) = text.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
                name.clone_into(&mut now);
                header = header.or((now == table || now == key).then_some(line));
            } else if now == table && text.split('=').next().is_some_and(|own| own.trim().trim_matches('"') == name) {
                found = found.or(Some(line));
            }
        }
        let line = found.or(header).unwrap_or(1);
        Error::Key { file: self.file.to_owned(), line, key: key.to_owned(), problem: problem.into() }
    }

    /// What the reader of TOML says.
    pub(super) fn of_toml(&self, error: &toml::de::Error) -> Error {
        let before = error.span().map_or("", |span| self.text.get(..span.start).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        let own = self.text.lines().nth(line - 1).unwrap_or_default();
        let key = own.split_once('=').map_or("", |(key, _)| key.trim());
        let message = error.message();
        let key = if message.contains("missing field") { "" } else { key };
        Error::Key { file: self.file.to_owned(), line, key: key.to_owned(), problem: message.to_owned() }
    }

    pub(super) fn not_blank(&self, key: &str, value: &str) -> Result<()> {
        if value.trim().is_empty() { Err(self.at(key, "is blank; expected words")) } else { Ok(()) }
    }

    pub(super) fn measure(&self, key: &str, word: &str) -> Result<Measure> {
        if word == "adq" {
            let says = "average daily quantities are not in the store: it keeps items, quantity, nic and actual-cost of each \
                        practice and presentation. They would need the column ADQUSAGE of the publisher's files. Use one of \
                        these four";
            return Err(self.at(key, says));
        }
        word.parse().map_err(|says| self.at(key, format!("is '{word}'; {says}")))
    }
}
