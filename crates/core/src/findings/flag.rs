//! On which side an area stands out, and how far.

use crate::rates::interval::Confidence;

/// A side of what is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// More than expected.
    High,
    /// Less than expected.
    Low,
}

crate::worded!(Side { High = "high", Low = "low" });

/// Where the ratio of an area lies against limits at several confidence levels. Written `high-99.8`, `low-95` or `none`.
///
/// ```
/// use unwarranted_core::Confidence;
/// use unwarranted_core::findings::{Flag, Side};
/// let limits = [(0.95, [0.8, 1.2]), (0.998, [0.7, 1.3])].map(|(l, at)| (Confidence::new(l, "level").unwrap(), at));
/// let flag = Flag::of(1.31, &limits);
/// assert_eq!((flag.to_string().as_str(), flag.side()), ("high-99.8", Some(Side::High)));
/// assert_eq!((flag.side_at(0.998), flag.side_at(0.95)), (Some(Side::High), None));
/// assert_eq!([0.75, 1.2].map(|ratio| Flag::of(ratio, &limits).to_string()), ["low-95", "none"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Flag {
    /// Outside no limit.
    Within,
    /// Strictly outside the limits of a level, and of none beyond it.
    Outside {
        /// On which side.
        side: Side,
        /// Level of the outermost limits that the ratio is outside of.
        level: Confidence,
    },
}

impl Flag {
    /// The flag of a ratio; `limits` by level, ascending, each lower and upper.
    #[must_use]
    pub fn of(ratio: f64, limits: &[(Confidence, [f64; 2])]) -> Self {
        let side = |[lower, upper]: [f64; 2]| match ratio {
            ratio if ratio > upper => Some(Side::High),
            ratio if ratio < lower => Some(Side::Low),
            _ => None,
        };
        let outermost = limits.iter().rev().find_map(|(level, at)| Some((*level, side(*at)?)));
        outermost.map_or(Self::Within, |(level, side)| Self::Outside { side, level })
    }

    /// On which side of any limits the area is; `None` within all of them.
    #[must_use]
    pub fn side(self) -> Option<Side> {
        match self {
            Self::Within => None,
            Self::Outside { side, .. } => Some(side),
        }
    }

    /// The side, where the outermost limits that the area is outside of are those at `level`.
    #[must_use]
    pub fn side_at(self, level: f64) -> Option<Side> {
        match self {
            Self::Outside { side, level: own } if own.level().total_cmp(&level).is_eq() => Some(side),
            _ => None,
        }
    }
}

impl std::fmt::Display for Flag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Within => f.write_str("none"),
            Self::Outside { side, level } => write!(f, "{side}-{}", level.per_cent()),
        }
    }
}

impl serde::Serialize for Flag {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// What is said of an area when many are judged together and false alarms are held down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alarm {
    /// An alarm: more than expected.
    High,
    /// An alarm: less than expected.
    Low,
    /// Tested, and no alarm.
    None,
    /// Not tested: too few events are expected.
    NotAssessed,
}

crate::worded!(Alarm { High = "high", Low = "low", None = "none", NotAssessed = "not-assessed" });

impl Alarm {
    /// On which side the alarm is; `None` for an area that is no alarm.
    #[must_use]
    pub fn side(self) -> Option<Side> {
        match self {
            Self::High => Some(Side::High),
            Self::Low => Some(Side::Low),
            Self::None | Self::NotAssessed => None,
        }
    }
}

impl From<Side> for Alarm {
    fn from(side: Side) -> Self {
        match side {
            Side::High => Self::High,
            Side::Low => Self::Low,
        }
    }
}
