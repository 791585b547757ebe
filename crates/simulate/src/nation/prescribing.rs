//! Prescribing by practice and month, in the layout of the English Prescribing Dataset (version 2).

use super::Plan;
use super::made::{Made, Volume};
use crate::digits::{decimal, quoted, whole};
use crate::formulary::{Substance, chapter_name};
use crate::out::Out;
use crate::persons::{Persons, poisson};
use crate::random::{Purpose, stream};
use crate::world::{Area, effect};
use rayon::prelude::*;
use std::path::Path;
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;

const HEADER: &str = "YEAR_MONTH,REGIONAL_OFFICE_NAME,REGIONAL_OFFICE_CODE,AREA_TEAM_NAME,AREA_TEAM_CODE,PCO_NAME,PCO_CODE,\
    PRACTICE_NAME,PRACTICE_CODE,ADDRESS_1,ADDRESS_2,ADDRESS_3,ADDRESS_4,POSTCODE,BNF_CHEMICAL_SUBSTANCE,\
    CHEMICAL_SUBSTANCE_BNF_DESCR,BNF_CODE,BNF_DESCRIPTION,BNF_CHAPTER_PLUS_CODE,QUANTITY,ITEMS,TOTAL_QUANTITY,ADQUSAGE,NIC,\
    ACTUAL_COST,UNIDENTIFIED\r\n";
/// Where rows of prescribers without a known area say they come from.
const NOWHERE: &str = "UNIDENTIFIED,-,UNIDENTIFIED,-,UNIDENTIFIED,-,UNIDENTIFIED DOCTORS,-,-,-,-,-,-";
/// Practice-months that are made at once, so that memory does not grow with the size of the nation.
const AT_ONCE: usize = 400;

/// `201904`.
pub(super) fn stamp(month: Month) -> String {
    format!("{:04}{:02}", month.year(), month.month())
}

/// What does not change from practice to practice.
struct Sheet<'a> {
    plan: &'a Plan,
    stamps: Vec<String>,
    /// Rates of each month relative to the start, by substance.
    times: Vec<Vec<f64>>,
    /// What stands in a row between the practice and the figures, by substance and form.
    middles: Vec<Vec<String>>,
    /// Number of the financial year of each month.
    years: Vec<usize>,
}

/// What one practice prescribes.
struct Practice {
    area: usize,
    months: Vec<(Vec<u8>, Volume)>,
    /// Expected without what the practice does differently, and written, by substance and year.
    expected: Vec<f64>,
    items: Vec<i64>,
}

/// Writes a file for each month: practices one after the other, as the publisher sorts them, then the unidentified.
pub(super) fn write(plan: &Plan, dir: &Path, progress: &(dyn Fn(f64) + Sync)) -> Result<Made, Error> {
    let sheet = Sheet::new(plan);
    let months = plan.options.months;
    let names: Vec<String> = sheet.stamps.iter().map(|stamp| format!("SYNTHETIC_EPD_{stamp}.csv")).collect();
    let mut files = names.iter().map(|name| Out::create(&dir.join(name))).collect::<Result<Vec<_>, _>>()?;
    files.iter_mut().try_for_each(|file| file.add(HEADER.as_bytes()))?;
    let cells = plan.substances.len() * plan.options.financial_years().len();
    let mut made = Made::new(plan.world.areas.len(), cells, months);
    let areas = plan.world.areas.iter().enumerate();
    let places: Vec<(usize, usize)> =
        areas.flat_map(|(a, area)| (0..area.practices.len()).map(move |j| (a, j))).collect();
    let mut done = 0;
    for some in places.chunks((AT_ONCE / months).clamp(2, 32)) {
        let practices: Vec<Practice> = some.par_iter().map(|(area, j)| sheet.practice(*area, *j)).collect();
        for practice in &practices {
            for (file, (rows, _)) in files.iter_mut().zip(&practice.months) {
                file.add(rows)?;
            }
            let volumes = practice.months.iter().map(|(_, volume)| volume);
            made.add(practice.area, &practice.expected, &practice.items, volumes);
        }
        done += some.len();
        progress(done as f64 / places.len() as f64);
    }
    for (m, mut file) in files.into_iter().enumerate() {
        let (rows, volume) = sheet.unidentified(m);
        file.add(&rows)?;
        made.volumes[m].add(&volume);
        made.paths.push(file.finish()?);
    }
    made.totals = names.into_iter().zip(made.volumes.iter().map(Volume::totals)).collect();
    Ok(made)
}

impl<'a> Sheet<'a> {
    fn new(plan: &'a Plan) -> Self {
        let months: Vec<Month> = (0..plan.options.months).map(|m| plan.options.month(m)).collect();
        let times = |s: &Substance| months.iter().enumerate().map(|(m, month)| s.time(m, month.month())).collect();
        let first = plan.options.financial_year(0);
        let year = |m| usize::try_from(plan.options.financial_year(m) - first).unwrap_or(0);
        Self {
            plan,
            stamps: months.iter().map(|month| stamp(*month)).collect(),
            times: plan.substances.iter().map(times).collect(),
            middles: plan.substances.iter().map(middles).collect(),
            years: (0..months.len()).map(year).collect(),
        }
    }

    fn practice(&self, area: usize, j: usize) -> Practice {
        let plan = self.plan;
        let (place, years) = (&plan.world.areas[area], self.years.last().map_or(1, |last| last + 1));
        let number = place.first + j;
        let mut rng = stream(plan.options.seed, Purpose::Practice(number));
        let leads = self.leads(place, &format!("{},{}", place.practices[j].name, place.practices[j].code));
        let people: Vec<f64> = (0..leads.len()).map(|m| place.patients(m / 3)[j] as f64 / 1_000.0).collect();
        let cells = plan.substances.len() * years;
        let months = vec![(Vec::new(), Volume::default()); leads.len()];
        let mut made = Practice { area, months, expected: vec![0.0; cells], items: vec![0; cells] };
        for (t, substance) in plan.substances.iter().enumerate() {
            let habit = effect(substance.habit * substance.habit, &mut rng);
            let means = self.means(t, (area, j), &people);
            for (m, mean) in means.iter().enumerate() {
                made.expected[t * years + self.years[m]] += *mean * substance.items as f64;
            }
            for (form, middle) in substance.forms.iter().zip(&self.middles[t]) {
                let mut persons = Persons::none(substance.stay);
                for (m, mean) in means.iter().enumerate() {
                    let items = persons.next(mean * habit * form.share, &mut rng) * substance.items;
                    if items > 0 {
                        let (rows, volume) = &mut made.months[m];
                        row(rows, volume, [&leads[m], middle], (form.quantity, items, form.costs(items)), 'N');
                        made.items[t * years + self.years[m]] += items;
                    }
                }
            }
        }
        made
    }

    /// Persons on a substance whom practice `j` of an area would have by need and area alone, by month.
    fn means(&self, t: usize, (area, j): (usize, usize), people: &[f64]) -> Vec<f64> {
        let (plan, substance) = (self.plan, &self.plan.substances[t]);
        let need = substance.persons * plan.need(area, j, substance.need);
        let moves = plan.effects.moves((t, substance), area);
        let start = plan.effects.of((t, substance), area, 0);
        let mean = |(m, (people, time)): (usize, (&f64, &f64))| {
            let effect = if moves { plan.effects.of((t, substance), area, m) } else { start };
            people * need * time * effect
        };
        people.iter().zip(&self.times[t]).enumerate().map(mean).collect()
    }

    /// The leading fields of every row of a prescriber, by month.
    fn leads(&self, area: &Area, prescriber: &str) -> Vec<String> {
        let team = self.plan.world.team(area);
        let (region, code) = (team.region_name(), team.region_code());
        let place =
            format!("{region},{code},{},{},{},{},{prescriber},,,,,", team.name, team.code, area.name, area.code);
        self.stamps.iter().map(|stamp| format!("{stamp},{place}")).collect()
    }

    /// A few items of prescribers who could not be identified: within each area team, and without any area.
    fn unidentified(&self, m: usize) -> (Vec<u8>, Volume) {
        let world = &self.plan.world;
        let mut rng = stream(self.plan.options.seed, Purpose::Unidentified(m));
        let (mut rows, mut volume) = (Vec::new(), Volume::default());
        let teams = world.teams.iter().enumerate();
        let within = teams.filter_map(|(i, team)| Some((team, world.areas.iter().find(|a| a.team == i)?)));
        let within = within.map(|(team, area)| {
            let leads = self.leads(area, &format!("UNIDENTIFIED DOCTORS,{}998", team.code));
            (leads[m].clone(), 4.0, 'N')
        });
        let nowhere = (format!("{},{NOWHERE}", self.stamps[m]), 25.0, 'Y');
        for (lead, mean, flag) in within.chain([nowhere]).collect::<Vec<_>>() {
            for (substance, middles) in self.plan.substances.iter().zip(&self.middles) {
                let items = if substance.rate() > 10.0 { poisson(mean, &mut rng) } else { 0 };
                if items > 0 {
                    let form = &substance.forms[0];
                    let figures = (form.quantity, items, form.costs(items));
                    row(&mut rows, &mut volume, [&lead, &middles[0]], figures, flag);
                }
            }
        }
        (rows, volume)
    }
}

/// What stands between practice and figures, by form.
fn middles(substance: &Substance) -> Vec<String> {
    let (code, name) = (&substance.bnf, &substance.name);
    let chapter = quoted(&format!("{:02}: {}", substance.chapter(), chapter_name(substance.chapter())));
    let middle = |form: &crate::formulary::Form| format!(",{code},{name},{},{},{chapter},", form.bnf, form.description);
    substance.forms.iter().map(middle).collect()
}

/// One row, and its figures added to the totals: quantity per item, items, and costs in pence and 1/100,000 pound.
fn row(
    out: &mut Vec<u8>,
    volume: &mut Volume,
    [lead, middle]: [&String; 2],
    (quantity, items, (nic, actual)): (i64, i64, (i64, i64)),
    flag: char,
) {
    let figure = |value: i64| value.unsigned_abs();
    out.extend_from_slice(lead.as_bytes());
    out.extend_from_slice(middle.as_bytes());
    for value in [quantity, items, quantity * items] {
        whole(out, figure(value));
        out.push(b',');
    }
    out.extend_from_slice(b"0,");
    decimal(out, figure(nic), 2);
    out.push(b',');
    decimal(out, figure(actual), 5);
    out.extend_from_slice(if flag == 'Y' { b",Y\r\n" } else { b",N\r\n" });
    volume.add(&Volume { rows: 1, items, quantity: quantity * items, nic, actual });
}
