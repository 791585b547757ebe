//! Places with whole numbers in few bytes, so that the sums of many periods fit into memory together.
//!
//! A pair is the distance of its place from the one before, and its number with the sign in the last bit; both in groups of
//! seven bits, the lowest first, with the eighth bit set where another follows. Two to four bytes instead of sixteen.

/// Appends pairs whose places ascend.
pub(super) fn pack(pairs: impl Iterator<Item = (u32, i64)>, into: &mut Vec<u8>) {
    let mut last = 0;
    for (place, number) in pairs {
        write(u64::from(place.wrapping_sub(last)), into);
        write(zigzag(number), into);
        last = place;
    }
}

/// The pairs that [`pack`] wrote.
pub(super) fn unpack(mut bytes: &[u8]) -> impl Iterator<Item = (u32, i64)> + '_ {
    let mut last = 0u32;
    std::iter::from_fn(move || {
        let distance = read(&mut bytes)?;
        let number = read(&mut bytes)?;
        #[allow(clippy::cast_possible_truncation, reason = "a distance of two u32")]
        let place = last.wrapping_add(distance as u32);
        last = place;
        Some((place, plain(number)))
    })
}

#[allow(clippy::cast_sign_loss, reason = "the bits, not the number")]
fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

#[allow(clippy::cast_possible_wrap, reason = "the bits, not the number")]
fn plain(bits: u64) -> i64 {
    (bits >> 1) as i64 ^ -((bits & 1) as i64)
}

fn write(mut number: u64, into: &mut Vec<u8>) {
    while number >= 0x80 {
        into.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    into.push((number & 0x7f) as u8);
}

fn read(bytes: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn what_is_packed_comes_out(
            small in prop::collection::btree_map(0u32..9000, -300i64..5000, 0..200),
            any in prop::collection::btree_map(any::<u32>(), any::<i64>(), 0..50),
        ) {
            for pairs in [small, any] {
                let mut bytes = Vec::new();
                pack(pairs.iter().map(|(place, number)| (*place, *number)), &mut bytes);
                prop_assert_eq!(unpack(&bytes).collect::<BTreeMap<_, _>>(), pairs);
            }
        }
    }

    #[test]
    fn a_neighbour_with_a_small_number_takes_two_bytes() {
        let mut bytes = Vec::new();
        pack([(7, 12), (8, -60)].into_iter(), &mut bytes);
        assert_eq!(bytes, [7, 24, 1, 119]);
        pack([(1, i64::MIN), (u32::MAX, i64::MAX)].into_iter(), &mut bytes);
        assert_eq!(unpack(&bytes[4..]).collect::<Vec<_>>(), [(1, i64::MIN), (u32::MAX, i64::MAX)]);
    }
}
