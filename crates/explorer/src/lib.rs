//! The explorer: a page that answers while it is read. The same code answers in a browser, as WebAssembly, in the program that
//! serves a page, and in tests.
//!
//! The program cuts a study into slices and keeps them ([`Site`], [`Packet`]); an [`Engine`] takes them, and gives what the
//! page shows, the table of the command line and the study that gives that table again, for whatever is [`Asked`].

mod answer;
mod asked;
mod chosen;
mod engine;
mod error;
mod folder;
mod kept;
mod labels;
mod message;
mod opened;
mod options;
mod packet;
mod places;
mod plain;
mod study;
mod template;

pub use answer::{Answer, ChartAnswer};
pub use asked::Asked;
pub use engine::Engine;
pub use error::Error;
pub use folder::{Folder, Shown, shell};
pub use kept::Kept;
pub use labels::KeptLabels;
pub use message::Session;
pub use options::Options;
pub use packet::{KeptArea, Packet, Site, Table, TreatmentEntry, Way, WayEntry};
pub use places::KeptPlaces;
