//! The names of the columns of a table.

/// The header of a table: names in capitals with `_` for spaces and for dots and hyphens between letters, beside the names as
/// written. Which marks stand between words is no part of a name: where no column has the name as it is, one with marks that
/// has the same letters and digits is found.
#[derive(Debug, Clone)]
pub struct Header {
    names: Vec<String>,
    shown: Vec<String>,
}

impl Header {
    /// From the names as written.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let shown: Vec<String> = names.into_iter().map(|n| n.trim().to_owned()).collect();
        let plain = |name: &String| {
            let words = without_dots(name);
            words.split_whitespace().collect::<Vec<_>>().join("_").to_ascii_uppercase()
        };
        Self { names: shown.iter().map(plain).collect(), shown }
    }

    /// Position of the first of these names that the table has.
    #[must_use]
    pub fn find(&self, aliases: &[&str]) -> Option<usize> {
        let exact = |alias: &&str| self.names.iter().position(|name| name == alias);
        let alike = |alias: &&str| {
            let bare = without_marks(alias);
            // Words written as one (AreaCode) are those of other publishers.
            self.names.iter().position(|name| without_marks(name) == bare && *name != bare)
        };
        aliases.iter().find_map(exact).or_else(|| aliases.iter().find_map(alike))
    }

    /// Whether the table has all of these columns.
    #[must_use]
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.find(&[name]).is_some())
    }

    /// Names in capitals with `_` for spaces.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Names as written.
    #[must_use]
    pub fn shown(&self) -> &[String] {
        &self.shown
    }
}

/// A name without what stands between its words; the hyphen of `0-17` and the dot of `4.1` stay.
fn without_marks(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let mark = |at: usize| {
        let within = digit(at.checked_sub(1)) && digit(Some(at + 1));
        matches!(letters[at], '_' | ' ') || matches!(letters[at], '.' | '-') && !within
    };
    (0..letters.len()).filter(|at| !mark(*at)).map(|at| letters[at]).collect()
}

/// `Area.Code` and `Age.0-17`, as R writes `Area Code` and `Age 0-17`, with spaces again. Other dots stay: those of numbers,
/// and beside figures those of names that have spaces.
fn without_dots(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let spaced = name.contains(char::is_whitespace);
    let is = |at: Option<usize>, of: fn(char) -> bool| at.and_then(|at| letters.get(at)).is_some_and(|c| of(*c));
    let between = |at: usize, of: fn(char) -> bool| is(at.checked_sub(1), of) && is(Some(at + 1), of);
    let dot = |at: usize| {
        let figures = between(at, char::is_numeric);
        letters[at] == '.'
            && (between(at, char::is_alphabetic) || !spaced && !figures && between(at, char::is_alphanumeric))
            || letters[at] == '-' && between(at, char::is_alphabetic)
    };
    (0..letters.len()).map(|at| if dot(at) { ' ' } else { letters[at] }).collect()
}
