//! Columns of the Office for National Statistics whose names carry kind of area and year: `CCG21CD`, `STP21NM`.

use crate::values::area_kind::AreaKind;
use unwarranted_core::Month;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Holds {
    /// ONS code.
    Ons,
    /// ODS code.
    Ods,
    /// Name.
    Name,
}

/// A column name taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct YearColumn {
    /// Kind of area.
    pub(crate) kind: AreaKind,
    /// When the areas were as listed.
    pub(crate) month: Month,
    /// What the column holds.
    pub(crate) holds: Holds,
}

/// Stems of the names.
const STEMS: &[(&str, AreaKind)] = &[
    ("PCO", AreaKind::Pct),
    ("PCT", AreaKind::Pct),
    ("SHA", AreaKind::Sha),
    ("CCG", AreaKind::Ccg),
    ("LOC", AreaKind::Ccg),
    ("SICBL", AreaKind::Ccg),
    ("NHSAT", AreaKind::AreaTeam),
    ("NHSRLO", AreaKind::AreaTeam),
    ("NHSRL", AreaKind::AreaTeam),
    ("STP", AreaKind::Stp),
    ("ICS", AreaKind::Icb),
    ("ICB", AreaKind::Icb),
    ("NHSCR", AreaKind::Region),
    ("NHSER", AreaKind::Region),
    ("NHSR", AreaKind::Region),
    ("RGN", AreaKind::Region),
    ("CTRY", AreaKind::Nation),
    ("LAD", AreaKind::LocalAuthority),
    ("LTLA", AreaKind::LocalAuthority),
    ("UTLA", AreaKind::LocalAuthority),
    ("CTYUA", AreaKind::LocalAuthority),
];

const HOLDS: &[(&str, Holds)] = &[("CDH", Holds::Ods), ("CDO", Holds::Ods), ("CD", Holds::Ons), ("NM", Holds::Name)];

/// Integrated care boards and their locations began in July 2022; everything else changes in April.
const BOARDS: [&str; 4] = ["LOC", "SICBL", "ICS", "ICB"];

/// Takes a column name apart, whatever the case of its letters.
pub(crate) fn parse(name: &str) -> Option<YearColumn> {
    let name = name.to_ascii_uppercase();
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (stem, rest) = name.split_at(digits);
    let (year, holds) = rest.split_at_checked(2)?;
    let (_, kind) = STEMS.iter().find(|(known, _)| *known == stem)?;
    let (_, holds) = HOLDS.iter().find(|(known, _)| *known == holds)?;
    let year = 2000 + year.parse::<i32>().ok()?;
    Some(YearColumn { kind: *kind, month: month(year, BOARDS.contains(&stem))?, holds: *holds })
}

/// Kind of area and contents of a column whose name has no year: `CCGCD`, `STP_NM`.
pub(crate) fn parse_undated(name: &str) -> Option<(AreaKind, Holds)> {
    let name = name.to_ascii_uppercase().replace('_', "");
    let (holds, stem) = HOLDS.iter().find_map(|(end, holds)| Some((*holds, name.strip_suffix(end)?)))?;
    let (_, kind) = STEMS.iter().find(|(known, _)| *known == stem)?;
    Some((*kind, holds))
}

/// When areas are as listed, from a name such as `ons_ccg21_stp21.csv`: kind of area and year.
pub(crate) fn month_in(text: &str) -> Option<Month> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter_map(|word| parse(&format!("{word}CD"))).map(|column| column.month).max()
}

/// Whether a column name has this form, for whatever kind of area: letters, a year of two digits, `CD`, `NM` and so on.
pub(crate) fn has_form(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let letters = name.len() - name.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let rest = &name[letters..];
    letters > 1
        && rest.get(..2).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()))
        && ["CD", "CDH", "CDO", "NM", "NMW"].contains(&rest.get(2..).unwrap_or_default())
}

/// Whether a column only numbers the rows of an export.
pub(crate) fn is_counter(name: &str) -> bool {
    ["FID", "OBJECTID", "OBJECTID_1", "GLOBALID"].contains(&name.to_ascii_uppercase().as_str())
}

/// When the areas of a year are as listed: April, but July for the boards' first year.
pub(crate) fn month(year: i32, of_boards: bool) -> Option<Month> {
    Month::new(year, if of_boards && year == 2022 { 7 } else { 4 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_of_every_year_apart() {
        let parsed = |name| parse(name).map(|c| (c.kind.word(), c.month.to_string(), c.holds));
        let expected = |kind, month: &str, holds| Some((kind, month.to_owned(), holds));
        assert_eq!(parsed("CCG21CD"), expected("ccg", "2021-04", Holds::Ons));
        assert_eq!(parsed("ccg20nm"), expected("ccg", "2020-04", Holds::Name));
        assert_eq!(parsed("SICBL22CDH"), expected("ccg", "2022-07", Holds::Ods));
        assert_eq!(parsed("SICBL31CDH"), expected("ccg", "2031-04", Holds::Ods));
        assert_eq!(parsed("PCO12CDO"), expected("pct", "2012-04", Holds::Ods));
        assert_eq!(parsed("NHSER22NM"), expected("region", "2022-04", Holds::Name));
        for name in ["FID", "ObjectId", "LSOA11CD", "CCGCD", "CCG21", "", "CCG21É"] {
            assert_eq!(parsed(name), None, "{name}");
        }
        assert_eq!(parse_undated("CCGCDH"), Some((AreaKind::Ccg, Holds::Ods)));
        assert_eq!(parse_undated("nhser_nm"), Some((AreaKind::Region, Holds::Name)));
        assert_eq!(parse_undated("Code"), None);
        assert_eq!(month_in("ons_ccg21_stp21_nhser21.csv").map(|m| m.to_string()).as_deref(), Some("2021-04"));
        assert_eq!(month_in("lookup.csv"), None);
        assert!(has_form("LSOA11CD") && has_form("lad21nm") && !has_form("All ages") && !has_form("CCG21"));
    }
}
