//! Age bands and sexes as publishers and users write them.

use std::sync::Arc;
use unwarranted_core::standardise::AgeBand;

/// Words for all ages, or both sexes, together.
const TOTALS: &[&str] = &["all", "all ages", "total", "persons", "person", "people", "both", "both sexes", "any"];

/// An age band.
///
/// # Errors
/// What was expected.
pub(crate) fn age_band(text: &str) -> Result<AgeBand, String> {
    let expected = "ages in years such as 0-4, 85+ or under 1 (or 'all' in every row); if this column is something else, \
                    rename it or name another with `age-band` COLUMN";
    text.parse().map_err(|_| expected.to_owned())
}

/// The sex as one word, however it is written: `f`, `F`, `female`, `women` and `2` are the same. `None` for both together.
/// Words for other groups are kept.
///
/// # Errors
/// What was expected.
pub(crate) fn sex(text: &str) -> Result<Option<Arc<str>>, String> {
    let lower = text.trim().to_lowercase();
    match lower.as_str() {
        "" => Err("a sex such as female or male (or 'persons' in every row)".to_owned()),
        "f" | "female" | "females" | "woman" | "women" | "2" => Ok(Some("female".into())),
        "m" | "male" | "males" | "man" | "men" | "1" => Ok(Some("male".into())),
        word if is_total(word) => Ok(None),
        other => Ok(Some(other.into())),
    }
}

/// Whether a text stands for all ages, or both sexes, together.
pub(crate) fn is_total(text: &str) -> bool {
    TOTALS.iter().any(|word| word.eq_ignore_ascii_case(text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sexes_are_one_word_however_they_are_written() {
        for text in ["F", "female", " Women ", "2"] {
            assert_eq!(sex(text).unwrap().as_deref(), Some("female"), "{text}");
        }
        assert_eq!(sex("Persons").unwrap(), None);
        assert_eq!(sex("Indeterminate").unwrap().as_deref(), Some("indeterminate"));
        assert!(sex("").is_err());
    }
}
