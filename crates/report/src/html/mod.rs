//! The page: one self-contained file that asks nothing of the network and works without scripts.

mod area_tables;
mod methods;
mod view;

use crate::error::Error;
use crate::number::{count, significant};
use crate::tables::{level_name, ordered};
use crate::{Report, ReportChart, words};
use area_tables::Subject;
use base64::Engine as _;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use sha2::{Digest, Sha256};
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::text::Labels;
use view::{CellView, ChartView, Col, Download, Fact, Measure, Outliers, Page, RowView, Section, TableView};

static TEMPLATE: &str = include_str!("page.html");
static STYLE: &str = include_str!("page.css");
static SCRIPT: &str = include_str!("page.js");

/// The page of a report as HTML that is also well-formed XML.
///
/// Only slices whose treatment has labels are told; nothing in it depends on the time.
///
/// # Errors
/// [`Error::Template`] when the template does not fit the page, a defect of this program.
pub fn page(report: &Report) -> Result<String, Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    env.add_template("page", TEMPLATE)?;
    let page = Value::from(Serde(view(report)));
    let safe = |text: &str| Value::from_safe_string(text.to_owned());
    Ok(env.get_template("page")?.render(context! { page, style => safe(STYLE), script => safe(SCRIPT) })?)
}

fn view(report: &Report) -> Page {
    let measures: Vec<(&SliceFindings, &Labels)> =
        report.focused().filter_map(|s| report.labels.get(&s.treatment).map(|l| (s, l))).collect();
    let single = measures.len() == 1;
    let (heading, standfirst) = match measures.as_slice() {
        [(s, l)] => (words::headline(s, l), standfirst(s, l)),
        _ => (
            format!("{} measures compared between areas", count(measures.len())),
            "Each measure is told below in the same order: the finding, the charts, who stands out.".to_owned(),
        ),
    };
    Page {
        title: heading.clone(),
        heading,
        standfirst,
        synthetic: measures.iter().any(|(_, l)| l.synthetic),
        program: format!("{} {}", report.manifest.program, report.manifest.version),
        policy: policy(),
        overview: (!single).then(|| overview(&measures)),
        measures: measures.iter().enumerate().map(|(i, (s, l))| measure(report, i + 1, s, l)).collect(),
        methods: methods::methods(report),
        provenance: methods::provenance(report),
        downloads: downloads(),
    }
}

/// Nothing may be loaded, and no script may run but the one of this page.
fn policy() -> String {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{hash}'; base-uri 'none'; \
         form-action 'none'"
    )
}

fn standfirst(s: &SliceFindings, l: &Labels) -> String {
    let mut parts = vec![l.unit.clone(), format!("{} {}", count(s.areas.len()), l.areas)];
    parts.extend(l.membership.clone());
    parts.push(s.period.words());
    parts.retain(|p| !p.is_empty());
    let text = parts.join(", ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One line per measure with what can be compared between measures.
fn overview(measures: &[(&SliceFindings, &Labels)]) -> TableView {
    let columns = vec![
        Col::text("Measure"),
        Col::text("Period"),
        Col::number("Areas"),
        Col::text("Finding"),
        Col::number("Areas that stand out"),
    ];
    let rows = measures.iter().map(|(s, l)| {
        let [_, outer] = s.levels;
        let flagged = words::flagged(s, "high", outer).len() + words::flagged(s, "low", outer).len();
        let outliers = match s.overdispersion.undefined {
            Some(_) => CellView::maybe(None, |_| String::new()),
            None => CellView::count(flagged),
        };
        let headline = words::headline(s, l);
        let finding = headline.strip_prefix(&format!("{}: ", l.measure)).unwrap_or(&headline).to_owned();
        let cells = vec![
            CellView::text(&l.measure),
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
    let series: Vec<&SliceFindings> = report.findings.iter().filter(|other| other.treatment == s.treatment).collect();
    let subject = Subject { slice: s, series: &series, labels: l, highlight: report.highlight };
    let anchor = format!("measure-{number}");
    Measure {
        heading: words::headline(s, l),
        standfirst: standfirst(s, l),
        summary: summary(report, s, l),
        charts: report.charts_of(&s.treatment).map(|c| chart(report, c, &anchor, &subject)).collect(),
        indices: indices(s),
        over_time: over_time(&subject),
        outliers: outliers(&subject),
        anchor,
    }
}

fn summary(report: &Report, s: &SliceFindings, l: &Labels) -> Vec<Fact> {
    let mut facts = vec![
        Fact { label: "What we found", text: words::found(s, l) },
        Fact { label: "How sure we are", text: words::how_sure(s) },
        Fact { label: "Compared with what", text: words::compared(s, l) },
    ];
    let highlighted = report.highlight.map(|code| words::highlighted(s, l, code));
    facts.extend(highlighted.map(|text| Fact { label: "The highlighted area", text }));
    let left_out: Vec<String> = words::partial_period(s).into_iter().chain(words::left_out(s)).collect();
    if !left_out.is_empty() {
        facts.push(Fact { label: "What is not in it", text: left_out.join(" ") });
    }
    facts
}

fn chart(report: &Report, c: &ReportChart, anchor: &str, subject: &Subject) -> ChartView {
    let twin = match &*c.id {
        id if id.contains("decile") || id.contains("time") => subject.over_time(),
        id if id.contains("funnel") => subject.funnel(),
        _ => subject.ranked(),
    };
    let folder = report.chart_folder(&c.treatment);
    let file = |kind: &str, about: &str| Download {
        href: format!("{folder}/{}.{kind}", c.id),
        text: kind.to_uppercase(),
        about: about.to_owned(),
    };
    let mut files = Vec::new();
    if c.outcome.is_ok() {
        files.push(file("svg", "for print and editing"));
        files.extend(c.png.as_ref().map(|_| file("png", "for slides and the web")));
    }
    let (heading, svg, not_drawn) = match &c.outcome {
        Ok(d) => (d.headline.clone(), Some(element(&d.svg, &format!("{anchor}-{}-", c.id))), None),
        Err(reason) => (c.title.clone(), None, Some(reason.reason.clone())),
    };
    ChartView { anchor: format!("{anchor}-{}", c.id), heading, about: c.about.clone(), svg, not_drawn, files, twin }
}

/// The `svg` element of a document, without what comes before it, its identifiers made unique in the page.
fn element(svg: &str, prefix: &str) -> String {
    let start = svg.find("<svg").unwrap_or(0);
    let mut out = svg[start..].trim_end().to_owned();
    for mark in ["id=\"", "url(#", "href=\"#", "aria-labelledby=\"", "aria-describedby=\""] {
        out = out
            .replace(&format!(" {mark}"), &format!(" {mark}{prefix}"))
            .replace(&format!("\"{mark}"), &format!("\"{mark}{prefix}"));
    }
    out
}

fn indices(s: &SliceFindings) -> TableView {
    let columns = vec![Col::text("Index"), Col::number("Value"), Col::text("Remarks")];
    let rows = s.indices.iter().map(|e| {
        let remark = match (&e.undefined, &e.note) {
            (Some(reason), _) => format!("Undefined: {reason}."),
            (None, Some(note)) => note.clone(),
            (None, None) => String::new(),
        };
        let cells = vec![
            CellView::text(format!("{} ({})", e.title, e.id)),
            CellView::maybe(e.value, |v| significant(v, 3)),
            CellView::text(remark),
        ];
        RowView { cells, pinned: false }
    });
    let caption = format!("Indices of variation, {}", s.period.words());
    TableView { caption, columns, rows: rows.collect(), ..TableView::default() }
}

fn over_time(subject: &Subject) -> Option<Section> {
    let (first, last) = (subject.series.first()?, subject.series.last()?);
    if subject.series.len() < 2 {
        return None;
    }
    let change = words::index(first, "eq-5-95").zip(words::index(last, "eq-5-95"));
    let heading = match change {
        Some((a, b)) => format!(
            "From {} to {}: the difference went from {} to {} times",
            first.period.words(),
            last.period.words(),
            significant(a, 2),
            significant(b, 2)
        ),
        None => format!("From {} to {}, period by period", first.period.words(), last.period.words()),
    };
    let text = match change {
        Some(_) => {
            "The heading compares the rates of areas 5% from the top and 5% from the bottom (eq-5-95). Small changes \
                    from one period to the next may be chance. Areas that opened, closed or merged change the comparison."
        }
        None => {
            "Small changes from one period to the next may be chance. Areas that opened, closed or merged change the comparison."
        }
    };
    Some(Section { heading, text: text.to_owned(), table: subject.indices_over_time() })
}

fn outliers(subject: &Subject) -> Outliers {
    let s = subject.slice;
    let heading = words::stand_out_heading(s);
    let (paragraphs, tables) = if let Some(reason) = &s.overdispersion.undefined {
        (
            vec![format!("Whether an area differs from the rest by more than chance cannot be said: {reason}.")],
            extremes(subject),
        )
    } else {
        tested(subject)
    };
    Outliers { heading, paragraphs, tables, all: subject.all() }
}

/// The three highest and the three lowest areas, or none where there are too few to choose from.
fn extremes(subject: &Subject) -> Vec<TableView> {
    let order = ordered(subject.slice);
    if order.len() < 6 {
        return Vec::new();
    }
    let lowest = &order[order.len() - 3..];
    let mut tables = vec![subject.chosen("The three highest rates".to_owned(), &order[..3])];
    if lowest.iter().all(|a| a.observed > 0.0) {
        tables.push(subject.chosen("The three lowest rates".to_owned(), lowest));
    } else {
        let none: Vec<&AreaFinding> = order.into_iter().filter(|a| a.observed <= 0.0).collect();
        tables.push(subject.chosen(format!("Areas where nothing was recorded: {}", none.len()), &none));
    }
    tables
}

fn tested(subject: &Subject) -> (Vec<String>, Vec<TableView>) {
    let s = subject.slice;
    let [inner, outer] = s.levels;
    let (inner_name, outer_name) = (level_name(inner), level_name(outer));
    let (high, low) = (words::flagged(s, "high", outer), words::flagged(s, "low", outer));
    let near = words::flagged(s, "high", inner).len() + words::flagged(s, "low", inner).len();
    let paragraphs = vec![
        words::stand_out_count(s),
        format!(
            "Another {near} lie between the {inner_name}% and the {outer_name}% limits. Outside the {inner_name}% limits one would find {} of {} \
             areas by chance, so these are no more than a reason to look again.",
            words::by_chance(s, inner),
            count(s.areas.len())
        ),
        "To stand out is a question, not a verdict: it may come from need, from how care is recorded, or from how care is given.".to_owned(),
    ];
    let mut tables = Vec::new();
    if !high.is_empty() {
        tables.push(subject.chosen(format!("Higher than expected, outside the {outer_name}% limits"), &high));
    }
    if !low.is_empty() {
        tables.push(subject.chosen(format!("Lower than expected, outside the {outer_name}% limits"), &low));
    }
    (paragraphs, tables)
}

fn downloads() -> Vec<Download> {
    let file =
        |href: &str, about: &str| Download { href: href.to_owned(), text: href.to_owned(), about: about.to_owned() };
    vec![
        file(
            "areas.csv",
            "every area and period: observed, denominator, expected, rate, interval, ratio, limits, flag",
        ),
        file("areas.json", "the same for programs"),
        file("indices.csv", "every index of every period, undefined ones with the reason"),
        file("indices.json", "the same for programs"),
        file("set_aside.csv", "what was not used, by reason and area"),
        file("manifest.json", "files read and written with their SHA-256, options, version, when it was made"),
    ]
}
