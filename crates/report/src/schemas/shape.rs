//! Shapes of JSON documents as they are written down.

/// A key with what it holds; the root has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) key: String,
    /// Whether it may be left out.
    pub(super) optional: bool,
    pub(super) kind: Kind,
    pub(super) never_null: bool,
    pub(super) about: Option<String>,
    /// The keys of the object, or of every object of the list.
    pub(super) below: Vec<Node>,
}

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    Text,
    Whole,
    Number,
    Flag,
    Object,
    List(Box<Kind>),
    Map(Box<Kind>),
}

/// The document of a shape.
///
/// # Errors
/// A line that cannot be read, with its number.
pub(super) fn read(text: &str) -> Result<Node, String> {
    let mut lines: Vec<(usize, usize, &str)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let depth = line.len() - line.trim_start().len();
        if depth % 2 == 1 || line.trim().is_empty() {
            return Err(format!("line {}: expected an indentation of two blanks, and no empty line", at + 1));
        }
        lines.push((at + 1, depth / 2, line.trim()));
    }
    let listed = lines.first().is_some_and(|(.., line)| *line == "list!");
    let kind = if listed { Kind::List(Box::new(Kind::Object)) } else { Kind::Object };
    let (rest, depth) = if listed { (&lines[1..], 1) } else { (&lines[..], 0) };
    let mut at = 0;
    let below = keys(rest, &mut at, depth)?;
    match rest.get(at) {
        Some((number, ..)) => Err(format!("line {number}: its indentation fits no key before it")),
        None => Ok(Node { key: String::new(), optional: false, kind, never_null: true, about: None, below }),
    }
}

/// The keys at one depth, from a line on.
fn keys(lines: &[(usize, usize, &str)], at: &mut usize, depth: usize) -> Result<Vec<Node>, String> {
    let mut found = Vec::new();
    while let Some((number, own, line)) = lines.get(*at).filter(|(_, own, _)| *own >= depth) {
        if *own > depth {
            return Err(format!("line {number}: its indentation fits no key before it"));
        }
        let mut node = key(line).map_err(|problem| format!("line {number}: {problem}"))?;
        *at += 1;
        if holds_objects(&node.kind) {
            node.below = keys(lines, at, depth + 1)?;
            if node.below.is_empty() {
                return Err(format!("line {number}: expected the keys of the object below it"));
            }
        }
        found.push(node);
    }
    Ok(found)
}

fn holds_objects(kind: &Kind) -> bool {
    match kind {
        Kind::Object => true,
        Kind::List(of) => holds_objects(of),
        _ => false,
    }
}

fn key(line: &str) -> Result<Node, String> {
    let (line, about) = line.split_once(" -- ").map_or((line, None), |(line, about)| (line, Some(about.to_owned())));
    let (name, kind) = line.split_once(": ").ok_or("expected a key, a colon and a type")?;
    let (name, optional) = name.strip_suffix('?').map_or((name, false), |name| (name, true));
    let (kind, never_null) = kind.strip_suffix('!').map_or((kind, false), |kind| (kind, true));
    Ok(Node { key: name.to_owned(), optional, kind: of_word(kind)?, never_null, about, below: Vec::new() })
}

fn of_word(word: &str) -> Result<Kind, String> {
    Ok(match word {
        "any" => Kind::Any,
        "text" => Kind::Text,
        "whole" => Kind::Whole,
        "number" => Kind::Number,
        "flag" => Kind::Flag,
        "object" => Kind::Object,
        "list" => Kind::List(Box::new(Kind::Object)),
        _ => match (word.strip_prefix("list of "), word.strip_prefix("map of ")) {
            (Some(of), _) => Kind::List(Box::new(of_word(of)?)),
            (_, Some(of)) => Kind::Map(Box::new(of_word(of)?)),
            _ => return Err(format!("'{word}' is no type")),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_types_and_what_lies_below() {
        let root = read("a: text!\nb?: list\n  c: map of list of number -- what it is\nd: whole\n").unwrap();
        let keys: Vec<(&str, bool, bool)> =
            root.below.iter().map(|n| (n.key.as_str(), n.optional, n.never_null)).collect();
        assert_eq!(keys, [("a", false, true), ("b", true, false), ("d", false, false)]);
        let c = &root.below[1].below[0];
        assert_eq!(c.kind, Kind::Map(Box::new(Kind::List(Box::new(Kind::Number)))));
        assert_eq!(c.about.as_deref(), Some("what it is"));
        assert_eq!(read("list!\n  a: text\n").unwrap().kind, Kind::List(Box::new(Kind::Object)));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        for (text, says) in [
            ("a: txt\n", "line 1: 'txt' is no type"),
            ("a: text\n    b: text\n", "line 2: its indentation"),
            ("a: object\nb: text\n", "line 1: expected the keys"),
            ("a text\n", "expected a key"),
            ("a: text\n b: text\n", "line 2: expected an indentation"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(says), "{text:?}: {error}");
        }
    }
}
