//! The BNF code list: every presentation with its product, chemical substance, and up to its chapter.

use super::{LENGTHS, NHSBSA, NHSBSA_ATTRIBUTION};
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Bad, Row, Source, file_name, required};
use crate::tables::directory::{Term, Terms};
use crate::tables::{Dataset, Geography, Reading, Tables, Verdict};
use std::collections::BTreeMap;

pub(crate) static FORMAT: Format = Format {
    id: "bnf-codes",
    title: "BNF code list, from chapters to presentations (BNF_Code_Information)",
    publisher: NHSBSA,
    years: "2015 to today, yearly and when it changes",
    licence: OGL,
    attribution: NHSBSA_ATTRIBUTION,
    columns: &[
        "BNF Chapter",
        "BNF Chapter Code",
        "BNF Section",
        "BNF Section Code",
        "BNF Paragraph",
        "BNF Paragraph Code",
        "BNF Subparagraph",
        "BNF Subparagraph Code",
        "BNF Chemical Substance",
        "BNF Chemical Substance Code",
        "BNF Product",
        "BNF Product Code",
        "BNF Presentation",
        "BNF Presentation Code",
    ],
    traps: &[
        "codes are text: a chapter without its leading zero (1 for 01) is a row that cannot be used",
        "appliances (chapters 20 to 23) have codes of 11 characters and DUMMY names between section and presentation: these levels are left out",
        "a few presentations stand under a product of another code",
        "a code listed under several names keeps the last one",
        "no date: the month is taken from the file name, where it holds one",
    ],
    dataset: Some(Dataset::Terms),
    geography: Geography::Unspecified,
    recognise: |sample| sample.header.has(&["BNF_CHAPTER_CODE", "BNF_PRESENTATION_CODE", "BNF_PRESENTATION"]),
    read: Some(Reader::Whole(read)),
};

const LEVELS: [(&str, &str); 7] = [
    ("chapter", "BNF_CHAPTER"),
    ("section", "BNF_SECTION"),
    ("paragraph", "BNF_PARAGRAPH"),
    ("subparagraph", "BNF_SUBPARAGRAPH"),
    ("chemical", "BNF_CHEMICAL_SUBSTANCE"),
    ("product", "BNF_PRODUCT"),
    ("presentation", "BNF_PRESENTATION"),
];

/// Name and parent by code and level.
#[derive(Default)]
struct Found {
    terms: BTreeMap<(String, usize), (String, String)>,
    renamed: u64,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let mut columns = Vec::with_capacity(LEVELS.len());
    for (_, name) in LEVELS {
        columns.push((required(source, &header, &[&format!("{name}_CODE")])?, required(source, &header, &[name])?));
    }
    let mut found = Found::default();
    let mut tally = source.each_row(&header, |row| Ok(found.add(row, &columns)))?;
    if found.renamed > 0 {
        tally
            .notices
            .push(format!("codes with another name than before, of which the last is kept: {}", found.renamed));
    }
    let term = |((code, level), (name, parent)): ((String, usize), (String, String))| {
        let level = LEVELS[level].0.to_owned();
        Term { code, level, name, parent, value: None, unit: String::new() }
    };
    let terms = Terms { series: FORMAT.id.to_owned(), rows: found.terms.into_iter().map(term).collect() };
    Ok(Reading { tables: Tables::Terms(file_name::published(source), terms), tally })
}

impl Found {
    fn add(&mut self, row: &Row<'_>, columns: &[(usize, usize)]) -> Result<Verdict, Bad> {
        for (level, (code, _)) in columns.iter().enumerate() {
            check(row, *code, level)?;
        }
        let mut parent = "";
        for (level, (code, name)) in columns.iter().enumerate() {
            let (code, name) = (row.text(*code), row.text(*name));
            let stands_in = name.starts_with("DUMMY ");
            if stands_in {
                continue;
            }
            let key = (code.to_owned(), level);
            match self.terms.get_mut(&key) {
                Some((known, _)) if known == name => {}
                Some((known, _)) => {
                    self.renamed += 1;
                    name.clone_into(known);
                }
                None => {
                    self.terms.insert(key, (name.to_owned(), parent.to_owned()));
                }
            }
            parent = code;
        }
        Ok(Verdict::Used(None))
    }
}

/// The code of a level has the length of the level; a zero lost at its beginning would show.
fn check(row: &Row<'_>, column: usize, level: usize) -> Result<(), Bad> {
    let code = row.text(column);
    let appliance = level == LENGTHS.len() - 1 && code.len() == 11;
    if (code.len() == LENGTHS[level] || appliance) && code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(());
    }
    let (length, what) = (LENGTHS[level], LEVELS[level].0);
    Err(row.bad(column, &format!("the code of a {what}: {length} characters, with its leading zeros")))
}
