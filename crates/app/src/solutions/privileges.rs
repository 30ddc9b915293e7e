//! Whether those as whom the actions of a package's flows will act may do with tables what the actions do.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

use access::{
    Facts as _,
    continuity::{Case, Failure, Flow},
    preview::anybody,
    resolve::{resolve, smallest_role},
};
use model::{PrincipalId, Verb};
use solutions::{
    Contents,
    plan::{Check, ComponentKind, Deployment, Fate, Outcome, Subject, SubjectKind},
};
use store::{Tx, connections, flows, roles, roles::SecurityRole};
use tables::security::privilege_name;
use wdl::definition::TriggerKind;

use super::{Read, apply::is_touched};
use crate::{
    AppError, Op, Steward,
    directory::{InStore, People},
    flows::{Compiled, identity::as_bound},
    lookup::{EnvironmentFor, ManageSolutions},
};

/// Says in the plan who lacks privileges on tables that flows which will be on take: as runs will decide it, for those who are known before
/// a run, and what the others need. It fails where an action that is reached is refused for sure, and the package brings that about, and
/// somebody could have seen to it before: nobody can have been given a privilege on a table that comes with the package, nor a role that does.
pub(super) fn check(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    read: &Read,
    plan: &mut Deployment,
) -> Result<(), AppError> {
    let (mut found, mut people) = (Found::default(), People::at(op.at));
    for planned in plan.flows.iter().filter(|flow| flow.on) {
        let Some(stored) = flows::by_id(tx, proof.id(), planned.id)? else { continue };
        let compiled = steward.compiled().current(tx, &stored)?;
        let flow = as_bound(tx, &stored, &compiled, &people)?;
        // What is on and stays as it is was refused before, too.
        let file = read.contents.flows.iter().find(|file| file.id == planned.id);
        let is_new = !planned.before || file.is_some_and(|file| is_touched(plan, file));
        found.of_actions(tx, op, &flow, &planned.subject(), is_new)?;
        found.of_trigger(tx, op, &flow, &compiled, &planned.name)?;
    }
    let roles = roles::list(tx, proof.id())?;
    let checks = found.told(tx, &mut people, &roles, &Brought { contents: &read.contents, plan })?;
    plan.check("Privileges", checks, "who acts has the privileges on tables that it takes, as far as that is known");
    Ok(())
}

/// Who does something with a table.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    /// Somebody who is known, and lacks something.
    Known(PrincipalId),
    /// Somebody who is not known before a run, in words.
    Anybody(&'static str),
}

/// What somebody does with a table.
#[derive(Default)]
struct Use {
    /// Whether an action is refused for sure, and was not before.
    is_refused: bool,
    verbs: BTreeSet<Verb>,
    flows: BTreeSet<String>,
}

#[derive(Default)]
struct Found {
    uses: BTreeMap<(Who, Arc<str>), Use>,
    /// Who may not act at all, in words: whether that is new, and the first flow that it is about.
    refused: BTreeMap<String, (bool, Subject)>,
}

impl Found {
    fn of_actions(
        &mut self,
        tx: &mut Tx<'_>,
        op: &Op,
        flow: &Flow,
        subject: &Subject,
        is_new: bool,
    ) -> Result<(), AppError> {
        // Actions that use the same reference for the same thing meet the same fate.
        let mut met = HashSet::new();
        for action in flow.shape.actions.iter().filter(|action| met.insert((action.used, &action.needs))) {
            let fate = resolve(&mut InStore::at(tx, op.at), flow, action, Case::default())?;
            let who = fate.acting.and_then(|acting| anybody(acting.principal, flow.shape.trigger.kind));
            match (fate.failure, fate.needs, who) {
                (Some(Failure::Lacks { principal, verb, table }), ..) => {
                    self.add((Who::Known(principal), table), verb, &subject.name).is_refused |= is_new;
                }
                (Some(Failure::Refused(refusal)), ..) if refusal.status == 403 => {
                    self.refused.entry(refusal.message).or_insert_with(|| (false, subject.clone())).0 |= is_new;
                }
                (None, Some((verb, table)), Some(words)) => {
                    self.add((Who::Anybody(words), table), verb, &subject.name);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A trigger tells a flow of rows with the eyes of its connection's owner.
    fn of_trigger(
        &mut self,
        tx: &mut Tx<'_>,
        op: &Op,
        flow: &Flow,
        compiled: &Compiled,
        name: &str,
    ) -> Result<(), AppError> {
        let Some(TriggerKind::Row(row)) = compiled.trigger().map(|trigger| &trigger.kind) else { return Ok(()) };
        let bound = flow.shape.trigger.used.and_then(|used| flow.bound.get(used).copied().flatten());
        let Some(bound) = bound else { return Ok(()) };
        let Some(connection) = connections::by_id(tx, flow.environment, bound)? else { return Ok(()) };
        if !InStore::at(tx, op.at).has_privilege(flow.environment, connection.owner, Verb::Read, &row.table)? {
            self.add((Who::Known(connection.owner), row.table.clone()), Verb::Read, name);
        }
        Ok(())
    }

    fn add(&mut self, key: (Who, Arc<str>), verb: Verb, flow: &str) -> &mut Use {
        let used = self.uses.entry(key).or_default();
        used.verbs.insert(verb);
        used.flows.insert(flow.to_owned());
        used
    }

    fn told(
        self,
        tx: &mut Tx<'_>,
        people: &mut People,
        roles: &[SecurityRole],
        brought: &Brought<'_>,
    ) -> Result<Vec<Check>, AppError> {
        let mut checks = Vec::new();
        for ((who, table), used) in self.uses {
            let privileges: Vec<String> = used.verbs.iter().map(|verb| privilege_name(*verb, &table)).collect();
            let (privileges, takes) = (privileges.join(", "), used.takes());
            let role = used.smallest_role(roles, &table);
            let nothing = || "no security role of this environment gives that".to_owned();
            checks.push(match who {
                Who::Known(id) => {
                    let name = people.chip(tx, id)?.display_name;
                    let give = role.map_or_else(nothing, |role| format!("give {name} the security role `{role}`"));
                    let is_late = brought.table(&table) || brought.role(role);
                    let outcome = if used.is_refused && !is_late { Outcome::Fail } else { Outcome::Warn };
                    let message =
                        format!("the security roles of {name} do not give {privileges}, which {takes}; {give}");
                    Check::new("Privileges", outcome, message).about(Subject::new(SubjectKind::Principal, id, name))
                }
                Who::Anybody(words) => {
                    let give = role
                        .map_or_else(nothing, |role| format!("the smallest security role that gives that is `{role}`"));
                    let message = format!("{words} needs {privileges}, which {takes}; {give}");
                    let subject = Subject::new(SubjectKind::Table, &table, &*table);
                    Check::new("Privileges", Outcome::Warn, message).about(subject)
                }
            });
        }
        for (message, (is_new, flow)) in self.refused {
            let outcome = if is_new { Outcome::Fail } else { Outcome::Warn };
            checks.push(Check::new("Privileges", outcome, message).about(flow));
        }
        Ok(checks)
    }
}

impl Use {
    /// Which flows take it.
    fn takes(&self) -> String {
        let flows: Vec<String> = self.flows.iter().map(|flow| format!("`{flow}`")).collect();
        if flows.len() == 1 {
            format!("the flow {} takes", flows.concat())
        } else {
            format!("the flows {} take", flows.join(", "))
        }
    }

    /// The security role that gives all of it and the least besides.
    fn smallest_role<'a>(&self, roles: &'a [SecurityRole], table: &str) -> Option<&'a str> {
        let gives = |role: &&SecurityRole, verb: Verb| role.privileges.iter().any(|line| line.gives(verb, table));
        let giving = roles.iter().filter(|role| self.verbs.iter().all(|verb| gives(role, *verb)));
        smallest_role(giving.map(|role| (&*role.name, &*role.privileges)), *self.verbs.first()?, table)
    }
}

/// What was not there before.
struct Brought<'a> {
    contents: &'a Contents,
    plan: &'a Deployment,
}

impl Brought<'_> {
    fn is_new(&self, kind: ComponentKind, key: &str) -> bool {
        self.plan.components.iter().any(|it| it.kind == kind && it.key == key && it.fate == Fate::Add)
    }

    fn table(&self, logical_name: &str) -> bool {
        self.is_new(ComponentKind::Table, logical_name)
    }

    fn role(&self, name: Option<&str>) -> bool {
        let named = self.contents.roles.iter().filter(|role| Some(&*role.name) == name);
        named.map(|role| role.id.to_string()).any(|id| self.is_new(ComponentKind::Role, &id))
    }
}
