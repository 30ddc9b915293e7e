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

/// Whether root components of this type are read. Processes are told apart by their rows.
pub(crate) fn is_read(kind: &ComponentType) -> bool {
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
    READ.contains(kind) || kind.is_connection_reference()
}

/// Adds the root components that no reader takes.
pub(super) fn add_root_components(kept: &mut Vec<KeptComponent>, manifest: Option<&Manifest>) {
    let listed = manifest.iter().flat_map(|manifest| &manifest.root_components);
    for component in listed.filter(|component| !is_read(&component.component_type)) {
        let name = component.schema_name.clone().or_else(|| component.id.map(|id| id.to_string()));
        kept.push(KeptComponent { kind: component.component_type.to_string(), name: name.unwrap_or_default() });
    }
}
