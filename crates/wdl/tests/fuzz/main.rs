//! Hostile expressions: mutated ones of the tests and the vectors, and generated ones over every function, for as long as
//! `STEWARD_FUZZ_SECONDS` says (one second if it does not), from `STEWARD_SEED`.
//!
//! None may panic, take forever, or give what is larger than the limits; what parses prints as something that parses to
//! the same. What was found once is kept in `tests/fuzz-corpus`, one input a file, and stays fixed.

mod check;
mod corpus;
mod generate;
mod minimise;

use std::{
    env,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use generate::Generator;

/// No answer in so long is none. A debug build on a busy machine needs a second for the largest values.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the worker is doing, for who watches it.
#[derive(Clone)]
struct Now {
    input: String,
    since: Instant,
}

#[test]
fn what_was_found_stays_fixed() {
    for (name, input) in corpus::found() {
        if let Err(problem) = watched(move |now| check::input(&input, now)) {
            panic!("fuzz-corpus/{name}: {problem}");
        }
    }
}

#[test]
fn whatever_is_written_gets_an_answer() {
    let number = |name: &str| env::var_os(name).and_then(|value| value.to_str()?.parse::<u64>().ok());
    let seed = number("STEWARD_SEED").unwrap_or(1);
    let end = Instant::now() + Duration::from_secs(number("STEWARD_FUZZ_SECONDS").unwrap_or(1));
    let outcome = watched(move |now| {
        let mut generator = Generator::new(seed, corpus::expressions());
        let mut count = 0_u64;
        while Instant::now() < end {
            let input = generator.input();
            check::input(&input, now).map_err(|problem| {
                let smallest = minimise::minimise(&input, |shorter| check::input(shorter, now).is_err());
                format!("{problem}\n{input:?}\nis as short as\n{smallest:?}\nKeep it in crates/wdl/tests/fuzz-corpus.")
            })?;
            count += 1;
        }
        eprintln!("{count} inputs from seed {seed}");
        Ok(())
    });
    if let Err(problem) = outcome {
        panic!("seed {seed}: {problem}");
    }
}

/// Works on a thread with the stack of any other, and gives up when one input takes longer than [`PATIENCE`].
fn watched(work: impl FnOnce(&check::Doing) -> Result<(), String> + Send + 'static) -> Result<(), String> {
    let now: check::Doing = Arc::new(Mutex::new(None));
    let done = Arc::new(AtomicBool::new(false));
    let worker = {
        let (now, done) = (now.clone(), done.clone());
        thread::spawn(move || {
            let outcome = work(&now);
            done.store(true, Ordering::Release);
            outcome
        })
    };
    while !done.load(Ordering::Acquire) && !worker.is_finished() {
        thread::sleep(Duration::from_millis(5));
        let current: Option<Now> = now.lock().unwrap().clone();
        if let Some(Now { input, .. }) = current.filter(|now| now.since.elapsed() > PATIENCE) {
            return Err(format!("no answer in {} s for {input:?}", PATIENCE.as_secs()));
        }
    }
    worker.join().unwrap_or_else(|_| Err("the worker itself failed".to_owned()))
}
