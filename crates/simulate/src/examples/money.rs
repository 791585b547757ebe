//! Money by area, prices, and what services cost.

use super::{LATEST, Place, YEARS, real};
use crate::world::{effect, whole};
use rand_chacha::ChaCha8Rng;
use std::io::{Result as Written, Write};

/// Money for general practice by area in two years, a third of the way from history to need.
pub(super) fn funding(out: &mut dyn Write, places: &[Place<'_>], rng: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "area,name,icb,imd_score,period,amount,registered,weighted")?;
    let need = |p: &Place<'_>| 1.0 + 0.006 * (p.imd - 22.0);
    let mean = places.iter().map(|p| real(p.population()) * need(p)).sum::<f64>()
        / places.iter().map(|p| real(p.population())).sum::<f64>();
    let history: Vec<f64> = places.iter().map(|_| effect(0.01, rng)).collect();
    for (year, pounds) in [(YEARS[3], 155.0), (LATEST, 162.0)] {
        for (p, history) in places.iter().zip(&history) {
            let weighted = whole(real(p.population()) * need(p) / mean);
            let amount = pounds * (2.0 * history * real(p.population()) + real(weighted)) / 3.0;
            let (code, name, board, imd, people) = (p.code, &p.name, p.board, p.imd, p.population());
            writeln!(out, "{code},{name},{board},{imd:.1},{year},{amount:.0},{people},{weighted}")?;
        }
    }
    Ok(())
}

/// An invented index of prices, for `--deflator`.
pub(super) fn prices(out: &mut dyn Write, _: &[Place<'_>], _: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "year,index,source")?;
    writeln!(out, "{},95.0,Invented for the examples", YEARS[3])?;
    writeln!(out, "{LATEST},100.0,Invented for the examples")
}

/// Services with invented frequencies and costs, for risk pooling.
pub(super) fn services(out: &mut dyn Write, _: &[Place<'_>], _: &mut ChaCha8Rng) -> Written<()> {
    writeln!(out, "service,frequency,cost,cost_cv,year_cv")?;
    writeln!(out, "Hip replacement,0.0018,6500,0.35,0.02")?;
    writeln!(out, "Chemotherapy,0.0009,9000,1.2,0.03")?;
    writeln!(out, "Neonatal intensive care,0.0004,14000,1.8,0.02")?;
    writeln!(out, "Haemophilia,0.00003,90000,1.5,0.01")?;
    writeln!(out, "Emergency admission,0.1,2100,1.6,0.015")
}
