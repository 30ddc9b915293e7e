//! Security roles: what may be done with the rows of a table, and how far that reaches.

use serde::{Deserialize, Serialize};

/// What is done with a row. The names are those of `prv<Verb><Table>`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Verb {
    /// Make a row.
    Create,
    /// See a row.
    Read,
    /// Change a row.
    Write,
    /// Remove a row.
    Delete,
    /// Set a lookup on this row.
    Append,
    /// Be what a lookup points to.
    AppendTo,
    /// Give a row to another owner.
    Assign,
    /// Share a row.
    Share,
}

impl Verb {
    /// All verbs.
    pub const ALL: [Self; 8] =
        [Self::Create, Self::Read, Self::Write, Self::Delete, Self::Append, Self::AppendTo, Self::Assign, Self::Share];
}

/// How far a privilege reaches. The numbers are Dataverse's `privilegedepthmask`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Depth {
    /// Rows that the principal or its teams own, and rows shared with them. `Basic`, 1.
    User,
    /// Rows of the principal's business unit. `Local`, 2.
    BusinessUnit,
    /// Rows of the business unit and those below it. `Deep`, 4.
    ParentChild,
    /// All rows. `Global`, 8.
    Organization,
}

impl Depth {
    /// The depth that a role file's `level` names.
    pub fn from_level(level: &str) -> Option<Self> {
        Some(match level.to_ascii_lowercase().as_str() {
            "basic" => Self::User,
            "local" => Self::BusinessUnit,
            "deep" => Self::ParentChild,
            "global" => Self::Organization,
            _ => return None,
        })
    }
}

/// One line of a security role.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Privilege {
    /// What may be done.
    pub verb: Verb,
    /// The table's logical name; `*` is every table.
    pub table: String,
    /// How far it reaches.
    pub depth: Depth,
}

impl Privilege {
    /// Whether the line gives a verb on a table, however far. Names of tables are compared without case.
    pub fn gives(&self, verb: Verb, table: &str) -> bool {
        self.verb == verb && (self.table == "*" || self.table.eq_ignore_ascii_case(table))
    }
}
