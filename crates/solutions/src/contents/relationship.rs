//! Relationships between tables.

use super::Reading;
use crate::xml::{Node, NodeExt};

/// A relationship between two tables.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relationship {
    /// Its name (`contoso_permit_inspection`).
    pub name: String,
    /// Which kind, and between what.
    pub kind: RelationshipKind,
}

/// The two kinds of relationships. Names of tables and columns are logical names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RelationshipKind {
    /// A lookup column points to a row.
    OneToMany {
        /// The table with the lookup.
        referencing_table: String,
        /// The lookup.
        referencing_column: String,
        /// The table it points to.
        referenced_table: String,
        /// What the lookup is called in addresses and `@odata.bind`, where the package says so. Case matters.
        navigation: Option<String>,
        /// What the rows that point here are called in addresses, where the package says so. Case matters.
        collection: Option<String>,
        /// What deleting the referenced row does (`RemoveLink`, `Cascade`, `Restrict`, `NoCascade`).
        on_delete: String,
    },
    /// Pairs of rows.
    ManyToMany {
        /// One table.
        first_table: String,
        /// The other table.
        second_table: String,
        /// The table of the pairs.
        intersect_table: String,
    },
}

impl Relationship {
    /// The logical names of the two tables, and of the table of the pairs where there is one.
    pub fn tables(&self) -> Vec<&String> {
        match &self.kind {
            RelationshipKind::OneToMany { referencing_table, referenced_table, .. } => {
                vec![referencing_table, referenced_table]
            }
            RelationshipKind::ManyToMany { first_table, second_table, intersect_table } => {
                vec![first_table, second_table, intersect_table]
            }
        }
    }
}

pub(super) fn read(reading: &Reading<'_, '_>) -> Vec<Relationship> {
    reading.items("EntityRelationships", "EntityRelationship").filter_map(|(_, node)| relationship(node)).collect()
}

/// Nothing for the index of the unpacked layout, which has names alone.
fn relationship(node: Node<'_, '_>) -> Option<Relationship> {
    let lower = |name: &str| node.value(name).map(str::to_lowercase);
    let kind = match node.value("EntityRelationshipType")? {
        "ManyToMany" => RelationshipKind::ManyToMany {
            first_table: lower("FirstEntityName")?,
            second_table: lower("SecondEntityName")?,
            intersect_table: lower("IntersectEntityName")?,
        },
        _ => RelationshipKind::OneToMany {
            referencing_table: lower("ReferencingEntityName")?,
            referencing_column: lower("ReferencingAttributeName")?,
            referenced_table: lower("ReferencedEntityName")?,
            navigation: role(node, "1"),
            collection: role(node, "0"),
            on_delete: node.value("CascadeDelete").unwrap_or("NoCascade").to_owned(),
        },
    };
    Some(Relationship { name: node.attr("Name").unwrap_or_default().to_owned(), kind })
}

/// The name in addresses that the end with this role has: `1` the lookup, `0` the rows that point here.
fn role(node: Node<'_, '_>, role_type: &str) -> Option<String> {
    let roles = node.one("EntityRelationshipRoles")?;
    let role =
        roles.all("EntityRelationshipRole").find(|role| role.value("RelationshipRoleType") == Some(role_type))?;
    role.value("NavigationPropertyName").map(str::to_owned)
}
