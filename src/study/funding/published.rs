//! Money from published files: payments to general practice, allocations, weighted populations, streams.

use super::super::{Error, Result, Study};
use super::FundingOptions;
use super::sources::Given;
use super::summed::sums;
use crate::core::Period;
use crate::core::funding::Funded;
use crate::core::near::did_you_mean;
use crate::ingest::formats;
use crate::ingest::input::{self, InputFile, Member};
use crate::ingest::layouts::{Roles, funding_roles};
use crate::ingest::read::Source;
use crate::ingest::tables::facts::Facts;
use crate::ingest::tables::{MAX_REJECTS, Tables};
use crate::report::manifest::{Input, Rows};
use crate::store::assemble::Level;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

impl Study {
    /// `None` where the first file is in no layout of funding.
    ///
    /// # Errors
    /// Files that cannot be read; some that are published files and some that are not; an area with money of one period twice; files without
    /// money.
    pub(super) fn published_money(&self, options: &FundingOptions) -> Result<Option<Given>> {
        let mut reader = Reader { study: self, given: Given::default(), heads: Vec::new() };
        for (at, path) in self.files.iter().enumerate() {
            let published = reader.file(path)?;
            match (published, at) {
                (false, 0) => return Ok(None),
                (false, _) => {
                    let problem = format!(
                        "mix published files and tables: {} is in no layout of funding; give one kind, and what else is known of areas with \
                         `beside`",
                        path.display()
                    );
                    return Err(Error::option("files", problem));
                }
                (true, _) => {}
            }
        }
        self.of_published(options)?;
        reader.finish().map(Some)
    }

    /// Refuses options for tidy tables.
    pub(super) fn of_published(&self, options: &FundingOptions) -> Result<()> {
        let columns = [
            ("column-area", self.column_area.is_some()),
            ("column-name", self.column_name.is_some()),
            ("column-period", self.column_period.is_some()),
            ("amount", options.amount.is_some()),
        ];
        if let Some((option, _)) = columns.into_iter().find(|(_, given)| *given) {
            return Err(Error::option(option, "belongs to tidy tables: here the columns are known"));
        }
        let beside = [
            ("registered", options.registered.is_some()),
            ("weighted", options.weighted.is_some()),
            ("target", options.target.is_some()),
            ("region", options.region.is_some()),
            ("rank-by", options.rank_by.is_some()),
        ];
        match beside.into_iter().find(|(_, given)| *given && options.beside.is_none()) {
            Some((option, _)) => Err(Error::option(option, "needs `beside`, a table by area that has the column")),
            None => Ok(()),
        }
    }
}

/// People of areas by period, from a table without money.
type Heads = (Period, BTreeMap<Arc<str>, Funded>);

struct Reader<'a> {
    study: &'a Study,
    given: Given,
    heads: Vec<Heads>,
}

impl Reader<'_> {
    /// Whether it is a published file of funding.
    fn file(&mut self, path: &Path) -> Result<bool> {
        let file = input::open(path)?;
        let mut known = 0;
        for member in &file.members {
            known += usize::from(self.member(&file, member)?);
        }
        Ok(known > 0)
    }

    fn member(&mut self, file: &InputFile, member: &Member) -> Result<bool> {
        let names = [member.name.as_str(), file.name.as_str()];
        let (shown, text) = (&member.shown, &member.text);
        let source = Source { shown, names: &names, text, max_rejects: MAX_REJECTS, progress: &|_| () };
        let roles = match formats::recognise(&source) {
            Ok(format) => funding_roles(format),
            Err(_) => return Ok(false),
        };
        let Some(roles) = roles else { return Ok(false) };
        let (format, reading) = formats::read(&source)?;
        let Tables::Facts(tables) = &reading.tables else { return Ok(false) };
        for (month, facts) in tables {
            let period = month.and_then(|month| Period::span(month, facts.months)).unwrap_or(Period::All);
            self.table((shown, period), facts, roles)?;
        }
        self.given.notes.extend(reading.tally.notices.iter().map(|notice| format!("{shown}: {notice}")));
        let rows = Rows { read: to_usize(reading.tally.read), used: to_usize(reading.tally.used), ..Rows::default() };
        self.given.inputs.push(Input {
            name: file.name.clone(),
            bytes: file.bytes,
            sha256: file.sha256.clone(),
            format: format.id.to_owned(),
            encoding: Some(member.encoding.to_string()),
            rows,
        });
        Ok(true)
    }

    fn table(&mut self, (shown, period): (&str, Period), facts: &Facts, roles: Roles) -> Result<()> {
        let measure = self.study.measure.as_deref();
        let amount = measure.or(roles.amount);
        let has = |id: &str| facts.measures.iter().any(|m| m.id == id);
        let ids = || facts.measures.iter().map(|m| m.id.as_str());
        if let Some(wanted) = measure.filter(|wanted| !has(wanted) && roles.amount.is_some()) {
            let problem = format!("is '{wanted}', which {shown} does not have{}", did_you_mean(wanted, ids()));
            return Err(Error::option("measure", problem));
        }
        if amount.is_none() && roles.registered.is_none() {
            let known: Vec<&str> = ids().collect();
            let problem = format!("is missing: {shown} has money of several streams: {}", known.join(", "));
            return Err(Error::option("measure", problem));
        }
        let wanted = [amount.filter(|id| has(id)), roles.registered, roles.weighted, roles.target];
        let summed = sums(facts, self.study.level.unwrap_or(Level::Ccg), wanted);
        let summed = summed.map_err(|problem| Error::option("level", format!("{problem} ({shown})")))?;
        self.given.set_aside.extend(summed.left_out(shown));
        if wanted[0].is_none() {
            self.heads.push((period, summed.areas));
            return Ok(());
        }
        let own = self.given.periods.entry(period).or_default();
        for (code, area) in summed.areas {
            if own.contains_key(&code) {
                let problem = format!("hold money of area {code} in {period} twice; give each year once ({shown})");
                return Err(Error::option("files", problem));
            }
            own.insert(code, area);
        }
        Ok(())
    }

    /// The money, with the people of tables of the same period that have none.
    fn finish(mut self) -> Result<Given> {
        if self.given.periods.is_empty() {
            let problem = "hold people and no money: add a file of payments or allocations of the same year";
            return Err(Error::option("files", problem));
        }
        for (period, heads) in std::mem::take(&mut self.heads) {
            let Some(areas) = self.given.periods.get_mut(&period) else {
                let years: Vec<String> = self.given.periods.keys().map(Period::to_string).collect();
                let problem = format!(
                    "hold weighted people of {period} and money of {}: two years are not mixed; take files of one year",
                    years.join(", ")
                );
                return Err(Error::option("files", problem));
            };
            let mut joined = 0;
            for (code, people) in heads {
                if let Some(area) = areas.get_mut(&code) {
                    joined += 1;
                    area.weighted = people.weighted.or(area.weighted);
                    area.registered = area.registered.or(people.registered);
                }
            }
            self.given.notes.push(format!(
                "{period}: weighted people of {joined} areas come from the file of weighted populations"
            ));
        }
        Ok(self.given)
    }
}

fn to_usize(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}
