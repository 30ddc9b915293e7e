//! Signing in and out, sessions, and what other sites cannot do.

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use serde_json::json;

use crate::site::{Answer, PASSWORD, Site, request};

async fn sign_in(site: &Site, name: &str, password: &str) -> Answer {
    let body = json!({"name": name, "password": password}).to_string();
    let request = request("POST", "/auth/sign-in").header(header::CONTENT_TYPE, "application/json");
    site.send(request.body(Body::from(body)).expect("a request")).await
}

/// What the browser sends back.
fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

async fn with_cookie(site: &Site, cookie: &str, method: &str, path: &str, more: &[(&str, &str)]) -> Answer {
    let mut request = request(method, path).header(header::COOKIE, cookie);
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    site.send(request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn a_session_lives_in_a_cookie_until_signing_out() {
    let site = Site::new().await;
    let signed_in = sign_in(&site, "Soul", PASSWORD).await;
    assert_eq!(signed_in.status, StatusCode::NO_CONTENT, "{}", signed_in.text);
    let set = signed_in.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43"] {
        assert!(set.contains(part), "{part} is missing in {set}");
    }
    assert!(!set.contains("Secure"), "this is plain HTTP");
    let cookie = cookie(&signed_in);

    let me = with_cookie(&site, &cookie, "GET", "/api/v1/me", &[]).await.ok().json();
    assert_eq!(me["principal"]["name"], "soul");
    assert_eq!(me["environments"][0]["role"], "maker");

    let signed_out = with_cookie(&site, &cookie, "POST", "/auth/sign-out", &[]).await;
    assert!(signed_out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(with_cookie(&site, &cookie, "GET", "/api/v1/me", &[]).await.refusal(), "401 STW1001");
}

#[tokio::test]
async fn behind_tls_the_cookie_is_secure() {
    let site = Site::new().await;
    let body = json!({"name": "soul", "password": PASSWORD}).to_string();
    let request = request("POST", "/auth/sign-in").header("x-forwarded-proto", "https");
    let answer = site.send(request.body(Body::from(body)).expect("a request")).await.ok();
    assert!(answer.header("set-cookie").ends_with("; Secure"));
}

#[tokio::test]
async fn wrong_names_and_passwords_are_told_alike() {
    let site = Site::new().await;
    let wrong = sign_in(&site, "soul", "wrong horse battery").await;
    let unknown = sign_in(&site, "nobody", PASSWORD).await;
    assert_eq!(wrong.refusal(), "401 STW1001");
    assert_eq!(wrong.json()["error"]["message"], unknown.json()["error"]["message"]);
    assert!(wrong.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn disabling_a_user_ends_sessions_and_tokens_at_once() {
    let site = Site::new().await;
    let cookie = cookie(&sign_in(&site, "soul", PASSWORD).await);
    let token = site.token("soul").await;
    site.with_token(&token, "GET", "/api/v1/me", None).await.ok();
    let disabled = site.post("admin", "/api/v1/principals/soul/disable", json!({})).await.ok().json();
    assert_eq!(disabled["active"], false);
    assert!(disabled["disabledAt"].is_string());
    assert_eq!(with_cookie(&site, &cookie, "GET", "/api/v1/me", &[]).await.refusal(), "401 STW1001");
    assert_eq!(site.with_token(&token, "GET", "/api/v1/me", None).await.refusal(), "401 STW1001");
    assert_eq!(sign_in(&site, "soul", PASSWORD).await.refusal(), "401 STW1001");

    site.post("admin", "/api/v1/principals/soul/enable", json!({})).await.ok();
    assert_eq!(site.with_token(&token, "GET", "/api/v1/me", None).await.refusal(), "401 STW1001", "it stays revoked");
    assert_eq!(with_cookie(&site, &cookie, "GET", "/api/v1/me", &[]).await.refusal(), "401 STW1001");
}

#[tokio::test]
async fn other_sites_cannot_use_the_cookie() {
    let site = Site::new().await;
    let cookie = cookie(&sign_in(&site, "soul", PASSWORD).await);
    let path = "/api/v1/me/tokens/00000000-0000-0000-0000-000000000001";
    for foreign in [
        &[("origin", "https://evil.test")][..],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site"), ("origin", "http://steward.test")],
    ] {
        assert_eq!(with_cookie(&site, &cookie, "DELETE", path, foreign).await.refusal(), "403 STW1009");
    }
    for own in [&[("origin", "http://steward.test")][..], &[("sec-fetch-site", "same-origin")], &[]] {
        assert_eq!(with_cookie(&site, &cookie, "DELETE", path, own).await.refusal(), "404 STW1003");
    }
    // Reading changes nothing, and the answer is not readable for another site.
    let read = with_cookie(&site, &cookie, "GET", "/api/v1/me", &[("sec-fetch-site", "cross-site")]).await.ok();
    assert_eq!(read.header("cross-origin-resource-policy"), "same-origin");
    assert!(read.headers.get("access-control-allow-origin").is_none());
    // Nor can another site sign a browser in as somebody else.
    let body = json!({"name": "soul", "password": PASSWORD}).to_string();
    let request = request("POST", "/auth/sign-in").header("origin", "https://evil.test");
    assert_eq!(site.send(request.body(Body::from(body)).expect("a request")).await.refusal(), "403 STW1009");
}

#[tokio::test]
async fn tokens_are_shown_once_and_revoked_at_once() {
    let site = Site::new().await;
    let cookie = cookie(&sign_in(&site, "soul", PASSWORD).await);
    let request = request("POST", "/api/v1/me/tokens").header(header::COOKIE, &cookie);
    let made = site.send(request.body(Body::from(r#"{"name":"ci","expiresInDays":30}"#)).expect("a request")).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let made = made.json();
    let token = made["token"].as_str().expect("a token");
    assert!(token.starts_with("stw_") && made["expiresAt"].is_string());
    let listed = site.with_token(token, "GET", "/api/v1/me/tokens", None).await.ok();
    assert!(!listed.text.contains(token));
    assert_eq!(listed.json()["value"][0]["name"], "ci");
    // A token cannot make tokens.
    let another = site.with_token(token, "POST", "/api/v1/me/tokens", Some(json!({"name": "more"}))).await;
    assert_eq!(another.refusal(), "403 STW1002");
    let address = format!("/api/v1/me/tokens/{}", made["id"].as_str().expect("an id"));
    assert_eq!(site.with_token(token, "DELETE", &address, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(site.with_token(token, "GET", "/api/v1/me", None).await.refusal(), "401 STW1001");
}

#[tokio::test]
async fn an_answer_carries_the_correlation_id_of_its_request() {
    let site = Site::new().await;
    let id = "0192f0c1-2b7e-7c1a-9a55-3f1f5f7d9f10";
    let request = request("GET", "/api/v1/me").header("x-ms-client-request-id", id);
    let answer = site.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.header("x-ms-correlation-id"), id);
    assert_eq!(answer.header("x-ms-client-request-id"), id);
    assert_eq!(answer.json()["error"]["correlationId"], id);
    assert_eq!(answer.header("www-authenticate"), "Bearer");
}
