//! Entries to bytes. A segment is compact: actions are numbers, instants are differences, and a value that stands in several
//! entries stands in the segment once.

use std::{collections::HashMap, sync::Arc};

use model::{ActingIdentity, ActingRule, RunStatus, Timestamp};
use wdl::{Value, definition::Status};

use super::{Entry, Skip, Started, bytes::Writer, words};
use crate::{ErrorInfo, Place, Reply};

/// The first byte of a segment: how the rest is written.
pub(super) const PLAIN: u8 = 3;
/// The rest is compressed.
pub(super) const COMPRESSED: u8 = 4;
/// Marks an identity's rule where the version of a secret follows.
pub(super) const WITH_SECRET: u8 = 0x80;
/// From this size on compression is tried.
const COMPRESS_FROM: usize = 512;

/// Writes entries as one segment.
pub fn encode(entries: &[Entry]) -> Vec<u8> {
    let mut encoder = Encoder::new();
    entries.iter().for_each(|entry| encoder.entry(entry));
    encoder.finish()
}

/// Writes one value, for what a run starts with.
pub fn encode_value(value: &Value) -> Vec<u8> {
    let mut encoder = Encoder::new();
    encoder.value(value);
    encoder.finish()
}

struct Encoder<'a> {
    out: Writer,
    at: i64,
    /// Texts written so far, by content.
    texts: HashMap<&'a str, u64>,
    /// Lists and objects written so far, by their place in memory.
    shared: HashMap<usize, u64>,
    /// How much can be referred to: the words, and everything written so far.
    known: u64,
}

impl<'a> Encoder<'a> {
    fn new() -> Self {
        let known = words::all().len() as u64;
        Self { out: Writer(vec![PLAIN]), at: 0, texts: HashMap::new(), shared: HashMap::new(), known }
    }

    fn finish(self) -> Vec<u8> {
        let plain = self.out.0;
        if plain.len() >= COMPRESS_FROM {
            let mut packed = vec![COMPRESSED];
            packed.extend(lz4_flex::block::compress_prepend_size(plain.get(1..).unwrap_or_default()));
            if packed.len() < plain.len() {
                return packed;
            }
        }
        plain
    }

    fn entry(&mut self, entry: &'a Entry) {
        match entry {
            Entry::Started { place, at, inputs, how } => {
                self.out.byte(1);
                self.place(*place);
                self.time(*at);
                match how {
                    Started::Call => self.out.byte(0),
                    Started::Wait { until } => {
                        self.out.byte(1);
                        self.time(*until);
                    }
                    Started::Branch { chosen } => {
                        self.out.byte(2);
                        self.out.unsigned(chosen.map_or(0, |chosen| u64::from(chosen) + 1));
                    }
                    Started::Foreach => self.out.byte(3),
                    Started::Until => self.out.byte(4),
                }
                self.value(inputs);
            }
            Entry::AttemptFailed { place, attempt, at, retry_at, code, message, acting } => {
                self.out.byte(2);
                self.place(*place);
                self.out.unsigned(u64::from(*attempt));
                self.time(*at);
                self.time(*retry_at);
                self.text(code);
                self.opt(message.as_deref(), Encoder::text);
                self.opt(acting.as_ref(), Encoder::acting);
            }
            Entry::AttemptStarted { place, attempt, at } => {
                self.out.byte(3);
                self.place(*place);
                self.out.unsigned(u64::from(*attempt));
                self.time(*at);
            }
            Entry::Accepted { place, at, poll_at, poll } => {
                self.out.byte(20);
                self.place(*place);
                self.time(*at);
                self.time(*poll_at);
                self.text(poll);
            }
            Entry::Subscribed { place, at, code } => {
                self.out.byte(21);
                self.place(*place);
                self.time(*at);
                self.text(code);
            }
            Entry::IterationStarted { place, index } => {
                self.out.byte(4);
                self.place(*place);
                self.out.unsigned(u64::from(*index));
            }
            Entry::IterationEnded { place, frame, status } => {
                self.out.byte(5);
                self.place(*place);
                self.out.unsigned(u64::from(*frame));
                self.status(*status);
            }
            Entry::Ended { place, started_at, at, status, code, error, inputs, outputs, acting } => {
                self.out.byte(6);
                self.place(*place);
                self.time(*started_at);
                self.time(*at);
                self.status(*status);
                self.text(code);
                self.opt(error.as_ref(), Encoder::error);
                self.opt(inputs.as_ref(), Encoder::value);
                self.opt(outputs.as_ref(), Encoder::value);
                self.opt(acting.as_ref(), Encoder::acting);
            }
            Entry::Skipped { place, at, why } => {
                self.out.byte(7);
                self.place(*place);
                self.time(*at);
                match why {
                    Skip::RunAfter { on } => {
                        self.out.byte(0);
                        self.out.unsigned(u64::from(on.0));
                    }
                    Skip::Parent => self.out.byte(1),
                    Skip::BranchNotTaken => self.out.byte(2),
                    Skip::RunEnded => self.out.byte(3),
                }
            }
            Entry::VariableSet { variable, value } => {
                self.out.byte(8);
                self.out.unsigned(u64::from(*variable));
                self.value(value);
            }
            Entry::VariableAppended { variable, value } => {
                self.out.byte(9);
                self.out.unsigned(u64::from(*variable));
                self.value(value);
            }
            Entry::Replied(Reply { status, headers, body }) => {
                self.out.byte(10);
                self.out.unsigned(u64::from(*status));
                self.out.unsigned(headers.len() as u64);
                for (name, value) in headers {
                    self.text(name);
                    self.text(value);
                }
                self.opt(body.as_ref(), Encoder::value);
            }
            Entry::Tracked { place, properties } => {
                self.out.byte(16);
                self.place(*place);
                self.value(properties);
            }
            Entry::RunEnded { at, status, code, error } => {
                self.out.byte(11);
                self.time(*at);
                self.out.byte(RunStatus::ALL.iter().position(|known| known == status).map_or(0, |at| at as u8));
                self.text(code);
                self.opt(error.as_ref(), Encoder::error);
            }
        }
    }

    fn opt<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            None => self.out.byte(0),
            Some(value) => {
                self.out.byte(1);
                write(self, value);
            }
        }
    }

    fn place(&mut self, place: Place) {
        self.out.unsigned(u64::from(place.frame));
        self.out.unsigned(u64::from(place.action.0));
    }

    fn time(&mut self, at: Timestamp) {
        self.out.signed(at.0.wrapping_sub(self.at));
        self.at = at.0;
    }

    fn status(&mut self, status: Status) {
        self.out.byte(status as u8);
    }

    fn error(&mut self, error: &'a ErrorInfo) {
        self.text(&error.code);
        self.text(&error.message);
    }

    fn acting(&mut self, acting: &'a ActingIdentity) {
        self.out.0.extend_from_slice(acting.principal.0.as_bytes());
        self.out.0.extend_from_slice(acting.connection.0.as_bytes());
        match acting.impersonator {
            None => self.out.byte(0),
            Some(impersonator) => {
                self.out.byte(1);
                self.out.0.extend_from_slice(impersonator.0.as_bytes());
            }
        }
        let rule = match acting.rule {
            ActingRule::TriggeringUser => 0,
            ActingRule::RowOwner => 1,
            ActingRule::RowOwnedByTeam => 2,
            ActingRule::ProcessOwner => 3,
            ActingRule::BlankTriggeringUser => 4,
            ActingRule::OwnConnection => 5,
            ActingRule::RunOnlyUser => 6,
            ActingRule::PrimaryOwner => 7,
            ActingRule::BlankProcessOwner => 8,
        };
        if acting.secret_version == 0 {
            return self.out.byte(rule);
        }
        self.out.byte(rule | WITH_SECRET);
        self.out.signed(acting.secret_version);
    }

    /// A text: 1 more than its number if it has one, else 0 and its bytes.
    fn text(&mut self, text: &'a str) {
        if let Some(known) = words::place(text).or_else(|| self.texts.get(text).copied()) {
            return self.out.unsigned(known + 1);
        }
        self.out.unsigned(0);
        self.out.bytes(text.as_bytes());
        self.texts.insert(text, self.known);
        self.known += 1;
    }

    fn value(&mut self, value: &'a Value) {
        match value {
            Value::Null => self.out.byte(0),
            Value::Bool(false) => self.out.byte(1),
            Value::Bool(true) => self.out.byte(2),
            Value::Int(number) => {
                self.out.byte(3);
                self.out.signed(*number);
            }
            Value::Float(number) => {
                self.out.byte(4);
                self.out.0.extend_from_slice(&number.to_le_bytes());
            }
            Value::Decimal(number) => {
                self.out.byte(5);
                self.out.0.extend_from_slice(&number.serialize());
            }
            Value::String(text) => {
                self.out.byte(6);
                let text: &'a Arc<str> = text;
                self.text(text);
            }
            Value::Array(items) => {
                if self.refer(items.address()) {
                    return;
                }
                self.out.byte(7);
                self.out.unsigned(items.len() as u64);
                items.iter().for_each(|item| self.value(item));
                self.remember(items.address());
            }
            Value::Object(object) => {
                if self.refer(object.address()) {
                    return;
                }
                self.out.byte(8);
                self.out.unsigned(object.len() as u64);
                for (name, value) in object.iter() {
                    self.text(name);
                    self.value(value);
                }
                self.remember(object.address());
            }
        }
    }

    fn refer(&mut self, address: usize) -> bool {
        let Some(known) = self.shared.get(&address).copied() else { return false };
        self.out.byte(9);
        self.out.unsigned(known);
        true
    }

    fn remember(&mut self, address: usize) {
        self.shared.insert(address, self.known);
        self.known += 1;
    }
}
