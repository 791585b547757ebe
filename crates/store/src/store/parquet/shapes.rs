//! A set of boundaries.

use super::{
    Heading, Table, Whole, count, damaged, integers_or_null, not_empty, of_word, path, read, strings, text,
    text_or_null, totals_again, whole_or_null, write,
};
use crate::store::Totals;
use std::path::PathBuf;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_ingest::tables::directory::{Geometry, Shape, Shapes};

impl Table for Shapes {
    const DATASET: Dataset = Dataset::Shapes;
    const FOLDERS: &'static [&'static str] = &["shapes"];

    fn heading(&self) -> Heading {
        Heading { series: self.series.clone(), ..Heading::default() }
    }

    fn totals(&self) -> Result<Totals, String> {
        let shapes = not_empty(&self.rows)?;
        if self.rows.iter().any(|r| matches!(&r.geometry, Geometry::Polygons(text) if text.is_empty())) {
            return Err("a boundary has a geometry without text".to_owned());
        }
        let missing = count(self.rows.iter().filter(|r| r.geometry == Geometry::Missing).count());
        Ok(Totals::Shapes { shapes, missing })
    }

    fn write(&self, paths: &[PathBuf]) -> Result<(), Error> {
        let rows = || self.rows.iter();
        let hexagon = |of: fn(i32, i32) -> i32| {
            rows().map(
                move |r| if let Geometry::Hexagon { q, r } = r.geometry { Some(i64::from(of(q, r))) } else { None },
            )
        };
        write(
            path(paths, 0)?,
            vec![
                text("kind", rows().map(|_| self.kind.word())),
                text_or_null("layout", rows().map(|_| self.layout.as_str())),
                text_or_null("code", rows().map(|r| r.code.as_str())),
                text_or_null("ods", rows().map(|r| r.ods.as_str())),
                text_or_null("name", rows().map(|r| r.name.as_str())),
                text_or_null("polygons", rows().map(polygons)),
                whole_or_null("q", hexagon(|q, _| q)),
                whole_or_null("r", hexagon(|_, r| r)),
            ],
        )
    }

    fn on_disk(paths: &[PathBuf]) -> Result<(Totals, u64), Error> {
        let path = path(paths, 0)?;
        let table = Self::read(paths, Heading::default())?;
        totals_again(&table, table.rows.len(), path)
    }

    fn same_on_disk(&self, paths: &[PathBuf]) -> Result<bool, Error> {
        Ok(Self::read(paths, self.heading())? == *self)
    }
}

const TEXTS: [&str; 6] = ["kind", "layout", "code", "ods", "name", "polygons"];

fn polygons(shape: &Shape) -> &str {
    if let Geometry::Polygons(text) = &shape.geometry { text } else { "" }
}

impl Whole for Shapes {
    /// A set of boundaries, in the order in which it was written.
    fn read(paths: &[PathBuf], heading: Heading) -> Result<Self, Error> {
        let path = path(paths, 0)?;
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
        Ok(Self { series: heading.series, kind, layout, rows })
    }
}
