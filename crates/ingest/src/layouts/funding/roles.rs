//! Which measures of a layout are money, people and targets.

/// The measures of a layout by what they are, by identifier; `None` where it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    /// Money, where nothing else is asked for.
    pub amount: Option<&'static str>,
    /// Plain population.
    pub registered: Option<&'static str>,
    /// Population weighted by need.
    pub weighted: Option<&'static str>,
    /// Money that it should be.
    pub target: Option<&'static str>,
}
