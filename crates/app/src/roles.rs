//! Security roles: what their members may do with rows, and who has them.

use model::{Principal, Privilege, RoleId};
use serde_json::json;
use store::{
    Tx,
    roles::{self, SecurityRole},
};

use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    lookup::{self, Changeable, Enter, EnvironmentFor, ManageRoles},
    principals::named,
};

/// A security role with its members.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleView {
    /// The role.
    pub role: SecurityRole,
    /// Who has it directly.
    pub members: Vec<Chip>,
}

/// What makes a security role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRole {
    /// Unique in the environment.
    pub name: String,
    /// Whether its members may act on behalf of others.
    pub may_act_on_behalf: bool,
    /// What its members may do.
    pub privileges: Vec<Privilege>,
}

/// The security roles of an environment. Every member may see them: they explain what was refused.
///
/// # Errors
/// The caller may not know of the environment.
pub async fn list(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<RoleView>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &environment)?;
            let mut people = People::at(op.at);
            let mut views = Vec::new();
            for role in roles::list(tx, proof.id())? {
                views.push(view(tx, &mut people, role)?);
            }
            Ok(views)
        })
        .await
}

fn view(tx: &mut Tx<'_>, people: &mut People, role: SecurityRole) -> Result<RoleView, AppError> {
    let members = roles::members(tx, role.environment, role.id)?;
    let members = members.into_iter().map(|member| people.chip(tx, member)).collect::<Result<_, _>>()?;
    Ok(RoleView { role, members })
}

/// Makes a security role.
///
/// # Errors
/// The caller may not manage roles, the environment is protected, the name is taken or something is not valid.
pub async fn create(steward: &Steward, op: &Op, environment: &str, new: NewRole) -> Result<RoleView, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "role.create", move |_, tx, op, change| {
            let proof = lookup::environment::<ManageRoles>(tx, op, &environment)?;
            let leave = lookup::changeable(tx, op, change, proof.environment())?;
            let role = checked(&leave, RoleId::new(), new)?;
            roles::put(tx, &role)?;
            change.of(Some(proof.id()), object(role.id), detail(&role));
            Ok(RoleView { role, members: Vec::new() })
        })
        .await
}

/// Replaces name and privileges of a role; its members stay.
///
/// # Errors
/// The caller may not manage roles, the environment is protected, there is no such role, or something is not valid.
pub async fn update(
    steward: &Steward,
    op: &Op,
    environment: &str,
    role: &str,
    new: NewRole,
) -> Result<RoleView, AppError> {
    let (environment, role) = (environment.to_owned(), role.to_owned());
    steward
        .change(op, "role.update", move |_, tx, op, change| {
            let proof = lookup::environment::<ManageRoles>(tx, op, &environment)?;
            let leave = lookup::changeable(tx, op, change, proof.environment())?;
            let before = role_named(tx, &proof, &role)?;
            let role = checked(&leave, before.id, new)?;
            roles::put(tx, &role)?;
            change.of(Some(proof.id()), object(role.id), json!({"before": detail(&before), "after": detail(&role)}));
            view(tx, &mut People::at(op.at), role)
        })
        .await
}

/// Gives a role to a principal, or takes it away.
///
/// # Errors
/// The caller may not manage roles, or there is no such role or principal.
pub async fn set_member(
    steward: &Steward,
    op: &Op,
    environment: &str,
    role: &str,
    principal: &str,
    is_member: bool,
) -> Result<(), AppError> {
    let (environment, role, principal) = (environment.to_owned(), role.to_owned(), principal.to_owned());
    let action = if is_member { "role.member.add" } else { "role.member.remove" };
    steward
        .change(op, action, move |_, tx, op, change| {
            let proof = lookup::environment::<ManageRoles>(tx, op, &environment)?;
            let role = role_named(tx, &proof, &role)?;
            let Principal { id, name, .. } = named(tx, &principal)?;
            if is_member {
                roles::add_member(tx, proof.id(), role.id, id)?;
            } else if !roles::remove_member(tx, proof.id(), role.id, id)? {
                return Err(AppError::not_found(format!("member `{name}` of the security role `{}`", role.name)));
            }
            change.of(Some(proof.id()), object(role.id), json!({"role": role.name, "principal": id, "name": name}));
            Ok(())
        })
        .await
}

fn role_named<R>(tx: &mut Tx<'_>, proof: &EnvironmentFor<R>, name: &str) -> Result<SecurityRole, AppError> {
    let found = match name.parse() {
        Ok(id) => roles::by_id(tx, proof.id(), id)?,
        Err(_) => roles::by_name(tx, proof.id(), name)?,
    };
    found.ok_or_else(|| AppError::not_found(format!("security role `{name}`")))
}

fn checked(leave: &Changeable, id: RoleId, new: NewRole) -> Result<SecurityRole, AppError> {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(AppError::invalid("A security role's name has 1 to 100 characters.").at("name"));
    }
    let mut privileges = new.privileges;
    for (at, privilege) in privileges.iter_mut().enumerate() {
        privilege.table = privilege.table.trim().to_lowercase();
        if privilege.table.is_empty() {
            return Err(AppError::invalid("A privilege names a table; `*` is every table.")
                .at(format!("privileges/{at}/table")));
        }
    }
    let may_act_on_behalf = new.may_act_on_behalf;
    Ok(SecurityRole { id, environment: leave.environment(), name, may_act_on_behalf, privileges })
}

fn detail(role: &SecurityRole) -> serde_json::Value {
    json!({"name": role.name, "mayActOnBehalf": role.may_act_on_behalf, "privileges": role.privileges})
}

fn object(id: RoleId) -> String {
    format!("role/{id}")
}
