//! Which values of arguments are places on a disk.

use clap::Arg;
use std::path::{Path, PathBuf};

/// The argument that names the folder.
pub(super) const OUT: &str = "out";

/// The option of a state, which a study does not hold: it changes with every run.
pub(super) const STATE: &str = "state";

/// Standard input.
pub(super) const STDIN: &str = "-";

/// What a value names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing on a disk.
    None,
    /// A file that is read.
    File,
    /// A store.
    Store,
    /// A file or folder that is written.
    Output,
}

/// What a value of an argument names.
pub(super) fn place(argument: &Arg, text: &str) -> Place {
    let is = |is: bool, place: Place| if is && text != STDIN { place } else { Place::None };
    match argument.get_id().as_str() {
        // A table of pairs, unless it is a rule by distance.
        "neighbours" => is(!["distance:", "nearest:"].iter().any(|rule| text.starts_with(rule)), Place::File),
        // A definition of one's own.
        "treatment" => {
            let ending = Path::new(text).extension();
            is(ending.is_some_and(|ending| ending.eq_ignore_ascii_case("toml")), Place::File)
        }
        "store" => Place::Store,
        "map" | OUT | STATE => Place::Output,
        _ => {
            let of_path = clap::value_parser!(PathBuf).type_id();
            is(argument.get_value_parser().type_id() == of_path, Place::File)
        }
    }
}
