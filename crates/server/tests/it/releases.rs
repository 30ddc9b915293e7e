//! Going back to a release, finishing a staged upgrade and uninstalling, over HTTP and past any pipeline.

use axum::{body::Body, http::header};
use serde_json::{Value as Json, json};

use crate::site::{Answer, Site, button, request};

const DEV: &str = "/api/v1/environments/dev";
const TEST: &str = "/api/v1/environments/test";
const DATAVERSE: &str = "shared_commondataserviceforapps";

/// Managed packages of a solution: 1.0 with a flow, 1.1 without the flow and with a variable, a table and a connection reference.
struct Built {
    site: Site,
    flow: String,
    first: Vec<u8>,
    second: Vec<u8>,
}

impl Built {
    async fn new() -> Self {
        let site = Site::new().await;
        let publisher = json!({"uniqueName": "Contoso", "displayName": "Contoso", "prefix": "contoso"});
        let orders = json!({"displayName": "Orders", "version": "1.0", "publisher": publisher});
        site.put("soul", &format!("{DEV}/solutions/Orders"), orders).await.ok();
        let flow = site.flow("Greet", button()).await["id"].as_str().expect("an id").to_owned();
        let member = format!("{DEV}/solutions/Orders/components/flow/{flow}");
        site.put("soul", &member, Json::Null).await.ok();
        let export = async |version: &str| {
            let path = format!("{DEV}/solutions/Orders/package?managed=true&version={version}");
            site.get("admin", &path).await.ok().bytes
        };
        let first = export("1.0.0.0").await;
        site.call("soul", "DELETE", &member, None).await.ok();
        let reference = json!({"logicalName": "contoso_tables", "displayName": "Tables", "connector": DATAVERSE, "solution": "Orders"});
        site.post("soul", &format!("{DEV}/connection-references"), reference).await.ok();
        let column = json!({"schemaName": "contoso_Number", "displayName": "Number", "type": "text", "maxLength": 40});
        let table = json!({"schemaName": "contoso_Order", "displayName": "Order", "ownership": "user", "columns": [column], "solution": "Orders"});
        site.post("soul", &format!("{DEV}/tables"), table).await.ok();
        let variable = json!({"schemaName": "contoso_Word", "displayName": "Word", "type": "string", "defaultValue": "a", "solution": "Orders"});
        site.post("soul", &format!("{DEV}/variables"), variable).await.ok();
        let second = export("1.1.0.0").await;
        let test = json!({"name": "test", "displayName": "Test", "kind": "test"});
        site.post("admin", "/api/v1/environments", test).await.ok();
        site.put("admin", &format!("{TEST}/members/sam"), json!({"role": "maker"})).await.ok();
        Self { site, flow, first, second }
    }

    async fn import(&self, query: &str, package: &[u8]) -> Json {
        let mut form = b"--X\r\nContent-Disposition: form-data; name=\"package\"; filename=\"s.zip\"\r\n\r\n".to_vec();
        form.extend_from_slice(package);
        form.extend_from_slice(b"\r\n--X--\r\n");
        let request = request("POST", &format!("{TEST}/solutions{query}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.site.token("admin").await))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X");
        self.site.send(request.body(Body::from(form)).expect("a request")).await.ok().json()
    }

    async fn ask(&self, who: &str, method: &str, path: &str) -> Answer {
        let body = path.contains("/rollback").then(|| json!({"note": "it was better"}));
        self.site.call(who, method, &format!("{TEST}/{path}"), body).await
    }

    /// The plan of what is asked for is looked at, is expected, and is what is done; another one is not.
    async fn done(&self, method: &str, path: &str) -> Json {
        let before = self.is_here().await;
        let plan = self.ask("admin", method, &format!("{path}?dryRun=true")).await.ok().json();
        assert_eq!(self.ask("admin", method, &format!("{path}?expect=other")).await.refusal(), "409 STW1101");
        assert_eq!(self.ask("sam", method, path).await.refusal(), "403 STW1002");
        assert_eq!(self.ask("olga", method, path).await.refusal(), "404 STW1003");
        assert_eq!(self.is_here().await, before, "nothing was done yet");
        let expect = format!("{path}?expect={}", plan["digest"].as_str().expect("a digest"));
        let release = self.ask("admin", method, &expect).await.ok().json();
        assert_eq!(release["plan"], plan);
        release
    }

    /// The version that is here, and whether flow and variable are.
    async fn is_here(&self) -> (Option<String>, bool, bool) {
        let get = async |path: &str| self.ask("admin", "GET", path).await;
        let solution = get("solutions/Orders").await;
        let version = solution.status.is_success().then(|| solution.json()["version"].as_str().map(str::to_owned));
        let flow = get(&format!("flows/{}", self.flow)).await.status.is_success();
        let variables = get("variables").await.ok().json();
        let variable =
            variables["value"].as_array().expect("a list").iter().any(|it| it["schemaName"] == "contoso_Word");
        (version.flatten(), flow, variable)
    }
}

/// What becomes of the components, as `kind fate`.
fn fates(release: &Json) -> Vec<String> {
    let components = release["plan"]["components"].as_array().expect("components").iter();
    let mut fates: Vec<_> =
        components.map(|it| format!("{} {}", it["kind"].as_str().unwrap(), it["fate"].as_str().unwrap())).collect();
    fates.sort();
    fates
}

#[tokio::test]
async fn a_release_comes_back() {
    let built = Built::new().await;
    let first = built.import("", &built.first).await;
    built.import("", &built.second).await;
    assert_eq!(built.is_here().await, (Some("1.1.0.0".to_owned()), false, true));
    let path = format!("releases/{}/rollback", first["id"].as_str().expect("an id"));
    let back = built.done("POST", &path).await;
    assert_eq!(
        [&back["rollbackOf"], &back["from"], &back["note"]],
        [&first["id"], &json!("1.1.0.0"), &json!("it was better")]
    );
    assert_eq!(fates(&back), ["flow add", "reference remove", "table remove", "variable remove"]);
    assert_eq!(built.is_here().await, (Some("1.0.0.0".to_owned()), true, false));
    // It is what is here now, so going back to it once more does nothing.
    let again = built.ask("admin", "POST", &path).await.ok().json();
    assert_eq!((&again["id"], &again["plan"]["changesNothing"]), (&back["id"], &json!(true)));
    let nowhere = format!("releases/{}/rollback", uuid::Uuid::nil());
    assert_eq!(built.ask("admin", "POST", &nowhere).await.refusal(), "404 STW1003");
    let elsewhere = format!("{DEV}/{path}");
    assert_eq!(
        built.site.post("admin", &elsewhere, json!({})).await.refusal(),
        "404 STW1003",
        "of another environment"
    );
}

#[tokio::test]
async fn a_staged_upgrade_is_finished() {
    let built = Built::new().await;
    let path = "solutions/Orders/finish-upgrade";
    assert_eq!(built.ask("admin", "POST", path).await.refusal(), "409 STW1034", "nothing is here");
    built.import("", &built.first).await;
    assert_eq!(built.ask("admin", "POST", path).await.refusal(), "409 STW1034", "nothing is staged");
    let staged = built.import("?mode=stage", &built.second).await;
    assert_eq!(fates(&staged), ["flow removeLater", "reference add", "table add", "variable add"]);
    assert_eq!(built.is_here().await, (Some("1.1.0.0".to_owned()), true, true));
    let finished = built.done("POST", path).await;
    assert_eq!(fates(&finished), ["flow remove", "reference keep", "table keep", "variable keep"]);
    assert_eq!(built.is_here().await, (Some("1.1.0.0".to_owned()), false, true));
    assert_eq!(built.ask("admin", "POST", path).await.refusal(), "409 STW1034", "it is finished");
}

#[tokio::test]
async fn a_solution_leaves() {
    let built = Built::new().await;
    assert_eq!(built.ask("admin", "DELETE", "solutions/Orders").await.refusal(), "404 STW1003");
    built.import("", &built.first).await;
    let gone = built.done("DELETE", "solutions/Orders").await;
    assert_eq!((&gone["mode"], &gone["current"]), (&json!("uninstall"), &json!(false)));
    assert_eq!((fates(&gone), built.is_here().await), (vec!["flow remove".to_owned()], (None, false, false)));
    assert_eq!(built.ask("admin", "DELETE", "solutions/Orders").await.refusal(), "404 STW1003");
    let releases = built.ask("admin", "GET", "releases?solution=Orders").await.ok().json();
    let modes: Vec<&Json> = releases["value"].as_array().expect("a list").iter().map(|it| &it["mode"]).collect();
    assert_eq!(modes, ["uninstall", "upgrade"]);
    // What has left can come back, too.
    let first = releases["value"][1]["id"].as_str().expect("an id");
    let back = built.done("POST", &format!("releases/{first}/rollback")).await;
    assert_eq!((&back["current"], built.is_here().await.1), (&json!(true), true));
}

/// A flow of the environment's own that uses what the second package brings.
fn uses_all() -> Json {
    let mut definition = button();
    definition["parameters"] =
        json!({"Word (contoso_Word)": {"type": "String", "metadata": {"schemaName": "contoso_Word"}}});
    let host = json!({"connectionName": "t", "operationId": "ListRecords", "apiId": format!("/providers/Microsoft.PowerApps/apis/{DATAVERSE}")});
    let inputs = json!({"host": host, "parameters": {"entityName": "contoso_orders"}});
    definition["actions"] = json!({"List": {"type": "OpenApiConnection", "runAfter": {}, "inputs": inputs}});
    let reference = json!({"connectionReferenceLogicalName": "contoso_tables"});
    let references = json!({"t": {"runtimeSource": "embedded", "connection": reference, "api": {"name": DATAVERSE}}});
    json!({"properties": {"connectionReferences": references, "definition": definition}, "schemaVersion": "1.0.0.0"})
}

#[tokio::test]
async fn what_a_flow_outside_uses_does_not_leave() {
    let built = Built::new().await;
    let first = built.import("", &built.first).await;
    built.import("", &built.second).await;
    let mine = json!({"name": "Mine", "definition": uses_all()});
    let mine = built.site.post("admin", &format!("{TEST}/flows"), mine).await.ok().json();
    let back = format!("releases/{}/rollback", first["id"].as_str().expect("an id"));
    for (method, path) in [("DELETE", "solutions/Orders"), ("POST", back.as_str())] {
        let plan = built.ask("admin", method, &format!("{path}?dryRun=true")).await.ok().json();
        let checks = plan["checks"].as_array().expect("checks").iter();
        let checks: Vec<&Json> = checks.filter(|check| check["code"] == "NotUsedElsewhere").collect();
        for what in ["variable `Word`", "table `Order`", "connection reference `Tables`"] {
            let check = checks.iter().find(|check| check["message"].as_str().is_some_and(|it| it.contains(what)));
            let check = check.unwrap_or_else(|| panic!("{what}: {checks:?}"));
            assert!(
                check["outcome"] == "fail" && check["message"].as_str().unwrap().contains("the flow `Mine`"),
                "{check}"
            );
            assert_eq!(check["subject"], json!({"kind": "flow", "key": mine["id"], "name": "Mine"}));
        }
        assert_eq!(checks.len(), 3);
        assert_eq!(built.ask("admin", method, path).await.refusal(), "422 STW1102");
    }
    assert_eq!(built.is_here().await, (Some("1.1.0.0".to_owned()), false, true));
    // A flow that goes as well is no reason, nor is one that does not use it any more.
    let id = mine["id"].as_str().expect("an id");
    built.site.put("admin", &format!("{TEST}/flows/{id}"), json!({"definition": button()})).await.ok();
    let gone = built.done("DELETE", "solutions/Orders").await;
    assert_eq!(fates(&gone), ["reference remove", "table remove", "variable remove"]);
}
