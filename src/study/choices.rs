//! Options that are a choice between words.

/// What the treatments of a sweep are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formulary {
    /// Those that are defined.
    Treatments,
    /// Every presentation.
    Presentation,
    /// Every chemical.
    Chemical,
    /// Every subparagraph.
    Subparagraph,
    /// Every paragraph.
    Paragraph,
    /// Every section.
    Section,
}

crate::core::worded!(Formulary {
    Treatments = "treatments",
    Presentation = "presentation",
    Chemical = "chemical",
    Subparagraph = "subparagraph",
    Paragraph = "paragraph",
    Section = "section",
});

/// The two ways to standardise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standardise {
    /// To a standard population.
    Direct,
    /// Expected values from reference rates.
    Indirect,
}

crate::core::worded!(Standardise { Direct = "direct", Indirect = "indirect" });

/// What intervals of the indices are drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resample {
    /// The practices within each area.
    Practices,
    /// Areas, from the fitted model.
    Areas,
}

crate::core::worded!(Resample { Practices = "practices", Areas = "areas" });
