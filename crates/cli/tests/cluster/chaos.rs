//! Nodes are killed, stopped and cut off at random, the database crashes, and what was accepted happens once.

use std::{
    fmt,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use testkit::Way;

use crate::{
    check::verify,
    common::Random,
    member::{Diary, Member},
    world::{World, setting},
};

const LEASE_SECONDS: u64 = 2;
/// How long it goes on unless `STEWARD_SOAK_SECONDS` says otherwise.
const SECONDS: u64 = 60;

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Fault {
    /// The process of a node is killed and started again.
    Kill,
    /// A node is stopped for longer than its lease, and goes on.
    Pause,
    /// A node loses its connections to the database, and gets no new ones for a while.
    Cut,
    /// For a while nothing gets through between a node and the database, and nobody is told.
    Silence,
    /// The database crashes and comes back.
    Crash,
}

/// A fault while it lasted. Nobody knows whose lease lives when the database is gone, so a crash is everybody's.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    pub(crate) fault: Fault,
    pub(crate) member: Option<usize>,
    pub(crate) from: Instant,
    pub(crate) until: Instant,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Kill => "kill",
            Self::Pause => "pause",
            Self::Cut => "cut",
            Self::Silence => "silence",
            Self::Crash => "database crash",
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_accepted_happens_once_whatever_fails() {
    let seed = setting("STEWARD_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let lasting = Duration::from_secs(setting("STEWARD_SOAK_SECONDS").unwrap_or(SECONDS));
    println!("cluster: STEWARD_SEED={seed}, {} s", lasting.as_secs());
    let mut world = World::start("cluster", LEASE_SECONDS).await;
    let load = world.load(seed);
    let troubles = rage(&mut world, &mut Random::new(seed), lasting).await;
    world.diary.note("the chaos is over");
    let outcome = world.stop(load).await;
    match verify(&mut world, &outcome, &troubles, lasting).await {
        Ok(summary) => println!("cluster: seed {seed}, {} s: {summary}", lasting.as_secs()),
        Err(broken) => panic!("STEWARD_SEED={seed}: {broken}\nWhat the nodes logged is in {}", world.logs.display()),
    }
}

/// Does harm for so long, one or two things at a time. In the end all nodes are there and reach the database.
async fn rage(world: &mut World, random: &mut Random, lasting: Duration) -> Vec<Trouble> {
    let began = Instant::now();
    let lease = world.lease.as_millis().try_into().unwrap_or(u64::MAX);
    let mut troubles = Vec::new();
    while began.elapsed() < lasting {
        tokio::time::sleep(Duration::from_millis(random.within(300..2_500))).await;
        if random.within(0..8) == 0 {
            world.diary.note("the database crashes");
            let from = Instant::now();
            tokio::task::block_in_place(|| world.postgres.restart(true));
            world.diary.note("the database is back");
            troubles.push(Trouble { fault: Fault::Crash, member: None, from, until: Instant::now() });
            continue;
        }
        let first = random.within(0..world.members.len() as u64);
        // One fault in four comes together with one of the next node.
        let together = if random.within(0..4) == 0 { 2 } else { 1 };
        let chosen: Vec<_> = (0..together).map(|next| (first + next) % world.members.len() as u64).collect();
        let mut plans = Vec::new();
        for member in world.members.iter_mut().filter(|member| chosen.contains(&(member.number as u64))) {
            let fault = [Fault::Kill, Fault::Pause, Fault::Cut, Fault::Silence];
            let fault = fault[usize::try_from(random.within(0..4)).expect("below four")];
            let length = match fault {
                Fault::Kill => random.within(0..3_000),
                Fault::Pause => lease + random.within(500..3_000),
                _ => random.within(300..2 * lease + 1_000),
            };
            plans.push((member, fault, Duration::from_millis(length)));
        }
        let diary = &world.diary;
        troubles.extend(
            join_all(plans.into_iter().map(|(member, fault, length)| harm(member, fault, length, diary))).await,
        );
    }
    troubles
}

async fn harm(member: &mut Member, fault: Fault, length: Duration, diary: &Diary) -> Trouble {
    let number = member.number;
    if let Some(status) = member.node.process().try_wait().expect("it can be asked") {
        panic!("node {number} ended with {status}, and nobody had killed it");
    }
    diary.note(&format!("node {number}: {fault} for {} ms", length.as_millis()));
    let from = Instant::now();
    match fault {
        Fault::Kill => member.node.kill(),
        Fault::Pause => member.signal("STOP"),
        Fault::Cut => member.way(Way::Cut),
        Fault::Silence => member.way(Way::Silent),
        Fault::Crash => unreachable!("that is not done to a node"),
    }
    tokio::time::sleep(length).await;
    match fault {
        Fault::Kill => member.start_again(),
        Fault::Pause => member.signal("CONT"),
        _ => member.way(Way::Open),
    }
    let until = Instant::now();
    member.node.is_ready().await;
    diary.note(&format!("node {number}: ready after its {fault}"));
    Trouble { fault, member: Some(number), from, until }
}
