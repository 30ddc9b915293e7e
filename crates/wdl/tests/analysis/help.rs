//! Signatures and what stands under the cursor.

use crate::look;

/// The function and the parameter that is being written.
fn signature(text: &str) -> String {
    match look("Last", "inputs", text).signature {
        None => "none".to_owned(),
        Some(help) => {
            let active = help.active.map_or("none", |at| help.signature.parameters[at].name);
            format!("{} {active}", help.signature.name)
        }
    }
}

#[test]
fn the_call_being_written_is_explained() {
    for (text, expected) in [
        ("@substring(|", "substring text"),
        ("@substring('a',|", "substring start"),
        ("@substring('a', add(1, |", "add number"),
        ("@substring('a', add(1, 2)|", "substring start"),
        ("@substring('a', add(1, 2), |", "substring length"),
        ("@substring('a', 1, 2, |", "substring none"),
        ("@concat('a', 'b', |", "concat value"),
        ("@concat('a|b', 'c')", "concat value"),
        ("@concat('a')|", "none"),
        ("@utcNow|", "none"),
        ("@guid()|", "none"),
        ("@trigger(|", "trigger none"),
        ("@triggerBody()?[concat(|", "concat value"),
        ("@nothing(|", "none"),
        ("text @{toUpper(|)} more", "toUpper text"),
        ("text| @{toUpper('')}", "none"),
    ] {
        assert_eq!(signature(text), expected, "{text}");
    }
}

#[test]
fn what_stands_under_the_cursor_is_named() {
    let hover = |text: &str| {
        look("Last", "inputs", text).hover.map(|hover| {
            let part = text.replacen('|', "", 1)[hover.span.start..hover.span.end].to_owned();
            format!("`{part}` {}: {}", hover.label, hover.of)
        })
    };
    for (text, expected) in [
        ("@to|Upper('x')", "`toUpper` toUpper(text: string): string: string"),
        ("@toUpper(triggerBody()?['cust|omer'])", "`'customer'` property 'customer': string"),
        ("@triggerBody()?.li|nes", "`lines` property 'lines': array of object"),
        ("@body('Sh|ape')", "`'Shape'` action 'Shape': array of object"),
        ("@{variables('c|ount')}", "`'count'` variable 'count': integer"),
        ("@parameters('limit|')", "`'limit'` parameter 'limit': integer"),
        ("@triggerBody()?|['id']", "`triggerBody()?['id']` value: integer"),
        ("@triggerBody()?['no|thing']", "`'nothing'` property 'nothing': any"),
    ] {
        assert_eq!(hover(text).as_deref(), Some(expected), "{text}");
    }
    for text in ["pl|ain", "|", "@conc|", "@nothing|(1)", "@1|2", "@{1}  |  ", "@triggerBody()?['|"] {
        assert_eq!(hover(text), None, "{text}");
    }
    let page = look("Last", "inputs", "@toUp|per('x')").hover.and_then(|hover| hover.page);
    assert!(page.is_some_and(|page| page.starts_with("https://") && page.ends_with("#toUpper")));
}
