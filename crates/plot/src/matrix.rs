//! A map of areas by criteria: which were failed, met, or not assessed. Not in the list of charts, which are drawn from findings.

use crate::chart::Drawing;
use crate::data::{Data, Datum};
use crate::font::{Weight, fit, width};
use crate::frame::{Frame, Setting, Words};
use crate::labels::Labels;
use crate::numbers::count;
use crate::svg::{Anchor, Stroke, Text};
use crate::theme::{self, Size};

/// What is drawn.
#[derive(Debug)]
pub struct MatrixSubject<'a> {
    /// Measure, areas, source and program.
    pub labels: &'a Labels,
    /// Names of the criteria, in the order of the rows.
    pub criteria: &'a [String],
    /// Names of the areas, in the order of the columns.
    pub areas: &'a [String],
    /// By criterion and area: whether it failed; `None` where it was not assessed.
    pub failed: &'a [Vec<Option<bool>>],
    /// The finding.
    pub headline: &'a str,
}

const ROW: f64 = 15.0;
/// Names of criteria take this part of the width at most.
const NAMES: f64 = 0.34;

/// The drawing, for wide screens and paper: cells of a phone would be less than a pixel wide.
#[must_use]
pub fn matrix(subject: &MatrixSubject) -> Drawing {
    let (rows, columns) = (subject.criteria.len(), subject.areas.len());
    let sum = |wanted: Option<bool>| subject.failed.iter().flatten().filter(|cell| **cell == wanted).count();
    let [failed, met, missing] = [Some(true), Some(false), None].map(sum);
    let words = Words {
        findings: vec![subject.headline.to_owned()],
        subtitle: format!(
            "{} criteria, {}, the areas that fail most on the left",
            count(rows),
            subject.labels.areas_counted(columns)
        ),
        notes: vec!["Dark: failed. Pale: met. White with a line: not assessed.".to_owned()],
        alt: format!(
            "Criteria by areas: {} failed, {} met, {} not assessed. The tables beside it have them by name.",
            count(failed),
            count(met),
            count(missing)
        ),
    };
    let setting =
        Setting { labels: subject.labels, measure: "", about: "matrix", until: "", snug: true, size: Size::WEB };
    let mut frame = Frame::set(&setting, "matrix", &words, rows as f64 * ROW + 6.0);
    body(&mut frame, subject);
    frame.finish(data(subject))
}

fn body(frame: &mut Frame, subject: &MatrixSubject) {
    let plot = frame.plot;
    let widest = subject.criteria.iter().map(|c| width(c, theme::NOTE, Weight::Regular)).fold(0.0, f64::max);
    let names = widest.min((plot.x1 - plot.x0) * NAMES);
    let left = plot.x0 + names + 8.0;
    let step = (plot.x1 - left) / subject.areas.len().max(1) as f64;
    for (i, (criterion, cells)) in subject.criteria.iter().zip(subject.failed).enumerate() {
        let top = plot.y0 + i as f64 * ROW;
        let name = fit(criterion, theme::NOTE, Weight::Regular, names);
        let text = Text::label((plot.x0, top + 11.0), &name, Anchor::Start);
        frame.svg.text(Text { size: theme::NOTE, ..text });
        for (from, to, cell) in runs(cells) {
            let (x, wide) = (left + from as f64 * step, (to - from) as f64 * step);
            match cell {
                Some(failed) => {
                    let fill = if failed { theme::FAR_BELOW } else { theme::BAND };
                    frame.svg.rect((x, top + 1.0), wide, ROW - 2.0, fill);
                }
                None => {
                    let y = top + ROW / 2.0;
                    frame.svg.line((x, y), (x + wide, y), Stroke::solid(theme::HATCH, 1.0));
                }
            }
        }
    }
}

/// Neighbouring cells that are alike: first, one past the last, and what they are.
fn runs(cells: &[Option<bool>]) -> Vec<(usize, usize, Option<bool>)> {
    let mut runs: Vec<(usize, usize, Option<bool>)> = Vec::new();
    for (i, cell) in cells.iter().enumerate() {
        match runs.last_mut() {
            Some((_, to, same)) if same == cell => *to = i + 1,
            _ => runs.push((i, i + 1, *cell)),
        }
    }
    runs
}

fn data(subject: &MatrixSubject) -> Data {
    let mut data = Data::new(&["criterion", "area", "result"]);
    for (criterion, cells) in subject.criteria.iter().zip(subject.failed) {
        for (area, cell) in subject.areas.iter().zip(cells) {
            let result = cell.map(|failed| if failed { "failed" } else { "met" }.to_owned());
            data.push([criterion.as_str().into(), area.as_str().into(), Datum::from(result)]);
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::rates::RateUnit;

    #[test]
    fn cells_lie_within_the_frame_and_every_one_is_in_the_table() {
        let labels = Labels {
            measure: "Authorisation".to_owned(),
            unit: RateUnit::given(""),
            areas: "CCGs".to_owned(),
            membership: None,
            source: "Source: made up".to_owned(),
            program: "unwarranted".to_owned(),
            synthetic: true,
            polarity: None,
        };
        let criteria: Vec<String> =
            (0..40).map(|i| format!("{i}. A plan that is clear & <credible> in every long part")).collect();
        let areas: Vec<String> = (0..211).map(|i| format!("Area {i}")).collect();
        let cell = |i: usize, j: usize| [Some(true), Some(false), None][(i * 7 + j * j) % 3];
        let failed: Vec<Vec<Option<bool>>> = (0..40).map(|i| (0..211).map(|j| cell(i, j)).collect()).collect();
        let subject = MatrixSubject {
            labels: &labels,
            criteria: &criteria,
            areas: &areas,
            failed: &failed,
            headline: "Most fail one",
        };
        let drawn = matrix(&subject);
        assert_eq!(drawn.data.rows.len(), 40 * 211);
        assert!(!drawn.svg.contains("NaN") && !drawn.svg.contains("<credible>"));
        for rect in drawn.svg.split("<rect ").skip(1) {
            let of = |name: &str| -> f64 {
                let rest = rect.split_once(&format!("{name}=\"")).map_or("0\"", |(_, rest)| rest);
                rest.split('"').next().unwrap().parse().unwrap()
            };
            assert!(of("x") >= 0.0 && of("x") + of("width") <= 800.01, "{}", &rect[..60]);
        }
    }
}
