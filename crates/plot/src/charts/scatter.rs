//! Two treatments against each other, or a rate against the size of the area, with the areas far out named.

use super::shared::{missing_highlight, not_shown, usable};
use crate::chart::{Chart, Draw, Drawing, Measure, NotDrawn, Shows, Subject};
use crate::cloud::{CloudAxis, CloudDot, CloudSubject, all_named, cloud};
use crate::figures::Figures;
use crate::names::short;
use crate::numbers::count;
use crate::text::none_or;
use unwarranted_core::AreaFinding;
use unwarranted_core::text::capitalised;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "scatter",
    title: "Two figures of each area",
    about: "Each area as a dot: across its rate in the first of two treatments, upwards in the second. Where there is one treatment \
            its rate stands against the number of people. Dashed: all areas together; those farthest out are named.",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Names, Shows::Highlight],
    twin: None,
    of_several: false,
    of_places: false,
    draw: Draw::Findings(draw),
};

/// Rates of a treatment, ratios where it has none.
fn axis(m: &Measure, named: bool) -> CloudAxis {
    let rates = m.findings.areas.iter().any(|a| a.rate.is_some());
    let unit = if rates { m.labels.unit.to_string() } else { "observed divided by expected".to_owned() };
    let name = if named { format!("{}: {unit}", m.labels.measure) } else { capitalised(&unit) };
    let figures = if rates { Figures::of(m.findings, &m.labels.unit) } else { Figures::ratios() };
    CloudAxis { name, overall: if rates { m.findings.rate } else { Some(1.0) }, figures }
}

fn value(m: &Measure, area: &AreaFinding) -> Option<f64> {
    let rates = m.findings.areas.iter().any(|a| a.rate.is_some());
    usable(if rates { area.rate } else { area.ratio })
}

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let own = Measure { findings: subject.findings, labels: subject.labels };
    let other = subject.beside.measures.iter().find(|m| m.findings.treatment != own.findings.treatment);
    let (axes, dots) = match other {
        Some(other) => {
            let find = |a: &AreaFinding| other.findings.areas.iter().find(|b| b.area == a.area);
            let both = |a| dot(a, value(&own, a), find(a).and_then(|b| value(other, b)));
            ([axis(&own, true), axis(other, true)], own.findings.areas.iter().filter_map(both).collect::<Vec<_>>())
        }
        None => {
            let size = CloudAxis { name: capitalised(&size_of(subject)), overall: None, figures: Figures::plain() };
            let both =
                own.findings.areas.iter().filter_map(|a| dot(a, usable(a.denominator.or(a.expected)), value(&own, a)));
            ([size, axis(&own, false)], both.collect())
        }
    };
    let (findings, notes) = (findings(subject, other, &axes, &dots), notes(subject, &axes, dots.len()));
    let areas = subject.labels.areas_counted(dots.len());
    let across = if other.is_some() { axes[0].name.clone() } else { size_of(subject) };
    let subtitle = format!("{} against {across}, {areas}, {}", axes[1].name, subject.findings.when());
    cloud(&CloudSubject {
        chart: CHART.id,
        labels: &subject.labels_of(&other.map_or_else(|| vec![own], |other| vec![own, *other])),
        measure: if other.is_some() { "" } else { &subject.labels.measure },
        about: &format!("{}-{}", subject.findings.treatment, subject.findings.period),
        until: &subject.until(),
        axes,
        dots,
        findings,
        subtitle,
        notes,
        highlight: subject.highlight,
        size: subject.size,
    })
}

/// What the size of an area is: the denominators by their name, or the expected values where there are none.
fn size_of(subject: &Subject) -> String {
    let counted = subject.findings.areas.iter().any(|a| a.denominator.is_some());
    let named = subject.labels.unit.denominator();
    if counted { named.unwrap_or_else(|| "denominator".to_owned()) } else { "expected number".to_owned() }
}

/// An area with both figures.
fn dot(area: &AreaFinding, x: Option<f64>, y: Option<f64>) -> Option<CloudDot<'_>> {
    Some(CloudDot { area: &area.area, name: area.name.as_deref(), x: x?, y: y? })
}

/// What the dots say.
fn findings(subject: &Subject, other: Option<&Measure>, axes_: &[CloudAxis; 2], dots: &[CloudDot]) -> Vec<String> {
    let whole = subject.findings.whole();
    let above = |v: f64, o: Option<f64>| o.is_some_and(|o| v > o);
    match other {
        Some(other) => {
            let side = |x: bool, y: bool| {
                dots.iter().filter(|d| above(d.x, axes_[0].overall) == x && above(d.y, axes_[1].overall) == y).count()
            };
            let same = side(true, true) + side(false, false);
            let (a, b) = (&subject.labels.measure, &other.labels.measure);
            vec![
                format!(
                    "{a} and {b}: {} of {} areas lie on the same side of {whole} in both",
                    count(same),
                    count(dots.len())
                ),
                format!("{} of {} areas lie on the same side of {whole} in both", count(same), count(dots.len())),
            ]
        }
        None if all_named(dots.len()) => ends(axes_, dots),
        None => {
            let mut sizes: Vec<f64> = dots.iter().map(|d| d.x).collect();
            sizes.sort_by(f64::total_cmp);
            let middle = sizes[sizes.len() / 2];
            let (small, large): (Vec<&CloudDot>, Vec<&CloudDot>) = dots.iter().partition(|d| d.x < middle);
            let over = |half: &[&CloudDot]| {
                let above = half.iter().filter(|d| above(d.y, axes_[1].overall)).count();
                format!("{} of the {}", none_or(above), count(half.len()))
            };
            vec![format!("{} smaller areas and {} larger ones lie above {whole}", over(&small), over(&large))]
        }
    }
}

/// The highest and the lowest of few.
fn ends([_, up]: &[CloudAxis; 2], dots: &[CloudDot]) -> Vec<String> {
    let by = |a: &&CloudDot, b: &&CloudDot| a.y.total_cmp(&b.y);
    let (Some(low), Some(high)) = (dots.iter().min_by(by), dots.iter().max_by(by)) else { return Vec::new() };
    let told = |d: &CloudDot| (short(d.name.unwrap_or(d.area)), up.figures.value(d.y));
    let ((lowest, least), (highest, most)) = (told(low), told(high));
    if least == most {
        return vec![format!("all {} areas recorded {most}", count(dots.len()))];
    }
    vec![
        format!("{highest} had the highest figure, {}, {lowest} the lowest, {least}", up.figures.with_unit(high.y)),
        format!("{highest} had the highest figure, {most}, {lowest} the lowest, {least}"),
        format!("the highest area recorded {most}, the lowest {least}"),
    ]
}

fn notes(subject: &Subject, [across, up]: &[CloudAxis; 2], areas: usize) -> Vec<String> {
    let whole = subject.findings.whole();
    let lines = if across.overall.is_some() && up.overall.is_some() { "lines" } else { "line" };
    let named = if all_named(areas) { "" } else { " Named: areas far from the cloud." };
    let mut notes = vec![format!(
        "Upwards: {}. Dashed {lines}: {whole}.{named} That two figures go together does not say that one makes the other.",
        up.name
    )];
    notes.extend(not_shown(subject.findings));
    notes.extend(missing_highlight(subject));
    notes
}
