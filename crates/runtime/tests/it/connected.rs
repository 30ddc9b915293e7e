//! Calls with a connection: whose credentials a target sees, and who else does not.

use app::connections::{self, Credential, Credentials, Health, NewConnection, credentials};
use base64::{Engine, engine::general_purpose::STANDARD};
use connectors::{
    guard::Policy,
    sources::{Sources, Vault},
};
use model::{ConnectionId, ConnectionReference, ConnectorName, RunId};
use runtime::Config;
use serde_json::{Value as Json, json};
use store::Secret;
use testkit::{Answered, Target};

use crate::world::{DEV, World};

fn config() -> Config {
    Config { outbound: Policy::allowing(["127.0.0.1".to_owned()]), ..Config::default() }
}

pub(crate) fn secret(name: &str, text: &str) -> Credentials {
    [(name.to_owned(), Credential::Value(Secret::new(text)))].into()
}

/// A connection of Soul's, with a reference that is bound to it.
pub(crate) async fn connect(world: &World, parameters: Json, credentials: Credentials) -> ConnectionId {
    let members = parameters.as_object().unwrap();
    let new = NewConnection {
        parameters: members.iter().map(|(name, text)| (name.clone(), text.as_str().unwrap().to_owned())).collect(),
        credentials,
        ..NewConnection::to(ConnectorName::new(ConnectorName::HTTP))
    };
    let id = connections::create(&world.steward, &world.op("soul").await, "dev", new).await.unwrap().id;
    let reference = ConnectionReference {
        environment: DEV,
        logical_name: "demo_http".into(),
        display_name: "HTTP".into(),
        connector: ConnectorName::new(ConnectorName::HTTP),
        connection: None,
    };
    world.steward.store().write(move |tx| store::references::put(tx, &reference)).await.unwrap();
    let admin = world.op("admin").await;
    app::references::bind(&world.steward, &admin, "dev", "demo_http", Some(id)).await.unwrap();
    id
}

/// Starts a run of a flow that calls with these parameters.
pub(crate) async fn start(world: &World, parameters: Json) -> RunId {
    let call = json!({"type": "OpenApiConnection", "runAfter": {}, "inputs": {
        "host": {
            "apiId": "/providers/Microsoft.PowerApps/apis/shared_webcontents",
            "connectionName": "shared_webcontents", "operationId": "InvokeHttp"
        },
        "parameters": parameters, "retryPolicy": {"type": "none"}
    }});
    let flow = json!({"properties": {
        "connectionReferences": {"shared_webcontents": {
            "api": {"name": "shared_webcontents"},
            "connection": {"connectionReferenceLogicalName": "demo_http"}, "runtimeSource": "embedded"
        }},
        "definition": {
            "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}}}, "actions": {"Call": call}
        }
    }, "schemaVersion": "1.0.0.0"});
    let id = world.flow("connected", &flow).await;
    let run = world.request(id, "manual", json!({})).await.unwrap().run.unwrap();
    world.ended(run).await;
    run
}

/// Everything that the history says of a run's call.
async fn history(world: &World, run: RunId) -> String {
    let admin = world.op("admin").await;
    let page = app::runs::actions(&world.steward, &admin, "dev", run, None, None, 0).await.unwrap();
    let record = &page.actions.iter().find(|found| found.name == "Call").unwrap().record;
    let json = |value: &Option<wdl::Value>| {
        value.as_ref().map_or_else(String::new, |it| String::from_utf8(it.to_json()).unwrap())
    };
    format!("{} {} {:?}", json(&record.inputs), json(&record.outputs), record)
}

async fn health(world: &World, id: ConnectionId) -> Health {
    connections::get(&world.steward, &world.op("admin").await, "dev", id).await.unwrap().health
}

/// Says what it was asked with, all headers included.
fn echo() -> Target {
    Target::start(|asked| match &*asked.path {
        "/token/oauth2/token" => Answered::json(200, json!({"access_token": "token-of-the-day"})),
        _ => {
            let headers: Json = asked.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            let said = asked.header("authorization").or(asked.header("x-key")).unwrap_or_default().to_owned();
            Answered::json(200, json!({"headers": headers})).header("X-Said", said)
        }
    })
}

#[tokio::test]
async fn each_kind_of_credentials_arrives_and_nothing_of_it_comes_back() {
    let target = echo();
    let basic = format!("Basic {}", STANDARD.encode("svc:hunter2 of basic"));
    let cases = [
        (
            json!({"authentication": "basic", "username": "svc"}),
            secret("password", "hunter2 of basic"),
            "authorization",
            basic,
        ),
        (
            json!({"authentication": "apiKey", "header": "X-Key"}),
            secret("key", "hunter2-key"),
            "x-key",
            "hunter2-key".into(),
        ),
        (
            json!({"authentication": "bearer"}),
            secret("token", "hunter2-token"),
            "authorization",
            "Bearer hunter2-token".into(),
        ),
        (
            json!({"authentication": "oauth", "authority": target.url(""), "tenant": "token", "audience": "a", "clientId": "c"}),
            secret("secret", "hunter2-oauth"),
            "authorization",
            "Bearer token-of-the-day".into(),
        ),
    ];
    for (mut parameters, credentials, header, wanted) in cases {
        let world = World::with(config()).await;
        parameters["baseUrl"] = json!(target.url("/base"));
        let id = connect(&world, parameters, credentials).await;
        assert_eq!(health(&world, id).await, Health::NeverTested);
        let asked = json!({"request/method": "POST", "request/url": "/things", "request/body": "x",
            "request/headers": {"AUTHORIZATION": "Bearer of the flow", "x-key": "of the flow", "X-Mine": "1"}});
        let run = start(&world, asked).await;
        assert_eq!(world.actions(run).await, "Call Succeeded OK as soul\n");
        let seen = target.asked().into_iter().rfind(|asked| asked.path == "/base/things").unwrap();
        let sent: Vec<_> =
            seen.headers.iter().filter(|(name, _)| name == header).map(|(_, value)| value.clone()).collect();
        assert_eq!(sent, std::slice::from_ref(&wanted), "the flow puts nothing in its place");
        assert_eq!((seen.header("x-mine"), seen.text()), (Some("1"), "x".to_owned()));
        assert!(seen.header("idempotency-key").is_some());
        let history = history(&world, run).await;
        assert!(history.contains("[redacted]"), "the target said it back: {history}");
        let bare = wanted.rsplit(' ').next().unwrap();
        assert!(!history.contains("hunter2") && !history.contains(bare), "{history}");
        assert_eq!(health(&world, id).await, Health::Ok);
    }
}

#[tokio::test]
async fn credentials_do_not_leave_the_origin() {
    let (world, elsewhere) = (World::with(config()).await, echo());
    let location = elsewhere.url("/elsewhere");
    let target = Target::start(move |asked| match &*asked.path {
        "/moved" => Answered::with(302).header("Location", &location),
        _ => Answered::with(202).header("Location", &location).header("Retry-After", 0),
    });
    let parameters = json!({"authentication": "bearer", "baseUrl": target.url("")});
    connect(&world, parameters, secret("token", "hunter2-token")).await;
    let call = |url: String| json!({"request/method": "GET", "request/url": url});
    let run = start(&world, call(elsewhere.url("/x"))).await;
    assert_eq!(world.actions(run).await, "Call Failed BadRequest as soul\n");
    start(&world, call("/moved".into())).await;
    assert_eq!(elsewhere.asked(), [], "a redirect is an answer, and not followed");
    let run = start(&world, call("/job".into())).await;
    assert_eq!(world.actions(run).await, "Call Succeeded OK as soul\n");
    let [asked] = elsewhere.asked().try_into().unwrap();
    assert_eq!(asked.header("authorization"), None, "who answers for another does not learn who asked");
}

#[tokio::test]
async fn a_target_that_refuses_is_seen_and_new_credentials_are_used_at_once() {
    let world = World::with(config()).await;
    let target = Target::start(|asked| match asked.header("x-key") {
        Some("new") => Answered::json(200, json!({})),
        _ => Answered::json(401, json!({"error": "who are you"})),
    });
    let parameters = json!({"authentication": "apiKey", "header": "X-Key", "baseUrl": target.url("")});
    let id = connect(&world, parameters, secret("key", "old")).await;
    let call = json!({"request/method": "GET", "request/url": "/"});
    let run = start(&world, call.clone()).await;
    assert_eq!(world.actions(run).await, "Call Failed Unauthorized as soul\n");
    assert!(matches!(health(&world, id).await, Health::Failing { .. }));
    let admin = world.op("admin").await;
    let next =
        credentials::Rotation { credentials: secret("key", "new"), expires_at: None, switch_at: None, overlap: 0 };
    credentials::rotate(&world.steward, &admin, "dev", id, next).await.unwrap();
    credentials::switch(&world.steward, &admin, "dev", id, None).await.unwrap();
    assert_eq!(health(&world, id).await, Health::NeverTested);
    let run = start(&world, call).await;
    assert_eq!(world.actions(run).await, "Call Succeeded OK as soul\n");
    assert_eq!(health(&world, id).await, Health::Ok);
}

/// A vault as HashiCorp documents KV version 2.
fn vault() -> Target {
    Target::start(|asked| match (asked.header("x-vault-token"), asked.header("x-vault-namespace"), &*asked.path) {
        (Some("s.token"), Some("team"), "/v1/secret/data/steward/dev/crm") => Answered::json(
            200,
            json!({"request_id": "1", "lease_duration": 0, "data": {
                "data": {"password": "hunter2 of the vault", "port": 5},
                "metadata": {"created_time": "2026-01-01T00:00:00Z", "version": 3, "destroyed": false}
            }}),
        ),
        (Some("s.token"), Some("team"), "/v1/secret/data/steward/dev/sealed") => {
            Answered::json(503, json!({"errors": ["Vault is sealed"]}))
        }
        (Some("s.token"), ..) => Answered::json(404, json!({"errors": []})),
        _ => Answered::json(403, json!({"errors": ["permission denied"]})),
    })
}

#[tokio::test]
async fn secrets_elsewhere_are_fetched_at_the_call_where_the_operator_allows_it() {
    let (target, vault, folder) = (echo(), vault(), tempfile::tempdir().unwrap());
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("token", "s.token\n");
    write("wrong", "s.other");
    std::fs::create_dir(folder.path().join("dev")).unwrap();
    write("dev/crm", "hunter2 of the file\n");
    write("prod", "not for dev");
    std::os::unix::fs::symlink(folder.path().join("prod"), folder.path().join("dev/link")).unwrap();
    let at = folder.path().display().to_string();
    let sources = |token: &str, address: String| {
        let allowed = [
            "env:CRM_".to_owned(),
            format!("file:{at}/{{environment}}/"),
            "vault:secret/steward/{environment}/".into(),
        ];
        let variables = [("CRM_KEY".to_owned(), "hunter2 of the variable".to_owned())].into();
        let vault = Vault { address, token_file: folder.path().join(token), namespace: Some("team".into()) };
        Sources::new(allowed.into(), variables, Some(vault))
    };
    let cases = [
        ("env:CRM_KEY".to_owned(), "token", Ok("hunter2 of the variable")),
        ("env:CRM_NONE".to_owned(), "token", Err("there is no such variable")),
        ("env:PATH".to_owned(), "token", Err("the operator has not allowed it")),
        (format!("file:{at}/dev/crm"), "token", Ok("hunter2 of the file")),
        (format!("file:{at}/dev/../prod"), "token", Err("the operator has not allowed it")),
        (format!("file:{at}/dev/link"), "token", Err("the operator has not allowed the folder")),
        ("file:/etc/passwd".to_owned(), "token", Err("the operator has not allowed it")),
        ("vault:secret/steward/dev/crm#password".to_owned(), "token", Ok("hunter2 of the vault")),
        ("vault:secret/steward/dev/crm#port".to_owned(), "token", Err("the vault has no text `port` there")),
        ("vault:secret/steward/dev/none#x".to_owned(), "token", Err("the vault answered 404")),
        ("vault:secret/steward/dev/sealed#x".to_owned(), "token", Err("503 Vault is sealed")),
        ("vault:secret/steward/dev/crm#password".to_owned(), "wrong", Err("403 permission denied")),
        ("vault:secret/steward/dev/crm#password".to_owned(), "missing", Err("token cannot be read")),
        ("vault:secret/steward/prod/crm#password".to_owned(), "token", Err("the operator has not allowed it")),
        ("vault:secret/steward/dev/../prod/crm#password".to_owned(), "token", Err("the operator has not allowed it")),
    ];
    for (reference, token, wanted) in cases {
        let secrets = sources(token, vault.url(""));
        match wanted {
            Ok(secret) => assert_eq!(secrets.fetch(&reference, "dev").await.as_deref(), Ok(secret), "{reference}"),
            Err(why) => {
                let failure = secrets.fetch(&reference, "dev").await.unwrap_err();
                assert!(failure.message.contains(why), "{reference}: {}", failure.message);
                assert_eq!(failure.may_retry, why.contains("sealed"), "{reference}");
            }
        }
    }
    let nowhere = sources("token", "http://127.0.0.1:1".into());
    let failure = nowhere.fetch("vault:secret/steward/dev/crm#password", "dev").await.unwrap_err();
    assert!(failure.may_retry && failure.message.contains("cannot be reached"), "{}", failure.message);

    let world = World::with(Config { secrets: sources("token", vault.url("")), ..config() }).await;
    let refer = |reference: &str| -> Credentials {
        [("password".to_owned(), Credential::Reference(reference.to_owned()))].into()
    };
    let parameters = json!({"authentication": "basic", "username": "svc", "baseUrl": target.url("")});
    let id = connect(&world, parameters, secret("password", "replaced")).await;
    let replace = async |reference: &str| {
        let new = credentials::NewCredentials { parameters: None, credentials: refer(reference), expires_at: None };
        credentials::replace(&world.steward, &world.op("admin").await, "dev", id, new).await.unwrap();
    };
    replace("vault:secret/steward/dev/crm#password").await;
    let call = json!({"request/method": "GET", "request/url": "/"});
    let run = start(&world, call.clone()).await;
    assert_eq!(world.actions(run).await, "Call Succeeded OK as soul\n");
    let sent = format!("Basic {}", STANDARD.encode("svc:hunter2 of the vault"));
    assert_eq!(target.asked().last().unwrap().header("authorization"), Some(&*sent));
    assert!(!history(&world, run).await.contains("hunter2"));
    replace("env:HOME").await;
    let run = start(&world, call).await;
    assert_eq!(world.actions(run).await, "Call Failed SecretUnavailable as soul\n");
}
