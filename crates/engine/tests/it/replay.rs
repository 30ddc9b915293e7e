//! What holds for every flow: it ends, it survives a crash between any two steps, and it does not matter how large the steps are.

pub(crate) mod generate;

use engine::{
    Awaited, Call, Entry, Flow, Outcome, Run, Start,
    history::{HistoryReader, RunRecord},
    journal::{decode, encode},
};
use model::{RunId, Timestamp};
use proptest::prelude::*;
use testkit::Player;
use wdl::{Definition, Object, Severity, Value};

/// Steps that a run may take before we say that it does not end.
const STEPS: usize = 200_000;

fn player(text: &str) -> Player {
    let (definition, problems) = Definition::parse(&testkit::definition(text));
    let errors: Vec<String> =
        problems.iter().filter(|problem| problem.severity == Severity::Error).map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{text}\n{}", errors.join("\n"));
    let start = Start {
        id: RunId(uuid::Uuid::from_u128(7)),
        at: Timestamp(1_767_225_600_000_000),
        trigger_outputs: Value::Null,
        trigger_inputs: Value::Null,
        tracking_id: None,
        parameters: Value::Null,
        awaited: Awaited::Caller,
    };
    Player::new(Flow::new(definition, Value::Null), start, outcome)
}

/// How a call ends follows from its key alone, so that it is the same after a crash.
fn outcome(_: &str, call: &Call) -> (Option<i64>, Outcome) {
    let sum = call.idempotency_key.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let status = [200, 200, 200, 404, 503, 429][(sum % 6) as usize];
    let body = Value::Object(Object::from([("statusCode", Value::Int(i64::from(status))), ("body", Value::Int(1))]));
    let mut outcome = Outcome::answered(status, body);
    // No randomness: a retry after a crash is due when it would have been.
    outcome.retry_after = Some(3_000);
    (Some(i64::from(sum / 7 % 4) * 5), outcome)
}

fn record(flow: &Flow, entries: &[Entry]) -> RunRecord {
    let mut history = HistoryReader::new(&flow.definition);
    entries.iter().for_each(|entry| history.read(entry.clone()));
    history.finish()
}

/// Plays to the end; `before` may do something to the player before each step.
fn play(text: &str, budget: usize, mut before: impl FnMut(&mut Player)) -> Player {
    let mut player = player(text);
    player.budget = budget;
    for _ in 0..STEPS {
        before(&mut player);
        if !player.advance() {
            assert!(player.run.ended().is_some(), "it waits for ever:\n{text}");
            return player;
        }
    }
    panic!("it does not end:\n{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_run_ends(text in generate::flow()) {
        let played = play(&text, 1_000, |_| {});
        let ended = played.run.ended().expect("it ended");
        let unfinished = record(played.run.flow(), &played.entries).actions.into_iter().find(|action| action.status.is_none());
        prop_assert!(unfinished.is_none(), "{unfinished:?} in a run that ended {:?}", ended.status);
    }

    #[test]
    fn small_steps_come_to_the_same_as_large_ones(text in generate::flow(), budget in 1_usize..8) {
        let large = play(&text, usize::MAX, |_| {});
        let small = play(&text, budget, |_| {});
        prop_assert_eq!(large.entries, small.entries);
    }

    #[test]
    fn a_crash_between_any_two_steps_changes_nothing(text in generate::flow(), budget in 1_usize..20) {
        let whole = play(&text, budget, |_| {});
        // It crashes whenever something was remembered.
        let mut remembered = 0;
        let crashing = play(&text, budget, |player| {
            if player.entries.len() > remembered {
                remembered = player.entries.len();
                player.crash();
            }
        });
        prop_assert_eq!(&whole.entries, &crashing.entries);
        prop_assert_eq!(record(whole.run.flow(), &whole.entries).actions, record(crashing.run.flow(), &crashing.entries).actions);
    }

    #[test]
    fn a_replayed_run_waits_for_the_same(text in generate::flow()) {
        play(&text, 5, |player| {
            let replayed = Run::replay(player.run.flow().clone(), player.run.start().clone(), &player.entries);
            assert_eq!(replayed.wake_at(), player.run.wake_at());
            assert_eq!(replayed.outstanding_calls(), player.run.outstanding_calls());
            assert_eq!(replayed.ended(), player.run.ended());
        });
    }

    #[test]
    fn what_is_written_reads_the_same(text in generate::flow()) {
        let played = play(&text, 1_000, |_| {});
        prop_assert_eq!(decode(&encode(&played.entries)).expect("readable"), played.entries);
    }

    #[test]
    fn entries_of_another_flow_do_no_harm(one in generate::flow(), other in generate::flow()) {
        let played = play(&one, 1_000, |_| {});
        let stranger = player(&other);
        let run = Run::replay(stranger.run.flow().clone(), stranger.run.start().clone(), &played.entries);
        let _ = (run.outstanding_calls(), run.wake_at(), run.ended().is_some());
        let _ = record(run.flow(), &played.entries);
    }
}
