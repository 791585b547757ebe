//! A small synthetic health service in the publishers' own layouts, from a seed.
//!
//! It is for demonstrations and tests: the true variation between areas of every treatment is known
//! ([`TREATMENTS`]), so what the statistics find can be held against it. Every region and every publication is named
//! `SYNTHETIC ...`, by which [`unwarranted_ingest::values::codes::is_synthetic`] recognises the data wherever it goes.

mod examples;
mod files;
mod large;
mod options;
#[cfg(test)]
mod tests;
mod treatments;
mod world;

pub use examples::write_examples;
pub use large::{LAYOUTS, LargeOptions, write_large};
pub use options::SimulateOptions;
pub use treatments::{Presentation, TREATMENTS, Treatment};

use options::in_range;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;
use world::World;

/// Writes the files of a synthetic health service into a folder, which is made where it is missing: prescribing as
/// `SYNTHETIC_EPD_YYYYMM.csv` (layout `epd-v2`), registered patients as
/// `SYNTHETIC_gp-reg-pat-prac-quin-age_YYYYMM.csv` (layout `reg-patients`). Gives their paths, prescribing first.
///
/// # Errors
/// A size outside its range; a folder or file that cannot be written. Files of the same names are replaced.
pub fn write(dir: &Path, options: &SimulateOptions) -> Result<Vec<PathBuf>, Error> {
    in_range("areas", options.areas, 1_000, "1 to 1,000")?;
    in_range("practices-per-area", options.practices_per_area, 90, "1 to 90")?;
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
