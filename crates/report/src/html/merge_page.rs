//! The page of what merging areas hides: a bar of two parts for each treatment and period, the sentences, every group.

use super::bars::BarsChart;
use super::provenance;
use super::shell::Place;
use super::story::{Part, Story, chart_files, link};
use super::view::{CellView, Col, RowView, TableView};
use crate::error::Error;
use crate::manifest::Manifest;
use crate::number::significant;
use crate::report::{Figure, Report};
use crate::words;
use std::collections::BTreeSet;
use unwarranted_core::merge::{Merged, MergedArea};
use unwarranted_plot::labels::{Labels, LabelsBy};
use unwarranted_plot::{NotDrawn, PartedBar, PartedSubject, Size, parted};

/// Bars that are drawn; others are in the tables of the folder.
const MOST: usize = 40;

fn named(s: &Merged, labels: &LabelsBy, several: bool) -> String {
    let measure = labels.get(&s.treatment).map_or_else(|| s.treatment.to_string(), |l| l.measure.clone());
    if several { format!("{measure}, {}", s.period.words()) } else { measure }
}

/// The finding in a line.
fn finding(all: &[&Merged]) -> String {
    let [one] = all else {
        let shares = || all.iter().filter_map(|s| s.within_share);
        let (low, high) =
            shares().fold((f64::INFINITY, 0.0f64), |(low, high), share| (low.min(share), high.max(share)));
        let counts: BTreeSet<[usize; 2]> = all.iter().map(|s| [s.before.areas, s.after.areas]).collect();
        let of = match Vec::from_iter(counts)[..] {
            [[before, after]] => format!(" {before} areas into {after}"),
            _ => String::new(),
        };
        return format!(
            "Merging{of} would make lotteries look {} to {} smaller",
            words::per_cent(low),
            words::per_cent(high)
        );
    };
    if one.after.areas == one.before.areas {
        return "Nothing merges".to_owned();
    }
    let share = words::per_cent(one.within_share.unwrap_or(0.0));
    format!("Merging {} areas into {} would make the lottery look {share} smaller", one.before.areas, one.after.areas)
}

/// The sources of all of them.
fn sources(slices: &[Merged], labels: &LabelsBy) -> String {
    let all: BTreeSet<&str> =
        slices.iter().filter_map(|s| labels.get(&s.treatment)).map(|l| l.source.as_str()).collect();
    let bare = |text: &str| text.strip_prefix("Source: ").unwrap_or(text).to_owned();
    format!("Source: {}", all.into_iter().map(bare).collect::<Vec<_>>().join("; "))
}

/// The chart of all slices together, the most hidden on top, in the two widths of a page.
pub fn merge_chart(slices: &[Merged], labels: &LabelsBy, stem: &str) -> BarsChart {
    let mut all: Vec<&Merged> = slices.iter().filter(|s| s.within_share.is_some()).collect();
    let Some(first) = all.first().and_then(|s| labels.get(&s.treatment)) else {
        let reason = slices.iter().find_map(|s| s.undefined.clone());
        let reason = reason.unwrap_or_else(|| "there are no figures".to_owned());
        return (stem.to_owned(), Err(NotDrawn { reason }));
    };
    let first = &Labels { source: sources(slices, labels), ..first.clone() };
    let findings = vec![finding(&all)];
    all.sort_by(|a, b| {
        b.within_share
            .unwrap_or(0.0)
            .total_cmp(&a.within_share.unwrap_or(0.0))
            .then_with(|| a.treatment.cmp(&b.treatment))
    });
    let several = all.iter().any(|s| s.period != all[0].period);
    let bar = |s: &&Merged| PartedBar { name: named(s, labels, several), first: s.within_share.unwrap_or(0.0) };
    let mut notes = vec![
        "The whole bar is the variance between areas as they are, weighted by population: what lies within the merged areas would be hidden, with nothing \
         changed for any patient. Chance is part of both."
            .to_owned(),
    ];
    if all.len() > MOST {
        notes.push(format!("Shown: the {MOST} of {} of which most would be hidden.", all.len()));
    }
    let subtitle = match &all[..] {
        [one] => [first.measure.clone(), one.period.words()].join(", "),
        _ if several => "Variance between areas, by treatment and period".to_owned(),
        _ => format!("Variance between areas, {}", all[0].period.words()),
    };
    let draw = |size: Size| {
        parted(&PartedSubject {
            chart: stem,
            labels: first,
            about: &first.measure,
            bars: all.iter().take(MOST).map(bar).collect(),
            parts: ["would be hidden", "would be left"],
            findings: findings.clone(),
            subtitle: subtitle.clone(),
            notes: notes.clone(),
            size,
        })
    };
    (stem.to_owned(), draw(Size::WEB).and_then(|web| Ok(Figure { web, phone: draw(Size::PHONE)? })))
}

/// The page, as HTML that is also well-formed XML. `files` are those beside it.
///
/// # Errors
/// [`Error::Template`] when the template does not fit, a defect of this program.
pub fn merge_page(
    slices: &[Merged],
    labels: &LabelsBy,
    (name, drawn): &BarsChart,
    manifest: Manifest,
    files: &[String],
) -> Result<String, Error> {
    let report = Report::bare(labels, manifest);
    let all: Vec<&Merged> = slices.iter().filter(|s| s.within_share.is_some()).collect();
    let heading = if all.is_empty() { "What merging would do is undefined".to_owned() } else { finding(&all) };
    let standfirst = match slices {
        [one] => format!("{}, {}", named(one, labels, false), one.period.words()),
        _ => format!("{} treatments and periods", slices.len()),
    };
    let mut story = Story::new(&report, Place::Alone, heading, standfirst);
    let mut whole = Part::new(name.as_str(), "What would be hidden, and what would be left");
    let source = sources(slices, labels);
    whole.draw(drawn, chart_files(&format!("charts/{name}")), &source);
    story.parts.push(whole);
    for (at, s) in slices.iter().enumerate() {
        story.parts.push(part(s, labels.get(&s.treatment), &format!("{name}-{}", at + 1), &named(s, labels, true)));
    }
    story.provenance = Some(provenance::provenance(&report, &[]));
    story.downloads = files.iter().map(|name| link(name.clone(), name.clone())).collect();
    story.html()
}

fn part(s: &Merged, labels: Option<&Labels>, anchor: &str, heading: &str) -> Part {
    let mut part = Part::new(anchor, heading);
    part.paragraphs.push(words::merged(s, labels.map(|l| l.measure.as_str())));
    if s.merged.is_empty() {
        return part;
    }
    let rate = |value: f64| CellView::number(value, significant(value, 3));
    let row = |group: &MergedArea| RowView {
        cells: vec![
            CellView::text(group.area.to_string()),
            CellView::number(group.areas.len() as f64, group.areas.len().to_string()),
            rate(group.rate),
            rate(group.lowest),
            rate(group.highest),
        ],
        pinned: false,
    };
    let heads = ["Areas", "Rate after", "Lowest before", "Highest before"];
    let columns = [Col::text("Merged area")].into_iter().chain(heads.map(Col::number)).collect();
    let rows = s.merged.iter().map(row).collect();
    let tools = s.merged.len() > 8;
    part.tables.push(TableView {
        caption: "Every merged area. Rates are what was observed over the denominator, per one of it".to_owned(),
        columns,
        rows,
        tools,
        ..TableView::default()
    });
    part
}
