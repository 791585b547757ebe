//! Slices that are ready, and the findings about those that are asked for.

use crate::asked::Asked;
use crate::chosen::{Chosen, benchmark, kept, period};
use crate::error::Error;
use crate::opened::Opened;
use crate::packet::{Packet, Site, Table};
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::findings::Wanted;
use unwarranted_core::{AnalysisOptions, Findings, Period, Slice, SliceFindings, analyse_all, printable};
use unwarranted_plot::Places;
use unwarranted_report::tables;

/// Slices that are ready. What is asked of it depends on nothing but the question.
#[derive(Debug)]
pub struct Engine {
    site: Site,
    treatments: BTreeMap<Arc<str>, Opened>,
    /// Where the areas of the study's own level lie; `None` where that is not known.
    places: Option<Places>,
    /// The series that was analysed last, and what it is of.
    last: Option<(SeriesKey, Findings)>,
    /// The indices that were analysed last, and what they are of.
    indices: Option<(IndicesKey, Box<SliceFindings>)>,
}

/// Treatment, way and areas of a series.
type SeriesKey = (String, usize, Vec<String>);

/// The same with a period.
type IndicesKey = (SeriesKey, Period);

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

    /// Where the areas of a way lie, where that is known.
    pub(crate) fn places(&self, way: usize) -> Option<&Places> {
        let level = |way: usize| Some(&self.site.ways.get(way)?.level);
        self.places.as_ref().filter(|_| level(way) == level(0))
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
        self.treatments.insert(Arc::clone(&packet.treatment), Opened::of(packet)?);
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

    /// Every period of the treatment with rates, deciles and indices without intervals, the one at `own` replaced.
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
        // Charts over time say how far areas are apart.
        let indices = analyse_all(&slices, &AnalysisOptions { wanted: Wanted::Indices, ..plain })?;
        for (slice, of) in found.iter_mut().zip(indices) {
            slice.indices = of.indices;
        }
        opened.enter(&mut found, way);
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

fn series_key(asked: &Asked) -> SeriesKey {
    (asked.treatment.clone(), asked.way, asked.areas.clone())
}
