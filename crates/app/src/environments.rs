//! Environments and their members.

mod policy;
mod trust;
mod update;

use access::{
    ActingSettings, BlankInvoker, EnvironmentAction, ProcessOwner, TenantAction, may_in_environment,
    role::privileges_of,
};
use model::{Environment, EnvironmentId, EnvironmentRole};
use serde_json::json;
use store::{
    Tx, environments,
    environments::{Member, NewEnvironment},
    principals, settings,
    tables::add_standard,
};

use crate::{
    AppError, Op, Steward,
    break_glass::{self, BreakGlassView},
    custom_roles::require_all,
    directory::{Chip, People},
    lookup::{self, Enter, ManageMembers},
    principals::named,
};

pub use policy::SharingPolicy;
pub(crate) use policy::sharing_policy;
pub(crate) use trust::trust;
pub use trust::{Signatures, Signer, Trust};
pub use update::{EnvironmentChanges, update};

/// An environment, and what the caller is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnvironmentView {
    /// The environment.
    pub environment: Environment,
    /// The caller's role, own or through groups. An administrator of the installation may have none.
    pub role: Option<EnvironmentRole>,
    /// What it asks of shares of its flows.
    pub policy: SharingPolicy,
    /// Whose packages it takes.
    pub trust: Trust,
    /// What is asked for or open, so that it may be changed by hand.
    pub break_glass: Option<BreakGlassView>,
}

/// A member of an environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberView {
    /// Who.
    pub principal: Chip,
    /// As what.
    pub role: EnvironmentRole,
}

/// The environments that the caller may know of.
pub async fn list(steward: &Steward, op: &Op) -> Result<Vec<EnvironmentView>, AppError> {
    let op = op.clone();
    steward
        .read(move |_, tx| {
            let reach = principals::reach(tx, op.id())?;
            let mut views = Vec::new();
            for environment in environments::list(tx)? {
                let membership = lookup::membership(tx, environment.id, &reach, op.tenant_role())?;
                if may_in_environment(&membership, EnvironmentAction::Enter) {
                    views.push(view(tx, &op, environment, membership.role())?);
                }
            }
            Ok(views)
        })
        .await
}

/// One environment.
///
/// # Errors
/// The caller may not know of it.
pub async fn get(steward: &Steward, op: &Op, name: &str) -> Result<EnvironmentView, AppError> {
    let (op, name) = (op.clone(), name.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &name)?;
            view(tx, &op, proof.environment().clone(), proof.membership().role())
        })
        .await
}

fn view(
    tx: &mut Tx<'_>,
    op: &Op,
    environment: Environment,
    role: Option<EnvironmentRole>,
) -> Result<EnvironmentView, AppError> {
    let live = break_glass::live(tx, environment.id, op.at)?;
    Ok(EnvironmentView {
        policy: sharing_policy(tx, environment.id)?,
        trust: trust::trust(tx, environment.id)?,
        break_glass: live.map(|it| break_glass::view(tx, &mut People::at(op.at), it)).transpose()?,
        environment,
        role,
    })
}

/// Creates an environment.
///
/// # Errors
/// The caller does not administer the installation, the name is taken or not valid.
pub async fn create(steward: &Steward, op: &Op, new: NewEnvironment) -> Result<EnvironmentView, AppError> {
    lookup::tenant(op, TenantAction::ManageEnvironments)?;
    let new = check(new)?;
    steward
        .change(op, "environment.create", move |_, tx, op, change| {
            let id = environments::insert(tx, &new, op.at)?;
            add_standard(tx, id)?;
            change.of(Some(id), object(id), json!({"name": new.name, "kind": new.kind}));
            let NewEnvironment { name, display_name, kind, protected } = new;
            let environment = Environment { id, name, display_name, kind, protected };
            view(tx, op, environment, None)
        })
        .await
}

/// The same with names trimmed, if they are valid.
pub(crate) fn check(new: NewEnvironment) -> Result<NewEnvironment, AppError> {
    let name = new.name.trim().to_owned();
    let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if name.is_empty() || name.len() > 40 || !name.chars().all(allowed) || name.starts_with('-') {
        let message = "An environment's name has 1 to 40 characters: a to z, 0 to 9 and -, not starting with -.";
        return Err(AppError::invalid(message).at("name"));
    }
    Ok(NewEnvironment { display_name: display_name(&new.display_name, &name), name, ..new })
}

/// What people read: the name, where nothing is given.
fn display_name(given: &str, name: &str) -> String {
    match given.trim() {
        "" => name.to_owned(),
        given => given.chars().take(200).collect(),
    }
}

/// The members of an environment. Every member may see who the others are.
///
/// # Errors
/// The caller may not know of the environment.
pub async fn members(steward: &Steward, op: &Op, name: &str) -> Result<Vec<MemberView>, AppError> {
    let (op, name) = (op.clone(), name.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &name)?;
            let mut people = People::at(op.at);
            let mut views = Vec::new();
            for Member { principal, role } in environments::members(tx, proof.id())? {
                views.push(MemberView { principal: people.chip(tx, principal)?, role });
            }
            views.sort_by(|a, b| a.principal.name.cmp(&b.principal.name));
            Ok(views)
        })
        .await
}

/// Makes a principal a member, or changes its role.
///
/// # Errors
/// The caller may not manage members or lacks a privilege of the role, or there is no such principal.
pub async fn set_member(
    steward: &Steward,
    op: &Op,
    name: &str,
    principal: &str,
    role: EnvironmentRole,
) -> Result<MemberView, AppError> {
    let (name, principal) = (name.to_owned(), principal.to_owned());
    steward
        .change(op, "environment.member.set", move |_, tx, op, change| {
            let proof = lookup::environment::<ManageMembers>(tx, op, &name)?;
            let principal = named(tx, &principal)?;
            require_all(proof.membership(), privileges_of(role))?;
            environments::set_member(tx, proof.id(), Member { principal: principal.id, role })?;
            let detail = json!({"principal": principal.id, "name": principal.name, "role": role});
            change.of(Some(proof.id()), object(proof.id()), detail);
            Ok(MemberView { principal: Chip::of(principal, op.at), role })
        })
        .await
}

/// Ends a membership.
///
/// # Errors
/// The caller may not manage members, or the principal is no member.
pub async fn remove_member(steward: &Steward, op: &Op, name: &str, principal: &str) -> Result<(), AppError> {
    let (name, principal) = (name.to_owned(), principal.to_owned());
    steward
        .change(op, "environment.member.remove", move |_, tx, op, change| {
            let proof = lookup::environment::<ManageMembers>(tx, op, &name)?;
            let principal = named(tx, &principal)?;
            if !environments::remove_member(tx, proof.id(), principal.id)? {
                return Err(AppError::not_found(format!("member `{}` of the environment `{name}`", principal.name)));
            }
            let detail = json!({"principal": principal.id, "name": principal.name});
            change.of(Some(proof.id()), object(proof.id()), detail);
            Ok(())
        })
        .await
}

/// What an environment chose about acting identities: settings `environment/<id>/process_owner` (`primary_owner`) and
/// `environment/<id>/blank_invoker` (`process_owner`); anything else is the default.
pub fn acting_settings(tx: &mut Tx<'_>, id: EnvironmentId) -> Result<ActingSettings, store::StoreError> {
    let process_owner = settings::get_text(tx, &format!("environment/{id}/process_owner"))?;
    let blank_invoker = settings::get_text(tx, &format!("environment/{id}/blank_invoker"))?;
    Ok(ActingSettings {
        process_owner: match process_owner.as_deref() {
            Some("primary_owner") => ProcessOwner::PrimaryOwner,
            _ => ProcessOwner::TriggerConnection,
        },
        blank_invoker: match blank_invoker.as_deref() {
            Some("process_owner") => BlankInvoker::ProcessOwner,
            _ => BlankInvoker::TriggeringUser,
        },
    })
}

/// Stores a choice of an environment, or takes it back.
fn choose(tx: &mut Tx<'_>, name: &str, value: Option<String>) -> Result<(), AppError> {
    match value {
        Some(value) => settings::set(tx, name, value.as_bytes())?,
        None => {
            settings::remove(tx, name)?;
        }
    }
    Ok(())
}

/// How the audit log names an environment.
pub(crate) fn object(id: EnvironmentId) -> String {
    format!("environment/{id}")
}
