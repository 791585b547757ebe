//! Money by area: per head, against a target, how unequal, and beside what is prescribed there.
//!
//! A target that is not given is the share of all money that an area's weighted population has of the whole: t_i = M W_i / sum W.
//! Distance from target is 100 (a_i / t_i - 1) per cent (NHS England, technical guides to allocations). How unequal money per head is
//! weighs areas by their heads, as the indices of [`crate::indices`] do.

mod area;
mod areas;
mod beside;
mod given;
mod prescribing;
mod rank;
mod unequal;

pub use area::{AreaFunding, NoHeads, RegionFunding};
pub use areas::{Funding, funding};
pub use beside::beside;
pub use given::{Funded, RealTerms, TargetIs};
pub use prescribing::{BesidePrescribing, Point};
pub use rank::{LEAST_RANKED, spearman};
pub use unequal::Unequal;

/// What money is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Head {
    /// People on the lists of practices, or another plain population.
    Registered,
    /// People weighted by what they need.
    Weighted,
}

crate::worded!(Head { Registered = "registered", Weighted = "weighted" });
