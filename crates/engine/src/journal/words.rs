//! The words that runs use all the time. A segment names them by their number and need not spell them.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

/// What is stored refers to these by their place, so neither a word nor its place ever changes. A longer list needs a new first byte
/// of the segments that use it.
const WORDS: [&str; 60] = [
    "outputs",
    "inputs",
    "body",
    "headers",
    "statusCode",
    "OK",
    "NotSpecified",
    "Content-Type",
    "application/json",
    "application/json; charset=utf-8",
    "text/plain; charset=utf-8",
    "Content-Length",
    "Host",
    "User-Agent",
    "Accept",
    "*/*",
    "facts",
    "parameters",
    "awaited",
    "queries",
    "name",
    "type",
    "value",
    "variables",
    "string",
    "integer",
    "float",
    "boolean",
    "array",
    "object",
    "String",
    "Integer",
    "Float",
    "Boolean",
    "Array",
    "Object",
    "id",
    "uri",
    "method",
    "GET",
    "POST",
    "PATCH",
    "PUT",
    "DELETE",
    "path",
    "host",
    "connection",
    "item",
    "entityName",
    "recordId",
    "@odata.context",
    "@odata.etag",
    "code",
    "message",
    "error",
    "ActionFailed",
    "ActionSkipped",
    "BadRequest",
    "NotFound",
    "Accepted",
];

static SHARED: LazyLock<[Arc<str>; WORDS.len()]> = LazyLock::new(|| WORDS.map(Arc::from));
static PLACES: LazyLock<HashMap<&str, u64>> = LazyLock::new(|| WORDS.into_iter().zip(0..).collect());

/// Words in the order of their numbers.
pub(super) type Words = &'static [Arc<str>];

/// All of them.
pub(super) fn all() -> Words {
    &*SHARED
}

/// The number of a word.
pub(super) fn place(text: &str) -> Option<u64> {
    PLACES.get(text).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_place_of_its_own() {
        for (at, word) in WORDS.into_iter().enumerate() {
            assert_eq!(place(word), Some(at as u64), "{word}");
        }
    }
}
