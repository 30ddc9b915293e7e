//! Form data and multipart bodies of outputs.

use percent_encoding::percent_decode_str;

use super::{Call, EvalError, Value, body_of};

/// The only value of the key that argument `at` names; null if there is none.
pub(super) fn value(call: &Call<'_>, outputs: &Value, at: usize) -> Result<Value, EvalError> {
    let key = call.text(at)?;
    let mut values = of_key(call, outputs, key)?;
    if values.len() > 1 {
        return call
            .fail(format!("expects a single value for the key '{key}', but the form data has {}.", values.len()));
    }
    Ok(values.pop().unwrap_or_default())
}

/// All values of the key that argument `at` names.
pub(super) fn values(call: &Call<'_>, outputs: &Value, at: usize) -> Result<Value, EvalError> {
    Ok(Value::from(of_key(call, outputs, call.text(at)?)?))
}

/// The body of the part whose number argument `at` gives.
pub(super) fn part(call: &Call<'_>, outputs: &Value, at: usize) -> Result<Value, EvalError> {
    let index = call.int(at)?;
    let body = body_of(outputs);
    let Some(parts) = body.get("$multipart").and_then(Value::as_array) else {
        return call.fail("expects a body with parts. The content type must be 'multipart/*'.");
    };
    match usize::try_from(index).ok().and_then(|index| parts.get(index)) {
        Some(part) => Ok(part.get("body").cloned().unwrap_or_default()),
        None => {
            call.fail(format!("expects the number of a part. There is no part '{index}'; there are {}.", parts.len()))
        }
    }
}

fn of_key(call: &Call<'_>, outputs: &Value, key: &str) -> Result<Vec<Value>, EvalError> {
    let header = outputs
        .get("headers")
        .and_then(Value::as_object)
        .and_then(|headers| headers.get_ignore_case("Content-Type"))
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let body = body_of(outputs);
    if header.starts_with("application/x-www-form-urlencoded") {
        return Ok(match body.get("$formdata").and_then(Value::as_array) {
            Some(pairs) => listed(pairs, key),
            None => encoded(&body.to_text(), key),
        });
    }
    if header.starts_with("multipart/form-data") {
        let pairs = body.get("$formdata").and_then(Value::as_array).map(|pairs| listed(pairs, key)).unwrap_or_default();
        if !pairs.is_empty() {
            return Ok(pairs);
        }
        let parts = body.get("$multipart").and_then(Value::as_array).map(|parts| &**parts).unwrap_or_default();
        return Ok(parts
            .iter()
            .filter(|part| part_name(part).is_some_and(|name| name == key))
            .map(|part| part.get("body").cloned().unwrap_or_default())
            .collect());
    }
    call.fail(
        "expects form data. The header 'Content-Type' must be 'multipart/form-data' or 'application/x-www-form-urlencoded'.",
    )
}

/// Values of a key in the `$formdata` list.
fn listed(pairs: &[Value], key: &str) -> Vec<Value> {
    let has_key = |pair: &&Value| pair.get("key").and_then(Value::as_str) == Some(key);
    pairs.iter().filter(has_key).map(|pair| pair.get("value").cloned().unwrap_or_default()).collect()
}

/// Values of a key in `a=1&b=2`.
fn encoded(form: &str, key: &str) -> Vec<Value> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    form.split('&')
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name) == key).then(|| Value::from(decode(value)))
        })
        .collect()
}

/// The name that a part's Content-Disposition gives it.
fn part_name(part: &Value) -> Option<&str> {
    let disposition = part.get("headers")?.as_object()?.get_ignore_case("Content-Disposition")?.as_str()?;
    disposition.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        key.trim().eq_ignore_ascii_case("name").then(|| value.trim().trim_matches('"'))
    })
}
