//! Growing, shrinking or neither, and the level at which that is decided.

/// Level of the tests behind a verdict.
pub const LEVEL: f64 = 0.05;

/// Which way something goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Up.
    Growing,
    /// Down.
    Shrinking,
    /// Neither can be shown.
    None,
}

crate::worded!(Direction { Growing = "growing", Shrinking = "shrinking", None = "no detectable change" });

impl Direction {
    /// The way of a difference that is no chance.
    #[must_use]
    pub fn of(difference: f64) -> Self {
        if difference > 0.0 { Self::Growing } else { Self::Shrinking }
    }

    pub(super) fn sign(self) -> f64 {
        match self {
            Self::Growing => 1.0,
            Self::Shrinking => -1.0,
            Self::None => 0.0,
        }
    }
}
