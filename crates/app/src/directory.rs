//! Principals as they are shown wherever one is mentioned.

use std::{collections::HashMap, sync::Arc};

use access::{ActingSettings, Directory, Facts};
use model::{
    Connection, ConnectionId, ConnectorName, Ended, EnvironmentId, Principal, PrincipalId, PrincipalKind, Timestamp,
    Verb,
};
use store::{StoreError, Tx, connections, principals, roles, tables};

use crate::{AppError, Op, Steward, environments::acting_settings, lookup};

/// A principal in short.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chip {
    /// Its id.
    pub id: PrincipalId,
    /// What it is.
    pub kind: PrincipalKind,
    /// Its sign-in name.
    pub name: String,
    /// What people read.
    pub display_name: String,
    /// When somebody will leave.
    pub leaves_at: Option<Timestamp>,
    /// From when on it may not act any more.
    pub expires_at: Option<Timestamp>,
    /// Why it may not act any more.
    pub ended: Option<Ended>,
}

impl Chip {
    /// A principal as it is at an instant.
    pub fn of(principal: Principal, now: Timestamp) -> Self {
        Self {
            ended: principal.ended(now),
            id: principal.id,
            kind: principal.kind,
            name: principal.name,
            display_name: principal.display_name,
            leaves_at: principal.leaves_at,
            expires_at: principal.expires_at,
        }
    }

    /// Whether it may act.
    pub fn is_active(&self) -> bool {
        self.ended.is_none()
    }

    /// For an id that the directory does not have, as in history that came from elsewhere.
    pub fn unknown(id: PrincipalId) -> Self {
        Self::of(Principal::new(id, PrincipalKind::User, id.to_string()), Timestamp::default())
    }
}

/// The chips of many ids, for a page. Every signed-in principal may ask. Ids that name nobody are left out.
pub async fn chips(steward: &Steward, op: &Op, ids: Vec<PrincipalId>) -> Result<HashMap<PrincipalId, Chip>, AppError> {
    let at = op.at;
    steward
        .read(move |_, tx| {
            let found = principals::by_ids(tx, &ids)?;
            Ok(found.into_iter().map(|principal| (principal.id, Chip::of(principal, at))).collect())
        })
        .await
}

/// Looks chips up within one transaction, each once.
pub(crate) struct People {
    now: Timestamp,
    known: HashMap<PrincipalId, Chip>,
}

impl People {
    /// As they are at an instant.
    pub(crate) fn at(now: Timestamp) -> Self {
        Self { now, known: HashMap::new() }
    }

    /// That instant.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn chip(&mut self, tx: &mut Tx<'_>, id: PrincipalId) -> Result<Chip, AppError> {
        if let Some(chip) = self.known.get(&id) {
            return Ok(chip.clone());
        }
        let found = principals::by_id(tx, id)?;
        let chip = found.map_or_else(|| Chip::unknown(id), |principal| Chip::of(principal, self.now));
        self.known.insert(id, chip.clone());
        Ok(chip)
    }

    pub(crate) fn chips(&mut self, tx: &mut Tx<'_>, ids: &[PrincipalId]) -> Result<Vec<Chip>, AppError> {
        ids.iter().map(|id| self.chip(tx, *id)).collect()
    }
}

/// The directory as a transaction sees it at an instant, for decisions of `access`.
#[derive(Debug)]
pub struct InStore<'a, 'tx> {
    tx: &'a mut Tx<'tx>,
    now: Timestamp,
}

impl<'a, 'tx> InStore<'a, 'tx> {
    /// As it is at an instant.
    pub fn at(tx: &'a mut Tx<'tx>, now: Timestamp) -> Self {
        Self { tx, now }
    }
}

impl Directory for InStore<'_, '_> {
    type Error = StoreError;

    fn now(&self) -> Timestamp {
        self.now
    }

    fn principal(&mut self, id: PrincipalId) -> Result<Option<Principal>, StoreError> {
        principals::by_id(self.tx, id)
    }

    fn may_act_on_behalf(&mut self, environment: EnvironmentId, id: PrincipalId) -> Result<bool, StoreError> {
        let by_security_role = roles::may_act_on_behalf(self.tx, environment, id)?;
        let tenant_role = principals::by_id(self.tx, id)?.and_then(|it| it.tenant_role);
        let reach = principals::reach(self.tx, id)?;
        let membership = lookup::membership(self.tx, environment, &reach, tenant_role)?;
        Ok(access::call::may_act_on_behalf(by_security_role, &membership))
    }
}

impl Facts for InStore<'_, '_> {
    fn connection(&mut self, environment: EnvironmentId, id: ConnectionId) -> Result<Option<Connection>, StoreError> {
        connections::by_id(self.tx, environment, id)
    }

    fn own_connection(
        &mut self,
        environment: EnvironmentId,
        owner: PrincipalId,
        connector: &ConnectorName,
    ) -> Result<Option<Connection>, StoreError> {
        connections::of_owner_for(self.tx, environment, owner, connector)
    }

    fn has_privilege(
        &mut self,
        environment: EnvironmentId,
        id: PrincipalId,
        verb: Verb,
        table: &str,
    ) -> Result<bool, StoreError> {
        let roles = roles::roles_of(self.tx, environment, id)?;
        Ok(roles.iter().any(|role| role.privileges.iter().any(|line| line.gives(verb, table))))
    }

    fn table(&mut self, environment: EnvironmentId, set: &str) -> Result<Option<Arc<str>>, StoreError> {
        Ok(tables::by_set(self.tx, environment, set)?.map(|table| table.logical_name.as_str().into()))
    }

    fn settings(&mut self, environment: EnvironmentId) -> Result<ActingSettings, StoreError> {
        acting_settings(self.tx, environment)
    }
}
