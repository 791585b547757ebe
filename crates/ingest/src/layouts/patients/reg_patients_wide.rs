//! Patients registered at a GP practice, 2013 to January 2017: one row per practice, one column per sex and age.

use super::patient_list_size::{self, Parts};
use super::reg_patients;
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Bad, Header, Row, Sample, Source, collect, file_name, required};
use crate::tables::{Dataset, Geography, ListSize, Middle, Org, Reading, Tables, Verdict};
use crate::values::codes;
use std::collections::BTreeMap;
use unwarranted_core::standardise::{AgeBand, StratumKey};
use unwarranted_core::{Month, Period};

pub(crate) static FORMAT: Format = Format {
    id: "reg-patients-wide",
    title: "Patients registered at a GP practice, a column per sex and age (gp-reg-patients-prac-quin-age, -sing-age)",
    publisher: "NHS Digital (formerly the Health and Social Care Information Centre)",
    years: "2013 to January 2017, quarterly",
    licence: OGL,
    attribution: reg_patients::ATTRIBUTION,
    columns: &[
        "GP_PRACTICE_CODE, CCG_CODE, NHSE_AREA_TEAM_CODE, NHSE_REGION_CODE or COMM_REGION_CODE",
        "TOTAL_ALL, TOTAL_MALE, TOTAL_FEMALE (or TOTAL_FEMALES)",
        "MALE_0-4 ... MALE_85+ or MALE_95+, FEMALE_0-4 ..., or single years MALE_0_1 ... FEMALE_95+",
    ],
    traps: &[
        "no date column: the month is taken from the file name, which must hold it as 2016-01, 201601 or Jan-2016; the publisher's own \
         names lack it",
        "the total stands beside its parts: only the total counts, the parts check it, and are kept for `weights` and `standardise`",
        "single years are from one birthday to the next: MALE_4_5 is age 4",
        "a practice without a total gets the sum of its parts, never both",
    ],
    dataset: Some(Dataset::Population),
    geography: Geography::Registered,
    recognise: |Sample { header, .. }| {
        header.has(&["GP_PRACTICE_CODE", "CCG_CODE", "TOTAL_ALL"]) && !age_columns(header).is_empty()
    },
    read: Some(Reader::Whole(read)),
};

/// Positions of the columns `MALE_0-4`, `FEMALE_95+` and so on, with their strata. Single years are from one birthday to
/// the next: `MALE_4_5` is age 4.
fn age_columns(header: &Header) -> Vec<(usize, Option<StratumKey>)> {
    let year = |key: StratumKey| match key.age_band {
        AgeBand { from, to: Some(to) } if to == from + 1 => {
            StratumKey { age_band: AgeBand { from, to: Some(from) }, ..key }
        }
        _ => key,
    };
    let columns = patient_list_size::age_columns(header).into_iter();
    columns.map(|(at, stratum)| (at, stratum.map(year))).collect()
}

struct Columns {
    practice: usize,
    commissioner: usize,
    area_team: Option<usize>,
    region: Option<usize>,
    total: usize,
    ages: Vec<(usize, Option<StratumKey>)>,
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let header = source.header()?;
    let columns = Columns {
        practice: required(source, &header, &["GP_PRACTICE_CODE"])?,
        commissioner: required(source, &header, &["CCG_CODE"])?,
        area_team: header.find(&["NHSE_AREA_TEAM_CODE"]),
        region: header.find(&["NHSE_REGION_CODE", "COMM_REGION_CODE"]),
        total: required(source, &header, &["TOTAL_ALL"])?,
        ages: age_columns(&header),
    };
    let month = month(source)?;
    let (mut rows, mut unequal, mut summed) = (BTreeMap::new(), Vec::new(), Vec::new());
    let mut tally = source.each_row(&header, |row| {
        Ok(columns.list_size(row).and_then(|(list, total, strata)| {
            let parts = strata.sum;
            if rows.contains_key(&list.practice) {
                return Err(row.bad(columns.practice, "one row per practice"));
            }
            match total {
                None => summed.push(list.practice.clone()),
                Some(total) if total != parts => {
                    unequal.push(format!("{}: parts add up to {parts}, {total} is used", list.practice));
                }
                Some(_) => {}
            }
            rows.insert(list.practice.clone(), (list, strata.patients));
            Ok(Verdict::Used(None))
        }))
    })?;
    tally.notices.extend(collect::notice("practices whose parts do not add up to the total", &unequal));
    tally.notices.extend(collect::notice("practices without a total, whose parts were summed", &summed));
    let middle = columns.area_team.map(|_| Middle::AreaTeam);
    let table = patient_list_size::table(1, middle, rows);
    Ok(Reading { tables: Tables::Population(BTreeMap::from([(month, table)])), tally })
}

impl Columns {
    /// The list size of a practice, its printed total, and its parts.
    fn list_size(&self, row: &Row<'_>) -> Result<(ListSize, Option<i64>, Parts), Bad> {
        let practice = row.required(self.practice, "a practice code")?.to_owned();
        let total = if row.text(self.total).is_empty() { None } else { Some(row.count(self.total)?) };
        let parts = Parts::read(row, &self.ages)?;
        let org = Org {
            pco: codes::trim_pco(row.text(self.commissioner)).to_owned(),
            middle: row.text_or_blank(self.area_team).to_owned(),
            region: row.text_or_blank(self.region).to_owned(),
            ..Org::default()
        };
        let list = ListSize { practice, name: String::new(), org, patients: total.unwrap_or(parts.sum) };
        Ok((list, total, parts))
    }
}

/// The month in the name of the file: in digits, or as the publisher's pages write it (`Jan-2016`).
fn month(source: &Source<'_>) -> Result<Month, Error> {
    if let Some(month) = file_name::published(source).or_else(|| source.names.iter().find_map(|name| in_words(name))) {
        return Ok(month);
    }
    Err(source.refuse(
        "this layout has no date column and the file name does not hold the month; rename the file so that it does, such as \
         gp-reg-patients-prac-quin-age-2016-01.csv",
    ))
}

/// The only month that is written as a name and a year of four digits beside it.
fn in_words(name: &str) -> Option<Month> {
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let of = |pair: &[&str]| {
        let (month, year) = (pair[0], pair[1]);
        let is_name = month.len() >= 3 && month.bytes().all(|b| b.is_ascii_alphabetic());
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let Ok(Period::Month(found)) = Period::parse(&format!("{month} {year}")) else { return None };
        (is_name && is_year).then_some(found)
    };
    let mut found: Vec<Month> = words.windows(2).filter_map(of).collect();
    found.dedup();
    if let [month] = found[..] { Some(month) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::read as read_any;
    use crate::tables::{MAX_REJECTS, Population};

    const FIVE_YEARS: &str = "GP_PRACTICE_CODE,POSTCODE,CCG_CODE,NHSE_AREA_TEAM_CODE,NHSE_REGION_CODE,TOTAL_ALL,TOTAL_MALE,TOTAL_FEMALES,\
        MALE_0-4,MALE_85+,FEMALE_0-4,FEMALE_85+\n\
        A90001,ZZ1 1ZZ,90A,Q90,Y90,10,4,6,1,3,2,4\nA90002,ZZ1 1ZZ,90A,Q90,Y90,9,4,6,1,3,2,4\nA90003,ZZ1 1ZZ,90B,Q90,Y90,,,,1,3,2,4\n";

    fn of(name: &str, text: &str) -> Result<Reading, Error> {
        let source = Source { shown: name, names: &[name], text, max_rejects: MAX_REJECTS, progress: &|_| () };
        let (format, reading) = read_any(&source)?;
        assert_eq!(format.id, FORMAT.id);
        Ok(reading)
    }

    fn only(reading: &Reading) -> (Month, &Population) {
        let Tables::Population(months) = &reading.tables else { panic!("population expected") };
        let (month, table) = months.first_key_value().unwrap();
        (*month, table)
    }

    fn strata(table: &Population) -> Vec<(usize, String, i64)> {
        let strata = table.strata.iter().flatten();
        strata.map(|s| (s.practice, s.stratum.to_string(), s.patients)).collect()
    }

    #[test]
    fn uses_totals_and_checks_them_with_their_parts() {
        let reading = of("gp-reg-patients-prac-quin-age-2016-01.csv", FIVE_YEARS).unwrap();
        let (month, table) = only(&reading);
        assert_eq!((month.to_string().as_str(), table.months, table.middle), ("2016-01", 1, Some(Middle::AreaTeam)));
        let found: Vec<_> = table
            .rows
            .iter()
            .map(|r| (r.practice.as_str(), r.org.pco.as_str(), r.org.middle.as_str(), r.patients))
            .collect();
        assert_eq!(strata(table)[..2], [(0, "age 0-4, sex female".into(), 2), (0, "age 0-4, sex male".into(), 1)]);
        assert_eq!(strata(table).len(), 12);
        assert_eq!(found, [("A90001", "90A", "Q90", 10), ("A90002", "90A", "Q90", 9), ("A90003", "90B", "Q90", 10)]);
        let notices = [
            "practices whose parts do not add up to the total: 1 (the first is A90002: parts add up to 10, 9 is used)",
            "practices without a total, whose parts were summed: 1 (the first is A90003)",
        ];
        assert_eq!(reading.tally.notices, notices);
    }

    #[test]
    fn single_years_and_other_orders_of_the_columns_are_read_by_name() {
        let csv = "GP_PRACTICE_CODE,POSTCODE,ONS_CCG_CODE,CCG_CODE,ONS_REGION_CODE,NHSE_REGION_CODE,TOTAL_ALL,TOTAL_MALE,TOTAL_FEMALE,\
                   MALE_0_1,MALE_95+,FEMALE_0_1,FEMALE_95+\nA90001,ZZ1 1ZZ,E38000900,90A,E40000900,Y90,10,4,6,1,3,2,4\n";
        let name = "Numbers-of-Patients-Registered-at-a-GP-Practice-Jan-2017-single-age.csv";
        let reading = of(name, csv).unwrap();
        let (month, table) = only(&reading);
        assert_eq!((month.to_string().as_str(), table.middle), ("2017-01", None));
        assert_eq!((table.rows[0].org.pco.as_str(), table.rows[0].org.region.as_str()), ("90A", "Y90"));
        let years =
            [("age 0, sex female", 2), ("age 0, sex male", 1), ("age 95+, sex female", 4), ("age 95+, sex male", 3)];
        assert_eq!(strata(table), years.map(|(key, n)| (0, key.to_owned(), n)));
        assert!(reading.tally.notices.is_empty());
    }

    #[test]
    fn a_file_name_without_the_month_says_how_to_mend_it() {
        let error = of("gp-reg-patients-prac-quin-age.csv", FIVE_YEARS).unwrap_err().to_string();
        assert!(
            error.contains("rename the file so that it does, such as gp-reg-patients-prac-quin-age-2016-01.csv"),
            "{error}"
        );
    }
}
