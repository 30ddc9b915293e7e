//! Who asks about rows, with everything that row security needs to know.

use model::{EnvironmentId, PrincipalId};
use store::{StoreError, Tx, roles};
use tables::{Acting, Caller, security::root_business_unit};

/// Who asks: somebody for himself, or a connection on behalf of somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RowCaller {
    /// Whose rows count, and who is recorded as the maker.
    pub effective: PrincipalId,
    /// Who really makes the call, if that is somebody else.
    pub impersonator: Option<PrincipalId>,
}

impl RowCaller {
    /// Somebody for himself.
    pub fn own(principal: PrincipalId) -> Self {
        Self { effective: principal, impersonator: None }
    }

    pub(crate) fn load(&self, tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Loaded, StoreError> {
        let effective = load(tx, environment, self.effective)?;
        let impersonator = self.impersonator.map(|principal| load(tx, environment, principal)).transpose()?;
        Ok(Loaded { effective, impersonator })
    }
}

/// A caller with its privileges.
pub(crate) struct Loaded {
    effective: Caller,
    impersonator: Option<Caller>,
}

impl Loaded {
    pub(crate) fn acting(&self) -> Acting<'_> {
        match &self.impersonator {
            Some(impersonator) => Acting::on_behalf(&self.effective, impersonator),
            None => Acting::own(&self.effective),
        }
    }
}

fn load(tx: &mut Tx<'_>, environment: EnvironmentId, principal: PrincipalId) -> Result<Caller, StoreError> {
    let privileges =
        roles::roles_of(tx, environment, principal)?.into_iter().flat_map(|role| role.privileges).collect();
    let teams = store::principals::reach(tx, principal)?
        .into_iter()
        .filter(|reached| *reached != principal)
        .map(|team| team.0)
        .collect();
    Ok(Caller {
        principal,
        business_unit: root_business_unit(environment),
        business_units_below: Vec::new(),
        teams,
        privileges,
    })
}
