//! Tables of NHS Choices, whose fields are separated by the byte 0xAC of latin-1: the sign `¬`.

use crate::input;

/// The separator, once decoded.
const SEPARATOR: char = '¬';

/// The names in the first line, in capitals; none without the separator in it.
pub(crate) fn names(start: &str) -> Vec<String> {
    let first = input::first_line(start);
    if !first.contains(SEPARATOR) {
        return Vec::new();
    }
    first.split(SEPARATOR).map(|name| name.trim().to_ascii_uppercase()).collect()
}

/// The same table with commas, line by line, quoted where needed. The publisher quotes nothing, so that a field never
/// holds a line break.
pub(crate) fn to_csv(text: &str) -> String {
    let mut csv = String::with_capacity(text.len() + text.len() / 8);
    for line in text.lines() {
        let fields = line.split(SEPARATOR).filter(|_| !line.is_empty());
        input::push_csv_row(&mut csv, fields);
    }
    csv
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_what_the_publisher_does_not() {
        assert_eq!(
            to_csv("Code¬Name¬X\r\n00C¬Hull, \"Kingston\"¬\r\n\r\n00D¬¬1"),
            "Code,Name,X\n00C,\"Hull, \"\"Kingston\"\"\",\n\n00D,,1\n"
        );
        assert_eq!(names("code¬Name\r\n1¬2"), ["CODE", "NAME"]);
        assert!(names("code,name\n¬,¬").is_empty());
    }
}
