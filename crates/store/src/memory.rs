//! What people configure, remembered: who somebody is, what roles they have, which tables, triggers and connections there are.
//!
//! A run reads the same few facts over and over, and they change rarely. Every transaction that changes one counts up the generation,
//! and what was read under one generation is only ever used under the same one. So nothing that is remembered is out of date: a
//! transaction knows the generation that it sees.

use std::{
    any::Any,
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

/// How many facts are remembered at most.
const MOST: usize = 20_000;

type Key = (&'static str, String);

/// The facts of one generation.
#[derive(Default)]
pub(crate) struct Memory(RwLock<HashMap<Key, Arc<dyn Any + Send + Sync>>>);

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

impl Memory {
    pub(crate) fn get<T: Clone + 'static>(&self, key: &Key) -> Option<T> {
        self.0.read().ok()?.get(key)?.downcast_ref().cloned()
    }

    pub(crate) fn put<T: Send + Sync + 'static>(&self, key: Key, fact: T) {
        let mut facts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if facts.len() >= MOST {
            facts.clear();
        }
        facts.insert(key, Arc::new(fact));
    }
}

/// The memory of the newest generation that was seen.
#[derive(Debug, Default)]
pub(crate) struct Memories(Mutex<(u64, Arc<Memory>)>);

impl Memories {
    /// The memory of a generation. One that is older than another that was seen has none that is kept.
    pub(crate) fn of(&self, generation: u64) -> Arc<Memory> {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if generation > newest.0 {
            *newest = (generation, Arc::default());
        }
        if generation == newest.0 { newest.1.clone() } else { Arc::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_gone_with_its_generation() {
        let memories = Memories::default();
        let key = || ("fact", "1".to_owned());
        memories.of(3).put(key(), 7_i64);
        assert_eq!(memories.of(3).get::<i64>(&key()), Some(7));
        assert_eq!(memories.of(2).get::<i64>(&key()), None, "an older one");
        assert_eq!(memories.of(4).get::<i64>(&key()), None, "a newer one");
        assert_eq!(memories.of(3).get::<i64>(&key()), None, "and the first, now that it is the older one");
    }
}
