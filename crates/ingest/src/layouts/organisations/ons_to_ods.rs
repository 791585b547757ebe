//! JSON files from ONS code to name, or to ODS code and name.

use super::{LinkSet, ONS_ATTRIBUTION, area};
use crate::error::Error;
use crate::layouts::{Format, OGL, Reader};
use crate::read::json::{self, Entries};
use crate::read::{Sample, Source, file_name, year_columns};
use crate::tables::directory::Node;
use crate::tables::{Dataset, Geography, Reading, Reject, Tables, Tally, Verdict};
use crate::values::area_kind::{AreaKind, Scheme};
use crate::values::codes;
use serde_json::Value;
use unwarranted_core::Month;

pub(crate) static FORMAT: Format = Format {
    id: "ons-to-ods",
    title: "ONS codes of health areas with their ODS codes and names (JSON)",
    publisher: "Office for National Statistics, as collected for software of the NHS",
    years: "2015 to today",
    licence: OGL,
    attribution: ONS_ATTRIBUTION,
    columns: &["ONS code: name", "ONS code: {ccg19cdh, name}"],
    traps: &[
        "two forms: code to name, without ODS codes; and code to ODS code and name, under keys that carry a year of their own",
        "a header row left in as data (CCG20CD) is set aside",
        "areas of Scotland, Wales, Northern Ireland and the Isle of Man are listed too: kept as other areas",
        "no date: the month is taken from the file name, where it holds one",
    ],
    dataset: Some(Dataset::Links),
    geography: Geography::Unspecified,
    recognise,
    read: Some(Reader::Whole(read)),
};

fn recognise(sample: &Sample<'_>) -> bool {
    let Some(rest) = sample.start.trim_start().strip_prefix('{') else { return false };
    let Some((key, rest)) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
        return false;
    };
    let value = rest.trim_start().strip_prefix(':').map(str::trim_start).unwrap_or_default();
    (codes::is_ons(key) || year_columns::has_form(key))
        && (value.starts_with('"') || (value.starts_with('{') && sample.start.contains("\"name\"")))
}

fn read(source: &Source<'_>) -> Result<Reading, Error> {
    let Entries(entries) = json::parse(source, source.text)?;
    let month = file_name::published(source);
    let (mut links, mut tally) = (LinkSet::default(), Tally::default());
    for (code, value) in &entries {
        tally.read += 1;
        if year_columns::has_form(code) {
            tally.count(Verdict::SetAside("a header row left in as data"));
            continue;
        }
        match link(code, value, month) {
            Ok((from, to)) => {
                let new = links.add(from, to);
                tally.count(if new { Verdict::Used(None) } else { Verdict::SetAside("listed before") });
            }
            Err(reason) => {
                let (line, column, raw) = (json::line_of(source, code), code.clone(), value.to_string());
                tally.rejects.push(Reject { line, column, reason, raw });
            }
        }
    }
    source.tolerates(&tally)?;
    let with_codes = entries.iter().any(|(_, value)| value.is_object());
    let series = format!("{}/{}", FORMAT.id, if with_codes { "codes" } else { "names" });
    Ok(Reading { tables: Tables::Links(month, links.finish(series)), tally })
}

/// The link that an entry stands for: from ODS to ONS code, or from ONS code to name.
fn link(code: &str, value: &Value, month: Option<Month>) -> Result<(Node, Node), String> {
    if code.len() < 5 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(format!("found the key '{code}'; expected an ONS code such as E38000130"));
    }
    let kind = AreaKind::of_ons(code, month);
    match value {
        Value::String(name) => {
            Ok((area(Scheme::Ons, kind, code, name.trim()), area(Scheme::Name, kind, name.trim(), name.trim())))
        }
        Value::Object(fields) => {
            let text = |key: &str| {
                let found = fields.get(key);
                found
                    .and_then(Value::as_str)
                    .map(str::trim)
                    .filter(|text| !text.is_empty())
                    .ok_or_else(|| format!("{code}.{key}: {}; expected a text", json::found_words(found)))
            };
            let is_ods = |key: &&String| year_columns::parse(key).is_some_and(|c| c.holds == year_columns::Holds::Ods);
            let key = fields.keys().find(is_ods).map_or("ccg19cdh", String::as_str);
            let (ods, name) = (text(key)?, text("name")?);
            Ok((area(Scheme::Ods, kind, ods, name), area(Scheme::Ons, kind, code, name)))
        }
        other => {
            Err(format!("{code}: {}; expected a name, or an object of code and name", json::found_words(Some(other))))
        }
    }
}
