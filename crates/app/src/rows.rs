//! Rows of tables: who may do what with which, and what a change starts. The Web API and the Dataverse connector both end here.

mod ask;
mod caller;
mod operation;
mod read;
mod write;

pub use ask::{AskError, Asked, ask, list_tables, who_am_i};
pub use caller::RowCaller;
use model::{EnvironmentId, Timestamp, table::Table};
use store::{StoreError, Tx, tables as stored, tables::TableError};
use tables::{Acting, ODataError};
use thiserror::Error;
use uuid::Uuid;
use wdl::{Object, Value};

use crate::Steward;

/// What is asked for. Sets are entity set names, ids are texts as they came.
#[derive(Clone, Debug)]
pub enum RowRequest {
    /// Make a row.
    Create {
        /// The table's entity set name.
        set: String,
        /// Its columns.
        item: Object,
    },
    /// Change a row.
    Update {
        /// The table's entity set name.
        set: String,
        /// The row.
        id: String,
        /// The columns to change.
        item: Object,
        /// Make it if there is none.
        upsert: bool,
        /// Only if it has this version (`W/"1"`).
        if_match: Option<String>,
    },
    /// See a row.
    Get {
        /// The table's entity set name.
        set: String,
        /// The row.
        id: String,
        /// Query options with their `$`.
        options: Vec<(String, String)>,
    },
    /// See rows.
    List {
        /// The table's entity set name.
        set: String,
        /// Query options with their `$`; `fetchXml` too.
        options: Vec<(String, String)>,
        /// At most so many at a time.
        page: Option<u64>,
    },
    /// Remove a row.
    Delete {
        /// The table's entity set name.
        set: String,
        /// The row.
        id: String,
        /// Only if it has this version (`W/"1"`).
        if_match: Option<String>,
    },
}

/// What came of it.
#[derive(Clone, PartialEq, Debug)]
pub enum RowAnswer {
    /// The row was made.
    Created(Value),
    /// The row, as it is now.
    Row(Value),
    /// Rows.
    Rows {
        /// The list.
        value: Value,
        /// The `$skiptoken` of the next page.
        next: Option<String>,
        /// How many there are in all, if that was asked for.
        count: Option<i64>,
    },
    /// The row was removed.
    Deleted,
}

/// Why a request about rows did not happen.
#[derive(Debug, Error)]
pub enum RowError {
    /// Not valid, not allowed, or not there.
    #[error(transparent)]
    Refused(#[from] ODataError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<TableError> for RowError {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Refused(error) => Self::Refused(error),
            TableError::Store(error) => Self::Store(error),
        }
    }
}

/// Does what is asked, as the caller. A change starts the flows that wait for it, in the same transaction. The transaction is to be
/// undone if this fails.
///
/// # Errors
/// Refused, with the status and code of the Web API; the store's.
pub fn perform(
    tx: &mut Tx<'_>,
    steward: &Steward,
    environment: EnvironmentId,
    caller: &RowCaller,
    request: &RowRequest,
    at: Timestamp,
) -> Result<RowAnswer, RowError> {
    let who = caller.load(tx, environment)?;
    let acting = who.acting();
    let within = Within { steward, environment, acting, at };
    match request {
        RowRequest::Create { set, item } => write::create(tx, &within, set, item, None),
        RowRequest::Update { set, id, item, upsert, if_match } => {
            write::update(tx, &within, (set, id), item, *upsert, if_match.as_deref())
        }
        RowRequest::Get { set, id, options } => read::get(tx, &within, set, id, options),
        RowRequest::List { set, options, page } => read::list(tx, &within, set, options, *page),
        RowRequest::Delete { set, id, if_match } => write::delete(tx, &within, set, id, if_match.as_deref()),
    }
}

/// Where a request is performed, as whom and when.
struct Within<'a> {
    steward: &'a Steward,
    environment: EnvironmentId,
    acting: Acting<'a>,
    at: Timestamp,
}

impl Within<'_> {
    /// The table with this entity set name.
    fn table(&self, tx: &mut Tx<'_>, set: &str) -> Result<std::sync::Arc<Table>, RowError> {
        Ok(stored::by_set(tx, self.environment, set)?.ok_or_else(|| ODataError::no_resource(set))?)
    }
}

/// The row's id in a request.
fn row_id(text: &str) -> Result<Uuid, RowError> {
    Uuid::parse_str(text.trim().trim_matches(['{', '}'])).map_err(|_| {
        RowError::Refused(ODataError::new(
            tables::ErrorKind::InvalidArgument,
            format!("'{text}' is not the id of a row; an id is a GUID such as 00000000-0000-0000-0000-000000000001."),
        ))
    })
}
