//! The tables read so far, by the names that messages give them.

/// How messages call each table; the last is being read.
#[derive(Default)]
pub(super) struct Sources(Vec<String>);

impl Sources {
    pub(super) fn push(&mut self, shown: String) {
        self.0.push(shown);
    }

    /// The number of the table being read.
    pub(super) fn present(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    pub(super) fn name(&self, table: usize) -> &str {
        self.0.get(table).map_or("", String::as_str)
    }

    /// The end of "on line 12 of ..."; nothing for the table being read.
    pub(super) fn elsewhere(&self, table: usize) -> String {
        if table == self.present() { String::new() } else { format!(" of {}", self.name(table)) }
    }
}
