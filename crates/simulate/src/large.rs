//! One prescribing file of any size, for measuring and testing how files are read.

mod layouts;
mod products;

use super::options::{SimulateOptions, in_range};
use super::out;
use super::random::{Purpose, stream};
use super::world::{World, place};
use layouts::{Line, Unit};
use products::Products;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use rayon::prelude::*;
use std::path::Path;
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;

pub use layouts::LAYOUTS;

/// Practices whose rows are made at once, so that memory does not grow with the size of the file.
const AT_ONCE: usize = 32;

/// Size and seed of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LargeOptions {
    /// Identifier of the layout, one of [`LAYOUTS`].
    pub layout: &'static str,
    /// Data rows, at least one for each practice.
    pub rows: u64,
    /// Practices, 1 to 90,000.
    pub practices: usize,
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// The month.
    pub month: Month,
}

/// Writes a prescribing file with exactly `rows` rows: practices one after the other, as the publishers sort them, each
/// with rows sorted by BNF code, one for each quantity of a presentation. Of 25,000 presentations a few make most of the
/// rows; practices differ in size. Regions (in layouts with regions) or descriptions start with `SYNTHETIC`.
///
/// # Errors
/// A size outside its range; a file that cannot be written.
pub fn write_large(path: &Path, options: &LargeOptions) -> Result<(), Error> {
    in_range("practices", options.practices, 1..=90_000, "1 to 90,000")?;
    let rows = usize::try_from(options.rows).unwrap_or(usize::MAX);
    if rows < options.practices {
        return in_range("rows", rows, options.practices..=usize::MAX, "at least one for each practice");
    }
    let layout = layouts::find(options.layout)?;
    let shares = row_counts(options);
    let areas = options.practices.div_ceil(64);
    let world = World::new(&SimulateOptions {
        seed: options.seed,
        areas: areas.max(9),
        practices: areas.max(9),
        treatments: 1,
        months: 1,
        first_month: options.month,
    });
    let products = Products::new(options.seed);
    out::write(path, |out| {
        layouts::header(layout, out)?;
        for first in (0..options.practices).step_by(AT_ONCE) {
            let last = (first + AT_ONCE).min(options.practices);
            let parts: Vec<Vec<u8>> = (first..last)
                .into_par_iter()
                .map(|p| practice(p, shares[p], &world, &products, layout, options))
                .collect();
            parts.iter().try_for_each(|part| out.write_all(part))?;
        }
        Ok(())
    })
}

/// How many rows each practice has: at least one, in proportion to sizes that differ about tenfold, `rows` in all.
fn row_counts(options: &LargeOptions) -> Vec<u64> {
    let mut rng = stream(options.seed, Purpose::Large(0));
    let sizes: Vec<u64> = (0..options.practices).map(|_| 200 + rng.next_u64() % 800 + rng.next_u64() % 800).collect();
    let (total, spare) = (sizes.iter().sum::<u64>(), options.rows - options.practices as u64);
    let mut sum = 0u128;
    let mut given = 0;
    let share = |size: &u64| {
        sum += u128::from(*size) * u128::from(spare);
        let until = u64::try_from(sum / u128::from(total)).unwrap_or(u64::MAX);
        let rows = 1 + until - given;
        given = until;
        rows
    };
    sizes.iter().map(share).collect()
}

/// The rows of one practice.
fn practice(
    at: usize,
    rows: u64,
    world: &World,
    products: &Products,
    layout: &'static layouts::Large,
    options: &LargeOptions,
) -> Vec<u8> {
    let mut rng = stream(options.seed, Purpose::Large(2 + at));
    let wanted = usize::try_from(rows).unwrap_or(usize::MAX);
    let mut drawn: Vec<u32> = Vec::with_capacity(wanted);
    while drawn.len() < wanted {
        // One row for each quantity in which a presentation is prescribed: two on average, seldom many.
        let quantities = 1 + rng.next_u64().trailing_zeros() as usize;
        let product = products.draw(&mut rng);
        drawn.extend(std::iter::repeat_n(product, quantities.min(wanted - drawn.len())));
    }
    drawn.sort_unstable();
    let place = layouts::place(layout, options.month, &unit(at, world));
    let mut out = Vec::with_capacity(drawn.len() * 280);
    let (mut before, mut nth) = (u32::MAX, 0);
    for product in drawn {
        nth = if product == before { nth + 1 } else { 0 };
        before = product;
        let product = &products.list[product as usize];
        let (quantity, items) = amounts(nth, &mut rng);
        let nic_pence = (product.price * quantity * items).div_ceil(1_000).max(1);
        let actual_cost = nic_pence * 928 + items * 1_150 + rng.next_u64() % 1_000;
        let line = Line { product, quantity, items, nic_pence, actual_cost };
        layouts::line(layout, &mut out, &place, &line, options.month);
    }
    out
}

/// Quantity and items of the row of the `nth` quantity of a presentation: later quantities are rarer.
fn amounts(nth: u64, rng: &mut ChaCha8Rng) -> (u64, u64) {
    const QUANTITIES: [u64; 12] = [28, 56, 84, 14, 30, 7, 21, 112, 60, 100, 200, 5];
    let quantity = QUANTITIES.get(usize::try_from(nth).unwrap_or(usize::MAX)).copied().unwrap_or(nth * 3 + 1);
    // Halving with each step makes a geometric tail: mostly 1 to 3 items, now and then a hundred.
    let random = rng.next_u64();
    let doublings = u64::from(random.trailing_zeros()) / 2;
    (quantity, 1 + (random >> 40) % (2 + (1 << doublings.min(9))))
}

fn unit(at: usize, world: &World) -> Unit {
    let area = &world.areas[at / 64 % world.areas.len()];
    let team = &world.teams[area.team];
    let town = place(at / 64);
    let name = format!(
        "{} {}",
        ["HIGH STREET SURGERY", "MILL LANE PRACTICE", "THE HEALTH CENTRE", "PARK VIEW SURGERY"][at % 4],
        at % 64 + 1
    );
    Unit {
        region: (team.region_code(), team.region_name()),
        // A comma in a name is common in the publishers' files, and has it in quotation marks.
        team: (team.code.clone(), team.name.replace(" TEAM 1", ", SYNTHETIC TEAM 1")),
        area: (area.code.clone(), area.name.clone()),
        practice: (format!("X{at:05}"), name),
        address: [
            "THE HEALTH CENTRE".to_owned(),
            format!("{} HIGH STREET", at % 200 + 1),
            town,
            String::new(),
            format!("ZZ{} {}XX", at % 90 + 1, at % 9 + 1),
        ],
    }
}
