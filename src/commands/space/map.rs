//! A map of what neighbours share.

use crate::commands::chart::places;
use anyhow::{Context, Result, anyhow, bail};
use std::path::Path;
use unwarranted::core::space::slice::Space;
use unwarranted::plot::{Beside, CHARTS, Chart, Drawing, Size, Subject};
use unwarranted::report::scheme::{Show, scheme};
use unwarranted::study::{Study, Task};

/// Draws the map.
pub(super) fn drawn(study: &Study, found: &Space, show: Show, boundaries: &Path) -> Result<Drawing> {
    let Some(scheme) = scheme(found, show) else {
        bail!("--map: there is nothing to show: no area has a smoothed ratio, or a place beside its neighbours");
    };
    // The figures are those of the slice, and nothing that is simulated is drawn.
    let outcome = Study { replicates: Some(0), seed: None, ..study.clone() }.run_for(Task::Report)?;
    let all = outcome.selected();
    let same = all.iter().find(|s| s.treatment == found.treatment && s.period == found.period);
    let findings = same.context("a slice without findings")?;
    let places = places::read(boundaries, findings, study.ons_codes()?.as_ref())?;
    let labels = outcome.labels.get(&findings.treatment).context("a treatment without labels")?;
    let beside = Beside { places: Some(&places), scheme: Some(&scheme), ..Beside::default() };
    let subject = Subject { findings, series: &[], labels, highlight: None, size: Size::WEB, beside };
    chart()?.draw(&subject).map_err(|not| anyhow!("--map: the map cannot be drawn: {}", not.reason))
}

/// The first chart that shows where areas lie and needs boundaries for it.
fn chart() -> Result<&'static Chart> {
    CHARTS.iter().find(|chart| chart.of_places).context("there is no chart of places")
}
