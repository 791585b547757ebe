//! Jumps of a national total in a month in which codes begin or end: as likely a change of codes as of behaviour.

use super::result::Jump;
use super::scan::Line;
use std::collections::BTreeSet;
use std::sync::Arc;
use unwarranted_core::Month;

/// Items of the larger month below which no jump is looked for.
const LEAST_ITEMS: i64 = 100;

/// How many times the smaller total the larger one is, at least.
const LEAST_FACTOR: f64 = 1.5;

/// Months on either side that a jump must hold over, so that a season is none.
const HELD_OVER: usize = 12;

/// What a row took in a month: items, and its codes as recorded with the lines of each.
#[derive(Debug, Clone, Default)]
struct Seen {
    items: i64,
    codes: Vec<(String, u64)>,
}

/// A jump of a row, before it is known to last.
#[derive(Debug, Clone)]
struct Candidate {
    row: usize,
    /// Place of its month.
    at: usize,
    codes: [Vec<String>; 2],
}

/// Looks at the months in their order.
#[derive(Debug, Default)]
pub(super) struct Sentinel {
    months: Vec<Month>,
    /// By month and row.
    items: Vec<Vec<i64>>,
    last: Vec<Seen>,
    candidates: Vec<Candidate>,
}

impl Sentinel {
    /// Looks at one month more; `rows` are the places of its lines.
    pub(super) fn look(&mut self, month: Month, rows: &[usize], lines: &[Line]) {
        let all = rows.iter().max().map_or(0, |most| most + 1).max(self.last.len());
        let mut now = vec![Seen::default(); all];
        for (row, line) in rows.iter().zip(lines) {
            now[*row] = Seen { items: line.totals[0], codes: line.codes.clone() };
        }
        self.last.resize(all, Seen::default());
        if !self.months.is_empty() {
            let at = self.months.len();
            let pairs = self.last.iter().zip(&now).enumerate();
            self.candidates
                .extend(pairs.filter_map(|(row, (old, new))| Some(Candidate { row, at, codes: moved(old, new)? })));
        }
        self.months.push(month);
        self.items.push(now.iter().map(|seen| seen.items).collect());
        self.last = now;
    }

    /// The jumps of a row that last.
    pub(super) fn of_row(&self, row: usize) -> impl Iterator<Item = (usize, [f64; 2], &[Vec<String>; 2])> {
        let items = move |months: &[Vec<i64>]| -> f64 {
            let sum: i64 = months.iter().filter_map(|month| month.get(row)).sum();
            sum as f64 / months.len().max(1) as f64
        };
        self.candidates.iter().filter(move |found| found.row == row).filter_map(move |found| {
            let (before, after) = self.items.split_at(found.at);
            let before = &before[before.len().saturating_sub(HELD_OVER)..];
            let after = &after[..after.len().min(HELD_OVER)];
            let items = [items(before), items(after)];
            jumps(items[0], items[1]).then_some((found.at, items, &found.codes))
        })
    }

    /// A jump with its months.
    pub(super) fn jump(&self, treatment: &Arc<str>, (at, items, codes): (usize, [f64; 2], &[Vec<String>; 2])) -> Jump {
        let (before, month) = (self.months[at - 1], self.months[at]);
        Jump { treatment: Arc::clone(treatment), before, month, items, codes: codes.clone() }
    }
}

fn jumps(before: f64, after: f64) -> bool {
    let (small, large) = (before.min(after), before.max(after));
    large >= LEAST_ITEMS as f64 && large >= LEAST_FACTOR * small
}

/// The codes that begin and end, where the total jumps and they make up at least half of the difference in lines.
fn moved(old: &Seen, new: &Seen) -> Option<[Vec<String>; 2]> {
    if !jumps(old.items as f64, new.items as f64) {
        return None;
    }
    let lines = |of: &Seen| of.codes.iter().map(|(_, lines)| lines).sum::<u64>();
    let only = |of: &Seen, than: &Seen| -> (u64, Vec<String>) {
        let known: BTreeSet<&str> = than.codes.iter().map(|(code, _)| code.as_str()).collect();
        let own: Vec<&(String, u64)> = of.codes.iter().filter(|(code, _)| !known.contains(code.as_str())).collect();
        (own.iter().map(|(_, lines)| lines).sum(), own.into_iter().map(|(code, _)| code.clone()).collect())
    };
    let ((came, began), (went, ended)) = (only(new, old), only(old, new));
    let by_codes = if new.items > old.items { came } else { went };
    (2 * by_codes >= lines(old).abs_diff(lines(new)) && by_codes > 0).then_some([began, ended])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One row of items and codes by month; the jumps found in it, with the place of the month.
    fn found(months: &[(i64, &[(&str, u64)])]) -> Vec<(usize, [Vec<String>; 2])> {
        let mut sentinel = Sentinel::default();
        let first = Month::new(2019, 1).unwrap();
        for (at, (items, codes)) in (0..).zip(months) {
            let codes = codes.iter().map(|(code, lines)| ((*code).to_owned(), *lines)).collect();
            let line = Line { totals: [*items, 0], codes, ..Line::default() };
            sentinel.look(first.plus(at), &[0], &[line]);
        }
        sentinel.of_row(0).map(|(at, _, codes)| (at, codes.clone())).collect()
    }

    #[test]
    fn a_jump_at_a_change_of_codes_is_found() {
        let codes = |of: &[&str]| of.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let (old, new): (&[_], &[_]) = (&[("A", 90), ("B", 10)], &[("B", 10)]);
        // Most of it goes on under a code that is not counted.
        assert_eq!(found(&[(1000, old), (1010, old), (90, new), (95, new)]), [(2, [vec![], codes(&["A"])])]);
        assert_eq!(found(&[(90, new), (95, new), (1000, old)]), [(2, [codes(&["A"]), vec![]])]);
        // The whole code ends.
        assert_eq!(found(&[(400, &[("A", 50)]), (0, &[])]), [(1, [vec![], codes(&["A"])])]);
    }

    #[test]
    fn behaviour_seasons_and_small_numbers_are_no_jump_of_codes() {
        let (old, new): (&[_], &[_]) = (&[("A", 90), ("B", 10)], &[("B", 10)]);
        // The same codes: behaviour. A code that replaces another: no jump. Few items: chance.
        assert!(found(&[(1000, &[("A", 90)]), (400, &[("A", 40)])]).is_empty());
        assert!(found(&[(1000, &[("A", 90)]), (1050, &[("C", 92)])]).is_empty());
        assert!(found(&[(60, old), (6, new)]).is_empty());
        // A code that comes for a month each winter.
        let year =
            |months: usize| (0..months).map(|m| if m % 12 == 9 { (900, old) } else { (300, new) }).collect::<Vec<_>>();
        assert!(found(&year(36)).is_empty());
    }
}
