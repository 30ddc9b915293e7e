//! The signed address of a flow's request trigger.

use base64::Engine as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use model::ErrorCode;
use serde_json::json;
use sha2::Sha256;
use store::{Secret, Tx, flows, flows::StoredFlow, secrets::Belongs};
use uuid::Uuid;

use crate::{
    AppError, ErrorKind, Op, Steward,
    lookup::{self, Edit, FlowName},
};

const TEXT: base64::engine::GeneralPurpose = base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What the address of a request trigger is made of: `/triggers/<id>/<trigger>?sig=<signature>`.
#[derive(Clone, PartialEq, Eq)]
pub struct TriggerAddress {
    /// The flow's trigger id.
    pub id: Uuid,
    /// The trigger's name.
    pub trigger: String,
    /// What callers write after it, with a leading `/`: `/customers/{id}`. Empty where nothing follows.
    pub relative_path: String,
    /// The signature. Whoever has it may start the flow.
    pub signature: String,
}

impl std::fmt::Debug for TriggerAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TriggerAddress").field("id", &self.id).field("trigger", &self.trigger).finish_non_exhaustive()
    }
}

/// The address of a trigger of a flow.
///
/// # Errors
/// The key cannot be opened with the master keys.
pub fn of(steward: &Steward, flow: &StoredFlow, trigger: &str) -> Result<TriggerAddress, AppError> {
    let signature = TEXT.encode(signing(steward, flow, trigger)?.finalize().into_bytes());
    Ok(TriggerAddress { id: flow.trigger_id, trigger: trigger.to_owned(), relative_path: String::new(), signature })
}

/// The flow that a signed address belongs to. Synchronous, so that it can be one with starting the run.
///
/// # Errors
/// There is no such address, or the signature is missing or wrong. All are told alike.
pub fn verify(
    steward: &Steward,
    tx: &mut Tx<'_>,
    id: Uuid,
    trigger: &str,
    signature: &str,
) -> Result<StoredFlow, AppError> {
    let wrong = || {
        AppError::new(
            ErrorKind::NotSignedIn,
            ErrorCode::BadSignature,
            "The signature of this address is missing or wrong.",
        )
        .with_hint("Copy the address from the flow again; it changes when its key is replaced.")
    };
    let flow = flows::by_trigger_id(tx, id)?.ok_or_else(wrong)?;
    let given = TEXT.decode(signature).map_err(|_| wrong())?;
    signing(steward, &flow, trigger)?.verify_slice(&given).map_err(|_| wrong())?;
    Ok(flow)
}

/// Replaces the key that signs a flow's address: the old address stops working at once.
///
/// # Errors
/// The caller may not edit the flow.
pub async fn renew(steward: &Steward, op: &Op, environment: &str, name: &FlowName) -> Result<(), AppError> {
    let (environment, name) = (environment.to_owned(), name.clone());
    steward
        .change(op, "flow.address.renew", move |steward, tx, op, change| {
            let proof = lookup::flow::<Edit>(tx, op, &environment, &name)?;
            let key: [u8; 32] = store::secrets::random()?;
            let sealed = steward.keys().seal(&Secret::new(key), belongs(proof.flow()))?;
            flows::set_trigger_key(tx, proof.key(), &sealed)?;
            change.of(Some(proof.flow().environment), super::object(proof.flow()), json!({"name": proof.flow().name}));
            Ok(())
        })
        .await
}

fn signing(steward: &Steward, flow: &StoredFlow, trigger: &str) -> Result<Hmac<Sha256>, AppError> {
    let key = steward.keys().open(&flow.trigger_key, belongs(flow))?;
    let mut signing = Hmac::<Sha256>::new_from_slice(key.expose()).map_err(AppError::internal)?;
    signing.update(flow.trigger_id.as_bytes());
    signing.update(trigger.as_bytes());
    Ok(signing)
}

fn belongs(flow: &StoredFlow) -> Belongs {
    Belongs { environment: Some(flow.environment), owner: flow.id.0 }
}
