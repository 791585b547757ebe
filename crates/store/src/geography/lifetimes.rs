//! Which commissioners were there on a day: the built-in mergers, and the opening and closing days of the list of codes.

use super::{Level, Lineage, OnsCodes};
use unwarranted_ingest::values::day::Day;

/// What is known of the lives of commissioners.
#[derive(Debug, Clone, Copy)]
pub struct Lifetimes<'a> {
    /// Mergers.
    pub lineage: &'a Lineage,
    /// Opening and closing days.
    pub ons: &'a OnsCodes,
}

impl<'a> Lifetimes<'a> {
    /// The area that an area is, or had become, on a day ([`Lineage::area_at`]).
    pub(super) fn at(self, code: &'a str, day: Day) -> &'a str {
        self.lineage.area_at(code, day)
    }

    /// Whether a commissioner was there on a day. One that is in neither list is taken to have been.
    #[must_use]
    pub fn is_open(self, code: &str, day: Day) -> bool {
        let (opened, closed) = self.life(code);
        opened.is_none_or(|opened| opened <= day) && closed.is_none_or(|closed| day <= closed)
    }

    /// Why a commissioner was not there on a day: "16C opened on 1 April 2020".
    #[must_use]
    pub fn reason(self, code: &str, day: Day) -> String {
        match self.life(code) {
            (Some(opened), _) if day < opened => format!("{code} opened on {opened}"),
            (_, Some(closed)) if closed < day => format!("{code} closed on {closed}"),
            _ => format!("{code} was not there"),
        }
    }

    /// The first and the last day, where they are known. Of two opening days the later one counts: a code was given out
    /// some months before its area was there.
    fn life(self, code: &str) -> (Option<Day>, Option<Day>) {
        let (opened, closed) = self.ons.lifetime(Level::Ccg, code);
        (opened.max(self.lineage.opened(code)), closed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_open_and_close_as_the_lists_say() {
        let (lineage, ons) = (Lineage::built_in().unwrap(), OnsCodes::built_in().unwrap());
        let lives = Lifetimes { lineage, ons };
        let on = |code, day| lives.is_open(code, Day::parse(day).unwrap());
        assert_eq!((on("16C", "2020-03-31"), on("16C", "2020-04-01")), (false, true));
        // The code of Newcastle Gateshead is of November 2014; the area opened with the merger.
        assert_eq!((on("13T", "2015-03-31"), on("13T", "2015-04-01"), on("13T", "2024-01-01")), (false, true, true));
        assert_eq!((on("00C", "2020-03-31"), on("00C", "2020-04-01")), (true, false));
        // Cumbria kept its code when its boundary and its ONS code changed.
        assert!(on("01H", "2014-04-01") && on("01H", "2021-04-01") && on("99ZZ", "1990-01-01"));
        let why = |code, day| lives.reason(code, Day::parse(day).unwrap());
        assert_eq!(why("16C", "2019-09-01"), "16C opened on 2020-04-01");
        assert_eq!(why("00C", "2021-09-01"), "00C closed on 2020-03-31");
    }
}
