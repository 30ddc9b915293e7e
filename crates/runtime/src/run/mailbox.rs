//! Where the tasks that drive runs are reached.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use model::{EnvironmentId, RunId};
use store::runs::Room;
use tokio::sync::mpsc;

use super::drive::Mail;
use crate::runtime::Runtime;

/// The mailbox of one task. A run that was let go of and claimed again has another one.
pub(crate) struct Mailbox {
    run: RunId,
    environment: EnvironmentId,
    serial: u64,
    sender: mpsc::UnboundedSender<Mail>,
    pub(crate) receiver: mpsc::UnboundedReceiver<Mail>,
}

impl Mailbox {
    /// A way into it.
    pub(crate) fn sender(&self) -> mpsc::UnboundedSender<Mail> {
        self.sender.clone()
    }
}

/// The mailboxes by run, with how many runs are in memory.
#[derive(Debug, Default)]
pub(crate) struct Mailboxes {
    open: Mutex<HashMap<RunId, (u64, mpsc::UnboundedSender<Mail>)>>,
    /// How many runs of each environment are in memory.
    held: Mutex<HashMap<EnvironmentId, u32>>,
    serial: AtomicU64,
    in_memory: AtomicUsize,
}

impl Mailboxes {
    fn open(&self) -> MutexGuard<'_, HashMap<RunId, (u64, mpsc::UnboundedSender<Mail>)>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many runs are in memory.
    pub(crate) fn in_memory(&self) -> usize {
        self.in_memory.load(Ordering::Relaxed)
    }

    /// What there is room for where so many may be in memory.
    pub(crate) fn room(&self, most: usize) -> Room {
        let left = most.saturating_sub(self.in_memory());
        Room::new(u32::try_from(left).unwrap_or(u32::MAX), self.held().clone())
    }

    fn held(&self) -> MutexGuard<'_, HashMap<EnvironmentId, u32>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The runs that are in memory.
    pub(crate) fn runs(&self) -> Vec<RunId> {
        self.open().keys().copied().collect()
    }
}

impl Runtime {
    /// Opens a mailbox for a run that comes into memory.
    pub(crate) fn remember(&self, run: RunId, environment: EnvironmentId) -> Mailbox {
        let (sender, receiver) = mpsc::unbounded_channel();
        let mailboxes = &self.0.mailboxes;
        let serial = mailboxes.serial.fetch_add(1, Ordering::Relaxed);
        mailboxes.in_memory.fetch_add(1, Ordering::Relaxed);
        *mailboxes.held().entry(environment).or_default() += 1;
        mailboxes.open().insert(run, (serial, sender.clone()));
        Mailbox { run, environment, serial, sender, receiver }
    }

    /// Closes the mailbox of a run that leaves memory, unless the run is back already.
    pub(crate) fn forget(&self, mailbox: Mailbox) {
        let mut open = self.0.mailboxes.open();
        if open.get(&mailbox.run).is_some_and(|(serial, _)| *serial == mailbox.serial) {
            open.remove(&mailbox.run);
        }
        drop(open);
        let mut held = self.0.mailboxes.held();
        if let Some(count) = held.get_mut(&mailbox.environment) {
            *count -= 1;
            if *count == 0 {
                held.remove(&mailbox.environment);
            }
        }
        drop(held);
        self.0.mailboxes.in_memory.fetch_sub(1, Ordering::Relaxed);
        self.0.work.notify_one();
    }

    /// Puts mail in a run's mailbox. False: it is not in memory here.
    pub(crate) fn mail(&self, run: RunId, mail: Mail) -> bool {
        self.0.mailboxes.open().get(&run).is_some_and(|(_, mailbox)| mailbox.send(mail).is_ok())
    }
}
