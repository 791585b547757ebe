//! What all areas of a slice are together.

use crate::findings::found::SliceFindings;

/// Codes of England and the name that tables without codes have.
const ENGLAND: [&str; 2] = ["E92000001", "England"];

/// How many areas of a kind England had at a time, by the start of their ONS codes: clinical commissioning groups and sub-ICB
/// locations, integrated care boards, NHS regions, regions.
const COUNTS: [(&str, &[usize]); 4] =
    [("E38", &[106, 135, 191, 195, 207, 209, 211]), ("E54", &[42]), ("E40", &[7]), ("E12", &[9])];

impl SliceFindings {
    /// What all areas are together, as it stands within a sentence: "England" or "all areas together".
    #[must_use]
    pub fn whole(&self) -> &'static str {
        if self.is_england() { "England" } else { "all areas together" }
    }

    /// Whether the slice is known to be all of England: a row for England was set aside, or the areas are as many as
    /// England has of their kind.
    #[must_use]
    pub fn is_england(&self) -> bool {
        let row = |code: &str| ENGLAND.iter().any(|england| code.eq_ignore_ascii_case(england));
        self.set_aside.iter().flat_map(|aside| &aside.areas).any(|code| row(code)) || self.is_as_many()
    }

    fn is_as_many(&self) -> bool {
        let codes = || self.areas.iter().map(|a| a.ons_code.as_deref().unwrap_or(&a.area));
        let of = |start: &str| codes().all(|code| code.starts_with(start) && code.len() == ENGLAND[0].len());
        COUNTS.iter().any(|(start, counts)| counts.contains(&self.areas.len()) && of(start))
    }
}

#[cfg(test)]
mod tests {
    use crate::data::kind::Kind;
    use crate::data::set_aside::{Reason, SetAside};
    use crate::data::slice::Slice;
    use crate::{AnalysisOptions, analyse};

    #[test]
    fn england_is_said_only_where_it_is_known() {
        let found = |n: u32, start: &str| {
            let codes: Vec<String> = (0..n).map(|i| format!("{start}0000{i:02}")).collect();
            let rows: Vec<_> = codes.iter().map(|code| (code.as_str(), 40.0, 100.0)).collect();
            let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
            analyse(&slice, &AnalysisOptions::default()).unwrap()
        };
        assert_eq!(found(42, "E54").whole(), "England");
        assert_eq!(found(41, "E54").whole(), "all areas together");
        assert_eq!(found(42, "W06").whole(), "all areas together");
        let mut some = found(5, "E06");
        assert_eq!(some.whole(), "all areas together");
        some.set_aside.push(SetAside::new(Reason::NotAnArea, 1, vec!["E92000001".into()], |_| None));
        assert_eq!(some.whole(), "England");
    }
}
