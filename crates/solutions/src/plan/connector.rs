//! Which connectors an import can count on.

use model::ConnectorName;

use super::Facts;
use crate::text::fold;

/// Whether a connector can be used once the import is done: it is here, or the package brings it.
pub(super) fn will_be_known(facts: &Facts<'_>, name: &ConnectorName, custom: Option<&str>) -> bool {
    facts.target.connectors.contains(name)
        || custom.is_some_and(|custom| named(custom, &facts.target.connectors))
        || facts.contents.connectors.iter().any(|brought| {
            fold(&brought.name) == name.as_str()
                || custom.is_some_and(|custom| custom.eq_ignore_ascii_case(&brought.name))
                || is_api_of(&brought.name, name)
        })
}

/// Whether one of these connectors is the custom connector with this schema name (`contoso_5Finvoicing`).
pub(super) fn named(schema_name: &str, connectors: &[ConnectorName]) -> bool {
    connectors.iter().any(|known| known.as_str() == fold(schema_name) || is_api_of(schema_name, known))
}

/// Whether an API name was made from the schema name of a custom connector. The platform writes `contoso_5Finvoicing` as
/// `shared_contoso-5finvoicing-5f` and a suffix that is the environment's own.
fn is_api_of(schema_name: &str, api: &ConnectorName) -> bool {
    let stem = fold(schema_name).replace('_', "-");
    let rest = api.as_str().strip_prefix("shared_").and_then(|name| name.strip_prefix(&stem));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("-5f"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_custom_connector_is_known_by_the_name_it_was_given() {
        let here =
            [ConnectorName::new("shared_contoso-5finvoicing-5f691c36f6fa56d15c"), ConnectorName::new("demo_api")];
        assert!(named("contoso_5Finvoicing", &here));
        assert!(named("Demo_API", &here));
        assert!(!named("contoso_5Finvoic", &here));
    }
}
