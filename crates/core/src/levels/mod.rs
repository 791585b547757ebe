//! How much of the differences lies between areas, and how much between the practices of an area.
//!
//! Counts and shares: rate of a practice = overall rate, times an effect of its area, times an effect of its own, both normal on the
//! scale of the link, with chance on top (Poisson and logarithm for counts, binomial and logit for shares). Variances by maximum
//! likelihood with Laplace's approximation, as `lme4::glmer` of R has it. Money: one-way model of the practices' rates by restricted
//! maximum likelihood, as `lme4::lmer` has it. With regions above the areas there are three levels, by the same methods.

mod ascent;
mod found;
mod laplace;
mod nested_reml;
mod regions;
mod reml;
mod slice;
mod summit;
mod three;

pub use found::{AreaEffect, Levels};
pub use nested_reml::{Nested, nested};
pub use reml::{OneWay, one_way};
pub use slice::levels;
pub use three::levels_in_regions;
