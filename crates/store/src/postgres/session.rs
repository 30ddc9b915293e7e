//! One connection with its prepared statements, on the thread that uses it.

use std::{collections::HashMap, sync::OnceLock, time::Duration};

use futures_util::future::join;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, Config, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{Param, StoreError};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an answer may take, a little longer than the server lets a statement take.
const ANSWER: Duration = Duration::from_secs(65);
/// What every session asks of the server: a statement, a lock and a transaction of a node that hangs each end after a while.
const SETTINGS: &str =
    "SET statement_timeout = '60s'; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '5s';
     SET synchronous_commit = on; SET timezone = 'UTC'; SET client_min_messages = warning";

/// A connection. What is sent waits for its answer; nothing else happens on its thread meanwhile.
pub(crate) struct Session {
    runtime: Runtime,
    client: Client,
    statements: HashMap<String, Statement>,
    /// What travels with the next statement: the beginning of a transaction or of a nested piece of work.
    ahead: String,
    /// Whether the transaction has sent something.
    is_begun: bool,
    /// Whether a statement of the transaction has failed. PostgreSQL takes no more then, and a commit would undo it without a word.
    is_broken: bool,
    /// Whether an answer has not come in time. What would be sent after it waits no more.
    is_silent: bool,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("is_begun", &self.is_begun).finish_non_exhaustive()
    }
}

/// Reads an address, and sets what keeps a cut connection from being waited for.
pub(crate) fn config(url: &str) -> Result<Config, StoreError> {
    let mut config: Config = url.parse().map_err(|error: tokio_postgres::Error| {
        // The address holds a password, so it is not repeated.
        StoreError::Address(error.to_string())
    })?;
    config.connect_timeout(CONNECT).tcp_user_timeout(Duration::from_secs(10)).keepalives_idle(Duration::from_secs(10));
    if config.get_application_name().is_none() {
        config.application_name("steward");
    }
    Ok(config)
}

/// An error with its cause.
fn described(error: &tokio_postgres::Error) -> String {
    use std::error::Error as _;
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

/// TLS as the address asks for it (`sslmode`), with the system's certificates.
pub(super) fn tls() -> MakeRustlsConnect {
    static TLS: OnceLock<MakeRustlsConnect> = OnceLock::new();
    let make = || {
        // Somebody else may have chosen a provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        if let Ok((tls, _)) = MakeRustlsConnect::with_native_certs() {
            return tls;
        }
        let nobody = rustls::RootCertStore::empty();
        MakeRustlsConnect::new(rustls::ClientConfig::builder().with_root_certificates(nobody).with_no_client_auth())
    };
    TLS.get_or_init(make).clone()
}

impl Session {
    /// Connects.
    ///
    /// # Errors
    /// The database cannot be reached, or lets nobody in.
    pub(crate) fn connect(config: &Config) -> Result<Self, StoreError> {
        let failed = |error: String| StoreError::Unavailable(error);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| failed(error.to_string()))?;
        let client = runtime.block_on(async {
            let connected = tokio::time::timeout(CONNECT, config.connect(tls())).await;
            let connected = connected.map_err(|_| failed("it did not answer in time".to_owned()))?;
            let (client, connection) = connected.map_err(|error| failed(described(&error)))?;
            // It ends with the connection, and then every statement says so.
            tokio::spawn(connection);
            client.batch_execute(SETTINGS).await?;
            Ok::<_, StoreError>(client)
        })?;
        Ok(Self {
            runtime,
            client,
            statements: HashMap::new(),
            ahead: String::new(),
            is_begun: false,
            is_broken: false,
            is_silent: false,
        })
    }

    /// Whether the connection is gone, or has left something unanswered. What the network said of it while nobody waited here is taken in first.
    pub(crate) fn is_closed(&mut self) -> bool {
        self.runtime.block_on(async {
            // Looks whether something has come; then the connection's own task reads it.
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
        });
        self.is_silent || self.client.is_closed()
    }

    /// Begins a transaction: `begin` travels with its first statement.
    pub(crate) fn begin(&mut self, begin: &'static str) {
        (self.ahead, self.is_begun, self.is_broken) = (begin.to_owned(), false, false);
    }

    /// Lets something travel with the next statement.
    pub(crate) fn send_ahead(&mut self, sql: &'static str) {
        if !self.ahead.is_empty() {
            self.ahead.push_str("; ");
        }
        self.ahead.push_str(sql);
    }

    /// Ends a transaction for good, after `last` statements. Answers the first whole number that they gave.
    ///
    /// # Errors
    /// A statement has failed before, or the commit does; whether it happened is not known if the connection broke.
    pub(crate) fn commit(&mut self, last: &str) -> Result<Option<i64>, StoreError> {
        if self.is_broken {
            self.rollback();
            return Err(StoreError::Unavailable("a statement of the transaction failed".to_owned()));
        }
        let mut sql = std::mem::take(&mut self.ahead);
        if !self.is_begun && last.is_empty() {
            return Ok(None);
        }
        if !sql.is_empty() {
            sql.push_str("; ");
        }
        sql.push_str(last);
        sql.push_str("COMMIT");
        self.is_begun = false;
        let answers = self.wait(async |client| client.simple_query(&sql).await)?;
        Ok(answers.iter().find_map(|answer| match answer {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0)?.parse().ok(),
            _ => None,
        }))
    }

    /// Undoes a transaction. If that fails the connection is gone, and the transaction with it.
    pub(crate) fn rollback(&mut self) {
        self.ahead.clear();
        if std::mem::take(&mut self.is_begun) {
            let _ = self.wait(async |client| client.batch_execute("ROLLBACK").await);
        }
    }

    /// Runs a statement, prepared once.
    pub(crate) fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<usize, StoreError> {
        let statement = self.statement(sql)?;
        let changed = self.send(async |client| client.execute_raw(&statement, params.iter()).await)?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    /// Runs a query, prepared once.
    pub(crate) fn query(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        use futures_util::TryStreamExt as _;
        let statement = self.statement(sql)?;
        self.send(async |client| client.query_raw(&statement, params.iter()).await?.try_collect().await)
    }

    /// Runs statements without parameters.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.send(async |client| client.batch_execute(sql).await)
    }

    /// Takes back what a nested piece of work did, after which the transaction goes on.
    pub(crate) fn undo_to(&mut self, savepoint: &str) -> Result<(), StoreError> {
        // What was to begin it may not have been sent yet.
        let ahead = std::mem::take(&mut self.ahead);
        if ahead.is_empty() || self.is_broken {
            self.is_broken = false;
            return self.batch(&format!("ROLLBACK TO {savepoint}; RELEASE {savepoint}"));
        }
        self.batch(&format!("{ahead}; ROLLBACK TO {savepoint}; RELEASE {savepoint}"))
    }

    /// The prepared form of a statement.
    pub(crate) fn statement(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let translated = numbered(sql);
        let statement = self.send(async |client| client.prepare(&translated).await)?;
        // A bound for statements that are written anew for each table; what goes is closed at the server.
        if self.statements.len() >= 1_024 {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Sends something as part of the transaction.
    fn send<T>(
        &mut self,
        what: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T, StoreError> {
        let ahead = std::mem::take(&mut self.ahead);
        let answer = if ahead.is_empty() {
            self.wait(what)
        } else {
            self.wait(async |client| {
                let (begun, answer) = join(client.batch_execute(&ahead), what(client)).await;
                begun.and(answer)
            })
        };
        self.is_begun = true;
        self.is_broken |= answer.is_err();
        answer
    }

    /// Waits for an answer. One that does not come ends the connection: nothing else is sent on it.
    pub(crate) fn wait<T>(
        &mut self,
        what: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T, StoreError> {
        let silent = || StoreError::Unavailable("it did not answer in time".to_owned());
        if self.is_silent {
            return Err(silent());
        }
        let client = &self.client;
        let answer = self.runtime.block_on(async { tokio::time::timeout(ANSWER, what(client)).await });
        self.is_silent = answer.is_err();
        answer.map_err(|_| silent())?.map_err(StoreError::from)
    }
}

/// `?1` as PostgreSQL writes it: `$1`. No statement has a question mark for anything else.
fn numbered(sql: &str) -> String {
    sql.replace('?', "$")
}
