//! What neighbours share.

use super::{DRAWN, FIGURES, Format, Own, Takes, WORDED, Work, said};
use crate::error::refused;
use crate::found::Told;
use crate::source::Source;
use pyo3::prelude::*;
use unwarranted::core::space::global::Weights;
use unwarranted::core::space::smooth::Model;
use unwarranted::core::space::{Contiguity, Near};
use unwarranted::report::tables;
use unwarranted::study::{NeighboursFrom, Placed, Placing};

pub(super) fn space<'a>(source: &'a Source, own: &Own<'_>) -> PyResult<Work<'a>> {
    let placing = Placing {
        neighbours: neighbours(own)?,
        covariates: own.texts("covariate")?,
        weights: own.word("weights")?.unwrap_or(Weights::Row),
        model: own.word("model")?.unwrap_or(Model::Bym2),
        fit: own.word("fit")?,
        prior_sigma: own.word("prior_sigma")?,
        prior_mixing: own.word("prior_mixing")?,
        anyway: own.flag("anyway")?,
    };
    let study = source.figures("space", Takes { further: &[WORDED, DRAWN], ..FIGURES })?;
    Ok(Box::new(move || {
        let Placed { found, labels, neighbours, warnings, set_aside, notes, .. } = study.space(&placing)?;
        Ok(said(("space.csv", study.coding()), Told::of(&warnings, &set_aside, &notes), move |format| {
            Ok(match format {
                Format::Table(width) => tables::space_table(&found, &labels, &neighbours, width),
                Format::Csv => tables::space_csv(&found)?,
                Format::Json => tables::space_json(&found, &labels, &neighbours)?,
            })
        }))
    }))
}

fn neighbours(own: &Own<'_>) -> PyResult<NeighboursFrom> {
    let (boundaries, near) = (own.path("boundaries")?, near(own)?);
    let (contiguity, tolerance) = (own.word("contiguity")?, own.number("tolerance")?);
    let beside = if near.is_some() { None } else { own.path("neighbours")? };
    let touching = [("tolerance", tolerance.is_some()), ("contiguity", contiguity.is_some())];
    let touching = touching.into_iter().find(|(_, given)| *given).map(|(key, _)| key);
    match (beside, near, boundaries) {
        (Some(_), _, Some(_)) => {
            Err(refused("`neighbours` and `boundaries` both say which areas are neighbours; give one"))
        }
        (None, None, None) => Err(refused(
            "which areas are neighbours? Give a table of pairs with `neighbours`, or boundaries with `boundaries`",
        )),
        (None, Some(_), None) => Err(refused(
            "`neighbours` by distance needs to know where the areas lie: name a file of boundaries with `boundaries`",
        )),
        (None, Some(near), Some(path)) => match touching {
            Some(key) => Err(refused(format!("`{key}` has no effect on centres; it goes with boundaries that touch"))),
            None => Ok(NeighboursFrom::Centres { path, near }),
        },
        (Some(path), ..) => match touching {
            Some(key) => Err(refused(format!("`{key}` has no effect on a table of pairs; it goes with `boundaries`"))),
            None => Ok(NeighboursFrom::Table(path)),
        },
        (None, None, Some(path)) => Ok(NeighboursFrom::Boundaries {
            path,
            contiguity: contiguity.unwrap_or(Contiguity::Rook),
            tolerance: tolerance.unwrap_or(1e-6),
        }),
    }
}

/// A rule of centres, where the text begins as one does.
fn near(own: &Own<'_>) -> PyResult<Option<Near>> {
    let text = own.text("neighbours").ok().flatten().unwrap_or_default();
    let is_rule = ["distance:", "nearest:"].iter().any(|rule| text.starts_with(rule));
    if is_rule { own.word("neighbours") } else { Ok(None) }
}
