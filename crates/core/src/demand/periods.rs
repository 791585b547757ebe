//! The periods of a forecast, in order.

use crate::data::period::Period;
use crate::error::Error;
use std::collections::BTreeSet;

pub(super) fn refuse<T>(problem: String) -> Result<T, Error> {
    Err(Error::Figures(problem))
}

/// Both kinds of periods in order: of one length, those counted without gaps, those projected after them.
pub(super) fn periods(
    counted: BTreeSet<Period>,
    projected: BTreeSet<Period>,
) -> Result<(Vec<Period>, Vec<Period>), Error> {
    let in_order = |periods: BTreeSet<Period>| {
        let mut all: Vec<Period> = periods.into_iter().collect();
        all.sort_by_key(|p| p.last_month());
        all
    };
    let (counted, projected) = (in_order(counted), in_order(projected));
    let base = counted[counted.len() - 1];
    let all = || counted.iter().chain(&projected);
    if let Some(other) = all().find(|p| p.grain() != base.grain() || p.last_month().is_none()) {
        return refuse(format!(
            "periods are of one length, and {other} is not of that of {base}; write periods such as 2019/20 or 2019"
        ));
    }
    if let Some([before, after]) = counted.windows(2).find(|w| steps(w[0], w[1]) != Some(1)).map(|w| [w[0], w[1]]) {
        return refuse(format!("between {before} and {after} nothing was counted: leave no gap"));
    }
    match projected.iter().find(|p| steps(base, **p).is_none_or(|n| n < 1)) {
        Some(past) => {
            refuse(format!("people are projected in {past}, which is not after {base}, the last that was counted"))
        }
        None => Ok((counted, projected)),
    }
}

/// How many periods the second is after the first.
pub(super) fn steps(from: Period, to: Period) -> Option<i32> {
    let months = i32::try_from(from.full_months()?).ok()?;
    Some(to.last_month()?.since(from.last_month()?) / months)
}
