//! Size and seed, and the random numbers that follow from them.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;

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

pub(crate) fn in_range(name: &'static str, value: usize, most: usize, expected: &'static str) -> Result<(), Error> {
    if (1..=most).contains(&value) {
        return Ok(());
    }
    Err(Error::Core(unwarranted_core::Error::Parameter { name, value: value as f64, expected }))
}

/// Random numbers of their own for each purpose, so that no result depends on the order in which files are written.
pub(crate) fn stream(seed: u64, purpose: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(purpose);
    rng
}
