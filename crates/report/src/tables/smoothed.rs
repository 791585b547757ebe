//! The rare treatments of a league, smoothed by neighbours.

use super::delimited::{text, write};
use crate::error::Error;
use crate::number::exact;
use unwarranted_core::sweep::{Rarity, SmoothedArea, SmoothedLeague};

/// Every area in every smoothed treatment: observed and expected, their ratio, and the smoothed one with its standard deviation,
/// its limits and the probability that it is above 1.
///
/// # Errors
/// As [`indices_csv`](super::indices_csv).
pub fn smoothed_csv(leagues: &[SmoothedLeague]) -> Result<String, Error> {
    let head = [
        "period",
        "id",
        "area",
        "name",
        "observed",
        "expected",
        "ratio",
        "rr",
        "rr_sd",
        "rr_lower",
        "rr_upper",
        "p_above_1",
    ];
    let row = |a: &SmoothedArea| {
        let words = [a.period.to_string(), text(&a.id), text(&a.area), text(a.name.as_deref().unwrap_or_default())];
        let figures = [a.observed, a.expected, a.ratio, a.rr, a.rr_sd, a.rr_lower, a.rr_upper, a.p_above_1];
        words.into_iter().chain(figures.map(exact)).collect::<Vec<_>>()
    };
    write(head.map(str::to_owned), leagues.iter().flat_map(|league| &league.areas).map(row))
}

/// What became of every treatment: smoothed, with the standard deviation of the areas' log ratios and the spatial share of it;
/// common, so that smoothing would change next to nothing; or not smoothed, with the reason.
///
/// # Errors
/// As [`indices_csv`](super::indices_csv).
pub fn smoothing_csv(leagues: &[SmoothedLeague]) -> Result<String, Error> {
    let head = ["period", "id", "smoothed", "sigma", "spatial", "reason"];
    let row = |period: &str, id: &str, rarity: &Rarity| {
        let (word, [sigma, spatial], reason) = match rarity {
            Rarity::Smoothed { sigma, spatial } => ("yes", [exact(*sigma), exact(*spatial)], String::new()),
            Rarity::Common => ("common", [String::new(), String::new()], String::new()),
            Rarity::Undefined(why) => ("no", [String::new(), String::new()], text(&why.reason)),
        };
        vec![period.to_owned(), text(id), word.to_owned(), sigma, spatial, reason]
    };
    let of = |league: &SmoothedLeague| {
        let period = league.period.to_string();
        league.treatments.iter().map(|(id, rarity)| row(&period, id, rarity)).collect::<Vec<_>>()
    };
    write(head.map(str::to_owned), leagues.iter().flat_map(of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::Period;
    use unwarranted_core::Undefined;

    #[test]
    fn every_fate_has_its_word() {
        let area = SmoothedArea {
            period: Period::Year(2020),
            id: "rare".into(),
            area: "=A".into(),
            name: None,
            observed: 3.0,
            expected: 1.5,
            ratio: 2.0,
            rr: 1.25,
            rr_sd: 0.5,
            rr_lower: 0.75,
            rr_upper: 2.5,
            p_above_1: 0.875,
        };
        let treatments = vec![
            ("rare".into(), Rarity::Smoothed { sigma: 0.5, spatial: 0.25 }),
            ("common".into(), Rarity::Common),
            ("none".into(), Rarity::Undefined(Undefined::because("nothing is observed"))),
        ];
        let leagues = [SmoothedLeague { period: Period::Year(2020), treatments, areas: vec![area] }];
        assert_eq!(
            smoothed_csv(&leagues).unwrap().lines().nth(1).unwrap(),
            "2020,rare,'=A,,3,1.5,2,1.25,0.5,0.75,2.5,0.875"
        );
        let told = smoothing_csv(&leagues).unwrap();
        let lines: Vec<&str> = told.lines().skip(1).collect();
        assert_eq!(lines, ["2020,rare,yes,0.5,0.25,", "2020,common,common,,,", "2020,none,no,,,nothing is observed"]);
    }
}
