//! Random numbers that depend on what they are for and on nothing else.

use crate::slice::Slice;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// The random stream number `index` of a purpose for one slice: the same for a seed, treatment and period, whatever the
/// number of threads and whatever else is analysed. ChaCha with 8 rounds; its key is the 256-bit FNV-style hash of
/// all but `index`, which is the stream number.
pub(crate) fn stream(seed: u64, slice: &Slice, purpose: &str, index: u64) -> ChaCha8Rng {
    let text = format!("{seed}\u{1f}{}\u{1f}{}\u{1f}{purpose}", slice.treatment(), slice.period());
    let mut key = [0; 32];
    for (lane, part) in (1_u64..).zip(key.chunks_mut(8)) {
        let hash =
            text.bytes().fold(0xcbf2_9ce4_8422_2325 ^ lane, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        part.copy_from_slice(&mixed(hash ^ lane.rotate_left(32)).to_le_bytes());
    }
    let mut generator = ChaCha8Rng::from_seed(key);
    generator.set_stream(index);
    generator
}

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014): spreads every bit over all.
fn mixed(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slice::Kind;
    use rand_chacha::rand_core::Rng;
    use std::collections::BTreeSet;

    #[test]
    fn streams_differ_by_seed_purpose_and_number_and_by_nothing_else() {
        let slice = Slice::from_expected(Kind::Count, &[("A", 1.0, 1.0)]).unwrap();
        let mut seen = BTreeSet::new();
        for seed in [0, 1, u64::MAX] {
            for purpose in ["rank", "null"] {
                for index in 0..50 {
                    let first = stream(seed, &slice, purpose, index).next_u64();
                    assert_eq!(first, stream(seed, &slice.clone(), purpose, index).next_u64());
                    assert!(seen.insert(first));
                }
            }
        }
    }
}
