//! Random histories of verbs, on both databases and in a model in memory: every answer and the final state are the same.
//!
//! A history is one transaction that is undone in the end, so that each begins on an empty database and costs no commit.

mod model;

use ::model::{EnvironmentId, FlowKey, RunId, RunStatus, StartKind, Timestamp};
use proptest::prelude::*;
use store::{
    StoreError, Tx, child_calls,
    child_calls::ChildCall,
    journal, nodes,
    nodes::Node,
    runs,
    runs::{NewRun, Progress, Save, StoredRun},
    triggers,
    triggers::Schedule,
};
use uuid::Uuid;

use self::model::{Model, Outcome};
use crate::fixture::{Fixture, any_room, is_postgres};

/// A run, a node or a flow by its number; few of each, so that they meet.
type Number = u8;

/// One verb with what it is given.
#[derive(Clone, Debug)]
enum Verb {
    Queue { run: Number, environment: i64, at: i64 },
    Save(Saved),
    Claim { node: Number, now: i64, limit: u32 },
    ClaimOne { run: Number, node: Number },
    Wake { run: Number },
    RequestCancel { run: Number },
    ToCancel { node: Number },
    ReleaseOthers { node: Number },
    NextDue,
    Append { run: Number, number: u32 },
    Join { node: Number, is_up: bool },
    Renew { node: Number, is_up: bool },
    Leave { node: Number },
    TakeOver { is_thorough: bool },
    Release { node: Number, run: Number },
    Call { parent: Number, attempt: u32, child: Number },
    Answer { child: Number, answer: u8 },
    Called { parent: Number, attempt: u32 },
    Schedule { flow: Number, next: i64 },
    Due { at: i64, limit: u32 },
    Advance { flow: Number, seen: i64, next: Option<i64> },
    RemoveTriggers { flow: Number },
}

/// What a save stores.
#[derive(Clone, Debug)]
struct Saved {
    run: Number,
    node: Number,
    /// The environment of a run that is not stored yet.
    new: Option<i64>,
    ended_at: Option<i64>,
    wake_at: Option<i64>,
    moves: bool,
    keep: bool,
    segment: Option<u32>,
    waits_for: Option<(Number, u32)>,
    answer: Option<u8>,
}

fn verbs() -> impl Strategy<Value = Verb> {
    let (run, node, flow, attempt) = (0_u8..6, 0_u8..3, 0_u8..3, 1_u32..3);
    let (environment, time, segment) = (1_i64..3, 0_i64..5, 0_u32..4);
    let some = |range: std::ops::Range<i64>| proptest::option::of(range);
    let saved = (
        (run.clone(), node.clone(), proptest::option::weighted(0.4, environment.clone())),
        (proptest::option::weighted(0.2, time.clone()), some(0..5), any::<bool>(), proptest::bool::weighted(0.7)),
        (
            proptest::option::of(segment.clone()),
            proptest::option::weighted(0.2, (run.clone(), attempt.clone())),
            proptest::option::weighted(0.2, any::<u8>()),
        ),
    )
        .prop_map(|((run, node, new), (ended_at, wake_at, moves, keep), (segment, waits_for, answer))| {
            Verb::Save(Saved { run, node, new, ended_at, wake_at, moves, keep, segment, waits_for, answer })
        });
    let of_runs = prop_oneof![
        4 => (run.clone(), environment, time.clone()).prop_map(|(run, environment, at)| Verb::Queue { run, environment, at }),
        8 => saved,
        // An even limit is shared evenly, whichever environment comes first.
        4 => (node.clone(), time.clone(), 1_u32..4).prop_map(|(node, now, half)| Verb::Claim { node, now, limit: 2 * half }),
        2 => (run.clone(), node.clone()).prop_map(|(run, node)| Verb::ClaimOne { run, node }),
        1 => run.clone().prop_map(|run| Verb::Wake { run }),
        2 => run.clone().prop_map(|run| Verb::RequestCancel { run }),
        1 => node.clone().prop_map(|node| Verb::ToCancel { node }),
        1 => node.clone().prop_map(|node| Verb::ReleaseOthers { node }),
        1 => Just(Verb::NextDue),
        1 => (run.clone(), segment).prop_map(|(run, number)| Verb::Append { run, number }),
    ];
    let of_nodes = prop_oneof![
        4 => (node.clone(), proptest::bool::weighted(0.8)).prop_map(|(node, is_up)| Verb::Join { node, is_up }),
        2 => (node.clone(), any::<bool>()).prop_map(|(node, is_up)| Verb::Renew { node, is_up }),
        1 => node.clone().prop_map(|node| Verb::Leave { node }),
        2 => any::<bool>().prop_map(|is_thorough| Verb::TakeOver { is_thorough }),
        1 => (node, run.clone()).prop_map(|(node, run)| Verb::Release { node, run }),
    ];
    let of_calls = prop_oneof![
        (run.clone(), attempt.clone(), run.clone()).prop_map(|(parent, attempt, child)| Verb::Call {
            parent,
            attempt,
            child
        }),
        (run.clone(), any::<u8>()).prop_map(|(child, answer)| Verb::Answer { child, answer }),
        (run, attempt).prop_map(|(parent, attempt)| Verb::Called { parent, attempt }),
    ];
    let of_schedules = prop_oneof![
        (flow.clone(), time.clone()).prop_map(|(flow, next)| Verb::Schedule { flow, next }),
        (time.clone(), 1_u32..4).prop_map(|(at, limit)| Verb::Due { at, limit }),
        (flow.clone(), time, some(0..9)).prop_map(|(flow, seen, next)| Verb::Advance { flow, seen, next }),
        flow.prop_map(|flow| Verb::RemoveTriggers { flow }),
    ];
    prop_oneof![8 => of_runs, 3 => of_nodes, 2 => of_calls, 2 => of_schedules]
}

fn run_id(run: Number) -> RunId {
    RunId(Uuid::from_u128(0x0190 << 112 | u128::from(run)))
}

fn run_number(run: RunId) -> Number {
    run.0.as_bytes()[15]
}

fn node_id(node: Number) -> Uuid {
    Uuid::from_u128(0x0191 << 112 | u128::from(node))
}

fn call(parent: Number, attempt: u32) -> ChildCall {
    ChildCall { parent: run_id(parent), frame: 1, action: 2, attempt }
}

fn new_run(run: Number, environment: i64) -> NewRun {
    NewRun {
        id: run_id(run),
        environment: EnvironmentId(environment),
        flow: FlowKey(1),
        version: 1,
        kind: StartKind::Button,
        invoker: None,
        started_at: Timestamp(0),
        resubmit_of: None,
        start: vec![run],
    }
}

impl Saved {
    fn status(&self) -> RunStatus {
        match (self.ended_at, self.keep) {
            (Some(_), _) => RunStatus::Succeeded,
            (None, true) => RunStatus::Running,
            (None, false) => RunStatus::Waiting,
        }
    }

    fn save(&self) -> Save {
        Save {
            run: run_id(self.run),
            node: node_id(self.node),
            new: self.new.map(|environment| new_run(self.run, environment)),
            progress: Progress {
                status: self.status(),
                ended_at: self.ended_at.map(Timestamp),
                wake_at: self.wake_at.map(Timestamp),
                ..Progress::running()
            },
            moves: self.moves,
            keep: self.keep,
            segment: self.segment.map(|number| (number, vec![self.node])),
            waits_for: self.waits_for.iter().map(|(parent, attempt)| call(*parent, *attempt)).collect(),
            answer: self.answer.map(|answer| vec![answer]),
            callbacks: Default::default(),
            leaves: None,
        }
    }
}

/// Does a verb in a database.
fn perform(tx: &mut Tx<'_>, verb: &Verb) -> Result<Outcome, StoreError> {
    let lease = |is_up: bool| if is_up { 3_600_000 } else { -3_600_000 };
    let sorted = |runs: Vec<RunId>| {
        let mut runs: Vec<Number> = runs.into_iter().map(run_number).collect();
        runs.sort_unstable();
        Outcome::Runs(runs)
    };
    let count = |count: usize| Outcome::Number(Some(i64::try_from(count).expect("small")));
    let time = |time: Option<Timestamp>| Outcome::Number(time.map(|time| time.0));
    Ok(match *verb {
        Verb::Queue { run, environment, at } => {
            runs::queue(tx, &new_run(run, environment), Some(Timestamp(at)))?;
            Outcome::Done
        }
        Verb::Save(ref saved) => Outcome::Truth(runs::save(tx, saved.save())?),
        Verb::Claim { node, now, limit } => {
            let claimed = runs::claim(tx, node_id(node), Timestamp(now), limit, any_room())?;
            sorted(claimed.into_iter().map(|claimed| claimed.run.id).collect())
        }
        Verb::ClaimOne { run, node } => match runs::claim_one(tx, run_id(run), node_id(node))? {
            None => Outcome::Claimed(None),
            Some(claimed) => {
                assert_eq!(claimed.start, [run]);
                Outcome::Claimed(Some((claimed.has_journal, claimed.is_to_be_cancelled)))
            }
        },
        Verb::Wake { run } => {
            runs::wake(tx, run_id(run))?;
            Outcome::Done
        }
        Verb::RequestCancel { run } => Outcome::Truth(runs::request_cancel(tx, run_id(run))?),
        Verb::ToCancel { node } => sorted(runs::to_cancel(tx, node_id(node))?),
        Verb::ReleaseOthers { node } => count(runs::release_others(tx, node_id(node))?),
        Verb::NextDue => time(runs::next_due(tx, &any_room())?),
        Verb::Append { run, number } => {
            journal::append(tx, run_id(run), number, &[9])?;
            Outcome::Done
        }
        Verb::Join { node, is_up } => {
            let joining = Node {
                id: node_id(node),
                name: "a node".to_owned(),
                roles: "worker".to_owned(),
                version: "1".to_owned(),
                keys: String::new(),
                started_at: Timestamp(0),
                lease_until: Timestamp(0),
            };
            nodes::join(tx, &joining, lease(is_up))?;
            Outcome::Done
        }
        Verb::Renew { node, is_up } => Outcome::Truth(nodes::renew(tx, node_id(node), lease(is_up))?),
        Verb::Leave { node } => count(nodes::leave(tx, node_id(node))?),
        Verb::TakeOver { is_thorough } => count(nodes::take_over(tx, is_thorough)?),
        Verb::Release { node, run } => Outcome::Truth(nodes::release(tx, node_id(node), run_id(run))?),
        Verb::Call { parent, attempt, child } => {
            child_calls::insert(tx, &call(parent, attempt), run_id(child))?;
            Outcome::Done
        }
        Verb::Answer { child, answer } => {
            let parent = child_calls::answer(tx, run_id(child), &[answer])?;
            Outcome::Runs(parent.into_iter().map(run_number).collect())
        }
        Verb::Called { parent, attempt } => {
            let called = child_calls::get(tx, &call(parent, attempt))?;
            let is_answered = child_calls::is_answered(tx, &call(parent, attempt))?;
            assert_eq!(is_answered, called.as_ref().is_some_and(|called| called.answer.is_some()));
            Outcome::Called(called.map(|called| (run_number(called.child), called.answer.map(|answer| answer[0]))))
        }
        Verb::Schedule { flow, next } => {
            let schedule = Schedule {
                flow: FlowKey(flow.into()),
                environment: EnvironmentId(1),
                recurrence: "{}".to_owned(),
                anchor: Timestamp(0),
                next_at: Timestamp(next),
                poll: store::triggers::Poll::default(),
            };
            triggers::set_schedule(tx, &schedule)?;
            Outcome::Done
        }
        Verb::Due { at, limit } => {
            let due = triggers::due(tx, Timestamp(at), limit)?;
            Outcome::Due(due.into_iter().map(|due| (due.next_at.0, due.flow.0)).collect())
        }
        Verb::Advance { flow, seen, next } => {
            Outcome::Truth(triggers::advance(tx, FlowKey(flow.into()), Timestamp(seen), next.map(Timestamp))?)
        }
        Verb::RemoveTriggers { flow } => {
            triggers::remove(tx, FlowKey(flow.into()))?;
            time(triggers::next_due(tx)?)
        }
    })
}

/// What can be seen in the end.
fn state(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    let mut state = Vec::new();
    let mut held = Vec::new();
    for node in 0..3 {
        for run in nodes::holdings(tx, node_id(node))? {
            held.push((run_number(run), node));
        }
    }
    for run in 0..6 {
        let segments = journal::read(tx, run_id(run))?.len();
        let is_to_be_cancelled = runs::is_to_be_cancelled(tx, run_id(run))?;
        let mut stored: Option<StoredRun> = None;
        for environment in [1, 2] {
            stored = stored.or(runs::get(tx, EnvironmentId(environment), run_id(run))?);
        }
        let holder = held.iter().find(|(held, _)| *held == run).map(|(_, node)| *node);
        let stored = stored.map(|stored| {
            let Progress { status, ended_at, wake_at, .. } = stored.progress;
            (stored.environment.0, status, ended_at.map(|at| at.0), wake_at.map(|at| at.0))
        });
        state.push(model::shown(run, stored, holder, is_to_be_cancelled, segments));
    }
    let nodes = nodes::list(tx)?;
    let nodes: Vec<Number> = nodes.iter().map(|node| node.id.as_bytes()[15]).collect();
    state.push(format!("{nodes:?} are up"));
    Ok(state)
}

/// Ends the transaction of a history, which is undone.
enum End {
    Seen(Vec<Outcome>, Vec<String>),
    Failed(StoreError),
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

fn play(fixture: &Fixture, history: Vec<Verb>) -> (Vec<Outcome>, Vec<String>) {
    let played = fixture.block_on(fixture.store.write(move |tx| {
        let mut outcomes = Vec::new();
        for verb in &history {
            outcomes.push(match tx.nested(|tx| perform(tx, verb)) {
                Ok(outcome) => outcome,
                Err(StoreError::LeaseEnded) => Outcome::LeaseEnded,
                Err(error) if error.is_duplicate() => Outcome::Duplicate,
                Err(error) => return Err(error.into()),
            });
        }
        Err::<(), _>(End::Seen(outcomes, state(tx)?))
    }));
    match played {
        Err(End::Seen(outcomes, state)) => (outcomes, state),
        Err(End::Failed(error)) => panic!("{error}"),
        Ok(()) => panic!("a history is undone"),
    }
}

#[test]
fn every_history_is_the_same_in_both_databases_and_in_memory() {
    let fixtures: Vec<Fixture> = Fixture::on_both().collect();
    let config = ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(history in proptest::collection::vec(verbs(), 1..60))| {
        for fixture in &fixtures {
            let mut model = Model::new(is_postgres(&fixture.store));
            let expected: Vec<Outcome> = history.iter().map(|verb| model.perform(verb)).collect();
            let (outcomes, state) = play(fixture, history.clone());
            prop_assert_eq!(outcomes, expected);
            prop_assert_eq!(state, model.state());
        }
    });
}
