//! Who is left to look after a flow.

use std::collections::HashSet;

use model::{ErrorCode, Principal, PrincipalId, PrincipalKind, Tier, Timestamp};
use store::{
    Tx,
    flows::{StoredFlow, grants},
    principals,
};

use super::save::again;
use crate::{AppError, ErrorKind};

/// The users and service accounts among some principals and, at any depth, the members of groups among them, each once. Who does not
/// count is left out, and so is what only such a group leads to.
pub(crate) fn people(
    tx: &mut Tx<'_>,
    mut waiting: Vec<PrincipalId>,
    counts: impl Fn(&Principal) -> bool,
) -> Result<HashSet<PrincipalId>, AppError> {
    let (mut seen, mut people) = (HashSet::new(), HashSet::new());
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(principal) = principals::by_id(tx, id)?.filter(|it| counts(it)) else { continue };
        match principal.kind {
            PrincipalKind::Group => waiting.extend(principals::group_members(tx, id)?),
            PrincipalKind::User | PrincipalKind::ServiceAccount => {
                people.insert(id);
            }
        }
    }
    Ok(people)
}

/// Who is named as an owner of a flow at an instant, the primary owner first. Groups are not expanded.
pub(crate) fn named(tx: &mut Tx<'_>, flow: &StoredFlow, at: Timestamp) -> Result<Vec<PrincipalId>, AppError> {
    let shared = grants::list(tx, flow.key, at)?.into_iter().filter(|grant| grant.tier >= Tier::CoOwner);
    Ok([flow.primary_owner].into_iter().chain(shared.map(|grant| grant.principal)).collect())
}

/// The users and service accounts that own a flow at an instant and may act then, themselves or as members of groups.
pub(crate) fn active(tx: &mut Tx<'_>, flow: &StoredFlow, at: Timestamp) -> Result<HashSet<PrincipalId>, AppError> {
    let owners = named(tx, flow, at)?;
    people(tx, owners, |it| it.is_active(at))
}

/// Does something with the shares of a flow, if that leaves it an active owner at each of some instants at which it would have one.
///
/// # Errors
/// What `work` answers; [`ErrorCode::LastOwner`].
pub(crate) fn keeping_one<T>(
    tx: &mut Tx<'_>,
    flow: &StoredFlow,
    instants: &[Timestamp],
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, AppError>,
) -> Result<T, AppError> {
    let mut owned = Vec::new();
    for at in instants {
        if !active(tx, flow, *at)?.is_empty() {
            owned.push(*at);
        }
    }
    let done = work(tx)?;
    let flow = again(tx, flow.key)?;
    for at in owned {
        if active(tx, &flow, at)?.is_empty() {
            let message = format!("The flow `{}` would have no active owner any more.", flow.name);
            return Err(AppError::new(ErrorKind::Conflict, ErrorCode::LastOwner, message)
                .with_hint("Make somebody else a co-owner first, or the primary owner."));
        }
    }
    Ok(done)
}
