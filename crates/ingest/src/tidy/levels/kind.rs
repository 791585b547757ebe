//! What kind of area a code is, where its form says so without doubt.

use crate::values::area_kind::AreaKind;
use crate::values::codes::{is_ons, is_pcn, is_practice};

/// A kind of area, by the word that `--only-kind` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind(&'static str);

pub(super) const NATION: Kind = Kind("nation");
const COUNTY: Kind = Kind("county");
const DISTRICT: Kind = Kind("district");

/// Kinds of which two at once are areas of one level, from different years or of different rank.
const BESIDE: [[&str; 2]; 4] =
    [["pct", "ccg"], ["county", "local-authority"], ["district", "local-authority"], ["area-team", "icb"]];

impl Kind {
    pub(super) fn word(self) -> &'static str {
        self.0
    }

    /// "12 of the kind ccg".
    pub(super) fn counted(self, n: usize) -> String {
        format!("{n} of the kind {}", self.0)
    }

    pub(super) fn is_another_level(self, other: Self) -> bool {
        let pair = |[a, b]: &[&str; 2]| (self.0, other.0) == (*a, *b) || (self.0, other.0) == (*b, *a);
        self != other && !BESIDE.iter().any(pair)
    }
}

/// ONS codes that [`AreaKind`] has no kind of its own for.
const PREFIXES: &[(&str, Kind)] = &[
    ("E92", NATION),
    ("W92", NATION),
    ("S92", NATION),
    ("N92", NATION),
    ("K01", NATION),
    ("K02", NATION),
    ("K03", NATION),
    ("K04", NATION),
    ("E10", COUNTY),
    ("E07", DISTRICT),
    ("W06", Kind("local-authority")),
    ("S12", Kind("local-authority")),
    ("N09", Kind("local-authority")),
    ("E01", Kind("lsoa")),
    ("E02", Kind("msoa")),
    ("E05", Kind("ward")),
];

/// Regions of England by name, those of statistics and those of the NHS.
const REGIONS: [&str; 13] = [
    "north east",
    "north west",
    "yorkshire and the humber",
    "yorkshire and humber",
    "east midlands",
    "west midlands",
    "east of england",
    "south east",
    "south west",
    "midlands",
    "midlands and east",
    "north east and yorkshire",
    "south of england",
];

/// Whether an area that goes by its name is a region. London is none here: lists of towns have it too.
pub(super) fn is_region(name: &str) -> bool {
    let lower = name.to_lowercase().replace('&', "and");
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let bare: Vec<&str> = words.into_iter().filter(|w| !matches!(*w, "region" | "nhs" | "commissioning")).collect();
    REGIONS.contains(&bare.join(" ").as_str())
}

/// The kind of an area, `None` where the form of the code leaves doubt.
pub(super) fn of(code: &str) -> Option<Kind> {
    if is_ons(code) {
        let prefix = PREFIXES.iter().find(|(prefix, _)| code.starts_with(prefix)).map(|(_, kind)| *kind);
        let known = || Some(AreaKind::of_ons(code, None)).filter(|k| *k != AreaKind::Other).map(|k| Kind(k.word()));
        return prefix.or_else(known);
    }
    let bytes = code.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
    Some(match bytes.len() {
        _ if is_pcn(code) => Kind(AreaKind::Pcn.word()),
        _ if is_practice(code) => Kind(AreaKind::Practice.word()),
        3 if digit(0) && digit(1) && letter(2) => Kind(AreaKind::Ccg.word()),
        5 if letter(0) && digit(1) && letter(2) && digit(3) && letter(4) => Kind(AreaKind::Ccg.word()),
        3 if bytes[0] == b'5' && letter(1) && (letter(2) || digit(2)) => Kind(AreaKind::Pct.word()),
        3 if bytes[0] == b'Q' && letter(1) && (letter(2) || digit(2)) => Kind(AreaKind::Icb.word()),
        3 if bytes[0] == b'Y' && digit(1) && digit(2) => Kind(AreaKind::Region.word()),
        _ => return None,
    })
}

/// Whether a code is of the kind that a word of the user names: a kind, or the first three characters of ONS codes.
pub(super) fn is(code: &str, word: &str) -> bool {
    let same = |kind: Kind| {
        kind.word().eq_ignore_ascii_case(word) || (word.eq_ignore_ascii_case("stp") && kind.word() == "icb")
    };
    of(code).is_some_and(same) || (word.len() == 3 && is_ons(code) && code[..3].eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_codes() {
        let word = |code| of(code).map(Kind::word);
        for (code, kind) in [
            ("E38000010", Some("ccg")),
            ("E12000007", Some("region")),
            ("E40000003", Some("region")),
            ("E92000001", Some("nation")),
            ("E54000050", Some("icb")),
            ("E10000002", Some("county")),
            ("E06000001", Some("local-authority")),
            ("A81001", Some("practice")),
            ("U12345", Some("pcn")),
            ("00L", Some("ccg")),
            ("D2P2L", Some("ccg")),
            ("QHL", Some("icb")),
            ("Y63", Some("region")),
            ("A00", None),
            ("Q01", None),
            ("X", None),
            ("Kent", None),
        ] {
            assert_eq!(word(code), kind, "{code}");
        }
        assert!(is("E38000010", "ccg") && is("E38000010", "e38") && is("E54000050", "stp") && !is("00L", "E38"));
        let [ccg, region, pct] = ["00L", "Y63", "5D7"].map(|c| of(c).unwrap());
        assert!(ccg.is_another_level(region) && !ccg.is_another_level(pct) && !ccg.is_another_level(ccg));
    }
}
