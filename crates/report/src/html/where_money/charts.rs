//! The charts of where the money is: one of what is in pounds, and one of parts of what was observed for everything else.

use crate::html::bars::BarsChart;
use crate::report::Figure;
use crate::words;
use crate::words::where_money as said;
use crate::words::{MoneyEntry, money_league};
use unwarranted_core::opportunity::{Opportunity, SavingsIs};
use unwarranted_core::rates::RateUnit;
use unwarranted_plot::figures::Figures;
use unwarranted_plot::labels::{self, Labels, LabelsBy};
use unwarranted_plot::numbers::{count, level};
use unwarranted_plot::{AmountBar, AmountSubject, NotDrawn, Size, Sure, amounts};

/// Bars that are drawn where there are many; others are in the tables.
const MOST: usize = 30;

/// Those in pounds, and the others.
pub(super) fn split<'a>(entries: &[MoneyEntry<'a>]) -> [Vec<MoneyEntry<'a>>; 2] {
    let of = |pounds: bool| entries.iter().filter(|e| e.pounds == pounds).cloned().collect();
    [of(true), of(false)]
}

/// The treatment, with its period where there are several.
pub(super) fn named(e: &MoneyEntry<'_>, several: bool) -> String {
    let measure = e.measure.unwrap_or(e.treatment);
    if several { format!("{measure}, {}", e.period.words()) } else { measure.to_owned() }
}

/// The sources of all of them.
pub(super) fn sources(slices: &[Opportunity], labels: &LabelsBy) -> String {
    labels::sources(slices.iter().filter_map(|s| labels.get(&s.treatment)).map(|l| l.source.as_str()))
}

/// The charts in the two widths of a page: that of pounds is named `stem`, the other `stem`-parts; only those that have something.
#[must_use]
pub fn opportunity_league_charts(slices: &[Opportunity], labels: &LabelsBy, stem: &str) -> Vec<BarsChart> {
    let Some(about) = slices.first() else { return Vec::new() };
    let entries = money_league(slices, labels);
    let kinds = split(&entries).into_iter().zip([stem.to_owned(), format!("{stem}-parts")]);
    let there = kinds.filter(|(of, _)| !of.is_empty());
    there.map(|(of, name)| chart(&of, about, (slices, labels), name)).collect()
}

fn chart(
    entries: &[MoneyEntry<'_>],
    about: &Opportunity,
    (slices, labels): (&[Opportunity], &LabelsBy),
    name: String,
) -> BarsChart {
    let with: Vec<&MoneyEntry<'_>> = entries.iter().filter(|e| e.clipped.is_some()).collect();
    let own = own(entries, (slices, labels));
    let several = with.iter().any(|e| e.period != with[0].period);
    let pounds = entries.iter().any(|e| e.pounds);
    let figures = if pounds { Figures::pounds() } else { Figures::with(&RateUnit::given(""), Some(100.0)) };
    let draw = |size: Size| {
        amounts(&AmountSubject {
            chart: &name,
            labels: &own,
            about: &about.target_is.to_string(),
            bars: with.iter().take(MOST).filter_map(|e| bar(e, several, labels)).collect(),
            figures: figures.clone(),
            level: level(about.confidence),
            findings: vec![said::finding(entries, about, labels)],
            subtitle: subtitle(entries, about, several),
            notes: notes(&with, about),
            size,
        })
    };
    let drawn = if with.is_empty() {
        let reason = entries.iter().find_map(|e| e.undefined).unwrap_or("there are no figures").to_owned();
        Err(NotDrawn { reason })
    } else {
        draw(Size::WEB).and_then(|web| Ok(Figure { web, phone: draw(Size::PHONE)? }))
    };
    (name, drawn)
}

/// The words of the first, with the sources of all.
fn own(entries: &[MoneyEntry<'_>], (slices, labels): (&[Opportunity], &LabelsBy)) -> Labels {
    let source = sources(slices, labels);
    let first = entries.iter().find_map(|e| labels.get(e.treatment));
    match first {
        Some(first) => Labels { source, ..first.clone() },
        None => Labels {
            measure: String::new(),
            unit: RateUnit::given(""),
            areas: String::new(),
            membership: None,
            source,
            program: String::new(),
            synthetic: false,
            polarity: None,
        },
    }
}

fn bar(e: &MoneyEntry<'_>, several: bool, labels: &LabelsBy) -> Option<AmountBar> {
    let of = |sum: Option<f64>| if e.pounds { sum } else { e.part_of(sum) };
    let whole = of(e.clipped)?;
    let interval = of(e.lower).zip(of(e.upper));
    let all = if e.pounds { said::roughly(e.clipped?, e) } else { words::per_cent(whole) };
    let sure = match (e.shown, interval) {
        (true, _) => Sure::Shown,
        (false, Some(_)) => Sure::NotShown,
        (false, None) => Sure::Unknown,
    };
    let (said, under) = match (sure, interval) {
        (Sure::Shown, _) if e.pounds => (all, said::interval_of(e, labels).unwrap_or_default()),
        (Sure::Shown, Some((lower, upper))) => {
            (all, format!("{} to {}", words::per_cent(lower), words::per_cent(upper)))
        }
        (Sure::NotShown, _) => ("none shown".to_owned(), format!("{all} may be chance")),
        _ => (all, String::new()),
    };
    Some(AmountBar { name: named(e, several), whole, beyond: of(e.beyond_chance), interval, sure, said, under })
}

fn subtitle(entries: &[MoneyEntry<'_>], about: &Opportunity, several: bool) -> String {
    let (wrong, to) = (said::wrong_side(entries), words::target_named(about));
    let part = if entries.iter().any(|e| e.pounds) { "" } else { ", as a part of all that was observed" };
    let when = match entries.first() {
        Some(first) if !several => format!(", {}", first.period.words()),
        _ => String::new(),
    };
    format!("What areas {wrong} {to} have beyond it{part}, by treatment{when}")
}

fn notes(with: &[&MoneyEntry<'_>], about: &Opportunity) -> Vec<String> {
    let mut notes = Vec::new();
    if about.savings.is_some_and(|is| is != SavingsIs::PerPatient) {
        notes.push(
            "OpenPrescribing allows for no chance here: part of each bar is chance, nobody has said how much."
                .to_owned(),
        );
    } else if with.iter().any(|e| e.by_chance.is_some()) {
        notes.push(
            "The whole bar is the clipped sum: areas on the better side count as zero. What chance alone would give if areas did not differ is taken off \
             it; where they do differ it is less. None shown: the interval holds 0."
                .to_owned(),
        );
    } else {
        notes.push(
            "The clipped sum: areas on the better side count as zero. Part of it is chance, and nothing says how much."
                .to_owned(),
        );
    }
    if with.len() > MOST {
        notes.push(format!("Shown: the first {MOST} of {}.", count(with.len())));
    }
    notes
}
