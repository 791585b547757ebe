//! Whether the streams of a practice add up to its totals.

use super::columns::{Figure, Role};
use super::identifiers::{DEDUCTIONS, TOTAL};
use crate::read::collect;
use crate::tables::facts::{FactValue, Unit};
use crate::values::fixed::{Fixed, SCALE};
use std::collections::BTreeMap;

/// Differences between printed totals and the sums they should be.
#[derive(Debug, Default)]
pub(super) struct Checks {
    /// By total: practices and differences.
    differences: BTreeMap<String, Vec<(String, i64)>>,
    practices: u64,
    unchecked: Vec<String>,
    /// Whether any payment has pence.
    pence: bool,
    streams: i64,
}

/// The payments of one practice, in 1/100,000 of a pound.
#[derive(Default)]
struct Payments<'a> {
    streams: i64,
    network: i64,
    covid: i64,
    other: BTreeMap<&'a str, i64>,
}

impl Checks {
    pub(super) fn practice(&mut self, code: &str, figures: &[Figure], values: &[FactValue]) {
        self.practices += 1;
        self.streams = i64::try_from(figures.iter().filter(|f| f.role == Role::Stream).count()).unwrap_or(i64::MAX);
        let Some(payments) = payments(figures, values) else {
            self.unchecked.push(code.to_owned());
            return;
        };
        let money = |(f, v): (&Figure, &FactValue)| f.measure.unit == Unit::Pounds && has_pence(*v);
        self.pence |= figures.iter().zip(values).any(money);
        for (id, printed) in &payments.other {
            let difference = payments.expected(id).and_then(|expected| printed.checked_sub(expected));
            if let Some(difference) = difference.filter(|d| *d != 0) {
                self.differences.entry((*id).to_owned()).or_default().push((code.to_owned(), difference));
            }
        }
    }

    /// What a reader should know: totals that are not the sum of their parts.
    pub(super) fn notices(&self) -> Vec<String> {
        let mut notices = Vec::new();
        for (id, practices) in &self.differences {
            // Half a pound of rounding in every addend and in the total.
            let addends = if id == TOTAL { self.streams } else { 2 };
            let allowed = if self.pence { 0 } else { ((addends + 1) * SCALE / 2).unsigned_abs() };
            let largest = practices.iter().map(|(_, d)| *d).max_by_key(|d| d.unsigned_abs()).unwrap_or_default();
            let beyond: Vec<String> = practices
                .iter()
                .filter(|(_, d)| d.unsigned_abs() > allowed)
                .map(|(c, d)| format!("{c}: {} pounds", Fixed(*d)))
                .collect();
            notices.extend(collect::notice(&format!("practices whose {id} is not the sum of its parts"), &beyond));
            if beyond.is_empty() {
                notices.push(format!(
                    "{id} differs from the sum of its parts by up to {} pounds in {} of {} practices, which rounding to whole \
                     pounds explains",
                    Fixed(largest.saturating_abs()),
                    practices.len(),
                    self.practices
                ));
            }
        }
        notices.extend(collect::notice(
            "practices whose totals were not checked, as a payment is missing",
            &self.unchecked,
        ));
        notices
    }
}

impl Payments<'_> {
    /// What a total should be; `None` for anything else.
    fn expected(&self, id: &str) -> Option<i64> {
        let of = |id: &str| self.other.get(id).copied();
        let net = id.strip_suffix("-net");
        let gross = match net.unwrap_or(id).strip_prefix(TOTAL)? {
            "" if net.is_none() => self.streams,
            "" => of(TOTAL)?,
            "-with-pcn" => of(TOTAL)?.checked_add(self.network)?,
            "-with-covid" => of(TOTAL)?.checked_add(self.covid)?,
            "-with-covid-and-pcn" => of(TOTAL)?.checked_add(self.covid)?.checked_add(self.network)?,
            _ => return None,
        };
        if net.is_some() { gross.checked_add(of(DEDUCTIONS)?) } else { Some(gross) }
    }
}

/// `None` where a payment is missing, inexact or too large to add.
fn payments<'a>(figures: &'a [Figure], values: &[FactValue]) -> Option<Payments<'a>> {
    let mut sums = Payments::default();
    for (figure, value) in figures.iter().zip(values).filter(|(f, _)| f.measure.unit == Unit::Pounds) {
        let FactValue::Exact(Fixed(units)) = *value else { return None };
        match figure.role {
            Role::Stream => sums.streams = sums.streams.checked_add(units)?,
            Role::Network => sums.network = sums.network.checked_add(units)?,
            Role::Covid => sums.covid = sums.covid.checked_add(units)?,
            Role::None => {
                sums.other.insert(&figure.measure.id, units);
            }
        }
    }
    Some(sums)
}

fn has_pence(value: FactValue) -> bool {
    matches!(value, FactValue::Exact(Fixed(units)) if units % SCALE != 0)
}
