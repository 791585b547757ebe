//! What every column of the tables means: the one list of them, in two files.

mod of_areas;
mod printed;

pub use super::described::{Described, Holds};

use super::{asked, league, money};

/// Every column of every table of a report, and of the tables of areas that commands print.
pub fn all() -> impl Iterator<Item = &'static Described> {
    of_areas::COLUMNS.iter().chain(printed::COLUMNS)
}

/// The entry of a column.
#[must_use]
pub fn described(name: &str) -> Option<&'static Described> {
    let find = |name: &str| all().find(|c| c.name == name);
    let is_number = |part: &&str| part.parse::<f64>().is_err();
    find(name).or_else(|| find(&name.split('_').filter(is_number).collect::<Vec<_>>().join("_")))
}

/// The entry of a column of one file: some names mean something of their own in tables of money, and in those that commands with options of
/// their own print.
#[must_use]
pub fn described_in(file: &str, name: &str) -> Option<&'static Described> {
    let money = money::FILES.contains(&file).then_some(money::COLUMNS);
    let own = money.or_else(|| {
        asked::COLUMNS.iter().chain(league::COLUMNS).find(|(own, _)| *own == file).map(|(_, columns)| *columns)
    });
    own.and_then(|columns| columns.iter().find(|c| c.name == name)).or_else(|| described(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_has_one_entry_found_with_or_without_a_level() {
        for (at, column) in all().enumerate() {
            assert!(all().skip(at + 1).all(|other| other.name != column.name), "{} twice", column.name);
            assert!(!column.about.ends_with('.') && column.about.len() > 4, "{}", column.name);
        }
        let name = |name: &str| described(name).map(|c| c.name);
        assert_eq!(name("limit_adjusted_99.8_upper"), Some("limit_adjusted_upper"));
        assert_eq!((name("ratio_lower_99_8"), name("decile_3")), (Some("ratio_lower"), Some("decile")));
        assert_eq!((name("q_bh"), name("nonsense")), (Some("q_bh"), None));
    }
}
