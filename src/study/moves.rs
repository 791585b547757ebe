//! What moving money between areas would do.

use super::sliced::Sliced;
use super::{Error, Result, Study};
use crate::core::Kind;
use crate::core::moves::{Move, Moved, Rule, move_money};
use crate::ingest::tidy::read_records;
use std::path::{Path, PathBuf};

/// What moves.
#[derive(Debug, Clone, PartialEq)]
pub enum MoveBy {
    /// A table of moves: from, to, amount.
    File(PathBuf),
    /// Towards the rate of all together, by at most this part of what an area has every year, for so many years.
    ToTarget {
        /// Part of its amount, above zero.
        at_most: f64,
        /// Years.
        years: usize,
    },
}

impl Study {
    /// Reads the data, cuts them and moves money between the areas of every slice.
    ///
    /// # Errors
    /// As [`Study::run`]; moves of areas that are not there, of more than an area has, and of several periods at once.
    pub fn moves(&self, by: &MoveBy) -> Result<Sliced<Moved>> {
        let plan = self.plan(None)?;
        let rule = match by {
            MoveBy::File(path) => Rule::Moves(read(path)?),
            MoveBy::ToTarget { at_most, years } => Rule::ToTarget { at_most: *at_most, years: *years },
        };
        let (loaded, slices, _) = plan.cut_plainly()?;
        let wanted = plan.wanted(&loaded.words, slices)?;
        if let (Rule::Moves(_), [first, .., last]) = (&rule, &wanted[..]) {
            let problem = format!(
                "are of one treatment and period, and the data have {} ({}) and {} ({}): choose one, with `period` for instance",
                first.treatment(),
                first.period(),
                last.treatment(),
                last.period()
            );
            return Err(Error::option("moves", problem));
        }
        let moved = wanted.iter().map(|slice| Ok(move_money(slice, &rule)?)).collect::<Result<Vec<_>>>()?;
        let mut sliced = plan.sliced(loaded, &wanted, moved);
        for slice in wanted.iter().filter(|s| s.kind() != Kind::Amount) {
            let is_money = sliced.labels.get(slice.treatment()).is_some_and(|l| l.unit.is_money());
            if !is_money {
                sliced.notes.push(format!(
                    "what moves of '{}' is a {}, not money: it is moved as if areas could hand it on. Use `kind amount` where it is money.",
                    slice.treatment(),
                    slice.kind().word()
                ));
            }
        }
        Ok(sliced)
    }
}

fn read(path: &Path) -> Result<Vec<Move>> {
    let table = read_records(path, &["from", "to", "amount"], &[])?;
    let one = |row: &crate::ingest::tidy::Record| -> Result<Move> {
        let expected = "the code of an area";
        let (from, to) = (row.needed("from", expected)?, row.needed("to", expected)?);
        let expected = "an amount above 0; turn the move round where it goes the other way";
        let amount = row.needed_number("amount", expected)?;
        if amount <= 0.0 {
            return Err(row.refuse("amount", expected).into());
        }
        Ok(Move { from: from.into(), to: to.into(), amount })
    };
    table.rows.iter().map(one).collect()
}
