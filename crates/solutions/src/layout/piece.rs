//! An element in a file of its own, and back.

use crate::xml::{Node, bounded, escape_attribute};

/// What a file of one element begins with.
const HEADER: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";

/// A prefix of a namespace and what it stands for.
pub(super) type Prefix = (String, String);

/// The prefixes that the root of a document declares.
pub(super) fn prefixes(root: Node<'_, '_>) -> Vec<Prefix> {
    let named = root.namespaces().filter_map(|it| Some((it.name()?.to_owned(), it.uri().to_owned())));
    named.filter(|(name, _)| name != "xml").collect()
}

/// The text of a file with this element, which stood so many columns from the left. The prefixes that it uses and that its former root
/// declared are declared in it.
pub(super) fn file(element: &str, indent: usize, prefixes: &[Prefix]) -> String {
    let newline = newline(element);
    let used = prefixes.iter().filter(|(name, _)| element.contains(&format!("{name}:")));
    let declared: String = used.map(declaration).collect();
    let name = element.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(element.len());
    let (start, rest) = element.split_at_checked(name).unwrap_or((element, ""));
    let text = format!("{start}{declared}{rest}");
    format!("{HEADER}{newline}{}{newline}", shifted(&text, indent, 0).unwrap_or(text))
}

/// The element in the text of a file, as it stands so many columns from the left in a document that declares the prefixes. Nothing where
/// the file is no XML.
pub(super) fn element(text: &str, indent: usize, prefixes: &[Prefix]) -> Option<String> {
    let document = bounded(text)?;
    Some(element_in(text, document.root_element(), indent, prefixes))
}

/// As [`element`], of an element within a file, which stands `from` columns from the left there.
pub(super) fn element_in(text: &str, node: Node<'_, '_>, indent: usize, prefixes: &[Prefix]) -> String {
    let mut own = text.get(node.range()).unwrap_or_default().to_owned();
    let from = column(text, node.range().start).unwrap_or_default();
    let head = own.find('>').unwrap_or(own.len());
    for declared in prefixes.iter().map(declaration) {
        let at = own.get(..head).and_then(|head| head.find(&declared));
        if let Some(at) = at {
            own.replace_range(at..at + declared.len(), "");
        }
    }
    shifted(&own, from, indent).unwrap_or(own)
}

fn declaration((name, uri): &Prefix) -> String {
    format!(" xmlns:{name}=\"{}\"", escape_attribute(uri))
}

/// How far from the left something stands. Nothing where other things than blanks stand before it on its line.
pub(super) fn column(text: &str, at: usize) -> Option<usize> {
    let before = text.get(..at)?.rsplit('\n').next()?;
    before.bytes().all(|byte| byte == b' ').then_some(before.len())
}

/// The element with all of its lines moved. Only blanks between tags change; nothing where one of these has too few of them.
pub(super) fn shifted(element: &str, from: usize, to: usize) -> Option<String> {
    let mut moved = String::with_capacity(element.len());
    let mut rest = element;
    // Between a `>` and a `<` with nothing but blanks there, each line begins anew.
    while let Some(end) = rest.find('>') {
        let (tag, after) = rest.split_at_checked(end + 1)?;
        moved.push_str(tag);
        let next = after.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(after.len());
        let (blanks, following) = after.split_at_checked(next)?;
        if following.starts_with('<') {
            let mut lines = blanks.split('\n').peekable();
            moved.push_str(lines.next().unwrap_or_default());
            while let Some(line) = lines.next() {
                moved.push('\n');
                let empty = lines.peek().is_some() && line.trim_end_matches('\r').is_empty();
                if !empty {
                    moved.extend(std::iter::repeat_n(' ', to));
                }
                moved.push_str(if empty { line } else { line.strip_prefix(" ".repeat(from).as_str())? });
            }
        } else {
            moved.push_str(blanks);
        }
        rest = following;
    }
    moved.push_str(rest);
    Some(moved)
}

/// The end of lines that a text uses.
pub(super) fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ELEMENT: &str =
        "<Role name=\"a > b\">\r\n      <Note xsi:nil=\"true\">two\r\nlines</Note>\r\n\r\n      <X />\r\n    </Role>";

    #[test]
    fn an_element_is_back_as_it_stood() {
        let xsi = [("xsi".to_owned(), "http://x?a&b".to_owned()), ("y".to_owned(), "http://y".to_owned())];
        let file = file(ELEMENT, 4, &xsi);
        let expected = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Role xmlns:xsi=\"http://x?a&amp;b\" name=\"a > b\">\r\n  <Note xsi:nil=\"true\">two\r\nlines</Note>\r\n\r\n  <X />\r\n</Role>\r\n";
        assert_eq!(file, expected);
        assert_eq!(element(&file, 4, &xsi).unwrap(), ELEMENT);
        assert_eq!(element("<a", 4, &xsi), None);
    }

    #[test]
    fn what_has_fewer_blanks_is_not_moved() {
        assert_eq!(shifted("<a>\n<b/></a>", 4, 0), None);
        assert_eq!(shifted("<a><b>\nx</b></a>", 4, 0).as_deref(), Some("<a><b>\nx</b></a>"));
        assert_eq!((column("<a>\n  <b/>", 6), column("<a> <b/>", 4)), (Some(2), None));
    }
}
