//! Security roles.

use model::Depth;

use super::ExportError;
use crate::{
    contents::{RoleFile, privilege_name},
    element::Element,
};

pub(super) fn element(role: &RoleFile) -> Result<Element, ExportError> {
    if role.privileges.iter().any(|privilege| privilege.table == "*") {
        return Err(ExportError::EveryTable { role: role.name.clone() });
    }
    let line = |name: &str, level: &str| Element::new("RolePrivilege").attr("name", name).attr("level", level);
    let privileges = role
        .privileges
        .iter()
        .map(|privilege| line(&privilege_name(privilege.verb, &privilege.table), level(privilege.depth)));
    let others = role.other_privileges.iter().map(|name| line(name, level(Depth::Organization)));
    Ok(Element::new("Role")
        .attr("id", &format!("{{{}}}", role.id))
        .attr("name", &role.name)
        .child(Element::text("IsCustomizable", "1"))
        .child(Element::new("RolePrivileges").children(privileges.chain(others))))
}

/// The word that files use. The other direction is [`Depth::from_level`].
fn level(depth: Depth) -> &'static str {
    match depth {
        Depth::User => "Basic",
        Depth::BusinessUnit => "Local",
        Depth::ParentChild => "Deep",
        Depth::Organization => "Global",
    }
}
