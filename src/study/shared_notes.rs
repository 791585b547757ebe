//! Notes that several treatments share are said once.

use std::sync::Arc;

/// Most treatments that a note names.
const NAMED: usize = 8;

/// A line for each thing that is said, in the order in which it is first said, after the names of the treatments it is said of.
pub(super) fn shared(notes: Vec<(Arc<str>, String)>) -> Vec<String> {
    let mut by_text: Vec<(String, Vec<Arc<str>>)> = Vec::new();
    for (treatment, text) in notes {
        match by_text.iter_mut().find(|(said, _)| *said == text) {
            Some((_, of)) => of.push(treatment),
            None => by_text.push((text, vec![treatment])),
        }
    }
    by_text.into_iter().map(|(text, of)| format!("{}: {text}", named(&of))).collect()
}

fn named(treatments: &[Arc<str>]) -> String {
    // One more takes no more room than "1 more".
    let first = if treatments.len() <= NAMED + 1 { treatments.len() } else { NAMED };
    let names = treatments[..first].join(", ");
    match treatments.len() - first {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(all: &[(&str, &str)]) -> Vec<String> {
        shared(all.iter().map(|(treatment, text)| ((*treatment).into(), (*text).to_owned())).collect())
    }

    #[test]
    fn treatments_with_the_same_note_share_a_line() {
        assert_eq!(said(&[("a", "x."), ("b", "y."), ("c", "x.")]), ["a, c: x.", "b: y."]);
        assert!(said(&[]).is_empty());
    }

    #[test]
    fn a_note_names_eight_of_many() {
        let ids = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        let of = |n: usize| said(&ids[..n].iter().map(|id| (*id, "x.")).collect::<Vec<_>>());
        assert_eq!(of(9), ["a, b, c, d, e, f, g, h, i: x."]);
        assert_eq!(of(10), ["a, b, c, d, e, f, g, h and 2 more: x."]);
    }
}
