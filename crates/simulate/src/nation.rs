//! The files of a synthetic nation, and the truth beside them.

mod directory;
mod facts;
mod folder;
mod made;
mod map;
mod patients;
mod prescribing;
mod registers;
mod terms;
mod truth;

use super::effects::Effects;
use super::formulary::{Need, Substance, formulary};
use super::options::SimulateOptions;
use super::out;
use super::world::{DEPRIVATION, World};
use rayon::prelude::*;
use registers::Prevalences;
use std::io::{Result as Written, Write};
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;

pub use folder::check_target;
use made::Totals;

/// The files of a nation that was written.
#[derive(Debug, Clone)]
pub struct Nation {
    /// Prescribing, a file a month.
    pub prescribing: Vec<PathBuf>,
    /// Registered patients, a file a quarter.
    pub patients: Vec<PathBuf>,
    /// Organisations, registers, payments, deprivation, boundaries and names of codes.
    pub others: Vec<PathBuf>,
    /// What is true of it: no publisher has these.
    pub truth: Vec<PathBuf>,
}

impl Nation {
    /// Every file that a store can take.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        [&self.prescribing[..], &self.patients, &self.others].concat()
    }

    /// Prescribing and registered patients alone.
    #[must_use]
    pub fn activity(&self) -> Vec<PathBuf> {
        [&self.prescribing[..], &self.patients].concat()
    }
}

/// Everything that the files are made from.
struct Plan {
    options: SimulateOptions,
    world: World,
    substances: Vec<Substance>,
    effects: Effects,
    prevalences: Prevalences,
}

impl Plan {
    fn new(options: &SimulateOptions) -> Self {
        let world = World::new(options);
        let substances = formulary(options.seed, options.treatments);
        let effects = Effects::new(options, &world, &substances);
        let prevalences = Prevalences::new(options.seed, &world);
        Self { options: *options, world, substances, effects, prevalences }
    }

    /// How much more of a substance the people of a practice need than the nation's: practice `j` of an area.
    fn need(&self, area: usize, j: usize, need: Need) -> f64 {
        let area = &self.world.areas[area];
        let practice = &area.practices[j];
        match need {
            Need::Alike => 1.0,
            Need::Age(power) => libm::pow(practice.old, power),
            Need::Deprivation(power) => libm::pow(practice.deprivation / DEPRIVATION, power),
            Need::Register(code) => self.prevalences.relative(area.first + j, code),
        }
    }
}

/// Fills a file and counts what it wrote.
type Fill = fn(&Plan, usize, &mut dyn Write, &mut Totals) -> Written<()>;

/// Writes a synthetic nation into a folder, which is made where it is missing: `files` in the publishers' layouts, all named
/// `SYNTHETIC_...`, and `truth`, tables of what is true of them. Memory does not grow with months or rows: practices are made
/// a few at a time. The files of an earlier nation in the folder are replaced.
///
/// # Errors
/// A size outside its range; a folder that holds other files; a folder or file that cannot be written.
pub fn write_nation(dir: &Path, options: &SimulateOptions) -> Result<Nation, Error> {
    write_into(&dir.join(folder::FILES), &dir.join(folder::TRUTH), options, &|_| ())
}

/// As [`write_nation`], with one folder for the files and one for the truth; `progress` is told the share that is done.
///
/// # Errors
/// As [`write_nation`].
pub fn write_into(
    files: &Path,
    truth: &Path,
    options: &SimulateOptions,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<Nation, Error> {
    options.check()?;
    folder::prepare(files, truth)?;
    let plan = Plan::new(options);
    let made = prescribing::write(&plan, files, progress)?;
    let mut totals = made.totals.clone();
    let quarters = (0..options.months.div_ceil(3)).map(|q| (patients::name(&plan, q), q, patients::fill as Fill));
    let (patients, counted) = write_all(&plan, files, quarters.collect())?;
    totals.extend(counted);
    let (others, counted) = write_all(&plan, files, others(&plan))?;
    totals.extend(counted);
    let truth = truth::write(&plan, truth, &made, &totals)?;
    Ok(Nation { prescribing: made.paths, patients, others, truth })
}

/// Every file but prescribing and patients: its name, what it is about, and what fills it.
fn others(plan: &Plan) -> Vec<(String, usize, Fill)> {
    let years = plan.options.financial_years();
    let month = plan.options.month(plan.options.months - 1);
    let day = format!("{:04}-{:02}", month.year(), month.month());
    let first = years.first().map_or(2019, |(year, _)| *year);
    let mut files: Vec<(String, usize, Fill)> = vec![
        (format!("SYNTHETIC_epraccur-{day}.csv"), 0, directory::practices),
        (format!("SYNTHETIC_eccg-{day}.csv"), 0, directory::commissioners),
        (format!("SYNTHETIC_ons_ccg{:02}_nhser{:02}.csv", first % 100, first % 100), 0, directory::lookup),
        (format!("SYNTHETIC_ccg-{first}.geojson"), 0, map::boundaries),
        (format!("SYNTHETIC_imd-ccg-{first}.csv"), 0, facts::deprivation),
        (format!("SYNTHETIC_BNF_Code_Information_{}.csv", day.replace('-', "")), 0, terms::codes),
    ];
    for (number, (year, _)) in years.iter().enumerate() {
        let next = (year + 1) % 100;
        files.push((format!("SYNTHETIC_qof-{year}-{next:02}-prevalence.csv"), number, registers::fill));
        files.push((format!("SYNTHETIC_nhs-payments-gp-{:02}-{next:02}.csv", year % 100), number, facts::payments));
    }
    files
}

/// The paths of files, and the totals of each by its name.
type Filled = (Vec<PathBuf>, Vec<(String, Totals)>);

/// Writes files side by side; their paths, and the totals of each by its name.
fn write_all(plan: &Plan, dir: &Path, files: Vec<(String, usize, Fill)>) -> Result<Filled, Error> {
    let one = |(name, number, fill): (String, usize, Fill)| {
        let path = dir.join(&name);
        let mut totals = Totals::default();
        out::write(&path, |out| fill(plan, number, out, &mut totals))?;
        Ok((path, (name, totals)))
    };
    let done: Vec<(PathBuf, (String, Totals))> = files.into_par_iter().map(one).collect::<Result<_, Error>>()?;
    Ok(done.into_iter().unzip())
}
