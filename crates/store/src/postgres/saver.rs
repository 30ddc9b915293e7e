//! What runs have come to, written for many at a time: one transaction, a few statements over arrays, all sent at once.

use std::borrow::Cow;

use crossbeam_channel::Sender;
use futures_util::future::{join, join_all, join5};
use tokio::sync::oneshot;
use tokio_postgres::{Client, Config, Row, Statement, types::ToSql};
use uuid::Uuid;

use super::{link::Link, session::Session, spawn, values::storable};
use crate::{
    StoreError,
    code::Code,
    runs::{Save, ids},
};

/// How many runs share one commit at most.
const BATCH: usize = 512;
/// How many may wait.
const QUEUE: usize = 16_384;

/// A run's progress, and who wants to know that it is stored.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) save: Save,
    pub(super) reply: oneshot::Sender<Result<bool, StoreError>>,
}

/// Starts the thread. It ends when the last sender is gone.
pub(super) fn start(config: &Config) -> Result<Sender<Asked>, StoreError> {
    let (sender, asked) = crossbeam_channel::bounded::<Asked>(QUEUE);
    let mut link = Link::new(config.clone());
    spawn("store-saver".to_owned(), move || {
        while let Ok(first) = asked.recv() {
            let (mut saves, mut replies) = (vec![first.save], vec![first.reply]);
            while saves.len() < BATCH
                && let Ok(next) = asked.try_recv()
            {
                saves.push(next.save);
                replies.push(next.reply);
            }
            answer(replies, write(&mut link, &saves));
        }
    })?;
    Ok(sender)
}

/// Whoever asked may have gone away; the work is done all the same.
fn answer(replies: Vec<oneshot::Sender<Result<bool, StoreError>>>, results: Vec<Result<bool, StoreError>>) {
    for (reply, result) in replies.into_iter().zip(results) {
        let _ = reply.send(result);
    }
}

/// Writes them in one transaction; or, if the database refuses that, each in its own, so that one cannot stop the others.
fn write(link: &mut Link, saves: &[Save]) -> Vec<Result<bool, StoreError>> {
    match write_together(link, saves) {
        Ok(held) => held.into_iter().map(Ok).collect(),
        Err(failed) if saves.len() == 1 => vec![Err(failed)],
        Err(StoreError::Unavailable(why)) => saves.iter().map(|_| Err(StoreError::Unavailable(why.clone()))).collect(),
        Err(_) => {
            saves.iter().map(|save| write_together(link, std::slice::from_ref(save)).map(|held| held[0])).collect()
        }
    }
}

fn write_together(link: &mut Link, saves: &[Save]) -> Result<Vec<bool>, StoreError> {
    let session = link.session()?;
    let statements = Statements::of(session)?;
    let written = session.wait(async |client| statements.run(client, saves).await);
    if written.is_err() {
        // A transaction that failed half-way is still open, or the connection is gone.
        if session.batch("ROLLBACK").is_err() {
            link.give_up();
        }
    }
    let ours = written?;
    Ok(saves.iter().map(|save| save.new.is_some() || ours.contains(&save.run.0)).collect())
}

/// The statements of a batch. Those that have nothing to do are not sent.
struct Statements {
    hold: Statement,
    insert: Statement,
    journal: Statement,
    advance: Statement,
}

const INSERT: &str = "INSERT INTO runs (id, environment, flow, version, start_kind, invoker, started_at, resubmit_of, status, ended_at, wake_at, code, message, acting, node, start)
     SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::uuid[], $7::bigint[], $8::uuid[], $9::bigint[], $10::bigint[],
                          $11::bigint[], $12::text[], $13::text[], $14::bytea[], $15::uuid[], $16::bytea[])";
const JOURNAL: &str =
    "INSERT INTO journal (run, seq, segment) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[])";
/// Moves runs on that their node still holds (one that is to be cancelled is due at once when it is let go of), looks whether it holds
/// those that do not move, and adds to the journals of both.
const ADVANCE: &str = "WITH moved AS (
         UPDATE runs r SET status = v.status, ended_at = v.ended_at, wake_at = CASE WHEN r.cancel = 1 AND v.wake_at > 0 THEN 0 ELSE v.wake_at END, code = v.code, message = v.message, acting = v.acting, node = v.holder
         FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::bytea[], $9::uuid[])
              AS v (id, node, status, ended_at, wake_at, code, message, acting, holder)
         WHERE r.id = v.id AND r.node = v.node RETURNING r.id),
     held AS (
         SELECT r.id FROM runs r JOIN unnest($10::uuid[], $11::uuid[]) AS v (id, node) ON r.id = v.id AND r.node = v.node FOR UPDATE OF r),
     ours AS (SELECT id FROM moved UNION ALL SELECT id FROM held),
     written AS (
         INSERT INTO journal (run, seq, segment)
         SELECT j.run, j.seq, j.segment FROM unnest($12::uuid[], $13::bigint[], $14::bytea[]) AS j (run, seq, segment)
         JOIN ours ON ours.id = j.run)
     SELECT id FROM ours";

impl Statements {
    fn of(session: &mut Session) -> Result<Self, StoreError> {
        Ok(Self {
            hold: session.statement("SELECT hold_lease($1)")?,
            insert: session.statement(INSERT)?,
            journal: session.statement(JOURNAL)?,
            advance: session.statement(ADVANCE)?,
        })
    }

    /// Runs them as one transaction that travels as one message. Answers the runs that were there and are held.
    async fn run(&self, client: &Client, saves: &[Save]) -> Result<Vec<Uuid>, tokio_postgres::Error> {
        let new = NewRuns::of(saves);
        let moves = Moves::of(saves);
        let mut holders: Vec<Uuid> = saves.iter().filter(|save| save.new.is_some()).filter_map(Save::holder).collect();
        holders.sort_unstable();
        holders.dedup();

        let begin = client.batch_execute("BEGIN");
        let holds: Vec<[&(dyn ToSql + Sync); 1]> = holders.iter().map(|node| [node as &(dyn ToSql + Sync)]).collect();
        let hold = join_all(holds.iter().map(|node| client.execute(&self.hold, node)));
        let (columns, journal) = (new.columns(), new.journal.columns());
        let insert = when(!new.id.is_empty(), client.execute(&self.insert, &columns));
        let write = when(!new.journal.run.is_empty(), client.execute(&self.journal, &journal));
        let columns = moves.columns();
        let advance = when(!moves.is_empty(), client.query(&self.advance, &columns));
        let commit = client.batch_execute("COMMIT");
        // Polled in this order, they are sent in this order.
        let (begin, hold, insert, write, (advance, commit)) =
            join5(begin, hold, insert, write, join(advance, commit)).await;
        begin?;
        hold.into_iter().try_for_each(|held| held.map(|_| ()))?;
        insert.transpose()?;
        write.transpose()?;
        let held = advance.transpose()?.unwrap_or_default();
        commit?;
        held.iter().map(|row: &Row| row.try_get(0)).collect()
    }
}

async fn when<T>(wanted: bool, work: impl Future<Output = T>) -> Option<T> {
    if wanted { Some(work.await) } else { None }
}

#[derive(Default)]
struct Journal<'a> {
    run: Vec<Uuid>,
    seq: Vec<i64>,
    segment: Vec<&'a [u8]>,
}

impl<'a> Journal<'a> {
    fn push(&mut self, save: &'a Save) {
        if let Some((number, segment)) = &save.segment {
            self.run.push(save.run.0);
            self.seq.push(i64::from(*number));
            self.segment.push(segment);
        }
    }

    fn columns(&self) -> [&(dyn ToSql + Sync); 3] {
        [&self.run, &self.seq, &self.segment]
    }
}

/// Where runs stand, column by column.
#[derive(Default)]
struct Progresses<'a> {
    status: Vec<i64>,
    ended_at: Vec<Option<i64>>,
    wake_at: Vec<Option<i64>>,
    code: Vec<Option<Cow<'a, str>>>,
    message: Vec<Option<Cow<'a, str>>>,
    acting: Vec<Option<Vec<u8>>>,
    holder: Vec<Option<Uuid>>,
}

impl<'a> Progresses<'a> {
    fn push(&mut self, save: &'a Save) {
        let progress = &save.progress;
        self.status.push(progress.status.code());
        self.ended_at.push(progress.ended_at.map(|at| at.0));
        self.wake_at.push(save.due_at());
        self.code.push(progress.code.as_deref().map(storable));
        self.message.push(progress.message.as_deref().map(storable));
        self.acting.push(Some(ids(&progress.acting)).filter(|acting| !acting.is_empty()));
        self.holder.push(save.holder());
    }
}

/// New runs, column by column.
#[derive(Default)]
struct NewRuns<'a> {
    id: Vec<Uuid>,
    environment: Vec<i64>,
    flow: Vec<i64>,
    version: Vec<i64>,
    kind: Vec<i64>,
    invoker: Vec<Option<Uuid>>,
    started_at: Vec<i64>,
    resubmit_of: Vec<Option<Uuid>>,
    progress: Progresses<'a>,
    start: Vec<&'a [u8]>,
    journal: Journal<'a>,
}

impl<'a> NewRuns<'a> {
    fn of(saves: &'a [Save]) -> Self {
        let mut columns = Self::default();
        for save in saves {
            let Some(new) = &save.new else { continue };
            columns.id.push(new.id.0);
            columns.environment.push(new.environment.0);
            columns.flow.push(new.flow.0);
            columns.version.push(i64::from(new.version));
            columns.kind.push(new.kind.code());
            columns.invoker.push(new.invoker.map(|invoker| invoker.0));
            columns.started_at.push(new.started_at.0);
            columns.resubmit_of.push(new.resubmit_of.map(|run| run.0));
            columns.progress.push(save);
            columns.start.push(&new.start);
            columns.journal.push(save);
        }
        columns
    }

    fn columns(&self) -> [&(dyn ToSql + Sync); 16] {
        let progress = &self.progress;
        [
            &self.id,
            &self.environment,
            &self.flow,
            &self.version,
            &self.kind,
            &self.invoker,
            &self.started_at,
            &self.resubmit_of,
            &progress.status,
            &progress.ended_at,
            &progress.wake_at,
            &progress.code,
            &progress.message,
            &progress.acting,
            &progress.holder,
            &self.start,
        ]
    }
}

/// Runs that are there already, column by column.
#[derive(Default)]
struct Moves<'a> {
    id: Vec<Uuid>,
    node: Vec<Uuid>,
    progress: Progresses<'a>,
    stays: Vec<Uuid>,
    stays_with: Vec<Uuid>,
    journal: Journal<'a>,
}

impl<'a> Moves<'a> {
    fn of(saves: &'a [Save]) -> Self {
        let mut columns = Self::default();
        for save in saves.iter().filter(|save| save.new.is_none()) {
            if save.moves {
                columns.id.push(save.run.0);
                columns.node.push(save.node);
                columns.progress.push(save);
            } else {
                columns.stays.push(save.run.0);
                columns.stays_with.push(save.node);
            }
            columns.journal.push(save);
        }
        columns
    }

    fn is_empty(&self) -> bool {
        self.id.is_empty() && self.stays.is_empty()
    }

    fn columns(&self) -> [&(dyn ToSql + Sync); 14] {
        let progress = &self.progress;
        [
            &self.id,
            &self.node,
            &progress.status,
            &progress.ended_at,
            &progress.wake_at,
            &progress.code,
            &progress.message,
            &progress.acting,
            &progress.holder,
            &self.stays,
            &self.stays_with,
            &self.journal.run,
            &self.journal.seq,
            &self.journal.segment,
        ]
    }
}
