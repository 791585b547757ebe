//! Where the rows of a table start.

use crate::input;

/// Where rows start: the first byte of a row, and its line counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Start {
    pub(super) byte: usize,
    pub(super) line: u64,
}

impl Start {
    /// The first line, for layouts without a header.
    pub(crate) const TOP: Self = Self { byte: 0, line: 1 };

    /// The row that follows a byte offset.
    pub(super) fn after(text: &str, byte: u64) -> Self {
        let mut start = Self::TOP;
        start.forward(text, usize::try_from(byte).unwrap_or(usize::MAX));
        start
    }

    /// Moves on to the row at or after `byte`. The lines are counted here because the reader of the csv crate reports
    /// those of blank lines before a row, and none for lines that end in CR.
    pub(super) fn forward(&mut self, text: &str, byte: usize) {
        let byte = byte.clamp(self.byte, text.len());
        self.line += input::line_at(&text[self.byte..], (byte - self.byte) as u64) - 1;
        let ends = text.as_bytes()[byte..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        self.byte = byte + ends;
    }

    /// The offset in the whole text of a position of a reader that began here.
    pub(super) fn offset(self, position: &csv::Position) -> usize {
        self.byte + usize::try_from(position.byte()).unwrap_or(usize::MAX - self.byte)
    }
}
