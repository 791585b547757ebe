//! What moving money between areas would do.

use super::beside::{Alike, IndicatorColumn, Indicators};
use super::plan::{Data, Plan};
use super::sliced::Sliced;
use super::{Error, Result, Study};
use crate::core::moves::{Move, Moved, Rule, move_money};
use crate::core::{Kind, Slice};
use crate::ingest::tidy::{TidyOptions, read_records};
use std::path::{Path, PathBuf};

/// What moves.
#[derive(Debug, Clone, PartialEq)]
pub enum MoveBy {
    /// A table of moves: from, to, amount.
    File(PathBuf),
    /// Towards the rate of all together, or targets, by at most this part of what an area has every year, for so many years.
    ToTarget {
        /// Part of its amount, above zero.
        at_most: f64,
        /// Years.
        years: usize,
        /// The column with what each area should have; `None`: the rate of all together.
        target: Option<TargetColumn>,
    },
}

/// A column with what each area should have, of which the shares count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetColumn {
    /// The column.
    pub column: String,
    /// A table by area that has it, where the data do not.
    pub file: Option<PathBuf>,
}

impl Study {
    /// Reads the data, cuts them and moves money between the areas of every slice.
    ///
    /// # Errors
    /// As [`Study::run`]; moves of areas that are not there, of more than an area has, and of several periods at once.
    pub fn moves(&self, by: &MoveBy) -> Result<Sliced<Moved>> {
        let plan = self.plan(None)?;
        let moves = if let MoveBy::File(path) = by { Some(Rule::Moves(read(path)?)) } else { None };
        let targets = plan.targets(by)?;
        let (loaded, slices, _) = plan.cut_plainly()?;
        let wanted = plan.wanted(&loaded.words, slices)?;
        if let (Some(_), [first, .., last]) = (&moves, &wanted[..]) {
            let problem = format!(
                "are of one treatment and period, and the data have {} ({}) and {} ({}): choose one, with `period` for instance",
                first.treatment(),
                first.period(),
                last.treatment(),
                last.period()
            );
            return Err(Error::option("moves", problem));
        }
        let one = |slice: &Slice| {
            let rule = match (&moves, by) {
                (None, MoveBy::ToTarget { at_most, years, .. }) => {
                    let known = |known: &Indicators| known.numbers(Some(slice.period()), false);
                    let targets = targets.as_ref().map(known).transpose()?;
                    let targets = targets.and_then(|found| found.into_iter().next()).map(|found| found.values);
                    Rule::ToTarget { at_most: *at_most, years: *years, targets }
                }
                (moves, _) => moves.clone().unwrap_or(Rule::Moves(Vec::new())),
            };
            Ok(move_money(slice, &rule)?)
        };
        let moved = wanted.iter().map(one).collect::<Result<Vec<_>>>()?;
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

impl Plan {
    /// What areas should have, as a column says.
    fn targets(&self, by: &MoveBy) -> Result<Option<Indicators>> {
        let MoveBy::ToTarget { target: Some(target), .. } = by else { return Ok(None) };
        let columns = [IndicatorColumn { column: target.column.clone(), alike: Alike::Value }];
        let plain = TidyOptions::default();
        let (paths, tidy): (&[PathBuf], _) = match (&target.file, &self.data) {
            (Some(path), Data::Files { tidy, .. }) => (std::slice::from_ref(path), tidy),
            (Some(path), _) => (std::slice::from_ref(path), &plain),
            (None, Data::Files { paths, tidy }) => (paths, tidy),
            (None, _) => {
                let problem = "goes with `target-file`, a table by area, where the data come from a store";
                return Err(Error::option("target", problem));
            }
        };
        Indicators::read_for("target", paths, &columns, tidy).map(Some)
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
