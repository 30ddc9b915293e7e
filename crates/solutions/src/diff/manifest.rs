//! The solution itself: name, version, publisher, what it lists and what it needs.

use std::collections::HashSet;

use super::{
    ChangeCode, Changes, Subject, SubjectKind,
    pair::{Pair, pairs},
};
use crate::{
    Contents,
    contents::{DependencyEnd, KeptComponent, ManagedFlag, Manifest, RootComponent},
    text::fold,
};

/// `others` are the changes of components, which explain most of what differs in the list of them.
pub(super) fn compare(before: &Contents, after: &Contents, others: &Changes, found: &mut Changes) {
    if let (Some(was), Some(is)) = (&before.manifest, &after.manifest) {
        let subject = subject(is);
        own(was, is, &subject, found);
        dependencies(was, is, &subject, found);
        roots(was, is, &subject, others, found);
    }
    for pair in pairs(&before.kept, &after.kept, |kept| (kept.kind.clone(), fold(&kept.name))) {
        let (code, kept, sentence) = match pair {
            Pair::Added(kept) => (ChangeCode::KeptAdded, kept, "is new; it is kept in the package and not used here."),
            Pair::Removed(kept) => (ChangeCode::KeptRemoved, kept, "is gone from the package."),
            Pair::Both(..) => continue,
        };
        let sentence = format!("The {} `{}` {sentence}", kept.kind, kept.name);
        found.add(code, &kept_subject(kept), "", (None, None), sentence);
    }
}

fn own(was: &Manifest, is: &Manifest, subject: &Subject, found: &mut Changes) {
    let name = (fold(&was.unique_name), fold(&is.unique_name));
    if name.0 != name.1 {
        let both = (Some(was.unique_name.as_str()), Some(is.unique_name.as_str()));
        found.text(ChangeCode::SolutionReplaced, subject, "uniqueName", "The solution", both);
    }
    let names = (Some(was.display_name.as_str()), Some(is.display_name.as_str()));
    found.text(ChangeCode::SolutionRenamed, subject, "displayName", "The display name of the solution", names);
    let texts = (was.description.as_deref(), is.description.as_deref());
    found.text(
        ChangeCode::SolutionDescriptionChanged,
        subject,
        "description",
        "The description of the solution",
        texts,
    );
    let (old, new) = (was.version.to_string(), is.version.to_string());
    let code = if is.version < was.version { ChangeCode::VersionLowered } else { ChangeCode::VersionChanged };
    found.text(code, subject, "version", "The version of the solution", (Some(&old), Some(&new)));
    let managed = |flag| match flag {
        ManagedFlag::Unmanaged => "unmanaged",
        ManagedFlag::Managed => "managed",
        ManagedFlag::Both => "both",
    };
    let both = (Some(managed(was.managed)), Some(managed(is.managed)));
    found.text(ChangeCode::ManagedChanged, subject, "managed", "The kind of the solution", both);
    let publisher = |it: &Manifest| {
        let (publisher, values) = (&it.publisher, it.publisher.option_value_prefix);
        let values = values.map(|prefix| format!(" and choices {prefix}")).unwrap_or_default();
        format!("{} ({}), prefix {}{values}", publisher.display_name, publisher.unique_name, publisher.prefix)
    };
    let both = (publisher(was), publisher(is));
    let both = (Some(both.0.as_str()), Some(both.1.as_str()));
    found.text(ChangeCode::PublisherChanged, subject, "publisher", "The publisher of the solution", both);
    let patch = |it: &Manifest| it.patch_of.as_ref().map(|parent| format!("{} {}", parent.unique_name, parent.version));
    let both = (patch(was), patch(is));
    let both = (both.0.as_deref(), both.1.as_deref());
    found.text(ChangeCode::PatchParentChanged, subject, "patchOf", "The solution that this one is a patch of", both);
}

fn dependencies(was: &Manifest, is: &Manifest, subject: &Subject, found: &mut Changes) {
    let required = |manifest: &Manifest| -> Vec<DependencyEnd> {
        let mut seen = HashSet::new();
        let all = manifest.missing_dependencies.iter().map(|pair| pair.required.clone());
        all.filter(|end| seen.insert(end_key(end))).collect()
    };
    for pair in pairs(&required(was), &required(is), end_key) {
        let (code, end, sentence) = match pair {
            Pair::Added(end) => (ChangeCode::DependencyAdded, end, "The solution now needs"),
            Pair::Removed(end) => (ChangeCode::DependencyRemoved, end, "The solution does not need any more"),
            Pair::Both(..) => continue,
        };
        let place = format!("dependencies/{}", end_name(end));
        let from = end.solution.as_deref().map(|solution| format!(" of {solution}")).unwrap_or_default();
        let sentence = format!("{sentence} the {} `{}`{from}.", end.component_type, end_name(end));
        found.add(code, subject, place, (None, None), sentence);
    }
}

fn end_key(end: &DependencyEnd) -> (String, String, String) {
    let parent = fold(end.parent_schema_name.as_deref().unwrap_or_default());
    let name = end.schema_name.as_deref().map(fold).or_else(|| end.id.map(|id| id.to_string()));
    (end.component_type.to_string(), parent, name.unwrap_or_default())
}

fn end_name(end: &DependencyEnd) -> String {
    let id = end.id.map(|id| id.to_string());
    let shown = end.display_name.as_deref().filter(|name| !name.is_empty());
    let name = end.schema_name.as_deref().or(shown).or(id.as_deref()).unwrap_or_default();
    match &end.parent_schema_name {
        Some(parent) => format!("{parent}.{name}"),
        None => name.to_owned(),
    }
}

/// What the solution lists, apart from what the changes of components say already.
fn roots(was: &Manifest, is: &Manifest, subject: &Subject, others: &Changes, found: &mut Changes) {
    let told: HashSet<&str> =
        others.list.iter().filter(|change| change.place.is_empty()).map(|change| change.subject.key.as_str()).collect();
    let name = |root: &RootComponent| {
        root.schema_name.as_deref().map(fold).or_else(|| root.id.map(|id| id.to_string())).unwrap_or_default()
    };
    for pair in pairs(&was.root_components, &is.root_components, |root| (root.component_type.clone(), name(root))) {
        let (root, sentence) = match pair {
            Pair::Both(was, is) if was.behavior == is.behavior => continue,
            Pair::Both(was, is) => {
                (is, format!("is listed with behavior {} and was with {}", is.behavior, was.behavior))
            }
            Pair::Added(root) => (root, "is listed in the solution now".to_owned()),
            Pair::Removed(root) => (root, "is not listed in the solution any more".to_owned()),
        };
        let name = name(root);
        if !crate::contents::is_read(&root.component_type) || told.contains(name.as_str()) {
            continue;
        }
        let sentence = format!("The {} `{name}` {sentence}.", root.component_type);
        found.add(ChangeCode::RootComponentChanged, subject, format!("rootComponents/{name}"), (None, None), sentence);
    }
}

fn subject(manifest: &Manifest) -> Subject {
    let (key, name) = (fold(&manifest.unique_name), manifest.display_name.clone());
    Subject { kind: SubjectKind::Solution, key, name }
}

fn kept_subject(kept: &KeptComponent) -> Subject {
    Subject { kind: SubjectKind::Kept, key: fold(&kept.name), name: format!("{} {}", kept.kind, kept.name) }
}
