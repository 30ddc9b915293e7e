//! Components that travel with the solution and that Steward has no use for.

use super::{ComponentType, Manifest};

/// A component that is kept in the package, and neither run nor shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptComponent {
    /// What people call its kind (`canvas app`).
    pub kind: String,
    /// Its name, or its id where that is all there is.
    pub name: String,
}

/// Adds the root components that no reader takes. Processes are not among them: they are told apart by their rows.
pub(super) fn add_root_components(kept: &mut Vec<KeptComponent>, manifest: Option<&Manifest>) {
    const READ: [ComponentType; 8] = [
        ComponentType::TABLE,
        ComponentType::COLUMN,
        ComponentType::CHOICE,
        ComponentType::RELATIONSHIP,
        ComponentType::ROLE,
        ComponentType::WORKFLOW,
        ComponentType::CONNECTOR,
        ComponentType::VARIABLE,
    ];
    for component in manifest.iter().flat_map(|manifest| &manifest.root_components) {
        let kind = &component.component_type;
        if READ.contains(kind) || kind.is_connection_reference() {
            continue;
        }
        let name = component.schema_name.clone().or_else(|| component.id.map(|id| id.to_string()));
        kept.push(KeptComponent { kind: kind.to_string(), name: name.unwrap_or_default() });
    }
}
