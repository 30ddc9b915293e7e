//! Kinds of components, as `solution.xml` numbers or names them.

use std::fmt;

/// The `type` of a root component or dependency.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ComponentType {
    /// A number of the table `componenttype`.
    Code(u32),
    /// The name of a table whose rows are components (`connectionreference`).
    Named(String),
}

impl ComponentType {
    /// A table.
    pub const TABLE: Self = Self::Code(1);
    /// A column.
    pub const COLUMN: Self = Self::Code(2);
    /// A global list of choices.
    pub const CHOICE: Self = Self::Code(9);
    /// A relationship between tables.
    pub const RELATIONSHIP: Self = Self::Code(10);
    /// A security role.
    pub const ROLE: Self = Self::Code(20);
    /// A flow or classic workflow.
    pub const WORKFLOW: Self = Self::Code(29);
    /// A custom connector.
    pub const CONNECTOR: Self = Self::Code(372);
    /// An environment variable.
    pub const VARIABLE: Self = Self::Code(380);

    /// Reads the attribute. Names are compared without case.
    pub fn new(text: &str) -> Self {
        let text = text.trim();
        match text.parse() {
            // Exports write both of them for a connector, depending on how it was made.
            Ok(371) => Self::CONNECTOR,
            Ok(code) => Self::Code(code),
            Err(_) if text.eq_ignore_ascii_case("environmentvariabledefinition") => Self::VARIABLE,
            Err(_) => Self::Named(text.to_lowercase()),
        }
    }

    /// A connection reference.
    pub fn is_connection_reference(&self) -> bool {
        matches!(self, Self::Named(name) if name == "connectionreference")
    }
}

impl fmt::Display for ComponentType {
    /// What people call it. Source: Solution component table reference, `componenttype`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = match self {
            Self::Named(name) => return f.write_str(name),
            Self::Code(code) => code,
        };
        f.write_str(match code {
            1 => "table",
            2 => "column",
            3 | 10 => "relationship",
            9 => "choice",
            14 => "key",
            16 => "privilege",
            20 => "security role",
            24 | 60 => "form",
            26 => "view",
            29 => "process",
            31 => "report",
            36 => "email template",
            44 => "duplicate detection rule",
            46 => "entity map",
            50 => "ribbon",
            59 => "chart",
            61 => "web resource",
            62 => "site map",
            63 => "connection role",
            65 => "hierarchy rule",
            66 => "custom control",
            70 => "field security profile",
            71 => "field permission",
            80 => "model-driven app",
            90 => "plug-in type",
            91 => "plug-in assembly",
            92 => "plug-in step",
            93 => "plug-in step image",
            95 => "service endpoint",
            150..=155 => "routing or service level rule",
            161 | 162 => "mobile offline profile",
            300 => "canvas app",
            371 | 372 => "custom connector",
            380 => "environment variable",
            381 => "environment variable value",
            400..=402 => "AI model",
            _ => return write!(f, "component of type {code}"),
        })
    }
}
