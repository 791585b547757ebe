//! Which people the figures of a table are of: one sex and one age band, so that nobody is counted twice.

use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::standardise::AgeBand;
use unwarranted_ingest::read::ages;
use unwarranted_ingest::read::sexes::{self, Sex};
use unwarranted_ingest::tables::facts::{FactRow, FactValue, Facts, Unit};

/// The sex and the ages asked for; `None`: the published total, or the only ones there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// `male`, `female`, `persons` or another word of the table.
    pub sex: Option<String>,
    /// An age band as the table has it, or `all`.
    pub age: Option<String>,
}

/// What is read of a table: figures of these sexes and ages. More than one of either are summed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    sexes: BTreeSet<String>,
    ages: BTreeSet<String>,
    /// What a reader must know of the choice.
    pub(super) note: Option<String>,
}

/// The figures of a measure by area.
pub(super) type Figures = BTreeMap<usize, Vec<FactValue>>;

impl Chosen {
    /// Chooses for a measure of the areas that `of` accepts.
    ///
    /// The total over all sexes, or all ages, where the table has it; else the only one; else the sum of parts that do not
    /// overlap, of figures that can be summed.
    ///
    /// # Errors
    /// Several that overlap or cannot be summed, and a sex or ages that the table does not have, with those it has.
    pub(super) fn of(
        facts: &Facts,
        measure: usize,
        people: &People,
        of: impl Fn(usize) -> bool,
    ) -> Result<Self, String> {
        let rows: Vec<&FactRow> = facts.rows.iter().filter(|r| r.measure == measure && of(r.area)).collect();
        let additive = matches!(facts.measures[measure].unit, Unit::Pounds | Unit::Persons | Unit::Count);
        let sexes: BTreeSet<&str> = rows.iter().map(|r| r.sex.as_str()).collect();
        let (sexes, by_sex) = match &people.sex {
            Some(wanted) => (asked("sex", "persons", wanted, &sexes, same_sexes)?, None),
            None => sex(&sexes, additive)?,
        };
        let among = rows.iter().filter(|r| sexes.contains(&r.sex));
        let ages: BTreeSet<&str> = among.map(|r| r.age.as_str()).collect();
        let (ages, by_age) = match &people.age {
            Some(wanted) => (asked("age", "all", wanted, &ages, same_ages)?, None),
            None => age(&ages, additive)?,
        };
        let note = (by_sex.is_some() || by_age.is_some()).then(|| {
            let said: Vec<String> = by_sex.into_iter().chain(by_age).collect();
            format!("Of {}: {}.", facts.measures[measure].id, said.join("; "))
        });
        Ok(Self { sexes, ages, note })
    }

    /// The sexes and the ages, in words that are the same for the same people: parts that make up everybody are everybody.
    pub(super) fn whom(&self) -> Whom {
        let halves = ["female", "male"].iter().all(|half| self.sexes.contains(*half));
        let sex = if halves { String::new() } else { words(&self.sexes) };
        let mut bands: Vec<AgeBand> = self.ages.iter().filter_map(|text| text.parse().ok()).collect();
        bands.sort_unstable();
        let ends = |at: usize| bands.get(at).is_some_and(|band| band.to.is_none());
        let whole = bands.len() == self.ages.len()
            && bands.first().is_some_and(|band| band.from == 0)
            && bands.windows(2).all(|w| w[0].to.is_some_and(|to| to + 1 == w[1].from))
            && ends(bands.len() - 1);
        let told: Vec<String> = bands.iter().map(ToString::to_string).collect();
        let age = match () {
            () if whole => String::new(),
            () if bands.len() == self.ages.len() => told.join(", "),
            () => words(&self.ages),
        };
        Whom { sex, age }
    }

    /// The figures of a measure; an area without one of the parts has a figure that is not reported.
    pub(super) fn figures(&self, facts: &Facts, measure: usize) -> Figures {
        let mut found: BTreeMap<usize, Vec<(&str, &str, FactValue)>> = BTreeMap::new();
        for row in facts.rows.iter().filter(|r| r.measure == measure) {
            if self.sexes.contains(&row.sex) && self.ages.contains(&row.age) {
                found.entry(row.area).or_default().push((&row.sex, &row.age, row.value));
            }
        }
        let parts = found.values().map(Vec::len).max().unwrap_or(0);
        let whole = |values: Vec<(&str, &str, FactValue)>| {
            let lacks = values.len() < parts;
            let values = values.into_iter().map(|(_, _, value)| value);
            values.chain(lacks.then_some(FactValue::NotReported)).collect()
        };
        found.into_iter().map(|(area, values)| (area, whole(values))).collect()
    }
}

/// Whom the figures of a table are of: blank where they are of all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Whom {
    pub(super) sex: String,
    age: String,
}

impl std::fmt::Display for Whom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sex = if self.sex.is_empty() { "persons" } else { &self.sex };
        let age = if self.age.is_empty() { "all ages" } else { &self.age };
        write!(f, "{sex}, {age}")
    }
}

fn words(of: &BTreeSet<String>) -> String {
    of.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

type Choice = (BTreeSet<String>, Option<String>);

fn owned<'a>(words: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}

/// The one that was asked for; `same` compares a word of the table, blank for the total, with the word asked for.
fn asked(
    option: &str,
    total: &str,
    wanted: &str,
    has: &BTreeSet<&str>,
    same: impl Fn(&str, &str) -> bool,
) -> Result<BTreeSet<String>, String> {
    let found = has.iter().find(|word| same(word, wanted.trim()));
    found
        .map(|word| owned([*word]))
        .ok_or_else(|| format!("the measure has no figures of the {option} '{wanted}'; it has: {}", listed(has, total)))
}

fn same_sexes(word: &str, wanted: &str) -> bool {
    let is = |sex: Sex| sex.one().unwrap_or_default().eq_ignore_ascii_case(word);
    sexes::sex(wanted).is_ok_and(is) || !word.is_empty() && word.eq_ignore_ascii_case(wanted)
}

fn same_ages(a: &str, b: &str) -> bool {
    if a.is_empty() {
        return ages::is_total(b);
    }
    let band = |text: &str| text.parse::<AgeBand>().ok();
    a.eq_ignore_ascii_case(b) || band(a).is_some_and(|a| Some(a) == band(b))
}

fn listed(has: &BTreeSet<&str>, total: &str) -> String {
    has.iter().map(|word| if word.is_empty() { total } else { word }).collect::<Vec<_>>().join(", ")
}

fn sex(has: &BTreeSet<&str>, additive: bool) -> Result<Choice, String> {
    if let Some(choice) = total_or_only(has, "persons", "sexes") {
        return Ok(choice);
    }
    let halves: BTreeSet<&str> = ["female", "male"].into();
    if additive && *has == halves {
        return Ok((owned(halves), Some("female and male are added".to_owned())));
    }
    Err(format!(
        "the measure has figures by sex ({}), and they are not added to one another; choose one with `sex`",
        listed(has, "persons")
    ))
}

fn age(has: &BTreeSet<&str>, additive: bool) -> Result<Choice, String> {
    if let Some(choice) = total_or_only(has, "all ages", "ages") {
        return Ok(choice);
    }
    let mut bands: Vec<AgeBand> = has.iter().filter_map(|text| text.parse().ok()).collect();
    bands.sort_unstable();
    let apart = bands.windows(2).all(|w| w[0].to.is_some_and(|to| to < w[1].from));
    if additive && bands.len() == has.len() && apart {
        return Ok((owned(has.iter().copied()), Some(format!("the ages {} are added", listed(has, "all ages")))));
    }
    let why =
        if apart && bands.len() == has.len() { "such figures cannot be added" } else { "some hold the same people" };
    Err(format!("the measure has figures by age ({}), and {why}; choose one with `age`", listed(has, "all ages")))
}

fn total_or_only(has: &BTreeSet<&str>, total: &str, what: &str) -> Option<Choice> {
    if has.len() <= 1 {
        return Some((owned(has.iter().copied()), None));
    }
    let parts: Vec<&str> = has.iter().copied().filter(|word| !word.is_empty()).collect();
    has.contains("").then(|| {
        (owned([""]), Some(format!("the figures of {total} are taken, not those by {what} ({})", parts.join(", "))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_ingest::tables::facts::FactMeasure;
    use unwarranted_ingest::values::fixed::Fixed;

    /// A table with one measure; rows are area, sex, age and figure.
    fn table(unit: Unit, rows: &[(usize, &str, &str, i64)]) -> Facts {
        let measures = vec![FactMeasure { id: "m".to_owned(), title: String::new(), unit }];
        let row = |(area, sex, age, figure): &(usize, &str, &str, i64)| FactRow {
            area: *area,
            measure: 0,
            age: (*age).to_owned(),
            sex: (*sex).to_owned(),
            value: FactValue::Exact(Fixed(*figure)),
        };
        let rows = rows.iter().map(row).collect();
        Facts { series: String::new(), months: 12, middle: None, areas: Vec::new(), measures, rows }
    }

    fn people(sex: Option<&str>, age: Option<&str>) -> People {
        People { sex: sex.map(str::to_owned), age: age.map(str::to_owned) }
    }

    /// The sum of the first area, or why there is none.
    fn sum(facts: &Facts, asked: &People) -> Result<i64, String> {
        let figures = Chosen::of(facts, 0, asked, |_| true)?.figures(facts, 0);
        let value = |v: &FactValue| if let FactValue::Exact(Fixed(n)) = v { *n } else { 0 };
        Ok(figures[&0].iter().map(value).sum())
    }

    #[test]
    fn the_same_people_have_the_same_words() {
        let whom = |rows: &[(usize, &str, &str, i64)]| {
            Chosen::of(&table(Unit::Count, rows), 0, &People::default(), |_| true).unwrap().whom().to_string()
        };
        assert_eq!(whom(&[(0, "", "", 5)]), "persons, all ages");
        assert_eq!(whom(&[(0, "male", "", 2), (0, "female", "", 3)]), "persons, all ages");
        assert_eq!(whom(&[(0, "", "0-64", 2), (0, "", "65+", 3)]), "persons, all ages");
        assert_eq!(whom(&[(0, "male", "", 2)]), "male, all ages");
        assert_eq!(whom(&[(0, "", "0-18", 2)]), "persons, 0-18");
    }

    #[test]
    fn a_total_is_not_added_to_its_parts() {
        let facts = table(Unit::Count, &[(0, "female", "<75", 40), (0, "male", "<75", 60), (0, "", "<75", 100)]);
        assert_eq!(sum(&facts, &People::default()), Ok(100));
        assert_eq!(sum(&facts, &people(Some("Female"), None)), Ok(40));
        assert_eq!(sum(&facts, &people(Some("persons"), None)), Ok(100));
        let wrong = sum(&facts, &people(Some("other"), None)).unwrap_err();
        assert!(wrong.contains("has no figures of the sex 'other'; it has: persons, female, male"), "{wrong}");
    }

    #[test]
    fn ages_that_overlap_are_refused_and_those_that_do_not_are_added() {
        let overlapping = [(0, "", "10-14", 1), (0, "", "15-19", 2), (0, "", "10-24", 4)];
        let facts = table(Unit::Count, &overlapping);
        assert!(sum(&facts, &People::default()).unwrap_err().contains("some hold the same people"));
        assert_eq!(sum(&facts, &people(None, Some("10-24 yrs"))), Ok(4));
        let apart = table(Unit::Count, &overlapping[..2]);
        assert_eq!(sum(&apart, &People::default()), Ok(3));
        let note = Chosen::of(&apart, 0, &People::default(), |_| true).unwrap().note.unwrap();
        assert!(note.contains("the ages 10-14, 15-19 are added"), "{note}");
        let rates = table(Unit::Number, &overlapping[..2]);
        assert!(sum(&rates, &People::default()).unwrap_err().contains("cannot be added"));
        let words = table(Unit::Count, &[(0, "", "children", 1), (0, "", "adults", 2)]);
        assert!(sum(&words, &People::default()).is_err(), "ages that cannot be read may overlap");
    }

    #[test]
    fn only_the_two_sexes_make_everybody() {
        let halves = [(0, "female", "", 1), (0, "male", "", 2)];
        assert_eq!(sum(&table(Unit::Persons, &halves), &People::default()), Ok(3));
        assert!(sum(&table(Unit::Number, &halves), &People::default()).is_err());
        let three = [(0, "female", "", 1), (0, "male", "", 2), (0, "all women", "", 4)];
        assert!(sum(&table(Unit::Count, &three), &People::default()).is_err());
    }

    #[test]
    fn an_area_that_lacks_a_part_has_no_sum() {
        let facts = table(Unit::Count, &[(0, "", "0-4", 1), (0, "", "5-9", 2), (1, "", "0-4", 4)]);
        let figures = Chosen::of(&facts, 0, &People::default(), |_| true).unwrap().figures(&facts, 0);
        assert!(figures[&1].contains(&FactValue::NotReported) && !figures[&0].contains(&FactValue::NotReported));
    }
}
