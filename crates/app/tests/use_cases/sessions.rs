//! Sessions, what tokens are for, and attempts that fail.

use access::scope::Wanted;
use app::{
    AppError, ErrorKind, audit,
    sign_in::{
        Visitor, session,
        session::Entered,
        settings::{self, SignInSettings},
        token,
        token::TokenRequest,
    },
};
use model::ErrorCode;
use store::Secret;

use crate::world::{PASSWORD, World, kind};

fn visitor(address: &str) -> Visitor {
    Visitor { address: address.parse().ok(), ..Visitor::default() }
}

async fn enter(world: &World, visitor: &Visitor) -> String {
    let entered = session::sign_in(&world.steward, "ada", &Secret::new(PASSWORD), visitor).await.expect("signed in");
    let Entered::SignedIn(signed_in) = entered else { panic!("no code is wanted") };
    signed_in.token.expose_text().expect("text").to_owned()
}

#[tokio::test]
async fn a_session_that_is_not_used_ends_before_one_that_is() {
    let world = World::new().await;
    let (used, idle) = (enter(&world, &Visitor::default()).await, enter(&world, &Visitor::default()).await);
    for _ in 0..5 {
        world.pass(60 * 60);
        session::authenticate(&world.steward, &used).await.expect("it was used an hour ago");
    }
    assert_eq!(kind(session::authenticate(&world.steward, &idle).await), ErrorKind::NotSignedIn);
    // Used or not, it ends with the day's work.
    for _ in 0..7 {
        world.pass(60 * 60);
        let _ = session::authenticate(&world.steward, &used).await;
    }
    assert_eq!(kind(session::authenticate(&world.steward, &used).await), ErrorKind::NotSignedIn);
}

#[tokio::test]
async fn signing_in_again_ends_the_session_that_the_browser_had() {
    let world = World::new().await;
    let first = enter(&world, &Visitor::default()).await;
    let second = enter(&world, &Visitor { had: Some(first.clone()), ..Visitor::default() }).await;
    assert_ne!(first, second);
    assert_eq!(kind(session::authenticate(&world.steward, &first).await), ErrorKind::NotSignedIn);
    // A token that somebody else chose does not become a session's.
    let planted = "A".repeat(43);
    let third = enter(&world, &Visitor { had: Some(planted.clone()), ..Visitor::default() }).await;
    assert_ne!(third, planted);
    assert_eq!(kind(session::authenticate(&world.steward, &planted).await), ErrorKind::NotSignedIn);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_user_and_by_administrators() {
    let world = World::new().await;
    let (one, two) = (enter(&world, &Visitor::default()).await, enter(&world, &Visitor::default()).await);
    let op = session::authenticate(&world.steward, &one).await.expect("a session");
    let sessions = session::list(&world.steward, &op).await.expect("sessions");
    assert_eq!((sessions.len(), sessions[0].how.as_str()), (2, "password"));
    let sam = world.op("sam").await;
    assert_eq!(kind(session::end(&world.steward, &sam, sessions[0].id).await), ErrorKind::NotFound);
    session::end(&world.steward, &op, sessions[0].id).await.expect("ended");
    assert_eq!(kind(session::authenticate(&world.steward, &two).await), ErrorKind::NotSignedIn);
    assert_eq!(kind(session::list_of(&world.steward, &sam, "ada").await), ErrorKind::Forbidden);
    assert_eq!(kind(session::end_all_of(&world.steward, &sam, "ada").await), ErrorKind::Forbidden);
    let ended = session::end_all_of(&world.steward, &world.op("ada").await, "ada").await;
    assert_eq!(ended.expect("ended"), 1);
    assert_eq!(kind(session::authenticate(&world.steward, &one).await), ErrorKind::NotSignedIn);
}

#[tokio::test]
async fn a_token_is_for_its_scopes_and_its_environment() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let make = async |scopes: &[&str], environment: Option<&str>| {
        let new = TokenRequest {
            name: "script".to_owned(),
            scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
            environment: environment.map(str::to_owned),
            ..TokenRequest::default()
        };
        token::create(&world.steward, &ada, new).await
    };
    let may = async |token: &str, method: &str, path: &str| -> Result<(), AppError> {
        token::authenticate(&world.steward, token, &Wanted::of(method, path)).await.map(|_| ())
    };
    let reads = make(&["flows:read", "flows:read"], Some("dev")).await.expect("a token");
    assert_eq!((reads.about.token.scopes.as_str(), reads.about.environment.as_deref()), ("flows:read", Some("dev")));
    let text = reads.secret.expose_text().expect("text");
    let flows = "/api/v1/environments/dev/flows";
    may(text, "GET", flows).await.expect("it is for this");
    may(text, "GET", "/api/v1/me").await.expect("who it is, it may ask");
    for (method, path) in [
        ("POST", flows),
        ("GET", "/api/v1/environments/prod/flows"),
        ("GET", "/api/v1/environments/dev/runs"),
        ("GET", "/api/v1/environments"),
        ("GET", "/api/v1/me/tokens"),
    ] {
        let refused = may(text, method, path).await.expect_err("it is not for this");
        assert_eq!((refused.code, refused.kind), (ErrorCode::ScopeMissing, ErrorKind::Forbidden), "{method} {path}");
    }
    let here = make(&[], Some("dev")).await.expect("a token");
    let here = here.secret.expose_text().expect("text");
    may(here, "DELETE", "/api/v1/environments/dev/flows/x").await.expect("in its environment it may do anything");
    for path in ["/api/v1/principals", "/api/v1/environments/prod", "/environments/prod/api/data/v9.2/contacts"] {
        assert_eq!(may(here, "GET", path).await.expect_err("elsewhere").code, ErrorCode::ScopeMissing, "{path}");
    }
    assert_eq!(kind(make(&["flows:everything"], None).await), ErrorKind::Invalid);
    assert_eq!(kind(make(&[], Some("nowhere")).await), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_token_ends_and_says_when_it_was_used() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let named = |days| TokenRequest { name: "script".to_owned(), expires_in_days: days, ..TokenRequest::default() };
    let made = token::create(&world.steward, &ada, named(None)).await.expect("a token");
    let day = 24 * 60 * 60 * 1_000;
    assert_eq!(made.about.token.expires_at, Some(ada.at.plus_millis(90 * day)), "the settings say for how long");
    for days in [0, 367] {
        assert_eq!(kind(token::create(&world.steward, &ada, named(Some(days))).await), ErrorKind::Invalid, "{days}");
    }
    let text = made.secret.expose_text().expect("text");
    let used = async || {
        token::authenticate(&world.steward, text, &Wanted::of("GET", "/api/v1/me")).await.expect("valid");
        token::list(&world.steward, &ada).await.expect("tokens")[0].token.used_at
    };
    let first = used().await.expect("it was used");
    world.pass(60);
    assert_eq!(used().await, Some(first), "not every request writes");
    world.pass(60 * 60);
    assert_eq!(used().await, Some(world.steward.now()));
    let listed = token::list_of(&world.steward, &ada, "ada").await.expect("tokens");
    assert_eq!(listed.len(), 1);
    assert_eq!(kind(token::list_of(&world.steward, &world.op("sam").await, "ada").await), ErrorKind::Forbidden);
}

#[tokio::test]
async fn settings_are_administrators_to_set_and_have_bounds() {
    let world = World::new().await;
    let (ada, sam) = (world.op("ada").await, world.op("sam").await);
    let first = settings::get(&world.steward, &sam).await.expect("settings");
    assert_eq!(first, SignInSettings::default());
    let new = SignInSettings { idle_minutes: 5, longest_token_days: 30, token_days: 7, ..first };
    assert_eq!(kind(settings::set(&world.steward, &sam, new).await), ErrorKind::Forbidden);
    settings::set(&world.steward, &ada, new).await.expect("set");
    assert_eq!(settings::get(&world.steward, &sam).await.expect("settings"), new);
    for wrong in [
        SignInSettings { idle_minutes: 0, ..new },
        SignInSettings { session_hours: 10_000, ..new },
        SignInSettings { token_days: 31, ..new },
    ] {
        assert_eq!(kind(settings::set(&world.steward, &ada, wrong).await), ErrorKind::Invalid, "{wrong:?}");
    }
    let token = enter(&world, &Visitor::default()).await;
    world.pass(5 * 60);
    assert_eq!(kind(session::authenticate(&world.steward, &token).await), ErrorKind::NotSignedIn);
}

#[tokio::test]
async fn attempts_that_fail_leave_few_lines_and_no_password() {
    let world = World::new().await;
    let from = visitor("192.0.2.7");
    for _ in 0..40 {
        let _ = session::sign_in(&world.steward, "ada", &Secret::new("a wrong guess"), &from).await;
        world.pass(61);
    }
    // Names that there are not, from an address of their own.
    let elsewhere = visitor("198.51.100.9");
    for attempt in 0..40 {
        let name = format!("guess{attempt}");
        let _ = session::sign_in(&world.steward, &name, &Secret::new("a wrong guess"), &elsewhere).await;
        world.pass(61);
    }
    let ada = world.op("ada").await;
    let entries = audit::list(&world.steward, &ada, Default::default(), None, 500).await.expect("entries");
    let told: Vec<String> = entries
        .iter()
        .filter(|entry| entry.action.starts_with("signIn."))
        .map(|entry| format!("{} {}", entry.action, entry.object.split('/').next().unwrap_or_default()))
        .rev()
        .collect();
    let (failed, slowed) = ("signIn.failed principal", "signIn.slowed principal");
    let (unknown, unknown_slowed) = ("signIn.failed sign-in", "signIn.slowed sign-in");
    let expected = [failed, failed, failed, slowed, slowed, slowed, unknown, unknown, unknown_slowed];
    assert_eq!(told, expected, "the 1st, 2nd, 4th, 8th, 16th, 32nd, and the 8th, 16th, 32nd");
    let text = format!("{entries:?}");
    assert!(text.contains("192.0.2.7") && text.contains("198.51.100.9"));
    assert!(!text.contains("a wrong guess") && !text.contains("guess1"));
}

#[tokio::test]
async fn an_address_is_slowed_whatever_names_it_tries() {
    let world = World::new().await;
    let (from, elsewhere) = (visitor("192.0.2.7"), visitor("192.0.2.8"));
    let attempt = async |name: &str, password: &str, from: &Visitor| {
        session::sign_in(&world.steward, name, &Secret::new(password), from).await
    };
    for number in 0..31 {
        let refused = attempt(&format!("guess{number}"), "a wrong guess", &from).await.expect_err("refused");
        assert_eq!(refused.code, ErrorCode::NotSignedIn);
    }
    assert_eq!(attempt("ada", PASSWORD, &from).await.expect_err("slowed").code, ErrorCode::SignInSlowed);
    attempt("ada", PASSWORD, &elsewhere).await.expect("others are not slowed");
    world.pass(2);
    attempt("ada", PASSWORD, &from).await.expect("after the wait");
}
