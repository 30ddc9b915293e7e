//! Bodies that are too large, broken or too deep.

use std::time::Duration;

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use serde_json::json;
use server::{Config, Limits};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::site::{Site, request};

const FLOWS: &str = "/api/v1/environments/dev/flows";

#[tokio::test]
async fn a_body_above_the_limit_is_told_the_limit() {
    let site = Site::new().await;
    let token = site.token("soul").await;
    let chunk = axum::body::Bytes::from(vec![b' '; 1 << 20]);
    let chunks = futures_util::stream::iter((0..100).map(move |_| Ok::<_, std::io::Error>(chunk.clone())));
    for announced in [true, false] {
        let mut request = request("POST", FLOWS).header(header::AUTHORIZATION, format!("Bearer {token}"));
        if announced {
            request = request.header(header::CONTENT_LENGTH, 100 << 20);
        }
        let answer = site.send(request.body(Body::from_stream(chunks.clone())).expect("a request")).await;
        assert_eq!(answer.refusal(), "413 STW1005");
        let message = answer.json()["error"]["message"].to_string();
        assert!(message.contains("33554432 bytes (32 MiB)"), "{message}");
    }
}

#[tokio::test]
async fn packages_may_be_larger_than_other_bodies() {
    let limits = Limits { body: 1_000, package: 5_000, ..Limits::default() };
    let site = Site::with(Config { limits, ..Config::default() }).await;
    let token = site.token("admin").await;
    for (path, size, wanted) in [
        ("/api/v1/environments", 2_000, "413 STW1005"),
        ("/api/v1/environments/dev/solutions", 6_000, "413 STW1005"),
        ("/api/v1/environments/dev/solutions", 2_000, "400 STW1004"),
    ] {
        let request = request("POST", path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        let answer = site.send(request.body(Body::from(vec![b'x'; size])).expect("a request")).await;
        assert_eq!(answer.refusal(), wanted, "{path} {size}");
    }
}

#[tokio::test]
async fn broken_json_has_a_place() {
    let site = Site::new().await;
    let token = site.token("soul").await;
    for (body, wanted) in [
        ("{\n  \"name\": \"x\",\n  definition}", "400 STW1004 at line 3, column 3"),
        ("[]", "400 STW1004 at line 1, column 1"),
        (r#"{"name": 1, "definition": {}}"#, "400 STW1004 at line 1, column 10"),
        (r#"{"name": "x", "definition": {}, "surprise": 1}"#, "400 STW1004 at line 1, column 42"),
        ("\u{feff}{\"name\": \"x\"", "400 STW1004 at line 1, column 12"),
    ] {
        let request = request("POST", FLOWS).header(header::AUTHORIZATION, format!("Bearer {token}"));
        let answer = site.send(request.body(Body::from(body)).expect("a request")).await;
        assert_eq!(answer.refusal(), wanted, "{body}: {}", answer.text);
    }
    let form = request("POST", FLOWS)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = site.send(form.body(Body::from("name=x")).expect("a request")).await;
    assert_eq!(answer.refusal(), "415 STW1004");
}

#[tokio::test]
async fn what_is_too_deep_is_refused_with_its_place() {
    let site = Site::new().await;
    let deep = format!("@{}1{}", "concat(".repeat(10_000), ")".repeat(10_000));
    let definition = json!({
        "triggers": {"manual": {"type": "Request", "kind": "Button", "inputs": {}}},
        "actions": {"Deep": {"type": "Compose", "inputs": deep, "runAfter": {}}},
    });
    let made = site.post("soul", FLOWS, json!({"name": "deep", "definition": definition})).await.ok().json();
    let problem = &made["diagnostics"][0];
    assert_eq!(problem["severity"], "error", "{made}");
    assert!(problem["path"].as_str().is_some_and(|path| path.contains("Deep")), "{problem}");
    let enabled = site.post("soul", &format!("{FLOWS}/deep/enable"), json!({})).await;
    assert_eq!(enabled.refusal(), "422 STW1020 at actions/Deep/inputs");
    assert!(enabled.json()["error"]["hint"].as_str().is_some_and(|hint| hint.contains("Deep")), "{}", enabled.text);

    let nested = format!("{{\"name\": \"x\", \"definition\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let token = site.token("soul").await;
    let request = request("POST", FLOWS).header(header::AUTHORIZATION, format!("Bearer {token}"));
    let answer = site.send(request.body(Body::from(nested)).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.json()["error"]["path"].as_str().is_some_and(|path| path.starts_with("line 1, column 1")));
}

#[tokio::test]
async fn a_client_that_is_slow_or_silent_does_not_stay() {
    let limits = Limits {
        head_time: Duration::from_millis(300),
        body_time: Duration::from_millis(300),
        drain_time: Duration::from_secs(5),
        ..Limits::default()
    };
    let listen = "127.0.0.1:0".parse().expect("an address");
    let site = Site::new().await;
    let token = site.token("soul").await;
    let config = Config { listen, limits, ..Config::default() };
    let bound = server::bind(config, site.parts.clone()).await.expect("a free port");
    let address = bound.address();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = bound.run(async {
        let _ = stopped.await;
    });
    let clients = async {
        // Half a head.
        let mut slow = TcpStream::connect(address).await.expect("a connection");
        slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n").await.expect("written");
        let mut text = String::new();
        slow.read_to_string(&mut text).await.expect("closed");
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 408"), "{text}");
        // Half a body.
        let mut slow = TcpStream::connect(address).await.expect("a connection");
        let head = format!(
            "POST {FLOWS} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{{"
        );
        slow.write_all(head.as_bytes()).await.expect("written");
        let mut text = String::new();
        slow.read_to_string(&mut text).await.expect("closed");
        assert!(text.starts_with("HTTP/1.1 408"), "{text}");
        // A whole request is answered, and the server stops in good order while a connection is idle.
        let mut good = TcpStream::connect(address).await.expect("a connection");
        good.write_all(b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n").await.expect("written");
        let mut bytes = [0; 64];
        let read = good.read(&mut bytes).await.expect("an answer");
        assert!(bytes[..read].starts_with(b"HTTP/1.1 200"));
        stop.send(()).expect("still running");
    };
    tokio::time::timeout(Duration::from_secs(20), async { tokio::join!(running, clients) }).await.expect("it stops");
}
