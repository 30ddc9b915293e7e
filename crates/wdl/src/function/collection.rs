//! Lists and objects.

use std::cmp::Ordering;

use super::{
    Call, Count, Family, Function, Implementation, at_least, between, exactly,
    string::cut::{cut, length_of},
};
use crate::{Array, EvalError, Object, Value};

pub(super) static FUNCTIONS: &[Function] = &[
    collection(
        "contains",
        "contains(collection: string|array|object, value: any): boolean",
        "Whether a text, list or object has a part, item or key.",
        exactly(2, "expects two parameters: the collection and the value to find"),
        contains,
    ).fails_if("a text or an object is searched for something that is no text"),
    collection(
        "empty",
        "empty(collection: any): boolean",
        "Whether a text, list or object has nothing in it; null has not.",
        exactly(1, "expects one parameter: the collection to check"),
        empty,
    ),
    collection(
        "first",
        "first(collection: string|array): any",
        "The first item of a list or character of a text.",
        exactly(1, "expects one parameter: the collection"),
        first,
    ),
    collection(
        "intersection",
        "intersection(collection: array|object, collection: array|object, ...): array|object",
        "What is in all lists, or the same in all objects.",
        at_least(2, "expects at least two parameters: arrays or objects"),
        intersection,
    ).fails_if("lists and objects are mixed"),
    collection(
        "join",
        "join(list: array, separator: string): string",
        "The items of a list as text, with a separator between them.",
        exactly(2, "expects two parameters: the array and the separator"),
        join,
    ),
    collection(
        "last",
        "last(collection: string|array): any",
        "The last item of a list or character of a text.",
        exactly(1, "expects one parameter: the collection"),
        last,
    ),
    collection(
        "reverse",
        "reverse(list: array): array",
        "A list in opposite order.",
        exactly(1, "expects one parameter: the array"),
        reverse,
    ),
    collection(
        "skip",
        "skip(collection: string|array, count: integer): string|array",
        "A list or text without its first items.",
        exactly(2, "expects two parameters: the collection and the number of items to skip"),
        skip,
    ).fails_if("the count is negative"),
    collection(
        "sort",
        "sort(list: array, key?: string): array",
        "A list in ascending order, of its items or of a property of them.",
        between(
            1,
            2,
            "expects one parameter, with an optional second parameter: the array and optionally the property to sort by",
        ),
        sort,
    ).fails_if("the values are not all of the same type"),
    collection(
        "take",
        "take(collection: string|array, count: integer): string|array",
        "The first items of a list or characters of a text.",
        exactly(2, "expects two parameters: the collection and the number of items to take"),
        take,
    ).fails_if("the count is negative"),
    collection(
        "union",
        "union(collection: array|object, collection: array|object, ...): array|object",
        "What is in any of the lists or objects.",
        at_least(2, "expects at least two parameters: arrays or objects"),
        union,
    ).fails_if("lists and objects are mixed"),
];

const fn collection(
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
    count: Count,
    call: fn(&mut Call<'_>) -> Result<Value, EvalError>,
) -> Function {
    Function::new(Family::Collection, name, signature, summary, count, Implementation::Eager(call))
}

fn contains(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let found = match call.arg(0) {
        Value::String(text) => match call.arg(1) {
            Value::String(part) => text.contains(&**part),
            _ => return call.wrong_type(1, "to be of type string"),
        },
        Value::Array(items) => items.contains(call.arg(1)),
        Value::Object(object) => match call.arg(1) {
            Value::String(key) => object.get_ignore_case(key).is_some(),
            _ => return call.wrong_type(1, "to be of type string"),
        },
        _ => return call.wrong_type(0, "to be a dictionary (object), an array or a string"),
    };
    Ok(Value::Bool(found))
}

fn empty(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::Bool(match call.arg(0) {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => return call.wrong_type(0, "to be an object, an array or a string"),
    }))
}

fn first(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(match call.arg(0) {
        Value::String(text) => Value::from(cut(text, 0, 1)),
        Value::Array(items) => items.first().cloned().unwrap_or_default(),
        _ => return call.wrong_type(0, "be an array or a string"),
    })
}

fn last(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(match call.arg(0) {
        Value::String(text) => {
            let length = length_of(text);
            Value::from(cut(text, length.saturating_sub(1), length))
        }
        Value::Array(items) => items.last().cloned().unwrap_or_default(),
        _ => return call.wrong_type(0, "be an array or a string"),
    })
}

fn join(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let Value::Array(items) = call.arg(0) else { return call.wrong_type(0, "to be an array") };
    let separator = call.text(1)?;
    let mut text = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push_str(separator);
        }
        item.write_text(&mut text);
        if text.len() > crate::limits::TEXT_CHARACTERS {
            return Err(EvalError::too_long());
        }
    }
    Ok(Value::from(text))
}

fn skip(call: &mut Call<'_>) -> Result<Value, EvalError> {
    part(call, |count, length| (count.min(length), length))
}

fn take(call: &mut Call<'_>) -> Result<Value, EvalError> {
    part(call, |count, length| (0, count.min(length)))
}

/// The part between the two positions that follow from the count and the length.
fn part(call: &Call<'_>, range: fn(usize, usize) -> (usize, usize)) -> Result<Value, EvalError> {
    let length = match call.arg(0) {
        Value::String(text) => length_of(text),
        Value::Array(items) => items.len(),
        _ => return call.wrong_type(0, "'collection' to be an array or a string"),
    };
    let Some(count) = call.arg(1).as_int().and_then(|count| usize::try_from(count).ok()) else {
        return call.fail(format!(
            "parameters are out of range: 'count' must be a positive integer. The provided value is '{}'.",
            call.arg(1).to_text()
        ));
    };
    let (start, end) = range(count, length);
    Ok(match call.arg(0) {
        Value::String(text) => Value::from(cut(text, start, end)),
        Value::Array(items) => items.get(start..end).unwrap_or_default().iter().cloned().collect::<Array>().into(),
        _ => Value::Null,
    })
}

/// What all arguments are.
enum Alike {
    Arrays(Vec<Array>),
    Objects(Vec<Object>),
}

fn alike(call: &Call<'_>) -> Result<Alike, EvalError> {
    let arrays: Vec<Array> = call.args.iter().filter_map(Value::as_array).cloned().collect();
    if arrays.len() == call.count() {
        return Ok(Alike::Arrays(arrays));
    }
    let objects: Vec<Object> = call.args.iter().filter_map(Value::as_object).cloned().collect();
    if objects.len() == call.count() {
        return Ok(Alike::Objects(objects));
    }
    let mut types: Vec<&str> = Vec::new();
    for value in call.args.iter() {
        if !types.contains(&value.type_name()) {
            types.push(value.type_name());
        }
    }
    call.fail(format!(
        "expects parameters of same type, either arrays or objects, but found types '{}'.",
        types.join(",")
    ))
}

fn union(call: &mut Call<'_>) -> Result<Value, EvalError> {
    match alike(call)? {
        Alike::Arrays(arrays) => {
            let mut distinct = Distinct::default();
            for item in arrays.iter().flat_map(|array| array.iter()) {
                distinct.add(item);
            }
            call.check_items(distinct.items.len())?;
            Ok(Value::from(distinct.items))
        }
        Alike::Objects(objects) => {
            let mut objects = objects.into_iter();
            let mut union = objects.next().unwrap_or_default();
            for (key, value) in
                objects.flat_map(|object| object.iter().map(|(k, v)| (k.clone(), v.clone())).collect::<Vec<_>>())
            {
                union.insert(key, value);
            }
            Ok(union.into())
        }
    }
}

fn intersection(call: &mut Call<'_>) -> Result<Value, EvalError> {
    match alike(call)? {
        Alike::Arrays(arrays) => {
            let Some((first, rest)) = arrays.split_first() else { return Ok(Value::Null) };
            let rest: Vec<Distinct> = rest.iter().map(|array| array.iter().collect()).collect();
            let mut distinct = Distinct::default();
            for item in first {
                if rest.iter().all(|other| other.contains(item)) {
                    distinct.add(item);
                }
            }
            Ok(Value::from(distinct.items))
        }
        Alike::Objects(objects) => {
            let Some((first, rest)) = objects.split_first() else { return Ok(Value::Null) };
            let in_all = first.iter().filter(|(key, value)| rest.iter().all(|other| other.get(key) == Some(value)));
            Ok(in_all.map(|(key, value)| (key.clone(), value.clone())).collect::<Object>().into())
        }
    }
}

/// Distinct values in the order in which they came, found through a hash that equal values share.
#[derive(Default)]
struct Distinct {
    items: Vec<Value>,
    by_hash: std::collections::HashMap<u64, Vec<usize>>,
}

impl Distinct {
    fn contains(&self, value: &Value) -> bool {
        let same_hash = self.by_hash.get(&hash(value));
        same_hash.is_some_and(|found| found.iter().any(|at| self.items.get(*at) == Some(value)))
    }

    fn add(&mut self, value: &Value) {
        if !self.contains(value) {
            self.by_hash.entry(hash(value)).or_default().push(self.items.len());
            self.items.push(value.clone());
        }
    }
}

impl<'a> FromIterator<&'a Value> for Distinct {
    fn from_iter<I: IntoIterator<Item = &'a Value>>(values: I) -> Self {
        let mut distinct = Self::default();
        values.into_iter().for_each(|value| distinct.add(value));
        distinct
    }
}

/// A hash that equal values share: numbers of all types by their value as a double, objects without regard to order.
fn hash(value: &Value) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    match value {
        Value::Null => 0_u8.hash(&mut hasher),
        Value::Bool(truth) => truth.hash(&mut hasher),
        Value::Int(_) | Value::Float(_) | Value::Decimal(_) => {
            // Adding zero makes one of the two zeros.
            (super::math::as_float(value).unwrap_or_default() + 0.0).to_bits().hash(&mut hasher);
        }
        Value::String(text) => text.hash(&mut hasher),
        Value::Array(items) => items.iter().for_each(|item| hash(item).hash(&mut hasher)),
        Value::Object(object) => {
            let mut sum = 0_u64;
            for (key, value) in object.iter() {
                let mut member = DefaultHasher::new();
                (&**key, hash(value)).hash(&mut member);
                sum = sum.wrapping_add(member.finish());
            }
            sum.hash(&mut hasher);
        }
    }
    hasher.finish()
}

fn reverse(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let Value::Array(items) = call.arg(0) else {
        return not_an_array(call);
    };
    Ok(Value::Array(items.iter().rev().cloned().collect()))
}

/// The platform says "first parameter" here even where there is only one.
fn not_an_array<T>(call: &Call<'_>) -> Result<T, EvalError> {
    call.fail(format!(
        "expects its first parameter to be of type array. The provided value is of type '{}'.",
        call.arg(0).type_name()
    ))
}

fn sort(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let Value::Array(items) = call.arg(0) else {
        return not_an_array(call);
    };
    let key = call.text_if_any(1)?;
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        let sorted_by = match (key, item) {
            (None, item) => item.clone(),
            (Some(key), Value::Object(object)) => object.get_ignore_case(key).cloned().unwrap_or_default(),
            (Some(_), other) => {
                return call.fail(format!(
                    "expects the items of the array to be objects when it sorts by a property. Found an item of type '{}'.",
                    other.type_name()
                ));
            }
        };
        keyed.push((sorted_by, item));
    }
    // Comparable are numbers with numbers, texts with texts and truth values with truth values; null comes first.
    let mut kind = None;
    for (value, _) in &keyed {
        let Some(found) = sort_kind(value) else {
            return call.fail(format!(
                "expects the values that it sorts by to be numbers, strings or booleans. Found a value of type '{}'.",
                value.type_name()
            ));
        };
        if found != "null" && *kind.get_or_insert(found) != found {
            return call.fail("expects the values that it sorts by to be of the same type.");
        }
    }
    keyed.sort_by(|(a, _), (b, _)| sort_order(a, b));
    Ok(Value::Array(keyed.into_iter().map(|(_, item)| item.clone()).collect()))
}

fn sort_kind(value: &Value) -> Option<&'static str> {
    match value {
        Value::Null => Some("null"),
        Value::Bool(_) => Some("boolean"),
        Value::Int(_) | Value::Float(_) | Value::Decimal(_) => Some("number"),
        Value::String(_) => Some("string"),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn sort_order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        (_, Value::Null) => Ordering::Greater,
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::String(a), Value::String(b)) => a.encode_utf16().cmp(b.encode_utf16()),
        _ => super::math::compare(a, b).unwrap_or(Ordering::Equal),
    }
}
