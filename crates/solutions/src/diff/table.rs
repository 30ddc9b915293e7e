//! Tables, columns that are added to tables of others, lists of choices and relationships.

use model::table::{Ownership, Table};

use super::{
    ChangeCode, Changes, Subject, SubjectKind,
    pair::{Pair, pairs},
    words,
};
use crate::{
    Contents,
    contents::{GlobalChoice, Relationship, RelationshipKind, TableExtension},
    text::fold,
};

mod column;

pub(super) fn compare(before: &Contents, after: &Contents, found: &mut Changes) {
    for pair in pairs(&before.tables, &after.tables, |table| table.logical_name.clone()) {
        match pair {
            Pair::Added(table) => {
                let sentence =
                    format!("There is a new table `{}` with {} columns.", table.logical_name, table.columns.len());
                found.add(ChangeCode::TableAdded, &subject(table), "", (None, None), sentence);
            }
            Pair::Removed(table) => {
                let sentence = format!("The table `{}` is gone.", table.logical_name);
                found.add(ChangeCode::TableRemoved, &subject(table), "", (None, None), sentence);
            }
            Pair::Both(was, is) => whole(was, is, found),
        }
    }
    // An extension that is not there has no columns.
    let columns = |all: &[TableExtension], name: &str| {
        all.iter().find(|extension| extension.extends == name).map(|it| it.columns.clone()).unwrap_or_default()
    };
    for pair in pairs(&before.extensions, &after.extensions, |extension| extension.extends.clone()) {
        let (Pair::Added(extension) | Pair::Removed(extension) | Pair::Both(_, extension)) = pair;
        let name = extension.extends.clone();
        let both = (columns(&before.extensions, &name), columns(&after.extensions, &name));
        let subject = Subject { kind: SubjectKind::Table, key: name, name: extension.display_name.clone() };
        column::compare(&subject, &both.0, &both.1, found);
    }
    choices(&before.choices, &after.choices, found);
    relationships(&before.relationships, &after.relationships, found);
}

fn whole(was: &Table, is: &Table, found: &mut Changes) {
    let subject = subject(is);
    let what = |part: &str| format!("The {part} of the table `{}`", is.logical_name);
    let owners = |table: &Table| match table.ownership {
        Ownership::User => "users and teams",
        Ownership::Organization => "the organization",
    };
    let parts = [
        (ChangeCode::TableRenamed, "display name", Some(was.display_name.as_str()), Some(is.display_name.as_str())),
        (ChangeCode::TableOwnershipChanged, "owner of the rows", Some(owners(was)), Some(owners(is))),
        (
            ChangeCode::TableAddressChanged,
            "name in addresses",
            Some(was.entity_set.as_str()),
            Some(is.entity_set.as_str()),
        ),
        (
            ChangeCode::TablePrimaryNameChanged,
            "column that names the rows",
            was.primary_name.as_deref(),
            is.primary_name.as_deref(),
        ),
    ];
    for (code, part, before, after) in parts {
        found.text(code, &subject, part, &what(part), (before, after));
    }
    column::compare(&subject, &was.columns, &is.columns, found);
}

fn subject(table: &Table) -> Subject {
    Subject { kind: SubjectKind::Table, key: table.logical_name.clone(), name: table.display_name.clone() }
}

fn choices(before: &[GlobalChoice], after: &[GlobalChoice], found: &mut Changes) {
    for pair in pairs(before, after, |choice| fold(&choice.name)) {
        let (Pair::Added(choice) | Pair::Removed(choice) | Pair::Both(_, choice)) = pair;
        let subject = Subject { kind: SubjectKind::Choice, key: fold(&choice.name), name: choice.display_name.clone() };
        match pair {
            Pair::Added(_) => {
                let sentence = format!("There is a new list of choices `{}`.", choice.name);
                found.add(ChangeCode::ChoiceAdded, &subject, "", (None, None), sentence);
            }
            Pair::Removed(_) => {
                let sentence = format!("The list of choices `{}` is gone.", choice.name);
                found.add(ChangeCode::ChoiceRemoved, &subject, "", (None, None), sentence);
            }
            Pair::Both(was, is) => {
                let names = (Some(was.display_name.as_str()), Some(is.display_name.as_str()));
                let what = format!("The display name of the list of choices `{}`", is.name);
                found.text(ChangeCode::ChoiceRenamed, &subject, "displayName", &what, names);
                let what = format!("the list of choices `{}`", is.name);
                column::options(
                    &subject,
                    "",
                    &what,
                    &column::choices(&was.options),
                    &column::choices(&is.options),
                    found,
                );
            }
        }
    }
}

fn relationships(before: &[Relationship], after: &[Relationship], found: &mut Changes) {
    for pair in pairs(before, after, |relationship| fold(&relationship.name)) {
        let (Pair::Added(relationship) | Pair::Removed(relationship) | Pair::Both(_, relationship)) = pair;
        let name = &relationship.name;
        let subject = Subject { kind: SubjectKind::Relationship, key: fold(name), name: name.clone() };
        match pair {
            Pair::Added(_) => {
                let sentence = format!("There is a new relationship `{name}` of {}.", ends(relationship));
                found.add(ChangeCode::RelationshipAdded, &subject, "", (None, None), sentence);
            }
            Pair::Removed(_) => {
                let sentence = format!("The relationship `{name}` of {} is gone.", ends(relationship));
                found.add(ChangeCode::RelationshipRemoved, &subject, "", (None, None), sentence);
            }
            Pair::Both(was, is) => {
                let both = (ends(was), ends(is));
                let both = (Some(both.0.as_str()), Some(both.1.as_str()));
                let what = format!("What the relationship `{name}` connects");
                found.text(ChangeCode::RelationshipChanged, &subject, "ends", &what, both);
                let both = (on_delete(was), on_delete(is));
                let what = format!("What deleting a row does by the relationship `{name}`");
                found.text(ChangeCode::RelationshipDeleteChanged, &subject, "CascadeDelete", &what, both);
            }
        }
    }
}

fn ends(relationship: &Relationship) -> String {
    match &relationship.kind {
        RelationshipKind::OneToMany {
            referencing_table,
            referencing_column,
            referenced_table,
            navigation,
            collection,
            ..
        } => {
            let names: Vec<String> = [navigation, collection].into_iter().flatten().cloned().collect();
            let called = if names.is_empty() { String::new() } else { format!(" ({})", words::list(&names)) };
            format!("{referencing_table}.{referencing_column} and {referenced_table}{called}")
        }
        RelationshipKind::ManyToMany { first_table, second_table, intersect_table } => {
            format!("{first_table} and {second_table} through {intersect_table}")
        }
    }
}

fn on_delete(relationship: &Relationship) -> Option<&str> {
    match &relationship.kind {
        RelationshipKind::OneToMany { on_delete, .. } => Some(on_delete),
        RelationshipKind::ManyToMany { .. } => None,
    }
}
