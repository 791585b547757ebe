//! How far costs move by chance, in sentences.

use crate::number::significant;
use unwarranted_core::pool::{PoolOptions, Pooled, PracticeYears, Tier};
use unwarranted_plot::numbers::{count, share, thousands};

/// Per cent of a mean: "4.2%".
pub(crate) fn cv(value: f64) -> String {
    format!("{}%", significant(100.0 * value, 2))
}

/// Per cent of a mean beside a limit of it, as fine as it takes to see on which side it is: "4.96%" beside "5%".
fn beside(value: f64, limit: f64) -> String {
    let apart = |digits: &usize| {
        let shown = significant(100.0 * value, *digits).parse::<f64>();
        shown.is_ok_and(|shown| (shown < 100.0 * limit) == (value < limit) && (shown - 100.0 * limit).abs() > 1e-9)
    };
    let digits = (2..8).find(apart).unwrap_or(2);
    format!("{}%", significant(100.0 * value, digits))
}

/// People, rounded up to two digits: what is needed is never less.
pub(crate) fn people(value: f64) -> String {
    let step = libm::pow(10.0, libm::log10(value.max(1.0)).floor() - 1.0).max(1.0);
    // A value that is a step but for rounding stays there.
    thousands((value / step - 1e-9).ceil() * step, 0)
}

/// The finding of a service: how many people, and who should carry it.
pub(crate) fn pooled(p: &Pooled, options: &PoolOptions) -> String {
    let (within, years) = (share(options.within), options.years.per_cent());
    let needed = match p.people_needed {
        Some(needed) => format!(
            "It takes about {} people until chance moves the cost of {} by less than {within} in {years} of 100 years.",
            people(needed),
            p.service
        ),
        None => format!(
            "No number of people is enough for the cost of {} to move by less than {within} in {years} of 100 years: whole years alone move it by {} (one \
             standard deviation).",
            p.service,
            cv(p.spread.floor)
        ),
    };
    format!("{needed} {}", carried(p, options))
}

fn carried(p: &Pooled, options: &PoolOptions) -> String {
    let [own, group] = options.own_and_group.map(|n| thousands(n, 0));
    let safe = share(options.safe_cv);
    let [alone, together] = [p.cv_own, p.cv_group].map(|value| beside(value, options.safe_cv));
    match p.tier {
        Tier::Local => {
            format!("Keep it local: in {own} people one standard deviation of its cost is {alone}, less than {safe}.")
        }
        Tier::Shared => {
            format!(
                "Share it: one standard deviation of its cost is {alone} in {own} people and {together} in {group}, less than {safe}."
            )
        }
        Tier::National => {
            format!(
                "Carry it nationally: even in {group} people one standard deviation of its cost is {together}, no less than {safe}."
            )
        }
    }
}

/// What years of practices show.
pub(crate) fn practice_years(p: &PracticeYears) -> String {
    let left = if p.left_out > 0 {
        format!(" {} with one year or without costs are left out.", count(p.left_out))
    } else {
        String::new()
    };
    format!(
        "{} practices over {} years, each held against its own level: the standard deviation of their costs changes with list size to the \
         power {:.2} (standard error {:.2}); -0.5 is chance alone.{left} The tables rest on two parts: one that pools, with the power -0.5, and {} \
         whatever the size, as whole years and places move costs. The power stands beside them, as it describes practices of {} to {} people and has no \
         floor: for more people it goes on falling, which nothing here shows.",
        count(p.practices),
        p.years,
        p.exponent,
        p.exponent_se,
        cv(p.spread.floor),
        thousands(p.sizes[0], 0),
        thousands(p.sizes[1], 0)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_never_the_limit_that_it_is_below() {
        let shown = [0.0499, 0.04996, 0.0501, 0.05, 0.042, 0.123].map(|value| beside(value, 0.05));
        assert_eq!(shown, ["4.99%", "4.996%", "5.01%", "5.0%", "4.2%", "12%"]);
    }

    #[test]
    fn people_needed_are_rounded_up() {
        let shown = [1_536_584.0, 1_500_000.0, 12_345.0, 99.5, 7.2, 1e6].map(people);
        assert_eq!(shown, ["1,600,000", "1,500,000", "13,000", "100", "8", "1,000,000"]);
    }
}
