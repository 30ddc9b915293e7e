//! Rita may start one flow of Soul's, and nothing else.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    caller::{Caller, dev, rows, text},
    server::Server,
};

/// What Rita may do: start the flow, and what concerns herself or is open to everybody who signs in.
const HERS: &[&str] = &[
    "signIn",
    "signOut",
    "getMe",
    "listMyTokens",
    "createMyToken",
    "revokeMyToken",
    "sendCode",
    "offerSecondFactorAtSignIn",
    "listProviders",
    "startProviderSignIn",
    "finishProviderSignIn",
    "listMySessions",
    "endMySession",
    "getMySecondFactor",
    "offerMySecondFactor",
    "confirmMySecondFactor",
    "removeMySecondFactor",
    "getSignInSettings",
    "listEnvironments",
    "listPrincipals",
    "listConnectors",
    "getPrincipal",
    "listGroupMembers",
    "analyzeExpression",
    "verifyCertificate",
    "runFlow",
];
/// What an environment's members may read, and how much of it there is for her.
const READ: &[(&str, Option<usize>)] = &[
    ("simulateEvent", Some(0)),
    ("getContinuity", None),
    ("listFlowsAtRisk", Some(0)),
    ("getEnvironment", None),
    ("listFlows", Some(1)),
    ("listStartable", Some(1)),
    ("listRuns", Some(0)),
    ("listConnections", Some(0)),
    ("listTables", None),
    ("getTable", None),
    ("listSolutions", None),
    ("listMembers", None),
    ("listRoles", None),
    ("listHandovers", Some(0)),
    ("listPipelines", Some(0)),
    ("listPromotions", Some(0)),
    ("listCustomRoles", Some(0)),
    ("listBreakGlass", Some(0)),
    ("getSigningKey", None),
    ("countDrift", None),
];
/// What she may not know of, so that she is told that there is none. Everything else is refused by name.
const HIDDEN: &[&str] = &[
    "getConnection",
    "deleteConnection",
    "listConnectionGrants",
    "setConnectionGrant",
    "listConnectionSuccessors",
    "setConnectionSuccessors",
    "removeConnectionGrant",
    "getCredentials",
    "replaceCredentials",
    "rotateCredentials",
    "switchCredentials",
    "getConnectionUses",
    "testConnection",
    "listProbes",
    "reauthenticateConnection",
    "replaceConnection",
    "getRun",
    "listActions",
    "cancelRun",
    "resubmitRun",
    "getPipeline",
    "createPromotion",
    "getPromotion",
    "setPromotionSettings",
    "approvePromotion",
    "rejectPromotion",
    "withdrawPromotion",
    "refreshPromotion",
    "replayPromotion",
    "applyPromotion",
    "getHandover",
    "updateHandover",
    "deleteHandover",
    "approveHandover",
    "simulateHandover",
    "acceptHandover",
    "declineHandover",
    "withdrawHandover",
    "applyHandover",
    "undoHandover",
    "getCertificate",
    "getCertificatePage",
];

#[tokio::test]
async fn a_run_only_user_starts_and_nothing_else() {
    let server = Server::start().await;
    let (rita, soul, admin) =
        (server.sign_in("rita").await, server.sign_in("soul").await, server.sign_in("admin").await);
    let id = she_starts_it(&rita, &soul).await;
    let things = Things::gather(&soul, &admin, &id).await;
    let before = things.everything(&soul, &admin).await;
    let document = server.nobody().get("/api/openapi.json").await.is(200);
    for (operation, method, path) in operations(&document) {
        if HERS.contains(&&*operation) {
            continue;
        }
        let mut request = rita.request(method.parse().expect("a method"), &things.filled(&path));
        if let Some(body) = body(&operation, &things) {
            request = request.json(&body);
        }
        let answer = rita.send(request).await;
        if let Some((_, length)) = READ.iter().find(|(name, _)| *name == operation) {
            let list = answer.is(200)["value"].as_array().map(Vec::len);
            assert!(length.is_none() || *length == list, "{operation}: {list:?} instead of {length:?}");
        } else if HIDDEN.contains(&&*operation) {
            answer.refused(404, "STW1003");
        } else {
            answer.refused(403, "STW1002");
        }
    }
    she_reaches_no_rows(&rita).await;
    assert_eq!(things.everything(&soul, &admin).await, before, "nothing changed");
}

/// She sees it, starts it, and it acts as the owner of the flow's connection. Answers its id.
async fn she_starts_it(rita: &Caller, soul: &Caller) -> String {
    let startable = rita.list(&dev("startable")).await;
    let names: Vec<_> = startable.iter().map(|flow| text(&flow["name"])).collect();
    assert_eq!(names, ["Add a contact"]);
    assert_eq!(startable[0]["inputs"]["required"], json!(["text", "text_1"]));
    let id = text(&startable[0]["id"]);
    let inputs = json!({"inputs": {"text": "Ada", "text_1": "Lovelace"}});
    let started = rita.post(&dev(&format!("flows/{id}/run")), inputs).await.is(202);
    let run = text(&started["run"]);
    let ended = soul.ended(&run).await;
    assert_eq!((&ended["status"], &ended["startedBy"]["name"]), (&json!("Succeeded"), &json!("rita")));
    let actions = soul.actions(&run).await;
    let acting = &actions[0]["acting"];
    assert_eq!((&acting["principal"]["name"], &acting["rule"]), (&json!("soul"), &json!("ownConnection")));
    assert_eq!(acting["impersonator"], Value::Null);
    let made = soul.list(&rows("contacts?$filter=lastname eq 'Lovelace'")).await;
    assert_eq!(made.len(), 1);
    assert_eq!(made[0]["_createdby_value"], acting["principal"]["id"]);
    id
}

/// The flow's owner may write contacts; she may not even read them.
async fn she_reaches_no_rows(rita: &Caller) {
    for answer in [
        rita.get(&rows("contacts")).await,
        rita.get(&rows("demo_audits")).await,
        rita.post(&rows("contacts"), json!({"firstname": "Eve"})).await,
    ] {
        assert_eq!(answer.status, 403, "{}: {}", answer.asked, answer.text);
        assert_eq!(answer.json()["error"]["code"], "0x80048306", "{}", answer.text);
    }
}

/// What operations are called on, by the names of parameters.
struct Things(BTreeMap<&'static str, String>);

impl Things {
    async fn gather(soul: &Caller, admin: &Caller, id: &str) -> Self {
        let run = text(&soul.list(&dev(&format!("runs?flow={id}"))).await[0]["id"]);
        let account = json!({"kind": "serviceAccount", "name": "robot", "displayName": "Robot"});
        admin.post("/api/v1/principals", account).await.ok();
        admin.post("/api/v1/principals", json!({"kind": "group", "name": "team"})).await.ok();
        let token = admin.post("/api/v1/principals/robot/tokens", json!({"name": "robot's"})).await.ok();
        let pipeline = json!({"name": "orders", "source": "dev", "stages": [{"environment": "test"}]});
        admin.post("/api/v1/pipelines", pipeline).await.is(201);
        let promotion = json!({"pipeline": "orders", "environment": "test", "solution": "DemoRunAs"});
        let promotion = admin.post("/api/v1/promotions", promotion).await.is(201);
        let plan = json!({"leavers": ["soul"], "content": {"rules": [{"to": "roohi"}]}});
        let plan = admin.post("/api/v1/handovers", plan).await.is(201);
        let certificate = admin.post("/api/v1/principals/soul/certificates", Value::Null).await.is(201);
        let releases = soul.list(&dev("releases?solution=DemoRunAs")).await;
        Self(BTreeMap::from([
            ("customRole", "operator".to_owned()),
            ("environment", "dev".to_owned()),
            ("flow", id.to_owned()),
            ("version", "1".to_owned()),
            ("run", run),
            ("connection", soul.connection_of("soul").await),
            ("role", "Contacts and audit".to_owned()),
            ("principal", "robot".to_owned()),
            ("group", "team".to_owned()),
            ("member", "roohi".to_owned()),
            ("token", text(&token["id"])),
            ("certificate", text(&certificate["id"])),
            ("release", text(&releases[0]["id"])),
            ("handover", text(&plan["id"])),
            ("pipeline", "orders".to_owned()),
            ("policy", "office".to_owned()),
            ("promotion", text(&promotion["id"])),
            ("breakGlass", uuid::Uuid::nil().to_string()),
            ("key", "shared_commondataserviceforapps".to_owned()),
            ("logicalName", "demo_dataverse_soul".to_owned()),
            ("schemaName", "demo_Variable".to_owned()),
            ("uniqueName", "DemoRunAs".to_owned()),
            ("table", "demo_audit".to_owned()),
            ("kind", "variable".to_owned()),
            ("component", "demo_Variable".to_owned()),
        ]))
    }

    fn filled(&self, path: &str) -> String {
        let filled =
            self.0.iter().fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
        assert!(!filled.contains('{'), "nothing is known for {filled}");
        filled
    }

    /// What could have changed.
    async fn everything(&self, soul: &Caller, admin: &Caller) -> BTreeMap<String, Value> {
        let mut all = BTreeMap::new();
        let of_flow = self.filled(&dev("flows/{flow}"));
        let lists = [
            "flows",
            "runs",
            "connections",
            "connection-references",
            "variables",
            "roles",
            "custom-roles",
            "members",
            "solutions",
            "tables",
        ];
        let paths = lists.map(dev).into_iter().chain([
            format!("{of_flow}/grants"),
            of_flow,
            self.filled(&dev("runs/{run}")),
            self.filled(&dev("connections/{connection}/grants")),
            "/api/v1/principals".to_owned(),
            "/api/v1/environments".to_owned(),
            "/api/v1/principals/team/members".to_owned(),
            "/api/v1/handovers".to_owned(),
            "/api/v1/pipelines".to_owned(),
            "/api/v1/promotions".to_owned(),
            "/api/v1/audit?limit=500".to_owned(),
        ]);
        for path in paths {
            let answer = admin.get(&path).await.is(200);
            all.insert(path, answer);
        }
        // Administering the installation opens no rows.
        all.insert("rows".to_owned(), soul.get(&rows("contacts")).await.is(200));
        all
    }
}

/// Every operation of the API: its id, method and address.
fn operations(document: &Value) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            all.push((text(&operation["operationId"]), method.to_uppercase(), path.clone()));
        }
    }
    assert!(all.len() > 50, "{all:?}");
    all
}

/// A body that would do something, were she allowed to.
fn body(operation: &str, things: &Things) -> Option<Value> {
    let connection = &things.0["connection"];
    Some(match operation {
        "createFlow" => json!({"name": "Rita's", "definition": crate::flows::flow(crate::flows::button(), json!({}))}),
        "updateFlow" => json!({"name": "Rita's now"}),
        "testMail" => json!({"to": "rita@demo.example"}),
        "setGrant" => json!({"tier": "coOwner"}),
        "reauthenticateConnection" => json!({"credentials": {"password": "hers"}}),
        "setConnectionSuccessors" => json!({"successors": ["roohi"]}),
        "setConnectionGrant" => json!({"actions": ["use", "manage"]}),
        "swapConnection" | "bindConnectionReference" | "replaceConnection" => json!({"connection": connection}),
        "setRunOnlyConnection" => json!({"source": "invoker"}),
        "createConnection" => json!({"connector": "shared_commondataserviceforapps"}),
        "replaceCredentials" | "rotateCredentials" => json!({"credentials": {"password": "hers now"}}),
        "switchCredentials" => json!({"version": 1}),
        "setVariable" => json!({"value": "x"}),
        "createPrincipal" => json!({"kind": "user", "name": "mallory", "tenantAdmin": true}),
        "updatePrincipal" => json!({"leavesAt": "2026-12-31T00:00:00Z"}),
        "setPassword" => json!({"password": "correct horse battery staple"}),
        "createServiceAccountToken" => json!({"name": "mine"}),
        "linkProviderUser" => json!({"issuer": "https://evil.example", "subject": "rita"}),
        "setSignInSettings" => json!({
            "requiresSecondFactor": true, "sessionHours": 1, "idleMinutes": 1, "tokenDays": 1, "longestTokenDays": 1,
        }),
        "createEnvironment" => json!({"name": "ritas", "kind": "dev"}),
        "updateEnvironment" => json!({"grantDays": null, "reasonRequired": false}),
        "acceptDrift" | "revertDrift" => {
            let mut body = json!({"solution": "DemoRunAs", "kind": "flow", "key": things.0["flow"]});
            if operation == "acceptDrift" {
                body["reason"] = json!("It is hers.");
            }
            body
        }
        "askForBreakGlass" => json!({"reason": "Rita wants to", "minutes": 60}),
        "setMember" => json!({"role": "admin"}),
        "simulateEvent" => json!({"subjects": [{"kind": "principal", "id": "soul"}], "event": "disabled"}),
        "setCustomRole" => json!({"privileges": ["flow.edit"]}),
        "createVariable" => json!({"schemaName": "demo_Hers", "displayName": "Hers", "type": "string"}),
        "createConnectionReference" => {
            json!({"logicalName": "demo_hers", "displayName": "Hers", "connector": "shared_commondataserviceforapps"})
        }
        "createTable" => json!({"schemaName": "demo_Hers", "displayName": "Hers", "ownership": "user"}),
        "createDataPolicy" => json!({
            "name": "hers", "displayName": "Hers", "scope": {"all": true}, "blocked": ["http"], "newConnectors": "blocked",
        }),
        "updateDataPolicy" => json!({"displayName": "Hers", "scope": {"all": true}, "newConnectors": "blocked"}),
        "copyTables" => json!({"from": "prod", "rows": "masked"}),
        "addColumns" => json!({"columns": [{"schemaName": "demo_Hers", "displayName": "Hers", "type": "boolean"}]}),
        "setSolution" => json!({
            "displayName": "Hers", "version": "9.0.0.0",
            "publisher": {"uniqueName": "rita", "displayName": "Rita", "prefix": "rita"},
        }),
        "createRole" | "updateRole" => {
            json!({"name": "Ritas", "privileges": [{"verb": "read", "table": "*", "depth": "organization"}]})
        }
        "createPromotion" => json!({"pipeline": "orders", "environment": "test", "solution": "DemoRunAs"}),
        "setPromotionSettings" => json!({"settings": {}}),
        "replayPromotion" => json!({"latest": 20}),
        "approvePromotion" | "rejectPromotion" => json!({"planDigest": "x"}),
        "createPipeline" => json!({"name": "ritas", "source": "dev", "stages": [{"environment": "prod"}]}),
        "updatePipeline" => json!({"source": "dev", "stages": [{"environment": "prod"}]}),
        "createHandover" => json!({"leavers": ["soul"], "content": {"rules": [{"to": "rita"}]}}),
        "updateHandover" => json!({"rules": [{"to": "rita"}]}),
        "declineHandover" => json!({"reason": "No"}),
        "applyHandover" | "undoHandover" => json!({}),
        _ => return None,
    })
}
