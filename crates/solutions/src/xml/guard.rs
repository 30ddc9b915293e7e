//! Bounds that are looked at before a document is built, because building it costs more than its text does.

use quick_xml::{Reader, events::Event};

/// Elements, texts and comments of one file. The largest real file seen has 38,000 elements.
pub(crate) const MAX_NODES: u32 = 2_000_000;
/// Nesting. The deepest real file seen has 21.
const MAX_DEPTH: usize = 200;
/// Attributes of one element; checking them for repeats takes the square of their number. The most seen is 13.
const MAX_ATTRIBUTES: usize = 256;
/// Namespaces in force at one place; every element that adds one copies the others.
const MAX_NAMESPACES: usize = 64;

/// What the text has too much of, if anything. Text that is no XML is nobody's excess: the parser says what is wrong.
pub(super) fn excess(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    // For each open element, the namespaces in force.
    let mut open: Vec<usize> = Vec::new();
    loop {
        let (tag, opens) = match reader.read_event() {
            Ok(Event::Start(tag)) => (tag, true),
            Ok(Event::Empty(tag)) => (tag, false),
            Ok(Event::End(_)) => {
                open.pop();
                continue;
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => continue,
        };
        let mut attributes = 0;
        let mut namespaces = open.last().copied().unwrap_or_default();
        for attribute in tag.attributes().with_checks(false) {
            attributes += 1;
            if attributes > MAX_ATTRIBUTES {
                return Some(format!("an element of the file has more than {MAX_ATTRIBUTES} attributes"));
            }
            if attribute.is_ok_and(|attribute| attribute.key.as_ref().starts_with("xmlns")) {
                namespaces += 1;
            }
        }
        if namespaces > MAX_NAMESPACES {
            return Some(format!("more than {MAX_NAMESPACES} namespaces are in force in the file"));
        }
        if opens {
            open.push(namespaces);
            if open.len() > MAX_DEPTH {
                return Some(format!("the file is nested deeper than {MAX_DEPTH} elements"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_attributes_and_namespaces_are_bounded() {
        let deep = "<a>".repeat(201);
        let wide = format!("<a {}/>", (0..257).map(|n| format!("b{n}='' ")).collect::<String>());
        let named = (0..65).map(|n| format!("<a xmlns:b{n}='u{n}'>")).collect::<String>();
        let cases = [
            (deep.as_str(), Some("the file is nested deeper than 200 elements")),
            (wide.as_str(), Some("an element of the file has more than 256 attributes")),
            (named.as_str(), Some("more than 64 namespaces are in force in the file")),
            ("<a xmlns:x='y'><b/><b></b></a>", None),
            ("no xml <", None),
        ];
        for (text, expected) in cases {
            assert_eq!(excess(text).as_deref(), expected);
        }
    }
}
