//! What is simulated, as callers name it.

use access::continuity::Change;
use model::{EndedBy, EnvironmentId, Principal, PrincipalId, PrincipalKind, RoleId, Timestamp};
use store::{Tx, principals, roles};

use crate::{
    AppError, Op,
    lookup::{self, Enter, SeeConnection},
    principals::named,
};

/// What happens to the subjects of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventKind {
    /// Principals are disabled.
    Disabled,
    /// Principals, connections or security roles are deleted.
    Deleted,
    /// The accounts of principals end, or the credentials of connections do.
    Expired,
    /// Principals have security roles no more: those that are named, else all. Roles alone are lost by everybody.
    RoleLost,
    /// Principals leave groups: those that are named, else all.
    GroupLeft,
}

/// What a subject is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SubjectKind {
    /// A user, service account or group.
    Principal,
    /// A connection.
    Connection,
    /// A security role.
    Role,
}

/// Something that an event happens to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Its id; for principals and roles, the name will do.
    pub id: String,
    /// The environment of a connection or role; else the event's.
    pub environment: Option<String>,
}

/// An event as a caller asks for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEvent {
    /// To what it happens.
    pub subjects: Vec<Subject>,
    /// What happens.
    pub kind: EventKind,
    /// When; now, where nothing is said.
    pub at: Option<Timestamp>,
    /// The environment whose flows are looked at; else all.
    pub environment: Option<String>,
}

/// An event: what changes, when, and where one looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// What changes.
    pub changes: Vec<Change>,
    /// When.
    pub at: Timestamp,
    /// The environment whose flows are looked at; else all.
    pub environment: Option<EnvironmentId>,
}

/// How many subjects an event may have.
const MOST: usize = 1_000;

/// Finds what a caller names.
pub(super) fn event(tx: &mut Tx<'_>, op: &Op, new: &NewEvent) -> Result<Event, AppError> {
    if new.subjects.is_empty() || new.subjects.len() > MOST {
        return Err(AppError::invalid(format!("An event has 1 to {MOST} subjects.")).at("subjects"));
    }
    let environment = match &new.environment {
        Some(name) => Some(lookup::environment::<Enter>(tx, op, name)?.id()),
        None => None,
    };
    let mut found = Found::default();
    for (index, subject) in new.subjects.iter().enumerate() {
        let name = subject.environment.as_deref().or(new.environment.as_deref());
        found.add(tx, op, subject, name).map_err(|error| error.at(format!("subjects/{index}")))?;
    }
    let at = new.at.unwrap_or(op.at);
    let changes = found.changes(tx, new.kind, at, environment)?;
    Ok(Event { changes, at, environment })
}

#[derive(Default)]
struct Found {
    principals: Vec<Principal>,
    connections: Vec<model::ConnectionId>,
    roles: Vec<(EnvironmentId, RoleId)>,
}

impl Found {
    fn add(&mut self, tx: &mut Tx<'_>, op: &Op, subject: &Subject, environment: Option<&str>) -> Result<(), AppError> {
        let id = &subject.id;
        if subject.kind == SubjectKind::Principal {
            self.principals.push(named(tx, id)?);
            return Ok(());
        }
        let Some(environment) = environment else {
            return Err(AppError::invalid("A connection or a role is named together with its environment."));
        };
        let within = lookup::environment::<Enter>(tx, op, environment)?.id();
        if subject.kind == SubjectKind::Connection {
            let named = id.parse().map_err(|_| AppError::not_found(format!("connection {id}")))?;
            let found = lookup::connection::<SeeConnection>(tx, op, environment, named)?;
            self.connections.push(found.connection().id);
        } else {
            let role = match id.parse() {
                Ok(id) => roles::by_id(tx, within, id)?,
                Err(_) => roles::by_name(tx, within, id)?,
            };
            let found = role.ok_or_else(|| AppError::not_found(format!("security role `{id}`")))?;
            self.roles.push((within, found.id));
        }
        Ok(())
    }

    /// What the event changes.
    fn changes(
        self,
        tx: &mut Tx<'_>,
        kind: EventKind,
        at: Timestamp,
        only: Option<EnvironmentId>,
    ) -> Result<Vec<Change>, AppError> {
        let Self { principals, connections, roles } = self;
        let (whoever, any_connection, any_role) = (!principals.is_empty(), !connections.is_empty(), !roles.is_empty());
        let applies = match kind {
            EventKind::Disabled | EventKind::GroupLeft => whoever,
            EventKind::Expired => whoever || any_connection,
            EventKind::RoleLost => whoever || any_role,
            EventKind::Deleted => true,
        };
        if !applies {
            let message = "What is named cannot have this happen to it.";
            return Err(AppError::invalid(message)
                .with_hint("Name who is disabled, or what is deleted or lost.")
                .at("subjects"));
        }
        let deleted = connections.into_iter().map(Change::ConnectionDeleted);
        let whom = || principals.iter().map(|principal| principal.id);
        let ended = |by| whom().map(move |principal| Change::Ended { principal, by, since: at });
        Ok(match kind {
            EventKind::Disabled => ended(EndedBy::Disabled).collect(),
            EventKind::Expired => ended(EndedBy::Expired).chain(deleted).collect(),
            EventKind::Deleted => {
                let gone = roles.into_iter().map(|(environment, role)| Change::RoleDeleted { environment, role });
                ended(EndedBy::Deleted).chain(deleted).chain(gone).collect()
            }
            EventKind::RoleLost => roles_lost(tx, &whom().collect::<Vec<_>>(), roles, only)?,
            EventKind::GroupLeft => groups_left(tx, &principals)?,
        })
    }
}

fn roles_lost(
    tx: &mut Tx<'_>,
    whom: &[PrincipalId],
    roles: Vec<(EnvironmentId, RoleId)>,
    only: Option<EnvironmentId>,
) -> Result<Vec<Change>, AppError> {
    if whom.is_empty() {
        return Ok(roles.into_iter().map(|(environment, role)| Change::RoleDeleted { environment, role }).collect());
    }
    let mut lost = Vec::new();
    for environment in store::environments::list(tx)? {
        if only.is_some_and(|only| only != environment.id) {
            continue;
        }
        for (role, principal) in store::roles::holders(tx, environment.id)? {
            let is_named = roles.is_empty() || roles.contains(&(environment.id, role));
            if whom.contains(&principal) && is_named {
                lost.push(Change::LostRole { principal, environment: environment.id, role });
            }
        }
    }
    Ok(lost)
}

fn groups_left(tx: &mut Tx<'_>, principals: &[Principal]) -> Result<Vec<Change>, AppError> {
    let (groups, members): (Vec<&Principal>, Vec<&Principal>) =
        principals.iter().partition(|principal| principal.kind == PrincipalKind::Group);
    let left = principals::memberships(tx)?.into_iter().filter(|(member, group)| {
        members.iter().any(|it| it.id == *member) && (groups.is_empty() || groups.iter().any(|it| it.id == *group))
    });
    Ok(left.map(|(member, group)| Change::LeftGroup { member, group }).collect())
}
