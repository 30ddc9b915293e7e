//! Two lists, matched by key.

use std::{collections::HashMap, hash::Hash};

/// What stands on one side, on the other, or on both.
pub(super) enum Pair<'a, T> {
    /// Only before.
    Removed(&'a T),
    /// Only after.
    Added(&'a T),
    /// Before and after.
    Both(&'a T, &'a T),
}

/// The pairs: first what was there, in its order, then what is new, in its order. Of items with the same key the first
/// counts.
pub(super) fn pairs<'a, T, K: Hash + Eq>(before: &'a [T], after: &'a [T], key: impl Fn(&T) -> K) -> Vec<Pair<'a, T>> {
    let index = |items: &'a [T]| {
        let mut index: HashMap<K, &'a T> = HashMap::new();
        for item in items {
            index.entry(key(item)).or_insert(item);
        }
        index
    };
    let (was, is) = (index(before), index(after));
    let old = before.iter().map(|item| match is.get(&key(item)) {
        Some(now) => Pair::Both(item, now),
        None => Pair::Removed(item),
    });
    let new = after.iter().filter(|item| !was.contains_key(&key(item))).map(Pair::Added);
    old.chain(new).collect()
}
