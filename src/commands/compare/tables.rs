//! The tables in JSON that a folder has, and what is in them.

use serde_json::Value;
use std::collections::BTreeMap;

/// How one sort of figure is found in a table.
pub(super) struct Table {
    pub(super) of: &'static str,
    pub(super) file: &'static str,
    /// The figures of the file, each with what identifies it.
    pub(super) entries: fn(&Value) -> Vec<(Key, Value)>,
    pub(super) figure: &'static str,
    pub(super) also: &'static [&'static str],
}

/// The sort of figure that a treatment of a league is.
pub(super) const LEAGUE: &str = "treatment";

/// What a figure of these tables says that its rate is per.
pub(super) const PER: &str = "per";

/// The figures that are per as many as that.
pub(super) const SCALED: [&str; 3] = ["rate", "lower", "upper"];

/// Treatment, period and identifier.
pub(super) type Key = [String; 3];

/// Figures by key.
pub(super) type Figures = BTreeMap<Key, Value>;

pub(super) const TABLES: [Table; 4] = [
    Table {
        of: "slice",
        file: "areas.json",
        entries: slices,
        figure: "rate",
        also: &["observed", "denominator", "areas"],
    },
    Table {
        of: "index",
        file: "indices.json",
        entries: indices,
        figure: "value",
        also: &["lower", "upper", "p", "undefined"],
    },
    Table {
        of: "area",
        file: "areas.json",
        entries: areas,
        figure: "rate",
        also: &[
            "set_aside",
            "observed",
            "denominator",
            "expected",
            "ratio",
            "lower",
            "upper",
            "position",
            "alarm",
            "flag",
        ],
    },
    Table {
        of: LEAGUE,
        file: "league.json",
        entries: treatments,
        figure: "spread",
        also: &[
            "rank",
            "rank_lower",
            "rank_upper",
            "rank_lower_together",
            "rank_upper_together",
            "rate",
            "areas",
            "differ",
            "beyond",
            "highest",
            "lowest",
            "not_ranked",
        ],
    },
];

fn list<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    of[name].as_array().into_iter().flatten()
}

fn text(of: &Value, name: &str) -> String {
    of[name].as_str().map_or_else(String::new, str::to_owned)
}

/// A slice, with the number of its areas in place of them.
fn slices(json: &Value) -> Vec<(Key, Value)> {
    let one = |slice: &Value| {
        let areas = list(slice, "areas").count();
        let mut own = serde_json::Map::new();
        for name in ["observed", "denominator", "rate", PER] {
            own.insert(name.to_owned(), slice[name].clone());
        }
        own.insert("areas".to_owned(), areas.into());
        own.insert("title".to_owned(), slice["measure"].clone());
        ([text(slice, "treatment"), text(slice, "period"), String::new()], Value::Object(own))
    };
    list(json, "slices").map(one).collect()
}

fn indices(json: &Value) -> Vec<(Key, Value)> {
    below(json, "indices", "id")
}

/// Areas with figures, and those that have none here, with the reason in "set_aside": suppressed is not gone.
fn areas(json: &Value) -> Vec<(Key, Value)> {
    let mut all: BTreeMap<Key, Value> = BTreeMap::new();
    for slice in list(json, "slices") {
        for aside in list(slice, "set_aside") {
            for area in list(aside, "areas").filter_map(Value::as_str) {
                let mut own = serde_json::Map::new();
                own.insert("set_aside".to_owned(), aside["reason"].clone());
                let key = [text(slice, "treatment"), text(slice, "period"), area.to_owned()];
                all.entry(key).or_insert(Value::Object(own));
            }
        }
    }
    for slice in list(json, "slices") {
        for area in list(slice, "areas") {
            let mut own = area.clone();
            own[PER] = slice[PER].clone();
            all.insert([text(slice, "treatment"), text(slice, "period"), text(area, "area")], own);
        }
    }
    all.into_iter().collect()
}

fn below(json: &Value, name: &str, id: &str) -> Vec<(Key, Value)> {
    let of = |slice: &'_ Value| -> Vec<(Key, Value)> {
        let key = |entry: &Value| [text(slice, "treatment"), text(slice, "period"), text(entry, id)];
        list(slice, name).map(|entry| (key(entry), entry.clone())).collect()
    };
    list(json, "slices").flat_map(of).collect()
}

/// The treatments of a league, with the spread that they are ordered by.
fn treatments(json: &Value) -> Vec<(Key, Value)> {
    let by = json["ranked_by"].as_str().unwrap_or_default();
    let one = |entry: &Value| {
        let mut own = entry.clone();
        own["spread"] = entry[by].as_f64().map(|variance| variance.max(0.0).sqrt()).into();
        ([text(entry, "id"), text(entry, "period"), String::new()], own)
    };
    list(json, "treatments").map(one).collect()
}
