//! The sections of `Customizations.xml` whose elements have files of their own.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use super::piece::{self, Prefix};
use crate::{
    Package,
    text::fold,
    xml::{Node, NodeExt, bounded as parse},
};

const CUSTOMIZATIONS: &str = "Other/Customizations.xml";
const RELATIONSHIPS: &str = "EntityRelationships";
/// Where the elements of a section stand: two steps below the root.
const INDENT: usize = 4;

/// A section of `Customizations.xml`.
struct Section {
    name: &'static str,
    item: &'static str,
    /// The file of an item. Items with the same file stand in it together.
    file: fn(Node<'_, '_>) -> Option<String>,
    /// Whether a file has items of this section.
    has: fn(&str) -> bool,
}

/// In the order in which the platform writes them.
const SECTIONS: [Section; 6] = [
    Section {
        name: "Entities",
        item: "Entity",
        file: |node| Some(format!("Entities/{}/Entity.xml", file_name(node.value("Name")?)?)),
        has: |path| path.starts_with("entities/") && path.ends_with("/entity.xml"),
    },
    Section {
        name: "Roles",
        item: "Role",
        file: |node| Some(format!("Roles/{}.xml", file_name(node.attr("name")?)?)),
        has: |path| path.starts_with("roles/") && path.ends_with(".xml"),
    },
    Section {
        name: "Workflows",
        item: "Workflow",
        file: |node| {
            let file = node.value("JsonFileName").or_else(|| node.value("XamlFileName"))?;
            Some(format!("{}.data.xml", file.trim_start_matches('/')))
        },
        has: |path| path.starts_with("workflows/") && path.ends_with(".data.xml"),
    },
    Section {
        name: RELATIONSHIPS,
        item: "EntityRelationship",
        file: |node| {
            let table = node.value("ReferencedEntityName").or_else(|| node.value("FirstEntityName"))?;
            Some(format!("Other/Relationships/{}.xml", file_name(table)?))
        },
        has: |path| path.starts_with("other/relationships/") && path.ends_with(".xml"),
    },
    Section {
        name: "optionsets",
        item: "optionset",
        file: |node| Some(format!("OptionSets/{}.xml", file_name(node.attr("Name")?)?)),
        has: |path| path.starts_with("optionsets/") && path.ends_with(".xml"),
    },
    Section {
        name: "Connectors",
        item: "Connector",
        file: |node| Some(format!("Connectors/{}.xml", file_name(node.value("name")?)?)),
        has: |path| path.starts_with("connectors/") && path.ends_with(".xml"),
    },
];

/// A name that is a file's name on every system. Nothing where it is none.
fn file_name(name: &str) -> Option<&str> {
    let good = |c: char| !c.is_control() && !"/\\:*?\"<>|".contains(c);
    (name.chars().all(good) && !name.is_empty() && !name.starts_with('.') && !name.ends_with(['.', ' ']))
        .then_some(name)
}

type Files = Vec<(String, Vec<u8>)>;

/// Whether something else than blanks stands between the elements of a section: words whose place would be lost with what moves.
fn has_words(section: Node<'_, '_>) -> bool {
    section.children().any(|node| node.is_text() && node.text().is_some_and(|text| !text.trim_ascii().is_empty()))
}

/// Moves elements from `Customizations.xml` to files of their own. Elements that have no name for a file, or that could not be put back as
/// they are, stay. A file that is not plain UTF-8, or no XML, stays whole.
pub(super) fn cut(files: &mut Files) {
    let Some(text) = customizations(files) else { return };
    let Some(document) = parse(&text) else { return };
    let prefixes = piece::prefixes(document.root_element());
    let mut taken: HashMap<String, usize> = files.iter().map(|(path, _)| (fold(path), 1)).collect();
    let mut found = Vec::new();
    for section in &SECTIONS {
        let sections = document.root_element().all(section.name).filter(|section| !has_words(*section));
        for node in sections.flat_map(|found| found.all(section.item)) {
            let path = (section.file)(node).filter(|path| (section.has)(&fold(path)) && Package::takes(path));
            if let Some((path, piece)) = path.zip(Piece::of(&text, node, &prefixes)) {
                *taken.entry(fold(&path)).or_default() += usize::from(section.name != RELATIONSHIPS);
                found.push((section, path, piece));
            }
        }
    }
    // Of several with the same file none moves.
    found.retain(|(_, path, _)| taken.get(&fold(path)).is_none_or(|times| *times <= 1));
    let gone = found.iter().map(|(_, _, piece)| piece.range.clone()).collect();
    let mut relationships = BTreeMap::<String, Vec<Piece>>::new();
    for (section, path, piece) in found {
        if section.name == RELATIONSHIPS {
            relationships.entry(path).or_default().push(piece);
        } else {
            files.push((path, piece.file.into_bytes()));
        }
    }
    files.extend(relationships.into_iter().map(|(path, pieces)| (path, together(&pieces, &prefixes).into_bytes())));
    set_customizations(files, without(&text, gone));
}

/// Puts the elements that have files of their own back into `Customizations.xml`, in the order of their files. A file that holds something
/// else stays.
pub(super) fn join(files: &mut Files) {
    let Some(text) = customizations(files) else { return };
    let Some(document) = parse(&text) else { return };
    let root = document.root_element();
    let prefixes = piece::prefixes(root);
    let newline = piece::newline(&text);
    files.sort_by_cached_key(|(path, _)| fold(path));
    let mut edits = Vec::new();
    for (place, section) in SECTIONS.iter().enumerate() {
        let mut inside = String::new();
        files.retain(|(path, bytes)| {
            let elements = if (section.has)(&fold(path)) { elements(section, bytes, &prefixes) } else { Vec::new() };
            for element in &elements {
                inside.push_str(newline);
                inside.push_str(&" ".repeat(INDENT));
                inside.push_str(element);
            }
            elements.is_empty()
        });
        if inside.is_empty() {
            continue;
        }
        if let Some(found) = root.one(section.name) {
            edits.push(append(&text, found, &inside, &format!("{newline}  ")));
            continue;
        }
        let name = section.name;
        let whole = format!("{newline}  <{name}>{inside}{newline}  </{name}>");
        let later = SECTIONS.iter().skip(place).find_map(|later| root.one(later.name));
        edits.push(match later {
            Some(later) => {
                let at = without_blanks(&text, later.range().start);
                (at..at, whole)
            }
            None => append(&text, root, &whole, newline),
        });
    }
    // The list of all relationships, which the platform's tool writes beside them.
    files.retain(|(path, _)| fold(path) != "other/relationships.xml");
    edits.sort_by_key(|(range, _)| range.start);
    set_customizations(files, edited(&text, edits));
}

fn customizations(files: &Files) -> Option<String> {
    let (_, bytes) = files.iter().find(|(path, _)| fold(path) == fold(CUSTOMIZATIONS))?;
    String::from_utf8(bytes.clone()).ok()
}

fn set_customizations(files: &mut Files, text: String) {
    if let Some((_, bytes)) = files.iter_mut().find(|(path, _)| fold(path) == fold(CUSTOMIZATIONS)) {
        *bytes = text.into_bytes();
    }
}

/// The elements of a section that a file holds, as they stand in `Customizations.xml`: the root, or what stands in it.
fn elements(section: &Section, bytes: &[u8], prefixes: &[Prefix]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Vec::new() };
    let Some(document) = parse(text) else { return Vec::new() };
    let root = document.root_element();
    let own = root.is(section.item).then_some(root);
    let inner = root.is(section.name).then(|| root.all(section.item));
    own.into_iter()
        .chain(inner.into_iter().flatten())
        .map(|node| piece::element_in(text, node, INDENT, prefixes))
        .collect()
}

/// What puts a text at the end of an element. `close` stands before the end tag where the element had none.
fn append(text: &str, node: Node<'_, '_>, inside: &str, close: &str) -> (Range<usize>, String) {
    let range = node.range();
    let own = text.get(range.clone()).unwrap_or_default();
    match own.strip_suffix("/>") {
        Some(start) => {
            let name =
                own.get(1..).and_then(|rest| rest.split([' ', '/', '\r', '\n', '\t']).next()).unwrap_or_default();
            (range.clone(), format!("{}>{inside}{close}</{name}>", start.trim_end()))
        }
        None => {
            let end = own.rfind("</").map_or(range.end, |at| range.start + at);
            let at = without_blanks(text, end);
            (at..at, inside.to_owned())
        }
    }
}

/// The place of what stands before the blanks before this place.
fn without_blanks(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t', '\r', '\n']).len()
}

/// The text without these parts. A section that has nothing left is written short.
fn without(text: &str, mut gone: Vec<Range<usize>>) -> String {
    gone.sort_by_key(|range| range.start);
    let first = |name: &&str| {
        let start = format!("<{name}>");
        gone.iter().any(|range| text.get(..range.start).is_some_and(|before| before.ends_with(&start)))
    };
    let short: Vec<&str> = SECTIONS.iter().map(|section| section.name).filter(first).collect();
    let mut rest = edited(text, gone.into_iter().map(|range| (range, String::new())).collect());
    for name in short {
        let (start, end) = (format!("<{name}>"), format!("</{name}>"));
        let Some((before, after)) = rest.split_once(&start) else { continue };
        if let Some(after) = after.trim_start().strip_prefix(&end) {
            rest = format!("{before}<{name} />{after}");
        }
    }
    rest
}

/// The text with other parts. They are in order and do not overlap.
fn edited(text: &str, edits: Vec<(Range<usize>, String)>) -> String {
    let (mut whole, mut done) = (String::with_capacity(text.len()), 0);
    for (range, with) in edits {
        whole.push_str(text.get(done..range.start).unwrap_or_default());
        whole.push_str(&with);
        done = range.end;
    }
    whole.push_str(text.get(done..).unwrap_or_default());
    whole
}

/// An element that moves.
struct Piece {
    /// Where it stands, with the blanks before it.
    range: Range<usize>,
    /// The text of its file.
    file: String,
    /// The element with its first column at the left.
    element: String,
}

impl Piece {
    /// The element as a file of its own, if it can be put back as it is.
    fn of(text: &str, node: Node<'_, '_>, prefixes: &[Prefix]) -> Option<Self> {
        let range = node.range();
        let own = text.get(range.clone())?;
        let indent = piece::column(text, range.start).unwrap_or(INDENT);
        let file = piece::file(own, indent, prefixes);
        if piece::element(&file, indent, prefixes)? != own {
            return None;
        }
        let blanks = text.get(..range.start)?;
        let start = blanks.trim_end_matches([' ', '\t', '\r', '\n']).len();
        let element = piece::element(&file, 0, prefixes)?;
        Some(Self { range: start..range.end, file, element })
    }
}

/// One file with several elements.
fn together(pieces: &[Piece], prefixes: &[Prefix]) -> String {
    let newline = piece::newline(pieces.first().map_or("", |piece| &piece.file));
    let mut root = format!("<{RELATIONSHIPS}>");
    for piece in pieces {
        root.push_str(newline);
        root.push_str("  ");
        root.push_str(&piece::shifted(&piece.element, 0, 2).unwrap_or_default());
    }
    root.push_str(newline);
    root.push_str(&format!("</{RELATIONSHIPS}>"));
    piece::file(&root, 0, prefixes)
}
