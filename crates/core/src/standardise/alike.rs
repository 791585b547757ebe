//! Whether areas are divided into the same groups of age and sex, so that their rates can be put together.

use crate::data::strata::{Strata, StratumKey, overlap};
use std::sync::Arc;

impl Strata {
    /// Groups of some areas that share people with another group of others, in words; `None` where there are none.
    pub(super) fn clashes(&self) -> Option<String> {
        const MOST: usize = 4;
        let pooled = self.pooled();
        let keys: Vec<&StratumKey> = pooled.iter().filter(|(_, v)| v.1 > 0.0).map(|(key, _)| key).collect();
        let pairs = keys.iter().enumerate().flat_map(|(i, a)| keys[i + 1..].iter().map(move |b| (*a, *b)));
        let all: Vec<_> = pairs.filter(|(a, b)| overlap(a, b)).collect();
        let mut told: Vec<String> = all.iter().take(MOST).map(|(a, b)| self.beside(a, b)).collect();
        match all.len().saturating_sub(MOST) {
            0 => (),
            1 => told.push("and one more pair".to_owned()),
            more => told.push(format!("and {more} more pairs")),
        }
        (!told.is_empty()).then(|| told.join("; "))
    }

    /// "B has age 0-14, A and 3 more have age 0-4": the group of fewer areas first.
    fn beside(&self, a: &StratumKey, b: &StratumKey) -> String {
        let told = |areas: &[&Arc<str>], key: &StratumKey| {
            let verb = if areas.len() == 1 { "has" } else { "have" };
            let more = if areas.len() > 3 { format!(" and {} more", areas.len() - 3) } else { String::new() };
            let first: Vec<&str> = areas.iter().take(3).map(|area| &***area).collect();
            format!("{}{more} {verb} {key}", first.join(", "))
        };
        let (mut few, mut many) = ((self.with(a), a), (self.with(b), b));
        if many.0.len() < few.0.len() {
            std::mem::swap(&mut few, &mut many);
        }
        format!("{}, {}", told(&few.0, few.1), told(&many.0, many.1))
    }

    /// The areas with people in a group.
    fn with(&self, key: &StratumKey) -> Vec<&Arc<str>> {
        let there = |strata: &std::collections::BTreeMap<_, (f64, f64)>| strata.get(key).is_some_and(|v| v.1 > 0.0);
        self.areas.iter().filter(|(_, strata)| there(strata)).map(|(area, _)| area).collect()
    }

    /// The groups in which one area alone has people, of two areas or more: at the rates of all areas together it is compared there
    /// with itself.
    ///
    /// ```
    /// use unwarranted_core::standardise::{Strata, StratumRow};
    /// let row = |area: &str, band: &str| StratumRow {
    ///     area: area.into(), age_band: band.parse().unwrap(), sex: None, observed: 1.0, population: 10.0,
    /// };
    /// let strata = Strata::new(&[row("A", "0-64"), row("A", "65+"), row("B", "0-64")]).unwrap();
    /// let alone = strata.of_one_area();
    /// assert_eq!((alone.len(), &*alone[0].0, alone[0].1.to_string().as_str()), (1, "A", "age 65+"));
    /// ```
    #[must_use]
    pub fn of_one_area(&self) -> Vec<(Arc<str>, StratumKey)> {
        if self.areas.len() < 2 {
            return Vec::new();
        }
        let one = |key: StratumKey| match self.with(&key)[..] {
            [area] => Some((Arc::clone(area), key)),
            _ => None,
        };
        self.pooled().into_keys().filter_map(one).collect()
    }
}
