//! A node that is told to stop under load: it ends, nothing is lost, and the others go on with its runs at once.

use std::time::{Duration, Instant};

use crate::{check::verify, world::World};

/// So long that a test which waits for a lease to run out is noticed.
const LEASE_SECONDS: u64 = 60;
/// A node waits for what is in the middle of something before it ends.
const TO_STOP: Duration = Duration::from_secs(20);
const TO_FINISH: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_told_to_stop_hands_its_runs_over() {
    let mut world = World::start("rolling", LEASE_SECONDS).await;
    let load = world.load(1);
    // A release goes round: each node is replaced in turn.
    for number in 0..world.members.len() {
        tokio::time::sleep(Duration::from_secs(3)).await;
        world.diary.note(&format!("node {number} is told to stop"));
        let member = &mut world.members[number];
        member.signal("TERM");
        let began = Instant::now();
        let status = loop {
            if let Some(status) = member.node.process().try_wait().expect("it can be asked") {
                break status;
            }
            assert!(began.elapsed() < TO_STOP, "node {number} ends when it is told to");
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert!(status.success(), "node {number} ended with {status}");
        world.diary.note(&format!("node {number} ended after {} ms", began.elapsed().as_millis()));
        // The last one stays away: the others finish what it had.
        if number + 1 < world.members.len() {
            world.members[number].start_again();
            world.members[number].node.is_ready().await;
        }
    }
    let outcome = world.stop(load).await;
    let away = world.members.pop().expect("there are members");
    let began = Instant::now();
    let verified = verify(&mut world, &outcome, &[], TO_FINISH).await;
    drop(away);
    match verified {
        Ok(summary) => println!("rolling: {summary}"),
        Err(broken) => panic!("{broken}\nWhat the nodes logged is in {}", world.logs.display()),
    }
    assert!(began.elapsed() < TO_FINISH, "the runs of a node that stopped wait for nobody: {:?}", began.elapsed());
}
