//! Environments and their members.

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
    custom_roles::require_all,
    directory::{Chip, People},
    lookup::{self, Enter, EnvironmentFor, ManageMembers},
    principals::named,
};

/// An environment, and what the caller is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnvironmentView {
    /// The environment.
    pub environment: Environment,
    /// The caller's role, own or through groups. An administrator of the installation may have none.
    pub role: Option<EnvironmentRole>,
    /// What it asks of shares of its flows.
    pub policy: SharingPolicy,
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
                    let policy = sharing_policy(tx, environment.id)?;
                    views.push(EnvironmentView { environment, role: membership.role(), policy });
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
            view(tx, &proof)
        })
        .await
}

fn view<R>(tx: &mut Tx<'_>, proof: &EnvironmentFor<R>) -> Result<EnvironmentView, AppError> {
    let policy = sharing_policy(tx, proof.id())?;
    Ok(EnvironmentView { environment: proof.environment().clone(), role: proof.membership().role(), policy })
}

/// What changes about shares of an environment's flows. What is left out stays.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct PolicyChanges {
    /// How many days a share may last; inner none for as long as one likes.
    pub grant_days: Option<Option<u32>>,
    /// Whether a share says why it is given.
    pub reason_required: Option<bool>,
}

/// The most days that a policy may say.
const MOST_DAYS: u32 = 3_650;

/// Changes what an environment asks of shares of its flows. Shares that there are stay as they are.
///
/// # Errors
/// The caller may not manage members, or the number of days is not valid.
pub async fn update(
    steward: &Steward,
    op: &Op,
    name: &str,
    changes: PolicyChanges,
) -> Result<EnvironmentView, AppError> {
    let name = name.to_owned();
    steward
        .change(op, "environment.update", move |_, tx, op, change| {
            let proof = lookup::environment::<ManageMembers>(tx, op, &name)?;
            let id = proof.id();
            let before = sharing_policy(tx, id)?;
            let after = SharingPolicy {
                grant_days: changes.grant_days.unwrap_or(before.grant_days),
                reason_required: changes.reason_required.unwrap_or(before.reason_required),
            };
            if after.grant_days.is_some_and(|days| days == 0 || days > MOST_DAYS) {
                return Err(AppError::invalid(format!("A share lasts 1 to {MOST_DAYS} days.")).at("grantDays"));
            }
            for (name, value) in [
                (grant_days(id), after.grant_days.map(|days| days.to_string())),
                (reason_required(id), after.reason_required.then(|| "yes".to_owned())),
            ] {
                match value {
                    Some(value) => settings::set(tx, &name, value.as_bytes())?,
                    None => {
                        settings::remove(tx, &name)?;
                    }
                }
            }
            let told = |policy: SharingPolicy| json!({"grantDays": policy.grant_days, "reasonRequired": policy.reason_required});
            change.of(Some(id), object(id), json!({"before": told(before), "after": told(after)}));
            view(tx, &proof)
        })
        .await
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
            Ok(EnvironmentView { environment, role: None, policy: SharingPolicy::default() })
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
    let display_name = match new.display_name.trim() {
        "" => name.clone(),
        display_name => display_name.chars().take(200).collect(),
    };
    Ok(NewEnvironment { name, display_name, ..new })
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

/// What an environment asks of shares of its flows.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct SharingPolicy {
    /// How many days a share may last; as long as one likes, where there is none.
    pub grant_days: Option<u32>,
    /// Whether a share says why it is given.
    pub reason_required: bool,
}

/// What an environment chose about shares.
pub(crate) fn sharing_policy(tx: &mut Tx<'_>, id: EnvironmentId) -> Result<SharingPolicy, store::StoreError> {
    let grant_days = settings::get_text(tx, &grant_days(id))?.and_then(|text| text.parse().ok());
    let reason_required = settings::get_text(tx, &reason_required(id))?.is_some();
    Ok(SharingPolicy { grant_days, reason_required })
}

fn grant_days(id: EnvironmentId) -> String {
    format!("environment/{id}/grant_days")
}

fn reason_required(id: EnvironmentId) -> String {
    format!("environment/{id}/reason_required")
}

/// How the audit log names an environment.
pub(crate) fn object(id: EnvironmentId) -> String {
    format!("environment/{id}")
}
