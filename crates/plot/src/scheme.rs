//! Classes of areas that come with the data of a map: where somebody else has judged them.

use std::collections::BTreeMap;
use std::sync::Arc;

/// An area in a class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Classed {
    /// 0 for the lowest to 4 for the highest; `None`: it has a figure and is not judged.
    pub class: Option<usize>,
    /// Its figure, in the unit of the scheme.
    pub value: f64,
    /// The interval of its figure.
    pub interval: Option<(f64, f64)>,
}

/// What the classes of a scheme are beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// Two sides of a middle: each has its colour, and a sign that says the same without colour.
    #[default]
    Sides,
    /// From none or few to many: one colour, the darker the more.
    OneWay,
}

/// Five classes with their words, and the areas in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    /// What the classes are beside each other.
    pub scale: Scale,
    /// By area code.
    pub areas: BTreeMap<Arc<str>, Classed>,
    /// What each class means, from the lowest to the highest; empty for one that no area can be in.
    pub names: [String; 5],
    /// The same in a word or two.
    pub short_names: [&'static str; 5],
    /// What the key is headed with.
    pub title: String,
    /// What the figures are.
    pub unit: String,
    /// Headlines from long to short, as they continue a sentence.
    pub headlines: Vec<String>,
    /// How areas were put into classes, a sentence each.
    pub note: String,
}
