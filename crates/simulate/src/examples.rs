//! Small tidy tables of the simulated nation, for the commands that the README shows.

mod demand;

use super::effects::columns;
use super::options::SimulateOptions;
use super::out::write;
use super::persons::poisson;
use super::random::{Purpose, stream};
use super::world::{Area, World, effect, place};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use std::io::{Result as Written, Write};
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;

/// Years of `hips.csv`; the tables of one period are about the last.
const YEARS: [&str; 5] = ["2017/18", "2018/19", "2019/20", "2020/21", "2021/22"];
const LATEST: &str = YEARS[4];
/// Integrated care boards of the tables, each with the same number of neighbouring areas.
const BOARDS: [&str; 6] = ["North Coast", "North Hills", "East Fens", "East Downs", "South Vale", "South Moors"];
/// Hip replacements per person and year.
const HIPS: f64 = 0.0018;
/// True variance of the areas' rates of hip replacement.
const VARIANCE: f64 = 0.03;

/// Age bands that the European Standard Population has too: share of the people, and rate relative to that of all ages.
const AGES: [(&str, f64, f64); 6] = [
    ("0-44", 0.55, 0.05),
    ("45-54", 0.13, 0.6),
    ("55-64", 0.12, 1.5),
    ("65-74", 0.11, 3.0),
    ("75-84", 0.065, 4.2),
    ("85+", 0.025, 2.6),
];

type Fill = fn(&mut dyn Write, &[Place<'_>], &mut ChaCha8Rng) -> Written<()>;

/// The tables by file name. Each draws from a stream of its own.
const TABLES: [(&str, Fill); 13] = [
    ("hips.csv", hips),
    ("inhalers.csv", inhalers),
    ("practices.csv", practices),
    ("ages.csv", ages),
    ("localities.csv", localities),
    ("measures.csv", measures),
    ("areas.geojson", areas),
    ("funding.csv", funding),
    ("prices.csv", prices),
    ("services.csv", services),
    ("policies.csv", policies),
    ("demand.csv", demand::counted),
    ("projections.csv", demand::projected),
];

/// Writes tidy tables about the areas of the synthetic nation into a folder, which is made where it is missing:
/// `hips.csv` (a row per area and year, with parent groups and a deprivation score), `inhalers.csv` (a share by month),
/// `practices.csv` (a row per practice), `ages.csv` (a row per area, age band and sex), `localities.csv` (groups of areas),
/// `measures.csv` (titles and units), `areas.geojson` (boundaries), `funding.csv` (money per area and year), `prices.csv` (an index of
/// prices), `services.csv` (frequencies and costs), `policies.csv` (what areas decided about hip replacement), `demand.csv` (ten years by
/// age and sex) and `projections.csv` (people of years to come).
/// Gives their paths. The codes of areas are those of [`super::write_nation`]; names of areas begin with `Synthetic`.
///
/// # Errors
/// A folder or file that cannot be written. Files of the same names are replaced.
pub fn write_examples(dir: &Path, options: &SimulateOptions) -> Result<Vec<PathBuf>, Error> {
    std::fs::create_dir_all(dir).map_err(Error::io(dir, "create the folder"))?;
    let world = World::new(options);
    let mut rng = stream(options.seed, Purpose::Table(0));
    let all = world.areas.len();
    let places: Vec<_> = world.areas.iter().enumerate().map(|(i, area)| Place::new(i, all, area, &mut rng)).collect();
    let table = |(number, (name, fill)): (usize, (&str, Fill))| {
        let path = dir.join(name);
        let mut rng = stream(options.seed, Purpose::Table(number));
        write(&path, |out| fill(out, &places, &mut rng)).map(|()| path)
    };
    (1..).zip(TABLES).map(table).collect()
}

/// An area with what the tables say of it.
struct Place<'a> {
    /// Without the zeros that prescribing files add.
    code: &'a str,
    name: String,
    board: &'static str,
    /// Deprivation score, invented.
    imd: f64,
    /// True rate relative to that of all areas: higher where people are less deprived.
    effect: f64,
    /// By practice.
    patients: Vec<(&'a str, i64)>,
}

impl<'a> Place<'a> {
    fn new(i: usize, all: usize, area: &'a Area, rng: &mut ChaCha8Rng) -> Self {
        let imd = (80.0 + 140.0 * effect(0.2, rng)).round() / 10.0;
        let name = place(i).to_lowercase();
        let name = name[..1].to_uppercase() + &name[1..];
        let patients = area.practices.iter().map(|p| p.code.as_str()).zip(area.patients(0)).collect();
        Self {
            code: area.short(),
            name: format!("Synthetic {name}"),
            board: BOARDS[i * BOARDS.len() / all],
            imd,
            effect: effect(VARIANCE, rng) * (1.0 - 0.01 * (imd - 22.0)).max(0.5),
            patients,
        }
    }

    fn population(&self) -> i64 {
        self.patients.iter().map(|(_, n)| n).sum()
    }
}

fn real(n: i64) -> f64 {
    n as f64
}

/// Hip replacements by area and financial year.
fn hips(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "area,name,icb,imd_score,period,observed,population")?;
    for year in YEARS {
        for p in places {
            let population = p.population();
            let observed = poisson(real(population) * HIPS * p.effect, rng);
            writeln!(out, "{},{},{},{:.1},{year},{observed},{population}", p.code, p.name, p.board, p.imd)?;
        }
    }
    Ok(())
}

/// Of the inhalers for asthma, those of the kind that relieves only: a share, by month.
fn inhalers(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "area,name,month,observed,denominator")?;
    for month in 1..=12 {
        for p in places {
            let mean = real(p.population()) * 0.004;
            let share = (0.45 * (0.5 + 0.5 * p.effect)).clamp(0.05, 0.95);
            let (relievers, others) = (poisson(mean * share, rng), poisson(mean * (1.0 - share), rng));
            writeln!(out, "{},{},2021-{month:02},{relievers},{}", p.code, p.name, relievers + others)?;
        }
    }
    Ok(())
}

/// Hip replacements by practice.
fn practices(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "ccg,name,practice,period,observed,population")?;
    for p in places {
        for (practice, patients) in &p.patients {
            let observed = poisson(real(*patients) * HIPS * p.effect * effect(0.02, rng), rng);
            writeln!(out, "{},{},{practice},{LATEST},{observed},{patients}", p.code, p.name)?;
        }
    }
    Ok(())
}

/// Hip replacements by age band and sex: areas with older people have more, at the same rates.
fn ages(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "area,name,period,age_band,sex,observed,population")?;
    for p in places {
        let old = effect(0.03, rng);
        for (band, share, rate) in AGES {
            let share = if rate < 1.0 { share } else { share * old };
            for (sex, factor) in [("female", 1.15), ("male", 0.85)] {
                let population = super::world::whole(real(p.population()) * share / 2.0);
                let observed = poisson(real(population) * HIPS * rate * factor * p.effect, rng);
                writeln!(out, "{},{},{LATEST},{band},{sex},{observed},{population}", p.code, p.name)?;
            }
        }
    }
    Ok(())
}

/// Money for general practice by area in two years, a third of the way from history to need.
fn funding(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "area,name,icb,imd_score,period,amount,registered,weighted")?;
    let need = |p: &Place<'_>| 1.0 + 0.006 * (p.imd - 22.0);
    let mean = places.iter().map(|p| real(p.population()) * need(p)).sum::<f64>()
        / places.iter().map(|p| real(p.population())).sum::<f64>();
    let history: Vec<f64> = places.iter().map(|_| effect(0.01, rng)).collect();
    for (year, pounds) in [(YEARS[3], 155.0), (LATEST, 162.0)] {
        for (p, history) in places.iter().zip(&history) {
            let weighted = super::world::whole(real(p.population()) * need(p) / mean);
            let amount = pounds * (2.0 * history * real(p.population()) + real(weighted)) / 3.0;
            let (code, name, board, imd, people) = (p.code, &p.name, p.board, p.imd, p.population());
            writeln!(out, "{code},{name},{board},{imd:.1},{year},{amount:.0},{people},{weighted}")?;
        }
    }
    Ok(())
}

/// An invented index of prices, for `--deflator`.
fn prices(out: &mut dyn Write, _: &[Place<'_>], _: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "year,index,source")?;
    writeln!(out, "{},95.0,Invented for the examples", YEARS[3])?;
    writeln!(out, "{LATEST},100.0,Invented for the examples")
}

/// Services with invented frequencies and costs, for risk pooling.
fn services(out: &mut dyn Write, _: &[Place<'_>], _: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "service,frequency,cost,cost_cv,year_cv")?;
    writeln!(out, "Hip replacement,0.0018,6500,0.35,0.02")?;
    writeln!(out, "Chemotherapy,0.0009,9000,1.2,0.03")?;
    writeln!(out, "Neonatal intensive care,0.0004,14000,1.8,0.02")?;
    writeln!(out, "Haemophilia,0.00003,90000,1.5,0.01")?;
    writeln!(out, "Emergency admission,0.1,2100,1.6,0.015")
}

/// A limit on weight for hip replacement, for `--policies`: areas that do less of it are likelier to have one, some began with
/// it in 2019, and of the last nothing is known.
fn policies(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
    const POLICY: &str = "Weight limit for hip replacement";
    const SOURCE: &str = "Invented for the examples";
    writeln!(out, "area,policy,value,valid from,source")?;
    for (i, p) in places.iter().enumerate().take(places.len().saturating_sub(1)) {
        let limit = p.effect * effect(0.02, rng) < 0.97;
        let first = if limit && i % 3 > 0 { "BMI under 35" } else { "none" };
        writeln!(out, "{},{POLICY},{first},2015-04-01,{SOURCE}", p.code)?;
        if limit && first == "none" {
            writeln!(out, "{},{POLICY},BMI under 35,2019-04-01,{SOURCE}", p.code)?;
        }
    }
    Ok(())
}

/// What the tables measure, for `--measures`.
fn measures(out: &mut dyn Write, _: &[Place<'_>], _: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "measure,title,unit,kind,polarity,source")?;
    writeln!(out, "hips,Hip replacements,\"operations per 1,000 patients\",count,neither,Simulated; no NHS data")?;
    writeln!(out, "inhalers,Reliever inhalers,percentage of asthma inhalers,share,low,Simulated; no NHS data")
}

/// Groups of neighbouring areas, for `--level group`.
fn localities(out: &mut dyn Write, places: &[Place<'_>], _: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "group,member")?;
    for p in places {
        writeln!(out, "{},{}", p.board, p.code)?;
    }
    Ok(())
}

/// Boundaries: a crooked grid of fields in the middle of England, neighbours with the same corners.
fn areas(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
    let columns = columns(places.len());
    let rows = places.len().div_ceil(columns);
    let mut shift = || (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64 * 0.5 - 0.25;
    let mut corner = |x: usize, y: usize| (-2.8 + 0.3 * (x as f64 + shift()), 53.6 - 0.2 * (y as f64 + shift()));
    let corners: Vec<Vec<(f64, f64)>> = (0..=columns).map(|x| (0..=rows).map(|y| corner(x, y)).collect()).collect();
    writeln!(out, "{{\"type\": \"FeatureCollection\", \"name\": \"SYNTHETIC_areas_2021\", \"features\": [")?;
    for (i, place) in places.iter().enumerate() {
        let (x, y) = (i % columns, i / columns);
        let ring = [(x, y), (x, y + 1), (x + 1, y + 1), (x + 1, y), (x, y)].map(|(x, y)| corners[x][y]);
        let ring: Vec<String> = ring.iter().map(|(x, y)| format!("[{x:.5}, {y:.5}]")).collect();
        write!(
            out,
            "{{\"type\": \"Feature\", \"properties\": {{\"code\": \"{}\", \"name\": \"{}\"}}, \"geometry\": \
             {{\"type\": \"Polygon\", \"coordinates\": [[{}]]}}}}{}",
            place.code,
            place.name,
            ring.join(", "),
            if i + 1 < places.len() { ",\n" } else { "\n" }
        )?;
    }
    writeln!(out, "]}}")
}
