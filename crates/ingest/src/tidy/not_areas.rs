//! Codes and names that say of themselves that a row is about no area: England, Total, Unknown, a dash.

mod words;

use words::{AFTER_NOT, ALL, BESIDE, LACKS, NATIONS, NO_PLACE, OTHER_NATIONS, UNKNOWN};

/// What a code or name says of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// All areas together.
    All,
    /// The area is not known, or there is none.
    Unknown,
}

/// Whether the name of a row says that it is of all others together: "Total", "All services".
///
/// ```
/// use unwarranted_ingest::tidy::is_total;
/// assert!(is_total("Total") && is_total("Grand total:"));
/// assert!(!is_total("Total hip replacement"));
/// ```
#[must_use]
pub fn is_total(text: &str) -> bool {
    says(text) == Some(Says::All)
}

/// What a code or name says, if it says that the row is about no area. Blank says nothing: it has a reason of its own.
pub(super) fn says(text: &str) -> Option<Says> {
    let text = text.trim();
    // Errors of spreadsheets and columns that were too narrow for their codes are no words: see `area_codes`.
    if text.is_empty() || text.len() > 1 && text.starts_with('#') {
        return None;
    }
    if is_pseudo(text) {
        return Some(Says::Unknown);
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let negative = text.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    if words.is_empty() || negative || matches!(lower.as_str(), "n/a" | "n.a." | "n/k" | "#" | "[x]" | "[z]" | "[c]") {
        return Some(Says::Unknown);
    }
    // Among codes of its form it may be an area: see `fills_in`.
    if words.len() == 1 && NATIONS.contains(&words[0]) {
        return None;
    }
    let whole = words.first().is_some_and(|w| ALL.contains(w));
    if whole && words.get(1).is_some_and(|w| LACKS.contains(w)) {
        return Some(Says::All);
    }
    let not = words.windows(2).any(|w| w[0] == "not" && AFTER_NOT.contains(&w[1]));
    let is = |list: &[&str], word: &&str| list.contains(word);
    let known = |word: &&str| {
        is(&ALL, word) || is(&UNKNOWN, word) || is(&BESIDE, word) || (not && (*word == "not" || is(&AFTER_NOT, word)))
    };
    if !words.iter().all(known) {
        return is_no_place(&words).then_some(Says::Unknown);
    }
    if not || words.iter().any(|w| is(&UNKNOWN, w)) {
        Some(Says::Unknown)
    } else if words.iter().any(|w| is(&ALL, w)) {
        Some(Says::All)
    } else {
        None
    }
}

/// Whether words are those of [`NO_PLACE`], or of a hub of the commissioner of England, which is no place either ("LONDON COMMISSIONING
/// HUB", "NATIONAL COMMISSIONING HUB 1").
fn is_no_place(words: &[&str]) -> bool {
    let number = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
    let named: Vec<&str> = words.iter().filter(|w| !number(w)).copied().collect();
    let bare: Vec<&str> =
        named.iter().filter(|w| !BESIDE.contains(w) && (**w == "national" || !ALL.contains(w))).copied().collect();
    named.ends_with(&["commissioning", "hub"]) || NO_PLACE.contains(&bare.join(" ").as_str())
}

/// `E99999999`: what the ONS writes where a postcode is in no area of the kind.
fn is_pseudo(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 9 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(|b| *b == b'9')
}

/// Whether a text is the code of a nation or of several: `E92000001`, `K02000001`.
pub(super) fn is_nation_code(text: &str) -> bool {
    const OF: [&str; 8] = ["E92", "W92", "S92", "N92", "K01", "K02", "K03", "K04"];
    let text = text.trim();
    text.len() == 9 && OF.iter().any(|of| text.strip_prefix(of).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit())))
}

/// Whether a text is the name of a nation beside England.
pub(super) fn is_other_nation(text: &str) -> bool {
    OTHER_NATIONS.iter().any(|nation| text.trim().eq_ignore_ascii_case(nation))
}

/// Whether a text is the first three characters of the codes of a nation or of several: E92, K02.
fn is_short_nation(text: &str) -> bool {
    NATIONS.iter().any(|nation| nation.eq_ignore_ascii_case(text))
}

/// Whether a code is one that computers write where there is none, such as 99999, 000, Z99, Q99 or XXX, or the beginning of a nation's
/// (E92, K02), among codes of another form.
pub(super) fn fills_in<'a>(code: &str, mut all: impl Iterator<Item = &'a str>) -> bool {
    if is_short_nation(code) {
        let number = |rest: &str| rest.bytes().all(|b| b.is_ascii_digit());
        let like = |other: &str| {
            other.len() == 3
                && other.is_char_boundary(1)
                && other[..1].eq_ignore_ascii_case(&code[..1])
                && number(&other[1..])
        };
        return !all.any(|other| like(other) && !is_short_nation(other));
    }
    if code == "Q99" {
        return !all.any(|other| other == "Q98");
    }
    if ["X", "Z", "XX", "ZZ", "XXX", "ZZZ", "XXXX", "ZZZZ"].iter().any(|filler| filler.eq_ignore_ascii_case(code)) {
        let letters = |other: &str| other.bytes().all(|b| b.is_ascii_alphabetic());
        let like = |other: &str| other != code && other.len() == code.len() && letters(other);
        return !all.any(|other| like(other) && (code.len() < 3 || other[..2].eq_ignore_ascii_case(&code[..2])));
    }
    let bytes = code.as_bytes();
    let letters = bytes.iter().take_while(|b| matches!(b, b'X' | b'Z')).count();
    let only = |rest: &[u8], of: u8| rest.len() >= 2 && rest.iter().all(|b| *b == of);
    let numbers = bytes.len() > 2 && letters == 0 && (only(bytes, b'9') || only(bytes, b'0'));
    let lettered = (1..3).contains(&letters) && only(&bytes[letters..], b'9');
    let alike = |other: &str| match other.as_bytes() {
        _ if other == code => false,
        [b'X' | b'Z', ..] => lettered,
        other => numbers && other.iter().all(u8::is_ascii_digit),
    };
    (numbers || lettered) && !all.any(alike)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_all_areas_in_any_case() {
        for text in [
            "England",
            "ENGLAND",
            " total ",
            "All",
            "ALL AREAS",
            "England total",
            "Total - all CCGs",
            "Grand Total",
            "United Kingdom",
            "All England",
            "National average",
            "Total (England)",
            "ENG",
            "Total for the areas",
            "NHS England",
            "England and Wales",
            "Whole country",
            "E92 England",
            "NHSE",
            "Gesamt",
            "Ensemble",
            "Totaal",
            "England (excl. London)",
            "England excluding London",
            "National commissioning hub",
        ] {
            assert_eq!(says(text), Some(Says::All), "{text}");
        }
    }

    #[test]
    fn words_for_no_area() {
        for text in [
            "Unknown",
            "unknown area",
            "-",
            "--",
            "\u{2013}",
            "*",
            "**",
            ".",
            "..",
            "?",
            "NULL",
            "N/A",
            "n/a",
            "NA",
            "None",
            "Not known",
            "Not Allocated",
            "UNALLOCATED",
            "Other",
            "(blank)",
            "[x]",
            "Unknown / not stated",
            "Unknown practice",
            "UNK",
            "Rest of England",
            "-1",
            "-99",
            "Out of area",
            "Overseas",
            "Non-England",
            "No CCG",
            "E99999999",
            "W99999999",
            "Wales (pseudo)",
            "Channel Islands (pseudo)",
            "Cross border",
            "CROSS-BORDER",
            "Armed Forces",
            "Armed Forces Commissioning Hub",
            "Ministry of Defence",
            "Private",
            "Private prescribers",
            "Prisons",
            "Offender Health",
            "NHS England Health and Justice",
            "No fixed abode",
            "National specialised commissioning",
            "LONDON COMMISSIONING HUB",
            "National Commissioning Hub 1",
            "Unlinked",
        ] {
            assert_eq!(says(text), Some(Says::Unknown), "{text}");
        }
    }

    #[test]
    fn codes_of_nowhere_are_told_by_the_codes_beside_them() {
        let among = |code, all: &[&str]| fills_in(code, all.iter().copied().chain([code]));
        for code in ["99999", "000", "Z99", "X999", "ZZ99", "Q99", "X", "ZZZ", "xx", "zzz", "Xxx", "E92", "k02", "K04"]
        {
            assert!(among(code, &["01A", "02E", "03F"]), "{code}");
        }
        for (code, all) in [
            ("999", ["998", "997"]),
            ("Z99", ["Z25", "Z15"]),
            ("99A", ["01A", "02E"]),
            ("Z9", ["01A", "02E"]),
            ("Q99", ["Q97", "Q98"]),
            ("K02", ["K01", "K05"]),
            ("K04", ["K03", "K05"]),
            ("E92", ["E91", "E93"]),
            ("X", ["V", "W"]),
            ("ZZZ", ["ZZX", "ZZY"]),
            ("xx", ["xy", "xz"]),
        ] {
            assert!(!among(code, &all), "{code}");
        }
    }

    /// A letter and two digits are an area among others of that form; the whole code of a nation is none anywhere.
    #[test]
    fn the_beginning_of_a_nations_code_is_an_area_among_its_like() {
        for code in ["E92", "K02", "K03", "K04"] {
            assert_eq!(says(code), None, "{code}");
        }
        assert!(["K01", "K02", "K03"].iter().all(|code| !fills_in(code, ["K01", "K02", "K03"].into_iter())));
        assert!(fills_in("K02", ["K02", "K03", "E38000006"].into_iter()));
        assert!(is_nation_code("K02000001") && !is_nation_code("K02"));
    }

    #[test]
    fn places_are_places() {
        for text in [
            "",
            "North of England Commissioning Region",
            "East of England",
            "NHS North West London",
            "All Saints Surgery",
            "Nottingham",
            "Totnes",
            "00L",
            "E38000010",
            "A",
            "X",
            "The Practice",
            "Sub-ICB",
            "NHS Somerset",
            "Great Yarmouth",
            "The Other Practice Ltd",
            "Kingdom Street",
            "Wales",
            "Northern Ireland",
            "NHS",
            "Country Park Surgery",
            "-1A",
            "Less",
            "#NULL!",
            "########",
            "Hub Surgery",
            "Armed Forces Road Surgery",
            "Private Lane Surgery",
            "Border Practice",
            "Cross Street Surgery",
            "Cross",
            "Justice Street Medical Centre",
            "Test Valley",
            "North Hub",
        ] {
            assert_eq!(says(text), None, "{text}");
        }
    }
}
