//! Panels from rows by practice.

use super::panel::{Panel, PanelArea, PanelTreatment};
use crate::data::cell::Cell;
use crate::data::parts::{PartRow, Parts};
use crate::data::period::Period;
use crate::data::slice::Slice;
use crate::data::slicing::{SliceOptions, inside};
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The panel of one period.
#[derive(Debug, Clone)]
pub struct PeriodPanel {
    /// The period.
    pub period: Period,
    /// Its practices, denominators and treatments.
    pub panel: Panel,
}

type Practice = (Arc<str>, Arc<str>);

/// Denominators of practices, in each period of the rows.
type People = BTreeMap<(Practice, Period), f64>;

/// One panel per period, from the slices of a cube and the rows by practice behind them; `title` names a treatment.
///
/// Every practice of an area belongs to every treatment: where a treatment has no row for it, nothing was observed there.
/// Treatments whose rows agree on the denominator of every practice and month are counted over the same; a treatment that
/// agrees with no other, such as a share, is counted over its own, and a practice without a row takes no part in it.
/// Areas set aside for a treatment (suppressed, not reported) take no part in it. Denominators of several months are
/// averaged over all months of the period, or summed where they are a flow.
///
/// # Errors
/// Those of [`Panel::new`] and [`Period::within`].
pub fn panels(
    parts: &Parts,
    slices: &[Slice],
    options: &SliceOptions,
    title: &dyn Fn(&str) -> String,
) -> Result<Vec<PeriodPanel>, Error> {
    let mut periods: BTreeMap<Period, Vec<&Slice>> = BTreeMap::new();
    for slice in slices {
        periods.entry(slice.period()).or_default().push(slice);
    }
    let make = |(period, slices): (Period, Vec<&Slice>)| {
        let panel = panel(parts, period, &slices, options, title)?;
        Ok(PeriodPanel { period, panel })
    };
    periods.into_iter().map(make).collect()
}

/// The rows of one treatment, summed by practice and period of the rows.
struct Rows {
    observed: BTreeMap<Practice, f64>,
    people: People,
    /// Areas that the rows are about but the slice is not.
    aside: BTreeSet<Arc<str>>,
    flow: bool,
}

impl Rows {
    fn of(parts: &Parts, slice: &Slice, options: &SliceOptions) -> Result<Self, Error> {
        let used: BTreeSet<&Arc<str>> = slice.areas().iter().map(|a| &a.code).collect();
        let flow = options.flow(slice.treatment(), slice.kind());
        let mut this = Self { observed: BTreeMap::new(), people: People::new(), aside: BTreeSet::new(), flow };
        let all = parts.rows();
        let start = all.partition_point(|p| p.row.treatment < *slice.treatment());
        let own = all[start..].iter().take_while(|p| p.row.treatment == *slice.treatment());
        for part in own.filter(|p| inside(p.row.period, options)) {
            let period = options.by.map_or(Ok(part.row.period), |grain| part.row.period.within(grain))?;
            if period == slice.period() {
                this.enter(part, used.contains(&part.row.area));
            }
        }
        Ok(this)
    }

    fn enter(&mut self, part: &PartRow, used: bool) {
        let (area, Some(practice)) = (&part.row.area, &part.practice) else { return };
        if !used {
            self.aside.insert(Arc::clone(area));
            return;
        }
        let key = (Arc::clone(area), Arc::clone(practice));
        let people = part.row.denominator.and_then(Cell::value).unwrap_or_default();
        *self.observed.entry(key.clone()).or_default() += part.row.observed.value().unwrap_or_default();
        *self.people.entry((key, part.row.period)).or_default() += people;
    }

    fn agrees(&self, with: &Over) -> bool {
        let mut overlap = false;
        self.flow == with.flow
            && self.people.iter().all(|(key, people)| match with.people.get(key) {
                #[allow(clippy::float_cmp, reason = "the same figure of the same practice and month")]
                Some(other) => {
                    overlap = true;
                    other == people
                }
                None => true,
            })
            && overlap
    }
}

/// A denominator of treatments whose rows agree.
struct Over {
    people: People,
    flow: bool,
    /// Numbers of treatments.
    members: Vec<usize>,
}

/// Treatments grouped by denominators that agree, those with most rows first.
fn overs(rows: &[Rows]) -> Vec<Over> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(rows[*i].people.len()), *i));
    let mut overs: Vec<Over> = Vec::new();
    for number in order {
        let own = &rows[number];
        match overs.iter_mut().find(|over| own.agrees(over)) {
            Some(over) => {
                over.people.extend(own.people.iter().map(|(key, people)| (key.clone(), *people)));
                over.members.push(number);
            }
            None => overs.push(Over { people: own.people.clone(), flow: own.flow, members: vec![number] }),
        }
    }
    overs
}

fn panel(
    parts: &Parts,
    period: Period,
    slices: &[&Slice],
    options: &SliceOptions,
    title: &dyn Fn(&str) -> String,
) -> Result<Panel, Error> {
    let rows: Vec<Rows> = slices.iter().map(|slice| Rows::of(parts, slice, options)).collect::<Result<_, _>>()?;
    let practices: BTreeSet<&Practice> = rows.iter().flat_map(|r| r.observed.keys()).collect();
    if practices.is_empty() {
        return Err(Error::Figures(format!("{period}: no area has rows by practice")));
    }
    let number: BTreeMap<&Practice, usize> = practices.iter().enumerate().map(|(i, key)| (*key, i)).collect();
    let (denominators, over_of) = denominators(&rows, &number);
    let treatments = slices.iter().zip(&rows).zip(over_of).map(|((slice, rows), over)| PanelTreatment {
        id: Arc::clone(slice.treatment()),
        title: title(slice.treatment()),
        kind: slice.kind(),
        over,
        observed: rows
            .observed
            .iter()
            .filter_map(|(key, figure)| Some((u32::try_from(number[key]).ok()?, *figure)))
            .collect(),
    });
    Panel::new(areas(&practices, slices), denominators, treatments.collect())
}

/// The denominators of the practices, each once, and the number of that of each treatment.
fn denominators(rows: &[Rows], number: &BTreeMap<&Practice, usize>) -> (Vec<Vec<f64>>, Vec<usize>) {
    let mut denominators: Vec<Vec<f64>> = Vec::new();
    let mut over_of = vec![0; rows.len()];
    for over in overs(rows) {
        let months: BTreeSet<Period> = over.people.keys().map(|(_, month)| *month).collect();
        let share = if over.flow { 1.0 } else { 1.0 / months.len().max(1) as f64 };
        let mut all = vec![0.0; number.len()];
        over.people.iter().for_each(|((key, _), people)| all[number[key]] += people * share);
        let mut made: BTreeMap<&BTreeSet<Arc<str>>, usize> = BTreeMap::new();
        for member in over.members {
            let aside = &rows[member].aside;
            over_of[member] = *made.entry(aside).or_insert_with(|| {
                denominators.push(without(&all, number.keys(), aside));
                denominators.len() - 1
            });
        }
    }
    (denominators, over_of)
}

/// A denominator without the areas set aside.
fn without<'a>(all: &[f64], practices: impl Iterator<Item = &'a &'a Practice>, aside: &BTreeSet<Arc<str>>) -> Vec<f64> {
    let figures = practices.zip(all);
    figures.map(|((area, _), people)| if aside.contains(area) { 0.0 } else { *people }).collect()
}

fn areas(practices: &BTreeSet<&Practice>, slices: &[&Slice]) -> Vec<PanelArea> {
    let mut names: BTreeMap<&Arc<str>, &Arc<str>> = BTreeMap::new();
    for area in slices.iter().flat_map(|slice| slice.areas()) {
        names.extend(area.name.as_ref().map(|name| (&area.code, name)));
    }
    let mut areas: Vec<PanelArea> = Vec::new();
    for (area, practice) in practices {
        if areas.last().is_none_or(|last| last.code != *area) {
            let name = names.get(area).map(|name| Arc::clone(name));
            areas.push(PanelArea { code: Arc::clone(area), name, practices: Vec::new() });
        }
        if let Some(last) = areas.last_mut() {
            last.practices.push(Arc::clone(practice));
        }
    }
    areas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::period::Grain;
    use crate::data::row::CubeRow;

    fn part(treatment: &str, month: &str, [area, practice]: [&str; 2], observed: Cell, people: f64) -> PartRow {
        let row = CubeRow {
            file: 0,
            treatment: treatment.into(),
            period: Period::parse(month).unwrap(),
            area: area.into(),
            observed,
            denominator: Some(Cell::Value(people)),
            expected: None,
        };
        PartRow { row, stratum: None, practice: Some(practice.into()) }
    }

    /// Two months; P2 has no row of `rare`, P4 exists in one month, B is suppressed for `hidden`, `share` has its own.
    fn parts() -> Parts {
        let mut rows = Vec::new();
        let at = [["A", "P1"], ["A", "P2"], ["B", "P3"], ["B", "P4"], ["C", "P5"]];
        for (i, month) in ["2024-01", "2024-02"].into_iter().enumerate() {
            for (p, place) in at.into_iter().enumerate().filter(|(p, _)| *p != 3 || i == 0) {
                let people = 1000.0 + 100.0 * p as f64;
                rows.push(part("all", month, place, Cell::Value(7.0 + p as f64), people));
                if p == 0 || (p == 2 && i == 1) {
                    rows.push(part("rare", month, place, Cell::Value(2.0), people));
                }
                let hidden = if p == 2 { Cell::Suppressed } else { Cell::Value(1.0) };
                rows.push(part("hidden", month, place, hidden, people));
                rows.push(part("own", month, place, Cell::Value(1.0), 7.0 + p as f64));
            }
        }
        Parts::new(rows)
    }

    #[test]
    fn every_practice_belongs_and_what_is_not_known_takes_no_part() {
        let parts = parts();
        let options = SliceOptions { by: Some(Grain::Year), ..SliceOptions::default() };
        let slices = parts.cube(BTreeMap::new()).slices(&options).unwrap();
        let made = panels(&parts, &slices, &options, &str::to_uppercase).unwrap();
        assert_eq!(made.len(), 1);
        let panel = &made[0].panel;
        let find = |id: &str| panel.treatments().iter().find(|t| &*t.id == id).unwrap();
        let (all, rare, hidden, own) = (find("all"), find("rare"), find("hidden"), find("own"));
        assert_eq!(all.title, "ALL");
        // P4 counts for half of its people: it was there in one month of two. Months without a row of `rare` count too.
        assert_eq!(panel.denominator(all.over), [1000.0, 1100.0, 1200.0, 650.0, 1400.0]);
        assert_eq!(rare.over, all.over);
        assert_eq!(rare.observed, [(0, 4.0), (2, 2.0)]);
        assert_eq!(panel.denominator(hidden.over), [1000.0, 1100.0, 0.0, 0.0, 1400.0]);
        assert_eq!(hidden.observed, [(0, 2.0), (1, 2.0), (4, 2.0)]);
        assert_eq!(panel.denominator(own.over)[..1], [7.0]);
        assert_eq!(panel.areas().iter().map(|a| a.practices.len()).collect::<Vec<_>>(), [2, 2, 1]);
    }
}
