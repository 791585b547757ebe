//! The assignment problem: each row gets a column of its own at the least cost in all.

/// The column of each row of a square table of costs, by successive shortest augmenting paths (Jonker and Volgenant 1987),
/// in time of the order of the third power of the rows. Costs must be finite.
pub(super) fn assign(costs: &[Vec<f64>]) -> Vec<usize> {
    let n = costs.len();
    let mut paths =
        Paths { costs, row_price: vec![0.0; n + 1], column_price: vec![0.0; n + 1], taken_by: vec![0; n + 1] };
    (1..=n).for_each(|row| paths.augment(row));
    let mut columns = vec![0; n];
    for (column, row) in paths.taken_by.iter().enumerate().skip(1) {
        columns[row - 1] = column - 1;
    }
    columns
}

/// Prices of rows and columns, and the row of each column: column 0 stands for "none yet", and rows count from 1.
struct Paths<'a> {
    costs: &'a [Vec<f64>],
    row_price: Vec<f64>,
    column_price: Vec<f64>,
    taken_by: Vec<usize>,
}

/// The shortest paths from a row: what each column costs at the least, from which column, and which are settled.
struct Reached {
    least: Vec<f64>,
    before: Vec<usize>,
    done: Vec<bool>,
}

impl Paths<'_> {
    /// Gives a row a column, moving others along the shortest path to a free one.
    fn augment(&mut self, row: usize) {
        let n = self.costs.len();
        let mut reached =
            Reached { least: vec![f64::INFINITY; n + 1], before: vec![0; n + 1], done: vec![false; n + 1] };
        let mut column = 0;
        self.taken_by[0] = row;
        loop {
            column = self.settle(column, &mut reached);
            if self.taken_by[column] == 0 {
                break;
            }
        }
        while column != 0 {
            self.taken_by[column] = self.taken_by[reached.before[column]];
            column = reached.before[column];
        }
    }

    /// Settles a column, moves the prices, and gives the next nearest column.
    fn settle(&mut self, column: usize, reached: &mut Reached) -> usize {
        let n = self.costs.len();
        let Reached { least, before, done } = reached;
        done[column] = true;
        let (own, mut step, mut next) = (self.taken_by[column], f64::INFINITY, 0);
        for j in (1..=n).filter(|j| !done[*j]) {
            let reduced = self.costs[own - 1][j - 1] - self.row_price[own] - self.column_price[j];
            if reduced < least[j] {
                (least[j], before[j]) = (reduced, column);
            }
            if least[j] < step {
                (step, next) = (least[j], j);
            }
        }
        for j in 0..=n {
            if done[j] {
                self.row_price[self.taken_by[j]] += step;
                self.column_price[j] -= step;
            } else {
                least[j] -= step;
            }
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every order tried.
    fn least(costs: &[Vec<f64>], row: usize, used: &mut Vec<bool>) -> f64 {
        if row == costs.len() {
            return 0.0;
        }
        let mut best = f64::INFINITY;
        for j in 0..costs.len() {
            if !used[j] {
                used[j] = true;
                best = best.min(costs[row][j] + least(costs, row + 1, used));
                used[j] = false;
            }
        }
        best
    }

    #[test]
    fn costs_as_little_as_the_best_of_all_orders() {
        let mut seed = 7u64;
        let mut random = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 40) as f64 / 1000.0
        };
        for n in 1..7 {
            let costs: Vec<Vec<f64>> = (0..n).map(|_| (0..n).map(|_| random()).collect()).collect();
            let columns = assign(&costs);
            let mut sorted = columns.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..n).collect::<Vec<_>>());
            let cost: f64 = columns.iter().enumerate().map(|(i, j)| costs[i][*j]).sum();
            assert!((cost - least(&costs, 0, &mut vec![false; n])).abs() < 1e-9);
        }
        assert!(assign(&[]).is_empty());
    }
}
