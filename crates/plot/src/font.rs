//! The bundled font and the width of text in it.
//!
//! Liberation Sans has the advance widths of Arial and Helvetica, so what is measured here also fits in a browser
//! that has one of those instead.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Font stack of the SVG.
pub const FAMILY: &str = "'Liberation Sans', Arial, Helvetica, sans-serif";

pub(crate) static REGULAR: &[u8] = include_bytes!("../fonts/LiberationSans-Regular.ttf");
pub(crate) static BOLD: &[u8] = include_bytes!("../fonts/LiberationSans-Bold.ttf");

/// Weight of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Body text.
    Regular,
    /// Headlines and the highlighted area.
    Bold,
}

/// Advance widths of both weights in em by character.
type Advances = BTreeMap<char, [f64; 2]>;

/// The widths of the bundled fonts: code point (3 bytes, low one first), and the advance in regular and bold in 2,048ths of an
/// em (2 bytes each). A page that draws in a browser carries this, and not the fonts.
static TABLE: &[u8] = include_bytes!("../fonts/advances.bin");

static ADVANCES: LazyLock<Advances> = LazyLock::new(|| {
    let advance = |at: &[u8; 7]| {
        let [a, b, c, r0, r1, b0, b1] = *at;
        let em = |units: [u8; 2]| f64::from(u16::from_le_bytes(units)) / 2048.0;
        Some((char::from_u32(u32::from_le_bytes([a, b, c, 0]))?, [em([r0, r1]), em([b0, b1])]))
    };
    TABLE.as_chunks::<7>().0.iter().filter_map(advance).collect()
});

/// Width in em of a character that the font does not have: that of a wide one, so that space is never short.
const UNKNOWN: f64 = 1.0;

/// Width of `text` in pixels at `size` pixels, without kerning (which only makes it narrower).
#[must_use]
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let at = usize::from(weight == Weight::Bold);
    text.chars().map(|c| ADVANCES.get(&c).map_or(UNKNOWN, |em| em[at])).sum::<f64>() * size
}

/// Lines of at most `max` pixels, broken at spaces. A single word that is longer stands alone and is cut by [`fit`].
#[must_use]
pub fn wrap(text: &str, size: f64, weight: Weight, max: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line, size, weight) + width(&format!(" {word}"), size, weight) <= max => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.into_iter().map(|line| fit(&line, size, weight, max)).collect()
}

/// The text, cut with an ellipsis where it is wider than `max` pixels.
#[must_use]
pub fn fit(text: &str, size: f64, weight: Weight, max: f64) -> String {
    if width(text, size, weight) <= max {
        return text.to_owned();
    }
    let mut cut = text.to_owned();
    while cut.pop().is_some() {
        let shown = format!("{}…", cut.trim_end());
        if width(&shown, size, weight) <= max {
            return shown;
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use skrifa::instance::{LocationRef, Size};
    use skrifa::{FontRef, MetadataProvider};

    #[test]
    fn the_table_is_that_of_the_fonts() {
        let mut found = 0;
        for (at, data) in [REGULAR, BOLD].into_iter().enumerate() {
            let font = FontRef::new(data).unwrap();
            let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
            for (c, glyph) in font.charmap().mappings() {
                let c = char::from_u32(c).unwrap();
                let own = f64::from(metrics.advance_width(glyph).unwrap());
                assert!(
                    (ADVANCES[&c][at] - own).abs() < 1e-12,
                    "{c}: {} in the table, {own} in the font",
                    ADVANCES[&c][at]
                );
                found += 1;
            }
        }
        assert_eq!(found, 2 * ADVANCES.len());
    }

    #[test]
    fn widths_are_those_of_arial() {
        // Arial: digits 1139 units of 2048, space 569, W 1933.
        assert!((width("0", 2048.0, Weight::Regular) - 1139.0).abs() < 0.5);
        assert!((width(" ", 2048.0, Weight::Bold) - 569.0).abs() < 0.5);
        assert!((width("£–", 2048.0, Weight::Regular) - 2278.0).abs() < 0.5);
    }

    #[test]
    fn wrapping_keeps_every_word_and_every_limit() {
        let text = "Gluten-free foods: the highest area recorded more";
        let lines = wrap(text, 20.0, Weight::Bold, 200.0);
        assert_eq!(lines.join(" "), text);
        assert!(lines.len() > 1 && lines.iter().all(|l| width(l, 20.0, Weight::Bold) <= 200.0));
        assert_eq!(wrap("", 20.0, Weight::Bold, 200.0), Vec::<String>::new());
    }

    #[test]
    fn a_word_longer_than_the_line_is_cut() {
        let lines = wrap("Hydroxychloroquinesulphatetablets", 12.0, Weight::Regular, 60.0);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].ends_with('…') && width(&lines[0], 12.0, Weight::Regular) <= 60.0);
    }
}
