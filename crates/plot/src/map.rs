//! Where areas lie: outlines or hexagons, as a chart needs them.

/// Where areas lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// What the areas are and from when: "CCGs, April 2021".
    pub vintage: String,
    /// The places.
    pub places: Vec<Place>,
}

/// One place of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its codes (of the Office for National Statistics, of the NHS) and its name: what may be the code of an area.
    pub known_as: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its shape.
    pub form: Form,
}

/// The shape of a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// Rings of positions in degrees, longitude first; holes by the even-odd rule.
    Rings(Vec<Vec<(f64, f64)>>),
    /// A hexagon: column and row of its centre in units of one hexagon's width, rows upwards.
    Hexagon(f64, f64),
    /// Known, without a shape.
    Nowhere,
}

impl Place {
    /// Whether this is the area with this code or name.
    #[must_use]
    pub fn is(&self, code: &str, name: Option<&str>) -> bool {
        let same = |text: &str| self.known_as.iter().any(|k| !k.is_empty() && k.eq_ignore_ascii_case(text));
        same(code) || name.is_some_and(same)
    }
}
