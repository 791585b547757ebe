//! Money that moves between areas: new rates, who gains and who loses per head, how unequal it is before and after.
//!
//! Money is neither made nor lost: what is given is what is taken.

mod rules;

pub use rules::{Move, Rule};

use crate::data::kind::{ExpectedFrom, Kind};
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::indices::{Index, cv, cv_weighted, gini, theil_t};
use rules::{aims, by_moves, to_target};
use std::sync::Arc;

/// How unequal rates are. Absent figures are undefined, never zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Inequality {
    /// Gini coefficient, areas weighted by what rates are over.
    pub gini: Option<f64>,
    /// Theil index T, weighted alike.
    pub theil_t: Option<f64>,
    /// Coefficient of variation, areas the same.
    pub cv: Option<f64>,
    /// Coefficient of variation, weighted.
    pub cv_weighted: Option<f64>,
    /// Highest rate over the lowest.
    pub highest_over_lowest: Option<f64>,
}

/// One area before and after.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct MovedArea {
    /// Area code.
    pub area: Arc<str>,
    /// Area name.
    pub name: Option<Arc<str>>,
    /// What its rate is over.
    pub denominator: f64,
    /// What it has.
    pub before: f64,
    /// What it would have.
    pub after: f64,
    /// What it gains (or loses, negative).
    pub change: f64,
    /// The same per one of the denominator: per head.
    pub change_per_head: f64,
    /// Its rate now.
    pub rate_before: f64,
    /// Its rate then.
    pub rate_after: f64,
    /// Rate now over that of all areas together.
    pub index_before: f64,
    /// Rate then over that of all areas together.
    pub index_after: f64,
}

/// What moving money would do to one slice.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Moved {
    /// Treatment (measure).
    pub treatment: Arc<str>,
    /// Period label.
    pub period: Period,
    /// What the numerator counts.
    pub kind: Kind,
    /// Rate of all areas together, which stays.
    pub rate: f64,
    /// What changes hands: the sum of all gains.
    pub moved: f64,
    /// How unequal rates are now.
    pub before: Inequality,
    /// How unequal they would be.
    pub after: Inequality,
    /// Areas that gain.
    pub winners: usize,
    /// Areas that lose.
    pub losers: usize,
    /// People (or what rates are over) in areas that lose.
    pub denominator_of_losers: f64,
    /// Areas by code.
    pub areas: Vec<MovedArea>,
    /// Rows not used, by reason.
    pub set_aside: Vec<SetAside>,
}

/// What moving money would do to a slice.
///
/// # Errors
/// [`Error::Figures`] for an area that is not there, an area that gives to itself, one that gives more than it has, and a slice without
/// people; [`Error::Parameter`] for amounts and parts that are not above zero.
///
/// ```
/// use unwarranted_core::{Kind, Slice, moves::{Move, Rule, move_money}};
/// let slice = Slice::from_denominators(Kind::Amount, &[("A", 300.0, 1.0), ("B", 100.0, 1.0)]).unwrap();
/// let rule = Rule::Moves(vec![Move { from: "A".into(), to: "B".into(), amount: 50.0 }]);
/// let found = move_money(&slice, &rule).unwrap();
/// assert_eq!((found.areas[0].after, found.areas[1].change_per_head), (250.0, 50.0));
/// assert!(found.after.gini < found.before.gini);
/// // At most a tenth a year: A gives 10 % of 300, which B may not take, whose most is 10 % of 100.
/// let slowly = move_money(&slice, &Rule::ToTarget { at_most: 0.1, years: 1, targets: None }).unwrap();
/// assert_eq!((slowly.areas[0].change, slowly.areas[1].change), (-10.0, 10.0));
/// ```
pub fn move_money(slice: &Slice, rule: &Rule) -> Result<Moved, Error> {
    let people: Vec<f64> = match (slice.expected_from(), slice.denominator()) {
        (ExpectedFrom::Internal, Some(denominator)) => denominator.to_vec(),
        _ => slice.expected().to_vec(),
    };
    if slice.len() < 2 || people.iter().any(|p| *p <= 0.0) {
        return Err(Error::Figures("money moves between two or more areas, each with people".to_owned()));
    }
    let before = slice.observed();
    let after = match rule {
        Rule::Moves(moves) => by_moves(slice, moves)?,
        Rule::ToTarget { at_most, years, targets } => {
            to_target(before, &aims(slice, &people, targets.as_ref())?, *at_most, *years)?
        }
    };
    Ok(told(slice, before, &after, &people))
}

fn told(slice: &Slice, before: &[f64], after: &[f64], people: &[f64]) -> Moved {
    let rate = before.iter().sum::<f64>() / people.iter().sum::<f64>();
    let index = |own: f64| if rate > 0.0 { own / rate } else { 0.0 };
    let one = |i: usize| {
        let area = &slice.areas()[i];
        let [was, is] = [before[i], after[i]].map(|amount| amount / people[i]);
        MovedArea {
            area: Arc::clone(&area.code),
            name: area.name.clone(),
            denominator: people[i],
            before: before[i],
            after: after[i],
            change: after[i] - before[i],
            change_per_head: (after[i] - before[i]) / people[i],
            rate_before: was,
            rate_after: is,
            index_before: index(was),
            index_after: index(is),
        }
    };
    let areas: Vec<MovedArea> = (0..people.len()).map(one).collect();
    let lose = |a: &&MovedArea| a.change < 0.0;
    Moved {
        treatment: Arc::clone(slice.treatment()),
        period: slice.period(),
        kind: slice.kind(),
        rate,
        moved: areas.iter().map(|a| a.change.max(0.0)).sum(),
        before: inequality(&areas, before, people),
        after: inequality(&areas, after, people),
        winners: areas.iter().filter(|a| a.change > 0.0).count(),
        losers: areas.iter().filter(lose).count(),
        denominator_of_losers: areas.iter().filter(lose).map(|a| a.denominator).sum(),
        areas,
        set_aside: slice.set_aside().to_vec(),
    }
}

fn inequality(areas: &[MovedArea], amounts: &[f64], people: &[f64]) -> Inequality {
    let rows: Vec<(&str, f64, f64)> =
        areas.iter().zip(amounts.iter().zip(people)).map(|(a, (o, d))| (&*a.area, *o, *d)).collect();
    let Ok(slice) = Slice::from_denominators(Kind::Amount, &rows) else { return Inequality::default() };
    let value = |index: &Index| -> Option<f64> { index.compute(&slice).map(|c| c.value).ok() };
    let rates = || amounts.iter().zip(people).map(|(o, d)| o / d);
    let [lowest, highest] = [rates().fold(f64::INFINITY, f64::min), rates().fold(f64::NEG_INFINITY, f64::max)];
    let apart: Result<f64, Undefined> =
        if lowest > 0.0 { Ok(highest / lowest) } else { Err(Undefined::because("the lowest rate is zero")) };
    Inequality {
        gini: value(&gini::INDEX),
        theil_t: value(&theil_t::INDEX),
        cv: value(&cv::INDEX),
        cv_weighted: value(&cv_weighted::INDEX),
        highest_over_lowest: apart.ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slice(rows: &[(&str, f64, f64)]) -> Slice {
        Slice::from_denominators(Kind::Amount, rows).unwrap()
    }

    #[test]
    fn moves_that_cannot_be_are_refused() {
        let two = slice(&[("ASH1", 300.0, 1.0), ("BAY1", 100.0, 1.0)]);
        let of = |from: &str, to: &str, amount| {
            let rule = Rule::Moves(vec![Move { from: from.into(), to: to.into(), amount }]);
            move_money(&two, &rule).unwrap_err().to_string()
        };
        assert!(
            of("ASH2", "BAY1", 1.0)
                .contains("there is no area ASH2 in all to move money from or to; did you mean 'ASH1'?")
        );
        assert!(of("ASH1", "ASH1", 1.0).contains("gives 1 to itself"));
        assert!(of("BAY1", "ASH1", 101.0).contains("area BAY1 has 100 and gives 101"));
        assert!(of("ASH1", "BAY1", -5.0).contains("`amount` is -5"));
        let rule = |at_most, years| {
            move_money(&two, &Rule::ToTarget { at_most, years, targets: None }).unwrap_err().to_string()
        };
        assert!(rule(0.0, 1).contains("`to-target` is 0") && rule(0.1, 0).contains("`years` is 0"));
    }

    #[test]
    fn what_one_area_gives_another_has() {
        let two = slice(&[("A", 300.0, 1.0), ("B", 100.0, 2.0)]);
        let rule = Rule::Moves(vec![Move { from: "A".into(), to: "B".into(), amount: 80.0 }]);
        let moved = move_money(&two, &rule).unwrap();
        assert_eq!(moved.areas.iter().map(|a| a.after).collect::<Vec<_>>(), [220.0, 180.0]);
        assert_eq!((moved.winners, moved.losers), (1, 1));
    }

    #[test]
    fn years_lead_to_the_target_and_stop_there() {
        let two = slice(&[("A", 300.0, 1.0), ("B", 100.0, 1.0)]);
        let after = |years| move_money(&two, &Rule::ToTarget { at_most: 0.1, years, targets: None }).unwrap();
        // B grows by a tenth a year: 110, 121, ... until both have 200.
        assert!((after(2).areas[1].after - 121.0).abs() < 1e-9);
        let end = after(100);
        assert!((end.areas[0].after - 200.0).abs() < 1e-9 && end.after.gini < Some(1e-12));
        assert_eq!((end.winners, end.losers), (1, 1));
    }

    #[test]
    fn shares_of_targets_count_whatever_they_add_up_to() {
        let three = slice(&[("A", 300.0, 1.0), ("B", 100.0, 1.0), ("C", 200.0, 1.0)]);
        let of = |targets: &[(&str, f64)], at_most| {
            let targets = Some(targets.iter().map(|(area, target)| ((*area).into(), *target)).collect());
            move_money(&three, &Rule::ToTarget { at_most, years: 1, targets })
        };
        // Targets are a tenth of what there is: 100, 400 and 100 of the 600.
        let targets = [("A", 10.0), ("B", 40.0), ("C", 10.0), ("X", 99.0)];
        let whole: Vec<f64> = of(&targets, 1.0).unwrap().areas.iter().map(|a| a.after).collect();
        // B may double; A and C give what it takes, in the proportion of what they would.
        for (found, slow) in whole.iter().zip([300.0 - 200.0 / 3.0, 200.0, 200.0 - 100.0 / 3.0]) {
            assert!((found - slow).abs() < 1e-9, "{whole:?}");
        }
        let said = |targets: &[(&str, f64)]| of(targets, 0.1).unwrap_err().to_string();
        assert!(said(&targets[..2]).contains("area C has no target"));
        assert!(said(&[("A", -1.0), ("B", 1.0), ("C", 1.0)]).contains("the target of area A is -1"));
        assert!(said(&[("A", 0.0), ("B", 0.0), ("C", 0.0)]).contains("all targets are zero"));
    }

    proptest! {
        /// No money is made, no area passes its target, and none changes by more than it may.
        #[test]
        fn money_is_conserved(rows in proptest::collection::vec((1.0f64..1e4, 1.0f64..100.0), 2..20), at_most in 0.005f64..0.5) {
            let codes: Vec<String> = (0..rows.len()).map(|i| format!("A{i:02}")).collect();
            let rows: Vec<(&str, f64, f64)> = codes.iter().zip(&rows).map(|(c, (o, d))| (c.as_str(), *o, *d)).collect();
            let found = move_money(&slice(&rows), &Rule::ToTarget { at_most, years: 1, targets: None }).unwrap();
            let total: f64 = found.areas.iter().map(|a| a.change).sum();
            prop_assert!(total.abs() < 1e-6);
            for a in &found.areas {
                prop_assert!(a.change.abs() <= at_most * a.before + 1e-9);
                prop_assert!((a.rate_before - found.rate) * (a.rate_after - found.rate) >= -1e-9);
            }
            prop_assert!(found.after.theil_t.unwrap() <= found.before.theil_t.unwrap() + 1e-9);
        }
    }
}
