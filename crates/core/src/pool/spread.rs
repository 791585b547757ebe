//! How far a cost moves by chance at any size: a part that pools and a floor that does not.

/// Squared coefficient of variation of the cost of a year in N people: `per_person` / N + `floor`^2.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Spread {
    /// Squared coefficient of variation of the cost of one person in a year.
    pub per_person: f64,
    /// Coefficient of variation of whole years, which no number of people takes away.
    pub floor: f64,
}

impl Spread {
    /// The coefficient of variation in so many people (above zero).
    ///
    /// ```
    /// use unwarranted_core::pool::Spread;
    /// let spread = Spread { per_person: 900.0, floor: 0.04 };
    /// assert!((spread.cv(1e6) - 0.05).abs() < 1e-12); // sqrt(0.0009 + 0.0016)
    /// ```
    #[must_use]
    pub fn cv(&self, people: f64) -> f64 {
        (self.per_person / people + self.floor * self.floor).sqrt()
    }

    /// The fewest people in whom the coefficient of variation is no more than `most`; `None` where whole years move by as much.
    ///
    /// ```
    /// use unwarranted_core::pool::Spread;
    /// let spread = Spread { per_person: 900.0, floor: 0.04 };
    /// assert_eq!(spread.people(0.05).map(f64::round), Some(1e6));
    /// assert_eq!(spread.people(0.04), None);
    /// ```
    #[must_use]
    pub fn people(&self, most: f64) -> Option<f64> {
        let room = most * most - self.floor * self.floor;
        (room > 0.0).then(|| self.per_person / room)
    }
}
