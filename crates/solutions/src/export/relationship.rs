//! Relationships between tables.

use model::table::ColumnKind;

use crate::element::Element;
use crate::{
    Contents,
    contents::{Relationship, RelationshipKind},
};

/// The relationships that are known, and one for each target of a lookup that has none.
pub(super) fn elements(contents: &Contents) -> Vec<Element> {
    let known = contents.relationships.iter();
    known.chain(&unnamed(contents)).map(|relationship| element(contents, relationship)).collect()
}

/// What lookups point to and no relationship says.
fn unnamed(contents: &Contents) -> Vec<Relationship> {
    let own = contents.tables.iter().map(|table| (&table.logical_name, &table.columns));
    let added = contents.extensions.iter().map(|extension| (&extension.extends, &extension.columns));
    let mut found = Vec::new();
    for (table, column) in own.chain(added).flat_map(|(table, columns)| columns.iter().map(move |c| (table, c))) {
        let ColumnKind::Lookup { targets, navigation } = &column.kind else { continue };
        for target in targets.iter().filter(|target| !is_known(contents, table, &column.logical_name, target)) {
            found.push(Relationship {
                name: format!("{target}_{table}_{}", column.logical_name),
                kind: RelationshipKind::OneToMany {
                    referencing_table: table.clone(),
                    referencing_column: column.logical_name.clone(),
                    referenced_table: target.clone(),
                    navigation: Some(navigation.clone()),
                    collection: None,
                    on_delete: "RemoveLink".to_owned(),
                },
            });
        }
    }
    found
}

fn is_known(contents: &Contents, table: &str, column: &str, target: &str) -> bool {
    contents.relationships.iter().any(|relationship| {
        matches!(&relationship.kind, RelationshipKind::OneToMany { referencing_table, referencing_column, referenced_table, .. }
            if referencing_table == table && referencing_column == column && referenced_table == target)
    })
}

fn element(contents: &Contents, relationship: &Relationship) -> Element {
    let element = Element::new("EntityRelationship").attr("Name", &relationship.name);
    // Names stand in the case that their tables and columns have.
    let schema_name = |table: &str| {
        let found = contents.tables.iter().find(|found| found.logical_name == table);
        found.map_or(table, |found| found.schema_name.as_str()).to_owned()
    };
    match &relationship.kind {
        RelationshipKind::ManyToMany { first_table, second_table, intersect_table } => element
            .child(Element::text("EntityRelationshipType", "ManyToMany"))
            .child(Element::text("IsCustomizable", "1"))
            .child(Element::text("FirstEntityName", &schema_name(first_table)))
            .child(Element::text("SecondEntityName", &schema_name(second_table)))
            .child(Element::text("IntersectEntityName", intersect_table)),
        RelationshipKind::OneToMany {
            referencing_table,
            referencing_column,
            referenced_table,
            navigation,
            collection,
            on_delete,
        } => {
            let table = contents.tables.iter().find(|table| table.logical_name == *referencing_table);
            let column = table.and_then(|table| table.column(referencing_column));
            let column = column.map_or(referencing_column.as_str(), |column| column.schema_name.as_str());
            let roles: Vec<Element> = [("1", navigation), ("0", collection)]
                .into_iter()
                .filter_map(|(role, name)| {
                    let name = Element::text("NavigationPropertyName", name.as_deref()?);
                    let role = Element::text("RelationshipRoleType", role);
                    Some(Element::new("EntityRelationshipRole").child(name).child(role))
                })
                .collect();
            let element = element
                .child(Element::text("EntityRelationshipType", "OneToMany"))
                .child(Element::text("IsCustomizable", "1"))
                .child(Element::text("IsHierarchical", "0"))
                .child(Element::text("ReferencingEntityName", &schema_name(referencing_table)))
                .child(Element::text("ReferencedEntityName", &schema_name(referenced_table)))
                .child(Element::text("CascadeAssign", "NoCascade"))
                .child(Element::text("CascadeDelete", on_delete))
                .child(Element::text("CascadeReparent", "NoCascade"))
                .child(Element::text("CascadeShare", "NoCascade"))
                .child(Element::text("CascadeUnshare", "NoCascade"))
                .child(Element::text("ReferencingAttributeName", column));
            if roles.is_empty() {
                element
            } else {
                element.child(Element::new("EntityRelationshipRoles").children(roles))
            }
        }
    }
}
