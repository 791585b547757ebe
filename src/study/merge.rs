//! What merging areas would do to how far they differ.

use super::ancestry::Ancestry;
use super::beside::Labelled;
use super::need::listed;
use super::plan::{Data, Plan};
use super::sliced::Sliced;
use super::{Error, Result, Study};
use crate::core::Slice;
use crate::core::merge::{Merged, merge};
use crate::core::text::counted;
use crate::ingest::tidy::TidyOptions;
use crate::ingest::values::day::Day;
use crate::store::geography::Level;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

/// What merging would do to each slice, with its words.
pub type Merging = Sliced<Merged>;

/// What areas become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeInto {
    /// What a column says: of the files themselves, or of a table of one's own, in which areas that are not merged need not be.
    Column {
        /// The column.
        column: String,
        /// The table.
        file: Option<PathBuf>,
    },
    /// Clinical commissioning groups as they had merged by a day.
    GroupsAt(Day),
    /// The integrated care boards that sub-ICB locations are in, and with them the groups and trusts that became those.
    Boards,
    /// The commissioning groups that hold whole primary care trusts.
    Groups,
}

impl FromStr for MergeInto {
    type Err = String;

    /// `icb`, `pct`, or a day such as 2020-04-01.
    fn from_str(text: &str) -> Result<Self, String> {
        match (text, Day::parse(text)) {
            (text, _) if text == Level::Icb.word() => Ok(Self::Boards),
            ("pct", _) => Ok(Self::Groups),
            (_, Some(day)) => Ok(Self::GroupsAt(day)),
            _ => Err("expected 'icb' (the boards of sub-ICB locations, and of the groups and trusts before them), 'pct' (trusts of 2012/13 \
                      into the groups that hold them whole) or a day (groups as they had merged by it), such as 2020-04-01"
                .to_owned()),
        }
    }
}

impl Study {
    /// Reads the data, cuts them and merges areas.
    ///
    /// # Errors
    /// As [`Study::run`]; a column that is missing, an area that has nothing in it, a table that names an area which the data do not have; areas
    /// of which the lineage knows none.
    pub fn merge(&self, into: &MergeInto) -> Result<Merging> {
        let plan = self.plan(None)?;
        let homes = Homes::of(&plan, into)?;
        let (loaded, slices, _) = plan.cut_plainly()?;
        let wanted = plan.wanted(&loaded.words, slices)?;
        homes.require(&wanted)?;
        let merged = wanted.iter().map(|slice| Ok(merge(&homes.grouped(slice)?))).collect::<Result<Vec<_>>>()?;
        let mut sliced = plan.sliced(loaded, &wanted, merged);
        sliced.notes.extend(homes.left_alone(&wanted));
        Ok(sliced)
    }
}

/// What each area becomes.
enum Homes {
    /// What a column says; whether it is that of a table of one's own.
    Column(Labelled, String, bool),
    /// What the program knows of areas.
    Known(Box<Ancestry>),
}

impl Homes {
    fn of(plan: &Plan, into: &MergeInto) -> Result<Self> {
        let (column, table) = match into {
            MergeInto::Column { column, file } => (column, file),
            known => return Ok(Self::Known(Box::new(Ancestry::new(plan, known.clone())?))),
        };
        let (paths, tidy): (Vec<PathBuf>, TidyOptions) = match (table, &plan.data) {
            (Some(path), Data::Files { tidy, .. }) => (vec![path.clone()], tidy.clone()),
            (Some(path), _) => (vec![path.clone()], TidyOptions::default()),
            (None, Data::Files { paths, tidy }) => (paths.clone(), tidy.clone()),
            (None, _) => {
                let problem = "goes with `into-file`, a table by area, where the data come from a store";
                return Err(Error::option("into", problem));
            }
        };
        Ok(Self::Column(Labelled::read(&paths, column, "into", &tidy)?, column.clone(), table.is_some()))
    }

    /// Refuses what merges nothing, and a table of one's own that names areas which the data do not have.
    fn require(&self, slices: &[Slice]) -> Result<()> {
        match self {
            Self::Column(labelled, _, true) => labelled.require_known(slices, "into-file"),
            Self::Column(..) => Ok(()),
            Self::Known(known) if slices.iter().flat_map(Slice::areas).any(|a| known.home(&a.code).is_some()) => Ok(()),
            // That groups had not merged yet is an answer.
            Self::Known(known) if slices.iter().flat_map(Slice::areas).any(|a| known.is_unmerged(&a.code)) => Ok(()),
            Self::Known(known) => Err(Error::option("lineage", known.none())),
        }
    }

    /// Areas that a table of one's own or the lineage does not say anything of, in words.
    fn left_alone(&self, slices: &[Slice]) -> Option<String> {
        let areas: BTreeSet<&Arc<str>> = slices.iter().flat_map(Slice::areas).map(|a| &a.code).collect();
        let (alone, why): (Vec<&Arc<str>>, &str) = match self {
            Self::Column(_, _, false) => return None,
            Self::Column(labelled, ..) => {
                let named = labelled.areas();
                (
                    areas.iter().filter(|code| !named.contains(**code)).copied().collect(),
                    "not in the table of `into-file`",
                )
            }
            Self::Known(known) => {
                (areas.iter().filter(|code| known.home(code).is_none()).copied().collect(), known.unknown())
            }
        };
        let many = counted(i64::try_from(alone.len()).unwrap_or(i64::MAX), "area is", "areas are");
        (!alone.is_empty())
            .then(|| format!("{many} {why}, of {} in the data; they stay as they are: {}", areas.len(), listed(&alone)))
    }

    fn grouped(&self, slice: &Slice) -> Result<Slice> {
        let (labelled, column, own) = match self {
            Self::Known(known) => {
                return Ok(slice.clone().with_groups(|code| Some(known.name(code).into()))?);
            }
            Self::Column(labelled, column, own) => (labelled, column, *own),
        };
        let groups = labelled.of(Some(slice.period()), "into")?;
        // In a table of one's own areas that are not there stay as they are.
        let alone = |code: &str| own.then(|| Arc::from(code));
        let grouped = slice.clone().with_groups(|code| groups.get(code).cloned().or_else(|| alone(code)));
        let lost = |area: &crate::core::slice::SliceArea| !groups.contains_key(&area.code);
        grouped.map_err(|_| {
            let code = slice.areas().iter().find(|a| lost(a)).map_or("", |a| &*a.code);
            let problem = format!("names '{column}', which is blank for area {code}; say where every area goes");
            Error::option("into", problem)
        })
    }
}
