//! What is said of areas that are set aside.

use crate::input::shorten;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::Reason;

/// One sentence on the areas that are set aside; `None` without any.
pub(super) fn note(aside: &BTreeMap<Arc<str>, Reason>) -> Option<String> {
    let codes: Vec<Arc<str>> = aside.keys().cloned().collect();
    let (what, have) = if codes.len() == 1 { ("A row's area", "is") } else { ("The areas of some rows", "are") };
    (!codes.is_empty()).then(|| {
        format!(
            "{what} {have} no area like the others and {have} set aside with the reason: {}. Rows of totals are no part of \
             any figure.",
            listed(&codes)
        )
    })
}

/// The first few of many codes.
pub(super) fn listed(codes: &[Arc<str>]) -> String {
    const MOST: usize = 6;
    let mut shown: Vec<String> = codes.iter().take(MOST).map(|c| shorten(c)).collect();
    if codes.len() > MOST {
        shown.push(format!("and {} more", codes.len() - MOST));
    }
    shown.join(", ")
}
