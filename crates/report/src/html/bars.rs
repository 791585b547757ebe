//! Pages of what commands say of slices whose areas are above or below something: signed bars, the sentence, every area.

mod page;
mod scenarios;

use crate::number::significant;
use crate::report::{Drawn, Figure};
use crate::words;
pub use page::bars_page;
pub use scenarios::{demand_bars, localities_bars, split_bars};
use std::borrow::Cow;
use std::sync::Arc;
use unwarranted_core::Period;
use unwarranted_core::moves::{Moved, MovedArea};
use unwarranted_core::opportunity::{AreaOpportunity, Opportunity};
use unwarranted_core::rates::RateUnit;
use unwarranted_core::text::capitalised;
use unwarranted_plot::figures::Figures;
use unwarranted_plot::labels::{Labels, LabelsBy};
use unwarranted_plot::numbers::count;
use unwarranted_plot::{SignedBar, SignedSubject, Size, signed};

/// Slices that are drawn; others are in the tables of the folder.
const MOST: usize = 24;

/// One area of a slice: what its bar shows, and what the table has of it.
#[derive(Debug)]
struct Bar {
    area: Arc<str>,
    name: Option<Arc<str>>,
    value: f64,
    cells: Vec<(f64, String)>,
}

/// One slice: what is drawn of it and said.
#[derive(Debug)]
pub struct Bars {
    treatment: Arc<str>,
    period: Period,
    bars: Vec<Bar>,
    /// What a bar shows, with its unit.
    unit: String,
    figures: Figures,
    /// The finding, in a line.
    finding: String,
    said: String,
    notes: Vec<String>,
    /// The heads of the cells.
    heads: Vec<&'static str>,
    /// What a bar is of, one and many, where it is no area of the labels.
    what: Option<[&'static str; 2]>,
}

/// A chart of the page: its name, and the drawing or why there is none.
pub type BarsChart = (String, Drawn);

fn is_money(labels: Option<&Labels>) -> bool {
    labels.is_some_and(|l| l.unit.is_money())
}

fn figures(labels: Option<&Labels>) -> Figures {
    if is_money(labels) { Figures::pounds() } else { Figures::plain() }
}

/// What one head has more or less, as the unit says where it is of one of what rates are over.
fn per_head(labels: Option<&Labels>) -> String {
    match labels.map(|l| (&l.unit, l.unit.per())) {
        Some((unit, None | Some(1.0))) if !unit.is_nameless() => unit.to_string(),
        _ if is_money(labels) => "pounds per head".to_owned(),
        _ => "per head".to_owned(),
    }
}

/// What moving money does, slice by slice: a bar for what each area gains or loses per head.
#[must_use]
pub fn moves_bars(slices: &[Moved], labels: &LabelsBy) -> Vec<Bars> {
    slices.iter().map(|s| moved(s, labels.get(&s.treatment))).collect()
}

fn moved(s: &Moved, labels: Option<&Labels>) -> Bars {
    let figures = figures(labels);
    let bar = |a: &MovedArea| {
        let shown = |value: f64| (value, figures.value(value));
        let change = (a.change, words::of_numerator(a.change, labels));
        let cells = vec![change, shown(a.change_per_head), shown(a.rate_before), shown(a.rate_after)];
        Bar { area: Arc::clone(&a.area), name: a.name.clone(), value: a.change_per_head, cells }
    };
    let bars = s.areas.iter().map(bar).collect();
    let moved = words::of_numerator(s.moved, labels);
    let finding = match s.winners + s.losers {
        0 => "Nothing changes hands".to_owned(),
        _ => format!("{moved} would change hands: {} areas gain and {} lose", s.winners, s.losers),
    };
    Bars {
        treatment: Arc::clone(&s.treatment),
        period: s.period,
        bars,
        unit: format!("Gains or loses, {}", per_head(labels)),
        finding,
        said: words::moved(s, labels),
        notes: vec!["A bar for each area, the largest gain on the left.".to_owned()],
        heads: vec!["Change", "Per head", "Rate before", "Rate after"],
        figures,
        what: None,
    }
}

/// What moving areas to a target comes to, slice by slice: a bar for what each area has above or below it.
#[must_use]
pub fn opportunity_bars(slices: &[Opportunity], labels: &LabelsBy) -> Vec<Bars> {
    slices.iter().map(|s| opportunity(s, labels.get(&s.treatment))).collect()
}

fn opportunity(s: &Opportunity, labels: Option<&Labels>) -> Bars {
    let pounds = words::in_pounds(s, labels);
    let figures = if pounds { Figures::pounds() } else { Figures::counts() };
    let counted = |v: f64| (v, if is_money(labels) { figures.value(v) } else { Figures::counts().value(v) });
    let bar = |a: &AreaOpportunity| {
        let (shown, rate) = (|v: f64| (v, figures.value(v)), |v: f64| (v, significant(v, 3)));
        let cells = vec![counted(a.observed), rate(a.rate), rate(a.target), shown(a.signed), shown(a.clipped)];
        Bar { area: Arc::clone(&a.area), name: a.name.clone(), value: a.signed, cells }
    };
    let bars = s.areas.iter().map(bar).collect();
    let side = if s.polarity == "low" { "Above (below zero: below)" } else { "Below (below zero: above)" };
    let unit = labels.and_then(|l| l.unit.counted().map(str::to_owned));
    let what = if pounds { "pounds".to_owned() } else { unit.unwrap_or_else(|| "in its units".to_owned()) };
    Bars {
        treatment: Arc::clone(&s.treatment),
        period: s.period,
        bars,
        unit: match words::savings_named(s) {
            Some(named) => format!("{named}, {what}"),
            None => format!("{side} the target, {what}"),
        },
        finding: words::opportunity_short(s, labels),
        said: words::opportunity(s, labels),
        notes: s.notes.iter().map(|note| capitalised(note)).collect(),
        heads: vec!["Observed", "Rate", "Target", "Signed", "Clipped"],
        figures,
        what: None,
    }
}

fn words_of<'a>(of: &Bars, labels: &'a LabelsBy) -> Cow<'a, Labels> {
    let plain = || {
        let (measure, unit) = (of.treatment.to_string(), RateUnit::given(""));
        Labels {
            measure,
            unit,
            areas: String::new(),
            membership: None,
            source: String::new(),
            program: String::new(),
            synthetic: false,
            polarity: None,
        }
    };
    labels.get(&of.treatment).map_or_else(|| Cow::Owned(plain()), Cow::Borrowed)
}

/// The charts of slices in the two widths of a page, named `stem`, or `stem`-1, `stem`-2 and so on where there are several.
#[must_use]
pub fn bars_charts(all: &[Bars], labels: &LabelsBy, stem: &str) -> Vec<BarsChart> {
    let one = |(at, of): (usize, &Bars)| {
        let name = if all.len() > 1 { format!("{stem}-{}", at + 1) } else { stem.to_owned() };
        let own = words_of(of, labels);
        let draw = |size: Size| signed(&subject(of, &own, (stem, size)));
        let drawn = draw(Size::WEB).and_then(|web| Ok(Figure { web, phone: draw(Size::PHONE)? }));
        (name, drawn)
    };
    all.iter().take(MOST).enumerate().map(one).collect()
}

fn subject<'a>(of: &'a Bars, labels: &'a Labels, (stem, size): (&'a str, Size)) -> SignedSubject<'a> {
    let bar = |b: &'a Bar| SignedBar { area: &b.area, name: b.name.as_deref(), value: b.value };
    let period = of.period.words();
    let number = of.bars.len();
    let counted = of.what.map_or_else(
        || labels.areas_counted(number),
        |[one, many]| format!("{} {}", count(number), if number == 1 { one } else { many }),
    );
    let parts = [labels.measure.clone(), counted, period];
    SignedSubject {
        chart: stem,
        labels,
        about: &of.treatment,
        until: "",
        bars: of.bars.iter().map(bar).collect(),
        unit: of.unit.clone(),
        figures: of.figures.clone(),
        findings: vec![of.finding.clone()],
        subtitle: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        notes: of.notes.clone(),
        size,
    }
}
