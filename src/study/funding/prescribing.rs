//! What is prescribed in the areas and years of the money.

use super::super::loaded::Loaded;
use super::super::need::listed;
use super::super::outcome::aside_lines;
use super::super::{Error, Result, Study};
use super::Fundings;
use super::merged::Merged;
use crate::core::explain::ExplainOptions;
use crate::core::funding::{Funding, Head, beside};
use crate::core::text::counted;
use crate::core::{Confidence, Error as Statistics, Grain, Period, Slice};
use crate::store::geography::Lineage;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Enters what is prescribed beside the money of the same period.
///
/// # Errors
/// Those of a study of tidy files; prescribing of none of the periods or areas of the money; no people of the kind asked for.
pub(super) fn enter(
    found: &mut Fundings,
    prescribed: &Study,
    per: Option<Head>,
    (confidence, replicates, seed): (Confidence, usize, u64),
) -> Result<()> {
    let study = Study { by: grain(found), ..prescribed.clone() };
    let plan = study.plan(None).map_err(|e| e.under("prescribing"))?;
    let (mut loaded, slices, options) = plan.cut_plainly().map_err(|e| of_years(e, found))?;
    let slices = plan.with_practice_chance(slices, loaded.parts.as_ref(), &options)?;
    require_periods(found, &slices)?;
    let options = ExplainOptions { confidence, replicates, seed, regions: None };
    let wanted: Vec<&Slice> = slices.iter().filter(|s| found.periods.iter().any(|f| f.period == s.period())).collect();
    require_areas(found, &wanted)?;
    let (lineage, mut notes) = (Lineage::built_in()?, std::mem::take(&mut loaded.notes));
    for slice in &wanted {
        let slice = plan.with_chance(slice)?;
        let Some(funding) = found.periods.iter_mut().find(|f| f.period == slice.period()) else { continue };
        let per = head(funding, per)?;
        let merged = Merged::of(funding, &slice, lineage)?;
        notes.extend(merged.as_ref().map(|merged| merged.note(funding.period)));
        let one = beside(merged.as_ref().map_or(&*funding, |merged| &merged.funding), per, &slice, &options)?;
        let about = format!("{} ({})", slice.treatment(), slice.period());
        found.set_aside.extend(alone(&about, "money and no prescribing", &one.only_funded));
        found.set_aside.extend(alone(&about, "prescribing and no money per head", &one.only_prescribed));
        funding.prescribing.push(one);
    }
    notes.extend(money_alone(found));
    found.per = wanted.iter().map(|s| (Arc::clone(s.treatment()), plan.per(&loaded.words, s.treatment()))).collect();
    found.labels = plan.labels(&loaded.words, wanted.iter().map(|s| s.treatment()));
    found.set_aside.extend(aside_lines(wanted.iter().map(|s| (s.treatment(), s.set_aside()))));
    let Loaded { inputs, warnings, .. } = loaded;
    found.inputs.extend(inputs);
    found.warnings.extend(warnings);
    found.warnings.extend(wanted.iter().filter_map(|slice| in_part(slice)));
    found.notes.extend(notes);
    Ok(())
}

/// That what is prescribed is of some months of a year, beside the money of all of it.
fn in_part(slice: &Slice) -> Option<String> {
    let (months, all) = (slice.months(), slice.period().full_months()?);
    (months < all).then(|| {
        format!(
            "the figures of {} in {} are those of {months} of its {all} months, beside the money of the whole period: its rates are of those months alone, \
             and no comparison with other periods",
            slice.treatment(),
            slice.period()
        )
    })
}

/// Periods that do not lie within those of the money, said of the file that has them.
fn of_years(error: Error, found: &Fundings) -> Error {
    let Error::Statistics(Statistics::Regroup { period, .. }) = &error else { return error };
    let money = found.periods.first().map_or_else(String::new, |f| f.period.words());
    let what = if period == "all" { "has no periods".to_owned() } else { format!("is of {period}") };
    let problem = format!(
        "{what}, which does not lie within a year of the money, such as {money}: give months or the same years in a column of periods, and name it \
         with `prescribing-period`"
    );
    Error::option("prescribing", problem)
}

/// The length of the periods of the money, where all have the same.
fn grain(found: &Fundings) -> Option<Grain> {
    let grains: BTreeSet<Grain> = found.periods.iter().map(|f| f.period.grain()).collect();
    match grains.first() {
        Some(grain) if grains.len() == 1 && !matches!(grain, Grain::All | Grain::Span) => Some(*grain),
        _ => None,
    }
}

/// Of which periods nothing is known to be prescribed.
fn money_alone(found: &Fundings) -> Option<String> {
    let bare: Vec<String> =
        found.periods.iter().filter(|f| f.prescribing.is_empty()).map(|f| f.period.to_string()).collect();
    (!bare.is_empty()).then(|| format!("the prescribing is not of {}: money alone is shown of it", bare.join(", ")))
}

/// Weighted people where they are known and nobody asks for others.
fn head(funding: &Funding, asked: Option<Head>) -> Result<Head> {
    let known = |head: Head| funding.areas.iter().any(|a| a.per(head).is_some());
    match asked {
        Some(head) if !known(head) => Err(Error::option(
            "per",
            format!("is {}, and no {} people are known in {}", head.word(), head.word(), funding.period),
        )),
        Some(head) => Ok(head),
        None => [Head::Weighted, Head::Registered].into_iter().find(|head| known(*head)).ok_or_else(|| {
            let problem = "needs people to divide the money by: a column `registered` or `weighted`";
            Error::option("prescribing", problem)
        }),
    }
}

fn require_periods(found: &Fundings, slices: &[Slice]) -> Result<()> {
    let own: BTreeSet<Period> = found.periods.iter().map(|f| f.period).collect();
    let theirs: BTreeSet<Period> = slices.iter().map(Slice::period).collect();
    if !own.is_disjoint(&theirs) || theirs.is_empty() {
        return Ok(());
    }
    let words = |periods: &BTreeSet<Period>| periods.iter().map(Period::to_string).collect::<Vec<_>>().join(", ");
    let problem = format!(
        "is of {}, and the money of {}: two years are not mixed; give both for the same period, in a column of periods",
        words(&theirs),
        words(&own)
    );
    Err(Error::option("prescribing", problem))
}

fn require_areas(found: &Fundings, slices: &[&Slice]) -> Result<()> {
    let own: BTreeSet<&Arc<str>> = found.periods.iter().flat_map(|f| &f.areas).map(|a| &a.area).collect();
    let theirs: BTreeSet<&Arc<str>> = slices.iter().flat_map(|s| s.areas()).map(|a| &a.code).collect();
    if !own.is_disjoint(&theirs) {
        return Ok(());
    }
    let some = |codes: &BTreeSet<&Arc<str>>| listed(&codes.iter().take(3).copied().collect::<Vec<_>>());
    let problem = format!(
        "has none of the areas of the money: codes there are like {}, with the money like {}; both need the same codes",
        some(&theirs),
        some(&own)
    );
    Err(Error::option("prescribing", problem))
}

fn alone(about: &str, what: &str, codes: &[Arc<str>]) -> Option<String> {
    let codes: Vec<&Arc<str>> = codes.iter().collect();
    let many = counted(i64::try_from(codes.len()).unwrap_or(i64::MAX), "area has", "areas have");
    (!codes.is_empty()).then(|| format!("not joined, {about}: {many} {what}: {}", listed(&codes)))
}
