//! Age bands as publishers and users write them.

use unwarranted_core::standardise::AgeBand;

/// Words for all ages together.
const TOTALS: &[&str] =
    &["all", "all ages", "total", "persons", "person", "people", "any", "any age", "every age", "everyone"];

/// An age band.
///
/// # Errors
/// What was expected.
pub(crate) fn age_band(text: &str) -> Result<AgeBand, String> {
    let expected = "ages in years such as 0-4, 85+ or under 1 (or 'all' in every row); if this column is something else, \
                    rename it or name another with `age-band` COLUMN";
    text.parse().map_err(|_| expected.to_owned())
}

/// Whether a text stands for all ages together.
pub fn is_total(text: &str) -> bool {
    TOTALS.iter().any(|word| word.eq_ignore_ascii_case(text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_all_ages() {
        for text in ["All", "ALL AGES", " total ", "Persons"] {
            assert!(is_total(text), "{text}");
        }
        for text in ["", "0-4", "85+", "adults"] {
            assert!(!is_total(text), "{text}");
        }
    }
}
