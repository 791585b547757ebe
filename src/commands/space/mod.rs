//! `unwarranted space`

mod choices;
mod map;

use super::kept::{self, Kept, Said};
use crate::cli::{FigureArgs, Keep, OutputFormat};
use crate::commands::chart::files::{self, Target};
use anyhow::{Result, bail};
use choices::{Beside, Fits, Models, Share, Shown, Weigh, beside};
use std::path::{Path, PathBuf};
use unwarranted::core::space::Contiguity;
use unwarranted::core::space::global::Weights;
use unwarranted::core::space::slice::{Fit, Space};
use unwarranted::core::space::smooth::{MixingPrior, Model, SigmaPrior};
use unwarranted::report::scheme::Show;
use unwarranted::report::tables;
use unwarranted::study::{NeighboursFrom, Placed, Placing, Study, TOLERANCE};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted space hips.csv --period 2021/22 --boundaries areas.geojson --map smoothed.svg
  unwarranted space hips.csv --period 2021/22 --boundaries areas.geojson --covariate imd_score \\
  --anyway --format json
  unwarranted space hips.csv --period 2021/22 --boundaries areas.geojson --neighbours nearest:4
  unwarranted similar hips.csv --period 2021/22 --by imd_score --nearest 3 --format csv > like.csv
  unwarranted space hips.csv --period 2021/22 --neighbours like.csv --anyway --model leroux
Counts are taken as independent events: where one person has many, chance is larger than this says.";
/// Print what neighbours share, and rare counts smoothed by them.
///
/// Print what neighbouring areas share: whether they are alike, clusters, and rare counts smoothed by those of the neighbours.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    keep: Keep,
    #[command(flatten)]
    figures: FigureArgs,
    /// Pairs of neighbours: a CSV with a pair in each row, in columns i and j, area and neighbour, from and to, or its only two; each pair once or
    /// both ways. With --boundaries distance:KM (centres no farther apart) or nearest:K (the K nearest centres of each).
    #[arg(long, value_name = "FILE|RULE", value_parser = beside)]
    neighbours: Option<Beside>,
    /// Boundaries (GeoJSON): areas that touch are neighbours, unless --neighbours says how near their centres must be.
    #[arg(long, value_name = "FILE")]
    boundaries: Option<PathBuf>,
    /// What boundaries must share to touch [default: rook].
    #[arg(hide_short_help = true, long, value_enum)]
    contiguity: Option<Share>,
    /// How far apart vertices may be that are one, in degrees (0.000001 is a tenth of a metre) [default: 0.000001].
    #[arg(hide_short_help = true, long, value_name = "DEGREES")]
    tolerance: Option<f64>,
    /// Columns of numbers that differences may go with, several with commas.
    #[arg(long, value_delimiter = ',', value_name = "COLUMN")]
    covariate: Vec<String>,
    /// What a neighbour weighs in Moran's I and Geary's C.
    #[arg(hide_short_help = true, long, value_enum, default_value_t = Weigh::Row)]
    weights: Weigh,
    /// How neighbours resemble each other.
    #[arg(long, value_enum, default_value_t = Models::Bym2)]
    model: Models,
    /// What is done with the parameters of the model [default: averaged for bym2, ml for leroux].
    #[arg(hide_short_help = true, long, value_enum)]
    fit: Option<Fits>,
    /// Prior of the standard deviation: pc:VALUE,PROBABILITY (above VALUE with that probability) or ig:SHAPE,RATE [default:
    /// pc:1,0.01].
    #[arg(hide_short_help = true, long, value_name = "PRIOR")]
    prior_sigma: Option<SigmaPrior>,
    /// Prior of the spatial share, phi or rho: both shapes of a beta distribution [default: 0.5,0.5 for phi, 1,1 for rho].
    #[arg(hide_short_help = true, long, value_name = "A,B")]
    prior_mixing: Option<MixingPrior>,
    /// Smooth even where the median area has 100 events or more, which changes next to nothing.
    #[arg(hide_short_help = true, long)]
    anyway: bool,
    /// Random orders behind the p of association [default: 9999].
    #[arg(long, value_name = "N")]
    replicates: Option<usize>,
    /// Seed of the random orders [default: 20250401].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Draw a map: .svg, .png or .pdf, with its figures as CSV beside it. Needs --boundaries. May be repeated.
    #[arg(long, value_name = "FILE", value_parser = files::target)]
    map: Vec<Target>,
    /// What the map shows [default: exceedance].
    #[arg(long, value_enum)]
    show: Option<Shown>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        kept::run(self, self.format)
    }

    /// Draws the maps that were asked for: into the folder where there is one.
    fn maps(&self, study: &Study, found: &Space) -> Result<Vec<(String, Vec<u8>)>> {
        let Some((boundaries, show)) = self.drawn()? else { return Ok(Vec::new()) };
        let drawing = map::drawn(study, found, show, boundaries)?;
        if self.keep.out().is_some() {
            return files::in_folder(&self.map, &drawing, &study.coding());
        }
        super::say(&format!("wrote {}", files::write(&self.map, &drawing, false, &study.coding())?.join(", ")));
        Ok(Vec::new())
    }

    /// What is drawn, and where the areas lie.
    fn drawn(&self) -> Result<Option<(&Path, Show)>> {
        let show = match self.show.unwrap_or(Shown::Exceedance) {
            Shown::Exceedance => Show::Exceedance,
            Shown::Smoothed => Show::Smoothed,
            Shown::Clusters => Show::Clusters,
        };
        match (&self.boundaries, self.map.is_empty(), self.show) {
            (_, true, Some(_)) => bail!("--show says what a map shows; it goes with --map"),
            (_, true, None) => Ok(None),
            (None, false, _) => {
                bail!("--map needs to know where the areas lie: name a file of boundaries with --boundaries")
            }
            (Some(path), false, _) => {
                if self.keep.out().is_none() {
                    files::check(&self.map, std::slice::from_ref(path))?;
                }
                Ok(Some((path, show)))
            }
        }
    }

    /// Which areas are neighbours.
    ///
    /// # Errors
    /// Nothing or two things that say it; options of boundaries without any.
    fn neighbours_from(&self) -> Result<NeighboursFrom> {
        let of_boundaries = [("--tolerance", self.tolerance.is_some()), ("--contiguity", self.contiguity.is_some())];
        let given = of_boundaries.into_iter().find(|(_, given)| *given).map(|(option, _)| option);
        Ok(match (&self.neighbours, &self.boundaries) {
            (Some(Beside::Table(_)), Some(_)) => {
                bail!("--neighbours and --boundaries both say which areas are neighbours; give one")
            }
            (Some(Beside::Near(near)), Some(path)) => {
                if let Some(option) = given {
                    bail!("{option} has no effect on centres; it goes with boundaries that touch");
                }
                NeighboursFrom::Centres { path: path.clone(), near: *near }
            }
            (Some(Beside::Near(_)), None) => {
                bail!(
                    "--neighbours by distance needs to know where the areas lie: name a file of boundaries with --boundaries"
                )
            }
            (None, None) => bail!(
                "which areas are neighbours? Give a table of pairs with --neighbours, or boundaries with --boundaries"
            ),
            (Some(Beside::Table(path)), None) => {
                if let Some(option) = given {
                    bail!("{option} has no effect on a table of pairs; it goes with --boundaries");
                }
                NeighboursFrom::Table(path.clone())
            }
            (None, Some(path)) => NeighboursFrom::Boundaries {
                path: path.clone(),
                contiguity: if self.contiguity == Some(Share::Queen) { Contiguity::Queen } else { Contiguity::Rook },
                tolerance: self.tolerance.unwrap_or(TOLERANCE),
            },
        })
    }

    fn placing(&self) -> Result<Placing> {
        let fit = self.fit.map(|fit| match fit {
            Fits::Averaged => Fit::Averaged,
            Fits::Ml => Fit::Ml,
            Fits::Reml => Fit::Reml,
        });
        Ok(Placing {
            neighbours: self.neighbours_from()?,
            covariates: self.covariate.clone(),
            weights: if self.weights == Weigh::Row { Weights::Row } else { Weights::Binary },
            model: if self.model == Models::Bym2 { Model::Bym2 } else { Model::Leroux },
            fit,
            prior_sigma: self.prior_sigma,
            prior_mixing: self.prior_mixing,
            anyway: self.anyway,
        })
    }
}

impl Kept for Args {
    const NAME: &'static str = "space";

    fn keep(&self) -> &Keep {
        &self.keep
    }

    fn said(&self) -> Result<Said> {
        let study = Study { replicates: self.replicates, seed: self.seed, ..self.figures.study()? };
        let placing = self.placing()?;
        self.drawn()?;
        let found = super::watched("reading, permuting and smoothing", || Ok(study.space(&placing)?))?;
        let files = self.maps(&study, &found.found)?;
        let Placed { found: space, labels, neighbours: from, inputs, warnings, set_aside, notes } = found;
        let render = move |format, width| {
            Ok(match format {
                OutputFormat::Table => tables::space_table(&space, &labels, &from, width),
                OutputFormat::Csv => tables::space_csv(&space)?,
                OutputFormat::Json => tables::space_json(&space, &labels, &from)?,
            })
        };
        let (draws, coding) = (self.replicates != Some(0), study.coding());
        Ok(Said { warnings, set_aside, notes, inputs, draws, files, coding, ..Said::of(render) })
    }
}
