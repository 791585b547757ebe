//! Headline, notes and text alternative of a map, and the figures drawn.

use super::classes::{By, Classes};
use super::states::{Located, State, WITHOUT};
use crate::chart::Subject;
use crate::data::{Data, Datum};
use crate::frame::Words;
use crate::labels::subtitle;
use crate::names::short;
use crate::numbers::{count, level};
use crate::places::Places;
use crate::scheme::Scale;
use unwarranted_core::text::be;

/// Most names in a list of a note.
const NAMES: usize = 6;

/// Words of a map; `kind` is what it is ("A map"), `notes` what a reader must know of its shapes.
pub(crate) fn words(subject: &Subject, classes: &Classes, rows: &[Located], kind: &str, shapes: &[String]) -> Words {
    let shown: Vec<&Located> = rows.iter().filter(|r| r.is_drawn()).collect();
    let is_judged = |r: &&&Located| matches!(r.state, State::Class(_));
    let judged: Vec<&Located> = shown.iter().filter(is_judged).copied().collect();
    Words {
        findings: headlines(subject, classes, &judged),
        subtitle: subtitle(
            &classes.unit,
            &areas(subject, judged.len(), rows.iter().filter(|r| is_judged(&r)).count()),
            &subject.findings.when(),
            subject.labels,
        ),
        notes: notes(subject, classes, rows, shapes),
        alt: alt(subject, classes, &shown, kind),
    }
}

/// How many areas are drawn, of how many where some have no boundary.
fn areas(subject: &Subject, drawn: usize, all: usize) -> String {
    let counted = subject.labels.areas_counted(all);
    if drawn < all { format!("{} of {counted}", count(drawn)) } else { counted }
}

fn headlines(subject: &Subject, classes: &Classes, judged: &[&Located]) -> Vec<String> {
    if let Some(scheme) = classes.scheme {
        return scheme.headlines.clone();
    }
    let whole = subject.findings.whole();
    let number = |class: usize| judged.iter().filter(|r| r.state == State::Class(class)).count();
    let n = count(judged.len());
    if judged.iter().all(|r| r.is_none()) {
        return vec![format!("none of the {n} areas recorded any")];
    }
    let [far_below, below, _, above, far_above] = [0, 1, 2, 3, 4].map(number);
    if classes.by == By::Chance {
        let (above, below) = (above + far_above, below + far_below);
        if above + below == 0 {
            return vec![format!("none of {n} areas can be told apart from {whole}")];
        }
        let counts = format!("{} of {n} areas {} above {whole} and {} below", count(above), be(above), count(below));
        return vec![format!("{counts}, more than chance explains"), counts];
    }
    if far_below + far_above == 0 {
        return vec![format!("in all {n} areas the rate is between half and double that of {whole}")];
    }
    let (over, under, are) = (count(far_above), count(far_below), be(far_above));
    vec![
        format!("in {over} of {n} areas the rate is over double that of {whole}, in {under} under half"),
        format!("{over} of {n} areas {are} over double {whole}, {under} under half"),
    ]
}

fn notes(subject: &Subject, classes: &Classes, rows: &[Located], shapes: &[String]) -> Vec<String> {
    let findings = subject.findings;
    let mut notes = vec![match classes.by {
        By::Given => classes.scheme.map_or_else(String::new, |scheme| scheme.note.clone()),
        By::Chance => format!(
            "An area is above or below where its whole {}% interval is; signs in the outer classes say the same without colour.",
            level(findings.levels[1])
        ),
        By::Ratio => "The classes are of the figures themselves, and signs in the outer ones say the same without colour; part of \
                      every difference is chance, and how much is not known here."
            .to_owned(),
    }];
    let own = subject.beside.places.map_or(&[][..], |p| &p.notes);
    notes.push(shapes.iter().chain(own).cloned().collect::<Vec<_>>().join(" "));
    for (state, word, _) in WITHOUT {
        let some: Vec<&Located> = rows.iter().filter(|r| r.is_drawn() && r.state == state).collect();
        notes.extend(listed(&format!("Hatched, {word}"), &some));
    }
    let undrawn = |r: &&Located| r.area.is_some() && !r.is_drawn();
    let undrawn: Vec<&Located> = rows.iter().filter(undrawn).collect();
    notes.extend(listed("In the data without a boundary here, and not drawn", &undrawn));
    if let Some(places) = subject.beside.places {
        notes.push(format!("Boundaries: {}. {}", places.vintage, places.source));
    }
    notes
}

/// "Hatched, suppressed: 2 areas (A; B)."
fn listed(what: &str, rows: &[&Located]) -> Option<String> {
    if rows.is_empty() {
        return None;
    }
    let names: Vec<String> = rows.iter().take(NAMES).map(|r| short(r.name)).collect();
    let more = match rows.len().saturating_sub(NAMES) {
        0 => String::new(),
        n => format!("; and {} more", count(n)),
    };
    let areas = if rows.len() == 1 { "area" } else { "areas" };
    Some(format!("{what}: {} {areas} ({}{more}).", count(rows.len()), names.join("; ")))
}

fn alt(subject: &Subject, classes: &Classes, shown: &[&Located], kind: &str) -> String {
    let names = classes.names();
    let mut counts = Vec::new();
    for (class, name) in names.iter().enumerate().rev().filter(|(_, name)| !name.is_empty()) {
        counts.push(format!("{} {}", name, count(shown.iter().filter(|r| r.state == State::Class(class)).count())));
    }
    for (state, word, _) in WITHOUT {
        let n = shown.iter().filter(|r| r.state == state).count();
        if n > 0 {
            counts.push(format!("{word} {}", count(n)));
        }
    }
    let mut ends: Vec<(f64, &Located)> = shown.iter().filter_map(|r| Some((classes.value(r.area?)?, *r))).collect();
    ends.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.name.cmp(b.1.name)));
    let told = |(value, row): &(f64, &Located)| format!("{} {}", short(row.name), classes.figures.value(*value));
    let high: Vec<String> = ends.iter().take(3).map(told).collect();
    let low: Vec<String> = ends.iter().rev().take(3).map(told).collect();
    format!(
        "{kind} of {}, {}. {}: {}. Highest: {}. Lowest: {}.",
        subject.labels.areas_counted(shown.len()),
        subject.findings.when(),
        classes.title(),
        counts.join("; "),
        high.join("; "),
        low.join("; ")
    )
}

/// Name, figure and class, for tooltips.
pub(crate) fn tooltip(classes: &Classes, row: &Located) -> String {
    let value = row.area.and_then(|a| classes.value(a)).map(|v| format!("{}, ", classes.figures.value(v)));
    format!("{}: {}{}", row.name, value.unwrap_or_default(), row.state.word(classes))
}

/// The figures drawn, with areas that have no place.
pub(crate) fn data(classes: &Classes, rows: &[Located]) -> Data {
    let mut data =
        Data::new(&["area", "name", "value", "lower", "upper", "ratio", "observed", "class", "no_class", "drawn"]);
    for row in rows {
        let word = row.state.word(classes);
        let (class, without): (Datum, Datum) = match row.state {
            State::Class(_) => (word.into(), Datum::Nothing),
            _ => (Datum::Nothing, word.into()),
        };
        data.push([
            row.code.into(),
            row.name.into(),
            row.area.and_then(|a| classes.value(a)).into(),
            row.area.and_then(|a| classes.interval(a)).map(|(lower, _)| lower).into(),
            row.area.and_then(|a| classes.interval(a)).map(|(_, upper)| upper).into(),
            row.area.filter(|_| classes.scale() == Scale::Sides).and_then(|a| a.ratio).into(),
            row.area.map(|a| a.observed).into(),
            class,
            without,
            if row.is_drawn() { "yes" } else { "no" }.into(),
        ]);
    }
    data
}

/// Why nothing can be drawn of these places, if nothing can.
pub(crate) fn refusal(subject: &Subject, rows: &[Located]) -> Option<String> {
    let Some(Places { rows: places, .. }) = subject.beside.places else {
        return Some("it needs to know where the areas lie; name a file of boundaries with --boundaries".to_owned());
    };
    if places.iter().all(|p| p.geometry == crate::places::Geometry::Missing) {
        return Some("no area of the file of boundaries has a geometry".to_owned());
    }
    let classed = rows.iter().any(|r| r.is_drawn() && matches!(r.state, State::Class(_)));
    (!classed).then(|| "no area with a figure has a place".to_owned())
}
