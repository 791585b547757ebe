//! How much of the differences between areas goes with need, age, deprivation or funding.
//!
//! ln(mean) = ln(D) + b0 + x b, by [`crate::regression`]. How far areas differ beyond chance is measured before (the constant
//! alone) and after (with all covariates), and what is gone is the share that goes with them:
//!
//! share = 1 - V after / V before, V the gamma variance of the areas' rates around the model. It takes chance out, does not grow
//! with volume, and agrees with the log-normal variance. Covariates that have nothing to do with the numerator take k / (n - 1) of
//! it all the same (k covariates, n areas), so that the headline is 1 - (1 - share)(n - 1)/(n - k - 1), as in the adjusted R^2.
//!
//! Chance of a share is binomial: phi (1 - p) of that of a count, p the overall share and phi what is known beside it. The share is modelled
//! by its ratio to the expected one all the same, in effective events O / (phi (1 - p)).
//!
//! It is about areas and not about persons, and says what goes with what, never what is the cause.

mod explained;
mod fitted;
mod interval;
mod need;
mod slice;

pub use explained::{ExplainOptions, Explained, LeftOut};
pub use fitted::{Coefficient, ExplainedArea, GroupShare, Models, Spread, SpreadIs};
pub use need::{NeedColumn, NeedGroup};
pub use slice::explain;
