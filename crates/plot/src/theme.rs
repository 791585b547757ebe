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
/// The area that the reader chose, in every chart.
pub const HIGHLIGHT: &str = "#801650";
/// Median and decile lines.
pub const DECILE: &str = "#2B5F88";
/// Between the inner and the outer funnel limits, and eight in ten areas: decoration, its edges are told otherwise too.
pub const BAND: &str = "#E4EBF1";
/// The middle of a scale that goes one way, from [`BAND`] over [`BAND_INNER`] to [`BELOW`] and [`FAR_BELOW`].
pub const BAND_MIDDLE: &str = "#8FB2D2";
/// The middle half of the areas, on [`BAND`].
pub const BAND_INNER: &str = "#CBDAE6";
/// Lines that say that there is no figure, on [`GROUND`].
pub const HATCH: &str = "#B1B4B6";
/// Ground of the synthetic-data band.
pub const WARNING: &str = "#801650";

/// Colours of marks, each with at least 3:1 on [`GROUND`].
pub const MARKS: &[&str] = &[INK, SOFT, FOCUS, REST, BELOW, ABOVE, FAR_ABOVE, HIGHLIGHT, DECILE, WARNING];
/// Colours of text, each with at least 4.5:1 on [`GROUND`].
pub const TEXTS: &[&str] = &[INK, SOFT, FOCUS, DECILE, HIGHLIGHT, FAR_ABOVE];

/// Light colours with what takes their place on a dark ground, where the far ends are the lightest: far is always the
/// strongest contrast with the ground.
pub const DARK: &[(&str, &str)] = &[
    (GROUND, "#101417"),
    (INK, "#F1F3F4"),
    (SOFT, "#B4BCC2"),
    (GRID, "#2A3136"),
    (FOCUS, "#9FD0FA"),
    (REST, "#8F999F"),
    (BELOW, "#5D9FD8"),
    (ABOVE, "#D1803F"),
    (FAR_ABOVE, "#FFB27A"),
    (HIGHLIGHT, "#F08CC2"),
    (DECILE, "#7DB4E3"),
    (BAND, "#1D2A35"),
    (BAND_INNER, "#2C4256"),
    (BAND_MIDDLE, "#3F6488"),
    (HATCH, "#4A545A"),
];

/// The drawing in dark colours. Words that look like a colour stay: a quotation mark inside them is escaped.
#[must_use]
pub fn dark(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len());
    let mut rest = svg;
    while let Some(at) = rest.find("=\"#") {
        let (before, after) = rest.split_at(at + 2);
        out.push_str(before);
        let colour = after.get(..7).unwrap_or(after);
        out.push_str(DARK.iter().find(|(light, _)| *light == colour).map_or(colour, |(_, dark)| dark));
        rest = &after[colour.len()..];
    }
    out + rest
}

/// Subtitle size in pixels.
pub const SUBTITLE: f64 = 14.0;
/// Size of labels and ticks in pixels.
pub const LABEL: f64 = 12.0;
/// Size of notes and footer in pixels.
pub const NOTE: f64 = 11.0;

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
    /// 360 px wide, as high as it needs, for a telephone: a layout of its own, as texts keep their size.
    pub const PHONE: Self = Self { id: "phone", width: 360.0, height: 420.0, scale: 1.0, unit: "px" };
    /// 1200 x 675 px, for a card on social media.
    pub const SOCIAL: Self = Self { id: "social", width: 800.0, height: 450.0, scale: 1.5, unit: "px" };
    /// Every size.
    pub const ALL: [Self; 4] = [Self::WEB, Self::PRINT, Self::PHONE, Self::SOCIAL];

    /// Whether the layout is that for narrow screens.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.width < 500.0
    }

    /// Whether a drawing may be lower than the size says: on a screen, not on paper or a card.
    #[must_use]
    pub(crate) fn grows(&self) -> bool {
        self.unit == "px" && self.scale <= 1.0
    }

    /// Whether it is a card, which is shown whole in a shape of its own.
    #[must_use]
    pub(crate) fn is_card(&self) -> bool {
        self.unit == "px" && self.scale > 1.0
    }

    /// Space around everything, in pixels.
    #[must_use]
    pub fn margin(&self) -> f64 {
        if self.is_narrow() { 10.0 } else { 16.0 }
    }

    /// Size of the headline, in pixels.
    #[must_use]
    pub fn headline(&self) -> f64 {
        if self.is_narrow() { 17.0 } else { 20.0 }
    }

    /// Most lines of the headline and of the subtitle.
    #[must_use]
    pub(crate) fn lines(&self) -> [usize; 2] {
        if self.is_narrow() { [4, 6] } else { [2, 3] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast ratio of two sRGB colours (WCAG 2.1).
    fn contrast(a: &str, b: &str) -> f64 {
        let luminance = |hex: &str| {
            let channel = |i: usize| {
                let c = f64::from(u8::from_str_radix(&hex[i..i + 2], 16).unwrap()) / 255.0;
                if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
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
    fn dark_colours_have_the_same_contrast_on_their_own_ground() {
        let dark = |light: &str| DARK.iter().find(|(l, _)| *l == light).map(|(_, d)| *d).unwrap();
        for colour in MARKS {
            let (ground, band) = (contrast(dark(colour), dark(GROUND)), contrast(dark(colour), dark(BAND)));
            assert!(ground >= 3.0 && band >= 3.0, "{colour} {ground} {band}");
        }
        for colour in TEXTS {
            assert!(contrast(dark(colour), dark(GROUND)) >= 4.5, "{colour}");
        }
        let svg = "<text fill=\"#FFFFFF\">fill=&quot;#FFFFFF</text><rect fill=\"#123456\"/>=\"#";
        assert_eq!(super::dark(svg), svg.replacen("#FFFFFF", "#101417", 1));
    }

    /// Linear red, green and blue as a person without red (0) or green (1) cones sees them (Vienot, Brettel and Mollon 1999),
    /// then in CIE Lab.
    fn seen(hex: &str, without: Option<usize>) -> [f64; 3] {
        let linear = |i: usize| {
            let c = f64::from(u8::from_str_radix(&hex[i..i + 2], 16).unwrap()) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        };
        let [r, g, b] = [1, 3, 5].map(linear);
        let [r, g, b] = match without {
            Some(0) => {
                let y = 0.112_38 * r + 0.887_62 * g;
                [y, y, 0.004_01 * r - 0.004_01 * g + b]
            }
            Some(_) => {
                let y = 0.292_75 * r + 0.707_25 * g;
                [y, y, -0.022_34 * r + 0.022_34 * g + b]
            }
            None => [r, g, b],
        };
        let x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505;
        let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        let z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089;
        let f = |t: f64| if t > 0.008_856 { libm::cbrt(t) } else { 7.787 * t + 16.0 / 116.0 };
        [116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))]
    }

    #[test]
    fn classes_are_told_apart_with_any_colour_vision() {
        let dark = |light: &str| DARK.iter().find(|(l, _)| *l == light).map(|(_, d)| *d).unwrap();
        let scale = [FAR_BELOW, BELOW, REST, ABOVE, FAR_ABOVE];
        for colours in [scale, scale.map(dark)] {
            for without in [None, Some(0), Some(1)] {
                for (i, a) in colours.iter().enumerate() {
                    for b in &colours[i + 1..] {
                        let (a3, b3) = (seen(a, without), seen(b, without));
                        let apart = (0..3).map(|k| (a3[k] - b3[k]).powi(2)).sum::<f64>().sqrt();
                        assert!(apart > 14.0, "{a} {b} {without:?} {apart}");
                    }
                }
            }
        }
    }

    #[test]
    fn letters_can_be_read_on_every_class() {
        let dark = |light: &str| DARK.iter().find(|(l, _)| *l == light).map(|(_, d)| *d).unwrap();
        let one_way = [(BAND_INNER, INK), (BAND_MIDDLE, INK)];
        let both = [(FAR_BELOW, GROUND), (BELOW, GROUND), (BAND, INK), (ABOVE, GROUND), (FAR_ABOVE, GROUND)];
        for (ground, ink) in both.into_iter().chain(one_way) {
            assert!(contrast(ground, ink) >= 4.5, "{ground} {}", contrast(ground, ink));
            assert!(contrast(dark(ground), dark(ink)) >= 4.5, "{ground} dark {}", contrast(dark(ground), dark(ink)));
        }
    }

    #[test]
    fn the_focus_is_told_from_the_rest_without_hue() {
        assert!(contrast(FOCUS, REST) >= 3.0);
    }

    #[test]
    fn sizes_are_the_published_ones() {
        let shown = |s: Size| ((s.width * s.scale).round(), (s.height * s.scale).round());
        assert_eq!(Size::ALL.map(shown), [(800.0, 500.0), (170.0, 105.0), (360.0, 420.0), (1200.0, 675.0)]);
    }
}
