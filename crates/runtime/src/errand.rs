//! Errands: calls of the outside that nobody waits for, made by whichever worker is free.

use std::{sync::Arc, time::Duration};

use engine::journal::decode_value;
use store::{
    StoreError,
    errands::{self, Errand},
};
use tokio::sync::Semaphore;
use tracing::{debug, error, warn};
use uuid::Uuid;
use wdl::Value;

use crate::{runtime::Runtime, tasks};

/// How long it sleeps before it looks what is due.
const AT_LEAST_EVERY: Duration = Duration::from_secs(1);
/// How many calls are made at a time.
const AT_ONCE: usize = 32;
/// How many milliseconds a call has, before another worker makes it.
const TAKEN_FOR: i64 = 180_000;

/// Makes calls that are due until the runtime stops.
pub(crate) async fn run(runtime: Runtime) {
    let room = Arc::new(Semaphore::new(AT_ONCE));
    while !runtime.is_stopping() {
        match runtime.take_errands(room.available_permits()).await {
            Ok(taken) => {
                for errand in taken {
                    // There is room for as many as were taken, because nobody else takes any.
                    let (runtime, place) = (runtime.clone(), room.clone().try_acquire_owned());
                    tasks::spawn(async move {
                        runtime.make(errand).await;
                        drop(place);
                    });
                }
            }
            Err(failed) => error!("Calls that are owed could not be taken: {failed}"),
        }
        let mut stopping = runtime.0.stopping.subscribe();
        tokio::select! {
            biased;
            () = tasks::sleep(AT_LEAST_EVERY) => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

impl Runtime {
    async fn take_errands(&self, most: usize) -> Result<Vec<Errand>, StoreError> {
        let now = self.0.steward.now();
        let store = self.0.steward.store();
        if most == 0 || !store.read(move |tx| errands::are_due(tx, now)).await? {
            return Ok(Vec::new());
        }
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        store.write(move |tx| errands::take(tx, now, now.plus_millis(TAKEN_FOR), most)).await
    }

    /// Makes a call, and forgets it or puts it off.
    async fn make(&self, errand: Errand) {
        let (id, owner) = (errand.id, errand.owner);
        let again_after = match self.request_of(&errand) {
            Ok(request) => self.attempt(&errand, &request).await,
            Err(failed) => {
                error!("A call that is owed by {owner} cannot be read: {failed}");
                None
            }
        };
        let due_at = again_after.map(|wait| self.0.steward.now().plus_millis(wait));
        let next = errand.attempt.saturating_add(1);
        let stored = self.0.steward.store().write(move |tx| match due_at {
            Some(due_at) => errands::again(tx, id, next, due_at),
            None => errands::done(tx, id),
        });
        if let Err(failed) = stored.await {
            // It stays taken for a while, and is then made again.
            debug!("A call that is owed by {owner} could not be put away: {failed}");
        }
    }

    fn request_of(&self, errand: &Errand) -> Result<Value, StoreError> {
        let run = model::RunId(errand.owner);
        let plain = self.0.steward.plain_form(errand.environment, run, &errand.request)?;
        decode_value(&plain).map_err(|error| StoreError::corrupt("errand", error))
    }

    /// Answers after how many milliseconds it is to be tried again, if it is.
    async fn attempt(&self, errand: &Errand, request: &Value) -> Option<i64> {
        let (may_retry, asked, why) = match self.0.http.call(request, &errand.id.to_string()).await {
            Ok(answer) if answer.status < 400 => return None,
            Ok(answer) => (engine::may_retry_status(answer.status), answer.retry_after, answer.status.to_string()),
            Err(failure) => (failure.may_retry, None, failure.message),
        };
        let spread = (Uuid::new_v4().as_u128() >> 75) as f64 / (1_u64 << 53) as f64;
        let wait = engine::wait_before_next(None, errand.attempt, asked, spread).filter(|_| may_retry);
        if wait.is_none() {
            let uri = request.get("uri").map(|uri| uri.to_text().to_string()).unwrap_or_default();
            let place = uri.split(['?', '#']).next().unwrap_or_default();
            warn!(owner.id = %errand.owner, "The call of {place} that {} owes could not be made: {why}", errand.owner);
        }
        wait
    }
}
