//! Starting runs for people, apps and HTTP callers.

use std::{sync::Arc, time::Duration};

use app::{
    AppError, ErrorKind, Op,
    lookup::{FlowFor, Run as MayRun},
    start::{self, Firing, Occasion, PendingRun},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use engine::{Awaited, ErrorInfo, Happening, Reply};
use model::{ErrorCode, RunId, StartKind};
use store::{Tx, runs::limits::Admission};
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

/// The member of a button's inputs that says when it was pressed.
const DATE: &str = "key-button-date";
/// How long a caller waits for a Response action.
const ANSWER_WITHIN: Duration = Duration::from_millis(engine::ANSWER_WITHIN.unsigned_abs());

/// A run that was accepted: it is durable.
#[derive(Clone, PartialEq, Debug)]
pub struct Accepted {
    /// The run, the first one where the trigger splits a list; `None` if a trigger condition did not hold or the list is empty.
    pub run: Option<RunId>,
    /// What joins it with what others log of it.
    pub tracking_id: Option<String>,
    /// What its Response action answered.
    pub reply: Answered,
}

/// Whether the caller was answered by the flow.
#[derive(Clone, PartialEq, Debug)]
pub enum Answered {
    /// Nobody answers the caller, who is told that the request was accepted: the flow has no Response action, splits a list, or other
    /// runs have their turn before this one.
    Accepted,
    /// The request does not fit the trigger. There is no run.
    Refused(ErrorInfo),
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

    /// What the rest of the address gives, in decoded segments: `None` where the trigger's `relativePath` does not describe it.
    pub fn parameters_of_path(&self, segments: &[String]) -> Option<Object> {
        match &self.0.prepared.flow.definition.trigger()?.kind {
            TriggerKind::Request(request) => request.relative_path.parameters(segments),
            _ => None,
        }
    }

    /// The flow's version.
    pub fn version(&self) -> u32 {
        self.0.prepared.version
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
    /// 409 [`ErrorCode::FlowOff`]; a trigger that nobody can press; a connection that the caller is to provide and does not have; 429
    /// when too much is under way; the store's.
    pub async fn start_button(&self, op: &Op, flow: FlowFor<MayRun>, inputs: Value) -> Result<Accepted, AppError> {
        let (stored, steward, caller) = (flow.flow().clone(), self.0.steward.clone(), op.clone());
        let (prepared, parameters) = self
            .0
            .steward
            .store()
            .read(move |tx| {
                if stored.is_on {
                    app::flows::run_only::require_connected(&steward, tx, &caller, &stored)?;
                }
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
                let inputs = with_date(&request.schema, inputs, op.at);
                app::flows::check_inputs(&request.schema, &inputs)?;
                (StartKind::Button, button_outputs(op, inputs, op.at))
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
        let awaited = if prepared.flow.answers() { Awaited::Caller } else { Awaited::Nobody };
        let occasion = Occasion { awaited, ..occasion };
        let at = self.0.steward.now();
        let firing = start::freeze(&self.0.steward, prepared.clone(), parameters, primary_owner, occasion, at)?;
        let pending = match firing {
            Firing::One(pending) => *pending,
            other => return self.accept_several(prepared, other, at).await,
        };
        let (id, tracking_id) = (pending.row.id, Some(pending.start.tracking_id()));
        let (caller, answer) = if awaited == Awaited::Caller { Some(oneshot::channel()).unzip() } else { (None, None) };
        let begun = self.begin(pending, caller).await?;
        let reply = match answer.filter(|_| begun == Begun::Now) {
            None => Answered::Accepted,
            Some(answer) => match tasks::timeout(ANSWER_WITHIN, answer).await {
                Ok(Ok(reply)) => Answered::With(reply),
                Ok(Err(_)) => Answered::NoResponse,
                Err(_) => Answered::TimedOut,
            },
        };
        Ok(Accepted { run: Some(id), tracking_id, reply })
    }

    /// Accepts the runs of a firing for which nobody waits, or none. Where the list could not be split, the caller has been told that
    /// the request was accepted, as the platform does, and the flow's history says what was wrong.
    async fn accept_several(
        &self,
        prepared: Arc<start::Prepared>,
        firing: Firing,
        at: model::Timestamp,
    ) -> Result<Accepted, AppError> {
        let reply = match &firing {
            Firing::Failed(why) if why.code == SCHEMA_MISMATCH => Answered::Refused(why.clone()),
            _ => Answered::Accepted,
        };
        let work = move |tx: &mut Tx<'_>| {
            let runs = firing.runs(tx, &prepared, at)?;
            for pending in &runs {
                if pending.enter(tx, None)? == Admission::Full {
                    return Err(full(&prepared));
                }
            }
            Ok(runs.first().map(|pending| (pending.row.id, pending.start.tracking_id())))
        };
        let first = self.0.steward.store().write(work).await?;
        Ok(Accepted { run: first.as_ref().map(|(run, _)| *run), tracking_id: first.map(|(_, id)| id), reply })
    }

    /// Makes a run durable together with everything that it can decide at once, and drives on what is left.
    pub(crate) async fn begin(
        &self,
        pending: PendingRun,
        caller: Option<oneshot::Sender<Reply>>,
    ) -> Result<Begun, AppError> {
        if pending.prepared.concurrency().is_some() {
            return self.begin_in_turn(pending, caller).await;
        }
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
            return Ok(Begun::Now);
        }
        if let Some(pending) = for_workers {
            self.0.steward.store().write(move |tx| pending.queue(tx, None)).await?;
            return Ok(Begun::Now);
        }
        let mailbox = self.remember(id, environment);
        let turn = Turn { active, todo, under_way: 0, mail: Some(mailbox.sender()) };
        let stored =
            if turn.todo.native.is_empty() { self.store_new(turn).await } else { native::perform(self, turn).await };
        match stored {
            Ok(turn) => {
                self.spawn(turn, mailbox);
                Ok(Begun::Now)
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

    /// The same for a flow that has a limit: the run is stored before anything of it is decided, and begins when it is its turn.
    async fn begin_in_turn(
        &self,
        pending: PendingRun,
        caller: Option<oneshot::Sender<Reply>>,
    ) -> Result<Begun, AppError> {
        let node = self.node();
        let holder = (self.0.config.roles.worker || caller.is_some()).then_some(node);
        let (id, environment, prepared) = (pending.row.id, pending.prepared.environment, pending.prepared.clone());
        let entering = pending.clone();
        let entered = self.0.steward.store().write(move |tx| entering.enter(tx, holder)).await;
        let entered = match entered {
            Ok(entered) => entered,
            Err(failed) => {
                // Whether it is stored is not known if the connection broke; then it is let go of.
                self.release(id, node).await;
                return Err(failed.into());
            }
        };
        match entered {
            Admission::Full => return Err(full(&prepared)),
            Admission::Waits => return Ok(Begun::Later),
            Admission::Admitted if holder.is_none() => return Ok(Begun::Now),
            Admission::Admitted => {}
        }
        let mailbox = self.remember(id, environment);
        let mut active = Active::stored(pending, node, caller);
        let step = active.step(Happening::Continue, self.0.steward.now());
        let mut todo = Todo::default();
        todo.take_in(&active, step);
        let turn = Turn { active, todo, under_way: 0, mail: Some(mailbox.sender()) };
        self.spawn(turn, mailbox);
        Ok(Begun::Now)
    }

    /// Makes a new run and its first decisions durable, before anything of it is performed.
    async fn store_new(&self, mut turn: Turn) -> Result<Turn, store::StoreError> {
        let save = turn.active.save(&self.0.steward, false, true)?;
        self.0.steward.store().save(save).await?;
        Ok(turn)
    }
}

/// The code of a body that does not fit its trigger's schema.
const SCHEMA_MISMATCH: &str = "TriggerInputSchemaMismatch";
/// When a caller is to try again who finds as many runs waiting as may, in seconds.
const FULL_FOR: u32 = 10;

/// When a run begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Begun {
    /// It has begun, or waits only for somebody who has time.
    Now,
    /// Other runs of its flow have their turn first.
    Later,
}

/// Refuses a run of a flow of which as many wait as may.
fn full(prepared: &start::Prepared) -> AppError {
    let message = format!("As many runs of the flow `{}` wait for their turn as its trigger allows.", prepared.name);
    AppError::new(ErrorKind::Busy { retry_after_seconds: FULL_FOR }, ErrorCode::Busy, message)
        .with_hint("Try again after the time that Retry-After says, or let more runs wait (`maximumWaitingRuns`).")
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

/// The inputs with the moment at which the button is pressed, where the trigger asks for it.
fn with_date(schema: &Value, inputs: Value, at: model::Timestamp) -> Value {
    let asks = schema.get("properties").is_some_and(|properties| properties.get(DATE).is_some());
    if !asks || inputs.get(DATE).is_some() {
        return inputs;
    }
    let mut inputs = inputs.as_object().cloned().unwrap_or_default();
    inputs.insert(DATE, Value::from(engine::history::instant(at)));
    Value::Object(inputs)
}

/// The outputs of a button's trigger: the inputs, and who pressed it. Source: button trigger headers.
fn button_outputs(op: &Op, inputs: Value, at: model::Timestamp) -> Value {
    let who = op.who.principal();
    let id = who.id.to_string();
    let mut headers = Object::new();
    for (name, value) in
        [("id", id.as_str()), ("name", &who.display_name), ("email", who.email.as_deref().unwrap_or_default())]
    {
        let encoded = BASE64_STANDARD.encode(value);
        headers.insert(format!("x-ms-user-{name}-encoded"), Value::from(encoded));
        headers.insert(format!("x-ms-user-{name}"), Value::from(value));
    }
    headers.insert("x-ms-user-timestamp", Value::from(engine::history::instant(at)));
    let body = if inputs.is_null() { Value::Object(Object::new()) } else { inputs };
    Value::Object(Object::from([("headers", Value::Object(headers)), ("body", body)]))
}
