//! How two definitions differ, in words.

use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use unwarranted::core::standardise::StratumKey;
use unwarranted::core::treatment::{Counted, People};
use unwarranted::core::{Over, Treatment};
use unwarranted::definitions::{DefinedCodes, Definition, PerPerson};

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
    let (before, after) = (facts(first), facts(second));
    let told = |((what, before), (_, after)): (&(&str, String), &(&str, String))| {
        (before != after).then(|| format!("{what}: {before} becomes {after}"))
    };
    let mut lines: Vec<String> = before.iter().zip(&after).filter_map(told).collect();
    lines.extend(weights(first, second));
    lines.extend(codes("numerator", Some(&first.numerator), Some(&second.numerator)));
    lines.extend(codes("denominator", first.denominator.as_ref(), second.denominator.as_ref()));
    lines
}

/// What a definition says, but for codes and weights, which are told one by one. Taken apart field by field, so that a new one
/// is not forgotten.
fn facts(d: &Definition) -> Vec<(&'static str, String)> {
    let Definition {
        treatment,
        question,
        why,
        polarity,
        care,
        variation,
        guidance,
        author,
        reviewed,
        tags,
        unsure,
        per_person,
        numerator: _,
        denominator: _,
    } = d;
    // The last three are those of the definition, in other words.
    let Treatment { id, title, numerator: _, over: _, kind, per_person: _, polarity: _, unit: _ } = treatment;
    let or_nothing = |text: Option<&String>| text.map_or_else(|| "nothing".to_owned(), Clone::clone);
    let [takes, varies, source] = person(per_person.as_ref());
    vec![
        ("id", id.to_string()),
        ("title", title.clone()),
        ("counts", super::show::counted(d)),
        ("kind", kind.to_string()),
        ("over", over(d)),
        ("better", polarity.to_string()),
        ("care", care.to_string()),
        ("variation", variation.to_string()),
        ("a person takes", or_nothing(takes.as_ref())),
        ("coefficient of variation over persons", or_nothing(varies.as_ref())),
        ("source of what a person takes", or_nothing(source.as_ref())),
        ("guidance", or_nothing(guidance.as_ref())),
        ("not sure", or_nothing(unsure.as_ref())),
        ("question", question.clone()),
        ("why", why.clone()),
        ("tags", or_nothing(Some(tags.join(", ")).filter(|tags| !tags.is_empty()).as_ref())),
        ("author", author.clone()),
        ("reviewed", reviewed.words()),
    ]
}

/// What a person takes a year, how that varies, and who says so.
fn person(per_person: Option<&PerPerson>) -> [Option<String>; 3] {
    let Some(PerPerson { amount, cv, source }) = per_person else { return [const { None }; 3] };
    [Some(format!("{amount} a year")), cv.map(|cv| cv.to_string()), Some(source.clone())]
}

fn over(d: &Definition) -> String {
    match &d.treatment.over {
        Over::Other(Counted::Fact { series, measure }) => format!("{measure} of {series}"),
        Over::Other(Counted::Prescribed(_, measure)) => format!("{measure} of other prescriptions"),
        Over::Registered | Over::People(_) => d.treatment.unit.denominator.to_string(),
    }
}

/// What the people of each age and sex count as, where that is not the same in both.
fn weights(first: &Definition, second: &Definition) -> Vec<String> {
    let table = |d: &Definition| -> BTreeMap<StratumKey, f64> {
        let Over::People(People { quantity: _, table }) = &d.treatment.over else { return BTreeMap::new() };
        table.strata().filter_map(|key| Some((key.clone(), table.weight(key)?))).collect()
    };
    let (before, after) = (table(first), table(second));
    // Over something else altogether: said already.
    if before.is_empty() || after.is_empty() {
        return Vec::new();
    }
    let weight = |of: &BTreeMap<StratumKey, f64>, key: &StratumKey| {
        of.get(key).map_or_else(|| "nothing of its own".to_owned(), f64::to_string)
    };
    let keys: BTreeSet<&StratumKey> = before.keys().chain(after.keys()).collect();
    let told = |key: &StratumKey| {
        let (before, after) = (weight(&before, key), weight(&after, key));
        (before != after).then(|| format!("weight ({key}): {before} becomes {after}"))
    };
    keys.into_iter().filter_map(told).collect()
}

/// The codes that come and go, and how they were found.
fn codes(what: &str, first: Option<&DefinedCodes>, second: Option<&DefinedCodes>) -> Vec<String> {
    let all = |of: Option<&DefinedCodes>, taken: bool| -> BTreeSet<String> {
        let codes = of.map(|s| if taken { s.selection.include() } else { s.selection.exclude() }).unwrap_or_default();
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
    let Some((first, second)) = first.zip(second) else { return lines };
    let found = |of: &DefinedCodes| {
        let DefinedCodes { selection: _, list, name_pattern } = of;
        [list.map(|month| month.to_string()), name_pattern.clone()].map(|fact| fact.unwrap_or_else(|| "nothing".into()))
    };
    let facts = ["list of whole codes", "text in names"].into_iter().zip(found(first)).zip(found(second));
    lines.extend(
        facts
            .filter(|((_, before), after)| before != after)
            .map(|((fact, before), after)| format!("the {what}'s {fact}: {before} becomes {after}")),
    );
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_differs_is_told() {
        let base = "id = 'x'\ntitle = 'X'\nquestion = 'Q?'\nwhy = 'W.'\nmeasure = 'items'\nkind = 'count'\npolarity = 'low'
care = 'safety'\nvariation = 'overuse'\nguidance = 'G'\nauthor = 'A'\nreviewed = '2026-11-28'\ntags = ['one']\nunsure = 'U'
[numerator]\ninclude = ['0501']\nexclude = ['050109']
[denominator]\nunits = 'units'\nweights.female = { '0-14' = 1.0, '15+' = 2.0 }\nweights.male = { '0+' = 1.5 }
[per_person]\namount = 4.0\ncv = 1.0\nsource = 'S'\n";
        let read = |text: &str| Definition::parse(text, "x.toml").unwrap();
        let first = read(base);
        assert_eq!(differences(&first, &read(base)), Vec::<String>::new());
        for (from, to, says) in [
            ("id = 'x'", "id = 'y'", "id: x becomes y"),
            ("title = 'X'", "title = 'Y'", "title: X becomes Y"),
            ("'Q?'", "'R?'", "question: Q? becomes R?"),
            ("'W.'", "'V.'", "why: W. becomes V."),
            ("'low'", "'high'", "better: low becomes high"),
            ("'safety'", "'choice'", "care: safety becomes choice"),
            ("'overuse'", "'underuse'", "variation: overuse becomes underuse"),
            ("guidance = 'G'\n", "", "guidance: G becomes nothing"),
            ("author = 'A'", "author = 'B'", "author: A becomes B"),
            ("2026-11-28", "2026-11-29", "reviewed: 28 November 2026 becomes 29 November 2026"),
            ("['one']", "['two']", "tags: one becomes two"),
            ("unsure = 'U'", "unsure = 'T'", "not sure: U becomes T"),
            ("['0501']", "['0501', '0502']", "the numerator also takes 0502"),
            ("['050109']", "[]", "the numerator no longer leaves out 050109"),
            ("'units'", "'others'", "over: units becomes others"),
            ("'15+' = 2.0", "'15+' = 2.5", "weight (age 15+, sex female): 2 becomes 2.5"),
            ("'0+' = 1.5", "'0-64' = 1.5", "weight (age 0+, sex male): 1.5 becomes nothing of its own"),
            ("amount = 4.0", "amount = 5.0", "a person takes: 4 a year becomes 5 a year"),
            ("cv = 1.0", "cv = 0.5", "coefficient of variation over persons: 1 becomes 0.5"),
            ("source = 'S'", "source = 'Z'", "source of what a person takes: S becomes Z"),
        ] {
            let text = base.replace(from, to);
            assert_ne!(text, base, "{from}");
            let lines = differences(&first, &read(&text));
            assert!(lines.iter().any(|line| line == says), "{to}: {lines:?}");
        }
        let over = |table: &str| {
            let (head, tail) = base.split_once("[denominator]").unwrap();
            let (_, tail) = tail.split_once("[per_person]").unwrap();
            read(&format!("{}[denominator]\n{table}\n[per_person]{tail}", head.replace("'count'", "'amount'")))
        };
        let other = |measure: &str| over(&format!("include = ['02']\nmeasure = '{measure}'"));
        for (before, after, says) in [
            (
                other("quantity"),
                other("nic"),
                "over: quantity of other prescriptions becomes nic of other prescriptions",
            ),
            (first, other("nic"), "over: units becomes nic of other prescriptions"),
        ] {
            let lines = differences(&before, &after);
            assert!(lines.iter().any(|line| line == says), "{lines:?}");
        }
    }

    #[test]
    fn registers_and_lists_of_codes_are_told_apart() {
        let of = |facts: &str, list: &str, pattern: &str| {
            let text = format!(
                "id = 'x'\ntitle = 'X'\nquestion = 'Q?'\nwhy = 'W.'\nmeasure = 'items'\nkind = 'count'\n\
                 polarity = 'low'\ncare = 'safety'\nvariation = 'overuse'\nauthor = 'A'\nreviewed = '2026-11-28'\n\
                 [numerator]\ncodes = ['0501013B0AAAAAA']\nlist = '{list}'\nname_pattern = '{pattern}'\n\
                 [denominator]\nseries = 'qof'\nfacts = '{facts}'\n"
            );
            Definition::parse(&text, "x.toml").unwrap()
        };
        assert_eq!(
            differences(&of("a", "2020-02", "p"), &of("b", "2021-02", "q")),
            [
                "counts: items per a becomes items per b",
                "over: a of qof becomes b of qof",
                "the numerator's list of whole codes: 2020-02 becomes 2021-02",
                "the numerator's text in names: p becomes q",
            ]
        );
    }
}
