//! Tables, and columns that are added to tables defined elsewhere.

use model::table::{Ownership, Table};

use super::column;
use crate::{Contents, contents::TableExtension, element::Element};

pub(super) fn elements(contents: &Contents) -> Vec<Element> {
    let whole = contents.tables.iter().map(whole);
    whole.chain(contents.extensions.iter().map(extension)).collect()
}

fn whole(table: &Table) -> Element {
    let (ownership, name) = (table.ownership, table.display_name.as_str());
    let plural = table.plural_name.as_deref().unwrap_or(name);
    let columns = table.columns.iter().map(|column| {
        let is_name = table.primary_name.as_deref() == Some(column.logical_name.as_str());
        column::element(&table.logical_name, column, is_name)
    });
    let entity = Element::new("entity")
        .attr("Name", &table.schema_name)
        .child(Element::label("LocalizedNames", "LocalizedName", name))
        .child(Element::label("LocalizedCollectionNames", "LocalizedCollectionName", plural))
        .child(Element::new("Descriptions"))
        .child(Element::new("attributes").children(columns))
        .child(Element::text("EntitySetName", &table.entity_set))
        .child(Element::text(
            "OwnershipTypeMask",
            match ownership {
                Ownership::User => "UserOwned",
                Ownership::Organization => "OrgOwned",
            },
        ))
        .child(Element::text("IsAuditEnabled", "0"))
        .child(Element::text("IntroducedVersion", "1.0.0.0"))
        .child(Element::text("IsCustomizable", "1"))
        .child(Element::text("ChangeTrackingEnabled", "1"));
    framed(&table.schema_name, name, entity)
}

fn extension(extension: &TableExtension) -> Element {
    let name = &extension.extends;
    let columns = extension.columns.iter().map(|added| column::element(name, added, false));
    let entity = Element::new("entity").attr("Name", name).attr("unmodified", "1");
    framed(name, &extension.display_name, entity.child(Element::new("attributes").children(columns)))
}

fn framed(schema_name: &str, display_name: &str, entity: Element) -> Element {
    let name = Element::text("Name", schema_name);
    Element::new("Entity")
        .child(name.attr("LocalizedName", display_name).attr("OriginalName", display_name))
        .child(Element::new("EntityInfo").child(entity))
}
