//! Files that are kept and not read: apps, web resources, plug-ins, documents.

use std::collections::{BTreeMap, HashSet};

use super::{ChangeCode, Changes, Subject, SubjectKind};
use crate::{Contents, Member, Package, contents::is_part, text};

pub(super) fn compare(was: &Contents, before: &Package, is: &Contents, after: &Package, found: &mut Changes) {
    if before.is_unpacked() != after.is_unpacked() {
        return;
    }
    let read: HashSet<String> = read(was).chain(read(is)).collect();
    let (old, new) = (kept(before, &read), kept(after, &read));
    for (key, member) in &new {
        let (code, sentence) = match old.get(key) {
            None => (ChangeCode::KeptAdded, "is new; it is kept in the package and not used here."),
            Some(old) if same(old, member) => continue,
            Some(_) => (ChangeCode::KeptChanged, "changed; it is kept in the package and not used here."),
        };
        told(code, member, sentence, found);
    }
    for (_, member) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
        told(ChangeCode::KeptRemoved, member, "is gone from the package.", found);
    }
}

fn told(code: ChangeCode, member: &Member, sentence: &str, found: &mut Changes) {
    let path = member.path();
    let subject = Subject { kind: SubjectKind::Kept, key: text::fold(path), name: path.to_owned() };
    found.add(code, &subject, path, (None, None), format!("The file `{path}` {sentence}"));
}

/// The paths of files that components name, in lower case.
fn read(contents: &Contents) -> impl Iterator<Item = String> {
    let flows = contents.flows.iter().map(|flow| &flow.path);
    let connectors = contents.connectors.iter().flat_map(|connector| {
        [
            &connector.definition,
            &connector.connection_parameters,
            &connector.policies,
            &connector.script,
            &connector.icon,
        ]
    });
    flows.chain(connectors.flatten()).map(|path| text::fold(path))
}

fn kept<'a>(package: &'a Package, read: &HashSet<String>) -> BTreeMap<String, &'a Member> {
    let unpacked = package.is_unpacked();
    let own = |path: &str| {
        read.contains(path) || path == "[content_types].xml" || path.ends_with("/environmentvariablevalues.json")
    };
    let members = package.members().iter().filter(|member| !is_part(member, unpacked));
    members.map(|member| (text::fold(member.path()), member)).filter(|(path, _)| !own(path)).collect()
}

/// Whether two files hold the same; in texts neither the encoding nor the ends of lines count.
fn same(old: &Member, new: &Member) -> bool {
    let lines = |member: &Member| text::decode(member.bytes()).map(|text| text.replace("\r\n", "\n"));
    old.bytes() == new.bytes() || matches!((lines(old), lines(new)), (Ok(old), Ok(new)) if old == new)
}
