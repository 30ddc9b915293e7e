//! Servers: started, crashed, stopped, and started again.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{Event, MILLI, Play, SECOND};
use crate::{
    Config, Roles, Runtime,
    simulation::executor::{self},
};

/// How a server stands.
#[derive(Clone, Default)]
pub(super) enum Stands {
    #[default]
    Down,
    Starting,
    Up,
    /// It could not start, or was stopped in good order.
    Ended,
}

#[derive(Default)]
struct State {
    stands: Stands,
    runtime: Option<Runtime>,
}

/// One server. Its tasks are the simulation's.
#[derive(Default)]
pub(crate) struct Server {
    /// Counts its starts.
    pub(super) start: u32,
    /// It stands still: nothing of it goes on, and others do not know.
    pub(super) paused: bool,
    pub(super) is_worker: bool,
    pub(super) is_scheduler: bool,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(super) fn runs(&self) -> bool {
        !self.paused
    }

    pub(super) fn stands(&self) -> Stands {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stands.clone()
    }

    pub(super) fn runtime(&self) -> Option<Runtime> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).runtime.clone()
    }
}

impl Play<'_> {
    pub(super) fn start(&mut self, server: usize) {
        let here = &mut self.servers[server];
        let roles = Roles { api: true, worker: here.is_worker, scheduler: here.is_scheduler };
        if !matches!(here.stands(), Stands::Down) {
            return;
        }
        here.start += 1;
        here.state = Arc::new(Mutex::new(State { stands: Stands::Starting, runtime: None }));
        let (state, steward) = (here.state.clone(), self.stage.seats[server].steward.clone());
        let config =
            Config { roles, name: format!("server {server}"), lease: Duration::from_secs(2), ..Config::default() };
        self.tell(|| format!("server {server} starts"));
        executor::spawn_on(server, async move {
            let started = Runtime::start(steward, config).await;
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.stands = if started.is_ok() { Stands::Up } else { Stands::Ended };
            state.runtime = started.ok();
        });
    }

    /// Nothing of it goes on, and what it had in memory is gone.
    pub(super) fn crash(&mut self, server: usize) {
        let here = &mut self.servers[server];
        here.paused = false;
        here.start += 1;
        here.state = Arc::default();
        self.tasks.end(server);
    }

    /// Stops it in good order.
    pub(super) fn leave(&mut self, server: usize) {
        let Some(runtime) = self.servers[server].runtime() else { return };
        self.tell(|| format!("server {server} is asked to stop"));
        let state = self.servers[server].state.clone();
        let patience = Duration::from_micros(self.dice.between(0, 2 * SECOND).cast_unsigned());
        executor::spawn_on(server, async move {
            runtime.stop(patience).await;
            state.lock().unwrap_or_else(PoisonError::into_inner).stands = Stands::Ended;
        });
    }

    /// Whoever looks after a server starts it again once it has ended.
    pub(super) fn look_at(&mut self, server: usize) {
        if matches!(self.servers[server].stands(), Stands::Ended) {
            self.tell(|| format!("server {server} has ended"));
            self.crash(server);
            let after = self.dice.between(100 * MILLI, SECOND);
            self.later(after, Event::Restart(server));
        }
    }
}
