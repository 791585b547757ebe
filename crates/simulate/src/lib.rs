//! A small synthetic health service in the publishers' own layouts, from a seed.
//!
//! It is for demonstrations and tests: the true variation between areas of every treatment is known
//! ([`TREATMENTS`]), so what the statistics find can be held against it. Every region and every publication is named
//! `SYNTHETIC ...`, by which [`unwarranted_ingest::values::codes::is_synthetic`] recognises the data wherever it goes.

mod examples;
mod files;
mod large;
#[cfg(test)]
mod tests;
mod treatments;
mod world;

pub use examples::write_examples;
pub use large::{LAYOUTS, LargeOptions, write_large};
pub use treatments::{Presentation, TREATMENTS, Treatment};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;
use world::World;

/// Size and seed of the synthetic health service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulateOptions {
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// Areas, 1 to 1,000.
    pub areas: usize,
    /// Practices in each area, 1 to 90.
    pub practices_per_area: usize,
    /// Months of prescribing, 1 to 240; registered patients come every third month.
    pub months: usize,
    /// The first month.
    pub first_month: Month,
}

impl Default for SimulateOptions {
    /// The health service of the demonstration: 60 areas, 420 practices, two financial years from April 2019.
    #[allow(clippy::expect_used, reason = "the month is a constant within the range of months")]
    fn default() -> Self {
        let first_month = Month::new(2019, 4).expect("April 2019 is a month");
        Self { seed: 1, areas: 60, practices_per_area: 7, months: 24, first_month }
    }
}

/// Writes the files of a synthetic health service into a folder, which is made where it is missing: prescribing as
/// `SYNTHETIC_EPD_YYYYMM.csv` (layout `epd-v2`), registered patients as
/// `SYNTHETIC_gp-reg-pat-prac-quin-age_YYYYMM.csv` (layout `reg-patients`). Gives their paths, prescribing first.
///
/// # Errors
/// A size outside its range; a folder or file that cannot be written. Files of the same names are replaced.
pub fn write(dir: &Path, options: &SimulateOptions) -> Result<Vec<PathBuf>, Error> {
    in_range("areas", options.areas, 1_000, "1 to 1,000")?;
    in_range("practices per area", options.practices_per_area, 90, "1 to 90")?;
    in_range("months", options.months, 240, "1 to 240")?;
    std::fs::create_dir_all(dir).map_err(Error::io(dir, "create the folder"))?;
    let world = World::new(options);
    let prescribing = (0..options.months).into_par_iter().map(|m| {
        let month = files::month(options, m);
        let path = dir.join(format!("SYNTHETIC_EPD_{}.csv", files::stamp(month)));
        files::write(&path, |out| files::prescribing(out, &world, options, m)).map(|()| path)
    });
    let population = (0..options.months.div_ceil(3)).into_par_iter().map(|quarter| {
        let month = files::month(options, quarter * 3);
        let path = dir.join(format!("SYNTHETIC_gp-reg-pat-prac-quin-age_{}.csv", files::stamp(month)));
        files::write(&path, |out| files::population(out, &world, quarter, month)).map(|()| path)
    });
    prescribing.chain(population).collect()
}

#[allow(clippy::cast_precision_loss)]
fn in_range(name: &'static str, value: usize, most: usize, expected: &'static str) -> Result<(), Error> {
    if (1..=most).contains(&value) {
        return Ok(());
    }
    Err(Error::Core(unwarranted_core::Error::Parameter { name, value: value as f64, expected }))
}

/// Random numbers of their own for each purpose, so that no result depends on the order in which files are written.
fn stream(seed: u64, purpose: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(purpose);
    rng
}
