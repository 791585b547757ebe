//! Whether the printed figures agree with one another.

use super::line::{Line, MEASURES, SUMMABLE, THOUSAND};
use crate::read::collect;
use crate::tables::facts::{FactValue, Unit};
use crate::values::area_kind::AreaKind;
use crate::values::fixed::{Fixed, SCALE};

/// Whether each area team is the sum of the CCGs above it, allowing for the rounding of every addend and of the sum.
pub(super) fn sums(lines: &[Line]) -> Vec<String> {
    let (mut above, mut checked, mut wrong): (Vec<&Line>, i64, Vec<String>) = (Vec::new(), 0, Vec::new());
    for line in lines {
        match line.area.kind {
            AreaKind::Ccg => above.push(line),
            AreaKind::AreaTeam => {
                for (column, (id, _, unit)) in MEASURES.iter().enumerate().take(SUMMABLE) {
                    let step = SCALE * if *unit == Unit::Pounds { THOUSAND } else { 1 };
                    let allowed = step.unsigned_abs() * (above.len() as u64 + 1) / 2;
                    let difference = difference(line, &above, column);
                    wrong.extend(difference.filter(|d| d.unsigned_abs() > allowed).map(|d| {
                        format!("{} {id}: the printed total is {} more than the sum", line.area.code, Fixed(d))
                    }));
                    checked += i64::from(difference.is_some());
                }
                above.clear();
            }
            _ => {}
        }
    }
    let mut notices: Vec<String> =
        collect::notice("totals of area teams that are not the sum of their CCGs", &wrong).into_iter().collect();
    if wrong.is_empty() && checked > 0 {
        notices.push(format!(
            "{checked} totals of area teams were checked: each is the sum of its CCGs, but for rounding"
        ));
    }
    notices
}

/// Printed total less the sum; `None` where a figure is missing.
fn difference(total: &Line, above: &[&Line], column: usize) -> Option<i64> {
    let exact = |line: &Line| match line.values[column] {
        Some(FactValue::Exact(Fixed(units))) => Some(units),
        _ => None,
    };
    let sum = above.iter().try_fold(0_i64, |sum, line| sum.checked_add(exact(line)?))?;
    exact(total)?.checked_sub(sum)
}

/// Whether the distance is allocation minus target, allowing for the rounding of the three.
pub(super) fn distances(lines: &[Line]) -> Option<String> {
    let exact = |value: Option<FactValue>| match value {
        Some(FactValue::Exact(Fixed(units))) => Some(units),
        _ => None,
    };
    let wrong = |line: &&Line| {
        let [allocation, target, distance] = [2, 3, 4].map(|at| exact(line.values[at]));
        let (Some(allocation), Some(target), Some(distance)) = (allocation, target, distance) else { return false };
        allocation.saturating_sub(target).saturating_sub(distance).unsigned_abs()
            > (THOUSAND * SCALE * 3 / 2).unsigned_abs()
    };
    let codes: Vec<String> = lines.iter().filter(wrong).map(|l| l.area.code.clone()).collect();
    collect::notice("areas whose distance is not allocation minus target", &codes)
}
