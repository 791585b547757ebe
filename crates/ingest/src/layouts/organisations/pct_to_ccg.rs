//! Which clinical commissioning groups followed each primary care trust.

use super::{LinkSet, ONS_ATTRIBUTION, area};
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::{Source, json, literal};
use crate::tables::directory::Node;
use crate::tables::{Dataset, Geography, Reading, Reject, Tables, Tally, Verdict};
use crate::values::area_kind::{AreaKind, Scheme};
use serde_json::{Map, Value};

pub(crate) static FORMAT: Format = Format {
    id: "pct-to-ccg",
    title: "Primary care trusts and the groups that followed them, with shares of postcodes",
    publisher: "Office for National Statistics (best fit of postcodes)",
    years: "2013",
    licence: OGL,
    attribution: ONS_ATTRIBUTION,
    columns: &["onscode", "nhscode", "name", "CCG: {code, name, onscode, pcd_percent}"],
    traps: &[
        "a script literal: an assignment, trailing commas, comments and bare keys are allowed for",
        "CCG is an object where one group followed and a list where several did",
        "pcd_percent is the percentage of the trust's postcodes, a text; shares of people differ from it",
        "no date: the trusts ended on 31 March 2013, but the groups are those of April 2015 (209 of them: 13T stands for three of 2013)",
    ],
    dataset: Some(Dataset::Links),
    geography: Geography::Unspecified,
    recognise: |sample| sample.is_json() && ["nhscode", "pcd_percent"].iter().all(|key| sample.start.contains(key)),
    read: Some(Reader::Whole(read)),
};

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let trusts: Vec<Map<String, Value>> = json::parse(source, &literal::to_json(source.text))?;
    let (mut links, mut tally) = (LinkSet::default(), Tally::default());
    for (at, trust) in trusts.iter().enumerate() {
        tally.read += 1;
        match add(at, trust, &mut links) {
            Ok(sum) => {
                if !(0.995..=1.005).contains(&sum) {
                    tally.notices.push(format!("[{at}]: the shares of the groups add up to {sum:.4}, not to 1"));
                }
                tally.count(Verdict::Used(None));
            }
            Err(reason) => {
                let code = trust.get("nhscode").and_then(Value::as_str).unwrap_or_default();
                let (line, raw) = (json::line_of(source, code), Value::Object(trust.clone()).to_string());
                tally.rejects.push(Reject { line, column: code.to_owned(), reason, raw });
            }
        }
    }
    source.tolerates(&tally)?;
    Ok(Reading { tables: Tables::Links(None, links.finish(FORMAT.id)), tally })
}

/// Adds the links of one trust and returns the sum of the shares of its groups.
fn add(at: usize, trust: &Map<String, Value>, links: &mut LinkSet) -> Result<f64, String> {
    let (ods, ons) = nodes(&format!("[{at}]"), trust, AreaKind::Pct, "nhscode")?;
    links.add(ods.clone(), ons);
    let groups = match trust.get("CCG") {
        Some(Value::Object(group)) => vec![group],
        Some(Value::Array(groups)) => {
            let objects: Option<Vec<_>> = groups.iter().map(Value::as_object).collect();
            objects.ok_or_else(|| format!("[{at}].CCG: expected a list of objects"))?
        }
        found => return Err(format!("[{at}].CCG: {}; expected an object or a list", json::found_words(found))),
    };
    let mut sum = 0.0;
    for (i, group) in groups.into_iter().enumerate() {
        let path = format!("[{at}].CCG[{i}]");
        let (group_ods, group_ons) = nodes(&path, group, AreaKind::Ccg, "code")?;
        let percent = text(&path, group, "pcd_percent")?;
        let percent: f64 = percent
            .parse()
            .ok()
            .filter(|p| (0.0..=100.0).contains(p))
            .ok_or_else(|| format!("{path}.pcd_percent: found '{percent}'; expected a percentage from 0 to 100"))?;
        sum += percent / 100.0;
        links.add(group_ods.clone(), group_ons);
        links.insert(ods.clone(), group_ods, (None, None), Some(percent / 100.0));
    }
    Ok(sum)
}

/// An area by its ODS and by its ONS code.
fn nodes(path: &str, fields: &Map<String, Value>, kind: AreaKind, ods: &str) -> Result<(Node, Node), String> {
    let name = text(path, fields, "name")?;
    let node = |scheme, key| Ok::<_, String>(area(scheme, kind, &text(path, fields, key)?, &name));
    Ok((node(Scheme::Ods, ods)?, node(Scheme::Ons, "onscode")?))
}

/// A text or number.
fn text(path: &str, fields: &Map<String, Value>, key: &str) -> Result<String, String> {
    match fields.get(key) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        found => Err(format!("{path}.{key}: {}; expected a text", json::found_words(found))),
    }
}
