//! What splitting areas would do to how far they differ.

use super::beside::Labelled;
use super::plan::{Data, Plan};
use super::sliced::Sliced;
use super::{Error, Result, Study};
use crate::core::Slice;
use crate::core::split::{Part, ShareRow, Split, parts, parts_of_units, split};
use crate::ingest::tidy::read_records;
use crate::store::geography::Trusts;
use std::path::{Path, PathBuf};

/// What areas are split into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SplitInto {
    /// A table of shares: area, into, share, and the share of what was observed where it is known.
    Shares(PathBuf),
    /// What the figures themselves say, which are of units such as practices: the area and the new area of each.
    Units {
        /// Column with the area that is split.
        from: String,
        /// Column with the new area.
        into: String,
    },
    /// Primary care trusts into clinical commissioning groups.
    Groups,
}

impl Study {
    /// Reads the data, cuts them and splits areas.
    ///
    /// # Errors
    /// As [`Study::run`]; shares that do not sum to 1, of areas that are not there; a column that is missing or blank; trusts of which the data
    /// have none.
    pub fn split_areas(&self, into: &SplitInto) -> Result<Sliced<Split>> {
        let plan = self.plan(None)?;
        let cuts = Cuts::of(&plan, into)?;
        let (loaded, slices, _) = plan.cut_plainly()?;
        let wanted = plan.wanted(&loaded.words, slices)?;
        let one = |slice: &Slice| {
            let slice = plan.with_chance(slice)?;
            let parts = cuts.parts(&slice)?;
            Ok(split(&slice, &parts))
        };
        let found = wanted.iter().map(one).collect::<Result<Vec<_>>>()?;
        let mut sliced = plan.sliced(loaded, &wanted, found);
        if *into == SplitInto::Groups {
            sliced.notes.push(
                "trusts are split by the share of their postcodes in each group, which stands in for that of their people; every part has the \
                 rate of its trust"
                    .to_owned(),
            );
        }
        Ok(sliced)
    }
}

enum Cuts {
    Shares(Vec<ShareRow>),
    Units(Labelled, Labelled),
    Trusts(&'static Trusts),
}

impl Cuts {
    fn of(plan: &Plan, into: &SplitInto) -> Result<Self> {
        match into {
            SplitInto::Shares(path) => Ok(Self::Shares(read(path)?)),
            SplitInto::Groups => Ok(Self::Trusts(Trusts::built_in()?)),
            SplitInto::Units { from, into } => {
                let Data::Files { paths, tidy } = &plan.data else {
                    let problem =
                        "names a column of files; from a store take `shares`, a table of area, into and share";
                    return Err(Error::option("from", problem));
                };
                let column = |name: &str, option| Labelled::read(paths, name, option, tidy);
                Ok(Self::Units(column(from, "from")?, column(into, "into")?))
            }
        }
    }

    fn parts(&self, slice: &Slice) -> Result<Vec<Part>> {
        match self {
            Self::Shares(rows) => Ok(parts(slice, rows)?),
            Self::Units(from, into) => {
                let (from, into) = (from.of(Some(slice.period()), "from")?, into.of(Some(slice.period()), "into")?);
                for (option, known) in [("from", &from), ("into", &into)] {
                    if let Some(lost) = slice.areas().iter().find(|a| !known.contains_key(&a.code)) {
                        return Err(Error::option(option, format!("names a column that is blank for {}", lost.code)));
                    }
                }
                Ok(parts_of_units(slice, &from, &into)?)
            }
            Self::Trusts(trusts) => {
                let row = |area: &str, (group, share): (&str, f64)| ShareRow {
                    area: area.into(),
                    into: group.into(),
                    share,
                    observed_share: None,
                };
                let areas = slice.areas().iter();
                let rows: Vec<ShareRow> =
                    areas.flat_map(|a| trusts.of(&a.code).map(|group| row(&a.code, group))).collect();
                if rows.is_empty() {
                    let problem = "pct: none of these areas is a primary care trust of 2012/13 (codes such as 5N1)";
                    return Err(Error::option("lineage", problem));
                }
                Ok(parts(slice, &rows)?)
            }
        }
    }
}

fn read(path: &Path) -> Result<Vec<ShareRow>> {
    let table = read_records(path, &["area", "into", "share"], &["observed_share"])?;
    let one = |row: &crate::ingest::tidy::Record| -> Result<ShareRow> {
        let expected = "the code of an area";
        let (area, into) = (row.needed("area", expected)?, row.needed("into", expected)?);
        let expected = "a share above 0 and at most 1";
        let share = row.needed_number("share", expected)?;
        if !(share > 0.0 && share <= 1.0) {
            return Err(row.refuse("share", expected).into());
        }
        let observed_share = row.number("observed_share", "a share of what was observed, 0 to 1")?;
        if observed_share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            return Err(row.refuse("observed_share", "a share of what was observed, 0 to 1").into());
        }
        Ok(ShareRow { area: area.into(), into: into.into(), share, observed_share })
    };
    table.rows.iter().map(one).collect()
}
