//! A new store on each database.

use model::{EnvironmentId, EnvironmentKind, Timestamp};
use store::{Config, Database, Store, StoreError, Tx, environments, environments::NewEnvironment, tables::TableError};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub(crate) const NOW: Timestamp = Timestamp(1_700_000_000_000_000);
pub(crate) const HERE: EnvironmentId = EnvironmentId(1);
pub(crate) const THERE: EnvironmentId = EnvironmentId(2);

/// An empty store on each database; what a failing test prints says on which it was.
pub(crate) fn stores() -> impl Iterator<Item = (Store, TempDir)> {
    places().map(|(database, folder)| (open(database), folder))
}

/// A place for each database.
fn places() -> impl Iterator<Item = (Database, TempDir)> {
    ["SQLite", "PostgreSQL"].into_iter().map(move |name| {
        println!("on {name}");
        let folder = tempfile::tempdir().expect("a folder");
        let database = match name {
            "SQLite" => Database::Sqlite(folder.path().join("steward.db")),
            _ => Database::Postgres(testkit::postgres::shared().fresh_url()),
        };
        (database, folder)
    })
}

/// Whether what differs by the nature of PostgreSQL is to be expected.
pub(crate) fn is_postgres(store: &Store) -> bool {
    store.is_shared()
}

/// Two servers on one PostgreSQL, with an environment.
pub(crate) struct Servers {
    pub(crate) one: Store,
    pub(crate) two: Store,
    runtime: Runtime,
}

impl Servers {
    pub(crate) fn start() -> Self {
        let url = testkit::postgres::shared().fresh_url();
        let (one, two) = (open(Database::Postgres(url.clone())), open(Database::Postgres(url)));
        let servers = Self { one, two, runtime: runtime() };
        let made = servers.block_on(servers.one.write(|tx| crate::things::environment(tx, "here")));
        assert_eq!(made.expect("no error"), HERE);
        servers
    }

    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Runs a work at the first.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.block_on(self.one.write(work)).expect("no error")
    }
}

fn open(database: Database) -> Store {
    Store::open(&Config::of(database)).unwrap_or_else(|error| panic!("the store does not open: {error}"))
}

/// Runs a work on an empty store of each database.
pub(crate) fn in_store(work: impl FnOnce(&mut Tx<'_>) -> Result<(), StoreError> + Copy + Send + 'static) {
    for (store, _folder) in stores() {
        runtime().block_on(store.write(work)).expect("no error");
    }
}

pub(crate) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// A store with two environments, which is gone at the end of a test.
pub(crate) struct Fixture {
    pub(crate) store: Store,
    database: Database,
    runtime: Runtime,
    _folder: TempDir,
}

impl Fixture {
    /// Another server on the same database where there may be one, else the same.
    pub(crate) fn other_server(&self) -> Store {
        if is_postgres(&self.store) { open(self.database.clone()) } else { self.store.clone() }
    }

    /// One on each database.
    pub(crate) fn on_both() -> impl Iterator<Item = Self> {
        places().map(|(database, folder)| {
            let store = open(database.clone());
            let fixture = Self { store, database, runtime: runtime(), _folder: folder };
            fixture.write(|tx| {
                for (name, id) in [("here", HERE), ("there", THERE)] {
                    let new = NewEnvironment {
                        name: name.to_owned(),
                        display_name: name.to_uppercase(),
                        kind: EnvironmentKind::Dev,
                        protected: false,
                    };
                    assert_eq!(environments::insert(tx, &new, NOW)?, id);
                }
                Ok(())
            });
            fixture
        })
    }

    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, TableError> + Send + 'static,
    ) -> T {
        self.block_on(self.store.write(work)).expect("no error")
    }

    pub(crate) fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, TableError> + Send + 'static,
    ) -> T {
        self.block_on(self.store.read(work)).expect("no error")
    }

    /// What a work is refused with.
    pub(crate) fn refused<T: Send + std::fmt::Debug + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, TableError> + Send + 'static,
    ) -> String {
        match self.block_on(self.store.write(work)) {
            Err(TableError::Refused(error)) => format!("{} {}", error.name(), error.message),
            other => panic!("not refused: {other:?}"),
        }
    }
}

/// Room in memory for whatever is due.
pub(crate) fn any_room() -> store::runs::Room {
    store::runs::Room::new(u32::MAX, [].into())
}
