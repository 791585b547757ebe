//! Areas without a code of the kind that the others have.

use super::kind;
use crate::values::codes::{is_ods, is_ons};
use std::sync::Arc;
use unwarranted_core::Reason;

/// Fewest areas with codes of a known form beside which another form tells that an area is none.
const FORMED: usize = 5;

/// Areas without a code of any known form among areas that have one: `Unlinked` and `VPP` among `E38000006`, `E38000007`, ... Codes of
/// practices and of primary care trusts have too many forms to tell, and a code of letters and digits among short codes may be of a
/// form that is new.
pub(super) fn of<'a>(areas: impl Iterator<Item = &'a Arc<str>>) -> Vec<(Arc<str>, Reason)> {
    let formed = |area: &str| is_ons(area) || kind::of(area).is_some_and(|k| matches!(k.word(), "ccg" | "icb"));
    let (formed, others): (Vec<_>, Vec<_>) = areas.partition(|area| formed(area));
    let long = formed.iter().all(|area| is_ons(area));
    let stray = |area: &&Arc<str>| kind::of(&area.to_uppercase()).is_none() && (long || !is_short_code(area));
    if formed.len() < FORMED || others.len() * 4 > formed.len() || !others.iter().all(stray) {
        return Vec::new();
    }
    others.into_iter().map(|area| (Arc::clone(area), Reason::OtherLevel)).collect()
}

/// Whether a text has the form of short codes: three to six capitals and digits, of both.
fn is_short_code(text: &str) -> bool {
    let has = |of: fn(&u8) -> bool| text.as_bytes().iter().any(of);
    is_ods(text) && has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(codes: &[&str]) -> Vec<String> {
        let codes: Vec<Arc<str>> = codes.iter().map(|code| (*code).into()).collect();
        of(codes.iter()).into_iter().map(|(area, _)| area.to_string()).collect()
    }

    #[test]
    fn a_word_among_codes_is_no_area() {
        let ons = ["E38000006", "E38000007", "E38000024", "E38000130", "E38000163", "E54000010"];
        assert_eq!(found(&[&ons[..], &["Unlinked"]].concat()), ["Unlinked"]);
        assert_eq!(found(&[&["00L", "01A", "02E", "03F", "D2P2L"][..], &["VPP"]].concat()), ["VPP"]);
        let short = ["00L", "01A", "02E", "03F", "D2P2L", "QZ8X1"];
        assert_eq!(found(&short), Vec::<String>::new(), "a form that is new");
        assert_eq!(found(&[&ons[..], &["QZ8X1"]].concat()), ["QZ8X1"]);
        for more in ["W11000023", "e38000077", "00L"] {
            assert_eq!(found(&[&ons[..], &[more]].concat()), Vec::<String>::new(), "{more}");
        }
        let trusts = ["RJ1", "RJZ", "RRV", "RAL", "TAK", "TAL"];
        assert_eq!(found(&trusts), Vec::<String>::new(), "no code has a known form");
        assert_eq!(found(&[&ons[..], &["Kent", "Surrey"]].concat()), Vec::<String>::new(), "too many for a stray");
        assert_eq!(found(&["Hartlepool", "Bury", "Unlinked"]), Vec::<String>::new());
    }
}
