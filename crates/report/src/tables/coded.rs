//! The two codes of an area, NHS and ONS, in finished tables: of every row that has an area, whichever of the two the data use.
//!
//! Tables of rates have the codes of their own data. All others get them here, as columns after their own and as keys after `area`.

use super::by_area::{AreaCodes, CodesBy};
use super::delimited::{text, write};
use crate::error::Error;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use unwarranted_core::{Month, Period};

/// The column, and the key, that says the code of an area as in the data.
const AREA: &str = "area";
/// What is added.
const CODES: [&str; 2] = ["ods_code", "ons_code"];
/// Columns and keys that say when.
const WHEN: [&str; 2] = ["period", "month"];

/// Knows the codes of these areas in a month: the last of the table, where it says one.
pub type Lookup<'a> = dyn Fn(&BTreeSet<Arc<str>>, Option<Month>) -> CodesBy + 'a;

/// A CSV table with the columns `ods_code` and `ons_code` after its own; codes that are not known are empty. A table that has them, or that
/// has no column `area`, stays as it is.
///
/// # Errors
/// [`Error::Table`] for text that is no table, a defect of this program.
pub fn csv_with_codes(table: &str, known: &Lookup) -> Result<String, Error> {
    let fail = |e: csv::Error| Error::Table(e.to_string());
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let head = reader.headers().map_err(fail)?.clone();
    let at = |name: &str| head.iter().position(|column| column == name);
    let Some(area) = at(AREA).filter(|_| CODES.iter().all(|code| at(code).is_none())) else {
        return Ok(table.to_owned());
    };
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().map_err(fail)?;
    let cells = |at: usize| rows.iter().filter_map(move |row| row.get(at));
    let areas: BTreeSet<Arc<str>> = cells(area).filter(|code| !code.is_empty()).map(Arc::from).collect();
    let last = WHEN.into_iter().filter_map(at).flat_map(cells).filter_map(last_month).max();
    let codes = known(&areas, last);
    let with = |row: &csv::StringRecord| {
        let of = codes.get(row.get(area).unwrap_or_default());
        let own = row.iter().map(str::to_owned);
        own.chain(both(of).map(|code| text(code.unwrap_or_default()))).collect::<Vec<_>>()
    };
    write(head.iter().chain(CODES).map(str::to_owned), rows.iter().map(with))
}

/// A JSON document with the keys `ods_code` and `ons_code` after `area` in every object in which that is a text; `null` where a code is not
/// known. Objects that have one of the keys stay as they are, and so do the bytes of all else.
///
/// # Errors
/// [`Error::Table`] for text that is no JSON, a defect of this program.
pub fn json_with_codes(document: &str, known: &Lookup) -> Result<String, Error> {
    let fail = |e: serde_json::Error| Error::Table(e.to_string());
    let found = Walk::through(document).map_err(fail)?;
    let areas = found.places.iter().map(|place| Arc::clone(&place.area)).collect();
    let codes = known(&areas, found.last);
    let (mut out, mut from) = (String::with_capacity(document.len()), 0);
    for place in &found.places {
        out += &document[from..place.end];
        let gap = &document[place.gap.clone()];
        let between = if gap.contains('\n') { gap } else { " " };
        for (key, code) in CODES.into_iter().zip(both(codes.get(&place.area))) {
            let value = serde_json::to_string(&code).map_err(fail)?;
            out += &format!(",{between}\"{key}\": {value}");
        }
        from = place.end;
    }
    Ok(out + &document[from..])
}

/// The codes in the order of [`CODES`].
fn both(codes: Option<&AreaCodes>) -> [Option<&str>; 2] {
    [codes.and_then(|c| c.ods.as_deref()), codes.map(|c| &*c.ons)]
}

fn last_month(text: &str) -> Option<Month> {
    Period::parse(text).ok()?.last_month()
}

/// Where a document has an area.
struct Place {
    area: Arc<str>,
    /// Behind the code.
    end: usize,
    /// The blanks before the key, which set entries apart.
    gap: Range<usize>,
}

/// An object or a list that is open.
#[derive(Default)]
struct Open {
    place: Option<Place>,
    /// Whether it has the codes already.
    coded: bool,
}

/// A walk through a document, text by text.
#[derive(Default)]
struct Walk {
    places: Vec<Place>,
    last: Option<Month>,
    open: Vec<Open>,
    /// The key whose value comes next, with the blanks before it.
    key: Option<(String, Range<usize>)>,
}

impl Walk {
    fn through(document: &str) -> Result<Self, serde_json::Error> {
        let (bytes, mut walk, mut at, mut gap) = (document.as_bytes(), Self::default(), 0, 0);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    let end = end_of_text(bytes, at);
                    let is_key = document[end..].trim_start().starts_with(':');
                    walk.text(serde_json::from_str(&document[at..end])?, is_key, gap..at, end);
                    at = end;
                    continue;
                }
                b'{' | b'[' => {
                    walk.open.push(Open::default());
                    gap = walk.next(at);
                }
                b'}' | b']' => {
                    walk.close();
                    gap = walk.next(at);
                }
                b',' => gap = walk.next(at),
                _ => {}
            }
            at += 1;
        }
        // Of an object in another, the place of the outer one comes first.
        walk.places.sort_by_key(|place| place.end);
        Ok(walk)
    }

    fn text(&mut self, text: String, is_key: bool, gap: Range<usize>, end: usize) {
        let Some(open) = self.open.last_mut() else { return };
        if is_key {
            open.coded |= CODES.contains(&text.as_str());
            self.key = Some((text, gap));
            return;
        }
        match self.key.take() {
            Some((key, gap)) if key == AREA => open.place = Some(Place { area: text.into(), end, gap }),
            Some((key, _)) if WHEN.contains(&key.as_str()) => self.last = self.last.max(last_month(&text)),
            _ => {}
        }
    }

    /// Where the next entry begins, which has no key yet.
    fn next(&mut self, at: usize) -> usize {
        self.key = None;
        at + 1
    }

    fn close(&mut self) {
        if let Some(Open { place: Some(place), coded: false }) = self.open.pop() {
            self.places.push(place);
        }
    }
}

/// Behind the closing quotation mark of the text that begins at `start`.
fn end_of_text(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::lines::to_lines;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// Every area that begins with Z is known.
    fn known(areas: &BTreeSet<Arc<str>>, month: Option<Month>) -> CodesBy {
        let ons = month.map_or("none".to_owned(), |month| month.to_string());
        let of = |code: &Arc<str>| {
            let codes = AreaCodes { ods: code.strip_prefix("Zx").map(Arc::from), ons: ons.as_str().into() };
            (Arc::clone(code), codes)
        };
        areas.iter().filter(|code| code.starts_with('Z')).map(of).collect()
    }

    #[test]
    fn a_table_of_areas_gets_both_codes_of_its_last_period() {
        let table = "period,area,note\n2019/20,Zx1,\"a, b\"\n2021/22,Z,\n2020/21,other,c\n";
        let with = csv_with_codes(table, &known).unwrap();
        let lines = [
            "period,area,note,ods_code,ons_code",
            "2019/20,Zx1,\"a, b\",1,2022-03",
            "2021/22,Z,,,2022-03",
            "2020/21,other,c,,",
        ];
        assert_eq!(with, lines.join("\n") + "\n");
        assert_eq!(csv_with_codes(&with, &known).unwrap(), with);
        assert_eq!(csv_with_codes("criterion\nZ\n", &known).unwrap(), "criterion\nZ\n");
    }

    #[test]
    fn an_object_of_an_area_gets_both_codes() {
        let document = "{\n  \"month\": \"2021-05\",\n  \"areas\": [\n    {\"n\": 1, \"area\": \"Zx1\", \"a\\\"\": \"}\"},\n    {\"area\": \"A\"}\n  ]\n}\n";
        let wanted = "{\n  \"month\": \"2021-05\",\n  \"areas\": [\n    {\"n\": 1, \"area\": \"Zx1\", \"ods_code\": \"1\", \"ons_code\": \"2021-05\", \"a\\\"\": \"}\"},\n    {\"area\": \"A\", \"ods_code\": null, \"ons_code\": null}\n  ]\n}\n";
        assert_eq!(json_with_codes(document, &known).unwrap(), wanted);
        assert_eq!(json_with_codes(wanted, &known).unwrap(), wanted);
    }

    /// The slow way: the document is read, and the keys are put in.
    fn slowly(value: &mut Value) {
        match value {
            Value::Array(all) => all.iter_mut().for_each(slowly),
            Value::Object(keys) => {
                keys.values_mut().for_each(slowly);
                if let (Some(Value::String(area)), None, None) =
                    (keys.get("area"), keys.get("ods_code"), keys.get("ons_code"))
                {
                    let codes = known(&[Arc::from(area.as_str())].into(), None);
                    let [ods, ons] = both(codes.get(area.as_str())).map(|code| json!(code));
                    keys.insert("ods_code".to_owned(), ods);
                    keys.insert("ons_code".to_owned(), ons);
                }
            }
            _ => {}
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let text = prop_oneof![Just("Zx\"1".to_owned()), Just("area".to_owned()), "[Z\\\\\"{}\\[\\],: \n]{0,6}"];
        let leaf = prop_oneof![Just(Value::Null), any::<f64>().prop_map(|v| json!(v)), text.prop_map(|t| json!(t))];
        leaf.prop_recursive(4, 32, 4, |inner| {
            let key = prop_oneof![Just("area"), Just("ods_code"), Just("ons_code"), Just("a\"b"), Just("c")];
            let key = key.prop_map(str::to_owned);
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::btree_map(key, inner, 0..4).prop_map(|of| json!(of)),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_document_is_as_if_it_had_been_read(mut value in values(), depth in 0_usize..4) {
            let text = json_with_codes(&to_lines(&value, depth).unwrap(), &known).unwrap();
            slowly(&mut value);
            prop_assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        }
    }
}
