//! Labels over few marks on a line: each on a row, its leader line straight down to its mark, past no other label.

/// Space between labels, and between a label and the leader line of another, in pixels.
const APART: f64 = 5.0;

/// A label: where its mark is, and how long it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Label {
    pub(super) x: f64,
    pub(super) width: f64,
}

/// Where a label goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    /// Its left end.
    pub(super) left: f64,
    /// Its row, counted from the marks upwards.
    pub(super) row: usize,
}

/// A place for each label between two ends, in the fewest rows; `None` where there is none. Labels run away from the middle
/// one, or towards it, whichever needs fewer rows.
pub(super) fn steps(labels: &[Label], from: f64, to: f64) -> Option<Vec<Step>> {
    let mut best: Option<(usize, Vec<Step>)> = None;
    for (split, outward) in (0..=labels.len()).flat_map(|split| [(split, true), (split, false)]) {
        let left = |(i, label): (usize, &Label)| {
            let leftward = (i < split) == outward;
            let left = if leftward { label.x - label.width + 1.0 } else { label.x - 1.0 };
            left.min(to - label.width).max(from)
        };
        let lefts: Vec<f64> = labels.iter().enumerate().map(left).collect();
        let fits = labels.iter().zip(&lefts).all(|(label, left)| left + label.width <= to + 1e-9);
        let Some(rows) = rows(labels, &lefts).filter(|_| fits) else { continue };
        let most = rows.iter().copied().max().unwrap_or(0);
        if best.as_ref().is_none_or(|(least, _)| most < *least) {
            best = Some((most, lefts.iter().zip(rows).map(|(left, row)| Step { left: *left, row }).collect()));
        }
    }
    best.map(|(_, steps)| steps)
}

/// The row of each label: over every label whose leader line it would cut. `None` where two would cut each other's.
fn rows(labels: &[Label], lefts: &[f64]) -> Option<Vec<usize>> {
    let ends = |i: usize| (lefts[i] - APART, lefts[i] + labels[i].width + APART);
    let over = |i: usize, j: usize| i != j && ends(i).0 < labels[j].x && labels[j].x < ends(i).1;
    let meet = |i: usize, j: usize| ends(i).0 < ends(j).1 - APART && ends(j).0 < ends(i).1 - APART;
    let mut rows: Vec<Option<usize>> = vec![None; labels.len()];
    for _ in labels {
        let ready = |i: &usize| rows[*i].is_none() && (0..labels.len()).all(|j| !over(*i, j) || rows[j].is_some());
        let next = (0..labels.len()).find(ready)?;
        let known = || (0..labels.len()).filter_map(|j| Some((j, rows[j]?)));
        let least = known().filter(|(j, _)| over(next, *j)).map(|(_, row)| row + 1).max().unwrap_or(0);
        let taken: Vec<usize> = known().filter(|(j, _)| meet(next, *j)).map(|(_, row)| row).collect();
        // A leader line goes up through all rows below its label, where no other label may be in its way.
        let blocked = known().filter(|(j, _)| over(*j, next)).map(|(_, row)| row).min().unwrap_or(usize::MAX);
        let row = (least..=least + labels.len()).find(|row| !taken.contains(row) && *row < blocked)?;
        rows[next] = Some(row);
    }
    rows.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No label meets another in its row, and none has the leader line of another through it.
    fn tidy(labels: &[Label], steps: &[Step]) -> bool {
        let right = |i: usize| steps[i].left + labels[i].width;
        (0..labels.len()).all(|i| {
            (0..labels.len()).filter(|j| *j != i).all(|j| {
                let through = labels[j].x > steps[i].left && labels[j].x < right(i) && steps[j].row >= steps[i].row;
                let meet = steps[i].row == steps[j].row && steps[i].left < right(j) && steps[j].left < right(i);
                !through && !meet
            })
        })
    }

    #[test]
    fn labels_of_seven_regions_stand_over_their_marks_and_touch_nothing() {
        let at = [260.0, 335.0, 398.0, 424.0, 443.0, 463.0, 503.0, 558.0];
        let labels: Vec<Label> = at.iter().map(|x| Label { x: *x, width: 95.0 }).collect();
        let steps = steps(&labels, 10.0, 600.0).unwrap();
        assert!(tidy(&labels, &steps), "{steps:?}");
        assert!(labels.iter().zip(&steps).all(|(l, s)| s.left <= l.x && l.x <= s.left + l.width));
    }

    #[test]
    fn labels_far_apart_share_a_row_and_equal_marks_have_none() {
        let labels = [Label { x: 60.0, width: 40.0 }, Label { x: 300.0, width: 40.0 }];
        let four = [60.0, 90.0, 150.0, 180.0].map(|x| Label { x, width: 50.0 });
        assert_eq!(steps(&four, 0.0, 240.0).unwrap().iter().map(|s| s.row).max(), Some(1));
        assert!(steps(&labels, 0.0, 400.0).unwrap().iter().all(|s| s.row == 0));
        assert_eq!(steps(&[labels[0], labels[0]], 0.0, 400.0), None);
        assert_eq!(steps(&[Label { x: 60.0, width: 500.0 }], 0.0, 400.0), None);
    }
}
