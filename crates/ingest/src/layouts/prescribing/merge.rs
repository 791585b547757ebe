//! What the threads read, put together: sorted by presentation and practice, the same whatever thread read what.

use super::columns::Columns;
use super::copies::Copies;
use super::gather::Gather;
use super::keys::{Product, Unit};
use super::sums::sum_neighbours;
use crate::tables::{Practice, Prescribing, PrescribingRow, Presentation};
use crate::values::codes::{self, Label};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use unwarranted_core::Month;

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct Merged {
    pub(super) months: BTreeMap<Month, Prescribing>,
    pub(super) labelled: BTreeMap<&'static str, u64>,
    pub(super) synthetic: bool,
    pub(super) negative: u64,
    pub(super) copies: Copies,
}

/// The rows of one thread, and what its numbers of practices and presentations are in the whole.
struct Share {
    rows: Vec<PrescribingRow>,
    practice_to: Vec<u32>,
    presentation_to: Vec<u32>,
}

/// A practice or presentation, with its month, and the thread and number it comes from.
type Found<T> = (Month, usize, usize, T);

/// Puts the threads' shares together; `None` when a sum is too large.
pub(super) fn merge(workers: Vec<Gather<'_>>, columns: &Columns) -> Option<Merged> {
    let mut merged = Merged::default();
    let mut read: BTreeMap<Month, PrescribingRow> = BTreeMap::new();
    let (mut units, mut products, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for (w, worker) in workers.into_iter().enumerate() {
        merged.synthetic |= worker.synthetic;
        merged.negative += worker.negative;
        merged.copies.merge(worker.copies);
        for (month, sums) in worker.months.iter().zip(&worker.read) {
            read.entry(*month).or_default().add(sums)?;
        }
        let (months, units_here, products_here) = (worker.months, worker.units.list, worker.products.list);
        let (practice_to, presentation_to) = (vec![0; units_here.len()], vec![0; products_here.len()]);
        shares.push(Share { rows: worker.rows, practice_to, presentation_to });
        units.extend(units_here.into_iter().enumerate().map(|(i, u)| (months[u.month], w, i, u)));
        products.extend(products_here.into_iter().enumerate().map(|(i, p)| (months[p.month], w, i, p)));
    }
    let mut practices = practices(units, &mut shares, &mut merged.labelled);
    let presentations = presentations(products, &mut shares);
    merged.synthetic |= presentations.iter().any(|(_, p)| codes::is_synthetic(&p.description));
    let (mut rows, repeated) = sorted_rows(&shares, presentations.len());
    drop(shares);
    if repeated {
        merged.copies.far_apart(&rows);
        sum_neighbours(&mut rows)?;
    }
    merged.months = by_month(rows, presentations, |month| practices.remove(&month).unwrap_or_default(), columns);
    for (month, table) in &mut merged.months {
        let sums = read.remove(month).unwrap_or_default();
        table.read = sums.sums(table.quantity_reported);
        complete(table)?;
    }
    Some(merged)
}

/// Counts the rows of practices and presentations; `None` unless the rows of a month come to what was read.
fn complete(table: &mut Prescribing) -> Option<()> {
    let (rows, practices, presentations) = (&table.rows, &mut table.practices, &mut table.presentations);
    let total = || rows.iter().try_fold(PrescribingRow::default(), |mut sum, row| sum.add(row).map(|()| sum));
    let (counted, stored) = rayon::join(|| fill_counts(rows, practices, presentations), total);
    counted?;
    (stored?.sums(table.quantity_reported) == table.read).then_some(())
}

/// Practices by month, sorted by code and commissioner, as the first row of each in the file describes it.
fn practices(
    mut units: Vec<Found<Unit>>,
    shares: &mut [Share],
    labelled: &mut BTreeMap<&'static str, u64>,
) -> BTreeMap<Month, Vec<Practice>> {
    let key = |(month, _, _, u): &Found<Unit>| (*month, u.code.clone(), u.org.pco.clone());
    units.sort_by_cached_key(|unit| (key(unit), unit.3.first));
    let mut months: BTreeMap<Month, Vec<Practice>> = BTreeMap::new();
    for (month, share, number, unit) in units {
        let (list, rows) = (months.entry(month).or_default(), unit.rows);
        let same = list.last().is_some_and(|p| (&p.code, &p.org.pco) == (&unit.code, &unit.org.pco));
        if !same {
            let Unit { code, name, org, flagged, .. } = unit;
            let label = Label::of(&code, &name, &org.pco, &org.middle, flagged).or_commissioner(&org.pco, month);
            list.push(Practice { code, name, org, label, items: 0 });
        }
        if let Some(label) = list.last().map(|p| p.label).filter(|label| *label != Label::Practice) {
            *labelled.entry(label.word()).or_default() += rows;
        }
        shares[share].practice_to[number] = index(list.len() - 1);
    }
    months
}

/// Presentations with their months, sorted by month and BNF code, as the first row of each in the file describes it.
fn presentations(mut products: Vec<Found<Product>>, shares: &mut [Share]) -> Vec<(Month, Presentation)> {
    products.sort_by(|(m, _, _, a), (n, _, _, b)| (m, &a.bnf, a.first).cmp(&(n, &b.bnf, b.first)));
    let mut list: Vec<(Month, Presentation)> = Vec::new();
    for (month, share, number, product) in products {
        let Product { bnf, description, chemical, chapter, .. } = product;
        if list.last().is_none_or(|(m, p)| (*m, &p.bnf) != (month, &bnf)) {
            list.push((month, Presentation { bnf, description, chemical, chapter, first_row: 0, rows: 0 }));
        }
        shares[share].presentation_to[number] = index(list.len() - 1);
    }
    list
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Every row in the numbers of the whole, sorted by presentation and practice. Each thread fills the places of a range of
/// presentations: a counting sort, then a sort of the few rows of each presentation. Also says whether two rows are of the same
/// practice and presentation.
fn sorted_rows(shares: &[Share], presentations: usize) -> (Vec<PrescribingRow>, bool) {
    let mut starts = vec![0usize; presentations + 1];
    for share in shares {
        for row in &share.rows {
            starts[share.presentation_to[row.presentation as usize] as usize + 1] += 1;
        }
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let total = starts[presentations];
    let mut rows = vec![PrescribingRow::default(); total];
    let mut parts: Vec<(Range<usize>, &mut [PrescribingRow])> = Vec::new();
    let (mut rest, mut from) = (rows.as_mut_slice(), 0);
    let threads = rayon::current_num_threads();
    for part in 1..=threads {
        let to = if part == threads { presentations } else { starts.partition_point(|s| *s < total * part / threads) };
        let to = to.clamp(from, presentations);
        let (here, others) = rest.split_at_mut(starts[to] - starts[from]);
        parts.push((from..to, here));
        (rest, from) = (others, to);
    }
    let fill = |(range, here)| fill(shares, &starts, range, here);
    let repeated = parts.into_par_iter().map(fill).reduce(|| false, |a, b| a || b);
    (rows, repeated)
}

fn fill(shares: &[Share], starts: &[usize], range: Range<usize>, here: &mut [PrescribingRow]) -> bool {
    let base = starts[range.start];
    let mut next: Vec<usize> = starts[range.clone()].iter().map(|s| s - base).collect();
    for share in shares {
        for row in &share.rows {
            let presentation = share.presentation_to[row.presentation as usize];
            if let Some(place) = (presentation as usize).checked_sub(range.start).and_then(|p| next.get_mut(p)) {
                let practice = share.practice_to[row.practice as usize];
                here[*place] = PrescribingRow { presentation, practice, ..*row };
                *place += 1;
            }
        }
    }
    // A stable sort is the quick one here: each thread's rows are mostly in order already.
    let mut repeated = false;
    for presentation in range {
        let rows = &mut here[starts[presentation] - base..starts[presentation + 1] - base];
        rows.sort_by_key(|row| row.practice);
        repeated |= rows.windows(2).any(|pair| pair[0].practice == pair[1].practice);
    }
    repeated
}

/// The rows of each month as a table, with presentations numbered within it.
fn by_month(
    mut rows: Vec<PrescribingRow>,
    presentations: Vec<(Month, Presentation)>,
    mut practices: impl FnMut(Month) -> Vec<Practice>,
    columns: &Columns,
) -> BTreeMap<Month, Prescribing> {
    let mut lists: BTreeMap<Month, Vec<Presentation>> = BTreeMap::new();
    for (month, presentation) in presentations {
        lists.entry(month).or_default().push(presentation);
    }
    let mut months = BTreeMap::new();
    let last = lists.keys().next_back().copied();
    let mut base = 0;
    for (month, presentations) in lists {
        let until = base + index(presentations.len());
        let mut here = if Some(month) == last {
            std::mem::take(&mut rows)
        } else {
            let rest = rows.split_off(rows.partition_point(|row| row.presentation < until));
            std::mem::replace(&mut rows, rest)
        };
        if base > 0 {
            here.iter_mut().for_each(|row| row.presentation -= base);
        }
        base = until;
        let table = Prescribing {
            middle: columns.middle_kind(month),
            quantity_reported: columns.has_quantity(),
            practices: practices(month),
            presentations,
            rows: here,
            read: PrescribingRow::default().sums(columns.has_quantity()),
        };
        months.insert(month, table);
    }
    months
}

/// Items of each practice, and where the rows of each presentation are; `None` on overflow.
fn fill_counts(rows: &[PrescribingRow], practices: &mut [Practice], presentations: &mut [Presentation]) -> Option<()> {
    for (at, row) in rows.iter().enumerate() {
        let presentation = &mut presentations[row.presentation as usize];
        if presentation.rows == 0 {
            presentation.first_row = at;
        }
        presentation.rows += 1;
        let practice = &mut practices[row.practice as usize];
        practice.items = practice.items.checked_add(row.items)?;
    }
    Some(())
}
