//! From a study to what a chart is drawn from.

use super::places;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::path::Path;
use unwarranted::core::rates::RateUnit;
use unwarranted::core::time::TreatmentTrend;
use unwarranted::core::{Month, Period, SliceFindings};
use unwarranted::definitions;
use unwarranted::plot::labels::{LabelsBy, sources};
use unwarranted::plot::{
    Beside, Chart, Drawing, Labels, LeagueSubject, Measure, NotDrawn, Size, Subject, TrendSubject,
};
use unwarranted::study::{Outcome, PROGRAM, Study, Sweeping, Task, TrendAsked};

/// What the user wants to see.
pub(super) struct Wishes<'a> {
    pub(super) chart: &'static Chart,
    pub(super) about: Option<&'a str>,
    pub(super) size: Size,
    /// Where the areas lie, for maps.
    pub(super) boundaries: Option<&'a Path>,
    /// Month of guidance.
    pub(super) guidance: Option<Month>,
    /// Takes what a reader must know beside the chart, line by line.
    pub(super) say: &'a dyn Fn(&str),
}

/// Runs a study and draws a chart of its findings.
pub(super) fn findings(study: &Study, wishes: &Wishes) -> Result<Drawing> {
    // Nothing that is simulated is drawn.
    let plain = study.replicates.is_none() && study.seed.is_none() && !study.jackknife && study.resample.is_none();
    let study = Study { replicates: study.replicates.or(plain.then_some(0)), ..study.clone() };
    let mut outcome = crate::commands::watched("reading and analysing", || Ok(study.run_for(Task::Report)?))?;
    crate::commands::told(&outcome.warnings, &outcome.set_aside_lines(), &outcome.notes)
        .for_each(|line| (wishes.say)(&line));
    titled(&mut outcome.labels)?;
    let selected = outcome.selected();
    let focus: Vec<&SliceFindings> = Outcome::focus(&selected).into_iter().map(|at| &selected[at]).collect();
    let shown: &SliceFindings = chosen(&focus, |f| &f.treatment, wishes)?;
    let measures = measures(&outcome, &focus, shown.period)?;
    let places = wishes.boundaries.map(|path| places::read(path, shown, study.ons_codes()?.as_ref())).transpose()?;
    let subject = Subject {
        findings: shown,
        series: outcome.series(&shown.treatment),
        labels: outcome.labels.get(&shown.treatment).context("a treatment without labels")?,
        highlight: outcome.highlight.as_deref(),
        size: wishes.size,
        beside: Beside { measures: &measures, places: places.as_ref(), ..Beside::default() },
    };
    wishes.chart.draw(&subject).map_err(|not| refusal(wishes.chart, &not))
}

/// Measures as charts call them.
fn titled(labels: &mut LabelsBy) -> Result<()> {
    for (id, labels) in labels {
        labels.measure = definitions::drawn_as(id, &labels.measure)?;
    }
    Ok(())
}

/// The treatment asked for; the only one, or the first, which is said.
fn chosen<'a, T>(all: &'a [T], id: impl Fn(&T) -> &str, wishes: &Wishes) -> Result<&'a T> {
    let ids = || all.iter().map(&id).collect::<Vec<_>>();
    match (wishes.about, all) {
        (Some(_), _) if wishes.chart.of_several => {
            bail!("`about` has no effect on this chart: it shows all treatments")
        }
        (_, []) => bail!("there is nothing to draw: no treatment has figures in the periods asked for"),
        (Some(wanted), _) => match all.iter().find(|one| id(one) == wanted) {
            Some(found) => Ok(found),
            None => bail!("`about {wanted}`: no such treatment; the data have {}", few(&ids())),
        },
        (None, [only]) => Ok(only),
        (None, [first, ..]) => {
            if !wishes.chart.of_several {
                let others = few(&ids()[1..]);
                (wishes.say)(&format!("note: drawn for {}; `about` chooses another of {others}", id(first)));
            }
            Ok(first)
        }
    }
}

fn few(ids: &[&str]) -> String {
    const MOST: usize = 8;
    let more = if ids.len() > MOST { format!(" and {} more", ids.len() - MOST) } else { String::new() };
    format!("{}{more}", ids.iter().take(MOST).copied().collect::<Vec<_>>().join(", "))
}

/// Every treatment of one period.
fn measures<'a>(outcome: &'a Outcome, focus: &[&'a SliceFindings], period: Period) -> Result<Vec<Measure<'a>>> {
    let same = focus.iter().filter(|f| f.period == period);
    same.map(|f| {
        let labels = outcome.labels.get(&f.treatment).context("a treatment without labels")?;
        Ok(Measure { findings: f, labels })
    })
    .collect()
}

/// Sweeps a study and draws a chart of its latest league.
pub(super) fn league(
    study: &Study,
    wishes: &Wishes,
    draw: fn(&LeagueSubject) -> Result<Drawing, NotDrawn>,
) -> Result<Drawing> {
    if wishes.about.is_some() {
        bail!("`about` has no effect on this chart: it shows all treatments");
    }
    let found = crate::commands::with_bar(|progress| {
        study.sweep(&|done, of| progress("drawing practices again", done as f64 / of.max(1) as f64))
    })??;
    crate::commands::told(&found.warnings, &found.set_aside, &found.notes).for_each(|line| (wishes.say)(&line));
    let Some(league) = found.leagues.last() else { bail!("there is nothing to draw: no period has figures") };
    if found.leagues.len() > 1 {
        let (latest, all) = (league.period.words(), found.leagues.len());
        (wishes.say)(&format!("note: drawn for {latest}, the latest of {all} periods; `period` chooses another"));
    }
    let labels = league_labels(&found);
    let subject = LeagueSubject { league, labels: &labels, size: wishes.size };
    draw(&subject).map_err(|not| anyhow::anyhow!("the chart cannot be drawn: {}", not.reason))
}

/// Runs a study over time and draws a chart of a trend.
pub(super) fn trend(
    study: &Study,
    wishes: &Wishes,
    draw: fn(&TrendSubject) -> Result<Drawing, NotDrawn>,
) -> Result<Drawing> {
    let asked = TrendAsked { changes: true, guidance: wishes.guidance, ..TrendAsked::default() };
    let mut found = crate::commands::watched("reading and comparing periods", || Ok(study.trend(&asked)?))?;
    crate::commands::told(&found.warnings, &found.set_aside, &found.notes).for_each(|line| (wishes.say)(&line));
    titled(&mut found.labels)?;
    let shown: &TreatmentTrend = chosen(&found.treatments, |t| &t.treatment, wishes)?;
    let labels = found.labels.get(&shown.treatment).context("a treatment without labels")?;
    let (highlight, size) = (study.highlight.as_deref(), wishes.size);
    if let Some(code) =
        highlight.filter(|code| shown.fixed.slices.iter().all(|s| s.areas().iter().all(|a| &*a.code != *code)))
    {
        bail!("`highlight {code}`: no area with this code is there in all periods");
    }
    let subject = TrendSubject { trend: shown, labels, confidence: found.confidence, highlight, size };
    draw(&subject).map_err(|not| refusal(wishes.chart, &not))
}

/// What the treatments of a league have in common.
pub(crate) fn league_labels(found: &Sweeping) -> Labels {
    let lines: BTreeSet<&str> = found.labels.values().map(|l| l.source.as_str()).collect();
    let all: BTreeSet<Option<&String>> = found.labels.values().map(|l| l.membership.as_ref()).collect();
    Labels {
        measure: "All treatments".to_owned(),
        unit: RateUnit::given(""),
        areas: found.areas.clone(),
        membership: all.first().filter(|_| all.len() == 1).copied().flatten().cloned(),
        source: sources(lines),
        program: PROGRAM.to_owned(),
        synthetic: found.labels.values().any(|l| l.synthetic),
        polarity: None,
    }
}

fn refusal(chart: &Chart, not: &NotDrawn) -> anyhow::Error {
    anyhow::anyhow!("the chart '{}' cannot be drawn: {}", chart.id, not.reason)
}
