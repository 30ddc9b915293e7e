//! XML and XPath.

use crate::check;

/// Checks what XML text comes to as JSON, and as XML again.
fn check_xml(table: &[(&str, &str, &str)]) {
    for (xml, json, again) in table {
        let quoted = xml.replace('\'', "''");
        assert_eq!(crate::eval(&format!("@json(xml('{quoted}'))")), *json, "{xml}");
        assert_eq!(
            crate::eval(&format!("@string(xml('{quoted}'))")),
            format!("\"{}\"", again.replace('"', "\\\"")),
            "{xml}"
        );
    }
}

#[test]
fn xml_becomes_json() {
    check_xml(&[
        ("<a><a/>t<a/></a>", r##"{"a":{"a":[null,null],"#text":"t"}}"##, "<a><a />t<a /></a>"),
        ("<r x=\"1\">v</r>", r##"{"r":{"@x":"1","#text":"v"}}"##, "<r x=\"1\">v</r>"),
        ("<r>   </r>", r#"{"r":""}"#, "<r></r>"),
        ("<r><![CDATA[<>]]></r>", r##"{"r":{"#cdata-section":"<>"}}"##, "<r><![CDATA[<>]]></r>"),
        (
            "<r>a<!--b-->c<!--d--><e/></r>",
            r##"{"r":{"#text":["a","c"],"#comment":[],"e":null}}"##,
            "<r>a<!--b-->c<!--d--><e /></r>",
        ),
        ("<r>a<!--b--></r>", r##"{"r":{"#text":"a"}}"##, "<r>a<!--b--></r>"),
        (
            "<m:r xmlns:m=\"z\"><m:x/></m:r>",
            r#"{"m:r":{"@xmlns:m":"z","m:x":null}}"#,
            "<m:r xmlns:m=\"z\"><m:x /></m:r>",
        ),
        ("<r>&#65;&amp;&lt;</r>", r#"{"r":"A&<"}"#, "<r>A&amp;&lt;</r>"),
        (
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE t SYSTEM \"d\"><r/>",
            r#"{"?xml":{"@version":"1.0","@encoding":"utf-8"},"!DOCTYPE":{"@name":"t","@system":"d"},"r":null}"#,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE t SYSTEM \"d\"><r />",
        ),
    ]);
}

#[test]
fn json_becomes_xml() {
    for (json, xml) in [
        (
            r#"{"r":{"@a":"te\">xt","b":[1,true,null,1.0]}}"#,
            "<r a=\"te&quot;&gt;xt\"><b>1</b><b>true</b><b /><b>1</b></r>",
        ),
        (r#"{"ro>ot":"text"}"#, "<ro_x003E_ot>text</ro_x003E_ot>"),
        (r#"{"ro:ot":"text"}"#, "<ot>text</ot>"),
        (r#"{"r":{"@xmlns:p":"u","p:x":""}}"#, "<r xmlns:p=\"u\"><p:x></p:x></r>"),
        (r##"{"r":{"#comment":"x"}}"##, "<r><_x0023_comment>x</_x0023_comment></r>"),
        (r#"{"?xml":{"@version":"1.0"},"r":{}}"#, "<?xml version=\"1.0\"?><r />"),
    ] {
        assert_eq!(
            crate::eval(&format!("@string(xml(json('{json}')))")),
            format!("\"{}\"", xml.replace('"', "\\\"")),
            "{json}"
        );
    }
    for json in [r#"{"a":1,"b":2}"#, r#"{"a":[1]}"#, "{}", "5"] {
        assert!(crate::eval(&format!("@xml(json('{json}'))")).starts_with("InvalidTemplate: "), "{json}");
    }
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for xml in [
        "",
        "x",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a b=1/>",
        "<a b=\"1\" b=\"2\"/>",
        "<a>&x;</a>",
        "<1/>",
        "<a><!-- </a>",
        "<a b=\"<\"/>",
        "<a>\u{1}</a>",
        "<a/>x",
        " <?xml version=\"1.0\"?><a/>",
    ] {
        assert!(crate::eval(&format!("@xml('{xml}')")).contains("cannot be converted to XML"), "{xml}");
    }
    let deep = format!("@xml('{}')", "<a>".repeat(2_000));
    assert!(crate::eval(&deep).contains("nested deeper"));
}

#[test]
fn paths_find_nodes_and_values() {
    let xml = "xml('<r><i n=\"1\"><a>x</a></i><i n=\"2\"><a>y</a><b/></i>t</r>')";
    for (path, found) in [
        ("/r/i/a/text()", r#"["x","y"]"#),
        ("//i[@n=\"2\"]/a/text()", r#"["y"]"#),
        ("//@n", r#"["1","2"]"#),
        ("count(//i)", "2.0"),
        ("sum(//@n)", "3.0"),
        ("string(//i[last()]/a)", "\"y\""),
        ("//i[position() < 2]/@n", r#"["1"]"#),
        ("//a[. = \"x\"]/../@n", r#"["1"]"#),
        ("//b/preceding-sibling::a/text()", r#"["y"]"#),
        ("//b/ancestor::*[1]/@n", r#"["2"]"#),
        ("//i[not(b)]/@n", r#"["1"]"#),
        ("//a/text() | //@n", r#"["1","x","2","y"]"#),
        ("concat(name(/*), \"-\", local-name(//b))", "\"r-b\""),
        ("substring(\"12345\", 1.5, 2.6)", "\"234\""),
        ("translate(\"bar\", \"abc\", \"AB\")", "\"BAr\""),
        ("normalize-space(\"  a  b \")", "\"a b\""),
        ("1 + 2 * 3 - 4 div 2 mod 3", "5.0"),
        ("boolean(//nothing)", "false"),
        ("//i[@n > 1 and a]/@n", r#"["2"]"#),
        ("/r/text()", r#"["t"]"#),
        ("(//i)[2]/@n", r#"["2"]"#),
        ("//*[local-name() = \"b\"]", r#"[{"$content-type":"application/xml;charset=utf-8","$content":"PGIgLz4="}]"#),
        ("round(2.5) + floor(-1.5) + ceiling(1.2)", "3.0"),
        ("following::node()", "[]"),
    ] {
        let path_text = path.replace('\'', "''");
        assert_eq!(crate::eval(&format!("@xpath({xml}, '{path_text}')")), found, "{path}");
    }
    check(&[("xpath('<a><b>1</b></a>', 'string(/a/b)')", "\"1\"")]);
    for path in ["", "//", "x:a", "//i[", "$v", "nothing()", "1 | 2", "count(1)", "//i)", "a b"] {
        assert!(crate::eval(&format!("@xpath({xml}, '{path}')")).starts_with("InvalidTemplate: "), "{path}");
    }
}

#[test]
fn elements_bring_their_namespaces_along() {
    check(&[(
        "string(first(xpath(xml('<r xmlns=\"u\" xmlns:p=\"v\"><p:c><d/></p:c></r>'), '/*/*')))",
        r#""<p:c xmlns:p=\"v\"><d xmlns=\"u\" /></p:c>""#,
    )]);
}

#[test]
fn paths_cannot_take_forever() {
    let many = "<a>".repeat(200) + &"</a>".repeat(200);
    let path = "//a".repeat(100);
    assert!(crate::eval(&format!("@xpath(xml('{many}'), 'count({path})')")).ends_with(".0"));
    let nested = "//*[count(".repeat(20) + "//*" + &") > 0]".repeat(20);
    assert!(crate::eval(&format!("@xpath(xml('{many}'), '{nested}')")).contains("looks at more than"));
    assert!(crate::eval(&format!("@xpath(xml('<a/>'), '{}')", "(".repeat(3_000))).contains("nested deeper"));
    assert!(
        crate::eval(&format!("@xpath(xml('<a/>'), '1{}')", "+1".repeat(3_000))).contains("more than 256 operators")
    );
}
