//! Literals of a script (JavaScript) as strict JSON.

/// The first literal of a text as JSON: without the assignment before it and the semicolon behind it, without comments
/// and trailing commas, with keys and texts in double quotation marks. Lines stay where they are. Strict JSON comes back
/// as it is but for such decorations; what is neither stays wrong, for the JSON reader to say where.
pub(crate) fn to_json(text: &str) -> String {
    let start = text.find(['[', '{']).unwrap_or(0);
    let mut json: String = text[..start].chars().filter(|c| *c == '\n').collect();
    let mut rest = &text[start..];
    let mut depth = 0_usize;
    // A comma, and the space behind it, wait until it is known that something follows.
    let mut comma = String::new();
    while let Some(c) = rest.chars().next() {
        let token = token(rest);
        let (part, after) = rest.split_at(token);
        rest = after;
        if c.is_whitespace() || part.starts_with("//") || part.starts_with("/*") {
            let space: String = part.chars().map(|c| if c == '\n' { c } else { ' ' }).collect();
            (if comma.is_empty() { &mut json } else { &mut comma }).push_str(&space);
            continue;
        }
        let closes = matches!(c, ']' | '}');
        let waiting = std::mem::take(&mut comma);
        json.push_str(if closes { waiting.trim_start_matches(',') } else { &waiting });
        match c {
            ',' => comma.push(','),
            '[' | '{' => depth += 1,
            _ => {}
        }
        if c != ',' {
            push(&mut json, part, after);
        }
        if closes {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                let trimmed = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ')'));
                json.push_str(trimmed);
                return json;
            }
        }
    }
    json
}

/// How many bytes the token at the start of a text has: a quoted text, a comment, a word, or one character.
fn token(text: &str) -> usize {
    let mut chars = text.char_indices();
    let Some((_, first)) = chars.next() else { return 0 };
    let until = |end: &str| text.find(end).map_or(text.len(), |at| at + end.len());
    match first {
        '"' | '\'' | '`' => {
            let mut escaped = false;
            for (at, c) in chars {
                match c {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    c if c == first => return at + 1,
                    _ => {}
                }
            }
            text.len()
        }
        '/' if text.starts_with("//") => text.find('\n').unwrap_or(text.len()),
        '/' if text.starts_with("/*") => until("*/"),
        c if is_word(c) => text.find(|c| !is_word(c)).unwrap_or(text.len()),
        c => c.len_utf8(),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | '.' | '+')
}

fn push(json: &mut String, part: &str, after: &str) {
    let is_key = after.trim_start().starts_with(':');
    if let Some(inner) = part.strip_prefix(['\'', '`']) {
        let inner = inner.strip_suffix(['\'', '`']).unwrap_or(inner);
        let plain = inner.replace("\\'", "'").replace('"', "\\\"");
        *json += &format!("\"{plain}\"");
    } else if is_key && part.starts_with(|c: char| is_word(c)) {
        *json += &format!("\"{part}\"");
    } else {
        json.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn strict_json_stays_as_it_is() {
        let text = "[\n {\"a\": -1.5e3, \"b, //\": [null, true, \"it's\"]},\n {}\n]";
        assert_eq!(to_json(text), text);
    }

    #[test]
    fn makes_json_of_a_script_literal() {
        let text =
            "// comment\nvar pcts = [\n  {name: 'King\\'s \"Lynn\"', 'share': 1.5, /* x */ ccg: [1, 2,],},\n];\n";
        let value: Value = serde_json::from_str(&to_json(text)).unwrap();
        assert_eq!(value, serde_json::json!([{"name": "King's \"Lynn\"", "share": 1.5, "ccg": [1, 2]}]));
        assert_eq!(to_json(text).lines().count(), 4);
    }

    #[test]
    fn what_is_wrong_stays_wrong() {
        for text in ["[1 2]", "{a: }", "[1", "", "[1] [2]", "{\"a\": 'x}"] {
            assert!(serde_json::from_str::<Value>(&to_json(text)).is_err(), "{text}");
        }
    }
}
