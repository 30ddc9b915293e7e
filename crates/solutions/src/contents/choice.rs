//! Lists of choices: beside their column, or global and named by several columns.

use std::collections::HashMap;

use model::table::{ChoiceOption, StateOption, StatusOption};

use super::Reading;
use crate::{
    text::fold,
    xml::{Node, NodeExt},
};

/// A list of choices that columns of several tables use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GlobalChoice {
    /// Its name in files.
    pub name: String,
    /// What people read.
    pub display_name: String,
    /// The choices.
    pub options: Vec<ChoiceOption>,
}

/// The global lists, by name without case.
pub(super) type GlobalChoices = HashMap<String, Vec<ChoiceOption>>;

pub(super) fn read_global(reading: &Reading<'_, '_>) -> Vec<GlobalChoice> {
    reading
        .items("optionsets", "optionset")
        .filter_map(|(_, node)| {
            let name = node.attr("Name")?;
            let display_name = node.label("displaynames", "displayname").or_else(|| node.attr("localizedName"));
            Some(GlobalChoice {
                name: name.to_owned(),
                display_name: display_name.unwrap_or(name).to_owned(),
                options: options(node),
            })
        })
        .collect()
}

pub(super) fn by_name(choices: &[GlobalChoice]) -> GlobalChoices {
    choices.iter().map(|choice| (fold(&choice.name), choice.options.clone())).collect()
}

/// The choices of an `optionset` element.
pub(super) fn options(set: Node<'_, '_>) -> Vec<ChoiceOption> {
    items(set, "options", "option")
        .filter_map(|option| Some(ChoiceOption { value: number(option, "value")?, label: label(option) }))
        .collect()
}

/// The states of an `optionset` element.
pub(super) fn states(set: Node<'_, '_>) -> Vec<StateOption> {
    items(set, "states", "state")
        .filter_map(|state| {
            Some(StateOption {
                value: number(state, "value")?,
                label: label(state),
                default_status: number(state, "defaultstatus")?,
            })
        })
        .collect()
}

/// The status reasons of an `optionset` element.
pub(super) fn statuses(set: Node<'_, '_>) -> Vec<StatusOption> {
    items(set, "statuses", "status")
        .filter_map(|status| {
            Some(StatusOption {
                value: number(status, "value")?,
                label: label(status),
                state: number(status, "state")?,
            })
        })
        .collect()
}

fn items<'a>(set: Node<'a, 'a>, list: &'static str, item: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    set.one(list).into_iter().flat_map(move |list| list.all(item))
}

fn number(node: Node<'_, '_>, attribute: &str) -> Option<i64> {
    node.attr(attribute)?.trim().parse().ok()
}

fn label(node: Node<'_, '_>) -> String {
    node.label("labels", "label").unwrap_or_default().to_owned()
}
