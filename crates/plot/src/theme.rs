//! Colours, sizes and dashes, in one place.

/// Ground of every chart.
pub const GROUND: &str = "#FFFFFF";
/// Headlines, labels on marks and the national line.
pub const INK: &str = "#0B0C0C";
/// Subtitle, ticks, notes and footer.
pub const SOFT: &str = "#505A5F";
/// Grid lines: decoration, read through the tick labels.
pub const GRID: &str = "#E5E5E5";
/// What is talked about.
pub const FOCUS: &str = "#12436D";
/// Everything else. Darker than the palette's own grey (`#BFBFBF`), which has a contrast of only 1.8 on white.
pub const REST: &str = "#8C8C8C";
/// Far below all areas together; the same hue as [`BELOW`], darker.
pub const FAR_BELOW: &str = FOCUS;
/// Below all areas together.
pub const BELOW: &str = "#2F74AD";
/// Above all areas together.
pub const ABOVE: &str = "#B5561A";
/// Far above all areas together.
pub const FAR_ABOVE: &str = "#7D2B00";
/// The area that the reader chose.
pub const HIGHLIGHT: &str = "#F46A25";
/// Decile lines.
pub const DECILE: &str = "#3182BD";
/// The chosen area over deciles.
pub const DECILE_AREA: &str = "#DE2D26";
/// Between the inner and the outer funnel limits: decoration, its edges are drawn as lines.
pub const BAND: &str = "#E8EDF3";
/// Ground of the synthetic-data band.
pub const WARNING: &str = "#801650";

/// Colours of marks, each with at least 3:1 on [`GROUND`].
pub const MARKS: &[&str] = &[INK, SOFT, FOCUS, REST, BELOW, ABOVE, FAR_ABOVE, HIGHLIGHT, DECILE, DECILE_AREA, WARNING];
/// Colours of text, each with at least 4.5:1 on [`GROUND`].
pub const TEXTS: &[&str] = &[INK, SOFT, FOCUS, DECILE_AREA];

/// Headline size in pixels.
pub const HEADLINE: f64 = 20.0;
/// Subtitle size in pixels.
pub const SUBTITLE: f64 = 14.0;
/// Size of labels and ticks in pixels.
pub const LABEL: f64 = 12.0;
/// Size of notes and footer in pixels.
pub const NOTE: f64 = 11.0;
/// Space around everything, in pixels.
pub const MARGIN: f64 = 16.0;

/// Dash of the national line.
pub const DASH_NATIONAL: &str = "6 4";
/// Dash of decile lines.
pub const DASH_DECILE: &str = "4 3";
/// Dash of limits for chance alone.
pub const DASH_CHANCE: &str = "1 3";

/// A canvas: the layout in pixels and the size it is shown at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Name on the command line.
    pub id: &'static str,
    /// Width of the layout in pixels.
    pub width: f64,
    /// Least height of the layout in pixels; a chart with many rows grows.
    pub height: f64,
    /// Shown size per layout pixel.
    pub scale: f64,
    /// Unit of the shown size: `px` or `mm`.
    pub unit: &'static str,
}

impl Size {
    /// 800 x 500 px.
    pub const WEB: Self = Self { id: "web", width: 800.0, height: 500.0, scale: 1.0, unit: "px" };
    /// 170 x 105 mm.
    pub const PRINT: Self = Self { id: "print", width: 800.0, height: 494.0, scale: 0.2125, unit: "mm" };
    /// 1200 x 675 px.
    pub const SOCIAL: Self = Self { id: "social", width: 800.0, height: 450.0, scale: 1.5, unit: "px" };
    /// Every size.
    pub const ALL: [Self; 3] = [Self::WEB, Self::PRINT, Self::SOCIAL];
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast ratio of two sRGB colours (WCAG 2.1).
    fn contrast(a: &str, b: &str) -> f64 {
        let luminance = |hex: &str| {
            let channel = |i: usize| {
                let c = f64::from(u8::from_str_radix(&hex[i..i + 2], 16).unwrap()) / 255.0;
                if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn contrast_of_black_on_white_is_21() {
        assert!((contrast("#000000", "#FFFFFF") - 21.0).abs() < 1e-9);
    }

    #[test]
    fn marks_have_3_to_1_and_text_has_4_5_to_1() {
        for colour in MARKS {
            assert!(contrast(colour, GROUND) >= 3.0, "{colour} {}", contrast(colour, GROUND));
        }
        for colour in TEXTS {
            assert!(contrast(colour, GROUND) >= 4.5, "{colour} {}", contrast(colour, GROUND));
            assert!(contrast(colour, BAND) >= 3.0, "{colour} on the band");
        }
        assert!(contrast(GROUND, WARNING) >= 4.5);
    }

    #[test]
    fn the_focus_is_told_from_the_rest_without_hue() {
        assert!(contrast(FOCUS, REST) >= 3.0);
    }

    #[test]
    fn sizes_are_the_published_ones() {
        let shown = |s: Size| ((s.width * s.scale).round(), (s.height * s.scale).round());
        assert_eq!(Size::ALL.map(shown), [(800.0, 500.0), (170.0, 105.0), (1200.0, 675.0)]);
    }
}
