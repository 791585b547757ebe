//! From the options given to what is done: defaults, sources, values in range.

use super::defined;
use super::measures;
use super::options::{Source, Task};
use super::{Error, IndicatorColumn, Result, SEED, Study};
use crate::core::findings::{Family, Wanted};
use crate::core::outliers::control::Control;
use crate::core::outliers::{self, RULES};
use crate::core::shrinkage::{SHRINKERS, Shrinker};
use crate::core::{AnalysisOptions, Grain, Kind, Measure, Month, Period, Treatment};
use crate::definitions::Definition;
use crate::ingest::tidy::{FIELDS, TidyOptions};
use crate::store::assemble::{FactDenominator, FactsQuery, Level, People, Query};
use crate::store::geography::Membership;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where the numbers come from, with what belongs to that source alone.
#[derive(Debug, Clone)]
pub(super) enum Data {
    Files { paths: Vec<PathBuf>, tidy: TidyOptions },
    Prescribing { dir: PathBuf, query: Query, definitions: Vec<Definition> },
    Facts { dir: PathBuf, query: FactsQuery },
}

/// A study whose options are known to be in range and to have an effect.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) study: Study,
    pub(super) data: Data,
    /// Length of the periods, as asked for or that of the periods asked for.
    pub(super) by: Option<Grain>,
    pub(super) from: Option<Month>,
    pub(super) to: Option<Month>,
    pub(super) control: Control,
    pub(super) family: Family,
    /// What it is done for, where one of the tasks of the table of options.
    pub(super) task: Option<Task>,
    /// Whether what is made rests on chance that practices may show.
    pub(super) chance_of_practices: bool,
    /// Whether chance is what the data say of it themselves.
    pub(super) said_chance: bool,
    /// But for `per`, which may differ between treatments.
    pub(super) analysis: AnalysisOptions,
}

impl Plan {
    /// Columns of the files that are named for something else than their figures.
    pub(super) fn name_others<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        if let Data::Files { tidy, .. } = &mut self.data {
            tidy.other.extend(names.into_iter().map(str::to_owned));
        }
    }
}

impl Study {
    /// The study as it is done.
    ///
    /// # Errors
    /// Options without effect and values out of range.
    pub(super) fn plan(&self, task: Option<Task>) -> Result<Plan> {
        let source = self.check(task)?;
        let by = self.grain()?;
        let study = Self { per: self.per_with_unit()?, ..self.resolved(task) };
        let mut analysis = study.analysis()?;
        let definitions = study.definitions()?;
        if study.repeat_factor.is_none() && study.per_person.is_none() {
            analysis.per_person_of = defined::per_person(&definitions);
            analysis
                .per_person_of
                .extend(study.measures.as_deref().map(measures::per_person).transpose()?.into_iter().flatten());
        }
        analysis.check()?;
        let (from, to) = (study.from.and_then(Period::first_month), study.to.and_then(Period::last_month));
        let dir = study.store.clone().unwrap_or_default();
        let data = match source {
            Source::Files => Data::Files { paths: study.files.clone(), tidy: study.tidy() },
            Source::Prescribing => {
                let query = study.query(&definitions, from, to)?;
                Data::Prescribing { dir, query, definitions }
            }
            Source::Facts => Data::Facts { dir, query: study.facts_query(from, to) },
        };
        let control = study.control.unwrap_or(Control::None);
        let family = study.family.unwrap_or_default();
        let chance_of_practices = study.takes_chance_of_practices(task);
        let said_chance = study.takes_said_chance(task);
        Ok(Plan { data, by, from, to, control, family, task, chance_of_practices, said_chance, analysis, study })
    }

    fn analysis(&self) -> Result<AnalysisOptions> {
        let replicates = self.replicates.unwrap_or_default();
        if replicates != 0 && !(99..=1_000_000).contains(&replicates) {
            let expected = "expected 0 (none) or a whole number from 99 to 1000000; 999 is usual";
            return Err(Error::option("replicates", format!("is {replicates}; {expected}")));
        }
        let defaults = AnalysisOptions::default();
        Ok(AnalysisOptions {
            wanted: Wanted::Everything,
            per: self.per.unwrap_or(defaults.per),
            confidence: self.confidence.unwrap_or(defaults.confidence),
            levels: self.levels.unwrap_or(defaults.levels),
            replicates,
            seed: self.seed.unwrap_or(SEED),
            repeat_factor: self.repeat_factor,
            per_person_of: BTreeMap::new(),
            per_person: self.per_person.map(|amount| [amount, self.per_person_cv.unwrap_or(1.0)]),
            rule: self.rule_id()?,
            target: self.target.unwrap_or(defaults.target),
            far: self.far.unwrap_or(defaults.far),
            league_tables: self.league_tables.unwrap_or_default(),
            also: self.confidence_also.clone(),
            interval: self.interval,
            atkinson: self.atkinson.clone(),
            jackknife: self.jackknife,
            inequality: false,
        })
    }

    fn rule_id(&self) -> Result<&'static str> {
        let id = self.rule.as_deref().unwrap_or(outliers::DEFAULT.id);
        let rules = || RULES.iter().map(|rule| rule.id).collect::<Vec<_>>().join(", ");
        let unknown = || Error::option("rule", format!("is '{id}'; expected one of {}", rules()));
        RULES.iter().find(|rule| rule.id == id).map(|rule| rule.id).ok_or_else(unknown)
    }

    /// How ratios are shrunken, where that was said.
    pub(super) fn shrinker(&self) -> Result<Option<&'static Shrinker>> {
        let Some(id) = &self.method else { return Ok(None) };
        let ids = || SHRINKERS.iter().map(|method| method.id).collect::<Vec<_>>().join(", ");
        let unknown = || Error::option("method", format!("is '{id}'; expected one of {}", ids()));
        SHRINKERS.iter().find(|method| method.id == id).map(Some).ok_or_else(unknown)
    }

    pub(super) fn tidy(&self) -> TidyOptions {
        let entries = self.entries();
        let column = |word: &str| Some(entries.get(&format!("column-{word}"))?.as_str()?.to_owned());
        let columns = FIELDS.iter().filter_map(|entry| Some((entry.field, column(entry.word)?))).collect();
        TidyOptions {
            columns,
            names: self.names.clone(),
            only_kinds: self.only_kind.clone(),
            other: self.other_columns(),
            decimal: self.decimal,
            negative: self.kind == Some(Kind::Amount),
        }
    }

    /// Columns that are named for what is known of areas, in the files themselves.
    fn other_columns(&self) -> Vec<String> {
        let need = self.need.iter().filter(|_| self.need_file.is_none()).flat_map(|need| need.columns.iter().cloned());
        let like = self
            .like
            .iter()
            .filter(|_| self.like_file.is_none())
            .filter_map(|text| text.parse::<IndicatorColumn>().ok());
        need.chain(like.map(|like| like.column)).collect()
    }

    fn query(&self, definitions: &[Definition], from: Option<Month>, to: Option<Month>) -> Result<Query> {
        let word = self.measure.as_deref().unwrap_or(Measure::Items.word());
        let measure: Measure = word.parse().map_err(|e| Error::option("measure", format!("is '{word}'; {e}")))?;
        let codes = self.bnf.iter().map(|codes| Treatment::of(codes.clone(), measure));
        Ok(Query {
            treatments: definitions.iter().map(|d| d.treatment.clone()).chain(codes).collect(),
            from,
            to,
            membership: self.membership.unwrap_or(Membership::Recorded),
            groups: self.groups.clone(),
            bnf_year: self.bnf_year,
            allow_missing: self.allow_missing,
            optional: self.of_tags(definitions),
            level: self.level.unwrap_or(Level::Ccg),
        })
    }

    fn facts_query(&self, from: Option<Month>, to: Option<Month>) -> FactsQuery {
        FactsQuery {
            series: self.facts.clone().unwrap_or_default(),
            measure: self.measure.clone().unwrap_or_default(),
            denominator: match self.denominator.clone().unwrap_or_default() {
                population if population == "population" => FactDenominator::Population,
                id => FactDenominator::Measure(id),
            },
            people: People { sex: self.sex.clone(), age: self.age.clone() },
            level: self.level.unwrap_or(Level::Ccg),
            membership: self.membership.unwrap_or(Membership::Recorded),
            groups: self.groups.clone(),
            from,
            to,
            allow_missing: self.allow_missing,
        }
    }

    /// The length to cut by: as asked, or that of the periods asked for.
    fn grain(&self) -> Result<Option<Grain>> {
        if self.by == Some(Grain::Span) {
            return Err(Error::option("by", "is span; expected month, quarter, year, fy or all"));
        }
        let mut grain = self.by;
        for period in &self.period {
            let wanted = *grain.get_or_insert(period.grain());
            if wanted != period.grain() {
                let by = wanted.word();
                let says =
                    format!("{period} is not a period of `by {by}`; leave out `by`, or give periods of that length");
                return Err(Error::option("period", says));
            }
        }
        Ok(grain)
    }

    /// Whether the user gave every word that a page needs.
    #[must_use]
    pub fn has_words(&self) -> bool {
        self.title.is_some() && self.unit.is_some() && self.areas.is_some()
    }
}
