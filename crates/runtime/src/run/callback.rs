//! Callbacks: somebody outside tells an action of a run what it waits for.
//!
//! What was told is stored by whichever server is told, and the run is made to look, wherever it is. A run that only waits is let go of.

use app::{AppError, ErrorKind};
use engine::{
    Asks, Call, Outcome, Place,
    journal::{decode_value, encode_value},
};
use model::{ErrorCode, RunId};
use store::{
    StoreError, Tx,
    callbacks::{self, Callback, Taken},
    runs,
};
use wdl::{Value, definition::ActionIx};

use super::active::Active;
use crate::runtime::Runtime;

/// The key of an action that somebody is to call back.
pub(crate) fn key(run: RunId, place: Place) -> Callback {
    Callback { run, frame: place.frame, action: place.action.0 }
}

/// The callbacks that a run waits for.
pub(crate) fn waited_for(active: &Active) -> Vec<Callback> {
    let calls = active.run.outstanding_calls();
    calls.iter().filter(|call| call.what == Asks::Callback).map(|call| key(active.id(), call.place)).collect()
}

/// What an action was told. `None`: nothing yet.
pub(crate) fn perform(
    tx: &mut Tx<'_>,
    runtime: &Runtime,
    active: &Active,
    call: &Call,
) -> Result<Option<Outcome>, StoreError> {
    let Some(told) = callbacks::answer(tx, &key(active.id(), call.place))? else { return Ok(None) };
    let plain = runtime.0.steward.plain_form(active.prepared.environment, active.id(), &told)?;
    let outputs = decode_value(&plain).map_err(|error| StoreError::corrupt("callback", error))?;
    Ok(Some(Outcome::succeeded("OK", outputs)))
}

/// An action of a run that was found by its address, with its signature checked.
#[derive(Clone, Copy, Debug)]
pub struct CallbackTarget(Callback);

impl Runtime {
    /// The action with this address, if the signature fits.
    ///
    /// # Errors
    /// 404 [`ErrorCode::BadSignature`].
    pub fn callback(&self, run: RunId, frame: u32, action: u16, signature: &str) -> Result<CallbackTarget, AppError> {
        let place = Place { frame, action: ActionIx(action) };
        if self.0.steward.callbacks().is_signed(run, place, signature) {
            return Ok(CallbackTarget(key(run, place)));
        }
        Err(AppError::new(
            ErrorKind::NotFound,
            ErrorCode::BadSignature,
            "There is no callback at this address, or its signature is wrong.",
        )
        .with_hint("Call the whole address that the subscription was given, with its `sig`."))
    }

    /// Tells an action what it waits for: `{headers, queries?, body?}`. It is durable when this answers.
    ///
    /// # Errors
    /// 409 [`ErrorCode::RunState`]: the action was told before, or waits no more. The store's.
    pub async fn called_back(&self, target: CallbackTarget, outputs: Value) -> Result<(), AppError> {
        let (steward, CallbackTarget(callback)) = (self.0.steward.clone(), target);
        let taken = self.0.steward.store().write(move |tx| {
            let Some(environment) = runs::environment_of(tx, callback.run)? else { return Ok(Taken::Closed) };
            // What is told may be as secret as anything, and nobody has said that it is not.
            let told = steward.stored_form(true, environment, callback.run, encode_value(&outputs))?;
            callbacks::take_in(tx, &callback, &told)
        });
        match taken.await.map_err(|error: StoreError| AppError::from(error))? {
            Taken::Taken => Ok(()),
            Taken::Twice => Err(refused("The action was called back before; only the first time counts.")),
            Taken::Closed => Err(refused("The action does not wait to be called back: it has ended.")),
        }
    }
}

fn refused(message: &str) -> AppError {
    AppError::conflict(message)
        .with_code(ErrorCode::RunState)
        .with_hint("Nothing is to be done; the history of the run says what became of the action.")
}
