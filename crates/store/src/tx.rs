//! A transaction.

use crate::{Hint, Param, Row, StoreError};

/// One transaction. Verbs take `&mut Tx`; what they did is visible to others after the commit, or never.
#[derive(Debug)]
pub struct Tx<'a> {
    connection: &'a rusqlite::Connection,
    hints: Vec<Hint>,
    reconfigures: bool,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(connection: &'a rusqlite::Connection) -> Self {
        Self { connection, hints: Vec::new(), reconfigures: false }
    }

    pub(crate) fn into_parts(self) -> (Vec<Hint>, bool) {
        (self.hints, self.reconfigures)
    }

    /// Says that this transaction changes something that caches hold: who may what, what is bound to what, which flows there are.
    pub fn reconfigures(&mut self) {
        self.reconfigures = true;
    }

    /// Tells reconcilers, after the commit, that something may be due.
    pub fn hint(&mut self, hint: Hint) {
        self.hints.push(hint);
    }

    /// Runs a statement and gives back how many rows it changed. Statements are prepared once for each connection.
    pub fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<usize, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.execute(rusqlite::params_from_iter(params))?)
    }

    /// Runs a query and gives back its rows.
    pub fn query<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(each(&Row(row))?);
        }
        Ok(found)
    }

    /// Runs a query and gives back its first row, if there is one.
    pub fn query_one<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        each: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params))?;
        match rows.next()? {
            Some(row) => each(&Row(row)).map(Some),
            None => Ok(None),
        }
    }

    /// Runs statements that make or change tables.
    pub fn define(&mut self, sql: &str) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch(sql)?)
    }

    /// Runs `work`; if it fails, what it did is undone and the transaction goes on.
    pub fn nested<T, E: From<StoreError>>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let hints = self.hints.len();
        self.execute("SAVEPOINT nested", &[])?;
        match work(self) {
            Ok(done) => {
                self.execute("RELEASE nested", &[])?;
                Ok(done)
            }
            Err(error) => {
                self.hints.truncate(hints);
                self.execute("ROLLBACK TO nested", &[])?;
                self.execute("RELEASE nested", &[])?;
                Err(error)
            }
        }
    }
}
