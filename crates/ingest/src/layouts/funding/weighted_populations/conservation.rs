//! Whether weighted populations have the total of the plain one.

use super::PLAIN;
use crate::read::collect::{self, Measure};
use crate::tables::facts::FactValue;
use unwarranted_core::text::counted;

/// What the practices with figures are together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Total {
    sum: f64,
    /// Practices whose figure is not known, so that the sum is that of the others.
    unknown: i64,
}

impl Total {
    pub(super) fn add(&mut self, value: FactValue) {
        match value.number() {
            Some(number) => self.sum += number,
            None => self.unknown += 1,
        }
    }
}

/// The totals, and how far the weighted ones are from the plain one: equal by construction, but for the decimals printed. Totals that lack
/// the figure of a practice are not compared.
pub(super) fn conservation(figures: &[(usize, Measure)], sums: &[Total]) -> Vec<String> {
    let totals = || figures.iter().zip(sums).map(|((_, measure), total)| (measure.id.as_str(), *total));
    let compared = |id: &str| id == PLAIN || id.starts_with("weighted-");
    let without: Vec<String> = totals()
        .filter(|(id, total)| compared(id) && total.unknown > 0)
        .map(|(id, total)| format!("{id}: {}", counted(total.unknown, "practice", "practices")))
        .collect();
    let lacking = collect::notice("totals that are not compared, as figures of practices are not known", &without);
    let Some(plain) = totals().find(|(id, total)| *id == PLAIN && total.unknown == 0).map(|(_, total)| total.sum)
    else {
        return lacking.into_iter().collect();
    };
    let weighted = totals().filter(|(id, total)| id.starts_with("weighted-") && total.unknown == 0);
    let largest = weighted.map(|(_, total)| (total.sum - plain).abs()).reduce(f64::max);
    let differ = largest
        .map(|largest| format!("weighted and plain totals differ by {largest:.2e} people at most, of {plain:.2}"));
    differ.into_iter().chain(lacking).collect()
}
