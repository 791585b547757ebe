//! Maps of how many treatments of a league each area differs in.

use super::chart::{league_labels, places};
use anyhow::{Context, Result};
use std::path::Path;
use unwarranted::core::findings::Wanted;
use unwarranted::core::rates::RateUnit;
use unwarranted::core::slice::SliceArea;
use unwarranted::core::sweep::{AreaCount, League};
use unwarranted::core::{AnalysisOptions, Kind, Slice, SliceFindings, analyse};
use unwarranted::plot::{Beside, CHARTS, Drawing, Labels, NotDrawn, Places, Scheme, Size, Subject, png};
use unwarranted::report::differing::differing;
use unwarranted::report::tables::{self, CodesBy};
use unwarranted::report::{Drawn, Figure};
use unwarranted::store::geography::OnsCodes;
use unwarranted::study::{Study, Sweeping};

/// PNG files have twice the size of the SVG, for screens of high density and for print.
const PNG_SCALE: f32 = 2.0;

/// A map of each league, with the name of its files; none where the study names no boundaries.
///
/// # Errors
/// Boundaries that cannot be read, or that few of the areas have.
pub(super) fn maps(study: &Study, found: &Sweeping) -> Result<Vec<(String, Drawn)>> {
    let Some(path) = found.boundaries.as_deref() else { return Ok(Vec::new()) };
    let lists = study.ons_codes()?;
    let labels = Labels { measure: String::new(), unit: RateUnit::given("treatments"), ..league_labels(found) };
    let one = |(at, league): (usize, &League)| {
        let several = found.leagues.len() > 1;
        let name = if several { format!("charts/by-area-{}", at + 1) } else { "charts/by-area".to_owned() };
        Ok((name, map(league, &labels, path, &lists)?))
    };
    found.leagues.iter().enumerate().map(one).collect()
}

fn map(league: &League, labels: &Labels, path: &Path, lists: &OnsCodes) -> Result<Drawn> {
    let counts = league.by_area();
    let Some(scheme) = differing(&counts, &labels.areas) else {
        return Ok(Err(NotDrawn { reason: "no area is tested in any treatment".to_owned() }));
    };
    let findings = counted(league, &counts)?;
    let places = places::read(path, &findings, lists)?;
    let at = |size| drawn(&Mapped { findings: &findings, labels, places: &places, scheme: &scheme }, size);
    Ok(at(Size::WEB).and_then(|web| Ok(Figure { web, phone: at(Size::PHONE)? })))
}

/// The counts as figures of areas, which maps are drawn of.
fn counted(league: &League, counts: &[AreaCount]) -> Result<SliceFindings> {
    // What is counted are treatments, over the whole of the period.
    let months = league.period.full_months().unwrap_or(1);
    let area = |c: &AreaCount| SliceArea {
        code: c.area.clone(),
        name: c.name.clone(),
        observed: c.differ as f64,
        denominator: Some(1.0),
        expected: None,
        months,
    };
    // An area of which nothing is known has no count.
    let areas = counts.iter().filter(|c| c.treatments > 0).map(area).collect();
    let slice = Slice::new("by-area", league.period, Kind::Count, areas, Vec::new(), months)?;
    Ok(analyse(&slice, &AnalysisOptions { wanted: Wanted::Rates, ..AnalysisOptions::default() })?)
}

/// What a map is drawn of.
struct Mapped<'a> {
    findings: &'a SliceFindings,
    labels: &'a Labels,
    places: &'a Places,
    scheme: &'a Scheme,
}

/// The first chart of places that the file has the shapes for: outlines, or else hexagons.
fn drawn(of: &Mapped, size: Size) -> Result<Drawing, NotDrawn> {
    let beside = Beside { places: Some(of.places), scheme: Some(of.scheme), ..Beside::default() };
    let subject = Subject { findings: of.findings, series: &[], labels: of.labels, highlight: None, size, beside };
    let mut reason = NotDrawn { reason: "there is no chart of places".to_owned() };
    for chart in CHARTS.iter().filter(|chart| chart.of_places) {
        match chart.draw(&subject) {
            Ok(drawing) => return Ok(drawing),
            Err(not) => reason = not,
        }
    }
    Err(reason)
}

/// The files of the maps that could be drawn: as SVG for both widths, as PNG, and the figures drawn.
pub(super) fn pictures(maps: &[(String, Drawn)], codes: &CodesBy) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for (name, drawn) in maps {
        let Ok(figure) = drawn else { continue };
        let csv = tables::drawn_csv(&figure.web.data).context("the figures of a map")?;
        let csv = tables::csv_with_codes(&csv, &|_, _| codes.clone())?;
        files.push((format!("{name}.svg"), figure.web.svg.clone().into_bytes()));
        files.push((format!("{name}.png"), png(&figure.web.svg, PNG_SCALE)?));
        files.push((format!("{name}.csv"), csv.into_bytes()));
        files.push((format!("{name}-phone.svg"), figure.phone.svg.clone().into_bytes()));
    }
    Ok(files)
}
