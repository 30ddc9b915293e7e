//! Finding a text in another.

use std::borrow::Cow;

use super::upper;
use crate::{EvalError, Profile, Value, function::Call};

/// Text and searched text, made the same in case where the platform ignores it.
fn folded<'a>(call: &'a Call<'_>, always: bool) -> Result<(Cow<'a, str>, Cow<'a, str>), EvalError> {
    let (text, search) = (call.text(0)?, call.text(1)?);
    if call.profile == Profile::Standard && !always {
        return Ok((Cow::Borrowed(text), Cow::Borrowed(search)));
    }
    Ok((Cow::Owned(upper(text)), Cow::Owned(upper(search))))
}

/// How many UTF-16 units stand before the byte.
fn units_before(text: &str, at: usize) -> i64 {
    let units = text.get(..at).unwrap_or_default().encode_utf16().count();
    i64::try_from(units).unwrap_or(i64::MAX)
}

pub(super) fn starts_with(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (text, search) = folded(call, false)?;
    Ok(Value::Bool(text.starts_with(&*search)))
}

pub(super) fn ends_with(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (text, search) = folded(call, false)?;
    Ok(Value::Bool(text.ends_with(&*search)))
}

pub(super) fn index_of(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (text, search) = folded(call, false)?;
    Ok(Value::Int(text.find(&*search).map_or(-1, |at| units_before(&text, at))))
}

pub(super) fn last_index_of(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (text, search) = folded(call, false)?;
    if search.is_empty() {
        // An empty text is found at the last character, and in an empty text at its start.
        return Ok(Value::Int((units_before(&text, text.len()) - 1).max(0)));
    }
    Ok(Value::Int(text.rfind(&*search).map_or(-1, |at| units_before(&text, at))))
}

pub(super) fn nth_index_of(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (text, search) = folded(call, true)?;
    let occurrence = call.int(2)?;
    let wanted = usize::try_from(occurrence.unsigned_abs()).unwrap_or(usize::MAX);
    if wanted == 0 || search.is_empty() {
        return Ok(Value::Int(-1));
    }
    // Counted from the end, it is the one with as many before it as there are more.
    let index =
        if occurrence > 0 { Some(wanted) } else { (occurrences(&text, &search).count() + 1).checked_sub(wanted) };
    let at = index.and_then(|index| index.checked_sub(1)).and_then(|before| occurrences(&text, &search).nth(before));
    Ok(Value::Int(at.map_or(-1, |at| units_before(&text, at))))
}

/// Bytes at which a text that is not empty is found, overlapping ones too, in time that grows with the lengths only
/// (Knuth, Morris, Pratt).
fn occurrences<'a>(text: &'a str, search: &'a str) -> impl Iterator<Item = usize> + 'a {
    let search = if search.len() <= text.len() { search.as_bytes() } else { &[] };
    // For each prefix of the searched text, the length of its longest proper prefix that is its suffix too.
    let mut borders = vec![0_usize; search.len()];
    let advance = |borders: &[usize], mut matched: usize, byte: u8| {
        while matched > 0 && search.get(matched) != Some(&byte) {
            matched = borders.get(matched - 1).copied().unwrap_or(0);
        }
        matched + usize::from(search.get(matched) == Some(&byte))
    };
    let mut matched = 0;
    for (at, byte) in search.iter().enumerate().skip(1) {
        matched = advance(&borders, matched, *byte);
        if let Some(border) = borders.get_mut(at) {
            *border = matched;
        }
    }
    matched = 0;
    text.bytes().enumerate().filter_map(move |(at, byte)| {
        matched = advance(&borders, matched, byte);
        (matched > 0 && matched == search.len()).then(|| at + 1 - matched)
    })
}
