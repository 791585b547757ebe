//! One file of boundaries, or of a layout of hexagons, read for a map.

use crate::error::Error;
use crate::layouts::Format;
use crate::read::Source;
use crate::tables::directory::Shapes;
use crate::tables::{MAX_REJECTS, Tables};
use crate::{formats, input};
use std::path::Path;
use unwarranted_core::Month;

pub use crate::layouts::boundaries::Polygon;

/// What a file of boundaries holds.
#[derive(Debug)]
pub struct Boundaries {
    /// How messages name the file.
    pub shown: String,
    /// From when on the boundaries hold, where the file says so.
    pub month: Option<Month>,
    /// Areas with their codes, names and geometries.
    pub shapes: Shapes,
    /// The layout of the file.
    pub format: &'static Format,
    /// What a reader must know of how it was read.
    pub notices: Vec<String>,
}

/// Reads a file of boundaries (GeoJSON) or of a layout of hexagons (HexJSON), also as gzip or zip.
///
/// # Errors
/// A file that cannot be read, that holds something else, whose areas have no codes, or that has several such texts.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use unwarranted_ingest::boundaries;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("areas.geojson");
/// std::fs::write(&path, r#"{"type": "FeatureCollection", "features": [{"properties": {"CCG21CD": "E38000006", "CCG21NM": "Barnsley"},
///     "geometry": {"type": "Polygon", "coordinates": [[[-1.6, 53.5], [-1.3, 53.5], [-1.4, 53.6], [-1.6, 53.5]]]}}]}"#)?;
/// let read = boundaries::open(&path)?;
/// assert_eq!((read.shapes.rows[0].code.as_str(), read.month.map(|m| m.to_string())), ("E38000006", Some("2021-04".to_owned())));
/// # Ok(())
/// # }
/// ```
pub fn open(path: &Path) -> Result<Boundaries, Error> {
    let file = input::open(path)?;
    let refuse = |problem: String| Error::File { file: file.shown.clone(), problem };
    let [member] = file.members.as_slice() else {
        return Err(refuse(format!(
            "it holds {} texts; expected one of boundaries (GeoJSON) or of a layout of hexagons (HexJSON)",
            file.members.len()
        )));
    };
    let source = Source {
        shown: &member.shown,
        names: &[&file.name, &member.name],
        text: &member.text,
        max_rejects: MAX_REJECTS,
        progress: &|_| (),
    };
    let (format, reading) = formats::read(&source)?;
    let Tables::Shapes(month, shapes) = reading.tables else {
        return Err(refuse(format!(
            "it is read as '{}'; expected boundaries (GeoJSON) or a layout of hexagons (HexJSON)",
            format.title
        )));
    };
    if shapes.rows.iter().all(|row| row.code.is_empty() && row.ods.is_empty()) {
        return Err(refuse(
            "its areas have names and no codes, so they cannot be joined; expected a property with ONS or ODS codes, such as \
             CCG21CD or code"
                .to_owned(),
        ));
    }
    Ok(Boundaries { shown: file.shown, month, shapes, format, notices: reading.tally.notices })
}

/// The polygons of a geometry as the tables hold it.
///
/// # Errors
/// None in practice: text that is no GeoJSON geometry of polygons.
///
/// ```
/// use unwarranted_ingest::boundaries::polygons;
/// let text = r#"{"type":"Polygon","coordinates":[[[0,50],[1,50],[1,51],[0,50]]]}"#;
/// assert_eq!(polygons(text)?, vec![vec![vec![(0.0, 50.0), (1.0, 50.0), (1.0, 51.0), (0.0, 50.0)]]]);
/// # Ok::<(), unwarranted_ingest::Error>(())
/// ```
pub fn polygons(geometry: &str) -> Result<Vec<Polygon>, Error> {
    crate::layouts::boundaries::polygons(geometry)
        .map_err(|e| Error::File { file: "geometry".to_owned(), problem: e.to_string() })
}
