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
