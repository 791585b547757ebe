//! Series over time: trends, breaks, seasons, forecasts, and whether areas come closer to each other.
//!
//! Values are equally spaced, the oldest first. Nothing here interpolates: who calls leaves no gaps.

mod convergence;
mod cusum;
mod least_squares;
mod mann_kendall;
mod persistence;
mod season;
mod segments;
mod slope;
mod theta;
mod working_days;
mod xmr;

pub use convergence::{Beta, PitmanMorgan, Tested, beta_convergence, pitman_morgan, standard_deviation};
pub use cusum::{CusumStep, SENSITIVITY, WINDOW, cusum};
pub use mann_kendall::{MannKendall, mann_kendall, ranks};
pub use persistence::{Persistence, persistence};
pub use season::{Season, season};
pub use segments::{Break, Segments, Shape, segments};
pub use slope::{Slope, slope};
pub use theta::{Ahead, Holdout, Theta, holdout, seasonal_naive, theta};
pub use working_days::{Elasticity, elasticity, per_working_day, working_days};
pub use xmr::{Special, Xmr, xmr};
