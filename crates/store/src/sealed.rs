//! Everything that is sealed with the master key, wherever it is kept: what rotating that key goes through.

use model::{EnvironmentId, RunId};

use crate::{Param, StoreError, Tx, secrets, secrets::Belongs};

/// A column that holds sealed values.
#[derive(Debug)]
pub struct Place {
    /// What people call what is there.
    pub name: &'static str,
    /// Whether entries of the audit log may vouch for what is there, as it is stored.
    pub is_history: bool,
    table: &'static str,
    /// What says to whom a value belongs, where the table does not.
    join: &'static str,
    column: &'static str,
    /// The table's key.
    key: &'static [(&'static str, Kind)],
    environment: &'static str,
    owner: &'static str,
    /// Whether only values with a mark before them are sealed.
    is_marked: bool,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Id,
    Number,
}
use Kind::{Id, Number};

const OF_RUN: &str = "JOIN runs r ON r.id = t.run";

/// All of them, apart from the setting that shows whether a master key fits.
pub const PLACES: &[Place] = &[
    Place {
        name: "credentials of connections",
        is_history: false,
        table: "connection_secrets",
        join: "JOIN connections r ON r.id = t.connection",
        column: "sealed",
        key: &[("connection", Id), ("version", Number)],
        environment: "r.environment",
        owner: "r.owner",
        is_marked: false,
    },
    Place {
        name: "keys of flows' addresses",
        is_history: false,
        table: "flows",
        join: "",
        column: "trigger_key",
        key: &[("key", Number)],
        environment: "t.environment",
        owner: "t.id",
        is_marked: false,
    },
    Place {
        name: "the key that signs packages",
        is_history: false,
        table: "signing_keys",
        join: "",
        column: "sealed",
        key: &[("number", Number)],
        environment: "NULL",
        owner: "t.id",
        is_marked: false,
    },
    Place {
        name: "second factors",
        is_history: false,
        table: "second_factors",
        join: "",
        column: "secret",
        key: &[("principal", Id)],
        environment: "NULL",
        owner: "t.principal",
        is_marked: false,
    },
    Place {
        name: "starts of runs",
        is_history: true,
        table: "runs",
        join: "",
        column: "start",
        key: &[("id", Id)],
        environment: "t.environment",
        owner: "t.id",
        is_marked: true,
    },
    Place {
        name: "journals of runs",
        is_history: true,
        table: "journal",
        join: OF_RUN,
        column: "segment",
        key: &[("run", Id), ("seq", Number)],
        environment: "r.environment",
        owner: "t.run",
        is_marked: true,
    },
    Place {
        name: "answers to callbacks",
        is_history: false,
        table: "callbacks",
        join: OF_RUN,
        column: "answer",
        key: &[("run", Id), ("frame", Number), ("action", Number)],
        environment: "r.environment",
        owner: "t.run",
        is_marked: true,
    },
    Place {
        name: "answers of called flows",
        is_history: false,
        table: "child_calls",
        join: "JOIN runs r ON r.id = t.child",
        column: "answer",
        key: &[("parent", Id), ("frame", Number), ("action", Number), ("attempt", Number)],
        environment: "r.environment",
        owner: "t.child",
        is_marked: true,
    },
    Place {
        name: "calls that are owed",
        is_history: false,
        table: "errands",
        join: "",
        column: "request",
        key: &[("id", Id)],
        environment: "t.environment",
        owner: "t.owner",
        is_marked: true,
    },
    Place {
        name: "subscriptions of triggers",
        is_history: false,
        table: "subscriptions",
        join: "",
        column: "request",
        key: &[("flow", Number)],
        environment: "t.environment",
        owner: "t.owner",
        is_marked: true,
    },
];

/// A sealed value, where it is.
#[derive(Clone, PartialEq, Debug)]
pub struct Sealed {
    key: Vec<Param<'static>>,
    /// To whom it belongs.
    pub belongs: Belongs,
    stored: Vec<u8>,
    is_marked: bool,
}

impl Sealed {
    /// The value, as it was sealed.
    pub fn bytes(&self) -> &[u8] {
        self.stored.get(usize::from(self.is_marked)..).unwrap_or_default()
    }

    /// The run whose history it is, if it is history.
    pub fn run(&self) -> RunId {
        RunId(self.belongs.owner)
    }
}

/// Sealed values of a place after one of them, in the order of the table's key.
pub fn page(tx: &mut Tx<'_>, place: &Place, after: Option<&Sealed>, limit: u32) -> Result<Vec<Sealed>, StoreError> {
    let Place { table, join, column, environment, owner, .. } = place;
    let key = place.key.iter().map(|(name, _)| format!("t.{name}")).collect::<Vec<_>>().join(", ");
    let mut params: Vec<Param<'_>> = after.map(|it| it.key.clone()).unwrap_or_default();
    let mut conditions = vec![format!("t.{column} IS NOT NULL")];
    if !params.is_empty() {
        conditions.push(format!("({key}) > ({})", numbered(1, params.len())));
    }
    if place.is_marked {
        params.push(Param::Blob(&secrets::MARK));
        conditions.push(format!("substr(t.{column}, 1, 1) = ?{}", params.len()));
    }
    params.push(limit.into());
    let sql = format!(
        "SELECT {environment}, {owner}, t.{column}, {key} FROM {table} t {join} WHERE {} ORDER BY {key} LIMIT ?{}",
        conditions.join(" AND "),
        params.len()
    );
    let has_environment = *environment != "NULL";
    tx.query(&sql, &params, |row| {
        let parts = place.key.iter().zip(3..);
        Ok(Sealed {
            belongs: Belongs {
                environment: if has_environment { Some(EnvironmentId(row.int(0)?)) } else { None },
                owner: row.uuid(1)?,
            },
            stored: row.blob(2)?,
            key: parts
                .map(|((_, kind), column)| match kind {
                    Id => row.uuid(column).map(Param::Uuid),
                    Number => row.int(column).map(Param::Int),
                })
                .collect::<Result<_, _>>()?,
            is_marked: place.is_marked,
        })
    })
}

/// Puts a value that was sealed anew in the place of an old one. False: it is not there any more, or is another one meanwhile.
pub fn put(tx: &mut Tx<'_>, place: &Place, old: &Sealed, new: &[u8]) -> Result<bool, StoreError> {
    let Place { table, column, .. } = place;
    let mark: &[u8] = if place.is_marked { &secrets::MARK } else { &[] };
    let stored = [mark, new].concat();
    let conditions = place.key.iter().zip(3..).map(|((name, _), number)| format!(" AND {name} = ?{number}"));
    let sql = format!("UPDATE {table} SET {column} = ?1 WHERE {column} = ?2{}", conditions.collect::<String>());
    let mut params = vec![Param::Blob(&stored), Param::Blob(&old.stored)];
    params.extend(old.key.iter().cloned());
    // Some of it is what caches hold.
    Ok(tx.configure(&sql, &params)? > 0)
}

fn numbered(from: usize, count: usize) -> String {
    (from..from + count).map(|number| format!("?{number}")).collect::<Vec<_>>().join(", ")
}
