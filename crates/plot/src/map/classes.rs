//! In which class an area is drawn: by what is known of chance where something is, otherwise by its ratio.

use crate::chart::Subject;
use crate::figures::{Figures, by_rates};
use crate::numbers::level;
use crate::scheme::{Scale, Scheme};
use crate::text::far;
use crate::theme;
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::findings::Position;
use unwarranted_core::{AreaFinding, SliceFindings};

/// Ratios this near to 1 are like all areas together.
const LIKE: f64 = 1.25;
/// Limits of the classes of a ratio.
const LIMITS: [f64; 4] = [0.5, 1.0 / LIKE, LIKE, 2.0];

/// Colours of the classes from the lowest to the highest.
pub(crate) const COLOURS: [&str; 5] = [theme::FAR_BELOW, theme::BELOW, theme::BAND, theme::ABOVE, theme::FAR_ABOVE];

/// The same of a scale that goes one way, from few to many.
const ONE_WAY: [&str; 5] = [theme::BAND, theme::BAND_INNER, theme::BAND_MIDDLE, theme::BELOW, theme::FAR_BELOW];

/// The colour of a class.
pub(crate) fn colour(scale: Scale, class: usize) -> &'static str {
    match scale {
        Scale::Sides => COLOURS[class],
        Scale::OneWay => ONE_WAY[class],
    }
}

/// The colour of words and signs on a class.
pub(crate) fn ink(scale: Scale, class: usize) -> &'static str {
    match scale {
        Scale::Sides if class == 2 => theme::INK,
        Scale::OneWay if class < 3 => theme::INK,
        _ => theme::GROUND,
    }
}

/// What a class of a scale says without colour; one that goes one way says it by how dark it is.
pub(crate) fn sign_on(scale: Scale, class: usize) -> Option<&'static str> {
    match scale {
        Scale::Sides => sign(class),
        Scale::OneWay => None,
    }
}

/// The class of a ratio: 0 under half to 4 over double.
pub(crate) fn of_ratio(ratio: f64) -> usize {
    match ratio {
        r if r < LIMITS[0] => 0,
        r if r < LIMITS[1] => 1,
        r if r <= LIMITS[2] => 2,
        r if r <= LIMITS[3] => 3,
        _ => 4,
    }
}

/// What a class says without colour: the side. How far it is, paper without colour shows by how dark it is.
pub(crate) fn sign(class: usize) -> Option<&'static str> {
    match class {
        0 | 1 => Some("\u{2212}"),
        3 | 4 => Some("+"),
        _ => None,
    }
}

/// What the classes are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// Where the whole interval of an area lies.
    Chance,
    /// The figure alone.
    Ratio,
    /// What comes with the data.
    Given,
}

/// How the areas of a slice are put into classes, and how their figures are written.
#[derive(Debug)]
pub(crate) struct Classes<'a> {
    findings: &'a SliceFindings,
    pub(crate) scheme: Option<&'a Scheme>,
    pub(crate) by: By,
    pub(crate) figures: Figures,
    /// Unit of the figures as the subtitle names it.
    pub(crate) unit: String,
    rates: bool,
}

impl<'a> Classes<'a> {
    pub(crate) fn of(subject: &Subject<'a>) -> Self {
        let findings = subject.findings;
        if let Some(scheme) = subject.beside.scheme {
            let figures = match scheme.scale {
                Scale::Sides => Figures::ratios(),
                Scale::OneWay => Figures::counts(),
            };
            let unit = scheme.unit.clone();
            return Self { findings, scheme: Some(scheme), by: By::Given, figures, unit, rates: false };
        }
        let judged = findings.chance.from != Some(ChanceFrom::Months)
            && findings.areas.iter().any(|a| a.rates.position.is_some());
        // Classes and figures are of one scale: where expected values come from elsewhere, that is the ratio to them.
        let rates = by_rates(findings);
        let (figures, unit) = if rates {
            (Figures::of(findings, &subject.labels.unit), subject.labels.unit.to_string())
        } else {
            (Figures::ratios(), "observed divided by expected".to_owned())
        };
        Self { findings, scheme: None, by: if judged { By::Chance } else { By::Ratio }, figures, unit, rates }
    }

    /// The figure of an area; `None` where there is none.
    pub(crate) fn value(&self, area: &AreaFinding) -> Option<f64> {
        if let Some(scheme) = self.scheme {
            return scheme.areas.get(&area.area).map(|classed| classed.value);
        }
        if self.rates { area.rate } else { area.ratio }.filter(|v| v.is_finite())
    }

    /// The interval of its figure, where there is one.
    pub(crate) fn interval(&self, area: &AreaFinding) -> Option<(f64, f64)> {
        if let Some(scheme) = self.scheme {
            return scheme.areas.get(&area.area).and_then(|classed| classed.interval);
        }
        if self.rates { area.lower.zip(area.upper) } else { area.rates.ratio_lower.zip(area.rates.ratio_upper) }
    }

    /// The figure of all areas together.
    pub(crate) fn overall(&self) -> Option<f64> {
        if self.rates { self.findings.rate.filter(|v| v.is_finite()) } else { Some(1.0) }
    }

    /// The class of an area; `None` where it has a figure and nothing that puts it into one.
    pub(crate) fn class(&self, area: &AreaFinding) -> Option<usize> {
        match self.by {
            By::Given => self.scheme?.areas.get(&area.area)?.class,
            By::Ratio => area.ratio.filter(|r| r.is_finite()).map(of_ratio),
            By::Chance => area.rates.position.map(|position| match position {
                Position::FarBelow => 0,
                Position::Below => 1,
                Position::NotDistinguishable => 2,
                Position::Above => 3,
                Position::FarAbove => 4,
            }),
        }
    }

    /// What the classes mean, with their limits, from the lowest to the highest.
    pub(crate) fn names(&self) -> [String; 5] {
        let whole = self.findings.whole();
        if let Some(scheme) = self.scheme {
            return scheme.names.clone();
        }
        if self.by == By::Chance {
            let (over, under) = far(self.findings.compared.far);
            return [
                format!("far below: under {under}"),
                "below".to_owned(),
                "cannot be told apart".to_owned(),
                "above".to_owned(),
                format!("far above: over {over}"),
            ];
        }
        let Some(overall) = self.overall().filter(|v| *v > 0.0) else {
            return ["under half", "below", "like the rest", "above", "over double"].map(str::to_owned);
        };
        let at = |i: usize| self.figures.value(LIMITS[i] * overall);
        [
            format!("under half: below {}", at(0)),
            format!("below: {} to {}", at(0), at(1)),
            format!("like {whole}: {} to {}", at(1), at(2)),
            format!("above: {} to {}", at(2), at(3)),
            format!("over double: above {}", at(3)),
        ]
    }

    /// The same in a word or two, for tables and tooltips.
    pub(crate) fn short_names(&self) -> [&'static str; 5] {
        match self.by {
            By::Given => self.scheme.map_or([""; 5], |scheme| scheme.short_names),
            By::Chance => ["far below", "below", "cannot be told apart", "above", "far above"],
            By::Ratio => {
                let like = if self.findings.is_england() { "like England" } else { "like all areas" };
                ["under half", "below", like, "above", "over double"]
            }
        }
    }

    /// What the classes are beside each other.
    pub(crate) fn scale(&self) -> Scale {
        self.scheme.map_or(Scale::Sides, |scheme| scheme.scale)
    }

    /// What the key is headed with.
    pub(crate) fn title(&self) -> String {
        let whole = self.findings.whole();
        let value = self.overall().filter(|_| self.rates).map(|v| format!(" ({})", self.figures.value(v)));
        let value = value.unwrap_or_default();
        match self.by {
            By::Given => self.scheme.map_or_else(String::new, |scheme| scheme.title.clone()),
            By::Chance => {
                format!("Against {whole}{value}, by the {}% interval", level(self.findings.levels[1]))
            }
            By::Ratio => format!("Against {whole}{value}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, as WCAG 2 defines it.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        let linear = |v: f64| if v <= 0.04045 { v / 12.92 } else { libm::pow((v + 0.055) / 1.055, 2.4) };
        let [r, g, b] = [1, 3, 5].map(|at| linear(channel(at)));
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[test]
    fn without_colour_every_class_is_told_by_its_sign_and_how_dark_it_is() {
        let told = |class: usize| (sign(class), luminance(COLOURS[class]));
        for a in 0..5 {
            for b in a + 1..5 {
                let ((one, dark), (other, light)) = (told(a), told(b));
                let apart = (dark.max(light) + 0.05) / (dark.min(light) + 0.05);
                assert!(one != other || apart > 1.7, "classes {a} and {b}: {apart}");
            }
        }
    }

    #[test]
    fn a_scale_that_goes_one_way_is_darker_with_every_class() {
        let steps: Vec<f64> = (0..5).map(|class| luminance(colour(Scale::OneWay, class)) + 0.05).collect();
        assert!(steps.windows(2).all(|pair| pair[0] / pair[1] > 1.15), "{steps:?}");
    }

    #[test]
    fn limits_belong_to_the_class_nearer_to_the_middle() {
        let cases = [0.0, 0.49, 0.5, 0.79, 0.8, 1.0, 1.25, 1.26, 2.0, 2.01];
        assert_eq!(cases.map(of_ratio), [0, 0, 1, 1, 2, 2, 2, 3, 3, 4]);
    }
}
