//! Simulations with known truth: what the intervals cover, whether null p-values are uniform, how many alarms are false and
//! how far the variances are off.
//!
//! `cargo run --release -p unwarranted-core --example validity > docs/validity.md` writes the document (a quarter of an
//! hour); `... --example validity -- --short` runs a small part of it and fails if a figure is out of bounds (seconds).

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a program to be run by hand; its output is its purpose

mod alarms;
mod chance;
mod data;
mod demands;
mod intervals;
mod months;
mod neighbours;
mod peers;
mod persons;
mod smoothing;
mod sweeps;
mod time;
mod together;
mod variances;
mod verdicts;
mod watches;

use chance::p_values;
use data::Setting;
use intervals::{TRIED, coverage};
use variances::bias;

/// How much to simulate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) data_sets: usize,
    pub(crate) replicates: usize,
}

/// Data sets of each setting in the table of verdicts.
const VERDICTS: usize = 1000;

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn heading(columns: &[&str]) {
    println!("\n| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len()));
}

const SETTING: [&str; 3] = ["areas", "expected", "variance"];

fn intervals_heading() {
    heading(&[&SETTING[..], &TRIED].concat());
}

fn chance_heading() {
    heading(&[&["areas", "expected"], &chance::IDS[..], &["eq-5-95 undefined"]].concat());
}

fn bias_heading() {
    heading(&[&SETTING[..], &variances::IDS].concat());
}

/// A part of each table, with bounds that only an error passes: about four standard errors.
fn short() {
    let effort = Effort { data_sets: 400, replicates: 199 };
    intervals_heading();
    for setting in [Setting::plain(30, 50.0, 0.02), Setting::plain(106, 100.0, 0.1)] {
        for covered in coverage(setting, effort) {
            assert!((90.0..=99.0).contains(&covered), "an interval covers {covered} %");
        }
    }
    chance_heading();
    for (i, [five, fifty]) in p_values(60, 20.0, effort).into_iter().enumerate() {
        assert!((1.0..=9.0).contains(&five), "{five} % of p-values at or below 5 %");
        // Half of the gamma variances are exactly 0 under the null, with p = 1.
        assert!(i == 1 || (40.0..=60.0).contains(&fifty), "{fifty} % of p-values at or below 50 %");
    }
    heading(&verdicts::COLUMNS);
    verdicts::check(400);
    heading(&alarms::COLUMNS);
    alarms::check(400);
    heading(&smoothing::COLUMNS);
    for setting in [smoothing::SETTINGS[0], smoothing::SETTINGS[6]] {
        let [_, given] = smoothing::coverage(setting, 100);
        assert!((93.0..=99.5).contains(&given), "the interval of a smoothed ratio covers {given} %");
    }
    heading(&persons::COLUMNS);
    let [ratio, _, outer, covered] = persons::table(persons::SETTINGS[1], 20);
    assert!((0.9..=1.1).contains(&ratio) && outer < 1.0 && covered > 93.0, "{ratio} {outer} {covered}");
    heading(&months::COLUMNS);
    let [share, outside] = months::table(36.0, 2);
    assert!(share < 0.2 && outside > 20.0, "months show {share} of chance and would name {outside} %");
    heading(&neighbours::COLUMNS);
    let [covered, alike] = neighbours::table(neighbours::SETTINGS[1], 40);
    assert!((92.0..=98.0).contains(&covered) && alike < 20.0, "{covered} % of ratios, {alike} % alike");
    heading(&peers::COLUMNS);
    let [covered, unusual, found, wrong] = peers::table(peers::SETTINGS[5], 100);
    assert!((94.0..=99.0).contains(&covered) && unusual < 14.0, "{covered} % of ratios, {unusual} % with a false name");
    assert!(found > 50.0 && wrong < 12.0, "{found} % of outliers, {wrong} % false names");
    heading(&demands::COLUMNS);
    let [areas, together, error] = demands::table(demands::SETTINGS[2], 60);
    assert!((93.0..=97.5).contains(&areas) && together > 85.0 && error.abs() < 2.0, "{areas} {together} {error}");
    heading(&watches::COLUMNS);
    let [any, found, wrong] = watches::table(watches::SETTINGS[1], 8);
    assert!(
        any < 6.0 && found > 60.0 && wrong < 6.0,
        "{any} % of runs alert, {found} % of changes found, {wrong} % false"
    );
    let [schwarz, named] = time::breaks(200, 61, 0.6);
    assert!(
        schwarz > 60.0 && named < 11.0,
        "{schwarz} % of series have a break by Schwarz's criterion, {named} % in words"
    );
    heading(&sweeps::ORDER);
    let [known, ranked] = sweeps::order(1, 2000);
    assert!(known > 0.85 && ranked > 0.95, "the order of treatments correlates by {known}, {ranked}");
    heading(&sweeps::SURE);
    let [variance, place] = sweeps::sure(1, 2000, 199);
    assert!(variance > 90.0 && place > 85.0, "{variance} % of variances, {place} % of places");
    heading(&sweeps::QUOTIENTS);
    let [percentiles, _, sixths, _] = sweeps::quotients(1, 2000, 199);
    assert!(percentiles > 75.0 && sixths > 75.0, "{percentiles} % of quotients, {sixths} % without five");
    heading(&together::COLUMNS);
    let [alone, together] = together::table(together::SETTINGS[5], 60);
    assert!(together > 90.0 && alone < together, "all places: {alone} % one by one, {together} % together");
    heading(&sweeps::FALSE);
    let [_, above] = sweeps::false_finds("nobody differs", 0.0, 1, 2000, 199);
    let [wrong, _] = sweeps::false_finds("one area in five differs", 0.2, 1, 2000, 199);
    assert!(above < 2.0 && wrong < 15.0, "{above} % of intervals above 0, {wrong} % of discoveries false");
    bias_heading();
    let found = bias(Setting::plain(106, 1e5, 0.1), 400);
    for (i, largest) in [(0, 3.0), (4, 3.0)] {
        assert!(found[i].abs() <= largest, "{} is off by {} %", variances::IDS[i], found[i]);
    }
}

/// The league, against nations of the size of England.
fn league() {
    println!("\n## The league: rank correlation with the true variance, mean of eight nations");
    heading(&sweeps::ORDER);
    sweeps::order(8, 7000);
    println!("\n### How sure");
    heading(&sweeps::SURE);
    sweeps::sure(4, 7000, 499);
    println!("\n### How sure quotients are");
    quotients_table();
    println!("\n### Places of all treatments at once");
    together_table(400);
    println!("\n### What is not there");
    heading(&sweeps::FALSE);
    sweeps::false_finds("nobody differs", 0.0, 4, 7000, 499);
    sweeps::false_finds("one area in five differs", 0.2, 4, 7000, 499);
}

fn long() {
    println!("{}", include_str!("validity.md").trim_end());
    println!("\n## Intervals: how many of 100 nominal 95 % intervals cover the truth");
    intervals_heading();
    for areas in [30, 106, 211] {
        for (expected, variance) in
            [(5.0, 0.1), (5.0, 0.4), (50.0, 0.02), (50.0, 0.1), (50.0, 0.4), (1e4, 0.02), (1e4, 0.1), (1e7, 0.04)]
        {
            // Few areas and few events are where an interval is hardest to make.
            let effort = if areas == 30 && expected < 100.0 {
                Effort { data_sets: 2000, replicates: 499 }
            } else {
                Effort { data_sets: 1000, replicates: 299 }
            };
            coverage(Setting::plain(areas, expected, variance), effort);
        }
    }
    println!("\n## Null: p-values at or below 5 % / 50 %, of 100 data sets in which only chance is at work");
    chance_heading();
    for (areas, expected) in [(30, 5.0), (30, 100.0), (106, 5.0), (211, 5.0), (211, 1e4), (106, 1e7)] {
        p_values(areas, expected, Effort { data_sets: 1000, replicates: 199 });
    }
    println!("\n## What stands out: the default rule beside the published one, in %");
    heading(&verdicts::COLUMNS);
    verdicts::table(VERDICTS);
    println!("\n### Every rule, in %");
    heading(&verdicts::COLUMNS_OF_RULES);
    verdicts::rules(VERDICTS);
    println!("\n## Alarms of the rule `overdispersed` under `--control fdr:0.05` and `--control fwer:0.05`, in %");
    heading(&alarms::COLUMNS);
    alarms::table(400);
    println!("\n## Smoothed ratios: how many of 100 nominal 95 % intervals cover the true ratio of the area");
    smoothing_table(400);
    println!("\n## Rare counts smoothed by those of the neighbours, in % but for errors");
    neighbours_table(200);
    println!("\n## Amounts of known persons: areas of 100 that differ from all areas together, where none does");
    persons_table(200);
    println!("\n## Noise from month to month beside the chance of known persons, where no area differs");
    months_table(20);
    println!("\n## Over time: what is found in series that only wander, and in those that change");
    time::tables(1000);
    peers::tables(400);
    demands::tables(400);
    watches::tables(20);
    league();
    println!("\n## Bias: mean of the estimates less the true variance, in % of it");
    bias_heading();
    for areas in [30, 106, 211] {
        for expected in [5.0, 50.0, 1e3, 1e5, 1e7] {
            for variance in [0.02, 0.1, 0.4] {
                bias(Setting::plain(areas, expected, variance), 200);
            }
        }
    }
}

fn smoothing_table(data_sets: usize) {
    heading(&smoothing::COLUMNS);
    for setting in smoothing::SETTINGS {
        smoothing::coverage(setting, data_sets);
    }
}

fn neighbours_table(data_sets: usize) {
    heading(&neighbours::COLUMNS);
    for setting in neighbours::SETTINGS {
        neighbours::table(setting, data_sets);
    }
}

fn persons_table(data_sets: usize) {
    heading(&persons::COLUMNS);
    for setting in persons::SETTINGS {
        persons::table(setting, data_sets);
    }
}

fn months_table(data_sets: usize) {
    heading(&months::COLUMNS);
    for stay in months::SETTINGS {
        months::table(stay, data_sets);
    }
}

fn quotients_table() {
    heading(&sweeps::QUOTIENTS);
    sweeps::quotients(4, 7000, 499);
}

fn together_table(nations: usize) {
    heading(&together::COLUMNS);
    for setting in together::SETTINGS {
        together::table(setting, nations);
    }
}

fn main() {
    if std::env::args().any(|a| a == "--together") {
        return together_table(400);
    }
    if std::env::args().any(|a| a == "--months") {
        return months_table(20);
    }
    if std::env::args().any(|a| a == "--smoothing") {
        return smoothing_table(400);
    }
    if std::env::args().any(|a| a == "--neighbours") {
        return neighbours_table(200);
    }
    if std::env::args().any(|a| a == "--persons") {
        return persons_table(200);
    }
    if std::env::args().any(|a| a == "--peers") {
        peers::tables(400);
        return demands::tables(400);
    }
    if std::env::args().any(|a| a == "--watches") {
        return watches::tables(20);
    }
    if std::env::args().any(|a| a == "--time") {
        return time::tables(1000);
    }
    if std::env::args().any(|a| a == "--verdicts") {
        heading(&verdicts::COLUMNS);
        verdicts::table(VERDICTS);
        heading(&verdicts::COLUMNS_OF_RULES);
        return verdicts::rules(VERDICTS);
    }
    if std::env::args().any(|a| a == "--rules") {
        heading(&verdicts::COLUMNS_OF_RULES);
        return verdicts::rules(VERDICTS);
    }
    if std::env::args().any(|a| a == "--quotients") {
        return quotients_table();
    }
    if std::env::args().any(|a| a == "--league") {
        return league();
    }
    if std::env::args().any(|a| a == "--short") { short() } else { long() }
}
