//! The tables of the page of money by area.

use super::super::view::{CellView, Col, RowView, TableView};
use super::FundingPage;
use super::charts::rates;
use crate::number::{exact, significant};
use crate::words;
use std::collections::BTreeSet;
use unwarranted_core::funding::{AreaFunding, BesidePrescribing, Funding, Point};
use unwarranted_plot::names::short;
use unwarranted_plot::numbers::thousands;

/// Areas whose money and prescribing differ most in place.
const SHOWN: usize = 10;

fn row(cells: Vec<CellView>) -> RowView {
    RowView { cells, pinned: false }
}

fn name(area: &str, name: Option<&str>) -> CellView {
    CellView::text(match name {
        Some(name) => format!("{} ({area})", short(name).trim_end_matches(area).trim_end()),
        None => area.to_owned(),
    })
}

fn two(v: f64) -> String {
    thousands(v, 2)
}

fn signed(v: f64) -> String {
    // No figure is minus zero.
    format!("{:+.1}%", (v * 10.0).round() / 10.0 + 0.0)
}

/// Not given, not zero.
fn given(value: Option<f64>, say: impl Fn(f64) -> String) -> CellView {
    match value {
        Some(v) => CellView::number(v, say(v)),
        None => CellView { text: "not known".to_owned(), ..CellView::maybe(None, say) },
    }
}

/// Every area, those farthest above target first.
pub(super) fn areas(page: &FundingPage, f: &Funding) -> TableView {
    let mut columns = vec![
        Col::text("Area"),
        Col::number("Money"),
        Col::number("£ per registered head"),
        Col::number("£ per weighted head"),
        Col::number("Target"),
        Col::number("From target"),
        Col::number("£ from target per head"),
    ];
    columns.extend(f.prescribing.iter().map(|b| Col::number(page.name_of(b))));
    let line = |a: &AreaFunding| {
        let mut cells = vec![
            name(&a.area, a.name.as_deref()),
            CellView::number(a.amount, words::pounds(a.amount)),
            given(a.per_registered, two),
            given(a.per_weighted, two),
            given(a.target, words::pounds),
            given(a.distance_percent, signed),
            given(a.distance_per_head, two),
        ];
        cells.extend(f.prescribing.iter().map(|b| {
            let (figures, per) = rates(page, b);
            let at = b.points.iter().find(|p| p.area == a.area);
            given(at.map(|p| p.rate * per), |v| figures.value(v))
        }));
        row(cells)
    };
    let key = |a: &AreaFunding| a.distance_percent.or(a.per_weighted).or(a.per_registered).unwrap_or(f64::NEG_INFINITY);
    let mut ordered: Vec<&AreaFunding> = f.areas.iter().collect();
    ordered.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.area.cmp(&b.area)));
    TableView {
        caption: format!("Every area, {}, those with most against target first", f.period.words()),
        columns,
        rows: ordered.into_iter().map(line).collect(),
        tools: true,
        ..TableView::default()
    }
    .without_undefined_columns(|_, head| format!("{head}: not known of any area."))
}

/// Areas whose places by money and by rate differ most.
pub(super) fn apart(page: &FundingPage, f: &Funding, b: &BesidePrescribing) -> TableView {
    let (figures, per) = rates(page, b);
    let apart = |p: &Point| (p.funding_rank - p.rate_rank).abs();
    let mut ordered: Vec<&Point> = b.points.iter().collect();
    ordered.sort_by(|x, y| apart(y).total_cmp(&apart(x)).then_with(|| x.area.cmp(&y.area)));
    let place = |v: f64| CellView::number(v, exact(v));
    let line = |p: &&Point| {
        row(vec![
            name(&p.area, FundingPage::area_name(f, p)),
            CellView::number(p.funding, two(p.funding)),
            place(p.funding_rank),
            CellView::number(p.rate, figures.value(p.rate * per)),
            place(p.rate_rank),
        ])
    };
    TableView {
        caption: format!("Areas whose places by money and by rate are farthest apart (1 is the least of {})", b.areas),
        columns: vec![
            Col::text("Area"),
            Col::number(format!("£ per {} head", b.per.word())),
            Col::number("Place by money"),
            Col::number(page.name_of(b)),
            Col::number("Place by rate"),
        ],
        rows: ordered.iter().take(SHOWN).map(line).collect(),
        ..TableView::default()
    }
}

/// How unequal money is per head of each kind.
pub(super) fn unequal(f: &Funding) -> TableView {
    let figure = |v: Option<f64>| CellView::maybe(v, |v| significant(v, 3));
    let line = |u: &unwarranted_core::funding::Unequal| {
        row(vec![
            CellView::text(u.per.map_or("", |head| head.word())),
            CellView::count(u.areas),
            CellView::number(u.mean, two(u.mean)),
            CellView::number(u.lowest, two(u.lowest)),
            CellView::number(u.highest, two(u.highest)),
            figure(u.gini),
            figure(u.theil_t),
            figure(u.cv_weighted),
            CellView::maybe(u.theil_between_share, words::per_cent),
            figure(u.concentration),
        ])
    };
    TableView {
        caption: format!("Money per head, {}", f.period.words()),
        columns: vec![
            Col::text("Per head"),
            Col::number("Areas"),
            Col::number("£"),
            Col::number("Lowest"),
            Col::number("Highest"),
            Col::number("Gini"),
            Col::number("Theil T"),
            Col::number("CV, weighted"),
            Col::number("Between regions"),
            Col::number("Concentration"),
        ],
        rows: f.unequal.iter().map(line).collect(),
        ..TableView::default()
    }
    .without_undefined_columns(|_, head| match head {
        "Between regions" => format!("{head}: not known, as the figures do not say which region an area is in."),
        "Concentration" => format!("{head}: not known, as nothing is given to rank areas by."),
        _ => format!("{head}: not known."),
    })
}

/// Money by region.
pub(super) fn regions(page: &FundingPage, f: &Funding) -> TableView {
    let line = |r: &unwarranted_core::funding::RegionFunding| {
        row(vec![
            CellView::text(short(&r.region)),
            CellView::count(r.areas),
            CellView::number(r.amount, words::pounds(r.amount)),
            given(r.per_registered, two),
            given(r.per_weighted, two),
            given(r.distance_percent, signed),
        ])
    };
    TableView {
        caption: format!("{} by region, {}", page.money.measure, f.period.words()),
        columns: vec![
            Col::text("Region"),
            Col::number("Areas"),
            Col::number("Money"),
            Col::number("£ per registered head"),
            Col::number("£ per weighted head"),
            Col::number("From target"),
        ],
        rows: f.regions.iter().map(line).collect(),
        ..TableView::default()
    }
    .without_undefined_columns(|_, head| format!("{head}: not known of any region."))
}

/// Every period in a row.
pub(super) fn over_time(page: &FundingPage) -> TableView {
    let mut seen = BTreeSet::new();
    let all = page.periods.iter().flat_map(|f| &f.prescribing);
    let treatments: Vec<&BesidePrescribing> = all.filter(|b| seen.insert(&b.treatment)).collect();
    let mut columns = vec![
        Col::text("Period"),
        Col::number("Areas"),
        Col::number("Money"),
        Col::number("£ per head"),
        Col::number("Lowest"),
        Col::number("Highest"),
        Col::number("Gini"),
    ];
    columns.extend(treatments.iter().map(|b| Col::number(format!("Correlation with {}", page.name_of(b)))));
    let line = |f: &Funding| {
        let u = f.unequal.last();
        let figure = |of: fn(&unwarranted_core::funding::Unequal) -> f64| given(u.map(of), two);
        let mut cells = vec![
            CellView::text(f.period.words()),
            CellView::count(f.areas.len()),
            CellView::number(f.amount, words::pounds(f.amount)),
            figure(|u| u.mean),
            figure(|u| u.lowest),
            figure(|u| u.highest),
            CellView::maybe(u.and_then(|u| u.gini), |v| significant(v, 2)),
        ];
        cells.extend(treatments.iter().map(|b| correlation(f, &b.treatment)));
        row(cells)
    };
    TableView {
        caption: "Every period: money per weighted head where it is known, per registered head elsewhere".to_owned(),
        columns,
        rows: page.periods.iter().map(line).collect(),
        ..TableView::default()
    }
    .without_undefined_columns(|_, head| format!("{head}: not known of any period."))
}

/// How closely a treatment goes with the money of a period.
fn correlation(f: &Funding, treatment: &str) -> CellView {
    let own = f.prescribing.iter().find(|own| *own.treatment == *treatment);
    let interval = own.and_then(|own| own.lower.zip(own.upper));
    let range = interval.map_or_else(String::new, |(l, u)| format!(" ({l:.2} to {u:.2})"));
    given(own.and_then(|own| own.spearman), |v| format!("{:.2}{range}", v + 0.0))
}
