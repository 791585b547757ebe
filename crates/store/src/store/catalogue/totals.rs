//! Totals of a table: what must be the same before and after it is stored.

use super::fact_totals::{Changes, FactTotals};
use unwarranted_core::text::{counted, whole};
use unwarranted_ingest::tables::Sums;

/// Totals of one table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Totals {
    /// Prescribing.
    Prescribing(Sums),
    /// Population.
    Population {
        /// Practices listed.
        practices: i64,
        /// Their registered patients.
        patients: i64,
    },
    /// Figures by area and measure.
    Facts(FactTotals),
    /// Organisations.
    Organisations {
        /// Organisations listed.
        organisations: i64,
        /// Those with a closing date.
        closed: i64,
    },
    /// Links between codes.
    Links {
        /// Links listed.
        links: i64,
        /// Those with a share.
        shared: i64,
    },
    /// A code list.
    Terms {
        /// Codes listed.
        terms: i64,
        /// Those with a number.
        valued: i64,
    },
    /// Boundaries.
    Shapes {
        /// Areas listed.
        shapes: i64,
        /// Those without a geometry.
        missing: i64,
    },
}

impl Totals {
    /// These minus the others; `None` for totals of different datasets and on overflow. Of figures by measure, only the
    /// measures that both have.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Option<Self> {
        let pair = |a: (i64, i64), b: (i64, i64)| Some((a.0.checked_sub(b.0)?, a.1.checked_sub(b.1)?));
        Some(match (self, other) {
            (Self::Prescribing(a), Self::Prescribing(b)) => Self::Prescribing(a.minus(*b)?),
            (Self::Facts(a), Self::Facts(b)) => Self::Facts(a.minus(b)?),
            (Self::Population { practices, patients }, Self::Population { practices: p, patients: q }) => {
                let (practices, patients) = pair((*practices, *patients), (*p, *q))?;
                Self::Population { practices, patients }
            }
            (Self::Organisations { organisations, closed }, Self::Organisations { organisations: o, closed: c }) => {
                let (organisations, closed) = pair((*organisations, *closed), (*o, *c))?;
                Self::Organisations { organisations, closed }
            }
            (Self::Links { links, shared }, Self::Links { links: l, shared: s }) => {
                let (links, shared) = pair((*links, *shared), (*l, *s))?;
                Self::Links { links, shared }
            }
            (Self::Terms { terms, valued }, Self::Terms { terms: t, valued: v }) => {
                let (terms, valued) = pair((*terms, *valued), (*t, *v))?;
                Self::Terms { terms, valued }
            }
            (Self::Shapes { shapes, missing }, Self::Shapes { shapes: s, missing: m }) => {
                let (shapes, missing) = pair((*shapes, *missing), (*s, *m))?;
                Self::Shapes { shapes, missing }
            }
            _ => return None,
        })
    }

    /// A difference of figures with what was found when they were compared one by one.
    pub(crate) fn with_changes(mut self, changes: Option<Changes>) -> Self {
        if let Self::Facts(FactTotals { difference: Some(difference), .. }) = &mut self {
            difference.changes = changes;
        }
        self
    }

    /// A difference as it was written down, without what the version that wrote it could not know of the `earlier` totals.
    pub(crate) fn corrected(self, earlier: &Self) -> Self {
        match (self, earlier) {
            (Self::Facts(difference), Self::Facts(earlier)) => Self::Facts(difference.corrected(earlier)),
            (difference, _) => difference,
        }
    }

    /// Whether these totals, over the stored files, are those that were written, as far as an earlier version wrote them.
    pub(crate) fn agrees_with(&self, written: &Self) -> bool {
        match (self, written) {
            (Self::Facts(now), Self::Facts(written)) => now.agrees_with(written),
            _ => self == written,
        }
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Prescribing(Sums { items, quantity, nic, actual_cost }) => {
                let quantity = quantity.map_or_else(|| "not reported".to_owned(), |q| q.to_string());
                let items = counted(*items, "item", "items");
                let costs = format!("net ingredient cost {nic} pounds, actual cost {actual_cost} pounds");
                write!(f, "{items}, quantity {quantity}, {costs}")
            }
            Self::Population { practices, patients } => write!(
                f,
                "{} of {}",
                counted(*patients, "patient", "patients"),
                counted(*practices, "practice", "practices")
            ),
            Self::Facts(totals) => write!(f, "{totals}"),
            Self::Organisations { organisations, closed } => {
                write!(f, "{}, {} closed", counted(*organisations, "organisation", "organisations"), whole(*closed))
            }
            Self::Links { links, shared } => {
                write!(f, "{}, {} with a share", counted(*links, "link", "links"), whole(*shared))
            }
            Self::Terms { terms, valued } => {
                write!(f, "{}, {} with a value", counted(*terms, "code", "codes"), whole(*valued))
            }
            Self::Shapes { shapes, missing } => {
                write!(f, "{}, {} without a geometry", counted(*shapes, "boundary", "boundaries"), whole(*missing))
            }
        }
    }
}

impl From<Sums> for Totals {
    fn from(sums: Sums) -> Self {
        Self::Prescribing(sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use unwarranted_ingest::values::fixed::Fixed;

    fn facts(sums: &[(&str, i64)]) -> FactTotals {
        let sums = sums.iter().map(|(m, v)| ((*m).to_owned(), Fixed(*v))).collect();
        let rounded = Some(BTreeMap::new());
        FactTotals { figures: 4, sums, rounded, numbers: 1, suppressed: 2, ..FactTotals::default() }
    }

    #[test]
    fn totals_read_as_words() {
        let sums = Sums { items: 1, quantity: Some(Fixed(0)), nic: Fixed(0), actual_cost: Fixed(0) };
        assert!(Totals::from(sums).to_string().starts_with("1 item, quantity 0.00, "));
        let unknown = Totals::from(Sums { quantity: None, ..sums }).to_string();
        assert!(unknown.starts_with("1 item, quantity not reported, "), "{unknown}");
        let text = Totals::Population { practices: 1, patients: 57_368_680 }.to_string();
        assert_eq!(text, "57,368,680 patients of 1 practice");
        let text = Totals::Facts(facts(&[("total", 150_000)])).to_string();
        assert_eq!(text, "4 figures, total 1.50, 2 suppressed");
        let many = [("a", 1), ("b", 1), ("c", 1), ("d", 1)];
        let text = "4 figures, a 0.00001, b 0.00001, c 0.00001 and 1 measure more, 2 suppressed";
        assert_eq!(Totals::Facts(facts(&many)).to_string(), text);
        assert_eq!(Totals::Shapes { shapes: 1, missing: 0 }.to_string(), "1 boundary, 0 without a geometry");
    }

    #[test]
    fn keeps_every_digit_of_a_total() {
        let sums =
            Sums { items: 7, quantity: Some(Fixed(1)), nic: Fixed(9_007_199_254_740_993), actual_cost: Fixed(-5) };
        let json = serde_json::to_string(&Totals::from(sums)).unwrap();
        assert_eq!(json, r#"{"items":7,"quantity":"0.00001","nic":"90071992547.40993","actual_cost":"-0.00005"}"#);
        let every = [
            Totals::Prescribing(sums),
            Totals::Population { practices: 2, patients: 9 },
            Totals::Facts(facts(&[("total-payments", 9_007_199_254_740_993)])),
            Totals::Organisations { organisations: 2, closed: 1 },
            Totals::Links { links: 2, shared: 1 },
            Totals::Terms { terms: 2, valued: 1 },
            Totals::Shapes { shapes: 2, missing: 1 },
        ];
        for totals in every {
            let json = serde_json::to_string(&totals).unwrap();
            assert_eq!(serde_json::from_str::<Totals>(&json).unwrap(), totals, "{json}");
        }
    }

    #[test]
    fn a_measure_that_only_one_has_is_no_difference() {
        let (a, b) = (Totals::Facts(facts(&[("x", 5), ("y", 7)])), Totals::Facts(facts(&[("x", 3), ("z", 1)])));
        let Some(Totals::Facts(difference)) = a.minus(&b) else { panic!("a difference expected") };
        assert_eq!(difference.sums, BTreeMap::from([("x".to_owned(), Fixed(2))]));
        assert_eq!((difference.figures, difference.suppressed), (0, 0));
        assert_eq!(a.minus(&Totals::Links { links: 1, shared: 0 }), None);
        let (low, high) = (Totals::Facts(facts(&[("x", i64::MIN)])), Totals::Facts(facts(&[("x", 1)])));
        assert_eq!(low.minus(&high), None);
    }
}
