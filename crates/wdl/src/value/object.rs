//! Shared objects that keep the order of their members.

use std::{collections::HashMap, sync::Arc};

use super::Value;

/// From this many members on, an index is kept beside the list.
const INDEX_FROM: usize = 16;

/// A shared object. Members keep their order; changing one copies only if somebody else holds it too.
#[derive(Clone, Debug, Default)]
pub struct Object(Arc<Members>);

#[derive(Clone, Debug, Default)]
struct Members {
    depth: u32,
    size: u64,
    entries: Vec<(Arc<str>, Value)>,
    index: Option<HashMap<Arc<str>, usize>>,
}

impl Members {
    fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.entries.iter().position(|(name, _)| &**name == key),
        }
    }

    fn reindex(&mut self) {
        self.index = (self.entries.len() >= INDEX_FROM)
            .then(|| self.entries.iter().enumerate().map(|(at, (name, _))| (name.clone(), at)).collect());
    }
}

impl Object {
    /// An object with no members.
    pub fn new() -> Self {
        Self::default()
    }

    /// An object of these members; of members with the same key the last stays, in its place.
    pub(crate) fn from_entries(mut entries: Vec<(Arc<str>, Value)>) -> Self {
        let last: HashMap<Arc<str>, usize> =
            entries.iter().enumerate().map(|(at, (key, _))| (key.clone(), at)).collect();
        if last.len() < entries.len() {
            let mut at = 0;
            entries.retain(|(key, _)| {
                let stays = last.get(key) == Some(&at);
                at += 1;
                stays
            });
        }
        entries.into_iter().collect()
    }

    /// How deep it is nested: 1 for an object of scalars.
    pub fn depth(&self) -> u32 {
        self.0.depth.max(1)
    }

    /// About how many bytes its JSON text takes, shared parts counted each time.
    pub fn size(&self) -> u64 {
        self.0.size.saturating_add(2)
    }

    /// How many members it has.
    pub fn len(&self) -> usize {
        self.0.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.entries.is_empty()
    }

    /// The member with exactly this key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.position(key).and_then(|at| self.0.entries.get(at)).map(|(_, value)| value)
    }

    /// The member with this key: exactly, else the first that equals it ignoring case.
    pub fn get_ignore_case(&self, key: &str) -> Option<&Value> {
        self.get(key).or_else(|| self.iter().find(|(name, _)| same_ignoring_case(name, key)).map(|(_, value)| value))
    }

    /// Members in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Arc<str>, &Value)> + Clone {
        self.0.entries.iter().map(|(name, value)| (name, value))
    }

    /// Keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Arc<str>> + Clone {
        self.iter().map(|(name, _)| name)
    }

    /// Sets a member: replaced where it stands, else added at the end.
    pub fn insert(&mut self, key: impl Into<Arc<str>>, value: Value) {
        let key = key.into();
        let inner = Arc::make_mut(&mut self.0);
        inner.depth = inner.depth.max(value.depth().saturating_add(1));
        if let Some(entry) = inner.position(&key).and_then(|at| inner.entries.get_mut(at)) {
            inner.size = inner.size.saturating_sub(entry.1.size()).saturating_add(value.size());
            entry.1 = value;
            return;
        }
        inner.size = inner.size.saturating_add(member_size(&key, &value));
        if let Some(index) = &mut inner.index {
            index.insert(key.clone(), inner.entries.len());
        }
        inner.entries.push((key, value));
        if inner.index.is_none() && inner.entries.len() >= INDEX_FROM {
            inner.reindex();
        }
    }

    /// Removes the member with exactly this key and gives it back.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.0.position(key)?;
        let inner = Arc::make_mut(&mut self.0);
        let (name, value) = inner.entries.remove(at);
        inner.size = inner.size.saturating_sub(member_size(&name, &value));
        inner.reindex();
        Some(value)
    }

    /// Whether both are the same object in memory.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The address of the object in memory, for finding out that two values share it.
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }
}

fn member_size(key: &str, value: &Value) -> u64 {
    value.size().saturating_add(key.len() as u64 + 4)
}

fn same_ignoring_case(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}

impl PartialEq for Object {
    /// Member order does not matter, key case does.
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other)
            || self.len() == other.len() && self.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

impl<K: Into<Arc<str>>> FromIterator<(K, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(members: I) -> Self {
        let mut object = Self::new();
        for (key, value) in members {
            object.insert(key, value);
        }
        object
    }
}

impl<K: Into<Arc<str>>, const N: usize> From<[(K, Value); N]> for Object {
    fn from(members: [(K, Value); N]) -> Self {
        members.into_iter().collect()
    }
}
