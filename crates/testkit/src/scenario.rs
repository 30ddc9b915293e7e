//! A flow, what happens to it, and what comes of it.

use std::{fmt, sync::Arc};

use engine::{
    Awaited, Callbacks, Entry, Flow, Happening, Place, Reply, Run, Start,
    history::{HistoryReader, RunRecord},
};
use model::{RunId, Timestamp};
use wdl::{Definition, Object, Severity, Value};

use crate::{Answer, Player, flow_text::definition, table};

/// A flow and what happens to it.
#[derive(Clone, Debug)]
pub struct Scenario {
    definition: Value,
    answers: Vec<Answer>,
    body: Value,
    awaited: Awaited,
    cancelled_at: Option<i64>,
    budget: usize,
}

/// A flow from its [text](crate::definition).
pub fn flow(text: &str) -> Scenario {
    Scenario::of(definition(text))
}

/// Where the actions of scenarios are called back.
#[derive(Debug)]
struct Addresses;

impl Callbacks for Addresses {
    fn address(&self, _: RunId, place: Place) -> Option<String> {
        Some(format!("https://test.invalid/callbacks/{}/{}", place.frame, place.action.0))
    }
}

/// 2026-01-01T00:00:00Z, when all scenarios begin.
const BEGIN: Timestamp = Timestamp(1_767_225_600_000_000);

impl Scenario {
    /// A flow from its JSON.
    pub fn of(definition: Value) -> Self {
        Self {
            definition,
            answers: Vec::new(),
            body: Value::Null,
            awaited: Awaited::Caller,
            cancelled_at: None,
            budget: 1_000,
        }
    }

    /// How its calls end.
    #[must_use]
    pub fn answers(mut self, answers: impl IntoIterator<Item = Answer>) -> Self {
        self.answers.extend(answers);
        self
    }

    /// The body that the trigger was given, as JSON.
    #[must_use]
    pub fn triggered_with(mut self, body: &str) -> Self {
        self.body = Value::from_json(body.as_bytes()).expect("the body is JSON");
        self
    }

    /// Another run waits for an answer.
    #[must_use]
    pub fn called_by_a_parent(mut self) -> Self {
        self.awaited = Awaited::Parent;
        self
    }

    /// Nobody waits for an answer.
    #[must_use]
    pub fn not_awaited(mut self) -> Self {
        self.awaited = Awaited::Nobody;
        self
    }

    /// Somebody cancels it after so many seconds.
    #[must_use]
    pub fn cancelled_at(mut self, seconds: i64) -> Self {
        self.cancelled_at = Some(seconds);
        self
    }

    /// How many entries a step may make.
    #[must_use]
    pub fn budget(mut self, entries: usize) -> Self {
        self.budget = entries;
        self
    }

    /// A player of it, for tests that look between the steps.
    ///
    /// # Panics
    /// If the definition has errors.
    pub fn player(&self) -> Player {
        let (definition, problems) = Definition::parse(&self.definition);
        let errors: Vec<String> =
            problems.iter().filter(|problem| problem.severity == Severity::Error).map(ToString::to_string).collect();
        assert!(errors.is_empty(), "the definition has errors:\n{}", errors.join("\n"));
        let outputs = Object::from([("headers", Value::Object(Object::new())), ("body", self.body.clone())]);
        let start = Start {
            id: RunId(uuid::Uuid::from_u128(7)),
            at: BEGIN,
            trigger_outputs: Value::Object(outputs),
            trigger_inputs: Value::Null,
            tracking_id: None,
            parameters: Value::Null,
            awaited: self.awaited,
        };
        let mut answers = self.answers.clone();
        let mut player =
            Player::new(Flow::called_back(definition, Value::Null, Arc::new(Addresses)), start, move |name, _| {
                match answers.iter().position(|answer| answer.action == name) {
                    Some(at) => {
                        let answer = answers.remove(at);
                        (answer.takes, answer.outcome)
                    }
                    None => (Some(0), crate::succeeds(name, "{}").outcome),
                }
            });
        player.budget = self.budget;
        player
    }

    /// Plays it to its end.
    ///
    /// # Panics
    /// If it does not end.
    pub fn play(self) -> Played {
        let mut player = self.player();
        let cancelled_at = self.cancelled_at.map(|seconds| BEGIN.plus_millis(seconds * 1_000));
        for _ in 0..1_000_000 {
            if let Some(at) = cancelled_at
                && player.run.ended().is_none()
                && player.next_at().is_none_or(|next| next > at)
            {
                player.clock = at;
                player.happen(Happening::Cancel);
            }
            if !player.advance() {
                assert!(player.run.ended().is_some(), "the run waits for ever:\n{:#?}", player.entries);
                return Played::new(player);
            }
        }
        panic!("the run goes on and on");
    }
}

/// A run that has ended. It prints as a table of its actions.
#[derive(Debug)]
pub struct Played {
    /// The run.
    pub run: Run,
    /// Its journal.
    pub entries: Vec<Entry>,
    /// Its history.
    pub record: RunRecord,
    /// The answer that the caller got.
    pub reply: Option<Reply>,
}

impl Played {
    fn new(player: Player) -> Self {
        Self::of_journal(player.run, player.entries, player.reply)
    }

    /// What a journal says of a run.
    pub fn of_journal(run: Run, entries: Vec<Entry>, reply: Option<Reply>) -> Self {
        let flow = run.flow().clone();
        let mut history = HistoryReader::new(&flow.definition);
        entries.iter().for_each(|entry| history.read(entry.clone()));
        Self { record: history.finish(), run, entries, reply }
    }

    /// The error of an action: `code: message`.
    pub fn error(&self, action: &str) -> String {
        let definition = &self.run.flow().definition;
        let at = definition.find(action);
        let record = self.record.actions.iter().find(|record| Some(record.place.action) == at);
        let error = record.and_then(|record| record.error.as_ref());
        error.map_or_else(String::new, |error| format!("{}: {}", error.code, error.message))
    }
}

impl fmt::Display for Played {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        table::write(f, &self.run, &self.record)
    }
}
