//! PostgreSQL writes what many runs have come to with a few statements; each run is told what it would have been told alone.

use futures_util::future::join_all;
use model::{FlowKey, PrincipalId, RunId, RunStatus, Timestamp};
use proptest::prelude::*;
use store::{
    StoreError, Tx, journal, nodes, runs,
    runs::{NewRun, Progress, Save},
};
use uuid::Uuid;

use crate::{
    fixture::{Fixture, HERE, Servers},
    things::{first_save, new_run, next_save, node},
};

/// What becomes of one run of a batch.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// It is new.
    New,
    /// It is new and held by a node whose lease has ended: refused.
    NewOfTheDead,
    /// It is stored already: poison for the statement that adds runs.
    There,
    /// It goes on.
    Held,
    /// Another node holds it meanwhile: void.
    Lost,
    /// It has a segment of that number: poison for the statement that adds to journals.
    SegmentThere,
    /// It is nowhere.
    Unknown,
}

const KINDS: [Kind; 7] =
    [Kind::New, Kind::NewOfTheDead, Kind::There, Kind::Held, Kind::Lost, Kind::SegmentThere, Kind::Unknown];

#[derive(Clone, Copy, Debug)]
struct Shape {
    kind: Kind,
    ended: bool,
    wakes: bool,
    moves: bool,
    keep: bool,
    writes: bool,
    worded: bool,
    cancelled: bool,
}

fn shapes() -> impl Strategy<Value = Shape> {
    let kind = prop_oneof![8 => Just(0_usize), 1 => Just(1), 1 => Just(2), 10 => Just(3), 3 => Just(4), 1 => Just(5), 1 => Just(6)];
    (kind, any::<[bool; 7]>()).prop_map(|(kind, [ended, wakes, moves, keep, writes, worded, cancelled])| Shape {
        kind: KINDS[kind],
        ended,
        wakes,
        moves,
        keep,
        writes,
        worded,
        cancelled,
    })
}

/// The nodes: one that is up, one that holds what the first has lost, and one that nobody knows.
#[derive(Clone, Copy)]
struct Nodes {
    up: Uuid,
    other: Uuid,
    dead: Uuid,
}

fn id(world: u8, round: u32, number: usize) -> RunId {
    let number = u128::try_from(number).expect("small");
    RunId(Uuid::from_u128(u128::from(world) << 96 | u128::from(round) << 64 | number))
}

/// Stores what a batch finds.
fn prepare(tx: &mut Tx<'_>, nodes: Nodes, run: RunId, shape: Shape) -> Result<(), StoreError> {
    let holder = match shape.kind {
        Kind::New | Kind::NewOfTheDead | Kind::Unknown => return Ok(()),
        Kind::There | Kind::Held | Kind::SegmentThere => nodes.up,
        Kind::Lost => nodes.other,
    };
    runs::save(tx, first_save(NewRun { id: run, ..plain() }, holder))?;
    if shape.cancelled {
        runs::request_cancel(tx, run)?;
    }
    Ok(())
}

fn plain() -> NewRun {
    NewRun { invoker: Some(PrincipalId(Uuid::from_u128(7))), ..new_run(HERE, FlowKey(1)) }
}

fn save_of(nodes: Nodes, run: RunId, shape: Shape) -> Save {
    let is_new = matches!(shape.kind, Kind::New | Kind::NewOfTheDead | Kind::There);
    let number = if matches!(shape.kind, Kind::SegmentThere) { 0 } else { 1 };
    let status = if shape.ended { RunStatus::Failed } else { RunStatus::Waiting };
    Save {
        new: is_new.then(|| NewRun { id: run, ..plain() }),
        node: if matches!(shape.kind, Kind::NewOfTheDead) { nodes.dead } else { nodes.up },
        progress: Progress {
            status,
            ended_at: shape.ended.then_some(Timestamp(5)),
            wake_at: shape.wakes.then_some(Timestamp(9)),
            code: shape.worded.then(|| "Code".to_owned()),
            message: shape.worded.then(|| "größer\0".to_owned()),
            acting: if shape.worded {
                vec![PrincipalId(Uuid::from_u128(1)), PrincipalId(Uuid::from_u128(2))]
            } else {
                Vec::new()
            },
        },
        moves: shape.moves || is_new,
        keep: shape.keep,
        segment: (shape.writes || number == 0).then(|| (number, vec![0, 255])),
        ..next_save(run, nodes.up, number)
    }
}

/// What can be told apart of an answer.
fn told(answer: &Result<bool, StoreError>) -> &'static str {
    match answer {
        Ok(true) => "stored",
        Ok(false) => "void",
        Err(StoreError::LeaseEnded) => "lease ended",
        Err(error) if error.is_duplicate() => "duplicate",
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_batch_tells_each_run_what_it_would_be_told_alone() {
    let servers = Servers::start();
    let nodes = servers.write(|tx| Ok(Nodes { up: node(tx)?, other: node(tx)?, dead: Uuid::now_v7() }));
    let rounds = std::cell::Cell::new(0);
    let config = ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(shapes in proptest::collection::vec(shapes(), 1..40))| {
        rounds.set(rounds.get() + 1);
        let round = rounds.get();
        let (batch, alone): (Vec<_>, Vec<_>) =
            shapes.iter().enumerate().map(|(number, shape)| ((id(1, round, number), *shape), (id(2, round, number), *shape))).unzip();
        let prepared = [batch.clone(), alone.clone()].concat();
        servers.write(move |tx| prepared.iter().try_for_each(|(run, shape)| prepare(tx, nodes, *run, *shape)));

        let saves = batch.iter().map(|(run, shape)| servers.one.save(save_of(nodes, *run, *shape)));
        let together: Vec<&str> = servers.block_on(join_all(saves)).iter().map(told).collect();
        let saves: Vec<Save> = alone.iter().map(|(run, shape)| save_of(nodes, *run, *shape)).collect();
        let one_by_one = servers.write(move |tx| {
            Ok(saves.into_iter().map(|save| told(&tx.nested(|tx| runs::save(tx, save)))).collect::<Vec<_>>())
        });
        prop_assert_eq!(&together, &one_by_one);
        let states = servers.write(move |tx| {
            let mut states = Vec::new();
            for ((batch, _), (alone, _)) in batch.iter().zip(&alone) {
                states.push((stored(tx, nodes, *batch)?, stored(tx, nodes, *alone)?));
            }
            Ok(states)
        });
        for (batch, alone) in states {
            prop_assert_eq!(batch, alone);
        }
    });
}

type Stored = (Option<(Progress, Option<PrincipalId>)>, Vec<Vec<u8>>, [bool; 2]);

fn stored(tx: &mut Tx<'_>, nodes: Nodes, run: RunId) -> Result<Stored, StoreError> {
    let held = [nodes::holdings(tx, nodes.up)?.contains(&run), nodes::holdings(tx, nodes.other)?.contains(&run)];
    let found = runs::get(tx, HERE, run)?.map(|run| (run.progress, run.invoker));
    Ok((found, journal::read(tx, run)?, held))
}

#[test]
fn many_saves_at_once_are_all_stored_on_both_databases() {
    for fixture in Fixture::on_both() {
        let node = fixture.write(|tx| Ok(node(tx)?));
        let new: Vec<NewRun> = (0..600).map(|_| new_run(HERE, FlowKey(1))).collect();
        let ids: Vec<RunId> = new.iter().map(|new| new.id).collect();
        let first = new.into_iter().map(|new| fixture.store.save(first_save(new, node)));
        for saved in fixture.block_on(join_all(first)) {
            assert!(saved.expect("no error"));
        }
        let next = ids.iter().map(|run| fixture.store.save(next_save(*run, node, 1)));
        for saved in fixture.block_on(join_all(next)) {
            assert!(saved.expect("no error"));
        }
        let mut held = fixture.read(move |tx| Ok(nodes::holdings(tx, node)?));
        held.sort();
        let mut expected = ids.clone();
        expected.sort();
        assert_eq!(held, expected);
        let segments =
            fixture.read(move |tx| ids.iter().try_fold(0, |sum, run| Ok(sum + journal::read(tx, *run)?.len())));
        assert_eq!(segments, 1_200);
    }
}
