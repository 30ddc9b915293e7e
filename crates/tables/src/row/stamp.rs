//! What the system writes into a row when somebody makes or changes it.
//!
//! Source: "Impersonate another user": `createdby` and `modifiedby` are whom the change is made for, the `onbehalfby`
//! columns who really made it.

use model::{Timestamp, table::Table};
use uuid::Uuid;

use super::{Changes, Owner, Row};
use crate::Cell;

/// Who changes a row, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// When.
    pub now: Timestamp,
    /// Whom the change is made for.
    pub by: Uuid,
    /// Who really made it, when that is somebody else.
    pub on_behalf_by: Option<Uuid>,
}

impl Stamp {
    /// The stamp of an acting caller.
    pub fn of(acting: &crate::Acting<'_>, now: Timestamp) -> Self {
        Self {
            now,
            by: acting.effective.principal.0,
            on_behalf_by: acting
                .impersonator
                .map(|caller| caller.principal.0)
                .filter(|id| *id != acting.effective.principal.0),
        }
    }

    /// The instant as columns keep it, in whole seconds.
    fn instant(self) -> i64 {
        self.now.0.div_euclid(1_000_000).saturating_mul(1_000_000)
    }
}

/// A new row: what the request says, its id, its owner and who made it. The caller has completed the changes with
/// [`status`](super::status()) and gives the store the rest, the version.
pub fn new_row(table: &Table, changes: &Changes, id: Uuid, stamp: &Stamp, owner: Owner, business_unit: Uuid) -> Row {
    let mut row = Row::empty(table);
    row.apply(changes);
    row.set_named(table, &table.primary_key, id);
    set_owner(table, &mut row, owner, business_unit);
    row.set_named(table, "createdon", Cell::Instant(changes.created_on.unwrap_or(stamp.instant())));
    row.set_named(table, "createdby", stamp.by);
    row.set_named(table, "createdonbehalfby", stamp.on_behalf_by);
    modified(table, &mut row, stamp);
    derive(table, &mut row, changes);
    row
}

/// A row after a change: what the request says and who made it. The owner is [`set_owner`]'s.
pub fn changed_row(table: &Table, before: &Row, changes: &Changes, stamp: &Stamp) -> Row {
    let mut row = before.clone();
    row.apply(changes);
    modified(table, &mut row, stamp);
    derive(table, &mut row, changes);
    row
}

/// Gives a row to an owner of a business unit. Tables of the organization have no such columns and are left alone.
pub fn set_owner(table: &Table, row: &mut Row, owner: Owner, business_unit: Uuid) {
    let (user, team) = match owner {
        Owner::User(id) => (Some(id), None),
        Owner::Team(id) => (None, Some(id)),
    };
    row.set_named(table, "ownerid", owner.id());
    row.set_named(table, "owninguser", user);
    row.set_named(table, "owningteam", team);
    row.set_named(table, "owningbusinessunit", business_unit);
}

fn modified(table: &Table, row: &mut Row, stamp: &Stamp) {
    row.set_named(table, "modifiedon", Cell::Instant(stamp.instant()));
    row.set_named(table, "modifiedby", stamp.by);
    row.set_named(table, "modifiedonbehalfby", stamp.on_behalf_by);
}

/// A contact's full name follows from its parts, as on the platform.
fn derive(table: &Table, row: &mut Row, changes: &Changes) {
    if table.logical_name != "contact" {
        return;
    }
    let parts = ["firstname", "lastname"];
    let touched = parts.iter().any(|name| super::position(table, name).is_some_and(|at| changes.get(at).is_some()));
    if touched {
        let names: Vec<&str> = parts.iter().filter_map(|name| row.named(table, name).as_text()).collect();
        let full = (!names.is_empty()).then(|| names.join(" "));
        row.set_named(table, "fullname", full.as_deref());
    }
}
