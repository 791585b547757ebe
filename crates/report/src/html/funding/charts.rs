//! The charts of money by area.

use super::FundingPage;
use crate::words;
use unwarranted_core::Kind;
use unwarranted_core::funding::{AreaFunding, BesidePrescribing, Funding, TargetIs};
use unwarranted_core::text::capitalised;
use unwarranted_plot::figures::Figures;
use unwarranted_plot::labels::{Labels, sources};
use unwarranted_plot::{
    CloudAxis, CloudDot, CloudSubject, Drawing, NotDrawn, SignedBar, SignedSubject, Size, cloud, signed,
};

/// The name of the files of the chart of areas against target.
pub(super) const DISTANCE: &str = "distance";

/// Areas by how far their money is from target; without targets from that of all together, per head.
pub(super) fn distance(page: &FundingPage, f: &Funding, size: Size) -> Result<Drawing, NotDrawn> {
    let Some((unit, values)) = distances(f) else {
        return Err(NotDrawn { reason: "no people are known to divide the money by".to_owned() });
    };
    let bars: Vec<SignedBar> = f
        .areas
        .iter()
        .zip(values)
        .filter_map(|(a, value)| Some(SignedBar { area: &a.area, name: a.name.as_deref(), value: value? }))
        .collect();
    let subtitle = format!("{}, {}, {}", page.money.measure, page.money.areas_counted(bars.len()), f.period.words());
    let findings =
        words::from_target(f).unwrap_or_else(|| vec![f.unequal.last().map_or_else(String::new, words::range)]);
    signed(&SignedSubject {
        chart: DISTANCE,
        labels: page.money,
        about: &f.period.to_string(),
        until: "",
        bars,
        unit,
        figures: Figures::per_cent(),
        findings,
        subtitle,
        notes: vec!["A bar for each area, the highest on the left.".to_owned()],
        size,
    })
}

/// How far each area is from target in per cent, and what that is; `None` without targets and people.
fn distances(f: &Funding) -> Option<(String, Vec<Option<f64>>)> {
    let of_target = || f.areas.iter().map(|a| a.distance_percent).collect();
    match f.target_is {
        Some(TargetIs::Given) => Some(("Above or below target, %".to_owned(), of_target())),
        Some(TargetIs::WeightedShare) => {
            Some(("Above or below the share by weighted heads, %".to_owned(), of_target()))
        }
        None => {
            let unequal = f.unequal.last()?;
            let head = unequal.per?;
            let of_mean = |a: &AreaFunding| a.per(head).map(|per| 100.0 * (per / unequal.mean - 1.0));
            let unit = format!("Per {} head, % above or below all together", head.word());
            Some((unit, f.areas.iter().map(of_mean).collect()))
        }
    }
}

/// How the rates of a treatment are written, and what a rate per one of its denominator is multiplied by before.
pub(super) fn rates(page: &FundingPage, b: &BesidePrescribing) -> (Figures, f64) {
    let per = page.per.get(&b.treatment).copied().unwrap_or(1.0);
    let share = (b.kind == Kind::Share && [1.0, 100.0].contains(&per)).then_some(100.0 / per);
    match page.labels_of(b) {
        Some(labels) => (Figures::with(&labels.unit, share), per),
        None => (Figures::plain(), per),
    }
}

/// The source of the chart of money beside a treatment: its figures are of both.
pub(super) fn source(page: &FundingPage, b: &BesidePrescribing) -> String {
    sources([&page.money.source].into_iter().chain(page.labels_of(b).map(|l| &l.source)).map(String::as_str))
}

/// The words of the money, with the source of both.
fn labels(page: &FundingPage, b: &BesidePrescribing) -> Labels {
    let synthetic = page.money.synthetic || page.labels_of(b).is_some_and(|own| own.synthetic);
    Labels { source: source(page, b), synthetic, ..page.money.clone() }
}

/// Money per head across, the rate upwards.
pub(super) fn beside(page: &FundingPage, f: &Funding, b: &BesidePrescribing, size: Size) -> Result<Drawing, NotDrawn> {
    let ((figures, per), name) = (rates(page, b), page.name_of(b));
    let labels = labels(page, b);
    let unit = page.labels_of(b).map_or_else(String::new, |l| format!(": {}", l.unit));
    let dots: Vec<CloudDot> = b
        .points
        .iter()
        .map(|p| CloudDot { area: &p.area, name: FundingPage::area_name(f, p), x: p.funding, y: p.rate * per })
        .collect();
    let across = CloudAxis {
        name: format!("{}: £ per {} head", page.money.measure, b.per.word()),
        overall: middle(dots.iter().map(|d| d.x)),
        figures: Figures::pounds(),
    };
    let up =
        CloudAxis { name: capitalised(&format!("{name}{unit}")), overall: middle(dots.iter().map(|d| d.y)), figures };
    let subtitle =
        format!("{} against {}, {}, {}", up.name, across.name, page.money.areas_counted(dots.len()), f.period.words());
    let notes = vec![format!(
        "Upwards: {}. Dashed lines: the middle area of each. Named: areas far from the cloud. That two figures go together does not say \
         that one makes the other.",
        up.name
    )];
    cloud(&CloudSubject {
        chart: "beside",
        labels: &labels,
        measure: "",
        about: &format!("{}-{}", b.treatment, f.period),
        until: "",
        axes: [across, up],
        dots,
        findings: vec![words::link(b, page.labels_of(b))],
        subtitle,
        notes,
        highlight: None,
        size,
    })
}

/// The median; `None` of nothing.
fn middle(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut all: Vec<f64> = values.collect();
    all.sort_by(f64::total_cmp);
    let (low, high) = (all.get(all.len().checked_sub(1)? / 2)?, all.get(all.len() / 2)?);
    Some(f64::midpoint(*low, *high))
}
