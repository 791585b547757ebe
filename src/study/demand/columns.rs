//! Ages and sexes in the tables that demand is made of.

use crate::core::Period;
use crate::core::standardise::AgeBand;
use crate::ingest::read::ages::is_total;
use crate::ingest::read::sexes::{Sex, sex};
use crate::ingest::tidy::{Record, Records, code_fault};
use crate::study::{Error, Result};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Columns that tables of counts and of projections may have.
pub(super) const STRATUM: [&str; 4] = ["age", "age_band", "age_group", "sex"];

/// The columns of age and sex of a table.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    age: &'static str,
    sex: bool,
}

impl Columns {
    pub(super) fn of(table: &Records, path: &Path) -> Result<Self> {
        let age = STRATUM[..3].iter().find(|name| table.has(name)).copied().ok_or_else(|| {
            let problem = format!(
                "has no ages ({}): demand goes by age; give a column age, age_band or age_group",
                path.display()
            );
            Error::option("population", problem)
        })?;
        Ok(Self { age, sex: table.has("sex") })
    }

    /// Whether a row is about all ages or both sexes together.
    pub(super) fn is_everyone(self, row: &Record) -> bool {
        let both = |text: &str| matches!(sex(text), Ok(Sex::Both));
        row.text(self.age).is_some_and(is_total) || self.sex && row.text("sex").is_some_and(both)
    }

    fn age(self, row: &Record) -> Result<AgeBand> {
        let expected = "ages in years such as 0-4, 85+ or under 1";
        Ok(row.needed(self.age, expected)?.parse().map_err(|_| row.refuse(self.age, expected))?)
    }

    pub(super) fn place(self, row: &Record) -> Result<(Arc<str>, Period, Arc<str>)> {
        let area = row.needed("area", "the code of an area")?;
        if let Some(expected) = code_fault(area) {
            return Err(row.refuse("area", &expected).into());
        }
        let expected = "a period such as 2019/20 or 2019";
        let period = Period::parse(row.needed("period", expected)?).map_err(|_| row.refuse("period", expected))?;
        let age = self.age(row)?;
        let stratum = if self.sex { format!("{}s aged {age}", one_sex(row)?) } else { format!("ages {age}") };
        Ok((area.into(), period, stratum.into()))
    }
}

/// Refuses age bands that share ages with others, in the same area or in another one, then or now: nobody's rate is that of all areas, or
/// of all periods, where only some are divided so.
pub(super) fn one_division(tables: &[(&Records, Columns)]) -> Result<()> {
    let mut met: BTreeMap<AgeBand, (&Record, Columns)> = BTreeMap::new();
    for (table, columns) in tables {
        for row in table.rows.iter().filter(|row| !columns.is_everyone(row)) {
            met.entry(columns.age(row)?).or_insert((row, *columns));
        }
    }
    let all: Vec<_> = met.into_iter().collect();
    let pairs = all.iter().enumerate().flat_map(|(i, a)| all[i + 1..].iter().map(move |b| (a, b)));
    match pairs.into_iter().find(|((a, _), (b, _))| a.overlaps(*b)) {
        None => Ok(()),
        Some(((a, _), (b, (row, columns)))) => {
            let expected = format!(
                "ages that no other band has: {a} and {b} hold the same people; sum the rows of both tables to bands that every \
                 area has in every period"
            );
            Err(row.refuse(columns.age, &expected).into())
        }
    }
}

/// Female or male.
fn one_sex(row: &Record) -> Result<&str> {
    match sex(row.needed("sex", "female or male")?).map(Sex::one) {
        Ok(Some(word @ ("female" | "male"))) => Ok(word),
        Ok(_) => Err(row.refuse("sex", "female or male").into()),
        Err(expected) => Err(row.refuse("sex", &expected).into()),
    }
}
