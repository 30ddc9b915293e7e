//! Columns that people make.

use std::collections::HashSet;

use model::{
    ErrorCode,
    table::{ChoiceOption, Column, ColumnKind, DateTimeBehavior, Requirement},
};

use crate::{AppError, solutions::names};

/// The value of a first choice that has none. Source: the platform's default for a publisher with the prefix 10000.
const FIRST_OPTION: i64 = 100_000_000;
/// The longest text, in characters. Source: MemoAttributeMetadata, `MaxSupportedLength`.
const LONGEST: u32 = 1_048_576;
/// The most decimal places. Source: DecimalAttributeMetadata, `MaxSupportedPrecision`.
const MOST_PLACES: u8 = 10;
/// The most choices of one column.
const MOST_OPTIONS: usize = 1_000;

/// What makes a column.
#[derive(Clone, PartialEq, Debug)]
pub struct NewColumn {
    /// Its name in files, with a publisher's prefix (`contoso_ScheduledDate`).
    pub schema_name: String,
    /// What people read.
    pub display_name: String,
    /// What it holds.
    pub kind: NewKind,
    /// Whether a value must be given.
    pub requirement: Requirement,
}

/// What a new column holds.
#[derive(Clone, PartialEq, Debug)]
pub enum NewKind {
    /// Text up to a number of characters.
    Text {
        /// Characters; 100 where that is not said.
        max_length: Option<u32>,
    },
    /// A 32-bit number.
    Integer,
    /// A 64-bit number.
    BigInt,
    /// A number with a fixed number of decimal places.
    Decimal {
        /// Decimal places; 2 where that is not said.
        precision: Option<u8>,
    },
    /// A floating point number.
    Double,
    /// Yes or no.
    Boolean,
    /// An instant or a day.
    DateTime {
        /// How it relates to time zones.
        behavior: DateTimeBehavior,
    },
    /// One of a list.
    Choice {
        /// The choices.
        options: Vec<NewOption>,
    },
    /// Several of a list.
    MultiChoice {
        /// The choices.
        options: Vec<NewOption>,
    },
    /// A row of another table.
    Lookup {
        /// The logical names of the tables that it may point to.
        targets: Vec<String>,
    },
    /// A GUID that is no key here.
    Uniqueidentifier,
}

/// A choice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewOption {
    /// What is stored; else the number after the choice before.
    pub value: Option<i64>,
    /// What people read.
    pub label: String,
}

impl NewColumn {
    /// The column, if it is valid. `tables` are the logical names that there are; `path` is the column's place in the request.
    pub(super) fn checked(self, path: &str, prefix: Option<&str>, tables: &[String]) -> Result<Column, AppError> {
        let at = |part: &str| format!("{path}/{part}");
        names::check_prefixed(&self.schema_name, 64, prefix, &at("schemaName"))?;
        let kind = match self.kind {
            NewKind::Text { max_length } => {
                ColumnKind::Text { max_length: within(max_length.unwrap_or(100), 1, LONGEST, &at("maxLength"))? }
            }
            NewKind::Integer => ColumnKind::Integer,
            NewKind::BigInt => ColumnKind::BigInt,
            NewKind::Decimal { precision } => {
                ColumnKind::Decimal { precision: within(precision.unwrap_or(2), 0, MOST_PLACES, &at("precision"))? }
            }
            NewKind::Double => ColumnKind::Double,
            NewKind::Boolean => ColumnKind::Boolean,
            NewKind::DateTime { behavior } => ColumnKind::DateTime { behavior },
            NewKind::Choice { options } => ColumnKind::Choice { options: choices(options, &at("options"))? },
            NewKind::MultiChoice { options } => ColumnKind::MultiChoice { options: choices(options, &at("options"))? },
            NewKind::Lookup { targets } => ColumnKind::Lookup {
                targets: pointed(targets, tables, &at("targets"))?,
                navigation: self.schema_name.clone(),
            },
            NewKind::Uniqueidentifier => ColumnKind::Uniqueidentifier,
        };
        Ok(Column {
            logical_name: self.schema_name.to_lowercase(),
            display_name: names::display(&self.display_name, &at("displayName"))?,
            schema_name: self.schema_name,
            kind,
            requirement: self.requirement,
        })
    }
}

fn within<N: PartialOrd + std::fmt::Display>(number: N, least: N, most: N, path: &str) -> Result<N, AppError> {
    if number < least || number > most {
        return Err(AppError::invalid(format!("It must be {least} to {most}, and is {number}.")).at(path));
    }
    Ok(number)
}

fn choices(new: Vec<NewOption>, path: &str) -> Result<Vec<ChoiceOption>, AppError> {
    if new.is_empty() || new.len() > MOST_OPTIONS {
        return Err(AppError::invalid(format!("A choice has 1 to {MOST_OPTIONS} options.")).at(path));
    }
    let (mut options, mut seen, mut next) = (Vec::new(), HashSet::new(), FIRST_OPTION);
    for (at, option) in new.into_iter().enumerate() {
        let value = option.value.unwrap_or(next);
        if i32::try_from(value).is_err() || !seen.insert(value) {
            let message = format!("The value {value} of an option stands twice, or is larger than values can be.");
            return Err(AppError::invalid(message).at(format!("{path}/{at}/value")));
        }
        next = value.saturating_add(1);
        options.push(ChoiceOption { value, label: names::display(&option.label, &format!("{path}/{at}/label"))? });
    }
    Ok(options)
}

fn pointed(targets: Vec<String>, tables: &[String], path: &str) -> Result<Vec<String>, AppError> {
    let targets: Vec<String> = targets.iter().map(|name| name.to_lowercase()).collect();
    let unknown = targets.iter().find(|name| !tables.contains(name));
    match unknown {
        None if !targets.is_empty() => Ok(targets),
        None => Err(AppError::invalid("A lookup names the tables that it may point to.").at(path)),
        Some(name) => {
            let message = format!("There is no table `{name}` that a lookup could point to.");
            Err(AppError::invalid(message).with_code(ErrorCode::NameInvalid).at(path))
        }
    }
}
