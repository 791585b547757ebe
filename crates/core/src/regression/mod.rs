//! Log-linear models of counts and amounts on covariates, with an offset.
//!
//! ln(mean) = ln(exposure) + b0 + x b. Point estimates are those of the Poisson model, which are right for any numerator
//! whose mean has this form (Gourieroux, Monfort & Trognon 1984, Econometrica 52:701; for money Santos Silva & Tenreyro 2006,
//! Rev Econ Stat 88:641); standard errors are those of the sandwich. How far areas differ beyond chance is the variance of a
//! gamma or log-normal distribution of their rates around the model.
//!
//! Covariates are centred, scaled and made orthogonal before a model is fitted, so that no scale of a covariate costs digits;
//! coefficients come back on the scale of the covariates.

pub mod design;
pub mod errors;
mod irls;
pub mod linear;
pub mod log_normal;
pub mod negative_binomial;
pub mod poisson;

pub use design::{Covariate, Design};
