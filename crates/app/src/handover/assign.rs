//! What becomes of each thing: what was chosen for it, else what the first rule that fits says, else what is usual.

use std::collections::HashMap;

use model::{PrincipalId, PrincipalKind, Tier};
use store::{Tx, connections::successors, flows, flows::grants, principals, roles};

use super::{
    document::{Assignment, Because, Document, Row, Rule, Target, row_id},
    inventory::{Found, inventory},
    slot::{Held, Slot},
};
use crate::{AppError, Op};

/// The document with a row for everything that resolves to its leavers now.
pub(crate) fn fill(tx: &mut Tx<'_>, op: &Op, mut document: Document) -> Result<Document, AppError> {
    let mut loads = Loads::default();
    let mut rows = Vec::new();
    for leaver in document.leavers.clone() {
        let (first, mut all) = (rows.len(), inventory(tx, op, leaver, document.environment)?);
        let places: Vec<_> = all.iter().map(|found| row_id(&found.slot)).collect::<Result<_, _>>()?;
        // What becomes of a security role depends on what becomes of connections.
        all.sort_by_key(|found| matches!(found.slot, Slot::SecurityRole { .. }));
        for found in all {
            let id = row_id(&found.slot)?;
            let (assignment, because) = match document.choices.get(&id) {
                Some(chosen) => (chosen.clone(), Because::Chosen),
                None => usual(tx, op, &document, leaver, &found, &rows, &mut loads)?,
            };
            let Found { slot, held, name, environment, .. } = found;
            rows.push(Row { id, leaver, slot, held, name, environment, assignment, because });
        }
        if let Some(his) = rows.get_mut(first..) {
            his.sort_by_key(|row| places.iter().position(|place| *place == row.id));
        }
    }
    document.choices.retain(|id, _| rows.iter().any(|row| row.id == *id));
    document.rows = rows;
    Ok(document)
}

/// Things that need somebody go to whom a rule names; what only allows the leaver something ends. A security role goes with the
/// connections that are handed over, because flows that act through the new ones may need it.
fn usual(
    tx: &mut Tx<'_>,
    op: &Op,
    document: &Document,
    leaver: PrincipalId,
    found: &Found,
    rows: &[Row],
    loads: &mut Loads,
) -> Result<(Assignment, Because), AppError> {
    match &found.slot {
        Slot::Reference { .. } | Slot::FlowConnection { .. } => match successor(tx, op, document, found, loads)? {
            Some(to) => Ok((Assignment::Give { to }, Because::Successor)),
            None => by_rule(tx, op, document, leaver, found, loads),
        },
        Slot::PrimaryOwner { .. } | Slot::Sponsor { .. } => by_rule(tx, op, document, leaver, found, loads),
        Slot::Grant { flow, .. } if matches!(found.held, Held::Share { tier: Tier::CoOwner, .. }) => {
            let (assignment, because) = by_rule(tx, op, document, leaver, found, loads)?;
            let Assignment::Give { to } = assignment else { return Ok((Assignment::End, Because::Usual)) };
            let owner = flows::by_key(tx, *flow)?.map(|flow| flow.primary_owner);
            let has_it = owner == Some(to) || grants::tiers(tx, *flow, &[to], op.at)?.contains(&Tier::CoOwner);
            Ok(if has_it { (Assignment::End, Because::Usual) } else { (assignment, because) })
        }
        Slot::SecurityRole { environment, role, .. } => {
            let successor = rows.iter().find_map(|row| match (&row.slot, &row.assignment) {
                (Slot::Reference { .. } | Slot::FlowConnection { .. }, Assignment::Give { to }) => {
                    (row.environment == Some(*environment)).then_some(*to)
                }
                _ => None,
            });
            let Some(to) = successor else { return Ok((Assignment::End, Because::Usual)) };
            let has_it = roles::roles_of(tx, *environment, to)?.iter().any(|it| it.id == *role);
            Ok((if has_it { Assignment::End } else { Assignment::Give { to } }, Because::Usual))
        }
        _ => Ok((Assignment::End, Because::Usual)),
    }
}

fn by_rule(
    tx: &mut Tx<'_>,
    op: &Op,
    document: &Document,
    leaver: PrincipalId,
    found: &Found,
    loads: &mut Loads,
) -> Result<(Assignment, Because), AppError> {
    for (number, rule) in document.rules.iter().enumerate() {
        if !fits(rule, found) {
            continue;
        }
        if let Some(to) = target(tx, op, document, leaver, rule.to, found, loads)? {
            return Ok((Assignment::Give { to }, Because::Rule(number)));
        }
    }
    Ok((Assignment::Undecided, Because::Usual))
}

/// Who was named to go on with a connection; of a group, one of its members.
fn successor(
    tx: &mut Tx<'_>,
    op: &Op,
    document: &Document,
    found: &Found,
    loads: &mut Loads,
) -> Result<Option<PrincipalId>, AppError> {
    let Held::Connection(connection) = &found.held else { return Ok(None) };
    for id in successors::list(tx, *connection)? {
        let candidates = members(tx, id)?;
        if let Some(to) = able(tx, op, document, &candidates, loads)? {
            return Ok(Some(to));
        }
    }
    Ok(None)
}

fn fits(rule: &Rule, found: &Found) -> bool {
    rule.solution.is_none() || rule.solution == found.solution
}

/// Whom a rule names for a thing: somebody active who does not leave, too.
fn target(
    tx: &mut Tx<'_>,
    op: &Op,
    document: &Document,
    leaver: PrincipalId,
    target: Target,
    found: &Found,
    loads: &mut Loads,
) -> Result<Option<PrincipalId>, AppError> {
    let candidates = match target {
        Target::Principal(id) => members(tx, id)?,
        Target::Manager => {
            let leaver = principals::by_id(tx, leaver)?;
            leaver.and_then(|leaver| leaver.manager).into_iter().collect()
        }
        Target::CoOwner => {
            let (Slot::PrimaryOwner { flow } | Slot::Grant { flow, .. } | Slot::FlowConnection { flow, .. }) =
                &found.slot
            else {
                return Ok(None);
            };
            let shared = grants::list(tx, *flow, op.at)?.into_iter();
            shared.filter(|grant| grant.tier == Tier::CoOwner).map(|grant| grant.principal).collect()
        }
    };
    able(tx, op, document, &candidates, loads)
}

/// The members of a group; of anybody else, that one.
fn members(tx: &mut Tx<'_>, id: PrincipalId) -> Result<Vec<PrincipalId>, AppError> {
    Ok(match principals::by_id(tx, id)? {
        Some(group) if group.kind == PrincipalKind::Group => principals::group_members(tx, id)?,
        _ => vec![id],
    })
}

/// The one of these who is active, stays and has the fewest flows.
fn able(
    tx: &mut Tx<'_>,
    op: &Op,
    document: &Document,
    candidates: &[PrincipalId],
    loads: &mut Loads,
) -> Result<Option<PrincipalId>, AppError> {
    let mut able = Vec::new();
    for principal in principals::by_ids(tx, candidates)? {
        let may_own = principal.is_active(op.at) && principal.kind != PrincipalKind::Group;
        if may_own && !document.leavers.contains(&principal.id) {
            able.push(principal.id);
        }
    }
    loads.least(tx, able)
}

/// How many flows principals have, with those that the plan gives them.
#[derive(Default)]
struct Loads(HashMap<PrincipalId, usize>);

impl Loads {
    /// The one of these who has the fewest, and one more from now on.
    fn least(&mut self, tx: &mut Tx<'_>, among: Vec<PrincipalId>) -> Result<Option<PrincipalId>, AppError> {
        let mut least: Option<(usize, PrincipalId)> = None;
        for id in among {
            let load = match self.0.get(&id) {
                Some(load) => *load,
                None => flows::of_primary_owner(tx, id)?.len(),
            };
            self.0.insert(id, load);
            if least.is_none_or(|(fewest, _)| load < fewest) {
                least = Some((load, id));
            }
        }
        if let Some((load, id)) = least {
            self.0.insert(id, load + 1);
        }
        Ok(least.map(|(_, id)| id))
    }
}
