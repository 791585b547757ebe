//! Tables of what goes with need.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::sliced::{OfSlice, blocks, json};
use super::text::{absent, heading};
use crate::error::Error;
use crate::number::significant;
use crate::words;
use std::sync::Arc;
use unwarranted_core::Kind;
use unwarranted_core::explain::{Explained, ExplainedArea, GroupShare, SpreadIs};
use unwarranted_plot::labels::{Labels, LabelsBy};
use unwarranted_plot::numbers::thousands;

impl OfSlice for Explained {
    fn treatment(&self) -> &Arc<str> {
        &self.treatment
    }

    fn headline(&self, labels: Option<&Labels>) -> String {
        words::explained(self, labels.map(|l| l.measure.as_str()))
    }
}

/// What goes with need in every slice, as JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn explain_json(slices: &[Explained], labels: &LabelsBy) -> Result<String, Error> {
    json(slices, labels)
}

/// Every area of every slice after need, one row each; columns are called so that a tidy file has them, with the chance that was allowed
/// for (`chance_phi`, blank where every event was another person) and what was counted (`observed_is`). Where one is a share there is the
/// denominator too, which its chance needs.
///
/// # Errors
/// As [`explain_json`].
pub fn explain_csv(slices: &[Explained]) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "area",
        "name",
        "observed",
        "expected",
        "ratio",
        "share",
        "share_adjusted",
        "share_lower",
        "share_upper",
        "spread",
        "undefined",
        "chance_phi",
        "observed_is",
        "after_need",
    ];
    let shares = slices.iter().any(is_share);
    let rows = slices.iter().flat_map(|s| s.areas.iter().map(move |a| (s, a)));
    let rows = rows.map(|(s, a)| {
        let mut cells = row(s, a);
        cells.extend(shares.then(|| number(a.denominator)));
        cells
    });
    write(head.map(str::to_owned).into_iter().chain(shares.then(|| "denominator".to_owned())), rows)
}

fn row(s: &Explained, a: &ExplainedArea) -> Vec<String> {
    vec![
        text(&s.treatment),
        s.period.to_string(),
        text(&a.area),
        text(a.name.as_deref().unwrap_or_default()),
        number(Some(a.observed)),
        number(Some(a.expected)),
        number(Some(a.ratio)),
        number(s.share),
        number(s.share_adjusted),
        number(s.lower),
        number(s.upper),
        s.spread.word().to_owned(),
        text(s.undefined.as_deref().unwrap_or_default()),
        number(s.chance_phi),
        // Without a denominator chance was taken as that of counts.
        if s.kind == Kind::Share && !is_share(s) { Kind::Count } else { s.kind }.word().to_owned(),
        need_of(s),
    ]
}

/// The need of the model: groups with their columns, where those are few.
#[must_use]
pub fn need_of(s: &Explained) -> String {
    const FEW: usize = 4;
    let group = |group: &GroupShare| match &group.covariates[..] {
        [one] if *one == group.name => group.name.to_string(),
        all if all.len() > FEW => group.name.to_string(),
        all => format!("{} ({})", group.name, all.join(", ")),
    };
    if s.groups.is_empty() {
        let names = s.coefficients.iter().skip(1).map(|c| &*c.name);
        return names.collect::<Vec<_>>().join(", ");
    }
    s.groups.iter().map(group).collect::<Vec<_>>().join(", ")
}

/// Whether chance was taken as that of a share.
fn is_share(s: &Explained) -> bool {
    s.kind == Kind::Share && s.areas.iter().all(|a| a.denominator.is_some())
}

/// What goes with need in every slice, in words and tables. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn explain_table(slices: &[Explained], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(slices, labels, |s, _, name| block(s, name, width))
}

fn block(s: &Explained, name: &str, width: Option<u16>) -> String {
    let mut out = heading(name, s.period, s.areas_used, "O/E", s.kind, &s.set_aside);
    out += &words::explained(s, Some(name));
    out.push('\n');
    out += &spread(s);
    if let Some(phi) = s.chance_phi {
        let phi = significant(phi, 3);
        out += &format!("{phi} of what is counted are one effective event: what is known of chance is allowed for.\n");
    }
    for note in &s.notes {
        out += &format!("note: {note}\n");
    }
    prose(&out, width) + &groups(s, width) + &coefficients(s, width) + &areas(s, width)
}

/// How far areas differ before and after.
fn spread(s: &Explained) -> String {
    let (before, after) = (&s.model.before, &s.model.after);
    let pair = |name: &str, of: [Option<f64>; 2]| match of {
        [Some(a), Some(b)] => Some(format!("{name} {} before need, {} after", significant(a, 3), significant(b, 3))),
        _ => None,
    };
    let said = match s.spread {
        SpreadIs::Gamma => [
            pair("Variance between areas (gamma)", [before.alpha, after.alpha]),
            pair("log-normal", [before.tau2_lognormal, after.tau2_lognormal]),
            pair("SCV", [before.scv, after.scv]),
        ],
        SpreadIs::Weighted => {
            [pair("Weighted variance of O/E", [before.weighted_variance, after.weighted_variance]), None, None]
        }
    };
    let said: Vec<String> = said.into_iter().flatten().collect();
    if said.is_empty() { String::new() } else { format!("{}.\n", said.join("; ")) }
}

fn groups(s: &Explained, width: Option<u16>) -> String {
    if s.groups.is_empty() {
        return String::new();
    }
    let mut table = table(&["Goes with", "Covariates", "Alone", "Added last"], &[2, 3], width);
    let part = |share: Option<f64>| share.map_or_else(absent, words::per_cent);
    for group in &s.groups {
        let names: Vec<&str> = group.covariates.iter().map(|name| &**name).collect();
        let cells = [group.name.to_string(), names.join(", "), part(group.alone_adjusted), part(group.last_adjusted)];
        table.add_row(cells);
    }
    table.add_row(["all".to_owned(), String::new(), part(s.share_adjusted), String::new()]);
    format!("\n{}", lines(&table))
}

fn coefficients(s: &Explained, width: Option<u16>) -> String {
    if s.coefficients.is_empty() {
        return String::new();
    }
    let heads = ["Covariate", "Coefficient", "SE (HC1)", "SE (regions)", "Rate ratio per SD"];
    let mut table = table(&heads, &[1, 2, 3, 4], width);
    let figure = |v: Option<f64>| v.map_or_else(absent, |v| significant(v, 3));
    for c in &s.coefficients {
        let cells = [
            c.name.to_string(),
            figure(Some(c.estimate)),
            figure(c.se_hc1),
            figure(c.se_cluster),
            c.ratio_per_sd.map_or_else(absent, |r| thousands(r, 2)),
        ];
        table.add_row(cells);
    }
    if s.coefficients.iter().all(|c| c.se_cluster.is_none()) {
        table.hide(&[3]);
    }
    format!("\n{}", lines(&table))
}

fn areas(s: &Explained, width: Option<u16>) -> String {
    if s.areas.is_empty() {
        return String::new();
    }
    let heads = ["Area", "Name", "Observed", "Expected for its need", "O/E"];
    let mut table = table(&heads, &[2, 3, 4], width);
    let mut ordered: Vec<&ExplainedArea> = s.areas.iter().collect();
    ordered.sort_by(|a, b| b.ratio.total_cmp(&a.ratio).then_with(|| a.area.cmp(&b.area)));
    for a in ordered {
        table.add_row([
            a.area.to_string(),
            a.name.as_deref().unwrap_or("-").to_owned(),
            thousands(a.observed, 0),
            thousands(a.expected, 1),
            thousands(a.ratio, 2),
        ]);
    }
    format!("\n{}", lines(&table))
}
