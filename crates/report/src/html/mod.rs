//! The page: one self-contained file that asks nothing of the network and works without scripts.

mod area;
mod area_columns;
mod area_more;
mod area_pages;
mod area_tables;
mod area_time;
mod bars;
mod charts;
mod dark;
mod dossier;
mod dossier_beside;
mod dossier_months;
mod dossier_steps;
mod downloads;
mod embed;
mod funding;
mod growing;
mod headlines;
mod indices;
mod league;
pub mod live;
mod made_of;
mod matrix;
mod matrix_page;
mod matrix_tables;
mod merge_page;
mod methods;
mod of_treatment;
mod outliers;
mod pages;
mod policy;
mod policy_page;
mod policy_tables;
mod pool_page;
mod provenance;
mod sensitivity;
mod shell;
mod site;
mod story;
mod time_tables;
mod view;
mod where_money;

use crate::error::Error;
use crate::number::worded;
use crate::report::Report;
use crate::words;
pub use area::area_page;
use area_columns::Subject;
pub use bars::{
    Bars, BarsChart, bars_charts, bars_page, demand_bars, localities_bars, moves_bars, opportunity_bars, split_bars,
};
pub use dossier::{dossier_figures, dossier_page};
pub use funding::{FUNDING_FILES, FundingChart, FundingPage, funding_page};
pub use league::{LeaguePage, league_page};
pub use matrix::matrix_page;
pub use matrix_page::MatrixPage;
pub use merge_page::{merge_chart, merge_page};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context, escape_formatter};
pub use of_treatment::{MOST_PAGES, treatment_pages, treatment_paths};
pub use pages::pages;
pub use policy::policy_page;
pub use policy_page::PolicyPage;
pub use pool_page::{pool_chart, pool_page};
use serde::Serialize;
use shell::{Place, Shell};
pub use site::site_pages;
use std::sync::LazyLock;
use unwarranted_core::text::capitalised;
use unwarranted_core::{SliceFindings, printable};
use unwarranted_plot::labels::Labels;
use view::{CellView, Col, Fact, Measure, Page, RowView, TableView};
pub use where_money::{opportunity_league_charts, opportunity_league_page};

static MACROS: &str = include_str!("macros.html");
static TEMPLATE: &str = include_str!("page.html");
static STYLE: LazyLock<String> = LazyLock::new(|| dark::with_dark(include_str!("page.css")));
static SCRIPT: &str = include_str!("page.js");

/// A page of a report.
fn whole(page: &Page) -> Result<String, Error> {
    render(TEMPLATE, &STYLE, page)
}

/// A slice in focus with the words of its treatment.
type Measured<'a> = (&'a SliceFindings, &'a Labels);

/// All measures of a report on one page, as HTML that is also well-formed XML.
///
/// Only slices whose treatment has labels are shown; nothing in it depends on the time.
///
/// # Errors
/// [`Error::Template`] when the template does not fit the page, a defect of this program.
pub fn page(report: &Report) -> Result<String, Error> {
    whole(&view(report, &measured(report)))
}

fn measured<'a>(report: &'a Report) -> Vec<Measured<'a>> {
    report.focused().filter_map(|s| report.labels.get(&s.treatment).map(|l| (s, l))).collect()
}

fn render(template: &str, style: &str, page: &impl Serialize) -> Result<String, Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    // Names that would turn the direction of the line, or that XML forbids, are shown as what they are.
    env.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => {
            escape_formatter(out, state, &Value::from(printable::lines(text).into_owned()))
        }
        _ => escape_formatter(out, state, value),
    });
    env.add_test("unbroken", view::unbroken);
    env.add_test("long", |rows: usize| rows > view::MOST_ROWS);
    env.add_filter("counted", unwarranted_plot::numbers::count);
    env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    env.add_template("macros", MACROS)?;
    env.add_template("page", template)?;
    let page = Value::from(Serde(page));
    let safe = |text: &str| Value::from_safe_string(text.to_owned());
    Ok(env.get_template("page")?.render(context! { page, style => safe(style), script => safe(SCRIPT) })?)
}

/// A page with these measures.
fn view(report: &Report, measures: &[Measured]) -> Page {
    let single = measures.len() == 1;
    let (heading, standfirst) = match measures {
        [(s, l)] => (words::headline(s, l), standfirst(s, l)),
        _ => (
            format!("{} measures compared between areas", capitalised(&worded(measures.len()))),
            "Each measure follows in the same order: the finding, the charts, which areas are unusual.".to_owned(),
        ),
    };
    Page {
        shell: Shell::of(&report.manifest, heading.clone(), measures.iter().any(|(_, l)| l.synthetic), Place::Alone),
        heading,
        standfirst,
        contents: None,
        overview: (!single)
            .then(|| overview(measures, (1..=measures.len()).map(|i| format!("#measure-{i}")).collect())),
        measures: measures.iter().enumerate().map(|(i, (s, l))| measure(report, i + 1, s, l)).collect(),
        methods: methods::methods(report),
        provenance: provenance::provenance(report, measures),
        downloads: downloads::downloads(report, &[]),
    }
}

/// The `svg` element of a document, without what comes before it. Charts carry identifiers of their own.
fn element(svg: &str) -> String {
    svg[svg.find("<svg").unwrap_or(0)..].trim_end().to_owned()
}

fn standfirst(s: &SliceFindings, l: &Labels) -> String {
    let mut parts = vec![l.unit.to_string(), l.areas_counted(s.areas.len())];
    parts.extend(l.membership.clone());
    parts.push(s.when());
    parts.retain(|p| !p.is_empty());
    let text = parts.join(", ");
    capitalised(&text)
}

/// One line per measure with what can be compared between measures; `links` lead to them.
fn overview(measures: &[Measured], links: Vec<String>) -> TableView {
    let columns = vec![
        Col::text("Measure"),
        Col::text("Period"),
        Col::number("Areas"),
        Col::text("Finding"),
        Col::number("Unusual areas"),
    ];
    let rows = measures.iter().zip(links).map(|((s, l), link)| {
        let (high, low) = words::unusual(s);
        let outliers = match s.overdispersion.undefined {
            Some(_) => CellView { text: "not tested".to_owned(), ..CellView::maybe(None, |_| String::new()) },
            None => CellView::count(high + low),
        };
        let headline = words::headline(s, l);
        let finding = headline.strip_prefix(&format!("{}: ", l.measure)).unwrap_or(&headline).to_owned();
        let cells = vec![
            CellView { href: Some(link), ..CellView::text(&l.measure) },
            CellView::text(s.period.words()),
            CellView::count(s.areas.len()),
            CellView::text(finding),
            outliers,
        ];
        RowView { cells, pinned: false }
    });
    TableView { caption: "The measures at a glance".to_owned(), columns, rows: rows.collect(), ..TableView::default() }
}

fn measure(report: &Report, number: usize, s: &SliceFindings, l: &Labels) -> Measure {
    let series = of_treatment(report.series, s);
    let told = of_treatment(report.findings, s);
    let subject = Subject { slice: s, series: &series, told: &told, labels: l, highlight: report.highlight };
    let anchor = format!("measure-{number}");
    let growing = growing::section(report, &subject, &anchor);
    let judged = growing.as_ref().is_some_and(|g| g.judged);
    Measure {
        heading: words::headline(s, l),
        standfirst: standfirst(s, l),
        answer: answer(&subject),
        figures: headlines::headlines(s, l),
        made_of: made_of::made_of(s, l),
        found: words::found(s, l),
        facts: facts(&subject),
        charts: report.charts_of(&s.treatment).map(|c| charts::chart(report, c, &anchor, &subject)).collect(),
        others: headlines::others(s),
        indices: indices::indices(s),
        growing,
        over_time: time_tables::section(&subject, judged),
        sensitivity: sensitivity::section(report.sensitivity.and_then(|all| all.get(&s.treatment)), s),
        outliers: outliers::outliers(&subject),
        anchor,
    }
}

fn of_treatment<'a>(all: &'a [SliceFindings], s: &SliceFindings) -> Vec<&'a SliceFindings> {
    all.iter().filter(|other| other.treatment == s.treatment).collect()
}

/// What the page says first: the result, how sure it is, the highlighted area, and whether the period is whole.
fn answer(subject: &Subject) -> Vec<String> {
    let (s, l) = (subject.slice, subject.labels);
    let mut said = words::in_short(s, l);
    said.extend(subject.highlight.map(|code| format!("The highlighted area: {}", words::highlighted(s, l, code))));
    said.extend([words::partial_period(s), words::newer(s, subject.series)].into_iter().flatten());
    said
}

/// What a reader must know before quoting a figure.
fn facts(subject: &Subject) -> Vec<Fact> {
    let (s, l) = (subject.slice, subject.labels);
    let mut facts = vec![Fact { label: "Compared with what", text: words::compared(s, l) }];
    facts.extend(l.polarity.map(|polarity| Fact { label: "Which way is better", text: words::better(polarity) }));
    let missing = [words::elsewhere(s, subject.series), words::left_out(s)];
    let left_out: Vec<String> = missing.into_iter().flatten().collect();
    if !left_out.is_empty() {
        facts.push(Fact { label: "What is not in it", text: left_out.join(" ") });
    }
    facts
}

/// The lines of the summary of a page that is put together while it is read.
fn summary(subject: &Subject) -> Vec<Fact> {
    let (s, l) = (subject.slice, subject.labels);
    let fact = |label: &'static str, text: String| Fact { label, text };
    let mut all = vec![fact("What we found", words::found(s, l)), fact("How sure we are", words::how_sure(s, l))];
    let highlighted = subject.highlight.map(|code| fact("The highlighted area", words::highlighted(s, l, code)));
    all.extend(facts(subject));
    all.extend(highlighted);
    let whole = [words::partial_period(s), words::newer(s, subject.series)];
    all.extend(whole.into_iter().flatten().map(|text| fact("The period", text)));
    all
}
