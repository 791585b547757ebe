//! Streams of random numbers: one for each purpose, treatment, period and replicate, whatever thread draws it.

use crate::slice::Slice;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;

/// The generator of all simulations: xoshiro256++ (Blackman & Vigna 2021, ACM TOMS 47:36).
pub(crate) type Generator = Xoshiro256PlusPlus;

/// What a stream is for; no two purposes share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Null,
    Bootstrap,
    Practices,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Null => b"null",
            Self::Bootstrap => b"bootstrap",
            Self::Practices => b"practices",
        }
    }
}

/// The streams of one slice.
///
/// The key is the 64-bit FNV-1a hash of: the seed (8 bytes, little endian), the purpose, the treatment and the period
/// label, each followed by the byte 0xFF, which occurs in no UTF-8 text. Replicate r seeds the generator with
/// key + r x 0xD1342543DE82EF95 (mod 2^64) through its own `seed_from_u64` (SplitMix64).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Streams(u64);

impl Streams {
    pub(crate) fn new(seed: u64, purpose: Purpose, slice: &Slice) -> Self {
        let period = slice.period().to_string();
        let parts = [purpose.label(), slice.treatment().as_bytes(), period.as_bytes()];
        let mut hash = fnv1a(0xCBF2_9CE4_8422_2325, &seed.to_le_bytes());
        for part in parts {
            hash = fnv1a(fnv1a(hash, part), &[0xFF]);
        }
        Self(hash)
    }

    pub(crate) fn replicate(self, number: usize) -> Generator {
        let offset = (number as u64).wrapping_mul(0xD134_2543_DE82_EF95);
        Generator::seed_from_u64(self.0.wrapping_add(offset))
    }
}

fn fnv1a(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slice::Kind;
    use rand::Rng;

    #[test]
    fn are_stable_and_apart() {
        // Published test vector of FNV-1a: "foobar".
        assert_eq!(fnv1a(0xCBF2_9CE4_8422_2325, b"foobar"), 0x8594_4171_F739_67E8);
        let slice = Slice::from_denominators(Kind::Count, &[("A", 1.0, 2.0)]).unwrap();
        let first = |seed, purpose, r| Streams::new(seed, purpose, &slice).replicate(r).next_u64();
        let all = [
            first(1, Purpose::Null, 0),
            first(1, Purpose::Null, 1),
            first(2, Purpose::Null, 0),
            first(1, Purpose::Bootstrap, 0),
        ];
        for (i, a) in all.iter().enumerate() {
            assert!(all[..i].iter().all(|b| a != b));
        }
        assert_eq!(first(7, Purpose::Null, 3), first(7, Purpose::Null, 3));
    }
}
