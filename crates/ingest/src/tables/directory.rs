//! Reference tables: organisations, links between codes, code lists, boundaries.

use crate::values::area_kind::{AreaKind, Scheme};
use crate::values::day::Day;

/// One organisation of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// What kind of organisation.
    pub kind: AreaKind,
    /// ODS code.
    pub code: String,
    /// Name as printed.
    pub name: String,
    /// Code of the commissioner or body it belongs to; blank where the file does not say.
    pub parent: String,
    /// When it opened.
    pub opened: Option<Day>,
    /// When it closed; `None` while open.
    pub closed: Option<Day>,
    /// When it joined its parent.
    pub joined: Option<Day>,
    /// When it left its parent; `None` while it belongs.
    pub left: Option<Day>,
    /// Status as printed (`A`, `C`, `D`, `P`); blank where the file does not say.
    pub status: String,
    /// Prescribing setting as printed (`4` is a GP practice); blank where the file does not say.
    pub setting: String,
    /// Postcode; blank where the file does not say.
    pub postcode: String,
}

/// A list of organisations as published at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisations {
    /// What a later publication replaces: the layout's id.
    pub series: String,
    /// Organisations, sorted by kind and code.
    pub rows: Vec<Organisation>,
}

/// One end of a link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// Who gave the code.
    pub scheme: Scheme,
    /// What kind of area; `None` for codes that are not areas.
    pub kind: Option<AreaKind>,
    /// The code.
    pub code: String,
    /// The name; blank where the file has none.
    pub name: String,
}

/// From one code to another: a practice to its network, an ODS code to an ONS code, an old BNF code to a new one.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// From.
    pub from: Node,
    /// To.
    pub to: Node,
    /// Share of `from` that goes to `to`, from 0 to 1; `None` where the file gives none.
    pub share: Option<f64>,
    /// From when it holds; `None` where the file does not say: a snapshot holds in the month of its table, and says
    /// nothing of when its links began.
    pub from_day: Option<Day>,
    /// Until when it holds; `None` while it does.
    pub to_day: Option<Day>,
}

/// Links as published at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Links {
    /// What a later publication replaces: the layout's id, with what is linked where a layout has several.
    pub series: String,
    /// Links, sorted by `from`, then `to`.
    pub rows: Vec<Link>,
}

/// One entry of a code list.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The code.
    pub code: String,
    /// What it is: `chapter`, `section`, `paragraph`, `subparagraph`, `chemical`, `product`, `presentation`.
    pub level: String,
    /// Its name.
    pub name: String,
    /// The code one level up; blank at the top.
    pub parent: String,
    /// A number that the list gives for the code (average daily quantity); `None` where it gives none.
    pub value: Option<f64>,
    /// Unit of the number; blank without one.
    pub unit: String,
}

/// A code list as published at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// What a later publication replaces: the layout's id.
    pub series: String,
    /// Entries, sorted by code and level.
    pub rows: Vec<Term>,
}

/// Where an area lies.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// Polygons in degrees (WGS84), as the text of a GeoJSON `Polygon` or `MultiPolygon`.
    Polygons(String),
    /// A cell of a layout of hexagons.
    Hexagon {
        /// Column.
        q: i32,
        /// Row.
        r: i32,
    },
    /// The publisher lists the area without a geometry.
    Missing,
}

/// One area of a set of boundaries.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// ONS code; blank where the file has only names.
    pub code: String,
    /// Other code in the file (ODS); blank where there is none.
    pub ods: String,
    /// Name as printed; blank where the file has none.
    pub name: String,
    /// Where it lies.
    pub geometry: Geometry,
}

/// A set of boundaries.
#[derive(Debug, Clone, PartialEq)]
pub struct Shapes {
    /// What a later publication replaces: the layout's id with the kind and year where known.
    pub series: String,
    /// What kind of area.
    pub kind: AreaKind,
    /// How hexagons are laid out (`odd-r`); blank for polygons.
    pub layout: String,
    /// Areas, sorted by code, then name.
    pub rows: Vec<Shape>,
}
