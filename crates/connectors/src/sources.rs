//! Secrets that are kept elsewhere: fetched at the moment of a call, and never stored.
//!
//! A reference says where: `env:NAME`, `file:/path` or `vault:mount/path#field`. Only what the operator allows is fetched; a prefix
//! may say `{environment}`, so that one environment does not read another's. Source of the wire format: HashiCorp Vault, KV version 2.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use wdl::{Object, Value};

use crate::{
    guard::Policy,
    http::{Caller, Failure},
};

/// How long a secret of a vault is kept in memory.
const KEPT: Duration = Duration::from_secs(30);
/// The longest secret.
const LONGEST: u64 = 65_536;

/// Where secrets may be fetched.
#[derive(Clone, Default)]
pub struct Sources(Arc<Inner>);

#[derive(Default)]
struct Inner {
    allowed: Vec<String>,
    variables: BTreeMap<String, String>,
    vault: Option<(Vault, Caller)>,
    kept: Mutex<HashMap<String, (Instant, String)>>,
}

/// A HashiCorp Vault.
#[derive(Clone, Debug)]
pub struct Vault {
    /// Its address.
    pub address: String,
    /// The file with the token, which is read at each call.
    pub token_file: PathBuf,
    /// The namespace, where it has several.
    pub namespace: Option<String>,
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sources").field("allowed", &self.0.allowed).finish_non_exhaustive()
    }
}

impl Sources {
    /// The prefixes of references that are allowed, the variables that `env:` may name, and the vault.
    pub fn new(allowed: Vec<String>, variables: BTreeMap<String, String>, vault: Option<Vault>) -> Self {
        let host = |vault: &Vault| reqwest::Url::parse(&vault.address).ok()?.host_str().map(str::to_owned);
        let vault = vault.map(|vault| {
            let caller = Caller::new(Policy::allowing(host(&vault)));
            (vault, caller)
        });
        Self(Arc::new(Inner { allowed, variables, vault, kept: Mutex::default() }))
    }

    /// The secret that a reference of an environment names.
    ///
    /// # Errors
    /// `SecretUnavailable`: it is not allowed, there is none, or it cannot be reached.
    pub async fn fetch(&self, reference: &str, environment: &str) -> Result<String, Failure> {
        let fetched = match reference.split_once(':') {
            Some((kind, rest)) if self.allows(reference, environment) => match kind {
                "env" => self.0.variables.get(rest).cloned().ok_or_else(|| lasting("there is no such variable")),
                "file" => self.file(Path::new(rest), environment),
                "vault" => self.vault(rest).await,
                _ => Err(lasting("it begins with none of `env:`, `file:` and `vault:`")),
            },
            _ => Err(lasting("the operator has not allowed it with --secrets-from")),
        };
        fetched.map_err(|(why, may_retry)| Failure {
            code: "SecretUnavailable",
            message: format!("`{reference}` cannot be fetched: {why}."),
            may_retry,
        })
    }

    fn allows(&self, reference: &str, environment: &str) -> bool {
        let climbs = reference.split(['/', ':']).any(|part| matches!(part, "." | ".."));
        !climbs && self.prefixes(environment).any(|prefix| reference.starts_with(&prefix) && reference != prefix)
    }

    fn prefixes(&self, environment: &str) -> impl Iterator<Item = String> {
        self.0.allowed.iter().map(move |prefix| prefix.replace("{environment}", environment))
    }

    /// A link out of the folder does not count as being in it.
    fn file(&self, path: &Path, environment: &str) -> Result<String, Why> {
        let real = path.canonicalize().map_err(lasting)?;
        let folders = self
            .prefixes(environment)
            .filter_map(|prefix| Path::new(prefix.strip_prefix("file:")?).canonicalize().ok());
        if !folders.into_iter().any(|folder| real.starts_with(folder)) {
            return Err(lasting("the operator has not allowed the folder that it is in"));
        }
        let metadata = real.metadata().map_err(lasting)?;
        if !metadata.is_file() || metadata.len() > LONGEST {
            return Err(lasting(format!("it is no file of at most {LONGEST} bytes")));
        }
        let text = std::fs::read_to_string(&real).map_err(lasting)?;
        Ok(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    async fn vault(&self, path: &str) -> Result<String, Why> {
        let kept = |all: &HashMap<String, (Instant, String)>| {
            all.get(path).filter(|(at, _)| at.elapsed() < KEPT).map(|(_, secret)| secret.clone())
        };
        if let Some(secret) = kept(&self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(secret);
        }
        let secret = self.ask(path).await?;
        let mut all = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (at, _)| at.elapsed() < KEPT);
        all.insert(path.to_owned(), (Instant::now(), secret.clone()));
        Ok(secret)
    }

    async fn ask(&self, path: &str) -> Result<String, Why> {
        let (vault, caller) = self.0.vault.as_ref().ok_or_else(|| lasting("no vault is configured"))?;
        let place = path.split_once('#').and_then(|(path, field)| Some((path.split_once('/')?, field)));
        let Some(((mount, path), field)) = place.filter(|_| !path.contains(['?', '%', '\\'])) else {
            return Err(lasting("it does not look like `vault:mount/path#field`"));
        };
        let token = std::fs::read_to_string(&vault.token_file)
            .map_err(|error| lasting(format!("the file with the vault's token cannot be read: {error}")))?;
        let mut headers = Object::from([("X-Vault-Token", Value::from(token.trim()))]);
        if let Some(namespace) = &vault.namespace {
            headers.insert("X-Vault-Namespace", Value::from(namespace.as_str()));
        }
        let address = format!("{}/v1/{mount}/data/{path}", vault.address.trim_end_matches('/'));
        let inputs = Object::from([
            ("method", Value::from("GET")),
            ("uri", Value::from(address)),
            ("headers", Value::Object(headers)),
        ]);
        let answer = caller.call(&Value::Object(inputs), "secret").await.map_err(|failure| {
            (format!("the vault cannot be reached: {}", failure.message.trim_end_matches('.')), failure.may_retry)
        })?;
        let body = answer.outputs.get("body");
        if answer.status != 200 {
            let errors = body
                .and_then(|body| body.get("errors")?.as_array())
                .map(|errors| errors.iter().map(|error| error.to_text().to_string()).collect::<Vec<_>>().join(", "));
            let why = format!("the vault answered {} {}", answer.status, errors.unwrap_or_default());
            return Err((why.trim_end().to_owned(), may_change(answer.status)));
        }
        let found = body.and_then(|body| body.get("data")?.get("data")?.get(field)?.as_str());
        found.map(str::to_owned).ok_or_else(|| lasting(format!("the vault has no text `{field}` there")))
    }
}

/// Why not, and whether it may be different later.
type Why = (String, bool);

fn lasting(why: impl ToString) -> Why {
    (why.to_string(), false)
}

/// Whether a vault that answers so may answer otherwise later: it is overloaded, sealed or in standby.
fn may_change(status: u16) -> bool {
    matches!(status, 412 | 429 | 472 | 473 | 500..=599)
}
