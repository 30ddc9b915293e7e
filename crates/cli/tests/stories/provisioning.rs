//! An identity provider provisions users and groups.

use std::{path::Path, process::Command};

use serde_json::{Value, json};

use crate::{
    caller::{Caller, dev, text},
    python,
    server::Server,
};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A provisioning client: a service account that administers the installation, with its token.
async fn client(server: &Server, admin: &Caller) -> (Caller, String) {
    let account = json!({"kind": "serviceAccount", "name": "entra", "tenantAdmin": true});
    admin.post("/api/v1/principals", account).await.ok();
    let issued =
        admin.post("/api/v1/principals/entra/tokens", json!({"name": "scim", "scopes": ["scim:write"]})).await.ok();
    let token = text(&issued["token"]);
    (server.nobody().with_token(&token), token)
}

fn patch(operations: Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}

/// Source: the requests in Microsoft's "Develop and plan provisioning for a SCIM endpoint".
#[tokio::test]
async fn entra_provisions_a_user_who_leaves_again() {
    let server = Server::start().await;
    let admin = server.sign_in("admin").await;
    let (entra, _) = client(&server, &admin).await;
    let by_name = "/scim/v2/Users?filter=userName+eq+%22ana%40contoso.com%22";
    assert_eq!(entra.get(by_name).await.is(200)["totalResults"], 0);
    let ana = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
        "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef", "userName": "Ana@contoso.com", "active": true,
        "emails": [{"primary": true, "type": "work", "value": "ana@contoso.com"}],
        "meta": {"resourceType": "User"}, "name": {"formatted": "Ana Lima", "familyName": "Lima", "givenName": "Ana"}, "roles": [],
        (ENTERPRISE): {"department": "Finance", "manager": text(&admin.get("/api/v1/principals/soul").await.is(200)["id"])},
    });
    let made = entra.post("/scim/v2/Users", ana.clone()).await.is(201);
    let (id, user) = (text(&made["id"]), format!("/scim/v2/Users/{}", text(&made["id"])));
    assert_eq!(entra.post("/scim/v2/Users", ana.clone()).await.is(409)["scimType"], "uniqueness");
    assert_eq!(entra.get(by_name).await.is(200)["Resources"][0]["id"], made["id"]);
    let known = admin.get("/api/v1/principals/ana@contoso.com").await.is(200);
    assert_eq!((&known["displayName"], &known["source"]), (&json!("Ana Lima"), &json!("scim")));
    assert_eq!(known["manager"]["name"], "soul");

    let group = json!({"externalId": "8aa1a0c0", "displayName": "Finance Team", "members": []});
    let group = text(&entra.post("/scim/v2/Groups", group).await.is(201)["id"]);
    let of_group = format!("/scim/v2/Groups/{group}");
    let add = patch(json!([{"op": "Add", "path": "members", "value": [{"$ref": null, "value": id}]}]));
    entra.patch(&of_group, add).await.is(200);
    assert_eq!(entra.get(&user).await.is(200)["groups"][0]["display"], "Finance Team");
    assert_eq!(admin.list("/api/v1/principals/finance-team/members").await[0]["name"], "ana@contoso.com");
    let around = patch(json!([{"op": "Add", "path": "members", "value": [{"value": group}]}]));
    assert_eq!(entra.patch(&of_group, around).await.is(400)["scimType"], "invalidValue");

    // Ana connects, and leaves.
    let password = json!({"password": "correct horse battery"});
    admin.post("/api/v1/principals/ana@contoso.com/password", password).await.is(204);
    admin.put(&dev("members/ana@contoso.com"), json!({"role": "maker"})).await.ok();
    let browser = server.nobody().sign_in("ana@contoso.com", "correct horse battery").await;
    browser.post(&dev("connections"), json!({"connector": "shared_commondataserviceforapps"})).await.ok();
    let leaves = patch(json!([{"op": "Replace", "path": "active", "value": "False"}]));
    assert_eq!(entra.patch(&user, leaves).await.is(200)["active"], false);
    browser.get("/api/v1/me").await.is(401);
    let connections = admin.list(&dev("connections")).await;
    let hers = connections.iter().find(|it| it["owner"]["id"] == id.as_str()).expect("her connection");
    assert_eq!(hers["health"], "ownerDisabled");
    let audit = admin.get("/api/v1/audit?limit=10").await.is(200);
    let audit = audit["value"].as_array().expect("entries");
    let disabled = audit.iter().find(|it| it["action"] == "principal.disable").expect("an entry");
    assert_eq!((&disabled["actor"]["name"], &disabled["detail"]["sessionsEnded"]), (&json!("entra"), &json!(1)));

    // Deleted is gone from lists and stays in what it owned; somebody new may have the name.
    entra.delete(&user).await.is(204);
    entra.get(&user).await.is(404);
    entra.delete(&user).await.is(404);
    assert!(admin.list("/api/v1/principals?search=ana%40").await.is_empty());
    assert_eq!(admin.list(&dev("connections")).await.len(), connections.len());
    let again = entra.post("/scim/v2/Users", ana).await.is(201);
    assert_ne!(again["id"], made["id"], "whoever comes after her has nothing of hers");
}

/// Source: the requests in Okta's "SCIM 2.0 protocol reference".
#[tokio::test]
async fn okta_pushes_users_and_groups() {
    let server = Server::start().await;
    let admin = server.sign_in("admin").await;
    let (okta, _) = client(&server, &admin).await;
    let page = okta.get("/scim/v2/Users?startIndex=2&count=2&sortBy=userName&sortOrder=descending").await.is(200);
    let names: Vec<_> = page["Resources"].as_array().expect("a page").iter().map(|it| text(&it["userName"])).collect();
    assert_eq!((names.len(), &page["startIndex"], &page["itemsPerPage"]), (2, &json!(2), &json!(2)));
    assert!(names[0] > names[1], "{names:?}");
    let new = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "test.user@okta.local",
        "name": {"givenName": "Test", "familyName": "User"}, "emails": [{"primary": true, "value": "test.user@okta.local", "type": "work"}],
        "displayName": "Test User", "locale": "en-US", "externalId": "00ujl29u0le5T6Aj10h7", "groups": [], "password": "1mz050nq",
        "active": true,
    });
    let answer = okta.post("/scim/v2/Users", new.clone()).await.is(201);
    assert_eq!(answer.get("password"), None);
    let user = format!("/scim/v2/Users/{}", text(&answer["id"]));
    let mut whole = new;
    whole["name"]["familyName"] = json!("Renamed");
    whole["displayName"] = json!("Test Renamed");
    assert_eq!(okta.put(&user, whole).await.is(200)["displayName"], "Test Renamed");
    okta.patch(&user, patch(json!([{"op": "replace", "value": {"active": false}}]))).await.is(200);
    okta.patch(&user, patch(json!([{"op": "replace", "value": {"active": true}}]))).await.is(200);
    assert_eq!(admin.get("/api/v1/principals/test.user@okta.local").await.is(200)["active"], true);

    let group = okta.post("/scim/v2/Groups", json!({"displayName": "Test SCIMv2", "members": []})).await.is(201);
    let of_group = format!("/scim/v2/Groups/{}", text(&group["id"]));
    let rename = json!([{"op": "replace", "value": {"id": group["id"], "displayName": "Renamed SCIMv2"}}]);
    okta.patch(&of_group, patch(rename)).await.is(200);
    let members = json!([{"op": "add", "path": "members", "value": [{"value": answer["id"], "display": "test.user@okta.local"}]}]);
    okta.patch(&of_group, patch(members)).await.is(200);
    let remove = format!("members[value eq \"{}\"]", text(&answer["id"]));
    let left = okta.patch(&of_group, patch(json!([{"op": "remove", "path": remove}]))).await.is(200);
    assert_eq!((&left["displayName"], left.get("members")), (&json!("Renamed SCIMv2"), None));
}

#[tokio::test]
async fn only_an_administrator_provisions_and_errors_have_the_standards_shape() {
    let server = Server::start().await;
    let admin = server.sign_in("admin").await;
    let (client, _) = client(&server, &admin).await;
    let soul = server.sign_in("soul").await;
    for path in ["/scim/v2/Users", "/scim/v2/Groups"] {
        assert_eq!(server.nobody().get(path).await.is(401)["status"], "401");
        soul.get(path).await.is(403);
        soul.post(path, json!({"userName": "mallory", "displayName": "mallory"})).await.is(403);
    }
    let own = text(&admin.get("/api/v1/principals/entra").await.is(200)["id"]);
    client.get(&format!("/scim/v2/Users/{own}")).await.is(404);
    client.delete(&format!("/scim/v2/Users/{own}")).await.is(404);
    let wrong = client.get("/scim/v2/Users?filter=userName%20is%20%22x%22").await.is(400);
    assert_eq!(wrong["schemas"][0], "urn:ietf:params:scim:api:messages:2.0:Error");
    assert_eq!(wrong["scimType"], "invalidFilter");
    client.get("/api/v1/principals").await.refused(403, "STW1074");
    client.get("/scim/v2/Nothing").await.is(404);
    client.post("/scim/v2/Schemas", json!({})).await.is(405);
    client.get("/scim/v2/Users?count=x").await.is(400);
    assert_eq!(client.get("/scim/v2/Users?count=-1").await.is(200)["Resources"], json!([]));
}

#[tokio::test]
async fn the_compliance_checker_finds_nothing_wrong() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/provisioning");
    let server = Server::start().await;
    let admin = server.sign_in("admin").await;
    let (_, token) = client(&server, &admin).await;
    let printed = python::run(
        Command::new(python::with(&here, "scim-checker")).arg(here.join("check.py")).arg(server.base()).arg(token),
    );
    assert!(printed.contains("0 errors"), "{printed}");
}
