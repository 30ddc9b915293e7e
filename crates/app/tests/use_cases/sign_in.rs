use access::scope::Wanted;
use app::{
    ErrorKind, SignedInBy, audit, bootstrap,
    bootstrap::{FirstStart, Started},
    principals,
    sign_in::{
        Visitor, session,
        session::{Entered, SignedIn},
        token,
        token::TokenRequest,
    },
};
use model::{ErrorCode, PrincipalKind};
use store::Secret;

use crate::world::{PASSWORD, World, kind, new_principal};

/// Signs somebody in who has no second factor.
async fn enter(steward: &app::Steward, name: &str, password: &str) -> Result<SignedIn, app::AppError> {
    let entered = session::sign_in(steward, name, &Secret::new(password), &Visitor::default()).await?;
    let Entered::SignedIn(signed_in) = entered else { panic!("no code is wanted") };
    Ok(*signed_in)
}

/// A request that every valid token may make.
fn me() -> Wanted {
    Wanted::of("GET", "/api/v1/me")
}

fn named(name: &str) -> TokenRequest {
    TokenRequest { name: name.to_owned(), ..TokenRequest::default() }
}

#[tokio::test]
async fn a_password_opens_a_session_until_it_is_over() {
    let world = World::new().await;
    let signed_in = enter(&world.steward, " Ada ", PASSWORD).await.expect("signed in");
    let token = signed_in.token.expose_text().expect("text").to_owned();
    assert_eq!(token.len(), 43);
    assert!(!format!("{signed_in:?}").contains(&token));
    let op = session::authenticate(&world.steward, &token).await.expect("a session");
    assert_eq!(op.who.principal().name, "ada");
    assert!(matches!(op.who.how(), SignedInBy::Session(_)));
    world.pass(12 * 60 * 60 + 1);
    assert_eq!(kind(session::authenticate(&world.steward, &token).await), ErrorKind::NotSignedIn);
    session::sign_out(&world.steward, &token).await.expect("no error");
    assert_eq!(kind(session::authenticate(&world.steward, &token).await), ErrorKind::NotSignedIn);
}

#[tokio::test]
async fn wrong_names_and_passwords_are_told_alike_and_slowed() {
    let world = World::new().await;
    let sign_in = async |name: &str, password: &str| enter(&world.steward, name, password).await.expect_err("refused");
    let unknown = sign_in("nobody", PASSWORD).await;
    let wrong = sign_in("ada", "not the password").await;
    assert_eq!((unknown.code, unknown.message), (wrong.code, wrong.message));
    for _ in 0..4 {
        sign_in("ada", "not the password").await;
    }
    let slowed = sign_in("ada", PASSWORD).await;
    assert_eq!(slowed.code, ErrorCode::SignInSlowed);
    // A name that nobody has is slowed in the same way, so that this tells nothing either.
    for _ in 0..4 {
        assert_eq!(sign_in("nobody", PASSWORD).await.code, ErrorCode::NotSignedIn);
    }
    let stranger = sign_in("nobody", PASSWORD).await;
    assert_eq!((stranger.code, stranger.message), (slowed.code, slowed.message));
    assert_eq!(slowed.kind, ErrorKind::Busy { retry_after_seconds: 1 });
    world.pass(2);
    enter(&world.steward, "ada", PASSWORD).await.expect("signed in after the wait");
}

#[tokio::test]
async fn a_service_account_has_no_password() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let new = principals::NewPrincipal {
        password: Some(Secret::new(PASSWORD)),
        ..new_principal("robot2", PrincipalKind::ServiceAccount)
    };
    assert_eq!(kind(principals::create(&world.steward, &ada, new).await), ErrorKind::Invalid);
    let set = principals::set_password(&world.steward, &ada, "robot", &Secret::new(PASSWORD)).await;
    assert_eq!(kind(set), ErrorKind::Invalid);
    let short = principals::set_password(&world.steward, &ada, "sam", &Secret::new("short")).await;
    assert_eq!(kind(short), ErrorKind::Invalid);
}

#[tokio::test]
async fn a_disabled_principal_is_refused_at_once_whatever_it_holds() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    principals::set_password(&world.steward, &ada, "sam", &Secret::new(PASSWORD)).await.expect("set");
    let signed_in = enter(&world.steward, "sam", PASSWORD).await.expect("signed in");
    let cookie = signed_in.token.expose_text().expect("text");
    let token = token::create(&world.steward, &world.op("sam").await, named("script")).await.expect("a token");
    let bearer = token.secret.expose_text().expect("text");
    assert!(bearer.starts_with("stw_") && bearer.len() == 47);
    token::authenticate(&world.steward, bearer, &me()).await.expect("valid");

    let disabled = principals::disable(&world.steward, &ada, "sam").await.expect("disabled");
    assert_eq!(disabled.disabled_at, Some(world.steward.now()));
    assert_eq!(kind(session::authenticate(&world.steward, cookie).await), ErrorKind::NotSignedIn);
    assert_eq!(kind(token::authenticate(&world.steward, bearer, &me()).await), ErrorKind::NotSignedIn);
    let again = enter(&world.steward, "sam", PASSWORD).await;
    assert_eq!(kind(again), ErrorKind::NotSignedIn);

    principals::enable(&world.steward, &ada, "sam").await.expect("enabled");
    assert_eq!(
        kind(token::authenticate(&world.steward, bearer, &me()).await),
        ErrorKind::NotSignedIn,
        "it stays revoked"
    );
    assert_eq!(kind(session::authenticate(&world.steward, cookie).await), ErrorKind::NotSignedIn);
}

#[tokio::test]
async fn tokens_expire_are_revoked_and_make_no_tokens() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let robot = principals::get(&world.steward, &ada, "robot").await.expect("robot").id;
    let made = token::create_for_service_account(
        &world.steward,
        &ada,
        robot,
        TokenRequest { expires_in_days: Some(1), ..named("ci") },
    )
    .await
    .expect("a token");
    let bearer = made.secret.expose_text().expect("text");
    let op = token::authenticate(&world.steward, bearer, &me()).await.expect("valid");
    assert_eq!(op.who.principal().name, "robot");
    assert_eq!(kind(token::create(&world.steward, &op, named("more")).await), ErrorKind::Forbidden);
    world.pass(24 * 60 * 60);
    assert_eq!(kind(token::authenticate(&world.steward, bearer, &me()).await), ErrorKind::NotSignedIn);

    let soul = world.op("soul").await;
    let made = token::create(&world.steward, &soul, named("script")).await.expect("a token");
    let sam = world.op("sam").await;
    assert_eq!(kind(token::revoke(&world.steward, &sam, made.about.token.id).await), ErrorKind::NotFound);
    token::revoke(&world.steward, &soul, made.about.token.id).await.expect("revoked");
    let bearer = made.secret.expose_text().expect("text");
    assert_eq!(kind(token::authenticate(&world.steward, bearer, &me()).await), ErrorKind::NotSignedIn);
    for text in ["", "stw_", "stw_x", "Bearer", &bearer[4..]] {
        assert_eq!(kind(token::authenticate(&world.steward, text, &me()).await), ErrorKind::NotSignedIn);
    }
    let person = principals::get(&world.steward, &ada, "soul").await.expect("soul").id;
    let for_person = token::create_for_service_account(&world.steward, &ada, person, named("x")).await;
    assert_eq!(kind(for_person), ErrorKind::NotFound);
}

#[tokio::test]
async fn starting_again_changes_nothing_and_a_wrong_master_key_is_noticed() {
    let world = World::new().await;
    let again = bootstrap::start(&world.steward, FirstStart::default()).await.expect("started");
    assert!(matches!(again, Started::Again));
    assert_eq!(bootstrap::default_environment(&world.steward).await.expect("one"), "dev");
    let other = app::Steward::new(
        world.steward.store().clone(),
        store::KeyRing::new([9; 32]),
        std::sync::Arc::new(|| model::Timestamp(0)),
        std::sync::Arc::new(app::catalogue::TablesOnly),
    );
    let refused = bootstrap::start(&other, FirstStart::default()).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::MasterKey);
    assert!(world.folder.path().join("master.key").exists());
}

#[tokio::test]
async fn a_made_up_password_signs_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let steward = app::Steward::new(
        store::Store::open(&store::Config::at(&testkit::database::address(folder.path())).expect("an address"))
            .expect("a store"),
        store::KeyRing::new([9; 32]),
        std::sync::Arc::new(|| model::Timestamp(0)),
        std::sync::Arc::new(app::catalogue::TablesOnly),
    );
    let started = bootstrap::start(&steward, FirstStart::default()).await.expect("started");
    let Started::First { admin, password: Some(password) } = started else { panic!("a first start") };
    session::sign_in(&steward, &admin, &password, &Visitor::default()).await.expect("signed in");
}

#[tokio::test]
async fn every_change_is_in_the_audit_log_which_is_whole() {
    let world = World::new().await;
    let (ada, sam) = (world.op("ada").await, world.op("sam").await);
    principals::disable(&world.steward, &ada, "david").await.expect("disabled");
    let entries = audit::list(&world.steward, &ada, Default::default(), None, 5).await.expect("entries");
    assert_eq!(entries[0].action, "principal.disable");
    assert_eq!(entries[0].actor.as_ref().map(|actor| actor.name.as_str()), Some("ada"));
    assert!(entries[0].detail.contains("david") && entries[0].detail.contains("correlation"));
    assert_eq!(audit::verify(&world.steward, &ada).await.expect("verified").broken_at, None);
    let text = audit::list(&world.steward, &ada, Default::default(), None, 500).await.expect("entries");
    assert!(!format!("{text:?}").contains(PASSWORD));
    assert_eq!(kind(audit::list(&world.steward, &sam, Default::default(), None, 5).await), ErrorKind::Forbidden);
    let refused = principals::disable(&world.steward, &sam, "ada").await;
    assert_eq!(kind(refused), ErrorKind::Forbidden);
    assert_eq!(kind(principals::disable(&world.steward, &ada, "ada").await), ErrorKind::Invalid);
}
