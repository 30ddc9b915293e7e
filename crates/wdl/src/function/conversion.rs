//! From one type into another.

mod data_uri;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{
    Call, Count, Family, Function, Implementation, at_least, between, exactly,
    number::{self, not_convertible},
};
use crate::{
    EvalError, Value,
    value::{from_base64, to_base64},
};

/// Everything but letters, digits and `-_.~` is escaped.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

const OCTETS: &str = "application/octet-stream";

const BASE64: Count = exactly(1, "expects one parameter: the base64 encoded string");
const URI_COMPONENT: Count = at_least(1, "expects at least one parameter: the string to encode");
const ENCODED: Count = exactly(1, "expects one parameter: the URI encoded string");
const DATA_URI: Count = exactly(1, "expects one parameter: the data URI");

pub(super) static FUNCTIONS: &[Function] = &[
    conversion(
        "array",
        "array(value: any): array",
        "A list with one item.",
        exactly(1, "expects one parameter: the value to be converted to an array"),
        array,
    ),
    conversion(
        "base64",
        "base64(value: string|content): string",
        "A text or content in base64.",
        exactly(1, "expects one parameter: the value to encode"),
        base64,
    ),
    conversion(
        "base64ToBinary",
        "base64ToBinary(text: string): content",
        "Content from base64.",
        BASE64,
        base64_to_binary,
    )
    .fails_if("the text is not base64"),
    conversion(
        "base64ToString",
        "base64ToString(text: string): string",
        "Text from base64.",
        BASE64,
        base64_to_string,
    )
    .fails_if("the text is not base64"),
    conversion(
        "binary",
        "binary(value: any): content",
        "The text form of a value as content.",
        exactly(1, "expects one parameter: the value to be converted to binary"),
        binary,
    )
    .fails_if("the value is null"),
    conversion(
        "bool",
        "bool(value: boolean|number|string): boolean",
        "A value as true or false.",
        exactly(1, "expects one parameter: the value to be converted to a boolean"),
        number::bool,
    )
    .fails_if("a text is neither true nor false"),
    conversion(
        "createArray",
        "createArray(item: any, ...): array",
        "A list of items.",
        at_least(1, "expects a comma separated list of parameters"),
        create_array,
    ),
    conversion(
        "dataUri",
        "dataUri(value: any): string",
        "A value as a data URI.",
        exactly(1, "expects one parameter: the value to be converted to a data URI"),
        data_uri::data_uri,
    )
    .fails_if("the value is null"),
    conversion(
        "dataUriToBinary",
        "dataUriToBinary(uri: string): content",
        "Content from a data URI.",
        DATA_URI,
        data_uri::to_binary,
    )
    .fails_if("the text is no data URI"),
    conversion(
        "dataUriToString",
        "dataUriToString(uri: string): string",
        "Text from a data URI.",
        DATA_URI,
        data_uri::to_string,
    )
    .fails_if("the text is no data URI"),
    conversion(
        "decimal",
        "decimal(value: number|string, locale?: string): number",
        "A value as an exact decimal number.",
        between(
            1,
            2,
            "expects one parameter, with an optional second parameter: the value to be converted and optionally the locale",
        ),
        number::decimal,
    )
    .fails_if("the text is no number, or the locale is unknown"),
    conversion(
        "decodeBase64",
        "decodeBase64(text: string): string",
        "Text from base64; an older name of base64ToString.",
        BASE64,
        base64_to_string,
    )
    .fails_if("the text is not base64"),
    conversion(
        "decodeDataUri",
        "decodeDataUri(uri: string): any",
        "What a data URI holds: text, JSON, or content.",
        DATA_URI,
        data_uri::decode,
    )
    .fails_if("the text is no data URI"),
    conversion(
        "decodeUriComponent",
        "decodeUriComponent(text: string): string",
        "Text without percent escapes.",
        ENCODED,
        uri_component_to_string,
    ),
    conversion(
        "encodeUriComponent",
        "encodeUriComponent(value: any, ...): string",
        "Text with percent escapes; another name of uriComponent.",
        URI_COMPONENT,
        uri_component,
    ),
    conversion(
        "float",
        "float(value: number|string, locale?: string): number",
        "A value as a number with a fraction.",
        between(
            1,
            2,
            "expects one parameter, with an optional second parameter: the value to be converted and optionally the locale",
        ),
        number::float,
    )
    .fails_if("the text is no number, or the locale is unknown"),
    conversion(
        "int",
        "int(value: boolean|number|string): integer",
        "A value as a whole number.",
        exactly(1, "expects one parameter: the value to be converted to an integer"),
        number::int,
    )
    .fails_if("the value is no whole number of 64 bits"),
    conversion(
        "json",
        "json(value: any): any",
        "What a text of JSON, or XML, means.",
        exactly(1, "expects one parameter: the string or XML to be converted to JSON"),
        json,
    )
    .fails_if("the value is null, or a text that is no JSON"),
    conversion(
        "uriComponent",
        "uriComponent(value: any, ...): string",
        "Text with percent escapes, for a part of a web address.",
        URI_COMPONENT,
        uri_component,
    ),
    conversion(
        "uriComponentToBinary",
        "uriComponentToBinary(text: string): content",
        "Content from text with percent escapes.",
        ENCODED,
        uri_component_to_binary,
    ),
    conversion(
        "uriComponentToString",
        "uriComponentToString(text: string): string",
        "Text without percent escapes.",
        ENCODED,
        uri_component_to_string,
    ),
];

const fn conversion(
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
    count: Count,
    call: fn(&mut Call<'_>) -> Result<Value, EvalError>,
) -> Function {
    Function::new(Family::Conversion, name, signature, summary, count, Implementation::Eager(call))
}

fn array(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::from(vec![call.take(0)]))
}

fn create_array(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::Array(call.args.iter_mut().map(std::mem::take).collect()))
}

fn base64(call: &mut Call<'_>) -> Result<Value, EvalError> {
    if let Some(envelope) = call.arg(0).as_envelope() {
        return Ok(Value::from(envelope.content));
    }
    Ok(Value::from(to_base64(call.text(0)?.as_bytes())))
}

fn not_base64<T>(call: &Call<'_>) -> Result<T, EvalError> {
    call.fail("was invoked with a parameter that is not valid. The value cannot be decoded from base64 representation.")
}

fn base64_to_string(call: &mut Call<'_>) -> Result<Value, EvalError> {
    match from_base64(call.text(0)?) {
        Some(bytes) => Ok(Value::from(crate::value::decode(&bytes, "utf-8"))),
        None => not_base64(call),
    }
}

fn base64_to_binary(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let text = call.text(0)?;
    if from_base64(text).is_none() {
        return not_base64(call);
    }
    Ok(Value::envelope_of(OCTETS, text))
}

fn binary(call: &mut Call<'_>) -> Result<Value, EvalError> {
    match call.arg(0) {
        Value::Null => not_convertible(call),
        value => Ok(match value.as_envelope() {
            Some(envelope) => Value::envelope_of(OCTETS, envelope.content),
            None => Value::envelope(OCTETS, value.to_text().as_bytes()),
        }),
    }
}

fn uri_component(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let mut text = String::new();
    call.args.iter().for_each(|value| value.write_text(&mut text));
    if text.len() > crate::limits::TEXT_CHARACTERS {
        return Err(EvalError::too_long());
    }
    Ok(Value::from(utf8_percent_encode(&text, RESERVED).to_string()))
}

/// Percent escapes as bytes; a plus sign is a space.
fn unescaped(text: &str) -> Vec<u8> {
    percent_decode_str(&text.replace('+', " ")).collect()
}

fn uri_component_to_string(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::from(String::from_utf8_lossy(&unescaped(call.text(0)?)).into_owned()))
}

fn uri_component_to_binary(call: &mut Call<'_>) -> Result<Value, EvalError> {
    Ok(Value::envelope(OCTETS, &unescaped(call.text(0)?)))
}

fn json(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let text = match call.arg(0) {
        Value::Null => return not_convertible(call),
        Value::String(text) => text.clone(),
        value => match value.as_envelope() {
            Some(envelope) if envelope.is_xml() => {
                let text = value.to_text();
                return match crate::xml::to_json(&text) {
                    Ok(json) => Ok(json),
                    Err(why) => cannot_be_parsed(call, &text, &why),
                };
            }
            Some(_) => value.to_text(),
            None => return Ok(call.take(0)),
        },
    };
    match Value::from_json_text(&text) {
        Ok(value) => Ok(value),
        Err(why) => cannot_be_parsed(call, &text, &why.to_string()),
    }
}

fn cannot_be_parsed<T>(call: &Call<'_>, text: &str, why: &str) -> Result<T, EvalError> {
    let text = super::arguments::quoted(text);
    call.fail(format!("parameter is not valid. The provided value '{text}' cannot be parsed: '{why}'."))
}
