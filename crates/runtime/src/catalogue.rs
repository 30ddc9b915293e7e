//! The connectors that the runtime can call.

use app::Catalogue;
use model::ConnectorName;

/// The built-in connectors.
#[derive(Clone, Copy, Debug, Default)]
pub struct Connectors;

/// What the tables can be asked for, in the words of files.
const DATAVERSE: [&str; 7] = [
    "CreateRecord",
    "UpdateRecord",
    "UpdateOnlyRecord",
    "GetItem",
    "ListRecords",
    "DeleteRecord",
    "SubscribeWebhookTrigger",
];

impl Catalogue for Connectors {
    fn connector(&self, name: &ConnectorName) -> Option<String> {
        name.is_dataverse().then(|| "Microsoft Dataverse".to_owned())
    }

    fn all(&self) -> Vec<ConnectorName> {
        vec![ConnectorName::new(ConnectorName::DATAVERSE)]
    }

    fn has_operation(&self, name: &ConnectorName, operation: &str) -> bool {
        name.is_dataverse() && DATAVERSE.contains(&operation)
    }
}
