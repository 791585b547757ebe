//! Money by area, and what chance does to costs.

use super::{FIGURES, Format, Own, Takes, Work, said};
use crate::error::refused;
use crate::found::Told;
use crate::source::Source;
use pyo3::prelude::*;
use std::path::PathBuf;
use unwarranted::core::Period;
use unwarranted::core::pool::{SIZES, Service, Severity};
use unwarranted::report::tables;
use unwarranted::study::{Coding, FundingOptions, Fundings, PoolFound, PoolFrom, Pooling, pool_options};

/// Options of money by area.
const OF_MONEY: &[&str] = &[
    "store",
    "level",
    "membership",
    "measure",
    "column-area",
    "column-name",
    "column-period",
    "period",
    "decimal",
    "replicates",
    "seed",
    "confidence",
];
/// Options of years of practices.
const OF_YEARS: &[&str] = &["column-area", "column-observed", "column-denominator", "column-period", "decimal"];
/// Options of one service.
const OF_ONE: [&str; 4] = ["frequency", "cost", "cost_cv", "year_cv"];

fn period(own: &Own<'_>, key: &str) -> PyResult<Option<Period>> {
    let parse = |word: String| Period::parse(&word).map_err(|e| refused(format!("`{key}`: {e}")));
    own.text(key)?.map(parse).transpose()
}

/// `columns` are those of the table of money, by what they hold.
pub(super) fn funding<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let study = source.figures("funding", Takes { figures: false, further: &[OF_MONEY] })?;
    let asked = FundingOptions {
        amount: own.text("amount")?,
        registered: own.text("registered")?,
        weighted: own.text("weighted")?,
        target: own.text("target_column")?,
        region: own.text("region")?,
        rank_by: own.text("rank_by")?,
        beside: own.path("beside")?,
        per: own.word("head")?,
        deflator: own.path("deflator")?,
        prices: period(own, "prices")?,
        prescribing: own.study("prescribing", FIGURES)?,
    };
    Ok(Box::new(move || {
        let Fundings { periods, labels, warnings, set_aside, notes, .. } = study.funding(&asked)?;
        Ok(said(("funding.csv", study.coding()), Told::of(&warnings, &set_aside, &notes), move |format| {
            Ok(match format {
                Format::Table(width) => tables::funding_table(&periods, &labels, width),
                Format::Csv => tables::funding_csv(&periods)?,
                Format::Json => tables::funding_json(&periods, &labels)?,
            })
        }))
    }))
}

pub(super) fn pool<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let number = |key, usual: f64| Ok::<_, PyErr>(own.number(key)?.unwrap_or(usual));
    let sizes = own.numbers("sizes")?.unwrap_or_else(|| SIZES.to_vec());
    let shares = [number("within", 5.0)?, number("years", 95.0)?, number("safe_cv", 5.0)?];
    let tiers = [number("own_size", 250_000.0)?, number("group_size", 1_000_000.0)?];
    let options = pool_options(sizes, shares, tiers).map_err(|e| refused(e.to_string()))?;
    let pooling = Pooling { from: from(source, own)?, options, budgets: budgets(own)? };
    Ok(Box::new(move || {
        let PoolFound { services, practices, budgets, notes, .. } = pooling.run()?;
        let options = pooling.options;
        Ok(said(("pool.csv", Coding::default()), Told::of(&[], &[], &notes), move |format| {
            let pooled = tables::Pool {
                services: &services,
                practices: practices.as_ref(),
                budgets: budgets.as_ref(),
                options: &options,
            };
            Ok(match format {
                Format::Table(width) => tables::pool_table(&pooled, width),
                Format::Csv => tables::pool_csv(&pooled)?,
                Format::Json => tables::pool_json(&pooled)?,
            })
        }))
    }))
}

fn budgets(own: &Own<'_>) -> PyResult<Option<(PathBuf, Option<Period>, f64)>> {
    let (table, period, pounds) = (own.path("budgets")?, period(own, "budgets_period")?, own.number("pounds")?);
    match (table, pounds) {
        (Some(table), Some(pounds)) => Ok(Some((table, period, pounds))),
        (Some(_), None) => Err(refused("`budgets` needs `pounds`, which the areas share")),
        (None, Some(_)) => Err(refused("`pounds` goes with `budgets`, a table by area with a column 'weighted'")),
        (None, None) if period.is_some() => Err(refused("`budgets_period` goes with `budgets`")),
        (None, None) => Ok(None),
    }
}

fn from(source: &Source, own: &Own<'_>) -> PyResult<PoolFrom> {
    let study = source.figures("pool", Takes { figures: false, further: &[] })?;
    let practices = own.study("practices", Takes { figures: false, further: &[OF_YEARS] })?;
    let mut one = None;
    for key in OF_ONE {
        one = one.or(own.has(key)?.then_some(key));
    }
    match (study.files.as_slice(), one, practices) {
        ([], None, Some(practices)) => Ok(PoolFrom::Practices(Box::new(practices))),
        (_, _, Some(_)) => Err(refused("`practices` shows chance by itself; give it alone, or services")),
        ([], Some(_), None) => service(own).map(PoolFrom::Service),
        ([services], None, None) => Ok(PoolFrom::Services(services.clone())),
        ([_], Some(key), None) => {
            Err(refused(format!("`{key}` says what one service is like, and the data have services; give one of them")))
        }
        ([_, _, ..], _, None) => Err(refused("the data are several tables; expected one table of services")),
        ([], None, None) => Err(refused(
            "give a table of services, or `frequency` and `cost` of one, or `practices` with years of practices",
        )),
    }
}

fn service(own: &Own<'_>) -> PyResult<Service> {
    let (Some(frequency), Some(mean)) = (own.number("frequency")?, own.number("cost")?) else {
        let says = "a service needs both `frequency` (events per person and year) and `cost` (pounds per event)";
        return Err(refused(says));
    };
    let severity = Severity::Gamma { mean, cv: own.number("cost_cv")?.unwrap_or(0.0) };
    Ok(Service { name: "service".into(), frequency, severity, year_cv: own.number("year_cv")?.unwrap_or(0.0) })
}
