//! Who belonged where, when: mergers of areas, the area of every practice at a date, and groups that users define.

mod boards;
mod grouping;
pub mod groups;
mod level;
pub mod lifetimes;
pub mod lineage;
mod london;
mod membership;
mod names;
pub mod ons;
pub mod register;
mod sighting;
pub mod spells;
mod trusts;
mod vintages;

use std::sync::OnceLock;
use unwarranted_ingest::error::Error;

pub use boards::Boards;
pub use grouping::Grouping;
pub use groups::Groups;
pub use level::Level;
pub use lifetimes::Lifetimes;
pub use lineage::Lineage;
pub use london::London;
pub use membership::Membership;
pub use ons::{OnsArea, OnsCodes};
pub use register::{Home, Register};
pub use sighting::Sighting;
pub use spells::Spell;
pub use trusts::Trusts;
pub use vintages::{Twice, Vintages};

/// A table of this program, read when it is first asked for.
fn once<T>(table: &'static OnceLock<T>, read: impl FnOnce() -> Result<T, Error>) -> Result<&'static T, Error> {
    if let Some(table) = table.get() {
        return Ok(table);
    }
    let found = read()?;
    Ok(table.get_or_init(|| found))
}
