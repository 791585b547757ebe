//! How much of what is true of a synthetic nation a league of its store finds: the last section of docs/validity.md.
//!
//!     unwarranted simulate nation --size real --out nation
//!     unwarranted ingest nation/files --store store
//!     cargo run --release --example nation -- store nation/truth 2019/20

#![allow(
    clippy::print_stdout,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a program for developers"
)]
#![allow(missing_docs, unreachable_pub, reason = "shared with a test")]

mod known_truth;

use known_truth::Found;
use unwarranted::core::Period;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [store, truth, period] = &given[..] else { return Err("give STORE TRUTH PERIOD".into()) };
    let found = known_truth::compare(store.as_ref(), truth.as_ref(), Period::parse(period)?, 999)?;
    println!("| | {period} |\n|---|---|");
    for (what, value) in table(&found) {
        println!("| {what} | {value} |");
    }
    Ok(())
}

fn table(found: &Found) -> [(&'static str, String); 11] {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let of = |[all, some]: [usize; 2]| format!("{some} of {all}");
    [
        ("substances prescribed", found.treatments.to_string()),
        ("whose median area expects 10 effective events", found.frequent.to_string()),
        ("rank correlation of `psv` with the true variance, among these", format!("{:.3}", found.correlation[0])),
        ("intervals of the variance that hold the true one, among these", percent(found.covered[0])),
        ("with a place", found.ranked.to_string()),
        ("rank correlation with the true variance, among these", format!("{:.3}", found.correlation[1])),
        ("intervals of places that hold the true place, among these", percent(found.covered[1])),
        ("areas x substances said to differ, of those tested", of([found.tested, found.differ])),
        ("of these, areas that do not differ", of([found.differ, found.falsely])),
        ("said to differ where no area of the substance does", of(found.null)),
        ("planted outliers that are said to differ, on the right side", of(found.outliers)),
    ]
}
