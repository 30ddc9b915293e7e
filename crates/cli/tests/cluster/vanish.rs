//! A node that vanishes with its connections open, as when its machine loses power, holds nobody up; and when it was only frozen and
//! comes back, what it was in the middle of does no harm.

use std::time::{Duration, Instant};

use testkit::Way;

use crate::{
    chaos::{Fault, Trouble},
    check::verify,
    world::World,
};

const LEASE_SECONDS: u64 = 2;
/// The lease, and what it takes the database to give up a transaction that nobody goes on with.
const TO_FINISH: Duration = Duration::from_secs(40);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_vanishes_holds_nobody_up_and_does_no_harm_when_it_comes_back() {
    let mut world = World::start("vanish", LEASE_SECONDS).await;
    let load = world.load(2);
    tokio::time::sleep(Duration::from_secs(4)).await;
    let from = Instant::now();
    let last = world.members.last_mut().expect("there are members");
    world.diary.note(&format!("node {} vanishes", last.number));
    // What it says in its last moment is under way, and arrives when it comes back.
    last.way(Way::Silent);
    tokio::time::sleep(Duration::from_millis(300)).await;
    last.signal("STOP");
    tokio::time::sleep(Duration::from_secs(4)).await;
    let outcome = world.stop(load).await;

    let mut vanished = world.members.pop().expect("there are members");
    let began = Instant::now();
    let trouble = |until: Instant| [Trouble { fault: Fault::Pause, member: None, from, until }];
    let seen = verify(&mut world, &outcome, &trouble(began), TO_FINISH).await;
    let told = |broken: String| panic!("{broken}\nWhat the nodes logged is in {}", world.logs.display());
    println!("vanish: {}", seen.unwrap_or_else(told));
    assert!(began.elapsed() < TO_FINISH, "the runs of a node that vanished go on: {:?}", began.elapsed());

    world.diary.note("it comes back");
    vanished.way(Way::Open);
    vanished.signal("CONT");
    world.members.push(vanished);
    // Enough for it to notice, and to do what it ought not to.
    tokio::time::sleep(Duration::from_secs(2 * LEASE_SECONDS)).await;
    let seen = verify(&mut world, &outcome, &trouble(Instant::now()), TO_FINISH).await;
    let told =
        |broken: String| panic!("after it came back: {broken}\nWhat the nodes logged is in {}", world.logs.display());
    println!("vanish, after it came back: {}", seen.unwrap_or_else(told));
}
