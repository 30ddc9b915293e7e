use crate::Value;

/// What Parse JSON makes of the text, or why it cannot be read.
fn read(text: &str) -> String {
    match Value::from_lenient_json(text) {
        Ok(value) => {
            let mut json = String::new();
            value.write_json_text(&mut json);
            json
        }
        Err(why) => why.to_string(),
    }
}

#[test]
fn what_json_net_accepts_is_accepted() {
    for (text, value) in [
        (r#" {"a": [1, 2.0, "x"]} "#, r#"{"a":[1,2.0,"x"]}"#),
        ("{a: 'b', $c_1: \"it's\"}", r#"{"a":"b","$c_1":"it's"}"#),
        ("[1, 2,]", "[1,2]"),
        ("[,1]", "[null,1]"),
        ("{\"a\":1,}", "{\"a\":1}"),
        ("// note\n[/* one */ 1]", "[1]"),
        ("[0x1A, 010, .5, 1., -.5, 1e3]", "[26,8,0.5,1.0,-0.5,1000.0]"),
        ("[undefined, NaN]", "[null,NaN]"),
        ("{\"a\":1,\"b\":2,\"a\":3}", "{\"b\":2,\"a\":3}"),
        ("[1, {\"a\": 2", "[1,{\"a\":2}]"),
        ("1 2", "1"),
        ("99999999999999999999", "1E+20"),
        ("'\\u00e9\\ud83d\\ude00\\/'", "\"é😀/\""),
    ] {
        assert_eq!(read(text), value, "{text}");
    }
}

#[test]
fn what_cannot_be_read_says_where() {
    for (text, message) in [
        ("[tru]", "Error parsing boolean value. Path '', line 1, position 4."),
        ("[1, xyz]", "Unexpected character encountered while parsing value: x. Path '[0]', line 1, position 4."),
        ("not json", "Unexpected character encountered while parsing value: n. Path '', line 0, position 0."),
        (
            "{\"a\" 1}",
            "Invalid character after parsing property name. Expected ':' but got: 1. Path '', line 1, position 5.",
        ),
        ("{\"a\":\n 'b", "Unterminated string. Expected delimiter: '. Path 'a', line 2, position 3."),
        ("[1}", "JsonToken EndObject is not valid for closing JsonType Array. Path '[0]', line 1, position 3."),
        ("", "Error reading JToken from JsonReader. Path '', line 0, position 0."),
        ("[", "Unexpected end when reading token. Path ''."),
    ] {
        assert_eq!(read(text), message, "{text}");
    }
}

#[test]
fn json_takes_one_whole_value() {
    assert!(Value::from_json_text("[1] x").is_err());
    assert!(Value::from_json_text("[1").is_err());
    assert!(Value::from_json_text("").is_err());
    assert_eq!(Value::from_json_text(" {'a':1} // end").unwrap().to_json_string(), r#"{"a":1}"#);
}

#[test]
fn depth_is_limited() {
    assert!(read(&"[".repeat(100_000)).starts_with("The reader's MaxDepth of 256"));
    let fits = format!("{}{}", "[".repeat(256), "]".repeat(256));
    assert_eq!(Value::from_lenient_json(&fits).unwrap().depth(), 256);
}
