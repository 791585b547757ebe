//! The verdict on every area of every slice: rates, ratios, funnel limits, flags and alarms.

use super::delimited::{Column, area_rows, column, number, slice_column, text};
use super::json::{Head, entry, head, pieces};
use super::layout::{lines, prose, table};
use super::pieces::{Outline, Pieces};
use super::rates::{chance_columns, position_column, rate_columns, which_columns};
use super::reasons::{advice, reasons};
use super::text::{Places, absent, blocks};
use crate::error::Error;
use crate::number::{exact, probability, significant};
use crate::order::ordered;
use crate::words;
use serde::Serialize;
use unwarranted_core::findings::{Alarm, ChanceFindings, Compared, Flag, Judged, Limits, Overdispersion, TargetRate};
use unwarranted_core::outliers::{self, control::Control};
use unwarranted_core::{AreaFinding, SetAside, SliceFindings};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::{level, thousands};
use unwarranted_plot::text::areas;

#[derive(Serialize)]
struct Outliers<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    #[serde(flatten)]
    verdicts: Verdicts<'a>,
}

/// How areas were judged, what was left out, and everything said of each area.
#[derive(Serialize)]
pub(super) struct Verdicts<'a> {
    chance: &'a ChanceFindings,
    rule: &'static str,
    #[serde(flatten)]
    compared: Compared,
    judged: Option<&'a Judged>,
    rank_note: Option<&'a str>,
    overdispersion: &'a Overdispersion,
    set_aside: &'a [SetAside],
    areas: Vec<Area<'a>>,
}

/// An area, and what one person would have to take for it to be chance.
#[derive(Serialize)]
struct Area<'a> {
    #[serde(flatten)]
    found: &'a AreaFinding,
    #[serde(skip_serializing_if = "Option::is_none")]
    break_even_in_words: Option<String>,
}

/// The verdict on every area of every slice: rates, ratios, funnel limits and flags.
///
/// # Errors
/// As [`indices_json`](super::indices_json).
pub fn outliers_json(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    outliers_json_pieces()?.whole(findings, labels)
}

/// [`outliers_json`] slice by slice.
///
/// # Errors
/// As [`indices_json`](super::indices_json).
pub fn outliers_json_pieces() -> Result<Pieces, Error> {
    pieces(|s, labels| entry(&Outliers { head: head(s, labels), verdicts: Verdicts::of(s, labels) }))
}

impl<'a> Verdicts<'a> {
    pub(super) fn of(s: &'a SliceFindings, labels: &LabelsBy) -> Self {
        let unit = labels.get(&s.treatment).map(|l| &l.unit);
        let area = |found| Area { found, break_even_in_words: unit.and_then(|unit| words::break_even(s, unit, found)) };
        Self {
            chance: &s.chance,
            rule: s.rule,
            compared: s.compared,
            judged: s.judged.as_ref(),
            rank_note: s.rank_note.as_deref(),
            overdispersion: &s.overdispersion,
            set_aside: &s.set_aside,
            areas: s.areas.iter().map(area).collect(),
        }
    }
}

/// The verdict on every area of every slice, one row each.
///
/// # Errors
/// As [`indices_csv`](super::indices_csv).
pub fn outliers_csv(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    outliers_csv_pieces(&Outline::of(findings))?.whole(findings, labels)
}

/// [`outliers_csv`] slice by slice.
///
/// # Errors
/// As [`indices_csv`](super::indices_csv).
pub fn outliers_csv_pieces(outline: &Outline) -> Result<Pieces, Error> {
    area_rows([which_columns(), rate_columns(outline), verdict_columns(outline), reason_column()])
}

pub(super) fn reason_column() -> Vec<Column> {
    vec![column("undefined", |r| text(&reasons(r.slice, r.area)))]
}

/// The columns of a verdict. Those of ranks are there only when ranks were simulated.
pub(super) fn verdict_columns(outline: &Outline) -> Vec<Column> {
    let levels = levels(outline);
    let mut columns = vec![column("z", |r| number(r.area.z)), column("p", |r| number(r.area.p))];
    columns.extend(limit_columns("limit", &levels, |a| a.limits.as_ref()));
    columns.push(column("z_adjusted", |r| number(r.area.z_adjusted)));
    columns.push(column("p_adjusted", |r| number(r.area.p_adjusted)));
    columns.extend(limit_columns("limit_adjusted", &levels, |a| a.limits_adjusted.as_ref()));
    columns.push(column("flag", |r| r.area.flag.map(|flag| flag.to_string()).unwrap_or_default()));
    columns.extend(judgement_columns());
    if outline.ranked {
        columns.extend(chance_of_rank_columns());
    }
    columns.push(slice_column("rule", |r| r.slice.rule.to_owned()));
    columns.push(slice_column("phi", |r| number(r.slice.overdispersion.phi)));
    columns.push(slice_column("tau2", |r| number(r.slice.overdispersion.tau2)));
    columns.push(slice_column("target", |r| r.slice.compared.target.to_string()));
    columns.push(slice_column("centre", |r| number(r.slice.compared.centre)));
    columns.push(position_column());
    columns.extend(chance_columns());
    columns.push(column("effective", |r| number(r.area.chance.effective)));
    columns.push(column("break_even", |r| number(r.area.chance.break_even)));
    columns.push(column("month_noise", |r| number(r.area.chance.month_noise)));
    columns.push(column("change", |r| number(r.area.chance.change)));
    columns.push(column("change_lower", |r| number(r.area.chance.change_lower)));
    columns.push(column("change_upper", |r| number(r.area.chance.change_upper)));
    columns.push(column("break_even_in_words", |r| {
        text(&r.unit.and_then(|unit| words::break_even(r.slice, unit, r.area)).unwrap_or_default())
    }));
    columns
}

fn judgement_columns() -> Vec<Column> {
    vec![
        column("alarm", |r| r.area.judgement.alarm.map_or("", Alarm::word).to_owned()),
        slice_column("control", |r| r.slice.judged.as_ref().map(|j| j.control.to_string()).unwrap_or_default()),
        column("alarm_z", |r| number(r.area.judgement.alarm_z)),
        column("alarm_p", |r| number(r.area.judgement.alarm_p)),
        column("q", |r| number(r.area.judgement.q)),
        column("q_bh", |r| number(r.area.judgement.q_bh)),
        column("q_by", |r| number(r.area.judgement.q_by)),
        column("q_bh_all", |r| number(r.area.judgement.q_bh_all)),
        column("q_by_all", |r| number(r.area.judgement.q_by_all)),
    ]
}

fn chance_of_rank_columns() -> Vec<Column> {
    let whole = |value: Option<usize>| value.map(|v| v.to_string()).unwrap_or_default();
    vec![
        column("rank", move |r| whole(r.area.judgement.rank)),
        column("rank_lower", move |r| whole(r.area.judgement.rank_lower)),
        column("rank_upper", move |r| whole(r.area.judgement.rank_upper)),
        column("in_highest_decile", |r| number(r.area.judgement.in_highest_decile)),
        column("in_lowest_decile", |r| number(r.area.judgement.in_lowest_decile)),
    ]
}

type LimitsOf = fn(&AreaFinding) -> Option<&Limits>;

fn limit_columns(prefix: &str, levels: &[String], of: LimitsOf) -> Vec<Column> {
    let mut columns = Vec::new();
    for level in levels {
        for (side, end) in ["lower", "upper"].into_iter().enumerate() {
            let key = level.clone();
            columns.push(column(&format!("{prefix}_{level}_{end}"), move |r| {
                number(of(r.area).and_then(|l| l.get(&key)).map(|l| l[side]))
            }));
        }
    }
    columns
}

/// The confidence levels of the limits, ascending, as their names.
fn levels(outline: &Outline) -> Vec<String> {
    outline.levels.map(|levels| levels.map(level).to_vec()).unwrap_or_default()
}

/// The areas that stand out in every slice, highest first, with the limits they were held against.
#[must_use]
pub fn outliers_table(findings: &[SliceFindings], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(findings, labels, width, |s| {
        if let Some(reason) = &s.overdispersion.undefined {
            let said = words::distances(s).map(|sentence| sentence + "\n").unwrap_or_default();
            let give = advice(s).map(|give| format!("To have them tested, {give}.\n")).unwrap_or_default();
            let untested = format!("Outliers: not tested, because {reason}.\n{give}{said}");
            return prose(&(untested + &words::chance_lines(s, labels.get(&s.treatment))), width);
        }
        let outside = |a: &&AreaFinding| a.flag.and_then(Flag::side).or(s.unusual(a)).is_some();
        let out: Vec<&AreaFinding> = ordered(s).into_iter().filter(outside).collect();
        let said = [Some(words::result(s)), words::distances(s)].into_iter().flatten();
        let said: String = said.map(|sentence| sentence + "\n").collect();
        let mut head = prose(
            &(said + &rule_line(s) + &judged_lines(s) + &words::chance_lines(s, labels.get(&s.treatment))),
            width,
        );
        if out.is_empty() {
            return head;
        }
        head += &outlying(s, &out, width);
        head
    })
}

/// [`outliers_table`] slice by slice.
#[must_use]
pub fn outliers_pieces(width: Option<u16>) -> Pieces {
    Pieces::blocks(move |s, labels| outliers_table(std::slice::from_ref(s), labels, width))
}

/// How many areas are outside the limits, and by which rule.
fn rule_line(s: &SliceFindings) -> String {
    let [lower, _] = s.levels.map(level);
    let flagged = s.areas.iter().filter(|a| a.flag.and_then(Flag::side).is_some()).count();
    let figures = [("phi", s.overdispersion.phi), ("tau2", s.overdispersion.tau2)];
    let figures: Vec<String> =
        figures.iter().filter_map(|(name, v)| v.map(|v| format!("{name} {}", significant(v, 3)))).collect();
    let figures = if figures.is_empty() { String::new() } else { format!(" ({})", figures.join(", ")) };
    let rule = outliers::find(s.rule);
    let does = rule.map(|rule| format!("The rule '{}': {}.\n", rule.id, rule.does)).unwrap_or_default();
    format!(
        "Looked at one by one, {flagged} of {} {} outside the {lower}% limits of the rule '{}' ({}){figures}, {}.\n{does}",
        areas(s.areas.len()),
        if flagged == 1 { "is" } else { "are" },
        s.rule,
        s.overdispersion.method,
        centre(s)
    )
}

/// What the limits are drawn around.
fn centre(s: &SliceFindings) -> String {
    let at = s.compared.centre.map_or_else(|| "1".to_owned(), |c| significant(c, 3));
    match s.compared.target {
        TargetRate::Given(rate) => format!("around the target {}, O/E {at}", exact(rate)),
        TargetRate::Pooled => format!("around the rate of all areas together, O/E {at}"),
        TargetRate::Typical if outliers::find(s.rule).is_some_and(|rule| rule.against.is_some()) => {
            format!("around the typical area, O/E {at}")
        }
        TargetRate::Typical => format!("around O/E {at}"),
    }
}

/// What alarms rest on where that is not the rule's own p, and the caution about ranks.
fn judged_lines(s: &SliceFindings) -> String {
    let mut out = String::new();
    let own = outliers::find(s.rule).is_none_or(|rule| rule.has_own_p());
    if let Some(judged) = s.judged.as_ref().filter(|judged| judged.control != Control::None && !own) {
        out += &format!("Alarms and q rest on {}.\n", judged.basis);
    }
    if let Some(note) = &s.rank_note {
        out += &format!("ranks: {note}\n");
    }
    out
}

fn outlying(s: &SliceFindings, out: &[&AreaFinding], width: Option<u16>) -> String {
    let [lower, upper] = s.levels.map(level);
    let columns = [format!("Limits {lower}%"), format!("Limits {upper}%")];
    let heads = [
        "Area",
        "Name",
        "Observed",
        "Expected",
        "O/E",
        &columns[0],
        &columns[1],
        "z",
        "Flag",
        "q",
        "Alarm",
        "Rank",
        "All areas",
    ];
    let mut table = table(&heads, &[2, 3, 4, 5, 6, 7, 9, 11], width);
    let places = Places::of(s);
    for a in out {
        let j = &a.judgement;
        let rank = j.rank.zip(j.rank_lower).zip(j.rank_upper);
        table.add_row([
            a.area.to_string(),
            a.name.as_deref().unwrap_or("-").to_owned(),
            thousands(a.observed, places.observed),
            places.or_absent(a.expected, places.expected),
            places.or_absent(a.ratio, 2),
            range(a.limits_adjusted.as_ref(), &lower),
            range(a.limits_adjusted.as_ref(), &upper),
            places.or_absent(a.z_adjusted, 1),
            a.flag.map(|flag| flag.to_string()).unwrap_or_default(),
            j.q.map_or_else(absent, probability),
            j.alarm.map_or_else(absent, |alarm| alarm.to_string()),
            rank.map_or_else(absent, |((rank, lo), hi)| format!("{rank} ({lo} to {hi})")),
            a.rates.position.map_or_else(absent, |position| position.words().to_owned()),
        ]);
    }
    if s.judged.is_none() {
        table.hide(&[9, 10]);
    }
    if s.areas.iter().all(|a| a.judgement.rank.is_none()) {
        table.hide(&[11]);
    }
    lines(&table)
}

fn range(limits: Option<&Limits>, level: &str) -> String {
    limits
        .and_then(|l| l.get(level))
        .map_or_else(absent, |[lo, hi]| format!("{} to {}", thousands(*lo, 2), thousands(*hi, 2)))
}
