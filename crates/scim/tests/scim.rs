//! Filters, patches and choices, as clients write them.

use scim::{Choice, Document, Filter, GROUP, Kind, USER, conform, patch};
use serde_json::{Value, json};

fn document(value: Value) -> Document {
    let Value::Object(members) = value else { panic!("an object") };
    members
}

fn sam() -> Document {
    document(json!({
        "id": "17", "userName": "Sam.I@contoso.com", "active": true, "name": {"familyName": "I.", "givenName": "Sam"},
        "emails": [{"type": "work", "value": "sam@contoso.com", "primary": true}, {"type": "home", "value": "sam@home.example"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Finance", "manager": {"value": "9"}},
        "meta": {"lastModified": "2026-11-22T10:00:00Z"},
    }))
}

fn holds(filter: &str) -> bool {
    Filter::parse(&USER, filter).unwrap_or_else(|error| panic!("{filter}: {error}")).matches(&sam())
}

#[test]
fn filters_find_what_they_describe() {
    for filter in [
        r#"userName eq "sam.i@CONTOSO.com""#,
        r#"USERNAME EQ "sam.i@contoso.com""#,
        r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "sam""#,
        r#"name.familyName co "i" and active eq true"#,
        r#"active eq "True""#,
        r#"emails[type eq "work" and value ew "contoso.com"]"#,
        r#"emails[type eq "home"].value eq "sam@home.example""#,
        r#"emails co "home.example""#,
        r#"emails.type eq "home""#,
        r#"not (emails[type eq "other"])"#,
        "title eq null",
        "not title pr and emails pr",
        r#"title ne "Dr." and active ne false"#,
        r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "finance""#,
        r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq "9""#,
        r#"meta.lastModified gt "2026-11-22T11:00:00+02:00" and meta.lastModified le "2026-11-22T10:00:00.000Z""#,
        r#"active eq false or (userName gt "r" and userName lt "t") and id eq "17""#,
        r#"userName eq "a\"b" or id eq "17""#,
    ] {
        assert!(holds(filter), "{filter}");
    }
    for filter in [
        r#"id eq "170""#,
        r#"userName ne "SAM.I@contoso.com""#,
        r#"emails[type eq "work" and value eq "sam@home.example"]"#,
        r#"(active eq true) and not (userName pr)"#,
        r#"meta.lastModified lt "2026-11-22T10:00:00Z""#,
    ] {
        assert!(!holds(filter), "{filter}");
    }
}

#[test]
fn what_is_no_filter_is_refused_with_the_place() {
    let deep = format!("{}active eq true{}", "(".repeat(64), ")".repeat(64));
    let long = format!("userName eq \"{}\"", "x".repeat(10_000));
    let not = format!("{} active eq true", "not ".repeat(100_000 / 16));
    for filter in [
        "",
        "userName",
        "userName eq",
        "userName eq sam",
        "userName is \"x\"",
        "nothing eq \"x\"",
        "emails[type eq \"x\"",
        "userName[type eq \"x\"]",
        "userName eq \"x\" and",
        "(userName pr",
        "userName pr)",
        "active gt true",
        "emails.nothing pr",
        "userName gt 5",
        "userName eq [1]",
        "\u{1f916}",
        "emails[emails[type pr]]",
        &deep,
        &long,
        &not,
    ] {
        let refused = Filter::parse(&USER, filter).expect_err(filter);
        assert_eq!(refused.kind, Kind::InvalidFilter, "{filter}");
    }
    assert_eq!(
        Filter::parse(&USER, "userName is \"x\"").expect_err("no operator").detail,
        "`userName is \"x\"` has `is` where an operator belongs (at character 12)."
    );
}

#[test]
fn a_filter_says_which_key_it_requires() {
    let requires = |filter: &str| Filter::parse(&USER, filter).expect(filter).requires("userName").map(str::to_owned);
    assert_eq!(requires(r#"userName eq "sam" and active eq true"#).as_deref(), Some("sam"));
    assert_eq!(requires(r#"userName eq "sam" or active eq true"#), None);
    assert_eq!(requires(r#"not (userName eq "sam")"#), None);
}

fn patched(operations: Value) -> Result<Document, scim::ScimError> {
    patch(&USER, &sam(), &json!({"Operations": operations}))
}

#[test]
fn patches_change_what_they_name() {
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let found = patched(json!([
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "Add", "path": "emails[type eq \"work\"].value", "value": "sam.i@contoso.com"},
        {"op": "Add", "path": "emails[type eq \"other\"].value", "value": "sam@other.example"},
        {"op": "replace", "path": "name.familyName", "value": "Iam"},
        {"op": "Replace", "path": format!("{enterprise}:manager"), "value": "12"},
        {"op": "add", "value": {"name.givenName": "Samuel", "TITLE": "Dr.", "id": "x", "nobody": 1, (format!("{enterprise}:department")): "IT"}},
        {"op": "remove", "path": "emails[type eq \"home\"]"},
    ]))
    .expect("patched");
    assert_eq!(
        Value::Object(found),
        json!({
            "userName": "Sam.I@contoso.com", "active": false, "title": "Dr.", "name": {"familyName": "Iam", "givenName": "Samuel"},
            "emails": [
                {"type": "work", "value": "sam.i@contoso.com", "primary": true},
                {"type": "other", "value": "sam@other.example"},
            ],
            (enterprise): {"department": "IT", "manager": {"value": "12"}},
        })
    );
    let primary =
        patched(json!([{"op": "add", "path": "emails", "value": [{"value": "new@x.example", "primary": true}]}]));
    let emails = primary.expect("patched")["emails"].clone();
    let primaries: Vec<_> = emails.as_array().expect("several").iter().map(|it| it["primary"].clone()).collect();
    assert_eq!(primaries, [json!(false), Value::Null, json!(true)]);
    let without = patched(json!([{"op": "remove", "path": enterprise}, {"op": "remove", "path": "emails.type"}]))
        .expect("patched");
    assert!(!without.contains_key(enterprise) && without["emails"][0].get("type").is_none());
}

#[test]
fn members_come_and_go_as_each_client_says_it() {
    let team = document(json!({"displayName": "Team", "members": [{"value": "1"}, {"value": "2"}, {"value": "3"}]}));
    let members = |operations: Value| {
        let found = patch(&GROUP, &team, &json!({"Operations": operations})).expect("patched");
        let members = found.get("members").and_then(Value::as_array).cloned().unwrap_or_default();
        members.iter().map(|it| it["value"].as_str().expect("an id").to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(members(json!([{"op": "Remove", "path": "members", "value": [{"value": "2"}]}])), "1 3");
    assert_eq!(members(json!([{"op": "remove", "path": "members[value eq \"2\"]"}])), "1 3");
    assert_eq!(members(json!([{"op": "remove", "path": "members[value eq \"9\"]"}])), "1 2 3");
    assert_eq!(members(json!([{"op": "remove", "path": "members"}])), "");
    assert_eq!(
        members(json!([{"op": "Add", "path": "members", "value": [{"value": "1"}, {"value": "4"}]}])),
        "1 2 3 4"
    );
    assert_eq!(members(json!([{"op": "replace", "path": "members", "value": [{"value": "5"}]}])), "5");
    assert_eq!(members(json!([{"op": "replace", "value": {"id": "7", "displayName": "X", "members": []}}])), "");
}

#[test]
fn patches_that_say_nothing_sensible_are_refused() {
    for (operations, kind) in [
        (json!("x"), Kind::InvalidSyntax),
        (json!([{"op": "move", "path": "title"}]), Kind::InvalidSyntax),
        (json!([{"op": "add", "path": "title"}]), Kind::InvalidSyntax),
        (json!([{"op": "add", "value": "x"}]), Kind::InvalidSyntax),
        (json!([{"op": "remove"}]), Kind::NoTarget),
        (json!([{"op": "replace", "path": "emails[value sw \"nobody\"].value", "value": "x"}]), Kind::NoTarget),
        (json!([{"op": "replace", "path": "nothing", "value": "x"}]), Kind::InvalidPath),
        (json!([{"op": "replace", "path": "emails[", "value": "x"}]), Kind::InvalidPath),
        (json!([{"op": "replace", "path": "id", "value": "x"}]), Kind::Mutability),
        (json!([{"op": "remove", "path": "groups"}]), Kind::Mutability),
        (json!([{"op": "remove", "path": "userName"}]), Kind::InvalidValue),
        (json!([{"op": "replace", "path": "active", "value": "perhaps"}]), Kind::InvalidValue),
        (json!([{"op": "replace", "path": "title", "value": {"x": 1}}]), Kind::InvalidValue),
        (json!([{"op": "replace", "path": "title", "value": "x".repeat(5_000)}]), Kind::InvalidValue),
    ] {
        assert_eq!(patched(operations.clone()).expect_err("refused").kind, kind, "{operations}");
    }
}

#[test]
fn documents_lose_what_is_not_theirs() {
    let given = document(json!({
        "schemas": ["x"], "id": "1", "USERNAME": "sam", "password": "hunter2", "active": "true", "emails": {"value": "a@b.c"}, "title": null,
        "groups": [{"value": "1"}], "externalid": "e",
    }));
    let read = conform(&USER, &given).expect("a user");
    assert_eq!(
        Value::Object(read),
        json!({"userName": "sam", "active": true, "emails": [{"value": "a@b.c"}], "externalId": "e"})
    );
    assert_eq!(conform(&USER, &Document::new()).expect_err("no name").detail, "The attribute `userName` is missing.");
}

#[test]
fn answers_have_what_was_asked_for() {
    let keys = |choice: &Choice| Value::Object(choice.of(sam()));
    let asked = |attributes| Choice::parse(&USER, Some(attributes), None).expect("a choice");
    assert_eq!(
        keys(&asked("userName,name.familyName, emails.value,nothing")),
        json!({"id": "17", "userName": "Sam.I@contoso.com", "name": {"familyName": "I."},
               "emails": [{"value": "sam@contoso.com"}, {"value": "sam@home.example"}]})
    );
    let without = Choice::parse(&USER, None, Some("emails,name.givenName,id,meta")).expect("a choice");
    let found = without.of(sam());
    assert!(!found.contains_key("emails") && !found.contains_key("meta") && found.contains_key("id"));
    assert_eq!(found["name"], json!({"familyName": "I."}));
    assert!(Choice::parse(&USER, Some("a"), Some("b")).is_err());
}
