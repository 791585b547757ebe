//! The presentations of a large simulated file, a few of which make most of the rows.

use crate::formulary::CHAPTERS;
use crate::random::{Purpose, stream};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// How many there are.
const PRESENTATIONS: u32 = 25_000;
/// Each chemical substance has this many.
const PER_CHEMICAL: u32 = 16;

/// One presentation.
#[derive(Debug)]
pub(super) struct Product {
    pub(super) bnf: String,
    pub(super) chemical_code: String,
    pub(super) chemical: String,
    pub(super) description: String,
    pub(super) chapter: String,
    /// Price of one unit in thousandths of a penny.
    pub(super) price: u64,
}

/// All of them, sorted by BNF code.
#[derive(Debug)]
pub(super) struct Products {
    pub(super) list: Vec<Product>,
    /// Running sum of their weights.
    until: Vec<u64>,
    /// For each of equal steps of the sum the first presentation it can be, so that a draw looks at few.
    steps: Vec<u32>,
}

/// Steps in which the running sum is looked up.
const STEPS: u64 = 1 << 16;

impl Products {
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = stream(seed, Purpose::Large(1));
        let list: Vec<Product> = (0..PRESENTATIONS).map(|at| product(at, &mut rng)).collect();
        // Zipf's law over a random order: the k-th most frequent has a weight of 1 / (k + 20).
        let mut ranks: Vec<u64> = (0..u64::from(PRESENTATIONS)).collect();
        for at in (1..ranks.len()).rev() {
            let other = rng.next_u64() % (at as u64 + 1);
            ranks.swap(at, usize::try_from(other).unwrap_or(0));
        }
        let mut sum = 0;
        let until: Vec<u64> = ranks
            .iter()
            .map(|rank| {
                sum += 1_000_000_000 / (rank + 20);
                sum
            })
            .collect();
        let first = |step: u64| u32::try_from(until.partition_point(|u| *u <= sum / STEPS * step)).unwrap_or(0);
        let steps = (0..=STEPS).map(first).collect();
        Self { list, until, steps }
    }

    /// One presentation at random, by weight.
    pub(super) fn draw(&self, rng: &mut ChaCha8Rng) -> u32 {
        let total = self.until.last().copied().unwrap_or(1);
        let wanted = rng.next_u64() % total;
        let step = (wanted / (total / STEPS)).min(STEPS);
        let mut at = self.steps[usize::try_from(step).unwrap_or(0)];
        while self.until[at as usize] <= wanted {
            at += 1;
        }
        at
    }
}

fn product(at: u32, rng: &mut ChaCha8Rng) -> Product {
    const FORMS: [&str; 6] = ["Tab", "Cap", "Oral Soln", "Crm", "Inj", "Tab M/R"];
    let (chemical, nth) = (at / PER_CHEMICAL, at % PER_CHEMICAL);
    let chapter = chemical * 15 / PRESENTATIONS.div_ceil(PER_CHEMICAL);
    let (section, paragraph, substance) = (chemical / 26 % 12 + 1, chemical / 26 / 12 % 9 + 1, chemical % 26);
    let letter = |n: u32| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    let chemical_code = format!("{:02}{section:02}0{paragraph}0{}0", chapter + 1, letter(substance));
    let name = format!("{}{}{}ol", letter(chemical / 26), letter(chemical).to_ascii_lowercase(), chemical);
    let form = FORMS[(nth % 6) as usize];
    Product {
        bnf: format!("{chemical_code}AAA{}A{}", letter(nth), letter(nth)),
        description: format!("{name}_{form} {}mg", (nth + 1) * 5),
        chemical: name,
        chemical_code,
        chapter: format!("{:02}: {}", chapter + 1, CHAPTERS[chapter as usize % 15]),
        // From a third of a penny to several pounds, mostly little.
        price: 300 + (1 << (rng.next_u64() % 12)) * 100,
    }
}
