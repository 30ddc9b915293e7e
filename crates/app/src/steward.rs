//! What use cases work with.

use std::{convert::Infallible, sync::Arc};

use model::Timestamp;
use store::{KeyRing, Store, StoreError, Tx};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::{
    AppError, Caller, Op,
    callbacks::Callbacks,
    catalogue::Catalogue,
    change::{Change, Written},
    continuity::Shapes,
    drift::ReleasedPackages,
    flows::compiled::{Cache, Versions},
    sign_in::attempts::Attempts,
    start::PreparedFlows,
};

/// How many passwords are hashed at a time: each takes tens of megabytes.
const HASHED_AT_A_TIME: usize = 2;
/// How many replays are made at a time: each holds tens of megabytes, and takes a processor for up to a minute.
const REPLAYED_AT_A_TIME: usize = 2;

/// A clock.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Store, keys, clock and connectors: everything that use cases need. Cheap to clone.
#[derive(Clone)]
pub struct Steward {
    inner: Arc<Inner>,
    /// Whether what is read may be kept: not while something is being changed that may be undone.
    fills: bool,
}

struct Inner {
    store: Store,
    keys: Arc<KeyRing>,
    callbacks: Arc<Callbacks>,
    clock: Clock,
    catalogue: Arc<dyn Catalogue>,
    hashing: Arc<Semaphore>,
    replaying: Arc<Semaphore>,
    attempts: Attempts,
    compiled: Cache,
    prepared: PreparedFlows,
    shapes: Shapes,
    released: ReleasedPackages,
}

impl std::fmt::Debug for Steward {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Steward").field("store", &self.inner.store).finish_non_exhaustive()
    }
}

impl Steward {
    /// Puts the parts together. [`crate::bootstrap::start`] makes an empty store usable.
    pub fn new(store: Store, keys: KeyRing, clock: Clock, catalogue: Arc<dyn Catalogue>) -> Self {
        let hashing = Arc::new(Semaphore::new(HASHED_AT_A_TIME));
        let keys = Arc::new(keys);
        let callbacks = Arc::new(Callbacks::new(keys.clone()));
        let inner = Inner {
            store,
            keys,
            callbacks: callbacks.clone(),
            clock,
            catalogue,
            hashing,
            replaying: Arc::new(Semaphore::new(REPLAYED_AT_A_TIME)),
            attempts: Attempts::default(),
            compiled: Cache::default(),
            prepared: PreparedFlows::new(callbacks),
            shapes: Shapes::default(),
            released: ReleasedPackages::default(),
        };
        Self { inner: Arc::new(inner), fills: true }
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The master keys.
    pub fn keys(&self) -> &KeyRing {
        &self.inner.keys
    }

    /// Where actions of runs are called back.
    pub fn callbacks(&self) -> &Callbacks {
        &self.inner.callbacks
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.inner.clock)()
    }

    /// The connectors that there are.
    pub fn catalogue(&self) -> &dyn Catalogue {
        &*self.inner.catalogue
    }

    /// Flow versions as they were read.
    pub fn compiled(&self) -> Versions<'_> {
        Versions { cache: &self.inner.compiled, fills: self.fills }
    }

    /// Flow versions that are ready to run.
    pub fn prepared(&self) -> &PreparedFlows {
        &self.inner.prepared
    }

    /// Flow versions as far as identities go.
    pub(crate) fn shapes(&self) -> &Shapes {
        &self.inner.shapes
    }

    /// Packages that were released, as they were read.
    pub(crate) fn released(&self) -> &ReleasedPackages {
        &self.inner.released
    }

    pub(crate) fn hashing(&self) -> &Arc<Semaphore> {
        &self.inner.hashing
    }

    /// Waits until another replay may be made. Whoever makes one holds the answer until it is done.
    pub(crate) async fn room_to_replay(&self) -> Result<OwnedSemaphorePermit, AppError> {
        self.inner.replaying.clone().acquire_owned().await.map_err(AppError::internal)
    }

    pub(crate) fn attempts(&self) -> &Attempts {
        &self.inner.attempts
    }

    /// An operation of a caller, now, with a new correlation id.
    pub fn op(&self, who: Caller) -> Op {
        Op::new(who, self.now(), Uuid::now_v7())
    }

    /// Reads over one snapshot.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self, &mut Tx<'_>) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let steward = self.clone();
        self.inner.store.read(move |tx| work(&steward, tx)).await
    }

    /// Does what [`change`](Self::change) would, and takes it back: nothing is stored.
    pub(crate) async fn rehearse<T: Send + 'static>(
        &self,
        op: &Op,
        action: &'static str,
        work: impl FnOnce(&Self, &mut Tx<'_>, &Op, &mut Change) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let (steward, op) = (Self { inner: self.inner.clone(), fills: false }, op.clone());
        let rehearsed: Result<Infallible, Rehearsed<T>> = self
            .inner
            .store
            .write(move |tx| {
                tx.one_at_a_time()?;
                let done = work(&steward, tx, &op, &mut Change::new(action)).map_err(Rehearsed::Failed)?;
                Err(Rehearsed::Done(done))
            })
            .await;
        match rehearsed {
            Err(Rehearsed::Done(done)) => Ok(done),
            Err(Rehearsed::Failed(failed)) => Err(failed),
            Ok(never) => match never {},
        }
    }

    /// Changes something without being asked, and records it in the audit log in the same transaction. What says nothing of itself has
    /// changed nothing.
    pub(crate) async fn change_by_itself<T: Send + 'static>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Self, &mut Tx<'_>, &mut Change) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let (steward, at) = (Self { inner: self.inner.clone(), fills: false }, self.now());
        self.inner
            .store
            .write(move |tx| {
                tx.one_at_a_time()?;
                let mut change = Change::new(action);
                let done = work(&steward, tx, &mut change)?;
                if change.is_said() {
                    change.write(tx, &Written { actor: None, at, correlation: Uuid::now_v7() })?;
                }
                Ok(done)
            })
            .await
    }

    /// Changes something, and records it in the audit log in the same transaction. `work` says what it changed through
    /// [`Change::of`]; one that does not is undone and reported as an error of ours.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        op: &Op,
        action: &'static str,
        work: impl FnOnce(&Self, &mut Tx<'_>, &Op, &mut Change) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let (steward, op) = (Self { inner: self.inner.clone(), fills: false }, op.clone());
        self.inner
            .store
            .write(move |tx| {
                tx.one_at_a_time()?;
                let mut change = Change::new(action);
                let done = work(&steward, tx, &op, &mut change)?;
                change.write(tx, &Written { actor: Some(op.id()), at: op.at, correlation: op.correlation })?;
                Ok(done)
            })
            .await
    }

    /// As [`Self::change`]; a dry run does all of it and takes it back, so that it answers what would be.
    pub(crate) async fn change_unless<T: Send + 'static>(
        &self,
        dry_run: bool,
        op: &Op,
        action: &'static str,
        work: impl FnOnce(&Self, &mut Tx<'_>, &Op, &mut Change) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        if !dry_run {
            return self.change(op, action, work).await;
        }
        let (steward, op) = (Self { inner: self.inner.clone(), fills: false }, op.clone());
        let taken_back = self.inner.store.write(move |tx| {
            tx.one_at_a_time()?;
            // Only an error takes a transaction back.
            Err::<(), _>(TakenBack(work(&steward, tx, &op, &mut Change::new(action))))
        });
        match taken_back.await {
            Err(TakenBack(done)) => done,
            Ok(()) => Err(AppError::internal("a dry run was kept")),
        }
    }
}

/// What a dry run answers.
struct TakenBack<T>(Result<T, AppError>);

impl<T> From<StoreError> for TakenBack<T> {
    fn from(error: StoreError) -> Self {
        Self(Err(error.into()))
    }
}

/// How a rehearsal ends: always with an error, so that the store takes everything back.
pub(crate) enum Rehearsed<T> {
    Done(T),
    Failed(AppError),
}

impl<T> From<StoreError> for Rehearsed<T> {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}
