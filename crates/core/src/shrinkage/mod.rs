//! Shrunken ratios: each area's ratio O / E drawn towards the overall one, the more so the less certain it is.
//!
//! [`SHRINKERS`] is the only list of the methods.

use crate::data::kind::Kind;

pub mod beta_binomial;
mod family;
mod findings;
pub mod gamma_poisson;
pub mod log_normal;
pub mod marshall;
mod mixture;
mod posterior;
mod shrinker;

pub use findings::{SmoothedArea, SmoothedSlice, smooth, smooth_known};
pub use posterior::Posterior;
pub use shrinker::{Shrinker, Shrunk};

/// Every method, in the order of output; [`usual`] says which is the default.
pub static SHRINKERS: &[Shrinker] =
    &[gamma_poisson::SHRINKER, marshall::SHRINKER, log_normal::SHRINKER, beta_binomial::SHRINKER];

/// The method where none is asked for: beta-binomial for a share, gamma-Poisson otherwise.
#[must_use]
pub fn usual(kind: Kind) -> &'static Shrinker {
    const SHARE: &Shrinker = &beta_binomial::SHRINKER;
    const COUNT: &Shrinker = &gamma_poisson::SHRINKER;
    if kind == Kind::Share { SHARE } else { COUNT }
}

/// The method with this identifier.
#[must_use]
pub fn find(id: &str) -> Option<&'static Shrinker> {
    SHRINKERS.iter().find(|shrinker| shrinker.id == id)
}
