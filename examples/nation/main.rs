//! How much of what is true of a synthetic nation a league of its store finds.
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

use unwarranted::core::Period;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [store, truth, period] = &given[..] else { return Err("give STORE TRUTH PERIOD".into()) };
    let found = known_truth::compare(store.as_ref(), truth.as_ref(), Period::parse(period)?, 999)?;
    let [frequent, ranked] = found.correlation;
    println!("{} substances, {} of them frequent, {} ranked", found.treatments, found.frequent, found.ranked);
    println!("rank correlation with the true variance: frequent {frequent:.3}, ranked {ranked:.3}");
    println!("intervals that hold the truth: variance {:.3}, place {:.3}", found.covered[0], found.covered[1]);
    println!("{} areas tested, {} differ, {} of these falsely", found.tested, found.differ, found.falsely);
    println!("where nobody differs: {} tested, {} said to differ", found.null[0], found.null[1]);
    println!("planted outliers: {} tested, {} named", found.outliers[0], found.outliers[1]);
    Ok(())
}
