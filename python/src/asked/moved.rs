//! What would be: areas that move to a target, that merge or split, money that moves, people that are projected.

use super::{DRAWN, FIGURES, Format, Own, Render, Takes, WORDED, Work, said, sliced};
use crate::error::refused;
use crate::found::Told;
use crate::source::Source;
use pyo3::prelude::*;
use unwarranted::report::tables;
use unwarranted::study::{
    Coding, Demanding, Demands, Localising, MergeInto, MoveBy, Moving, Savings, SplitInto, TargetColumn,
};

pub(super) fn opportunity<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let (target, polarity) = (own.word_or_number("target")?, own.word("polarity")?);
    let (cost, denominator_cost) = (own.text("cost")?, own.text("denominator_cost")?);
    let named = cost.as_ref().map(|_| "cost").or(denominator_cost.as_ref().map(|_| "denominator_cost"));
    let savings = match (own.word("savings")?, named) {
        (Some(is), _) => Some(Savings { is, cost, denominator_cost }),
        (None, Some(key)) => return Err(refused(format!("`{key}` has no effect without `savings`"))),
        (None, None) => None,
    };
    let usual = || savings.as_ref().map(|_| Savings::target(polarity));
    let moving = Moving {
        to: target.or_else(usual).ok_or_else(|| refused("`target` is missing: what does every area move to?"))?,
        polarity,
        by: own.words("by")?,
        by_file: own.path("by_file")?,
        savings,
        league: own.flag("league")?,
    };
    const TAKEN: &[&str] = &["confidence", "grain", "per-person", "per-person-cv"];
    let study = source.figures("opportunity", Takes { further: &[WORDED, DRAWN, TAKEN], ..FIGURES })?;
    Ok(Box::new(move || {
        let (table, csv, json) = match moving.league {
            false => (
                tables::opportunity_table as fn(&[_], &_, _) -> _,
                tables::opportunity_csv as fn(&[_]) -> _,
                tables::opportunity_json as fn(&[_], &_) -> _,
            ),
            true => (
                tables::opportunity_league_table as _,
                tables::opportunity_league_csv as _,
                tables::opportunity_league_json as _,
            ),
        };
        let file = if moving.league { "opportunity-league.csv" } else { "opportunity.csv" };
        Ok(sliced(study, study.opportunity(&moving)?, Render { file, table, csv, json }))
    }))
}

pub(super) fn merge<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let into = match (own.text("into")?, own.path("into_file")?, own.word::<MergeInto>("lineage")?) {
        (Some(column), file, None) => MergeInto::Column { column, file },
        (None, None, Some(lineage)) => lineage,
        (Some(_), _, Some(_)) => return Err(refused("`into` and `lineage` both say what areas become; give one")),
        (None, Some(_), _) => return Err(refused("`into_file` goes with `into`, its column")),
        (None, None, None) => return Err(refused("`into` or `lineage` is missing: what do areas become?")),
    };
    let study = source.figures("merge", FIGURES)?;
    Ok(Box::new(move || {
        let (table, csv, json) = (tables::merge_table, tables::merge_csv, tables::merge_json);
        Ok(sliced(study, study.merge(&into)?, Render { file: "merge.csv", table, csv, json }))
    }))
}

pub(super) fn split<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let (shares, units) = (own.path("shares")?, (own.text("from_")?, own.text("into")?));
    let into = match (shares, units, own.text("lineage")?.as_deref()) {
        (Some(table), (None, None), None) => SplitInto::Shares(table),
        (None, (Some(from), Some(into)), None) => SplitInto::Units { from, into },
        (None, (None, None), Some("pct")) => SplitInto::Groups,
        (None, (None, None), Some(word)) => return Err(refused(format!("`lineage` is '{word}'; expected pct"))),
        (None, (None, None), None) => {
            let says = "`shares`, `from_` with `into`, or `lineage` is missing: what are areas split into?";
            return Err(refused(says));
        }
        (None, _, None) => {
            return Err(refused("`from_` and `into` go together: the area that is split, and the new one"));
        }
        _ => return Err(refused("`shares`, `from_` with `into`, and `lineage` say the same; give one of them")),
    };
    let study = source.figures("split", FIGURES)?;
    Ok(Box::new(move || {
        let (table, csv, json) = (tables::split_table, tables::split_csv, tables::split_json);
        Ok(sliced(study, study.split_areas(&into)?, Render { file: "split.csv", table, csv, json }))
    }))
}

pub(super) fn moves<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let by = match (own.path("moves")?, own.number("to_target")?, own.whole("years")?) {
        (Some(table), None, None) => MoveBy::File(table),
        (None, Some(at_most), years) => {
            let file = own.path("target_file")?;
            let target = own.text("target")?.map(|column| TargetColumn { column, file });
            MoveBy::ToTarget { at_most: at_most / 100.0, years: years.unwrap_or(1), target }
        }
        (Some(_), Some(_), _) => return Err(refused("`moves` and `to_target` both say which money moves; give one")),
        (_, None, Some(_)) => return Err(refused("`years` goes with `to_target`")),
        (None, None, None) => return Err(refused("`moves` or `to_target` is missing: which money moves?")),
    };
    let towards = own.text("target")?.is_some() || own.path("target_file")?.is_some();
    if towards && matches!(by, MoveBy::File(_)) {
        return Err(refused("`target` and `target_file` go with `to_target`"));
    }
    let study = source.figures("moves", FIGURES)?;
    Ok(Box::new(move || {
        let (table, csv, json) = (tables::moves_table, tables::moves_csv, tables::moves_json);
        Ok(sliced(study, study.moves(&by)?, Render { file: "moves.csv", table, csv, json }))
    }))
}

pub(super) fn localities<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let locality = own.text("locality")?;
    let asked = Localising {
        locality: locality
            .ok_or_else(|| refused("`locality` is missing: name the column with that of each practice"))?,
        budget: own.number("budget")?,
        weighted: own.text("weighted")?,
        allowance: own.number("allowance")?,
        spend: own.text("spend")?,
    };
    let study = source.figures("localities", Takes { further: &[WORDED, DRAWN], ..FIGURES })?;
    Ok(Box::new(move || {
        let (table, csv, json) = (tables::localities_table, tables::localities_csv, tables::localities_json);
        Ok(sliced(study, study.localities(&asked)?, Render { file: "localities.csv", table, csv, json }))
    }))
}

pub(super) fn demand<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    const TAKES: Takes = Takes { figures: false, further: &[&["title", "per-person", "confidence"], DRAWN] };
    let study = source.figures("demand", TAKES)?;
    let [counted] = study.files.as_slice() else {
        return Err(refused("`demand` takes one table of what was counted, by area, period, age and sex"));
    };
    let projected = own.path("population")?;
    let projected =
        projected.ok_or_else(|| refused("`population` is missing: a table of people that are projected"))?;
    let usual = Demanding::of(counted.clone(), projected);
    let asked = Demanding {
        observed: own.text("observed")?.unwrap_or(usual.observed),
        population: own.text("people")?.unwrap_or(usual.population),
        rates_of: own.whole("rates_of")?.unwrap_or(usual.rates_of),
        trend: own.word("trend")?.unwrap_or(usual.trend),
        per_person: study.per_person.unwrap_or(usual.per_person),
        confidence: study.confidence.unwrap_or(usual.confidence),
        replicates: study.replicates.unwrap_or(usual.replicates),
        seed: study.seed.unwrap_or(usual.seed),
        counted: usual.counted,
        projected: usual.projected,
    };
    if asked.replicates == 0 && study.seed.is_some() {
        return Err(refused("`seed` has no effect without draws: leave it out, or give `replicates`"));
    }
    let stem = asked.counted.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let measure = study.title.clone().unwrap_or(stem);
    Ok(Box::new(move || {
        let Demands { periods, set_aside, notes, .. } = asked.run()?;
        Ok(said(("demand.csv", Coding::default()), Told::of(&[], &set_aside, &notes), move |format| {
            Ok(match format {
                Format::Table(width) => tables::demand_table(&periods, &measure, width),
                Format::Csv => tables::demand_csv(&periods)?,
                Format::Json => tables::demand_json(&periods, &measure)?,
            })
        }))
    }))
}
