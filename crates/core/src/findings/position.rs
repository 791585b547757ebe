//! How far an area is from all areas together, by the whole of its interval.

/// Where the interval of a ratio O / E lies against 1.
///
/// ```
/// use unwarranted_core::findings::Position;
/// let at = |low, high| Position::of([low, high], 2.0).word();
/// assert_eq!([at(2.1, 4.0), at(1.1, 3.0), at(0.9, 3.0)], ["far-above", "above", "not-distinguishable"]);
/// assert_eq!([at(0.6, 0.9), at(0.0, 0.49)], ["below", "far-below"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// All of the interval below 1 / far.
    FarBelow,
    /// All of it below 1.
    Below,
    /// It holds 1: the area cannot be told apart.
    NotDistinguishable,
    /// All of it above 1.
    Above,
    /// All of it above far.
    FarAbove,
}

crate::worded!(Position {
    FarBelow = "far-below",
    Below = "below",
    NotDistinguishable = "not-distinguishable",
    Above = "above",
    FarAbove = "far-above",
});

/// How many times the rate of all areas together is far from it, where nothing else is asked for; as far below is its inverse.
pub const FAR: f64 = 2.0;

impl Position {
    /// Of an interval of O / E, lower end first; `far` times 1 is far, above 1. The whole interval must be beyond; one that ends there is not.
    ///
    /// ```
    /// use unwarranted_core::findings::Position::{self, Above, Below, FarAbove, FarBelow, NotDistinguishable};
    /// let of = |interval| Position::of(interval, 2.0);
    /// assert_eq!([[0.2, 0.4], [0.2, 0.5], [0.6, 0.9]].map(of), [FarBelow, Below, Below]);
    /// assert_eq!([[0.9, 1.0], [1.0, 1.3], [0.2, 4.0]].map(of), [NotDistinguishable; 3]);
    /// assert_eq!([[1.1, 4.0], [2.0, 4.0], [2.1, 4.0]].map(of), [Above, Above, FarAbove]);
    /// ```
    #[must_use]
    pub fn of([lower, upper]: [f64; 2], far: f64) -> Self {
        match (lower, upper) {
            (_, upper) if upper < 1.0 / far => Self::FarBelow,
            (_, upper) if upper < 1.0 => Self::Below,
            (lower, _) if lower > far => Self::FarAbove,
            (lower, _) if lower > 1.0 => Self::Above,
            _ => Self::NotDistinguishable,
        }
    }

    /// In words, as they follow the name of an area.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::FarBelow => "far below",
            Self::Below => "below",
            Self::NotDistinguishable => "cannot be told apart",
            Self::Above => "above",
            Self::FarAbove => "far above",
        }
    }
}
