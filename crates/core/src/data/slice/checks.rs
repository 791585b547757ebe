//! What the figures of an area may be.

use super::area::SliceArea;
use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::set_aside::{Reason, SetAside};
use crate::error::Error;

pub(super) fn check(treatment: &str, area: &SliceArea, kind: Kind, period: Period) -> Result<(), Error> {
    let fail = |field, value, expected| {
        let (treatment, area) = (treatment.to_owned(), area.code.to_string());
        Err(Error::Figure { treatment, area, period: period.to_string(), field, value, expected })
    };
    // Whole numbers, and so sums of counts, are exact up to 1e15; below 1e-9 there is no figure that anybody reports, and
    // powers of it would leave the range of numbers.
    let bad = |v: f64| v != 0.0 && !(1e-9..=1e15).contains(&v);
    // Money that was taken back.
    let taken_back = kind == Kind::Amount && !bad(-area.observed);
    if bad(area.observed) && !taken_back {
        return fail("observed", area.observed, "0 or a number from 1e-9 to 1e15; below zero only with `kind amount`");
    }
    if let Some(d) = area.denominator {
        if bad(d) || d <= 0.0 {
            return fail("denominator", d, "a number from 1e-9 to 1e15");
        }
        if kind == Kind::Share && area.observed > d {
            return fail(
                "observed",
                area.observed,
                "at most the denominator, because `kind share` says it is part of it",
            );
        }
    }
    match area.expected {
        Some(e) if bad(e) => fail("expected", e, "0 or a number from 1e-9 to 1e15"),
        Some(e) if e <= 0.0 && area.observed != 0.0 => {
            fail("expected", e, "more than zero, because something was observed; correct the expected column")
        }
        _ => Ok(()),
    }
}

pub(super) fn set_aside_zero_expected(areas: &mut Vec<SliceArea>, set_aside: &mut Vec<SetAside>) {
    let (zero, used): (Vec<_>, Vec<_>) =
        std::mem::take(areas).into_iter().partition(|a| a.expected.is_some_and(|e| e <= 0.0));
    *areas = used;
    if !zero.is_empty() {
        let rows = zero.len();
        let areas = zero.into_iter().map(|a| a.code).collect();
        set_aside.push(SetAside::new(Reason::ZeroExpected, rows, areas, |_| None));
        set_aside.sort_by_key(|s| s.reason);
    }
}
