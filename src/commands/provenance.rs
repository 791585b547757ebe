//! What two manifests say of where their folders come from, side by side.

use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Digits of a hash that are shown.
const SHOWN: usize = 12;

/// Something that two folders do not share; `null` where one has none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Fact {
    /// "version", "command", "option" or "input"; of files of studies "folder" too.
    pub(super) what: &'static str,
    /// Which option, input or command of a folder; blank for the others.
    pub(super) name: String,
    pub(super) before: Value,
    pub(super) after: Value,
}

impl Fact {
    /// What it is, and both sides, in words.
    pub(super) fn words(&self) -> [String; 3] {
        let name = if self.name.is_empty() { self.what.to_owned() } else { format!("{} '{}'", self.what, self.name) };
        let told = |value: &Value| match value {
            Value::Null => "nothing".to_owned(),
            Value::String(hash) if self.what == "input" => {
                format!("SHA-256 {}", hash.get(..SHOWN).unwrap_or(hash))
            }
            Value::String(text) => text.clone(),
            other => plain(other),
        };
        [name, told(&self.before), told(&self.after)]
    }
}

/// A value as it is typed: whole numbers without decimals.
fn plain(value: &Value) -> String {
    match value {
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string()),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What differs in version, command, options and inputs.
pub(super) fn differences(before: &Value, after: &Value) -> Vec<Fact> {
    let mut facts = Vec::new();
    for what in ["version", "command"] {
        facts.extend(fact(what, "", &before[what], &after[what]));
    }
    facts.extend(options(&before["options"], &after["options"]));
    facts.extend(inputs(&named(before), &named(after)));
    facts
}

/// Inputs that differ, by name: several of one name are paired in the order of their hashes.
pub(super) fn inputs(before: &Pairs, after: &Pairs) -> Vec<Fact> {
    let hash = |of: Option<String>| of.map_or(Value::Null, Value::String);
    let fact = |(name, [before, after]): (String, [Option<String>; 2])| Fact {
        what: "input",
        name,
        before: hash(before),
        after: hash(after),
    };
    unshared(before, after).into_iter().map(fact).collect()
}

/// Names, each with a value such as a hash; a name may have several.
pub(super) type Pairs = BTreeSet<(String, String)>;

/// What one side has and the other has not, by name; values of one name are paired in their order.
pub(super) fn unshared(before: &Pairs, after: &Pairs) -> Vec<(String, [Option<String>; 2])> {
    let mut names: BTreeMap<&String, [Vec<&String>; 2]> = BTreeMap::new();
    for (side, own, other) in [(0, before, after), (1, after, before)] {
        for (name, value) in own.difference(other) {
            names.entry(name).or_default()[side].push(value);
        }
    }
    let pairs = |(name, [gone, come]): (&String, [Vec<&String>; 2])| {
        let at = |of: &[&String], at: usize| of.get(at).map(|value| (*value).clone());
        (0..gone.len().max(come.len())).map(|i| (name.clone(), [at(&gone, i), at(&come, i)])).collect::<Vec<_>>()
    };
    names.into_iter().flat_map(pairs).collect()
}

/// Options that differ, by key.
pub(super) fn options(before: &Value, after: &Value) -> Vec<Fact> {
    let empty = Map::new();
    let of = |options: &Value| options.as_object().unwrap_or(&empty).clone();
    let (before, after) = (of(before), of(after));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let none = &Value::Null;
    let both = |key: &str| (before.get(key).unwrap_or(none).clone(), after.get(key).unwrap_or(none).clone());
    keys.into_iter()
        .filter_map(|key| {
            let (before, after) = both(key);
            fact("option", key, &before, &after)
        })
        .collect()
}

pub(super) fn fact(what: &'static str, name: &str, before: &Value, after: &Value) -> Option<Fact> {
    let fact = || Fact { what, name: name.to_owned(), before: before.clone(), after: after.clone() };
    (before != after).then(fact)
}

/// The inputs of a manifest with their hashes.
fn named(manifest: &Value) -> Pairs {
    let text = |input: &Value, key: &str| input[key].as_str().unwrap_or_default().to_owned();
    let all = manifest["inputs"].as_array().into_iter().flatten();
    all.map(|input| (text(input, "name"), text(input, "sha256"))).collect()
}
