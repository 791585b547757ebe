//! Money by area in words and tables.

use crate::number::significant;
use crate::tables::layout::{lines, prose, table};
use crate::tables::text::absent;
use crate::words;
use unwarranted_core::funding::{AreaFunding, BesidePrescribing, Funding, Point, Unequal};
use unwarranted_core::text::{capitalised, within_sentence};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::thousands;

/// Money of every period, in words and tables. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn funding_table(periods: &[Funding], labels: &LabelsBy, width: Option<u16>) -> String {
    let blocks: Vec<String> = periods.iter().map(|f| block(f, labels, width)).collect();
    blocks.join("\n")
}

fn block(f: &Funding, labels: &LabelsBy, width: Option<u16>) -> String {
    let mut out = format!("Money by area, {}\n{}\n", f.period.words(), words::funded(f));
    for u in &f.unequal {
        out += &undefined(u);
    }
    let mut out = prose(&out, width) + "\n" + &unequal(f, width);
    if !f.regions.is_empty() {
        out += &format!("\n{}", regions(f, width));
    }
    out += &format!("\n{}", areas(f, width));
    for b in &f.prescribing {
        out += &format!("\n{}", beside(b, labels, width));
    }
    out
}

fn undefined(u: &Unequal) -> String {
    let per = u.per.map_or("", |head| head.word());
    u.undefined.iter().map(|reason| format!("undefined per {per} head: {reason}\n")).collect()
}

fn unequal(f: &Funding, width: Option<u16>) -> String {
    let heads = [
        "Per head",
        "£",
        "Lowest",
        "Highest",
        "Gini",
        "Theil T",
        "CV",
        "CV weighted",
        "Between regions",
        "Concentration",
    ];
    let mut table = table(&heads, &[1, 2, 3, 4, 5, 6, 7, 8, 9], width);
    let figure = |v: Option<f64>| v.map_or_else(absent, |v| significant(v, 3));
    for u in &f.unequal {
        table.add_row([
            u.per.map_or_else(absent, |head| head.word().to_owned()),
            thousands(u.mean, 2),
            thousands(u.lowest, 2),
            thousands(u.highest, 2),
            figure(u.gini),
            figure(u.theil_t),
            figure(u.cv),
            figure(u.cv_weighted),
            u.theil_between_share.map_or_else(absent, words::per_cent),
            figure(u.concentration),
        ]);
    }
    if f.unequal.iter().all(|u| u.areas_with_region == 0) {
        table.hide(&[8]);
    }
    if f.unequal.iter().all(|u| u.areas_with_rank == 0) {
        table.hide(&[9]);
    }
    lines(&table)
}

/// A distance from target: "+4.8%".
fn distance(value: Option<f64>) -> String {
    // No figure is minus zero.
    value.map_or_else(absent, |v| format!("{:+.1}%", (v * 10.0).round() / 10.0 + 0.0))
}

fn head(value: Option<f64>) -> String {
    value.map_or_else(absent, |v| thousands(v, 2))
}

fn regions(f: &Funding, width: Option<u16>) -> String {
    let heads = ["Region", "Areas", "Money", "£ registered", "£ weighted", "From target"];
    let mut table = table(&heads, &[1, 2, 3, 4, 5], width);
    for r in &f.regions {
        table.add_row([
            r.region.to_string(),
            r.areas.to_string(),
            words::pounds(r.amount),
            head(r.per_registered),
            head(r.per_weighted),
            distance(r.distance_percent),
        ]);
    }
    lines(&table)
}

/// Areas, the farthest above target first; without targets those with most per head.
fn areas(f: &Funding, width: Option<u16>) -> String {
    let heads =
        ["Area", "Name", "Money", "Share", "£ registered", "£ weighted", "From target", "£ from target per head"];
    let mut table = table(&heads, &[2, 3, 4, 5, 6, 7], width);
    let key = |a: &AreaFunding| a.distance_percent.or(a.per_weighted).or(a.per_registered).unwrap_or(f64::NEG_INFINITY);
    let mut ordered: Vec<&AreaFunding> = f.areas.iter().collect();
    ordered.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.area.cmp(&b.area)));
    for a in ordered {
        table.add_row([
            a.area.to_string(),
            a.name.as_deref().unwrap_or("-").to_owned(),
            words::pounds(a.amount),
            a.share.map_or_else(absent, |share| format!("{:.2}%", 100.0 * share)),
            head(a.per_registered),
            head(a.per_weighted),
            distance(a.distance_percent),
            a.distance_per_head.map_or_else(absent, |v| thousands(v, 2)),
        ]);
    }
    let all = |of: fn(&AreaFunding) -> bool| f.areas.iter().all(of);
    let hidden = [
        (1, all(|a| a.name.is_none())),
        (4, all(|a| a.per_registered.is_none())),
        (5, all(|a| a.per_weighted.is_none())),
        (6, all(|a| a.distance_percent.is_none())),
        (7, all(|a| a.distance_per_head.is_none())),
    ];
    table.hide(&hidden.into_iter().filter(|(_, hide)| *hide).map(|(at, _)| at).collect::<Vec<_>>());
    lines(&table)
}

/// Areas shown whose money and prescribing differ most in place.
const SHOWN: usize = 10;

fn beside(b: &BesidePrescribing, labels: &LabelsBy, width: Option<u16>) -> String {
    let labels = labels.get(&b.treatment);
    let name = labels.map_or(&*b.treatment, |l| l.measure.as_str());
    let out = format!(
        "Money beside {}\n{}\nAreas whose places by money and by rate differ most (1 is the least):\n",
        within_sentence(name),
        words::beside(b, labels)
    );
    let heads = ["Area", "Name", "£ per head", "Place", "Rate", "Place of rate"];
    let mut table = table(&heads, &[2, 3, 4, 5], width);
    let apart = |p: &Point| (p.funding_rank - p.rate_rank).abs();
    let mut ordered: Vec<&Point> = b.points.iter().collect();
    ordered.sort_by(|x, y| apart(y).total_cmp(&apart(x)).then_with(|| x.area.cmp(&y.area)));
    for p in ordered.iter().take(SHOWN) {
        table.add_row([
            p.area.to_string(),
            capitalised(p.name.as_deref().unwrap_or("-")),
            thousands(p.funding, 2),
            significant(p.funding_rank, 3),
            significant(p.rate, 3),
            significant(p.rate_rank, 3),
        ]);
    }
    if b.points.iter().all(|p| p.name.is_none()) {
        table.hide(&[1]);
    }
    prose(&out, width) + &lines(&table)
}
