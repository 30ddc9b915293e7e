//! The weekly digest: to each the flows at risk that are theirs to look after.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use access::{
    FlowAction,
    continuity::{Assessment, Flow},
    may,
};
use model::{EnvironmentId, EnvironmentRole, PrincipalId, PrincipalKind, TenantRole, Timestamp};
use store::{Tx, principals};

use super::{DAY, HOUR, Letter};
use crate::{
    AppError, Steward,
    continuity::Facts,
    continuity::risks::{FlowAtRisk, assessed},
};

/// How many flows a digest tells of.
const TOLD: usize = 20;
/// When on Monday, in UTC: before people begin to work in Europe.
const AT: i64 = 5 * HOUR;

/// The Monday of the week whose digests are due at an instant, `2026-11-23`.
pub(super) fn monday(now: Timestamp) -> String {
    let day = now.plus_millis(-AT).0.div_euclid(DAY * 1_000);
    // 1970-01-01 was a Thursday.
    let since_monday = (day + 3).rem_euclid(7);
    Timestamp((day - since_monday) * DAY * 1_000).day()
}

/// The digests of the flows that are at risk now, for everybody who has something to look after.
pub(super) fn letters(
    steward: &Steward,
    tx: &mut Tx<'_>,
    base: &str,
    now: Timestamp,
) -> Result<Vec<(PrincipalId, Letter)>, AppError> {
    let facts = Facts::read(steward, tx, None, now)?;
    let mut readers = Readers { facts: &facts, sponsors: HashMap::new(), administrators: HashMap::new() };
    let mut told: BTreeMap<PrincipalId, Vec<FlowAtRisk>> = BTreeMap::new();
    for (stored, flow, found) in assessed(&facts) {
        if found.risks.is_empty() {
            continue;
        }
        let whose = readers.of(tx, flow, &found)?;
        let Some(at_risk) = facts.at_risk(stored, flow, found, 0) else { continue };
        for reader in whose {
            told.entry(reader).or_default().push(at_risk.clone());
        }
    }
    Ok(told.into_iter().map(|(reader, flows)| (reader, letter(base, flows))).collect())
}

fn letter(base: &str, mut flows: Vec<FlowAtRisk>) -> Letter {
    flows.sort_by_key(FlowAtRisk::key);
    let (count, are) = match flows.len() {
        1 => ("1 flow".to_owned(), "is"),
        more => (format!("{more} flows"), "are"),
    };
    let mut letter = Letter::new(format!("{count} at risk"));
    letter.say(format!(
        "{count} that you look after {are} at risk of failing when somebody leaves or a connection ends."
    ));
    for flow in flows.iter().take(TOLD) {
        let risks = flow.risks.iter().map(|risk| risk.sentence.clone());
        let fix = flow.steps.first().map(|step| format!("What helps most: {}", step.sentence));
        let environment = &flow.environment;
        letter.tell(
            &format!("{} ({})", flow.name, environment.display_name),
            risks.chain(fix).collect(),
            format!("{base}/e/{}/flows/{}", environment.name, flow.flow),
        );
    }
    let words = match flows.len().saturating_sub(TOLD) {
        0 => "All that you see".to_owned(),
        more => format!("{more} more, and all that you see"),
    };
    letter.link(&words, format!("{base}/continuity"));
    letter
}

/// Whom to tell of a flow.
struct Readers<'a> {
    facts: &'a Facts,
    sponsors: HashMap<PrincipalId, Vec<PrincipalId>>,
    administrators: HashMap<EnvironmentId, BTreeSet<PrincipalId>>,
}

impl Readers<'_> {
    /// Those who own it, directly or through groups; who answer for a service account that does; whose connections are what is at risk,
    /// if they see the flow; and who administer its environment. Where that is nobody, who administers the installation.
    fn of(&mut self, tx: &mut Tx<'_>, flow: &Flow, found: &Assessment) -> Result<BTreeSet<PrincipalId>, AppError> {
        let world = &self.facts.world;
        let sees = |id: &PrincipalId| may(&world.standing(flow, *id), FlowAction::See);
        let mut readers: BTreeSet<PrincipalId> =
            found.risks.iter().filter_map(|it| it.principal).filter(sees).collect();
        readers.extend(&found.owners);
        for owner in &found.owners {
            let is_account = world.principals.get(owner).is_some_and(|it| it.kind == PrincipalKind::ServiceAccount);
            if is_account {
                if !self.sponsors.contains_key(owner) {
                    self.sponsors.insert(*owner, principals::sponsors(tx, *owner)?);
                }
                readers.extend(self.sponsors.get(owner).into_iter().flatten());
            }
        }
        readers.extend(self.administrators(flow.environment));
        readers.retain(|id| self.gets_mail(*id));
        if readers.is_empty() {
            let all = world.principals.values().filter(|it| it.tenant_role == Some(TenantRole::Admin));
            readers = all.map(|it| it.id).filter(|id| self.gets_mail(*id)).collect();
        }
        Ok(readers)
    }

    fn administrators(&mut self, environment: EnvironmentId) -> &BTreeSet<PrincipalId> {
        let world = &self.facts.world;
        self.administrators.entry(environment).or_insert_with(|| {
            let made =
                world.members.iter().filter(|((of, _), role)| *of == environment && **role == EnvironmentRole::Admin);
            world.below(made.map(|((_, id), _)| *id)).into_iter().collect()
        })
    }

    fn gets_mail(&self, id: PrincipalId) -> bool {
        let world = &self.facts.world;
        let found = world.principals.get(&id).filter(|it| it.kind == PrincipalKind::User && it.email.is_some());
        found.is_some_and(|it| it.is_active(world.now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday_morning() {
        for (now, due) in [
            ("2026-11-23T04:59:59Z", "2026-11-16"),
            ("2026-11-23T05:00:00Z", "2026-11-23"),
            ("2026-11-29T23:59:59Z", "2026-11-23"),
            ("2026-11-30T05:00:00Z", "2026-11-30"),
            ("1970-01-01T12:00:00Z", "1969-12-29"),
        ] {
            assert_eq!(monday(now.parse().expect("an instant")), due, "{now}");
        }
    }
}
