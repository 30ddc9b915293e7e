//! Tables and columns, as a solution's `customizations.xml` describes them.

use serde::{Deserialize, Serialize};

/// Who owns a table's rows. Fixed when the table is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Ownership {
    /// A user or team owns each row.
    User,
    /// Rows belong to the organization.
    Organization,
}

/// A table.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Table {
    /// Lower case (`contoso_inspection`).
    pub logical_name: String,
    /// Case kept (`contoso_Inspection`).
    pub schema_name: String,
    /// The plural in addresses (`contoso_inspections`).
    pub entity_set: String,
    /// What people read.
    pub display_name: String,
    /// What people read for several rows, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plural_name: Option<String>,
    /// Who owns its rows.
    pub ownership: Ownership,
    /// The primary key's logical name (`contoso_inspectionid`).
    pub primary_key: String,
    /// The logical name of the column that names a row (`contoso_name`).
    pub primary_name: Option<String>,
    /// Own and system columns, the primary key among them.
    pub columns: Vec<Column>,
}

impl Table {
    /// The column with this logical name, ignoring case.
    pub fn column(&self, logical_name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.logical_name.eq_ignore_ascii_case(logical_name))
    }
}

/// Whether a value must be given.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Requirement {
    /// May be left out.
    #[default]
    None,
    /// Should be given; forms ask, the API does not insist.
    Recommended,
    /// Must be given by people; the API does not insist, as on the platform.
    Required,
    /// The system sets it.
    System,
}

/// A column.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Column {
    /// Lower case (`contoso_scheduleddate`).
    pub logical_name: String,
    /// Case kept (`contoso_ScheduledDate`).
    pub schema_name: String,
    /// What people read.
    pub display_name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether a value must be given.
    pub requirement: Requirement,
}

/// What a column holds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum ColumnKind {
    /// The row's id.
    PrimaryKey,
    /// Text up to a number of characters. `nvarchar`, `ntext`.
    Text {
        /// Characters.
        max_length: u32,
    },
    /// 32-bit number. `int`
    Integer,
    /// 64-bit number. `bigint`
    BigInt,
    /// Number with a fixed number of decimal places. `decimal`, `money`
    Decimal {
        /// Decimal places.
        precision: u8,
    },
    /// Floating point number. `float`
    Double,
    /// Yes or no. `bit`
    Boolean,
    /// An instant or a day. `datetime`
    DateTime {
        /// How it relates to time zones.
        behavior: DateTimeBehavior,
    },
    /// One of a list of numbers with labels. `picklist`
    Choice {
        /// The allowed values; empty allows any.
        options: Vec<ChoiceOption>,
    },
    /// Several of a list, as text `1,2,3`. `multiselectpicklist`
    MultiChoice {
        /// The allowed values; empty allows any.
        options: Vec<ChoiceOption>,
    },
    /// `statecode`.
    State {
        /// The states, each with the status that it starts with.
        states: Vec<StateOption>,
    },
    /// `statuscode`.
    Status {
        /// The status reasons, each with the state that it belongs to.
        statuses: Vec<StatusOption>,
    },
    /// A row of one of the target tables. `lookup`, `customer`
    Lookup {
        /// Logical names of the tables it may point to; empty where the package does not say.
        targets: Vec<String>,
        /// The name to use with `@odata.bind`; case matters (`contoso_Permit`).
        navigation: String,
    },
    /// `ownerid`: a user or a team.
    Owner,
    /// A GUID that is no key of ours. `uniqueidentifier`
    Uniqueidentifier,
    /// Kept, shown, not interpreted: `image`, `file`, `partylist` and whatever comes next.
    Other {
        /// The type as the package spells it.
        type_name: String,
    },
}

/// How a date and time column relates to time zones.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum DateTimeBehavior {
    /// Stored in UTC, `2024-01-31T10:00:00Z`.
    UserLocal,
    /// A day, `2024-01-31`.
    DateOnly,
    /// No conversion, `2024-01-31T10:00:00Z` with the digits as given.
    TimeZoneIndependent,
}

/// A value of a choice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// What is stored.
    pub value: i64,
    /// What people read.
    pub label: String,
}

/// A state: active, inactive.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StateOption {
    /// What is stored.
    pub value: i64,
    /// What people read.
    pub label: String,
    /// The status reason that a row gets when it enters this state and none is given.
    pub default_status: i64,
}

/// A status reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StatusOption {
    /// What is stored.
    pub value: i64,
    /// What people read.
    pub label: String,
    /// The state it belongs to.
    pub state: i64,
}
