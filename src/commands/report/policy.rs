//! Reports of what areas decided, beside what they do.

use super::PNG_SCALE;
use super::about::Files;
use anyhow::{Context, Result};
use unwarranted::core::policy::{Held, Joined, Policy};
use unwarranted::core::{AreaFinding, SliceFindings};
use unwarranted::plot::{Labels, PolicyRowOf, PolicySubject, Size, png, policy as draw};
use unwarranted::report::{self, Drawn, Figure, PolicyPage, Report, policy_headlines, policy_source, tables};
use unwarranted::study::{Coding, Outcome, Policing};

/// The files of the report.
pub(super) fn files(outcome: &Outcome, whole: &Report, coding: &Coding) -> Result<Files> {
    let found = outcome.policies.as_ref().context("no policies are named")?;
    let charts = charts(found, whole);
    let page = report::policy_page(&PolicyPage {
        policies: &found.policies,
        joined: &found.joined,
        moved: &found.moved,
        over_time: &found.over_time,
        elsewhere: &found.elsewhere,
        confidence: found.confidence,
        replicates: found.replicates,
        charts: &charts,
        report: whole,
    })?;
    let focus: Vec<&SliceFindings> = whole.focused().collect();
    let own = vec![
        ("policies.csv".to_owned(), coding.csv(&tables::policies_csv(&found.policies, &focus)?)?.into_bytes()),
        (
            "policy_groups.csv".to_owned(),
            tables::policy_groups_csv(&found.policies, &found.joined, &found.over_time)?.into_bytes(),
        ),
        (
            "policy_differences.csv".to_owned(),
            tables::policy_differences_csv(&found.policies, &found.joined, &found.moved)?.into_bytes(),
        ),
    ];
    let mut files = vec![("report.html".to_owned(), page.into_bytes())];
    files.extend(report::write::table_files(whole, own)?);
    files.extend(pictures(&charts)?);
    Ok(files)
}

/// The chart of every policy beside every treatment, with the name of its files.
fn charts(found: &Policing, whole: &Report) -> Vec<(String, Drawn)> {
    let several = found.joined.len() > 1;
    let name = |at: usize| if several { format!("charts/policy-{}", at + 1) } else { "charts/policy".to_owned() };
    found.joined.iter().enumerate().map(|(at, one)| (name(at), chart(found, one, whole))).collect()
}

/// The files of the charts that could be drawn.
fn pictures(charts: &[(String, Drawn)]) -> Result<Files> {
    let mut files = Files::new();
    for (name, drawn) in charts {
        let Ok(figure) = drawn else { continue };
        files.push((format!("{name}.svg"), figure.web.svg.clone().into_bytes()));
        files.push((format!("{name}.png"), png(&figure.web.svg, PNG_SCALE)?));
        files.push((format!("{name}-phone.svg"), figure.phone.svg.clone().into_bytes()));
    }
    Ok(files)
}

/// The chart of a policy beside a treatment, in both widths.
fn chart(found: &Policing, one: &Joined, whole: &Report) -> Drawn {
    let not = |reason: &str| unwarranted::plot::NotDrawn { reason: reason.to_owned() };
    let policy = found.policies.iter().find(|policy| policy.name == one.policy);
    let slice = whole.focused().find(|slice| slice.treatment == one.treatment);
    let labels = whole.labels.get(&one.treatment);
    let ((policy, slice), labels) =
        policy.zip(slice).zip(labels).ok_or_else(|| not("a policy beside a treatment without words"))?;
    let rows = rows(policy, one, slice);
    if rows.iter().flat_map(|row| &row.areas).all(|area| area.rate.is_none()) {
        return Err(not("no area with a known policy has a rate"));
    }
    // Both the figures and the policies have a source.
    let labels = &Labels { source: policy_source(policy, labels), ..labels.clone() };
    let at = |size| {
        draw(&PolicySubject {
            findings: slice,
            labels,
            policy: &policy.name,
            rows: &rows,
            headlines: policy_headlines(policy, one, slice, labels),
            highlight: whole.highlight,
            size,
        })
    };
    Ok(Figure { web: at(Size::WEB), phone: at(Size::PHONE) })
}

/// A row for each group of areas.
fn rows<'a>(policy: &'a Policy, one: &Joined, slice: &'a SliceFindings) -> Vec<PolicyRowOf<'a>> {
    let row = |group: &unwarranted::core::policy::Group| {
        let wanted = group.value.map_or(Held::Unknown, Held::Throughout);
        let areas: Vec<&AreaFinding> =
            slice.areas.iter().filter(|area| policy.held(&area.area, slice.period) == wanted).collect();
        let value = group.value.and_then(|at| policy.values.get(at)).map(|value| &**value);
        let n = unwarranted::plot::text::areas(group.with_rate);
        let name = value.map_or_else(|| format!("Not known: {n}"), |value| format!("\u{201c}{value}\u{201d}: {n}"));
        PolicyRowOf { name, value, areas, mean: group.mean }
    };
    one.groups.iter().map(row).collect()
}
