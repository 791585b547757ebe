//! One cell of a published table.

/// What a published cell says. A true zero is `Value(0.0)`; it is never used for the other states.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// A number, possibly a true zero. Always finite in a cube, and below zero only for an amount that was taken back.
    Value(f64),
    /// Withheld by the publisher to protect small numbers (`*`, `[c]`, `<5`): positive or zero, unknown.
    Suppressed,
    /// Too small for the places that the publisher shows (`[low]` in the shorthand of the Government Statistical Service): above zero,
    /// and zero when rounded. Nothing is withheld, and the number is not known.
    TooSmall,
    /// Blank or marked as not available (`NA`, `[x]`): the publisher gives no figure.
    NotReported,
}

impl Cell {
    /// The number, if there is one.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Value(v) => Some(v),
            Self::Suppressed | Self::TooSmall | Self::NotReported => None,
        }
    }
}
