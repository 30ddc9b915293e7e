//! Columns of tables.

use model::table::{ChoiceOption, Column, ColumnKind, DateTimeBehavior, Requirement, StateOption, StatusOption};

use crate::contents::GlobalChoice;
use crate::element::Element;

/// Texts up to this long are `nvarchar`. Source: StringAttributeMetadata, `MaxSupportedLength`.
const LONGEST_NVARCHAR: u32 = 4000;

/// The column of a table. `is_name` says that it names the rows.
pub(super) fn element(table: &str, column: &Column, is_name: bool) -> Element {
    let requirement = match column.requirement {
        Requirement::None => "none",
        Requirement::Recommended => "recommended",
        Requirement::Required => "required",
        Requirement::System => "systemrequired",
    };
    let mask = if is_name { "PrimaryName|" } else { "" };
    // A system's lookup is called by its logical name in addresses, and this is what tells it apart.
    let own = match &column.kind {
        ColumnKind::Lookup { navigation, .. } => *navigation == column.schema_name,
        _ => column.logical_name.contains('_'),
    };
    Element::new("attribute")
        .attr("PhysicalName", &column.schema_name)
        .child(Element::text("Type", type_name(&column.kind)))
        .child(Element::text("Name", &column.logical_name))
        .child(Element::text("LogicalName", &column.logical_name))
        .child(Element::text("RequiredLevel", requirement))
        .child(Element::text("DisplayMask", &format!("{mask}ValidForAdvancedFind|ValidForForm|ValidForGrid")))
        .child(Element::number("IsCustomField", own))
        .child(Element::text("IntroducedVersion", "1.0.0.0"))
        .child(Element::text("IsCustomizable", "1"))
        .children(details(table, column))
        .child(Element::label("displaynames", "displayname", &column.display_name))
}

fn type_name(kind: &ColumnKind) -> &str {
    match kind {
        ColumnKind::PrimaryKey => "primarykey",
        ColumnKind::Text { max_length } if *max_length <= LONGEST_NVARCHAR => "nvarchar",
        ColumnKind::Text { .. } => "ntext",
        ColumnKind::Integer => "int",
        ColumnKind::BigInt => "bigint",
        ColumnKind::Decimal { .. } => "decimal",
        ColumnKind::Double => "float",
        ColumnKind::Boolean => "bit",
        ColumnKind::DateTime { .. } => "datetime",
        ColumnKind::Choice { .. } => "picklist",
        ColumnKind::MultiChoice { .. } => "multiselectpicklist",
        ColumnKind::State { .. } => "state",
        ColumnKind::Status { .. } => "status",
        ColumnKind::Lookup { .. } => "lookup",
        ColumnKind::Owner => "owner",
        ColumnKind::Uniqueidentifier => "uniqueidentifier",
        ColumnKind::Other { type_name } => type_name,
    }
}

fn details(table: &str, column: &Column) -> Vec<Element> {
    let set = |kind: &str, list: Element| {
        let name = format!("{table}_{}", column.logical_name);
        let head = Element::new("optionset").attr("Name", &name).child(Element::text("OptionSetType", kind));
        vec![head.child(list)]
    };
    match &column.kind {
        ColumnKind::Text { max_length } => vec![
            Element::text("Format", "text"),
            Element::number("MaxLength", *max_length),
            Element::number("Length", i64::from(*max_length) * 2),
        ],
        ColumnKind::Decimal { precision } => vec![Element::number("Accuracy", *precision)],
        ColumnKind::DateTime { behavior } => {
            let (format, code) = match behavior {
                DateTimeBehavior::UserLocal => ("datetime", "1"),
                DateTimeBehavior::DateOnly => ("date", "2"),
                DateTimeBehavior::TimeZoneIndependent => ("datetime", "3"),
            };
            vec![Element::text("Format", format), Element::text("Behavior", code)]
        }
        ColumnKind::Choice { options } | ColumnKind::MultiChoice { options } => {
            set("picklist", Element::new("options").children(options.iter().map(option)))
        }
        ColumnKind::State { states } => set("state", Element::new("states").children(states.iter().map(state))),
        ColumnKind::Status { statuses } => {
            set("status", Element::new("statuses").children(statuses.iter().map(status)))
        }
        _ => Vec::new(),
    }
}

/// A list of choices that several columns use.
pub(super) fn global_choice(choice: &GlobalChoice) -> Element {
    Element::new("optionset")
        .attr("Name", &choice.name)
        .attr("localizedName", &choice.display_name)
        .child(Element::text("OptionSetType", "picklist"))
        .child(Element::text("IsGlobal", "1"))
        .child(Element::label("displaynames", "displayname", &choice.display_name))
        .child(Element::new("options").children(choice.options.iter().map(option)))
}

fn option(option: &ChoiceOption) -> Element {
    labelled("option", option.value, &option.label)
}

fn state(state: &StateOption) -> Element {
    labelled("state", state.value, &state.label).attr("defaultstatus", &state.default_status.to_string())
}

fn status(status: &StatusOption) -> Element {
    labelled("status", status.value, &status.label).attr("state", &status.state.to_string())
}

fn labelled(name: &str, value: i64, label: &str) -> Element {
    Element::new(name).attr("value", &value.to_string()).child(Element::label("labels", "label", label))
}
