//! Datasets of the store, and whose places their areas are.

/// Which dataset of the store a layout belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dataset {
    /// Items, quantity and cost by practice and presentation.
    Prescribing,
    /// Registered patients by practice.
    Population,
    /// Figures by area and measure: funding, need, populations by age and sex.
    Facts,
    /// Lists of organisations.
    Organisations,
    /// Links between codes.
    Links,
    /// Code lists.
    Terms,
    /// Boundaries.
    Shapes,
}

unwarranted_core::worded!(Dataset {
    Prescribing = "prescribing",
    Population = "population",
    Facts = "facts",
    Organisations = "organisations",
    Links = "links",
    Terms = "terms",
    Shapes = "shapes",
});

/// Whose places the areas of a layout are. Figures of different geographies must not be divided by one another unless it
/// is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Geography {
    /// Where the prescriber is.
    Prescriber,
    /// Where the medicine was dispensed, whoever prescribed it.
    Dispenser,
    /// Where patients are registered with a practice.
    Registered,
    /// Where people live.
    Resident,
    /// No areas, or whatever its user says they are.
    #[default]
    Unspecified,
}

unwarranted_core::worded!(Geography {
    Prescriber = "prescriber",
    Dispenser = "dispenser",
    Registered = "registered",
    Resident = "resident",
    Unspecified = "unspecified",
});

impl Geography {
    /// What the areas are, in words.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Prescriber => "of the prescriber",
            Self::Dispenser => "of the dispenser, whoever prescribed: not to be divided by figures of prescribers",
            Self::Registered => "of the practice where patients are registered",
            Self::Resident => "where people live",
            Self::Unspecified => "none, or as its user says",
        }
    }
}
