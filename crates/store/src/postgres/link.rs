//! A thread's connection, made anew when it was lost.

use tokio_postgres::Config;
use tracing::warn;

use super::session::Session;
use crate::StoreError;

/// The connection of one thread.
pub(super) struct Link {
    config: Config,
    session: Option<Session>,
}

impl Link {
    pub(super) fn new(config: Config) -> Self {
        Self { config, session: None }
    }

    /// The connection, if the database can be reached.
    pub(super) fn session(&mut self) -> Result<&mut Session, StoreError> {
        if self.session.as_mut().is_some_and(Session::is_closed) {
            warn!("A connection to the database was lost");
            self.session = None;
        }
        match &mut self.session {
            Some(session) => Ok(session),
            none => Ok(none.insert(Session::connect(&self.config)?)),
        }
    }

    /// Gives the connection up, because what its transaction has come to is not known.
    pub(super) fn give_up(&mut self) {
        self.session = None;
    }
}
