//! Starting runs for people, apps and HTTP callers.

use std::{sync::Arc, time::Duration};

use app::{
    AppError, ErrorKind, Op,
    lookup::{FlowFor, Run as MayRun},
    start::{self, Firing, Occasion, PendingRun},
};
use engine::{Happening, Reply};
use model::{ErrorCode, RunId, StartKind};
use tokio::sync::oneshot;
use uuid::Uuid;
use wdl::{Object, Value, definition::TriggerKind};

use super::{
    active::Active,
    drive::{Todo, Turn},
    native,
    target::Target,
};
use crate::{runtime::Runtime, tasks};

/// How long a caller waits for a Response action. Source: inbound synchronous request limit.
const ANSWER_WITHIN: Duration = Duration::from_secs(120);

/// A run that was accepted: it is durable.
#[derive(Clone, PartialEq, Debug)]
pub struct Accepted {
    /// The run, the first one where the trigger splits a list; `None` if a trigger condition did not hold or the list is empty.
    pub run: Option<RunId>,
    /// What its Response action answered.
    pub reply: Answered,
}

/// Whether the caller was answered by the flow.
#[derive(Clone, PartialEq, Debug)]
pub enum Answered {
    /// The flow has no Response action: the caller is told that the run was accepted.
    Accepted,
    /// The Response action's answer.
    With(Reply),
    /// The flow has a Response action, and the run ended without it.
    NoResponse,
    /// The flow has a Response action, and it did not answer in time. The run goes on.
    TimedOut,
}

/// A request trigger that was found by its address, with its signature checked.
#[derive(Clone, Debug)]
pub struct TriggerTarget(Arc<Target>);

impl TriggerTarget {
    /// The only method that the trigger accepts, if it names one.
    pub fn method(&self) -> Option<&str> {
        match &self.0.prepared.flow.definition.trigger()?.kind {
            TriggerKind::Request(request) => request.method.as_deref(),
            _ => None,
        }
    }

    /// The flow.
    pub fn flow(&self) -> model::FlowId {
        self.0.prepared.id
    }

    /// The flow's environment.
    pub fn environment(&self) -> model::EnvironmentId {
        self.0.prepared.environment
    }
}

impl Runtime {
    /// The request trigger with this id in its address, if the signature fits. Whether the id or the signature was wrong is not told.
    ///
    /// # Errors
    /// 404 [`ErrorCode::BadSignature`]; 409 [`ErrorCode::FlowOff`] once the signature fits.
    pub async fn trigger(&self, id: Uuid, name: &str, signature: &str) -> Result<TriggerTarget, AppError> {
        let wrong = || {
            AppError::new(
                ErrorKind::NotFound,
                ErrorCode::BadSignature,
                "There is no trigger at this address, or its signature is wrong.",
            )
            .with_hint("Copy the whole address from the flow's page; a new key makes old addresses invalid.")
        };
        let target = self.target(id).await?.ok_or_else(wrong)?;
        let trigger = target.prepared.flow.definition.trigger().ok_or_else(wrong)?;
        let is_http = match &trigger.kind {
            TriggerKind::Request(request) => !request.is_button(),
            TriggerKind::Webhook(_) => true,
            _ => false,
        };
        if !is_http || !trigger.name.eq_ignore_ascii_case(name) || !same_in_constant_time(&target.signature, signature)
        {
            return Err(wrong());
        }
        if !target.is_on {
            return Err(off(&target.prepared.id.to_string(), &trigger.name));
        }
        Ok(TriggerTarget(target))
    }

    /// Starts a flow for an HTTP request. `outputs` is `{headers, queries, body, relativePathParameters}`.
    ///
    /// # Errors
    /// 429 when too much is under way; 400 when the trigger splits what is no list; the store's.
    pub async fn start_http(&self, target: &TriggerTarget, outputs: Value) -> Result<Accepted, AppError> {
        let target = &target.0;
        let occasion = Occasion::new(StartKind::HttpRequest, outputs);
        self.accept(target.prepared.clone(), target.parameters.clone(), target.primary_owner, occasion).await
    }

    /// Starts a flow for somebody who may: presses its button, calls it from an app, or runs it now though the clock would.
    ///
    /// # Errors
    /// 409 [`ErrorCode::FlowOff`]; a trigger that nobody can press; 429 when too much is under way; the store's.
    pub async fn start_button(&self, op: &Op, flow: FlowFor<MayRun>, inputs: Value) -> Result<Accepted, AppError> {
        let (stored, steward, op_at) = (flow.flow().clone(), self.0.steward.clone(), op.at);
        let (prepared, parameters) = self
            .0
            .steward
            .store()
            .read(move |tx| {
                let prepared = steward.prepared().get(tx, &stored)?;
                let parameters = start::parameters(tx, &prepared)?;
                Ok::<_, AppError>((prepared, parameters))
            })
            .await?;
        let trigger = prepared.flow.definition.trigger();
        let name = trigger.map_or("manual", |trigger| &*trigger.name);
        if !flow.flow().is_on {
            return Err(off(&prepared.id.to_string(), name));
        }
        let (kind, outputs) = match trigger.map(|trigger| &trigger.kind) {
            Some(TriggerKind::Request(request)) => {
                app::flows::check_inputs(&request.schema, &inputs)?;
                (StartKind::Button, button_outputs(op, inputs, op_at))
            }
            Some(TriggerKind::Recurrence(_)) => (StartKind::Recurrence, Value::Object(Object::new())),
            _ => {
                return Err(AppError::invalid(format!(
                    "The flow `{}` starts when its event happens; it has no button.",
                    prepared.name
                ))
                .with_hint("Make the event happen, for example change a row of its table."));
            }
        };
        let invoker = (kind == StartKind::Button).then(|| op.id());
        let occasion = Occasion { invoker, ..Occasion::new(kind, outputs) };
        self.accept(prepared, parameters, flow.flow().primary_owner, occasion).await
    }

    /// Accepts a run: steps it as far as it goes without effects, makes that durable, and drives the rest.
    pub(crate) async fn accept(
        &self,
        prepared: Arc<start::Prepared>,
        parameters: Value,
        primary_owner: model::PrincipalId,
        occasion: Occasion,
    ) -> Result<Accepted, AppError> {
        self.has_room(prepared.environment)?;
        let is_awaited = prepared.flow.answers();
        let occasion = Occasion { is_awaited, ..occasion };
        let at = self.0.steward.now();
        let accepted = |run| Accepted { run, reply: Answered::Accepted };
        let pending = match start::freeze(&self.0.steward, prepared, parameters, primary_owner, occasion, at)? {
            Firing::One(pending) => *pending,
            Firing::Each(pending) => return Ok(accepted(self.queue(pending).await?)),
            Firing::Nothing => return Ok(accepted(None)),
            Firing::Failed(failed) => {
                let message = format!("{}: {}", failed.code, failed.message);
                return Err(AppError::new(ErrorKind::BadRequest, ErrorCode::BadRequest, message)
                    .with_hint("Send a body with the list that the trigger's `splitOn` names."));
            }
        };
        let id = pending.row.id;
        let (caller, answer) = if is_awaited { Some(oneshot::channel()).unzip() } else { (None, None) };
        self.begin(pending, caller).await?;
        let reply = match answer {
            None => Answered::Accepted,
            Some(answer) => match tasks::timeout(ANSWER_WITHIN, answer).await {
                Ok(Ok(reply)) => Answered::With(reply),
                Ok(Err(_)) => Answered::NoResponse,
                Err(_) => Answered::TimedOut,
            },
        };
        Ok(Accepted { run: Some(id), reply })
    }

    /// Makes runs durable, all or none, and leaves them to be claimed. Answers the first one.
    async fn queue(&self, pending: Vec<PendingRun>) -> Result<Option<RunId>, AppError> {
        let first = pending.first().map(|pending| pending.row.id);
        self.0
            .steward
            .store()
            .write(move |tx| pending.iter().try_for_each(|pending| pending.queue(tx, None)).map_err(AppError::from))
            .await?;
        Ok(first)
    }

    /// Makes a run durable together with everything that it can decide at once, and drives on what is left.
    pub(crate) async fn begin(
        &self,
        pending: PendingRun,
        caller: Option<oneshot::Sender<Reply>>,
    ) -> Result<(), AppError> {
        // What takes longer and nobody waits for here is left to those whose work it is.
        let for_workers = (!self.0.config.roles.worker && caller.is_none()).then(|| pending.clone());
        let mut active = Active::new(pending, self.node(), caller);
        let (id, environment) = (active.id(), active.prepared.environment);
        let step = active.step(Happening::Continue, self.0.steward.now());
        let mut todo = Todo::default();
        todo.take_in(&active, step);
        let only_pure = todo.native.is_empty() && todo.outside.is_empty() && !todo.more && active.run.ended().is_some();
        if only_pure {
            self.turn(Turn { active, todo, under_way: 0, mail: None }).await?;
            return Ok(());
        }
        if let Some(pending) = for_workers {
            return self.queue(vec![pending]).await.map(|_| ());
        }
        let mailbox = self.remember(id, environment);
        let turn = Turn { active, todo, under_way: 0, mail: Some(mailbox.sender()) };
        let stored =
            if turn.todo.native.is_empty() { self.store_new(turn).await } else { native::perform(self, turn).await };
        match stored {
            Ok(turn) => {
                self.spawn(turn, mailbox);
                Ok(())
            }
            Err(failed) => {
                // Whether it is stored is not known if the connection broke; then it is let go of, here or by whoever takes over.
                let node = self.node();
                self.forget(mailbox);
                self.release(id, node).await;
                Err(failed.into())
            }
        }
    }

    /// Makes a new run and its first decisions durable, before anything of it is performed.
    async fn store_new(&self, mut turn: Turn) -> Result<Turn, store::StoreError> {
        let save = turn.active.save(&self.0.steward, false, true)?;
        self.0.steward.store().save(save).await?;
        Ok(turn)
    }
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn same_in_constant_time(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

fn off(flow: &str, trigger: &str) -> AppError {
    AppError::conflict(format!(
        "Could not execute workflow '{flow}' trigger '{trigger}' with state 'Disabled': trigger is not enabled."
    ))
    .with_code(ErrorCode::FlowOff)
    .with_hint("An owner can turn the flow on.")
}

/// The outputs of a button's trigger: the inputs, and who pressed it. Source: button trigger headers.
fn button_outputs(op: &Op, inputs: Value, at: model::Timestamp) -> Value {
    let who = op.who.principal();
    let email = who.email.clone().unwrap_or_default();
    let headers = Object::from([
        ("x-ms-user-id", Value::from(who.id.to_string())),
        ("x-ms-user-name", Value::from(who.display_name.as_str())),
        ("x-ms-user-email", Value::from(email)),
        ("x-ms-user-timestamp", Value::from(engine::history::instant(at))),
    ]);
    let body = if inputs.is_null() { Value::Object(Object::new()) } else { inputs };
    Value::Object(Object::from([("headers", Value::Object(headers)), ("body", body)]))
}
