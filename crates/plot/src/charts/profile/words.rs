//! What a profile says.

use super::row::Row;
use crate::chart::Subject;
use crate::charts::shared::doublings::MOST;
use crate::frame::Words;
use crate::numbers::{count, times};
use crate::text::far as far_words;
use unwarranted_core::findings::Position;
use unwarranted_core::text::counted;

pub(super) fn words(subject: &Subject, rows: &[&Row], name: &str, [all, measures]: [usize; 2]) -> Words {
    let whole = subject.findings.whole();
    let treatments = counted(i64::try_from(all).unwrap_or(i64::MAX), "treatment", "treatments");
    let (low, high) = (rows[rows.len() - 1], rows[0]);
    let range = format!("{name}: from {} to {} times {whole} over {treatments}", times(low.ratio), times(high.ratio),);
    let each: Vec<String> = rows.iter().take(6).map(|r| one(r, whole)).collect();
    Words {
        findings: vec![finding(rows, name, whole, all), range],
        subtitle: format!(
            "Ratio to {whole}, {treatments}, {} compared, {}",
            compared(subject, rows),
            subject.findings.when()
        ),
        notes: notes(subject, rows, name, [all, measures]),
        alt: format!("{name}: {treatments} by the ratio to {whole}. {}.", each.join("; ")),
    }
}

/// "60 CCGs", "58 to 60 CCGs" where treatments differ.
fn compared(subject: &Subject, rows: &[&Row]) -> String {
    let sizes = || rows.iter().map(|r| r.measure.findings.areas.len());
    let (least, most) = (sizes().min().unwrap_or(0), sizes().max().unwrap_or(0));
    let all = subject.labels.areas_counted(most);
    if least == most { all } else { format!("{} to {all}", count(least)) }
}

fn one(row: &Row, whole: &str) -> String {
    format!("{}, {} times {whole}", row.measure.labels.measure, times(row.ratio))
}

/// In how many of `all` treatments the area is far from all areas together.
fn finding(rows: &[&Row], name: &str, whole: &str, all: usize) -> String {
    let far =
        rows.iter().filter(|r| matches!(r.area.rates.position, Some(Position::FarAbove | Position::FarBelow))).count();
    let known = rows.iter().filter(|r| r.area.rates.position.is_some()).count();
    match (known, far) {
        _ if rows.len() == 1 => format!("{name}: {}", one(rows[0], whole)),
        (0, _) => format!("{name}: highest against {whole} for {}", one(rows[0], whole)),
        (n, far) if n < all => {
            let far = if far == 0 { "none".to_owned() } else { count(far) };
            format!("{name} is far from {whole} in {far} of the {} treatments whose chance is known", count(n))
        }
        (n, 0) => format!("{name} is far from {whole} in none of {} treatments", count(n)),
        (n, far) => format!("{name} is far from {whole} in {} of {} treatments", count(far), count(n)),
    }
}

fn notes(subject: &Subject, rows: &[&Row], name: &str, [all, measures]: [usize; 2]) -> Vec<String> {
    let (over, under) = far_words(subject.findings.compared.far);
    let [high, low] = [rows.len().div_ceil(2), rows.len() / 2].map(count);
    let shown = format!("Shown: the {high} highest and the {low} lowest of {} treatments.", count(all));
    let mut notes: Vec<String> = (all > rows.len()).then_some(shown).into_iter().collect();
    notes.push(format!(
        "Pale band: eight in ten areas; darker: the middle half. Mark and line: {name} with its interval. Each step to the right \
         doubles, each to the left halves. Above and below: the whole interval on that side; far: over {over} or under {under}."
    ));
    if measures > all {
        notes.push(format!(
            "{} of {} treatments have no figure for this area.",
            count(measures - all),
            count(measures)
        ));
    }
    if rows.iter().any(|r| r.ratio > MOST || r.ratio < 1.0 / MOST) {
        notes.push(format!("Ratios over {MOST} and under 1/{MOST} are drawn at the edge."));
    }
    notes
}
