//! Columns, and the choices of columns and lists.

use std::mem::discriminant;

use model::table::{ChoiceOption, Column, ColumnKind, DateTimeBehavior, Requirement};
use wdl::Value;

use super::super::{
    ChangeCode, Changes, Subject,
    pair::{Pair, pairs},
    words,
};

pub(super) fn compare(subject: &Subject, before: &[Column], after: &[Column], found: &mut Changes) {
    for pair in pairs(before, after, |column| column.logical_name.clone()) {
        let (Pair::Added(column) | Pair::Removed(column) | Pair::Both(_, column)) = pair;
        let place = format!("columns/{}", column.logical_name);
        let what = format!("`{}` of the table `{}`", column.logical_name, subject.key);
        let kind = |column: &Column| Some(Value::String(type_name(&column.kind).into()));
        match pair {
            Pair::Added(_) => {
                let sentence = format!("There is a new column {what}, {}.", type_name(&column.kind));
                found.add(ChangeCode::ColumnAdded, subject, place, (None, kind(column)), sentence);
            }
            Pair::Removed(_) => {
                let sentence = format!("The column {what} is gone.");
                found.add(ChangeCode::ColumnRemoved, subject, place, (kind(column), None), sentence);
            }
            Pair::Both(was, is) => both(subject, &place, &what, (was, is), found),
        }
    }
}

fn both(subject: &Subject, place: &str, what: &str, (was, is): (&Column, &Column), found: &mut Changes) {
    let part = |part: &str| format!("{place}/{part}");
    let names = (Some(was.display_name.as_str()), Some(is.display_name.as_str()));
    let title = format!("The display name of the column {what}");
    found.text(ChangeCode::ColumnRenamed, subject, &part("displayName"), &title, names);
    let needs = |column: &Column| match column.requirement {
        Requirement::None => "optional",
        Requirement::Recommended => "recommended",
        Requirement::Required => "required",
        Requirement::System => "set by the system",
    };
    let title = format!("Whether the column {what} must be given");
    let both = (Some(needs(was)), Some(needs(is)));
    found.text(ChangeCode::ColumnRequirementChanged, subject, &part("requirement"), &title, both);
    if discriminant(&was.kind) != discriminant(&is.kind) {
        let title = format!("The type of the column {what}");
        let both = (type_name(&was.kind), type_name(&is.kind));
        let both = (Some(both.0.as_str()), Some(both.1.as_str()));
        found.text(ChangeCode::ColumnTypeChanged, subject, &part("type"), &title, both);
        return;
    }
    inside(subject, place, what, (&was.kind, &is.kind), found);
}

/// What differs between two types of the same kind.
fn inside(subject: &Subject, place: &str, what: &str, kinds: (&ColumnKind, &ColumnKind), found: &mut Changes) {
    let mut number = |name: &str, title: String, was: i64, is: i64| {
        let code = if is < was { ChangeCode::ColumnShortened } else { ChangeCode::ColumnLengthChanged };
        let both = (Some(Value::Int(was)), Some(Value::Int(is)));
        found.value(code, subject, &format!("{place}/{name}"), &title, both);
    };
    match kinds {
        (ColumnKind::Text { max_length: was }, ColumnKind::Text { max_length: is }) => {
            number("maxLength", format!("The length of the column {what}"), i64::from(*was), i64::from(*is));
        }
        (ColumnKind::Decimal { precision: was }, ColumnKind::Decimal { precision: is }) => {
            number("precision", format!("The decimal places of the column {what}"), i64::from(*was), i64::from(*is));
        }
        (ColumnKind::DateTime { behavior: was }, ColumnKind::DateTime { behavior: is }) => {
            let both = (Some(behavior(*was)), Some(behavior(*is)));
            let title = format!("How the column {what} relates to time zones");
            found.text(ChangeCode::ColumnBehaviorChanged, subject, &format!("{place}/behavior"), &title, both);
        }
        (
            ColumnKind::Lookup { targets: was, navigation: was_called },
            ColumnKind::Lookup { targets: is, navigation },
        ) => {
            let said = |targets: &[String], called: &str| {
                let mut targets = targets.to_vec();
                targets.sort();
                format!("{} as {called}", words::list(&targets))
            };
            let both = (said(was, was_called), said(is, navigation));
            let both = (Some(both.0.as_str()), Some(both.1.as_str()));
            let title = format!("What the column {what} points to");
            found.text(ChangeCode::ColumnTargetsChanged, subject, &format!("{place}/targets"), &title, both);
        }
        (ColumnKind::Other { type_name: was }, ColumnKind::Other { type_name: is }) => {
            let title = format!("The type of the column {what}");
            let both = (Some(was.as_str()), Some(is.as_str()));
            found.text(ChangeCode::ColumnTypeChanged, subject, &format!("{place}/type"), &title, both);
        }
        (was, is) => options(subject, place, &format!("the column {what}"), &values(was), &values(is), found),
    }
}

/// A choice, state or status reason: what is stored, and what it is.
pub(super) type Choice = (i64, String);

pub(super) fn choices(options: &[ChoiceOption]) -> Vec<Choice> {
    options.iter().map(|option| (option.value, option.label.clone())).collect()
}

fn values(kind: &ColumnKind) -> Vec<Choice> {
    match kind {
        ColumnKind::Choice { options } | ColumnKind::MultiChoice { options } => choices(options),
        ColumnKind::State { states } => {
            let said = |label: &str, status: i64| format!("{label}, starting with status {status}");
            states.iter().map(|state| (state.value, said(&state.label, state.default_status))).collect()
        }
        ColumnKind::Status { statuses } => statuses
            .iter()
            .map(|status| (status.value, format!("{} of state {}", status.label, status.state)))
            .collect(),
        _ => Vec::new(),
    }
}

pub(super) fn options(subject: &Subject, place: &str, what: &str, was: &[Choice], is: &[Choice], found: &mut Changes) {
    for pair in pairs(was, is, |choice| choice.0) {
        let (Pair::Added(choice) | Pair::Removed(choice) | Pair::Both(_, choice)) = pair;
        let place = format!("{place}/options/{}", choice.0);
        let place = place.trim_start_matches('/').to_owned();
        let label = |choice: &Choice| Some(Value::String(choice.1.as_str().into()));
        let said = words::quoted(&choice.1);
        match pair {
            Pair::Added(_) => {
                let sentence = format!("There is a new choice {said} ({}) in {what}.", choice.0);
                found.add(ChangeCode::OptionAdded, subject, place, (None, label(choice)), sentence);
            }
            Pair::Removed(_) => {
                let sentence = format!("The choice {said} ({}) of {what} is gone.", choice.0);
                found.add(ChangeCode::OptionRemoved, subject, place, (label(choice), None), sentence);
            }
            Pair::Both(was, is) => {
                let title = format!("The choice {} of {what}", choice.0);
                found.value(ChangeCode::OptionChanged, subject, &place, &title, (label(was), label(is)));
            }
        }
    }
}

fn behavior(behavior: DateTimeBehavior) -> &'static str {
    match behavior {
        DateTimeBehavior::UserLocal => "each user's time zone",
        DateTimeBehavior::DateOnly => "a day without time",
        DateTimeBehavior::TimeZoneIndependent => "no time zone",
    }
}

fn type_name(kind: &ColumnKind) -> String {
    match kind {
        ColumnKind::PrimaryKey => "primary key".to_owned(),
        ColumnKind::Text { max_length } => format!("text up to {max_length} characters"),
        ColumnKind::Integer => "whole number".to_owned(),
        ColumnKind::BigInt => "large whole number".to_owned(),
        ColumnKind::Decimal { precision } => format!("number with {precision} decimal places"),
        ColumnKind::Double => "floating point number".to_owned(),
        ColumnKind::Boolean => "yes or no".to_owned(),
        ColumnKind::DateTime { .. } => "date and time".to_owned(),
        ColumnKind::Choice { .. } => "choice".to_owned(),
        ColumnKind::MultiChoice { .. } => "choices".to_owned(),
        ColumnKind::State { .. } => "state".to_owned(),
        ColumnKind::Status { .. } => "status reason".to_owned(),
        ColumnKind::Lookup { targets, .. } if targets.is_empty() => "lookup".to_owned(),
        ColumnKind::Lookup { targets, .. } => format!("lookup of {}", words::list(targets)),
        ColumnKind::Owner => "owner".to_owned(),
        ColumnKind::Uniqueidentifier => "unique identifier".to_owned(),
        ColumnKind::Other { type_name } => type_name.clone(),
    }
}
