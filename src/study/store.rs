//! A store as the data of a study.

use super::Loaded;
use crate::ingest::assemble::Query;
use anyhow::Result;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

pub(super) fn load(_dir: &Path, _query: &Query) -> Result<Loaded> {
    anyhow::bail!("shim")
}

/// The options of a store, for the manifest.
pub(super) fn options(_query: &Query) -> BTreeMap<String, Value> {
    BTreeMap::new()
}
