//! What stays in an environment and uses what a plan takes away.

use access::{FlowAction, may};
use model::FlowId;
use solutions::{
    contents::FlowFile,
    plan::{Check, ComponentKind, Deployment, Fate, Mode, Outcome, PlannedComponent, Subject},
};
use store::{Tx, flows, tables};

use super::{Read, listed};
use crate::{
    AppError, Op, Steward,
    flows::mentions,
    lookup::{self, EnvironmentFor, ManageSolutions},
};

/// What the check is called.
const CODE: &str = "NotUsedElsewhere";

/// A component that goes, with the names under which definitions know it.
struct Going {
    component: PlannedComponent,
    names: Vec<String>,
    /// The flows that use it: those that the caller may know of, and how many others.
    users: (Vec<(FlowId, String)>, usize),
}

/// Says in the plan which flows stay and use a table, reference, variable, connector or flow that goes. What goes later is a doubt until
/// then.
pub(super) fn elsewhere(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &EnvironmentFor<ManageSolutions>,
    read: &Read,
    plan: &mut Deployment,
) -> Result<(), AppError> {
    let mut going = Vec::new();
    for component in plan.components.iter().filter(|it| matches!(it.fate, Fate::Remove | Fate::RemoveLater)) {
        let mut names = vec![component.key.clone()];
        if component.kind == ComponentKind::Table {
            names.extend(tables::by_name(tx, proof.id(), &component.key)?.map(|table| table.entity_set.clone()));
        }
        going.push(Going { component: component.clone(), names, users: Default::default() });
    }
    if going.is_empty() {
        return Ok(());
    }
    let goes = |going: &[Going], key: &str| {
        going.iter().any(|it| it.component.kind == ComponentKind::Flow && it.component.key == key)
    };
    for flow in flows::list(tx, proof.id())? {
        if goes(&going, &flow.id.to_string()) {
            continue;
        }
        let brought = read.contents.flows.iter().find(|it| it.id == flow.id && plan.mode != Mode::Uninstall);
        let file = match brought {
            Some(file) => file.clone(),
            None => FlowFile::new(flow.id, &flow.name, true, "", steward.compiled().current(tx, &flow)?.source.clone()),
        };
        let is_known = may(&lookup::standing(tx, op, proof, &flow)?, FlowAction::Know);
        for it in going.iter_mut().filter(|it| it.is_used_by(&file)) {
            match is_known {
                true => it.users.0.push((flow.id, flow.name.clone())),
                false => it.users.1 += 1,
            }
        }
    }
    let found = going.iter().filter_map(Going::found).collect();
    plan.check(CODE, found, "no flow that stays uses what goes");
    Ok(())
}

impl Going {
    fn is_used_by(&self, flow: &FlowFile) -> bool {
        let key = self.component.key.as_str();
        let is = |name: &Option<String>| name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(key));
        match self.component.kind {
            ComponentKind::Table => self.names.iter().any(|name| mentions::mentions(&flow.clientdata, name)),
            ComponentKind::Connector => flow.connections.iter().any(|it| is(&it.custom_connector)),
            ComponentKind::Reference => flow.connections.iter().any(|it| is(&it.reference)),
            ComponentKind::Variable => flow.variables.iter().any(|it| it.schema_name.eq_ignore_ascii_case(key)),
            ComponentKind::Flow => flow.calls.iter().any(|id| id.to_string() == key),
            ComponentKind::Role | ComponentKind::TableExtension => false,
        }
    }

    /// What is told of it: with the flow to go to, where that is one.
    fn found(&self) -> Option<Check> {
        let PlannedComponent { kind, key, name, fate } = &self.component;
        let users = mentions::as_words(&self.users);
        if users.is_empty() {
            return None;
        }
        let outcome = if *fate == Fate::RemoveLater { Outcome::Warn } else { Outcome::Fail };
        let all = listed(&users);
        let message = format!("the {kind} `{name}` goes and is used by {all}; change or delete what uses it first");
        let subject = match (self.users.0.as_slice(), self.users.1) {
            ([(id, name)], 0) => Subject::new(ComponentKind::Flow, id, name),
            _ => Subject::new(*kind, key, name),
        };
        Some(Check::new(CODE, outcome, message).about(subject))
    }
}
