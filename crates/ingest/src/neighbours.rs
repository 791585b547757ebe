//! Pairs of neighbouring areas from a table.

use crate::error::Error;
use crate::input::{self, Member, shorten};
use std::path::Path;

/// Names of the two columns, compared without case, blanks and underscores.
const NAMES: [[&str; 2]; 8] = [
    ["i", "j"],
    ["a", "b"],
    ["area", "neighbour"],
    ["area", "neighbor"],
    ["from", "to"],
    ["area1", "area2"],
    ["code", "neighbourcode"],
    ["source", "target"],
];

/// One pair and the line that it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Codes as the file has them.
    pub areas: [String; 2],
    /// Line.
    pub line: u64,
}

/// A table of neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairs {
    /// How messages name the file.
    pub shown: String,
    /// The names of both columns.
    pub header: [String; 2],
    /// The pairs, in the order of the file.
    pub pairs: Vec<Pair>,
}

/// Reads a table with a header and a pair of neighbours in each row: in columns called `i` and `j`, `a` and `b`, `area` and
/// `neighbour`, `from` and `to` or the like, else in its only two columns.
///
/// # Errors
/// Those of [`input::open`]; several tables in one file; other columns; a row with another number of fields, a blank code, and an area
/// beside itself.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("adj.csv");
/// std::fs::write(&path, "i,j\nA,B\nB,C\n")?;
/// let read = unwarranted_ingest::neighbours::read(&path)?;
/// assert_eq!((read.pairs.len(), &read.pairs[1].areas[1]), (2, &"C".to_owned()));
/// # Ok(())
/// # }
/// ```
pub fn read(path: &Path) -> Result<Pairs, Error> {
    let file = input::open(path)?;
    let [member] = file.members.as_slice() else {
        let problem = format!("it holds {} tables; expected one with pairs of neighbours", file.members.len());
        return Err(Error::File { file: file.shown, problem });
    };
    of(member)
}

fn of(member: &Member) -> Result<Pairs, Error> {
    let delimiter = input::delimiter(input::first_line(&member.text));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(member.text.as_bytes());
    let mut rows = reader.records();
    let row = |line: u64, problem: String| Error::Row { file: member.shown.clone(), line, problem };
    let header: Vec<String> = match rows.next() {
        Some(Ok(header)) => header.iter().map(|name| name.trim().to_owned()).collect(),
        Some(Err(error)) => return Err(row(1, error.to_string())),
        None => Vec::new(),
    };
    let [first, second] = columns(&header).ok_or_else(|| row(1, unknown(&header)))?;
    let mut pairs = Vec::new();
    for record in rows {
        let record = record.map_err(|e| row(e.position().map_or(0, csv::Position::line), e.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let areas = pair(&record, &header, [first, second]).map_err(|problem| row(line, problem))?;
        pairs.push(Pair { areas, line });
    }
    if pairs.is_empty() {
        return Err(row(1, "no row follows the header; expected a pair of neighbours in each row".to_owned()));
    }
    let header = [first, second].map(|at| header[at].clone());
    Ok(Pairs { shown: member.shown.clone(), header, pairs })
}

/// The codes of a row, or what is wrong with it.
fn pair(record: &csv::StringRecord, header: &[String], columns: [usize; 2]) -> Result<[String; 2], String> {
    if record.len() != header.len() {
        return Err(format!("{} fields found where the header has {}", record.len(), header.len()));
    }
    let areas = columns.map(|at| record.get(at).unwrap_or_default().trim().to_owned());
    if let Some(at) = areas.iter().position(String::is_empty) {
        let name = shorten(&header[columns[at]]);
        return Err(format!("column '{name}': the code is blank; expected the code of an area"));
    }
    if areas[0] == areas[1] {
        return Err(format!("area '{}' is its own neighbour; remove the row", shorten(&areas[0])));
    }
    Ok(areas)
}

fn columns(header: &[String]) -> Option<[usize; 2]> {
    let plain = |name: &str| name.to_lowercase().replace([' ', '_', '-', '.'], "");
    let at = |wanted: &str| header.iter().position(|name| plain(name) == wanted);
    let named = NAMES.iter().find_map(|[first, second]| Some([at(first)?, at(second)?]));
    named.or((header.len() == 2).then_some([0, 1]))
}

fn unknown(header: &[String]) -> String {
    let found = header.iter().map(|name| format!("'{}'", shorten(name))).collect::<Vec<_>>().join(", ");
    format!(
        "the columns are {found}; expected a header and two columns with the codes of neighbouring areas, called i and j, area and \
         neighbour, or from and to"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Result<Pairs, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("adj.csv");
        std::fs::write(&path, text).unwrap();
        read(&path).map_err(|e| e.to_string())
    }

    #[test]
    fn pairs_stand_in_named_columns_or_in_the_only_two() {
        let pair = |read: &Pairs| read.pairs[0].areas.clone();
        for text in [
            "i,j\nA,B\n",
            "left;right\nA;B\n\n",
            "area,area_name,neighbour,neighbour_name,rank\nA,x,B,y,1\n",
            "To\tweight\tFROM\nB\t1\tA\n",
        ] {
            assert_eq!(pair(&found(text).unwrap()), ["A", "B"], "{text}");
        }
        assert_eq!(found("i,j\nA,B\n \nB,C\n").unwrap().pairs[1].line, 4);
    }

    #[test]
    fn what_is_no_pair_is_refused_with_its_line() {
        for (text, says) in [
            ("i,j\nA,A\n", "adj.csv, line 2: area 'A' is its own neighbour"),
            ("i,j\nA,B\nA,\n", "adj.csv, line 3: column 'j': the code is blank"),
            ("i,j\nA,B\nA,B,C\n", "adj.csv, line 3: 3 fields found where the header has 2"),
            ("i,j\n", "no row follows the header"),
            ("x,y,z\n1,2,3\n", "the columns are 'x', 'y', 'z'; expected a header and two columns"),
        ] {
            let error = found(text).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }
}
