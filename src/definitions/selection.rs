//! Which codes a definition takes.

use super::text::Text;
use super::{DefinedCodes, Result};
use crate::core::{Month, Period, Selection};
use serde::Deserialize;

/// Characters of whole codes: of appliances and of medicines.
const WHOLE: [usize; 2] = [11, 15];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodesTable {
    #[serde(default)]
    pub(super) include: Vec<String>,
    #[serde(default)]
    pub(super) exclude: Vec<String>,
    #[serde(default)]
    pub(super) codes: Vec<String>,
    pub(super) list: Option<String>,
    pub(super) name_pattern: Option<String>,
}

pub(super) fn codes(text: &Text<'_>, table: &str, of: &CodesTable) -> Result<DefinedCodes> {
    let key = |name: &str| format!("{table}.{name}");
    if of.include.is_empty() && of.codes.is_empty() {
        let says = "has neither; expected beginnings of BNF codes in 'include', or whole codes in 'codes'";
        return Err(text.at(&key("include"), says));
    }
    if let Some(part) = of.codes.iter().find(|code| !WHOLE.contains(&code.trim().len()) || code.contains('~')) {
        let says = format!("'{part}' is no whole code; expected 15 characters, or 11 of an appliance");
        return Err(text.at(&key("codes"), says));
    }
    let all: Vec<&str> = of.include.iter().chain(&of.codes).map(String::as_str).collect();
    let exclude: Vec<&str> = of.exclude.iter().map(String::as_str).collect();
    // The key in which the first bad text stands.
    let bad = |texts: &[&str]| texts.iter().any(|text| Selection::new(&[text], &[]).is_err());
    let at =
        |name: &str, texts: &[String]| bad(&texts.iter().map(String::as_str).collect::<Vec<_>>()).then(|| key(name));
    let place = || at("include", &of.include).or(at("codes", &of.codes)).unwrap_or_else(|| key("exclude"));
    let selection = Selection::new(&all, &exclude).map_err(|says| text.at(&place(), says.to_string()))?;
    let list = match (&of.list, of.codes.is_empty()) {
        (Some(list), false) => Some(month(text, &key("list"), list)?),
        (None, false) => {
            return Err(
                text.at(&key("codes"), "need 'list', the month of the code list they are from, such as 2020-02")
            );
        }
        (Some(_), true) => return Err(text.at(&key("list"), "goes with 'codes'")),
        (None, true) => None,
    };
    if of.name_pattern.is_some() && of.codes.is_empty() {
        let says = "says how 'codes' were found, and there are none: make them with 'unwarranted treatment new --name-pattern'";
        return Err(text.at(&key("name_pattern"), says));
    }
    Ok(DefinedCodes { selection, list, name_pattern: of.name_pattern.clone() })
}

fn month(text: &Text<'_>, key: &str, word: &str) -> Result<Month> {
    match Period::parse(word) {
        Ok(Period::Month(month)) => Ok(month),
        _ => Err(text.at(key, format!("is '{word}'; expected a month such as 2020-02"))),
    }
}
