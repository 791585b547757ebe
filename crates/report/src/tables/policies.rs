//! Policies beside treatments as CSV.

use super::delimited::{number, text, write};
use crate::error::Error;
use std::sync::Arc;
use unwarranted_core::error::Undefined;
use unwarranted_core::policy::{Difference, Group, Joined, Moved, Policy};
use unwarranted_core::{Period, SliceFindings};

/// The value of an index into [`Policy::values`].
fn value(policies: &[Policy], name: &str, at: Option<usize>) -> String {
    let policy = policies.iter().find(|policy| &*policy.name == name);
    policy.zip(at).and_then(|(policy, at)| policy.values.get(at)).map_or_else(String::new, |value| text(value))
}

/// Every line that holds of an area at the end of the period shown, and areas of the data of which nothing is known: policy,
/// value, since when, source, and the rate of each treatment.
///
/// # Errors
/// [`Error::Table`], a defect of this program; so for the other tables.
pub fn policies_csv(policies: &[Policy], focus: &[&SliceFindings]) -> Result<String, Error> {
    let header = [
        "policy",
        "area",
        "name",
        "policy_value",
        "valid_from",
        "policy_source",
        "treatment",
        "period",
        "rate",
        "denominator",
    ];
    let mut rows = Vec::new();
    for policy in policies {
        for slice in focus {
            for area in &slice.areas {
                let step = policy.step(&area.area, slice.period);
                rows.push(vec![
                    text(&policy.name),
                    text(&area.area),
                    text(area.name.as_deref().unwrap_or("")),
                    value(policies, &policy.name, step.map(|step| step.value)),
                    step.map_or_else(String::new, |step| step.from_text.to_string()),
                    step.map_or_else(String::new, |step| text(&step.source)),
                    text(&slice.treatment),
                    slice.period.to_string(),
                    number(area.rate),
                    number(area.denominator),
                ]);
            }
        }
    }
    write(header.map(str::to_owned), rows)
}

/// The columns of `policy_groups.csv`.
const GROUP_COLUMNS: [&str; 10] = [
    "policy",
    "treatment",
    "period",
    "policy_value",
    "areas",
    "denominator",
    "denominator_share",
    "observed",
    "rate",
    "mean_rate",
];

/// Who lives under each policy and what their areas do together, in the periods shown and period by period.
///
/// # Errors
/// As [`policies_csv`].
pub fn policy_groups_csv(
    policies: &[Policy],
    joined: &[Joined],
    over_time: &[(Arc<str>, Period, Vec<Group>)],
) -> Result<String, Error> {
    let own = joined.iter().map(|one| (&one.policy, &*one.treatment, one.period, &one.groups));
    // Those of the first treatment are there already.
    let shown: Vec<Period> = joined.iter().map(|one| one.period).collect();
    let first = joined.first().map_or("", |one| &*one.treatment);
    let before = over_time.iter().filter(|(_, period, _)| !shown.contains(period));
    let before = before.map(|(policy, period, groups)| (policy, first, *period, groups));
    let rows = own.chain(before).flat_map(|(policy, treatment, period, groups)| {
        let all: f64 = groups.iter().filter_map(|group| group.denominator).sum();
        groups.iter().map(move |group| {
            let about = [text(policy), text(treatment), period.to_string(), value(policies, policy, group.value)];
            let figures = [
                group.areas.to_string(),
                number(group.denominator),
                number(group.denominator.filter(|_| all > 0.0).map(|own| own / all)),
                number(Some(group.observed)),
                number(group.rate),
                number(group.mean),
            ];
            about.into_iter().chain(figures).collect()
        })
    });
    write(GROUP_COLUMNS.map(str::to_owned), rows)
}

/// The columns of `policy_differences.csv`.
const DIFFERENCE_COLUMNS: [&str; 16] = [
    "policy",
    "treatment",
    "compared",
    "period",
    "policy_value",
    "compared_with",
    "areas",
    "areas_compared_with",
    "mean_rate",
    "mean_rate_compared_with",
    "difference",
    "difference_lower",
    "difference_upper",
    "p",
    "q_difference",
    "why_undefined",
];

/// Every comparison of two policies, and of areas that changed theirs with those that kept it.
///
/// # Errors
/// As [`policies_csv`].
pub fn policy_differences_csv(policies: &[Policy], joined: &[Joined], moved: &[Moved]) -> Result<String, Error> {
    let mut rows = Vec::new();
    for one in joined {
        for compared in &one.compared {
            let [value, with] = [compared.value, compared.with].map(|at| value(policies, &one.policy, Some(at)));
            let mut row =
                vec![text(&one.policy), text(&one.treatment), "rates".to_owned(), one.period.to_string(), value, with];
            row.extend(figures(&compared.found, compared.q));
            rows.push(row);
        }
    }
    for one in moved {
        let [from, to] = [one.from, one.to].map(|at| value(policies, &one.policy, Some(at)));
        let [first, last] = one.periods;
        let period = format!("{first} to {last}");
        let mut row = vec![text(&one.policy), text(&one.treatment), "changes in rates".to_owned(), period, to, from];
        row.extend(figures(&one.found, None));
        rows.push(row);
    }
    write(DIFFERENCE_COLUMNS.map(str::to_owned), rows)
}

fn figures(found: &Result<Difference, Undefined>, q: Option<f64>) -> Vec<String> {
    let difference = found.as_ref().ok();
    let of = |value: Option<f64>| number(value);
    let interval = difference.and_then(|d| d.interval.as_ref().ok());
    let why = match found {
        Err(why) => Some(why),
        Ok(difference) => difference.interval.as_ref().err(),
    };
    let count = |side: usize| difference.map_or_else(String::new, |d| d.areas[side].to_string());
    vec![
        count(0),
        count(1),
        of(difference.map(|d| d.means[0])),
        of(difference.map(|d| d.means[1])),
        of(difference.map(|d| d.difference)),
        of(interval.map(|ends| ends[0])),
        of(interval.map(|ends| ends[1])),
        of(difference.and_then(|d| d.p)),
        of(q),
        why.map_or_else(String::new, |why| text(&why.reason)),
    ]
}
