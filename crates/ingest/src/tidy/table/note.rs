//! Lines below the rows of a table that are no rows.

/// Whether a text begins like a note below a table.
pub(super) fn says_note(text: &str) -> bool {
    const WORDS: [&str; 15] = [
        "source",
        "sources",
        "note",
        "notes",
        "footnote",
        "footnotes",
        "copyright",
        "contact",
        "published",
        "disclaimer",
        "licence",
        "caveat",
        "caveats",
        "data",
        "produced",
    ];
    let lower = text.to_lowercase();
    let word = lower.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let rest = &lower[word.len()..];
    let digits = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let listed = WORDS.contains(&word) || (WORDS.contains(&digits) && digits.len() < word.len());
    let numbered = word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty() && rest.starts_with(['.', ')']);
    let marked = lower.starts_with(['\u{a9}', '*', '[', '(', '\u{2020}']);
    (listed && (rest.is_empty() || rest.starts_with([':', ' ', '.', ','])))
        || ((numbered || marked) && lower.contains(' '))
}
