//! Organisation and BNF codes as the publishers write them. Codes are text: leading zeros are kept.

use unwarranted_core::Month;

/// The three-character code of a commissioner whose five-character form is padded with `00`: `03A00` is `03A`.
/// Codes that fill five characters (`D2P2L`) and shorter ones stay as they are.
///
/// ```
/// use unwarranted_ingest::values::codes::trim_pco;
/// assert_eq!(["03A00", "D2P2L", "00L", "-"].map(trim_pco), ["03A", "D2P2L", "00L", "-"]);
/// ```
#[must_use]
pub fn trim_pco(code: &str) -> &str {
    if code.len() == 5 { code.strip_suffix("00").unwrap_or(code) } else { code }
}

/// What is special about the prescriber of a row. Such rows are stored like any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// A practice (or another prescribing unit) with a code of its own.
    Practice,
    /// A stand-in for prescribers who could not be identified, within a known area: `36J998`, `Q58998`.
    UnidentifiedInArea,
    /// Neither practice nor area is known: code `-`.
    Unidentified,
    /// A practice (prescribing unit) whose commissioner column holds a provider: an NHS trust (`RXA`) or an independent one (`NLX`).
    OfTrust,
    /// A practice recorded under a primary care trust (`5D7`) after these were abolished: an old prescription pad.
    OfFormerPct,
}

unwarranted_core::worded!(Label {
    Practice = "practice",
    UnidentifiedInArea = "unidentified-in-area",
    Unidentified = "unidentified",
    OfTrust = "of-trust",
    OfFormerPct = "of-former-pct",
});

impl Label {
    /// The same, unless it is a practice whose commissioner's code is that of a provider or of an abolished body.
    ///
    /// ```
    /// use unwarranted_core::Month;
    /// use unwarranted_ingest::values::codes::Label;
    /// let label = |pco, year, month| Month::new(year, month).map(|m| Label::Practice.or_commissioner(pco, m));
    /// assert_eq!(label("RXA", 2014, 10), Some(Label::OfTrust));
    /// assert_eq!(label("5D7", 2014, 10), Some(Label::OfFormerPct));
    /// assert_eq!(label("5QA", 2014, 10), Some(Label::OfFormerPct));
    /// assert_eq!(label("52R", 2023, 1), Some(Label::Practice));
    /// assert_eq!(label("5D7", 2011, 9), Some(Label::Practice));
    /// assert_eq!(label("00L", 2014, 10), Some(Label::Practice));
    /// ```
    #[must_use]
    pub fn or_commissioner(self, pco: &str, month: Month) -> Self {
        if self != Self::Practice || pco.len() != 3 {
            return self;
        }
        match pco.as_bytes()[0] {
            b'R' | b'N' => Self::OfTrust,
            // Trusts were 5, a letter, and a letter or digit; 52R is a sub-ICB location.
            b'5' if is_ccg_month(month) && pco.as_bytes()[1].is_ascii_alphabetic() => Self::OfFormerPct,
            b'T' if is_ccg_month(month) && pco.as_bytes()[1] == b'A' => Self::OfFormerPct,
            _ => self,
        }
    }

    /// The label of the prescriber of a row; `flagged` is the publisher's own column UNIDENTIFIED.
    ///
    /// A code that ends in `998` is a stand-in only where something else says so: the name, the flag, or the code of
    /// its area or area team before the `998`. `Y01998` alone may be an ordinary practice.
    #[must_use]
    pub fn of(practice: &str, practice_name: &str, pco: &str, middle: &str, flagged: bool) -> Self {
        if pco == "-" || pco.eq_ignore_ascii_case("UNIDENTIFIED") {
            return Self::Unidentified;
        }
        let name = practice_name.to_ascii_uppercase();
        let named = ["UNIDENTIFIED", "UNKNOWN"].iter().any(|word| name.contains(word));
        let stand_in = practice.strip_suffix("998").is_some_and(|area| named || area == pco || area == middle);
        let unknown =
            practice == "-" || practice.eq_ignore_ascii_case("UNIDENTIFIED") || name == "UNIDENTIFIED DOCTORS";
        if stand_in || unknown || flagged { Self::UnidentifiedInArea } else { Self::Practice }
    }
}

/// Whether commissioners in a month are CCGs or sub-ICB locations (from April 2013 on) rather than primary care trusts.
#[must_use]
pub fn is_ccg_month(month: Month) -> bool {
    (month.year(), month.month()) >= (2013, 4)
}

/// Whether a text is a BNF code: 4 to 15 letters and digits (presentations have 15, appliances 11).
#[must_use]
pub fn is_bnf(code: &str) -> bool {
    (4..=15).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Whether a text has the form of an ONS code: a letter and eight digits.
#[must_use]
pub fn is_ons(code: &str) -> bool {
    let mut bytes = code.bytes();
    code.len() == 9 && bytes.next().is_some_and(|b| b.is_ascii_uppercase()) && bytes.all(|b| b.is_ascii_digit())
}

/// Whether a text has the form of a practice's code: a letter and five digits. Networks have it too ([`is_pcn`]).
#[must_use]
pub fn is_practice(code: &str) -> bool {
    let mut bytes = code.bytes();
    code.len() == 6 && bytes.next().is_some_and(|b| b.is_ascii_uppercase()) && bytes.all(|b| b.is_ascii_digit())
}

/// Whether a text has the form of the code of a primary care network: `U` and five digits.
#[must_use]
pub fn is_pcn(code: &str) -> bool {
    is_practice(code) && code.starts_with('U')
}

/// Whether a text has the form of an organisation's ODS code: capitals and digits, three to six of them.
#[must_use]
pub fn is_ods(code: &str) -> bool {
    (3..=6).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Whether the name of a region, or of a publication, says that the row is simulated: it starts with `SYNTHETIC`.
///
/// This is the one rule that separates simulated from real data; `unwarranted-simulate` writes the word into the
/// region of every prescribing row and into the publication of every population row, so that it survives a renamed file.
#[must_use]
pub fn is_synthetic(region_or_publication: &str) -> bool {
    let word = "SYNTHETIC";
    region_or_publication.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_every_sentinel() {
        let label = |practice, name, pco| Label::of(practice, name, pco, "Q58", false);
        assert_eq!(label("B85010", "DALTON SURGERY", "03A"), Label::Practice);
        assert_eq!(label("Y01998", "THE OLD SURGERY", "03A"), Label::Practice);
        assert_eq!(label("Q58998", "UNKNOWN SURGERY", "04F"), Label::UnidentifiedInArea);
        assert_eq!(label("Q58998", "", "04F"), Label::UnidentifiedInArea);
        assert_eq!(label("36J998", "UNIDENTIFIED DOCTORS", "36J"), Label::UnidentifiedInArea);
        assert_eq!(label("-", "UNIDENTIFIED DOCTORS", "-"), Label::Unidentified);
        assert_eq!(label("B85010", "DALTON SURGERY", "-"), Label::Unidentified);
        assert_eq!(Label::of("B85010", "", "03A", "", true), Label::UnidentifiedInArea);
    }

    #[test]
    fn knows_codes_by_their_form() {
        assert!(is_ons("E38000130") && !is_ons("38000130E") && !is_ons("E3800013"));
        assert!(is_practice("A81001") && is_practice("U12345") && !is_practice("G1234567") && !is_practice("00L"));
        assert!(is_pcn("U12345") && !is_pcn("A81001"));
        assert!(is_ods("00L") && is_ods("D2P2L") && !is_ods("Name") && !is_ods("Q7"));
    }

    #[test]
    fn knows_its_own_mark() {
        assert!(is_synthetic("Synthetic Region North"));
        assert!(!is_synthetic("LONDON") && !is_synthetic("") && !is_synthetic("SYNTHÉTIQUE"));
    }
}
