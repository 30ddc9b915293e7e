//! Who the approvers of a stage are.

use std::collections::HashSet;

use model::{PrincipalId, PrincipalKind, Timestamp};
use store::{Tx, principals};

use crate::AppError;

/// The active users among principals and in groups of theirs, at any depth, each once and in the order of their ids. A group that may
/// not act any more brings nobody.
pub(crate) fn people(tx: &mut Tx<'_>, of: &[PrincipalId], now: Timestamp) -> Result<Vec<PrincipalId>, AppError> {
    let mut seen = HashSet::new();
    let mut ahead = of.to_vec();
    let mut people = Vec::new();
    while let Some(id) = ahead.pop() {
        let Some(principal) = principals::by_id(tx, id)?.filter(|it| seen.insert(id) && it.is_active(now)) else {
            continue;
        };
        match principal.kind {
            PrincipalKind::User => people.push(id),
            PrincipalKind::Group => ahead.extend(principals::group_members(tx, id)?),
            PrincipalKind::ServiceAccount => {}
        }
    }
    people.sort();
    Ok(people)
}
