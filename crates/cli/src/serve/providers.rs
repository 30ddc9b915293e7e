//! The file of `--providers`: where else than here users may sign in.

use std::{collections::BTreeMap, fs, path::Path};

use app::sign_in::provider::Admission;
use serde::Deserialize;
use server::ProviderConfig;
use store::Secret;

use crate::failure::Failure;

/// A provider as the file has it. Its secret is not in the file: files are copied and shown.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Entry {
    /// What addresses call it: lower case letters, digits and `-`.
    name: String,
    /// What people read; the name, where there is none.
    label: Option<String>,
    issuer: String,
    client_id: String,
    /// A file with the secret.
    client_secret_file: Option<String>,
    /// The environment variable with the secret.
    client_secret_env: Option<String>,
    #[serde(default = "usual_scopes")]
    scopes: Vec<String>,
    #[serde(default = "usual_name_claim")]
    name_claim: String,
    groups_claim: Option<String>,
    /// Which value of the claim makes a member of which group.
    #[serde(default)]
    groups: BTreeMap<String, String>,
    /// Whether users are made for those who come for the first time.
    #[serde(default)]
    creates_users: bool,
}

fn usual_scopes() -> Vec<String> {
    ["profile", "email"].map(str::to_owned).to_vec()
}

fn usual_name_claim() -> String {
    "preferred_username".to_owned()
}

/// Reads the file: a JSON array of providers.
///
/// # Errors
/// It cannot be read, is not such an array, or a secret is not where it says.
pub(super) fn read(file: &Path) -> Result<Vec<ProviderConfig>, Failure> {
    let shown = file.display();
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::new(format!("The providers cannot be read from {shown}: {error}.")))?;
    let entries: Vec<Entry> = serde_json::from_str(&text).map_err(|error| {
        Failure::new(format!("{shown} is no list of providers: {error}."))
            .hint("docs/guide/sign-in.md shows what it looks like.")
    })?;
    let mut providers: Vec<ProviderConfig> = Vec::new();
    for entry in entries {
        let is_new = providers.iter().all(|other| other.admission.provider != entry.name);
        let letters =
            |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if entry.name.is_empty() || !letters(&entry.name) || !is_new {
            let message = format!("{shown}: `{}` is no name of a provider, or is there twice.", entry.name);
            return Err(Failure::new(message).hint("A name has lower case letters, digits and `-`."));
        }
        if !is_safe(&entry.issuer) {
            let message = format!("{shown}: the issuer of `{}`, {}, is no https address.", entry.name, entry.issuer);
            return Err(Failure::new(message).hint("Only on this machine itself may it be http."));
        }
        providers.push(entry.into_config(file)?);
    }
    Ok(providers)
}

/// What goes to an issuer by http could be read and answered by anybody between.
fn is_safe(issuer: &str) -> bool {
    reqwest::Url::parse(issuer).is_ok_and(|url| match url.scheme() {
        "https" => true,
        "http" => url.host_str().is_some_and(|host| ["localhost", "127.0.0.1", "[::1]"].contains(&host)),
        _ => false,
    })
}

impl Entry {
    fn into_config(self, file: &Path) -> Result<ProviderConfig, Failure> {
        let client_secret = self.secret(file)?;
        Ok(ProviderConfig {
            label: self.label.unwrap_or_else(|| self.name.clone()),
            issuer: self.issuer,
            client_id: self.client_id,
            client_secret,
            scopes: self.scopes,
            name_claim: self.name_claim,
            groups_claim: self.groups_claim,
            admission: Admission { provider: self.name, creates_users: self.creates_users, groups: self.groups },
        })
    }

    #[expect(clippy::disallowed_methods, reason = "the file says which variable holds the secret")]
    fn secret(&self, file: &Path) -> Result<Option<Secret>, Failure> {
        let missing = |place: &str, why: String| {
            Failure::new(format!(
                "The client secret of the provider `{}` cannot be read from {place}: {why}.",
                self.name
            ))
        };
        match (&self.client_secret_file, &self.client_secret_env) {
            (Some(_), Some(_)) => Err(Failure::new(format!(
                "{}: the provider `{}` has two places for its client secret.",
                file.display(),
                self.name
            ))),
            (Some(place), None) => {
                let text = fs::read_to_string(place).map_err(|error| missing(place, error.to_string()))?;
                Ok(Some(Secret::new(text.trim_end_matches(['\r', '\n']).to_owned())))
            }
            (None, Some(name)) => {
                let text = std::env::var(name).map_err(|error| missing(name, error.to_string()))?;
                Ok(Some(Secret::new(text)))
            }
            (None, None) => Ok(None),
        }
    }
}
