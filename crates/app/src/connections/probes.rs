//! Trying a connection: what is needed for it, what came of it, and how it went before.
//!
//! The call itself is made by whoever can call. Nobody is tried whose owner may not act.

use model::{Connection, ConnectionId, EnvironmentId, Probe, ProbeOutcome, Timestamp};
use serde_json::json;
use store::{
    Tx,
    connections::{self, probes},
    environments,
};

use super::{ConnectionView, Credentials, credentials, object, view};
use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    lookup::{self, SeeConnection, UseConnection},
};

/// How much is kept of what a target says, in characters.
const LONGEST: usize = 500;

/// What a connection is tried with.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The connection.
    pub connection: Connection,
    /// The environment's name.
    pub environment: String,
    /// The credentials of now.
    pub credentials: Credentials,
    /// What is known without a call: its owner may not act, or it is to our own tables.
    pub known: Option<Verdict>,
}

/// What came of trying a connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// What came of it.
    pub outcome: ProbeOutcome,
    /// What it means and what to do.
    pub message: String,
    /// What the target said, without secrets.
    pub raw: String,
}

/// How trying a connection went, as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProbeView {
    /// How it went. What the target said is left out for those who may not use the connection.
    pub probe: Probe,
    /// Who asked for it; nobody is the server by itself.
    pub asked_by: Option<Chip>,
}

/// What is needed to try a connection on somebody's behalf.
///
/// # Errors
/// The caller may not know of the connection, or may not use it.
pub async fn begin(steward: &Steward, op: &Op, environment: &str, id: ConnectionId) -> Result<Trial, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |steward, tx| {
            let proof = lookup::connection::<UseConnection>(tx, &op, &environment, id)?;
            trial(steward, tx, proof.connection(), op.at)
        })
        .await
}

/// The same, for the server itself. `None`: the connection is not there any more.
///
/// # Errors
/// The store's.
pub async fn begin_by_itself(
    steward: &Steward,
    environment: EnvironmentId,
    id: ConnectionId,
) -> Result<Option<Trial>, AppError> {
    let at = steward.now();
    steward
        .read(move |steward, tx| match connections::by_id(tx, environment, id)? {
            Some(connection) => trial(steward, tx, &connection, at).map(Some),
            None => Ok(None),
        })
        .await
}

fn trial(steward: &Steward, tx: &mut Tx<'_>, connection: &Connection, at: Timestamp) -> Result<Trial, AppError> {
    let owner = People::at(at).chip(tx, connection.owner)?;
    let environment = environments::by_id(tx, connection.environment)?.map(|it| it.name).unwrap_or_default();
    let known = if !owner.is_active() {
        let message =
            format!("Its owner {} may not act any more. Sign in anew, or hand the connection over.", owner.name);
        Some(Verdict { outcome: ProbeOutcome::Refused, message, raw: String::new() })
    } else if connection.connector.is_dataverse() {
        let message = format!("{} is active, and the tables accept the connection.", owner.name);
        Some(Verdict { outcome: ProbeOutcome::Accepted, message, raw: String::new() })
    } else {
        None
    };
    let credentials =
        if known.is_some() { Ok(Credentials::new()) } else { credentials::current(steward, tx, connection) };
    let (credentials, known) = match credentials {
        Ok(credentials) => (credentials, known),
        Err(error) => {
            let verdict = Verdict { outcome: ProbeOutcome::Unreachable, message: error.message, raw: String::new() };
            (Credentials::new(), Some(verdict))
        }
    };
    Ok(Trial { connection: connection.clone(), environment, credentials, known })
}

/// Keeps what came of somebody's trying a connection, and says how the connection stands then.
///
/// # Errors
/// The caller may not use the connection any more.
pub async fn record(
    steward: &Steward,
    op: &Op,
    trial: Trial,
    verdict: Verdict,
    took: i64,
) -> Result<(ProbeView, ConnectionView), AppError> {
    steward
        .change(op, "connection.test", move |_, tx, op, change| {
            let proof = lookup::connection::<UseConnection>(tx, op, &trial.environment, trial.connection.id)?;
            let probe = probe(verdict, took, Some(op));
            keep(tx, &trial.connection, &probe, op.at)?;
            let detail = json!({"outcome": probe.outcome, "milliseconds": took});
            change.of(Some(trial.connection.environment), object(trial.connection.id), detail);
            let found = connections::by_id(tx, trial.connection.environment, trial.connection.id)?;
            let mut people = People::at(op.at);
            let connection = view(tx, op, proof.within(), &mut people, &found.unwrap_or(trial.connection))?;
            Ok((shown(tx, &mut people, probe)?, connection))
        })
        .await
}

/// Keeps what came of the server's trying a connection by itself. It is no entry of the audit log: nobody did anything.
///
/// # Errors
/// The store's.
pub async fn record_by_itself(steward: &Steward, trial: Trial, verdict: Verdict, took: i64) -> Result<(), AppError> {
    let now = steward.now();
    let probe = Probe { at: now, ..probe(verdict, took, None) };
    steward.store().write(move |tx| keep(tx, &trial.connection, &probe, now)).await
}

fn probe(verdict: Verdict, took: i64, op: Option<&Op>) -> Probe {
    let Verdict { outcome, message, raw } = verdict;
    let short = |text: String| text.chars().take(LONGEST).collect();
    Probe {
        at: op.map_or(Timestamp(0), |op| op.at),
        outcome,
        took,
        message: short(message),
        raw: short(raw),
        asked_by: op.map(Op::id),
    }
}

fn keep(tx: &mut Tx<'_>, connection: &Connection, probe: &Probe, now: Timestamp) -> Result<(), AppError> {
    if connections::by_id(tx, connection.environment, connection.id)?.is_none() {
        return Ok(());
    }
    probes::add(tx, connection.id, probe)?;
    // Whether the owner may act is known at any time, and needs no trying.
    if connection.connector.is_dataverse() {
        return Ok(());
    }
    let heard = match probe.outcome {
        ProbeOutcome::Accepted => {
            Connection { failing_since: None, accepted_at: connection.accepted_at.or(Some(now)), ..connection.clone() }
        }
        ProbeOutcome::Refused | ProbeOutcome::Unreachable => {
            Connection { failing_since: connection.failing_since.or(Some(now)), ..connection.clone() }
        }
        ProbeOutcome::Unclear => return Ok(()),
    };
    if heard != *connection {
        connections::set_heard(tx, &heard)?;
    }
    Ok(())
}

/// How trying a connection went, newest first.
///
/// # Errors
/// The caller may not know of the connection.
pub async fn list(steward: &Steward, op: &Op, environment: &str, id: ConnectionId) -> Result<Vec<ProbeView>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::connection::<SeeConnection>(tx, &op, &environment, id)?;
            let may_use = proof.may(model::ConnectionAction::Use);
            let mut people = People::at(op.at);
            let all = probes::list(tx, id)?.into_iter().map(|probe| {
                let raw = if may_use { probe.raw } else { String::new() };
                shown(tx, &mut people, Probe { raw, ..probe })
            });
            all.collect()
        })
        .await
}

fn shown(tx: &mut Tx<'_>, people: &mut People, probe: Probe) -> Result<ProbeView, AppError> {
    let asked_by = probe.asked_by.map(|who| people.chip(tx, who)).transpose()?;
    Ok(ProbeView { probe, asked_by })
}

/// The connections of flows that are on which nobody has tried since an instant.
///
/// # Errors
/// The store's.
pub async fn due(
    steward: &Steward,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<(EnvironmentId, ConnectionId)>, AppError> {
    steward.read(move |_, tx| Ok(probes::due(tx, since, limit)?)).await
}
