//! What an explorer carries of a study: its slices, cut and standardised in each way that the data allow.

mod levels;
mod packets;
mod ways;

use super::file::pinned_for;
use super::loaded::Loaded;
use super::plan::Plan;
use super::{PROGRAM, Result, Standardise, Study, Task};
use crate::core::text::capitalised;
use crate::core::{Grain, Slice};
use crate::explorer::{Folder, Options, Site, Table, WayEntry};
use crate::report::manifest::Input;
use packets::{entries, packets, title};
use std::path::PathBuf;
use std::sync::Arc;
use ways::{Cut, grain, id, same_treatments, words};

/// What an explorer carries of a study, and what a reader must know of it.
#[derive(Debug)]
pub struct Exploring {
    /// The site and the figures of each treatment.
    pub folder: Folder,
    /// The file that says where the areas lie, for maps.
    pub boundaries: Option<PathBuf>,
    /// The inputs with what became of their rows.
    pub inputs: Vec<Input>,
    /// What a reader must know before all else.
    pub warnings: Vec<String>,
    /// How the data were put together, and which ways of cutting them are left out.
    pub notes: Vec<String>,
    /// What was set aside and why, a line per reason.
    pub set_aside: Vec<String>,
}

/// The slices of a study, cut in one way.
struct Cutting {
    entry: WayEntry,
    plan: Plan,
    loaded: Loaded,
    slices: Vec<Slice>,
}

impl Study {
    /// Cuts the data for an explorer: as the study says, and where it says nothing else by longer periods, standardised, and, where
    /// `wider` asks for it, by larger areas: the levels above that of a store, the parent groups of areas in files.
    ///
    /// # Errors
    /// Those of [`Study::run_for`] a report.
    pub fn explore(&self, wider: bool) -> Result<Exploring> {
        // Ways that it does not keep are left out of what is cut, and so not looked at there.
        self.check(Some(Task::Report))?;
        let (mut cuttings, notes) = self.cuttings(wider)?;
        let mut packets = packets(&cuttings)?;
        let ways = cuttings.iter().map(|cutting| cutting.entry.clone()).collect();
        // What another way sums up is told by the first.
        let first = cuttings.remove(0);
        let labels = first.plan.labels(&first.loaded.words, packets.iter().map(|p| &p.treatment));
        let site = Site {
            title: title(&packets, &labels),
            program: PROGRAM.to_owned(),
            synthetic: first.loaded.words.synthetic,
            highlight: self.highlight.as_deref().map(Arc::from),
            ways,
            treatments: entries(&packets, &labels),
            notes: first.loaded.warnings.iter().chain(&notes).cloned().collect(),
        };
        if let [only] = &mut packets[..] {
            only.alone = true;
        }
        let set_aside = super::outcome::aside_lines(first.slices.iter().map(|s| (s.treatment(), s.set_aside())));
        let Loaded { inputs, warnings, .. } = first.loaded;
        Ok(Exploring {
            folder: Folder { site, packets, places: None },
            boundaries: self.boundaries.clone(),
            inputs,
            warnings,
            notes,
            set_aside,
        })
    }

    /// The data cut as the study says, then in the other ways that have the same treatments; why another has none.
    fn cuttings(&self, wider: bool) -> Result<(Vec<Cutting>, Vec<String>)> {
        let own = self.cutting(&Cut { level: None, by: self.by, standardise: self.standardise })?;
        let levels = if wider { self.wider(&own)? } else { Vec::new() };
        let mut notes = own.loaded.notes.clone();
        let others = self.others(&own);
        let mut cuttings = vec![own];
        for level in std::iter::once(None).chain(levels.iter().map(Some)) {
            let first = (self.by, self.standardise);
            for &(by, standardise) in level.map(|_| &first).into_iter().chain(&others) {
                let cut = Cut { level, by, standardise };
                let why = match self.cutting(&cut) {
                    Ok(cutting) if same_treatments(&cutting.slices, &cuttings[0].slices) => {
                        cuttings.push(cutting);
                        continue;
                    }
                    Ok(_) => "treatments are missing there".to_owned(),
                    Err(e) => e.to_string(),
                };
                notes.push(format!("The explorer has no figures {}: {why}.", cut.words()));
            }
        }
        Ok((cuttings, notes))
    }

    /// The slices of the study in one way.
    fn cutting(&self, cut: &Cut) -> Result<Cutting> {
        let Cut { by, standardise, .. } = *cut;
        let study = Self { by, standardise, highlight: None, about: None, boundaries: None, ..self.clone() };
        let study = cut.level.map_or_else(|| study.clone(), |at| at.of(study.clone()));
        let direct = standardise == Some(Standardise::Direct);
        let (table, task) = if direct { (Table::Rates, Task::Rates) } else { (Table::Outliers, Task::Outliers) };
        let plan = study.plan_for(Task::Report)?;
        let (loaded, mut slices) = plan.cut()?;
        plan.check(&loaded.words, &slices)?;
        slices.sort_by(|a, b| (a.treatment(), a.period()).cmp(&(b.treatment(), b.period())));
        // Of the options of a report the table takes those that it has a use for.
        let own = study.only_of(task, &[Task::Report])?;
        let tabled = own.plan_for(task)?;
        let by = plan.by.filter(|by| *by != Grain::Span);
        // Its charts are those of a report, with its words. What the reader chooses is entered by the page.
        let Self { areas, source, column_rank, rank_by, .. } = study.clone();
        let own = Self { areas, source, column_rank, rank_by, ..own };
        let base = Self { by, period: Vec::new(), rule: None, target: None, ..own };
        let options = |plan: &Plan| Options::new(&plan.analysis, plan.control, plan.family);
        let there = Cut { by: by.or_else(|| grain(&slices)), ..*cut };
        let (level, level_words) = self.level_words(cut.level);
        let entry = WayEntry {
            id: there.id(),
            level,
            level_words,
            cut: id(there.by, standardise),
            words: capitalised(&words(there.by, standardise)),
            shown: options(&plan),
            tabled: options(&tabled),
            table,
            // The charts of a period are those of a report.
            study: pinned_for(&base, &[task, Task::Report], PROGRAM)?,
        };
        Ok(Cutting { entry, plan, loaded, slices })
    }
}
