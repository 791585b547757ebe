//! What the findings of a slice say, in sentences.
//!
//! Areas are the subject of sentences rather than the measure, whose number (is, are) is not known. A ratio is given
//! only where it is defined; chance is always named; nothing is called good or bad.

mod against;
mod area;
mod benchmark;
mod break_even;
mod chance;
pub(crate) mod changes;
pub(crate) mod dossier;
mod found;
mod funding;
mod in_short;
mod index;
pub(crate) mod league;
mod money;
mod money_league;
mod need;
pub(crate) mod of_treatment;
pub(crate) mod one_area;
mod periods;
mod places;
pub(crate) mod plain;
pub(crate) mod policy;
mod pool;
mod scenario;
pub(crate) mod sensitivity;
mod space;
mod standing_out;
pub(crate) mod trend;
mod unusual;
pub(crate) mod where_money;

pub(crate) use against::{better, compared, highlighted, left_out, similar_areas};
pub(crate) use area::{name_and_code, rows, with_code};
pub(crate) use benchmark::benchmark;
pub(crate) use break_even::{NUMERATOR, break_even, break_even_amount, furthest};
pub(crate) use chance::{briefly, known_from, lines as chance_lines, one_event, source as chance_source};
pub(crate) use found::{found, headline};
pub(crate) use funding::{
    against_target, beside, correlation, from_target, funded, how_unequal, link, pounds, range, still_possible, total,
};
pub(crate) use in_short::in_short;
pub(crate) use index::{index, index_of, interval};
pub(crate) use money::{
    amount_in, in_pounds, merged, opportunity, opportunity_short, savings_named, supported, target, target_named,
};
pub(crate) use money_league::{MoneyEntry, money_league};
pub(crate) use need::{explained, levels, need_league, per_cent, shares_between};
pub(crate) use periods::{any_part, comparable, elsewhere, label, newer, part_of, partial_period};
pub(crate) use plain::{Say, unit_said};
pub(crate) use pool::{cv, people, pooled, practice_years};
pub(crate) use scenario::{
    demand, demand_short, localities, localities_short, moved, of_numerator, split, split_short,
};
pub(crate) use space::{LIKELY, SURELY, exceedance, space};
pub(crate) use standing_out::{distances, how_sure, key, ordinary};
pub(crate) use unusual::{named, result, result_heading, unusual, unusual_for};
