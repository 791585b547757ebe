//! Publishers' files into rows.
//!
//! ```text
//! boundaries files of boundaries for maps
//! formats    the list of layouts, and recognising one
//! tidy       tidy CSV, which is analysed directly
//! layouts    one file per publisher's layout
//! neighbours pairs of neighbouring areas from a table
//! read       what the layouts share: headers, rows, figures, periods
//! tables     what the readers make of a file
//! input      files from disk: unpacked, decoded
//! scan       large CSV files on all processors
//! values     codes, days, exact decimals, kinds of area
//! ```

pub mod boundaries;
pub mod error;
pub mod formats;
mod hashed;
pub mod input;
pub mod layouts;
pub mod neighbours;
pub mod read;
pub mod scan;
pub mod tables;
pub mod tidy;
pub mod values;

pub use error::Error;
