//! Many areas judged at once: false alarms held at their level, small areas left alone, and how certain a rank is.

use crate::data::kind::Kind;
use crate::findings::flag::{Alarm, Side};
use crate::findings::found::SliceFindings;
use crate::outliers::control::{Control, MINIMUM_EXPECTED, assessed, benjamini_hochberg, benjamini_yekutieli};
use crate::outliers::ranks::AreaRank;
use crate::outliers::rule::OF_THE_RULE;
use crate::outliers::{self, Test};

/// Findings about one area among many. Absent figures are undefined or were not asked for.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct Judgement {
    /// `high`, `low`, `none` or `not-assessed` at the level of the control, over everything judged together; `None` without
    /// a control or a p.
    pub alarm: Option<Alarm>,
    /// What the alarm rests on: distance from the ordinary areas in standard errors; its sign is the side of the alarm.
    pub alarm_z: Option<f64>,
    /// What the alarm and all q rest on: two-sided p against the ordinary areas. That of [`crate::outliers::Test`] where the
    /// rule has it, otherwise `p_adjusted`.
    pub alarm_p: Option<f64>,
    /// Adjusted p that the alarm is raised by: over everything judged together, by the method of the control.
    pub q: Option<f64>,
    /// Benjamini-Hochberg q over the areas of the slice, from `alarm_p`.
    pub q_bh: Option<f64>,
    /// Benjamini-Yekutieli q over the areas of the slice.
    pub q_by: Option<f64>,
    /// Benjamini-Hochberg q over the areas of all slices judged together.
    pub q_bh_all: Option<f64>,
    /// Benjamini-Yekutieli q over the areas of all slices judged together.
    pub q_by_all: Option<f64>,
    /// Rank of the shrunken ratio, 1 for the highest.
    pub rank: Option<usize>,
    /// Lower end of the rank interval.
    pub rank_lower: Option<usize>,
    /// Upper end of the rank interval.
    pub rank_upper: Option<usize>,
    /// Probability that the area is truly among the highest tenth of the areas.
    pub in_highest_decile: Option<f64>,
    /// Probability that the area is truly among the lowest tenth of the areas.
    pub in_lowest_decile: Option<f64>,
}

impl Judgement {
    /// The same with what alarms will rest on; `None` where it is not defined.
    pub(crate) fn with_test(self, test: Option<Test>) -> Self {
        let test = test.filter(|t| t.z.is_finite() && t.p.is_finite());
        Self { alarm_z: test.map(|t| t.z), alarm_p: test.map(|t| t.p), ..self }
    }

    /// A judgement that knows the rank alone.
    pub(crate) fn ranked(rank: Option<AreaRank>) -> Self {
        rank.map_or_else(Self::default, |r| Self {
            rank: Some(r.rank),
            rank_lower: Some(r.lower),
            rank_upper: Some(r.upper),
            in_highest_decile: Some(r.highest),
            in_lowest_decile: Some(r.lowest),
            ..Self::default()
        })
    }
}

/// How the areas of a slice were judged.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Judged {
    /// The control of false alarms.
    pub control: Control,
    /// What the adjusted p of this control is called.
    pub adjusted: &'static str,
    /// What `alarm_p` is, in a clause.
    pub basis: &'static str,
    /// Tests judged together: areas assessed, over all slices.
    pub tests: usize,
    /// Slices (treatments x periods) judged together.
    pub slices: usize,
    /// Areas of this slice that were tested.
    pub assessed: usize,
    /// Areas of this slice with too few expected events to be tested.
    pub not_assessed: usize,
    /// The low-number guard: an area is tested when it expects at least this many events. `None` for amounts.
    pub minimum_expected: Option<f64>,
}

/// Judges the areas of all slices together: q values by [`Control::adjusted`] from `alarm_p`, within each slice and over
/// all of them, and alarms at the level of `control` over all. Areas that expect fewer than [`MINIMUM_EXPECTED`] events
/// are not tested, whatever their outcome; amounts have no events, so there the guard does not apply.
///
/// Flags stay as the limits have them.
///
/// ```
/// use unwarranted_core::outliers::control::Control;
/// use unwarranted_core::{AnalysisOptions, Kind, Slice, analyse, judgement::judge};
/// let rows = [("A", 100.0, 100.0), ("B", 98.0, 100.0), ("C", 180.0, 100.0), ("D", 9.0, 3.0)];
/// let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
/// let options = AnalysisOptions { rule: "exact", ..AnalysisOptions::default() };
/// let mut found = [analyse(&slice, &options).unwrap()];
/// judge(&mut found, Control::Fdr(0.05));
/// let alarms: Vec<_> = found[0].areas.iter().map(|a| a.judgement.alarm.unwrap().word()).collect();
/// assert_eq!(alarms, ["none", "none", "high", "not-assessed"]);
/// assert_eq!(found[0].judged.as_ref().unwrap().not_assessed, 1);
/// ```
pub fn judge(findings: &mut [SliceFindings], control: Control) {
    let p: Vec<Vec<Option<f64>>> = findings.iter().map(tested).collect();
    let all = [Control::Fdr(0.5).adjusted_across(&p), across(&p, benjamini_yekutieli), control.adjusted_across(&p)];
    let alarms = reshaped(&p, control.alarms(&p.concat()));
    let tests = p.iter().flatten().flatten().count();
    let slices = findings.len();
    for (at, s) in findings.iter_mut().enumerate() {
        let (bh, by) = (benjamini_hochberg(&p[at]), benjamini_yekutieli(&p[at]));
        let guard = guarded(s);
        for (i, area) in s.areas.iter_mut().enumerate() {
            let side = if area.judgement.alarm_z.is_some_and(|z| z > 0.0) { Side::High } else { Side::Low };
            let alarm = match (alarms[at][i], area.judgement.alarm_p) {
                (Some(true), _) => Some(side.into()),
                (Some(false), _) => Some(Alarm::None),
                (None, Some(_)) if control != Control::None => Some(Alarm::NotAssessed),
                (None, _) => None,
            };
            let judgement = &mut area.judgement;
            (judgement.alarm, judgement.q_bh, judgement.q_by) = (alarm, bh[i], by[i]);
            (judgement.q_bh_all, judgement.q_by_all) = (all[0][at][i], all[1][at][i]);
            judgement.q = all[2][at][i];
        }
        let assessed = p[at].iter().flatten().count();
        s.judged = Some(Judged {
            control,
            adjusted: control.title(),
            basis: outliers::find(s.rule).map_or(OF_THE_RULE, |rule| rule.basis),
            tests,
            slices,
            assessed,
            not_assessed: s.areas.iter().filter(|a| a.judgement.alarm_p.is_some()).count() - assessed,
            minimum_expected: guard.then_some(MINIMUM_EXPECTED),
        });
    }
}

/// The p of the areas that the low-number guard lets through.
fn tested(s: &SliceFindings) -> Vec<Option<f64>> {
    let expected: Vec<f64> = s.areas.iter().map(|a| a.expected.unwrap_or_default()).collect();
    let through = assessed(&expected, if guarded(s) { MINIMUM_EXPECTED } else { 0.0 });
    s.areas.iter().zip(through).map(|(a, through)| a.judgement.alarm_p.filter(|_| through)).collect()
}

fn guarded(s: &SliceFindings) -> bool {
    s.kind != Kind::Amount
}

fn across(p: &[Vec<Option<f64>>], adjust: fn(&[Option<f64>]) -> Vec<Option<f64>>) -> Vec<Vec<Option<f64>>> {
    reshaped(p, adjust(&p.concat()))
}

fn reshaped<T>(shape: &[Vec<Option<f64>>], flat: Vec<T>) -> Vec<Vec<T>> {
    let mut flat = flat.into_iter();
    shape.iter().map(|slice| flat.by_ref().take(slice.len()).collect()).collect()
}
