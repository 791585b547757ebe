//! The order of elimination that leaves few entries: always the row with the fewest neighbours left (minimum degree).

use std::collections::BTreeSet;

/// What is left of the graph: rows that were eliminated live on as elements, whose members are all neighbours of one another
/// (George & Liu 1989, SIAM Rev 31:1).
struct Quotient {
    /// Neighbours of a row that no element joins it to.
    beside: Vec<Vec<usize>>,
    /// Elements that a row is a member of.
    within: Vec<Vec<usize>>,
    members: Vec<Vec<usize>>,
    absorbed: Vec<bool>,
    /// When a row was last seen.
    seen: Vec<usize>,
    clock: usize,
}

impl Quotient {
    /// All neighbours of a row, each once.
    fn neighbours(&mut self, row: usize) -> Vec<usize> {
        self.clock += 1;
        self.seen[row] = self.clock;
        let mut found = Vec::new();
        let lists = std::iter::once(&self.beside[row]).chain(self.within[row].iter().map(|e| &self.members[*e]));
        for other in lists.flatten() {
            if self.seen[*other] != self.clock {
                self.seen[*other] = self.clock;
                found.push(*other);
            }
        }
        found
    }

    /// Makes an element of a row and gives its members.
    fn eliminate(&mut self, row: usize) -> Vec<usize> {
        let members = self.neighbours(row);
        for element in std::mem::take(&mut self.within[row]) {
            self.absorbed[element] = true;
            self.members[element].clear();
        }
        let (seen, clock, absorbed) = (&self.seen, self.clock, &self.absorbed);
        for member in &members {
            self.beside[*member].retain(|other| seen[*other] != clock);
            self.within[*member].retain(|element| !absorbed[*element]);
            self.within[*member].push(row);
        }
        self.members[row].clone_from(&members);
        members
    }
}

/// Rows in the order of elimination, ties by number, and for each the rows that its column of the factor has below the diagonal.
pub(super) fn minimum_degree(beside: Vec<Vec<usize>>) -> (Vec<usize>, Vec<Vec<usize>>) {
    let size = beside.len();
    let mut degree: Vec<usize> = beside.iter().map(Vec::len).collect();
    let mut queue: BTreeSet<(usize, usize)> = degree.iter().copied().zip(0..).collect();
    let mut left = Quotient {
        beside,
        within: vec![Vec::new(); size],
        members: vec![Vec::new(); size],
        absorbed: vec![false; size],
        seen: vec![0; size],
        clock: 0,
    };
    let (mut order, mut columns) = (Vec::with_capacity(size), Vec::with_capacity(size));
    while let Some((_, row)) = queue.pop_first() {
        let members = left.eliminate(row);
        for member in &members {
            queue.remove(&(degree[*member], *member));
            degree[*member] = left.neighbours(*member).len();
            queue.insert((degree[*member], *member));
        }
        order.push(row);
        columns.push(members);
    }
    (order, columns)
}
