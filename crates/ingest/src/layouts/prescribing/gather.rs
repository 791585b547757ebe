//! One thread's share of a prescribing file: rows summed by practice and presentation.

use super::columns::{Columns, Figures, MonthAt, bad};
use super::copies::{Alike, Copies};
use super::keys::{Products, Units};
use super::sums::sum_neighbours;
use crate::read::{Bad, Header};
use crate::scan::{self, Block, BlockTally, LONGEST_ROW, Last, Records, Stop, Worker};
use crate::tables::{PrescribingRow, Reject};
use crate::values::fixed::Fixed;
use unwarranted_core::{Month, Period};

/// Rows above which a thread sums equal ones of a file that is not sorted by practice, to bound its memory.
const MANY: usize = 1 << 20;

/// Everything that one thread has read.
pub(super) struct Gather<'a> {
    columns: &'a Columns,
    header: &'a Header,
    expected: usize,
    delimiter: u8,
    leading: [usize; 2],
    /// The month stands among the fields that are compared with the row before, so the same practice has the same month.
    month_leads: bool,
    /// The month in the name of the file, where rows of another month are strays.
    only: Option<Month>,
    pub(super) months: Vec<Month>,
    pub(super) units: Units,
    pub(super) products: Products,
    /// Sums of neighbouring rows alike; `presentation` and `practice` are this thread's numbers.
    pub(super) rows: Vec<PrescribingRow>,
    /// Where the rows of this block begin: rows of two blocks are no neighbours, whichever thread reads both, so that copies
    /// are found on any number of threads.
    of_block: usize,
    limit: usize,
    /// How often a row had another practice than the one before.
    changes: usize,
    /// Sums over all rows, by index of the month.
    pub(super) read: Vec<PrescribingRow>,
    /// Rows that are exact copies of one of their neighbours.
    pub(super) copies: Copies,
    pub(super) negative: u64,
    pub(super) synthetic: bool,
    now: Now,
}

/// What is known of the row before, so that it need not be looked up again.
#[derive(Debug, Default)]
struct Now {
    /// The month's field as it stands in the file, and its index.
    month: Option<(Vec<u8>, usize)>,
    unit: Option<u32>,
    product: Option<u32>,
}

enum Trouble {
    Bad(Bad),
    Overflow,
}

impl From<Bad> for Trouble {
    fn from(bad: Bad) -> Self {
        Self::Bad(bad)
    }
}

impl<'a> Gather<'a> {
    /// `month` is that of all rows of a table without a column for it; `only` the one that the column must have.
    pub(super) fn new(
        columns: &'a Columns,
        header: &'a Header,
        delimiter: u8,
        (month, only): (Option<Month>, Option<Month>),
    ) -> Self {
        let names = header.names();
        let tail = if columns.blank_tail() { names.iter().rev().take_while(|n| n.is_empty()).count() } else { 0 };
        let leading = columns.leading(header);
        Self {
            columns,
            header,
            expected: names.len() - tail,
            delimiter,
            leading,
            month_leads: matches!(columns.month, MonthAt::Column(at) if at < leading[0]),
            only,
            months: month.into_iter().collect(),
            units: Units::default(),
            products: Products::default(),
            rows: Vec::new(),
            of_block: 0,
            limit: MANY,
            changes: 0,
            read: vec![PrescribingRow::default(); usize::from(month.is_some())],
            copies: Copies::default(),
            negative: 0,
            synthetic: false,
            now: Now::default(),
        }
    }

    #[inline]
    fn row<'b>(&mut self, row: &Records<'b>, kept: usize, first: u64, alike: &mut Alike<'b>) -> Result<(), Trouble> {
        if kept < 1 {
            self.now.unit = None;
        }
        if kept < 2 {
            self.now.product = None;
        }
        self.columns.complete(row, self.expected)?;
        let month = match self.now.month {
            // Without a practice the row before was rejected, and its month may be another one.
            Some((_, month)) if kept >= 1 && self.month_leads && self.now.unit.is_some() => month,
            _ => self.month(row)?,
        };
        let unit = match self.now.unit {
            Some(unit) => unit,
            None => self.unit(row, month, first)?,
        };
        let product = match self.now.product {
            Some(product) => product,
            None => self.products.of(row, self.columns, month, first)?,
        };
        self.now.product = Some(product);
        let figures = self.columns.figures(row)?;
        self.units.list[unit as usize].rows += 1;
        self.negative += u64::from(figures.quantity < 0);
        if alike.holds(row.raw(), (unit, product), figures) {
            self.copies.add(figures);
        }
        self.add(month, unit, product, figures).ok_or(Trouble::Overflow)
    }

    #[cold]
    fn unit(&mut self, row: &Records<'_>, month: usize, first: u64) -> Result<u32, Bad> {
        self.synthetic |= self.columns.synthetic(row);
        let unit = self.units.of(row, self.columns, month, first)?;
        self.changes += 1;
        self.now.unit = Some(unit);
        Ok(unit)
    }

    /// The index of the month of a row.
    #[inline]
    fn month(&mut self, row: &Records<'_>) -> Result<usize, Bad> {
        let MonthAt::Column(at) = self.columns.month else { return Ok(0) };
        match &self.now.month {
            Some((raw, month)) if raw == row.field(at) => Ok(*month),
            _ => self.other_month(row, at),
        }
    }

    #[cold]
    fn other_month(&mut self, row: &Records<'_>, at: usize) -> Result<usize, Bad> {
        (self.now.unit, self.now.product) = (None, None);
        let Ok(Period::Month(month)) = Period::parse(&scan::text(row.field(at))) else {
            return Err(bad(row, at, "a month such as 201709 or 2017_09"));
        };
        if let Some(only) = self.only.filter(|only| *only != month) {
            return Err(bad(
                row,
                at,
                &format!("{only}, the month in the name of the file (rename it if that is wrong)"),
            ));
        }
        let index = self.months.iter().position(|m| *m == month).unwrap_or_else(|| {
            self.months.push(month);
            self.read.push(PrescribingRow::default());
            self.months.len() - 1
        });
        self.now.month = Some((row.field(at).to_vec(), index));
        Ok(index)
    }

    #[inline]
    fn add(&mut self, month: usize, unit: u32, product: u32, figures: Figures) -> Option<()> {
        let Figures { items, quantity, nic, actual_cost } = figures;
        let (quantity, nic, actual_cost) = (Fixed(quantity), Fixed(nic), Fixed(actual_cost));
        let row = PrescribingRow { presentation: product, practice: unit, items, quantity, nic, actual_cost };
        self.read[month].add(&row)?;
        let began = self.rows.len() > self.of_block;
        match self.rows.last_mut().filter(|_| began) {
            Some(last) if (last.practice, last.presentation) == (unit, product) => last.add(&row),
            _ => {
                self.rows.push(row);
                if self.rows.len() >= self.limit { self.compact() } else { Some(()) }
            }
        }
    }

    /// Sums rows alike that are not neighbours. A file sorted by practice has none, so there it would be for nothing.
    #[cold]
    fn compact(&mut self) -> Option<()> {
        if self.changes > 4 * self.units.list.len() + 1_000 {
            self.rows.sort_unstable_by_key(|row| (row.practice, row.presentation));
            sum_neighbours(&mut self.rows)?;
        }
        self.limit = MANY.max(2 * self.rows.len());
        self.of_block = self.rows.len();
        Some(())
    }

    fn reject(&self, row: &Records<'_>, bad: Bad) -> (u32, Reject) {
        let column = bad.column.and_then(|c| self.header.shown().get(c)).cloned().unwrap_or_default();
        let raw = scan::decode(row.raw()).trim_matches(['\r', '\n']).to_owned();
        (row.line(), Reject { line: 0, column, reason: bad.reason, raw })
    }
}

impl Worker for Gather<'_> {
    fn block(&mut self, block: &Block) -> BlockTally {
        let mut records = Records::new(block.records(), self.delimiter, self.leading);
        let mut tally = BlockTally::default();
        if block.index == 0 {
            records.next();
        }
        self.now = Now::default();
        self.of_block = self.rows.len();
        let mut alike = Alike::default();
        let place = u64::from(block.index) << 32;
        while let Some(kept) = records.next() {
            tally.read += 1;
            if records.embedded() > LONGEST_ROW {
                tally.stop = Some(Stop::Unclosed { line: records.line() });
                break;
            }
            match self.row(&records, kept, place | records.offset() as u64, &mut alike) {
                Ok(()) => tally.used += 1,
                Err(Trouble::Bad(bad)) => tally.rejects.push(self.reject(&records, bad)),
                Err(Trouble::Overflow) => {
                    tally.stop = Some(Stop::Overflow);
                    break;
                }
            }
        }
        if tally.read > 0 {
            let ended = matches!(block.records().last(), Some(b'\n' | b'\r'));
            let short = records.len() < self.expected;
            tally.last = Some(Last { line: records.line(), short, open: records.open(), ended });
        }
        tally.lines = records.lines();
        tally
    }
}
