//! Every option of a study with its value, for the manifest.

use super::{Data, Resample, Study, files, store};
use crate::core::Period;
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl Study {
    /// Every option with its value, for the manifest.
    #[must_use]
    pub fn options(&self) -> BTreeMap<String, Value> {
        let text = |t: Option<String>| t.map_or(Value::Null, Value::from);
        let periods: Vec<String> = self.periods.iter().map(Period::to_string).collect();
        let mut options: BTreeMap<String, Value> = [
            ("by", text(self.by.map(|g| g.word().to_owned()))),
            ("from", text(self.from.map(|m| m.to_string()))),
            ("to", text(self.to.map(|m| m.to_string()))),
            ("period", json!(periods)),
            ("kind", json!(self.kind)),
            ("denominator-is", json!(self.denominator_is)),
            ("per", json!(self.per)),
            ("confidence", json!(self.confidence)),
            ("confidence-also", json!(self.also)),
            ("interval", json!(self.interval.map(crate::core::IntervalMethod::word))),
            ("resample", text(self.resample.map(word).map(str::to_owned))),
            ("title", text(self.words.title.clone())),
            ("unit", text(self.words.unit.clone())),
            ("areas", text(self.words.areas.clone())),
            ("source", text(self.words.source.clone())),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into();
        options.extend(self.statistics.options());
        options.extend(self.adjust.options());
        options.extend(match &self.data {
            Data::Files { paths, tidy } => files::options(paths, tidy),
            Data::Store { query, .. } => store::options(query),
        });
        options
    }
}

fn word(resample: Resample) -> &'static str {
    Resample::ALL.into_iter().find(|(r, _)| *r == resample).map_or("areas", |(_, word)| word)
}
