//! Places that name a person, and what they hold: all that a hand-over changes, and all that undoing it restores.

use model::{
    ConnectionAction, ConnectionId, EnvironmentId, EnvironmentRole, FlowKey, PrincipalId, RoleId, Tier, Timestamp,
    TokenId,
};
use serde::{Deserialize, Serialize};
use store::{
    Tx, connections,
    connections::grants::{self as shares, Grant as Share},
    environments,
    environments::Member,
    flows,
    flows::{
        connections as uses,
        grants::{self, Grant},
    },
    principals, references, roles, tokens,
};

use crate::{AppError, Op, drift::hand};

/// A place that names a principal or one of its connections. Stored with plans, so its form does not change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Slot {
    /// The primary owner of a flow.
    PrimaryOwner {
        /// The flow.
        flow: FlowKey,
    },
    /// What a flow is shared with a principal as.
    Grant {
        /// The flow.
        flow: FlowKey,
        /// With whom.
        principal: PrincipalId,
    },
    /// What a connection reference is bound to.
    Reference {
        /// Where.
        environment: EnvironmentId,
        /// Its logical name.
        name: String,
    },
    /// What a flow itself chose for one of its keys.
    FlowConnection {
        /// The flow.
        flow: FlowKey,
        /// The key.
        key: String,
    },
    /// Who let a flow use a connection.
    Admission {
        /// The flow.
        flow: FlowKey,
        /// The connection.
        connection: ConnectionId,
    },
    /// What a principal may do with somebody else's connection.
    ConnectionGrant {
        /// Where.
        environment: EnvironmentId,
        /// Which.
        connection: ConnectionId,
        /// Who.
        principal: PrincipalId,
    },
    /// What a principal is in an environment.
    Member {
        /// The environment.
        environment: EnvironmentId,
        /// Who.
        principal: PrincipalId,
    },
    /// Whether a principal has a security role.
    SecurityRole {
        /// Where.
        environment: EnvironmentId,
        /// Which.
        role: RoleId,
        /// Who.
        principal: PrincipalId,
    },
    /// Whether a principal is in a group.
    GroupMember {
        /// The group.
        group: PrincipalId,
        /// Who.
        principal: PrincipalId,
    },
    /// Whether somebody answers for a service account.
    Sponsor {
        /// The service account.
        account: PrincipalId,
        /// Who.
        principal: PrincipalId,
    },
    /// Whether an API token signs somebody in.
    Token {
        /// Whom.
        principal: PrincipalId,
        /// Which.
        token: TokenId,
    },
}

/// What a place holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "is", content = "what", rename_all = "camelCase")]
pub enum Held {
    /// Nothing.
    Nothing,
    /// It is so.
    Yes,
    /// A principal.
    Principal(PrincipalId),
    /// A connection.
    Connection(ConnectionId),
    /// A share of a flow.
    Share {
        /// What it allows.
        tier: Tier,
        /// Who shared.
        granted_by: PrincipalId,
        /// Since when.
        since: Timestamp,
        /// When it ends.
        ends_at: Option<Timestamp>,
        /// Why it was shared.
        reason: Option<String>,
    },
    /// A role in an environment.
    Role(EnvironmentRole),
    /// Rights on a connection.
    Rights {
        /// What they allow.
        actions: Vec<ConnectionAction>,
        /// Who gave them.
        granted_by: PrincipalId,
        /// Since when.
        since: Timestamp,
    },
}

impl Held {
    fn of<T>(found: Option<T>, as_held: impl FnOnce(T) -> Self) -> Self {
        found.map_or(Self::Nothing, as_held)
    }

    fn of_truth(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::Nothing }
    }

    /// The connection, if it is one.
    pub(crate) fn connection(&self) -> Option<ConnectionId> {
        if let Self::Connection(id) = self { Some(*id) } else { None }
    }
}

impl Slot {
    /// What it holds now.
    pub(crate) fn read(&self, tx: &mut Tx<'_>, op: &Op) -> Result<Held, AppError> {
        Ok(match self {
            Self::PrimaryOwner { flow } => {
                Held::of(flows::by_key(tx, *flow)?, |flow| Held::Principal(flow.primary_owner))
            }
            Self::Grant { flow, principal } => Held::of(grants::get(tx, *flow, *principal)?, |grant| Held::Share {
                tier: grant.tier,
                granted_by: grant.granted_by,
                since: grant.since,
                ends_at: grant.ends_at,
                reason: grant.reason,
            }),
            Self::Reference { environment, name } => {
                let found = references::by_name(tx, *environment, name)?.and_then(|found| found.connection);
                Held::of(found, Held::Connection)
            }
            Self::FlowConnection { flow, key } => Held::of(uses::choice(tx, *flow, key)?, Held::Connection),
            Self::Admission { flow, connection } => {
                Held::of(uses::admitted_by(tx, *flow, *connection)?, Held::Principal)
            }
            Self::ConnectionGrant { connection, principal, .. } => {
                let share = shares::list(tx, *connection)?.into_iter().find(|share| share.principal == *principal);
                Held::of(share, |Share { actions, granted_by, since, .. }| Held::Rights { actions, granted_by, since })
            }
            Self::Member { environment, principal } => {
                Held::of(environments::roles_of(tx, *environment, &[*principal])?.pop(), Held::Role)
            }
            Self::SecurityRole { environment, role, principal } => {
                Held::of_truth(roles::members(tx, *environment, *role)?.contains(principal))
            }
            Self::GroupMember { group, principal } => {
                Held::of_truth(principals::group_members(tx, *group)?.contains(principal))
            }
            Self::Sponsor { account, principal } => {
                Held::of_truth(principals::sponsors(tx, *account)?.contains(principal))
            }
            Self::Token { principal, token } => {
                let found = tokens::list_of(tx, *principal)?.into_iter().find(|it| it.id == *token);
                Held::of_truth(found.is_some_and(|it| it.is_valid(op.at)))
            }
        })
    }

    /// Makes it hold something else. Answers false where that cannot be: a revoked token stays revoked, and what is gone is not
    /// made anew.
    pub(crate) fn write(&self, tx: &mut Tx<'_>, op: &Op, held: Held) -> Result<bool, AppError> {
        match (self, held) {
            (Self::PrimaryOwner { flow }, Held::Principal(owner)) => {
                if flows::by_key(tx, *flow)?.is_none() {
                    return Ok(false);
                }
                flows::set_primary_owner(tx, *flow, owner, op.at)?;
            }
            (Self::Grant { flow, principal }, Held::Share { tier, granted_by, since, ends_at, reason }) => {
                let grant = Grant { principal: *principal, tier, granted_by, since, ends_at, reason };
                grants::set(tx, *flow, &grant)?;
            }
            (Self::Grant { flow, principal }, Held::Nothing) => {
                grants::remove(tx, *flow, *principal)?;
            }
            (Self::Reference { environment, name }, held) => {
                return Ok(references::bind(tx, *environment, name, held.connection())?);
            }
            (Self::FlowConnection { flow, key }, held) => {
                uses::choose(tx, *flow, key, held.connection())?;
                hand::note_choices(tx, op, &[*flow], None)?;
            }
            (Self::Admission { flow, connection }, Held::Principal(by)) => {
                uses::admit(tx, *flow, *connection, by, op.at)?;
            }
            (Self::Admission { flow, connection }, Held::Nothing) => {
                uses::expel(tx, *flow, *connection)?;
            }
            (
                Self::ConnectionGrant { environment, connection, principal },
                Held::Rights { actions, granted_by, since },
            ) => {
                if connections::by_id(tx, *environment, *connection)?.is_none() {
                    return Ok(false);
                }
                let grant = Share { principal: *principal, actions, granted_by, since };
                shares::set(tx, *connection, &grant)?;
            }
            (Self::ConnectionGrant { connection, principal, .. }, Held::Nothing) => {
                shares::remove(tx, *connection, *principal)?;
            }
            (Self::Member { environment, principal }, Held::Role(role)) => {
                environments::set_member(tx, *environment, Member { principal: *principal, role })?;
            }
            (Self::Member { environment, principal }, Held::Nothing) => {
                environments::remove_member(tx, *environment, *principal)?;
            }
            (Self::SecurityRole { environment, role, principal }, Held::Yes) => {
                if roles::by_id(tx, *environment, *role)?.is_none() {
                    return Ok(false);
                }
                roles::add_member(tx, *environment, *role, *principal)?;
            }
            (Self::SecurityRole { environment, role, principal }, Held::Nothing) => {
                roles::remove_member(tx, *environment, *role, *principal)?;
            }
            (Self::GroupMember { group, principal }, Held::Yes) => {
                principals::add_group_member(tx, *group, *principal)?;
            }
            (Self::GroupMember { group, principal }, Held::Nothing) => {
                principals::remove_group_member(tx, *group, *principal)?;
            }
            (Self::Sponsor { account, principal }, held) => {
                let mut sponsors = principals::sponsors(tx, *account)?;
                sponsors.retain(|sponsor| sponsor != principal);
                sponsors.extend((held == Held::Yes).then_some(*principal));
                principals::set_sponsors(tx, *account, &sponsors)?;
            }
            (Self::Token { principal, token }, Held::Nothing) => {
                tokens::revoke(tx, *principal, *token, op.at)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Where it is: the environment of the thing, as far as it has one.
    pub(crate) fn environment(&self, tx: &mut Tx<'_>) -> Result<Option<EnvironmentId>, AppError> {
        Ok(match self {
            Self::PrimaryOwner { flow }
            | Self::Grant { flow, .. }
            | Self::FlowConnection { flow, .. }
            | Self::Admission { flow, .. } => flows::by_key(tx, *flow)?.map(|flow| flow.environment),
            Self::Reference { environment, .. }
            | Self::ConnectionGrant { environment, .. }
            | Self::Member { environment, .. }
            | Self::SecurityRole { environment, .. } => Some(*environment),
            Self::GroupMember { .. } | Self::Sponsor { .. } | Self::Token { .. } => None,
        })
    }

    /// How the audit log names the thing.
    pub(crate) fn object(&self, tx: &mut Tx<'_>) -> Result<String, AppError> {
        Ok(match self {
            Self::PrimaryOwner { flow }
            | Self::Grant { flow, .. }
            | Self::FlowConnection { flow, .. }
            | Self::Admission { flow, .. } => match flows::by_key(tx, *flow)? {
                Some(flow) => crate::flows::object(&flow),
                None => format!("flow/{flow}"),
            },
            Self::Reference { name, .. } => crate::references::object(name),
            Self::ConnectionGrant { connection, .. } => crate::connections::object(*connection),
            Self::Member { environment, .. } => crate::environments::object(*environment),
            Self::SecurityRole { role, .. } => format!("role/{role}"),
            Self::GroupMember { group, .. } => crate::principals::object(*group),
            Self::Sponsor { account, .. } => crate::principals::object(*account),
            Self::Token { principal, .. } => crate::principals::object(*principal),
        })
    }
}

/// One thing that a hand-over changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SlotChange {
    /// Where.
    pub slot: Slot,
    /// What it held.
    pub before: Held,
    /// What it holds since.
    pub after: Held,
}
