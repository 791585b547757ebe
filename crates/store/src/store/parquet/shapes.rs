//! A set of boundaries.

use super::columns::{Column, integers_or_null, strings, text, text_or_null, whole_or_null};
use super::fault::damaged;
use super::file::read;
use super::table::{Listed, count, of_word};
use crate::store::catalogue::Totals;
use std::path::Path;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_ingest::tables::directory::{Geometry, Shape, Shapes};

impl Listed for Shapes {
    const LIST: Dataset = Dataset::Shapes;

    fn sums(&self, shapes: i64) -> Result<Totals, String> {
        if self.rows.iter().any(|r| matches!(&r.geometry, Geometry::Polygons(text) if text.is_empty())) {
            return Err("a boundary has a geometry without text".to_owned());
        }
        let missing = count(self.rows.iter().filter(|r| r.geometry == Geometry::Missing).count());
        Ok(Totals::Shapes { shapes, missing })
    }

    fn columns(&self) -> Vec<Column> {
        let rows = || self.rows.iter();
        let hexagon = |of: fn(i32, i32) -> i32| {
            rows().map(
                move |r| if let Geometry::Hexagon { q, r } = r.geometry { Some(i64::from(of(q, r))) } else { None },
            )
        };
        vec![
            text("kind", rows().map(|_| self.kind.word())),
            text_or_null("layout", rows().map(|_| self.layout.as_str())),
            text_or_null("code", rows().map(|r| r.code.as_str())),
            text_or_null("ods", rows().map(|r| r.ods.as_str())),
            text_or_null("name", rows().map(|r| r.name.as_str())),
            text_or_null("polygons", rows().map(polygons)),
            whole_or_null("q", hexagon(|q, _| q)),
            whole_or_null("r", hexagon(|_, r| r)),
        ]
    }

    fn series(&self) -> &str {
        &self.series
    }

    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn read_from(path: &Path, series: String) -> Result<Self, Error> {
        let frame = read(path, &[&TEXTS[..], &["q", "r"]].concat())?;
        let [kind, layout, code, ods, name, polygons] = TEXTS.map(|name| strings(&frame, name, path));
        let (kind, layout, code, ods, name, polygons) = (kind?, layout?, code?, ods?, name?, polygons?);
        let (q, r) = (integers_or_null(&frame, "q", path)?, integers_or_null(&frame, "r", path)?);
        let geometry = |i: usize| match (polygons[i], q[i], r[i]) {
            ("", None, None) => Ok(Geometry::Missing),
            ("", Some(q), Some(r)) => {
                let small = |v: i64| i32::try_from(v).map_err(|_| damaged(path, "q"));
                Ok(Geometry::Hexagon { q: small(q)?, r: small(r)? })
            }
            (text, None, None) => Ok(Geometry::Polygons(text.to_owned())),
            _ => Err(damaged(path, "polygons")),
        };
        let shape = |i: usize| {
            let (code, ods, name) = (code[i].to_owned(), ods[i].to_owned(), name[i].to_owned());
            Ok(Shape { code, ods, name, geometry: geometry(i)? })
        };
        let rows = (0..frame.height()).map(shape).collect::<Result<_, Error>>()?;
        let kind = of_word(kind.first().copied().unwrap_or_default(), path, "kind")?;
        let layout = layout.first().copied().unwrap_or_default().to_owned();
        Ok(Self { series, kind, layout, rows })
    }
}

const TEXTS: [&str; 6] = ["kind", "layout", "code", "ods", "name", "polygons"];

fn polygons(shape: &Shape) -> &str {
    if let Geometry::Polygons(text) = &shape.geometry { text } else { "" }
}
