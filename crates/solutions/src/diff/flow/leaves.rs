//! Where two JSON values differ.

use wdl::Value;

/// A place where two values differ.
pub(in crate::diff) struct Difference {
    /// The keys and positions that lead there.
    pub(in crate::diff) path: Vec<String>,
    pub(in crate::diff) before: Option<Value>,
    pub(in crate::diff) after: Option<Value>,
}

/// The places where two values differ, as deep as both sides have members with the same keys, and no deeper than where
/// `whole` says that a place is told as a whole. Keys are compared without regard to their order.
pub(in crate::diff) fn differences(
    before: Option<&Value>,
    after: Option<&Value>,
    whole: &dyn Fn(&[String]) -> bool,
) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(before, after, whole, &mut Vec::new(), &mut found);
    found
}

/// The places where two values differ, with slashes.
pub(in crate::diff) fn places(before: &Value, after: &Value) -> Vec<String> {
    differences(Some(before), Some(after), &|_| false).into_iter().map(|difference| difference.path.join("/")).collect()
}

fn walk(
    before: Option<&Value>,
    after: Option<&Value>,
    whole: &dyn Fn(&[String]) -> bool,
    path: &mut Vec<String>,
    found: &mut Vec<Difference>,
) {
    if before == after {
        return;
    }
    let split = path.is_empty() || !whole(path);
    match (before, after) {
        (Some(Value::Object(was)), Some(Value::Object(is))) if split => {
            let new = is.keys().filter(|key| was.get(key).is_none());
            for key in was.keys().chain(new) {
                path.push(key.to_string());
                walk(was.get(key), is.get(key), whole, path, found);
                path.pop();
            }
        }
        (Some(Value::Object(only)), None) | (None, Some(Value::Object(only))) if split && !only.is_empty() => {
            for (key, member) in only.iter() {
                path.push(key.to_string());
                let both = if before.is_some() { (Some(member), None) } else { (None, Some(member)) };
                walk(both.0, both.1, whole, path, found);
                path.pop();
            }
        }
        (Some(Value::Array(was)), Some(Value::Array(is))) if split && was.len() == is.len() => {
            for (at, (was, is)) in was.iter().zip(is.iter()).enumerate() {
                path.push(at.to_string());
                walk(Some(was), Some(is), whole, path, found);
                path.pop();
            }
        }
        _ => found.push(Difference { path: path.clone(), before: before.cloned(), after: after.cloned() }),
    }
}
