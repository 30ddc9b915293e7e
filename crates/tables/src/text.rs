//! How texts compare in tables: ignoring case.

use std::cmp::Ordering;

/// The characters of a text with case removed. A character outside ASCII never becomes an ASCII one, so that a database
/// that folds only ASCII agrees for ASCII patterns.
pub fn fold(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(fold_char)
}

/// One character with case removed.
pub(crate) fn fold_char(c: char) -> impl Iterator<Item = char> {
    let ascii = c.is_ascii();
    let keeps = !ascii && c.to_lowercase().any(|lower| lower.is_ascii());
    let single = (ascii || keeps).then_some(c.to_ascii_lowercase());
    let several = (!ascii && !keeps).then(|| c.to_lowercase());
    single.into_iter().chain(several.into_iter().flatten())
}

/// A text with case removed.
pub fn folded(text: &str) -> String {
    fold(text).collect()
}

/// Compares two texts ignoring case, by code point.
pub fn compare(a: &str, b: &str) -> Ordering {
    fold(a).cmp(fold(b))
}

/// Whether two texts are the same but for case.
pub fn same(a: &str, b: &str) -> bool {
    compare(a, b) == Ordering::Equal
}
