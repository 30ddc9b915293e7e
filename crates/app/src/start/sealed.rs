//! Secured history: what a flow marks as secure is not stored in clear.
//!
//! A run of a flow with a secured action, trigger or parameter stores its start and its journal segments sealed with the master key.
//! Expressions still see the values, because they are opened when the run is resumed; people do not, because views leave them out.

use std::borrow::Cow;

use model::{EnvironmentId, RunId};
use store::{
    Secret, StoreError,
    secrets::{Belongs, MARK},
};
use wdl::Definition;

use crate::Steward;

/// Whether runs of this definition hold something that the history hides, or shows only in part.
pub(super) fn is_secure(definition: &Definition) -> bool {
    definition.iter().any(|(_, action)| {
        action.options.secure_inputs || action.options.secure_outputs || action.kind.carries_secrets()
    }) || definition.triggers.iter().any(|trigger| trigger.secure_outputs)
        || definition
            .parameters
            .iter()
            .any(|parameter| parameter.type_name.starts_with("secure") && !parameter.name.starts_with('$'))
}

impl Steward {
    /// The form in which bytes of a run are stored.
    ///
    /// # Errors
    /// No randomness on this system.
    pub fn stored_form(
        &self,
        is_secure: bool,
        environment: EnvironmentId,
        run: RunId,
        plain: Vec<u8>,
    ) -> Result<Vec<u8>, StoreError> {
        if !is_secure {
            return Ok(plain);
        }
        let sealed = self
            .keys()
            .seal(&Secret::new(plain), belongs(environment, run))
            .map_err(|error| StoreError::corrupt("history", error))?;
        Ok([&MARK, sealed.as_slice()].concat())
    }

    /// The bytes of a run as they were before they were stored.
    ///
    /// # Errors
    /// Sealed bytes that the master keys do not open, or of another run.
    pub fn plain_form<'a>(
        &self,
        environment: EnvironmentId,
        run: RunId,
        stored: &'a [u8],
    ) -> Result<Cow<'a, [u8]>, StoreError> {
        match stored.split_at_checked(1) {
            Some((mark, sealed)) if *mark == MARK => {
                let opened = self
                    .keys()
                    .open(sealed, belongs(environment, run))
                    .map_err(|error| StoreError::corrupt("history", error))?;
                Ok(Cow::Owned(opened.expose().to_vec()))
            }
            _ => Ok(Cow::Borrowed(stored)),
        }
    }
}

/// A segment moved to another run or environment does not open.
fn belongs(environment: EnvironmentId, run: RunId) -> Belongs {
    Belongs { environment: Some(environment), owner: run.0 }
}
