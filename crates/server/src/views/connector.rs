//! Connectors.

use app::catalogue::{Authentication, Catalogue, Field, FieldKind as Kind};
use model::ConnectorName;
use serde::Serialize;
use utoipa::ToSchema;

/// A connector, and what it asks for when somebody connects to it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectorView {
    /// Its name.
    #[schema(example = "shared_commondataserviceforapps")]
    name: String,
    /// What people read.
    display_name: String,
    /// What each connection has.
    fields: Vec<FieldView>,
    /// The ways to say who connects, of which the parameter `authentication` names one; none where there is nothing to say.
    authentications: Vec<AuthenticationView>,
}

/// A way to say who connects.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct AuthenticationView {
    /// Its name.
    name: String,
    /// What people read.
    title: String,
    /// What it takes.
    fields: Vec<FieldView>,
}

/// One thing that is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct FieldView {
    /// Its name: in `credentials` where it is secret, else in `parameters`.
    name: String,
    /// What people read.
    title: String,
    /// What it holds.
    kind: FieldKind,
    /// Whether it may be left out.
    optional: bool,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum FieldKind {
    /// Plain text.
    Text,
    /// An http or https address.
    Address,
    /// The name of a header.
    Header,
    /// What nobody sees again.
    Secret,
}

impl ConnectorView {
    pub(crate) fn of(catalogue: &dyn Catalogue, name: &ConnectorName) -> Self {
        let form = catalogue.form(name);
        Self {
            name: name.to_string(),
            display_name: catalogue.connector(name).unwrap_or_default(),
            fields: form.fields.iter().map(FieldView::from).collect(),
            authentications: form.authentications.iter().map(AuthenticationView::from).collect(),
        }
    }
}

impl From<&Authentication> for AuthenticationView {
    fn from(it: &Authentication) -> Self {
        let fields = it.fields.iter().map(FieldView::from).collect();
        Self { name: it.name.to_owned(), title: it.title.to_owned(), fields }
    }
}

impl From<&Field> for FieldView {
    fn from(field: &Field) -> Self {
        let kind = match field.kind {
            Kind::Text => FieldKind::Text,
            Kind::Address => FieldKind::Address,
            Kind::Header => FieldKind::Header,
            Kind::Secret => FieldKind::Secret,
        };
        Self { name: field.name.to_owned(), title: field.title.to_owned(), kind, optional: field.is_optional }
    }
}
