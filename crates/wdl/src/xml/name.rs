//! Names of elements and attributes.

/// Whether a character can begin a name. Source: XML 1.0, production NameStartChar (without the colon).
pub(super) fn is_start(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// Whether a character can stand within a name. Source: XML 1.0, production NameChar (without the colon).
pub(super) fn is_part(c: char) -> bool {
    is_start(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// A name in which characters that cannot stand there are written as `_xHHHH_`, as .NET's XmlConvert does.
pub(super) fn encoded(name: &str) -> String {
    let mut encoded = String::new();
    for (at, c) in name.char_indices() {
        let fits = if at == 0 { is_start(c) } else { is_part(c) };
        let is_escape = c == '_' && looks_escaped(name.get(at..).unwrap_or_default());
        if fits && !is_escape {
            encoded.push(c);
        } else {
            let code = u32::from(c);
            let width = if code > 0xFFFF { 8 } else { 4 };
            encoded.push_str(&format!("_x{code:0width$X}_"));
        }
    }
    encoded
}

/// Whether text begins with `_xHHHH_`, which reading would take for an escape.
fn looks_escaped(text: &str) -> bool {
    text.strip_prefix("_x").and_then(|rest| rest.split_once('_')).is_some_and(|(digits, _)| {
        matches!(digits.len(), 4 | 8) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}
