//! Connection references.

use app::references::ReferenceView as Reference;
use model::ConnectorName;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{UsedBy, connection::ConnectionView};

/// A connection reference of an environment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectionReferenceView {
    /// Its name in files.
    pub(crate) logical_name: String,
    /// What people read.
    display_name: String,
    /// What it is for.
    connector: String,
    /// What it is bound to.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<ConnectionView>,
    /// The flows that use it, as far as the caller may know of them.
    used_by: Vec<UsedBy>,
    /// The other references that are bound to the same connection: one of them would do.
    duplicates: Vec<String>,
}

impl From<Reference> for ConnectionReferenceView {
    fn from(view: Reference) -> Self {
        Self {
            logical_name: view.reference.logical_name,
            display_name: view.reference.display_name,
            connector: view.reference.connector.to_string(),
            connection: view.connection.map(ConnectionView::from),
            used_by: view.used_by.into_iter().map(UsedBy::from).collect(),
            duplicates: view.duplicates,
        }
    }
}

/// What makes a connection reference.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewReference {
    /// Its name in files, with a publisher's prefix.
    #[schema(example = "contoso_orders")]
    logical_name: String,
    /// What people read.
    display_name: String,
    /// What it is for.
    connector: String,
    /// The solution that it becomes part of.
    solution: Option<String>,
}

impl From<NewReference> for app::references::NewReference {
    fn from(new: NewReference) -> Self {
        Self {
            logical_name: new.logical_name,
            display_name: new.display_name,
            connector: ConnectorName::new(&new.connector),
            solution: new.solution,
        }
    }
}

/// Which connection answers.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BindRequest {
    /// The connection's id; null for none.
    pub(crate) connection: Option<Uuid>,
}
