//! Second factors: a password alone gives no session, and a code works once.

use app::{
    AppError, ErrorKind, audit, principals,
    sign_in::{
        Visitor,
        second_factor::{self, Pending},
        session,
        session::Entered,
        settings::{self, SignInSettings},
    },
};
use model::ErrorCode;
use store::Secret;
use totp_rs::Builder;

use crate::world::{PASSWORD, World, kind};

/// What makes codes: somebody's app.
struct Authenticator(totp_rs::Totp);

impl Authenticator {
    fn of(secret: &Secret) -> Self {
        let secret = totp_rs::Secret::try_from_base32(secret.expose_text().expect("text")).expect("base 32");
        Self(Builder::new().with_secret(secret).with_account_name("x").build().expect("a secret"))
    }

    fn code(&self, world: &World) -> String {
        let seconds = u64::try_from(world.steward.now().0 / 1_000_000).expect("after 1970");
        self.0.generate(seconds).to_string()
    }
}

async fn password(world: &World, name: &str) -> Entered {
    let entered = session::sign_in(&world.steward, name, &Secret::new(PASSWORD), &Visitor::default()).await;
    entered.expect("the password is right")
}

async fn pending(world: &World, name: &str) -> Pending {
    match password(world, name).await {
        Entered::Pending(pending) => pending,
        Entered::SignedIn(_) => panic!("a code is wanted"),
    }
}

/// Sends a code, and answers the token of the session.
async fn send(world: &World, pending: &Pending, code: &str) -> Result<(String, Option<Vec<String>>), AppError> {
    let token = pending.token.expose_text().expect("text");
    let (signed_in, codes) = second_factor::enter(&world.steward, token, code, &Visitor::default()).await?;
    Ok((signed_in.token.expose_text().expect("text").to_owned(), codes))
}

/// Ada with a second factor, and her recovery codes.
async fn with_factor(world: &World) -> (Authenticator, Vec<String>) {
    let ada = world.op("ada").await;
    let offer = second_factor::offer(&world.steward, &ada).await.expect("a secret");
    let uri = offer.uri.expose_text().expect("text");
    assert!(uri.starts_with("otpauth://totp/Steward:ada?secret=") && uri.ends_with("&issuer=Steward"), "{uri}");
    let app = Authenticator::of(&offer.secret);
    let codes = second_factor::confirm(&world.steward, &ada, &app.code(world)).await.expect("confirmed");
    assert_eq!(codes.len(), 10);
    world.pass(60);
    (app, codes)
}

#[tokio::test]
async fn a_secret_counts_only_once_a_code_has_confirmed_it() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    second_factor::offer(&world.steward, &ada).await.expect("a secret");
    assert!(matches!(password(&world, "ada").await, Entered::SignedIn(_)));
    assert_eq!(kind(second_factor::confirm(&world.steward, &ada, "000000").await), ErrorKind::NotSignedIn);
    with_factor(&world).await;
    assert_eq!(kind(second_factor::offer(&world.steward, &ada).await), ErrorKind::Conflict);
    let status = second_factor::status(&world.steward, &ada).await.expect("a status");
    assert!(status.since.is_some() && status.recovery_codes == 10 && !status.is_required);
}

#[tokio::test]
async fn a_code_ends_a_sign_in_and_works_once() {
    let world = World::new().await;
    let (app, _) = with_factor(&world).await;
    let first = pending(&world, "ada").await;
    let token = first.token.expose_text().expect("text");
    assert_eq!(kind(session::authenticate(&world.steward, token).await), ErrorKind::NotSignedIn, "it is no session");
    assert_eq!(send(&world, &first, "000000").await.expect_err("wrong").code, ErrorCode::CodeWrong);
    let code = app.code(&world);
    let (token, codes) = send(&world, &first, &code).await.expect("signed in");
    assert_eq!(codes, None);
    assert_eq!(session::authenticate(&world.steward, &token).await.expect("a session").who.principal().name, "ada");
    assert_eq!(send(&world, &first, &code).await.expect_err("it has ended").code, ErrorCode::CodeWrong);
    let second = pending(&world, "ada").await;
    assert_eq!(send(&world, &second, &code).await.expect_err("it was used").code, ErrorCode::CodeWrong);
    world.pass(30);
    // Spaces are how apps show it.
    let next = app.code(&world);
    send(&world, &second, &format!("{} {}", &next[..3], &next[3..])).await.expect("signed in");
}

#[tokio::test]
async fn a_recovery_code_works_once() {
    let world = World::new().await;
    let (_, codes) = with_factor(&world).await;
    let first = pending(&world, "ada").await;
    send(&world, &first, &codes[3].to_uppercase()).await.expect("signed in");
    let second = pending(&world, "ada").await;
    assert_eq!(send(&world, &second, &codes[3]).await.expect_err("it was used").code, ErrorCode::CodeWrong);
    send(&world, &second, &codes[4]).await.expect("another one");
    let status = second_factor::status(&world.steward, &world.op("ada").await).await.expect("a status");
    assert_eq!(status.recovery_codes, 8);
}

#[tokio::test]
async fn wrong_codes_are_slowed_across_sign_ins_and_told() {
    let world = World::new().await;
    let (app, _) = with_factor(&world).await;
    for _ in 0..5 {
        let one = pending(&world, "ada").await;
        assert_eq!(send(&world, &one, "000000").await.expect_err("wrong").code, ErrorCode::CodeWrong);
    }
    let one = pending(&world, "ada").await;
    assert_eq!(send(&world, &one, &app.code(&world)).await.expect_err("slowed").code, ErrorCode::SignInSlowed);
    world.pass(2);
    send(&world, &one, &app.code(&world)).await.expect("after the wait");
    let entries =
        audit::list(&world.steward, &world.op("ada").await, Default::default(), None, 50).await.expect("entries");
    assert_eq!(entries.iter().filter(|entry| entry.action == "signIn.failed").count(), 3, "the 1st, 2nd and 4th");
}

#[tokio::test]
async fn a_sign_in_waits_for_a_few_minutes_and_not_for_the_disabled() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    principals::set_password(&world.steward, &ada, "sam", &Secret::new(PASSWORD)).await.expect("set");
    let sam = world.op("sam").await;
    let offer = second_factor::offer(&world.steward, &sam).await.expect("a secret");
    let app = Authenticator::of(&offer.secret);
    second_factor::confirm(&world.steward, &sam, &app.code(&world)).await.expect("confirmed");
    world.pass(60);
    let late = pending(&world, "sam").await;
    world.pass(5 * 60);
    assert_eq!(send(&world, &late, &app.code(&world)).await.expect_err("too late").code, ErrorCode::CodeWrong);
    let waiting = pending(&world, "sam").await;
    principals::disable(&world.steward, &ada, "sam").await.expect("disabled");
    assert_eq!(kind(send(&world, &waiting, &app.code(&world)).await), ErrorKind::NotSignedIn);
    principals::enable(&world.steward, &ada, "sam").await.expect("enabled");
    assert_eq!(kind(send(&world, &waiting, &app.code(&world)).await), ErrorKind::NotSignedIn, "it has ended");
}

#[tokio::test]
async fn an_installation_that_requires_one_sets_it_up_at_the_next_sign_in() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let required = SignInSettings { requires_second_factor: true, ..SignInSettings::default() };
    settings::set(&world.steward, &ada, required).await.expect("set");
    let first = pending(&world, "ada").await;
    assert!(first.is_first);
    assert_eq!(send(&world, &first, "000000").await.expect_err("nothing is set up").code, ErrorCode::CodeWrong);
    let token = first.token.expose_text().expect("text");
    let offer = second_factor::offer_at_sign_in(&world.steward, token).await.expect("a secret");
    let app = Authenticator::of(&offer.secret);
    let (_, codes) = send(&world, &first, &app.code(&world)).await.expect("signed in");
    assert_eq!(codes.expect("recovery codes").len(), 10);
    let second = pending(&world, "ada").await;
    assert!(!second.is_first);
    let token = second.token.expose_text().expect("text");
    let again = second_factor::offer_at_sign_in(&world.steward, token).await;
    assert_eq!(kind(again), ErrorKind::Conflict, "a password alone does not replace a second factor");
    world.pass(60);
    let removed = second_factor::remove(&world.steward, &ada, &app.code(&world)).await;
    assert_eq!(kind(removed), ErrorKind::Invalid, "it is required");
}

#[tokio::test]
async fn it_is_removed_with_a_code_or_by_an_administrator() {
    let world = World::new().await;
    let (app, _) = with_factor(&world).await;
    let (ada, sam) = (world.op("ada").await, world.op("sam").await);
    assert_eq!(kind(second_factor::remove(&world.steward, &ada, "000000").await), ErrorKind::NotSignedIn);
    assert_eq!(kind(second_factor::reset(&world.steward, &sam, "ada").await), ErrorKind::Forbidden);
    assert!(matches!(password(&world, "ada").await, Entered::Pending(_)));
    second_factor::remove(&world.steward, &ada, &app.code(&world)).await.expect("removed");
    assert!(matches!(password(&world, "ada").await, Entered::SignedIn(_)));
    assert_eq!(kind(second_factor::reset(&world.steward, &ada, "ada").await), ErrorKind::NotFound);
    with_factor(&world).await;
    let waiting = pending(&world, "ada").await;
    second_factor::reset(&world.steward, &ada, "ada").await.expect("reset");
    assert_eq!(kind(send(&world, &waiting, "000000").await), ErrorKind::NotSignedIn);
    assert!(matches!(password(&world, "ada").await, Entered::SignedIn(_)));
    let entries = audit::list(&world.steward, &ada, Default::default(), None, 50).await.expect("entries");
    let told = |action: &str| entries.iter().filter(|entry| entry.action == action).count();
    assert_eq!((told("secondFactor.add"), told("secondFactor.remove")), (2, 2));
}
