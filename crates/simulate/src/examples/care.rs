//! What people got: operations and inhalers, by area, practice, month, age and sex.

use super::{LATEST, Place, YEARS, real};
use crate::persons::poisson;
use crate::world::{effect, whole};
use rand_chacha::ChaCha8Rng;
use std::io::{Result as Written, Write};

/// Hip replacements per person and year.
pub(super) const HIPS: f64 = 0.0018;

/// Age bands that the European Standard Population has too: share of the people, and rate relative to that of all ages.
pub(super) const AGES: [(&str, f64, f64); 6] = [
    ("0-44", 0.55, 0.05),
    ("45-54", 0.13, 0.6),
    ("55-64", 0.12, 1.5),
    ("65-74", 0.11, 3.0),
    ("75-84", 0.065, 4.2),
    ("85+", 0.025, 2.6),
];

/// Hip replacements by area and financial year.
pub(super) fn hips(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
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
pub(super) fn inhalers(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
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
pub(super) fn practices(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
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
pub(super) fn ages(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "area,name,period,age_band,sex,observed,population")?;
    for p in places {
        let old = effect(0.03, rng);
        for (band, share, rate) in AGES {
            let share = if rate < 1.0 { share } else { share * old };
            for (sex, factor) in [("female", 1.15), ("male", 0.85)] {
                let population = whole(real(p.population()) * share / 2.0);
                let observed = poisson(real(population) * HIPS * rate * factor * p.effect, rng);
                writeln!(out, "{},{},{LATEST},{band},{sex},{observed},{population}", p.code, p.name)?;
            }
        }
    }
    Ok(())
}
