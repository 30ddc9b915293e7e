//! Roles that an environment makes for itself.
//!
//! Nobody gives what he does not have: a role, a custom role or a tier is given only by somebody who may do all of it.

use access::{Membership, Privilege};
use model::ErrorCode;
use serde_json::json;
use store::Tx;
use store::custom_roles::{self, CustomRole};

use crate::{
    AppError, ErrorKind, Op, Steward,
    directory::{Chip, People},
    environments::object,
    lookup::{self, Enter, EnvironmentFor, ManageMembers},
    principals::named,
};

/// A custom role with those who have it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CustomRoleView {
    /// The role.
    pub role: CustomRole,
    /// Who has it directly.
    pub members: Vec<Chip>,
}

/// The custom roles of an environment. Every member may see them: they explain what was refused.
///
/// # Errors
/// The caller may not know of the environment.
pub async fn list(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<CustomRoleView>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &environment)?;
            let all = custom_roles::list(tx, proof.id())?;
            all.into_iter().map(|role| view(tx, &op, &proof, role)).collect()
        })
        .await
}

/// Makes a custom role, or replaces what it allows; its members stay.
///
/// # Errors
/// The caller may not manage members, lacks a privilege of the role, or something is not valid.
pub async fn put(steward: &Steward, op: &Op, environment: &str, role: CustomRole) -> Result<CustomRoleView, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "custom-role.set", move |_, tx, op, change| {
            let proof = lookup::environment::<ManageMembers>(tx, op, &environment)?;
            let role = checked(role)?;
            require_all(proof.membership(), privileges(&role))?;
            let before = custom_roles::by_name(tx, proof.id(), &role.name)?;
            custom_roles::put(tx, proof.id(), &role)?;
            let before = before.map(|it| it.privileges);
            let detail = json!({"customRole": role.name, "before": before, "after": role.privileges});
            change.of(Some(proof.id()), object(proof.id()), detail);
            view(tx, op, &proof, role)
        })
        .await
}

/// Removes a custom role, also from those who have it.
///
/// # Errors
/// The caller may not manage members, or there is no such role.
pub async fn remove(steward: &Steward, op: &Op, environment: &str, name: &str) -> Result<(), AppError> {
    let (environment, name) = (environment.to_owned(), name.to_owned());
    steward
        .change(op, "custom-role.remove", move |_, tx, op, change| {
            let proof = lookup::environment::<ManageMembers>(tx, op, &environment)?;
            let role = role_named(tx, &proof, &name)?;
            custom_roles::remove(tx, proof.id(), &role.name)?;
            change.of(Some(proof.id()), object(proof.id()), json!({"customRole": name, "before": role.privileges}));
            Ok(())
        })
        .await
}

/// Gives a custom role to a principal, or takes it away.
///
/// # Errors
/// The caller may not manage members, or lacks a privilege that he would give; there is no such role or principal.
pub async fn set_member(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &str,
    principal: &str,
    is_member: bool,
) -> Result<(), AppError> {
    let (environment, name, principal) = (environment.to_owned(), name.to_owned(), principal.to_owned());
    let action = if is_member { "custom-role.give" } else { "custom-role.take" };
    steward
        .change(op, action, move |_, tx, op, change| {
            let proof = lookup::environment::<ManageMembers>(tx, op, &environment)?;
            let role = role_named(tx, &proof, &name)?;
            let principal = named(tx, &principal)?;
            if is_member {
                require_all(proof.membership(), privileges(&role))?;
                custom_roles::add_member(tx, proof.id(), &name, principal.id)?;
            } else if !custom_roles::remove_member(tx, proof.id(), &name, principal.id)? {
                return Err(AppError::not_found(format!("member `{}` of the custom role `{name}`", principal.name)));
            }
            let detail = json!({"customRole": name, "principal": principal.id, "name": principal.name});
            change.of(Some(proof.id()), object(proof.id()), detail);
            Ok(())
        })
        .await
}

/// Refuses to give what the giver does not have.
///
/// # Errors
/// The giver lacks one of the privileges.
pub(crate) fn require_all(giver: &Membership, given: impl IntoIterator<Item = Privilege>) -> Result<(), AppError> {
    match given.into_iter().find(|privilege| !giver.has(*privilege)) {
        None => Ok(()),
        Some(lacking) => Err(cannot_give(lacking)),
    }
}

pub(crate) fn cannot_give(lacking: Privilege) -> AppError {
    let message = format!(
        "You cannot give the privilege `{}` ({}), because you do not have it.",
        lacking.name(),
        lacking.words()
    );
    AppError::new(ErrorKind::Forbidden, ErrorCode::PrivilegeNotHeld, message)
        .with_hint("Leave it out, or ask an administrator of the environment to give it.")
}

/// What a role allows. A privilege that only a newer version knows allows nothing.
pub(crate) fn privileges(role: &CustomRole) -> Vec<Privilege> {
    role.privileges.iter().filter_map(|name| Privilege::named(name)).collect()
}

fn checked(role: CustomRole) -> Result<CustomRole, AppError> {
    let name = role.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(AppError::invalid("A custom role's name has 1 to 100 characters.").at("name"));
    }
    let description = role.description.trim().to_owned();
    if description.chars().count() > 500 {
        return Err(AppError::invalid("A custom role's description has at most 500 characters.").at("description"));
    }
    let unknown = role.privileges.iter().position(|name| Privilege::named(name).is_none());
    if let Some(at) = unknown {
        let message = format!("There is no privilege `{}` for a custom role.", role.privileges[at]);
        return Err(AppError::invalid(message)
            .with_hint("docs/guide/roles.md lists the privileges on a flow and in an environment.")
            .at(format!("privileges/{at}")));
    }
    let mut privileges = role.privileges;
    privileges.sort();
    privileges.dedup();
    if privileges.is_empty() {
        return Err(AppError::invalid("A custom role has at least one privilege.").at("privileges"));
    }
    Ok(CustomRole { name, description, privileges })
}

fn role_named<R>(tx: &mut Tx<'_>, proof: &EnvironmentFor<R>, name: &str) -> Result<CustomRole, AppError> {
    custom_roles::by_name(tx, proof.id(), name)?
        .ok_or_else(|| AppError::not_found(format!("custom role `{name}` in the environment")))
}

fn view<R>(tx: &mut Tx<'_>, op: &Op, proof: &EnvironmentFor<R>, role: CustomRole) -> Result<CustomRoleView, AppError> {
    let mut people = People::at(op.at);
    let members = custom_roles::members(tx, proof.id(), &role.name)?;
    let members = members.into_iter().map(|id| people.chip(tx, id)).collect::<Result<_, _>>()?;
    Ok(CustomRoleView { role, members })
}
