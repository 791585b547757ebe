//! Practices and presentations as small numbers, each described by the first row in which a thread saw it.

use super::columns::{Columns, bad};
use crate::hashed::HashMap;
use crate::read::Bad;
use crate::scan::{self, Records};
use crate::tables::Org;
use crate::values::codes;
use std::hash::{Hash, Hasher};

type Map<K> = HashMap<K, u32>;

/// A practice within a commissioner in one month, as its first row describes it.
#[derive(Debug)]
pub(super) struct Unit {
    /// Index into the months of the thread.
    pub(super) month: usize,
    /// Where its first row is in the file.
    pub(super) first: u64,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) org: Org,
    pub(super) flagged: bool,
    /// How many rows it has.
    pub(super) rows: u64,
}

/// A presentation in one month, as its first row describes it.
#[derive(Debug)]
pub(super) struct Product {
    /// Index into the months of the thread.
    pub(super) month: usize,
    /// Where its first row is in the file.
    pub(super) first: u64,
    pub(super) bnf: String,
    pub(super) description: String,
    pub(super) chemical: String,
    pub(super) chapter: String,
}

/// Practices by number.
#[derive(Debug, Default)]
pub(super) struct Units {
    /// By month and the two fields as they stand in the file.
    by_raw: Map<Vec<u8>>,
    by_text: Map<(usize, String, String)>,
    key: Vec<u8>,
    pub(super) list: Vec<Unit>,
}

impl Units {
    /// The number of the practice of a row.
    pub(super) fn of(&mut self, row: &Records<'_>, columns: &Columns, month: usize, first: u64) -> Result<u32, Bad> {
        self.key.clear();
        self.key.extend_from_slice(&month.to_le_bytes());
        self.key.extend_from_slice(row.field(columns.practice));
        self.key.push(b'\n');
        self.key.extend_from_slice(row.field(columns.pco));
        if let Some(at) = self.by_raw.get(&self.key) {
            return Ok(*at);
        }
        let at = self.by_text(row, columns, month, first)?;
        self.by_raw.insert(self.key.clone(), at);
        Ok(at)
    }

    fn by_text(&mut self, row: &Records<'_>, columns: &Columns, month: usize, first: u64) -> Result<u32, Bad> {
        let required = |column: usize, expected: &str| {
            let text = scan::text(row.field(column));
            if text.is_empty() { Err(bad(row, column, expected)) } else { Ok(text) }
        };
        let practice = required(columns.practice, "a practice code, or '-' where it is not known")?;
        let pco = required(columns.pco, "a commissioner's code, or '-' where it is not known")?;
        let pco = codes::trim_pco(&pco);
        let next = number(self.list.len());
        let key = (month, practice.into_owned(), pco.to_owned());
        let at = *self.by_text.entry(key).or_insert_with_key(|(_, practice, pco)| {
            self.list.push(Unit {
                month,
                first,
                code: practice.clone(),
                name: columns.practice_name(row),
                org: columns.org(row, pco),
                flagged: columns.flagged(row),
                rows: 0,
            });
            next
        });
        Ok(at)
    }
}

/// Presentations by number.
#[derive(Debug, Default)]
pub(super) struct Products {
    /// By month, then the code.
    by_code: Vec<Map<Code>>,
    pub(super) list: Vec<Product>,
}

impl Products {
    /// The number of the presentation of a row.
    #[inline]
    pub(super) fn of(&mut self, row: &Records<'_>, columns: &Columns, month: usize, first: u64) -> Result<u32, Bad> {
        let known = packed(row.field(columns.bnf)).and_then(|code| self.by_code.get(month)?.get(&code));
        match known {
            Some(at) => Ok(*at),
            None => self.by_text(row, columns, month, first),
        }
    }

    #[cold]
    fn by_text(&mut self, row: &Records<'_>, columns: &Columns, month: usize, first: u64) -> Result<u32, Bad> {
        let raw = row.field(columns.bnf);
        let bnf = scan::text(raw);
        let code = packed(bnf.as_bytes()).filter(|_| codes::is_bnf(&bnf));
        let code = code.ok_or_else(|| bad(row, columns.bnf, "a BNF code of 4 to 15 letters and digits"))?;
        if self.by_code.len() <= month {
            self.by_code.resize_with(month + 1, Map::default);
        }
        let next = number(self.list.len());
        let at = *self.by_code[month].entry(code).or_insert_with(|| {
            let [description, chemical, chapter] = columns.described(row);
            self.list.push(Product { month, first, bnf: bnf.into_owned(), description, chemical, chapter });
            next
        });
        // The same code with spaces or quotation marks around it is found at once next time.
        if let Some(raw) = packed(raw) {
            self.by_code[month].insert(raw, at);
        }
        Ok(at)
    }
}

/// Up to 15 bytes and their number. Four small numbers, so that the map of all presentations has 20 bytes for each and not
/// 32: it is looked into for most rows, and should stay in the processor's cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Code([u32; 4]);

impl Hash for Code {
    #[inline]
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let [a, b, c, d] = self.0.map(u64::from);
        hasher.write_u64(a | b << 32);
        hasher.write_u64(c | d << 32);
    }
}

#[inline]
fn packed(code: &[u8]) -> Option<Code> {
    let mut bytes = [0; 16];
    bytes.get_mut(..code.len().min(16)).filter(|_| code.len() < 16)?.copy_from_slice(code);
    #[allow(clippy::cast_possible_truncation, reason = "below 16")]
    {
        bytes[15] = code.len() as u8;
    }
    let mut words = [0; 4];
    for (word, four) in words.iter_mut().zip(bytes.as_chunks().0) {
        *word = u32::from_le_bytes(*four);
    }
    Some(Code(words))
}

/// As a number of 32 bits; a file has a few thousand practices and presentations.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
