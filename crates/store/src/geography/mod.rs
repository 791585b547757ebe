//! Who belonged where, when: mergers of areas, the area of every practice at a date, and groups that users define.

pub mod groups;
mod level;
pub mod lifetimes;
pub mod lineage;
pub mod membership;
mod names;
pub mod ons;
pub mod spells;

pub use groups::Groups;
pub use level::Level;
pub use lifetimes::Lifetimes;
pub use lineage::Lineage;
pub use membership::{Home, Membership, Register, Sighting};
pub use ons::{OnsArea, OnsCodes};
pub use spells::Spell;
