//! The words around the marks.

/// What a chart must know besides the numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The measure in plain words, as it begins a sentence: "Gluten-free foods".
    pub measure: String,
    /// The unit of the rate in plain words: "pounds per 1,000 registered patients".
    pub unit: String,
    /// What the areas are, plural: "sub-ICB locations".
    pub areas: String,
    /// How areas were made from practices, where they were: "membership as recorded each month".
    pub membership: Option<String>,
    /// Source and licence line.
    pub source: String,
    /// Program and version: "unwarranted 0.1.0".
    pub program: String,
    /// Whether the data are simulated; then every chart says so on its face.
    pub synthetic: bool,
}
