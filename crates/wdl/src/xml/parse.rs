//! XML text into a tree.

use super::{
    Attribute, Document, Element, NodeId, NodeKind,
    name::{is_part, is_start},
};
use crate::limits;

type Read<T> = Result<T, String>;

impl Document {
    /// Reads XML. White space between tags is dropped, as .NET does.
    ///
    /// # Errors
    /// Text that is not well formed, in .NET's words.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader { text, at: 0, document: Self::new(), open: vec![0] };
        reader.read()?;
        Ok(reader.document)
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    document: Document,
    /// The document and the elements that are not closed yet.
    open: Vec<NodeId>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, mark: &str) -> bool {
        let found = self.rest().starts_with(mark);
        if found {
            self.at += mark.len();
        }
        found
    }

    fn skip_space(&mut self) -> bool {
        let length = self.rest().len() - self.rest().trim_start_matches(is_space).len();
        self.at += length;
        length > 0
    }

    /// Everything up to the mark, which is skipped.
    fn until(&mut self, mark: &str, what: &str) -> Read<&'a str> {
        match self.rest().split_once(mark) {
            Some((text, _)) => {
                self.at += text.len() + mark.len();
                Ok(text)
            }
            None => {
                self.at = self.text.len();
                self.fail(&format!("Unexpected end of file while parsing {what} has occurred."))
            }
        }
    }

    fn fail<T>(&self, message: &str) -> Read<T> {
        let before = self.text.get(..self.at).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let position = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Err(format!("{message} Line {line}, position {position}."))
    }

    fn parent(&self) -> NodeId {
        self.open.last().copied().unwrap_or(0)
    }

    fn add(&mut self, kind: NodeKind) -> NodeId {
        self.document.add(self.parent(), kind)
    }

    fn has_root(&self) -> bool {
        self.document.children(0).iter().any(|id| self.document.element(*id).is_some())
    }

    fn read(&mut self) -> Read<()> {
        while !self.rest().is_empty() {
            if self.document.nodes.len() > limits::ARRAY_ITEMS {
                return self.fail(&format!("There are more than {} nodes.", limits::ARRAY_ITEMS));
            }
            if self.eat("<!--") {
                let comment = self.until("-->", "Comment")?;
                self.add(NodeKind::Comment(with_plain_newlines(comment)));
            } else if self.eat("<![CDATA[") {
                if self.open.len() == 1 {
                    return self.fail("Data at the root level is invalid.");
                }
                let text = self.until("]]>", "CDATA")?;
                self.add(NodeKind::CData(with_plain_newlines(text)));
            } else if self.eat("<?") {
                self.instruction()?;
            } else if self.eat("<!DOCTYPE") {
                self.doctype()?;
            } else if self.eat("</") {
                self.end_tag()?;
            } else if self.rest().starts_with('<') {
                self.start_tag()?;
            } else {
                self.characters()?;
            }
        }
        if let Some(id) = self.open.get(1..).and_then(<[NodeId]>::last) {
            let name = self.document.element(*id).map(|element| element.name.clone()).unwrap_or_default();
            return self
                .fail(&format!("Unexpected end of file has occurred. The following elements are not closed: {name}."));
        }
        if !self.has_root() {
            return self.fail("Root element is missing.");
        }
        Ok(())
    }

    fn characters(&mut self) -> Read<()> {
        let start = self.at;
        let written = self.rest().split('<').next().unwrap_or_default();
        if self.open.len() == 1 {
            if !written.trim_matches(is_space).is_empty() {
                self.at += written.len() - written.trim_start_matches(is_space).len();
                return self.fail("Data at the root level is invalid.");
            }
            self.at += written.len();
            return Ok(());
        }
        let text = self.resolved(written, false)?;
        self.at = start + written.len();
        if !written.trim_matches(is_space).is_empty() {
            self.add(NodeKind::Text(text));
        }
        Ok(())
    }

    /// Text with its references resolved and, in attributes, white space as spaces.
    fn resolved(&mut self, written: &str, in_attribute: bool) -> Read<String> {
        let start = self.at;
        let mut text = String::with_capacity(written.len());
        let mut rest = written;
        while let Some((before, after)) = rest.split_once('&') {
            plain(before, in_attribute, &mut text);
            self.at = start + written.len() - after.len();
            let Some((name, after)) = after.split_once(';') else {
                return self.fail("An error occurred while parsing EntityName.");
            };
            match reference(name) {
                Some(c) => text.push(c),
                None if name.starts_with('#') => return self.fail("Invalid character reference."),
                None => return self.fail(&format!("Reference to undeclared entity '{}'.", name.escape_debug())),
            }
            rest = after;
        }
        plain(rest, in_attribute, &mut text);
        if let Some(c) = text.chars().find(|c| !is_allowed(*c)) {
            let code = u32::from(c);
            return self
                .fail(&format!("'{}', hexadecimal value 0x{code:02X}, is an invalid character.", c.escape_debug()));
        }
        Ok(text)
    }

    fn name(&mut self) -> Read<&'a str> {
        let rest = self.rest();
        let length = rest.find(|c: char| !is_part(c) && c != ':').unwrap_or(rest.len());
        let name = rest.get(..length).unwrap_or_default();
        let mut parts = name.split(':');
        let is_name = parts.clone().count() <= 2 && parts.all(|part| part.starts_with(is_start));
        if !is_name {
            let c = self.peek().map(|c| c.escape_debug().to_string()).unwrap_or_default();
            return self.fail(&format!("Name cannot begin with the '{c}' character."));
        }
        self.at += length;
        Ok(name)
    }

    fn start_tag(&mut self) -> Read<()> {
        if self.open.len() == 1 && self.has_root() {
            return self.fail("There are multiple root elements.");
        }
        if self.open.len() > usize::try_from(limits::VALUE_DEPTH).unwrap_or(usize::MAX) {
            return self.fail(&format!("The elements are nested deeper than {} levels.", limits::VALUE_DEPTH));
        }
        self.at += 1;
        let name = self.name()?.to_owned();
        let attributes = self.attributes()?;
        let is_empty = self.eat("/>");
        if !is_empty && !self.eat(">") {
            return self.unexpected("'>'");
        }
        let id = self.add(NodeKind::Element(Element { name, attributes, is_empty }));
        if !is_empty {
            self.open.push(id);
        }
        Ok(())
    }

    fn attributes(&mut self) -> Read<Vec<Attribute>> {
        let mut attributes: Vec<Attribute> = Vec::new();
        let mut names = std::collections::HashSet::new();
        while self.skip_space() {
            if self.rest().is_empty() || self.rest().starts_with(['/', '>', '?']) {
                break;
            }
            let name = self.name()?;
            if !names.insert(name) {
                return self.fail(&format!("'{name}' is a duplicate attribute name."));
            }
            self.skip_space();
            if !self.eat("=") {
                return self.unexpected("'='");
            }
            self.skip_space();
            let quote = match self.peek() {
                Some('"') => "\"",
                Some('\'') => "'",
                _ => return self.unexpected("a quote"),
            };
            self.at += 1;
            let start = self.at;
            let written = self.until(quote, "an attribute value")?;
            let end = self.at;
            self.at = start;
            if written.contains('<') {
                return self.fail("'<', hexadecimal value 0x3C, is an invalid attribute character.");
            }
            let value = self.resolved(written, true)?;
            self.at = end;
            attributes.push(Attribute { name: name.to_owned(), value });
        }
        Ok(attributes)
    }

    fn unexpected<T>(&self, expected: &str) -> Read<T> {
        match self.peek() {
            Some(c) => {
                self.fail(&format!("'{}' is an unexpected token. The expected token is {expected}.", c.escape_debug()))
            }
            None => self.fail("Unexpected end of file has occurred."),
        }
    }

    fn end_tag(&mut self) -> Read<()> {
        let name = self.name()?;
        self.skip_space();
        let open = match self.open.get(1..).and_then(<[NodeId]>::last) {
            Some(id) => self.document.element(*id).map(|element| element.name.clone()).unwrap_or_default(),
            None => return self.fail("Unexpected end tag."),
        };
        if open != name {
            return self.fail(&format!("The '{open}' start tag does not match the end tag of '{name}'."));
        }
        if !self.eat(">") {
            return self.unexpected("'>'");
        }
        self.open.pop();
        Ok(())
    }

    fn instruction(&mut self) -> Read<()> {
        let is_first = self.at == 2;
        let target = self.name()?.to_owned();
        if target == "xml" {
            if !is_first {
                return self.fail("Unexpected XML declaration. It must be the first node in the document.");
            }
            let attributes = self.attributes()?;
            if !self.eat("?>") {
                return self.unexpected("'?>'");
            }
            let is_known = |attribute: &Attribute| matches!(&*attribute.name, "version" | "encoding" | "standalone");
            if attributes.first().is_none_or(|first| first.name != "version") || !attributes.iter().all(is_known) {
                return self.fail("Syntax for an XML declaration is invalid.");
            }
            self.add(NodeKind::Declaration(attributes));
            return Ok(());
        }
        self.skip_space();
        let data = self.until("?>", "PI")?;
        self.add(NodeKind::Instruction { target, data: with_plain_newlines(data) });
        Ok(())
    }

    fn doctype(&mut self) -> Read<()> {
        if self.open.len() > 1 || self.has_root() {
            return self.fail("Unexpected DTD declaration.");
        }
        self.skip_space();
        let name = self.name()?.to_owned();
        self.skip_space();
        let (mut public, mut system, mut subset) = (String::new(), String::new(), String::new());
        if self.eat("PUBLIC") {
            public = self.literal()?;
            system = self.literal()?;
        } else if self.eat("SYSTEM") {
            system = self.literal()?;
        }
        self.skip_space();
        if self.eat("[") {
            subset = with_plain_newlines(self.internal_subset()?);
            self.skip_space();
        }
        if !self.eat(">") {
            return self.unexpected("'>'");
        }
        self.add(NodeKind::Doctype { name, public, system, subset });
        Ok(())
    }

    fn literal(&mut self) -> Read<String> {
        self.skip_space();
        let quote = if self.eat("\"") {
            "\""
        } else if self.eat("'") {
            "'"
        } else {
            return self.unexpected("a quote");
        };
        self.until(quote, "a literal").map(str::to_owned)
    }

    /// Up to the `]` outside quotes. What it declares is kept as text and not used.
    fn internal_subset(&mut self) -> Read<&'a str> {
        let mut quote = None;
        for (at, c) in self.rest().char_indices() {
            match (c, quote) {
                ('"' | '\'', None) => quote = Some(c),
                (_, Some(open)) if open == c => quote = None,
                (']', None) => {
                    let subset = self.rest().get(..at).unwrap_or_default();
                    self.at += at + 1;
                    return Ok(subset);
                }
                _ => {}
            }
        }
        self.at = self.text.len();
        self.fail("Unexpected end of file while parsing DTD has occurred.")
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// Whether a character can stand in XML. Source: XML 1.0, production Char.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

fn with_plain_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Text without references; ends of lines become one character.
fn plain(written: &str, in_attribute: bool, text: &mut String) {
    if in_attribute {
        text.push_str(&with_plain_newlines(written).replace(['\n', '\t'], " "));
    } else {
        text.push_str(&with_plain_newlines(written));
    }
}

/// What a reference (without `&` and `;`) stands for.
fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?).filter(|c| is_allowed(*c));
    }
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => return None,
    })
}
