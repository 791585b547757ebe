//! What a study found.

use super::{About, Error, Policing, Result};
use crate::core::disclosure::Protected;
use crate::core::findings::{Family, Sensitivity};
use crate::core::judgement::judge;
use crate::core::near::near;
use crate::core::one_area::{OneArea, RecordedIn};
use crate::core::outliers::control::Control;
use crate::core::text::counted;
use crate::core::time::TreatmentTrend;
use crate::core::{Findings, Period, Reason, SetAside, SliceFindings};
use crate::report::LabelsBy;
use crate::report::manifest::Input;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The findings of a study with what is needed to write them up.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// One entry per treatment and period, every period from `from` to `to`.
    pub findings: Findings,
    /// The words of each treatment.
    pub labels: LabelsBy,
    /// The inputs with what became of their rows.
    pub inputs: Vec<Input>,
    /// What a reader must know before all else: how much of the country is not in the figures.
    pub warnings: Vec<String>,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
    /// What a rule of disclosure control did to the counts of each area; empty without one.
    pub protected: Vec<Protected>,
    /// What each treatment in focus would say if it were made in other ways; empty but for reports about treatments.
    pub sensitivity: Sensitivity,
    /// How far areas differ over time in each treatment with two complete periods; empty but for pages of treatments.
    pub trends: Vec<TreatmentTrend>,
    /// What areas decided beside what they do; nothing but for reports about policies.
    pub policies: Option<Policing>,
    /// What is known of the highlighted area beside its figures; nothing but for reports about an area.
    pub of_area: Option<OneArea>,
    /// What was recorded in the months within the periods; nothing but for dossiers.
    pub recorded: RecordedIn,
    /// Code of the area to highlight, which some slice has.
    pub highlight: Option<String>,
    /// What a report of them is about.
    pub about: About,
    pub(super) periods: Vec<Period>,
    pub(super) control: Control,
    pub(super) family: Family,
}

impl Outcome {
    /// The findings of the periods asked for, of all periods when none was, judged together.
    #[must_use]
    pub fn selected(&self) -> Findings {
        let wanted = |f: &&SliceFindings| self.periods.is_empty() || self.periods.contains(&f.period);
        let mut findings: Findings = self.findings.iter().filter(wanted).cloned().collect();
        judge(&mut findings, self.control, self.family);
        findings
    }

    /// Every period of one treatment, in the order of time.
    #[must_use]
    pub fn series(&self, treatment: &str) -> &[SliceFindings] {
        let start = self.findings.partition_point(|f| &*f.treatment < treatment);
        let length = self.findings[start..].partition_point(|f| &*f.treatment == treatment);
        &self.findings[start..start + length]
    }

    /// The slice of each treatment that the page shows in full, as positions in `findings`: the latest complete period that has
    /// areas; the latest with areas, or the latest, where there is none.
    #[must_use]
    pub fn focus(findings: &[SliceFindings]) -> Vec<usize> {
        let rank = |f: &SliceFindings| (!f.areas.is_empty(), f.is_complete(), f.period);
        let mut best: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
        for (at, f) in findings.iter().enumerate() {
            let kept = best.entry(&f.treatment).or_insert(at);
            if rank(f) > rank(&findings[*kept]) {
                *kept = at;
            }
        }
        best.into_values().collect()
    }

    /// Refuses an area code that no slice has.
    ///
    /// # Errors
    /// With areas whose code or name is near.
    pub fn require_area(&self, code: &str) -> Result<()> {
        let known: BTreeSet<&str> = self.findings.iter().flat_map(|f| &f.areas).map(|a| &*a.area).collect();
        if known.contains(code) {
            return Ok(());
        }
        let aside = self.findings.iter().flat_map(|f| &f.set_aside).find(|s| s.areas.iter().any(|a| &**a == code));
        if let Some(aside) = aside {
            let says = format!("{code}: this area has no figures here: {}", aside.reason.meaning());
            return Err(Error::option("highlight", says));
        }
        Err(Error::option("highlight", format!("{code}: no area has this code{}", self.meant(code, &known))))
    }

    /// Areas that somebody may have meant who wrote `code`: `; did you mean E38000006 (NHS Barnsley CCG)?`
    fn meant(&self, code: &str, known: &BTreeSet<&str>) -> String {
        let areas = || self.findings.iter().flat_map(|f| &f.areas);
        let mut codes = near(code, known.iter().copied());
        for name in near(code, areas().filter_map(|a| a.name.as_deref())) {
            let area = areas().find(|a| a.name.as_deref() == Some(name)).map(|a| &*a.area);
            codes.extend(area.filter(|area| !codes.contains(area)));
        }
        let named = |code: &&str| match areas().find(|a| *a.area == **code).and_then(|a| a.name.as_deref()) {
            Some(name) => format!("{code} ({name})"),
            None => (*code).to_owned(),
        };
        let words: Vec<String> = codes.iter().take(3).map(named).collect();
        if words.is_empty() {
            let some: Vec<&str> = known.iter().take(8).copied().collect();
            return format!("; codes look like {}", some.join(", "));
        }
        format!("; did you mean {}?", words.join(" or "))
    }

    /// What was set aside and why, a line per reason.
    #[must_use]
    pub fn set_aside_lines(&self) -> Vec<String> {
        let wanted = |f: &&SliceFindings| self.periods.is_empty() || self.periods.contains(&f.period);
        aside_lines(self.findings.iter().filter(wanted).map(|f| (&f.treatment, &*f.set_aside)))
    }
}

/// What was set aside of each slice of a treatment, a line per reason over all treatments.
pub(super) fn aside_lines<'a>(slices: impl Iterator<Item = (&'a Arc<str>, &'a [SetAside])>) -> Vec<String> {
    let mut sums: BTreeMap<Reason, Aside> = BTreeMap::new();
    for (treatment, set_aside) in slices {
        for aside in set_aside {
            let sum = sums.entry(aside.reason).or_default();
            sum.rows += aside.rows;
            sum.treatments.insert(treatment);
            sum.areas.extend(aside.areas.iter().map(|a| &**a));
        }
    }
    sums.into_iter().map(|(reason, aside)| aside.line(reason)).collect()
}

/// Rows set aside for one reason over all treatments and periods.
#[derive(Default)]
struct Aside<'a> {
    rows: usize,
    treatments: BTreeSet<&'a str>,
    areas: BTreeSet<&'a str>,
}

impl Aside<'_> {
    fn line(&self, reason: Reason) -> String {
        const NAMED: usize = 3;
        const SHOWN: usize = 8;
        let treatments: Vec<&str> = self.treatments.iter().copied().collect();
        let of = match treatments.len() {
            n if n > NAMED => format!("{n} treatments"),
            _ => treatments.join(", "),
        };
        let mut codes: Vec<&str> = self.areas.iter().take(SHOWN).copied().collect();
        if self.areas.len() > SHOWN {
            codes.push("...");
        }
        let many = |n: usize, one, many| counted(i64::try_from(n).unwrap_or(i64::MAX), one, many);
        let listed = if codes.is_empty() {
            String::new()
        } else {
            format!("; {}: {}", many(self.areas.len(), "area", "areas"), codes.join(", "))
        };
        format!("set aside ({of}): {}, {}: {}{listed}", many(self.rows, "row", "rows"), reason.word(), reason.meaning())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_one_line_over_all_treatments() {
        let ids: Vec<Arc<str>> = (0..14).map(|i| Arc::from(format!("t{i:02}"))).collect();
        let none = [SetAside::new(Reason::Closed, 2, vec!["A1".into()], |_| None)];
        let blank = [SetAside::new(Reason::BlankArea, 1, Vec::new(), |_| None)];
        let lines = |n: usize| aside_lines(ids.iter().take(n).map(|id| (id, &none[..])).chain([(&ids[0], &blank[..])]));
        let says =
            "zero-denominator-and-observed: denominator and observed are both zero, so there is no rate; 1 area: A1";
        assert_eq!(
            lines(14),
            [
                format!("set aside (14 treatments): 28 rows, {says}"),
                "set aside (t00): 1 row, blank-area: the area code is blank".to_owned()
            ]
        );
        assert_eq!(lines(1)[0], format!("set aside (t00): 2 rows, {says}"));
        assert_eq!(lines(3)[0], format!("set aside (t00, t01, t02): 6 rows, {says}"));
    }
}
