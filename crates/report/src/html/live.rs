//! What is said of one slice that a reader asks for, as pieces of a page that is put together while it is read.

use super::area_columns::Subject;
use super::view::{MOST_ROWS, TableView, sentence, unbroken};
use super::{SCRIPT, STYLE, indices, of_treatment, outliers, standfirst, summary};
use crate::words;
use unwarranted_core::{SliceFindings, printable};
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::count;

/// What is said of one slice. Text is as it is; pieces called HTML are escaped.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    /// The finding in a line.
    pub heading: String,
    /// Unit, areas, period.
    pub standfirst: String,
    /// Lines of the summary, each a label and a text.
    pub facts: Vec<(&'static str, String)>,
    /// Which areas are unusual.
    pub unusual: Unusual,
    /// Every area with everything that a reader may look up, as HTML.
    pub areas: String,
    /// The indices, as HTML.
    pub indices: String,
    /// Deciles of the areas over time, as HTML; `None` for one period.
    pub over_time: Option<String>,
}

/// Which areas are unusual.
#[derive(Debug, Clone, PartialEq)]
pub struct Unusual {
    /// The one result in a line.
    pub heading: String,
    /// What it means and how sure it is.
    pub paragraphs: Vec<String>,
    /// The areas, as HTML.
    pub tables: Vec<String>,
}

/// What a page says of a slice; `series` are all slices of its treatment, in the order of time.
#[must_use]
pub fn live(slice: &SliceFindings, series: &[SliceFindings], labels: &Labels, highlight: Option<&str>) -> Live {
    let series = of_treatment(series, slice);
    let subject = Subject { slice, series: &series, told: &[slice], labels, highlight };
    let found = outliers::outliers(&subject);
    Live {
        heading: words::headline(slice, labels),
        standfirst: standfirst(slice, labels),
        facts: summary(&subject).into_iter().map(|fact| (fact.label, fact.text)).collect(),
        unusual: Unusual {
            heading: found.heading,
            paragraphs: found.paragraphs,
            tables: found.tables.iter().map(html).collect(),
        },
        areas: html(&found.all),
        indices: html(&indices::indices(slice)),
        over_time: (series.len() > 1).then(|| html(&subject.over_time())),
    }
}

/// The style of pages, with the dark one.
#[must_use]
pub fn style() -> &'static str {
    &STYLE
}

/// The script that sorts and filters the tables of a page.
#[must_use]
pub fn script() -> &'static str {
    SCRIPT
}

/// Why a chart is not drawn, as a sentence.
#[must_use]
pub fn not_drawn(reason: &str) -> String {
    format!("The chart is not drawn. {}", sentence(reason))
}

/// Text that is safe in HTML, with what acts on a line made visible.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable::lines(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A table as the template of pages lays it out.
fn html(table: &TableView) -> String {
    let caption = escape(&table.caption);
    // Many rows fold away, as on every page.
    let folds = table.rows.len() > MOST_ROWS;
    let mut out = String::new();
    if folds {
        let rows = count(table.rows.len());
        out += &format!("<details class=\"rest\"><summary>{caption}: {rows} rows</summary>\n");
    }
    out += &format!("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\">\n<table");
    out += if table.tools { " class=\"tools\">" } else { ">" };
    out += &format!("\n<caption>{caption}</caption>\n<thead><tr>");
    for column in &table.columns {
        let numeric = if column.numeric { " class=\"n\"" } else { "" };
        out += &format!("<th scope=\"col\"{numeric}>{}</th>", escape(&column.head));
    }
    out += "</tr></thead>\n<tbody>\n";
    for row in &table.rows {
        out += if row.pinned { "<tr class=\"pinned\">" } else { "<tr>" };
        for (at, cell) in row.cells.iter().enumerate() {
            let numeric = table.columns.get(at).is_some_and(|column| column.numeric);
            let text = escape(&cell.text);
            if at == 0 {
                let class = if unbroken(&cell.text) { " class=\"unbroken\"" } else { "" };
                out += &format!("<th scope=\"row\"{class}><bdi>{text}</bdi></th>");
                continue;
            }
            let class = match (cell.absent, numeric) {
                (true, _) => " class=\"absent\"",
                (false, true) => " class=\"n\"",
                (false, false) if unbroken(&cell.text) => " class=\"unbroken\"",
                (false, false) => "",
            };
            let sort = cell.sort.as_ref().map(|v| format!(" data-v=\"{}\"", escape(v))).unwrap_or_default();
            out += &format!("<td{class}{sort}>{text}</td>");
        }
        out += "</tr>\n";
    }
    out += "</tbody>\n</table>\n</div>\n";
    if folds {
        out += "</details>\n";
    }
    table.notes.iter().for_each(|note| out += &format!("<p class=\"note\">{}</p>\n", escape(note)));
    out
}
