//! A definition as a file to be filled in.

use super::{Care, Variation};
use crate::core::{Measure, Month, Polarity, Selection, TreatmentCodes};
use std::fmt::Write as _;

/// What is known of a definition that is to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Identifier.
    pub id: String,
    /// Title.
    pub title: String,
    /// The codes; `None` where a name found them all.
    pub codes: Option<TreatmentCodes>,
    /// Whole codes with their names, found by a text in names.
    pub found: Vec<(String, String)>,
    /// The text, and the month of the list in which it was looked for.
    pub pattern: Option<(String, Month)>,
    /// What is summed.
    pub measure: Measure,
    /// Which way is better.
    pub polarity: Polarity,
    /// Kind of care.
    pub care: Care,
    /// Category of variation.
    pub variation: Variation,
    /// Who writes it.
    pub author: String,
    /// The day, as 2026-11-28.
    pub day: String,
}

/// The file, with a comment on each key.
#[must_use]
pub fn commented(draft: &Draft) -> String {
    let share = draft.codes.as_ref().and_then(|codes| codes.denominator.as_ref());
    let words = |all: &[&str]| all.join(", ");
    let kind = match (share, draft.measure) {
        (None, Measure::Items) => "count",
        (Some(_), Measure::Items) => "share",
        _ => "amount",
    };
    let mut text = String::new();
    let mut line = |key: &str, value: &str, comment: &str| {
        let _ = writeln!(text, "# {comment}\n{key} = {}", quoted(value));
    };
    line("id", &draft.id, "Small letters, digits and '-'; the name on the command line.");
    line("title", &draft.title, "As it begins a sentence.");
    line("question", "How often is it prescribed?", "The question it answers, in plain words.");
    line("why", "Say why it matters.", "Why a reader should care, and what may mislead.");
    line("measure", draft.measure.word(), &words(&Measure::ALL.map(|(_, word)| word)));
    line("kind", kind, "count (items over people), share (items over items of which they are a part) or amount");
    line("polarity", draft.polarity.word(), "Which is better: low, high, or neither where nobody can say.");
    line("care", draft.care.word(), &words(&Care::ALL.map(|(_, word)| word)));
    line("variation", draft.variation.word(), &words(&Variation::ALL.map(|(_, word)| word)));
    line("author", &draft.author, "Who wrote it, and when it was last reviewed.");
    let _ = writeln!(text, "reviewed = {}", quoted(&draft.day));
    text += "# Words it can be found by, with tag:NAME.\ntags = []\n# guidance = \"The document it rests on.\"\n";
    text += "# unsure = \"What is not certain about it.\"\n\n[numerator]\n";
    text += "# Beginnings of BNF codes; 0205040D0~AQ,AR takes every product of a chemical whose code ends so.\n";
    if let Some(codes) = &draft.codes {
        text += &selection(&codes.numerator);
    }
    if let Some((pattern, list)) = &draft.pattern {
        text += &found(pattern, *list, &draft.found);
    }
    text += "\n[denominator]\n# One of: registered = true; ages = \"15-44\" and sex = \"female\"; series and facts (a register);\n";
    text += "# units with [denominator.weights.female] and .male; or codes in include and exclude, with a measure of their own.\n";
    text += &share.map_or_else(|| "registered = true\n".to_owned(), selection);
    text += "\n# What a treated person takes in a year, where that is known: chance rests on it.\n# [per_person]\n# amount = 12\n# source = \"Who says so.\"\n";
    text
}

/// Codes that a text found in names.
fn found(pattern: &str, list: Month, codes: &[(String, String)]) -> String {
    let mut text = format!(
        "# Found by a text in names, and kept as codes of the list of this month.\nname_pattern = {}\nlist = \"{list}\"\ncodes = [\n",
        quoted(pattern)
    );
    for (code, name) in codes {
        let _ = writeln!(text, "    {}, # {}", quoted(code), name.replace(['\r', '\n'], " "));
    }
    text + "]\n"
}

fn selection(of: &Selection) -> String {
    let list = |codes: &[crate::core::treatment::Codes]| {
        codes.iter().map(|code| quoted(&code.to_string())).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!("include = [{}]\n", list(of.include()));
    if !of.exclude().is_empty() {
        let _ = writeln!(text, "exclude = [{}]", list(of.exclude()));
    }
    text
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
