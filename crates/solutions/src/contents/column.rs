//! Columns of tables.

use std::collections::HashMap;

use model::table::{Column, ColumnKind, DateTimeBehavior, Requirement};

use super::{
    choice::{self, GlobalChoices},
    relationship::{Relationship, RelationshipKind},
};
use crate::{
    text::fold,
    xml::{Node, NodeExt},
};

/// What lookups point to, and what they are called in addresses where a relationship says so. By table and column.
pub(super) type Lookups<'a> = HashMap<(&'a str, &'a str), Vec<(&'a str, Option<&'a str>)>>;

/// The lookups of these relationships.
pub(super) fn lookups(relationships: &[Relationship]) -> Lookups<'_> {
    let mut lookups = Lookups::new();
    for relationship in relationships {
        if let RelationshipKind::OneToMany {
            referencing_table, referencing_column, referenced_table, navigation, ..
        } = &relationship.kind
        {
            let ends = lookups.entry((referencing_table.as_str(), referencing_column.as_str())).or_default();
            ends.push((referenced_table.as_str(), navigation.as_deref()));
        }
    }
    lookups
}

/// What columns need to know that stands elsewhere.
pub(super) struct Surroundings<'a> {
    pub(super) choices: &'a GlobalChoices,
    pub(super) lookups: &'a Lookups<'a>,
    /// Logical name.
    pub(super) table: &'a str,
}

/// The column of an `attribute` element. Nothing when it has no name or type.
pub(super) fn read(node: Node<'_, '_>, around: &Surroundings<'_>) -> Option<Column> {
    let schema_name = node.attr("PhysicalName");
    let logical_name = node.value("LogicalName").or_else(|| node.value("Name")).or(schema_name)?.to_lowercase();
    let type_name = node.value("Type")?;
    let schema_name = schema_name.unwrap_or(&logical_name).to_owned();
    Some(Column {
        display_name: node.label("displaynames", "displayname").unwrap_or(&schema_name).to_owned(),
        kind: kind(node, type_name, &logical_name, &schema_name, around),
        requirement: requirement(node.value("RequiredLevel").unwrap_or_default()),
        logical_name,
        schema_name,
    })
}

/// Whether the column names its rows.
pub(super) fn is_primary_name(node: Node<'_, '_>) -> bool {
    let mask = node.value("DisplayMask").unwrap_or_default();
    mask.split('|').any(|flag| flag.trim().eq_ignore_ascii_case("PrimaryName"))
}

fn kind(
    node: Node<'_, '_>,
    type_name: &str,
    logical_name: &str,
    schema_name: &str,
    around: &Surroundings<'_>,
) -> ColumnKind {
    let set = node.one("optionset");
    match type_name.to_lowercase().as_str() {
        "primarykey" => ColumnKind::PrimaryKey,
        "nvarchar" => ColumnKind::Text { max_length: max_length(node, 100) },
        "ntext" => ColumnKind::Text { max_length: max_length(node, 2000) },
        "int" => ColumnKind::Integer,
        "bigint" => ColumnKind::BigInt,
        "decimal" => ColumnKind::Decimal { precision: precision(node, 2) },
        "money" => ColumnKind::Decimal { precision: precision(node, 4) },
        "float" => ColumnKind::Double,
        "bit" => ColumnKind::Boolean,
        "datetime" => ColumnKind::DateTime { behavior: behavior(node) },
        "picklist" => ColumnKind::Choice { options: options(node, around) },
        "multiselectpicklist" => ColumnKind::MultiChoice { options: options(node, around) },
        "state" => ColumnKind::State { states: set.map(choice::states).unwrap_or_default() },
        "status" => ColumnKind::Status { statuses: set.map(choice::statuses).unwrap_or_default() },
        "lookup" | "customer" => lookup(node, logical_name, schema_name, around),
        "owner" => ColumnKind::Owner,
        "uniqueidentifier" => ColumnKind::Uniqueidentifier,
        _ => ColumnKind::Other { type_name: type_name.to_owned() },
    }
}

fn max_length(node: Node<'_, '_>, otherwise: u32) -> u32 {
    node.number("MaxLength").and_then(|length| u32::try_from(length).ok()).unwrap_or(otherwise)
}

fn precision(node: Node<'_, '_>, otherwise: u8) -> u8 {
    node.number("Accuracy").and_then(|places| u8::try_from(places).ok()).unwrap_or(otherwise)
}

/// Source: DateTimeBehavior, values 1 to 3 in `Behavior`.
fn behavior(node: Node<'_, '_>) -> DateTimeBehavior {
    match node.number("Behavior") {
        Some(2) => DateTimeBehavior::DateOnly,
        Some(3) => DateTimeBehavior::TimeZoneIndependent,
        _ => DateTimeBehavior::UserLocal,
    }
}

fn options(node: Node<'_, '_>, around: &Surroundings<'_>) -> Vec<model::table::ChoiceOption> {
    let global = || around.choices.get(&fold(node.value("OptionSetName")?)).cloned();
    node.one("optionset").map(choice::options).or_else(global).unwrap_or_default()
}

fn requirement(level: &str) -> Requirement {
    match level.to_lowercase().as_str() {
        "recommended" => Requirement::Recommended,
        "required" | "applicationrequired" => Requirement::Required,
        "systemrequired" => Requirement::System,
        _ => Requirement::None,
    }
}

fn lookup(node: Node<'_, '_>, logical_name: &str, schema_name: &str, around: &Surroundings<'_>) -> ColumnKind {
    let ends = around.lookups.get(&(around.table, logical_name)).map_or(&[][..], Vec::as_slice);
    let named = ends.iter().find_map(|(_, navigation)| *navigation);
    let mut targets: Vec<String> = Vec::new();
    for (table, _) in ends {
        if !targets.iter().any(|target| target == table) {
            targets.push((*table).to_owned());
        }
    }
    let listed = node.one("LookupTypes");
    for code in listed.iter().flat_map(|list| list.all("LookupType")) {
        if let Some(table) = code.content().and_then(standard_table).filter(|table| !targets.iter().any(|t| t == table))
        {
            targets.push(table.to_owned());
        }
    }
    // Columns of the system, and only those, are called in addresses by their logical name (`createdby`).
    let own = node.value("IsCustomField") != Some("0");
    let navigation = named.unwrap_or(if own { schema_name } else { logical_name }).to_owned();
    ColumnKind::Lookup { targets, navigation }
}

/// The table with this object type code; others have codes of their own in each environment. Source: `objecttypecode`.
fn standard_table(code: &str) -> Option<&'static str> {
    Some(match code {
        "1" => "account",
        "2" => "contact",
        "8" => "systemuser",
        "9" => "team",
        "10" => "businessunit",
        _ => return None,
    })
}
