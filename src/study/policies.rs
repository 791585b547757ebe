//! What areas decided, beside what the study finds them to do.

use super::need::{listed, other_codes};
use super::{Error, Outcome, REPLICATES, Result, SEED, Study, files};
use crate::core::outliers::control::benjamini_hochberg;
use crate::core::policy::{Group, Joined, Moved, Policy, PolicyRow, groups, join, moved};
use crate::core::text::counted;
use crate::core::{Confidence, Period, SliceFindings};
use crate::ingest::tidy::read_policies;
use crate::store::geography::OnsCodes;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Policies beside treatments.
#[derive(Debug, Clone)]
pub struct Policing {
    /// The policies of the file, in the order of their names.
    pub policies: Vec<Policy>,
    /// Each policy beside each treatment, in the period that the report shows.
    pub joined: Vec<Joined>,
    /// Where areas changed from one policy to another, beside those that kept theirs.
    pub moved: Vec<Moved>,
    /// Who lives under each policy, period by period: name of the policy, period, groups. By the denominators of the first
    /// treatment; empty where the data have one period.
    pub over_time: Vec<(Arc<str>, Period, Vec<Group>)>,
    /// Areas of the file that the data do not have.
    pub elsewhere: Vec<Arc<str>>,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Deals behind p, where not all are gone through.
    pub replicates: u32,
}

impl Study {
    /// Reads the policies of a study about them and puts them beside what it found; nothing where it is about something else.
    ///
    /// # Errors
    /// Those of [`read_policies`] and [`Policy::all`]; no area in common with the data.
    pub(super) fn police(&self, outcome: &mut Outcome) -> Result<()> {
        let Some(path) = &self.policies else { return Ok(()) };
        let read = read_policies(path)?;
        let data: BTreeSet<Arc<str>> =
            outcome.findings.iter().flat_map(|f| &f.areas).map(|a| Arc::clone(&a.area)).collect();
        let (rows, note) = renamed(read.rows, &data, self.ons_codes()?.as_ref())?;
        require_common(&rows, &data)?;
        let problem = |problem| Error::option("policies", format!("{}: {problem}", named(path)));
        let policies = Policy::all(&rows).map_err(problem)?;
        let selected = outcome.selected();
        let focus: Vec<&SliceFindings> = Outcome::focus(&selected).into_iter().map(|at| &selected[at]).collect();
        let found = self.beside(&policies, &focus, outcome, &data)?;
        outcome.inputs.push(files::whole_input(&read.input));
        outcome.notes.extend(note);
        outcome.notes.extend(left_out(&found.elsewhere));
        outcome.policies = Some(found);
        Ok(())
    }

    fn beside(
        &self,
        policies: &[Policy],
        focus: &[&SliceFindings],
        outcome: &Outcome,
        data: &BTreeSet<Arc<str>>,
    ) -> Result<Policing> {
        let confidence = Confidence::new(self.confidence.unwrap_or(0.95), "confidence")?;
        let replicates = u32::try_from(self.replicates.unwrap_or(REPLICATES)).unwrap_or(u32::MAX);
        let seed = self.seed.unwrap_or(SEED);
        let pairs = || policies.iter().flat_map(|policy| focus.iter().map(move |slice| (policy, *slice)));
        let mut joined: Vec<Joined> =
            pairs().map(|(policy, slice)| join(policy, slice, confidence, replicates, seed)).collect();
        let moved = pairs()
            .flat_map(|(policy, slice)| {
                let series: Vec<&SliceFindings> = outcome.series(&slice.treatment).iter().collect();
                moved(policy, &series, confidence, replicates, seed)
            })
            .collect();
        enter_q(&mut joined);
        let there: BTreeSet<&Arc<str>> = policies.iter().flat_map(|policy| policy.areas.keys()).collect();
        Ok(Policing {
            over_time: over_time(policies, focus, outcome),
            elsewhere: there.into_iter().filter(|code| !data.contains(*code)).cloned().collect(),
            policies: policies.to_vec(),
            joined,
            moved,
            confidence: confidence.level(),
            replicates,
        })
    }
}

/// The groups of every complete period of the first treatment.
fn over_time(policies: &[Policy], focus: &[&SliceFindings], outcome: &Outcome) -> Vec<(Arc<str>, Period, Vec<Group>)> {
    let Some(first) = focus.first() else { return Vec::new() };
    let dated = |s: &&SliceFindings| s.is_complete() && s.period.first_month().is_some() && !s.areas.is_empty();
    let series: Vec<&SliceFindings> = outcome.series(&first.treatment).iter().filter(dated).collect();
    if series.len() < 2 {
        return Vec::new();
    }
    let of = |policy: &Policy| {
        let at = |slice: &&SliceFindings| (Arc::clone(&policy.name), slice.period, groups(policy, slice));
        series.iter().map(at).collect::<Vec<_>>()
    };
    policies.iter().flat_map(of).collect()
}

/// The q of every comparison among all of them.
fn enter_q(joined: &mut [Joined]) {
    let mut compared: Vec<_> = joined.iter_mut().flat_map(|one| &mut one.compared).collect();
    let p: Vec<Option<f64>> = compared.iter().map(|c| c.found.as_ref().ok().and_then(|found| found.p)).collect();
    for (one, q) in compared.iter_mut().zip(benjamini_hochberg(&p)) {
        one.q = q;
    }
}

/// The rows with the codes of the data, and of how many areas the file has another one.
fn renamed(
    mut rows: Vec<PolicyRow>,
    data: &BTreeSet<Arc<str>>,
    lists: &OnsCodes,
) -> Result<(Vec<PolicyRow>, Option<String>)> {
    let there: BTreeSet<Arc<str>> = rows.iter().map(|row| Arc::clone(&row.area)).collect();
    let names = other_codes(&there.iter().collect(), data, lists);
    for row in &mut rows {
        if let Some(name) = names.get(&row.area) {
            row.area = Arc::clone(name);
        }
    }
    let many = counted(i64::try_from(names.len()).unwrap_or(i64::MAX), "area is", "areas are");
    let note =
        format!("policies are joined by the program's list of ONS and NHS codes: {many} under the other code there");
    Ok((rows, (!names.is_empty()).then_some(note)))
}

fn require_common(rows: &[PolicyRow], data: &BTreeSet<Arc<str>>) -> Result<()> {
    let there: BTreeSet<&Arc<str>> = rows.iter().map(|row| &row.area).collect();
    if data.is_empty() || there.iter().any(|code| data.contains(*code)) {
        return Ok(());
    }
    let some = |codes: Vec<&Arc<str>>| codes.iter().take(3).map(|c| format!("'{c}'")).collect::<Vec<_>>().join(", ");
    let problem = format!(
        "has none of the areas of the data: codes there are like {}, in the data like {}; both need the same codes",
        some(there.into_iter().collect()),
        some(data.iter().collect())
    );
    Err(Error::option("policies", problem))
}

fn left_out(elsewhere: &[Arc<str>]) -> Option<String> {
    let codes: Vec<&Arc<str>> = elsewhere.iter().collect();
    let many = counted(i64::try_from(codes.len()).unwrap_or(i64::MAX), "area", "areas");
    (!codes.is_empty()).then(|| format!("policies of {many} without figures here are left out: {}", listed(&codes)))
}

fn named(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
