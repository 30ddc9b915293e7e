//! Where the master keys are: what `serve` and `secrets` ask for.

use std::path::Path;

use model::ErrorCode;
use store::{KeyRing, secrets::SecretError};

use crate::failure::Failure;

#[derive(Debug, clap::Args)]
pub(crate) struct MasterKeys {
    /// The file with the master key, the same for all servers of one database. The variable may hold the key itself instead, as 64
    /// hexadecimal digits. Default: master.key in the data folder.
    #[arg(
        long = "master-key-file",
        visible_alias = "master-key",
        value_name = "FILE",
        env = "STEWARD_MASTER_KEY",
        hide_env_values = true
    )]
    master_key: Option<String>,
    /// A file with another master key, which only opens what was sealed with it; may be given several times. The variable may hold keys
    /// themselves.
    #[arg(
        long = "former-master-key-file",
        value_name = "FILE",
        env = "STEWARD_FORMER_MASTER_KEYS",
        value_delimiter = ',',
        hide_env_values = true
    )]
    former: Vec<String>,
}

impl MasterKeys {
    /// The keys. The one that seals is made where its file is not there.
    ///
    /// # Errors
    /// A file cannot be read, or holds no key.
    pub(crate) fn ring(&self, folder: &Path) -> Result<KeyRing, Failure> {
        let first = match &self.master_key {
            Some(given) => key(given, KeyRing::in_file),
            None => KeyRing::in_folder(folder).map_err(told),
        };
        self.former.iter().try_fold(first?, |ring, given| Ok(ring.with_formers(key(given, KeyRing::read)?)))
    }

    /// The same, once another key seals.
    ///
    /// # Errors
    /// As [`ring`](Self::ring); there is no present key.
    pub(crate) fn ring_after(&self, new: &str, folder: &Path) -> Result<KeyRing, Failure> {
        let present = match &self.master_key {
            Some(given) => key(given, KeyRing::read),
            None => KeyRing::read(&folder.join("master.key")).map_err(told),
        };
        let ring = key(new, KeyRing::in_file)?.with_formers(present?);
        self.former.iter().try_fold(ring, |ring, given| Ok(ring.with_formers(key(given, KeyRing::read)?)))
    }
}

/// A key in hexadecimal, or in a file.
fn key(given: &str, file: impl FnOnce(&Path) -> Result<KeyRing, SecretError>) -> Result<KeyRing, Failure> {
    KeyRing::in_text(given).or_else(|_| file(Path::new(given))).map_err(told)
}

fn told(error: SecretError) -> Failure {
    let failure = Failure::coded(ErrorCode::MasterKey, format!("{error}."));
    match error {
        SecretError::KeyFile { .. } => failure.hint("Put back the `master.key` file that belongs to this data."),
        _ => failure,
    }
}
