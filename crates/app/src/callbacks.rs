//! The signed addresses at which actions of runs are called back.

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use engine::Place;
use model::RunId;
use store::KeyRing;

const TEXT: base64::engine::GeneralPurpose = base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Makes and checks addresses: `/callbacks/<run>/<frame>/<action>?sig=<signature>`. Whoever has one may tell the action what it waits
/// for, once.
#[derive(Debug)]
pub struct Callbacks {
    keys: Arc<KeyRing>,
    base: OnceLock<String>,
}

impl Callbacks {
    pub(crate) fn new(keys: Arc<KeyRing>) -> Self {
        Self { keys, base: OnceLock::new() }
    }

    /// Says where others find this server (`https://flows.example.org`). Only the first time counts.
    pub fn found_at(&self, base: &str) {
        let _ = self.base.set(base.trim_end_matches('/').to_owned());
    }

    /// Where others find this server, if it was told.
    pub fn base(&self) -> Option<&str> {
        self.base.get().map(String::as_str)
    }

    /// Whether a signature belongs to an action of a run.
    pub fn is_signed(&self, run: RunId, place: Place, signature: &str) -> bool {
        TEXT.decode(signature).is_ok_and(|signature| self.keys.has_signed(signed(run, place).as_bytes(), &signature))
    }
}

impl engine::Callbacks for Callbacks {
    fn address(&self, run: RunId, place: Place) -> Option<String> {
        let signature = TEXT.encode(self.keys.sign(signed(run, place).as_bytes()));
        Some(format!("{}/{}?sig={signature}", self.base.get()?, signed(run, place)))
    }
}

/// What is signed: the address's path.
fn signed(run: RunId, place: Place) -> String {
    format!("callbacks/{run}/{}/{}", place.frame, place.action.0)
}
