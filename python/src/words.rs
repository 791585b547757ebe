//! Options as Python spells them.

use unwarranted::study::OPTIONS;

/// Words that Python keeps for itself, among those that options may be called.
const RESERVED: [&str; 12] = ["and", "as", "class", "from", "global", "if", "import", "in", "is", "not", "or", "with"];

/// The keyword of an option: `from_` for a word that Python keeps for itself.
pub(crate) fn keyword(key: &str) -> String {
    let word = key.replace('-', "_");
    if RESERVED.contains(&word.as_str()) { word + "_" } else { word }
}

/// Options of commands' own that messages name and that Python spells otherwise.
const OF_COMMANDS: [&str; 5] = ["by-file", "into-file", "prior-sigma", "prior-mixing", "budgets-period"];

/// A value as Python has it; words in capitals stand for one.
fn literal(value: &str) -> String {
    let stands = value.chars().all(|c| c.is_ascii_uppercase() || c == '.');
    if stands || value.parse::<f64>().is_ok() { value.to_owned() } else { format!("\"{value}\"") }
}

/// The text with every option in backquotes as a keyword of Python: `` `column-rank` `` is `` `column_rank` ``, and `` `kind count` `` is
/// `` `kind="count"` ``.
pub(crate) fn in_python(text: &str) -> String {
    let piece = |(at, piece): (usize, &str)| {
        let key = piece.split(' ').next().unwrap_or_default();
        let is_option = at % 2 == 1 && (OPTIONS.iter().any(|o| o.key == key) || OF_COMMANDS.contains(&key));
        match (is_option, piece.split_once(' ')) {
            (false, _) => piece.to_owned(),
            (true, None) => keyword(key),
            (true, Some((_, value))) => format!("{}={}", keyword(key), literal(value)),
        }
    };
    text.split('`').enumerate().map(piece).collect::<Vec<_>>().join("`")
}
