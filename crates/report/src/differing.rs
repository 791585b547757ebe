//! A map of how many treatments each area differs in: its classes and its words.

use crate::number::worded;
use unwarranted_core::sweep::AreaCount;
use unwarranted_core::text::{capitalised, singular};
use unwarranted_plot::Scheme;
use unwarranted_plot::names::short;
use unwarranted_plot::numbers::count;
use unwarranted_plot::scheme::{Classed, Scale};

/// Limits of the classes: the largest count of each of the classes from 1 to 3. The class 0 is of areas that differ in none.
///
/// Up to four treatments, each count is a class; above, the four classes are as wide as each other.
fn limits(most: usize) -> [usize; 3] {
    if most <= 4 { [1, 2, 3] } else { [1, 2, 3].map(|class| most * class / 4) }
}

/// The classes of the areas of a league by the number of treatments in which each differs from the rate of all; an area that
/// is tested in no treatment is in none. `areas` is what they are called: "CCGs". `None` where no area is tested.
#[must_use]
pub fn differing(counts: &[AreaCount], areas: &str) -> Option<Scheme> {
    let tested = || counts.iter().filter(|c| c.tested > 0);
    let most = tested().map(|c| c.differ).max()?;
    let limits = limits(most);
    let class = |c: &AreaCount| match c.differ {
        0 => 0,
        n => 1 + limits.iter().filter(|limit| n > **limit).count(),
    };
    let one = |c: &AreaCount| {
        let class = (c.tested > 0).then(|| class(c));
        (c.area.clone(), Classed { class, value: c.differ as f64, interval: None })
    };
    Some(Scheme {
        scale: Scale::OneWay,
        areas: counts.iter().map(one).collect(),
        names: names(limits, most),
        short_names: ["none", "few", "some", "many", "most"],
        title: "Treatments in which an area differs".to_owned(),
        unit: "treatments in which the rate differs from that of all areas".to_owned(),
        headlines: headlines(&tested().collect::<Vec<_>>(), areas),
        note: "An area differs where its rate is further from that of all areas than chance explains; of all that are said to differ, \
               about 5% are expected to be there wrongly. Small areas are tested in fewer treatments, and differ in fewer."
            .to_owned(),
    })
}

fn names([few, some, many]: [usize; 3], most: usize) -> [String; 5] {
    // Nothing lies above the largest count.
    let between = |from: usize, to: usize| match to {
        _ if from > most => String::new(),
        to if to <= from => format!("{from}"),
        to => format!("{from} to {to}"),
    };
    ["none".to_owned(), between(1, few), between(few + 1, some), between(some + 1, many), between(many + 1, most)]
}

/// Which area differs in most treatments, and how many in none.
fn headlines(tested: &[&AreaCount], areas: &str) -> Vec<String> {
    let areas = if areas.trim().is_empty() { "areas" } else { areas.trim() };
    let all = format!("{} {}", count(tested.len()), if tested.len() == 1 { singular(areas) } else { areas.to_owned() });
    let most = tested.iter().map(|c| c.differ).max().unwrap_or_default();
    if most == 0 {
        return vec![format!("None of {all} differs from the rate of all in any treatment")];
    }
    let top: Vec<&&AreaCount> = tested.iter().filter(|c| c.differ == most).collect();
    let each = |n: usize| if n == 1 { "1 treatment".to_owned() } else { format!("{} treatments", count(n)) };
    if top.len() == tested.len() && top.len() > 1 {
        return vec![format!("All {all} differ from the rate of all in {} each", each(most))];
    }
    let none = tested.iter().filter(|c| c.differ == 0).count();
    let rest = match none {
        0 => format!("; every one of {all} differs in some"),
        n => format!("; {} of {all} {} in none", worded(n), if n == 1 { "differs" } else { "differ" }),
    };
    let lead = match top[..] {
        [one] => {
            let name = short(one.name.as_deref().unwrap_or(&one.area));
            let of = if one.tested == most { "all ".to_owned() } else { format!("{} of ", count(most)) };
            format!("{name} differs from the rate of all in {of}{}, more than any other", each(one.tested))
        }
        _ => {
            let n = capitalised(&worded(top.len()));
            format!("{n} {areas} differ from the rate of all in {}, the most of any area", each(most))
        }
    };
    vec![format!("{lead}{rest}"), lead]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(of: &[(&str, usize, usize)]) -> Vec<AreaCount> {
        let one = |(area, tested, differ): &(&str, usize, usize)| AreaCount {
            area: (*area).into(),
            name: None,
            treatments: 20,
            tested: *tested,
            differ: *differ,
            higher: *differ,
            lower: 0,
            beyond: 0,
            unknown: 0,
        };
        of.iter().map(one).collect()
    }

    #[test]
    fn zero_has_a_class_of_its_own_and_what_is_not_tested_has_none() {
        let found =
            differing(&counted(&[("A", 20, 0), ("B", 20, 1), ("C", 18, 17), ("D", 0, 0), ("E", 20, 9)]), "CCGs");
        let found = found.unwrap();
        let class = |area: &str| found.areas[area].class;
        assert_eq!(["A", "B", "C", "D", "E"].map(class), [Some(0), Some(1), Some(4), None, Some(3)]);
        assert_eq!(found.names, ["none", "1 to 4", "5 to 8", "9 to 12", "13 to 17"].map(str::to_owned));
        let lead = "C differs from the rate of all in 17 of 18 treatments, more than any other";
        assert_eq!(found.headlines, [format!("{lead}; one of 4 CCGs differs in none"), lead.to_owned()]);
        assert!(differing(&counted(&[("A", 0, 0)]), "CCGs").is_none());
    }

    #[test]
    fn few_treatments_have_a_class_for_each_count_and_equals_are_not_named() {
        let found = differing(&counted(&[("A", 3, 2), ("B", 3, 2), ("C", 3, 1)]), "").unwrap();
        assert_eq!(found.names, ["none", "1", "2", "", ""].map(str::to_owned), "no area differs in three");
        let lead = "Two areas differ from the rate of all in 2 treatments, the most of any area";
        assert_eq!(found.headlines[0], format!("{lead}; every one of 3 areas differs in some"));
        let none = differing(&counted(&[("A", 3, 0), ("B", 3, 0)]), "CCGs").unwrap();
        let same = differing(&counted(&[("A", 3, 1), ("B", 2, 1)]), "CCGs").unwrap();
        assert_eq!(same.headlines, ["All 2 CCGs differ from the rate of all in 1 treatment each"]);
        assert_eq!(none.headlines, ["None of 2 CCGs differs from the rate of all in any treatment"]);
    }

    #[test]
    fn every_count_up_to_the_most_has_one_class() {
        for most in 1..200 {
            let [few, some, many] = limits(most);
            assert!(few < some && some < many && (many < most || most <= 4), "{most}");
        }
    }
}
