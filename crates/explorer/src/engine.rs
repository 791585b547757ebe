//! Slices that are ready, and the findings about those that are asked for.

use crate::asked::Asked;
use crate::error::Error;
use crate::packet::{KeptArea, Packet, Site, Table, Way, WayEntry};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::findings::{AreaRecords, Break, Standardised, TargetRate, Wanted};
use unwarranted_core::judgement::judge;
use unwarranted_core::near::did_you_mean;
use unwarranted_core::{AnalysisOptions, Findings, Period, Slice, SliceFindings, analyse, analyse_all, printable};
use unwarranted_plot::{Labels, Places};
use unwarranted_report::LabelsBy;
use unwarranted_report::tables;

/// Slices that are ready. What is asked of it depends on nothing but the question.
#[derive(Debug)]
pub struct Engine {
    site: Site,
    treatments: BTreeMap<Arc<str>, Opened>,
    /// Where the areas lie; `None` where that is not known.
    pub(crate) places: Option<Places>,
    /// The series that was analysed last, and what it is of.
    last: Option<(SeriesKey, Findings)>,
    /// The indices that were analysed last, and what they are of.
    indices: Option<(IndicesKey, Box<SliceFindings>)>,
}

/// Treatment, way and areas of a series.
type SeriesKey = (String, usize, Vec<String>);

/// The same with a period.
type IndicesKey = (SeriesKey, Period);

/// A treatment whose slices are made.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) packet: Packet,
    cuts: Vec<Cut>,
}

/// The slices of a treatment, cut in one way.
#[derive(Debug)]
struct Cut {
    labels: Labels,
    slices: Vec<Slice>,
}

/// A slice that was asked for, with all that belongs to it.
pub(crate) struct Chosen<'a> {
    pub(crate) entry: &'a WayEntry,
    pub(crate) way: &'a Way,
    pub(crate) opened: &'a Opened,
    pub(crate) labels: &'a Labels,
    pub(crate) slice: Slice,
    /// Its place among the slices of its treatment.
    pub(crate) at: usize,
    pub(crate) target: Option<TargetRate>,
}

impl Engine {
    /// An engine without figures yet.
    #[must_use]
    pub fn new(site: Site) -> Self {
        Self { site, treatments: BTreeMap::new(), places: None, last: None, indices: None }
    }

    /// Says where the areas lie, for maps.
    pub fn place(&mut self, places: Places) {
        self.places = Some(places);
    }

    /// What is common to all treatments.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Makes the slices of a treatment.
    ///
    /// # Errors
    /// Figures that no slice can have.
    pub fn open(&mut self, packet: Packet) -> Result<(), Error> {
        let areas: Vec<_> = packet.areas.iter().map(|a| (Arc::clone(&a.code), a.name.clone())).collect();
        let cut = |way: &Way| {
            let mut slices: Vec<Slice> = Vec::with_capacity(way.slices.len());
            for kept in &way.slices {
                slices.push(kept.slice(&packet.treatment, &areas, slices.last())?);
            }
            Ok(Cut { labels: way.labels.clone().into(), slices })
        };
        let cuts = packet.ways.iter().map(cut).collect::<Result<Vec<_>, Error>>()?;
        self.treatments.insert(Arc::clone(&packet.treatment), Opened { packet, cuts });
        Ok(())
    }

    pub(crate) fn opened(&self, treatment: &str) -> Result<&Opened, Error> {
        self.treatments
            .get(treatment)
            .ok_or_else(|| Error::Unknown(format!("the page has no figures of the treatment '{treatment}'")))
    }

    /// The slice that was asked for.
    pub(crate) fn chosen(&self, asked: &Asked) -> Result<Chosen<'_>, Error> {
        let opened = self.opened(&asked.treatment)?;
        let no_way = || Error::Unknown("the page has no such way to cut the figures".to_owned());
        let (entry, way) = self.site.ways.get(asked.way).zip(opened.packet.ways.get(asked.way)).ok_or_else(no_way)?;
        let cut = opened.cuts.get(asked.way).ok_or_else(no_way)?;
        let at = period(cut, way, asked.period.as_deref())?;
        let slice = kept(&cut.slices[at], &asked.areas)?;
        let target = asked.target.as_deref().map(benchmark).transpose()?;
        Ok(Chosen { entry, way, opened, labels: &cut.labels, slice, at, target })
    }

    /// Every period of the treatment with rates and deciles, the one at `own` replaced.
    pub(crate) fn series(&mut self, asked: &Asked, own: &SliceFindings) -> Result<Findings, Error> {
        let key = series_key(asked);
        if self.last.as_ref().is_none_or(|(last, _)| *last != key) {
            let found = self.analysed_series(asked)?;
            self.last = Some((key, found));
        }
        let mut series = self.last.as_ref().map(|(_, found)| found.clone()).unwrap_or_default();
        series.iter_mut().filter(|s| s.period == own.period).for_each(|s| s.clone_from(own));
        Ok(series)
    }

    /// The findings that the page shows. Indices take most of the time, and do not change with rule, benchmark or chart.
    ///
    /// # Errors
    /// What is asked for is not there or cannot be analysed.
    pub fn shown(&mut self, asked: &Asked) -> Result<SliceFindings, Error> {
        let chosen = self.chosen(asked)?;
        let mut found = chosen.found(&chosen.entry.shown, asked, Wanted::Outliers)?;
        let key = (series_key(asked), found.period);
        if self.indices.as_ref().is_none_or(|(last, _)| *last != key) {
            let indices = chosen.found(&chosen.entry.shown, asked, Wanted::Indices)?;
            self.indices = Some((key, Box::new(indices)));
        }
        if let Some((_, of)) = &self.indices {
            found.indices.clone_from(&of.indices);
            found.random_against_real.clone_from(&of.random_against_real);
            found.simulated.clone_from(&of.simulated);
        }
        Ok(found)
    }

    fn analysed_series(&self, asked: &Asked) -> Result<Findings, Error> {
        let opened = self.opened(&asked.treatment)?;
        let entry = &self.site.ways[asked.way];
        let (way, cut) = (&opened.packet.ways[asked.way], &opened.cuts[asked.way]);
        let options = entry.shown.analysis(Wanted::Rates, way.per, None, None)?;
        // A period without any of the areas has nothing to say.
        let slices: Vec<Slice> = cut.slices.iter().filter_map(|s| kept(s, &asked.areas).ok()).collect();
        let plain = AnalysisOptions { replicates: 0, league_tables: 0, jackknife: false, ..options };
        let mut found = analyse_all(&slices, &plain)?;
        enter(&mut found, opened, way);
        Ok(found)
    }

    /// The table of the command line with all figures of the areas, as CSV.
    ///
    /// # Errors
    /// What is asked for is not there or cannot be analysed.
    pub fn csv(&self, asked: &Asked) -> Result<String, Error> {
        let chosen = self.chosen(asked)?;
        let wanted = match chosen.entry.table {
            Table::Outliers => Wanted::Outliers,
            Table::Rates => Wanted::Rates,
        };
        let found = [chosen.found(&chosen.entry.tabled, asked, wanted)?];
        let labels = chosen.labels_by();
        let text = match chosen.entry.table {
            Table::Outliers => tables::outliers_csv(&found, &labels)?,
            Table::Rates => tables::rates_csv(&found, &labels)?,
        };
        Ok(printable::lines(&text).into_owned())
    }

    /// All figures of the areas and of the indices, as the files of a report have them.
    ///
    /// # Errors
    /// Those of [`Self::csv`].
    pub fn numbers(&mut self, asked: &Asked) -> Result<[String; 2], Error> {
        let found = [self.shown(asked)?];
        let labels = self.chosen(asked)?.labels_by();
        Ok([tables::areas_json(&found, &labels)?, tables::indices_json(&found, &labels)?])
    }
}

impl Chosen<'_> {
    pub(crate) fn labels_by(&self) -> LabelsBy {
        LabelsBy::from([(Arc::clone(self.slice.treatment()), self.labels.clone())])
    }

    fn found(&self, by: &crate::options::Options, asked: &Asked, wanted: Wanted) -> Result<SliceFindings, Error> {
        let mut options = by.analysis(wanted, self.way.per, asked.rule.as_deref(), self.target)?;
        if self.way.slices[self.at].drawn_from_practices {
            options.replicates = 0;
        }
        let mut found = [analyse(&self.slice, &options)?];
        if wanted == Wanted::Outliers {
            let (control, family) = by.judged();
            judge(&mut found, control, family);
        }
        enter(&mut found, self.opened, self.way);
        let [found] = found;
        Ok(found)
    }

    /// Whether the page has intervals of the indices, which from practices it has not.
    pub(crate) fn draws_intervals(&self) -> bool {
        !self.way.slices[self.at].drawn_from_practices
    }
}

fn series_key(asked: &Asked) -> SeriesKey {
    (asked.treatment.clone(), asked.way, asked.areas.clone())
}

/// The latest complete period that may be asked for, or the one of this name.
fn period(cut: &Cut, way: &Way, asked: Option<&str>) -> Result<usize, Error> {
    let slices = || way.asked.iter().filter_map(|at| Some((*at, cut.slices.get(*at)?)));
    let Some(text) = asked else {
        let complete = |s: &Slice| s.period().full_months().is_none_or(|full| s.months() >= full);
        let rank = |s: &Slice| (!s.is_empty(), complete(s), s.period());
        let best = slices().max_by_key(|(_, s)| rank(s));
        return best.map(|(at, _)| at).ok_or_else(|| Error::Unknown("the page has no period of this".to_owned()));
    };
    let wanted = Period::parse(text)?;
    let span = || {
        slices()
            .next()
            .zip(slices().next_back())
            .map(|((_, a), (_, b))| format!("; they run from {} to {}", a.period(), b.period()))
    };
    let missing = || Error::Unknown(format!("the page has no figures for {text}{}", span().unwrap_or_default()));
    slices().find(|(_, s)| s.period() == wanted).map(|(at, _)| at).ok_or_else(missing)
}

/// The slice with these areas alone; all of it without any.
fn kept(slice: &Slice, areas: &[String]) -> Result<Slice, Error> {
    if areas.is_empty() {
        return Ok(slice.clone());
    }
    let wanted: BTreeSet<&str> = areas.iter().map(String::as_str).collect();
    let kept = slice.keeping(|area| wanted.contains(&*area.code))?;
    if kept.is_empty() {
        let codes = slice.areas().iter().map(|a| &*a.code);
        let meant = did_you_mean(&areas[0], codes);
        return Err(Error::Unknown(format!(
            "none of the areas asked for has figures in {}{meant}",
            slice.period().words()
        )));
    }
    Ok(kept)
}

/// Enters in the findings what the statistics do not know.
fn enter(found: &mut [SliceFindings], opened: &Opened, way: &Way) {
    for slice in &mut *found {
        slice.kind_from = way.kind_from;
        if let Some((method, by)) = &way.standardised {
            let reference_rate = slice.standardised.as_ref().and_then(|s| s.reference_rate);
            slice.standardised = Some(Standardised { method: *method, by: by.clone(), reference_rate });
        }
    }
    records(&opened.packet.areas).enter(found);
}

fn records(areas: &[KeptArea]) -> AreaRecords {
    let one =
        |(period, reason): &(Period, String)| Some(Break { month: period.first_month()?, reason: reason.clone() });
    let mut records = AreaRecords::default();
    for area in areas {
        if let Some(ons) = &area.ons {
            records.ons_codes.insert(Arc::clone(&area.code), Arc::clone(ons));
        }
        if !area.breaks.is_empty() {
            records.breaks.insert(Arc::clone(&area.code), area.breaks.iter().filter_map(one).collect());
        }
    }
    records
}

/// The benchmark as a reader typed it.
fn benchmark(text: &str) -> Result<TargetRate, Error> {
    let usable = |rate: &TargetRate| !matches!(rate, TargetRate::Given(rate) if !(rate.is_finite() && *rate > 0.0));
    let wrong = || {
        Error::Unknown(format!(
            "'{}' is no rate. Type a number above zero, in the unit of the rates, such as 12.5.",
            text.trim()
        ))
    };
    text.parse().ok().filter(usable).ok_or_else(wrong)
}
