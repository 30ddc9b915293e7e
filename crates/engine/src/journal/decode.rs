//! Bytes to entries.

use std::{borrow::Cow, sync::Arc};

use model::{ActingIdentity, ActingRule, ConnectionId, PrincipalId, RunStatus, Timestamp};
use thiserror::Error;
use uuid::Uuid;
use wdl::{
    Object, Value,
    definition::{ActionIx, Status},
    limits,
    value::Decimal,
};

use super::{
    Entry, Skip, Started,
    bytes::Reader,
    encode::{COMPRESSED, PLAIN, WITH_SECRET},
    words::{self, Words},
};
use crate::{ErrorInfo, Place, Reply};

/// A segment that cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("a journal segment cannot be read: {0}")]
pub struct DecodeError(pub(super) &'static str);

/// The first byte of segments that spell every word, as the first version wrote them.
const SPELLED: u8 = 1;
/// The same, compressed.
const SPELLED_COMPRESSED: u8 = 2;
/// The largest segment, unpacked.
const LARGEST: usize = 1 << 30;

/// Reads the entries of one segment.
///
/// # Errors
/// Bytes that no version has written.
pub fn decode(segment: &[u8]) -> Result<Vec<Entry>, DecodeError> {
    let (plain, words) = unpack(segment)?;
    let mut decoder = Decoder::new(&plain, words);
    let mut entries = Vec::new();
    while !decoder.from.is_empty() {
        entries.push(decoder.entry()?);
    }
    Ok(entries)
}

/// Reads one value.
///
/// # Errors
/// Bytes that no version has written.
pub fn decode_value(bytes: &[u8]) -> Result<Value, DecodeError> {
    let (plain, words) = unpack(bytes)?;
    Decoder::new(&plain, words).value(0)
}

/// The bytes, and the words that they name by number.
fn unpack(segment: &[u8]) -> Result<(Cow<'_, [u8]>, Words), DecodeError> {
    let (&version, rest) = segment.split_first().ok_or(DecodeError("it is empty"))?;
    let words = match version {
        PLAIN | COMPRESSED => words::all(),
        SPELLED | SPELLED_COMPRESSED => &[],
        _ => return Err(DecodeError("its version is unknown")),
    };
    if matches!(version, PLAIN | SPELLED) {
        return Ok((rest.into(), words));
    }
    let (size, _) = lz4_flex::block::uncompressed_size(rest).map_err(|_| DecodeError("its size is missing"))?;
    if size > LARGEST {
        return Err(DecodeError("it is too large"));
    }
    let plain = lz4_flex::block::decompress_size_prepended(rest);
    Ok((plain.map_err(|_| DecodeError("it cannot be unpacked"))?.into(), words))
}

enum Known {
    Text(Arc<str>),
    Value(Value),
}

struct Decoder<'a> {
    from: Reader<'a>,
    at: i64,
    words: Words,
    /// What was read so far and can be referred to. Its numbers go on where those of the words end.
    known: Vec<Known>,
}

impl<'a> Decoder<'a> {
    fn new(bytes: &'a [u8], words: Words) -> Self {
        Self { from: Reader::new(bytes), at: 0, words, known: Vec::new() }
    }

    fn known(&self, number: usize) -> Option<&Known> {
        self.known.get(number.checked_sub(self.words.len())?)
    }

    fn entry(&mut self) -> Result<Entry, DecodeError> {
        Ok(match self.from.byte()? {
            1 => {
                let (place, at) = (self.place()?, self.time()?);
                let how = match self.from.byte()? {
                    0 => Started::Call,
                    1 => Started::Wait { until: self.time()? },
                    2 => Started::Branch { chosen: self.small()?.checked_sub(1) },
                    3 => Started::Foreach,
                    4 => Started::Until,
                    _ => return Err(DecodeError("an entry has an unknown start")),
                };
                Entry::Started { place, at, how, inputs: self.value(0)? }
            }
            2 => Entry::AttemptFailed {
                place: self.place()?,
                attempt: self.number()?,
                at: self.time()?,
                retry_at: self.time()?,
                code: self.text()?.to_string().into(),
                message: self.opt(|me| me.text().map(|text| text.to_string()))?,
                acting: self.opt(Self::acting)?,
            },
            3 => Entry::AttemptStarted { place: self.place()?, attempt: self.number()?, at: self.time()? },
            4 => Entry::IterationStarted { place: self.place()?, index: self.number()? },
            5 => Entry::IterationEnded { place: self.place()?, frame: self.number()?, status: self.status()? },
            6 => Entry::Ended {
                place: self.place()?,
                started_at: self.time()?,
                at: self.time()?,
                status: self.status()?,
                code: self.text()?.to_string().into(),
                error: self.opt(Self::error)?,
                inputs: self.opt(|me| me.value(0))?,
                outputs: self.opt(|me| me.value(0))?,
                acting: self.opt(Self::acting)?,
            },
            7 => Entry::Skipped {
                place: self.place()?,
                at: self.time()?,
                why: match self.from.byte()? {
                    0 => Skip::RunAfter { on: ActionIx(self.small()?) },
                    1 => Skip::Parent,
                    2 => Skip::BranchNotTaken,
                    3 => Skip::RunEnded,
                    _ => return Err(DecodeError("an entry has an unknown reason")),
                },
            },
            8 => Entry::VariableSet { variable: self.small()?, value: self.value(0)? },
            9 => Entry::VariableAppended { variable: self.small()?, value: self.value(0)? },
            10 => {
                let status = self.small()?;
                let count = self.from.count()?;
                let mut headers = Vec::new();
                for _ in 0..count {
                    headers.push((self.text()?.to_string(), self.text()?.to_string()));
                }
                Entry::Replied(Reply { status, headers, body: self.opt(|me| me.value(0))? })
            }
            11 => Entry::RunEnded {
                at: self.time()?,
                status: {
                    let number = usize::from(self.from.byte()?);
                    RunStatus::ALL.get(number).copied().ok_or(DecodeError("a run status is unknown"))?
                },
                code: self.text()?.to_string().into(),
                error: self.opt(Self::error)?,
            },
            16 => Entry::Tracked { place: self.place()?, properties: self.value(0)? },
            20 => Entry::Accepted { place: self.place()?, at: self.time()?, poll_at: self.time()?, poll: self.text()? },
            21 => Entry::Subscribed { place: self.place()?, at: self.time()?, code: self.text()?.to_string().into() },
            _ => return Err(DecodeError("an entry is unknown")),
        })
    }

    fn opt<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, DecodeError>) -> Result<Option<T>, DecodeError> {
        match self.from.byte()? {
            0 => Ok(None),
            1 => read(self).map(Some),
            _ => Err(DecodeError("an option is neither there nor not")),
        }
    }

    fn number(&mut self) -> Result<u32, DecodeError> {
        u32::try_from(self.from.unsigned()?).map_err(|_| DecodeError("a number is too large"))
    }

    fn small(&mut self) -> Result<u16, DecodeError> {
        u16::try_from(self.from.unsigned()?).map_err(|_| DecodeError("a number is too large"))
    }

    fn place(&mut self) -> Result<Place, DecodeError> {
        Ok(Place { frame: self.number()?, action: ActionIx(self.small()?) })
    }

    fn time(&mut self) -> Result<Timestamp, DecodeError> {
        self.at = self.at.wrapping_add(self.from.signed()?);
        Ok(Timestamp(self.at))
    }

    fn status(&mut self) -> Result<Status, DecodeError> {
        let number = usize::from(self.from.byte()?);
        Status::ALL.get(number).copied().ok_or(DecodeError("a status is unknown"))
    }

    fn error(&mut self) -> Result<ErrorInfo, DecodeError> {
        Ok(ErrorInfo { code: self.text()?.to_string().into(), message: self.text()?.to_string() })
    }

    fn uuid(&mut self) -> Result<Uuid, DecodeError> {
        Uuid::from_slice(self.from.take(16)?).map_err(|_| DecodeError("an id is too short"))
    }

    fn acting(&mut self) -> Result<ActingIdentity, DecodeError> {
        let (principal, connection) = (PrincipalId(self.uuid()?), ConnectionId(self.uuid()?));
        let impersonator = self.opt(|me| me.uuid().map(PrincipalId))?;
        let marked = self.from.byte()?;
        let rule = match marked & !WITH_SECRET {
            0 => ActingRule::TriggeringUser,
            1 => ActingRule::RowOwner,
            2 => ActingRule::RowOwnedByTeam,
            3 => ActingRule::ProcessOwner,
            4 => ActingRule::BlankTriggeringUser,
            5 => ActingRule::OwnConnection,
            6 => ActingRule::RunOnlyUser,
            7 => ActingRule::PrimaryOwner,
            8 => ActingRule::BlankProcessOwner,
            _ => return Err(DecodeError("a rule is unknown")),
        };
        let secret_version = if marked & WITH_SECRET == 0 { 0 } else { self.from.signed()? };
        Ok(ActingIdentity { principal, connection, impersonator, rule, secret_version })
    }

    fn text(&mut self) -> Result<Arc<str>, DecodeError> {
        match self.from.count()? {
            0 => {
                let text: Arc<str> = self.from.text()?.into();
                self.known.push(Known::Text(text.clone()));
                Ok(text)
            }
            number => match (self.words.get(number - 1), self.known(number - 1)) {
                (Some(text), _) | (None, Some(Known::Text(text))) => Ok(text.clone()),
                _ => Err(DecodeError("a text refers to nothing")),
            },
        }
    }

    fn value(&mut self, depth: u32) -> Result<Value, DecodeError> {
        if depth > limits::VALUE_DEPTH + 8 {
            return Err(DecodeError("a value is too deep"));
        }
        Ok(match self.from.byte()? {
            0 => Value::Null,
            1 => Value::Bool(false),
            2 => Value::Bool(true),
            3 => Value::Int(self.from.signed()?),
            4 => Value::Float(f64::from_le_bytes(self.fixed()?)),
            5 => Value::Decimal(Decimal::deserialize(self.fixed()?)),
            6 => Value::String(self.text()?),
            7 => {
                let count = self.from.count()?;
                let mut items = Vec::with_capacity(count.min(1_024));
                for _ in 0..count {
                    items.push(self.value(depth + 1)?);
                }
                self.remember(Value::from(items))
            }
            8 => {
                let count = self.from.count()?;
                let mut object = Object::new();
                for _ in 0..count {
                    let name = self.text()?;
                    object.insert(name, self.value(depth + 1)?);
                }
                self.remember(Value::Object(object))
            }
            9 => {
                let number = self.from.count()?;
                match self.known(number) {
                    Some(Known::Value(value)) => value.clone(),
                    _ => return Err(DecodeError("a value refers to nothing")),
                }
            }
            _ => return Err(DecodeError("a value is unknown")),
        })
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        self.from.take(N)?.try_into().map_err(|_| DecodeError("it ends too early"))
    }

    fn remember(&mut self, value: Value) -> Value {
        self.known.push(Known::Value(value.clone()));
        value
    }
}
