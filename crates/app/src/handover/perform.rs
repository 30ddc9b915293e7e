//! Making a plan happen, and taking it back. Each thing that changes is told, so that all of it can be undone.

use model::{EnvironmentRole, Principal};
use store::{Tx, flows};

use super::{
    document::{Document, Row},
    ready::{Next, flows_of, next},
    slot::{Held, Slot, SlotChange},
};
use crate::{AppError, Op, flows::sharing::is_outside};

/// Something that was left as it is, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Left {
    /// What people read: the flow, reference, role, group or token.
    pub name: String,
    /// Why.
    pub why: String,
}

/// What was done.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Done {
    /// What changed, in this order.
    pub changes: Vec<SlotChange>,
    /// What did not.
    pub left: Vec<Left>,
}

/// Why rows cannot happen, each with its row.
pub(crate) fn blockers(tx: &mut Tx<'_>, author: &Op, document: &Document) -> Result<Vec<(String, String)>, AppError> {
    let mut blockers = Vec::new();
    for row in &document.rows {
        if let Err(why) = next(tx, author, document, row)? {
            blockers.push((row.id.clone(), why));
        }
    }
    Ok(blockers)
}

/// Makes every row happen with the author's rights. A place that has changed since the plan was made is left alone. What a row needs is
/// looked up for all rows first: an author may give away what the rights come from.
///
/// # Errors
/// Why a row cannot happen, with its name.
pub(crate) fn perform(tx: &mut Tx<'_>, author: &Op, document: &Document) -> Result<Result<Done, Left>, AppError> {
    let (mut done, mut due) = (Done::default(), Vec::new());
    for row in &document.rows {
        if row.slot.read(tx, author)? != row.held {
            let why = "It has changed since the plan was made.".to_owned();
            done.left.push(Left { name: row.name.clone(), why });
            continue;
        }
        match next(tx, author, document, row)? {
            Ok(next) => due.push((row, next)),
            Err(why) => return Ok(Err(Left { name: row.name.clone(), why })),
        }
    }
    for (row, next) in due {
        let mut hand = Hand { author, changes: &mut done.changes };
        hand.over(tx, row, next)?;
    }
    Ok(Ok(done))
}

/// Takes changes back, the last one first, wherever nobody has changed the place since.
pub(crate) fn undo(tx: &mut Tx<'_>, op: &Op, changes: Vec<SlotChange>) -> Result<Done, AppError> {
    let mut done = Done::default();
    for SlotChange { slot, before, after } in changes.into_iter().rev() {
        let why = if slot.read(tx, op)? != after {
            "Somebody has changed it since."
        } else if !slot.write(tx, op, before.clone())? {
            "What has ended for good stays so."
        } else {
            done.changes.push(SlotChange { slot, before: after, after: before });
            continue;
        };
        done.left.push(Left { name: slot.object(tx)?, why: why.to_owned() });
    }
    Ok(done)
}

struct Hand<'a> {
    author: &'a Op,
    changes: &'a mut Vec<SlotChange>,
}

impl Hand<'_> {
    fn over(&mut self, tx: &mut Tx<'_>, row: &Row, next: Next) -> Result<(), AppError> {
        let to = match next {
            Next::Nothing => return Ok(()),
            Next::End => return self.put(tx, row.slot.clone(), Held::Nothing),
            Next::Bind(connection) => {
                for flow in flows_of(tx, &row.slot)? {
                    let admission = Slot::Admission { flow, connection: connection.id };
                    if admission.read(tx, self.author)? == Held::Nothing {
                        self.put(tx, admission, Held::Principal(connection.owner))?;
                    }
                }
                return self.put(tx, row.slot.clone(), Held::Connection(connection.id));
            }
            Next::Give(to) => to,
        };
        match (&row.slot, &row.held) {
            (Slot::PrimaryOwner { flow }, _) => {
                self.put(tx, row.slot.clone(), Held::Principal(to.id))?;
                self.put(tx, Slot::Grant { flow: *flow, principal: to.id }, Held::Nothing)?;
                self.join(tx, &row.slot, &to)?;
            }
            (Slot::Grant { flow, .. }, Held::Share { tier, ends_at, reason, .. }) => {
                self.put(tx, row.slot.clone(), Held::Nothing)?;
                let is_owner = flows::by_key(tx, *flow)?.is_some_and(|flow| flow.primary_owner == to.id);
                let own = Slot::Grant { flow: *flow, principal: to.id };
                let has = if let Held::Share { tier, .. } = own.read(tx, self.author)? { Some(tier) } else { None };
                if !is_owner && has.is_none_or(|has| has < *tier) {
                    let (granted_by, since) = (self.author.id(), self.author.at);
                    let (ends_at, reason) = (*ends_at, reason.clone());
                    self.put(tx, own, Held::Share { tier: *tier, granted_by, since, ends_at, reason })?;
                    self.join(tx, &row.slot, &to)?;
                }
            }
            (Slot::ConnectionGrant { environment, connection, .. }, Held::Rights { actions, .. }) => {
                self.put(tx, row.slot.clone(), Held::Nothing)?;
                let own =
                    Slot::ConnectionGrant { environment: *environment, connection: *connection, principal: to.id };
                let mut all = match own.read(tx, self.author)? {
                    Held::Rights { actions, .. } => actions,
                    _ => Vec::new(),
                };
                all.extend(actions.iter().filter(|action| !all.contains(action)).copied().collect::<Vec<_>>());
                all.sort();
                let (granted_by, since) = (self.author.id(), self.author.at);
                self.put(tx, own, Held::Rights { actions: all, granted_by, since })?;
            }
            (Slot::Member { environment, .. }, Held::Role(role)) => {
                self.put(tx, row.slot.clone(), Held::Nothing)?;
                let own = Slot::Member { environment: *environment, principal: to.id };
                let has = if let Held::Role(has) = own.read(tx, self.author)? { has } else { EnvironmentRole::User };
                self.put(tx, own, Held::Role(has.max(*role)))?;
            }
            (Slot::SecurityRole { environment, role, .. }, _) => {
                self.put(tx, row.slot.clone(), Held::Nothing)?;
                let own = Slot::SecurityRole { environment: *environment, role: *role, principal: to.id };
                self.put(tx, own, Held::Yes)?;
            }
            (Slot::Sponsor { account, .. }, _) => {
                self.put(tx, row.slot.clone(), Held::Nothing)?;
                self.put(tx, Slot::Sponsor { account: *account, principal: to.id }, Held::Yes)?;
            }
            (Slot::GroupMember { group, .. }, _) => {
                self.put(tx, row.slot.clone(), Held::Nothing)?;
                self.put(tx, Slot::GroupMember { group: *group, principal: to.id }, Held::Yes)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Whoever owns a flow may enter its environment.
    fn join(&mut self, tx: &mut Tx<'_>, slot: &Slot, to: &Principal) -> Result<(), AppError> {
        let Some(environment) = slot.environment(tx)? else { return Ok(()) };
        if is_outside(tx, environment, to)? {
            let member = Slot::Member { environment, principal: to.id };
            self.put(tx, member, Held::Role(EnvironmentRole::User))?;
        }
        Ok(())
    }

    fn put(&mut self, tx: &mut Tx<'_>, slot: Slot, after: Held) -> Result<(), AppError> {
        let before = slot.read(tx, self.author)?;
        if before != after && slot.write(tx, self.author, after.clone())? {
            self.changes.push(SlotChange { slot, before, after });
        }
        Ok(())
    }
}
