//! A network between a server and its PostgreSQL that fails.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use model::FlowKey;
use store::{Config, Hint, Store, StoreError, runs, settings};
use testkit::{Proxy, Way};
use tokio::runtime::Runtime;

use crate::{
    fixture::{HERE, runtime},
    things::{environment, first_save, new_run, next_save, node},
};

/// A store behind a proxy, and one that reaches the database by itself.
struct Behind {
    proxy: Proxy,
    store: Store,
    other: Store,
    runtime: Runtime,
}

impl Behind {
    fn start() -> Self {
        let server = testkit::postgres::shared();
        let direct = server.fresh_url();
        let name = direct.rsplit('/').next().expect("a name");
        let proxy = Proxy::start(server.port());
        let open = |url: &str| Store::open(&Config::at(url).expect("an address")).expect("it opens");
        let behind =
            Self { store: open(&server.address(proxy.port(), name)), other: open(&direct), proxy, runtime: runtime() };
        behind.block_on(behind.other.write(|tx| environment(tx, "here"))).expect("no error");
        behind
    }

    fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    fn set(&self, value: &'static str) -> Result<(), StoreError> {
        self.block_on(self.store.write(move |tx| settings::set(tx, "a", value.as_bytes())))
    }

    fn get(&self) -> Result<Option<String>, StoreError> {
        self.block_on(self.store.read(|tx| settings::get_text(tx, "a")))
    }
}

#[test]
fn a_lost_connection_is_said_and_made_anew() {
    let behind = Behind::start();
    behind.set("1").expect("no error");
    behind.proxy.set(Way::Cut);
    for _ in 0..5 {
        assert!(matches!(behind.set("2"), Err(StoreError::Unavailable(_))));
        assert!(matches!(behind.get(), Err(StoreError::Unavailable(_))));
    }
    behind.proxy.set(Way::Open);
    assert_eq!(behind.get().expect("it reads again").as_deref(), Some("1"));
    behind.set("3").expect("it writes again");
    assert_eq!(behind.get().expect("no error").as_deref(), Some("3"));
}

#[test]
fn a_connection_that_was_lost_while_nobody_used_it_costs_no_work() {
    let behind = Behind::start();
    let all = |name: &'static str| {
        let writes = (0..8).map(|_| behind.store.write(move |tx| settings::set(tx, name, b"1")));
        behind.block_on(join_all(writes))
    };
    for written in all("a") {
        written.expect("no error");
    }
    behind.get().expect("no error");
    behind.proxy.set(Way::Cut);
    behind.proxy.set(Way::Open);
    // The end of a connection takes a moment to arrive.
    std::thread::sleep(Duration::from_millis(100));
    for written in all("b") {
        written.expect("it is written with a new connection");
    }
    behind.get().expect("it is read with a new connection");
}

#[test]
fn a_connection_that_breaks_within_a_work_undoes_it() {
    let behind = Behind::start();
    let proxy = std::sync::Arc::new(behind.proxy);
    let cut = proxy.clone();
    let broken = behind.runtime.block_on(behind.store.write(move |tx| {
        settings::set(tx, "a", b"1")?;
        cut.set(Way::Cut);
        settings::set(tx, "b", b"1")
    }));
    assert!(matches!(broken, Err(StoreError::Unavailable(_))), "{broken:?}");
    proxy.set(Way::Open);
    let found = behind.runtime.block_on(behind.store.write(|tx| settings::get(tx, "a")));
    assert_eq!(found.expect("it works again"), None);
}

#[test]
fn what_runs_have_come_to_is_saved_once_the_database_is_back() {
    let behind = Behind::start();
    let node = behind.block_on(behind.store.write(node)).expect("no error");
    let new = new_run(HERE, FlowKey(1));
    let run = new.id;
    assert!(behind.block_on(behind.store.save(first_save(new, node))).expect("no error"));
    behind.proxy.set(Way::Cut);
    let lost = behind.block_on(join_all((1..20).map(|number| behind.store.save(next_save(run, node, number)))));
    assert!(lost.iter().all(|lost| matches!(lost, Err(StoreError::Unavailable(_)))), "{lost:?}");
    behind.proxy.set(Way::Open);
    assert!(behind.block_on(behind.store.save(next_save(run, node, 1))).expect("it is saved"));
}

#[test]
fn hints_are_heard_again_after_the_connection_was_lost() {
    let behind = Behind::start();
    let mut hints = behind.store.take_hints().expect("nobody has taken them");
    behind.proxy.set(Way::Cut);
    let before = behind.store.generation();
    behind.proxy.set(Way::Open);
    let began = Instant::now();
    loop {
        assert!(began.elapsed() < Duration::from_secs(15), "it hears nothing");
        behind
            .block_on(behind.other.write(|tx| {
                tx.reconfigures();
                tx.hint(Hint::ScheduleChanged);
                runs::queue(tx, &new_run(HERE, FlowKey(1)), None)
            }))
            .expect("no error");
        let heard = behind.block_on(async { tokio::time::timeout(Duration::from_millis(200), hints.recv()).await });
        // That it lost the connection is a hint to look for runs as well.
        if heard == Ok(Some(Hint::ScheduleChanged)) {
            break;
        }
    }
    while behind.store.generation() == before {
        assert!(began.elapsed() < Duration::from_secs(20), "it does not learn that caches are old");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn an_address_that_leads_nowhere_is_unavailable() {
    let address = format!("postgres://steward:secret@127.0.0.1:{}/none", testkit::ports::free());
    let refused = Store::open(&Config::at(&address).expect("an address")).expect_err("nobody listens there");
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    assert!(!refused.to_string().contains("secret"), "{refused}");
    let wrong = Config::at("mysql://steward:secret@host/db").expect_err("no such database");
    assert!(!wrong.to_string().contains("secret"), "{wrong}");
}
