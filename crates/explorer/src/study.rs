//! The study that gives a table again on the command line.

use crate::asked::Asked;
use crate::engine::Chosen;
use unwarranted_core::outliers;
use unwarranted_core::AnalysisOptions;

/// The study of the way with what the reader chose.
pub(crate) fn study(chosen: &Chosen<'_>, asked: &Asked, options: &AnalysisOptions, program: &str) -> String {
    let one = |text: &str| Some(format!("[{}]", string(text)));
    let takes = outliers::find(options.rule).is_some_and(|rule| rule.against.is_some());
    let of_rules = chosen.entry.table == crate::Table::Outliers;
    let several = chosen.way.slices.len() > 1;
    let given = [
        ("period", one(&chosen.slice.period().to_string()).filter(|_| several)),
        ("only-treatment", one(chosen.slice.treatment()).filter(|_| !chosen.opened.packet.alone)),
        ("only-area", codes(&asked.areas)),
        ("rule", Some(string(options.rule)).filter(|_| of_rules)),
        ("target", Some(string(&options.target.to_string())).filter(|_| of_rules && takes)),
    ];
    let (options, inputs) = chosen.entry.study.split_once("\n[made]\n").unwrap_or((&chosen.entry.study, ""));
    let own = |line: &&str| {
        let key = line.split(" = ").next().unwrap_or_default();
        !line.starts_with('#') && !line.trim().is_empty() && given.iter().all(|(other, _)| *other != key)
    };
    let mut text = format!(
        "# {}, {}: the figures of a page, with the defaults of {program}, which may change.\n\
         # Beside its data, this prints them again, byte for byte:\n\
         # unwarranted {} --study study.toml --format csv\n",
        chosen.labels.measure.replace('\n', " "),
        chosen.slice.period().words(),
        chosen.entry.table
    );
    options.lines().filter(own).for_each(|line| text += &format!("{line}\n"));
    for (key, value) in &given {
        text.extend(value.iter().map(|value| format!("{key} = {value}\n")));
    }
    text + "\n# Inputs are looked for beside this file, in the folders above, and where the command is run.\n[made]\n" + inputs
}

fn codes(areas: &[String]) -> Option<String> {
    let quoted: Vec<String> = areas.iter().map(|code| string(code)).collect();
    (!areas.is_empty()).then(|| format!("[{}]", quoted.join(", ")))
}

/// A string of TOML: one of JSON, but for the delete character, which TOML wants escaped too.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped() {
        assert_eq!(string("a\"b\\c\n\u{7f}é"), "\"a\\\"b\\\\c\\n\\u007fé\"");
        assert_eq!(codes(&["A".to_owned(), "B".to_owned()]).unwrap(), "[\"A\", \"B\"]");
        assert_eq!(codes(&[]), None);
    }
}
