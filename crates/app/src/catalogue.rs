//! Which connectors there are. The use cases are told by whoever has them, and do not call them.

use model::ConnectorName;

/// What the use cases ask about connectors.
pub trait Catalogue: Send + Sync + std::fmt::Debug {
    /// What people call a connector; `None` if there is no such connector here.
    fn connector(&self, name: &ConnectorName) -> Option<String>;

    /// The names of all connectors that are here.
    fn all(&self) -> Vec<ConnectorName>;

    /// Whether a connector that is here has an operation. Files spell operations with case.
    fn has_operation(&self, name: &ConnectorName, operation: &str) -> bool;

    /// What a connector asks for when somebody connects to it.
    fn form(&self, _name: &ConnectorName) -> &'static Form {
        &Form::EMPTY
    }
}

/// What a connector asks for when somebody connects to it.
#[derive(Debug)]
pub struct Form {
    /// What each connection has.
    pub fields: &'static [Field],
    /// The ways to say who connects, of which each connection has one; none where there is nothing to say.
    pub authentications: &'static [Authentication],
}

impl Form {
    /// The parameter that names the way to say who connects.
    pub const AUTHENTICATION: &'static str = "authentication";
    /// Of a connector that asks for nothing.
    pub const EMPTY: Self = Self { fields: &[], authentications: &[] };
}

/// A way to say who connects.
#[derive(Debug)]
pub struct Authentication {
    /// Its name in the parameter `authentication`.
    pub name: &'static str,
    /// What people read.
    pub title: &'static str,
    /// What it takes.
    pub fields: &'static [Field],
}

/// One thing that is asked for.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What people read.
    pub title: &'static str,
    /// What it is.
    pub kind: FieldKind,
    /// Whether it may be left out.
    pub is_optional: bool,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldKind {
    /// Plain text.
    Text,
    /// An http or https address.
    Address,
    /// The name of a header.
    Header,
    /// What nobody sees again.
    Secret,
}

/// A catalogue that knows one connector, the tables, with all the operations that files name.
#[derive(Clone, Copy, Debug, Default)]
pub struct TablesOnly;

impl Catalogue for TablesOnly {
    fn connector(&self, name: &ConnectorName) -> Option<String> {
        name.is_dataverse().then(|| "Microsoft Dataverse".to_owned())
    }

    fn all(&self) -> Vec<ConnectorName> {
        vec![ConnectorName::new(ConnectorName::DATAVERSE)]
    }

    fn has_operation(&self, name: &ConnectorName, operation: &str) -> bool {
        name.is_dataverse() && !operation.is_empty()
    }
}
