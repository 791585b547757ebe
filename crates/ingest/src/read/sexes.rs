//! Sexes as publishers and users write them: the one list of their words.
//!
//! A word that is on no list is an error. Taken as a group of its own, a total under a new word ("combined") would count
//! everybody twice.

/// Whom a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex<'a> {
    /// Both sexes together.
    Both,
    /// `female` or `male`; or the publisher's word for people of another or an unknown sex, in small letters; or, as it is
    /// written, one sex of some group, such as `white female`.
    One(&'a str),
}

impl<'a> Sex<'a> {
    /// The word of one sex; `None` for both together.
    #[must_use]
    pub fn one(self) -> Option<&'a str> {
        match self {
            Self::Both => None,
            Self::One(word) => Some(word),
        }
    }
}

const FEMALE: &[&str] = &["female", "females", "f", "woman", "women", "girl", "girls", "2"];
const MALE: &[&str] = &["male", "males", "m", "man", "men", "boy", "boys", "1"];

/// Words for both together. They are compared without signs, and without "all", "sexes" and the like.
const BOTH: &[&str] = &[
    "all",
    "any",
    "b",
    "both",
    "combined",
    "either",
    "everybody",
    "everyone",
    "fm",
    "f m",
    "female male",
    "females males",
    "men women",
    "m f",
    "male female",
    "males females",
    "mf",
    "not applicable",
    "na",
    "n a",
    "overall",
    "p",
    "people",
    "person",
    "persons",
    "t",
    "tot",
    "total",
    "totals",
    "women men",
];

/// Words that add nothing to those: "all persons", "male and female".
const BESIDE: &[&str] = &["all", "and", "or", "sex", "sexes", "gender", "genders", "grand", "of"];

/// People whose sex is another or not known. The words stay as they are.
const OTHER: &[&str] = &[
    "i",
    "indeterminate",
    "intersex",
    "missing",
    "non binary",
    "nonbinary",
    "not known",
    "not recorded",
    "not specified",
    "not stated",
    "other",
    "prefer not to say",
    "trans",
    "transgender",
    "u",
    "undisclosed",
    "unknown",
    "unspecified",
    "x",
];

/// Reads a sex; `f`, `F`, `female`, `women` and `2` are the same.
///
/// # Errors
/// What was expected: blank, a word on none of the lists, and the codes 0, 3, 4 and 9, which publishers use for both sexes
/// together and for an unknown sex alike.
pub fn sex(text: &str) -> Result<Sex<'_>, String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let plain = words.join(" ");
    let bare = words.iter().copied().filter(|w| !BESIDE.contains(w)).collect::<Vec<_>>().join(" ");
    let is = |list: &[&str], word: &str| list.contains(&word);
    match plain.as_str() {
        word if is(FEMALE, word) => Ok(Sex::One("female")),
        word if is(MALE, word) => Ok(Sex::One("male")),
        word if is(BOTH, word) || is(BOTH, &bare) => Ok(Sex::Both),
        word if bare.is_empty() && words.contains(&"all") && !word.is_empty() => Ok(Sex::Both),
        word => match OTHER.iter().find(|other| **other == word) {
            Some(other) => Ok(Sex::One(other)),
            None if is_of_group(&words) => Ok(Sex::One(text)),
            None => Err(expected(word)),
        },
    }
}

/// Whether words name one sex, once, beside other words that are none.
fn is_of_group(words: &[&str]) -> bool {
    let sexes = words.iter().filter(|w| w.parse::<u8>().is_err() && (FEMALE.contains(w) || MALE.contains(w))).count();
    sexes == 1 && words.iter().all(|w| !matches!(*w, "and" | "or" | "plus"))
}

fn expected(word: &str) -> String {
    let rule =
        "a sex: female or male (or f and m, or 1 and 2); persons, for both together, in every row; or other, unknown";
    if matches!(word, "0" | "3" | "4" | "9") {
        return format!(
            "{rule}. The code {word} is both sexes together in some files and an unknown sex in others: write which"
        );
    }
    rule.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sexes_are_one_word_however_they_are_written() {
        for text in ["F", "female", " Women ", "2", "Females"] {
            assert_eq!(sex(text), Ok(Sex::One("female")), "{text}");
        }
        for text in ["M", "male", "Men", "1"] {
            assert_eq!(sex(text), Ok(Sex::One("male")), "{text}");
        }
        assert_eq!(sex("Indeterminate"), Ok(Sex::One("indeterminate")));
        assert_eq!(sex("Not Known"), Ok(Sex::One("not known")));
        assert_eq!(sex("White f"), Ok(Sex::One("White f")), "strata may be of another kind besides");
    }

    #[test]
    fn both_together_has_many_words() {
        for text in [
            "Persons",
            "Person",
            "People",
            "All",
            "ALL",
            "Both",
            "Both sexes",
            "All sexes",
            "Any",
            "B",
            "P",
            "T",
            "MF",
            "M/F",
            "M+F",
            "M & F",
            "Male & Female",
            "male and female",
            "Females and males",
            "Combined",
            "Either",
            "everyone",
            "Not applicable",
            "n/a",
            "Total",
            "all people",
            "Males + Females",
            "Grand total",
            "Overall",
        ] {
            assert_eq!(sex(text), Ok(Sex::Both), "{text}");
        }
    }

    #[test]
    fn a_word_on_no_list_is_an_error() {
        for text in ["", " ", "-", "Q", "sum", "cats", "grand", "sex", "7", "male or other", "w f m"] {
            assert!(sex(text).is_err(), "{text}");
        }
        for code in ["0", "3", "4", "9"] {
            assert!(sex(code).unwrap_err().contains("both sexes together in some files"), "{code}");
        }
    }
}
