use expect_test::{Expect, expect};
use proptest::prelude::*;
use tables::odata;

use super::{asking, inspection};

fn filter(text: &str, expected: Expect) {
    let table = inspection();
    let result = match odata::parse_filter(&table, text, &asking()) {
        Ok(filter) => filter.describe(&table),
        Err(error) => format!("{} {}", error.name(), error.message),
    };
    expected.assert_eq(&result);
}

#[test]
fn comparisons() {
    filter("contoso_name eq 'O''Brien'", expect!["contoso_name = 'O''Brien'"]);
    filter("contoso_name ne 'a'", expect!["(contoso_name <> 'a' or contoso_name is null)"]);
    filter("contoso_floors gt 3 and contoso_floors le 10", expect!["(contoso_floors > 3 and contoso_floors <= 10)"]);
    filter("5 lt contoso_floors", expect!["contoso_floors > 5"]);
    filter("contoso_name eq null", expect!["contoso_name is null"]);
    filter("contoso_name ne null", expect!["not contoso_name is null"]);
    filter("contoso_urgent eq true or contoso_urgent", expect!["(contoso_urgent = true or contoso_urgent = true)"]);
    filter("contoso_cost ge 1.50 and contoso_score lt 2e3", expect!["(contoso_cost >= 1.50 and contoso_score < 2000)"]);
    filter("contoso_at eq contoso_at", expect!["contoso_at = contoso_at"]);
    filter("contoso_kind in (1,2,null)", expect!["(contoso_kind in (1, 2) or contoso_kind is null)"]);
    filter("contoso_day eq'2026-01-01'", expect!["contoso_day = 2026-01-01"]);
}

#[test]
fn precedence_and_negation() {
    filter(
        "contoso_floors eq 1 or contoso_floors eq 2 and not (contoso_floors eq 3 or contoso_floors gt 4)",
        expect![
            "(contoso_floors = 1 or (contoso_floors = 2 and (contoso_floors <> 3 or contoso_floors is null) and contoso_floors <= 4))"
        ],
    );
    filter("not contains(contoso_name,'a')", expect!["(not contoso_name like '%a%' or contoso_name is null)"]);
    filter("startswith(contoso_name,'a') eq true", expect!["contoso_name like 'a%'"]);
    filter("endswith(contoso_name,'a') eq false", expect!["(not contoso_name like '%a' or contoso_name is null)"]);
    filter("tolower(contoso_name) eq 'a'", expect!["contoso_name = 'a'"]);
}

#[test]
fn ids_and_dates_with_and_without_quotes() {
    let id = "ad5dd172-ae21-ef11-840a-6045bd579533";
    filter(&format!("_contoso_permit_value eq {id}"), expect!["contoso_permit = ad5dd172-ae21-ef11-840a-6045bd579533"]);
    filter(
        &format!("_contoso_permit_value eq '{id}'"),
        expect!["contoso_permit = ad5dd172-ae21-ef11-840a-6045bd579533"],
    );
    filter(
        &format!("contoso_Permit/contoso_permitid eq {id}"),
        expect!["contoso_permit = ad5dd172-ae21-ef11-840a-6045bd579533"],
    );
    filter(&format!("_ownerid_value eq {id}"), expect!["ownerid = ad5dd172-ae21-ef11-840a-6045bd579533"]);
    filter("contoso_at ge 2026-11-22T10:00:00Z", expect!["contoso_at >= 2026-11-22T10:00:00Z"]);
    filter("contoso_at ge '2026-11-22'", expect!["contoso_at >= 2026-11-22T00:00:00Z"]);
    filter("contoso_day le 2026-11-22", expect!["contoso_day <= 2026-11-22"]);
}

#[test]
fn query_functions() {
    let call = |name: &str, column: &str, rest: &str, expected: Expect| {
        filter(&format!("Microsoft.Dynamics.CRM.{name}(PropertyName='{column}'{rest})"), expected);
    };
    call("In", "contoso_name", ",PropertyValues=['a','b']", expect!["contoso_name in ('a', 'b')"]);
    call(
        "NotIn",
        "contoso_kind",
        ",PropertyValues=['1','2']",
        expect!["(not contoso_kind in (1, 2) or contoso_kind is null)"],
    );
    call(
        "Between",
        "contoso_floors",
        ",PropertyValues=[\"1\",\"5\"]",
        expect!["(contoso_floors >= 1 and contoso_floors <= 5)"],
    );
    call(
        "Between",
        "contoso_floors",
        ",PropertyValues=[\"1\"]",
        expect![
            "InvalidQuery The condition does not fit the type of column 'contoso_floors' or has the wrong values (position 0)."
        ],
    );
    call(
        "Between",
        "contoso_floors",
        ",PropertyValues=['1','5']",
        expect!["(contoso_floors >= 1 and contoso_floors <= 5)"],
    );
    call(
        "NotBetween",
        "contoso_floors",
        ",PropertyValues=['1','5']",
        expect!["(contoso_floors < 1 or contoso_floors > 5)"],
    );
    call("ContainValues", "contoso_kinds", ",PropertyValues=['1','3']", expect!["contoso_kinds has one of [1, 3]"]);
    call("EqualUserId", "ownerid", "", expect!["ownerid = 00000000-0000-0000-0000-000000000001"]);
    call(
        "EqualUserOrUserTeams",
        "ownerid",
        "",
        expect!["ownerid in (00000000-0000-0000-0000-000000000001, 00000000-0000-0000-0000-000000000032)"],
    );
    call(
        "On",
        "contoso_at",
        ",PropertyValue='2026-11-20'",
        expect!["(contoso_at >= 2026-11-20T00:00:00Z and contoso_at < 2026-11-21T00:00:00Z)"],
    );
    call("OnOrAfter", "contoso_day", ",PropertyValue='2026-11-20'", expect!["contoso_day >= 2026-11-20"]);
    call("OnOrBefore", "contoso_day", ",PropertyValue='2026-11-20'", expect!["contoso_day < 2026-11-21"]);
    call(
        "Today",
        "contoso_at",
        "",
        expect!["(contoso_at >= 2026-11-22T00:00:00Z and contoso_at < 2026-11-23T00:00:00Z)"],
    );
    call("Yesterday", "contoso_day", "", expect!["(contoso_day >= 2026-11-21 and contoso_day < 2026-11-22)"]);
    call("ThisWeek", "contoso_day", "", expect!["(contoso_day >= 2026-11-22 and contoso_day < 2026-11-29)"]);
    call("LastMonth", "contoso_day", "", expect!["(contoso_day >= 2026-10-01 and contoso_day < 2026-11-01)"]);
    call("ThisFiscalPeriod", "contoso_day", "", expect!["(contoso_day >= 2026-10-01 and contoso_day < 2027-01-01)"]);
    call(
        "LastXDays",
        "contoso_at",
        ",PropertyValue=7",
        expect!["(contoso_at >= 2026-11-15T00:00:00Z and contoso_at < 2026-11-22T10:30:00Z)"],
    );
    call(
        "LastXHours",
        "contoso_at",
        ",PropertyValue=2",
        expect!["(contoso_at >= 2026-11-22T08:00:00Z and contoso_at < 2026-11-22T10:30:00Z)"],
    );
    call(
        "NextXMonths",
        "contoso_at",
        ",PropertyValue='1'",
        expect!["(contoso_at >= 2026-11-22T10:30:00Z and contoso_at < 2026-12-23T00:00:00Z)"],
    );
    call("OlderThanXMonths", "contoso_at", ",PropertyValue=3", expect!["contoso_at < 2026-08-22T00:00:00Z"]);
    call("OlderThanXMinutes", "contoso_at", ",PropertyValue=3", expect!["contoso_at < 2026-11-22T10:27:00Z"]);
    call(
        "LastXDays",
        "contoso_name",
        ",PropertyValue=7",
        expect![
            "InvalidQuery The condition does not fit the type of column 'contoso_name' or has the wrong values (position 0)."
        ],
    );
    call(
        "LastXDays",
        "contoso_at",
        "",
        expect!["InvalidQuery The condition on 'contoso_at' needs a value (position 0)."],
    );
    call(
        "Above",
        "contoso_at",
        "",
        expect!["NotSupported The function 'Microsoft.Dynamics.CRM.Above' is not supported (position 0)."],
    );
}

#[test]
fn mistakes_name_their_place() {
    filter(
        "contoso_nope eq 1",
        expect![
            "InvalidQuery Could not find a property named 'contoso_nope' on type 'Microsoft.Dynamics.CRM.contoso_inspection' (position 0)."
        ],
    );
    filter(
        "contoso_floors eq 1 and contoso_Name eq 'a'",
        expect![
            "InvalidQuery Could not find a property named 'contoso_Name' on type 'Microsoft.Dynamics.CRM.contoso_inspection' (position 24). Did you mean 'contoso_name'?"
        ],
    );
    filter(
        "contoso_name eq 5",
        expect![
            "InvalidQuery A binary operator with incompatible types was detected. Found operand types 'Edm.String' and 'Edm.Int32' (position 16)."
        ],
    );
    filter(
        "contoso_floors eq 'five'",
        expect!["InvalidQuery 'five' is not a value of column 'contoso_floors', which holds Edm.Int32 (position 18)."],
    );
    filter(
        "contoso_name eq 'open",
        expect![
            "InvalidQuery Syntax error: a text without its closing quote is not expected at position 16 in the filter."
        ],
    );
    filter(
        "(contoso_floors eq 1",
        expect!["InvalidQuery Syntax error: the end of the filter is not expected at position 20 in the filter."],
    );
    filter(
        "contoso_floors eq 1)",
        expect!["InvalidQuery Syntax error: ')' is not expected at position 19 in the filter."],
    );
    filter(
        "contoso_floors",
        expect!["InvalidQuery Syntax error: a value alone is not expected at position 0 in the filter."],
    );
    filter(
        "contoso_floors is 1",
        expect!["InvalidQuery Syntax error: 'is' is not expected at position 15 in the filter."],
    );
    filter(
        "contoso_floors eq contoso_name",
        expect!["InvalidQuery Only columns of the same type can be compared (position 18)."],
    );
    filter(
        "contoso_Permit/contoso_name eq 'a'",
        expect![
            "NotSupported Filtering by a column of another table ('contoso_Permit/contoso_name', position 0) is not supported."
        ],
    );
    filter(
        "contoso_about_targettype eq 'contact'",
        expect![
            "InvalidQuery Could not find a property named 'contoso_about_targettype' on type 'Microsoft.Dynamics.CRM.contoso_inspection' (position 0)."
        ],
    );
    filter(
        "",
        expect!["InvalidQuery Syntax error: the end of the filter is not expected at position 0 in the filter."],
    );
}

#[test]
fn hostile_filters_are_refused() {
    for text in ["(".repeat(50_000), "not ".repeat(10_000), "contoso_floors eq 1 or ".repeat(2_800), "((".repeat(40)] {
        let error = odata::parse_filter(&inspection(), &text, &asking()).unwrap_err();
        assert_eq!(error.status(), 400);
    }
    let pattern = format!("contains(contoso_name,'{}')", "%a".repeat(501));
    assert!(odata::parse_filter(&inspection(), &pattern, &asking()).is_err());
    let long = "contoso_name eq '".to_owned() + &"a".repeat(70_000) + "'";
    assert!(odata::parse_filter(&inspection(), &long, &asking()).is_err());
}

fn query(options: &[(&str, &str)], expected: Expect) {
    let table = inspection();
    let name = |at: usize| table.columns[at].logical_name.as_str();
    let result =
        match odata::parse(&table, options, &asking()) {
            Err(error) => format!("{} {}", error.name(), error.message),
            Ok(query) => {
                let mut lines = Vec::new();
                lines.extend(query.select.map(|select| {
                    format!("select {}", select.iter().map(|at| name(*at)).collect::<Vec<_>>().join(","))
                }));
                lines.extend(query.filter.map(|filter| format!("where {}", filter.describe(&table))));
                lines.extend(query.order.iter().map(|order| {
                    format!("order {}{}", name(order.column), if order.descending { " desc" } else { "" })
                }));
                lines.extend(query.top.map(|top| format!("top {top}")));
                lines.extend(query.count.then(|| "count".to_owned()));
                lines.extend(query.expand.iter().map(|expand| format!("expand {expand:?}")));
                lines.extend(query.skip_token.map(|token| format!("after {token}")));
                lines.join("\n")
            }
        };
    expected.assert_eq(&result);
}

#[test]
fn options() {
    query(
        &[
            ("$select", "contoso_name, _ownerid_value,contoso_Permit"),
            ("$filter", "contoso_name eq @p1 or contoso_floors eq @p2 or contoso_floors eq @p3"),
            ("@p1", "'x y'"),
            ("@p2", "7"),
            ("$orderby", "contoso_name desc,createdon"),
            ("$top", "5"),
            ("$count", "true"),
            ("$skiptoken", "abc"),
            ("x-ignored", "1"),
        ],
        expect![[r#"
            select contoso_name,ownerid,contoso_permit
            where (contoso_name = 'x y' or contoso_floors = 7 or contoso_floors is null)
            order contoso_name desc
            order createdon
            top 5
            count
            after abc"#]],
    );
    query(
        &[("$expand", "contoso_Permit($select=contoso_name,createdon),contoso_About_account")],
        expect![[r#"
            expand Expand { navigation: "contoso_Permit", column: 12, target: Some("contoso_permit"), select: Some("contoso_name,createdon") }
            expand Expand { navigation: "contoso_About_account", column: 13, target: Some("account"), select: None }"#]],
    );
    query(
        &[("$select", "contoso_name,nope")],
        expect![
            "InvalidQuery Could not find a property named 'nope' on type 'Microsoft.Dynamics.CRM.contoso_inspection' (position 13)."
        ],
    );
    query(
        &[("$orderby", "contoso_name down")],
        expect!["InvalidQuery Write 'column', 'column asc' or 'column desc' in $orderby at position 0."],
    );
    query(&[("$skip", "5")], expect!["NotSupported The query parameter $skip is not supported."]);
    query(
        &[("$top", "-1")],
        expect!["InvalidQuery Invalid value '-1' for $top: a number that is not negative is expected."],
    );
    query(
        &[("$expand", "contoso_Permit($filter=a eq 1)")],
        expect!["NotSupported Only $select is supported within the expand of 'contoso_Permit', not '$filter=a eq 1'."],
    );
    query(
        &[("$expand", "contoso_Permit($select=a")],
        expect!["InvalidQuery A '(' is never closed in $expand at position 14."],
    );
}

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("contoso_name".to_owned()),
        Just("contoso_floors".to_owned()),
        Just("_ownerid_value".to_owned()),
        Just("eq".to_owned()),
        Just("and".to_owned()),
        Just("not".to_owned()),
        Just("(".to_owned()),
        Just(")".to_owned()),
        Just(",".to_owned()),
        Just("contains(".to_owned()),
        Just("Microsoft.Dynamics.CRM.LastXDays(PropertyName='contoso_at',PropertyValue=".to_owned()),
        Just("Microsoft.Dynamics.CRM.In(PropertyName=".to_owned()),
        Just("in (".to_owned()),
        Just("2026-99-99T99:99:99Z".to_owned()),
        Just("9999999999999999999999999".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        ".{0,4}",
        "'.{0,4}'",
    ];
    proptest::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn no_text_makes_the_parsers_panic(text in prop_oneof![".{0,80}", words()]) {
        let table = inspection();
        for option in ["$filter", "$select", "$orderby", "$top", "$expand", "fetchXml"] {
            let _ = odata::parse(&table, &[(option, &text)], &asking());
        }
    }
}
