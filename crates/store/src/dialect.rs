//! What the two databases say differently.

/// A database's SQL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialect {
    /// SQLite: one writer at a time, so nothing is ever locked.
    Sqlite,
    /// PostgreSQL: writers are concurrent, so what is read in order to be changed is locked.
    Postgres,
}

impl Dialect {
    /// After a query: what it finds stays as it is until the transaction ends.
    pub(crate) fn locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// After a query: the same, without what others have locked.
    pub(crate) fn locked_or_skipped(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// How a lease is kept from being ended, where others could end it. Renewing it goes on.
    pub(crate) fn lease_lock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("FOR KEY SHARE"),
        }
    }

    /// The clock, in microseconds since 1970.
    pub(crate) fn now(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
            Self::Postgres => "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
        }
    }

    /// Whether some bytes have others among them.
    pub(crate) fn contains(self, bytes: &str, others: &str) -> String {
        match self {
            Self::Sqlite => format!("instr({bytes}, {others}) > 0"),
            Self::Postgres => format!("position({others} IN {bytes}) > 0"),
        }
    }

    /// A text expression that ignores case when it is compared or sorted.
    pub(crate) fn ignoring_case(self, text: &str) -> String {
        match self {
            Self::Sqlite => format!("{text} COLLATE steward"),
            Self::Postgres => format!("(steward_fold({text}) COLLATE \"C\")"),
        }
    }
}
