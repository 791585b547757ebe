//! A study: which data, how they are cut and analysed, in which words; and its outcome.
//!
//! The options of a study are the fields of [`Study`], each stated once: the command line fills them, a file can hold
//! them, the manifest lists them. [`OPTIONS`] says what each belongs to. Here and in messages options are called by their
//! keys, in backquotes; the program writes them as they are typed.

mod adjust;
mod after_need;
mod ancestry;
mod benchmark;
mod beside;
mod by_age;
mod choices;
mod coding;
mod criteria;
mod cubed;
mod cut;
mod defaults;
mod defined;
mod demand;
mod entries;
mod error;
mod explain;
mod explore;
pub mod file;
mod files;
mod funding;
mod given;
mod headings;
mod kinds;
mod labels;
mod levels;
mod likeness;
mod loaded;
mod localities;
mod matrix;
mod measures;
mod merge;
mod months;
mod moves;
mod need;
mod need_of_store;
mod neighbours;
mod one_area;
mod one_series;
mod only;
mod opportunities;
mod opportunity;
mod options;
mod outcome;
pub mod parquet;
mod parse;
mod persistence;
mod places;
mod plan;
mod policies;
mod pool;
mod practices;
mod prepared;
mod protect;
mod readable;
mod recorded;
mod rows;
mod run;
mod savings;
mod sensitivity;
mod shared_notes;
mod similar;
mod sliced;
mod smooth;
mod space;
mod split;
mod store;
mod sweep;
mod sweep_areas;
mod sweep_doubts;
mod sweep_need;
mod sweep_smoothed;
mod sweep_store;
#[cfg(test)]
mod tests;
mod thousands;
mod trend;
mod trial;
mod unit;
mod watch;
mod words;

pub use beside::{Alike, IndicatorColumn};
pub use choices::{About, Formulary, Resample, Standardise};
pub use coding::Coding;
pub use criteria::Assessing;
pub use cubed::Cubed;
pub use demand::{Demanding, Demands};
pub use error::{Error, Result};
pub use explain::Explaining;
pub use explore::Exploring;
pub(crate) use files::whole_input;
pub use funding::{FundingOptions, Fundings};
pub use given::Study;
pub use levels::Levelled;
pub use localities::Localising;
pub use merge::{MergeInto, Merging};
pub use moves::{MoveBy, TargetColumn};
pub use need::Need;
pub use neighbours::{NeighboursBy, NeighboursFrom, TOLERANCE};
pub use opportunity::{Moving, Opportunities};
pub use options::{OPTIONS, OptionEntry, Source, Task};
pub use outcome::Outcome;
pub use parse::codes;
pub use policies::Policing;
pub use pool::{PoolFound, PoolFrom, Pooling, pool_options};
pub use prepared::Prepared;
pub use rows::{AreaKey, CodeKey, RowFigures, RowKey, Rows, StudyRows};
pub use savings::Savings;
pub use similar::Likened;
pub use sliced::Sliced;
pub use smooth::Smoothing;
pub use space::{Placed, Placing};
pub use split::SplitInto;
pub use sweep::{Progress, Sweeping};
pub use sweep_need::NeedLeague;
pub use trend::{PlainSeries, TrendAsked, Trending};
pub use watch::{STATE_FILE, Watched, Watching};

/// Name and version, as charts and pages print them.
pub const PROGRAM: &str = concat!("unwarranted ", env!("CARGO_PKG_VERSION"));

/// The seed of simulations where none is given.
pub const SEED: u64 = 20_250_401;

/// Simulated sets of counts where none are asked for.
pub const REPLICATES: usize = 999;

/// Simulated league tables behind rank intervals.
pub const LEAGUE_TABLES: u32 = 2_000;

/// The ratio of which the probability to be above it is given, where none is named.
pub const EXCEED: f64 = 1.0;
