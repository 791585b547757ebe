//! Templates of pages: fields in braces.

/// A template with its fields; a text that looks like a field stays.
pub(crate) fn filled(template: &str, fields: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        out += before;
        let field =
            fields.iter().find(|(name, _)| after[1..].starts_with(name) && after[1 + name.len()..].starts_with('}'));
        match field {
            Some((name, value)) => {
                out += value;
                rest = &after[name.len() + 2..];
            }
            None => {
                out.push('{');
                rest = &after[1..];
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_filled_once() {
        assert_eq!(filled("a {x} {y} {z}", &[("x", "{y}"), ("y", "2")]), "a {y} 2 {z}");
    }
}
