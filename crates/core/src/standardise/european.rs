//! The European Standard Population of 2013 (Eurostat 2013, Revision of the European Standard Population), the standard of
//! UK and European public health statistics. The same for both sexes.

use crate::data::age_band::AgeBand;
use crate::error::Error;

/// First age of each band and its standard population, per 100,000: the finest bands published, the last one open.
/// Collapsed to under 5 and 90 and over they are the 19 bands in common use.
pub const BANDS: [(u16, f64); 22] = [
    (0, 1000.0),
    (1, 4000.0),
    (5, 5500.0),
    (10, 5500.0),
    (15, 5500.0),
    (20, 6000.0),
    (25, 6000.0),
    (30, 6500.0),
    (35, 7000.0),
    (40, 7000.0),
    (45, 7000.0),
    (50, 7000.0),
    (55, 6500.0),
    (60, 6000.0),
    (65, 5500.0),
    (70, 5000.0),
    (75, 4000.0),
    (80, 2500.0),
    (85, 1500.0),
    (90, 800.0),
    (95, 200.0),
    (u16::MAX, 0.0),
];

/// The standard population of an age band, per 100,000: the sum of the published bands it is made of.
///
/// # Errors
/// [`Error::Stratum`] for a band that cuts through a published one, such as 15-17: how the standard would be shared out is
/// not published.
///
/// ```
/// use unwarranted_core::standardise::european::weight;
/// assert_eq!(weight("0-4".parse().unwrap()).unwrap(), 5000.0);
/// assert_eq!(weight("90+".parse().unwrap()).unwrap(), 1000.0);
/// assert_eq!(weight("15-44".parse().unwrap()).unwrap(), 38000.0);
/// assert_eq!(weight("0+".parse().unwrap()).unwrap(), 100000.0);
/// assert!(weight("15-17".parse().unwrap()).is_err());
/// ```
pub fn weight(band: AgeBand) -> Result<f64, Error> {
    let end = band.to.map_or(u16::MAX, |to| to.saturating_add(1));
    let edge = |age: u16| BANDS.iter().any(|(from, _)| *from == age);
    if !edge(band.from) || !edge(end) || band.from == u16::MAX {
        return Err(Error::Stratum {
            name: "age band",
            text: band.to_string(),
            expected: "a band made of whole bands of the European Standard Population (0, 1-4, 5-9, ... 90-94, 95+)",
        });
    }
    Ok(BANDS.iter().filter(|(from, _)| (band.from..end).contains(from)).map(|(_, people)| people).sum())
}

/// The published bands with their people.
pub(super) fn bands() -> impl Iterator<Item = (AgeBand, f64)> {
    let band = |pair: &[(u16, f64)]| {
        let to = (pair[1].0 < u16::MAX).then(|| pair[1].0 - 1);
        (AgeBand { from: pair[0].0, to }, pair[0].1)
    };
    BANDS.windows(2).map(band)
}

/// The 19 bands in common use: 0-4, 5-9, ... 85-89, 90+.
///
/// ```
/// use unwarranted_core::standardise::european::{common_bands, weight};
/// let bands = common_bands();
/// assert_eq!((bands.len(), bands[18].to_string().as_str()), (19, "90+"));
/// let total: f64 = bands.iter().map(|band| weight(*band).unwrap()).sum();
/// assert_eq!(total, 100000.0);
/// ```
#[must_use]
pub fn common_bands() -> Vec<AgeBand> {
    (0..19).map(|i| AgeBand { from: 5 * i, to: (i < 18).then_some(5 * i + 4) }).collect()
}
