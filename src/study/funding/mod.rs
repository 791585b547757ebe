//! Money by area from published files, a tidy table or a store, beside what is prescribed in the same areas and years.

mod merged;
mod of_store;
mod prescribing;
mod prices;
mod published;
mod sources;
mod summed;
mod tidy_table;

use super::need::listed;
use super::{Error, Result, SEED, Study};
use crate::core::funding::{Funded, Funding, Head, TargetIs, funding};
use crate::core::text::counted;
use crate::core::{Confidence, Period};
use crate::ingest::values::codes::is_synthetic;
use crate::report::LabelsBy;
use crate::report::manifest::Input;
use prices::Prices;
use sources::Given;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What a study of money is made of beside its files or store.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FundingOptions {
    /// Column with pounds [default: amount]; of a tidy table.
    pub amount: Option<String>,
    /// Column with registered people.
    pub registered: Option<String>,
    /// Column with weighted people.
    pub weighted: Option<String>,
    /// Column with targets in pounds.
    pub target: Option<String>,
    /// Column with regions.
    pub region: Option<String>,
    /// Column that areas are ranked by.
    pub rank_by: Option<String>,
    /// A table by area that has the columns which are named, where the files do not.
    pub beside: Option<PathBuf>,
    /// What money is divided by beside prescribing; `None`: weighted people where they are known.
    pub per: Option<Head>,
    /// Index of prices by year.
    pub deflator: Option<PathBuf>,
    /// The year of the prices; `None`: the latest of the money.
    pub prices: Option<Period>,
    /// What is prescribed: tidy files with their columns.
    pub prescribing: Option<Study>,
}

/// Money of each period, with what a reader must know.
#[derive(Debug, Clone)]
pub struct Fundings {
    /// In the order of time.
    pub periods: Vec<Funding>,
    /// The words of what is prescribed.
    pub labels: LabelsBy,
    /// What rates of what is prescribed are shown per, by treatment.
    pub per: BTreeMap<Arc<str>, f64>,
    /// Draws of areas behind intervals, and their seed.
    pub drawn: (usize, u64),
    /// Whether the data are simulated, as the names of areas say.
    pub synthetic: bool,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// What a reader must know before all else.
    pub warnings: Vec<String>,
    /// What was set aside and why.
    pub set_aside: Vec<String>,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
}

/// Pounds per head below which they look like thousands or millions of pounds.
const FEW: f64 = 1.0;

impl Study {
    /// Money by area in each period, per head, against target and how unequal; where prescribing is given, beside it.
    ///
    /// # Errors
    /// Files or a store that cannot be read; columns that are missing; periods that are asked for and are not there, or of which no price is
    /// known; prescribing of other periods or areas.
    pub fn funding(&self, options: &FundingOptions) -> Result<Fundings> {
        let confidence = Confidence::new(self.confidence.unwrap_or(0.95), "confidence")?;
        let mut given = self.given_money(options)?;
        given.keep(&self.period)?;
        let periods = by_period(&mut given, options)?;
        for funding in &periods {
            given.warnings.extend(doubts(funding));
            given.notes.extend(targets(funding));
            given.set_aside.extend(without_heads(funding));
        }
        // Tables of one's own have a column of regions where somebody wants them.
        given.notes.extend(without_regions(&periods).filter(|_| given.published));
        let drawn = (self.replicates.unwrap_or(super::REPLICATES), self.seed.unwrap_or(SEED));
        let names = periods.iter().flat_map(|f| &f.areas).filter_map(|a| a.name.as_deref());
        let mut found = Fundings {
            synthetic: names.into_iter().any(is_synthetic),
            periods,
            labels: LabelsBy::new(),
            per: BTreeMap::new(),
            drawn,
            inputs: given.inputs,
            warnings: given.warnings,
            set_aside: given.set_aside,
            notes: given.notes,
        };
        if let Some(prescribed) = &options.prescribing {
            prescribing::enter(&mut found, prescribed, options.per, (confidence, drawn.0, drawn.1))?;
        } else if options.per.is_some() {
            return Err(Error::option("per", "goes with `prescribing`: tables give money per head of every kind"));
        }
        Ok(found)
    }

    fn given_money(&self, options: &FundingOptions) -> Result<Given> {
        let mut given = match (&self.store, self.files.is_empty()) {
            (Some(_), false) => return Err(Error::option("files", "cannot be used with `store`")),
            (None, true) => {
                let problem =
                    "are missing: name files of payments or allocations, a table with area and amount, or a `store`";
                return Err(Error::option("files", problem));
            }
            (Some(_), true) => Given { published: true, ..self.money_of_store(options)? },
            (None, false) => match self.published_money(options)? {
                Some(given) => Given { published: true, ..given },
                None => self.money_of_table(options)?,
            },
        };
        given.enter_beside(self, options)?;
        let shown: Vec<String> = self.files.iter().chain(&self.store).map(|path| path.display().to_string()).collect();
        given.without_totals(&shown.join(", "))?;
        Ok(given)
    }
}

/// The money of each period, in the prices of one year where an index is given.
fn by_period(given: &mut Given, options: &FundingOptions) -> Result<Vec<Funding>> {
    let prices = options.deflator.as_deref().map(Prices::read).transpose()?;
    if let (None, Some(_)) = (&prices, options.prices) {
        return Err(Error::option("prices", "goes with `deflator`, the index of prices by year"));
    }
    let base = options.prices.or(given.latest());
    let mut periods = Vec::new();
    for (period, areas) in &given.periods {
        let real = prices.as_ref().map(|prices| prices.real_terms(*period, base)).transpose()?;
        let mut found = funding(*period, areas.values().cloned().collect(), real)?;
        for unequal in found.unequal.iter_mut().filter(|u| u.areas_with_rank > 0) {
            unequal.ranked_by = options.rank_by.as_deref().map(Arc::from);
        }
        periods.push(found);
    }
    given.inputs.extend(prices.map(|prices| prices.input));
    Ok(periods)
}

/// Says where money looks like thousands or millions of pounds.
fn doubts(funding: &Funding) -> Option<String> {
    let per_head = funding.per_registered.or(funding.per_weighted)?;
    (per_head > 0.0 && per_head < FEW).then(|| {
        format!(
            "{}: money comes to £{per_head:.3} per head. Are the amounts thousands or millions of pounds? They are taken as pounds.",
            funding.period
        )
    })
}

fn targets(funding: &Funding) -> Option<String> {
    (funding.target_is == Some(TargetIs::WeightedShare)).then(|| {
        format!(
            "{}: no targets are given, so the target of an area is the share of all this money that its weighted population has of the \
             whole. It is no allocation.",
            funding.period
        )
    })
}

/// That nothing is said of regions, where files that often have them do not.
fn without_regions(periods: &[Funding]) -> Option<String> {
    let bare = |f: &&Funding| f.unequal.last().is_some_and(|u| u.areas_with_region == 0);
    let bare: Vec<String> = periods.iter().filter(bare).map(|f| f.period.to_string()).collect();
    (!bare.is_empty()).then(|| {
        format!(
            "{}: no regions are known, so what lies between and within them is not shown. Name a table by area with `beside`, and its column \
             of regions with `region`",
            bare.join(", ")
        )
    })
}

fn without_heads(funding: &Funding) -> Vec<String> {
    let mut by_kind: BTreeMap<Head, Vec<&Arc<str>>> = BTreeMap::new();
    for without in &funding.without_heads {
        by_kind.entry(without.lacks).or_default().push(&without.area);
    }
    let line = |(head, codes): (Head, Vec<&Arc<str>>)| {
        let many = counted(i64::try_from(codes.len()).unwrap_or(i64::MAX), "area has", "areas have");
        format!(
            "{}: {many} no {} people and so nothing per head of them: {}",
            funding.period,
            head.word(),
            listed(&codes)
        )
    };
    by_kind.into_iter().map(line).collect()
}

/// An area of which nothing but its money is known.
fn bare(code: &str, amount: f64) -> Funded {
    Funded {
        code: code.into(),
        name: None,
        region: None,
        amount,
        registered: None,
        weighted: None,
        target: None,
        rank: None,
    }
}
