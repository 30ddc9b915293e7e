//! The connectors that the runtime can call.

use app::{
    Catalogue,
    catalogue::{Authentication, Field, FieldKind, Form},
};
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

/// What a connection for HTTP can be asked for. Source: operations of `shared_webcontents`.
const HTTP: [&str; 1] = ["InvokeHttp"];

impl Catalogue for Connectors {
    fn connector(&self, name: &ConnectorName) -> Option<String> {
        match name.as_str() {
            ConnectorName::DATAVERSE => Some("Microsoft Dataverse".to_owned()),
            ConnectorName::HTTP => Some("HTTP with a connection".to_owned()),
            _ => None,
        }
    }

    fn all(&self) -> Vec<ConnectorName> {
        [ConnectorName::DATAVERSE, ConnectorName::HTTP].map(ConnectorName::new).into()
    }

    fn has_operation(&self, name: &ConnectorName, operation: &str) -> bool {
        match name.as_str() {
            ConnectorName::DATAVERSE => DATAVERSE.contains(&operation),
            ConnectorName::HTTP => HTTP.contains(&operation),
            _ => false,
        }
    }

    fn form(&self, name: &ConnectorName) -> &'static Form {
        if name.as_str() == ConnectorName::HTTP { &HTTP_FORM } else { &Form::EMPTY }
    }
}

const HTTP_FORM: Form = Form {
    fields: &[
        field("baseUrl", "Base address", FieldKind::Address),
        optional("testPath", "Path that a test of the connection asks", FieldKind::Text),
    ],
    authentications: &[
        Authentication { name: "none", title: "None", fields: &[] },
        Authentication {
            name: "basic",
            title: "User name and password",
            fields: &[
                field("username", "User name", FieldKind::Text),
                field("password", "Password", FieldKind::Secret),
            ],
        },
        Authentication {
            name: "apiKey",
            title: "Key in a header",
            fields: &[field("header", "Header", FieldKind::Header), field("key", "Key", FieldKind::Secret)],
        },
        Authentication { name: "bearer", title: "Bearer token", fields: &[field("token", "Token", FieldKind::Secret)] },
        Authentication {
            name: "oauth",
            title: "OAuth client credentials",
            fields: &[
                optional("authority", "Who gives tokens", FieldKind::Address),
                field("tenant", "Tenant", FieldKind::Text),
                field("audience", "Audience", FieldKind::Text),
                field("clientId", "Client id", FieldKind::Text),
                field("secret", "Client secret", FieldKind::Secret),
            ],
        },
    ],
};

const fn field(name: &'static str, title: &'static str, kind: FieldKind) -> Field {
    Field { name, title, kind, is_optional: false }
}

const fn optional(name: &'static str, title: &'static str, kind: FieldKind) -> Field {
    Field { name, title, kind, is_optional: true }
}
