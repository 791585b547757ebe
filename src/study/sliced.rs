//! What a study says of each of its slices.

use crate::report::LabelsBy;
use crate::report::manifest::Input;

/// What is said of each slice, with the words of its treatment and what a reader must know.
#[derive(Debug, Clone)]
pub struct Sliced<T> {
    /// One entry per treatment and period asked for.
    pub slices: Vec<T>,
    /// The words of each treatment.
    pub labels: LabelsBy,
    /// The inputs with what became of their rows.
    pub inputs: Vec<Input>,
    /// What a reader must know before all else.
    pub warnings: Vec<String>,
    /// What was set aside and why, a line per reason.
    pub set_aside: Vec<String>,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
}
