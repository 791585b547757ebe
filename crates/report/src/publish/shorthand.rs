//! Cells of a workbook as they are shown: figures, words, and shorthand where there is no figure or something must be known of it.

use super::columns::{Holds, described_in};
use std::collections::BTreeSet;
use unwarranted_core::Reason;

/// A mark in square brackets, as the Analysis Function's guidance for spreadsheets has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Break,
    Confidential,
    Low,
    NotAvailable,
    NotApplicable,
}

impl Mark {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Break => "[b]",
            Self::Confidential => "[c]",
            Self::Low => "[low]",
            Self::NotAvailable => "[x]",
            Self::NotApplicable => "[z]",
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Break => {
                "Break in the series: from the month named, the area is not what it was, so do not compare its figures before and \
                 after. The figures themselves stand, as numbers, in their own columns"
            }
            Self::Confidential => {
                "Confidential: a small count that is not published, by the publisher or by disclosure control"
            }
            Self::Low => {
                "Low: rounds to zero but is not zero. A figure of an area is as its publisher prints it; a probability is too small \
                 for a number to hold, below one in 10 to the power of 307"
            }
            Self::NotAvailable => "Not available: the publisher gives no figure",
            Self::NotApplicable => {
                "Not applicable: there is no such figure; the column 'undefined' says why where there should be one"
            }
        }
    }
}

/// What a cell shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shown {
    Figure(f64),
    Words(String),
    Mark(Mark),
    /// Words with a mark before them.
    Marked(Mark, String),
}

impl Shown {
    pub(super) fn mark(&self) -> Option<Mark> {
        match self {
            Self::Mark(mark) | Self::Marked(mark, _) => Some(*mark),
            Self::Figure(_) | Self::Words(_) => None,
        }
    }

    fn of(name: &str, holds: Holds, cell: &str) -> Self {
        if cell.is_empty() {
            return Self::Mark(Mark::NotApplicable);
        }
        if let Some(mark) = [Mark::Confidential, Mark::NotAvailable].into_iter().find(|mark| mark.text() == cell) {
            return Self::Mark(mark);
        }
        match cell.parse::<f64>().ok().filter(|value| holds != Holds::Text && value.is_finite()) {
            Some(value) if holds == Holds::Probability && value <= 0.0 => Self::Mark(Mark::Low),
            Some(value) => Self::Figure(value),
            None if name == "break" => Self::Marked(Mark::Break, cell.to_owned()),
            None => Self::Words(cell.to_owned()),
        }
    }
}

/// The cells of a row.
pub(super) fn shown(file: &str, head: &csv::StringRecord, row: &csv::StringRecord) -> Vec<Shown> {
    let holds = |name: &str| described_in(file, name).map_or(Holds::Text, |column| column.holds);
    let unknown = unknown(head, row);
    let cell = |(name, cell): (&str, &str)| match unknown {
        Some(mark) if cell.is_empty() && FIGURES.contains(&name) => Shown::Mark(mark),
        _ => Shown::of(name, holds(name), cell),
    };
    head.iter().zip(row).map(cell).collect()
}

/// Lines that explain the marks that are used, and say that no figure is rounded.
pub(super) fn explained(used: &BTreeSet<Mark>) -> Vec<String> {
    let head = (!used.is_empty()).then(|| "Shorthand in the tables:".to_owned());
    let lines = used.iter().map(|mark| format!("{} {}.", mark.text(), mark.meaning()));
    let whole =
        "Figures are not rounded for these tables: 0 is zero, and a small figure is never shown as 0.".to_owned();
    head.into_iter().chain(lines).chain([whole]).collect()
}

/// What stands for the figure of an area that is not known, by the reason that its row gives.
fn unknown(head: &csv::StringRecord, row: &csv::StringRecord) -> Option<Mark> {
    let at = head.iter().position(|name| name == "undefined")?;
    let reason: Reason = row.get(at)?.split_once(':')?.0.parse().ok()?;
    match reason {
        Reason::Suppressed | Reason::Protected => Some(Mark::Confidential),
        Reason::NotReported | Reason::IncompletePeriod => Some(Mark::NotAvailable),
        Reason::TooSmall => Some(Mark::Low),
        _ => None,
    }
}

/// The columns whose figures such an area would have.
const FIGURES: [&str; 3] = ["observed", "rate", "ratio"];

#[cfg(test)]
mod tests {
    use super::*;
    use unwarranted_core::disclosure::Disclosure;

    fn row(names: &[&str], cells: &[&str]) -> Vec<Shown> {
        shown("areas.csv", &names.to_vec().into(), &cells.to_vec().into())
    }

    #[test]
    fn zero_is_a_figure_and_a_probability_of_zero_is_low() {
        let names = ["observed", "rate", "p", "q_bh", "area", "name", "break"];
        let merged = "from 2015-04: merger of 00F, 00G";
        let [zero, low] = [Shown::Figure(0.0), Shown::Mark(Mark::Low)];
        let found = row(&names, &["0", "[c]", "0", "1e-300", "0", "", merged]);
        let expected = [
            zero,
            Shown::Mark(Mark::Confidential),
            low,
            Shown::Figure(1e-300),
            Shown::Words("0".to_owned()),
            Shown::Mark(Mark::NotApplicable),
            Shown::Marked(Mark::Break, merged.to_owned()),
        ];
        assert_eq!(found, expected);
        let used: BTreeSet<Mark> = found.iter().filter_map(Shown::mark).collect();
        let lines = explained(&used);
        let marks = ["[b] ", "[c] ", "[low] ", "[z] "];
        assert!(lines[1..5].iter().zip(marks).all(|(line, mark)| line.starts_with(mark)), "{lines:?}");
        assert!(!lines.iter().any(|line| line.starts_with("[x]")));
        assert_eq!(explained(&BTreeSet::new()).len(), 1);
    }

    #[test]
    fn an_area_whose_figure_is_not_known_has_shorthand_in_place_of_it() {
        let names = ["area", "observed", "lower", "rate", "undefined"];
        let of = |why: &str| row(&names, &["Z25", "", "", "", why])[1..4].to_vec();
        let [z, c, x] = [Mark::NotApplicable, Mark::Confidential, Mark::NotAvailable].map(Shown::Mark);
        assert_eq!(of("protected: the count is small"), [c.clone(), z.clone(), c]);
        assert_eq!(of("not-reported: blank"), [x.clone(), z.clone(), x]);
        assert_eq!(of("no interval: an amount"), [z.clone(), z.clone(), z]);
    }

    /// The notes say that a small figure is never shown as 0, whatever rule has rounded it.
    #[test]
    fn no_rule_of_disclosure_control_rounds_a_small_count_to_zero() {
        for rule in [Disclosure::None, Disclosure::Nhs, Disclosure::Opensafely, Disclosure::Midpoint6] {
            for tenths in 1..1_000_u32 {
                let shown = rule.published(f64::from(tenths) / 10.0);
                assert!(shown.is_none_or(|count| count > 0.0), "{rule:?}: {tenths} tenths become {shown:?}");
            }
        }
    }
}
