//! What a chart of spreads says.

use super::Row;
use crate::chart::Subject;
use crate::charts::shared::doublings::MOST;
use crate::frame::Words;
use crate::numbers::{count, level, times};
use crate::text::{far as far_words, treatments};
use unwarranted_core::text::thousands;

/// How the marks are read.
const READING: &str = "Pale band: eight in ten areas; darker: the middle half; line: the middle area. Each step to the right doubles, each to the \
     left halves. Chance widens a band too, the more the rarer a treatment is.";

pub(super) fn words(subject: &Subject, rows: &[Row], most: usize, [all, measures]: [usize; 2]) -> Words {
    let whole = subject.findings.whole();
    let each: Vec<String> = rows.iter().take(6).map(|r| one(r, whole)).collect();
    Words {
        findings: findings(subject, rows, whole),
        subtitle: format!(
            "Ratio to {whole}, {}, {}, {}",
            treatments(all),
            subject.labels.areas_counted(rows.iter().map(|r| r.measure.findings.areas.len()).max().unwrap_or(0)),
            subject.findings.when()
        ),
        notes: notes(subject, rows, most, [all, measures]),
        alt: format!("{} by how far the areas lie apart. {}.", treatments(all), each.join("; ")),
    }
}

/// "0.34 to 2.1 times".
pub(super) fn told(row: &Row) -> String {
    let [p10, _, _, _, p90] = row.spread;
    if p90 <= 0.0 {
        return "none in nine of ten areas".to_owned();
    }
    let low = if p10 <= 0.0 { "0".to_owned() } else { times(p10) };
    // Below two, one decimal would hide how far it is from all areas together.
    let high = if p90 < 2.0 { thousands(p90, 2) } else { times(p90) };
    format!("{low} to {high} times")
}

/// How many areas chance alone does not explain.
pub(super) fn apart(row: &Row) -> String {
    match row.apart {
        Some([differ, of]) => format!("{} of {} areas apart", count(differ), count(of)),
        None => "chance not known".to_owned(),
    }
}

fn one(row: &Row, whole: &str) -> String {
    match row.spread[4] <= 0.0 {
        true => format!("{}: {}", row.measure.labels.measure, told(row)),
        false => format!("{}: eight in ten areas have {} the rate of {whole}", row.measure.labels.measure, told(row)),
    }
}

/// In how many treatments a tenth of the areas is far from all areas together.
fn findings(subject: &Subject, rows: &[Row], whole: &str) -> Vec<String> {
    if let [row] = rows {
        return vec![one(row, whole)];
    }
    let far = subject.findings.compared.far;
    let (over, under) = far_words(far);
    let wide = rows.iter().filter(|r| r.spread[0] < 1.0 / far || r.spread[4] > far).count();
    let said = match wide {
        0 => format!("none of {}", treatments(rows.len())),
        n => format!("{} of {}", count(n), treatments(rows.len())),
    };
    vec![
        format!("In {said}, one area in ten has over {over} the rate of {whole}, or one in ten has under {under}"),
        format!("In {said}, a tenth of the areas is over {over} or under {under}"),
    ]
}

fn notes(subject: &Subject, rows: &[Row], most: usize, [all, measures]: [usize; 2]) -> Vec<String> {
    let whole = subject.findings.whole();
    let mut notes = Vec::new();
    if most < all {
        notes.push(format!("Shown: the {} widest of {}.", count(most), treatments(all)));
    }
    notes.push(READING.to_owned());
    if rows.iter().any(|r| r.apart.is_some()) {
        let outer = level(subject.findings.levels[1]);
        notes.push(format!("Apart: the whole {outer}% interval of an area lies on one side of {whole}."));
    }
    if measures > all {
        notes.push(format!("{} of {} have no ratios.", count(measures - all), treatments(measures)));
    }
    if rows[..most].iter().any(|r| r.spread[4] > MOST || r.spread[0] < 1.0 / MOST) {
        notes.push(format!("Ratios over {MOST} and under 1/{MOST} are drawn at the edge."));
    }
    notes
}
