//! Texts. Positions and lengths count UTF-16 units, as .NET does.

pub(super) mod cut;
mod search;

use super::{Call, Count, Family, Function, Implementation, at_least, between, exactly};
use crate::{EvalError, Value, limits};

const TEXT_AND_SEARCHED: Count = exactly(2, "expects two parameters: the string and the string to search for");

pub(super) static FUNCTIONS: &[Function] = &[
    string(
        "chunk",
        "chunk(collection: string|array, size: integer): array",
        "A text or list in pieces of the same length.",
        exactly(2, "expects two parameters: the collection and the length of each chunk"),
        cut::chunk,
    )
    .fails_if("the size is less than 1"),
    string(
        "concat",
        "concat(value: any, ...): string",
        "Values as text, one after the other.",
        at_least(1, "expects a comma separated list of parameters"),
        concat,
    ),
    string(
        "endsWith",
        "endsWith(text: string, search: string): boolean",
        "Whether a text ends with another, ignoring case.",
        TEXT_AND_SEARCHED,
        search::ends_with,
    ),
    string(
        "guid",
        "guid(format?: string): string",
        "A new unique id.",
        between(0, 1, "expects no parameters or one parameter: the format of the unique id"),
        guid,
    )
    .fails_if("the format is not N, D, B, P or X"),
    string(
        "indexOf",
        "indexOf(text: string, search: string): integer",
        "Where a text is first found in another, ignoring case; -1 if it is not.",
        TEXT_AND_SEARCHED,
        search::index_of,
    ),
    string(
        "lastIndexOf",
        "lastIndexOf(text: string, search: string): integer",
        "Where a text is last found in another, ignoring case; -1 if it is not.",
        TEXT_AND_SEARCHED,
        search::last_index_of,
    ),
    string(
        "length",
        "length(collection: string|array): integer",
        "How many items a list or characters a text has.",
        exactly(1, "expects one parameter: the array or string"),
        cut::length,
    ),
    string(
        "nthIndexOf",
        "nthIndexOf(text: string, search: string, occurrence: integer): integer",
        "Where a text is found for the nth time, ignoring case; a negative n counts from the end.",
        exactly(3, "expects three parameters: the string, the string to search for and the number of the occurrence"),
        search::nth_index_of,
    ),
    string(
        "replace",
        "replace(text: string, old: string, new: string): string",
        "A text with every occurrence of another replaced.",
        exactly(3, "expects three string parameters: the string, the string to replace and the replacement"),
        replace,
    )
    .fails_if("the text to replace is empty"),
    string(
        "slice",
        "slice(text: string, start: integer, end?: integer): string",
        "A part of a text; negative positions count from the end.",
        between(
            2,
            3,
            "expects two parameters, with an optional third parameter: the string, the start index and optionally the end index",
        ),
        cut::slice,
    ),
    string(
        "split",
        "split(text: string, separator: string): array",
        "The parts of a text between separators.",
        exactly(2, "expects two parameters: the string and the separator"),
        split,
    ),
    string(
        "startsWith",
        "startsWith(text: string, search: string): boolean",
        "Whether a text begins with another, ignoring case.",
        TEXT_AND_SEARCHED,
        search::starts_with,
    ),
    string(
        "string",
        "string(value: any): string",
        "A value as text.",
        exactly(1, "expects one parameter: the value to be converted to a string"),
        to_text,
    ),
    string(
        "substring",
        "substring(text: string, start: integer, length?: integer): string",
        "A part of a text.",
        between(
            2,
            3,
            "expects two parameters, with an optional third parameter: the string, the start index and optionally the length",
        ),
        cut::substring,
    )
    .fails_if("the part does not lie within the text"),
    string(
        "toLower",
        "toLower(text: string): string",
        "A text in small letters.",
        exactly(1, "expects one parameter: the string to convert"),
        to_lower,
    ),
    string(
        "toUpper",
        "toUpper(text: string): string",
        "A text in capital letters.",
        exactly(1, "expects one parameter: the string to convert"),
        to_upper,
    ),
    string(
        "trim",
        "trim(text: string): string",
        "A text without white space at both ends.",
        exactly(1, "expects one parameter: the string to trim"),
        trim,
    ),
    string(
        "formatNumber",
        "formatNumber(number: number, format: string, locale?: string): string",
        "A number as text in a .NET format.",
        between(
            2,
            3,
            "expects two parameters, with an optional third parameter: the number, the format and optionally the locale",
        ),
        super::number::format_number,
    )
    .fails_if("the format does not fit the number, or the locale is unknown"),
    string(
        "isFloat",
        "isFloat(text: string, locale?: string): boolean",
        "Whether float() can read the text.",
        between(1, 2, "expects one parameter, with an optional second parameter: the string and optionally the locale"),
        super::number::is_float,
    )
    .fails_if("the locale is unknown"),
    string(
        "isInt",
        "isInt(text: string): boolean",
        "Whether int() can read the text.",
        exactly(1, "expects one parameter: the string to check"),
        super::number::is_int,
    ),
];

const fn string(
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
    count: Count,
    call: fn(&mut Call<'_>) -> Result<Value, EvalError>,
) -> Function {
    Function::new(Family::String, name, signature, summary, count, Implementation::Eager(call))
}

fn concat(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let mut text = String::new();
    for value in call.args.iter() {
        value.write_text(&mut text);
        if text.len() > limits::TEXT_CHARACTERS {
            return Err(EvalError::too_long());
        }
    }
    Ok(Value::from(text))
}

fn to_text(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::String(call.arg(0).to_text()))
}

fn replace(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (text, old, new) = (call.text(0)?, call.text(1)?, call.text(2)?);
    if old.is_empty() {
        return call.fail("expects its second parameter, the string to replace, not to be of zero length.");
    }
    let growth = new.len().saturating_sub(old.len()).saturating_mul(text.matches(&**old).count());
    if text.len().saturating_add(growth) > limits::TEXT_CHARACTERS {
        return Err(EvalError::too_long());
    }
    Ok(Value::from(text.replace(&**old, new)))
}

fn split(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (text, separator) = (call.text(0)?, call.text(1)?);
    if separator.is_empty() {
        return Ok(Value::from(vec![Value::String(text.clone())]));
    }
    let mut parts = Vec::new();
    for part in text.split(&**separator) {
        call.check_items(parts.len() + 1)?;
        parts.push(Value::from(part));
    }
    Ok(Value::from(parts))
}

fn to_lower(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::from(lower(call.text(0)?)))
}

fn to_upper(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::from(upper(call.text(0)?)))
}

/// .NET's ToLowerInvariant: character by character, none becomes several.
pub(super) fn lower(text: &str) -> String {
    text.chars()
        .map(|c| {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                // The invariant culture knows no letter i of other alphabets.
                (Some(single), None) if c != 'İ' => single,
                _ => c,
            }
        })
        .collect()
}

/// .NET's ToUpperInvariant: character by character, none becomes several.
pub(super) fn upper(text: &str) -> String {
    text.chars()
        .map(|c| {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(single), None) if c != 'ı' => single,
                _ => c,
            }
        })
        .collect()
}

fn trim(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let text = call.text(0)?;
    Ok(Value::from(text.trim()))
}

fn guid(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let id = uuid::Builder::from_random_bytes(call.scope.random().to_be_bytes()).into_uuid();
    let text = match call.text_if_any(0)?.map_or("D", |format| format) {
        "" | "D" | "d" => id.hyphenated().to_string(),
        "N" | "n" => id.simple().to_string(),
        "B" | "b" => id.braced().to_string(),
        "P" | "p" => format!("({})", id.hyphenated()),
        "X" | "x" => {
            let (a, b, c, rest) = id.as_fields();
            let rest = rest.iter().map(|byte| format!("0x{byte:02x}")).collect::<Vec<_>>().join(",");
            format!("{{0x{a:08x},0x{b:04x},0x{c:04x},{{{rest}}}}}")
        }
        other => {
            return call
                .fail(format!("expects its parameter to be one of the formats N, D, B, P and X. It is '{other}'."));
        }
    };
    Ok(Value::from(text))
}
