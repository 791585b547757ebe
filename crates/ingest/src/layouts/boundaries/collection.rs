//! A GeoJSON feature collection as it lies in the file.

use serde::de::{DeserializeOwned, Deserializer, Error as _, IgnoredAny, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt::Formatter;
use std::marker::PhantomData;

/// A collection of features.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Collection {
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) crs: Option<Value>,
    #[serde(deserialize_with = "features")]
    pub(super) features: Vec<Feature>,
}

/// One area.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Feature {
    #[serde(default)]
    pub(super) id: Option<Value>,
    #[serde(default)]
    pub(super) properties: Option<Map<String, Value>>,
    #[serde(default)]
    pub(super) geometry: Option<Geometry>,
}

/// Rings of positions, the outer one first.
pub(super) type Polygon = Vec<Vec<Position>>;

/// The geometries an area can have.
#[derive(Debug, serde::Deserialize)]
#[serde(tag = "type", content = "coordinates")]
pub(super) enum Geometry {
    Polygon(Polygon),
    MultiPolygon(Vec<Polygon>),
}

impl Geometry {
    /// Every polygon of the area.
    pub(super) fn polygons(&self) -> &[Polygon] {
        match self {
            Self::Polygon(polygon) => std::slice::from_ref(polygon),
            Self::MultiPolygon(polygons) => polygons,
        }
    }

    /// Every position of the area.
    pub(super) fn positions(&self) -> impl Iterator<Item = Position> {
        self.polygons().iter().flatten().flatten().copied()
    }
}

/// First and second coordinate; a height behind them is passed over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Position(pub(super) f64, pub(super) f64);

impl<'de> serde::Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pair;
        impl<'de> Visitor<'de> for Pair {
            type Value = Position;
            fn expecting(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
                f.write_str("a position of two numbers")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Position, A::Error> {
                let (first, second) = (seq.next_element()?, seq.next_element()?);
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                match (first, second) {
                    (Some(first), Some(second)) => Ok(Position(first, second)),
                    _ => Err(A::Error::custom("expected a position of two numbers")),
                }
            }
        }
        deserializer.deserialize_seq(Pair)
    }
}

/// A list whose elements are named in messages: `features[3]: ...`.
fn features<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    struct List<T>(PhantomData<T>);
    impl<'de, T: DeserializeOwned> Visitor<'de> for List<T> {
        type Value = Vec<T>;
        fn expecting(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
            f.write_str("a list of features")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
            let mut list = Vec::new();
            loop {
                let at = list.len();
                match seq.next_element().map_err(|e| A::Error::custom(format!("features[{at}]: {e}")))? {
                    Some(element) => list.push(element),
                    None => return Ok(list),
                }
            }
        }
    }
    deserializer.deserialize_seq(List(PhantomData))
}
