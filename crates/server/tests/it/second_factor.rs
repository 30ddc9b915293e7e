//! The second step of signing in, as a browser sees it.

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use serde_json::{Value as Json, json};
use totp_rs::{Builder, Totp};

use crate::site::{Answer, PASSWORD, Site, request};

async fn post(site: &Site, path: &str, cookie: &str, body: &Json) -> Answer {
    let request = request("POST", path).header(header::COOKIE, cookie).header(header::CONTENT_TYPE, "application/json");
    site.send(request.body(Body::from(body.to_string())).expect("a request")).await
}

/// What the browser sends back of the cookies of an answer: those that are not taken away.
fn cookies(answer: &Answer) -> String {
    let set = answer.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().expect("text"));
    let kept = set.filter(|cookie| !cookie.contains("Max-Age=0"));
    kept.map(|cookie| cookie.split(';').next().unwrap_or_default()).collect::<Vec<_>>().join("; ")
}

async fn sign_in(site: &Site) -> Answer {
    post(site, "/auth/sign-in", "", &json!({"name": "soul", "password": PASSWORD})).await
}

fn app(offer: &Json) -> Totp {
    let secret = totp_rs::Secret::try_from_base32(offer["secret"].as_str().expect("a secret")).expect("base 32");
    Builder::new().with_secret(secret).with_account_name("soul").build().expect("a secret")
}

/// The code of a number of steps from now; the server takes those of one step before and after.
fn code(app: &Totp, steps: i64) -> Json {
    let seconds = model::Timestamp::now().0 / 1_000_000 + 30 * steps;
    json!({"code": app.generate(u64::try_from(seconds).expect("after 1970")).to_string()})
}

#[tokio::test]
async fn a_password_alone_gives_no_session() {
    let site = Site::new().await;
    let session = cookies(&sign_in(&site).await);
    assert!(session.starts_with("steward_session="));
    let offer = post(&site, "/api/v1/me/second-factor", &session, &json!({})).await.ok().json();
    assert!(offer["qr"].as_str().expect("a picture").contains("<svg") && offer["uri"].is_string());
    let app = app(&offer);
    let confirmed = post(&site, "/api/v1/me/second-factor/confirm", &session, &code(&app, -1)).await.ok();
    assert_eq!(confirmed.json()["recoveryCodes"].as_array().map(Vec::len), Some(10));

    let first = sign_in(&site).await;
    assert_eq!((first.status, first.json()), (StatusCode::ACCEPTED, json!({"isFirst": false})));
    let pending = cookies(&first);
    assert!(pending.starts_with("steward_sign_in=") && !pending.contains("steward_session"), "{pending}");
    let as_session = pending.replace("steward_sign_in", "steward_session");
    for cookie in [&pending, &as_session] {
        let me = request("GET", "/api/v1/me").header(header::COOKIE, cookie).body(Body::empty()).expect("a request");
        assert_eq!(site.send(me).await.refusal(), "401 STW1001");
    }
    assert_eq!(post(&site, "/auth/sign-in/code", &pending, &json!({"code": "000000"})).await.refusal(), "401 STW1073");
    assert_eq!(post(&site, "/auth/sign-in/code", "", &code(&app, 0)).await.refusal(), "401 STW1073");
    let right = post(&site, "/auth/sign-in/code", &pending, &code(&app, 0)).await;
    assert_eq!(right.status, StatusCode::NO_CONTENT, "{}", right.text);
    let session = cookies(&right);
    assert!(session.starts_with("steward_session=") && !session.contains("steward_sign_in"), "{session}");
    let sessions = request("GET", "/api/v1/me/sessions").header(header::COOKIE, &session);
    let sessions = site.send(sessions.body(Body::empty()).expect("a request")).await.ok().json();
    let current = sessions["value"].as_array().and_then(|all| all.iter().find(|it| it["current"] == true));
    assert_eq!(current.expect("this one")["how"], "password and code");
    // The second factor does not come off without a code, nor by a token.
    assert_eq!(
        post(&site, "/api/v1/me/second-factor/remove", &session, &json!({"code": "000000"})).await.refusal(),
        "401 STW1073"
    );
    let token = site.token("soul").await;
    let by_token = site.with_token(&token, "POST", "/api/v1/me/second-factor/remove", Some(code(&app, 1))).await;
    assert_eq!(by_token.refusal(), "403 STW1002");
    assert_eq!(site.with_token(&token, "POST", "/api/v1/me/second-factor", None).await.refusal(), "403 STW1002");
}

#[tokio::test]
async fn other_sites_send_no_codes() {
    let site = Site::new().await;
    for path in ["/auth/sign-in/code", "/auth/sign-in/second-factor"] {
        let request =
            request("POST", path).header("origin", "https://evil.test").header(header::COOKIE, "steward_sign_in=x");
        let answer = site.send(request.body(Body::from(r#"{"code":"000000"}"#)).expect("a request")).await;
        assert_eq!(answer.refusal(), "403 STW1009", "{path}");
    }
}

#[tokio::test]
async fn a_browser_that_signs_in_again_has_a_new_session_only() {
    let site = Site::new().await;
    let planted = "steward_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let body = json!({"name": "soul", "password": PASSWORD});
    let first = cookies(&post(&site, "/auth/sign-in", planted, &body).await);
    assert_ne!(first, planted);
    let second = cookies(&post(&site, "/auth/sign-in", &first, &body).await);
    let status = async |cookie: &str| {
        let me = request("GET", "/api/v1/me").header(header::COOKIE, cookie).body(Body::empty()).expect("a request");
        site.send(me).await.status.as_u16()
    };
    assert_eq!((status(planted).await, status(&first).await, status(&second).await), (401, 401, 200));
}

#[tokio::test]
async fn attempts_are_counted_in_the_metrics() {
    let site = Site::new().await;
    sign_in(&site).await;
    for _ in 0..5 {
        post(&site, "/auth/sign-in", "", &json!({"name": "soul", "password": "a wrong guess"})).await;
    }
    let slowed = sign_in(&site).await;
    assert_eq!(slowed.refusal(), "429 STW1008");
    let metrics = site.send(request("GET", "/metrics").body(Body::empty()).expect("a request")).await.ok().text;
    for (result, count) in [("ok", 1), ("failed", 5), ("slowed", 1)] {
        assert!(metrics.contains(&format!("steward_sign_ins_total{{result=\"{result}\"}} {count}\n")), "{metrics}");
    }
}
