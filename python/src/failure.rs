//! What stops a call, in the words of the command line, with options as Python has them.

use crate::error::refused;
use crate::spool::Spool;
use pyo3::prelude::*;
use unwarranted::ingest::Error as Reading;
use unwarranted::study::Error as Study;

/// An error of a study; lines of files that were data frames are their rows.
pub(crate) fn of_study(error: Study, spool: &Spool) -> PyErr {
    refused(words(error, spool))
}

/// Any other error of the program.
pub(crate) fn of_program(error: anyhow::Error, spool: &Spool) -> PyErr {
    match error.downcast::<Study>() {
        Ok(error) => of_study(error, spool),
        Err(error) => refused(format!("{error:#}")),
    }
}

fn words(error: Study, spool: &Spool) -> String {
    match error {
        Study::For { option, source } => format!("`{option}`: {}", words(*source, spool)),
        Study::Reading(reading) => {
            of_frame(&reading, spool).unwrap_or_else(|| format!("{:#}", anyhow::Error::from(reading)))
        }
        other => format!("{:#}", anyhow::Error::from(other)),
    }
}

/// The words for a file that was a data frame.
fn of_frame(error: &Reading, spool: &Spool) -> Option<String> {
    let place = |file: &str, line: u64| {
        let name = spool.named(file)?;
        // The header is line 1; rows are counted from 0, as data frames count them.
        let row = line.checked_sub(2).map(|row| format!("row {row} (counted from 0)"));
        Some(format!("{name}, {}", row.unwrap_or_else(|| "the names of the columns".to_owned())))
    };
    match error {
        Reading::Field { file, line, column, found, expected } => {
            Some(format!("{}, column '{column}': found '{found}'; expected {expected}", place(file, *line)?))
        }
        Reading::Row { file, line, problem } => Some(format!("{}: {problem}", place(file, *line)?)),
        Reading::File { file, problem } | Reading::Damaged { file, problem } => {
            Some(format!("{}: {problem}", spool.named(file)?))
        }
        _ => None,
    }
}
