//! Patients registered at a GP practice, by practice, sex and five-year age group.

mod one_sex;

use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::ages;
use crate::read::sexes::{self, Sex};
use crate::read::{Bad, Header, Row, Sample, Source, required};
use crate::tables::{Dataset, Geography, ListSize, Org, PatientStratum, Population, Reading, Tables, Tally, Verdict};
use crate::values::codes;
use one_sex::{only_sex, without_other_sex};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use unwarranted_core::standardise::StratumKey;
use unwarranted_core::{Month, Period};

pub(crate) const ATTRIBUTION: &str =
    "Contains NHS England data: patients registered at a GP practice, licensed under the Open Government Licence v3.0.";

pub(crate) static FORMAT: Format = Format {
    id: "reg-patients",
    title: "Patients registered at a GP practice, by sex and five-year age group, or totals (gp-reg-pat-prac-quin-age, -all)",
    publisher: "NHS England (formerly NHS Digital)",
    years: "April 2017 to today, monthly (reg-patients-wide before)",
    licence: OGL,
    attribution: ATTRIBUTION,
    columns: &[
        "PUBLICATION",
        "EXTRACT_DATE",
        "ORG_TYPE (TYPE in the file of totals)",
        "ORG_CODE (CODE)",
        "SEX",
        "AGE_GROUP_5 (AGE)",
        "NUMBER_OF_PATIENTS",
        "CCG_CODE or SUB_ICB_LOCATION_CODE in the file of totals",
    ],
    traps: &[
        "totals (SEX and AGE_GROUP_5 both ALL) stand beside their parts: only the totals count, the parts check them",
        "rows of one sex and age group are kept beside the totals, for `weights` and `standardise`; those whose age group \
         cannot be read are not, and then do not add up to the total",
        "a file of one sex (gp-reg-pat-prac-sing-age-male) is refused by itself; with that of the other sex beside it the two are read \
         as one: persons are male and female together, and a practice that one of them lacks is left out and listed",
        "a practice without a total gets the sum of its parts, never both",
        "rows of other kinds of organisation (ORG_TYPE other than GP) repeat the same patients: left out",
        "no area is recorded by sex and age: the area comes from the month's prescribing file; the file of totals names the commissioner",
    ],
    dataset: Some(Dataset::Population),
    geography: Geography::Registered,
    recognise: |Sample { header, .. }| {
        header.has(&["EXTRACT_DATE", "SEX", "NUMBER_OF_PATIENTS"])
            && [PRACTICE, AGE].iter().all(|names| header.find(names).is_some())
    },
    read: Some(Reader::Whole(read)),
};

const ORG_TYPE: &[&str] = &["ORG_TYPE", "TYPE"];
const PRACTICE: &[&str] = &["ORG_CODE", "CODE"];
const AGE: &[&str] = &["AGE_GROUP_5", "AGE"];

struct Columns {
    date: usize,
    /// Files of one kind of organisation have no such column: they are of practices.
    org_type: Option<usize>,
    practice: usize,
    sex: usize,
    age: usize,
    patients: usize,
    publication: Option<usize>,
    commissioner: Option<usize>,
}

/// The rows of one practice by sex and age group, `ALL` in capitals.
#[derive(Default)]
struct Parts {
    rows: BTreeMap<(String, String), i64>,
    /// Blank where the file has no such column.
    commissioner: String,
}

/// What the rows of one practice come to.
struct Total {
    patients: i64,
    /// There is no total, so rows were summed.
    is_sum: bool,
    /// How many of the rows that were summed are not kept by age and sex.
    summed: u64,
    /// A word on parts that do not add up.
    problem: Option<String>,
}

impl Parts {
    /// The sum over one family of rows that covers everyone once, and how many of them are not kept by age and sex; `None`
    /// without such rows.
    fn sum(&self, all_sexes: bool, all_ages: bool) -> Option<(i64, u64)> {
        let of_family = |(sex, age): &(String, String)| (sex == "ALL") == all_sexes && (age == "ALL") == all_ages;
        let family = || self.rows.iter().filter(|(key, _)| of_family(key));
        let lost = family().filter(|((sex, age), _)| stratum(sex, age).is_none()).count() as u64;
        (family().count() > 0).then(|| (family().map(|(_, patients)| *patients).sum(), lost))
    }

    /// The rows of one age group and one sex that can be read, of the practice at this place.
    fn strata(&self, practice: usize) -> Vec<PatientStratum> {
        let mut sums: BTreeMap<StratumKey, i64> = BTreeMap::new();
        for ((sex, age), patients) in &self.rows {
            if let Some(stratum) = stratum(sex, age) {
                let sum = sums.entry(stratum).or_default();
                *sum = sum.saturating_add(*patients);
            }
        }
        sums.into_iter().map(|(stratum, patients)| PatientStratum { practice, stratum, patients }).collect()
    }

    /// The total, or else the largest sum of a family of parts: a part that is missing only makes a sum smaller.
    fn total(&self) -> Total {
        let families = [self.sum(true, false), self.sum(false, true), self.sum(false, false)];
        // Of equals the last, of which most is kept.
        let largest = families.iter().flatten().copied().max_by_key(|(sum, _)| *sum).unwrap_or_default();
        let total = self.sum(true, true);
        let (patients, summed) = total.map_or(largest, |(total, _)| (total, 0));
        let wrong = families.iter().flatten().find(|(sum, _)| *sum != patients);
        let problem = wrong.map(|(sum, _)| format!("parts add up to {sum}, {patients} is used"));
        Total { patients, is_sum: total.is_none(), summed, problem }
    }
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let columns = Columns::find(source, &header)?;
    let mut months: BTreeMap<Month, BTreeMap<String, Parts>> = BTreeMap::new();
    let mut synthetic = false;
    let mut tally = source.each_row(&header, |row| {
        synthetic |= codes::is_synthetic(row.text_or_blank(columns.publication));
        Ok(columns.add(row, &mut months))
    })?;
    tally.synthetic = synthetic;
    if let Some((month, sex)) = only_sex(&months) {
        return Err(source.refuse(format!(
            "the file holds patients of one sex only ({sex}) in {month}, which are not the patients of a practice; ingest the files of \
             both sexes together (gp-reg-pat-prac-sing-age-male.csv and -female.csv of the same month, in one folder), or \
             gp-reg-pat-prac-quin-age.csv or gp-reg-pat-prac-all.csv of the same publication instead"
        )));
    }
    for practices in months.values_mut() {
        without_other_sex(practices, &mut tally);
    }
    let mut tables = BTreeMap::new();
    for (month, practices) in months {
        tables.insert(month, finish(month, practices, &mut tally));
    }
    if tables.values().all(|t: &Population| t.rows.is_empty()) {
        return Err(source.refuse("no rows of practices (ORG_TYPE GP) were found, so there is nothing to store"));
    }
    Ok(Reading { tables: Tables::Population(tables), tally })
}

/// The age group and sex of a row that is of one of each; `None` for totals and for words that cannot be read.
fn stratum(sex: &str, age: &str) -> Option<StratumKey> {
    let (Ok(Sex::One(sex)), Ok(age_band)) = (sexes::sex(sex), ages::age_band(age)) else { return None };
    Some(StratumKey { age_band, sex: Some(sex.into()) })
}

const PART: &str = "part of a total";
const KEPT: &str = "part of a total, kept by age and sex";

impl Columns {
    fn find(source: &Source<'_>, header: &Header) -> Result<Self, Error> {
        let must = |name: &str| required(source, header, &[name]);
        Ok(Self {
            date: must("EXTRACT_DATE")?,
            org_type: header.find(ORG_TYPE),
            practice: required(source, header, PRACTICE)?,
            sex: must("SEX")?,
            age: required(source, header, AGE)?,
            patients: must("NUMBER_OF_PATIENTS")?,
            publication: header.find(&["PUBLICATION"]),
            commissioner: header.find(&["CCG_CODE", "SUB_ICB_LOCATION_CODE"]),
        })
    }

    fn add(&self, row: &Row<'_>, months: &mut BTreeMap<Month, BTreeMap<String, Parts>>) -> Result<Verdict, Bad> {
        let Ok(Period::Month(month)) = Period::parse(row.text(self.date)) else {
            return Err(row.bad(self.date, "a date such as 01SEP2017"));
        };
        if self.org_type.is_some_and(|at| !row.text(at).eq_ignore_ascii_case("GP")) {
            return Ok(Verdict::SetAside("not a practice"));
        }
        let practice = row.required(self.practice, "a practice code")?;
        let (sex, age) =
            (row.required(self.sex, "MALE, FEMALE or ALL")?, row.required(self.age, "an age group or ALL")?);
        let patients = row.count(self.patients)?;
        let key = (sex.to_ascii_uppercase(), age.to_ascii_uppercase());
        let verdict = match (key.0 == "ALL" && key.1 == "ALL", stratum(&key.0, &key.1)) {
            (true, _) => Verdict::Used(None),
            (false, Some(_)) => Verdict::Used(Some(KEPT)),
            (false, None) => Verdict::SetAside(PART),
        };
        let parts = months.entry(month).or_default().entry(practice.to_owned()).or_default();
        codes::trim_pco(row.text_or_blank(self.commissioner)).clone_into(&mut parts.commissioner);
        match parts.rows.entry(key) {
            Entry::Occupied(_) => Err(row.bad(self.practice, "one row per practice, sex and age group in an extract")),
            Entry::Vacant(place) => {
                place.insert(patients);
                Ok(verdict)
            }
        }
    }
}

/// One extract; parts that stand for a missing total move from the rows set aside to those used.
fn finish(month: Month, practices: BTreeMap<String, Parts>, tally: &mut Tally) -> Population {
    let (mut rows, mut strata) = (Vec::with_capacity(practices.len()), Vec::new());
    let (mut problems, mut without) = (Vec::new(), 0_u64);
    for (practice, parts) in practices {
        let total = parts.total();
        problems.extend(total.problem.map(|p| format!("{practice}: {p}")));
        without += u64::from(total.is_sum);
        if total.summed > 0 {
            tally.used += total.summed;
            *tally.set_aside.entry(PART).or_default() -= total.summed;
        }
        strata.extend(parts.strata(rows.len()));
        let org = Org { pco: parts.commissioner, ..Org::default() };
        rows.push(ListSize { practice, name: String::new(), org, patients: total.patients });
    }
    tally.set_aside.retain(|_, rows| *rows > 0);
    if without > 0 {
        tally.notices.push(format!("{month}: practices without a total, whose parts were summed: {without}"));
    }
    if let Some(first) = problems.first() {
        let n = problems.len();
        tally
            .notices
            .push(format!("{month}: practices whose parts do not add up to the total: {n} (the first is {first})"));
    }
    Population { months: 1, middle: None, rows, strata: Some(strata) }
}
