//! Tasks and time of the simulation: one thread, a clock that jumps, and whoever plays decides which task goes on.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, btree_map::OccupiedEntry},
    future::{Future, poll_fn},
    ops::Add,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

#[derive(Default)]
struct Here {
    now: Cell<i64>,
    server: Cell<usize>,
    spawned: RefCell<Vec<(usize, Work)>>,
    timers: RefCell<BTreeMap<(i64, u64), Waker>>,
    serial: Cell<u64>,
}

thread_local! {
    static HERE: Here = Here::default();
}

/// Microseconds since 1970.
pub(crate) fn now() -> i64 {
    HERE.with(|here| here.now.get())
}

/// The server whose task goes on now.
pub(crate) fn server() -> usize {
    HERE.with(|here| here.server.get())
}

/// Begins anew at an instant.
pub(crate) fn reset(at: i64) {
    HERE.with(|here| {
        here.now.set(at);
        here.serial.set(0);
    });
    let left = HERE.with(|here| (here.spawned.take(), here.timers.take()));
    drop(left);
}

/// Lets time pass, and wakes whoever has waited for it.
pub(crate) fn pass_to(at: i64) {
    HERE.with(|here| here.now.set(at));
    loop {
        let due = HERE.with(|here| {
            let mut timers = here.timers.borrow_mut();
            timers.first_entry().filter(|first| first.key().0 <= at).map(OccupiedEntry::remove)
        });
        match due {
            Some(waker) => waker.wake(),
            None => return,
        }
    }
}

/// When somebody who sleeps wants to be woken next.
pub(crate) fn next_timer() -> Option<i64> {
    HERE.with(|here| here.timers.borrow().first_key_value().map(|((at, _), _)| *at))
}

/// Spawns a task of the server whose task goes on now.
pub(crate) fn spawn(work: impl Future<Output = ()> + Send + 'static) {
    HERE.with(|here| here.spawned.borrow_mut().push((here.server.get(), Box::pin(work))));
}

/// Spawns a task of a server.
pub(crate) fn spawn_on(server: usize, work: impl Future<Output = ()> + Send + 'static) {
    HERE.with(|here| here.spawned.borrow_mut().push((server, Box::pin(work))));
}

/// The machine's steady clock, which all simulated machines share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Instant(i64);

impl Instant {
    pub(crate) fn now() -> Self {
        Self(now())
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, time: Duration) -> Self {
        Self(self.0 + micros(time))
    }
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX / 4)
}

/// Waits until a time has passed.
pub(crate) fn sleep(time: Duration) -> Sleep {
    Sleep { at: now().saturating_add(micros(time)), timer: None }
}

pub(crate) struct Sleep {
    at: i64,
    timer: Option<(i64, u64)>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if now() >= self.at {
            return Poll::Ready(());
        }
        let at = self.at;
        HERE.with(|here| {
            let timer = *self.timer.get_or_insert_with(|| {
                here.serial.set(here.serial.get() + 1);
                (at, here.serial.get())
            });
            here.timers.borrow_mut().insert(timer, context.waker().clone());
        });
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(timer) = self.timer {
            let gone = HERE.with(|here| here.timers.borrow_mut().remove(&timer));
            drop(gone);
        }
    }
}

/// Waits for something, at most for a time.
pub(crate) async fn timeout<T>(time: Duration, work: impl Future<Output = T>) -> Result<T, ()> {
    let (mut work, mut limit) = (pin!(work), pin!(sleep(time)));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Ok(done)),
        Poll::Pending => limit.as_mut().poll(context).map(Err),
    })
    .await
}

/// The tasks of all servers.
#[derive(Default)]
pub(crate) struct Tasks(Vec<Task>);

struct Task {
    server: usize,
    work: Work,
    ready: Arc<Ready>,
    waker: Waker,
}

struct Ready(AtomicBool);

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Tasks {
    fn take_in(&mut self) {
        for (server, work) in HERE.with(|here| here.spawned.take()) {
            let ready = Arc::new(Ready(AtomicBool::new(true)));
            self.0.push(Task { server, work, waker: ready.clone().into(), ready });
        }
    }

    /// Lets one task go on that can, of a server that `may`. Answers whose it was.
    pub(crate) fn go_on(&mut self, may: impl Fn(usize) -> bool, choose: impl FnOnce(usize) -> usize) -> Option<usize> {
        self.take_in();
        let can = |task: &&mut Task| task.ready.0.load(Ordering::Relaxed) && may(task.server);
        let count = self.0.iter_mut().filter(can).count();
        if count == 0 {
            return None;
        }
        let chosen = choose(count);
        let task = self.0.iter_mut().filter(can).nth(chosen)?;
        let (server, ready) = (task.server, task.ready.clone());
        ready.0.store(false, Ordering::Relaxed);
        HERE.with(|here| here.server.set(server));
        let polled = task.work.as_mut().poll(&mut Context::from_waker(&task.waker));
        if polled.is_ready() {
            self.0.retain(|task| !Arc::ptr_eq(&task.ready, &ready));
        }
        Some(server)
    }

    /// Forgets the tasks of a server that is gone.
    pub(crate) fn end(&mut self, server: usize) {
        self.take_in();
        HERE.with(|here| here.server.set(server));
        self.0.retain(|task| task.server != server);
        // What ends may have begun something.
        HERE.with(|here| here.spawned.take()).into_iter().filter(|(of, _)| *of != server).for_each(|(of, work)| {
            HERE.with(|here| here.spawned.borrow_mut().push((of, work)));
        });
    }
}
