//! Secrets of signing in: passwords, tokens, sessions, second factors, and what a provider of identities is told.

use std::{
    fs,
    path::Path,
    sync::{Arc, OnceLock},
};

use base64::Engine as _;
use serde_json::{Value, json};
use testkit::{Answered, Target};
use totp_rs::Builder;

use super::{Planted, Shown};
use crate::{
    caller::{Caller, text},
    server::Server,
};

/// A provider of identities that sends back whatever it is told, and the file that names it to the server.
pub(super) fn provider(kept: &Path, planted: &mut Planted) -> String {
    let secret = planted.make("the client secret of a provider");
    fs::write(kept.join("client-secret"), secret).expect("written");
    let at = Arc::new(OnceLock::<String>::new());
    let here = at.clone();
    let target = Target::start(move |asked| {
        let issuer = here.get().cloned().unwrap_or_default();
        let path = asked.path.split('?').next().unwrap_or_default();
        let query = asked.path.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
        let of = |name: &str| {
            let query = reqwest::Url::parse(&format!("http://x/?{query}")).ok()?;
            query.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        match path {
            "/.well-known/openid-configuration" => Answered::json(
                200,
                json!({
                    "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
                    "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
                    "response_types_supported": ["code"], "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }),
            ),
            "/jwks" => Answered::json(200, json!({"keys": []})),
            "/authorize" => {
                let (back, state) = (of("redirect_uri").unwrap_or_default(), of("state").unwrap_or_default());
                Answered::with(302).header("Location", format!("{back}?code=canary&state={state}"))
            }
            _ => {
                let told = asked.header("authorization").unwrap_or_default().trim_start_matches("Basic ").to_owned();
                let told = base64::engine::general_purpose::STANDARD.decode(told).unwrap_or_default();
                let told = format!("{} {}", String::from_utf8_lossy(&told), asked.text());
                Answered::json(400, json!({"error": "invalid_client", "error_description": told}))
            }
        }
    });
    at.set(target.url("")).expect("once");
    let entry = json!([{
        "name": "corp", "label": "Corp", "issuer": target.url(""), "clientId": "steward",
        "clientSecretFile": kept.join("client-secret").display().to_string(), "createsUsers": true,
    }]);
    let file = kept.join("providers.json");
    fs::write(&file, entry.to_string()).expect("written");
    file.display().to_string()
}

/// Signs in at the provider, which refuses and says all that it knows.
pub(super) async fn at_provider(server: &Server) {
    let nobody = server.nobody();
    let end = nobody.get("/auth/oidc/corp/start").await;
    assert!(end.asked.contains("/auth/oidc/corp/start"), "{}", end.asked);
    nobody.get("/api/v1/me").await.refused(401, "STW1001");
    let told = server.printed();
    assert!(told.contains("invalid_client"), "the provider was asked with the secret and refused: {told}");
}

/// Passwords, right and wrong; tokens; a session.
pub(super) async fn credentials(server: &Server, soul: &Caller, admin: &Caller, planted: &mut Planted) {
    let password = planted.make("a password");
    admin.post("/api/v1/principals/david/password", json!({"password": password})).await.is(204);
    let david = server.nobody().sign_in("david", &password).await;
    david.get("/api/v1/me").await.is(200);
    second_factor(server, &david, &password, planted).await;
    let first = planted.make("a first password");
    let new = json!({"kind": "user", "name": "nina", "password": first});
    admin.post("/api/v1/principals", new).await.is(201);
    let wrong = planted.make("a wrong password");
    let attempt = json!({"name": "soul", "password": wrong});
    server.nobody().post("/auth/sign-in", attempt).await.refused(401, "STW1001");
    // Typed into the wrong field, as it happens.
    let misplaced = planted.make("a password as a name");
    let attempt = json!({"name": misplaced, "password": "x"});
    server.nobody().post("/auth/sign-in", attempt).await.refused(401, "STW1001");

    let issued = soul.post("/api/v1/me/tokens", json!({"name": "script"})).await.ok();
    let token = planted.add("a token", &text(&issued["token"]), Shown::Once);
    soul.with_token(&token).get("/api/v1/me").await.is(200);
    let guessed = planted.make("a wrong token");
    soul.with_token(&guessed).get("/api/v1/me").await.refused(401, "STW1001");
    let account = json!({"kind": "serviceAccount", "name": "robot"});
    admin.post("/api/v1/principals", account).await.is(201);
    let issued = admin.post("/api/v1/principals/robot/tokens", json!({"name": "robot's"})).await.ok();
    planted.add("a service account's token", &text(&issued["token"]), Shown::Once);
    let cookie = server.nobody().post("/auth/sign-in", json!({"name": "sam", "password": "demo"})).await;
    let cookie = cookie.headers["set-cookie"].to_str().expect("text").to_owned();
    let session = cookie.split(['=', ';']).nth(1).expect("a value");
    planted.add("a session", session, Shown::Never);
}

/// The secret of an authenticator app, and a recovery code that is used in its place.
async fn second_factor(server: &Server, david: &Caller, password: &str, planted: &mut Planted) {
    let offer = david.post("/api/v1/me/second-factor", Value::Null).await.ok();
    let secret = planted.add("the secret of a second factor", &text(&offer["secret"]), Shown::Once);
    let app = totp_rs::Secret::try_from_base32(&secret).expect("base 32");
    let app = Builder::new().with_secret(app).with_account_name("david").build().expect("an app");
    let now = model::Timestamp::now().0 / 1_000_000;
    let code = json!({"code": app.generate(u64::try_from(now).expect("after 1970")).to_string()});
    let codes = david.post("/api/v1/me/second-factor/confirm", code).await.ok();
    let recovery = planted.add("a recovery code", &text(&codes["recoveryCodes"][0]), Shown::Once);
    let again = server.nobody();
    let attempt = json!({"name": "david", "password": password});
    assert_eq!(again.post("/auth/sign-in", attempt).await.status, 202);
    again.post("/auth/sign-in/code", json!({"code": recovery})).await.ok();
    david.get("/api/v1/me/second-factor").await.is(200);
}
