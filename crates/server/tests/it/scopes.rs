//! Tokens that are for certain uses, against every operation of the API.

use std::collections::BTreeSet;

use access::scope::{NOUNS, Wanted};
use app::sign_in::token::{self, TokenRequest};

use crate::{openapi::operations, site::Site};

/// What stands for names in addresses.
fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "dev" } else { part }).collect::<Vec<_>>().join("/")
}

async fn token(site: &Site, scopes: &[&str], environment: Option<&str>) -> String {
    let new = TokenRequest {
        name: "test".to_owned(),
        scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        environment: environment.map(str::to_owned),
        ..TokenRequest::default()
    };
    let made = token::create(&site.steward, &site.op("admin").await, new).await.expect("a token");
    made.secret.expose_text().expect("text").to_owned()
}

/// The operations that take a caller: method, address and what they want.
fn guarded() -> Vec<(String, String, Wanted)> {
    let all = operations().into_iter().filter(|(path, ..)| path.starts_with("/api/v1/"));
    all.map(|(path, method, _)| {
        let path = filled(&path);
        let wanted = Wanted::of(&method, &path);
        (method, path, wanted)
    })
    .collect()
}

#[test]
fn the_nouns_of_scopes_are_those_of_addresses() {
    let noun = |wanted: &Wanted| wanted.to_string().split(':').next().unwrap_or_default().to_owned();
    let guarded = guarded();
    let about_others = guarded.iter().filter(|(_, path, _)| !path.starts_with("/api/v1/me"));
    let mut nouns: BTreeSet<String> = about_others.map(|(_, _, wanted)| noun(wanted)).collect();
    nouns.insert(noun(&Wanted::of("GET", "/environments/dev/api/data/v9.2/contacts")));
    nouns.insert(noun(&Wanted::of("GET", "/scim/v2/Users")));
    let known: BTreeSet<String> = NOUNS.iter().map(|&noun| noun.to_owned()).collect();
    assert_eq!(
        nouns, known,
        "a new noun of the API belongs into access/src/scope.rs, and a word into docs/guide/tokens.md"
    );
}

#[tokio::test]
async fn a_token_for_one_use_is_refused_all_others() {
    let site = Site::new().await;
    let (flows, reads, here) = (
        token(&site, &["flows:read"], None).await,
        token(&site, &["all:read"], None).await,
        token(&site, &[], Some("dev")).await,
    );
    let (mut refused, mut let_through) = (0, 0);
    for (method, path, wanted) in guarded() {
        if wanted.is_about_caller() {
            continue;
        }
        let text = wanted.to_string();
        let is_of_caller = path.starts_with("/api/v1/me/");
        for (token, is_for) in [
            (&flows, text == "flows:read"),
            (&reads, text.ends_with(":read") && !is_of_caller),
            (&here, wanted.environment() == Some("dev")),
        ] {
            let answer = site.with_token(token, &method, &path, None).await;
            let is_refused = answer.status == 403 && answer.text.contains("STW1074");
            assert_eq!(is_refused, !is_for, "{method} {path} wants {text}: {}", answer.text);
            if is_refused { refused += 1 } else { let_through += 1 }
        }
    }
    assert!(refused > 100 && let_through > 50, "{refused} and {let_through}");
}

#[tokio::test]
async fn what_a_token_is_for_holds_at_the_web_api_too() {
    let site = Site::new().await;
    let rows = "/environments/dev/api/data/v9.2/contacts";
    for (scopes, environment, may) in [
        (&["rows:read"][..], None, true),
        (&["flows:write"], None, false),
        (&[], Some("dev"), true),
        (&["all:read"], Some("dev"), true),
    ] {
        let token = token(&site, scopes, environment).await;
        let answer = site.with_token(&token, "GET", rows, None).await;
        let is_refused = answer.status == 403 && answer.text.contains("is for");
        assert_eq!(!is_refused, may, "{scopes:?} {environment:?}: {}", answer.text);
    }
    let reads = token(&site, &["rows:read"], None).await;
    assert_eq!(site.with_token(&reads, "POST", rows, Some(serde_json::json!({}))).await.status, 403);
    // The name of the environment, written in another way, is not the name that the token is for.
    let here = token(&site, &[], Some("dev")).await;
    for path in ["/api/v1/environments/d%65v/flows", "/api/v1/environments/%64ev", "/api/v1//environments/dev/flows"] {
        assert!(!site.with_token(&here, "GET", path, None).await.status.is_success(), "{path}");
    }
}
