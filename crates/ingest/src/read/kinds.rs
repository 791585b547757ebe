//! Kinds of area from codes and from publishers' words, where no column says the kind.

use crate::values::area_kind::AreaKind;

/// What kind of area a code stands for, where no column says so. Not certain: length does not identify type.
pub(crate) fn kind_of(code: &str) -> AreaKind {
    let bytes = code.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|b| b.iter().all(u8::is_ascii_digit));
    if bytes.len() == 9 && digits(1..9) {
        return kind_of_ons(&code[..3]);
    }
    let letter = bytes.first().is_some_and(u8::is_ascii_uppercase);
    match (bytes.len(), bytes.first()) {
        (6, Some(b'U')) if digits(1..6) => AreaKind::Pcn,
        (6, _) if letter && digits(1..6) => AreaKind::Practice,
        (3, Some(b'5')) => AreaKind::Pct,
        (3, Some(b'Q')) if bytes[1].is_ascii_digit() => AreaKind::AreaTeam,
        (3, Some(b'Q')) => AreaKind::Icb,
        (3, Some(b'Y')) if digits(1..3) => AreaKind::Region,
        (3, Some(b'R')) => AreaKind::Trust,
        (3, _) if digits(0..2) && bytes[2].is_ascii_uppercase() => AreaKind::Ccg,
        (5, _) if letter && bytes.iter().all(u8::is_ascii_alphanumeric) && bytes.iter().any(u8::is_ascii_digit) => {
            AreaKind::Ccg
        }
        _ if code.eq_ignore_ascii_case("ENG") || code.eq_ignore_ascii_case("England") => AreaKind::Nation,
        _ => AreaKind::Other,
    }
}

fn kind_of_ons(prefix: &str) -> AreaKind {
    match prefix {
        "E38" => AreaKind::Ccg,
        "E54" => AreaKind::Icb,
        "E39" => AreaKind::AreaTeam,
        "E40" | "E12" => AreaKind::Region,
        "E16" => AreaKind::Pct,
        "E18" => AreaKind::Sha,
        "E92" | "W92" | "S92" | "N92" => AreaKind::Nation,
        "E06" | "E07" | "E08" | "E09" | "E10" | "E11" | "W06" | "S12" | "N09" => AreaKind::LocalAuthority,
        _ => AreaKind::Other,
    }
}

/// What kind of area a publisher's words stand for: `CCGs (from Apr 2021)`, `GPs`, `Counties & UAs`.
pub(crate) fn kind_named(words: &str) -> Option<AreaKind> {
    const NAMED: &[(&str, AreaKind)] = &[
        ("PCN", AreaKind::Pcn),
        ("PRIMARY CARE NETWORK", AreaKind::Pcn),
        ("ICB SUB", AreaKind::Ccg),
        ("SUB-ICB", AreaKind::Ccg),
        ("SUB ICB", AreaKind::Ccg),
        ("CCG", AreaKind::Ccg),
        ("CLINICAL COMMISSIONING", AreaKind::Ccg),
        ("STP", AreaKind::Stp),
        ("ICB", AreaKind::Icb),
        ("INTEGRATED CARE", AreaKind::Icb),
        ("PCT", AreaKind::Pct),
        ("REGION", AreaKind::Region),
        ("AREA TEAM", AreaKind::AreaTeam),
        ("ENGLAND", AreaKind::Nation),
        ("DISTRICT", AreaKind::LocalAuthority),
        ("COUNT", AreaKind::LocalAuthority),
        ("UNITARY", AreaKind::LocalAuthority),
        ("LOCAL AUTHORIT", AreaKind::LocalAuthority),
        ("TRUST", AreaKind::Trust),
        ("PRACTICE", AreaKind::Practice),
    ];
    let capitals = words.to_ascii_uppercase();
    let gps = matches!(capitals.as_str(), "GP" | "GPS");
    let named = NAMED.iter().find(|(word, _)| capitals.contains(word)).map(|(_, kind)| *kind);
    if gps { Some(AreaKind::Practice) } else { named }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_kinds_from_codes_and_words() {
        let codes = [
            ("A81001", AreaKind::Practice),
            ("U12345", AreaKind::Pcn),
            ("00L", AreaKind::Ccg),
            ("D2P2L", AreaKind::Ccg),
            ("5QC", AreaKind::Pct),
            ("Q44", AreaKind::AreaTeam),
            ("QHM", AreaKind::Icb),
            ("Y56", AreaKind::Region),
            ("RXA", AreaKind::Trust),
            ("E38000130", AreaKind::Ccg),
            ("E92000001", AreaKind::Nation),
            ("E06000004", AreaKind::LocalAuthority),
            ("", AreaKind::Other),
            ("104", AreaKind::Other),
        ];
        for (code, kind) in codes {
            assert_eq!(kind_of(code), kind, "{code}");
        }
        let words = [
            ("GPs", AreaKind::Practice),
            ("CCGs (from Apr 2021)", AreaKind::Ccg),
            ("ICB sub-locations", AreaKind::Ccg),
            ("Counties & UAs (pre Apr 2019)", AreaKind::LocalAuthority),
            ("PCNs (v. 10/11/22)", AreaKind::Pcn),
            ("England", AreaKind::Nation),
        ];
        for (text, kind) in words {
            assert_eq!(kind_named(text), Some(kind), "{text}");
        }
        assert_eq!(kind_named("Hexagons"), None);
    }
}
