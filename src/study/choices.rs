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

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Each treatment, over all areas.
    Treatment,
    /// One area, over all treatments.
    Area,
    /// One area and one treatment, every step with its sum.
    Dossier,
    /// All treatments and all areas, as pages that lead to each other.
    Site,
    /// A page that answers questions about all treatments.
    Explorer,
    /// Areas assessed against criteria.
    Matrix,
    /// What areas decided, beside what they do.
    Policy,
}

crate::core::worded!(About {
    Treatment = "treatment",
    Area = "area",
    Dossier = "dossier",
    Site = "site",
    Explorer = "explorer",
    Matrix = "matrix",
    Policy = "policy",
});

impl About {
    /// Whether it has a folder of its own, which an option names.
    #[must_use]
    pub fn has_own_folder(self) -> bool {
        matches!(self, Self::Site | Self::Explorer)
    }

    /// Whether it is of the area that `highlight` names.
    #[must_use]
    pub fn is_of_an_area(self) -> bool {
        matches!(self, Self::Area | Self::Dossier)
    }
}
