use expect_test::{Expect, expect};
use tables::fetchxml;

use super::{asking, inspection};

fn check(inner: &str, expected: Expect) {
    let table = inspection();
    let text = format!(r#"<fetch top="3"><entity name="contoso_inspection">{inner}</entity></fetch>"#);
    let result = match fetchxml::parse(&table, &text, &asking()) {
        Ok(query) => query.filter.map_or_else(|| "everything".into(), |filter| filter.describe(&table)),
        Err(error) => format!("{} {}", error.name(), error.message),
    };
    expected.assert_eq(&result);
}

fn condition(condition: &str, expected: Expect) {
    check(&format!("<filter><condition {condition}</filter>"), expected);
}

#[test]
fn conditions() {
    condition(r#"attribute="contoso_name" operator="eq" value="a"/>"#, expect!["contoso_name = 'a'"]);
    condition(
        r#"attribute="contoso_name" operator="ne" value="a"/>"#,
        expect!["(contoso_name <> 'a' or contoso_name is null)"],
    );
    condition(r#"attribute="contoso_name" operator="like" value="a%b"/>"#, expect!["contoso_name like 'a%b'"]);
    condition(
        r#"attribute="contoso_name" operator="not-like" value="a%"/>"#,
        expect!["(not contoso_name like 'a%' or contoso_name is null)"],
    );
    condition(r#"attribute="contoso_name" operator="begins-with" value="a"/>"#, expect!["contoso_name like 'a%'"]);
    condition(
        r#"attribute="contoso_kind" operator="in"><value>1</value><value>2</value></condition>"#,
        expect!["contoso_kind in (1, 2)"],
    );
    condition(r#"attribute="contoso_name" operator="null"/>"#, expect!["contoso_name is null"]);
    condition(r#"attribute="contoso_name" operator="not-null"/>"#, expect!["not contoso_name is null"]);
    condition(
        r#"attribute="contoso_at" operator="olderthan-x-months" value="2"/>"#,
        expect!["contoso_at < 2026-09-22T00:00:00Z"],
    );
    condition(
        r#"attribute="contoso_at" operator="last-x-days" value="2"/>"#,
        expect!["(contoso_at >= 2026-11-20T00:00:00Z and contoso_at < 2026-11-22T10:30:00Z)"],
    );
    condition(
        r#"attribute="contoso_at" operator="on-or-after" value="2026-01-01"/>"#,
        expect!["contoso_at >= 2026-01-01T00:00:00Z"],
    );
    condition(
        r#"attribute="contoso_day" operator="today"/>"#,
        expect!["(contoso_day >= 2026-11-22 and contoso_day < 2026-11-23)"],
    );
    condition(
        r#"attribute="ownerid" operator="eq-userid"/>"#,
        expect!["ownerid = 00000000-0000-0000-0000-000000000001"],
    );
    condition(r#"attribute="contoso_urgent" operator="eq" value="1"/>"#, expect!["contoso_urgent = true"]);
    condition(r#"attribute="createdon" operator="gt" valueof="modifiedon"/>"#, expect!["createdon > modifiedon"]);
}

#[test]
fn filters_nest() {
    check(
        r#"<filter type="or"><condition attribute="contoso_floors" operator="gt" value="5"/>
           <filter><condition attribute="contoso_name" operator="eq" value="a"/><condition attribute="contoso_floors" operator="lt" value="2"/></filter></filter>
           <filter><condition attribute="contoso_urgent" operator="eq" value="true"/></filter>"#,
        expect!["((contoso_floors > 5 or (contoso_name = 'a' and contoso_floors < 2)) and contoso_urgent = true)"],
    );
}

#[test]
fn the_rest_of_a_query() {
    let table = inspection();
    let query = fetchxml::parse(
        &table,
        r#"<fetch count="50" page="2" returntotalrecordcount="true"><entity name="contoso_inspection">
           <attribute name="contoso_name"/><attribute name="ownerid"/><order attribute="createdon" descending="true"/></entity></fetch>"#,
        &asking(),
    )
    .unwrap();
    let names: Vec<_> = query.select.unwrap().iter().map(|at| table.columns[*at].logical_name.clone()).collect();
    assert_eq!(names, ["contoso_name", "ownerid"]);
    assert_eq!((query.page, query.count, query.top), (Some((50, 2)), true, None));
    assert!(query.order[0].descending);
}

#[test]
fn mistakes() {
    condition(
        r#"attribute="nope" operator="eq" value="a"/>"#,
        expect![
            "InvalidFetchXml Invalid FetchXML: 'contoso_inspection' entity doesn't contain attribute with Name = 'nope' (line 1, column 58)."
        ],
    );
    condition(
        r#"attribute="contoso_name" operator="resembles" value="a"/>"#,
        expect!["InvalidFetchXml Invalid FetchXML: Unknown condition operator 'resembles'."],
    );
    condition(
        r#"attribute="contoso_floors" operator="eq" value="many"/>"#,
        expect![
            "InvalidFetchXml Invalid FetchXML: 'many' is not a value of column 'contoso_floors', which holds Edm.Int32."
        ],
    );
    check(r#"<link-entity name="account"/>"#, expect!["NotSupported FetchXML 'link-entity' is not supported."]);
    check(
        &"<filter>".repeat(100),
        expect!["InvalidFetchXml Invalid FetchXML: expected 'filter' tag, not 'entity' at 1:850."],
    );
    let hostile = "<filter>".repeat(3_500) + &"</filter>".repeat(3_500);
    check(&hostile, expect!["InvalidFetchXml Invalid FetchXML: Filters are nested deeper than 64."]);
    let deep = "<filter>".repeat(100) + &"</filter>".repeat(100);
    check(&deep, expect!["InvalidFetchXml Invalid FetchXML: Filters are nested deeper than 64."]);
}
