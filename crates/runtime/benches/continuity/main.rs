//! How long a simulation takes in a large organisation. `cargo bench -p runtime --bench continuity [-- FLOWS]`.
//!
//! Measures what `POST /api/v1/continuity/simulate` does, on SQLite, or on PostgreSQL where `STEWARD_TEST_DATABASE` is `postgres`. The organisation and the events come again with the same numbers each time.

#![expect(clippy::print_stdout, reason = "a bench tells what it measured")]

mod organisation;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use app::{Steward, bootstrap, continuity, sign_in};
use model::Timestamp;
use organisation::Organisation;
use runtime::Connectors;
use store::{KeyRing, Store};
use testkit::Dice;

/// How many flows there are, unless the command line says so.
const FLOWS: usize = 10_000;
/// How many events are simulated.
const EVENTS: usize = 100;

fn main() {
    let flows = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(FLOWS);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure(flows));
}

async fn measure(flows: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let address = testkit::database::address(folder.path());
    let store = Store::open(&store::Config::at(&address).expect("an address")).expect("the store opens");
    let keys = KeyRing::in_folder(folder.path()).expect("keys");
    let steward = Steward::new(store, keys, Arc::new(Timestamp::now), Arc::new(Connectors));
    let first = bootstrap::FirstStart { password: Some(store::Secret::new("correct horse")), ..Default::default() };
    bootstrap::start(&steward, first).await.expect("a first start");

    let began = Instant::now();
    let organisation = Organisation::make(&steward, flows).await;
    println!("{} made in {:.1} s", organisation.words(), began.elapsed().as_secs_f64());

    let admin = sign_in::operator_named(&steward, "admin").await.expect("an administrator");
    let (mut dice, mut took, mut found) = (Dice(7), Vec::new(), 0);
    for _ in 0..=EVENTS {
        let event = organisation.event(&mut dice);
        let began = Instant::now();
        let simulation = continuity::simulate(&steward, &admin, event.clone()).await.expect("a simulation");
        took.push((began.elapsed(), event.kind));
        found += simulation.summary.findings;
    }
    // The first one reads every definition, which a server does once after its start.
    let (first, _) = took.remove(0);
    tell("simulation", &mut took.iter().map(|(took, _)| *took).collect::<Vec<_>>());
    println!("first {:.0} ms; {} findings in all", millis(first), found);
    for kind in organisation::KINDS {
        let mut of_kind: Vec<_> = took.iter().filter(|(_, it)| *it == kind).map(|(took, _)| *took).collect();
        tell(&format!("  {kind:?}"), &mut of_kind);
    }
}

fn tell(what: &str, took: &mut [Duration]) {
    took.sort();
    let at =
        |percent: usize| took.get((took.len() * percent).div_ceil(100).saturating_sub(1)).copied().map_or(0.0, millis);
    println!("{what}: {} times, p50 {:.0} ms, p95 {:.0} ms, longest {:.0} ms", took.len(), at(50), at(95), at(100));
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1_000.0
}
