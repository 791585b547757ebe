//! Small tidy tables of the simulated nation, for the commands that the README shows.

mod care;
mod demand;
mod money;

use super::effects::columns;
use super::options::SimulateOptions;
use super::out::write;
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
/// True variance of the areas' rates of hip replacement.
const VARIANCE: f64 = 0.03;

type Fill = fn(&mut dyn Write, &[Place<'_>], &mut ChaCha8Rng) -> Written<()>;

/// The tables by file name. Each draws from a stream of its own.
const TABLES: [(&str, Fill); 13] = [
    ("hips.csv", care::hips),
    ("inhalers.csv", care::inhalers),
    ("practices.csv", care::practices),
    ("ages.csv", care::ages),
    ("localities.csv", localities),
    ("measures.csv", measures),
    ("areas.geojson", areas),
    ("funding.csv", money::funding),
    ("prices.csv", money::prices),
    ("services.csv", money::services),
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
