//! What masked values are made with.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::{Builder, Uuid};

/// The secret of one copy. Who has it can tell whether a guess is right, so it goes when the copy is done.
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key([redacted])")
    }
}

impl Key {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The id of a row's copy.
    pub fn id(&self, table: &str, id: Uuid) -> Uuid {
        self.uuid(&["row", table, &id.to_string()])
    }

    /// An id that follows from these parts.
    pub(super) fn uuid(&self, parts: &[&str]) -> Uuid {
        let draw = self.draw(parts);
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(draw.state) {
            *to = from;
        }
        Builder::from_custom_bytes(bytes).into_uuid()
    }

    /// Numbers that follow from these parts. Each part counts with its length, so that parts cannot flow together.
    pub(super) fn draw(&self, parts: &[&str]) -> Draw {
        let lengths: Vec<u8> = parts.iter().flat_map(|part| part.len().to_be_bytes()).collect();
        let mut all = vec![lengths.as_slice()];
        all.extend(parts.iter().map(|part| part.as_bytes()));
        Draw { state: mixed(&self.0, &all), taken: 0 }
    }
}

fn mixed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // A key that is shorter than a block is filled up with zeros.
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new((&block).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Numbers that look random, and are the same for the same key and parts.
#[derive(Debug)]
pub(super) struct Draw {
    state: [u8; 32],
    taken: usize,
}

impl Draw {
    /// The next number.
    pub(super) fn next(&mut self) -> u64 {
        if self.taken >= self.state.len() {
            self.follow("");
        }
        let bytes = self.state.iter().skip(self.taken).take(8);
        self.taken = self.taken.saturating_add(8);
        bytes.fold(0, |number, byte| (number << 8) | u64::from(*byte))
    }

    /// The next number below a bound, which is not zero. The bounds here are small, so that no number is noticeably rarer.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or_default()
    }

    /// One of a list; `None` of an empty one.
    pub(super) fn pick<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        let at = self.below(list.len() as u64);
        list.get(usize::try_from(at).ok()?)
    }

    /// Goes on with numbers that follow from a text, too.
    pub(super) fn follow(&mut self, text: &str) {
        self.state = mixed(&self.state, &[text.as_bytes()]);
        self.taken = 0;
    }
}
