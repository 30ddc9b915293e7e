//! Who asks, when, and under which correlation id.

use std::sync::Arc;

use model::{EnvironmentId, Principal, PrincipalId, SessionId, TenantRole, Timestamp, TokenId};
use uuid::Uuid;

/// How a caller was recognised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SignedInBy {
    /// A browser's session.
    Session(SessionId),
    /// An API token.
    Token(TokenId),
    /// The operator of the installation, who holds the data folder.
    Operator,
}

/// Somebody who was recognised, and was active then. Only [`crate::sign_in`] makes callers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    principal: Principal,
    how: SignedInBy,
    only_in: Option<EnvironmentId>,
}

impl Caller {
    pub(crate) fn new(principal: Principal, how: SignedInBy) -> Self {
        Self { principal, how, only_in: None }
    }

    /// The same, in one environment alone if there is one that its token is for.
    pub(crate) fn only_in(self, environment: Option<EnvironmentId>) -> Self {
        Self { only_in: environment, ..self }
    }

    /// Who it is.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// How it was recognised.
    pub fn how(&self) -> SignedInBy {
        self.how
    }
}

/// One operation: passed first to every use case. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Op {
    /// Who asks.
    pub who: Arc<Caller>,
    /// When.
    pub at: Timestamp,
    /// What ties log, audit and answer together.
    pub correlation: Uuid,
}

impl Op {
    /// An operation of a caller.
    pub fn new(who: Caller, at: Timestamp, correlation: Uuid) -> Self {
        Self { who: Arc::new(who), at, correlation }
    }

    /// The same operation with the rights of somebody else, as whom it is then recorded where it is.
    pub(crate) fn with_rights_of(&self, principal: Principal) -> Self {
        Self { who: Arc::new(Caller::new(principal, SignedInBy::Operator)), ..self.clone() }
    }

    /// Whether the caller's token is for this environment, or for all.
    pub(crate) fn is_for(&self, environment: EnvironmentId) -> bool {
        self.who.only_in.is_none_or(|only| only == environment)
    }

    /// The caller's id.
    pub fn id(&self) -> PrincipalId {
        self.who.principal.id
    }

    /// What the caller is in the installation.
    pub fn tenant_role(&self) -> Option<TenantRole> {
        self.who.principal.tenant_role
    }
}
