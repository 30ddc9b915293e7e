//! Numbers from and to text.

use wdl::Profile;

use crate::{check, eval_as};

#[test]
fn standard_formats() {
    check(&[
        ("formatNumber(1234567.891, 'N')", "\"1,234,567.89\""),
        ("formatNumber(1234567.891, 'n1')", "\"1,234,567.9\""),
        ("formatNumber(-1234.5, 'F0')", "\"-1234\""),
        ("formatNumber(2.5, 'N0')", "\"2\""),
        ("formatNumber(3.5, 'N0')", "\"4\""),
        ("formatNumber(0.125, 'N2')", "\"0.12\""),
        ("formatNumber(12.345, 'N2')", "\"12.35\""),
        ("formatNumber(1.005, 'N2')", "\"1.00\""),
        ("formatNumber(-0.001, 'N2')", "\"0.00\""),
        ("formatNumber(0.256, 'P1')", "\"25.6%\""),
        ("formatNumber(0.256, 'P1', 'de-DE')", "\"25,6 %\""),
        ("formatNumber(-1234.5, 'C')", "\"-$1,234.50\""),
        ("formatNumber(1234.5, 'C', 'en-GB')", "\"£1,234.50\""),
        ("formatNumber(1234.5, 'C', 'ja-JP')", "\"￥1,234\""),
        ("formatNumber(1234567, 'N0', 'en-IN')", "\"12,34,567\""),
        ("formatNumber(1234.5, 'N1', 'fr-FR')", "\"1\u{a0}234,5\""),
        ("formatNumber(1234, 'E2')", "\"1.23E+003\""),
        ("formatNumber(0, 'E2')", "\"0.00E+000\""),
        ("formatNumber(255, 'x4')", "\"00ff\""),
        ("formatNumber(-1, 'X')", "\"FFFFFFFFFFFFFFFF\""),
        ("formatNumber(-42, 'D5')", "\"-00042\""),
        ("formatNumber(12345.678, 'G')", "\"12345.678\""),
        ("formatNumber(12345, 'G3')", "\"1.23E+04\""),
        ("formatNumber(0.125, 'G2')", "\"0.12\""),
        ("formatNumber(1.25, 'e1')", "\"1.2e+000\""),
        ("formatNumber(1234567890123456.0, 'G')", "\"1234567890123456\""),
        ("formatNumber(0.00001234, 'G2')", "\"1.2E-05\""),
        ("formatNumber(decimal('5.10'), 'G')", "\"5.10\""),
    ]);
}

#[test]
fn custom_formats() {
    check(&[
        ("formatNumber(5, '000')", "\"005\""),
        ("formatNumber(1234.5, '#,##0.00')", "\"1,234.50\""),
        ("formatNumber(0.5, '#.##')", "\".5\""),
        ("formatNumber(0, '#.##')", "\"\""),
        ("formatNumber(0.125, '0.00')", "\"0.13\""),
        ("formatNumber(-5, '0;(0);zero')", "\"(5)\""),
        ("formatNumber(0, '0;(0);zero')", "\"zero\""),
        ("formatNumber(0.2, '0;(0);zero')", "\"zero\""),
        ("formatNumber(-5.5, '0.0')", "\"-5.5\""),
        ("formatNumber(1234567, '#,##0,')", "\"1,235\""),
        ("formatNumber(1234567, '0,,.0 ''M''')", "\"1.2 M\""),
        ("formatNumber(0.256, '0.0 %')", "\"25.6 %\""),
        ("formatNumber(1234.5, '00000.00')", "\"01234.50\""),
        ("formatNumber(1234567890, '(###) ###-####')", "\"(123) 456-7890\""),
        ("formatNumber(0.00012, '0.00000')", "\"0.00012\""),
        ("formatNumber(12345, '0.00E+00')", "\"1.23E+04\""),
        ("formatNumber(12345, '##0.0e0')", "\"123.5e2\""),
        ("formatNumber(42, 'abc')", "\"abc\""),
        ("formatNumber(42, '\\#0')", "\"#42\""),
        ("formatNumber(1234.56, '#,##0.00', 'de-DE')", "\"1.234,56\""),
        ("formatNumber(9.99, '0.0')", "\"10.0\""),
        ("formatNumber(999.5, '#,##0')", "\"1,000\""),
    ]);
}

#[test]
fn text_becomes_numbers() {
    check(&[
        ("float('12,3,4,5678')", "12345678.0"),
        ("float('200-')", "-200.0"),
        ("float('  +1,000 ')", "1000.0"),
        ("float('1e3')", "1000.0"),
        ("float('\t200 - ')", "-200.0"),
        ("float('5.')", "5.0"),
        ("string(decimal('5.'))", "\"5\""),
        ("float('1.5E-2')", "0.015"),
        ("float('400.000', 'de-de')", "400000.0"),
        ("float('1 234,5', 'fr-FR')", "1234.5"),
        ("int('-007')", "-7"),
        ("int(2.0)", "2"),
        ("int(decimal('3.00'))", "3"),
        ("isInt('1,000')", "false"),
        ("isFloat('1.2.3')", "false"),
        ("isFloat('')", "false"),
        ("string(decimal('1.10'))", "\"1.10\""),
        ("string(mul(decimal('1.10'), 2))", "\"2.20\""),
        ("string(add(decimal('0'), 0.1))", "\"0.1\""),
        ("string(div(decimal('10'), 4))", "\"2.5\""),
        ("string(div(decimal('10.00'), 4))", "\"2.50\""),
        ("string(div(decimal('10.00'), 2))", "\"5.00\""),
        ("createArray(decimal('5'))", "[5.0]"),
        ("bool('TRUE')", "true"),
        ("bool(0.0)", "false"),
    ]);
    for text in [
        "int('1.0')",
        "int('')",
        "int('1,000')",
        "int(null)",
        "float('')",
        "float('abc')",
        "float('(200)')",
        "float('- 5')",
        "float('\u{3000}5')",
        "int('\u{a0}5')",
        "decimal('3e-1')",
        "decimal('')",
        "bool('1')",
        "bool(null)",
        "bool('')",
        "isInt(1)",
        "isFloat(1.5)",
        "float('1', 'xx-XX')",
        "decimal('7e28')",
    ] {
        assert!(crate::eval(&format!("@{text}")).starts_with("InvalidTemplate: "), "{text}");
    }
}

#[test]
fn floats_print_as_in_dotnet() {
    check(&[
        ("string(100000000000000.0)", "\"100000000000000\""),
        ("string(1e15)", "\"1E+15\""),
        ("string(999999999999999.9)", "\"999999999999999.9\""),
        ("string(1234567890123456.0)", "\"1234567890123456\""),
        ("string(12345678901234568.0)", "\"12345678901234568\""),
        ("string(1234567890123456800.0)", "\"1.2345678901234568E+18\""),
        ("string(-0.00012345)", "\"-0.00012345\""),
        ("createArray(1234567890123456.0)", "[1234567890123456.0]"),
        ("string(0.0001)", "\"0.0001\""),
        ("string(0.00001)", "\"1E-05\""),
        ("string(-1.5e-10)", "\"-1.5E-10\""),
        ("string(0.1)", "\"0.1\""),
        ("createArray(1e20, 1e-7, 5.0)", "[1E+20,1E-07,5.0]"),
        ("div(7, 2)", "3"),
        ("div(7.0, 2)", "3.5"),
        ("mod(-7, 3)", "-1"),
        ("mod(7, -3)", "1"),
        ("mod(5.5, 2)", "1.5"),
        ("mod(-9223372036854775808, -1)", "0"),
        ("max(1, 2.5)", "2.5"),
        ("min(createArray(3, 1, 2))", "1"),
        ("range(2, 3)", "[2,3,4]"),
        ("range(9223372036854775807, 1)", "[9223372036854775807]"),
        ("range(-9223372036854775808, 0)", "[]"),
    ]);
    for text in [
        "div(-9223372036854775808, -1)",
        "mul(9223372036854775807, 2)",
        "div(1.0, 0.0)",
        "mul(1e300, 1e300)",
        "range(1, -1)",
        "range(1, 100001)",
        "range(9223372036854775807, 2)",
        "max('a')",
        "min(json('[]'))",
        "rand(5, 5)",
        "mul(decimal('79228162514264337593543950335'), 2)",
    ] {
        assert!(crate::eval(&format!("@{text}")).starts_with("InvalidTemplate: "), "{text}");
    }
}

#[test]
fn the_standard_host_differs() {
    for (text, value) in [
        ("@int('1.0')", "1"),
        ("@int(' +1,000 ')", "1000"),
        ("@greater('b', 'A')", "true"),
        ("@greater('a', 'B')", "true"),
        ("@indexOf('Hello', 'L')", "-1"),
        ("@startsWith('Hello', 'h')", "false"),
        ("@formatNumber(0.125, 'N2')", "\"0.13\""),
        ("@setProperty(json('{\"a\":1,\"b\":2}'), 'A', 3)", r#"{"b":2,"a":3}"#),
    ] {
        assert_eq!(eval_as(text, Profile::Standard), value, "{text}");
    }
    for text in ["@int('200-')", "@xpath('<a/>', '/a')"] {
        assert!(eval_as(text, Profile::Standard).starts_with("InvalidTemplate: "), "{text}");
    }
}
