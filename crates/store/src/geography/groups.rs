//! Areas that a user defines: localities, federations, anything made of practices or of areas.

use std::collections::BTreeMap;
use std::path::Path;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::input;
use unwarranted_ingest::values::day::Day;

/// A member's time in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stay {
    group: String,
    from: Option<Day>,
    to: Option<Day>,
}

impl Stay {
    fn holds(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let before = |a: &Self, b: &Self| a.to.zip(b.from).is_some_and(|(to, from)| to < from);
        !before(self, other) && !before(other, self)
    }
}

/// Which practices and areas are in which group, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    stays: BTreeMap<String, Vec<Stay>>,
}

impl Groups {
    /// Reads a CSV with the columns `group` and `member`, and optionally `from` and `to` (first and last day).
    ///
    /// # Errors
    /// Those of [`Self::parse`], and a file that cannot be read.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let file = input::open(path)?;
        match &file.members[..] {
            [one] => Self::parse(&one.shown, &one.text),
            _ => Err(Error::File {
                file: file.shown,
                problem: "holds several tables; give one CSV of groups".to_owned(),
            }),
        }
    }

    /// As [`Self::read`], from text.
    ///
    /// # Errors
    /// A missing column, a blank group or member, a date that cannot be read, a member that is in two groups at one time.
    ///
    /// ```
    /// use unwarranted_store::geography::Groups;
    /// let twice = Groups::parse("g.csv", "group,member\nNorth,A81001\nSouth,A81001\n").unwrap_err();
    /// assert!(twice.to_string().contains("line 3: A81001 is in 'North' and in 'South' at the same time"));
    /// ```
    pub fn parse(shown: &str, text: &str) -> Result<Self, Error> {
        let refuse = |problem: String| Error::File { file: shown.to_owned(), problem };
        let delimiter = input::delimiter(input::first_line(text));
        let mut csv = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = csv.headers().cloned().map_err(|e| refuse(format!("the header cannot be read: {e}")))?;
        let find = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
        let must = |name: &str| {
            let found = header.iter().collect::<Vec<_>>().join(", ");
            find(name).ok_or_else(|| refuse(format!("the column {name} is missing; columns found: {found}")))
        };
        let (group, member, from, to) = (must("group")?, must("member")?, find("from"), find("to"));
        let mut groups = Self::default();
        for record in csv.records() {
            let record = record.map_err(|e| refuse(e.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let bad = |problem: String| Error::Row { file: shown.to_owned(), line, problem };
            let text = |at: usize| record.get(at).unwrap_or_default();
            let date = |at: Option<usize>| match at.map(text).filter(|t| !t.is_empty()) {
                None => Ok(None),
                Some(t) => Day::parse(t).map(Some).ok_or_else(|| bad(format!("'{t}' is not a day such as 2018-04-01"))),
            };
            if text(group).is_empty() || text(member).is_empty() {
                return Err(bad("a group and a member are expected, one of them is blank".to_owned()));
            }
            let stay = Stay { group: text(group).to_owned(), from: date(from)?, to: date(to)? };
            groups.add(text(member), stay).map_err(bad)?;
        }
        if groups.stays.is_empty() { Err(refuse("the table has a header but no rows".to_owned())) } else { Ok(groups) }
    }

    fn add(&mut self, member: &str, stay: Stay) -> Result<(), String> {
        let stays = self.stays.entry(member.to_owned()).or_default();
        if let Some(other) = stays.iter().find(|s| s.overlaps(&stay)) {
            return Err(match other.group == stay.group {
                true => format!("{member} is in '{}' twice", stay.group),
                false => format!("{member} is in '{}' and in '{}' at the same time", other.group, stay.group),
            });
        }
        stays.push(stay);
        Ok(())
    }

    /// The group of a practice or area on a day.
    #[must_use]
    pub fn of(&self, member: &str, day: Day) -> Option<&str> {
        self.stays.get(member)?.iter().find(|s| s.holds(day)).map(|s| s.group.as_str())
    }

    /// Members that are neither among these practices nor among these areas, in the order of their codes.
    #[must_use]
    pub fn unknown(&self, known: impl Fn(&str) -> bool) -> Vec<&str> {
        self.stays.keys().map(String::as_str).filter(|member| !known(member)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn members_move_between_groups() {
        let text = "Group;Member;From;To\nNorth;A1;;2018-03-31\nSouth;A1;2018-04-01;\nSouth;00L;;\n";
        let groups = Groups::parse("g.csv", text).unwrap();
        let of = |member, on| groups.of(member, day(on));
        assert_eq!((of("A1", "2018-03-31"), of("A1", "2018-04-01")), (Some("North"), Some("South")));
        assert_eq!((of("00L", "2030-01-01"), of("B1", "2018-01-01")), (Some("South"), None));
        assert_eq!(groups.unknown(|m| m == "A1"), ["00L"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text: &str| Groups::parse("g.csv", text).unwrap_err().to_string();
        assert_eq!(error("name,member\nx,y\n"), "g.csv: the column group is missing; columns found: name, member");
        assert!(error("group,member\nx,\n").contains("line 2: a group and a member"));
        assert!(error("group,member,from\nx,y,soon\n").contains("'soon' is not a day"));
        assert!(error("group,member\nx,y\nx,y\n").contains("line 3: y is in 'x' twice"));
        assert!(error("group,member\n").contains("no rows"));
    }
}
