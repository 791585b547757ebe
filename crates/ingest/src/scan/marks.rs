//! Where delimiters, line ends and quotation marks stand among many bytes, found at once.

use wide::u8x16;

/// Bytes looked at together.
pub(super) const WIDTH: usize = 64;

/// Which of the bytes are delimiters, and which are line ends or quotation marks; the first byte is the lowest bit.
#[inline]
pub(super) fn marks(bytes: &[u8; WIDTH], delimiter: u8) -> (u64, u64) {
    let [delimiter, line, carriage, quote] = [delimiter, b'\n', b'\r', b'"'].map(u8x16::splat);
    let (mut delimiters, mut stops) = (0, 0);
    for (i, sixteen) in bytes.as_chunks::<16>().0.iter().enumerate() {
        let these = u8x16::new(*sixteen);
        let stop = these.simd_eq(line) | these.simd_eq(carriage) | these.simd_eq(quote);
        delimiters |= u64::from(these.simd_eq(delimiter).to_bitmask()) << (16 * i);
        stops |= u64::from(stop.to_bitmask()) << (16 * i);
    }
    (delimiters, stops)
}
