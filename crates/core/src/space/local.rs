//! Whether an area is like its neighbours: local indicators of association (Anselin 1995, Geogr Anal 27:93).

use super::Neighbours;
use super::global::{Centred, Weights, lag};
use crate::error::Undefined;
use crate::special::normal;

/// What is random where an area is not like its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Null {
    /// The values of the other areas, with its own held (Sokal, Oden & Thomson 1998, Geogr Anal 30:331).
    Conditional,
    /// All values.
    Total,
}

/// Local Moran's I of one area.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Local {
    /// z_i / m2 times the weighted sum of the neighbours' z, with m2 = sum z^2 / n.
    pub value: f64,
    /// Its expectation.
    pub expected: f64,
    /// Its variance.
    pub variance: f64,
    /// Standard deviations from the expectation.
    pub z: f64,
    /// Two-sided p by the normal distribution.
    pub p: f64,
}

/// Local Moran's I of each area; `None` for an area without neighbours.
///
/// # Errors
/// Undefined for fewer than three areas and for values that are all the same.
///
/// ```
/// use unwarranted_core::space::{Neighbours, global::Weights, local::{Null, local_moran}};
/// let line = Neighbours::from_pairs(4, &[(0, 1), (1, 2)]).unwrap();
/// let found = local_moran(&[1.0, 3.0, 5.0, 3.0], &line, Weights::Row, Null::Conditional).unwrap();
/// // z = -2, 0, 2, 0 and m2 = 2
/// assert_eq!(found[0].unwrap().value, 0.0);
/// assert!(found[3].is_none());
/// ```
pub fn local_moran(
    values: &[f64],
    neighbours: &Neighbours,
    weights: Weights,
    null: Null,
) -> Result<Vec<Option<Local>>, Undefined> {
    if values.len() < 3 {
        return Err(Undefined::because("there are fewer than three areas"));
    }
    let centred = Centred::of(values)?;
    let n = values.len() as f64;
    let (m2, b2) = (centred.squares / n, centred.kurtosis(n));
    let one = |(i, (z, lag)): (usize, (&f64, f64))| {
        let many = neighbours.of(i).len();
        if many == 0 {
            return None;
        }
        let weight = weights.of(many);
        let (sum, squares) = (weight * many as f64, weight * weight * many as f64);
        let (expected, variance) = match null {
            Null::Conditional => {
                let rest = n / (n - 2.0) * (squares - sum * sum / (n - 1.0)) * (m2 - z * z / (n - 1.0));
                (-(z * z * sum) / ((n - 1.0) * m2), (z / m2).powi(2) * rest)
            }
            Null::Total => {
                let (a, b) = ((n - b2) / (n - 1.0), (2.0 * b2 - n) / ((n - 1.0) * (n - 2.0)));
                let expected = -sum / (n - 1.0);
                (expected, a * squares + b * (sum * sum - squares) - expected * expected)
            }
        };
        let value = z / m2 * lag;
        let away = (value - expected) / variance.sqrt();
        // An area whose value is the mean has neither variance nor distance.
        let away = if variance > 0.0 { away } else { 0.0 };
        Some(Local { value, expected, variance, z: away, p: normal::two_sided(away) })
    };
    Ok(centred.z.iter().zip(lag(&centred.z, neighbours, weights)).enumerate().map(one).collect())
}

/// Getis and Ord's local G* of each area, in standard deviations: how high the values of an area and its neighbours are together
/// (Ord & Getis 1995, Geogr Anal 27:286). Each weighs 1; `None` for an area without neighbours and where all areas are neighbours.
///
/// # Errors
/// As [`local_moran`].
///
/// ```
/// use unwarranted_core::space::{Neighbours, local::local_g};
/// let line = Neighbours::from_pairs(4, &[(0, 1), (1, 2)]).unwrap();
/// let found = local_g(&[1.0, 3.0, 5.0, 3.0], &line).unwrap();
/// // (1 + 3 - 2 * 3) / (sqrt 2 * sqrt((4 * 2 - 2^2) / 3))
/// assert!((found[0].unwrap() + 2.0 / (8.0f64 / 3.0).sqrt()).abs() < 1e-14);
/// ```
pub fn local_g(values: &[f64], neighbours: &Neighbours) -> Result<Vec<Option<f64>>, Undefined> {
    if values.len() < 3 {
        return Err(Undefined::because("there are fewer than three areas"));
    }
    let centred = Centred::of(values)?;
    let n = values.len() as f64;
    let sd = (centred.squares / n).sqrt();
    let one = |(i, (z, lag)): (usize, (&f64, f64))| {
        let many = neighbours.of(i).len() as f64 + 1.0;
        let spread = (n * many - many * many) / (n - 1.0);
        (many > 1.0 && spread > 0.0).then(|| (z + lag) / (sd * spread.sqrt()))
    };
    Ok(centred.z.iter().zip(lag(&centred.z, neighbours, Weights::Binary)).enumerate().map(one).collect())
}

/// Where an area stands beside its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cluster {
    /// High, among high ones.
    HighHigh,
    /// Low, among low ones.
    LowLow,
    /// High, among low ones.
    HighLow,
    /// Low, among high ones.
    LowHigh,
}

impl Cluster {
    /// The quadrant of each area: its value and the mean of its neighbours, both against the mean of all; `None` without neighbours.
    #[must_use]
    pub fn quadrants(values: &[f64], neighbours: &Neighbours) -> Vec<Option<Self>> {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let z: Vec<f64> = values.iter().map(|x| x - mean).collect();
        let one = |(i, (z, lag)): (usize, (&f64, f64))| {
            let quadrant = match (*z > 0.0, lag > 0.0) {
                (true, true) => Self::HighHigh,
                (false, false) => Self::LowLow,
                (true, false) => Self::HighLow,
                (false, true) => Self::LowHigh,
            };
            (!neighbours.of(i).is_empty()).then_some(quadrant)
        };
        z.iter().zip(lag(&z, neighbours, Weights::Row)).enumerate().map(one).collect()
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::HighHigh => "high among high",
            Self::LowLow => "low among low",
            Self::HighLow => "high among low",
            Self::LowHigh => "low among high",
        }
    }
}
