//! How a cube is cut into slices.

use crate::data::grain::Grain;
use crate::data::kind::{DenominatorIs, Kind};
use crate::data::month::Month;
use crate::data::period::Period;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How to cut a cube into slices.
#[derive(Debug, Clone, Default)]
pub struct SliceOptions {
    /// Length of the periods; `None`: as the rows have them.
    pub by: Option<Grain>,
    /// First month to use.
    pub from: Option<Month>,
    /// Last month to use.
    pub to: Option<Month>,
    /// Kind of the numerator; `None`: per treatment, whole numbers are a count and anything else an amount.
    pub kind: Option<Kind>,
    /// How denominators are combined; `None`: flow for a share, stock otherwise.
    pub denominator_is: Option<DenominatorIs>,
    /// What is known of single treatments, where `kind` and `denominator_is` do not say.
    pub known: BTreeMap<Arc<str>, Known>,
}

/// What is known of a treatment before its values are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// What the numerator counts.
    pub kind: Kind,
    /// How denominators are combined; `None`: by the kind.
    pub denominator_is: Option<DenominatorIs>,
}

impl SliceOptions {
    /// Whether denominators of several periods are summed rather than averaged.
    pub(crate) fn flow(&self, treatment: &str, kind: Kind) -> bool {
        let known = || self.known.get(treatment)?.denominator_is;
        self.denominator_is.or_else(known).map_or(kind == Kind::Share, |choice| choice == DenominatorIs::Flow)
    }

    /// The kind of a treatment that need not be found from its values.
    pub(crate) fn kind_of(&self, treatment: &str) -> Option<Kind> {
        self.kind.or_else(|| Some(self.known.get(treatment)?.kind))
    }
}

pub(crate) fn inside(period: Period, options: &SliceOptions) -> bool {
    let (Some(first), Some(last)) = (period.first_month(), period.last_month()) else { return true };
    options.from.is_none_or(|from| first >= from) && options.to.is_none_or(|to| last <= to)
}

/// Why rows of these periods cannot be added together, if they cannot.
pub(crate) fn pooling_problem(periods: &BTreeSet<Period>, kind: Kind, flow: bool) -> Option<&'static str> {
    let lengths: BTreeSet<(Grain, Option<usize>)> = periods.iter().map(|p| (p.grain(), p.full_months())).collect();
    if lengths.len() > 1 {
        return Some(
            "the rows cover periods of different lengths, so a total may stand beside its parts; choose one length \
             with `from` and `to`, or split the file",
        );
    }
    if periods.iter().zip(periods.iter().skip(1)).any(|(a, b)| a.overlaps(*b)) {
        return Some(
            "the periods of the rows overlap, so that some months would count twice; \
             choose periods that do not with `from` and `to`, or leave out `by`",
        );
    }
    (periods.len() > 1 && kind == Kind::Share && !flow).then_some(
        "a share's denominator holds its numerator, so over several periods both are summed; \
         use `denominator-is flow`, or leave it out",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_of_different_lengths_are_not_put_together() {
        let problem = |periods: &[&str]| {
            pooling_problem(&periods.iter().map(|p| Period::parse(p).unwrap()).collect(), Kind::Count, false)
        };
        assert!(problem(&["2018-12", "2019"]).unwrap().contains("different lengths"));
        assert!(problem(&["2017-19", "2020"]).unwrap().contains("different lengths"));
        assert!(problem(&["2017-19", "2018-20"]).unwrap().contains("overlap"));
        assert_eq!(problem(&["2018-12", "2019-01"]), None);
    }
}
