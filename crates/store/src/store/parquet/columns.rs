//! Columns on their way to a Parquet file and back, as polars' Arrow arrays.

use super::fault::{damaged, problem};
use polars_arrow::array::{Array, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::Field;
use polars_arrow::types::NativeType;
use std::path::Path;
use std::sync::Arc;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::values::day::Day;

/// A column to be written.
pub(super) struct Column {
    pub(super) field: Field,
    pub(super) array: Box<dyn Array>,
}

impl Column {
    /// Every column may hold nulls; its values show whether it does.
    fn new(name: &str, array: Box<dyn Array>) -> Self {
        Self { field: Field::new(name.into(), array.dtype().clone(), true), array }
    }
}

pub(super) fn text<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Column {
    Column::new(name, Utf8ViewArray::from_slice_values(values.collect::<Vec<_>>()).boxed())
}

/// Blank is null: the publisher does not say.
pub(super) fn text_or_null<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Column {
    let values: Vec<Option<&str>> = values.map(|v| (!v.is_empty()).then_some(v)).collect();
    Column::new(name, Utf8ViewArray::from_slice(values).boxed())
}

/// Text as it is, blank or not; `None` is null.
pub(super) fn some_text<'a>(name: &str, values: impl Iterator<Item = Option<&'a str>>) -> Column {
    Column::new(name, Utf8ViewArray::from_slice(values.collect::<Vec<_>>()).boxed())
}

/// Places in another list.
pub(super) fn places(name: &str, values: impl Iterator<Item = u32>) -> Column {
    Column::new(name, PrimitiveArray::from_vec(values.collect()).boxed())
}

pub(super) fn whole(name: &str, values: impl Iterator<Item = i64>) -> Column {
    Column::new(name, PrimitiveArray::from_vec(values.collect()).boxed())
}

pub(super) fn whole_or_null(name: &str, values: impl Iterator<Item = Option<i64>>) -> Column {
    Column::new(name, values.collect::<PrimitiveArray<i64>>().boxed())
}

pub(super) fn number_or_null(name: &str, values: impl Iterator<Item = Option<f64>>) -> Column {
    Column::new(name, values.collect::<PrimitiveArray<f64>>().boxed())
}

/// Days as text, `2013-04-01`.
pub(super) fn days(name: &str, values: impl Iterator<Item = Option<Day>>) -> Column {
    let values: Vec<Option<String>> = values.map(|day| day.map(|d| d.to_string())).collect();
    Column::new(name, Utf8ViewArray::from_slice(values).boxed())
}

/// Columns of a file, each in as many pieces as were read.
pub(super) struct Frame {
    pub(super) rows: usize,
    pub(super) columns: Vec<(String, Vec<Box<dyn Array>>)>,
}

impl Frame {
    pub(super) fn height(&self) -> usize {
        self.rows
    }

    /// The pieces of a column of this type.
    fn pieces<A: Array>(&self, name: &str, path: &Path) -> Result<Vec<&A>, Error> {
        let found = self.columns.iter().find(|(column, _)| column == name);
        let pieces = found.and_then(|(_, pieces)| pieces.iter().map(|p| p.as_any().downcast_ref()).collect());
        pieces
            .ok_or_else(|| problem(path, format!("the Parquet file has no column '{name}' of the type it should have")))
    }

    /// Sum of a column and how many of its values are null; the sum is `None` when it is too large.
    pub(super) fn sum(&self, name: &str, path: &Path) -> Result<(Option<i64>, usize), Error> {
        let pieces = self.pieces::<PrimitiveArray<i64>>(name, path)?;
        let mut values = pieces.iter().flat_map(|piece| piece.non_null_values_iter());
        let nulls = pieces.iter().map(|piece| piece.null_count()).sum();
        Ok((values.try_fold(0i64, i64::checked_add), nulls))
    }

    fn values<T: NativeType>(&self, name: &str, path: &Path) -> Result<Vec<Option<T>>, Error> {
        let pieces = self.pieces::<PrimitiveArray<T>>(name, path)?;
        Ok(pieces.into_iter().flat_map(|piece| piece.iter().map(Option::<&T>::copied)).collect())
    }
}

/// A column of text; null is blank.
pub(super) fn strings<'a>(frame: &'a Frame, name: &str, path: &Path) -> Result<Vec<&'a str>, Error> {
    let pieces = frame.pieces::<Utf8ViewArray>(name, path)?;
    Ok(pieces.into_iter().flat_map(|piece| piece.iter().map(Option::unwrap_or_default)).collect())
}

/// A column of text with its nulls.
pub(super) fn texts_or_null(frame: &Frame, name: &str, path: &Path) -> Result<Vec<Option<Arc<str>>>, Error> {
    let pieces = frame.pieces::<Utf8ViewArray>(name, path)?;
    Ok(pieces.into_iter().flat_map(|piece| piece.iter().map(|text| text.map(Arc::from))).collect())
}

/// A column of [`places`].
pub(super) fn read_places(frame: &Frame, name: &str, path: &Path) -> Result<Vec<u32>, Error> {
    frame.values(name, path)?.into_iter().map(|v| v.ok_or_else(|| damaged(path, name))).collect()
}

pub(super) fn integers(frame: &Frame, name: &str, path: &Path) -> Result<Vec<i64>, Error> {
    integers_or_null(frame, name, path)?.into_iter().map(|v| v.ok_or_else(|| damaged(path, name))).collect()
}

pub(super) fn integers_or_null(frame: &Frame, name: &str, path: &Path) -> Result<Vec<Option<i64>>, Error> {
    frame.values(name, path)
}

pub(super) fn numbers_or_null(frame: &Frame, name: &str, path: &Path) -> Result<Vec<Option<f64>>, Error> {
    frame.values(name, path)
}

pub(super) fn read_days(frame: &Frame, name: &str, path: &Path) -> Result<Vec<Option<Day>>, Error> {
    let day = |text: &str| match text {
        "" => Ok(None),
        text => Day::parse(text).map(Some).ok_or_else(|| damaged(path, name)),
    };
    strings(frame, name, path)?.into_iter().map(day).collect()
}
