//! JSON with one member on a line. Only blanks between tokens change: the order of keys, numbers and escapes stay as they are written.

/// The text with one member on a line. Nothing where it is no JSON.
pub(super) fn pretty(text: &str) -> Option<String> {
    wdl::Value::from_json(text.as_bytes()).ok()?;
    let mut to = String::with_capacity(text.len());
    let (mut depth, mut rest) = (0_usize, text.trim_start());
    while let Some(c) = rest.chars().next() {
        let length = token(rest);
        let (token, after) = rest.split_at_checked(length)?;
        rest = after.trim_start();
        match c {
            '{' | '[' if !rest.starts_with(['}', ']']) => {
                depth += 1;
                to.push(c);
                line(&mut to, depth);
            }
            '}' | ']' if !to.ends_with(['{', '[']) => {
                depth = depth.saturating_sub(1);
                line(&mut to, depth);
                to.push(c);
            }
            ',' => {
                to.push(c);
                line(&mut to, depth);
            }
            ':' => to.push_str(": "),
            _ => to.push_str(token),
        }
    }
    to.push('\n');
    Some(to)
}

fn line(to: &mut String, depth: usize) {
    to.push('\n');
    to.extend(std::iter::repeat_n("  ", depth));
}

/// The bytes of the token that a text begins with: a string, a sign, or a word.
fn token(text: &str) -> usize {
    let mut escaped = false;
    let end = |(_, c): &(usize, char)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    };
    match text.chars().next() {
        Some('"') => text.char_indices().skip(1).find(end).map_or(text.len(), |(at, _)| at + 1),
        Some('{' | '}' | '[' | ']' | ',' | ':') => 1,
        _ => text.find(|c: char| c.is_whitespace() || "{}[],:\"".contains(c)).unwrap_or(text.len()).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_between_tokens_change() {
        let text = "{\"b\":[1.0,1e5 , {}, [ ]],\r\n\"a \\\" {\":{\"\\u00fc\":null,\"c\":\"x,  y\"}}";
        let expected = "{\n  \"b\": [\n    1.0,\n    1e5,\n    {},\n    []\n  ],\n  \"a \\\" {\": {\n    \"\\u00fc\": null,\n    \"c\": \"x,  y\"\n  }\n}\n";
        assert_eq!(pretty(text).unwrap(), expected);
        assert_eq!(pretty(expected).unwrap(), expected);
        assert_eq!(pretty("\"{\"").unwrap(), "\"{\"\n");
        for wrong in ["", "{", "{\"a\":}", "nul"] {
            assert_eq!(pretty(wrong), None, "{wrong}");
        }
    }
}
