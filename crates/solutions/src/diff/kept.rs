//! What the XML files say that Steward keeps and does not use: forms, apps, properties of tables that nothing here reads.

use std::collections::BTreeMap;

use super::{ChangeCode, Changes, Subject, SubjectKind, words};
use crate::{
    Package,
    contents::{is_part, parse_privilege},
    text::fold,
    xml::{Node, NodeExt, Xml, XmlText},
};

/// A kind of element that describes a component: its name, what it is, and what in it is compared elsewhere. Paths are in
/// lower case. Of texts for people only the English ones are read, so only those count as compared.
type Known = (&'static str, SubjectKind, &'static [&'static str]);

const KNOWN: [Known; 9] = [
    (
        "workflow",
        SubjectKind::Flow,
        &[
            "@name",
            "@description",
            "localizednames/localizedname",
            "descriptions/description",
            "statecode",
            "statuscode",
        ],
    ),
    (
        "entity",
        SubjectKind::Table,
        &[
            "name",
            "entityinfo/entity/@name",
            "entityinfo/entity/localizednames/localizedname",
            "entityinfo/entity/entitysetname",
            "entityinfo/entity/ownershiptypemask",
            "entityinfo/entity/attributes/attribute",
        ],
    ),
    (
        "entityrelationship",
        SubjectKind::Relationship,
        &[
            "entityrelationshiptype",
            "referencingentityname",
            "referencedentityname",
            "referencingattributename",
            "firstentityname",
            "secondentityname",
            "intersectentityname",
            "cascadedelete",
            "entityrelationshiproles/entityrelationshiprole/navigationpropertyname",
        ],
    ),
    ("role", SubjectKind::Role, &["@name", "roleprivileges"]),
    (
        "connectionreference",
        SubjectKind::Reference,
        &["connectionreferencedisplayname", "connectorid", "customconnectorid", "description"],
    ),
    ("optionset", SubjectKind::Choice, &["@localizedname", "displaynames/displayname", "options/option"]),
    ("connector", SubjectKind::Connector, &["displayname", "description"]),
    (
        "environmentvariabledefinition",
        SubjectKind::Variable,
        &[
            "defaultvalue",
            "displayname/@default",
            "displayname/label",
            "description/@default",
            "description/label",
            "type",
            "apiid",
            "isrequired",
            "parameterkey",
        ],
    ),
    (
        "solutionmanifest",
        SubjectKind::Solution,
        &[
            "uniquename",
            "localizednames/localizedname",
            "descriptions/description",
            "version",
            "managed",
            "parentsolution",
            "publisher/uniquename",
            "publisher/localizednames/localizedname",
            "publisher/customizationprefix",
            "publisher/customizationoptionvalueprefix",
            "rootcomponents",
            "missingdependencies",
        ],
    ),
];

/// What is compared elsewhere of a column that stands on both sides.
const COLUMN: [&str; 16] = [
    "@physicalname",
    "type",
    "name",
    "logicalname",
    "requiredlevel",
    "displaynames/displayname",
    "displaymask",
    "maxlength",
    "length",
    "accuracy",
    "behavior",
    "lookuptypes",
    "optionsetname",
    "optionset/options/option",
    "optionset/states/state",
    "optionset/statuses/status",
];
const COLUMN_AT: &str = "entityinfo/entity/attributes/attribute/";
const PRIVILEGE_LEVEL: &str = "roleprivileges/roleprivilege/@level";

pub(super) fn compare(before: &Package, after: &Package, found: &mut Changes) {
    let unpacked = (before.is_unpacked(), after.is_unpacked());
    if unpacked.0 != unpacked.1 {
        let subject = Subject { kind: SubjectKind::Solution, key: String::new(), name: "the package".to_owned() };
        let code = ChangeCode::LayoutChanged;
        found.add(code, &subject, "layout", (None, None), code.summary());
        return;
    }
    for new in after.members().iter().filter(|member| is_part(member, unpacked.0)) {
        let Some(old) = before.get(new.path()).filter(|old| old.bytes() != new.bytes()) else { continue };
        // What cannot be read is a problem of its package.
        let (Ok(old), Ok(new)) = (XmlText::of(old), XmlText::of(new)) else { continue };
        let (Ok(old), Ok(new)) = (old.parse(), new.parse()) else { continue };
        file(&old, &new, found);
    }
}

fn file(old: &Xml<'_>, new: &Xml<'_>, found: &mut Changes) {
    let (was, is) = (components(old), components(new));
    for (key, after) in &is {
        let parts = match was.get(key) {
            Some(before) => parts(*before, *after),
            None if known(*after).is_some() => continue,
            None => vec!["it is new".to_owned()],
        };
        told(new.path(), key, *after, &parts, found);
    }
    for (key, before) in was.iter().filter(|(key, _)| !is.contains_key(*key)) {
        if known(*before).is_none() {
            told(new.path(), key, *before, &["it is gone".to_owned()], found);
        }
    }
}

fn told(path: &str, key: &str, node: Node<'_, '_>, parts: &[String], found: &mut Changes) {
    let name = match known(node).map(|known| known.1) {
        Some(SubjectKind::Role) => node.attr("name").map(str::to_owned),
        _ => identity(node),
    };
    let name = name.unwrap_or_else(|| key.to_owned());
    let kind = known(node).map_or(SubjectKind::Kept, |known| known.1);
    let subject = Subject { kind, key: fold(&name), name: name.clone() };
    let what = if name == key { format!("`{key}`") } else { format!("the {} `{name}`", node.tag_name().name()) };
    let (levels, parts): (Vec<String>, Vec<String>) =
        parts.iter().cloned().partition(|part| part.starts_with("RolePrivileges/"));
    if !levels.is_empty() {
        let sentence = format!("Privileges of {what} reach more, or less: {}.", words::some(&levels));
        found.add(ChangeCode::PrivilegeDepthChanged, &subject, format!("{path}/{key}"), (None, None), sentence);
    }
    if !parts.is_empty() {
        let sentence = format!("Parts of {what} changed that are kept and not used here: {}.", words::some(&parts));
        found.add(ChangeCode::KeptChanged, &subject, format!("{path}/{key}"), (None, None), sentence);
    }
}

/// Whether a line of a role (`RolePrivilege[prvReadAccount]`) is about a table.
fn is_on_table(line: &str) -> bool {
    let name = line.split(['[', ']']).nth(1).unwrap_or_default();
    parse_privilege(name).is_some()
}

fn known(node: Node<'_, '_>) -> Option<&'static Known> {
    let name = node.tag_name().name();
    // Other processes than cloud flows are only kept.
    let kept = node.is("Workflow") && node.number("Category") != Some(crate::contents::CLOUD_FLOW);
    KNOWN.iter().find(|known| !kept && known.0.eq_ignore_ascii_case(name))
}

/// The elements that describe components, by section and identity.
fn components<'a, 't>(file: &'a Xml<'t>) -> BTreeMap<String, Node<'a, 't>> {
    let root = file.root();
    if !root.is("ImportExportXml") {
        return BTreeMap::from([(key(root), root)]);
    }
    let mut found = BTreeMap::new();
    for section in root.children().filter(Node::is_element) {
        let name = section.tag_name().name();
        let nested = section.children().any(|child| child.is_element());
        if section.is("SolutionManifest") || !nested && section.content().is_some() {
            found.insert(name.to_owned(), section);
        } else {
            found.extend(keyed(section).into_iter().map(|(key, node)| (format!("{name}/{key}"), node)));
        }
    }
    found
}

/// The places in a component where it differs, apart from what is compared elsewhere.
fn parts(was: Node<'_, '_>, is: Node<'_, '_>) -> Vec<String> {
    let told = known(is).map_or(&[][..], |known| known.2);
    let mut found = Vec::new();
    walk(was, is, &mut Vec::new(), &mut |path, whole| {
        let plain = path.iter().map(|part| part.plain.as_str()).collect::<Vec<_>>().join("/");
        let is_told = |list: &[&str], path: &str| {
            list.iter().any(|told| path.strip_prefix(told).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
        };
        // Privileges on other things than tables are read without how far they reach.
        let reach = plain == PRIVILEGE_LEVEL && path.get(1).is_some_and(|line| !is_on_table(&line.shown));
        let compared = match plain.strip_prefix(COLUMN_AT) {
            _ if reach => false,
            // A column that is new or gone is told, and so are some properties of one that stays.
            Some(property) => is_told(&COLUMN, property),
            None => is_told(told, &plain) && (whole || !plain.starts_with(COLUMN_AT.trim_end_matches('/'))),
        };
        if !compared {
            found.push(path.iter().map(|part| part.shown.as_str()).collect::<Vec<_>>().join("/"));
        }
    });
    found
}

/// A step on the way to a place.
struct Part {
    /// In lower case, without what tells it from its siblings, unless that is a language that is not read.
    plain: String,
    shown: String,
}

/// Says each place where two elements differ, and whether an element is whole on one side only. Files are nested to a
/// bounded depth, so this is too.
fn walk(was: Node<'_, '_>, is: Node<'_, '_>, path: &mut Vec<Part>, say: &mut dyn FnMut(&[Part], bool)) {
    let step = |part: Part, whole: bool, path: &mut Vec<Part>, say: &mut dyn FnMut(&[Part], bool)| {
        path.push(part);
        say(path, whole);
        path.pop();
    };
    let names = was.attributes().chain(is.attributes()).map(|attribute| attribute.name());
    let names: std::collections::BTreeSet<&str> = names.collect();
    for name in names.into_iter().filter(|name| was.attr(name) != is.attr(name)) {
        let shown = format!("@{name}");
        step(Part { plain: fold(&shown), shown }, false, path, say);
    }
    let (old, new) = (keyed(was), keyed(is));
    if old.is_empty() && new.is_empty() && was.content() != is.content() {
        say(path, false);
    }
    for (key, after) in &new {
        match old.get(key) {
            Some(before) => {
                path.push(part(*after, key));
                walk(*before, *after, path, say);
                path.pop();
            }
            None => step(part(*after, key), true, path, say),
        }
    }
    for (key, before) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
        step(part(*before, key), true, path, say);
    }
}

fn part(node: Node<'_, '_>, key: &str) -> Part {
    let name = fold(node.tag_name().name());
    let language = node.attr("languagecode").filter(|code| *code != "1033");
    Part { plain: language.map_or_else(|| name.clone(), |code| format!("{name}[{code}]")), shown: key.to_owned() }
}

/// The child elements by name and by what tells them from each other.
fn keyed<'a, 't>(node: Node<'a, 't>) -> BTreeMap<String, Node<'a, 't>> {
    let mut found = BTreeMap::new();
    for child in node.children().filter(Node::is_element) {
        let key = key(child);
        let same =
            found.keys().filter(|known: &&String| **known == key || known.starts_with(&format!("{key}#"))).count();
        let key = if same == 0 { key } else { format!("{key}#{}", same + 1) };
        found.insert(key, child);
    }
    found
}

/// The name of an element and what tells it from its siblings.
fn key(node: Node<'_, '_>) -> String {
    let name = node.tag_name().name();
    identity(node).map_or_else(|| name.to_owned(), |identity| format!("{name}[{identity}]"))
}

/// What tells an element from its siblings.
fn identity(node: Node<'_, '_>) -> Option<String> {
    const ATTRIBUTES: [&str; 12] = [
        "PhysicalName",
        "WorkflowId",
        "connectionreferencelogicalname",
        "schemaName",
        "UniqueName",
        "id",
        "Name",
        "value",
        "languagecode",
        "labelid",
        "control",
        "type",
    ];
    const CHILDREN: [&str; 9] = [
        "UniqueName",
        "SiteMapUniqueName",
        "Name",
        "LogicalName",
        "formid",
        "savedqueryid",
        "RelationshipRoleType",
        "AddressNumber",
        "WebResourceId",
    ];
    // There is one, whatever it is called.
    if node.is("Publisher") {
        return None;
    }
    let attribute = ATTRIBUTES.iter().find_map(|name| node.attr(name));
    let child = || CHILDREN.iter().find_map(|name| node.value(name));
    attribute.or_else(child).map(str::to_owned)
}
