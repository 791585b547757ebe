//! `unwarranted chart`

pub(super) mod files;
pub(in crate::commands) mod places;
mod subject;

pub(in crate::commands) use subject::league_labels;

use crate::cli::StudyArgs;
use anyhow::{Result, bail};
use clap::ValueEnum;
use files::Target;
use std::path::{Path, PathBuf};
use unwarranted::core::Month;
use unwarranted::core::near::near;
use unwarranted::plot::{CHARTS, Chart, Draw, Drawing, Shows, Size};
use unwarranted::study::{Study, Task};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted chart ranked hips.csv --period 2021/22 -o ranked.svg
  unwarranted chart funnel hips.csv --period 2021/22 -o funnel.png -o funnel.pdf --size phone
  unwarranted chart choropleth hips.csv --period 2021/22 --boundaries areas.geojson -o map.svg
  unwarranted chart hexmap hips.csv --period 2021/22 --boundaries areas.geojson -o hexes.svg
  unwarranted chart growth hips.csv -o growth.svg
  unwarranted chart league practices.csv --area ccg --within practice -o league.svg --dark
'unwarranted list charts' says what each kind shows.";
/// Draw one chart, and write the figures drawn beside it as CSV.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Kind of chart.
    #[arg(value_name = "KIND", value_parser = kind)]
    chart: &'static Chart,
    #[command(flatten)]
    study: StudyArgs,
    /// File for the chart: .svg, .png (also at double size, as @2x.png) or .pdf. May be repeated.
    #[arg(short = 'o', long = "out", value_name = "FILE", required = true, value_parser = files::target)]
    out: Vec<Target>,
    /// Layout: 'web' is 800 pixels wide, 'phone' 360, 'print' 170 mm, 'social' 1200 pixels.
    #[arg(long, value_enum, default_value_t = Layout::Web)]
    size: Layout,
    /// Light marks on a dark ground.
    #[arg(long)]
    dark: bool,
    /// Where the areas lie, for maps: boundaries (GeoJSON, degrees or British National Grid), or for a hexmap also a layout of
    /// hexagons (HexJSON); joined by ONS or ODS code.
    #[arg(long, value_name = "FILE")]
    boundaries: Option<PathBuf>,
    /// Which treatment, by its identifier, where the data have several and the chart shows one.
    #[arg(long, value_name = "ID")]
    about: Option<String>,
    /// Month of guidance, which a chart of when areas changed marks, such as 2017-12.
    #[arg(hide_short_help = true, long, value_name = "MONTH", value_parser = crate::cli::parse::month)]
    guidance: Option<Month>,
}

/// The layouts by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layout {
    Web,
    Print,
    Phone,
    Social,
}

impl Layout {
    fn size(self) -> Size {
        match self {
            Self::Web => Size::WEB,
            Self::Print => Size::PRINT,
            Self::Phone => Size::PHONE,
            Self::Social => Size::SOCIAL,
        }
    }
}

pub(crate) fn kind(text: &str) -> Result<&'static Chart, String> {
    let ids = || CHARTS.iter().map(|chart| chart.id);
    CHARTS.iter().find(|chart| chart.id == text).ok_or_else(|| match near(text, ids()).first() {
        Some(meant) => format!("no such chart; did you mean {meant}?"),
        None => format!("no such chart; expected one of {}", ids().collect::<Vec<_>>().join(", ")),
    })
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let wishes = self.wishes(&super::say);
        wishes.check()?;
        let given = super::given(&self.study, wishes.task())?;
        let study = &given.study;
        if let Some(key) = self.study.displayed().unshown(self.chart, study.highlight.is_some()) {
            bail!(
                "`{key}` has no effect on the chart '{}': 'unwarranted list charts' says what it shows",
                self.chart.id
            );
        }
        let inputs: Vec<PathBuf> =
            study.files.iter().chain(&study.names).chain(&study.measures).chain(&self.boundaries).cloned().collect();
        files::check(&self.out, &inputs)?;
        let drawing = given.with(|study| wishes.draw(study))?;
        let written = files::write(&self.out, &drawing, self.dark, &study.coding())?;
        super::say(&format!("wrote {}", written.join(", ")));
        Ok(())
    }

    fn wishes<'a>(&'a self, say: &'a dyn Fn(&str)) -> ChartWishes<'a> {
        ChartWishes {
            chart: self.chart,
            about: self.about.as_deref(),
            size: self.size,
            dark: self.dark,
            boundaries: self.boundaries.as_deref(),
            guidance: self.guidance,
            say,
        }
    }
}

/// A chart as it is wished for, whoever asks.
pub(crate) struct ChartWishes<'a> {
    pub(crate) chart: &'static Chart,
    pub(crate) about: Option<&'a str>,
    pub(crate) size: Layout,
    pub(crate) dark: bool,
    pub(crate) boundaries: Option<&'a Path>,
    /// Month of guidance, for a chart of when areas changed.
    pub(crate) guidance: Option<Month>,
    /// Takes what a reader must know beside the chart.
    pub(crate) say: &'a dyn Fn(&str),
}

impl ChartWishes<'_> {
    /// What the chart is drawn for.
    pub(crate) fn task(&self) -> Task {
        if matches!(self.chart.draw, Draw::League(_)) { Task::Sweep } else { Task::Report }
    }

    /// Refuses what has no effect.
    pub(crate) fn check(&self) -> Result<()> {
        if self.dark && self.size == Layout::Print {
            bail!("`dark` cannot be used with `size print`: paper is white");
        }
        if self.guidance.is_some() && !self.chart.shows.contains(&Shows::Guidance) {
            bail!("`guidance` has no effect on this chart: it does not show when areas changed");
        }
        match (&self.boundaries, self.chart.of_places) {
            (Some(_), false) => bail!("`boundaries` has no effect on this chart: it is no map"),
            (None, true) => bail!(
                "the chart '{}' needs to know where the areas lie: name a file of boundaries with `boundaries`",
                self.chart.id
            ),
            _ => Ok(()),
        }
    }

    /// Runs a study and draws it.
    pub(crate) fn draw(&self, study: &Study) -> Result<Drawing> {
        let wishes = subject::Wishes {
            chart: self.chart,
            about: self.about,
            size: self.size.size(),
            boundaries: self.boundaries,
            guidance: self.guidance,
            say: self.say,
        };
        match self.chart.draw {
            Draw::Findings(_) => subject::findings(study, &wishes),
            Draw::League(draw) => subject::league(study, &wishes, draw),
            Draw::Trend(draw) => subject::trend(study, &wishes, draw),
        }
    }
}
