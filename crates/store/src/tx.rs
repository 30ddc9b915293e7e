//! A transaction.

use std::sync::Arc;

use model::Timestamp;

use crate::{
    Hint, Param, Row, StoreError,
    dialect::Dialect,
    memory::{Memories, Memory},
    postgres::Session,
    sql::Source,
};

/// One transaction. Verbs take `&mut Tx`; what they did is visible to others after the commit, or never.
#[derive(Debug)]
pub struct Tx<'a> {
    connection: Connection<'a>,
    hints: Vec<Hint>,
    reconfigures: bool,
    /// Where facts are remembered, and the generation that the transaction sees, if that is known without asking.
    memories: Option<(&'a Memories, Option<u64>)>,
    memory: Option<Arc<Memory>>,
    /// What a simulation says of the database; none on a real one.
    #[cfg(feature = "simulated")]
    simulated: Option<crate::simulated::World>,
}

#[derive(Debug)]
enum Connection<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut Session),
}

impl<'a> Tx<'a> {
    /// A transaction on SQLite. It remembers nothing where others of the same commit have changed what people configure.
    pub(crate) fn sqlite(connection: &'a rusqlite::Connection, memories: Option<(&'a Memories, u64)>) -> Self {
        let memories = memories.map(|(memories, generation)| (memories, Some(generation)));
        Self::new(Connection::Sqlite(connection), memories)
    }

    pub(crate) fn postgres(session: &'a mut Session, memories: &'a Memories) -> Self {
        Self::new(Connection::Postgres(session), Some((memories, None)))
    }

    fn new(connection: Connection<'a>, memories: Option<(&'a Memories, Option<u64>)>) -> Self {
        Self {
            connection,
            hints: Vec::new(),
            reconfigures: false,
            memories,
            memory: None,
            #[cfg(feature = "simulated")]
            simulated: None,
        }
    }

    #[cfg(feature = "simulated")]
    pub(crate) fn simulated(
        connection: &'a rusqlite::Connection,
        memories: (&'a Memories, u64),
        world: crate::simulated::World,
    ) -> Self {
        Self { simulated: Some(world), ..Self::sqlite(connection, Some(memories)) }
    }

    pub(crate) fn into_parts(self) -> (Vec<Hint>, bool) {
        (self.hints, self.reconfigures)
    }

    /// Which SQL it speaks.
    pub(crate) fn dialect(&self) -> Dialect {
        match self.connection {
            Connection::Sqlite(_) => Dialect::Sqlite,
            Connection::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The database's clock.
    pub(crate) fn clock(&mut self) -> Result<Timestamp, StoreError> {
        #[cfg(feature = "simulated")]
        if let Some(world) = self.simulated {
            return Ok(world.now);
        }
        let now = self.query_one(self.dialect().now(), &[], |row| row.time(0))?;
        now.ok_or_else(|| StoreError::corrupt("clock", "it says nothing"))
    }

    /// How a lease is kept from being ended, where others could end it. Renewing it goes on.
    pub(crate) fn lease_lock(&self) -> Option<&'static str> {
        #[cfg(feature = "simulated")]
        if let Some(world) = self.simulated {
            return (!world.ignores_leases).then_some("");
        }
        self.dialect().lease_lock()
    }

    /// Says that this transaction changes something that caches hold: who may what, what is bound to what, which flows there are.
    pub fn reconfigures(&mut self) {
        self.reconfigures = true;
        (self.memories, self.memory) = (None, None);
    }

    /// Lets this transaction use what others have read of the configuration that it sees. For transactions that read a lot of it and
    /// change none of it.
    pub fn remembers(&mut self) -> Result<(), StoreError> {
        let Some((memories, generation)) = self.memories else { return Ok(()) };
        let generation = match generation {
            Some(generation) => generation,
            None => {
                let seen = self.query_one("SELECT generation FROM installation", &[], |row| row.int(0))?;
                seen.unwrap_or_default().cast_unsigned()
            }
        };
        self.memory = Some(memories.of(generation));
        Ok(())
    }

    /// A fact of the configuration: remembered, or read now. `what` and `key` name it.
    pub(crate) fn remembered<T: Clone + Send + Sync + 'static>(
        &mut self,
        what: &'static str,
        key: impl FnOnce() -> String,
        read: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let Some(memory) = self.memory.clone() else { return read(self) };
        let key = (what, key());
        if let Some(fact) = memory.get(&key) {
            return Ok(fact);
        }
        let fact: T = read(self)?;
        memory.put(key, fact.clone());
        Ok(fact)
    }

    /// Runs a statement that changes what people configure.
    pub(crate) fn configure(&mut self, sql: &str, params: &[Param<'_>]) -> Result<usize, StoreError> {
        self.reconfigures();
        self.execute(sql, params)
    }

    /// Keeps other transactions that ask for the same waiting until this one has ended. Whatever changes what people configure asks
    /// for it first, so that such changes happen one after the other on all servers. On SQLite every writer is the only one anyway.
    pub fn one_at_a_time(&mut self) -> Result<(), StoreError> {
        match self.connection {
            Connection::Sqlite(_) => Ok(()),
            Connection::Postgres(_) => {
                self.query("SELECT generation FROM installation FOR UPDATE", &[], |_| Ok(())).map(|_| ())
            }
        }
    }

    /// Tells reconcilers, after the commit, that something may be due.
    pub fn hint(&mut self, hint: Hint) {
        if !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
    }

    /// Runs a statement and gives back how many rows it changed. Statements are prepared once for each connection.
    pub fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<usize, StoreError> {
        match &mut self.connection {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                Ok(statement.execute(rusqlite::params_from_iter(params))?)
            }
            Connection::Postgres(session) => session.execute(sql, params),
        }
    }

    /// Runs a query and gives back its rows.
    pub fn query<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        match &mut self.connection {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let mut rows = statement.query(rusqlite::params_from_iter(params))?;
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(each(&Row(Source::Sqlite(row)))?);
                }
                Ok(found)
            }
            Connection::Postgres(session) => {
                session.query(sql, params)?.iter().map(|row| each(&Row(Source::Postgres(row)))).collect()
            }
        }
    }

    /// Runs a query and gives back its first row, if there is one. A statement that changes something is run to its end.
    pub fn query_one<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        each: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match &mut self.connection {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let mut rows = statement.query(rusqlite::params_from_iter(params))?;
                rows.next()?.map(|row| each(&Row(Source::Sqlite(row)))).transpose()
            }
            Connection::Postgres(session) => {
                session.query(sql, params)?.first().map(|row| each(&Row(Source::Postgres(row)))).transpose()
            }
        }
    }

    /// Runs statements that make or change tables.
    pub fn define(&mut self, sql: &str) -> Result<(), StoreError> {
        match &mut self.connection {
            Connection::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Connection::Postgres(session) => session.batch(sql),
        }
    }

    /// Runs `work`; if it fails, what it did is undone and the transaction goes on.
    pub fn nested<T, E: From<StoreError>>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let hints = self.hints.len();
        self.mark("SAVEPOINT nested")?;
        match work(self) {
            Ok(done) => {
                self.mark("RELEASE nested")?;
                Ok(done)
            }
            Err(error) => {
                self.hints.truncate(hints);
                match &mut self.connection {
                    Connection::Sqlite(connection) => {
                        connection.execute_batch("ROLLBACK TO nested; RELEASE nested").map_err(StoreError::from)?;
                    }
                    Connection::Postgres(session) => session.undo_to("nested")?,
                }
                Err(error)
            }
        }
    }

    /// Begins or ends a nested piece of work. On PostgreSQL that travels with the next statement.
    fn mark(&mut self, sql: &'static str) -> Result<(), StoreError> {
        match &mut self.connection {
            Connection::Sqlite(_) => self.execute(sql, &[]).map(|_| ()),
            Connection::Postgres(session) => {
                session.send_ahead(sql);
                Ok(())
            }
        }
    }
}
