//! Tables whose header is not the first line: sheets with titles above it.

use super::{Header, Sample, Source};
use crate::error::Error;
use crate::read::{Bad, Row};
use crate::tables::{Tally, Verdict};

/// How many rows are looked at for a header.
const ROWS: usize = 20;

/// A table from its header on.
pub(crate) struct Below<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) header: Header,
    /// Lines above the header.
    above: u64,
}

/// Whether the first row, or one of those below it, is the header that `is_header` looks for.
pub(crate) fn has_header(sample: &Sample<'_>, is_header: impl Fn(&Header) -> bool) -> bool {
    is_header(&sample.header) || sample.rows.iter().any(|row| is_header(&Header::new(row.iter())))
}

impl<'a> Below<'a> {
    /// The table whose header `is_header` recognises.
    ///
    /// # Errors
    /// No such header in the first rows.
    pub(crate) fn find(source: &Source<'a>, is_header: impl Fn(&Header) -> bool) -> Result<Self, Error> {
        let first = source.header()?;
        if is_header(&first) {
            return Ok(Self { source: *source, header: first, above: 0 });
        }
        let rows = source.first_rows(ROWS);
        let found = rows.iter().find(|row| is_header(&Header::new(row.iter())));
        let start = found.and_then(csv::StringRecord::position).map(|p| (p.byte(), p.line()));
        let text = start.and_then(|(byte, _)| source.text.get(usize::try_from(byte).ok()?..));
        let (Some((_, line)), Some(text)) = (start, text) else {
            return Err(source.refuse(format!("the header was not found in the first {ROWS} rows")));
        };
        let source = Source { text, ..*source };
        Ok(Self { header: source.header()?, source, above: line - 1 })
    }

    /// As [`Source::each_row`], with lines counted from the top of the file. Rows without anything in them, and notes
    /// below the table (text in the first field only), are set aside.
    pub(crate) fn each_row(&self, mut take: impl FnMut(&Row<'_>) -> Result<Verdict, Bad>) -> Result<Tally, Error> {
        let columns = self.header.names().len();
        let tally = self.source.each_row(&self.header, |row| {
            let filled = (0..columns).filter(|at| !row.text(*at).is_empty()).count();
            Ok(match filled {
                0 => Ok(Verdict::SetAside("blank row")),
                1 if columns > 2 && row.text(0).contains(' ') => Ok(Verdict::SetAside("note below the table")),
                _ => take(row),
            })
        });
        self.shifted(tally)
    }

    fn shifted(&self, tally: Result<Tally, Error>) -> Result<Tally, Error> {
        match tally {
            Ok(mut tally) => {
                tally.rejects.iter_mut().for_each(|reject| reject.line += self.above);
                Ok(tally)
            }
            Err(Error::Row { file, line, problem }) => Err(Error::Row { file, line: line + self.above, problem }),
            Err(other) => Err(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::MAX_REJECTS;

    fn table(text: &str, is_header: fn(&Header) -> bool) -> Result<(Vec<String>, Tally), Error> {
        let source = Source { shown: "t.csv", names: &["t.csv"], text, max_rejects: MAX_REJECTS, progress: &|_| () };
        let below = Below::find(&source, is_header)?;
        let mut codes = Vec::new();
        let tally = below.each_row(|row| {
            codes.push(row.required(0, "a code")?.to_owned());
            row.count(1).map(|_| Verdict::Used(None))
        })?;
        Ok((codes, tally))
    }

    #[test]
    fn finds_the_header_below_titles_and_counts_lines_from_the_top() {
        let rows: String = (0..200).map(|n| format!("A{n},1,x\n")).collect();
        let text = format!(
            "Table 1: patients,,\n,,\n\"England,\n2020\",,\nCode,Patients,Area\n{rows},,\nA8,-1,x\nSource: us,,\n"
        );
        let (codes, tally) = table(&text, |h| h.has(&["CODE", "PATIENTS"])).unwrap();
        assert_eq!((codes.len(), tally.read, tally.used), (201, 203, 200));
        assert_eq!(tally.set_aside, [("blank row", 1), ("note below the table", 1)].into());
        assert_eq!(tally.rejects[0].line, 5 + 200 + 1 + 1);
        assert_eq!(text.lines().nth(206), Some("A8,-1,x"));
    }

    #[test]
    fn refuses_without_the_header() {
        let error = table("a,b\n1,2\n", |h| h.has(&["CODE"])).unwrap_err().to_string();
        assert!(error.contains("header was not found"), "{error}");
    }
}
