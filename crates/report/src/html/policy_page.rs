//! What the page of policies is made of.

use crate::report::{Drawn, Report};
use std::sync::Arc;
use unwarranted_core::policy::{Group, Joined, Moved, Policy};
use unwarranted_core::{Period, SliceFindings};
use unwarranted_plot::labels::Labels;

/// What the page is made from.
#[derive(Debug)]
pub struct PolicyPage<'a> {
    /// The policies.
    pub policies: &'a [Policy],
    /// Each policy beside each treatment.
    pub joined: &'a [Joined],
    /// Where areas changed their policy.
    pub moved: &'a [Moved],
    /// Who lives under each policy, period by period.
    pub over_time: &'a [(Arc<str>, Period, Vec<Group>)],
    /// Areas of the file that the data do not have.
    pub elsewhere: &'a [Arc<str>],
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Deals behind p, where not all are gone through.
    pub replicates: u32,
    /// The chart of each entry of `joined` with the names of its files, or why it cannot be drawn.
    pub charts: &'a [(String, Drawn)],
    /// The findings, words, inputs and options.
    pub report: &'a Report<'a>,
}

/// A policy beside a treatment with all that is said of it.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) policy: &'a Policy,
    pub(super) joined: &'a Joined,
    pub(super) slice: &'a SliceFindings,
    pub(super) labels: &'a Labels,
}
