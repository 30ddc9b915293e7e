//! Connections that are tried: what a target says, and what becomes of it.

use std::{net::TcpListener, time::Duration};

use app::connections::{self, Credential, Credentials, Health, NewConnection, probes};
use connectors::guard::Policy;
use model::{ConnectionId, ConnectorName, ProbeOutcome};
use runtime::{Config, Probes};
use serde_json::json;
use store::Secret;
use testkit::{Answered, Target};

use crate::world::World;

const PASSWORD: &str = "hunter2 of a probe";

fn config() -> Config {
    let probes = Probes { timeout: Duration::from_millis(500), every: None };
    Config { outbound: Policy::allowing(["127.0.0.1".to_owned()]), probes, ..Config::default() }
}

async fn connect(world: &World, base: &str, path: &str) -> ConnectionId {
    let credentials: Credentials = [("password".to_owned(), Credential::Value(Secret::new(PASSWORD)))].into();
    let parameters = [("baseUrl", base), ("authentication", "basic"), ("username", "svc"), ("testPath", path)];
    let new = NewConnection {
        parameters: parameters.map(|(name, text)| (name.to_owned(), text.to_owned())).into(),
        credentials,
        ..NewConnection::to(ConnectorName::new(ConnectorName::HTTP))
    };
    connections::create(&world.steward, &world.op("soul").await, "dev", new).await.unwrap().id
}

/// What trying a connection shows: the outcome, everything that is told of it, and the health.
async fn tried(world: &World, id: ConnectionId) -> (ProbeOutcome, String, Health) {
    let op = world.op("soul").await;
    let (shown, connection) = world.runtime.try_connection(&op, "dev", id).await.unwrap();
    let all = format!("{shown:?} {:?}", probes::list(&world.steward, &op, "dev", id).await.unwrap());
    assert!(!all.contains("hunter2"), "{all}");
    (shown.probe.outcome, shown.probe.message + " " + &shown.probe.raw, connection.health)
}

#[tokio::test]
async fn what_a_target_says_decides_and_no_secret_of_it_is_kept() {
    let world = World::with(config()).await;
    let elsewhere = Target::start(|_| Answered::with(200));
    let private = elsewhere.url("/inside");
    let target = Target::start(move |asked| {
        let said = asked.header("authorization").unwrap_or_default().to_owned();
        match &*asked.path {
            "/base/in" => Answered::json(200, json!({"said": said, "password": PASSWORD})),
            "/base/out" => Answered::json(401, json!({"said": said, "password": PASSWORD})),
            "/base/away" => Answered::with(302).header("Location", &private),
            "/base/broken" => Answered::with(503),
            _ => Answered::with(404),
        }
    });
    let base = target.url("/base");
    for (path, outcome, told) in [
        ("in", ProbeOutcome::Accepted, "[redacted]"),
        ("out", ProbeOutcome::Refused, "(401)"),
        ("away", ProbeOutcome::Unclear, "redirects"),
        ("broken", ProbeOutcome::Unclear, "(503)"),
        ("", ProbeOutcome::Unclear, "404"),
        ("https://elsewhere.example.org/", ProbeOutcome::Unreachable, "not within"),
    ] {
        let id = connect(&world, &base, path).await;
        let (found, text, health) = tried(&world, id).await;
        assert_eq!(found, outcome, "{path}: {text}");
        assert!(text.contains(told), "{path}: {text}");
        match outcome {
            ProbeOutcome::Accepted => assert_eq!(health, Health::Ok),
            ProbeOutcome::Unclear => assert_eq!(health, Health::NeverTested),
            _ => assert!(matches!(health, Health::Failing { .. }), "{path}: {health:?}"),
        }
    }
    assert_eq!(elsewhere.lines(), "", "no redirect is followed");
    let asked = target.asked();
    assert!(asked.iter().all(|asked| asked.method == "GET" && asked.header("authorization").is_some()));
    assert_eq!(asked.last().unwrap().path, "/base", "without a path the base address itself is asked");
}

#[tokio::test]
async fn who_does_not_answer_is_unreachable() {
    let world = World::with(config()).await;
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (base, told) in [
        (format!("http://{}", silent.local_addr().unwrap()), "did not answer within"),
        (format!("http://{closed}"), "could not be reached"),
        ("http://10.0.0.1".to_owned(), "refused"),
        ("http://169.254.169.254".to_owned(), "refused"),
    ] {
        let id = connect(&world, &base, "").await;
        let (outcome, text, health) = tried(&world, id).await;
        assert_eq!(outcome, ProbeOutcome::Unreachable, "{base}: {text}");
        assert!(text.contains(told), "{base}: {text}");
        assert!(matches!(health, Health::Failing { .. }), "{base}");
    }
}

#[tokio::test]
async fn a_target_that_accepts_again_takes_the_failure_back() {
    let world = World::with(config()).await;
    let target = Target::start(move |asked| {
        let right = asked.header("authorization") == Some("Basic c3ZjOnRoZSBuZXcgb25l");
        Answered::with(if right { 200 } else { 403 })
    });
    let id = connect(&world, &target.url(""), "").await;
    let (_, _, Health::Failing { since }) = tried(&world, id).await else { panic!("refused") };
    assert!(
        matches!(tried(&world, id).await.2, Health::Failing { since: still } if still == since),
        "since the first time"
    );
    let new = connections::credentials::NewCredentials {
        parameters: None,
        credentials: [("password".to_owned(), Credential::Value(Secret::new("the new one")))].into(),
        expires_at: None,
    };
    let soul = world.op("soul").await;
    connections::credentials::replace(&world.steward, &soul, "dev", id, new).await.unwrap();
    assert_eq!(tried(&world, id).await.2, Health::Ok);
}

#[tokio::test]
async fn whose_owner_may_not_act_is_not_called() {
    let world = World::with(config()).await;
    let target = Target::start(|_| Answered::with(200));
    let id = connect(&world, &target.url(""), "").await;
    let admin = world.op("admin").await;
    app::principals::disable(&world.steward, &admin, "soul").await.unwrap();
    let (shown, connection) = world.runtime.try_connection(&admin, "dev", id).await.unwrap();
    assert_eq!(shown.probe.outcome, ProbeOutcome::Refused);
    assert!(matches!(connection.health, Health::OwnerEnded(_)));
    assert_eq!(target.lines(), "");
}

#[tokio::test]
async fn what_flows_rely_on_is_tried_by_the_server_itself() {
    let world = World::with(config()).await;
    let target = Target::start(|asked| Answered::with(if asked.path == "/call" { 200 } else { 401 }));
    let parameters = json!({"baseUrl": target.url(""), "authentication": "basic", "username": "svc"});
    let used = crate::connected::connect(&world, parameters, crate::connected::secret("password", PASSWORD)).await;
    crate::connected::start(&world, json!({"request/method": "GET", "request/url": "/call"})).await;
    let unused = connect(&world, &target.url(""), "").await;
    let mut often = config();
    often.probes.every = Some(Duration::ZERO);
    let world = world.restart_with(often).await;
    let soul = world.op("soul").await;
    let probe = loop {
        match probes::list(&world.steward, &soul, "dev", used).await.unwrap().pop() {
            Some(found) => break found,
            None => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    };
    assert_eq!((probe.probe.outcome, probe.asked_by), (ProbeOutcome::Refused, None));
    let shown = connections::get(&world.steward, &soul, "dev", used).await.unwrap();
    assert!(matches!(shown.health, Health::Failing { .. }), "{:?}", shown.health);
    assert_eq!(probes::list(&world.steward, &soul, "dev", unused).await.unwrap(), [], "no flow relies on it");
    let admin = world.op("admin").await;
    let entries = app::audit::list(&world.steward, &admin, Default::default(), None, 200).await.unwrap();
    assert!(entries.iter().all(|entry| entry.action != "connection.test"), "nobody did anything");
}
