//! Row security: which rows a caller reaches with a verb.
//!
//! Source: "How access to a record is determined" and "Security roles and privileges" of the Dataverse documentation.

use model::{
    Depth, EnvironmentId, PrincipalId, Privilege, Verb,
    table::{Ownership, Table},
};
use uuid::Uuid;

use crate::Row;

/// Somebody who asks, with everything that row security needs to know.
#[derive(Clone, PartialEq, Debug)]
pub struct Caller {
    /// Who.
    pub principal: PrincipalId,
    /// The business unit of the principal.
    pub business_unit: Uuid,
    /// The business units below it, at any depth.
    pub business_units_below: Vec<Uuid>,
    /// The teams that the principal is in.
    pub teams: Vec<Uuid>,
    /// The lines of all its security roles, its own and those of its teams.
    pub privileges: Vec<Privilege>,
}

impl Caller {
    /// How far this caller's privilege for a verb on a table reaches: the furthest of all its roles, `None` without one.
    /// A line for the table `*` counts for every table.
    pub fn reach(&self, verb: Verb, table: &str) -> Option<Depth> {
        self.privileges.iter().filter(|line| line.gives(verb, table)).map(|line| line.depth).max()
    }
}

/// Who acts: a caller, or a caller on behalf of another.
#[derive(Clone, Copy, Debug)]
pub struct Acting<'a> {
    /// Whose rows, business unit and teams count, and who is recorded as the maker.
    pub effective: &'a Caller,
    /// The real caller, if it acts on behalf of `effective` and both need the privilege.
    pub impersonator: Option<&'a Caller>,
}

impl<'a> Acting<'a> {
    /// A caller for itself.
    pub fn own(caller: &'a Caller) -> Self {
        Self { effective: caller, impersonator: None }
    }

    /// A caller on behalf of another. What both may do is what is allowed: the reach is that of the one who reaches less,
    /// seen from the effective one's place.
    pub fn on_behalf(effective: &'a Caller, impersonator: &'a Caller) -> Self {
        Self { effective, impersonator: Some(impersonator) }
    }

    /// How far the privilege reaches.
    pub fn reach(&self, verb: Verb, table: &str) -> Option<Depth> {
        let effective = self.effective.reach(verb, table)?;
        match self.impersonator {
            None => Some(effective),
            Some(impersonator) => impersonator.reach(verb, table).map(|reach| reach.min(effective)),
        }
    }

    /// The principal that lacks the privilege, if one does; the effective one is named first.
    pub fn lacking(&self, verb: Verb, table: &str) -> Option<PrincipalId> {
        [Some(self.effective), self.impersonator]
            .into_iter()
            .flatten()
            .find(|caller| caller.reach(verb, table).is_none())
            .map(|caller| caller.principal)
    }

    /// The rows that are reached.
    pub fn rows(&self, verb: Verb, table: &Table) -> RowFilter {
        let Some(depth) = self.reach(verb, &table.logical_name) else { return RowFilter::Nothing };
        let caller = self.effective;
        match (table.ownership, depth) {
            (_, Depth::Organization) => RowFilter::All,
            (Ownership::Organization, _) => RowFilter::Nothing,
            (Ownership::User, depth) => {
                let mut owners = vec![caller.principal.0];
                owners.extend(&caller.teams);
                let mut business_units = Vec::new();
                if depth >= Depth::BusinessUnit {
                    business_units.push(caller.business_unit);
                }
                if depth >= Depth::ParentChild {
                    business_units.extend(&caller.business_units_below);
                }
                RowFilter::Of { owners, business_units }
            }
        }
    }
}

/// The business unit at the root of an environment. It has no other name than this id, which everybody derives alike.
pub fn root_business_unit(environment: EnvironmentId) -> Uuid {
    const MARK: u128 = 0x5754_4557_0001_8000_8000_0000_0000_0000;
    Uuid::from_u128(MARK | u128::from(environment.0.unsigned_abs() & 0xffff_ffff_ffff))
}

/// Which rows of a table are reached. The store compiles it into a query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowFilter {
    /// Every row.
    All,
    /// No row.
    Nothing,
    /// Rows whose owner is one of these, or whose owning business unit is one of these.
    Of {
        /// Users and teams.
        owners: Vec<Uuid>,
        /// Business units.
        business_units: Vec<Uuid>,
    },
}

impl RowFilter {
    /// Whether a row with this owner and owning business unit is reached.
    pub fn allows(&self, owner: Option<Uuid>, business_unit: Option<Uuid>) -> bool {
        match self {
            Self::All => true,
            Self::Nothing => false,
            Self::Of { owners, business_units } => {
                owner.is_some_and(|owner| owners.contains(&owner))
                    || business_unit.is_some_and(|unit| business_units.contains(&unit))
            }
        }
    }

    /// Whether this row is reached.
    pub fn allows_row(&self, table: &Table, row: &Row) -> bool {
        self.allows(row.owner(table), row.uuid(table, "owningbusinessunit"))
    }
}

/// The privilege's name as people know it, `prvCreateContact`.
pub fn privilege_name(verb: Verb, table: &str) -> String {
    format!("prv{verb:?}{table}")
}
