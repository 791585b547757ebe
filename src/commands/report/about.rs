//! Reports about one area, about one area and one treatment, and sites of all of them.

use super::PNG_SCALE;
use anyhow::{Context, Result, bail};
use unwarranted::core::SliceFindings;
use unwarranted::plot::charts::{CHARTS, OF_A_SITE, OF_AN_AREA, Twin};
use unwarranted::plot::{Beside, Chart, Measure, NotDrawn, Size, Subject, png};
use unwarranted::report::{self, Drawn, Figure, Report, tables};
use unwarranted::study::Outcome;

/// Path inside the folder and content of each file.
pub(super) type Files = Vec<(String, Vec<u8>)>;

/// The report about the highlighted area.
pub(super) fn area(outcome: &Outcome, whole: &Report) -> Result<Files> {
    let code = whole.highlight.context("no area is named")?;
    let spine = spine(whole, code);
    let more = outcome.of_area.clone().unwrap_or_default();
    let page = report::area_page(whole, code, &spine, &more)?;
    let own: Vec<SliceFindings> = whole.findings.iter().map(|slice| alone(slice, code)).collect();
    let mut own = vec![("area.csv".to_owned(), tables::areas_csv(&own, &outcome.labels)?.into_bytes())];
    if !more.practices.is_empty() {
        own.push(("practices.csv".to_owned(), tables::practices_csv(code, &more.practices)?.into_bytes()));
    }
    let mut files = vec![("report.html".to_owned(), page.into_bytes())];
    files.extend(report::write::table_files(whole, own)?);
    files.extend(pictures(OF_AN_AREA, &spine)?);
    Ok(files)
}

/// The dossier of the highlighted area and the one treatment.
pub(super) fn dossier(outcome: &Outcome, whole: &Report) -> Result<Files> {
    let code = whole.highlight.context("no area is named")?;
    let focus: Vec<&SliceFindings> = whole.focused().collect();
    let [slice] = focus[..] else {
        let ids: Vec<&str> = focus.iter().take(8).map(|s| &*s.treatment).collect();
        let (n, ids) = (focus.len(), ids.join(", "));
        bail!(
            "a dossier is of one treatment, and the data have {n}: {ids}; give the rows of one alone, or use --site, which has \
             a dossier for every area and treatment"
        );
    };
    let twin = if outcome.series(&slice.treatment).len() > 1 { Twin::OverTime } else { Twin::Ranking };
    let chart = CHARTS.iter().find(|chart| chart.twin == Some(twin)).context("no chart of areas")?;
    let figure = drawn(chart, whole, Some(code), slice, &[]);
    let page = report::dossier_page(whole, code, Some(&figure))?;
    let figures = report::dossier_figures(whole, code);
    let own = vec![("dossier.csv".to_owned(), tables::dossier_csv(code, &figures)?.into_bytes())];
    let mut files = vec![("report.html".to_owned(), page.into_bytes())];
    files.extend(report::write::table_files(whole, own)?);
    files.extend(pictures(chart, &figure)?);
    Ok(files)
}

/// All treatments, all areas, all pairs.
pub(super) fn site(whole: &Report) -> Result<Files> {
    let profile = |code: &str| spine(whole, code);
    let spread = spread(whole);
    let bar = |progress: &(dyn Fn(&str, f64) + Sync)| {
        let told = |done: usize, of: usize| progress("writing pages", done as f64 / of.max(1) as f64);
        report::site_pages(whole, &profile, &spread, &told)
    };
    let pages = crate::commands::with_bar(bar)??;
    let mut files: Files = pages.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    files.extend(report::write::table_files(whole, Vec::new())?);
    files.extend(report::write::chart_files(whole));
    files.extend(pictures(OF_A_SITE, &spread)?);
    Ok(files)
}

/// A slice with one of its areas.
fn alone(slice: &SliceFindings, code: &str) -> SliceFindings {
    let areas = slice.areas.iter().filter(|a| &*a.area == code).cloned().collect();
    let mut set_aside = slice.set_aside.clone();
    set_aside.iter_mut().for_each(|aside| aside.areas.retain(|area| &**area == code));
    set_aside.retain(|aside| !aside.areas.is_empty());
    SliceFindings { areas, set_aside, ..slice.clone() }
}

/// The chart of all treatments of an area.
fn spine(whole: &Report, code: &str) -> Drawn {
    let measures = measures(whole);
    let first = measures.iter().find(|m| m.findings.areas.iter().any(|a| &*a.area == code));
    match first {
        Some(first) => drawn(OF_AN_AREA, whole, Some(code), first.findings, &measures),
        None => Err(not("the area has no figures in the periods shown")),
    }
}

/// The chart of all areas in each treatment.
fn spread(whole: &Report) -> Drawn {
    let measures = measures(whole);
    let first = measures.first().ok_or_else(|| not("there is no treatment"))?;
    drawn(OF_A_SITE, whole, None, first.findings, &measures)
}

/// The treatments that the report is about.
fn measures<'a>(whole: &'a Report) -> Vec<Measure<'a>> {
    let measure = |findings| Some(Measure { findings, labels: whole.labels.get(&findings.treatment)? });
    whole.focused().filter_map(measure).collect()
}

fn not(reason: &str) -> NotDrawn {
    NotDrawn { reason: reason.to_owned() }
}

/// A chart in both widths, with an area highlighted where one is named.
fn drawn(
    chart: &Chart,
    whole: &Report,
    highlight: Option<&str>,
    findings: &SliceFindings,
    measures: &[Measure],
) -> Drawn {
    let labels = whole.labels.get(&findings.treatment).ok_or_else(|| not("a treatment without labels"))?;
    let start = whole.series.partition_point(|f| f.treatment < findings.treatment);
    let length = whole.series[start..].partition_point(|f| f.treatment == findings.treatment);
    let at = |size| {
        chart.draw(&Subject {
            findings,
            series: &whole.series[start..start + length],
            labels,
            highlight,
            size,
            beside: Beside { measures, ..Beside::default() },
        })
    };
    Ok(Figure { web: at(Size::WEB)?, phone: at(Size::PHONE)? })
}

/// The files of a chart: as SVG, as PNG, and as SVG for phones.
fn pictures(chart: &Chart, figure: &Drawn) -> Result<Files> {
    let Ok(figure) = figure else { return Ok(Vec::new()) };
    let id = chart.id;
    Ok(vec![
        (format!("charts/{id}.svg"), figure.web.svg.clone().into_bytes()),
        (format!("charts/{id}.png"), png(&figure.web.svg, PNG_SCALE)?),
        (format!("charts/{id}-phone.svg"), figure.phone.svg.clone().into_bytes()),
    ])
}
