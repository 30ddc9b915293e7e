//! What a change does to whose identity flows use: the same facts, looked at before and after it in one transaction.

use std::fmt::Write as _;

use access::{FlowAction, continuity::Case, may};
use model::{ConnectionId, ErrorCode, FlowId, FlowKey};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::{
    Tx,
    flows::{self, StoredFlow, connections as uses},
    runs,
};

use crate::{
    AppError, ErrorKind, Op, Steward,
    directory::{Chip, People},
    flows::{IdentityView, checks, identity},
    lookup::{self, EnvironmentFor, See},
};

/// How a change is asked for.
#[derive(Clone, Default, Debug)]
pub struct Asked {
    /// Only to say what it would do.
    pub dry_run: bool,
    /// The digest of the impact that the caller saw, if only that one is wanted.
    pub impact: Option<String>,
}

/// Which connection is chosen, and how the change is asked for.
#[derive(Clone, Default, Debug)]
pub struct Choice {
    /// The connection; none takes a choice back.
    pub connection: Option<ConnectionId>,
    /// How it is asked for.
    pub asked: Asked,
}

impl From<Option<ConnectionId>> for Choice {
    fn from(connection: Option<ConnectionId>) -> Self {
        Self { connection, asked: Asked::default() }
    }
}

/// Whose identity one action uses before and after a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActionImpact {
    /// What the action will use then.
    pub after: IdentityView,
    /// What it uses now: the sentence, and who it is where that is known before it runs; `None` for an action that is new.
    pub before: Option<(String, Option<Chip>)>,
}

/// What a change does to one flow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlowImpact {
    /// Its id.
    pub id: FlowId,
    /// Its name.
    pub name: String,
    /// The version that is affected: its current one.
    pub version: u32,
    /// Whether it is on.
    pub is_on: bool,
    /// How many of its runs are under way. Their next actions find the change made.
    pub under_way: i64,
    /// The actions whose connection or identity is another.
    pub actions: Vec<ActionImpact>,
    /// What keeps it from working afterwards, a sentence each.
    pub needs: Vec<String>,
}

/// What a change of connections, or of a flow, does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Impact {
    /// The flows that it changes, as far as the caller may see inside, by name.
    pub flows: Vec<FlowImpact>,
    /// How many further flows it reaches.
    pub others: usize,
    /// Whose identity actions no longer use.
    pub loses: Vec<Chip>,
    /// Whose identity actions use from then on.
    pub gains: Vec<Chip>,
    /// Stands for all of this: whoever saw it can ask for exactly it.
    pub digest: String,
}

impl Impact {
    /// The actions that use another identity than before, for the audit log. Those that are new are not among them.
    pub(crate) fn told(&self) -> serde_json::Value {
        let actions = self.flows.iter().flat_map(|flow| {
            flow.actions.iter().filter_map(|action| {
                let (before, _) = action.before.as_ref()?;
                let after = &action.after;
                Some(json!({"flow": flow.id, "action": after.action, "before": before, "after": after.sentence}))
            })
        });
        actions.collect()
    }

    /// Refuses, if somebody saw another impact than this one.
    ///
    /// # Errors
    /// [`ErrorCode::ImpactUnseen`].
    pub(crate) fn is_as(&self, seen: Option<&str>) -> Result<(), AppError> {
        if seen.is_none_or(|seen| seen == self.digest) {
            return Ok(());
        }
        Err(unseen("What this affects has changed since it was shown."))
    }
}

/// A change that somebody asks for without having seen what it affects.
pub(crate) fn unseen(message: impl Into<String>) -> AppError {
    AppError::new(ErrorKind::Conflict, ErrorCode::ImpactUnseen, message)
        .at("impact")
        .with_hint("Look at what it affects with a dry run, and ask again with the impact that it names.")
}

/// How flows stand at one moment.
pub(crate) struct Look {
    flows: Vec<FlowLook>,
    others: usize,
}

struct FlowLook {
    flow: StoredFlow,
    bound: Vec<(String, Option<ConnectionId>)>,
    identities: Vec<IdentityView>,
    needs: Vec<String>,
}

/// Looks at flows.
pub(crate) fn look<R>(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    within: &EnvironmentFor<R>,
    keys: &[FlowKey],
) -> Result<Look, AppError> {
    let mut people = People::at(op.at);
    let mut look = Look { flows: Vec::new(), others: 0 };
    for key in keys {
        let Some(flow) = flows::by_key(tx, *key)? else { continue };
        if !may(&lookup::standing(tx, op, within, &flow)?, FlowAction::See) {
            look.others += 1;
            continue;
        }
        let compiled = steward.compiled().current(tx, &flow)?;
        let proof = lookup::flow_by_key::<See>(tx, op, *key)?;
        let bindings = uses::bindings(tx, *key)?.into_iter();
        look.flows.push(FlowLook {
            bound: bindings.map(|binding| (binding.reference.key, binding.connection)).collect(),
            identities: identity::views(tx, &mut people, &flow, &compiled, Case::default())?,
            needs: checks::needs(steward, tx, op, &proof, &compiled)?.into_iter().map(|need| need.text).collect(),
            flow,
        });
    }
    Ok(look)
}

/// What has changed between two looks at the same flows.
pub(crate) fn compare(tx: &mut Tx<'_>, before: &Look, after: Look) -> Result<Impact, AppError> {
    let (mut flows, mut was, mut will) = (Vec::new(), Vec::new(), Vec::new());
    for (before, after) in before.flows.iter().zip(after.flows) {
        was.extend(before.identities.iter().filter_map(|identity| identity.principal.clone()));
        will.extend(after.identities.iter().filter_map(|identity| identity.principal.clone()));
        let connected = |look: &[(String, Option<ConnectionId>)], of: &IdentityView| bound(look, &of.reference_key);
        let mut actions = Vec::new();
        for now in after.identities {
            let then = before.identities.iter().find(|then| then.action == now.action);
            let is_same = then.is_some_and(|then| {
                then.sentence == now.sentence && connected(&before.bound, then) == connected(&after.bound, &now)
            });
            if !is_same {
                let before = then.map(|then| (then.sentence.clone(), then.principal.clone()));
                actions.push(ActionImpact { after: now, before });
            }
        }
        if actions.is_empty() && before.bound == after.bound && before.needs == after.needs {
            continue;
        }
        let flow = after.flow;
        flows.push(FlowImpact {
            id: flow.id,
            version: flow.version,
            is_on: flow.is_on,
            under_way: runs::under_way(tx, flow.environment, flow.key)?,
            actions,
            needs: after.needs,
            name: flow.name,
        });
    }
    flows.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    let (loses, gains) = (without(&was, &will), without(&will, &was));
    let digest = digest(&flows, after.others);
    Ok(Impact { flows, others: after.others, loses, gains, digest })
}

fn bound(of: &[(String, Option<ConnectionId>)], key: &str) -> Option<ConnectionId> {
    of.iter().find(|(name, _)| name == key).and_then(|(_, connection)| *connection)
}

/// Those who are not among others, each once.
fn without(these: &[Chip], others: &[Chip]) -> Vec<Chip> {
    let mut left: Vec<Chip> = Vec::new();
    for chip in these {
        if !others.contains(chip) && !left.contains(chip) {
            left.push(chip.clone());
        }
    }
    left
}

/// What stays the same between a dry run and the change itself: no ids that are made anew, no count of runs.
fn digest(flows: &[FlowImpact], others: usize) -> String {
    let mut text = format!("{others}\n");
    for flow in flows {
        let _ = writeln!(text, "{} {}", flow.id, flow.version);
        for action in &flow.actions {
            let before = action.before.as_ref().map_or("", |(sentence, _)| sentence);
            let after = &action.after.sentence;
            let _ = writeln!(text, "{}\n{before}\n{after}", action.after.action);
        }
    }
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(16).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
