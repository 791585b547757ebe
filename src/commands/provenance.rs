//! What two manifests say of where their folders come from, side by side.

use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Digits of a hash that are shown.
const SHOWN: usize = 12;

/// Something that two folders do not share; `null` where one has none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Fact {
    /// "version", "command", "option" or "input".
    pub(super) what: &'static str,
    /// Which option or input; blank for the others.
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
            other => other.to_string(),
        };
        [name, told(&self.before), told(&self.after)]
    }
}

/// What differs in version, command, options and inputs.
pub(super) fn differences(before: &Value, after: &Value) -> Vec<Fact> {
    let mut facts = Vec::new();
    for what in ["version", "command"] {
        facts.extend(fact(what, "", &before[what], &after[what]));
    }
    facts.extend(options(&before["options"], &after["options"]));
    let (old, new) = (inputs(before), inputs(after));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let none = BTreeSet::new();
    for name in names {
        let of =
            |all: &BTreeMap<String, BTreeSet<String>>, other: &BTreeMap<String, BTreeSet<String>>| -> Vec<String> {
                all.get(name).unwrap_or(&none).difference(other.get(name).unwrap_or(&none)).cloned().collect()
            };
        let (gone, come) = (of(&old, &new), of(&new, &old));
        for at in 0..gone.len().max(come.len()) {
            let value = |of: &[String]| of.get(at).map_or(Value::Null, |hash| hash.as_str().into());
            facts.extend(fact("input", name, &value(&gone), &value(&come)));
        }
    }
    facts
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

fn fact(what: &'static str, name: &str, before: &Value, after: &Value) -> Option<Fact> {
    let fact = || Fact { what, name: name.to_owned(), before: before.clone(), after: after.clone() };
    (before != after).then(fact)
}

/// The hashes of the inputs by name.
fn inputs(manifest: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for input in manifest["inputs"].as_array().into_iter().flatten() {
        let text = |key: &str| input[key].as_str().unwrap_or_default().to_owned();
        all.entry(text("name")).or_default().insert(text("sha256"));
    }
    all
}
