//! Two servers on one PostgreSQL.

use std::{
    collections::BTreeMap,
    sync::{Arc, Barrier},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use model::{FlowKey, Timestamp};
use store::{
    Hint, StoreError, audit, child_calls,
    child_calls::ChildCall,
    nodes, runs,
    runs::{Progress, Save},
    settings,
    tables::{create_row, get_row, get_row_to_change, put, update_row},
    triggers,
    triggers::Schedule,
};
use tables::Cell;

use crate::{
    audit::entry,
    fixture::{HERE, Servers, any_room, runtime},
    tables::{id, row_with, thing},
    things::{NOW, first_save, new_run, next_save, node, node_with_lease, succeeded},
};

#[test]
fn claims_never_overlap() {
    let servers = Servers::start();
    let nodes = servers.write(|tx| {
        for _ in 0..300 {
            runs::queue(tx, &new_run(HERE, FlowKey(1)), None)?;
        }
        (0..8).map(|_| node(tx)).collect::<Result<Vec<_>, _>>()
    });
    let claims = nodes.into_iter().enumerate().map(|(number, node)| {
        let store = if number % 2 == 0 { servers.one.clone() } else { servers.two.clone() };
        async move {
            let mut claimed = Vec::new();
            loop {
                let some = store.write(move |tx| runs::claim(tx, node, NOW, 7, any_room())).await.expect("no error");
                if some.is_empty() {
                    return claimed;
                }
                claimed.extend(some.into_iter().map(|claimed| (claimed.run.id, node)));
            }
        }
    });
    let all: Vec<_> = servers.block_on(join_all(claims)).into_iter().flatten().collect();
    assert_eq!(all.len(), 300);
    let by_run: BTreeMap<_, _> = all.into_iter().collect();
    assert_eq!(by_run.len(), 300, "each is claimed once");
    for (run, node) in by_run {
        assert!(servers.write(move |tx| nodes::release(tx, node, run)), "the database agrees");
    }
}

#[test]
fn nothing_is_stored_for_a_node_whose_lease_was_ended() {
    let servers = Servers::start();
    let node = servers.write(node);
    let new = new_run(HERE, FlowKey(1));
    let run = new.id;
    let save = |save| servers.block_on(servers.one.save(save));
    assert!(save(first_save(new, node)).expect("no error"));
    assert!(servers.write(move |tx| nodes::renew(tx, node, -1)));
    assert!(save(next_save(run, node, 1)).expect("no error"), "nobody has taken it over yet");
    let taken = servers.block_on(servers.two.write(|tx| nodes::take_over(tx, false)));
    assert_eq!(taken.expect("no error"), 1);

    assert!(!save(next_save(run, node, 2)).expect("no error"));
    let late = new_run(HERE, FlowKey(1));
    let late_id = late.id;
    assert!(matches!(save(first_save(late, node)), Err(StoreError::LeaseEnded)));
    assert!(servers.write(move |tx| runs::get(tx, HERE, late_id)).is_none());
    // One that it lets go of at once is nobody's, and may be stored.
    let queued = new_run(HERE, FlowKey(1));
    let queued_id = queued.id;
    let lets_go = Save { keep: false, ..first_save(queued, node) };
    assert!(save(lets_go).expect("no error"));
    assert!(servers.write(move |tx| runs::get(tx, HERE, queued_id)).is_some());
    let claim = servers.block_on(servers.one.write(move |tx| runs::claim(tx, node, NOW, 10, any_room())));
    assert!(matches!(claim, Err(StoreError::LeaseEnded)), "{claim:?}");
    let claim = servers.block_on(servers.one.write(move |tx| runs::claim_one(tx, run, node)));
    assert!(matches!(claim, Err(StoreError::LeaseEnded)), "{claim:?}");
    assert!(!servers.write(move |tx| nodes::renew(tx, node, 10_000)));
}

#[test]
fn a_server_that_hangs_within_a_transaction_keeps_no_other_from_its_lease() {
    let servers = Servers::start();
    let (gone, lives) = servers.write(|tx| Ok((node_with_lease(tx, -1)?, node(tx)?)));
    let new = new_run(HERE, FlowKey(1));
    servers.write(move |tx| runs::save(tx, first_save(new, gone)));
    // It has taken over, and does not come to its commit.
    let (begun, hangs) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let held = {
        let (begun, hangs, store) = (begun.clone(), hangs.clone(), servers.one.clone());
        std::thread::spawn(move || {
            runtime().block_on(store.write(move |tx| {
                let taken = nodes::take_over(tx, true)?;
                begun.wait();
                hangs.wait();
                Ok::<_, StoreError>(taken)
            }))
        })
    };
    begun.wait();
    let meanwhile = servers.block_on(
        servers
            .two
            .write(move |tx| Ok::<_, StoreError>((nodes::renew(tx, lives, 10_000)?, nodes::take_over(tx, true)?))),
    );
    assert_eq!(meanwhile.expect("it waits for nobody"), (true, 0));
    hangs.wait();
    assert_eq!(held.join().expect("no panic").expect("no error"), 1);
}

#[test]
fn who_falls_asleep_while_another_wakes_it_is_due() {
    let servers = Servers::start();
    let node = servers.write(node);
    for round in 0..30 {
        let (parent, child, cancelled) =
            (new_run(HERE, FlowKey(1)), new_run(HERE, FlowKey(2)), new_run(HERE, FlowKey(3)));
        let (parent_id, child_id, cancelled_id) = (parent.id, child.id, cancelled.id);
        let call = ChildCall { parent: parent_id, frame: 1, action: 1, attempt: 1 };
        servers.write(move |tx| {
            for new in [parent, child, cancelled] {
                runs::save(tx, first_save(new, node))?;
            }
            child_calls::insert(tx, &call, child_id)
        });
        let sleeps = |run, waits_for| Save {
            progress: Progress { wake_at: Some(Timestamp(i64::MAX)), ..Progress::running() },
            moves: true,
            keep: false,
            waits_for,
            ..next_save(run, node, 1)
        };
        let answers = Save {
            progress: succeeded(9),
            moves: true,
            answer: Some(b"answer".to_vec()),
            ..next_save(child_id, node, 1)
        };
        // Whichever comes first.
        let (one, two) = if round % 2 == 0 { (&servers.one, &servers.two) } else { (&servers.two, &servers.one) };
        let saves = join_all([
            one.save(sleeps(parent_id, vec![call])),
            two.save(answers),
            one.save(sleeps(cancelled_id, Vec::new())),
        ]);
        let cancels = two.write(move |tx| runs::request_cancel(tx, cancelled_id));
        let (saved, cancels) = servers.block_on(async { tokio::join!(saves, cancels) });
        assert!(saved.into_iter().all(|saved| matches!(saved, Ok(true))) && matches!(cancels, Ok(true)));
        for run in [parent_id, cancelled_id] {
            let stored = servers.write(move |tx| runs::get(tx, HERE, run)).expect("a run");
            assert_eq!(stored.progress.wake_at, Some(Timestamp(0)), "round {round}");
        }
    }
}

#[test]
fn the_audit_chain_stays_whole_under_appends_of_both() {
    let servers = Servers::start();
    let appends = (0..60).map(|number| {
        let store = if number % 2 == 0 { servers.one.clone() } else { servers.two.clone() };
        async move { store.write(move |tx| audit::append(tx, &entry(&format!("flow.{number}")))).await }
    });
    let mut numbers: Vec<i64> =
        servers.block_on(join_all(appends)).into_iter().map(|number| number.expect("no error")).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=60).collect::<Vec<_>>());
    let verified = servers.block_on(servers.two.read(audit::verify)).expect("no error");
    assert_eq!((verified.entries, verified.broken_at), (60, None));
}

#[test]
fn of_two_that_move_a_schedule_on_one_fires() {
    let servers = Servers::start();
    let schedule = |next| Schedule {
        flow: FlowKey(1),
        environment: HERE,
        recurrence: "{}".to_owned(),
        anchor: NOW,
        next_at: Timestamp(next),
        poll: store::triggers::Poll::default(),
    };
    servers.write(move |tx| triggers::set_schedule(tx, &schedule(0)));
    for round in 0..20 {
        let fires = [&servers.one, &servers.two, &servers.one, &servers.two].map(|store| {
            store.write(move |tx| {
                let due = triggers::due(tx, Timestamp(round), 10)?;
                let Some(due) = due.first() else { return Ok(false) };
                let fires = triggers::advance(tx, due.flow, due.next_at, Some(Timestamp(round + 1)))?;
                if fires {
                    runs::queue(tx, &new_run(HERE, due.flow), None)?;
                }
                Ok::<_, StoreError>(fires)
            })
        });
        let fired = servers.block_on(join_all(fires));
        assert_eq!(fired.into_iter().filter(|fired| matches!(fired, Ok(true))).count(), 1);
    }
    let node = servers.write(node);
    assert_eq!(servers.write(move |tx| runs::claim(tx, node, NOW, 100, any_room())).len(), 20);
}

#[test]
fn hints_arrive_at_the_other_server() {
    let servers = Servers::start();
    let mut hints = servers.two.take_hints().expect("nobody has taken them");
    let node = servers.write(node);
    let new = new_run(HERE, FlowKey(1));
    let run = new.id;
    servers.block_on(servers.one.save(first_save(new, node))).expect("no error");
    // Listening begins a little after the store is open.
    let began = Instant::now();
    let mut wanted = vec![Hint::RunsDue, Hint::RunTold(run), Hint::ScheduleChanged];
    while !wanted.is_empty() {
        assert!(began.elapsed() < Duration::from_secs(10), "{wanted:?} did not arrive");
        servers.write(move |tx| {
            runs::queue(tx, &new_run(HERE, FlowKey(1)), None)?;
            tx.hint(Hint::ScheduleChanged);
            runs::request_cancel(tx, run).map(|_| ())
        });
        let heard = servers.block_on(async { tokio::time::timeout(Duration::from_millis(300), hints.recv()).await });
        wanted.retain(|hint| heard != Ok(Some(*hint)));
        while let Ok(heard) = hints.try_recv() {
            wanted.retain(|hint| *hint != heard);
        }
    }
}

#[test]
fn the_other_server_learns_that_caches_are_old() {
    let servers = Servers::start();
    let before = servers.two.generation();
    servers.write(|tx| {
        tx.reconfigures();
        Ok(())
    });
    let new = servers.one.generation();
    assert!(new > before);
    let began = Instant::now();
    while servers.two.generation() < new {
        assert!(began.elapsed() < Duration::from_secs(5), "it does not learn of it");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn changes_of_one_row_from_both_are_all_there() {
    let servers = Servers::start();
    let table = servers.block_on(servers.one.write(|tx| put(tx, HERE, thing()))).expect("a table");
    let made = table.clone();
    servers
        .block_on(servers.one.write(move |tx| {
            let mut row = row_with(&made, 1, &[("x_number", Cell::Int(0))]);
            create_row(tx, HERE, &made, &mut row)
        }))
        .expect("no error");
    let changes = (0..60).map(|number| {
        let store = if number % 2 == 0 { servers.one.clone() } else { servers.two.clone() };
        let table = table.clone();
        async move {
            let work = move |tx: &mut store::Tx<'_>| {
                let before = get_row_to_change(tx, HERE, &table, id(1))?.expect("a row");
                let Cell::Int(number) = *before.named(&table, "x_number") else { panic!("a number") };
                let mut after = before.clone();
                after.set_named(&table, "x_number", Cell::Int(number + 1));
                update_row(tx, HERE, &table, &before, &mut after)
            };
            store.write(work).await
        }
    });
    for changed in servers.block_on(join_all(changes)) {
        changed.expect("no error");
    }
    let row = servers.block_on(servers.two.read(move |tx| {
        let row = get_row(tx, HERE, &table, id(1))?.expect("a row");
        Ok::<_, StoreError>(row.named(&table, "x_number").clone())
    }));
    assert_eq!(row.expect("no error"), Cell::Int(60));
}

#[test]
fn what_people_configure_is_changed_by_one_at_a_time() {
    let servers = Servers::start();
    servers.write(|tx| settings::set(tx, "count", b"0"));
    let changes = (0..40).map(|number| {
        let store = if number % 2 == 0 { servers.one.clone() } else { servers.two.clone() };
        async move {
            let counted = store.write(|tx| {
                tx.one_at_a_time()?;
                let count: u32 = settings::get_text(tx, "count")?.and_then(|text| text.parse().ok()).expect("a number");
                settings::set(tx, "count", (count + 1).to_string().as_bytes())
            });
            counted.await.expect("no error");
        }
    });
    servers.block_on(join_all(changes));
    assert_eq!(servers.write(|tx| settings::get_text(tx, "count")).as_deref(), Some("40"));
}

#[test]
fn two_servers_may_open_an_empty_database_at_once() {
    let url = testkit::postgres::shared().fresh_url();
    let opened: Vec<_> = std::thread::scope(|scope| {
        let open = || store::Store::open(&store::Config::at(&url).expect("an address"));
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(open)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    for store in opened {
        store.expect("each of them opens it");
    }
}
