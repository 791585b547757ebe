//! How two definitions differ, in words.

use anyhow::Result;
use std::collections::BTreeSet;
use unwarranted::core::Over;
use unwarranted::definitions::Definition;

#[derive(Debug, clap::Args)]
pub(super) struct DiffArgs {
    /// Identifier or file of the first.
    #[arg(value_name = "A")]
    first: String,
    /// Identifier or file of the second.
    #[arg(value_name = "B")]
    second: String,
}

impl DiffArgs {
    pub(super) fn run(&self) -> Result<()> {
        let (first, second) = (super::one(&self.first)?, super::one(&self.second)?);
        let lines = differences(&first, &second);
        super::super::print(&if lines.is_empty() {
            format!("{} and {} count the same and say the same.\n", self.first, self.second)
        } else {
            lines.join("\n") + "\n"
        })
    }
}

/// Each difference in a line: from the first to the second.
pub(super) fn differences(first: &Definition, second: &Definition) -> Vec<String> {
    let mut lines = Vec::new();
    let mut changed = |what: &str, before: String, after: String| {
        if before != after {
            lines.push(format!("{what}: {before} becomes {after}"));
        }
    };
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    changed("id", first.id().to_owned(), second.id().to_owned());
    changed("title", first.treatment.title.clone(), second.treatment.title.clone());
    changed("counts", super::show::counted(first), super::show::counted(second));
    changed("kind", first.treatment.kind.to_string(), second.treatment.kind.to_string());
    changed("over", over(first), over(second));
    changed("better", first.polarity.to_string(), second.polarity.to_string());
    changed("care", first.care.to_string(), second.care.to_string());
    changed("variation", first.variation.to_string(), second.variation.to_string());
    let person = |d: &Definition| d.per_person.as_ref().map(|p| format!("{} a year ({})", p.amount, p.source));
    changed("a person takes", or_none(&person(first)), or_none(&person(second)));
    changed("guidance", or_none(&first.guidance), or_none(&second.guidance));
    changed("not sure", or_none(&first.unsure), or_none(&second.unsure));
    changed("question", first.question.clone(), second.question.clone());
    changed("why", first.why.clone(), second.why.clone());
    let tags = |d: &Definition| or_none(&Some(d.tags.join(", ")).filter(|tags| !tags.is_empty()));
    changed("tags", tags(first), tags(second));
    lines.extend(codes("numerator", Some(&first.numerator.selection), Some(&second.numerator.selection)));
    let of = |d: &'_ Definition| d.denominator.as_ref().map(|codes| codes.selection.clone());
    let (before, after) = (of(first), of(second));
    lines.extend(codes("denominator", before.as_ref(), after.as_ref()));
    lines
}

fn over(d: &Definition) -> String {
    match &d.treatment.over {
        Over::Other(_) if d.denominator.is_some() => "other prescriptions".to_owned(),
        _ => d.treatment.unit.denominator.to_string(),
    }
}

/// The codes that come and go.
fn codes(
    what: &str,
    first: Option<&unwarranted::core::Selection>,
    second: Option<&unwarranted::core::Selection>,
) -> Vec<String> {
    let all = |of: Option<&unwarranted::core::Selection>, taken: bool| -> BTreeSet<String> {
        let codes = of.map(|s| if taken { s.include() } else { s.exclude() }).unwrap_or_default();
        codes.iter().map(ToString::to_string).collect()
    };
    let mut lines = Vec::new();
    for (taken, does) in [(true, "takes"), (false, "leaves out")] {
        let (before, after) = (all(first, taken), all(second, taken));
        for (verb, codes) in [("also", after.difference(&before)), ("no longer", before.difference(&after))] {
            let codes: Vec<&str> = codes.map(String::as_str).collect();
            if !codes.is_empty() {
                lines.push(format!("the {what} {verb} {does} {}", codes.join(", ")));
            }
        }
    }
    lines
}
