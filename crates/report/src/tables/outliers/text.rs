//! Verdicts for a terminal: the areas that stand out, and what they were held against.

use crate::number::{exact, probability, significant};
use crate::order::ordered;
use crate::tables::layout::{lines, prose, table};
use crate::tables::pieces::Pieces;
use crate::tables::reasons::advice;
use crate::tables::text::{Places, absent, blocks};
use crate::words;
use unwarranted_core::findings::{AgainstSimilar, Flag, Limits, Persistence, TargetRate};
use unwarranted_core::outliers::{self, control::Control};
use unwarranted_core::text::be;
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::{level, thousands};
use unwarranted_plot::text::areas;

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
            &(said
                + &similar_line(s)
                + &rule_line(s)
                + &judged_lines(s)
                + &words::chance_lines(s, labels.get(&s.treatment))),
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
        be(flagged),
        s.rule,
        s.overdispersion.method,
        centre(s)
    )
}

/// Whom areas are held against where each has its own similar areas.
fn similar_line(s: &SliceFindings) -> String {
    words::similar_areas(s).map(|said| said + "\n").unwrap_or_default()
}

/// What the limits are drawn around.
fn centre(s: &SliceFindings) -> String {
    if let Some(similar) = &s.similar {
        return match similar.nearest {
            Some(nearest) => format!("each around the mean of its {nearest} most similar areas"),
            None => "each around the mean of the other areas of its group".to_owned(),
        };
    }
    let at = s.compared.centre.map_or_else(|| "1".to_owned(), |c| significant(c, 3));
    match s.compared.target {
        TargetRate::Given(rate) => format!("around the target {}, O/E {at}", exact(rate)),
        TargetRate::Pooled => format!("around the rate of all areas together, O/E {at}"),
        TargetRate::Typical if outliers::find(s.rule).is_some_and(|rule| rule.against.is_some()) => {
            format!("around the typical area, O/E {at}")
        }
        TargetRate::Typical | TargetRate::Similar => format!("around O/E {at}"),
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

/// Columns before and after those of the limits, in the order of the cells of [`row`].
const BEFORE: [&str; 5] = ["Area", "Name", "Observed", "Expected", "O/E"];
const AFTER: [&str; 8] = ["z", "Flag", "q", "Alarm", "Rank", "All areas", "Periods beyond", "Times similar areas"];

fn outlying(s: &SliceFindings, out: &[&AreaFinding], width: Option<u16>) -> String {
    let [lower, upper] = s.levels.map(level);
    let limits = [&lower, &upper].map(|level| format!("Limits {level}%"));
    let heads = [&BEFORE[..], &limits.each_ref().map(String::as_str), &AFTER].concat();
    let mut table = table(&heads, &[2, 3, 4, 5, 6, 7, 9, 11, 13, 14], width);
    let places = Places::of(s);
    for a in out {
        table.add_row(row(a, &places, [&lower, &upper]));
    }
    if s.judged.is_none() {
        table.hide(&[9, 10]);
    }
    if s.areas.iter().all(|a| a.judgement.rank.is_none()) {
        table.hide(&[11]);
    }
    if s.similar.is_none() {
        table.hide(&[14]);
    }
    if out.iter().all(|a| a.persistence.is_none()) {
        table.hide(&[13]);
        return lines(&table);
    }
    let says = format!(
        "Periods beyond: shorter periods within this one in which the area by itself lay above or below its {upper}% limits, of those in \
         which it has limits. They describe how lasting it is; the test is that of the whole period.\n"
    );
    lines(&table) + &prose(&says, width)
}

fn beyond(p: Persistence) -> String {
    let sides = [(p.above, "above"), (p.below, "below")];
    let sides: Vec<String> = sides.iter().filter(|(n, _)| *n > 0).map(|(n, side)| format!("{n} {side}")).collect();
    let said = if sides.is_empty() { "0".to_owned() } else { sides.join(", ") };
    format!("{said} of {}", p.of)
}

/// An area that stands out, with its limits at both levels.
fn row(a: &AreaFinding, places: &Places, levels: [&str; 2]) -> [String; 15] {
    let j = &a.judgement;
    let rank = j.rank.zip(j.rank_lower).zip(j.rank_upper);
    let [lower, upper] = levels.map(|level| range(a.limits_adjusted.as_ref(), level));
    [
        a.area.to_string(),
        a.name.as_deref().unwrap_or("-").to_owned(),
        thousands(a.observed, places.observed),
        places.or_absent(a.expected, places.expected),
        places.or_absent(a.ratio, 2),
        lower,
        upper,
        places.or_absent(a.z_adjusted, 1),
        a.flag.map(|flag| flag.to_string()).unwrap_or_default(),
        j.q.map_or_else(absent, probability),
        j.alarm.map_or_else(absent, |alarm| alarm.to_string()),
        rank.map_or_else(absent, |((rank, lo), hi)| format!("{rank} ({lo} to {hi})")),
        a.rates.position.map_or_else(absent, |position| position.words().to_owned()),
        a.persistence.map_or_else(absent, beyond),
        to_similar(a),
    ]
}

/// The rate over that of its similar areas together, with its interval.
pub(in crate::tables) fn to_similar(a: &AreaFinding) -> String {
    let of = |a: &AgainstSimilar| {
        let ratio = thousands(a.ratio_to_similar?, 2);
        let limits = a.ratio_to_similar_lower.zip(a.ratio_to_similar_upper);
        Some(limits.map_or(ratio.clone(), |(lo, hi)| format!("{ratio} ({} to {})", thousands(lo, 2), thousands(hi, 2))))
    };
    a.rates.similar.as_ref().and_then(of).unwrap_or_else(absent)
}

fn range(limits: Option<&Limits>, level: &str) -> String {
    limits
        .and_then(|l| l.get(level))
        .map_or_else(absent, |[lo, hi]| format!("{} to {}", thousands(*lo, 2), thousands(*hi, 2)))
}
