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
    let mut bag = Vec::new();
    let mut troubles = Vec::new();
    while began.elapsed() < lasting {
        tokio::time::sleep(Duration::from_millis(random.within(300..2_500))).await;
        let fault = draw(&mut bag, random);
        if fault == Fault::Crash {
            // Half of the time it is back as soon as it can be.
            let away = Duration::from_millis(random.within(0..8_000).saturating_sub(4_000));
            troubles.push(crash(world, away).await);
            continue;
        }
        // One fault in three comes together with one of another node.
        let second = Some(draw(&mut bag, random)).filter(|second| *second != Fault::Crash && random.within(0..3) == 0);
        let first = random.within(0..3);
        let mut victims: Vec<_> = world.members.iter_mut().collect();
        victims.rotate_left(usize::try_from(first).expect("below three"));
        let plans: Vec<_> = victims
            .into_iter()
            .zip(std::iter::once(fault).chain(second))
            .map(|(member, fault)| (member, fault, length(fault, world.lease, random)))
            .collect();
        let diary = &world.diary;
        let harmed = plans.into_iter().map(|(member, fault, length)| harm(member, fault, length, diary));
        troubles.extend(join_all(harmed).await);
    }
    for member in &mut world.members {
        member.node.is_ready().await;
    }
    troubles
}

/// The next fault: each kind comes before any comes again.
fn draw(bag: &mut Vec<Fault>, random: &mut Random) -> Fault {
    if bag.is_empty() {
        bag.extend([Fault::Kill, Fault::Kill, Fault::Pause, Fault::Cut, Fault::Silence, Fault::Crash]);
    }
    let number = random.within(0..bag.len() as u64);
    bag.swap_remove(usize::try_from(number).expect("a small number"))
}

/// How long a fault lasts. A pause outlives the lease; the others may or may not.
fn length(fault: Fault, lease: Duration, random: &mut Random) -> Duration {
    let lease = u64::try_from(lease.as_millis()).expect("a short time");
    Duration::from_millis(match fault {
        Fault::Kill => random.within(0..3_000),
        Fault::Pause => lease + random.within(500..3_000),
        _ => random.within(300..2 * lease + 1_000),
    })
}

async fn crash(world: &World, away: Duration) -> Trouble {
    world.diary.note(&format!("the database crashes, and is away for {} ms", away.as_millis()));
    let from = Instant::now();
    tokio::task::block_in_place(|| world.postgres.crash());
    tokio::time::sleep(away).await;
    tokio::task::block_in_place(|| world.postgres.start_again());
    world.diary.note("the database is back");
    Trouble { fault: Fault::Crash, member: None, from, until: Instant::now() }
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
