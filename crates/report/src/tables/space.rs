//! Tables of what neighbours share.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::lines::{SCHEMA, to_lines};
use super::text::heading;
use crate::error::Error;
use crate::number::significant;
use crate::words;
use serde::Serialize;
use std::collections::BTreeMap;
use unwarranted_core::Period;
use unwarranted_core::space::global::Weights;
use unwarranted_core::space::local::Cluster;
use unwarranted_core::space::slice::{Fit, Graph, Lacks, Place, Space};
use unwarranted_core::space::smooth::{Effect, Model, Parameter};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::thousands;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    treatment: &'a str,
    measure: Option<&'a str>,
    period: Period,
    headline: String,
    neighbours: Near<'a>,
    areas_used: usize,
    median_observed: f64,
    smoothed: bool,
    moran: Option<Moran>,
    eb_moran: Option<EbMoran>,
    geary: Option<Geary>,
    getis_ord: Option<GetisOrd>,
    permutations: usize,
    seed: u64,
    model: Model,
    fit: Fit,
    priors: Option<Priors>,
    sigma: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phi: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rho: Option<f64>,
    tau2: Option<f64>,
    log_likelihood: Option<f64>,
    parameters: BTreeMap<&'static str, Parameter>,
    fixed: &'a [Effect],
    undefined: &'a [Lacks],
    areas: Vec<Area<'a>>,
}

#[derive(Serialize)]
struct Near<'a> {
    from: &'a str,
    weights: &'static str,
    #[serde(flatten)]
    graph: &'a Graph,
}

#[derive(Serialize)]
struct Moran {
    i: f64,
    expected: f64,
    variance: f64,
    z: f64,
    p: f64,
    p_permutation: Option<f64>,
}

#[derive(Serialize)]
struct EbMoran {
    i: f64,
    p_permutation: f64,
}

#[derive(Serialize)]
struct Geary {
    c: f64,
    expected: f64,
    variance: f64,
    z: f64,
    p: f64,
}

#[derive(Serialize)]
struct GetisOrd {
    g: f64,
    expected: f64,
}

#[derive(Serialize)]
struct Priors {
    sigma: String,
    mixing: String,
    fixed: &'static str,
}

#[derive(Serialize)]
struct Area<'a> {
    area: &'a str,
    name: Option<&'a str>,
    observed: f64,
    expected: f64,
    ratio: f64,
    rr: Option<f64>,
    rr_sd: Option<f64>,
    rr_lower: Option<f64>,
    rr_upper: Option<f64>,
    p_above_1: Option<f64>,
    neighbours: usize,
    local_moran: Option<f64>,
    local_moran_z: Option<f64>,
    local_g: Option<f64>,
    local_p: Option<f64>,
    local_q: Option<f64>,
    cluster: Option<Cluster>,
    eb_local: Option<f64>,
}

impl<'a> Area<'a> {
    fn of(place: &'a Place) -> Self {
        Self {
            area: &place.area,
            name: place.name.as_deref(),
            observed: place.observed,
            expected: place.expected,
            ratio: place.observed / place.expected,
            rr: place.risk.map(|r| r.rr),
            rr_sd: place.risk.map(|r| r.sd),
            rr_lower: place.risk.map(|r| r.lower),
            rr_upper: place.risk.map(|r| r.upper),
            p_above_1: place.risk.map(|r| r.p_above_1),
            neighbours: place.neighbours,
            local_moran: place.moran.map(|m| m.value),
            local_moran_z: place.moran.map(|m| m.z),
            local_g: place.g,
            local_p: place.p,
            local_q: place.q,
            cluster: place.cluster,
            eb_local: place.eb_local,
        }
    }
}

/// What neighbours share, as JSON. `from` says how neighbours were found.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn space_json(s: &Space, labels: &LabelsBy, from: &str) -> Result<String, Error> {
    let smoothing = s.options.smoothing;
    let parameter = |which: usize| s.parameters.map(|p| p[which]);
    let share = parameter(2).map(|p| p.estimate);
    let bym2 = smoothing.model == Model::Bym2;
    let names = ["sigma", "tau2", if bym2 { "phi" } else { "rho" }];
    let averaged = smoothing.fit == Fit::Averaged;
    let document = Document {
        schema: SCHEMA,
        treatment: &s.treatment,
        measure: labels.get(&s.treatment).map(|l| l.measure.as_str()),
        period: s.period,
        headline: words::space(s),
        neighbours: Near { from, weights: weights(s.options.weights), graph: &s.graph },
        areas_used: s.areas.len(),
        median_observed: s.median_observed,
        smoothed: s.parameters.is_some(),
        moran: s.moran.map(|m| Moran {
            i: m.value,
            expected: m.expected,
            variance: m.variance,
            z: m.z,
            p: m.p,
            p_permutation: s.moran_p,
        }),
        eb_moran: s.eb_moran.map(|(i, p_permutation)| EbMoran { i, p_permutation }),
        geary: s.geary.map(|c| Geary { c: c.value, expected: c.expected, variance: c.variance, z: c.z, p: c.p }),
        getis_ord: s.getis_ord.map(|(g, expected)| GetisOrd { g, expected }),
        permutations: s.options.permutations.replicates,
        seed: s.options.permutations.seed,
        model: smoothing.model,
        fit: smoothing.fit,
        priors: averaged.then(|| Priors {
            sigma: smoothing.priors.sigma.to_string(),
            mixing: smoothing.priors.mixing.to_string(),
            fixed: "normal, variance 1000 per standard deviation of a covariate",
        }),
        sigma: parameter(0).map(|p| p.estimate),
        phi: share.filter(|_| bym2),
        rho: share.filter(|_| !bym2),
        tau2: parameter(1).map(|p| p.estimate),
        log_likelihood: s.log_likelihood,
        parameters: s.parameters.into_iter().flat_map(|p| names.into_iter().zip(p)).collect(),
        fixed: &s.fixed,
        undefined: &s.undefined,
        areas: s.areas.iter().map(Area::of).collect(),
    };
    to_lines(&document, 2)
}

fn weights(weights: Weights) -> &'static str {
    match weights {
        Weights::Row => "row",
        Weights::Binary => "binary",
    }
}

/// Every area, one row each. Smoothed ratios stand beside observed and expected, under names that `chart` does not take for others.
///
/// # Errors
/// As [`space_json`].
pub fn space_csv(s: &Space) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "area",
        "name",
        "observed",
        "expected",
        "ratio",
        "rr",
        "rr_sd",
        "rr_lower",
        "rr_upper",
        "p_above_1",
        "exceedance",
        "neighbours",
        "local_moran",
        "local_moran_z",
        "local_g",
        "local_p",
        "local_q",
        "cluster",
        "eb_local",
    ];
    let row = |place: &Place| {
        let a = Area::of(place);
        vec![
            text(&s.treatment),
            s.period.to_string(),
            text(a.area),
            text(a.name.unwrap_or_default()),
            number(Some(a.observed)),
            number(Some(a.expected)),
            number(Some(a.ratio)),
            number(a.rr),
            number(a.rr_sd),
            number(a.rr_lower),
            number(a.rr_upper),
            number(a.p_above_1),
            a.p_above_1.map_or("", words::exceedance).to_owned(),
            a.neighbours.to_string(),
            number(a.local_moran),
            number(a.local_moran_z),
            number(a.local_g),
            number(a.local_p),
            number(a.local_q),
            a.cluster.map_or("", Cluster::words).to_owned(),
            number(a.eb_local),
        ]
    };
    write(head.map(str::to_owned), s.areas.iter().map(row))
}

/// What neighbours share, in words and a table of areas, the highest first. `width` is that of the terminal in columns, where one is
/// known.
#[must_use]
pub fn space_table(s: &Space, labels: &LabelsBy, from: &str, width: Option<u16>) -> String {
    let name = labels.get(&s.treatment).map_or(&*s.treatment, |l| l.measure.as_str());
    let unit = "observed divided by expected";
    let mut out = heading(name, s.period, s.areas.len(), unit, s.kind, &s.set_aside);
    out += &words::space(s);
    out += &format!("\nNeighbours: {}, from {from}.\n", pairs(&s.graph));
    for effect in s.fixed.iter().skip(1) {
        out += &format!(
            "{}: {} of the log ratio per unit (standard deviation {}).\n",
            effect.name,
            significant(effect.estimate, 3),
            significant(effect.se, 2)
        );
    }
    let figure = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| significant(v, 3));
    let heads = ["Area", "Name", "Observed", "Expected", "Ratio", "Smoothed", "95% interval", "P above 1", "Cluster"];
    let mut table = table(&heads, &[2, 3, 4, 5, 6, 7], width);
    let mut ordered: Vec<&Place> = s.areas.iter().collect();
    let height = |p: &Place| p.risk.map_or(p.observed / p.expected, |r| r.rr);
    ordered.sort_by(|a, b| height(b).total_cmp(&height(a)).then_with(|| a.area.cmp(&b.area)));
    for place in ordered {
        let interval = place.risk.map(|r| format!("{} to {}", significant(r.lower, 3), significant(r.upper, 3)));
        table.add_row([
            place.area.to_string(),
            place.name.as_deref().unwrap_or("-").to_owned(),
            thousands(place.observed, 0),
            significant(place.expected, 3),
            significant(place.observed / place.expected, 3),
            figure(place.risk.map(|r| r.rr)),
            interval.unwrap_or_else(|| "-".to_owned()),
            place.risk.map_or_else(|| "-".to_owned(), |r| format!("{:.2}", r.p_above_1)),
            place.cluster.map_or("", Cluster::words).to_owned(),
        ]);
    }
    let hidden: Vec<usize> = [(1, s.areas.iter().all(|a| a.name.is_none()))]
        .into_iter()
        .chain([5, 6, 7].map(|column| (column, s.parameters.is_none())))
        .filter_map(|(column, hide)| hide.then_some(column))
        .collect();
    table.hide(&hidden);
    prose(&out, width) + "\n" + &lines(&table)
}

/// "256 pairs, all areas joined".
fn pairs(graph: &Graph) -> String {
    let pieces = graph.components - graph.islands.len();
    let alone = match graph.islands.len() {
        0 => String::new(),
        1 => " and 1 area without neighbours".to_owned(),
        n => format!(" and {n} areas without neighbours"),
    };
    let joined = if pieces == 1 { "in one piece".to_owned() } else { format!("in {pieces} pieces") };
    format!("{} pairs {joined}{alone}", graph.pairs)
}
