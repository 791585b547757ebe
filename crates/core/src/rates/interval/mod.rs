//! Intervals of counts and proportions.
//!
//! The rule of English public health statistics (PHE, now OHID: Fingertips, `PHEindicatormethods`): exact Poisson limits
//! for counts under 10, Byar's approximation from 10; Wilson's score limits for proportions.

mod confidence;
mod formula;
mod limits;
mod method;

pub use confidence::Confidence;
pub use formula::Formula;
pub use limits::{Interval, byar, clopper_pearson, exact_poisson, poisson, wilson};
pub use method::IntervalMethod;
