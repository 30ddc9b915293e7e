//! The UI's files, health, and what is at addresses that are nobody's.

use axum::{
    body::Body,
    http::{StatusCode, header},
};

use crate::site::{Site, request};

async fn get(site: &Site, path: &str) -> crate::site::Answer {
    site.send(request("GET", path).body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn pages_of_the_ui_have_a_policy_and_unknown_api_addresses_are_errors() {
    let site = Site::new().await;
    for path in ["/", "/e/dev/flows", "/sign-in"] {
        let page = get(&site, path).await.ok();
        assert!(page.header("content-type").starts_with("text/html"), "{path}");
        assert!(page.header("content-security-policy").contains("script-src 'self';"), "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("x-frame-options"), "DENY");
    }
    for path in ["/api/v1/nothing", "/api/", "/assets/gone.js", "/auth/nothing", "/scim/v1/Users"] {
        assert_eq!(get(&site, path).await.refusal(), "404 STW1003", "{path}");
    }
    let wrong = site.send(request("DELETE", "/api/v1/me").body(Body::empty()).expect("a request")).await;
    assert_eq!(wrong.refusal(), "405 STW1004");
    let wrong = site.send(request("POST", "/e/dev/flows").body(Body::empty()).expect("a request")).await;
    assert_eq!(wrong.refusal(), "405 STW1004");
}

#[tokio::test]
async fn health_and_metrics_are_open() {
    let site = Site::new().await;
    get(&site, "/healthz").await.ok();
    get(&site, "/readyz").await.ok();
    get(&site, "/api/v1/me").await;
    let metrics = get(&site, "/metrics").await.ok();
    assert!(metrics.text.contains("steward_http_requests_total{status=\"4xx\"} 1"), "{}", metrics.text);
    assert!(metrics.text.contains("steward_http_requests_open 1"), "{}", metrics.text);
}

#[tokio::test]
async fn texts_are_compressed_for_who_can_read_it() {
    let site = Site::new().await;
    let plain = get(&site, "/api/openapi.json").await.ok();
    assert!(plain.headers.get(header::CONTENT_ENCODING).is_none());
    assert_eq!(plain.json()["info"]["title"], "Steward");
    let request = request("GET", "/api/openapi.json").header(header::ACCEPT_ENCODING, "gzip");
    let packed = site.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(packed.status, StatusCode::OK);
    assert_eq!(packed.header("content-encoding"), "gzip");
}
