//! Simulations of many seeds.
//!
//! `STEWARD_SIM_SEEDS` says how many, from `STEWARD_SIM_FROM`; `STEWARD_SIM_SEED` plays one of them and prints what happened.

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use super::{
    play::{Failed, Flaw, Played, play},
    stage::Stage,
};

/// How many seeds are played where nobody says.
const SEEDS: u64 = 300;
/// How many of the last events a failure shows.
const LAST: usize = 80;
/// Within how many seeds a mistake that is made on purpose is found.
const FOUND_WITHIN: u64 = 400;

fn number(name: &str) -> Option<u64> {
    env::var_os(name)?.to_str()?.parse().ok()
}

/// Plays a seed. A panic is a failure like others.
fn played(stage: &Stage, seed: u64, flaw: Flaw, traces: bool) -> Result<Played, Failed> {
    catch_unwind(AssertUnwindSafe(|| play(stage, seed, flaw, traces))).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
        Err(Failed { wrong: format!("a panic: {}", said.unwrap_or_default()), trace: Vec::new() })
    })
}

/// Says what was wrong, with the last things that happened.
fn report(stage: &Stage, seed: u64, flaw: Flaw, failed: Failed) -> String {
    let again = played(stage, seed, flaw, true).err().unwrap_or(failed);
    let last = again.trace.len().saturating_sub(LAST);
    format!(
        "seed {seed}: {}\n\n{}\n\nrepeat it with STEWARD_SIM_SEED={seed}",
        again.wrong,
        again.trace[last..].join("\n")
    )
}

#[test]
fn whatever_happens_each_run_ends_once_and_does_once_what_it_does() {
    let stage = Stage::new();
    if let Some(seed) = number("STEWARD_SIM_SEED") {
        match play(&stage, seed, Flaw::None, true) {
            Ok(played) => println!("seed {seed}: {played:?}"),
            Err(Failed { wrong, trace }) => panic!("{}\nseed {seed}: {wrong}", trace.join("\n")),
        }
        return;
    }
    let (from, seeds) = (number("STEWARD_SIM_FROM").unwrap_or(1), number("STEWARD_SIM_SEEDS").unwrap_or(SEEDS));
    let (began, mut told) = (Instant::now(), Instant::now());
    let mut all = Played::default();
    for seed in from..from + seeds {
        match played(&stage, seed, Flaw::None, false) {
            Ok(played) => {
                all.events += played.events;
                all.transactions += played.transactions;
                all.runs += played.runs;
                all.taken_over += played.taken_over;
                all.cancelled += played.cancelled;
                all.broken += played.broken;
            }
            Err(failed) => panic!("{}", report(&stage, seed, Flaw::None, failed)),
        }
        if told.elapsed() > Duration::from_secs(10) {
            told = Instant::now();
            println!("{} seeds", seed + 1 - from);
        }
    }
    let took = began.elapsed().as_secs_f64();
    println!(
        "{seeds} seeds in {took:.2} s: {:.0} seeds, {:.0} transactions and {:.0} events a second\n{} runs, taken over {} times, {} cancelled; {} transactions of {} broke",
        seeds as f64 / took,
        all.transactions as f64 / took,
        all.events as f64 / took,
        all.runs,
        all.taken_over,
        all.cancelled,
        all.broken,
        all.transactions,
    );
}

#[test]
fn a_seed_is_always_the_same_course_of_events() {
    let stage = Stage::new();
    let all = || (1..=20).map(|seed| played(&stage, seed, Flaw::None, false).ok()).collect::<Vec<_>>();
    assert_eq!(all(), all());
}

/// Plays seeds until something is wrong, and gives back what.
fn found(flaw: Flaw) -> String {
    let stage = Stage::new();
    let wrong = (1..=FOUND_WITHIN).find_map(|seed| {
        let failed = played(&stage, seed, flaw, false).err()?;
        Some(format!("seed {seed}: {}", failed.wrong))
    });
    wrong.unwrap_or_else(|| panic!("{flaw:?} was not noticed within {FOUND_WITHIN} seeds"))
}

#[test]
fn storing_without_fences_is_found() {
    println!("{}", found(Flaw::IgnoresFences));
}

#[test]
fn taking_runs_without_a_lease_is_found() {
    println!("{}", found(Flaw::IgnoresLeases));
}

#[test]
fn a_commit_that_is_lost_is_found() {
    println!("{}", found(Flaw::LosesCommits));
}
