//! What an explorer carries of a study: its slices, cut and standardised in each way that the data allow.

use super::file::pinned_for;
use super::loaded::Loaded;
use super::plan::Plan;
use super::{PROGRAM, Result, Standardise, Study, Task};
use crate::core::disclosure::Disclosure;
use crate::core::findings::AreaRecords;
use crate::core::{Grain, KindFrom, Period, Slice};
use crate::definitions::drawn_as;
use crate::explorer::{Folder, Kept, KeptArea, Options, Packet, Site, Table, TreatmentEntry, Way, WayEntry};
use crate::report::manifest::Input;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

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
    /// Cuts the data for an explorer: as the study says, and where it says nothing else by longer periods and standardised.
    ///
    /// # Errors
    /// Those of [`Study::run_for`] a report.
    pub fn explore(&self) -> Result<Exploring> {
        // Ways that it does not keep are left out of what is cut, and so not looked at there.
        self.check(Some(Task::Report))?;
        let (mut cuttings, notes) = self.cuttings()?;
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
    fn cuttings(&self) -> Result<(Vec<Cutting>, Vec<String>)> {
        let own = self.cutting(self.by, self.standardise)?;
        let mut notes = own.loaded.notes.clone();
        let mut cuttings = vec![own];
        for (by, standardise) in self.others(&cuttings[0]) {
            match self.cutting(by, standardise) {
                Ok(cutting) if same_treatments(&cutting.slices, &cuttings[0].slices) => cuttings.push(cutting),
                Ok(_) => notes.push(format!(
                    "The explorer has no figures {}: treatments are missing there.",
                    words(by, standardise)
                )),
                Err(e) => notes.push(format!("The explorer has no figures {}: {e}.", words(by, standardise))),
            }
        }
        Ok((cuttings, notes))
    }

    /// The other ways that a page may offer.
    fn others(&self, own: &Cutting) -> Vec<(Option<Grain>, Option<Standardise>)> {
        // Periods that share months would give protected counts away.
        let protected = self.disclosure.is_some_and(|rule| rule != Disclosure::None);
        let longer = self.by.is_none() && self.period.is_empty() && !protected;
        let grains: Vec<Option<Grain>> = if longer { coarser(&own.slices) } else { Vec::new() };
        let grains = std::iter::once(self.by).chain(grains);
        let plain = self.standardise.is_none() && self.weights.is_none() && self.column_expected.is_none();
        let by_age = plain && own.loaded.parts.as_ref().is_some_and(crate::core::Parts::has_strata);
        let ways: &[Option<Standardise>] =
            if by_age { &[None, Some(Standardise::Indirect), Some(Standardise::Direct)] } else { &[self.standardise] };
        let all = grains.flat_map(|by| ways.iter().map(move |standardise| (by, *standardise)));
        all.filter(|way| *way != (self.by, self.standardise)).collect()
    }

    /// The slices of the study in one way.
    fn cutting(&self, by: Option<Grain>, standardise: Option<Standardise>) -> Result<Cutting> {
        let study = Self { by, standardise, highlight: None, about: None, boundaries: None, ..self.clone() };
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
        // What the reader chooses is entered by the page.
        let base = Self { by, period: Vec::new(), rule: None, target: None, ..own };
        let options = |plan: &Plan| Options::new(&plan.analysis, plan.control, plan.family);
        let entry = WayEntry {
            id: id(by.or_else(|| grain(&slices)), standardise),
            words: crate::core::text::capitalised(&words(by.or_else(|| grain(&slices)), standardise)),
            shown: options(&plan),
            tabled: options(&tabled),
            table,
            // The charts of a period are those of a report.
            study: pinned_for(&base, &[task, Task::Report], PROGRAM)?,
        };
        Ok(Cutting { entry, plan, loaded, slices })
    }
}

fn same_treatments(a: &[Slice], b: &[Slice]) -> bool {
    let of = |slices: &[Slice]| slices.iter().map(|s| Arc::clone(s.treatment())).collect::<BTreeSet<_>>();
    of(a) == of(b)
}

/// The one length of the periods, where they have one.
fn grain(slices: &[Slice]) -> Option<Grain> {
    let grains: BTreeSet<Grain> = slices.iter().map(|s| s.period().grain()).collect();
    grains.first().copied().filter(|_| grains.len() == 1)
}

/// Lengths that the periods of the data can be put together to.
fn coarser(slices: &[Slice]) -> Vec<Option<Grain>> {
    let longer: &[Grain] = match grain(slices) {
        Some(Grain::Month) => &[Grain::Quarter, Grain::FinancialYear, Grain::Year, Grain::All],
        Some(Grain::Quarter) => &[Grain::FinancialYear, Grain::Year, Grain::All],
        Some(Grain::FinancialYear | Grain::Year) => &[Grain::All],
        Some(Grain::All | Grain::Span) | None => &[],
    };
    let periods: BTreeSet<Period> = slices.iter().map(Slice::period).collect();
    if periods.len() > 1 { longer.iter().copied().map(Some).collect() } else { Vec::new() }
}

/// What the address of the page calls a way.
fn id(by: Option<Grain>, standardise: Option<Standardise>) -> String {
    let by = by.map_or("as-given", Grain::word);
    standardise.map_or_else(|| by.to_owned(), |standardise| format!("{by}-{standardise}"))
}

/// A way in words, as they follow "figures".
fn words(by: Option<Grain>, standardise: Option<Standardise>) -> String {
    let by = match by {
        None | Some(Grain::Span) => "as the data have them",
        Some(Grain::Month) => "by month",
        Some(Grain::Quarter) => "by quarter",
        Some(Grain::Year) => "by calendar year",
        Some(Grain::FinancialYear) => "by financial year",
        Some(Grain::All) => "of all periods together",
    };
    match standardise {
        None => by.to_owned(),
        Some(how) => format!("{by}, {how}ly standardised for age and sex"),
    }
}

/// The figures of each treatment, in the order of the treatments.
fn packets(cuttings: &[Cutting]) -> Result<Vec<Packet>> {
    let treatments: BTreeSet<&Arc<str>> = cuttings.iter().flat_map(|c| &c.slices).map(Slice::treatment).collect();
    let one = |treatment: &Arc<str>| {
        let own = |cutting: &Cutting| cutting.slices.iter().filter(|s| s.treatment() == treatment).cloned().collect();
        let slices: Vec<Vec<Slice>> = cuttings.iter().map(own).collect();
        let mut names: BTreeMap<Arc<str>, Option<Arc<str>>> = BTreeMap::new();
        for area in slices.iter().flatten().flat_map(Slice::areas) {
            names.entry(Arc::clone(&area.code)).or_insert_with(|| area.name.clone());
        }
        let places: BTreeMap<Arc<str>, usize> = names.keys().cloned().zip(0..).collect();
        let records = &cuttings[0].loaded.words.records;
        let areas = names.into_iter().map(|(code, name)| area(code, name, records)).collect();
        let ways = cuttings.iter().zip(&slices).map(|(cutting, slices)| way(cutting, treatment, slices, &places));
        Ok(Packet { treatment: Arc::clone(treatment), alone: false, areas, ways: ways.collect::<Result<_>>()? })
    };
    treatments.into_iter().map(one).collect()
}

fn area(code: Arc<str>, name: Option<Arc<str>>, records: &AreaRecords) -> KeptArea {
    let breaks = records.breaks.get(&code).into_iter().flatten();
    KeptArea {
        ods: records.ods_codes.get(&code).cloned(),
        ons: records.ons_codes.get(&code).cloned(),
        breaks: breaks.map(|b| (Period::Month(b.month), b.reason.clone())).collect(),
        code,
        name,
    }
}

fn way(cutting: &Cutting, treatment: &Arc<str>, slices: &[Slice], places: &BTreeMap<Arc<str>, usize>) -> Result<Way> {
    let Cutting { plan, loaded, .. } = cutting;
    let words = &loaded.words;
    let labels = plan.labels(words, std::iter::once(treatment));
    let kind_from = loaded.kinds_from.get(treatment).filter(|_| plan.study.kind.is_none());
    let place = |area: &crate::core::slice::SliceArea| places.get(&area.code).copied().unwrap_or_default();
    Ok(Way {
        labels: (&labels[treatment]).into(),
        drawn: drawn_as(treatment, &labels[treatment].measure)?,
        kind_from: kind_from.copied().unwrap_or(KindFrom::Given),
        per: plan.per(words, treatment),
        standardised: words.standardised.as_ref().map(|s| (s.method, s.by.clone())),
        slices: slices.iter().map(|slice| Kept::new(slice, place)).collect(),
        asked: (0..slices.len()).filter(|at| plan.asks_for(slices[*at].period())).collect(),
    })
}

/// The heading of the page.
fn title(packets: &[Packet], labels: &crate::report::LabelsBy) -> String {
    match packets {
        [only] => format!("{}: explore the figures", labels[&only.treatment].measure),
        _ => format!("{} treatments: explore the figures", packets.len()),
    }
}

/// The treatments with names for their files, each once.
fn entries(packets: &[Packet], labels: &crate::report::LabelsBy) -> Vec<TreatmentEntry> {
    let named = crate::report::slugs(packets.iter().map(|p| &*p.treatment));
    let one = |(packet, (_, file)): (&Packet, (&str, String))| TreatmentEntry {
        id: Arc::clone(&packet.treatment),
        measure: labels[&packet.treatment].measure.clone(),
        file,
    };
    packets.iter().zip(named).map(one).collect()
}
