//! Which areas are unusual, for somebody who stays in Rust: reads a tidy file of the demo into a data frame, asks the statistics, and filters what
//! comes back as a data frame.
//!
//! ```sh
//! unwarranted demo
//! cargo run --example unusual -- unwarranted-demo/examples/hips.csv 2021/22
//! ```
//!
//! It prints CSV: every area whose ratio of observed over expected is outside the limits of its flag, the highest first. The numbers are those of
//! `unwarranted outliers hips.csv --period 2021/22 --format csv`, bit for bit.

use polars::prelude::*;
use std::error::Error;
use unwarranted_core::findings::Wanted;
use unwarranted_core::{AnalysisOptions, Period, SliceOptions, analyse_all};
use unwarranted_frames::{areas, to_cube};

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [path, period] = given.as_slice() else {
        return Err("expected a tidy file and a period, such as hips.csv 2021/22".into());
    };
    let wanted = Period::parse(period)?;
    let slices = to_cube(&read(path)?)?.slices(&SliceOptions::default())?;
    let one: Vec<_> = slices.into_iter().filter(|slice| slice.period() == wanted).collect();
    if one.is_empty() {
        return Err(format!("{path}: no rows of the period {period}").into());
    }
    let options = AnalysisOptions { wanted: Wanted::Outliers, ..AnalysisOptions::default() };
    print(&unusual(&areas(&analyse_all(&one, &options)?)?)?)
}

/// A tidy file with the columns area, name, period, observed and population, as the demo writes it.
fn read(path: &str) -> Result<DataFrame, Box<dyn Error>> {
    let mut rows = csv::Reader::from_path(path).map_err(|e| format!("{path}: {e}"))?;
    let head = rows.headers()?.clone();
    let at = |name: &str| head.iter().position(|own| own == name).ok_or(format!("{path}: there is no column '{name}'"));
    let [area, name, period, observed, people] = ["area", "name", "period", "observed", "population"].map(at);
    let (texts, numbers) = ([area?, name?, period?], [observed?, people?]);
    let (mut words, mut figures) = (vec![Vec::new(); 3], vec![Vec::new(); 2]);
    for row in rows.records() {
        let row = row?;
        texts.iter().zip(&mut words).for_each(|(at, column)| column.push(row[*at].to_owned()));
        for (at, column) in numbers.iter().zip(&mut figures) {
            let line = row.position().map_or(0, csv::Position::line);
            let number = |_| format!("{path}, line {line}: found '{}'; expected a number", &row[*at]);
            column.push(row[*at].parse::<f64>().map_err(number)?);
        }
    }
    Ok(df! {
        "area" => &words[0], "name" => &words[1], "period" => &words[2],
        "observed" => &figures[0], "denominator" => &figures[1],
    }?)
}

/// The areas with a flag, the highest ratio first.
fn unusual(areas: &DataFrame) -> PolarsResult<DataFrame> {
    let flagged: BooleanChunked =
        areas.column("flag")?.str()?.iter().map(|flag| flag.map(|flag| flag != "none")).collect();
    areas.filter(&flagged)?.sort(["ratio"], SortMultipleOptions::default().with_order_descending(true))
}

fn print(areas: &DataFrame) -> Result<(), Box<dyn Error>> {
    let mut out = csv::Writer::from_writer(std::io::stdout().lock());
    out.write_record(["area", "name", "ratio", "z_adjusted", "flag"])?;
    let text = |name: &str, row: usize| -> PolarsResult<String> {
        Ok(areas.column(name)?.str()?.get(row).unwrap_or_default().to_owned())
    };
    let number = |name: &str, row: usize| -> PolarsResult<String> {
        Ok(areas.column(name)?.f64()?.get(row).map_or_else(String::new, |number| number.to_string()))
    };
    for row in 0..areas.height() {
        let [ratio, z] = [number("ratio", row)?, number("z_adjusted", row)?];
        out.write_record([text("area", row)?, text("name", row)?, ratio, z, text("flag", row)?])?;
    }
    Ok(out.flush()?)
}
