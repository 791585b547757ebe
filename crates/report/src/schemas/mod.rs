//! JSON Schemas (2020-12) of everything that the program writes as JSON: the one list of them.
//!
//! A shape has a line for each key, in the order in which the program writes them, indented by two blanks under the key that holds
//! it: the key (with `?` where it may be left out), its type, and after two hyphens what it is. Types are `text`, `whole`,
//! `number`, `flag` (true or false), `any`, `object`, `list` (of objects), `list of TYPE` and `map of TYPE` (keys are data). A
//! value may be null, which means that it does not exist, unless its type ends with `!`. A document that is a list begins
//! with the line `list!`.
//!
//! Keys may be added under the same version, so no schema refuses keys that it does not know.

mod shape;

use crate::error::Error;
use crate::publish::columns::described;
use crate::tables::SCHEMA;
use serde_json::{Value, json};
use shape::Node;

/// The version of JSON Schema.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What a kind of JSON document looks like.
#[derive(Debug, Clone, Copy)]
pub struct Contract {
    /// Identifier, which is the name of its file without `.schema.json`.
    pub id: &'static str,
    /// What the document is.
    pub title: &'static str,
    /// The commands that print it with `--format json`, without the name of the program.
    pub printed_by: &'static [&'static str],
    /// The file of a folder that holds it.
    pub file: Option<&'static str>,
    /// Whether its keys are columns of the tables, whose meaning [`crate::publish::columns::all`] has.
    columns: bool,
    shape: &'static str,
}

const fn of(
    id: &'static str,
    title: &'static str,
    printed_by: &'static [&'static str],
    shape: &'static str,
) -> Contract {
    Contract { id, title, printed_by, file: None, columns: false, shape }
}

impl Contract {
    const fn in_file(self, file: &'static str) -> Self {
        Self { file: Some(file), ..self }
    }

    const fn of_columns(self) -> Self {
        Self { columns: true, ..self }
    }

    /// The JSON Schema.
    ///
    /// # Errors
    /// [`Error::Table`] for a shape that cannot be read, a defect of this program.
    pub fn schema(&self) -> Result<Value, Error> {
        let root = shape::read(self.shape).map_err(|problem| Error::Table(format!("schema {}: {problem}", self.id)))?;
        let mut schema = self.of_node(&root);
        let head = [
            ("$schema", json!(DRAFT)),
            ("$id", json!(format!("{}.schema.json", self.id))),
            ("title", json!(self.title)),
        ];
        if let Value::Object(own) = &mut schema {
            let body = std::mem::take(own);
            own.extend(head.map(|(key, value)| (key.to_owned(), value)));
            own.extend(body);
        }
        Ok(schema)
    }

    /// The schema as the text of its file.
    ///
    /// # Errors
    /// As [`Self::schema`].
    pub fn text(&self) -> Result<String, Error> {
        let text = serde_json::to_string_pretty(&self.schema()?).map_err(|e| Error::Table(e.to_string()))?;
        Ok(text + "\n")
    }

    fn of_node(&self, node: &Node) -> Value {
        if node.key == "schema" {
            return json!({ "const": SCHEMA, "description": node.about });
        }
        let mut schema = self.of_kind(node, &node.kind);
        let column = described(&node.key).filter(|_| self.columns).map(|column| column.about);
        if let (Some(about), Value::Object(own)) = (node.about.as_deref().or(column), &mut schema) {
            own.insert("description".to_owned(), json!(about));
        }
        schema
    }

    fn of_kind(&self, node: &Node, kind: &shape::Kind) -> Value {
        use shape::Kind::{Any, Flag, List, Map, Number, Object, Text, Whole};
        let typed = |word: &str| if node.never_null { json!(word) } else { json!([word, "null"]) };
        match kind {
            Any => json!({}),
            Text => json!({ "type": typed("string") }),
            Whole => json!({ "type": typed("integer") }),
            Number => json!({ "type": typed("number") }),
            Flag => json!({ "type": typed("boolean") }),
            Object => {
                let mut schema = self.of_keys(&node.below);
                schema["type"] = typed("object");
                schema
            }
            List(of) => {
                let items = match &**of {
                    Object => self.of_keys(&node.below),
                    other => self.of_kind(&Node { never_null: false, ..node.clone() }, other),
                };
                json!({ "type": typed("array"), "items": items })
            }
            Map(of) => {
                let values = self.of_kind(&Node { never_null: false, ..node.clone() }, of);
                json!({ "type": typed("object"), "additionalProperties": values })
            }
        }
    }

    /// An object with these keys.
    fn of_keys(&self, keys: &[Node]) -> Value {
        let properties: serde_json::Map<String, Value> =
            keys.iter().map(|node| (node.key.clone(), self.of_node(node))).collect();
        let required: Vec<&str> = keys.iter().filter(|node| !node.optional).map(|node| &*node.key).collect();
        json!({ "type": "object", "required": required, "properties": properties })
    }
}

/// The contract with this identifier.
#[must_use]
pub fn find(id: &str) -> Option<&'static Contract> {
    CONTRACTS.iter().find(|contract| contract.id == id)
}

/// Every kind of JSON that the program writes, but for `csv-metadata.json`, whose shape is that of CSV on the Web.
pub static CONTRACTS: &[Contract] = &[
    of("areas", "Every area of a report", &[], include_str!("shapes/areas.txt")).in_file("areas.json").of_columns(),
    of("benchmark", "Each area against those like it", &["similar"], include_str!("shapes/benchmark.txt")),
    of("compare", "How two folders or definitions differ", &["compare"], include_str!("shapes/compare.txt")),
    of("demand", "What areas will need", &["scenario demand"], include_str!("shapes/demand.txt")),
    of("explain", "How much of the differences goes with need", &["explain"], include_str!("shapes/explain.txt")),
    of("funding", "Money by area", &["funding"], include_str!("shapes/funding.txt")),
    of("indices", "Indices of variation", &["indices"], include_str!("shapes/indices.txt"))
        .in_file("indices.json")
        .of_columns(),
    of("inequality", "Inequality of rates over a ranking", &["rates"], include_str!("shapes/inequality.txt")),
    of("levels", "Variance between areas and practices", &["levels"], include_str!("shapes/levels.txt")),
    of("localities", "Localities and their budgets", &["scenario localities"], include_str!("shapes/localities.txt")),
    of("manifest", "Where a folder comes from", &[], include_str!("shapes/manifest.txt")).in_file("manifest.json"),
    of("merge", "What merging areas would do", &["scenario merge"], include_str!("shapes/merge.txt")),
    of("moves", "Who gains and loses where money moves", &["scenario moves"], include_str!("shapes/moves.txt")),
    of("need", "Every treatment before and after need", &["sweep"], include_str!("shapes/need.txt"))
        .in_file("need.json"),
    of(
        "opportunity",
        "What moving to a target would come to",
        &["opportunity"],
        include_str!("shapes/opportunity.txt"),
    ),
    of(
        "opportunity-league",
        "Opportunities of all treatments",
        &["opportunity"],
        include_str!("shapes/opportunity-league.txt"),
    ),
    of("outliers", "Verdicts on areas", &["outliers"], include_str!("shapes/outliers.txt")).of_columns(),
    of("pool", "Chance in costs by size", &["pool"], include_str!("shapes/pool.txt")),
    of("rates", "Rates of areas", &["rates"], include_str!("shapes/rates.txt")).of_columns(),
    of("series", "Trends of plain series", &["trend"], include_str!("shapes/series.txt")),
    of("similar", "The areas most like each area", &["similar"], include_str!("shapes/similar.txt")),
    of("smooth", "Smoothed ratios of areas", &["smooth"], include_str!("shapes/smooth.txt")).of_columns(),
    of("space", "What neighbouring areas share", &["space"], include_str!("shapes/space.txt")),
    of("split", "What splitting areas would do", &["scenario split"], include_str!("shapes/split.txt")),
    of("store", "What a store holds", &["store"], include_str!("shapes/store.txt")),
    of("store-check", "What is wrong with a store", &["store check"], include_str!("shapes/store-check.txt")),
    of("sweep", "The league of treatments", &["sweep"], include_str!("shapes/sweep.txt"))
        .in_file("league.json")
        .of_columns(),
    of(
        "treatment-check",
        "A definition held against a store",
        &["treatment check"],
        include_str!("shapes/treatment-check.txt"),
    ),
    of(
        "treatment-list",
        "The treatments that are defined",
        &["treatment list"],
        include_str!("shapes/treatment-list.txt"),
    ),
    of("trend", "Whether areas differ more than before", &["trend"], include_str!("shapes/trend.txt")),
    of("watch", "Months unlike those before", &["watch"], include_str!("shapes/watch.txt")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_read_and_ids_are_in_order() {
        assert!(CONTRACTS.windows(2).all(|pair| pair[0].id < pair[1].id));
        for contract in CONTRACTS {
            let schema = contract.schema().unwrap();
            assert_eq!(schema["$schema"], DRAFT);
            let shown = contract.printed_by.iter().any(|command| !command.is_empty()) || contract.file.is_some();
            assert!(shown && contract.title.len() > 5, "{}", contract.id);
        }
        let rates = find("rates").unwrap().schema().unwrap();
        assert_eq!(rates["properties"]["schema"]["const"], SCHEMA);
        let area = &rates["properties"]["slices"]["items"]["properties"]["areas"]["items"];
        assert_eq!(area["properties"]["rate"]["type"], json!(["number", "null"]));
        assert_eq!(area["properties"]["area"]["type"], "string");
        assert_eq!(area["properties"]["area"]["description"], "Code of the area, as in the input");
    }
}
