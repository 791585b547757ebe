//! The page of what areas decided, beside what they do.

use super::policy_page::{Pair, PolicyPage};
use super::policy_tables;
use super::shell::Place;
use super::story::{Part, Story, chart_files};
use super::view::Methods;
use super::{downloads, methods, provenance};
use crate::error::Error;
use crate::report::Drawn;
use crate::words::policy as words;
use unwarranted_core::policy::{Joined, Policy};
use unwarranted_plot::numbers::{count, level};
use unwarranted_plot::text::listed;

/// The page, as HTML that is also well-formed XML.
///
/// # Errors
/// [`Error::Template`] when the template does not fit, a defect of this program.
pub fn policy_page(page: &PolicyPage) -> Result<String, Error> {
    let names: Vec<String> = page.policies.iter().map(|policy| policy.name.to_string()).collect();
    let heading = format!("{}: what areas decided, and what they do", listed(&names));
    let pairs = pairs(page);
    let mut story = Story::new(page.report, Place::Alone, heading, standfirst(&pairs));
    story.answer = answer(page, &pairs);
    story.parts = page.policies.iter().filter_map(|policy| people(page, &pairs, policy)).collect();
    story
        .parts
        .extend(pairs.iter().zip(page.charts).enumerate().map(|(at, (pair, chart))| done(page, at, pair, chart)));
    story.parts.extend(changed(page, &pairs));
    story.parts.push(policy_tables::areas(page, &pairs));
    story.parts.push(beyond());
    let own = methods::methods(page.report);
    story.methods = Some(Methods { paragraphs: how(page), formulas: own.formulas });
    story.provenance = Some(provenance::provenance(page.report, &super::measured(page.report)));
    let files = [
        ("policies.csv", "every area: policy, since when, source, rates"),
        ("policy_groups.csv", "people, areas and rates by policy, period by period"),
        ("policy_differences.csv", "every comparison with interval, p and q"),
    ];
    story.downloads = downloads::downloads(page.report, &files);
    story.html()
}

fn pairs<'a>(page: &PolicyPage<'a>) -> Vec<Pair<'a>> {
    let of = |joined: &'a Joined| {
        let policy = page.policies.iter().find(|policy| policy.name == joined.policy)?;
        let focused = || page.report.findings.iter();
        let slice = focused().find(|s| s.treatment == joined.treatment && s.period == joined.period)?;
        Some(Pair { policy, joined, slice, labels: page.report.labels.get(&joined.treatment)? })
    };
    page.joined.iter().filter_map(of).collect()
}

fn standfirst(pairs: &[Pair]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for pair in pairs {
        let part = format!("{}, {}", pair.labels.measure, pair.slice.when());
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join("; ")
}

fn answer(page: &PolicyPage, pairs: &[Pair]) -> Vec<String> {
    let mut said = Vec::new();
    for policy in page.policies {
        let own: Vec<&Pair> = pairs.iter().filter(|pair| pair.policy.name == policy.name).collect();
        said.extend(own.first().map(|pair| words::spread(policy, &pair.joined.groups, pair.labels)));
        if let [pair] = own[..] {
            said.extend(words::compared(policy, pair.joined, pair.slice, pair.labels, page.confidence));
        }
    }
    said
}

/// Who lives under each value of a policy.
fn people(page: &PolicyPage, pairs: &[Pair], policy: &Policy) -> Option<Part> {
    let pair = pairs.iter().find(|pair| pair.policy.name == policy.name)?;
    let at = page.policies.iter().position(|other| other.name == policy.name).unwrap_or_default();
    let mut part = Part::new(&format!("people-{}", at + 1), format!("{}: who lives under which", policy.name));
    part.tables.push(policy_tables::groups(pair));
    part.tables.extend(policy_tables::over_time(page, pair));
    let changed: Vec<String> = pair.joined.changed.iter().map(ToString::to_string).collect();
    if !changed.is_empty() {
        part.notes.push(format!(
            "Not in the table, because their policy changed or became known within {}: {}.",
            pair.slice.period.words(),
            listed(&changed)
        ));
    }
    if !page.elsewhere.is_empty() {
        let codes: Vec<String> = page.elsewhere.iter().take(8).map(ToString::to_string).collect();
        let more = if page.elsewhere.len() > 8 { " and others" } else { "" };
        part.notes.push(format!(
            "The policies of {} are left out, because the figures have no such area: {}{more}.",
            unwarranted_plot::text::areas(page.elsewhere.len()),
            codes.join(", ")
        ));
    }
    Some(part)
}

/// What areas do under each value.
fn done(page: &PolicyPage, at: usize, pair: &Pair, (name, chart): &(String, Drawn)) -> Part {
    let heading = if page.policies.len() > 1 {
        format!("{} beside {}", pair.labels.measure, pair.policy.name)
    } else {
        format!("{} under each policy", pair.labels.measure)
    };
    let mut part = Part::new(&format!("rates-{}", at + 1), heading);
    // The only one is the answer.
    if page.joined.len() > 1 {
        part.paragraphs = words::compared(pair.policy, pair.joined, pair.slice, pair.labels, page.confidence);
    }
    part.draw(chart, chart_files(name), &words::source(pair.policy, pair.labels));
    part.tables.push(policy_tables::rates(pair));
    part.tables.extend(policy_tables::differences(page, pair));
    if let Some(p) = pair.joined.together {
        part.notes.push(format!(
            "All policies together: dealt by chance they would differ as much with p {}.",
            crate::number::probability(p)
        ));
    }
    if pair.joined.groups.iter().all(|group| group.rate.is_none()) {
        part.notes.push("Rates of groups are undefined: standardised rates do not add up.".to_owned());
    }
    part
}

/// Which areas changed their policy, and what became of their rates.
fn changed(page: &PolicyPage, pairs: &[Pair]) -> Option<Part> {
    let mut part = Part::new("changes", "Where policies changed");
    for one in page.moved {
        let pair = pairs.iter().find(|p| p.policy.name == one.policy && p.joined.treatment == one.treatment)?;
        part.paragraphs.push(words::moved(pair.policy, one, pair.slice, pair.labels, page.confidence));
    }
    part.tables.extend(policy_tables::changes(page, pairs));
    if part.tables.is_empty() {
        return None;
    }
    if page.moved.is_empty() {
        part.paragraphs.push(
            "No area with figures changed its policy between the first and the last complete period of the data, so nothing is \
             said of what such a change goes with."
                .to_owned(),
        );
    }
    Some(part)
}

fn beyond() -> Part {
    let mut part = Part::new("limits", "What this does not show");
    part.paragraphs.push(
        "Areas do not decide by chance: they may hold a policy because of what they spend, how old or how poor their people are, or \
         what their neighbours do. A difference between policies shows that they go together, not that one makes the other. A policy on \
         paper is not always what is done, and the file says what its sources say."
            .to_owned(),
    );
    part
}

fn how(page: &PolicyPage) -> Vec<String> {
    vec![
        "An area holds a policy in a period where it is valid on the first day and no other begins before the last. Areas whose policy \
         changed within the period are in no group, and areas without a line so early are told apart as not known."
            .to_owned(),
        format!(
            "The rate of a group is what its areas have together over their denominators. Differences are between means in which each \
             area counts once. The areas are fixed: p comes from dealing the policies to them again, in all ways where there are at most \
             20,000, else {} times, and is twice the share of deals at least as far out on the nearer side. The {}% interval holds every \
             shift that this test does not exclude (Pitman 1937). q is by Benjamini and Hochberg (1995) over all comparisons of rates.",
            count(usize::try_from(page.replicates).unwrap_or(usize::MAX)),
            level(page.confidence)
        ),
        "Where areas changed their policy, the change in their rate from the first to the last complete period is compared with that of \
         areas that kept the former policy throughout, in the same way."
            .to_owned(),
    ]
}
