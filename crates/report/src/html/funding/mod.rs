//! The page of money by area, beside what is prescribed in the same areas and year.

mod charts;
mod methods;
mod tables;

use super::provenance;
use super::shell::Place;
use super::story::{Part, Story, chart_files, link};
use super::view::{Download, Methods, sentence};
use crate::error::Error;
use crate::publish::{METADATA, WORKBOOK};
use crate::report::{Drawn, Report};
use crate::words;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::funding::{BesidePrescribing, Funding, Point, TargetIs};
use unwarranted_core::text::{capitalised, within_sentence};
use unwarranted_plot::Size;
use unwarranted_plot::labels::Labels;

/// What the page is made of.
#[derive(Debug)]
pub struct FundingPage<'a> {
    /// Every period, in the order of time.
    pub periods: &'a [Funding],
    /// The words of the money: what it is called, its areas and source.
    pub money: &'a Labels,
    /// What the rates of a treatment are shown per; 1 where it has none.
    pub per: &'a BTreeMap<Arc<str>, f64>,
    /// Draws of areas behind the interval of the share, and their seed.
    pub drawn: (usize, u64),
    /// What was set aside and why.
    pub set_aside: &'a [String],
    /// A report without findings, which has the words of what is prescribed, inputs and options.
    pub report: &'a Report<'a>,
}

/// A chart of the page: the name of its files, and the drawing or why there is none.
pub type FundingChart = (String, Drawn);

impl FundingPage<'_> {
    /// The period shown in full: the latest with prescribing, else the latest.
    fn shown(&self) -> Result<&Funding, Error> {
        let beside = self.periods.iter().rev().find(|f| !f.prescribing.is_empty());
        beside.or(self.periods.last()).ok_or_else(|| Error::Table("a page of money without a period".to_owned()))
    }

    fn labels_of(&self, beside: &BesidePrescribing) -> Option<&Labels> {
        self.report.labels.get(&beside.treatment)
    }

    fn name_of<'s>(&'s self, beside: &'s BesidePrescribing) -> &'s str {
        self.labels_of(beside).map_or(&*beside.treatment, |l| l.measure.as_str())
    }

    /// The name of an area as the money has it, else as the prescribing has it: one name for one area.
    fn area_name<'s>(f: &'s Funding, point: &'s Point) -> Option<&'s str> {
        let own = f.areas.iter().find(|a| a.area == point.area).and_then(|a| a.name.as_deref());
        own.or(point.name.as_deref())
    }

    /// The charts of the page: areas against target, then money beside each treatment.
    ///
    /// # Errors
    /// [`Error::Table`] without a period, a defect of this program.
    pub fn charts(&self) -> Result<Vec<FundingChart>, Error> {
        let f = self.shown()?;
        let both = |draw: &dyn Fn(Size) -> Result<unwarranted_plot::Drawing, unwarranted_plot::NotDrawn>| {
            Ok(crate::report::Figure { web: draw(Size::WEB)?, phone: draw(Size::PHONE)? })
        };
        let mut all = vec![(charts::DISTANCE.to_owned(), both(&|size| charts::distance(self, f, size)))];
        for (at, beside) in f.prescribing.iter().enumerate() {
            let name = if f.prescribing.len() > 1 { format!("beside-{}", at + 1) } else { "beside".to_owned() };
            all.push((name, both(&|size| charts::beside(self, f, beside, size))));
        }
        Ok(all)
    }
}

/// The files beside the page, and what they hold.
pub const FUNDING_FILES: [(&str, &str); 4] = [
    (
        "funding.csv",
        "every area and period: money, people, pounds per head, target, distance, rate of what is prescribed",
    ),
    ("funding.json", "the same for programs, with everything that the page says"),
    ("unequal.csv", "how unequal money per head is, by period"),
    ("beside.csv", "money beside what is prescribed: rank correlation, share of the differences, intervals"),
];

/// The page, as HTML that is also well-formed XML.
///
/// # Errors
/// [`Error::Template`] when the template does not fit and [`Error::Table`] without a period, defects of this program.
pub fn funding_page(page: &FundingPage, drawn: &[FundingChart]) -> Result<String, Error> {
    let f = page.shown()?;
    let synthetic = page.money.synthetic || page.report.labels.values().any(|l| l.synthetic);
    let mut story = Story::of(&page.report.manifest, synthetic, Place::Alone, heading(page, f), standfirst(page, f));
    story.answer = answer(page, f);
    let mut charts = drawn.iter();
    story.parts.push(against(page, f, charts.next()));
    for (beside, chart) in f.prescribing.iter().zip(charts) {
        story.parts.push(beside_part(page, f, beside, chart));
    }
    story.parts.push(unequal(page, f));
    story.parts.extend(over_time(page));
    let areas = vec![tables::areas(page, f)];
    story.parts.push(Part { tables: areas, ..Part::new("areas", "Every area") });
    story.parts.extend(left_out(page));
    story.methods = Some(Methods { paragraphs: methods::methods(page, f), formulas: Vec::new() });
    story.provenance = Some(provenance::provenance(page.report, &[]));
    let own = FUNDING_FILES.iter().filter(|(name, _)| *name != "beside.csv" || !f.prescribing.is_empty());
    let more = [
        (WORKBOOK, "all tables as a workbook, with what their columns mean"),
        (METADATA, "what the columns of the CSV files mean, for programs"),
        (crate::manifest::FILE, "files read and written with their SHA-256, options, version, when it was made"),
    ];
    let file = |(href, about): &(&str, &str)| Download { about: (*about).to_owned(), ..link(*href, *href) };
    story.downloads = own.chain(&more).map(file).collect();
    story.html()
}

fn heading(page: &FundingPage, f: &Funding) -> String {
    match (&f.prescribing[..], f.unequal.last()) {
        ([one], _) => words::link(one, page.labels_of(one)),
        ([], Some(unequal)) => format!("{}: {}", page.money.measure, words::range(unequal)),
        ([], None) => format!("{} by area", page.money.measure),
        (several, _) => {
            let names: Vec<String> = several.iter().map(|b| within_sentence(page.name_of(b))).collect();
            format!("{} beside {}", page.money.measure, unwarranted_plot::text::listed(&names))
        }
    }
}

fn standfirst(page: &FundingPage, f: &Funding) -> String {
    let mut parts = vec![page.money.measure.clone(), page.money.areas_counted(f.areas.len()), f.period.words()];
    parts
        .extend(f.real_terms.as_ref().map(|real| format!("in prices of {} ({})", real.prices_of.words(), real.source)));
    parts.retain(|part| !part.is_empty());
    capitalised(&parts.join(", "))
}

/// What, then how sure.
fn answer(page: &FundingPage, f: &Funding) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for b in &f.prescribing {
        said.push(words::correlation(b, page.labels_of(b)));
        said.extend(words::still_possible(b));
    }
    let against = words::against_target(f).map_or_else(String::new, |against| format!(" {against}"));
    said.push(words::total(f) + &against);
    said
}

fn figure(part: &mut Part, chart: Option<&FundingChart>, source: &str) {
    if let Some((name, drawn)) = chart {
        let files = chart_files(&format!("charts/{name}"));
        part.draw(drawn, files, source);
    }
}

fn against(page: &FundingPage, f: &Funding, chart: Option<&FundingChart>) -> Part {
    let heading = match f.target_is {
        Some(TargetIs::Given) => "How far is each area from its target?",
        Some(TargetIs::WeightedShare) => "How far is each area from a share by weighted heads?",
        None => "How far is each area from all of them together?",
    };
    let mut part = Part::new("target", heading);
    part.paragraphs.extend((f.target_is == Some(TargetIs::WeightedShare)).then(|| {
        "No targets are given. The target here is what an area would have if all this money were shared out by weighted heads. It is no \
         allocation."
            .to_owned()
    }));
    figure(&mut part, chart, &page.money.source);
    part
}

fn beside_part(page: &FundingPage, f: &Funding, b: &BesidePrescribing, chart: &FundingChart) -> Part {
    let anchor = chart.0.clone();
    let mut part = Part::new(&anchor, format!("Money beside {}", within_sentence(page.name_of(b))));
    part.paragraphs.push(words::beside(b, page.labels_of(b)));
    figure(&mut part, Some(chart), &charts::source(page, b));
    if !b.points.is_empty() {
        part.tables.push(tables::apart(page, f, b));
    }
    part
}

fn unequal(page: &FundingPage, f: &Funding) -> Part {
    let mut part = Part::new("unequal", "How unequal is it?");
    part.paragraphs.extend(f.unequal.last().map(words::how_unequal));
    part.tables.push(tables::unequal(f));
    part.notes.extend(f.unequal.iter().flat_map(|u| {
        u.undefined.iter().map(|reason| format!("Undefined per {} head: {reason}.", u.per.map_or("", |h| h.word())))
    }));
    if !f.regions.is_empty() {
        part.tables.push(tables::regions(page, f));
    }
    part
}

/// Every period in a row; nothing for a single one.
fn over_time(page: &FundingPage) -> Option<Part> {
    let (first, last) = (page.periods.first()?, page.periods.last()?);
    (page.periods.len() > 1).then(|| {
        let mut part = Part::new("time", "Is it changing?");
        part.tables.push(tables::over_time(page));
        if first.areas.len() != last.areas.len() {
            part.paragraphs.push(format!(
                "There were {} in {} and {} in {}. Larger areas look more equal, with nothing changed for any patient: compare the years with \
                 that in mind.",
                page.money.areas_counted(first.areas.len()),
                first.period.words(),
                page.money.areas_counted(last.areas.len()),
                last.period.words()
            ));
        }
        if page.periods.iter().any(|f| f.real_terms.is_none()) {
            part.notes.push("Pounds are those of each year: prices rose in between.".to_owned());
        }
        part
    })
}

fn left_out(page: &FundingPage) -> Option<Part> {
    (!page.set_aside.is_empty()).then(|| {
        let mut part = Part::new("left-out", "What is not in it");
        // Lists that are cut end with three dots.
        let said = |line: &String| if line.ends_with("...") { capitalised(line) } else { sentence(line) };
        part.paragraphs.extend(page.set_aside.iter().map(said));
        part
    })
}
