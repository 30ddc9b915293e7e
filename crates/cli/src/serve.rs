//! `steward serve`: the server.

mod mail;
mod providers;

use std::{
    io::IsTerminal as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, Result};
use app::{
    AppError, Steward,
    bootstrap::{FirstStart, Started},
};
use connectors::{
    guard::Policy,
    sink::Address,
    sources::{Sources, Vault},
};
use model::Timestamp;
use runtime::{Archive, Connectors, Roles, Runtime};
use server::Parts;
use store::{Database, Store};
use tracing::info;
use tracing_subscriber::EnvFilter;

use crate::{demo, failure::Failure, master_key::MasterKeys, output};

/// How long runs may go on after the server was told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// The folder with the data; it is made where there is none.
    #[arg(long, value_name = "DIR", default_value = "data", env = "STEWARD_DATA")]
    data: PathBuf,
    /// The database: postgres://USER@HOST/NAME, which many servers may share. Default: steward.db in the data folder.
    #[arg(long, value_name = "URL", env = "STEWARD_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    #[command(flatten)]
    master_keys: MasterKeys,
    /// What this server does, separated by commas: api, worker, scheduler. Others on the same database do the rest.
    #[arg(long, value_name = "ROLES", default_value_t = Roles::default())]
    roles: Roles,
    /// What `steward node list` calls this server. Default: the address that it listens on.
    #[arg(long, value_name = "NAME", env = "STEWARD_NODE_NAME")]
    node_name: Option<String>,
    /// How long the servers of one database wait before they take over the runs of one that falls silent.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    lease_seconds: u64,
    /// How many days a run stays in the history after it has ended; 0 is for ever. The same for all servers of one database.
    #[arg(long, value_name = "DAYS", default_value_t = 28, value_parser = clap::value_parser!(u64).range(0..=36_500))]
    history_days: u64,
    /// A folder where runs are written before they are removed from the history; read them with `steward history read`. Give it to
    /// all servers of one database that have the role scheduler.
    #[arg(long, value_name = "DIR")]
    archive: Option<PathBuf>,
    /// The address to listen on. Port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// What callers see in front of the server (https://flows.example.org), where a proxy stands there.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// A file with providers of identities (OpenID Connect), where users may sign in too. docs/guide/sign-in.md describes it.
    #[arg(long, value_name = "FILE", env = "STEWARD_PROVIDERS")]
    providers: Option<PathBuf>,
    /// Fill a new data folder with a small company to try things with. Everybody's password is `demo`.
    #[arg(long)]
    demo: bool,
    /// A host with a private address that flows may call; may be given several times.
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// The most bytes of a request's body.
    #[arg(long, value_name = "BYTES")]
    max_body: Option<usize>,
    /// Who gets every entry of the audit log: https://HOST/PATH, syslog+tls://HOST:PORT, syslog+tcp://HOST:PORT or
    /// syslog+udp://HOST:PORT; may be given several times. The same for all servers of one database that have the role scheduler.
    #[arg(long, value_name = "URL", env = "STEWARD_AUDIT_TO", value_delimiter = ',')]
    audit_to: Vec<Address>,
    /// A file with what collectors of the audit log get in the header Authorization, where they speak HTTP.
    #[arg(long, value_name = "FILE", env = "STEWARD_AUDIT_AUTHORIZATION_FILE")]
    audit_authorization_file: Option<PathBuf>,
    /// A file with the certificates (PEM) of those who vouch for collectors that speak syslog over TLS. Default: whom this machine trusts.
    #[arg(long, value_name = "FILE", env = "STEWARD_AUDIT_CA_FILE")]
    audit_ca_file: Option<PathBuf>,
    /// What connections may refer to in place of a secret: a prefix of `env:NAME`, `file:/path` or `vault:mount/path#field`, with
    /// `{environment}` for the environment's name; may be given several times. The same for all servers of one database.
    #[arg(long, value_name = "PREFIX", env = "STEWARD_SECRETS_FROM", value_delimiter = ',')]
    secrets_from: Vec<String>,
    #[command(flatten)]
    mail: mail::Mail,
    /// After how many hours the server tries a connection that flows rely on and nobody has tried; 0 is never.
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    try_connections_hours: u64,
    /// The HashiCorp Vault that `vault:` means.
    #[arg(long, value_name = "URL", env = "STEWARD_VAULT_ADDRESS", requires = "vault_token_file")]
    vault_address: Option<String>,
    /// The file with the token for the vault; it is read at each call.
    #[arg(long, value_name = "FILE", env = "STEWARD_VAULT_TOKEN_FILE")]
    vault_token_file: Option<PathBuf>,
    /// The namespace in the vault, where it has several.
    #[arg(long, value_name = "NAME", env = "STEWARD_VAULT_NAMESPACE")]
    vault_namespace: Option<String>,
    /// What is logged, as `RUST_LOG` says it (info, runtime=debug,info).
    #[arg(long, value_name = "FILTER", default_value = "info", env = "RUST_LOG")]
    log: String,
}

impl Serve {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let filter = EnvFilter::try_new(&self.log).with_context(|| format!("`{}` is no log filter", self.log))?;
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .with_ansi(std::io::stderr().is_terminal())
            .init();
        crate::client::use_ring();
        let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        threads.block_on(self.serve())?;
        // Whatever still blocks is reading or sleeping; what must be durable is.
        threads.shutdown_timeout(Duration::from_secs(1));
        Ok(ExitCode::SUCCESS)
    }

    /// Opens the data.
    fn open(&self) -> Result<Steward, Failure> {
        make_private(&self.data);
        let store = open_store(self.database_url.as_deref(), &self.data)?;
        let keys = self.master_keys.ring(&self.data)?;
        Ok(Steward::new(store, keys, Arc::new(Timestamp::now), Arc::new(Connectors)))
    }

    /// Where runs are written before they are removed, if the folder can be used.
    fn archive(&self) -> Result<Option<Archive>, Failure> {
        let Some(folder) = &self.archive else { return Ok(None) };
        make_private(folder);
        if !folder.is_dir() {
            let message = format!("The folder {} for the archive cannot be made.", folder.display());
            return Err(Failure::new(message).hint("Choose another folder with --archive."));
        }
        Ok(Some(Archive { folder: folder.clone(), line: server::history_line }))
    }

    /// Who gets the audit log.
    fn audit_to(&self) -> Result<Vec<Address>, Failure> {
        let authorization = self.audit_authorization_file.as_ref().map(read).transpose()?;
        let authorities = self.audit_ca_file.as_ref().map(read).transpose()?;
        let all = self.audit_to.iter().cloned().map(|mut address| {
            if let Some(text) = &authorization {
                address = address.with_authorization(&String::from_utf8_lossy(text))?;
            }
            authorities.as_ref().map_or(Ok(address.clone()), |pem| address.clone().with_authorities(pem))
        });
        all.collect::<Result<_, String>>().map_err(Failure::new)
    }

    /// Where secrets may be fetched that connections refer to.
    fn secrets(&self) -> Sources {
        let names = self.secrets_from.iter().filter_map(|prefix| prefix.strip_prefix("env:"));
        // A name with an environment in it begins with what stands before.
        let begins: Vec<&str> = names.map(|name| name.split('{').next().unwrap_or_default()).collect();
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| begins.iter().any(|begin| name.starts_with(begin)))
            .collect();
        let vault = self.vault_address.clone().zip(self.vault_token_file.clone());
        let vault =
            vault.map(|(address, token_file)| Vault { address, token_file, namespace: self.vault_namespace.clone() });
        Sources::new(self.secrets_from.clone(), variables, vault)
    }

    async fn serve(self) -> Result<()> {
        let providers = self.providers.as_deref().map(providers::read).transpose()?.unwrap_or_default();
        let steward = self.open()?;
        let started = app::bootstrap::start(&steward, FirstStart::default()).await.map_err(told)?;
        let is_new = matches!(started, Started::First { .. });
        let has_demo = if self.demo { demo::seed(&steward, is_new).await? } else { false };
        let outbound = Policy::allowing(self.allow_host.iter().cloned());
        let config = runtime::Config {
            outbound,
            roles: self.roles,
            name: self.node_name.clone().unwrap_or_else(|| self.listen.to_string()),
            lease: Duration::from_secs(self.lease_seconds),
            history: (self.history_days > 0).then(|| Duration::from_secs(self.history_days * 24 * 3_600)),
            archive: self.archive()?,
            audit_to: self.audit_to()?,
            mailer: self.mail.mailer()?,
            secrets: self.secrets(),
            probes: runtime::Probes {
                every: (self.try_connections_hours > 0)
                    .then(|| Duration::from_secs(self.try_connections_hours.saturating_mul(3_600))),
                ..runtime::Probes::default()
            },
            ..runtime::Config::default()
        };
        if let Some(url) = &self.public_url {
            steward.callbacks().found_at(url);
        } else if self.listen.port() != 0 {
            steward.callbacks().found_at(&browsable(self.listen));
        }
        let runtime = Runtime::start(steward.clone(), config).await.map_err(told)?;
        let mut config = server::Config {
            listen: self.listen,
            public_url: self.public_url.clone(),
            providers,
            ..Default::default()
        };
        if let Some(bytes) = self.max_body {
            config.limits.body = bytes;
        }
        let bound = server::bind(config, Parts { steward, runtime: runtime.clone() })
            .await
            .map_err(|error| Failure::new(error.to_string()).hint("Choose another address with --listen."))?;
        runtime.steward().callbacks().found_at(&browsable(bound.address()));
        self.greet(bound.address(), &started, has_demo);
        bound.run(server::told_to_stop()).await;
        runtime.stop(PATIENCE).await;
        info!("Stopped");
        Ok(())
    }

    /// Says where to sign in, and as whom.
    fn greet(&self, address: SocketAddr, started: &Started, has_demo: bool) {
        let url = self.public_url.clone().unwrap_or_else(|| browsable(address));
        info!("Listening on http://{address}, with the data in {}", self.data.display());
        let mut lines = vec![format!("Steward is at {url}")];
        if has_demo {
            lines.push(format!(
                "Sign in as soul, roohi, sam, david, rita or admin; the password is {}.",
                demo::PASSWORD
            ));
            lines.push("This is the demo: do not let others reach it.".to_owned());
        } else if let Started::First { admin, password: Some(password) } = started {
            lines.push(format!("Sign in as {admin} with the password {}", password.expose_text().unwrap_or_default()));
            lines.push("The password is not shown again. Change it with `steward user password`.".to_owned());
        }
        if self.demo && !has_demo {
            lines.push(format!("{} holds data already, so the demo was not added.", self.data.display()));
        }
        output::say(&lines.join("\n"));
    }
}

/// Opens the database at an address, or in the data folder.
///
/// # Errors
/// It cannot be used or reached.
pub(crate) fn open_store(address: Option<&str>, folder: &Path) -> Result<Store, Failure> {
    Ok(Store::open(&store::Config::of(database(address, folder)?))?)
}

/// What a file holds that an option names.
fn read(file: &PathBuf) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| Failure::new(format!("{} cannot be read: {error}.", file.display())))
}

/// The database at an address, or in the data folder.
///
/// # Errors
/// The address is none.
pub(crate) fn database(address: Option<&str>, folder: &Path) -> Result<Database, Failure> {
    Ok(address.map_or_else(|| Ok(Database::in_folder(folder)), Database::parse)?)
}

/// Makes the folder where there is none, for its owner alone: it holds password hashes and rows. Why it cannot be made, opening the
/// store says.
pub(crate) fn make_private(folder: &Path) {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let _ = builder.create(folder);
}

/// An error of a use case, with its code and hint.
pub(crate) fn told(error: AppError) -> Failure {
    Failure { code: Some(error.code.to_string()), message: error.message.clone(), hint: error.hint.clone() }
}

/// The address as one types it into a browser on this machine.
fn browsable(address: SocketAddr) -> String {
    let port = address.port();
    if address.ip().is_unspecified() || address.ip().is_loopback() {
        format!("http://localhost:{port}")
    } else {
        format!("http://{address}")
    }
}
