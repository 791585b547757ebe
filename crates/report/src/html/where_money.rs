//! The page of where the money is, over many treatments: a bar for each with its interval, what chance would give, every figure.

mod charts;

use super::bars::BarsChart;
use super::provenance;
use super::shell::Place;
use super::story::{Part, Story, chart_files, link};
use super::view::{CellView, Col, RowView, TableView, sentence};
use crate::error::Error;
use crate::manifest::Manifest;
use crate::report::Report;
use crate::words;
use crate::words::where_money as said;
use crate::words::{MoneyEntry, money_league};
pub use charts::opportunity_league_charts;
use charts::{named, sources, split};
use unwarranted_core::opportunity::{Opportunity, SavingsIs};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::{count, level};

/// Treatments that are told one by one; the others are in the tables.
const TOLD: usize = 24;

/// The page, as HTML that is also well-formed XML. `files` are those beside it.
///
/// # Errors
/// [`Error::Template`] when the template does not fit, a defect of this program.
pub fn opportunity_league_page(
    slices: &[Opportunity],
    labels: &LabelsBy,
    charts: &[BarsChart],
    manifest: Manifest,
    files: &[String],
) -> Result<String, Error> {
    let report = Report::bare(labels, manifest);
    let entries = money_league(slices, labels);
    let Some(about) = slices.first() else {
        let heading = "There is no treatment".to_owned();
        return Story::new(&report, Place::Alone, heading, String::new()).html();
    };
    let [pounds, others] = split(&entries);
    let first = if pounds.is_empty() { &others } else { &pounds };
    let heading = said::finding(first, about, labels);
    let mut story = Story::new(&report, Place::Alone, heading, standfirst(slices, &entries, labels));
    story.answer = answer(&entries, first, about);
    let kinds = [(&pounds, "Where the money is"), (&others, "What is not in pounds")];
    for ((entries, title), (name, drawn)) in kinds.into_iter().filter(|(of, _)| !of.is_empty()).zip(charts) {
        let mut part = Part::new(name.as_str(), title);
        part.draw(drawn, chart_files(&format!("charts/{name}")), &sources(slices, labels));
        part.tables.push(table(entries, labels));
        part.notes.push(
            "What is beyond chance is rounded to what its interval supports, the other sums to three digits."
                .to_owned(),
        );
        part.notes.extend(undefined(entries));
        story.parts.push(part);
    }
    let mut meaning = Part::new("meaning", "What these figures mean");
    meaning.paragraphs = said::explained(about, said::wrong_side(&entries));
    story.parts.push(meaning);
    story.parts.push(one_by_one(slices, labels, &entries));
    story.provenance = Some(provenance::provenance(&report, &[]));
    story.downloads = files.iter().map(|name| link(name.clone(), name.clone())).collect();
    story.html()
}

/// What, of whom, when.
fn standfirst(slices: &[Opportunity], entries: &[MoneyEntry<'_>], labels: &LabelsBy) -> String {
    let to = slices.first().map_or_else(String::new, words::target_named);
    let mut said = format!("What it would come to if every area {} {to} moved there", said::wrong_side(entries));
    let areas = slices.iter().map(|s| s.areas.len()).max().unwrap_or_default();
    let alike = slices.iter().all(|s| s.areas.len() == areas);
    let called = slices.first().and_then(|s| labels.get(&s.treatment));
    let called = called.map_or_else(|| format!("{} areas", count(areas)), |l| l.areas_counted(areas));
    said += &format!(", {}{called}", if alike { "" } else { "up to " });
    match entries.first() {
        Some(first) if entries.iter().all(|e| e.period == first.period) => {
            said += &format!(", {}", first.period.words());
        }
        _ => {}
    }
    said
}

/// The answer: how sure, how many, all together.
fn answer(entries: &[MoneyEntry<'_>], first: &[MoneyEntry<'_>], about: &Opportunity) -> Vec<String> {
    let without_chance = about.savings.is_some_and(|is| is != SavingsIs::PerPatient);
    let mut all: Vec<String> = said::order(first).into_iter().collect();
    if !without_chance {
        all.push(said::how_many(entries));
    }
    all.extend(said::together(first, &words::target_named(about)));
    all.extend(words::savings_named(about).map(|named| format!("These are {named}.")));
    all
}

fn table(entries: &[MoneyEntry<'_>], labels: &LabelsBy) -> TableView {
    let several = entries.iter().any(|e| e.period != entries[0].period);
    let confidence = entries.first().map_or_else(String::new, |e| level(e.confidence));
    let as_said = |value: Option<f64>, e: &MoneyEntry<'_>, say: fn(f64, &MoneyEntry<'_>) -> String| match value {
        Some(value) => CellView::number(value, say(value, e)),
        None => CellView { text: "not known".to_owned(), ..CellView::maybe(None, |_| String::new()) },
    };
    let fine = |value: Option<f64>, e: &MoneyEntry<'_>| as_said(value, e, said::bare);
    let rough = |value: Option<f64>, e: &MoneyEntry<'_>| as_said(value, e, said::roughly);
    let pounds = entries.iter().any(|e| e.pounds);
    let row = |e: &MoneyEntry<'_>| {
        let beyond = match e.beyond_chance {
            Some(_) if !e.shown && e.lower.is_some() => CellView::text("none shown"),
            value => fine(value, e),
        };
        let ends = e.lower.zip(e.upper).map(|(l, u)| format!("{} to {}", said::bare(l, e), said::bare(u, e)));
        let interval = ends.map_or_else(|| fine(None, e), CellView::text);
        let mut cells = vec![CellView::text(named(e, several))];
        if !pounds {
            cells.push(CellView::text(counted(e, labels)));
        }
        cells.push(CellView::text(e.polarity));
        cells.extend([rough(e.clipped, e), rough(e.by_chance, e), beyond, interval, rough(e.signed, e)]);
        cells.push(CellView::maybe(e.part_of(e.clipped), words::per_cent));
        RowView { cells, pinned: false }
    };
    let heads = ["Clipped", "Chance alone", "Beyond chance"].map(Col::number);
    let mut columns = vec![Col::text("Treatment")];
    columns.extend((!pounds).then(|| Col::text("Counted in")));
    columns.push(Col::text("Better"));
    columns.extend(heads);
    columns.extend([Col::text(format!("{confidence}% interval")), Col::number("Signed")]);
    columns.push(Col::number("Clipped, part of all"));
    TableView {
        caption: "Every treatment, in the order of what is beyond chance".to_owned(),
        columns,
        rows: entries.iter().map(row).collect(),
        tools: entries.len() > 8,
        ..TableView::default()
    }
    .without_undefined_columns(|_, _| "Nothing says how much of these sums is chance.".to_owned())
}

/// What sums are of.
fn counted(e: &MoneyEntry<'_>, labels: &LabelsBy) -> String {
    let unit = labels.get(e.treatment).and_then(|l| l.unit.counted().map(str::to_owned));
    unit.unwrap_or_else(|| "its units".to_owned())
}

/// What has no figures, and why.
fn undefined(entries: &[MoneyEntry<'_>]) -> Vec<String> {
    let one = |e: &MoneyEntry<'_>| {
        Some(sentence(&format!("Undefined, {}: {}", e.measure.unwrap_or(e.treatment), e.undefined?)))
    };
    entries.iter().filter_map(one).collect()
}

/// The sentence of each treatment, in the order of the league.
fn one_by_one(slices: &[Opportunity], labels: &LabelsBy, entries: &[MoneyEntry<'_>]) -> Part {
    let mut part = Part::new("each", "Treatment by treatment");
    let several = entries.iter().any(|e| e.period != entries[0].period);
    for entry in entries.iter().take(TOLD) {
        let of = slices.iter().find(|s| *s.treatment == *entry.treatment && s.period == entry.period);
        let Some(slice) = of else { continue };
        let own = words::opportunity(slice, labels.get(&slice.treatment));
        part.paragraphs.push(format!("{}: {own}", named(entry, several)));
    }
    if entries.len() > TOLD {
        let rest = entries.len() - TOLD;
        part.notes.push(format!("The first {TOLD} are told here; {rest} more are in the tables beside this page."));
    }
    part
}
