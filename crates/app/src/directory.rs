//! Principals as they are shown wherever one is mentioned.

use std::collections::HashMap;

use access::Directory;
use model::{EnvironmentId, Principal, PrincipalId, PrincipalKind, Timestamp};
use store::{StoreError, Tx, environments, principals, roles};

use crate::{AppError, Op, Steward};

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
    /// Since when it is disabled.
    pub disabled_at: Option<Timestamp>,
}

impl Chip {
    /// Whether it may act.
    pub fn is_active(&self) -> bool {
        self.disabled_at.is_none()
    }

    /// For an id that the directory does not have, as in history that came from elsewhere.
    pub fn unknown(id: PrincipalId) -> Self {
        let name = id.to_string();
        Self { id, kind: PrincipalKind::User, display_name: name.clone(), name, disabled_at: None }
    }
}

impl From<Principal> for Chip {
    fn from(principal: Principal) -> Self {
        Self {
            id: principal.id,
            kind: principal.kind,
            name: principal.name,
            display_name: principal.display_name,
            disabled_at: principal.disabled_at,
        }
    }
}

/// The chips of many ids, for a page. Every signed-in principal may ask. Ids that name nobody are left out.
pub async fn chips(steward: &Steward, _op: &Op, ids: Vec<PrincipalId>) -> Result<HashMap<PrincipalId, Chip>, AppError> {
    steward
        .read(move |_, tx| {
            let found = principals::by_ids(tx, &ids)?;
            Ok(found.into_iter().map(|principal| (principal.id, principal.into())).collect())
        })
        .await
}

/// Looks chips up within one transaction, each once.
#[derive(Default)]
pub(crate) struct People(HashMap<PrincipalId, Chip>);

impl People {
    pub(crate) fn chip(&mut self, tx: &mut Tx<'_>, id: PrincipalId) -> Result<Chip, AppError> {
        if let Some(chip) = self.0.get(&id) {
            return Ok(chip.clone());
        }
        let chip = principals::by_id(tx, id)?.map_or_else(|| Chip::unknown(id), Chip::from);
        self.0.insert(id, chip.clone());
        Ok(chip)
    }
}

/// The directory as a transaction sees it, for decisions of `access`.
#[derive(Debug)]
pub struct InStore<'a, 'tx>(pub &'a mut Tx<'tx>);

impl Directory for InStore<'_, '_> {
    type Error = StoreError;

    fn principal(&mut self, id: PrincipalId) -> Result<Option<Principal>, StoreError> {
        principals::by_id(self.0, id)
    }

    fn may_act_on_behalf(&mut self, environment: EnvironmentId, id: PrincipalId) -> Result<bool, StoreError> {
        let by_security_role = roles::may_act_on_behalf(self.0, environment, id)?;
        let reach = principals::reach(self.0, id)?;
        let role = environments::role_of(self.0, environment, &reach)?;
        let tenant_admin = principals::by_id(self.0, id)?.is_some_and(|it| it.tenant_admin);
        Ok(access::call::may_act_on_behalf(by_security_role, role, tenant_admin))
    }
}
