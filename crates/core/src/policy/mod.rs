//! Policies of areas, such as how many IVF cycles are paid for: who holds which and since when, how many people live under each,
//! and whether areas that hold different ones do different things.
//!
//! Areas are fixed: they are all there are, and what could have been otherwise is which of them hold which policy. So p and
//! intervals come from dealing the policies to the areas again ([`difference`]). A policy is seldom dealt by chance, so a
//! difference is no proof of an effect.

mod compare;
mod history;
mod joined;

pub use compare::{Difference, difference, spread_by_chance};
pub use history::{Held, Policy, PolicyRow, Step};
pub use joined::{Compared, Group, Joined, Moved, groups, join, moved};
