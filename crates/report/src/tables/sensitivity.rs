//! Findings made in other ways, one row each.

use super::delimited::{number, text, write};
use crate::error::Error;
use std::sync::Arc;
use unwarranted_core::findings::{Sensitivity, Tried};

/// A row for each treatment and way its finding is made, the reported one first.
///
/// # Errors
/// As [`indices_csv`](super::indices_csv).
pub fn sensitivity_csv(all: &Sensitivity) -> Result<String, Error> {
    let head = [
        "treatment",
        "made",
        "areas",
        "ends_ratio",
        "cv_weighted",
        "unusual",
        "no_longer_unusual",
        "newly_unusual",
        "rank_correlation",
        "moved",
        "moved_from",
        "moved_to",
        "undefined",
    ];
    let rows = all.iter().flat_map(|(treatment, tried)| tried.iter().map(move |one| row(treatment, one)));
    write(head.map(str::to_owned), rows)
}

fn row(treatment: &str, (choice, made): &Tried) -> Vec<String> {
    let which = vec![text(treatment), choice.word().to_owned()];
    let codes = |areas: &[Arc<str>]| text(&areas.iter().map(|a| &**a).collect::<Vec<_>>().join(" "));
    let cells = match made {
        Err(reason) => (0..10).map(|_| String::new()).chain([text(reason)]).collect::<Vec<_>>(),
        Ok(v) => {
            let (moved, from, to) = v
                .widest_move
                .as_ref()
                .map_or_else(Default::default, |(area, from, to)| (text(area), from.to_string(), to.to_string()));
            vec![
                v.areas.to_string(),
                number(v.contrast),
                number(v.cv_weighted),
                v.unusual.map(|n| n.to_string()).unwrap_or_default(),
                codes(&v.no_longer),
                codes(&v.new),
                number(v.rank_correlation),
                moved,
                from,
                to,
                String::new(),
            ]
        }
    };
    which.into_iter().chain(cells).collect()
}
