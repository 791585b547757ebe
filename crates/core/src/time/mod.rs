//! Series over time: trends, breaks, seasons, forecasts, and whether areas come closer to each other.
//!
//! Values are equally spaced, the oldest first. Nothing here interpolates: who calls leaves no gaps.

mod adoption;
mod amounts;
mod convergence;
mod cusum;
mod direction;
mod fixed;
mod least_squares;
mod lottery;
mod mann_kendall;
mod national;
mod persistence;
mod robust_breaks;
mod season;
mod segments;
mod serial;
mod series;
mod since;
mod slope;
mod spread;
mod step;
mod stl;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod theta;
mod watch;
mod working_days;
mod xmr;

pub use adoption::{AreaStep, StepChance, Turn, Turned, area_steps, control};
pub use convergence::{Beta, PitmanMorgan, Tested, beta_convergence, pitman_morgan, standard_deviation};
pub use cusum::{CusumStep, SENSITIVITY, WINDOW, cusum};
pub use direction::{Direction, LEVEL};
pub use fixed::{Fixed, Membership, Passing};
pub use lottery::{
    Basis, Ends, Estimated, IndexPoint, Lasting, Lottery, Sigma, Spreading, TreatmentTrend, TrendOptions, lottery,
};
pub use mann_kendall::{MannKendall, mann_kendall};
pub use national::{National, national};
pub use persistence::{Persistence, persistence};
pub use robust_breaks::{RobustBreaks, robust_breaks};
pub use season::{Season, season};
pub use segments::{Break, Segments, Shape, segments};
pub use serial::{FirstOrder, first_order};
pub use series::{NamedSeries, Series, SeriesOptions, SeriesTrend};
pub use since::Since;
pub use slope::{Slope, slope};
pub use step::{EDGE as STEP_EDGE, Step, step};
pub use stl::{Stl, StlOptions, stl};
pub use theta::{Ahead, Holdout, Theta, holdout, seasonal_naive, theta};
pub use watch::{Alert, OneEvent, Tests, WATCH_LEVEL, WatchRule, Way, watch};
pub use working_days::{Elasticity, elasticity, per_working_day, working_days};
pub use xmr::{Special, Xmr, xmr};
