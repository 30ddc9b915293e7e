//! The Dataverse Web API, as its clients use it.

use axum::{body::Body, http::header};
use serde_json::{Value as Json, json};

use crate::site::{Answer, Site, request};

const ROOT: &str = "/api/data/v9.2";

/// A request of Soul's, who may do everything with rows.
async fn send(site: &Site, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Json>) -> Answer {
    let token = site.token("soul").await;
    let mut request =
        request(method, &format!("{ROOT}{path}")).header(header::AUTHORIZATION, format!("Bearer {token}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    site.send(request.body(body).expect("a request")).await
}

async fn create(site: &Site, name: &str) -> String {
    let made = send(site, "POST", "/contacts", &[], Some(json!({"lastname": name}))).await;
    assert_eq!((made.status.as_u16(), made.text.as_str()), (204, ""), "{}", made.text);
    made.header("odata-entityid").strip_prefix(&format!("http://steward.test{ROOT}")).expect("our root").to_owned()
}

#[tokio::test]
async fn rows_are_made_seen_changed_and_removed() {
    let site = Site::new().await;
    let row = create(&site, "Ada").await;
    assert!(row.starts_with("/contacts("), "{row}");

    let seen = send(&site, "GET", &format!("{row}?$select=lastname"), &[], None).await.ok();
    assert_eq!(seen.header("odata-version"), "4.0");
    let tag = seen.header("etag").to_owned();
    let body = seen.json();
    assert_eq!(body["lastname"], "Ada");
    assert_eq!(body["@odata.etag"], tag.as_str());
    assert_eq!(body["@odata.context"], format!("http://steward.test{ROOT}/$metadata#contacts/$entity"));
    assert!(body.get("firstname").is_none());
    assert_eq!(send(&site, "GET", &row, &[("if-none-match", &tag)], None).await.status.as_u16(), 304);

    let changed = send(
        &site,
        "PATCH",
        &row,
        &[("if-match", &tag), ("prefer", "return=representation")],
        Some(json!({"firstname": "A"})),
    )
    .await;
    assert_eq!((changed.status.as_u16(), changed.header("preference-applied")), (200, "return=representation"));
    assert_eq!(changed.json()["firstname"], "A");
    let late = send(&site, "PATCH", &row, &[("if-match", &tag)], Some(json!({"firstname": "B"}))).await;
    assert_eq!((late.status.as_u16(), &late.json()["error"]["code"]), (412, &json!("0x80060882")));

    assert_eq!(send(&site, "GET", &format!("{row}/firstname"), &[], None).await.ok().json()["value"], "A");
    assert_eq!(send(&site, "GET", &format!("{row}/firstname/$value"), &[], None).await.ok().text, "A");
    assert_eq!(
        send(&site, "PUT", &format!("{row}/firstname"), &[], Some(json!({"value": "C"}))).await.status.as_u16(),
        204
    );
    assert_eq!(send(&site, "DELETE", &format!("{row}/firstname"), &[], None).await.status.as_u16(), 204);
    assert_eq!(send(&site, "GET", &format!("{row}/firstname"), &[], None).await.status.as_u16(), 204);

    assert_eq!(send(&site, "DELETE", &row, &[], None).await.status.as_u16(), 204);
    let gone = send(&site, "GET", &row, &[], None).await;
    assert_eq!((gone.status.as_u16(), &gone.json()["error"]["code"]), (404, &json!("0x80040217")));
}

#[tokio::test]
async fn a_patch_adds_or_changes_as_its_conditions_say() {
    let site = Site::new().await;
    let row = "/contacts(00000000-0000-0000-0000-00000000abcd)";
    let body = || Some(json!({"lastname": "X"}));
    assert_eq!(send(&site, "PATCH", row, &[("if-match", "*")], body()).await.status.as_u16(), 404);
    // Clients send the word null where they mean none.
    assert_eq!(send(&site, "PATCH", row, &[("if-none-match", "null")], body()).await.status.as_u16(), 204);
    assert_eq!(send(&site, "PATCH", row, &[("if-none-match", "*")], body()).await.status.as_u16(), 412);
    assert_eq!(send(&site, "PATCH", row, &[("if-match", "*")], body()).await.status.as_u16(), 204);
}

#[tokio::test]
async fn lists_have_pages_counts_and_annotations() {
    let site = Site::new().await;
    for name in ["a", "b", "c", "d", "e"] {
        create(&site, name).await;
    }
    let mut path = "/contacts?$select=lastname,statecode&$orderby=lastname desc&$count=true&$filter=lastname ne 'a'"
        .replace(' ', "%20");
    let mut names = Vec::new();
    loop {
        let page = send(&site, "GET", &path, &[("prefer", "odata.maxpagesize=2")], None).await.ok();
        assert_eq!(page.header("preference-applied"), "odata.maxpagesize=2");
        let page = page.json();
        assert_eq!(page["@odata.count"], 4);
        for row in page["value"].as_array().expect("rows") {
            names.push(row["lastname"].as_str().unwrap_or_default().to_owned());
            assert!(
                row.as_object().expect("a row").keys().all(|name| name.starts_with('@') || !name.contains('@')),
                "{row}"
            );
        }
        match page["@odata.nextLink"].as_str() {
            Some(next) => path = next.strip_prefix(&format!("http://steward.test{ROOT}")).expect("our root").to_owned(),
            None => break,
        }
    }
    assert_eq!(names, ["e", "d", "c", "b"]);
    let annotated = send(&site, "GET", "/contacts?$top=1", &[("prefer", "odata.include-annotations=\"*\"")], None)
        .await
        .ok()
        .json();
    assert_eq!(annotated["value"][0]["statecode@OData.Community.Display.V1.FormattedValue"], "Active");
    assert_eq!(send(&site, "GET", "/contacts/$count", &[], None).await.ok().text, "5");
}

#[tokio::test]
async fn mistakes_have_the_shape_of_the_standard() {
    let site = Site::new().await;
    for (method, path, body, status, code) in [
        ("GET", "/nothings", None, 404, "0x80060888"),
        ("GET", "/contacts?$filter=x%20eq", None, 400, "0x80060888"),
        ("GET", "/contacts(1)", None, 400, "0x80040203"),
        ("POST", "/contacts", Some(json!({"nothing": 1})), 400, "0x80048d19"),
        ("POST", "/contacts", Some(json!([1])), 400, "0x80048d19"),
        ("PUT", "/contacts", None, 405, "0x80040203"),
        ("POST", "/$batch", None, 400, "0x80040203"),
        ("GET", "/contacts(emailaddress1='x')", None, 404, "0x80060891"),
    ] {
        let answer = send(&site, method, path, &[], body).await;
        let error = answer.json()["error"].clone();
        assert_eq!((answer.status.as_u16(), error["code"].as_str()), (status, Some(code)), "{method} {path} {error}");
        assert!(error["message"].is_string() && error.as_object().map(serde_json::Map::len) == Some(2), "{error}");
    }
    let unsigned = site.send(request("GET", &format!("{ROOT}/contacts")).body(Body::empty()).expect("a request")).await;
    assert_eq!(unsigned.status.as_u16(), 401);
    assert!(unsigned.json()["error"]["code"].as_str().is_some_and(|code| code.starts_with("0x")), "{}", unsigned.text);
    let old = site.get("soul", "/api/data/v8.0/contacts").await;
    assert_eq!(old.status.as_u16(), 404);
}

#[tokio::test]
async fn security_roles_decide_and_environments_do_not_touch() {
    let site = Site::new().await;
    let row = create(&site, "Ada").await;
    // Sam is a member without a security role.
    let denied = site.get("sam", &format!("{ROOT}{row}")).await;
    assert_eq!((denied.status.as_u16(), &denied.json()["error"]["code"]), (403, &json!("0x80048306")));
    let outside = site.get("olga", &format!("{ROOT}{row}")).await;
    assert_eq!(outside.status.as_u16(), 404);
    site.post("admin", "/api/v1/environments", json!({"name": "test", "kind": "test"})).await.ok();
    let elsewhere = send(&site, "GET", "/contacts", &[("steward-environment", "test")], None).await;
    assert_eq!(elsewhere.status.as_u16(), 404);
    site.put("admin", "/api/v1/environments/test/members/soul", json!({"role": "maker"})).await.ok();
    let elsewhere = site.get("soul", &format!("/environments/test{ROOT}{row}")).await;
    assert_eq!(elsewhere.status.as_u16(), 403, "roles of one environment do not hold in another: {}", elsewhere.text);
}

#[tokio::test]
async fn a_caller_with_the_right_acts_on_behalf() {
    let site = Site::new().await;
    let id = |name: &str| {
        let address = format!("/api/v1/principals/{name}");
        let site = &site;
        async move { site.get("soul", &address).await.ok().json()["id"].as_str().expect("an id").to_owned() }
    };
    let (soul, roohi, sam) = (id("soul").await, id("roohi").await, id("sam").await);
    let me = send(&site, "GET", "/WhoAmI()", &[], None).await.ok().json();
    assert_eq!(me["UserId"], soul.as_str());
    let other =
        send(&site, "GET", "/WhoAmI", &[("mscrmcallerid", &sam), ("callerobjectid", &roohi)], None).await.ok().json();
    assert_eq!(other["UserId"], roohi.as_str(), "CallerObjectId wins");

    let role = "/api/v1/environments/dev/roles/Everything/members/roohi";
    site.call("admin", "PUT", role, None).await.ok();
    let prefer = ("prefer", "return=representation");
    let made =
        send(&site, "POST", "/contacts", &[("callerobjectid", &roohi), prefer], Some(json!({"lastname": "Z"}))).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.text);
    let row = made.json();
    assert_eq!(row["_createdby_value"], roohi.as_str());
    assert_eq!(row["_createdonbehalfby_value"], soul.as_str());
    assert_eq!(row["_ownerid_value"], roohi.as_str());

    // Sam may not act for others, and has no role of his own to lend.
    let token = site.token("sam").await;
    let request = request("GET", &format!("{ROOT}/WhoAmI"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header("mscrmcallerid", &soul);
    assert_eq!(site.send(request.body(Body::empty()).expect("a request")).await.status.as_u16(), 403);
    let lacking = send(&site, "GET", "/contacts", &[("mscrmcallerid", &sam)], None).await;
    assert_eq!(lacking.status.as_u16(), 403);
}

#[tokio::test]
async fn what_there_is_can_be_asked() {
    let site = Site::new().await;
    let service = send(&site, "GET", "", &[], None).await.ok().json();
    assert!(service["value"].to_string().contains("\"contacts\""));
    let all = send(&site, "GET", "/EntityDefinitions?$select=LogicalName,EntitySetName", &[], None).await.ok().json();
    assert!(all["value"].as_array().is_some_and(|all| all.len() > 3));
    let one =
        send(&site, "GET", "/EntityDefinitions(LogicalName='contact')?$expand=Attributes", &[], None).await.ok().json();
    assert_eq!(one["EntitySetName"], "contacts");
    assert!(one["Attributes"].to_string().contains("\"lastname\""));
    let columns =
        send(&site, "GET", "/EntityDefinitions(LogicalName='contact')/Attributes?$select=LogicalName", &[], None).await;
    assert!(columns.ok().json()["value"].to_string().contains("\"lastname\""));
    let csdl = send(&site, "GET", "/$metadata", &[], None).await.ok();
    assert!(csdl.header("content-type").starts_with("application/xml"));
    assert!(csdl.text.contains("<EntitySet Name=\"contacts\" EntityType=\"Microsoft.Dynamics.CRM.contact\"/>"));
}
