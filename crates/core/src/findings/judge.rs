//! Many areas judged at once: false alarms held at their level, small areas left alone, and how certain a rank is.

use crate::data::kind::Kind;
use crate::findings::flag::{Alarm, Side};
use crate::findings::found::SliceFindings;
use crate::findings::judgement::{Family, Judged};
use crate::outliers::control::{Control, MINIMUM_EXPECTED, assessed, benjamini_hochberg, benjamini_yekutieli};
use crate::outliers::rule::OF_THE_RULE;
use crate::outliers::{self};

/// Judges the areas of all slices: q values by [`Control::adjusted`] from `alarm_p`, within each slice and over all of them,
/// and alarms at the level of `control` over each `family`. Areas that expect fewer than [`MINIMUM_EXPECTED`] events
/// are not tested, whatever their outcome; amounts have no events, so there the guard does not apply.
///
/// Flags stay as the limits have them.
///
/// ```
/// use unwarranted_core::outliers::control::Control;
/// use unwarranted_core::findings::Family;
/// use unwarranted_core::{AnalysisOptions, Kind, Slice, analyse, judgement::judge};
/// let rows = [("A", 100.0, 100.0), ("B", 98.0, 100.0), ("C", 180.0, 100.0), ("D", 9.0, 3.0)];
/// let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
/// let options = AnalysisOptions { rule: "exact", ..AnalysisOptions::default() };
/// let mut found = [analyse(&slice, &options).unwrap()];
/// judge(&mut found, Control::Fdr(0.05), Family::Period);
/// let alarms: Vec<_> = found[0].areas.iter().map(|a| a.judgement.alarm.unwrap().word()).collect();
/// assert_eq!(alarms, ["none", "none", "high", "not-assessed"]);
/// assert_eq!(found[0].judged.as_ref().unwrap().not_assessed, 1);
/// ```
pub fn judge(findings: &mut [SliceFindings], control: Control, family: Family) {
    let together = Together::new(findings.iter().map(tested).collect(), control, family);
    for (at, s) in findings.iter_mut().enumerate() {
        together.judge(at, s);
    }
}

/// What is judged together, by slice and area: all that a verdict on one slice needs to know of the others.
pub(super) struct Together {
    control: Control,
    family: Family,
    p: Vec<Vec<Option<f64>>>,
    bh: Vec<Vec<Option<f64>>>,
    by: Vec<Vec<Option<f64>>>,
    q: Vec<Vec<Option<f64>>>,
    alarms: Vec<Vec<Option<bool>>>,
    tests: usize,
}

impl Together {
    /// What these p, as [`tested`] gives them, say of each other.
    pub(super) fn new(p: Vec<Vec<Option<f64>>>, control: Control, family: Family) -> Self {
        let (q, alarms) = match family {
            Family::All => (control.adjusted_across(&p), reshaped(&p, control.alarms(&p.concat()))),
            Family::Period => p.iter().map(|p| (control.adjusted(p), control.alarms(p))).unzip(),
        };
        Self {
            control,
            family,
            bh: Control::Fdr(0.5).adjusted_across(&p),
            by: across(&p, benjamini_yekutieli),
            q,
            alarms,
            tests: p.iter().flatten().flatten().count(),
            p,
        }
    }

    /// Judges slice number `at`.
    pub(super) fn judge(&self, at: usize, s: &mut SliceFindings) {
        let (bh, by) = (benjamini_hochberg(&self.p[at]), benjamini_yekutieli(&self.p[at]));
        for (i, area) in s.areas.iter_mut().enumerate() {
            let side = if area.judgement.alarm_z.is_some_and(|z| z > 0.0) { Side::High } else { Side::Low };
            let alarm = match (self.alarms[at][i], area.judgement.alarm_p) {
                (Some(true), _) => Some(side.into()),
                (Some(false), _) => Some(Alarm::None),
                (None, Some(_)) if self.control != Control::None => Some(Alarm::NotAssessed),
                (None, _) => None,
            };
            let judgement = &mut area.judgement;
            (judgement.alarm, judgement.q_bh, judgement.q_by) = (alarm, bh[i], by[i]);
            (judgement.q_bh_all, judgement.q_by_all) = (self.bh[at][i], self.by[at][i]);
            judgement.q = self.q[at][i];
        }
        let assessed = self.p[at].iter().flatten().count();
        let (tests, slices) = if self.family == Family::All { (self.tests, self.p.len()) } else { (assessed, 1) };
        s.judged = Some(Judged {
            control: self.control,
            family: self.family,
            adjusted: self.control.title(),
            basis: outliers::find(s.rule).map_or(OF_THE_RULE, |rule| rule.basis),
            tests,
            slices,
            assessed,
            not_assessed: s.areas.iter().filter(|a| a.judgement.alarm_p.is_some()).count() - assessed,
            minimum_expected: guarded(s).then_some(MINIMUM_EXPECTED),
        });
    }
}

/// The p of the areas that the low-number guard lets through.
pub(super) fn tested(s: &SliceFindings) -> Vec<Option<f64>> {
    let expected: Vec<f64> = s.areas.iter().map(|a| a.chance.effective.or(a.expected).unwrap_or_default()).collect();
    let through = assessed(&expected, if guarded(s) { MINIMUM_EXPECTED } else { 0.0 });
    s.areas.iter().zip(through).map(|(a, through)| a.judgement.alarm_p.filter(|_| through)).collect()
}

fn guarded(s: &SliceFindings) -> bool {
    s.kind != Kind::Amount || s.chance.phi.is_some()
}

fn across(p: &[Vec<Option<f64>>], adjust: fn(&[Option<f64>]) -> Vec<Option<f64>>) -> Vec<Vec<Option<f64>>> {
    reshaped(p, adjust(&p.concat()))
}

fn reshaped<T>(shape: &[Vec<Option<f64>>], flat: Vec<T>) -> Vec<Vec<T>> {
    let mut flat = flat.into_iter();
    shape.iter().map(|slice| flat.by_ref().take(slice.len()).collect()).collect()
}
