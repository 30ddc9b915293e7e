//! Watches what is stored, transaction by transaction, and what is called, and says when something is not as it must be.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use engine::{Call, Entry, Flow, Run, Start, journal::Started};
use model::{RunId, RunStatus};
use store::{StoreError, Tx, params, runs::Save, simulated::Database};
use uuid::Uuid;
use wdl::definition::{Kind, Status};

use crate::run::active::Active;

/// What a server wants stored of a run, and the state that it goes on from once it is.
struct Asked {
    run: RunId,
    number: u32,
    segment: Vec<u8>,
    node: Uuid,
    state: Run,
}

thread_local! {
    static ASKED: RefCell<Vec<Asked>> = const { RefCell::new(Vec::new()) };
}

/// Notes what a server wants stored.
pub(crate) fn asks(active: &Active, save: &Save) {
    let Some((number, segment)) = save.segment.clone() else { return };
    let asked = Asked { run: save.run, number, segment, node: save.node, state: active.run.clone() };
    ASKED.with(|all| all.borrow_mut().push(asked));
}

/// Makes the database note what happens to runs and leases.
pub(crate) fn prepare(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    tx.define(
        "CREATE TABLE watched (n INTEGER PRIMARY KEY, what INTEGER NOT NULL, run BLOB, node BLOB, number INTEGER, bytes BLOB);
         CREATE TRIGGER watch_new AFTER INSERT ON runs BEGIN
             INSERT INTO watched (what, run, node, number, bytes) VALUES (0, new.id, new.node, new.flow, new.start); END;
         CREATE TRIGGER watch_held AFTER UPDATE OF node ON runs WHEN old.node IS NOT new.node BEGIN
             INSERT INTO watched (what, run, node) VALUES (1, new.id, new.node); END;
         CREATE TRIGGER watch_ended AFTER UPDATE ON runs WHEN old.ended_at IS NOT NULL OR new.ended_at IS NOT NULL BEGIN
             INSERT INTO watched (what, run, number) VALUES (2, new.id, new.status); END;
         CREATE TRIGGER watch_born_ended AFTER INSERT ON runs WHEN new.ended_at IS NOT NULL BEGIN
             INSERT INTO watched (what, run, number) VALUES (2, new.id, new.status); END;
         CREATE TRIGGER watch_cancel AFTER UPDATE OF cancel ON runs WHEN old.cancel <> new.cancel BEGIN
             INSERT INTO watched (what, run) VALUES (3, new.id); END;
         CREATE TRIGGER watch_journal AFTER INSERT ON journal BEGIN
             INSERT INTO watched (what, run, number, bytes) VALUES (4, new.run, new.seq, new.segment); END;
         CREATE TRIGGER watch_join AFTER INSERT ON nodes BEGIN INSERT INTO watched (what, node) VALUES (5, new.id); END;
         CREATE TRIGGER watch_leave AFTER DELETE ON nodes BEGIN INSERT INTO watched (what, node) VALUES (6, old.id); END;",
    )
}

struct Noted {
    what: i64,
    run: Option<Uuid>,
    node: Option<Uuid>,
    number: Option<i64>,
    bytes: Option<Vec<u8>>,
}

/// What is known of a run that is stored.
pub(crate) struct Known {
    pub(crate) flow: Arc<Flow>,
    start: Start,
    /// Who holds it.
    holder: Option<Uuid>,
    last_holder: Option<Uuid>,
    /// How many transactions had happened when somebody came to hold it.
    held_since: u64,
    pub(crate) entries: Vec<Entry>,
    segments: u32,
    /// How it ended.
    pub(crate) ended: Option<RunStatus>,
    /// How many transactions had happened when somebody wanted it cancelled.
    cancelled: Option<u64>,
}

/// Everything that was seen.
#[derive(Default)]
pub(crate) struct Watch {
    pub(crate) runs: BTreeMap<RunId, Known>,
    leases: BTreeSet<Uuid>,
    asked: HashMap<(RunId, u32), Vec<Asked>>,
    transactions: u64,
    /// Calls of the world by run, address and attempt.
    calls: BTreeMap<(RunId, String, u32), String>,
    keys: BTreeSet<String>,
    /// How many times a run went on where another server, or another start of it, had left it.
    pub(crate) taken_over: usize,
}

/// What is wrong.
pub(crate) type Wrong = String;

impl Watch {
    pub(crate) fn reset() {
        ASKED.with(|all| all.borrow_mut().clear());
    }

    /// Looks at what a transaction has done. `flow` knows flows by their keys.
    pub(crate) fn committed(
        &mut self,
        database: &Database,
        flow: impl Fn(i64) -> Arc<Flow>,
    ) -> Result<Vec<String>, Wrong> {
        self.transactions += 1;
        for asked in ASKED.with(RefCell::take) {
            self.asked.entry((asked.run, asked.number)).or_default().push(asked);
        }
        let noted = noted(database).map_err(|error| error.to_string())?;
        let before: BTreeMap<RunId, Option<Uuid>> = noted
            .iter()
            .filter_map(|note| Some(RunId(note.run?)))
            .filter_map(|run| Some((run, self.runs.get(&run)?.holder)))
            .collect();
        let mut seen = Vec::new();
        for note in &noted {
            let run = note.run.map(RunId);
            let number = note.number.unwrap_or(0);
            match (note.what, run) {
                (0, Some(run)) => {
                    let flow = flow(number);
                    let start = note.bytes.clone().unwrap_or_default();
                    let (start, _) = app::start::decode_start(&start, run, model::Timestamp(0))
                        .map_err(|error| format!("the start of a run cannot be read: {error}"))?;
                    self.runs.insert(
                        run,
                        Known {
                            flow,
                            start,
                            holder: note.node,
                            last_holder: note.node,
                            held_since: self.transactions,
                            entries: Vec::new(),
                            segments: 0,
                            ended: None,
                            cancelled: None,
                        },
                    );
                    seen.push(format!("{} is stored", self.name(run)));
                }
                (1, Some(run)) => {
                    let transactions = self.transactions;
                    let known = self.known(run)?;
                    if let (Some(of), Some(to)) = (known.holder, note.node) {
                        return Err(format!("run {run} goes from holder {of} to {to} without having been let go of"));
                    }
                    known.holder = note.node;
                    let mut is_taken_over = false;
                    if note.node.is_some() {
                        is_taken_over = known.last_holder.is_some_and(|last| Some(last) != note.node);
                        (known.last_holder, known.held_since) = (note.node, transactions);
                    }
                    self.taken_over += usize::from(is_taken_over);
                    let how = if note.node.is_some() { "held" } else { "let go of" };
                    seen.push(format!("{} is {how}", self.name(run)));
                }
                (2, Some(run)) => {
                    let status = RunStatus::ALL.get(usize::try_from(number).unwrap_or(0)).copied();
                    let known = self.known(run)?;
                    if known.ended.is_some() {
                        return Err(format!("run {run} has ended, and changes again"));
                    }
                    known.ended = status;
                    seen.push(format!("{} has ended: {}", self.name(run), status.map_or("", RunStatus::as_str)));
                }
                (3, Some(run)) => {
                    let transactions = self.transactions;
                    self.known(run)?.cancelled = Some(transactions);
                    seen.push(format!("{} is to be cancelled", self.name(run)));
                }
                (4, Some(run)) => {
                    let bytes = note.bytes.as_deref().unwrap_or_default();
                    let entries = self.journal(run, number, bytes, before.get(&run).copied())?;
                    seen.push(format!("{} remembers {}", self.name(run), entries.join(", ")));
                }
                (5, _) => {
                    self.leases.extend(note.node);
                    seen.push("a lease begins".to_owned());
                }
                (6, _) => {
                    note.node.iter().for_each(|node| {
                        self.leases.remove(node);
                    });
                    seen.push("a lease is ended".to_owned());
                }
                _ => {}
            }
        }
        self.consistent(noted.iter().filter_map(|note| note.run.map(RunId)))?;
        Ok(seen)
    }

    /// A segment came to a journal: who wrote it holds the run, and goes on from what it says.
    fn journal(
        &mut self,
        run: RunId,
        number: i64,
        bytes: &[u8],
        holder_before: Option<Option<Uuid>>,
    ) -> Result<Vec<String>, Wrong> {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let entries = engine::journal::decode(bytes).map_err(|error| format!("a segment cannot be read: {error}"))?;
        let asked = self.asked.remove(&(run, number)).unwrap_or_default();
        // Two servers may ask for the same: then it is of the one that may.
        let (of_holder, others): (Vec<_>, Vec<_>) = asked
            .into_iter()
            .filter(|asked| asked.segment == bytes)
            .partition(|asked| holder_before.is_none_or(|holder| holder == Some(asked.node)));
        let Some(asked) = of_holder.into_iter().chain(others).next() else {
            return Err(format!("segment {number} of run {run} was asked for by nobody"));
        };
        let known = self.known(run)?;
        if let Some(holder) = holder_before
            && holder != Some(asked.node)
        {
            return Err(format!(
                "segment {number} of run {run} is of {}, and the run was held by {holder:?}",
                asked.node
            ));
        }
        if known.segments != number {
            return Err(format!("segment {number} of run {run} follows {} segments", known.segments));
        }
        if known.entries.iter().any(|entry| matches!(entry, Entry::RunEnded { .. })) {
            return Err(format!("run {run} remembers something after its end"));
        }
        known.segments += 1;
        let named = entries.iter().map(|entry| named(&known.flow, entry)).collect();
        known.entries.extend(entries);
        let replayed = Run::replay(known.flow.clone(), known.start.clone(), &known.entries);
        if !replayed.stands_as(&asked.state) {
            return Err(format!(
                "the journal of run {run} replays to another state than the one that went on:\n{replayed:#?}\n{:#?}",
                asked.state
            ));
        }
        Ok(named)
    }

    /// What a transaction leaves fits together.
    fn consistent(&self, changed: impl Iterator<Item = RunId>) -> Result<(), Wrong> {
        for (run, known) in &self.runs {
            if let Some(holder) = known.holder.filter(|holder| known.ended.is_none() && !self.leases.contains(holder)) {
                return Err(format!("run {run} is held by {holder}, whose lease has ended"));
            }
        }
        self.within_limits()?;
        for run in changed.collect::<BTreeSet<_>>() {
            let Some(known) = self.runs.get(&run) else { continue };
            let said = known.entries.iter().find_map(|entry| match entry {
                Entry::RunEnded { status, .. } => Some(*status),
                _ => None,
            });
            if said != known.ended {
                return Err(format!("run {run} is stored as {:?}, and its journal says {said:?}", known.ended));
            }
            if let Some(ended) = known.ended.filter(|ended| *ended != RunStatus::Cancelled)
                && known.cancelled.is_some_and(|cancelled| known.held_since > cancelled)
            {
                return Err(format!("run {run} was claimed after somebody cancelled it, and ended as {ended}"));
            }
        }
        Ok(())
    }

    /// Of the runs of a flow that has a limit no more have begun than may be under way. One that was cancelled ends without its turn.
    fn within_limits(&self) -> Result<(), Wrong> {
        let mut under_way: HashMap<*const Flow, u32> = HashMap::new();
        for known in self.runs.values().filter(|known| known.ended.is_none() && known.cancelled.is_none()) {
            let Some(limit) = known.flow.definition.trigger().and_then(|trigger| trigger.concurrency) else { continue };
            let count = under_way.entry(Arc::as_ptr(&known.flow)).or_default();
            *count += u32::from(known.holder.is_some() || !known.entries.is_empty());
            if *count > limit.runs {
                return Err(format!("{count} runs are under way of a flow that may have {}", limit.runs));
            }
        }
        Ok(())
    }

    /// A call of the world is made: its intent is durable, and it has one key.
    pub(crate) fn called(&mut self, call: &Call) -> Result<String, Wrong> {
        let key = &call.idempotency_key;
        let run: RunId = key.get(..36).unwrap_or_default().parse().map_err(|_| format!("a call has the key {key}"))?;
        let known = self.known(run)?;
        let is_meant = known.entries.iter().any(|entry| match entry {
            Entry::Started { place, how: Started::Call, .. } => call.attempt == 1 && *place == call.place,
            Entry::AttemptStarted { place, attempt, .. } => (*place, *attempt) == (call.place, call.attempt),
            _ => false,
        });
        if !is_meant {
            return Err(format!("the call {key} is made before it is durable that it is meant"));
        }
        let address = call.inputs.get("uri").map(|uri| uri.to_text().to_string()).unwrap_or_default();
        let told = format!("{} calls {address}, attempt {}", self.name(run), call.attempt);
        let known_key = self.calls.entry((run, address, call.attempt)).or_insert_with(|| key.clone());
        if known_key != key {
            return Err(format!("the call {key} had the key {known_key} before"));
        }
        self.keys.insert(key.clone());
        Ok(told)
    }

    /// What must be so in the end, once every run has ended. `rows` are the name and case of each row that was added.
    pub(crate) fn in_the_end(&self, rows: Vec<(String, String)>, children: Vec<(RunId, RunId)>) -> Result<(), Wrong> {
        let (mut rows, mut meant) = (rows, Vec::new());
        let mut called: BTreeMap<RunId, usize> = BTreeMap::new();
        for (run, known) in &self.runs {
            let kind = |place: engine::Place| known.flow.definition.action(place.action).map(|action| &action.kind);
            let mut told = HashMap::new();
            let mut attempts = HashMap::new();
            let ends = known.entries.iter().filter(|entry| matches!(entry, Entry::RunEnded { .. })).count();
            if ends != 1 || !matches!(known.entries.last(), Some(Entry::RunEnded { .. })) {
                return Err(format!("the journal of run {run} has {ends} ends"));
            }
            for entry in &known.entries {
                match entry {
                    Entry::Started { place, inputs, how: Started::Call, .. } => {
                        told.insert(*place, inputs);
                        attempts.insert(*place, 1);
                        if matches!(kind(*place), Some(Kind::ChildFlow(_))) {
                            *called.entry(*run).or_default() += 1;
                        }
                    }
                    Entry::AttemptStarted { place, attempt, .. } => {
                        attempts.insert(*place, *attempt);
                    }
                    Entry::Ended { place, status, .. } if !matches!(status, Status::Cancelled | Status::Skipped) => {
                        match kind(*place) {
                            Some(Kind::Connector(_)) => {
                                let case = told.get(place).and_then(|inputs| inputs.get("item/demo_case"));
                                let case = case.map(|case| case.to_text().to_string()).unwrap_or_default();
                                if *status != Status::Succeeded {
                                    return Err(format!("the row {case} of run {run} could not be added: {entry:?}"));
                                }
                                meant.push((run.to_string(), case));
                            }
                            Some(Kind::Http(_)) => {
                                let attempt = attempts.get(place).copied().unwrap_or(1);
                                let key = format!("{run}-{}-{}-{attempt}", place.action.0, place.frame);
                                if !self.keys.contains(&key) {
                                    return Err(format!("the call {key} has a result, and was never made"));
                                }
                            }
                            _ => {}
                        }
                    }
                    _ => {}
                }
            }
        }
        rows.sort_unstable();
        meant.sort_unstable();
        if rows != meant {
            let twice: Vec<_> = rows.iter().filter(|row| !meant.contains(row)).collect();
            return Err(format!("{} rows were added, {} were meant; not meant: {twice:?}", rows.len(), meant.len()));
        }
        for (parent, child) in &children {
            if !self.runs.contains_key(child) || !self.runs.contains_key(parent) {
                return Err(format!("the call of run {parent} started {child}, which is not stored"));
            }
        }
        for (run, calls) in called {
            let started = children.iter().filter(|(parent, _)| *parent == run).count();
            let is_cancelled = self.runs.get(&run).is_some_and(|known| known.ended != Some(RunStatus::Succeeded));
            if started > calls || (started < calls && !is_cancelled) {
                return Err(format!("run {run} made {calls} calls of other flows, which started {started} runs"));
            }
        }
        let mut moments = BTreeSet::new();
        for known in self.runs.values() {
            let moment = known.start.trigger_inputs.get("scheduledTime").map(wdl::Value::to_text);
            if let Some(moment) = moment
                && !moments.insert(moment.clone())
            {
                return Err(format!("the schedule has fired twice for {moment}"));
            }
        }
        let with_parent = self.runs.values().filter(|known| known.start.trigger_inputs.get("parent").is_some()).count();
        if with_parent != children.len() {
            return Err(format!("{} calls of other flows started {with_parent} runs", children.len()));
        }
        Ok(())
    }

    /// Runs that have not ended.
    pub(crate) fn open(&self) -> Vec<RunId> {
        self.runs.iter().filter(|(_, known)| known.ended.is_none()).map(|(run, _)| *run).collect()
    }

    /// A run's number, in the order of their ids.
    pub(crate) fn name(&self, run: RunId) -> String {
        let number = self.runs.keys().position(|known| *known == run);
        number.map_or_else(|| "a run".to_owned(), |number| format!("run {number}"))
    }

    fn known(&mut self, run: RunId) -> Result<&mut Known, Wrong> {
        self.runs.get_mut(&run).ok_or_else(|| format!("run {run} is not stored"))
    }
}

fn named(flow: &Flow, entry: &Entry) -> String {
    let (word, place) = match entry {
        Entry::Started { place, .. } => ("started", place),
        Entry::AttemptFailed { place, .. } => ("attempt failed", place),
        Entry::AttemptStarted { place, .. } => ("attempt started", place),
        Entry::IterationStarted { place, .. } => ("iteration", place),
        Entry::IterationEnded { place, .. } => ("end of iteration", place),
        Entry::Ended { place, .. } => ("ended", place),
        Entry::Skipped { place, .. } => ("skipped", place),
        Entry::VariableSet { .. } | Entry::VariableAppended { .. } => return "variable".to_owned(),
        Entry::Replied(_) => return "reply".to_owned(),
        Entry::RunEnded { status, .. } => return format!("end ({status})"),
    };
    let name = flow.definition.action(place.action).map_or("", |action| &*action.name);
    format!("{word} {name}/{}", place.frame)
}

fn noted(database: &Database) -> Result<Vec<Noted>, StoreError> {
    database.directly(|tx| {
        let noted =
            tx.query("SELECT what, run, node, number, bytes FROM watched ORDER BY what <> 0, n", params![], |row| {
                Ok(Noted {
                    what: row.int(0)?,
                    run: row.opt_uuid(1)?,
                    node: row.opt_uuid(2)?,
                    number: row.opt_int(3)?,
                    bytes: row.opt_blob(4)?,
                })
            })?;
        if !noted.is_empty() {
            tx.execute("DELETE FROM watched", params![])?;
        }
        Ok(noted)
    })
}
