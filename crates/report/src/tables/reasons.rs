//! Why figures are absent.

use unwarranted_core::{AreaFinding, Kind, SliceFindings};

/// A figure that an area lacks, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lack<'a> {
    /// What it is called: "rate", "interval", "ratio", "flag".
    pub(super) figure: &'static str,
    pub(super) why: &'a str,
}

impl std::fmt::Display for Lack<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.figure, self.why)
    }
}

/// Everything that an area lacks: "rate: ...; flag: ...". Empty where nothing is absent.
pub(super) fn reasons(slice: &SliceFindings, area: &AreaFinding) -> String {
    let mut lacks = rate_lacks(slice, area);
    if area.flag.is_none() {
        let why = slice.overdispersion.undefined.as_deref().unwrap_or("no limits could be set");
        lacks.push(Lack { figure: "flag", why });
    }
    joined(&lacks)
}

/// What an area lacks of rate, interval and ratio, where there is no flag to speak of.
pub(super) fn rate_lacks<'a>(slice: &SliceFindings, area: &'a AreaFinding) -> Vec<Lack<'a>> {
    let mut lacks = Vec::new();
    if area.rate.is_none() {
        let why = area.rates.rate_undefined.as_deref().unwrap_or("the input has no denominator");
        lacks.push(Lack { figure: "rate", why });
    } else if area.lower.is_none() || area.upper.is_none() {
        lacks.push(Lack { figure: "interval", why: no_interval(slice.kind) });
    }
    if area.ratio.is_none() {
        lacks.push(Lack { figure: "ratio", why: "nothing was observed in any area" });
    }
    lacks
}

/// The reasons in one cell.
pub(super) fn joined(lacks: &[Lack]) -> String {
    lacks.iter().map(Lack::to_string).collect::<Vec<_>>().join("; ")
}

/// Why the rates of a slice have no interval.
pub(crate) fn no_interval(kind: Kind) -> &'static str {
    match kind {
        Kind::Amount => "the numerator is an amount (such as money or quantity), so no chance model applies",
        Kind::Count | Kind::Share => "the numerator is not in whole numbers, so no chance model applies",
    }
}
