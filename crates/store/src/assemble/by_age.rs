//! Patients counted by age and sex: prescribing units, or the events expected of them.

use super::population::{Choice, Extracts};
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::standardise::{AgeBand, StratumKey, WeightTable};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::{ListSize, PatientStratum};

/// How registered patients count by age and sex.
#[derive(Debug, Clone, Copy)]
pub struct ByAgeSex<'a> {
    /// What one patient of each stratum counts as: a weight, or the events expected of one person.
    pub table: &'a WeightTable,
    /// What the table is called in messages: "weights in star-pu.json".
    pub name: &'a str,
    /// What the patients of an area, so counted, are.
    pub sums: SumsAre,
}

/// What patients counted by age and sex are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SumsAre {
    /// The denominator, instead of plain patients.
    Denominators,
    /// Events expected of plain patients, who remain the denominator.
    Expected,
}

/// Why the patients of a practice cannot be counted by age and sex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Unknown {
    /// The extract has its total only.
    Missing,
    /// Those by age and sex come to another number than its total.
    Unequal,
    /// The register has no figure of it.
    Register,
}

/// A practice whose patients cannot be counted by age and sex: it is in no sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LeftOut {
    pub(super) why: Unknown,
    pub(super) patients: i64,
}

/// The patients of each practice of an extract, counted by age and sex, in the order of its practices.
pub(super) type Counted = Vec<Result<f64, Unknown>>;

impl ByAgeSex<'_> {
    /// Counts the patients of the extract chosen for a month.
    ///
    /// # Errors
    /// An extract stored without ages and sexes; age bands or sexes that the table does not hold.
    pub(super) fn count(
        &self,
        store: &Store,
        extracts: &Extracts<'_>,
        choice: Choice,
        lists: &[ListSize],
    ) -> Result<Counted, Error> {
        self.count_of(&Strata::read(store, extracts, choice, lists)?, store, extracts, choice, lists)
    }

    /// As [`Self::count`], of strata that were read before.
    ///
    /// # Errors
    /// Age bands or sexes that the table does not hold.
    pub(super) fn count_of(
        &self,
        strata: &Strata,
        store: &Store,
        extracts: &Extracts<'_>,
        choice: Choice,
        lists: &[ListSize],
    ) -> Result<Counted, Error> {
        let factors = self.factors(strata).map_err(|says| {
            let files: Vec<&str> = extracts.sources(choice).map(|source| source.file.as_str()).collect();
            store.problem(format!("{says} in the extract of {} ({})", extracts.month(choice), files.join(", ")))
        })?;
        Ok(counted(lists, strata, &factors))
    }

    /// What one patient of each stratum counts as. Strata without patients need no weight.
    ///
    /// # Errors
    /// Both lists of bands, where those of the patients are not within those of the table.
    fn factors(&self, strata: &Strata) -> Result<Vec<f64>, String> {
        let factor = |(key, has_patients): &(StratumKey, bool)| match self.table.weight(key) {
            Some(factor) => Ok(factor),
            None if !has_patients => Ok(0.0),
            None => Err(format!(
                "the {} have none for {key}: they are by {}, and patients are by {}",
                self.name,
                listed(self.table.strata()),
                listed(strata.keys.iter().filter(|(_, has_patients)| *has_patients).map(|(key, _)| key))
            )),
        };
        strata.keys.iter().map(factor).collect()
    }
}

/// The patients of an extract by age and sex, with each age and sex once.
#[derive(Debug)]
pub(super) struct Strata {
    /// Sorted, each with whether anybody is of it.
    keys: Vec<(StratumKey, bool)>,
    /// Places of the practice and of the age and sex, and patients.
    parts: Vec<(usize, usize, i64)>,
}

impl Strata {
    /// Those of the extract chosen for a month.
    ///
    /// # Errors
    /// An extract stored without ages and sexes.
    pub(super) fn read(
        store: &Store,
        extracts: &Extracts<'_>,
        choice: Choice,
        lists: &[ListSize],
    ) -> Result<Self, Error> {
        let strata = extracts.strata(store, choice, lists)?.map_err(|source| {
            let says = format!(
                "the registered patients of {} have no ages and sexes in this store, which an earlier version of this \
                 program filled; ingest the file again: unwarranted ingest {} `store {}`",
                extracts.month(choice),
                source.file,
                store.dir().display()
            );
            store.problem(says)
        })?;
        Ok(Self::of(&strata))
    }

    fn of(strata: &[PatientStratum]) -> Self {
        let mut seen: BTreeMap<&StratumKey, bool> = BTreeMap::new();
        for part in strata {
            *seen.entry(&part.stratum).or_default() |= part.patients > 0;
        }
        let places: BTreeMap<&StratumKey, usize> = seen.keys().enumerate().map(|(place, key)| (*key, place)).collect();
        let place = |part: &PatientStratum| (part.practice, places[&part.stratum], part.patients);
        let parts = strata.iter().map(place).collect();
        Self { keys: seen.into_iter().map(|(key, has_patients)| (key.clone(), has_patients)).collect(), parts }
    }
}

/// "ages 0-4, 5-14, 75+ and sexes female, male".
fn listed<'a>(keys: impl Iterator<Item = &'a StratumKey>) -> String {
    let (mut ages, mut sexes): (BTreeSet<AgeBand>, BTreeSet<&str>) = (BTreeSet::new(), BTreeSet::new());
    for key in keys {
        ages.insert(key.age_band);
        sexes.extend(key.sex.as_deref());
    }
    let ages: Vec<String> = ages.into_iter().map(|a| a.to_string()).collect();
    let sexes: Vec<&str> = sexes.into_iter().collect();
    let by_sex = if sexes.is_empty() {
        " for both sexes together".to_owned()
    } else {
        format!(" and sexes {}", sexes.join(", "))
    };
    format!("ages {}{by_sex}", ages.join(", "))
}

/// A practice whose patients by age and sex are not there, or are not its total, has no sum; one without patients has zero.
fn counted(lists: &[ListSize], strata: &Strata, factors: &[f64]) -> Counted {
    let mut sums: Vec<Option<(i64, f64)>> = vec![None; lists.len()];
    for (practice, stratum, patients) in &strata.parts {
        if let Some(sum) = sums.get_mut(*practice) {
            let (all, counted) = sum.unwrap_or_default();
            *sum = Some((all.saturating_add(*patients), counted + *patients as f64 * factors[*stratum]));
        }
    }
    let one = |(list, sum): (&ListSize, Option<(i64, f64)>)| match sum {
        _ if list.patients == 0 => Ok(0.0),
        None => Err(Unknown::Missing),
        Some((patients, counted)) if patients == list.patients => Ok(counted),
        Some(_) => Err(Unknown::Unequal),
    };
    lists.iter().zip(sums).map(one).collect()
}

/// The practices whose patients are not known by age and sex.
pub(super) fn unknown(lists: &[ListSize], counted: Option<&Counted>) -> BTreeMap<String, LeftOut> {
    let one = |(list, counted): (&ListSize, &Result<f64, Unknown>)| {
        let why = counted.err()?;
        Some((list.practice.clone(), LeftOut { why, patients: list.patients }))
    };
    lists.iter().zip(counted.into_iter().flatten()).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_ingest::tables::Org;

    fn key(band: &str, sex: &str) -> StratumKey {
        StratumKey { age_band: band.parse().unwrap(), sex: Some(sex.into()) }
    }

    fn part(practice: usize, band: &str, sex: &str, patients: i64) -> PatientStratum {
        PatientStratum { practice, stratum: key(band, sex), patients }
    }

    fn list(practice: &str, patients: i64) -> ListSize {
        ListSize { practice: practice.to_owned(), name: String::new(), org: Org::default(), patients }
    }

    fn by(table: &WeightTable) -> ByAgeSex<'_> {
        ByAgeSex { table, name: "weights in w.csv", sums: SumsAre::Denominators }
    }

    #[test]
    fn practices_without_parts_or_with_others_than_their_total_have_no_sum() {
        let table = WeightTable::new([(key("0-9", "male"), 0.5), (key("10+", "male"), 2.0)]).unwrap();
        let lists = [list("A", 30), list("B", 7), list("C", 9), list("D", 0), list("E", 0)];
        let strata = [
            part(0, "0-4", "male", 10),
            part(0, "5-9", "male", 0),
            part(0, "90+", "male", 20),
            part(2, "0-4", "male", 8),
            part(4, "0-4", "male", 0),
        ];
        let strata = Strata::of(&strata);
        let factors = by(&table).factors(&strata).unwrap();
        let expected = [Ok(45.0), Err(Unknown::Missing), Err(Unknown::Unequal), Ok(0.0), Ok(0.0)];
        assert_eq!(counted(&lists, &strata, &factors), expected);
    }

    #[test]
    fn bands_that_do_not_nest_are_refused_with_both_lists() {
        let table = WeightTable::new([(key("0-17", "male"), 0.5), (key("18+", "male"), 2.0)]).unwrap();
        let strata = [part(0, "0-4", "male", 1), part(0, "15-19", "male", 1), part(0, "15-19", "female", 0)];
        let strata = Strata::of(&strata);
        assert_eq!(
            by(&table).factors(&strata).unwrap_err(),
            "the weights in w.csv have none for age 15-19, sex male: they are by ages 0-17, 18+ and sexes male, and patients \
             are by ages 0-4, 15-19 and sexes male"
        );
        // A band of the table may be cut finer, and one for both sexes serves each.
        let both = |band: &str| StratumKey { sex: None, ..key(band, "male") };
        let table = WeightTable::new([(both("0-14"), 0.5), (both("15+"), 2.0)]).unwrap();
        assert_eq!(by(&table).factors(&strata).unwrap(), [0.5, 2.0, 2.0]);
        let few = WeightTable::new([(both("0-4"), 1.0)]).unwrap();
        assert!(by(&few).factors(&strata).unwrap_err().contains("by ages 0-4 for both sexes together"));
    }
}
