//! Which membership of practices in areas is used.

use unwarranted_ingest::values::day::Day;

/// Which membership of practices in areas is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// As printed in each month's file.
    Recorded,
    /// As on one day, for all months.
    On(Day),
    /// As in the latest record of the store, with every merger known since followed.
    Current,
}

impl std::str::FromStr for Membership {
    type Err = String;

    /// Reads `recorded`, `current`, or a day such as `2018-04-01`; the error says what was expected.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "recorded" => Ok(Self::Recorded),
            "current" => Ok(Self::Current),
            _ => Day::parse(text)
                .map(Self::On)
                .ok_or_else(|| format!("'{text}' is neither 'recorded' nor 'current' nor a day such as 2018-04-01")),
        }
    }
}

impl serde::Serialize for Membership {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Membership {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

impl std::fmt::Display for Membership {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Recorded => f.write_str("recorded"),
            Self::On(day) => day.fmt(f),
            Self::Current => f.write_str("current"),
        }
    }
}
