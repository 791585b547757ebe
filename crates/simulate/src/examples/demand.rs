//! Ten years of hip replacements by age and sex, and the people of years to come. Areas grow and age at their own pace, rates rise.

use super::care::{AGES, HIPS};
use super::{Place, Written, real};
use crate::persons::poisson;
use rand_chacha::ChaCha8Rng;
use std::io::Write;

/// The first of the years that are counted, and how many there are; the last is that of the other tables.
const FIRST: i32 = 2012;
const COUNTED: i32 = 10;
/// Years from the last counted one to those projected.
const AHEAD: [i32; 2] = [5, 10];
/// How rates at the same age grow in a year.
const RISE: f64 = 1.015;

fn label(year: i32) -> String {
    format!("{year}/{:02}", (year + 1) % 100)
}

/// People of an age band and sex so many years from the last that is counted.
fn people(p: &Place<'_>, at: usize, (share, rate): (f64, f64), years: i32) -> i64 {
    let grows = 1.0 + 0.003 * (real_of(at % 5) - 1.0);
    let ages = if rate < 1.0 { 1.0 } else { 1.012 + 0.003 * real_of(at % 4) };
    super::super::world::whole(real(p.population()) * share / 2.0 * (grows * ages).powi(years))
}

fn real_of(n: usize) -> f64 {
    n as f64
}

const SEXES: [(&str, f64); 2] = [("female", 1.15), ("male", 0.85)];

pub(super) fn counted(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "area,name,period,age_band,sex,observed,population")?;
    for year in 0..COUNTED {
        let (period, years) = (label(FIRST + year), year + 1 - COUNTED);
        for (at, p) in places.iter().enumerate() {
            for (band, share, rate) in AGES {
                for (sex, factor) in SEXES {
                    let population = people(p, at, (share, rate), years);
                    let mean = real(population) * HIPS * rate * factor * p.effect * RISE.powi(years);
                    let observed = poisson(mean, rng);
                    writeln!(out, "{},{},{period},{band},{sex},{observed},{population}", p.code, p.name)?;
                }
            }
        }
    }
    Ok(())
}

pub(super) fn projected(out: &mut dyn Write, places: &[Place<'_>], _: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "area,period,age_band,sex,population")?;
    for years in AHEAD {
        let period = label(FIRST + COUNTED - 1 + years);
        for (at, p) in places.iter().enumerate() {
            for (band, share, rate) in AGES {
                for (sex, _) in SEXES {
                    writeln!(out, "{},{period},{band},{sex},{}", p.code, people(p, at, (share, rate), years))?;
                }
            }
        }
    }
    Ok(())
}
