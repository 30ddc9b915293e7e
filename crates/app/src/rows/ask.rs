//! Rows for a caller of the Web API: its rights in the environment, on whose behalf it acts, and one transaction.

use access::Directory as _;
use model::{EnvironmentId, PrincipalId, table::Table};
use std::sync::Arc;
use store::{Tx, principals, tables as stored};
use tables::{ErrorKind, ODataError, security::root_business_unit};
use uuid::Uuid;

use super::{RowAnswer, RowCaller, RowError, RowRequest, perform, row_id};
use crate::{
    AppError, Op, Steward,
    directory::InStore,
    lookup::{self, Enter},
};

/// Why a request of the Web API did not happen.
#[derive(Debug)]
pub enum AskError {
    /// The caller may not know of the environment, or the store failed.
    App(AppError),
    /// Not valid, not allowed, or not there.
    Refused(ODataError),
}

impl From<AppError> for AskError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<store::StoreError> for AskError {
    fn from(error: store::StoreError) -> Self {
        Self::App(error.into())
    }
}

impl From<ODataError> for AskError {
    fn from(error: ODataError) -> Self {
        Self::Refused(error)
    }
}

impl From<RowError> for AskError {
    fn from(error: RowError) -> Self {
        match error {
            RowError::Refused(error) => Self::Refused(error),
            RowError::Store(error) => Self::App(error.into()),
        }
    }
}

/// What the Web API asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The environment's name.
    pub environment: String,
    /// On whose behalf, where it is not the caller's own.
    pub on_behalf_of: Option<PrincipalId>,
    /// What.
    pub request: RowRequest,
    /// An update only makes a row, and never changes one (`If-None-Match: *`).
    pub only_new: bool,
}

/// Does what the Web API asks for, in a transaction of its own.
///
/// # Errors
/// The caller may not enter the environment, or not act on behalf of others; and all of [`perform`].
pub async fn ask(steward: &Steward, op: &Op, asked: Asked) -> Result<RowAnswer, AskError> {
    let reads = matches!(asked.request, RowRequest::Get { .. } | RowRequest::List { .. });
    let (within, op) = (steward.clone(), op.clone());
    let work = move |tx: &mut Tx<'_>| {
        tx.remembers()?;
        let proof = lookup::environment::<Enter>(tx, &op, &asked.environment)?;
        let caller = caller(tx, &op, proof.id(), asked.on_behalf_of)?;
        if asked.only_new {
            refuse_existing(tx, proof.id(), &asked.request)?;
        }
        Ok(perform(tx, &within, proof.id(), &caller, &asked.request, op.at)?)
    };
    if reads { steward.store().read(work).await } else { steward.store().write(work).await }
}

/// Who the caller is in an environment: business unit and user, for `WhoAmI`.
///
/// # Errors
/// As [`ask`].
pub async fn who_am_i(
    steward: &Steward,
    op: &Op,
    environment: &str,
    on_behalf_of: Option<PrincipalId>,
) -> Result<(Uuid, PrincipalId), AskError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .store()
        .read(move |tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &environment)?;
            let caller = caller(tx, &op, proof.id(), on_behalf_of)?;
            Ok((root_business_unit(proof.id()), caller.effective))
        })
        .await
}

/// The tables of an environment. Every member may know which there are.
///
/// # Errors
/// The caller may not know of the environment.
pub async fn list_tables(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<Arc<Table>>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &environment)?;
            Ok(stored::list_tables(tx, proof.id())?)
        })
        .await
}

fn caller(
    tx: &mut Tx<'_>,
    op: &Op,
    environment: EnvironmentId,
    on_behalf_of: Option<PrincipalId>,
) -> Result<RowCaller, AskError> {
    let Some(effective) = on_behalf_of.filter(|other| *other != op.id()) else { return Ok(RowCaller::own(op.id())) };
    if !InStore::at(tx, op.at).may_act_on_behalf(environment, op.id())? {
        let name = &op.who.principal().name;
        let message = format!("`{name}` may not act on behalf of another user in this environment.");
        return Err(ODataError::new(ErrorKind::CannotActOnBehalfOfAnotherUser, message).into());
    }
    let other = principals::by_id(tx, effective)?;
    let other = other.ok_or_else(|| ODataError::no_row("systemuser", effective.0))?;
    if !other.is_active(op.at) {
        let message = format!("The user with id {effective} is disabled.");
        return Err(ODataError::new(ErrorKind::UserNotEnabled, message).into());
    }
    Ok(RowCaller { effective, impersonator: Some(op.id()) })
}

fn refuse_existing(tx: &mut Tx<'_>, environment: EnvironmentId, request: &RowRequest) -> Result<(), AskError> {
    let RowRequest::Update { set, id, .. } = request else { return Ok(()) };
    let table = stored::by_set(tx, environment, set)?.ok_or_else(|| ODataError::no_resource(set))?;
    if stored::get_row(tx, environment, &table, row_id(id)?)?.is_some() {
        let message = "A record with matching key values already exists.";
        return Err(ODataError::new(ErrorKind::DuplicateRecord, message).into());
    }
    Ok(())
}
