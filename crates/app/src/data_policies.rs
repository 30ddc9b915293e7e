//! Data policies: which connectors may stand in one flow. [`access::data_policy`] judges; here is who may say so, and what becomes of
//! flows that a policy forbids: they can be saved and not turned on, and those that are on are turned off until it allows them.

mod enforce;
mod judge;
mod wanted;

use std::collections::BTreeSet;

use access::TenantAction;
use model::{ConnectorGroup, DataPolicy, EnvironmentId, FlowId, PolicyScope};
use serde_json::{Value, json};
use store::{Tx, data_policies as stored, environments};

pub(crate) use enforce::{enforce, enforce_after, note};
pub(crate) use judge::{check, needs};
use wanted::checked;

use crate::{AppError, Op, Steward, change::Change, lookup};

/// What a policy is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDataPolicy {
    /// Its name in addresses.
    pub name: String,
    /// What people read.
    pub display_name: String,
    /// Where it holds.
    pub scope: NamedScope,
    /// Connectors for business data, as files spell them.
    pub business: Vec<String>,
    /// Connectors for anything else.
    pub non_business: Vec<String>,
    /// Connectors that no flow uses.
    pub blocked: Vec<String>,
    /// Where every other connector belongs.
    pub new_connectors: ConnectorGroup,
}

/// Where a policy holds, by the names of environments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NamedScope {
    /// In all, but for these.
    AllBut(Vec<String>),
    /// In these.
    Only(Vec<String>),
}

/// A policy as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataPolicyView {
    /// What it says. The ids of its scope are told by `scope`.
    pub policy: DataPolicy,
    /// Where it holds.
    pub scope: NamedScope,
}

/// What a change of policies has done to flows, or would do.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Enforced {
    /// Flows that were turned off.
    pub suspended: Vec<EnforcedFlow>,
    /// Flows that are on again.
    pub resumed: Vec<EnforcedFlow>,
}

/// A flow that a change of policies turned off or on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnforcedFlow {
    /// Where it is, by name.
    pub environment: String,
    /// Its id.
    pub id: FlowId,
    /// Its name.
    pub name: String,
    /// Why it is off.
    pub reasons: Vec<String>,
}

/// All policies, by name.
///
/// # Errors
/// The caller neither administers nor audits the installation.
pub async fn list(steward: &Steward, op: &Op) -> Result<Vec<DataPolicyView>, AppError> {
    lookup::tenant(op, TenantAction::SeeDataPolicies)?;
    steward.read(|_, tx| stored::list(tx)?.into_iter().map(|policy| view(tx, policy)).collect()).await
}

/// Makes a policy, and has it enforced. With `dry_run` nothing is stored.
///
/// # Errors
/// The caller does not administer the installation, the name is taken, or something named is not there or stands twice.
pub async fn create(
    steward: &Steward,
    op: &Op,
    new: NewDataPolicy,
    dry_run: bool,
) -> Result<(DataPolicyView, Enforced), AppError> {
    lookup::tenant(op, TenantAction::ManageDataPolicies)?;
    steward
        .change_unless(dry_run, op, "data-policy.create", move |steward, tx, op, change| {
            let policy = checked(tx, new)?;
            if stored::by_name(tx, &policy.name)?.is_some() {
                return Err(AppError::conflict(format!("The data policy `{}` exists already.", policy.name)).at("name"));
            }
            stored::put(tx, &policy)?;
            change.of(None, object(&policy.name), told(&policy));
            let enforced = enforce_everywhere(steward, tx, op, change)?;
            Ok((view(tx, policy)?, enforced))
        })
        .await
}

/// Changes a policy, in place of what it was, and has it enforced. With `dry_run` nothing is stored.
///
/// # Errors
/// As [`create`], or there is no such policy.
pub async fn update(
    steward: &Steward,
    op: &Op,
    new: NewDataPolicy,
    dry_run: bool,
) -> Result<(DataPolicyView, Enforced), AppError> {
    lookup::tenant(op, TenantAction::ManageDataPolicies)?;
    steward
        .change_unless(dry_run, op, "data-policy.update", move |steward, tx, op, change| {
            let before = named(tx, &new.name)?;
            let policy = checked(tx, new)?;
            stored::put(tx, &policy)?;
            change.of(None, object(&policy.name), json!({"before": told(&before), "after": told(&policy)}));
            let enforced = enforce_everywhere(steward, tx, op, change)?;
            Ok((view(tx, policy)?, enforced))
        })
        .await
}

/// Removes a policy. Flows that only it kept off are on again. With `dry_run` it stays.
///
/// # Errors
/// The caller does not administer the installation, or there is no such policy.
pub async fn delete(steward: &Steward, op: &Op, name: &str, dry_run: bool) -> Result<Enforced, AppError> {
    lookup::tenant(op, TenantAction::ManageDataPolicies)?;
    let name = name.to_owned();
    steward
        .change_unless(dry_run, op, "data-policy.delete", move |steward, tx, op, change| {
            let policy = named(tx, &name)?;
            stored::delete(tx, &name)?;
            change.of(None, object(&policy.name), told(&policy));
            enforce_everywhere(steward, tx, op, change)
        })
        .await
}

fn enforce_everywhere(steward: &Steward, tx: &mut Tx<'_>, op: &Op, change: &mut Change) -> Result<Enforced, AppError> {
    let mut all = Enforced::default();
    for environment in environments::list(tx)? {
        let here = enforce(steward, tx, op, change, environment.id)?;
        all.suspended.extend(here.suspended);
        all.resumed.extend(here.resumed);
    }
    Ok(all)
}

fn named(tx: &mut Tx<'_>, name: &str) -> Result<DataPolicy, AppError> {
    stored::by_name(tx, name)?.ok_or_else(|| AppError::not_found(format!("data policy `{name}`")))
}

fn view(tx: &mut Tx<'_>, policy: DataPolicy) -> Result<DataPolicyView, AppError> {
    let mut names = |ids: &BTreeSet<EnvironmentId>| -> Result<Vec<String>, AppError> {
        let mut names = Vec::new();
        for id in ids {
            names.extend(environments::by_id(tx, *id)?.map(|it| it.name));
        }
        Ok(names)
    };
    let scope = match &policy.scope {
        PolicyScope::AllBut(ids) => NamedScope::AllBut(names(ids)?),
        PolicyScope::Only(ids) => NamedScope::Only(names(ids)?),
    };
    Ok(DataPolicyView { policy, scope })
}

/// What the audit log says of a policy.
fn told(policy: &DataPolicy) -> Value {
    json!({
        "displayName": policy.display_name, "scope": policy.scope, "business": policy.business,
        "nonBusiness": policy.non_business, "blocked": policy.blocked, "newConnectors": policy.new_connectors,
    })
}

fn object(name: &str) -> String {
    format!("data-policy/{name}")
}
