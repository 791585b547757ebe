//! Facts gathered row by row into sorted tables, one per period.

use super::Source;
use crate::error::Error;
use crate::tables::facts::{FactArea, FactMeasure, FactRow, FactValue, Facts, Unit};
use crate::tables::{Middle, Org, Reading, Tables, Tally};
use crate::values::area_kind::AreaKind;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use unwarranted_core::text as words;
use unwarranted_core::{Month, Period};

/// First month of a period and how many months it has; no month and 0 where the file has no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) start: Option<Month>,
    pub(crate) months: i32,
}

impl Span {
    /// For files that say nothing about the time.
    pub(crate) const UNDATED: Self = Self { start: None, months: 0 };

    /// `None` for [`Period::All`].
    pub(crate) fn of(period: Period) -> Option<Self> {
        let months = i32::try_from(period.full_months()?).ok()?;
        Some(Self { start: Some(period.first_month()?), months })
    }

    /// The financial year that starts in April of `year`.
    pub(crate) fn financial_year(year: i32) -> Option<Self> {
        Self::of(Period::FinancialYear(year))
    }
}

/// Facts of one file, by period.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    tables: BTreeMap<Span, Table>,
    lengths: Lengths,
}

/// What to do with periods of different length that start in the same month.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lengths {
    /// Refuse the second.
    #[default]
    One,
    /// Where a file has several lengths, a series for each: `.../36-months`.
    Apart,
}

#[derive(Debug, Default)]
struct Table {
    areas: BTreeMap<(AreaKind, String), (usize, FactArea)>,
    measures: BTreeMap<String, (usize, FactMeasure)>,
    rows: Vec<FactRow>,
    /// By area, measure, age and sex.
    seen: HashMap<(usize, usize, String, String), FactValue>,
}

/// Where a figure belongs.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Group<'a> {
    /// Age band; blank for all ages.
    pub(crate) age: &'a str,
    /// `male`, `female` or as printed; blank for all.
    pub(crate) sex: &'a str,
}

/// Why a figure cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clash {
    /// There is one already for the same area, measure, age and sex.
    Repeated,
    /// A period of another length starts in the same month.
    OtherLength,
}

impl Clash {
    pub(crate) fn expected(self) -> &'static str {
        match self {
            Self::Repeated => "one figure per area, measure and period; this is a second one",
            Self::OtherLength => {
                "periods of one length; another period that starts in the same month is longer or shorter: put each \
                 length into its own file"
            }
        }
    }
}

/// A measure as a reader knows it.
#[derive(Debug, Clone)]
pub(crate) struct Measure {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) unit: Unit,
}

impl Measure {
    pub(crate) fn new(id: impl Into<String>, title: impl Into<String>, unit: Unit) -> Self {
        Self { id: id.into(), title: title.into(), unit }
    }
}

impl Collector {
    pub(crate) fn new(lengths: Lengths) -> Self {
        Self { lengths, ..Self::default() }
    }

    /// Whether the area has any figure in the period.
    pub(crate) fn has_area(&self, span: Span, kind: AreaKind, code: &str) -> bool {
        self.tables.get(&span).is_some_and(|t| t.areas.contains_key(&(kind, code.to_owned())))
    }

    /// The figure that is there already; `None` without one.
    pub(crate) fn get(&self, span: Span, area: &FactArea, measure: &Measure, group: Group<'_>) -> Option<FactValue> {
        let table = self.tables.get(&span)?;
        let (area, _) = table.areas.get(&(area.kind, area.code.clone()))?;
        let (measure, _) = table.measures.get(&measure.id)?;
        table.seen.get(&(*area, *measure, group.age.to_owned(), group.sex.to_owned())).copied()
    }

    /// Adds one figure.
    pub(crate) fn add(
        &mut self,
        span: Span,
        area: &FactArea,
        measure: &Measure,
        group: Group<'_>,
        value: FactValue,
    ) -> Result<(), Clash> {
        if self.lengths == Lengths::One {
            let same_start = Span { months: i32::MIN, ..span }..=Span { months: i32::MAX, ..span };
            if self.tables.range(same_start).any(|(other, _)| other.months != span.months) {
                return Err(Clash::OtherLength);
            }
        }
        let table = self.tables.entry(span).or_default();
        let (area, measure) = (table.area(area), table.measure(measure));
        let (age, sex) = (group.age.to_owned(), group.sex.to_owned());
        if table.seen.insert((area, measure, age.clone(), sex.clone()), value).is_some() {
            return Err(Clash::Repeated);
        }
        table.rows.push(FactRow { area, measure, age, sex, value });
        Ok(())
    }

    /// The tables, sorted.
    ///
    /// # Errors
    /// No figure at all.
    pub(crate) fn finish(
        self,
        source: &Source<'_>,
        series: &str,
        middle: Option<Middle>,
        tally: Tally,
    ) -> Result<Reading, Error> {
        let first_length = self.tables.keys().next().map(|span| span.months);
        if first_length.is_none() {
            let reasons: Vec<String> = tally.set_aside.iter().map(|(why, rows)| format!("{rows} as: {why}")).collect();
            let aside =
                if reasons.is_empty() { String::new() } else { format!(" (rows set aside: {})", reasons.join("; ")) };
            return Err(
                source.refuse(format!("no figures were found below the header{aside}, so there is nothing to store"))
            );
        }
        let apart = self.lengths == Lengths::Apart && self.tables.keys().any(|s| Some(s.months) != first_length);
        let facts = self.tables.into_iter().map(|(span, table)| {
            let series = if apart { format!("{series}/{}-months", span.months) } else { series.to_owned() };
            (span.start, table.sorted(series, span.months, middle))
        });
        Ok(Reading { tables: Tables::Facts(facts.collect()), tally })
    }
}

impl Table {
    fn area(&mut self, area: &FactArea) -> usize {
        let next = self.areas.len();
        match self.areas.entry((area.kind, area.code.clone())) {
            Entry::Occupied(known) => known.get().0,
            Entry::Vacant(new) => new.insert((next, area.clone())).0,
        }
    }

    fn measure(&mut self, measure: &Measure) -> usize {
        if let Some((at, _)) = self.measures.get(&measure.id) {
            return *at;
        }
        let (at, Measure { id, title, unit }) = (self.measures.len(), measure.clone());
        self.measures.insert(id.clone(), (at, FactMeasure { id, title, unit }));
        at
    }

    fn sorted(self, series: String, months: i32, middle: Option<Middle>) -> Facts {
        let (area_at, areas) = in_order(self.areas.into_values());
        let (measure_at, measures) = in_order(self.measures.into_values());
        let place = |row: FactRow| FactRow { area: area_at[row.area], measure: measure_at[row.measure], ..row };
        let mut rows: Vec<FactRow> = self.rows.into_iter().map(place).collect();
        rows.sort_by(|a, b| (a.measure, a.area, &a.sex, &a.age).cmp(&(b.measure, b.area, &b.sex, &b.age)));
        Facts { series, months, middle, areas, measures, rows }
    }
}

/// Sorted values, and for each number that was given out the place it went to.
fn in_order<T>(values: impl ExactSizeIterator<Item = (usize, T)>) -> (Vec<usize>, Vec<T>) {
    let mut places = vec![0; values.len()];
    let mut sorted = Vec::with_capacity(values.len());
    for (at, (given, value)) in values.enumerate() {
        places[given] = at;
        sorted.push(value);
    }
    (places, sorted)
}

/// An area without network and organisation.
pub(crate) fn area(kind: AreaKind, code: &str, name: &str) -> FactArea {
    FactArea { kind, code: code.to_owned(), name: name.to_owned(), pcn: String::new(), org: Org::default() }
}

/// `7,359 practices ... (the first is A81001)`, for notices; `None` without any.
pub(crate) fn notice(what: &str, found: &[String]) -> Option<String> {
    let first = found.first()?;
    Some(format!("{what}: {} (the first is {first})", words::whole(i64::try_from(found.len()).unwrap_or(i64::MAX))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::fixed::Fixed;

    fn whole(n: i64) -> FactValue {
        FactValue::Exact(Fixed(n * 100_000))
    }

    #[test]
    fn sorts_whatever_the_order_of_the_rows() {
        let span = Span::financial_year(2020).unwrap();
        let figures = [("00L", "b", 1), ("00C", "b", 2), ("00L", "a", 3), ("00C", "a", 4)];
        let table = |order: &[usize]| {
            let mut all = Collector::default();
            for &at in order {
                let (code, id, n) = figures[at];
                let measure = Measure::new(id, id, Unit::Count);
                all.add(span, &area(AreaKind::Ccg, code, ""), &measure, Group::default(), whole(n)).unwrap();
            }
            all.tables.into_values().next().unwrap().sorted("s".to_owned(), 1, None)
        };
        let expected = table(&[0, 1, 2, 3]);
        let seen: Vec<_> = expected
            .rows
            .iter()
            .map(|r| (expected.measures[r.measure].id.as_str(), expected.areas[r.area].code.as_str(), r.value))
            .collect();
        assert_eq!(
            seen,
            [("a", "00C", whole(4)), ("a", "00L", whole(3)), ("b", "00C", whole(2)), ("b", "00L", whole(1))]
        );
        for order in [[3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
            assert_eq!(table(&order), expected);
        }
    }

    #[test]
    fn says_what_clashes() {
        let (mut all, measure) = (Collector::default(), Measure::new("m", "M", Unit::Count));
        let mut add = |period, sex| {
            let span = Span::of(Period::parse(period).unwrap()).unwrap();
            all.add(span, &area(AreaKind::Ccg, "00L", ""), &measure, Group { age: "", sex }, whole(1))
        };
        assert_eq!(add("2020", ""), Ok(()));
        assert_eq!(add("2020", "male"), Ok(()));
        assert_eq!(add("2020", ""), Err(Clash::Repeated));
        assert_eq!(add("2020-01", ""), Err(Clash::OtherLength));
        assert_eq!(add("2021", ""), Ok(()));
    }
}
