//! For a table of no known layout: the layout that it misses by the fewest columns.

use crate::layouts::Format;
use crate::read::{Header, Sample};

/// Columns that a table may lack and still be called near.
const MOST: usize = 2;

/// "practice-map: no column EXTRACT_DATE"; `None` where a table is near no layout. Which columns a layout needs is found by
/// trying: with these columns added it is recognised, and with fewer it is not.
pub(super) fn nearest(formats: &'static [Format], sample: &Sample<'_>) -> Option<String> {
    let near = formats.iter().filter(|f| f.read.is_some()).filter_map(|f| Some((f, lacks(f, sample)?)));
    // Of layouts that lack as many, the one that shares most.
    let (format, lacks) = near.min_by_key(|(f, lacks)| (lacks.len(), std::cmp::Reverse(shared(f, sample))))?;
    let word = if lacks.len() == 1 { "column" } else { "columns" };
    Some(format!("{}: no {word} {}", format.id, lacks.join(", ")))
}

/// The name of a column in a list of layouts, without what is said of it.
fn name(column: &'static str) -> &'static str {
    let end = [" (", " or ", ","].iter().filter_map(|mark| column.find(mark)).min();
    end.map_or(column, |end| &column[..end])
}

fn has(header: &Header, column: &'static str) -> bool {
    let plain = Header::new([name(column)]);
    plain.names().first().is_some_and(|name| header.has(&[name]))
}

fn shared(format: &Format, sample: &Sample<'_>) -> usize {
    format.columns.iter().filter(|column| has(&sample.header, column)).count()
}

/// The fewest columns with which the table would be recognised; `None` for a layout that is far.
fn lacks(format: &Format, sample: &Sample<'_>) -> Option<Vec<&'static str>> {
    if shared(format, sample) < MOST {
        return None;
    }
    let missing: Vec<&str> = format.columns.iter().filter(|c| !has(&sample.header, c)).map(|c| name(c)).collect();
    let with = |added: &[&'static str]| {
        let header = Header::new(sample.header.shown().iter().map(String::as_str).chain(added.iter().copied()));
        (format.recognise)(&Sample { header, ..sample.clone() })
    };
    let one = missing.iter().find(|column| with(&[column])).map(|column| vec![*column]);
    let pairs = || missing.iter().enumerate().flat_map(|(i, a)| missing[i + 1..].iter().map(move |b| [*a, *b]));
    one.or_else(|| pairs().find(|pair| with(pair)).map(|pair| pair.to_vec()))
}

#[cfg(test)]
mod tests {
    use crate::formats::recognise;
    use crate::read::Source;

    fn refused(text: &str) -> String {
        let source = Source { shown: "x.csv", names: &["x.csv"], text, max_rejects: 1.0, progress: &|_| () };
        recognise(&source).unwrap_err().to_string()
    }

    #[test]
    fn the_nearest_layout_and_what_it_lacks_are_named() {
        let said =
            refused("PUBLICATION,DAY,PRACTICE_CODE,PCN_CODE,CCG_CODE,CCG_NAME\nX,01OCT2019,A90001,U00001,00K,K\n");
        assert!(said.contains("the nearest is practice-map: no column EXTRACT_DATE"), "{said}");
        let said = refused("EXTRACT_DATE,ORG_TYPE,ORG_CODE,SEX,AGE_GROUP_5,PATIENTS\n01OCT2019,GP,A90001,ALL,ALL,5\n");
        assert!(said.contains("the nearest is reg-patients: no column NUMBER_OF_PATIENTS"), "{said}");
        assert!(!refused("colour,shade\nred,dark\n").contains("nearest"));
    }
}
