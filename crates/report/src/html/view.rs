//! What the template is given: text, already rounded and worded. The template lays out and decides nothing.

use super::charts::ChartView;
use super::headlines::Headline;
use super::made_of::MadeOf;
use super::shell::Shell;
use serde::Serialize;
use std::collections::BTreeSet;
use unwarranted_core::Reason;

/// The whole page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    #[serde(flatten)]
    pub shell: Shell,
    pub heading: String,
    pub standfirst: String,
    /// The page that lists all measures, where this one shows one of many.
    pub contents: Option<Download>,
    /// One line per measure, where there are several.
    pub overview: Option<TableView>,
    pub measures: Vec<Measure>,
    pub methods: Methods,
    pub provenance: Provenance,
    pub downloads: Vec<Download>,
}

/// One treatment, shown in full.
#[derive(Debug, Serialize)]
pub(super) struct Measure {
    /// Anchor.
    pub anchor: String,
    pub heading: String,
    pub standfirst: String,
    /// The result, how sure it is, and what a reader must know at once.
    pub answer: Vec<String>,
    pub figures: Vec<Headline>,
    pub made_of: MadeOf,
    /// What was found, in full.
    pub found: String,
    /// What a reader must know before quoting.
    pub facts: Vec<Fact>,
    pub charts: Vec<ChartView>,
    /// What the fold of all indices is called.
    pub others: String,
    pub indices: TableView,
    pub growing: Option<Growing>,
    pub over_time: Option<Section>,
    pub sensitivity: Option<Section>,
    pub outliers: Outliers,
}

/// A label and what is said under it.
#[derive(Debug, Serialize)]
pub(super) struct Fact {
    pub label: &'static str,
    pub text: String,
}

/// Whether areas differ more than before.
#[derive(Debug, Serialize)]
pub(super) struct Growing {
    pub heading: String,
    pub text: String,
    /// Whether there is a verdict.
    pub judged: bool,
    pub chart: ChartView,
    /// The overall rate taken apart.
    pub months: Option<ChartView>,
}

/// A heading, some text, a table.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    pub heading: String,
    pub text: String,
    pub table: TableView,
    /// A row for each area, where there is one.
    pub areas: Option<TableView>,
}

/// Who stands out.
#[derive(Debug, Serialize)]
pub(super) struct Outliers {
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub tables: Vec<TableView>,
    pub all: TableView,
}

/// How we know.
#[derive(Debug, Serialize)]
pub(super) struct Methods {
    pub paragraphs: Vec<String>,
    pub formulas: Vec<Formula>,
}

/// An index or a rule as the registry describes it.
#[derive(Debug, Serialize)]
pub(super) struct Formula {
    pub id: &'static str,
    pub title: &'static str,
    pub formula: &'static str,
    pub source: &'static str,
    pub undefined_when: &'static str,
}

/// Data and provenance.
#[derive(Debug, Serialize)]
pub(super) struct Provenance {
    pub licence: Vec<String>,
    pub inputs: TableView,
    pub rows: TableView,
    pub set_aside: Vec<AsideView>,
    pub options: TableView,
    pub notes: Vec<String>,
    pub program: String,
}

/// Rows set aside in one slice for one reason.
#[derive(Debug, Serialize)]
pub(super) struct AsideView {
    pub summary: String,
    pub codes: String,
}

/// A link to a file of the report.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Download {
    pub href: String,
    pub text: String,
    pub about: String,
}

/// Rows that a table shows at once; of a longer one the first stand on the page, and all of them in a fold.
pub(super) const MOST_ROWS: usize = 20;

/// A table.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct TableView {
    pub caption: String,
    pub columns: Vec<Col>,
    pub rows: Vec<RowView>,
    /// Said below the table.
    pub notes: Vec<String>,
    /// Where the table goes on.
    pub more: Option<Download>,
    /// Whether the reader gets a filter box and sort marks.
    pub tools: bool,
}

/// A column.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Col {
    pub head: String,
    pub numeric: bool,
}

/// A row; its first cell is its header.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RowView {
    pub cells: Vec<CellView>,
    pub pinned: bool,
}

/// A cell: its text, and the exact number to sort by.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CellView {
    pub text: String,
    pub sort: Option<String>,
    pub absent: bool,
    /// Where the text leads.
    pub href: Option<String>,
}

impl Col {
    pub(super) fn text(head: impl Into<String>) -> Self {
        Self { head: head.into(), numeric: false }
    }

    pub(super) fn number(head: impl Into<String>) -> Self {
        Self { head: head.into(), numeric: true }
    }
}

impl CellView {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), sort: None, absent: false, href: None }
    }

    pub(super) fn number(value: f64, text: String) -> Self {
        Self { text, sort: Some(crate::number::exact(value)), absent: false, href: None }
    }

    /// The number as `say` puts it, or "undefined".
    pub(super) fn maybe(value: Option<f64>, say: impl Fn(f64) -> String) -> Self {
        match value {
            Some(v) => Self::number(v, say(v)),
            None => Self { text: "undefined".to_owned(), sort: None, absent: true, href: None },
        }
    }

    pub(super) fn count(n: usize) -> Self {
        Self { text: unwarranted_plot::numbers::count(n), sort: Some(n.to_string()), absent: false, href: None }
    }
}

impl TableView {
    /// Takes out the columns in which every cell is undefined, and says why below the table; `why` is asked by
    /// the place of the column and its head.
    pub(super) fn without_undefined_columns(mut self, why: impl Fn(usize, &str) -> String) -> Self {
        for at in (1..self.columns.len()).rev() {
            if !self.rows.is_empty() && self.rows.iter().all(|r| r.cells[at].absent) {
                let column = self.columns.remove(at);
                for row in &mut self.rows {
                    row.cells.remove(at);
                }
                let note = why(at, &column.head);
                if !self.notes.contains(&note) {
                    self.notes.insert(0, note);
                }
            }
        }
        self
    }

    /// With a row for each area whose figure is not known, after all others: its first cells, and the reason in all of the rest. What the
    /// reasons mean is said below the table.
    pub(super) fn with_unknown(mut self, unknown: impl Iterator<Item = (Vec<CellView>, Reason)>) -> Self {
        let mut reasons = BTreeSet::new();
        for (mut cells, reason) in unknown {
            let why = || CellView { absent: true, ..CellView::text(reason.briefly()) };
            cells.resize_with(self.columns.len(), why);
            self.rows.push(RowView { cells, pinned: false });
            reasons.insert(reason);
        }
        let said = |reason: Reason| sentence(&format!("{}: {}", reason.briefly(), reason.meaning()));
        self.notes.extend(reasons.into_iter().map(said));
        self
    }
}

/// Whether a text has a part too long to stand unbroken in a cell, as a hash or a path is; no word of a name is.
pub(super) fn unbroken(text: &str) -> bool {
    const LONGEST_WORD: usize = 24;
    text.split(|c: char| c.is_whitespace() || c == '-').any(|part| part.chars().count() > LONGEST_WORD)
}

/// A capital letter first, a full stop last.
pub(super) fn sentence(text: &str) -> String {
    format!("{}.", unwarranted_core::text::capitalised(text.trim().trim_end_matches('.')))
}
