//! Which properties of a set of boundaries hold codes and names: every publisher calls them something else.

use crate::read::year_columns::{self, Holds, YearColumn};
use crate::values::area_kind::AreaKind;
use crate::values::codes;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use unwarranted_core::Month;

/// Names of the properties, and what they say of the areas.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Keys {
    pub(super) ons: Option<String>,
    pub(super) ods: Option<String>,
    pub(super) name: Option<String>,
    pub(super) kind: Option<AreaKind>,
    pub(super) month: Option<Month>,
}

/// Every property with its texts, in the order of the areas; blank where an area has none.
type Properties = BTreeMap<String, Vec<String>>;

impl Keys {
    /// Finds them by name where names carry kind and year (`CCG16CD`), else by what they hold and common names.
    pub(super) fn find(areas: &[&Map<String, Value>]) -> Self {
        let properties = properties(areas);
        let mut keys = Self::by_year(&properties).unwrap_or_default();
        let first = |fits: &dyn Fn(&str, &[String]) -> bool| {
            properties.iter().find(|(name, texts)| fits(name, texts)).map(|(name, _)| name.clone())
        };
        if keys.kind.is_none() {
            keys.ons = first(&|_, texts| distinct(texts) && texts.iter().all(|t| codes::is_ons(t)));
            keys.ods = first(&|name, texts| {
                let named = name.to_ascii_lowercase();
                (named.contains("cod") || named.contains("ods") || named == "id")
                    && distinct(texts)
                    && texts.iter().all(|t| is_ods_area(t))
            });
        }
        if keys.name.is_none() {
            keys.name = first(&|name, texts| is_name(name) && texts.iter().any(|t| !t.is_empty()));
        }
        keys
    }

    /// The smallest kind of area that keeps all areas apart.
    fn by_year(properties: &Properties) -> Option<Self> {
        let columns = || properties.iter().filter_map(|(name, texts)| Some((name, texts, year_columns::parse(name)?)));
        let telling = |column: &YearColumn, texts: &[String]| {
            let complete = texts.iter().all(|t| !t.is_empty());
            complete && distinct(texts) && (column.holds != Holds::Ons || texts.iter().all(|t| codes::is_ons(t)))
        };
        let found = columns().filter(|(_, texts, column)| telling(column, texts));
        // Prefer what holds a code, then the kind that comes first; a file of groups has few partnerships.
        let (_, _, chosen) = found.min_by_key(|(_, _, column)| (rank(column.kind), column.holds))?;
        let of = |holds| {
            let same = |c: &YearColumn| c.kind == chosen.kind && c.month == chosen.month && c.holds == holds;
            columns().find(|(_, _, column)| same(column)).map(|(name, _, _)| name.clone())
        };
        let (kind, month) = (Some(chosen.kind), Some(chosen.month));
        Some(Self { ons: of(Holds::Ons), ods: of(Holds::Ods), name: of(Holds::Name), kind, month })
    }
}

/// Boards before the partnerships that they replaced, small before large otherwise.
fn rank(kind: AreaKind) -> u8 {
    match kind {
        AreaKind::Icb => 1,
        AreaKind::Stp => 2,
        AreaKind::AreaTeam | AreaKind::Sha => 3,
        AreaKind::Region => 4,
        AreaKind::Nation => 5,
        _ => 0,
    }
}

fn properties(areas: &[&Map<String, Value>]) -> Properties {
    let names: BTreeSet<&String> = areas.iter().flat_map(|area| area.keys()).collect();
    names.into_iter().map(|name| (name.clone(), areas.iter().map(|area| text(area.get(name))).collect())).collect()
}

/// A property as text without spaces around it; blank for null and for lists.
pub(super) fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn distinct(texts: &[String]) -> bool {
    texts.iter().collect::<BTreeSet<_>>().len() == texts.len()
}

/// Whether a text has the form of an ODS code of an area: three or five capitals and digits, not digits alone.
pub(super) fn is_ods_area(text: &str) -> bool {
    codes::is_ods(text) && matches!(text.len(), 3 | 5) && text.bytes().any(|b| b.is_ascii_uppercase())
}

fn is_name(property: &str) -> bool {
    let property = property.to_ascii_lowercase();
    ["name", "nm", "label", "title"].contains(&property.as_str())
        || property.ends_with("name")
        || property.ends_with("_nm")
        || property.ends_with("nm")
}

/// The kind that names speak of, for files without codes.
pub(super) fn kind_of_names<'a>(names: impl Iterator<Item = &'a str> + Clone) -> AreaKind {
    let most = |words: &[&str]| {
        let says = |name: &&str| words.iter().any(|word| name.to_ascii_uppercase().contains(word));
        names.clone().filter(says).count() * 2 > names.clone().count()
    };
    if most(&["CCG", "CLINICAL COMMISSIONING"]) {
        AreaKind::Ccg
    } else if most(&["INTEGRATED CARE BOARD", " ICB"]) {
        AreaKind::Icb
    } else if most(&["STP", "PARTNERSHIP"]) {
        AreaKind::Stp
    } else {
        AreaKind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(areas: &Value) -> (Option<String>, Option<String>, Option<String>, Option<&'static str>) {
        let areas: Vec<&Map<String, Value>> =
            areas.as_array().unwrap().iter().map(|a| a.as_object().unwrap()).collect();
        let keys = Keys::find(&areas);
        (keys.ons, keys.ods, keys.name, keys.kind.map(AreaKind::word))
    }

    #[test]
    fn finds_codes_and_names_under_any_name() {
        let some = |text: &str| Some(text.to_owned());
        let by_year = serde_json::json!([
            {"FID": 1, "CCG16CD": "E38000001", "CCG16NM": "A", "STP16CD": "E54000001"},
            {"FID": 2, "CCG16CD": "E38000002", "CCG16NM": "B", "STP16CD": "E54000001"},
        ]);
        assert_eq!(find(&by_year), (some("CCG16CD"), None, some("CCG16NM"), Some("ccg")));
        let plain = serde_json::json!([{"CODE": "E38000001", "NAME": "A"}, {"CODE": "E38000002", "NAME": "B"}]);
        assert_eq!(find(&plain), (some("CODE"), None, some("NAME"), None));
        let ods = serde_json::json!([{"code": "00L", "ccg_name": "A"}, {"code": "00N", "ccg_name": "A"}]);
        assert_eq!(find(&ods), (None, some("code"), some("ccg_name"), None));
        let boards = serde_json::json!([
            {"ICS22NM": "A", "STP21CD": "E54000001", "STP21CDH": "QT6", "STP21NM": "a"},
            {"ICS22NM": "B", "STP21CD": "E54000002", "STP21CDH": "QJK", "STP21NM": "b"},
        ]);
        assert_eq!(find(&boards), (None, None, some("ICS22NM"), Some("icb")));
        assert_eq!(find(&serde_json::json!([{"name": "A"}, {"name": "A"}])).2, some("name"));
    }

    #[test]
    fn names_tell_a_kind() {
        assert_eq!(kind_of_names(["NHS HULL CCG", "NHS LEEDS CCG", "x"].into_iter()), AreaKind::Ccg);
        assert_eq!(kind_of_names(["Hull"].into_iter()), AreaKind::Other);
    }
}
