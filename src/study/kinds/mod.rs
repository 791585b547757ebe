//! What the figures of tidy files are, where nobody says it; and a refusal where a rate would hang on a guess.

mod refused;

use super::Result;
use super::loaded::Loaded;
use crate::core::rates::Nature;
use crate::core::{Cell, Cube, CubeRow, DenominatorIs, Grain, Kind, KindFrom, Known, Reading};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the user says of numerator and denominator.
pub(in crate::study) struct Said {
    pub(in crate::study) kind: Option<Kind>,
    /// Of single treatments, by a file of measures.
    pub(in crate::study) kinds: BTreeMap<Arc<str>, Kind>,
    pub(in crate::study) denominator_is: Option<DenominatorIs>,
    pub(in crate::study) by: Option<Grain>,
    /// Whether the unit that the user gives is pounds.
    pub(in crate::study) pounds: bool,
}

/// Enters how each treatment of the files is read, with what a reader should know of it.
///
/// # Errors
/// Several periods put together over a denominator that may be a stock or a flow, where the user does not say which.
pub(in crate::study) fn enter(loaded: &mut Loaded, said: &Said) -> Result<()> {
    let alone = areas_alone(&loaded.cube);
    let all = alone.as_deref().unwrap_or_else(|| loaded.cube.rows());
    let mut met = Met::default();
    for rows in all.chunk_by(|a, b| a.treatment == b.treatment) {
        let treatment = &rows[0].treatment;
        let kind = said.kind.or_else(|| said.kinds.get(treatment).copied());
        let unit = loaded.words.column(treatment);
        let pounds = said.pounds
            || unit.numerator.nature == Nature::Money
            || Reading::is_named_money(&unit.numerator.to_string());
        let [numerator, denominator] = [unit.numerator.to_string(), unit.denominator.to_string()];
        let (reading, known) = met.treatment(rows, kind, said, [&numerator, &denominator])?;
        if kind == Some(Kind::Count) && pounds {
            refused::no_count_of_pounds(rows, &numerator)?;
        }
        if kind.is_none() {
            if reading.kind == Kind::Share {
                loaded.words.entry(treatment).share = true;
            }
            loaded.kinds_from.insert(Arc::clone(treatment), reading.kind_from);
        }
        loaded.known.insert(Arc::clone(treatment), known);
    }
    if let Some((treatment, [numerator, denominator])) = met.doubtful.first() {
        return Err(refused::stock_or_flow(treatment, [numerator, denominator]));
    }
    let unused = said.denominator_is.is_some() && !met.used;
    loaded
        .notes
        .extend(unused.then(|| "`denominator-is` changes nothing here: no periods are put together.".to_owned()));
    loaded.notes.extend(met.shares());
    loaded.notes.extend(met.stocks.iter().filter(|name| !Reading::is_named_stock(name)).map(|name| averaged(name)));
    loaded.notes.extend(met.events.iter().filter_map(|name| other_chance(name)));
    Ok(())
}

/// A treatment that is read as a share.
struct Share {
    treatment: String,
    from: KindFrom,
    /// What numerator and denominator are called.
    names: [String; 2],
}

/// What is met in the treatments that a reader should know of.
#[derive(Default)]
struct Met {
    /// Those read as shares, each with what its columns are called.
    shares: Vec<Share>,
    /// Those whose denominator may be a stock or a flow, likewise.
    doubtful: Vec<(String, [String; 2])>,
    /// Denominators that are taken for a stock.
    stocks: BTreeSet<String>,
    /// Numerators that are taken for events.
    events: BTreeSet<String>,
    /// Whether it matters what the denominator is.
    used: bool,
}

impl Met {
    /// How a treatment is read; `kind` is what the user says of it.
    fn treatment(
        &mut self,
        rows: &[CubeRow],
        kind: Option<Kind>,
        said: &Said,
        names: [&str; 2],
    ) -> Result<(Reading, Known)> {
        let (reading, denominator_is) = read(rows, names, kind, said.denominator_is);
        if kind.is_none() {
            refused::no_rates(rows, names[0])?;
            refused::no_proportions(rows, names[0])?;
            match reading.kind {
                Kind::Count => _ = self.events.insert(names[0].to_owned()),
                Kind::Share => {
                    let (treatment, names) = (rows[0].treatment.to_string(), names.map(str::to_owned));
                    self.shares.push(Share { treatment, from: reading.kind_from, names });
                }
                Kind::Amount => (),
            }
        }
        self.denominator(rows, denominator_is, said, names)?;
        Ok((reading, Known { kind: kind.unwrap_or(reading.kind), denominator_is }))
    }

    /// What its denominator is, where several periods are put together.
    fn denominator(
        &mut self,
        rows: &[CubeRow],
        is: Option<DenominatorIs>,
        said: &Said,
        names: [&str; 2],
    ) -> Result<()> {
        let together = puts_together(rows, said.by);
        self.used |= together || Reading::of(rows, names[0], names[1]).kind == Kind::Share;
        if !together || said.denominator_is.is_some() {
            return Ok(());
        }
        let stock = is == Some(DenominatorIs::Stock);
        if stock {
            refused::no_sum_of_stocks(rows, said.by, names)?;
        }
        if is.is_none() || stock && !Reading::is_named_stock(names[1]) && may_be_share(rows) {
            self.doubtful.push((rows[0].treatment.to_string(), names.map(str::to_owned)));
        }
        if stock {
            self.stocks.insert(names[1].to_owned());
        }
        Ok(())
    }

    /// What is read as a share, and why: a line for treatments whose columns have the same names.
    fn shares(&self) -> Vec<String> {
        let mut lines: Vec<(&Share, Vec<String>)> = Vec::new();
        for share in &self.shares {
            match lines.iter_mut().find(|(first, _)| first.names == share.names) {
                Some((_, all)) => all.push(share.treatment.clone()),
                None => lines.push((share, vec![share.treatment.clone()])),
            }
        }
        lines.iter().map(|(first, all)| as_shares(first, all)).collect()
    }
}

/// Whether a numerator that is never above its denominator is a good part of it, so that it may be a share of what happens.
fn may_be_share(rows: &[CubeRow]) -> bool {
    const PART: f64 = 0.05;
    let pairs = || rows.iter().filter_map(|r| Some((r.observed.value()?, r.denominator.and_then(Cell::value)?)));
    let (observed, denominator) = pairs().fold((0.0, 0.0), |sum, (o, d)| (sum.0 + o, sum.1 + d));
    pairs().all(|(o, d)| o <= d) && observed > PART * denominator
}

/// How a treatment is read, and what its denominator is where anybody says so.
fn read(
    rows: &[CubeRow],
    [numerator, denominator]: [&str; 2],
    kind: Option<Kind>,
    said: Option<DenominatorIs>,
) -> (Reading, Option<DenominatorIs>) {
    let mut reading = Reading::of(rows, numerator, denominator);
    if reading.kind == Kind::Share && said == Some(DenominatorIs::Stock) {
        reading = Reading { kind: Kind::Count, kind_from: KindFrom::Values, ..reading };
    }
    let of_share = (kind == Some(Kind::Share)).then_some(DenominatorIs::Flow);
    let fits = kind.is_none_or(|kind| kind == reading.kind || reading.kind != Kind::Share);
    let is = said.or(of_share).or(reading.denominator_is.filter(|_| fits));
    (reading, is)
}

fn as_shares(Share { from, names: [numerator, denominator], .. }: &Share, treatments: &[String]) -> String {
    let why = match from {
        KindFrom::Names => "both columns count things that happen",
        _ => "the denominator goes up and down like something that happens",
    };
    format!(
        "{}: read as a share, as '{numerator}' is never above '{denominator}' and {why}; shown in per cent and judged by the \
         binomial distribution. Use `kind count` where it is none.",
        listed(treatments)
    )
}

fn averaged(denominator: &str) -> String {
    format!(
        "'{denominator}' is read as a stock, such as registered patients, and averaged over the periods put together. Use \
         `denominator-is flow` where it is something that happens."
    )
}

/// That whole pounds or doses are taken for events.
fn other_chance(numerator: &str) -> Option<String> {
    let what = if Reading::is_named_money(numerator) {
        "money"
    } else if Reading::is_named_dose(numerator) {
        "doses or time"
    } else {
        return None;
    };
    Some(format!(
        "'{numerator}' is read as a count of events, as its figures are whole numbers. Chance of {what} is another one: one patient \
         may have many, and areas are then called above or below by chance alone. Use `kind amount` where it is {what}."
    ))
}

/// The rows of areas, where there are others: a total, or rows without a code, which look like one area whose denominator jumps.
fn areas_alone(cube: &Cube) -> Option<Vec<CubeRow>> {
    let is_area = |row: &&CubeRow| !row.area.is_empty() && !cube.aside().contains_key(&row.area);
    let none = cube.rows().iter().any(|row| !is_area(&row));
    none.then(|| cube.rows().iter().filter(is_area).cloned().collect())
}

/// Whether some slice sums several periods of the rows.
fn puts_together(rows: &[CubeRow], by: Option<Grain>) -> bool {
    let Some(by) = by else { return false };
    let periods: BTreeSet<_> = rows.iter().map(|row| row.period).collect();
    let wholes: BTreeSet<_> = periods.iter().filter_map(|period| period.within(by).ok()).collect();
    wholes.len() < periods.len()
}

/// "'a', 'b' and 7 more".
pub(in crate::study) fn listed(names: &[impl AsRef<str>]) -> String {
    const MOST: usize = 4;
    let more = if names.len() > MOST { format!(" and {} more", names.len() - MOST) } else { String::new() };
    format!("{}{more}", names.iter().take(MOST).map(|n| format!("'{}'", n.as_ref())).collect::<Vec<_>>().join(", "))
}
