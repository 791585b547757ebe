//! What tables have alike that say something of each slice: a document with a headline, blocks of text.

use super::json::document;
use super::lines::{SCHEMA, to_lines};
use crate::error::Error;
use serde::Serialize;
use std::sync::Arc;
use unwarranted_plot::labels::{Labels, LabelsBy};

/// What is said of one slice.
pub(super) trait OfSlice: Serialize {
    /// The treatment of the slice.
    fn treatment(&self) -> &Arc<str>;

    /// The finding in a sentence or two.
    fn headline(&self, labels: Option<&Labels>) -> String;

    /// What its sums are of, for figures that have a unit: `Some(None)` where that is not known.
    fn unit(&self, _labels: Option<&Labels>) -> Option<Option<String>> {
        None
    }
}

#[derive(Serialize)]
struct Entry<'a, T> {
    measure: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<Option<String>>,
    headline: String,
    #[serde(flatten)]
    slice: &'a T,
}

fn labels<'a, T: OfSlice>(slice: &T, labels: &'a LabelsBy) -> Option<&'a Labels> {
    labels.get(slice.treatment())
}

fn entry<'a, T: OfSlice>(slice: &'a T, by: &'a LabelsBy) -> Entry<'a, T> {
    let labels = labels(slice, by);
    let measure = labels.map(|l| l.measure.as_str());
    Entry { measure, unit: slice.unit(labels), headline: slice.headline(labels), slice }
}

/// Every slice with its headline.
pub(super) fn entries<'a, T: OfSlice>(slices: &'a [T], labels: &'a LabelsBy) -> Vec<impl Serialize + 'a> {
    slices.iter().map(|slice| entry(slice, labels)).collect()
}

/// One document with what is said of every slice.
pub(super) fn json<T: OfSlice>(slices: &[T], labels: &LabelsBy) -> Result<String, Error> {
    document(entries(slices, labels).into_iter())
}

#[derive(Serialize)]
struct Topped<Top, T> {
    schema: u32,
    #[serde(flatten)]
    only: Option<Top>,
    slices: Vec<T>,
}

/// One document with what is said of every slice; the figures of a study of one slice stand at the top too.
pub(super) fn topped<'a, T: OfSlice, Top: Serialize>(
    slices: &'a [T],
    labels: &'a LabelsBy,
    top: impl Fn(&'a T) -> Top,
) -> Result<String, Error> {
    let only = if let [slice] = slices { Some(top(slice)) } else { None };
    to_lines(&Topped { schema: SCHEMA, only, slices: entries(slices, labels) }, 4)
}

/// One block of text for every slice; `block` gets the words of its treatment, and the name by which it is called.
pub(super) fn blocks<T: OfSlice>(
    slices: &[T],
    by: &LabelsBy,
    block: impl Fn(&T, Option<&Labels>, &str) -> String,
) -> String {
    let one = |slice: &T| {
        let labels = labels(slice, by);
        let name = labels.map_or_else(|| slice.treatment().to_string(), |l| l.measure.clone());
        block(slice, labels, &name)
    };
    slices.iter().map(one).collect::<Vec<_>>().join("\n")
}
