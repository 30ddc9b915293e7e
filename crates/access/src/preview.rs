//! Which identity each action of a flow will use, in words, before it runs.
//!
//! The same table as at run time decides: the facts that are not known yet are stand-ins, and an answer that is a stand-in is
//! told in words.

use model::{ActingIdentity, ActingRule, ConnectionId, PrincipalId, StartKind};
use uuid::Uuid;

use crate::continuity::{Failure, Fate};

/// What kind of trigger a flow has, as far as identities go.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TriggerKind {
    /// A row is added, modified or deleted.
    RowChanged,
    /// A button, an app or a parent flow.
    Button,
    /// An HTTP request.
    HttpRequest,
    /// The clock.
    Recurrence,
    /// Anything else that starts by itself.
    OtherAutomated,
}

impl TriggerKind {
    /// The start that such a trigger's runs record. Other automated triggers have nobody who started them, as the clock.
    pub(crate) fn start(self) -> StartKind {
        match self {
            Self::RowChanged => StartKind::RowChanged,
            Self::Button => StartKind::Button,
            Self::HttpRequest => StartKind::HttpRequest,
            Self::Recurrence | Self::OtherAutomated => StartKind::Recurrence,
        }
    }
}

pub(crate) const INVOKER: PrincipalId = PrincipalId(Uuid::from_u128(0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fff1));
pub(crate) const ROW_OWNER: PrincipalId = PrincipalId(Uuid::from_u128(0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fff2));
pub(crate) const CALLERS_CONNECTION: ConnectionId =
    ConnectionId(Uuid::from_u128(0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fff3));

/// Whether an id stands for somebody who is not known before the flow runs.
pub fn is_anybody(id: PrincipalId) -> bool {
    [INVOKER, ROW_OWNER].contains(&id)
}

/// Who it is in words, if an id stands for somebody who is not known before a flow with some trigger runs.
pub fn anybody(id: PrincipalId, kind: TriggerKind) -> Option<&'static str> {
    match (id, kind) {
        (INVOKER, TriggerKind::RowChanged) => Some("whoever changes the row"),
        (INVOKER, _) => Some("whoever starts the flow"),
        (ROW_OWNER, _) => Some("the owner of the row"),
        _ => None,
    }
}

/// Says in one sentence as whom an action of a flow with some trigger acts. `name_of` gives what people call a principal.
pub fn sentence(fate: &Fate, kind: TriggerKind, name_of: impl Fn(PrincipalId) -> String) -> String {
    match (&fate.acting, &fate.failure) {
        (Some(acting), _) => told(acting, kind, name_of),
        (None, Some(Failure::Refused(refusal))) => format!("Will not run: {}", refusal.message),
        (None, _) => "Will not run: it names no connection reference of the flow.".to_owned(),
    }
}

fn told(identity: &ActingIdentity, kind: TriggerKind, name_of: impl Fn(PrincipalId) -> String) -> String {
    let who = anybody(identity.principal, kind).map_or_else(|| name_of(identity.principal), str::to_owned);
    let why = match identity.rule {
        ActingRule::OwnConnection => ": it uses its own connection",
        ActingRule::ProcessOwner => ": run as is Process owner, the principal of the trigger's connection",
        ActingRule::PrimaryOwner => ": run as is Process owner, here the flow's primary owner",
        ActingRule::BlankProcessOwner => ": run as is blank, here the process owner",
        ActingRule::TriggeringUser => ": run as is Triggering user",
        ActingRule::BlankTriggeringUser => ": run as is blank",
        ActingRule::RowOwner => ": run as is Row owner",
        ActingRule::RowOwnedByTeam => ": run as is Row owner, but a team owns the row, so here the process owner",
        ActingRule::RunOnlyUser => ", through a connection of their own",
    };
    let through = identity.impersonator.map_or_else(String::new, |impersonator| {
        format!(", on their behalf through {}'s connection", name_of(impersonator))
    });
    format!("Acts as {who}{through}{why}.")
}
