//! Tables, from `customizations.xml` or `Entities/*/Entity.xml`.

use std::collections::HashSet;

use model::table::{Column, ColumnKind, Ownership, Table};

use super::{Reading, choice, column, relationship::Relationship};
use crate::{
    problem::code,
    xml::{Node, NodeExt},
};

/// Columns that a package adds to a table that is defined elsewhere: a standard one, or one of another solution.
#[derive(Clone, PartialEq, Debug)]
pub struct TableExtension {
    /// The logical name of the table.
    pub extends: String,
    /// What people read.
    pub display_name: String,
    /// The columns. None where the package has only forms or views of the table.
    pub columns: Vec<Column>,
}

pub(super) fn read(reading: &mut Reading<'_, '_>, relationships: &[Relationship]) -> (Vec<Table>, Vec<TableExtension>) {
    let choices = choice::by_name(&choice::read_global(reading));
    let lookups = column::lookups(relationships);
    let (mut tables, mut extensions) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for (file, node) in reading.items("Entities", "Entity") {
        let entity = node.one("EntityInfo").and_then(|info| info.one("entity"));
        let schema_name = node.value("Name").or_else(|| entity?.attr("Name"));
        let Some(schema_name) = schema_name else {
            reading.problems.push(file.error(node, code::VALUE_INVALID, "a table has no `Name`"));
            continue;
        };
        let logical_name = schema_name.to_lowercase();
        if !seen.insert(logical_name.clone()) {
            let message = format!("the table `{schema_name}` stands in the package twice");
            reading.problems.push(file.error(node, code::DUPLICATE, message));
            continue;
        }
        let around = column::Surroundings { choices: &choices, lookups: &lookups, table: &logical_name };
        let list = entity.and_then(|entity| entity.one("attributes"));
        let mut columns = Vec::new();
        let mut primary_name = None;
        for attribute in list.iter().flat_map(|list| list.all("attribute")) {
            let Some(column) = column::read(attribute, &around) else {
                let message = format!("a column of the table `{schema_name}` has no name or no type");
                reading.problems.push(file.warning(attribute, code::VALUE_INVALID, message));
                continue;
            };
            if primary_name.is_none() && column::is_primary_name(attribute) {
                primary_name = Some(column.logical_name.clone());
            }
            columns.push(column);
        }
        let display_name = display_name(node, entity).unwrap_or(schema_name).to_owned();
        // A table that is defined elsewhere comes without the settings of a whole one.
        match entity.and_then(|entity| Some((entity, entity.value("EntitySetName")?))) {
            Some((entity, entity_set)) => tables.push(Table {
                schema_name: schema_name.to_owned(),
                entity_set: entity_set.to_owned(),
                plural_name: entity.label("LocalizedCollectionNames", "LocalizedCollectionName").map(str::to_owned),
                display_name,
                ownership: ownership(entity),
                primary_key: primary_key(&columns, &logical_name),
                primary_name,
                columns,
                logical_name,
            }),
            None => extensions.push(TableExtension { extends: logical_name, display_name, columns }),
        }
    }
    (tables, extensions)
}

fn display_name<'a>(node: Node<'a, 'a>, entity: Option<Node<'a, 'a>>) -> Option<&'a str> {
    let given = node.one("Name").and_then(|name| name.attr("LocalizedName")).filter(|name| !name.is_empty());
    given.or_else(|| entity?.label("LocalizedNames", "LocalizedName"))
}

fn ownership(entity: Node<'_, '_>) -> Ownership {
    match entity.value("OwnershipTypeMask").map(str::to_lowercase).as_deref() {
        Some("userowned" | "teamowned") => Ownership::User,
        _ => Ownership::Organization,
    }
}

fn primary_key(columns: &[Column], table: &str) -> String {
    let key = columns.iter().find(|column| column.kind == ColumnKind::PrimaryKey);
    key.map_or_else(|| format!("{table}id"), |column| column.logical_name.clone())
}
