//! Secrets are planted wherever the product takes one, and then looked for wherever they must not be: in every file of the data folder,
//! in what the server printed, and in every answer.

mod sign_in;

use std::{collections::BTreeMap, fs, path::Path};

use base64::Engine as _;
use serde_json::{Value, json};
use testkit::{Answered, Target};

use crate::{
    caller::{Caller, dev, text},
    flows::{button, compose, flow, http_request},
    server::Server,
};

/// Whether a secret may be shown by the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shown {
    Never,
    /// In one answer, when it is made.
    Once,
    /// To those who own the thing, whenever they ask for it.
    ToOwners,
}

/// The secrets, by what they are.
#[derive(Default)]
struct Planted(BTreeMap<&'static str, (String, Shown)>);

impl Planted {
    fn add(&mut self, what: &'static str, secret: &str, shown: Shown) -> String {
        assert!(secret.len() >= 11, "{what} is long enough not to be found by chance");
        self.0.insert(what, (secret.to_owned(), shown));
        secret.to_owned()
    }

    /// A secret that a person or a program hands over.
    fn make(&mut self, what: &'static str) -> String {
        let word: String = what.chars().filter(char::is_ascii_alphanumeric).collect();
        self.add(what, &format!("canary-{word}-{}", uuid::Uuid::new_v4().simple()), Shown::Never)
    }
}

#[tokio::test]
async fn secrets_are_found_nowhere() {
    let kept = tempfile::tempdir().expect("a folder");
    let from = format!("file:{}/{{environment}}/", kept.path().display());
    let mut planted = Planted::default();
    let providers = sign_in::provider(kept.path(), &mut planted);
    let arguments = ["--log", "debug", "--allow-host", "127.0.0.1", "--secrets-from", &from, "--providers", &providers];
    let server = Server::start_with(&arguments).await;
    let (soul, admin) = (server.sign_in("soul").await, server.sign_in("admin").await);
    sign_in::credentials(&server, &soul, &admin, &mut planted).await;
    sign_in::at_provider(&server).await;
    connections(&soul, &admin, kept.path(), &mut planted).await;
    secured_actions(&soul, &mut planted).await;
    secured_trigger(&server, &soul, &mut planted).await;
    read_all_there_is(&soul, &admin).await;

    let mut found = Vec::new();
    for (what, (secret, shown)) in &planted.0 {
        found.extend(on_disk(&server, secret).into_iter().map(|place| format!("{what} in {place}")));
        let answers = server.answers().iter().filter(|answer| holds(answer.as_bytes(), secret.as_bytes())).count();
        let is_fine = match shown {
            Shown::Never => answers == 0,
            Shown::Once => answers == 1,
            Shown::ToOwners => answers > 0,
        };
        if !is_fine {
            found.push(format!("{what}, to be shown {shown:?}, in {answers} answers"));
        }
    }
    found.extend(master_key_outside(&server));
    assert!(found.is_empty(), "{found:#?}");
    // The search finds what is there: in rows, in what was printed, and in the history of a run.
    let open = uuid::Uuid::new_v4().simple().to_string();
    run(&soul, "Open", flow(button(), json!({"Say": compose(json!("@triggerBody()['open']"))})), json!({"open": open}))
        .await;
    for there in ["Contact changed: blank", "Listening on http://", &open] {
        assert!(!on_disk(&server, there).is_empty(), "`{there}` is found");
    }
    println!("{} secrets, {} files, {} answers", planted.0.len(), server.files().len(), server.answers().len());
}

/// Connections with credentials of each kind, called by flows whose target sends back all that it is told.
async fn connections(soul: &Caller, admin: &Caller, kept: &Path, planted: &mut Planted) {
    let token = planted.make("a token that a target is given");
    let said = token.clone();
    let target = Target::start(move |asked| match &*asked.path {
        "/tenant/oauth2/token" => Answered::json(200, json!({"access_token": said})),
        _ => {
            let headers: BTreeMap<_, _> = asked.headers.iter().cloned().collect();
            let all: String = headers.values().map(String::as_str).collect();
            Answered::json(200, json!({"headers": headers})).header("X-Said", all)
        }
    });
    let oauth = json!({"authentication": "oauth", "authority": target.url(""), "tenant": "tenant", "audience": "a",
        "clientId": "c"});
    let kinds = [
        ("a password of a connection", "password", json!({"authentication": "basic", "username": "svc"})),
        ("a key of a connection", "key", json!({"authentication": "apiKey", "header": "X-Key"})),
        ("a bearer token of a connection", "token", json!({"authentication": "bearer"})),
        ("a client secret of a connection", "secret", oauth),
    ];
    for (what, field, mut parameters) in kinds {
        parameters["baseUrl"] = json!(target.url(""));
        let new = json!({"connector": "shared_webcontents", "displayName": what, "parameters": parameters,
            "credentials": {field: planted.make(what)}});
        let at = dev(&format!("connections/{}", text(&soul.post(&dev("connections"), new).await.is(201)["id"])));
        invoke(soul, &at).await;
        if field == "password" {
            let next = json!({"credentials": {field: planted.make("the next password of a connection")}});
            soul.post(&format!("{at}/rotate"), next).await.ok();
            soul.post(&format!("{at}/switch"), json!({})).await.ok();
            invoke(soul, &at).await;
            let file = kept.join("dev").join("password");
            fs::create_dir_all(kept.join("dev")).expect("a folder");
            fs::write(&file, planted.make("a password in a file")).expect("written");
            let reference = json!({"reference": format!("file:{}", file.display())});
            admin.put(&format!("{at}/credentials"), json!({"credentials": {field: reference}})).await.ok();
            invoke(soul, &at).await;
            // Where something is missing, what was given is not said.
            let refused =
                json!({"parameters": {"baseUrl": "no"}, "credentials": {field: planted.make("a refused secret")}});
            soul.put(&format!("{at}/credentials"), refused).await.refused(422, "STW1085");
        }
        soul.get(&format!("{at}/credentials")).await.is(200);
    }
    let authorizations = target.asked().iter().filter(|asked| asked.header("authorization").is_some()).count();
    assert_eq!(authorizations, 5, "the credentials did arrive: {}", target.lines());
}

/// Runs a flow that calls through a connection.
async fn invoke(soul: &Caller, connection: &str) {
    let call = json!({"type": "OpenApiConnection", "runAfter": {}, "inputs": {
        "host": {"apiId": "/providers/Microsoft.PowerApps/apis/shared_webcontents", "operationId": "InvokeHttp",
            "connectionName": "shared_webcontents"},
        "parameters": {"request/method": "GET", "request/url": "/x"}
    }});
    let definition = json!({"properties": {
        "connectionReferences": {"shared_webcontents": {
            "api": {"name": "shared_webcontents"}, "connection": {}, "runtimeSource": "embedded"
        }},
        "definition": {"triggers": {"manual": button()}, "actions": {"Call": call}}
    }, "schemaVersion": "1.0.0.0"});
    let made = soul.post(&dev("flows"), json!({"name": "Calls", "definition": definition})).await.is(201);
    let at = dev(&format!("flows/{}", text(&made["id"])));
    let id = connection.rsplit('/').next().expect("an id");
    soul.put(&format!("{at}/references/shared_webcontents"), json!({"connection": id})).await.ok();
    soul.post(&format!("{at}/enable"), Value::Null).await.ok();
    let run = text(&soul.post(&format!("{at}/run"), json!({"inputs": {}})).await.ok()["run"]);
    soul.ended(&run).await;
    let [call] = soul.actions(&run).await.try_into().expect("one action");
    assert_eq!(call["status"], "Succeeded", "{call}");
    assert!(call["outputs"].to_string().contains("[redacted]"), "the target sent the secret back: {call}");
}

fn secured(mut action: Value, properties: &[&str]) -> Value {
    action["runtimeConfiguration"] = json!({"secureData": {"properties": properties}});
    action
}

/// Inputs and outputs that are secured, also where an action fails and would say why.
async fn secured_actions(soul: &Caller, planted: &mut Planted) {
    let after = |mut action: Value, before: &str| {
        action["runAfter"] = json!({before: ["Succeeded", "Failed"]});
        action
    };
    let both = ["inputs", "outputs"];
    let key = planted.make("a secured input");
    let body = |secret: &str| compose(json!(format!("@concat('{{\"key\":\"', triggerBody()['{secret}'], '\"}}')")));
    let fails = json!({"type": "ParseJson", "inputs": {
        "content": "@outputs('Plant')", "schema": {"type": "object", "properties": {"key": {"type": "integer"}}}
    }});
    let calls = json!({"type": "Http", "inputs": {
        "method": "POST", "uri": "http://169.254.169.254/@{triggerBody()['key']}?key=@{triggerBody()['key']}",
        "headers": {"x-key": "@{triggerBody()['key']}"}, "body": "@triggerBody()"
    }});
    let actions = json!({
        "Plant": secured(body("key"), &both),
        "Fail_to_parse": after(secured(fails, &both), "Plant"),
        "Fail_to_convert": after(secured(compose(json!("@int(triggerBody()['key'])")), &["inputs"]), "Fail_to_parse"),
        "Fail_to_call": after(secured(calls, &both), "Fail_to_convert"),
        "Use": after(compose(json!("@length(outputs('Plant'))")), "Fail_to_call")
    });
    let trigger = secured(button(), &both);
    let run = run(soul, "Secured actions", flow(trigger, actions), json!({"key": key})).await;
    let actions = soul.actions(&run).await;
    let [first, .., last] = &actions[..] else { panic!("{actions:#?}") };
    assert_eq!((&first["inputs"], &first["outputs"]), (&Value::Null, &Value::Null), "{first}");
    assert_eq!(first["secured"], json!(both));
    assert_eq!(last["outputs"], key.len() + r#"{"key":""}"#.len(), "what is hidden can be used");
    for action in &actions[1..4] {
        assert_eq!(action["status"], "Failed", "{action}");
    }
}

async fn run(soul: &Caller, name: &str, definition: Value, inputs: Value) -> String {
    let made = soul.post(&dev("flows"), json!({"name": name, "definition": definition})).await.is(201);
    let at = dev(&format!("flows/{}", text(&made["id"])));
    soul.post(&format!("{at}/enable"), Value::Null).await.ok();
    let run = text(&soul.post(&format!("{at}/run"), json!({"inputs": inputs})).await.ok()["run"]);
    soul.ended(&run).await;
    run
}

/// A request whose body and headers are secured, and the signature of its address.
async fn secured_trigger(server: &Server, soul: &Caller, planted: &mut Planted) {
    let definition = flow(secured(http_request(), &["inputs", "outputs"]), json!({"Say": compose(json!("done"))}));
    let made = soul.post(&dev("flows"), json!({"name": "Secured trigger", "definition": definition})).await.is(201);
    let at = dev(&format!("flows/{}", text(&made["id"])));
    soul.post(&format!("{at}/enable"), Value::Null).await.ok();
    let address = text(&soul.get(&at).await.is(200)["triggerUrl"]);
    planted.add("a signature", address.split("sig=").nth(1).expect("a signature"), Shown::ToOwners);
    let (in_body, in_header) = (planted.make("a secured body"), planted.make("a secured header"));
    let request = server.nobody().request(reqwest::Method::POST, &address).header("x-key", in_header);
    let before = soul.runs().await;
    let answer = soul.send(request.json(&json!({"key": in_body}))).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    soul.new_runs(&before, 1).await;
    // The same in a body that cannot be read.
    let broken = planted.make("a broken body");
    let request = server.nobody().request(reqwest::Method::POST, &address).header("Content-Type", "application/json");
    soul.send(request.body(format!("{{\"key\": \"{broken}\" oops"))).await.refused(400, "STW1004");
}

/// Asks for everything that could show something.
async fn read_all_there_is(soul: &Caller, admin: &Caller) {
    for path in ["flows", "runs?limit=500", "connections", "connection-references", "variables", "startable", "roles"] {
        soul.list(&dev(path)).await;
    }
    for connection in soul.list(&dev("connections")).await {
        soul.get(&dev(&format!("connections/{}", text(&connection["id"])))).await.is(200);
    }
    for flow in soul.list(&dev("flows")).await {
        soul.get(&dev(&format!("flows/{}", text(&flow["id"])))).await.is(200);
    }
    for run in soul.runs().await {
        soul.get(&dev(&format!("runs/{run}"))).await.is(200);
        soul.actions(&run).await;
    }
    for path in [
        "/api/v1/principals",
        "/api/v1/audit?limit=500",
        "/api/v1/audit/export?format=jsonl",
        "/api/v1/audit/export?format=csv",
        "/api/v1/principals/david/sessions",
        "/api/v1/principals/robot/tokens",
        "/api/v1/settings/sign-in",
        "/metrics",
    ] {
        admin.get(path).await.is(200);
    }
    for solution in soul.list(&dev("solutions")).await {
        soul.get(&dev(&format!("solutions/{}/package", text(&solution["uniqueName"])))).await;
    }
    let certificate = admin.post("/api/v1/principals/soul/certificates", Value::Null).await.is(201);
    admin.get(&format!("/api/v1/certificates/{}/page", text(&certificate["id"]))).await;
    for path in ["/api/v1/me", "/api/v1/me/tokens"] {
        soul.get(path).await.is(200);
    }
}

/// The files in which it stands, as it is, in base64, in hexadecimal or in UTF-16.
fn on_disk(server: &Server, secret: &str) -> Vec<String> {
    let files = server.files().into_iter();
    files
        .filter(|file| holds(&fs::read(file).expect("a file"), secret.as_bytes()))
        .map(|file| file.display().to_string())
        .collect()
}

/// Where the master key stands, but in its own file.
fn master_key_outside(server: &Server) -> Vec<String> {
    let (own, others): (Vec<_>, Vec<_>) = server.files().into_iter().partition(|file| file.ends_with("master.key"));
    let [own] = &own[..] else { panic!("one master key: {own:?}") };
    let key = fs::read(own).expect("the key");
    assert!(holds(&key, &key), "the search finds what is there");
    let on_disk = others.iter().filter(|file| holds(&fs::read(file).expect("a file"), &key));
    let answered = server.answers().into_iter().filter(|answer| holds(answer.as_bytes(), &key));
    on_disk.map(|file| format!("the master key in {}", file.display())).chain(answered).collect()
}

fn holds(bytes: &[u8], secret: &[u8]) -> bool {
    // Where things are compressed, the beginning may be told by what stood before; the end is random.
    let secret = &secret[secret.len().saturating_sub(16)..];
    let utf16: Vec<u8> = secret.iter().flat_map(|byte| [*byte, 0]).collect();
    // What is in the middle of something encoded starts at any of three places; the ends depend on what is around.
    let encoded = (0..3).map(|shift| {
        let shifted: Vec<u8> = b" ".repeat(shift).into_iter().chain(secret.iter().copied()).collect();
        let text = base64::engine::general_purpose::STANDARD_NO_PAD.encode(shifted);
        text.as_bytes()[4..text.len() - 4].to_vec()
    });
    let hexadecimal: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let upper = hexadecimal.to_uppercase();
    let plain = [secret.to_vec(), utf16, hexadecimal.into_bytes(), upper.into_bytes()];
    let forms = plain.into_iter().chain(encoded);
    forms.into_iter().any(|form| bytes.windows(form.len()).any(|window| window == form))
}
