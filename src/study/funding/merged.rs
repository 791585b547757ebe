//! Money of areas that merged later, summed into the areas that prescribing is counted in.

use super::super::Result;
use crate::core::funding::{AreaFunding, Funded, Funding, funding};
use crate::core::text::counted;
use crate::core::{Period, Slice};
use crate::store::geography::Lineage;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Money with areas summed that prescribing has as one.
pub(super) struct Merged {
    pub(super) funding: Funding,
    areas: usize,
    into: BTreeSet<Arc<str>>,
}

impl Merged {
    /// `None` where nothing is to be summed. An area goes into a successor that the prescribing has only where all that became it have money.
    pub(super) fn of(own: &Funding, slice: &Slice, lineage: &Lineage) -> Result<Option<Self>> {
        let theirs: BTreeSet<&str> = slice.areas().iter().map(|a| &*a.code).collect();
        let ours: BTreeSet<&str> = own.areas.iter().map(|a| &*a.area).collect();
        let into = |code: &str| -> Option<Arc<str>> {
            let found = lineage.successors(code).find(|new| theirs.contains(new) && !ours.contains(new));
            found.filter(|_| !theirs.contains(code)).filter(|new| complete(new, &ours, lineage)).map(Arc::from)
        };
        let mut sums: BTreeMap<Arc<str>, Vec<&AreaFunding>> = BTreeMap::new();
        let (mut areas, mut merged) = (0, BTreeSet::new());
        for area in &own.areas {
            let code = match into(&area.area) {
                Some(new) => {
                    areas += 1;
                    merged.insert(Arc::clone(&new));
                    new
                }
                None => Arc::clone(&area.area),
            };
            sums.entry(code).or_default().push(area);
        }
        if areas == 0 {
            return Ok(None);
        }
        let funding = funding(own.period, sums.into_iter().map(sum).collect(), None)?;
        Ok(Some(Self { funding, areas, into: merged }))
    }

    pub(super) fn note(&self, period: Period) -> String {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        format!(
            "{period}: beside prescribing, the money of {} that merged later is summed into the {} that prescribing is counted in",
            counted(count(self.areas), "area", "areas"),
            counted(count(self.into.len()), "area", "areas")
        )
    }
}

/// Whether all that became an area are among these, themselves or as what became them.
fn complete(code: &str, ours: &BTreeSet<&str>, lineage: &Lineage) -> bool {
    let mut before = lineage.predecessors(code).peekable();
    before.peek().is_some() && before.all(|old| ours.contains(old) || complete(old, ours, lineage))
}

/// People are known where they are known of all.
fn sum((code, areas): (Arc<str>, Vec<&AreaFunding>)) -> Funded {
    let all = |of: fn(&AreaFunding) -> Option<f64>| areas.iter().map(|a| of(a)).sum::<Option<f64>>();
    let name = if areas.len() == 1 { areas.first().and_then(|a| a.name.clone()) } else { None };
    Funded {
        code,
        name,
        region: None,
        amount: areas.iter().map(|a| a.amount).sum(),
        registered: all(|a| a.registered),
        weighted: all(|a| a.weighted),
        target: None,
        rank: None,
    }
}
