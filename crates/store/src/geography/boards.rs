//! The integrated care boards that sub-ICB locations are in, as of 2023.

use std::collections::BTreeMap;
use unwarranted_ingest::error::Error;

const BUILT_IN: &str = include_str!("../../data/geography/sub-icb-icb.csv");

/// The board of each sub-ICB location, by their ODS codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Boards {
    boards: BTreeMap<String, String>,
}

impl Boards {
    /// The 106 locations of 2022 and 2023 and their 42 boards.
    ///
    /// # Errors
    /// None in practice: a line of the built-in table that cannot be read.
    ///
    /// ```
    /// use unwarranted_store::geography::Boards;
    /// let boards = Boards::built_in()?;
    /// assert_eq!(boards.of("16C"), Some("QHM")); // Tees Valley in North East and North Cumbria
    /// assert_eq!(boards.of("00F"), None); // a group that had merged before
    /// # Ok::<(), unwarranted_ingest::Error>(())
    /// ```
    pub fn built_in() -> Result<Self, Error> {
        let mut boards = BTreeMap::new();
        for (line, record) in (2u64..).zip(csv::Reader::from_reader(BUILT_IN.as_bytes()).records()) {
            let bad = |problem: String| Error::Row { file: "sub-icb-icb.csv".to_owned(), line, problem };
            let record = record.map_err(|e| bad(e.to_string()))?;
            let [Some(location), Some(board)] = [record.get(0), record.get(1)] else {
                return Err(bad("expected a location and its board".to_owned()));
            };
            boards.insert(location.to_owned(), board.to_owned());
        }
        Ok(Self { boards })
    }

    /// The board that a location is in; `None` for other codes.
    #[must_use]
    pub fn of(&self, location: &str) -> Option<&str> {
        self.boards.get(location).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geography::{Level, OnsCodes};
    use std::collections::BTreeSet;
    use unwarranted_ingest::values::day::Day;

    /// Each location is called after the board that it is in, with its own code behind: `NHS Kent and Medway ICB - 91Q`.
    #[test]
    fn locations_are_in_the_boards_that_they_are_called_after() {
        let (boards, codes, day) =
            (Boards::built_in().unwrap(), OnsCodes::built_in().unwrap(), Day::new(2023, 4, 1).unwrap());
        assert_eq!(boards.boards.len(), 106);
        assert_eq!(boards.boards.values().collect::<BTreeSet<_>>().len(), 42);
        let plain = |name: &str| name.replace(" Integrated Care Board", "").replace(" ICB", "").to_lowercase();
        for (location, board) in &boards.boards {
            let name = codes.name(Level::Ccg, location, day).unwrap();
            let of = name.split(" - ").next().unwrap();
            let own = codes.name(Level::Icb, board, day).unwrap();
            assert_eq!(plain(of), plain(own), "{location} in {board}");
        }
    }
}
