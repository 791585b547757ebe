//! The tables of the page of policies.

use super::policy_page::{Pair, PolicyPage};
use super::story::Part;
use super::view::{CellView, Col, RowView, TableView};
use crate::number::{exact, percent, probability};
use crate::words::plain::Say;
use crate::words::policy as words;
use crate::words::{name_and_code, unit_said};
use unwarranted_core::policy::{Compared, Group, Step};
use unwarranted_core::text::capitalised;
use unwarranted_plot::numbers::{count, level};

fn row(cells: Vec<CellView>) -> RowView {
    RowView { cells, pinned: false }
}

/// The first day on which a policy holds, in words, with what it is sorted by.
fn day(step: &Step) -> CellView {
    let (month, day) = step.from;
    let order = f64::from(month.year()) * 10_000.0 + f64::from(month.month()) * 100.0 + f64::from(day);
    CellView { sort: Some(exact(order)), ..CellView::text(words::day(step)) }
}

/// Whether tables say which policy a row is about.
fn several(page: &PolicyPage) -> bool {
    page.policies.len() > 1
}

/// Areas and people of each value.
pub(super) fn groups(pair: &Pair) -> TableView {
    let groups = &pair.joined.groups;
    let cells = |group: &Group| {
        row(vec![
            CellView::text(capitalised(&words::value(pair.policy, group.value))),
            CellView::count(group.areas),
            CellView::maybe(group.denominator, words::whole),
            CellView::maybe(words::share(group, groups), percent),
        ])
    };
    let people = capitalised(&words::people(pair.labels));
    let columns = vec![
        Col::text("Policy"),
        Col::number("Areas"),
        Col::number(&people),
        Col::number(format!("Share of {}", words::people(pair.labels))),
    ];
    let caption = format!("{}, {}", pair.policy.name, pair.slice.period.words());
    TableView { caption, columns, rows: groups.iter().map(cells).collect(), ..TableView::default() }
        .without_undefined_columns(|_, head| format!("{head}: undefined, because the data have no denominator."))
}

/// Periods of the table over time.
const PERIODS: usize = 6;

/// How many areas and what share of the people each value has, period by period.
pub(super) fn over_time(page: &PolicyPage, pair: &Pair) -> Option<TableView> {
    let of: Vec<_> = page.over_time.iter().filter(|(name, ..)| *name == pair.policy.name).collect();
    let shown = &of[of.len().saturating_sub(PERIODS)..];
    if shown.len() < 2 {
        return None;
    }
    let values = (0..pair.policy.values.len()).map(Some).chain([None]);
    let cell = |groups: &[Group], value: Option<usize>| match groups.iter().find(|group| group.value == value) {
        None => CellView { sort: Some("0".to_owned()), ..CellView::text("0") },
        Some(group) => {
            let share = words::share(group, groups).map_or_else(String::new, |share| format!(" ({})", percent(share)));
            CellView::number(group.areas as f64, count(group.areas) + &share)
        }
    };
    let rows = values
        .filter(|value| shown.iter().any(|(_, _, groups)| groups.iter().any(|group| group.value == *value)))
        .map(|value| {
            let first = CellView::text(capitalised(&words::value(pair.policy, value)));
            row(std::iter::once(first).chain(shown.iter().map(|(_, _, groups)| cell(groups, value))).collect())
        });
    let mut columns = vec![Col::text("Policy")];
    columns.extend(shown.iter().map(|(_, period, _)| Col::number(period.to_string())));
    let caption =
        format!("{}, period by period: areas, and their share of {}", pair.policy.name, words::people(pair.labels));
    let mut table = TableView { caption, columns, rows: rows.collect(), ..TableView::default() };
    table.notes.push("An area counts in a period where it holds the policy throughout.".to_owned());
    Some(table)
}

/// What the areas of each value do.
pub(super) fn rates(pair: &Pair) -> TableView {
    let say = Say::of(pair.slice, pair.labels);
    let cells = |group: &Group| {
        row(vec![
            CellView::text(capitalised(&words::value(pair.policy, group.value))),
            CellView::count(group.with_rate),
            CellView::maybe(group.rate, |v| say.value(v)),
            CellView::maybe(group.mean, |v| say.value(v)),
        ])
    };
    let columns = vec![
        Col::text("Policy"),
        Col::number("Areas with a rate"),
        Col::number("Rate of all together"),
        Col::number("Mean of areas"),
    ];
    let caption = format!(
        "{}, {}, by policy ({})",
        pair.labels.measure,
        pair.slice.period.words(),
        unit_said(pair.slice, pair.labels)
    );
    let rows = pair.joined.groups.iter().map(cells).collect();
    TableView { caption, columns, rows, ..TableView::default() }
        .without_undefined_columns(|_, head| format!("{head}: undefined."))
}

/// Every comparison of two values.
pub(super) fn differences(page: &PolicyPage, pair: &Pair) -> Option<TableView> {
    let say = Say::of(pair.slice, pair.labels);
    let confidence = level(page.confidence);
    let several = page.joined.iter().map(|one| one.compared.len()).sum::<usize>() > 1;
    let cells = |c: &Compared| {
        let found = c.found.as_ref().ok();
        let ends = found.and_then(|found| found.interval.as_ref().ok()).copied();
        let said = found.map(|found| say.with_interval(found.difference, ends)).unwrap_or_default();
        let cell = |value: Option<f64>, at: usize| CellView::maybe(value, |_| said[at].clone());
        let mut cells = vec![
            CellView::text(format!(
                "{} against {}",
                words::value(pair.policy, Some(c.value)),
                words::value(pair.policy, Some(c.with))
            )),
            cell(found.map(|found| found.difference), 0),
            cell(ends.map(|ends| ends[0]), 1),
            cell(ends.map(|ends| ends[1]), 2),
            CellView::maybe(found.and_then(|found| found.p), probability),
        ];
        cells.extend(several.then(|| CellView::maybe(c.q, probability)));
        row(cells)
    };
    let mut columns = vec![
        Col::text("Policies"),
        Col::number("Difference of means"),
        Col::number(format!("Lower {confidence}%")),
        Col::number(format!("Upper {confidence}%")),
        Col::number("p"),
    ];
    columns.extend(several.then(|| Col::number("q")));
    let rows: Vec<RowView> = pair.joined.compared.iter().map(cells).collect();
    let caption = format!("{}: differences between policies", pair.labels.measure);
    let table = TableView { caption, columns, rows, ..TableView::default() }.without_undefined_columns(|_, head| {
        format!("{head}: undefined, because there are too few ways to deal the areas.")
    });
    (!table.rows.is_empty()).then_some(table)
}

/// Every change of a policy, in the order of time.
pub(super) fn changes(page: &PolicyPage, pairs: &[Pair]) -> Option<TableView> {
    let name = |code: &str| {
        let areas = || pairs.iter().flat_map(|pair| &pair.slice.areas);
        areas().find(|area| &*area.area == code).map_or_else(|| code.to_owned(), name_and_code)
    };
    let known = |code: &str| !page.elsewhere.iter().any(|other| &**other == code);
    let mut rows = Vec::new();
    for policy in page.policies {
        for (area, before, after) in policy.changes().filter(|(area, ..)| known(area)) {
            let mut cells = vec![CellView::text(name(area))];
            cells.extend(several(page).then(|| CellView::text(&*policy.name)));
            let [before, now] = [before, after].map(|step| &*policy.values[step.value]);
            cells.extend([CellView::text(before), CellView::text(now), day(after), CellView::text(&*after.source)]);
            rows.push(row(cells));
        }
    }
    let heads = ["Area", "Policy", "Before", "After", "Valid from", "Source"];
    let columns = heads.into_iter().filter(|head| several(page) || *head != "Policy").map(Col::text).collect();
    let tools = rows.len() > 8;
    let table = TableView { caption: "Every change".to_owned(), columns, rows, tools, ..TableView::default() };
    (!table.rows.is_empty()).then_some(table)
}

/// Every area with its policies, their sources and its rates.
pub(super) fn areas(page: &PolicyPage, pairs: &[Pair]) -> Part {
    let mut part = Part::new("areas", "Every area");
    let mut rows = Vec::new();
    for policy in page.policies {
        let own: Vec<&Pair> = pairs.iter().filter(|pair| pair.policy.name == policy.name).collect();
        let Some(first) = own.first() else { continue };
        for area in &first.slice.areas {
            let step = policy.step(&area.area, first.slice.period);
            let mut cells = vec![CellView::text(name_and_code(area))];
            cells.extend(several(page).then(|| CellView::text(&*policy.name)));
            cells.extend([
                CellView::text(step.map_or("not known", |step| &*policy.values[step.value])),
                step.map_or_else(|| CellView { absent: true, ..CellView::text("") }, day),
                CellView::text(step.map_or("", |step| &*step.source)),
            ]);
            cells.extend(own.iter().map(|pair| {
                let say = Say::of(pair.slice, pair.labels);
                let rate = pair.slice.areas.iter().find(|other| other.area == area.area).and_then(|other| other.rate);
                CellView::maybe(rate, |v| say.value(v))
            }));
            let pinned = page.report.highlight == Some(&*area.area);
            rows.push(RowView { cells, pinned });
        }
    }
    rows.sort_by_key(|row| !row.pinned);
    let heads = ["Area", "Policy", "Value", "Valid from", "Source"];
    let heads = heads.into_iter().filter(|head| several(page) || *head != "Policy");
    let mut columns: Vec<Col> = heads.map(Col::text).collect();
    let mut seen = Vec::new();
    for pair in pairs.iter().filter(|pair| pair.policy.name == page.policies[0].name) {
        columns.push(Col::number(format!("{} ({})", pair.labels.measure, unit_said(pair.slice, pair.labels))));
        seen.push(pair.slice.period.words());
    }
    seen.dedup();
    let caption = format!("Every area, {}: what it decided, who says so, what it does", seen.join(", "));
    part.tables.push(TableView { caption, columns, rows, tools: true, ..TableView::default() });
    part
}
