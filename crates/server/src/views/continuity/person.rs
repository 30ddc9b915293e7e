//! Everything that hangs on one person.

use app::continuity::person::{NamedFlow, PersonView as Person, PersonsConnection};
use model::{ConnectionReference, Environment};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::risk::{Named, NamedEnvironment};
use crate::views::{
    Instant,
    principal::PrincipalChip,
    words::{HandoverStatus, Tier},
};

/// A flow of somebody's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct PersonsFlow {
    /// Where it lives.
    environment: NamedEnvironment,
    /// Which.
    flow: Named,
}

impl From<NamedFlow> for PersonsFlow {
    fn from(flow: NamedFlow) -> Self {
        Self { environment: flow.environment.clone().into(), flow: flow.into() }
    }
}

/// A connection of somebody's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct PersonsConnectionView {
    #[serde(flatten)]
    connection: Named,
    /// What it is for.
    connector: String,
    /// Where it lives.
    environment: NamedEnvironment,
    /// How many flows use it.
    flows: usize,
}

impl From<PersonsConnection> for PersonsConnectionView {
    fn from(it: PersonsConnection) -> Self {
        Self {
            connection: it.connection.into(),
            connector: it.connector.to_string(),
            environment: it.environment.into(),
            flows: it.flows,
        }
    }
}

/// A connection reference that is bound to a connection of somebody's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonsReference {
    /// Its name in files.
    logical_name: String,
    /// What people read.
    display_name: String,
    /// Where it lives.
    environment: NamedEnvironment,
    /// The connection that it is bound to.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<Uuid>,
}

impl From<(Environment, ConnectionReference)> for PersonsReference {
    fn from((environment, reference): (Environment, ConnectionReference)) -> Self {
        Self {
            logical_name: reference.logical_name,
            display_name: reference.display_name,
            environment: environment.into(),
            connection: reference.connection.map(|id| id.0),
        }
    }
}

/// A flow that is shared with somebody who does not own it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonsGrant {
    #[serde(flatten)]
    flow: PersonsFlow,
    /// As what.
    tier: Tier,
    /// When the share ends; absent is never.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_at: Option<Instant>,
}

/// A token of somebody's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonsToken {
    /// Its id.
    id: Uuid,
    /// What its owner calls it.
    name: String,
    /// Until when it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Instant>,
}

/// A hand-over plan about somebody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct PersonsHandover {
    /// Its id.
    id: Uuid,
    /// Where it stands.
    status: HandoverStatus,
}

/// Everything that hangs on one person, where the caller may look.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PersonContinuity)]
pub(crate) struct PersonView {
    /// Who.
    principal: PrincipalChip,
    /// The flows that name them as primary owner.
    owns: Vec<PersonsFlow>,
    /// The flows that they own besides, themselves or through a group.
    co_owns: Vec<PersonsFlow>,
    /// Their connections.
    connections: Vec<PersonsConnectionView>,
    /// The connection references that are bound to one of these.
    references_bound: Vec<PersonsReference>,
    /// What else is shared with them.
    grants: Vec<PersonsGrant>,
    /// The service accounts that they answer for. This and what follows is absent for who sees only environments.
    #[serde(skip_serializing_if = "Option::is_none")]
    sponsors: Option<Vec<PrincipalChip>>,
    /// Their tokens that are valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<Vec<PersonsToken>>,
    /// The hand-over plans about them, newest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    handovers: Option<Vec<PersonsHandover>>,
    /// How many rows they own.
    rows_owned: u64,
    /// How many runs of the last 30 days acted as them.
    runs_acted_as: i64,
}

impl From<Person> for PersonView {
    fn from(it: Person) -> Self {
        let flows = |flows: Vec<NamedFlow>| flows.into_iter().map(PersonsFlow::from).collect();
        let grant = |(flow, tier, ends_at): (NamedFlow, model::Tier, Option<model::Timestamp>)| PersonsGrant {
            flow: flow.into(),
            tier: tier.into(),
            ends_at: ends_at.map(Instant::from),
        };
        let (mut sponsors, mut tokens, mut handovers) = (None, None, None);
        if let Some(installed) = it.installed {
            sponsors = Some(installed.sponsors.into_iter().map(PrincipalChip::from).collect());
            let token = |(id, name, expires_at): (model::TokenId, String, Option<model::Timestamp>)| PersonsToken {
                id: id.0,
                name,
                expires_at: expires_at.map(Instant::from),
            };
            tokens = Some(installed.tokens.into_iter().map(token).collect());
            let plans = installed.handovers.into_iter();
            handovers = Some(plans.map(|(id, status)| PersonsHandover { id: id.0, status: status.into() }).collect());
        }
        Self {
            principal: it.principal.into(),
            owns: flows(it.owns),
            co_owns: flows(it.co_owns),
            connections: it.connections.into_iter().map(PersonsConnectionView::from).collect(),
            references_bound: it.references.into_iter().map(PersonsReference::from).collect(),
            grants: it.grants.into_iter().map(grant).collect(),
            sponsors,
            tokens,
            handovers,
            rows_owned: it.rows_owned,
            runs_acted_as: it.runs_acted_as,
        }
    }
}
