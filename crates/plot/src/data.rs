//! The figures of a drawing as a table: the twin that is written beside it.

/// A table: one row a mark, at full precision.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Data {
    /// Names of the columns.
    pub columns: Vec<&'static str>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<Datum>>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// A code, a name or a word.
    Text(String),
    /// A number.
    Number(f64),
    /// No figure; never a zero.
    Nothing,
}

impl Data {
    pub(crate) fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    pub(crate) fn push<const N: usize>(&mut self, row: [Datum; N]) {
        self.rows.push(row.to_vec());
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Datum {
    fn from(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Nothing }
    }
}

impl From<usize> for Datum {
    fn from(number: usize) -> Self {
        Self::Number(number as f64)
    }
}

impl<T: Into<Self>> From<Option<T>> for Datum {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}
