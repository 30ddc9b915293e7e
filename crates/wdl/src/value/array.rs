//! Shared lists.

use std::{ops::Deref, sync::Arc};

use super::Value;

/// A shared list. Reads like a slice; [`push`](Self::push) copies only if somebody else holds it too.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Array(Arc<Items>);

#[derive(Clone, Debug, Default)]
struct Items {
    depth: u32,
    size: u64,
    items: Vec<Value>,
}

impl PartialEq for Items {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items
    }
}

impl Array {
    /// How deep it is nested: 1 for a list of scalars.
    pub fn depth(&self) -> u32 {
        self.0.depth.max(1)
    }

    /// About how many bytes its JSON text takes, shared parts counted each time.
    pub fn size(&self) -> u64 {
        self.0.size.saturating_add(2)
    }

    /// Adds an item at the end.
    pub fn push(&mut self, item: Value) {
        let inner = Arc::make_mut(&mut self.0);
        inner.depth = inner.depth.max(item.depth().saturating_add(1));
        inner.size = inner.size.saturating_add(item.size()).saturating_add(1);
        inner.items.push(item);
    }

    /// Whether both are the same list in memory.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The address of the list in memory, for finding out that two values share it.
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }
}

impl From<Vec<Value>> for Array {
    fn from(items: Vec<Value>) -> Self {
        let depth = items.iter().map(Value::depth).max().unwrap_or(0).saturating_add(1);
        let size = items.iter().fold(0_u64, |size, item| size.saturating_add(item.size()).saturating_add(1));
        Self(Arc::new(Items { depth, size, items }))
    }
}

impl FromIterator<Value> for Array {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        items.into_iter().collect::<Vec<_>>().into()
    }
}

impl Deref for Array {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0.items
    }
}

impl<'a> IntoIterator for &'a Array {
    type Item = &'a Value;
    type IntoIter = std::slice::Iter<'a, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
