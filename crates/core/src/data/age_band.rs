//! Age bands as publishers write them.

use crate::error::Error;
use std::str::FromStr;

/// Ages in completed years, from `from` up to and including `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgeBand {
    /// Youngest age.
    pub from: u16,
    /// Oldest age; `None` for an open band such as 90+.
    pub to: Option<u16>,
}

impl AgeBand {
    /// Everybody, for strata that differ by sex alone.
    pub const ALL: Self = Self { from: 0, to: None };

    /// Whether the two have an age in common.
    ///
    /// ```
    /// let band = |text: &str| text.parse::<unwarranted_core::standardise::AgeBand>().unwrap();
    /// assert!(band("0-14").overlaps(band("5-9")) && band("75+").overlaps(band("65+")));
    /// assert!(!band("0-14").overlaps(band("15-24")));
    /// ```
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        let end = |band: Self| band.to.unwrap_or(u16::MAX);
        self.from <= end(other) && other.from <= end(self)
    }
}

impl FromStr for AgeBand {
    type Err = Error;

    /// `0-4`, `00-04`, `5 to 9`, `0_4`, `85+`, `85 and over`, `95plus`, `under 1`, `<1` or a single year of age, with or
    /// without `age` before and `years` after it.
    ///
    /// ```
    /// use unwarranted_core::standardise::AgeBand;
    /// let band: AgeBand = "05-09".parse().unwrap();
    /// assert_eq!((band.from, band.to, band.to_string().as_str()), (5, Some(9), "5-9"));
    /// assert_eq!("Aged 85 and over".parse::<AgeBand>().unwrap(), AgeBand { from: 85, to: None });
    /// assert!("9-5".parse::<AgeBand>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, Error> {
        let lower = text.to_ascii_lowercase();
        let numbers: Vec<u16> = lower
            .split(|c: char| !c.is_ascii_digit())
            .filter(|p| !p.is_empty())
            .filter_map(|p| p.parse().ok())
            .collect();
        let mut words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphabetic() && !"+<-–_".contains(c)).collect();
        words.retain(|w| !["", "age", "aged", "ages", "year", "years", "yrs", "-", "–", "_", "to"].contains(w));
        let open = !words.is_empty() && words.iter().all(|w| ["+", "plus", "and", "over", "older", "or"].contains(w));
        let under = !words.is_empty() && words.iter().all(|w| ["<", "under"].contains(w));
        match numbers[..] {
            [from] if open => Ok(Self { from, to: None }),
            [end] if under && end > 0 => Ok(Self { from: 0, to: Some(end - 1) }),
            [age] if words.is_empty() => Ok(Self { from: age, to: Some(age) }),
            [from, to] if words.is_empty() && from <= to => Ok(Self { from, to: Some(to) }),
            _ => Err(Error::Stratum {
                name: "age band",
                text: text.to_owned(),
                expected: "ages in years such as 0-4, 85+ or under 1",
            }),
        }
    }
}

impl std::fmt::Display for AgeBand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.to {
            None => write!(f, "{}+", self.from),
            Some(to) if to == self.from => write!(f, "{to}"),
            Some(to) => write!(f, "{}-{to}", self.from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_read_as_they_are_written() {
        for (text, from, to) in [
            ("0-4", 0, Some(4)),
            ("00-04", 0, Some(4)),
            ("5 to 9", 5, Some(9)),
            ("85_89", 85, Some(89)),
            ("90+", 90, None),
            ("95plus", 95, None),
            ("95 plus", 95, None),
            ("Age 90 and over", 90, None),
            ("under 1", 0, Some(0)),
            ("<5", 0, Some(4)),
            ("17", 17, Some(17)),
            ("10–14 years", 10, Some(14)),
        ] {
            assert_eq!(text.parse::<AgeBand>().unwrap(), AgeBand { from, to }, "{text}");
        }
        for text in ["", "all", "9-5", "0-4-9", "under 0", "70000+", "5 or under", "1-2+"] {
            assert!(text.parse::<AgeBand>().unwrap_err().to_string().contains("such as 0-4"), "{text}");
        }
    }

    #[test]
    fn written_bands_are_read_back() {
        for (from, to) in [(0, Some(4)), (90, None), (3, Some(3))] {
            let band = AgeBand { from, to };
            assert_eq!(band.to_string().parse::<AgeBand>().unwrap(), band);
        }
    }
}
