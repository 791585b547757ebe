//! Treatments and areas that are kept, of all that the data have.

use super::plan::Plan;
use super::{Error, Result};
use crate::core::Slice;
use crate::core::near::did_you_mean;
use crate::core::text::counted;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Plan {
    /// The slices of the treatments and areas that are kept, and what left is said of periods without any of the areas. What is
    /// known of chance stays that of all areas.
    pub(super) fn only(&self, mut slices: Vec<Slice>) -> Result<(Vec<Slice>, Vec<String>)> {
        let (treatments, areas) = (&self.study.only_treatment, &self.study.only_area);
        if !treatments.is_empty() {
            let known: BTreeSet<&str> = slices.iter().map(|s| &**s.treatment()).collect();
            all_known("only-treatment", treatments, &known, "treatment")?;
            slices.retain(|s| treatments.iter().any(|t| **t == **s.treatment()));
        }
        if areas.is_empty() {
            return Ok((slices, Vec::new()));
        }
        let known: BTreeSet<&str> = slices.iter().flat_map(Slice::areas).map(|a| &*a.code).collect();
        all_known("only-area", areas, &known, "area")?;
        let wanted: BTreeSet<&str> = areas.iter().map(String::as_str).collect();
        let (with, without): (Vec<Slice>, Vec<Slice>) =
            slices.into_iter().partition(|s| s.areas().iter().any(|a| wanted.contains(&*a.code)));
        let kept = with.iter().map(|s| s.keeping(|a| wanted.contains(&*a.code))).collect::<Result<Vec<_>, _>>()?;
        let periods: BTreeSet<Arc<str>> = without.iter().map(|s| s.period().to_string().into()).collect();
        let left = periods.first().zip(periods.last()).map(|(first, last)| {
            let n = counted(i64::try_from(periods.len()).unwrap_or(i64::MAX), "period has", "periods have");
            let which = if first == last { first.to_string() } else { format!("from {first} to {last}") };
            format!("{n} no figures of the areas that are kept ({which}).")
        });
        Ok((kept, left.into_iter().collect()))
    }
}

/// Refuses what the data do not have.
fn all_known(option: &'static str, wanted: &[String], known: &BTreeSet<&str>, what: &str) -> Result<()> {
    const SHOWN: usize = 8;
    let Some(missing) = wanted.iter().find(|code| !known.contains(code.as_str())) else { return Ok(()) };
    let meant = did_you_mean(missing, known.iter().copied());
    let some: Vec<&str> = known.iter().take(SHOWN).copied().collect();
    let more = if known.len() > SHOWN { ", ..." } else { "" };
    let says = format!("{missing}: the data have no such {what}{meant}; they have {}{more}", some.join(", "));
    Err(Error::option(option, says))
}
