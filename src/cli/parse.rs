//! Words and numbers of the command line that are no options of a study, each refused with what was expected.

use unwarranted::core::{Month, Period, TreatmentCodes};

pub(crate) fn month(text: &str) -> Result<Month, String> {
    match Period::parse(text) {
        Ok(Period::Month(month)) => Ok(month),
        _ => Err("expected a month such as 2019-06".to_owned()),
    }
}

/// Treatments by codes, as one option gives them.
#[derive(Debug, Clone)]
pub(crate) struct Codes(pub(crate) Vec<TreatmentCodes>);

pub(crate) fn codes(text: &str) -> Result<Codes, String> {
    unwarranted::study::codes(text).map(Codes)
}

pub(crate) fn portal(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if host.is_some_and(|host| !host.is_empty() && !host.contains(['?', '#', ' '])) {
        Ok(text.to_owned())
    } else {
        Err("expected the address of a portal, such as https://opendata.nhsbsa.net".to_owned())
    }
}

pub(crate) fn percent(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "expected a number of per cent such as 1 or 2.5".to_owned())?;
    if (0.0..=100.0).contains(&value) { Ok(value) } else { Err("expected a number from 0 to 100".to_owned()) }
}
