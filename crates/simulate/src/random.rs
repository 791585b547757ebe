//! The random numbers that follow from a seed.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// What a stream of random numbers is for. Each purpose, and each number within it, has a stream of its own, so that no
/// result depends on the order in which things are made.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// Areas, practices and their patients.
    World,
    /// Made-up substances.
    Formulary,
    /// What areas do, by substance.
    Effects(usize),
    /// Outliers and policies.
    Planted,
    /// What a practice prescribes.
    Practice(usize),
    /// Prescribers who could not be identified, by month.
    Unidentified(usize),
    /// Payments, registers and the like, by file.
    Facts(usize),
    /// The tidy tables, by table.
    Table(usize),
    /// A file of any size: its sizes, products and practices.
    Large(usize),
}

impl Purpose {
    fn stream(self) -> u64 {
        let (kind, number) = match self {
            Self::World => (0, 0),
            Self::Formulary => (1, 0),
            Self::Effects(n) => (2, n),
            Self::Planted => (3, 0),
            Self::Practice(n) => (4, n),
            Self::Unidentified(n) => (5, n),
            Self::Facts(n) => (6, n),
            Self::Table(n) => (7, n),
            Self::Large(n) => (8, n),
        };
        (kind << 40) + number as u64
    }
}

/// Random numbers for one purpose.
pub(crate) fn stream(seed: u64, purpose: Purpose) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(purpose.stream());
    rng
}
