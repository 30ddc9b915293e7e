//! Which identity each action of a flow will use, said before it runs.
//!
//! The same table as at run time decides: the facts that are not known yet are stand-ins, and an answer that is a stand-in is
//! told in words.

use model::{
    ActingIdentity, ActingRule, ConnectionId, ConnectionMode, PrincipalId, RunAs, RunFacts, StartKind, run::RowOwner,
};
use uuid::Uuid;

use crate::acting::{ActingSettings, ActionConnection, Refusal, acting_as};

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

/// A flow's trigger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TriggerUse {
    /// Its kind.
    pub kind: TriggerKind,
    /// Its run as.
    pub run_as: Option<RunAs>,
    /// The principal of its connection.
    pub connection_principal: Option<PrincipalId>,
    /// The flow's primary owner.
    pub primary_owner: PrincipalId,
}

/// An action that uses a connection reference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActionUse {
    /// How it uses the reference.
    pub mode: ConnectionMode,
    /// What the reference is bound to, and whose that is.
    pub connection: Option<(ConnectionId, PrincipalId)>,
}

/// Whose identity one action will use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// One sentence for people.
    pub sentence: String,
    /// Who it will be, where that is known before the flow runs.
    pub principal: Option<PrincipalId>,
    /// Which line of the table decides; `None` if none can.
    pub rule: Option<ActingRule>,
    /// Whoever acts on behalf of the identity, where it is another.
    pub impersonator: Option<PrincipalId>,
    /// Why the action will not run.
    pub refusal: Option<Refusal>,
}

pub(crate) const INVOKER: PrincipalId = PrincipalId(Uuid::from_u128(0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fff1));
pub(crate) const ROW_OWNER: PrincipalId = PrincipalId(Uuid::from_u128(0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fff2));
pub(crate) const CALLERS_CONNECTION: ConnectionId =
    ConnectionId(Uuid::from_u128(0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fff3));
const NOT_BOUND: PrincipalId = PrincipalId(Uuid::from_u128(0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fff4));

/// Says which identity an action will use. `name_of` gives what people call a principal.
pub fn preview(
    trigger: &TriggerUse,
    action: &ActionUse,
    settings: &ActingSettings,
    name_of: impl Fn(PrincipalId) -> String,
) -> Identity {
    let row = trigger.kind == TriggerKind::RowChanged;
    let facts = RunFacts {
        start: trigger.kind.start(),
        invoker: matches!(trigger.kind, TriggerKind::RowChanged | TriggerKind::Button).then_some(INVOKER),
        row_owner: row.then_some(RowOwner::User(ROW_OWNER)),
        trigger_connection: trigger.connection_principal.filter(|_| row),
        run_as: trigger.run_as,
        primary_owner: trigger.primary_owner,
    };
    let (connection, principal) = action.connection.unwrap_or((CALLERS_CONNECTION, NOT_BOUND));
    let connected = ActionConnection { mode: action.mode, connection, principal };
    let decided = acting_as(trigger.run_as, &connected, &facts, settings, Some(CALLERS_CONNECTION));
    match decided {
        Err(refusal) => refused(refusal),
        // Only the caller's own connection does without a bound one.
        Ok(_) if action.connection.is_none() && action.mode != ConnectionMode::RunOnlyUser => refused(Refusal {
            code: "ConnectionNotConfigured",
            status: 400,
            message: "The action has no connection yet. Bind its connection reference.".to_owned(),
        }),
        Ok(acting) => told(&acting.identity, trigger.kind, name_of),
    }
}

fn refused(refusal: Refusal) -> Identity {
    Identity {
        sentence: format!("Will not run: {}", refusal.message),
        principal: None,
        rule: None,
        impersonator: None,
        refusal: Some(refusal),
    }
}

fn told(identity: &ActingIdentity, kind: TriggerKind, name_of: impl Fn(PrincipalId) -> String) -> Identity {
    let principal = (![INVOKER, ROW_OWNER, NOT_BOUND].contains(&identity.principal)).then_some(identity.principal);
    let who = match (identity.principal, kind) {
        (INVOKER, TriggerKind::RowChanged) => "whoever changes the row".to_owned(),
        (INVOKER, _) => "whoever starts the flow, through a connection of their own".to_owned(),
        (ROW_OWNER, _) => "the owner of the row".to_owned(),
        (principal, _) => name_of(principal),
    };
    let why = match identity.rule {
        ActingRule::OwnConnection => ": it uses its own connection",
        ActingRule::ProcessOwner => ": run as is Process owner, the principal of the trigger's connection",
        ActingRule::PrimaryOwner => ": run as is Process owner, here the flow's primary owner",
        ActingRule::BlankProcessOwner => ": run as is blank, here the process owner",
        ActingRule::TriggeringUser => ": run as is Triggering user",
        ActingRule::BlankTriggeringUser => ": run as is blank",
        ActingRule::RowOwner | ActingRule::RowOwnedByTeam => ": run as is Row owner",
        ActingRule::RunOnlyUser => "",
    };
    let through = identity.impersonator.map_or_else(String::new, |impersonator| {
        format!(", on their behalf through {}'s connection", name_of(impersonator))
    });
    Identity {
        sentence: format!("Acts as {who}{through}{why}."),
        principal,
        rule: Some(identity.rule),
        impersonator: identity.impersonator,
        refusal: None,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::expect;

    use super::*;

    fn who(number: u128) -> PrincipalId {
        PrincipalId(Uuid::from_u128(number))
    }

    const NAMES: [&str; 4] = ["nobody", "Roohi", "Soul", "Olga"];

    fn name_of(id: PrincipalId) -> String {
        NAMES[id.0.as_u128() as usize].to_owned()
    }

    #[test]
    fn each_action_says_whose_identity_it_will_use() {
        let mut text = String::new();
        for kind in [
            TriggerKind::RowChanged,
            TriggerKind::Button,
            TriggerKind::HttpRequest,
            TriggerKind::Recurrence,
            TriggerKind::OtherAutomated,
        ] {
            let all: &[Option<RunAs>] = if kind == TriggerKind::RowChanged {
                &[Some(RunAs::TriggeringUser), Some(RunAs::RowOwner), Some(RunAs::ProcessOwner), None]
            } else {
                &[None]
            };
            for run_as in all {
                for mode in [ConnectionMode::Impersonate, ConnectionMode::Own, ConnectionMode::RunOnlyUser] {
                    let trigger =
                        TriggerUse { kind, run_as: *run_as, connection_principal: Some(who(1)), primary_owner: who(3) };
                    let action = ActionUse { mode, connection: Some((ConnectionId(Uuid::from_u128(9)), who(2))) };
                    let identity = preview(&trigger, &action, &ActingSettings::default(), name_of);
                    let known = identity.principal.map_or("-".to_owned(), name_of);
                    let code = identity.refusal.as_ref().map(|refusal| refusal.code);
                    let sentence = code.unwrap_or(&identity.sentence);
                    let _ = writeln!(
                        text,
                        "{kind:?} {} {mode:?}: [{known}] {sentence}",
                        run_as.map_or("blank", RunAs::label)
                    );
                }
            }
        }
        expect![[r#"
            RowChanged Triggering user Impersonate: [-] Acts as whoever changes the row, on their behalf through Soul's connection: run as is Triggering user.
            RowChanged Triggering user Own: [Soul] Acts as Soul: it uses its own connection.
            RowChanged Triggering user RunOnlyUser: [-] InvokerConnectionNotAllowed
            RowChanged Row owner Impersonate: [-] Acts as the owner of the row, on their behalf through Soul's connection: run as is Row owner.
            RowChanged Row owner Own: [Soul] Acts as Soul: it uses its own connection.
            RowChanged Row owner RunOnlyUser: [-] InvokerConnectionNotAllowed
            RowChanged Process owner Impersonate: [Roohi] Acts as Roohi, on their behalf through Soul's connection: run as is Process owner, the principal of the trigger's connection.
            RowChanged Process owner Own: [Soul] Acts as Soul: it uses its own connection.
            RowChanged Process owner RunOnlyUser: [-] InvokerConnectionNotAllowed
            RowChanged blank Impersonate: [-] Acts as whoever changes the row, on their behalf through Soul's connection: run as is blank.
            RowChanged blank Own: [Soul] Acts as Soul: it uses its own connection.
            RowChanged blank RunOnlyUser: [-] InvokerConnectionNotAllowed
            Button blank Impersonate: [-] InvokerConnectionNotAllowed
            Button blank Own: [Soul] Acts as Soul: it uses its own connection.
            Button blank RunOnlyUser: [-] Acts as whoever starts the flow, through a connection of their own.
            HttpRequest blank Impersonate: [-] InvokerConnectionNotAllowed
            HttpRequest blank Own: [Soul] Acts as Soul: it uses its own connection.
            HttpRequest blank RunOnlyUser: [-] InvokerConnectionNotAllowed
            Recurrence blank Impersonate: [-] InvokerConnectionNotAllowed
            Recurrence blank Own: [Soul] Acts as Soul: it uses its own connection.
            Recurrence blank RunOnlyUser: [-] InvokerConnectionNotAllowed
            OtherAutomated blank Impersonate: [-] InvokerConnectionNotAllowed
            OtherAutomated blank Own: [Soul] Acts as Soul: it uses its own connection.
            OtherAutomated blank RunOnlyUser: [-] InvokerConnectionNotAllowed
        "#]].assert_eq(&text);
    }

    #[test]
    fn an_action_without_a_connection_says_so() {
        let trigger = TriggerUse {
            kind: TriggerKind::RowChanged,
            run_as: None,
            connection_principal: None,
            primary_owner: who(3),
        };
        let action = ActionUse { mode: ConnectionMode::Own, connection: None };
        let identity = preview(&trigger, &action, &ActingSettings::default(), name_of);
        assert_eq!(identity.sentence, "Will not run: The action has no connection yet. Bind its connection reference.");
        assert_eq!(identity.principal, None);
    }
}
