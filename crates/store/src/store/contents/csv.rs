//! The contents of a store as CSV: one row per table, gap and superseded table.

use super::{Contents, SeriesContents, TableContents};
use unwarranted_ingest::error::Error;

const HEADER: [&str; 16] = [
    "dataset",
    "series",
    "status",
    "month",
    "last_month",
    "layout",
    "geography",
    "file",
    "member",
    "rows",
    "bytes",
    "totals",
    "missing_months",
    "superseded_by",
    "superseded_when",
    "difference",
];

impl Contents {
    /// One row per table (`current`), per run of missing months (`gap`) and per table that was replaced (`superseded`).
    ///
    /// # Errors
    /// None in practice: the text is written to memory.
    pub fn to_csv(&self) -> Result<String, Error> {
        written(HEADER, self.series.iter().flat_map(rows))
    }
}

/// A table as CSV.
///
/// # Errors
/// None in practice: the text is written to memory.
pub(super) fn written<const N: usize>(
    header: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<String, Error> {
    let failed = |e: &dyn std::fmt::Display| Error::File { file: "CSV".to_owned(), problem: e.to_string() };
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(header).map_err(|e| failed(&e))?;
    for row in rows {
        csv.write_record(row).map_err(|e| failed(&e))?;
    }
    let bytes = csv.into_inner().map_err(|e| failed(&e))?;
    String::from_utf8(bytes).map_err(|e| failed(&e))
}

/// The rows of one series in the order of months.
fn rows(series: &SeriesContents) -> Vec<[String; 16]> {
    let geography = series.geographies.iter().copied().collect::<Vec<_>>().join(" ");
    let row = |status: &str, month: &str| {
        let mut row: [String; 16] = Default::default();
        row[0] = series.dataset.word().to_owned();
        row[1].clone_from(&series.series);
        row[2] = status.to_owned();
        row[3] = month.to_owned();
        row
    };
    let current = series.tables.iter().map(|table| current(row("current", &table.month), table, &geography));
    let gaps = series.gaps.iter().map(|gap| {
        let mut cells = row("gap", &gap.from);
        cells[4].clone_from(&gap.to);
        cells[12] = gap.months.to_string();
        cells
    });
    let superseded = series.superseded.iter().map(|old| {
        let mut cells = row("superseded", &old.month);
        cells[7] = guarded(&old.file);
        cells[11] = old.totals.to_string();
        cells[13] = guarded(&old.by);
        cells[14].clone_from(&old.when);
        cells[15] = old.difference.as_ref().map(ToString::to_string).unwrap_or_default();
        cells
    });
    let mut rows: Vec<[String; 16]> = current.chain(gaps).chain(superseded).collect();
    rows.sort_by(|a, b| a[3].cmp(&b[3]));
    rows
}

/// The row of a table that is in force.
fn current(mut cells: [String; 16], table: &TableContents, geography: &str) -> [String; 16] {
    cells[4].clone_from(&table.last);
    cells[5].clone_from(&table.format);
    geography.clone_into(&mut cells[6]);
    cells[7] = guarded(&table.file);
    cells[8] = guarded(table.member.as_deref().unwrap_or_default());
    cells[9] = table.rows.to_string();
    cells[10] = table.bytes.to_string();
    cells[11] = table.totals.to_string();
    cells
}

/// Text that a spreadsheet would run as a formula gets an apostrophe before it.
pub(super) fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() }
}
