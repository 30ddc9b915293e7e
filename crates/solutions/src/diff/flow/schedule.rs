//! How often something happens, in words.

use wdl::Value;

/// `every 5 minutes`, `every day at 8:00 in W. Europe Standard Time`.
pub(super) fn words(recurrence: &Value) -> String {
    let text = |key: &str| recurrence.as_object().and_then(|object| object.get_ignore_case(key)).map(plain);
    let unit = text("frequency").unwrap_or_default().to_lowercase();
    let interval = text("interval").unwrap_or_else(|| "1".to_owned());
    let mut said = match interval.as_str() {
        "1" => format!("every {unit}"),
        _ => format!("every {interval} {unit}s"),
    };
    if let Some(Value::Object(schedule)) = recurrence.get("schedule") {
        for (key, value) in schedule.iter() {
            said.push_str(&format!(", {key} {}", plain(value)));
        }
    }
    for (key, word) in [("startTime", "from"), ("endTime", "until"), ("timeZone", "in")] {
        if let Some(value) = text(key) {
            said.push_str(&format!(" {word} {value}"));
        }
    }
    said
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_json_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_in_words() {
        for (json, expected) in [
            (r#"{"frequency":"Minute","interval":5}"#, "every 5 minutes"),
            (
                r#"{"frequency":"Day","interval":1,"schedule":{"hours":["8"]},"timeZone":"UTC"}"#,
                "every day, hours 8 in UTC",
            ),
            (r#"{"Frequency":"Hour","interval":"@parameters('x')"}"#, "every @parameters('x') hours"),
        ] {
            assert_eq!(words(&Value::from_json(json.as_bytes()).unwrap()), expected);
        }
    }
}
