//! Environments, with the right to do something there.

use std::marker::PhantomData;

use access::{EnvironmentAction, Membership, Privilege, may_in_environment, role::role_words};
use model::{Environment, EnvironmentId, PrincipalId, TenantRole};
use store::{StoreError, Tx, custom_roles, environments, principals};

use crate::{AppError, Op};

/// A right in an environment, as a type.
pub trait EnvironmentRight: Send + 'static {
    /// The right.
    const ACTION: EnvironmentAction;
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl EnvironmentRight for $name {
            const ACTION: EnvironmentAction = EnvironmentAction::$name;
        }
    )*};
}

rights! {
    /// Know that it exists, and use what is shared there.
    Enter
    /// See its components.
    SeeComponents
    /// See everybody's connections.
    SeeConnections
    /// Read what the audit log says of it.
    SeeAudit
    /// Bind connection references.
    BindReferences
    /// Make flows.
    CreateFlow
    /// Make solutions and what they hold.
    BuildSolutions
    /// Make connections.
    CreateConnection
    /// Give variables their values.
    SetVariables
    /// Manage everybody's connections.
    ManageConnections
    /// Install and export solutions.
    ManageSolutions
    /// Manage members.
    ManageMembers
    /// Manage security roles.
    ManageRoles
    /// Ask for break-glass and approve it.
    BreakGlass
    /// Make connections for service accounts.
    ConnectServiceAccounts
}

/// An environment in which the caller has a right.
#[derive(Debug)]
pub struct EnvironmentFor<R> {
    environment: Environment,
    membership: Membership,
    reach: Vec<PrincipalId>,
    right: PhantomData<R>,
}

impl<R> EnvironmentFor<R> {
    /// The environment.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Its id.
    pub fn id(&self) -> EnvironmentId {
        self.environment.id
    }

    /// What the caller is there.
    pub fn membership(&self) -> &Membership {
        &self.membership
    }

    /// The caller and its groups.
    pub fn reach(&self) -> &[PrincipalId] {
        &self.reach
    }

    /// Whether the caller may do something else there, too.
    pub fn may(&self, action: EnvironmentAction) -> bool {
        may_in_environment(&self.membership, action)
    }
}

/// The environment of this name, with the right `R` in it.
///
/// # Errors
/// Not found for those who are no members, forbidden for members without the right.
pub fn environment<R: EnvironmentRight>(tx: &mut Tx<'_>, op: &Op, name: &str) -> Result<EnvironmentFor<R>, AppError> {
    let found = environments::by_name(tx, name)?;
    prove(tx, op, found, || format!("environment `{name}`"))
}

/// The environment of this id, with the right `R` in it.
///
/// # Errors
/// As [`environment`].
pub fn environment_by_id<R: EnvironmentRight>(
    tx: &mut Tx<'_>,
    op: &Op,
    id: EnvironmentId,
) -> Result<EnvironmentFor<R>, AppError> {
    let found = environments::by_id(tx, id)?;
    prove(tx, op, found, || "such environment".to_owned())
}

/// What somebody is in an environment who reaches so far.
pub(crate) fn membership(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    reach: &[PrincipalId],
    tenant_role: Option<TenantRole>,
) -> Result<Membership, StoreError> {
    let custom = custom_roles::privileges_of(tx, environment, reach)?;
    Ok(Membership {
        roles: environments::roles_of(tx, environment, reach)?,
        custom: custom.iter().filter_map(|name| Privilege::named(name)).collect(),
        tenant_role,
    })
}

fn prove<R: EnvironmentRight>(
    tx: &mut Tx<'_>,
    op: &Op,
    found: Option<Environment>,
    what: impl FnOnce() -> String,
) -> Result<EnvironmentFor<R>, AppError> {
    let found = found.filter(|it| op.is_for(it.id));
    let Some(environment) = found else { return Err(AppError::not_found(what())) };
    let reach = principals::reach(tx, op.id())?;
    let membership = membership(tx, environment.id, &reach, op.tenant_role())?;
    let proof = EnvironmentFor { environment, membership, reach, right: PhantomData };
    if !proof.may(EnvironmentAction::Enter) {
        return Err(AppError::not_found(what()));
    }
    if !proof.may(R::ACTION) {
        let name = &proof.environment.name;
        let smallest = role_words(R::ACTION.smallest_role());
        return Err(AppError::forbidden(
            format!("{} in the environment `{name}`", R::ACTION.words()),
            format!("the role {smallest} there"),
        ));
    }
    Ok(proof)
}
