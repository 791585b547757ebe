//! Seconds to draw a ranked chart and a funnel of so many areas, again and again: `cargo run --release --example pair -- [areas] [times]`.
//! Prints the median of one pair, for `benches/peers/charts.py`.

#![allow(clippy::print_stdout)] // a program to be run by hand; its output is its purpose

#[path = "../tests/common/mod.rs"]
mod common;

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;
use unwarranted_plot::{CHARTS, Chart};

fn main() -> Result<(), Box<dyn Error>> {
    let mut given = std::env::args().skip(1);
    let mut number = |default: &str| given.next().unwrap_or_else(|| default.to_owned()).parse::<usize>();
    let (areas, times) = (number("106")?, number("200")?);
    let case = common::case(
        "pair",
        common::months(&common::Plan { areas, ..common::Plan::default() }, 1),
        common::labels(),
        None,
    );
    let subject = case.subject();
    let pair: Vec<&Chart> = CHARTS.iter().filter(|chart| ["ranked", "funnel"].contains(&chart.id)).collect();
    let mut seconds = Vec::with_capacity(times);
    for _ in 0..times.max(1) {
        let start = Instant::now();
        for chart in &pair {
            black_box(chart.draw(black_box(&subject)).map_err(|not| not.reason)?);
        }
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    println!("{:.6}", seconds[seconds.len() / 2]);
    Ok(())
}
