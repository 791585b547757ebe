//! Tables of how far costs move by chance.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::lines::{SCHEMA, to_lines};
use super::text::absent;
use crate::error::Error;
use crate::number::{probability, significant};
use crate::words;
use serde::Serialize;
use unwarranted_core::pool::{Budgets, OVER, PoolOptions, Pooled, PracticeYears, Size};
use unwarranted_plot::numbers::thousands;

/// What is found of chance in costs, to be written.
#[derive(Debug, Clone, Copy)]
pub struct Pool<'a> {
    /// Every service, and for more than one all of them together.
    pub services: &'a [Pooled],
    /// What years of practices show.
    pub practices: Option<&'a PracticeYears>,
    /// Budgets of areas.
    pub budgets: Option<&'a Budgets>,
    /// What was asked for.
    pub options: &'a PoolOptions,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    within: f64,
    years: f64,
    own_size: f64,
    group_size: f64,
    safe_cv: f64,
    /// Parts of the mean whose overspending `over` is the chance of.
    over: [f64; 3],
    practices: Option<&'a PracticeYears>,
    services: Vec<Service<'a>>,
    budgets: Option<&'a Budgets>,
}

#[derive(Serialize)]
struct Service<'a> {
    headline: String,
    #[serde(flatten)]
    pooled: &'a Pooled,
}

/// Every service at every size, as JSON.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn pool_json(pool: &Pool<'_>) -> Result<String, Error> {
    let o = pool.options;
    let service = |pooled| Service { headline: words::pooled(pooled, o), pooled };
    let document = Document {
        schema: SCHEMA,
        within: o.within,
        years: o.years.level(),
        own_size: o.own_and_group[0],
        group_size: o.own_and_group[1],
        safe_cv: o.safe_cv,
        over: OVER,
        practices: pool.practices,
        services: pool.services.iter().map(service).collect(),
        budgets: pool.budgets,
    };
    to_lines(&document, 5)
}

/// Every service at every size, one row each; then the budgets of areas, where there are any, as rows of the service that they are made for.
///
/// # Errors
/// As [`pool_json`].
pub fn pool_csv(pool: &Pool<'_>) -> Result<String, Error> {
    let head = [
        "service",
        "area",
        "people",
        "events",
        "cost",
        "cv",
        "over_1_percent",
        "over_2_percent",
        "over_5_percent",
        "method",
        "per_person",
        "floor",
        "people_needed",
        "cv_own",
        "cv_group",
        "tier",
        "cv_by_power",
    ];
    let mut rows: Vec<Vec<String>> =
        pool.services.iter().flat_map(|p| p.sizes.iter().map(move |s| row(pool, p, s))).collect();
    if let (Some(budgets), Some(last)) = (pool.budgets, pool.services.last()) {
        for b in &budgets.areas {
            let mut cells = vec![text(&last.service), text(&b.area), number(Some(b.weighted)), String::new()];
            cells.extend([b.budget, b.cv, b.over[0], b.over[1], b.over[2]].map(|v| number(Some(v))));
            cells.resize(head.len(), String::new());
            rows.push(cells);
        }
    }
    write(head.map(str::to_owned), rows)
}

fn row(pool: &Pool<'_>, p: &Pooled, s: &Size) -> Vec<String> {
    let mut cells = vec![text(&p.service), String::new()];
    cells.extend([Some(s.people), s.events, s.cost, Some(s.cv)].map(number));
    cells.extend(s.over.map(|chance| number(Some(chance))));
    cells.push(s.method.word().to_owned());
    cells.extend(
        [Some(p.spread.per_person), Some(p.spread.floor), p.people_needed, Some(p.cv_own), Some(p.cv_group)]
            .map(number),
    );
    cells.push(p.tier.word().to_owned());
    cells.push(number(pool.practices.map(|practices| practices.cv_by_power(s.people))));
    cells
}

/// Every service in words and tables. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn pool_table(pool: &Pool<'_>, width: Option<u16>) -> String {
    let mut out = String::new();
    if let Some(practices) = pool.practices {
        out += &prose(&format!("{}\n\n", words::practice_years(practices)), width);
        out += &both_ways(pool, practices, width);
        out.push('\n');
    }
    out += &summary(pool, width);
    for p in pool.services {
        out.push('\n');
        out += &prose(&format!("{}\n", words::pooled(p, pool.options)), width);
        out += &sizes(p, width);
    }
    if let Some(budgets) = pool.budgets {
        out.push('\n');
        out += &of_areas(budgets, width);
    }
    out
}

/// How costs of practices move by size, by what the tables rest on and by the line.
fn both_ways(pool: &Pool<'_>, practices: &PracticeYears, width: Option<u16>) -> String {
    let mut table = table(&["People", "CV: pools, with a floor", "CV by the power"], &[0, 1, 2], width);
    for people in &pool.options.sizes {
        let cells = [practices.spread.cv(*people), practices.cv_by_power(*people)].map(words::cv);
        let [spread, power] = cells;
        table.add_row([thousands(*people, 0), spread, power]);
    }
    lines(&table)
}

fn summary(pool: &Pool<'_>, width: Option<u16>) -> String {
    let [own, group] = pool.options.own_and_group.map(|n| thousands(n, 0));
    let heads =
        ["Service", "Per 1,000", "£ each", "People needed", &format!("CV in {own}"), &format!("CV in {group}"), "Tier"];
    let mut table = table(&heads, &[1, 2, 3, 4, 5], width);
    for p in pool.services {
        table.add_row([
            p.service.to_string(),
            p.frequency.map_or_else(absent, |f| significant(1000.0 * f, 3)),
            p.cost.map_or_else(absent, |c| significant(c, 3)),
            p.people_needed.map_or_else(|| "never".to_owned(), words::people),
            words::cv(p.cv_own),
            words::cv(p.cv_group),
            p.tier.word().to_owned(),
        ]);
    }
    if pool.services.iter().all(|p| p.frequency.is_none()) {
        table.hide(&[1, 2]);
    }
    lines(&table)
}

fn over_heads() -> [String; 3] {
    OVER.map(|part| format!("Over by {:.0}%", 100.0 * part))
}

fn sizes(p: &Pooled, width: Option<u16>) -> String {
    let [one, two, five] = &over_heads();
    let mut table = table(&["People", "Events", "Cost", "CV", one, two, five], &[0, 1, 2, 3, 4, 5, 6], width);
    for s in &p.sizes {
        let [one, two, five] = s.over.map(probability);
        table.add_row([
            thousands(s.people, 0),
            s.events.map_or_else(absent, |v| significant(v, 3)),
            s.cost.map_or_else(absent, words::pounds),
            words::cv(s.cv),
            one,
            two,
            five,
        ]);
    }
    if p.sizes.iter().all(|s| s.cost.is_none()) {
        table.hide(&[1, 2]);
    }
    lines(&table)
}

fn of_areas(budgets: &Budgets, width: Option<u16>) -> String {
    let out = format!(
        "{} by {} weighted heads. Plus: what chance may add in about 95 of 100 years.\n",
        words::pounds(budgets.pounds),
        thousands(budgets.weighted, 0)
    );
    let [one, two, five] = &over_heads();
    let mut table = table(&["Area", "Weighted", "Budget", "Plus", "CV", one, two, five], &[1, 2, 3, 4, 5, 6, 7], width);
    for b in &budgets.areas {
        let [one, two, five] = b.over.map(probability);
        table.add_row([
            b.area.to_string(),
            thousands(b.weighted, 0),
            words::pounds(b.budget),
            words::pounds(b.plus),
            words::cv(b.cv),
            one,
            two,
            five,
        ]);
    }
    prose(&out, width) + &lines(&table)
}
