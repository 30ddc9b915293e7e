//! Texts, collections, conversions and addresses.

use crate::check;

#[test]
fn texts_count_utf16_units() {
    check(&[
        ("length('a😀')", "3"),
        ("substring('a😀b', 3)", "\"b\""),
        ("indexOf('😀b', 'B')", "2"),
        ("slice('日本語', -2)", "\"本語\""),
        ("chunk('日本語', 2)", "[\"日本\",\"語\"]"),
        ("last('日本')", "\"本\""),
        ("lastIndexOf('', '')", "0"),
        ("lastIndexOf('abc', '')", "2"),
        ("nthIndexOf('aaaa', 'aa', 3)", "2"),
        ("nthIndexOf('abcabc', 'A', -1)", "3"),
        ("nthIndexOf('abcabc', 'A', -3)", "-1"),
        ("indexOf('STRASSE', 'ß')", "-1"),
        ("toUpper('ıß')", "\"ıß\""),
        ("split('abc', '')", "[\"abc\"]"),
        ("split('', ',')", "[\"\"]"),
        ("trim('\u{3000}\u{a0}x\t')", "\"x\""),
        ("guid('X')", "\"{0x00000000,0x0000,0x4000,{0x80,0x00,0x00,0x00,0x00,0x00,0x00,0x00}}\""),
    ]);
}

#[test]
fn collections_compare_deeply() {
    check(&[
        ("union(createArray(1, 1.0, '1', true), createArray(null))", "[1,\"1\",true,null]"),
        ("union(json('[{\"a\":1,\"b\":2}]'), json('[{\"b\":2,\"a\":1}]'))", "[{\"a\":1,\"b\":2}]"),
        ("intersection(json('{\"a\":[1],\"b\":2}'), json('{\"a\":[1],\"B\":2}'))", "{\"a\":[1]}"),
        ("contains(createArray(1), 1.0)", "true"),
        ("contains(json('{\"Key\":1}'), 'kEY')", "true"),
        ("sort(createArray('b', 'B', 'a'))", "[\"B\",\"a\",\"b\"]"),
        ("sort(createArray(2, 1.5, null))", "[null,1.5,2]"),
        (
            "sort(json('[{\"k\":2,\"i\":1},{\"k\":1},{\"k\":2,\"i\":2}]'), 'k')",
            "[{\"k\":1},{\"k\":2,\"i\":1},{\"k\":2,\"i\":2}]",
        ),
        ("skip('abc', 1)", "\"bc\""),
        ("join(createArray(1, null, true, 2.0), '-')", "\"1--True-2\""),
        ("equals(1, 1.0, decimal('1.00'))", "true"),
        ("equals('1', 1)", "false"),
        ("first('')", "\"\""),
        ("addProperty(json('{\"a\":1}'), 'B', null)", "{\"a\":1,\"B\":null}"),
        ("setProperty(json('{\"a\":1,\"b\":2}'), 'A', 3)", "{\"a\":3,\"b\":2}"),
        ("removeProperty(json('{\"a\":1,\"A\":2}'), 'A')", "{\"a\":1}"),
    ]);
    for text in [
        "sort(createArray(1, 'a'))",
        "sort(createArray(1), 'k')",
        "addProperty(json('{\"a\":1}'), 'A', 2)",
        "skip('abc', -1)",
        "take(createArray(1), '1')",
        "union(createArray(1), json('{}'))",
        "contains('abc', 1)",
        "chunk(createArray(1), 0)",
    ] {
        assert!(crate::eval(&format!("@{text}")).starts_with("InvalidTemplate: "), "{text}");
    }
}

#[test]
fn content_changes_its_form() {
    check(&[
        ("base64ToString(base64('é'))", "\"é\""),
        ("base64ToString(' YR = = ')", "\"a\""),
        ("string(dataUriToBinary('data:text/plain;charset=iso-8859-1;base64,6Q=='))", "\"é\""),
        ("dataUriToBinary('data:,a+b')", "{\"$content-type\":\"text/plain\",\"$content\":\"YSBi\"}"),
        ("dataUriToBinary('data:base64,dGVzdA==')", "{\"$content-type\":\"text/plain\",\"$content\":\"dGVzdA==\"}"),
        (
            "dataUriToBinary('DATA:TEXT/PLAIN;BASE64,dGVzdA==')",
            "{\"$content-type\":\"TEXT/PLAIN\",\"$content\":\"dGVzdA==\"}",
        ),
        (
            "decodeDataUri('data:image/png;base64,iVBORw0KGgo=')",
            "{\"$content-type\":\"image/png;charset=us-ascii\",\"$content\":\"iVBORw0KGgo=\"}",
        ),
        ("decodeDataUri('data:text/plain,a%20b')", "\"a b\""),
        ("dataUri(xml('<t/>'))", "\"data:application/xml;charset=utf-8;base64,PHQgLz4=\""),
        ("dataUri(true)", "\"data:application/json;charset=utf-8;base64,VHJ1ZQ==\""),
        ("uriComponent('a b', 1, true, null)", "\"a%20b1True\""),
        ("decodeUriComponent('%0A')", "\"\\n\""),
        ("json('{''a'': [1,],}')", "{\"a\":[1]}"),
        ("json('{\"a\":1,\"a\":2}')", "{\"a\":2}"),
        ("array(null)", "[null]"),
    ]);
    for text in [
        "base64ToBinary('aa')",
        "base64ToString('$')",
        "base64ToString(binary('x'))",
        "binary(null)",
        "dataUri(null)",
        "dataUriToBinary('data:;,x')",
        "dataUriToBinary('data:text/plain;base64,a')",
        "dataUriToBinary('data:badmime,x')",
        "dataUriToString('text')",
        "json(null)",
        "json('')",
        "json('[1] 2')",
        "json('[1')",
    ] {
        assert!(crate::eval(&format!("@{text}")).starts_with("InvalidTemplate: "), "{text}");
    }
}

#[test]
fn addresses_come_apart() {
    check(&[
        ("uriHost('HTTPS://User:pw@Example.COM:8443/a')", "\"example.com\""),
        ("uriPort('https://example.com:8443/a')", "8443"),
        ("uriPort('https://example.com')", "443"),
        ("uriPath('https://example.com/a/./b/../c d')", "\"/a/c%20d\""),
        ("uriPath('https://example.com?x=1')", "\"/\""),
        ("uriQuery('https://example.com/a?x=1&y#z')", "\"?x=1&y\""),
        ("uriPathAndQuery('https://example.com/a?x=1#z')", "\"/a?x=1\""),
        ("uriScheme('HTTP://x')", "\"http\""),
        ("uriHost('http://[::1]:80/')", "\"[::1]\""),
    ]);
    for text in ["uriHost('example.com')", "uriPort('http://x:99999')", "uriHost('')", "uriPath(1)"] {
        assert!(crate::eval(&format!("@{text}")).starts_with("InvalidTemplate: "), "{text}");
    }
}
