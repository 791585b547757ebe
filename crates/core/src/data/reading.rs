//! What the figures of a treatment are, where nobody says it: a count, an amount or a share, over a stock or a flow.
//!
//! The names of the columns say it, or how denominators move: from one month to the next the patients of an area change by
//! about a tenth of a per cent, and its prescription items by five. Between the two lies an order of magnitude each way.

use super::column_words::{DOSE, FLOW, MONEY, STOCK, THERE, alike, is_generic, is_rate, says};
use crate::data::cell::Cell;
use crate::data::cube::CubeRow;
use crate::data::happening::{is_either, is_event, is_time_at_risk};
use crate::data::kind::{DenominatorIs, Kind, KindFrom};
use crate::data::period::{Grain, Period};
use std::collections::HashMap;
use std::sync::Arc;

/// What the figures of a treatment are taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// What the numerator is.
    pub kind: Kind,
    /// How that is known.
    pub kind_from: KindFrom,
    /// What the denominator is; `None` where nobody can tell.
    pub denominator_is: Option<DenominatorIs>,
}

impl Reading {
    /// Whether the name of a denominator says that it is there all the time: patients, a population, a register. Person-years
    /// and patients seen are not.
    #[must_use]
    pub fn is_named_stock(denominator: &str) -> bool {
        const BEGINS: [&str; 4] = ["population", "patient", "register", "resident"];
        let lower = denominator.to_lowercase();
        let begins = lower.split(|c: char| !c.is_alphanumeric()).any(|w| BEGINS.iter().any(|b| w.starts_with(b)));
        // "items per 1,000 patients" counts items.
        let else_counted = says(denominator, &FLOW) || says(denominator, &MONEY) || says(denominator, &["per"]);
        let happens = is_time_at_risk(denominator) || is_event(denominator) || is_either(denominator);
        (begins || says(denominator, &STOCK)) && !else_counted && !happens
    }

    /// Whether a name says that it is time that adds up: person-years, bed days, patient hours.
    #[must_use]
    pub fn is_named_time(name: &str) -> bool {
        is_time_at_risk(name)
    }

    /// Whether the name of a numerator says that it is a rate, a percentage or an average, which is no part of anything and
    /// cannot be summed.
    ///
    /// ```
    /// use unwarranted_core::Reading;
    /// let names = ["percentage", "Rate per 1,000", "% uptake", "items", "corporate_items"];
    /// assert_eq!(names.map(Reading::is_named_rate), [true, true, true, false, false]);
    /// ```
    #[must_use]
    pub fn is_named_rate(numerator: &str) -> bool {
        is_rate(numerator)
    }

    /// Whether the name of a numerator says that it is money: a cost, pounds, an amount.
    #[must_use]
    pub fn is_named_money(numerator: &str) -> bool {
        says(numerator, &MONEY)
    }

    /// Whether the name of a numerator says that it is doses or time, of which one patient may have many.
    ///
    /// ```
    /// use unwarranted_core::Reading;
    /// let names = ["total_quantity", "DDDs", "bed_days", "items", "admissions"];
    /// assert_eq!(names.map(Reading::is_named_dose), [true, true, true, false, false]);
    /// ```
    #[must_use]
    pub fn is_named_dose(numerator: &str) -> bool {
        says(numerator, &DOSE)
    }

    /// Whether the name of a numerator says that it is there all the time, such as a register, so that the sum of several
    /// months counts the same people again.
    ///
    /// ```
    /// use unwarranted_core::Reading;
    /// let names = ["dementia_register", "gps_fte", "people on list", "patient visits", "items"];
    /// assert_eq!(names.map(Reading::is_there_all_the_time), [true, true, true, false, false]);
    /// ```
    #[must_use]
    pub fn is_there_all_the_time(numerator: &str) -> bool {
        let happens = is_time_at_risk(numerator) || is_event(numerator);
        says(numerator, &THERE) && !says(numerator, &FLOW) && !says(numerator, &MONEY) && !happens
    }

    /// Whether the name of a numerator says neither that it happens, nor that it is money, nor nothing at all.
    #[must_use]
    pub fn may_be_there(numerator: &str) -> bool {
        let happens = is_time_at_risk(numerator) || is_event(numerator);
        !says(numerator, &FLOW) && !says(numerator, &MONEY) && !happens && !is_generic(numerator)
    }

    /// Reads the figures of one treatment; `numerator` and `denominator` are what their columns are called.
    ///
    /// Whole numbers are a count, others an amount. A count is a share where it is never above a denominator that is no
    /// population, and either both columns count the same things that happen or the denominator moves like one.
    ///
    /// ```
    /// use unwarranted_core::{Cell, CubeRow, DenominatorIs, Kind, KindFrom, Period, Reading};
    /// let row = |month: &str, observed, denominator| CubeRow {
    ///     file: 0, treatment: "t".into(), period: Period::parse(month).unwrap(), area: "A".into(),
    ///     observed: Cell::Value(observed), denominator: Some(Cell::Value(denominator)), expected: None,
    /// };
    /// let items = [row("2025-01", 511.0, 2419.0), row("2025-02", 442.0, 2097.0), row("2025-03", 500.0, 2380.0)];
    /// let found = Reading::of(&items, "numerator", "denominator");
    /// assert_eq!((found.kind, found.kind_from), (Kind::Share, KindFrom::Movement));
    /// let people = [row("2025-01", 511.0, 2419.0), row("2025-02", 442.0, 2420.0), row("2025-03", 500.0, 2422.0)];
    /// let found = Reading::of(&people, "numerator", "denominator");
    /// assert_eq!((found.kind, found.denominator_is), (Kind::Count, Some(DenominatorIs::Stock)));
    /// assert_eq!(Reading::of(&items, "numerator", "population").kind, Kind::Count);
    /// assert_eq!(Reading::of(&items, "cost", "items").denominator_is, None); // cost per item: who can tell
    /// ```
    #[must_use]
    pub fn of(rows: &[CubeRow], numerator: &str, denominator: &str) -> Self {
        let observed = || rows.iter().filter_map(|r| r.observed.value());
        let kind = if observed().any(|v| v.fract() != 0.0) { Kind::Amount } else { Kind::Count };
        let plain = |denominator_is| Self { kind, kind_from: KindFrom::Values, denominator_is };
        if Self::is_named_stock(denominator) || rows.iter().all(|r| r.denominator.is_none()) {
            return plain(Some(DenominatorIs::Stock));
        }
        let pairs = rows.iter().filter_map(|r| Some((r.observed.value()?, r.denominator.and_then(Cell::value)?)));
        let part = kind == Kind::Count && pairs.clone().next().is_some() && pairs.clone().all(|(o, d)| o <= d);
        let may_be_part = part && !says(numerator, &MONEY) && !says(numerator, &STOCK);
        let happens =
            says(denominator, &FLOW) || is_time_at_risk(denominator) || is_event(denominator) || is_either(denominator);
        if is_time_at_risk(denominator) && !is_time_at_risk(numerator) {
            // Falls are no part of bed days.
            return plain(Some(DenominatorIs::Flow));
        }
        let share = |kind_from| Self { kind: Kind::Share, kind_from, denominator_is: Some(DenominatorIs::Flow) };
        let of_one_kind = alike(numerator, denominator) || is_time_at_risk(numerator) || is_generic(numerator);
        if may_be_part && happens && of_one_kind {
            return share(KindFrom::Names);
        }
        match Movement::of(rows) {
            _ if happens => plain(None),
            Movement::Flow if may_be_part => share(KindFrom::Movement),
            Movement::Stock => plain(Some(DenominatorIs::Stock)),
            Movement::Flow | Movement::Unknown => plain(None),
        }
    }
}

/// How the denominators of areas go from one period to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Movement {
    Stock,
    Flow,
    Unknown,
}

impl Movement {
    /// By the median step of all areas, as a share of what was there.
    fn of(rows: &[CubeRow]) -> Self {
        let mut order: Vec<&CubeRow> = rows.iter().collect();
        order.sort_by_key(|row| row.period);
        let mut last: HashMap<&Arc<str>, (Period, f64)> = HashMap::new();
        let mut steps: Vec<f64> = Vec::new();
        for row in order {
            let Some(now) = row.denominator.and_then(Cell::value).filter(|d| *d > 0.0) else { continue };
            if let Some((period, before)) = last.insert(&row.area, (row.period, now))
                && period.grain() == row.period.grain()
            {
                steps.push((now / before - 1.0).abs());
            }
        }
        if steps.is_empty() {
            return Self::Unknown;
        }
        let middle = steps.len() / 2;
        let (_, median, _) = steps.select_nth_unstable_by(middle, f64::total_cmp);
        let most = match rows.first().map(|row| row.period.grain()) {
            Some(Grain::Month) => 0.01,
            Some(Grain::Quarter) => 0.015,
            _ => 0.05,
        };
        if *median < most { Self::Stock } else { Self::Flow }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(figures: &[(&str, &str, f64, f64)]) -> Vec<CubeRow> {
        let row = |(area, period, observed, denominator): &(&str, &str, f64, f64)| CubeRow {
            file: 0,
            treatment: "t".into(),
            period: Period::parse(period).unwrap(),
            area: (*area).into(),
            observed: Cell::Value(*observed),
            denominator: Some(Cell::Value(*denominator)),
            expected: None,
        };
        figures.iter().map(row).collect()
    }

    #[test]
    fn names_of_stocks_are_known_by_how_their_words_begin() {
        for (name, stock) in [
            ("residents aged 65", true),
            ("registered_2024", true),
            ("patientlist", true),
            ("items per 1,000 patients", false),
            ("outpatient appointments", false),
        ] {
            assert_eq!(Reading::is_named_stock(name), stock, "{name}");
        }
    }

    #[test]
    fn a_population_is_known_by_its_name() {
        for name in [
            "population",
            "pop 2022/23",
            "Registered Patients",
            "list size",
            "total_list_size",
            "residents",
            "qof register",
        ] {
            assert!(Reading::is_named_stock(name), "{name}");
            assert!(!Reading::is_named_money(name), "{name}");
        }
        for name in ["denominator", "x items", "items for patients", "admissions", "popular items", "expected"] {
            assert!(!Reading::is_named_stock(name), "{name}");
        }
    }

    #[test]
    fn names_and_movements_say_what_figures_are() {
        let still = [
            ("A", "2025-01", 5.0, 100.0),
            ("B", "2025-01", 9.0, 200.0),
            ("A", "2025-02", 6.0, 100.0),
            ("B", "2025-02", 7.0, 201.0),
        ];
        let moving = [
            ("A", "2025-01", 5.0, 100.0),
            ("B", "2025-01", 9.0, 200.0),
            ("A", "2025-02", 6.0, 90.0),
            ("B", "2025-02", 7.0, 220.0),
        ];
        let above = [("A", "2025-01", 500.0, 100.0), ("A", "2025-02", 6.0, 90.0)];
        let single = [("A", "2025-01", 5.0, 100.0), ("B", "2025-01", 9.0, 200.0)];
        let read = |figures: &[_], numerator, denominator| {
            let found = Reading::of(&rows(figures), numerator, denominator);
            (found.kind, found.denominator_is)
        };
        let (stock, flow) = (Some(DenominatorIs::Stock), Some(DenominatorIs::Flow));
        assert_eq!(read(&still, "observed", "denominator"), (Kind::Count, stock));
        assert_eq!(read(&moving, "observed", "denominator"), (Kind::Share, flow));
        assert_eq!(read(&still, "items", "all items"), (Kind::Share, flow));
        assert_eq!(read(&single, "y items", "x items"), (Kind::Share, flow));
        assert_eq!(read(&single, "observed", "denominator"), (Kind::Count, None));
        assert_eq!(read(&moving, "items", "registered patients"), (Kind::Count, stock));
        assert_eq!(read(&moving, "items", "list size"), (Kind::Count, stock));
        assert_eq!(read(&above, "observed", "denominator"), (Kind::Count, None));
        assert_eq!(read(&moving, "actual cost", "items"), (Kind::Count, None));
        assert_eq!(read(&moving, "deaths", "admissions"), (Kind::Count, None));
        assert_eq!(read(&moving, "items", "quantity"), (Kind::Count, None));
        assert_eq!(read(&still, "falls", "person_years"), (Kind::Count, flow));
        assert_eq!(read(&moving, "falls", "bed_days"), (Kind::Count, flow));
        assert_eq!(read(&moving, "observed", "bed_days"), (Kind::Count, flow));
        assert_eq!(read(&moving, "delayed bed days", "occupied bed days"), (Kind::Share, flow));
        for name in ["patients_seen", "patients_discharged", "patient_contacts", "new_patients", "patients_vaccinated"]
        {
            assert_eq!(read(&still, "falls", name), (Kind::Count, None), "{name}");
        }
    }
}
