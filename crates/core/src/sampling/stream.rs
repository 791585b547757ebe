//! Streams of random numbers: one for each purpose, treatment, period and number, whatever thread draws from it.

use crate::data::slice::Slice;
use rand::rand_core::{Infallible, TryRng};

/// Generators side by side in one [`Generator`].
const LANES: usize = 4;

/// Steps of each of them at a time.
const STEPS: usize = 16;

/// The generator of all simulations: four xoshiro256++ (Blackman & Vigna 2021, ACM TOMS 47:36) in turn. One of them alone
/// waits for its own last step; four take their steps at once, with vector instructions.
#[derive(Debug, Clone)]
pub(crate) struct Generator {
    state: [[u64; LANES]; 4],
    numbers: [u64; LANES * STEPS],
    next: usize,
}

impl Generator {
    /// The states are the first sixteen numbers of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA) from this seed.
    pub(crate) fn from_seed(seed: u64) -> Self {
        let mut counter = seed;
        let mut word = || {
            counter = counter.wrapping_add(0x9E37_79B9_7F4A_7C15);
            mixed(counter)
        };
        let state = std::array::from_fn(|_| std::array::from_fn(|_| word()));
        Self { state, numbers: [0; LANES * STEPS], next: LANES * STEPS }
    }

    /// The next number.
    #[inline]
    pub(crate) fn number(&mut self) -> u64 {
        if self.next >= self.numbers.len() {
            self.refill();
        }
        let number = self.numbers[self.next];
        self.next += 1;
        number
    }

    /// A whole number below `end`, all equally likely but for 2^-64 x `end`.
    #[allow(clippy::cast_possible_truncation)]
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.number()) * end as u128) >> 64) as usize
    }

    #[inline(never)]
    fn refill(&mut self) {
        let [mut a, mut b, mut c, mut d] = self.state;
        for step in self.numbers.as_chunks_mut::<LANES>().0 {
            for i in 0..LANES {
                step[i] = a[i].wrapping_add(d[i]).rotate_left(23).wrapping_add(a[i]);
                let shifted = b[i] << 17;
                c[i] ^= a[i];
                d[i] ^= b[i];
                b[i] ^= c[i];
                a[i] ^= d[i];
                c[i] ^= shifted;
                d[i] = d[i].rotate_left(45);
            }
        }
        self.state = [a, b, c, d];
        self.next = 0;
    }
}

impl TryRng for Generator {
    type Error = Infallible;

    #[allow(clippy::cast_possible_truncation)]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.number() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.number())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for part in bytes.chunks_mut(8) {
            part.copy_from_slice(&self.number().to_le_bytes()[..part.len()]);
        }
        Ok(())
    }
}

/// What a stream is for; no two purposes share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Null,
    Bootstrap,
    Practices,
    Ranks,
    Groups,
    Sweep,
    Reassigned,
    Need,
    Opportunity,
    OpportunityByChance,
    Neighbours,
    NeighboursOfArea,
    Trend,
    Demand,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Null => b"null",
            Self::Bootstrap => b"bootstrap",
            Self::Practices => b"practices",
            Self::Ranks => b"ranks",
            Self::Groups => b"groups",
            Self::Sweep => b"sweep",
            Self::Reassigned => b"reassigned",
            Self::Need => b"need",
            Self::Opportunity => b"opportunity",
            Self::OpportunityByChance => b"opportunity by chance",
            Self::Neighbours => b"neighbours",
            Self::NeighboursOfArea => b"neighbours of an area",
            Self::Trend => b"trend",
            Self::Demand => b"demand",
        }
    }
}

/// The streams of one slice for one purpose.
///
/// The key is the 64-bit FNV-1a hash of: the seed (8 bytes, little endian), the purpose, the treatment and the period
/// label, each followed by the byte 0xFF, which occurs in no UTF-8 text. Stream number i (of a block of replicates, or of
/// one replicate) has the seed key + i x 0xD1342543DE82EF95 (mod 2^64), mixed by the finaliser of SplitMix64.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Streams(u64);

impl Streams {
    pub(crate) fn new(seed: u64, purpose: Purpose, slice: &Slice) -> Self {
        let period = slice.period().to_string();
        Self::keyed(seed, purpose, &[slice.treatment().as_bytes(), period.as_bytes()])
    }

    /// The streams of a purpose for something else, named by these parts.
    pub(crate) fn keyed(seed: u64, purpose: Purpose, parts: &[&[u8]]) -> Self {
        let mut hash = fnv1a(0xCBF2_9CE4_8422_2325, &seed.to_le_bytes());
        for part in [purpose.label()].iter().chain(parts) {
            hash = fnv1a(fnv1a(hash, part), &[0xFF]);
        }
        Self(hash)
    }

    pub(crate) fn stream(self, number: usize) -> Generator {
        let offset = (number as u64).wrapping_mul(0xD134_2543_DE82_EF95);
        Generator::from_seed(mixed(self.0.wrapping_add(offset)))
    }
}

fn fnv1a(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3))
}

/// The finaliser of SplitMix64: spreads every bit over all.
fn mixed(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand::{Rng, SeedableRng};
    use std::collections::BTreeSet;

    #[test]
    fn is_four_generators_of_the_library_in_turn() {
        let mut ours = Generator::from_seed(77);
        let mut theirs: Vec<_> = (0..LANES)
            .map(|lane| {
                let mut seed = [0; 32];
                for (part, words) in seed.chunks_mut(8).zip(ours.state) {
                    part.copy_from_slice(&words[lane].to_le_bytes());
                }
                Xoshiro256PlusPlus::from_seed(seed)
            })
            .collect();
        for i in 0..500 {
            assert_eq!(ours.next_u64(), theirs[i % LANES].next_u64());
        }
    }

    #[test]
    fn are_stable_and_apart() {
        // Published test vector of FNV-1a: "foobar"; of SplitMix64 from 1234567, its first number.
        assert_eq!(fnv1a(0xCBF2_9CE4_8422_2325, b"foobar"), 0x8594_4171_F739_67E8);
        assert_eq!(mixed(1_234_567u64.wrapping_add(0x9E37_79B9_7F4A_7C15)), 6_457_827_717_110_365_317);
        let slice = Slice::from_denominators(Kind::Count, &[("A", 1.0, 2.0)]).unwrap();
        let mut seen = BTreeSet::new();
        for seed in [0, 1, u64::MAX] {
            for purpose in
                [Purpose::Null, Purpose::Bootstrap, Purpose::Practices, Purpose::Ranks, Purpose::Groups, Purpose::Sweep]
            {
                for number in 0..50 {
                    let first = Streams::new(seed, purpose, &slice).stream(number).number();
                    assert_eq!(first, Streams::new(seed, purpose, &slice.clone()).stream(number).number());
                    assert!(seen.insert(first));
                }
            }
        }
    }
}
