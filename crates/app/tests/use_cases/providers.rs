//! Users of providers of identities: who they are here, and who is not let in.

use app::{
    AppError, ErrorKind, audit, principals,
    sign_in::{
        Visitor,
        provider::{self, Admission, Identity},
        session,
    },
};
use model::{ErrorCode, PrincipalKind, PrincipalSource};

use crate::world::{World, kind, new_principal};

fn admission() -> Admission {
    Admission {
        provider: "corp".to_owned(),
        creates_users: true,
        groups: [("eng", "engineers"), ("eng-leads", "engineers"), ("ops", "operators"), ("none", "nobody")]
            .map(|(value, group)| (value.to_owned(), group.to_owned()))
            .into(),
    }
}

fn identity(subject: &str, name: &str, groups: &[&str]) -> Identity {
    Identity {
        issuer: "https://corp.example".to_owned(),
        subject: subject.to_owned(),
        name: name.to_owned(),
        display_name: "Ana Lima".to_owned(),
        email: Some("soul@contoso.example".to_owned()),
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
    }
}

/// Signs in, and answers the token of the session.
async fn enter(world: &World, admission: &Admission, identity: &Identity) -> Result<String, AppError> {
    let signed_in = provider::enter(&world.steward, admission, identity, &Visitor::default()).await?;
    Ok(signed_in.token.expose_text().expect("text").to_owned())
}

async fn members(world: &World, group: &str) -> Vec<String> {
    let ada = world.op("ada").await;
    let members = principals::group_members(&world.steward, &ada, group).await.expect("a group");
    members.into_iter().map(|member| member.name).collect()
}

#[tokio::test]
async fn a_user_is_made_once_and_known_by_issuer_and_subject() {
    let world = World::new().await;
    let token = enter(&world, &admission(), &identity("1", "Ana.L", &[])).await.expect("signed in");
    let ana = session::authenticate(&world.steward, &token).await.expect("a session");
    let principal = ana.who.principal();
    assert_eq!((principal.name.as_str(), principal.display_name.as_str()), ("ana.l", "Ana Lima"));
    assert!(principal.tenant_role.is_none() && principal.kind == PrincipalKind::User);
    assert_eq!(principal.source, PrincipalSource::Oidc);
    // Another name at the provider does not make another user, nor is the same name from elsewhere the same user.
    let again = enter(&world, &admission(), &identity("1", "renamed", &[])).await.expect("signed in");
    assert_eq!(session::authenticate(&world.steward, &again).await.expect("a session").id(), ana.id());
    let elsewhere = Identity { issuer: "https://evil.example".to_owned(), ..identity("1", "ana.l", &[]) };
    assert_eq!(enter(&world, &admission(), &elsewhere).await.expect_err("refused").code, ErrorCode::NotAdmitted);
}

#[tokio::test]
async fn a_name_or_mail_address_makes_nobody_the_user_who_has_it() {
    let world = World::new().await;
    for name in ["soul", "SOUL", "ada"] {
        let refused = enter(&world, &admission(), &identity("2", name, &[])).await.expect_err("refused");
        assert_eq!((refused.code, refused.kind), (ErrorCode::NotAdmitted, ErrorKind::Forbidden), "{name}");
    }
    let refused = enter(&world, &admission(), &identity("2", "no name at all", &[])).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::NotAdmitted);
    let closed = Admission { creates_users: false, ..admission() };
    assert_eq!(
        enter(&world, &closed, &identity("2", "ana", &[])).await.expect_err("refused").code,
        ErrorCode::NotAdmitted
    );
    // An administrator may say who it is.
    let (ada, sam) = (world.op("ada").await, world.op("sam").await);
    let link = async |op, name| provider::link(&world.steward, op, name, "https://corp.example", "2").await;
    assert_eq!(kind(link(&sam, "soul").await), ErrorKind::Forbidden);
    assert_eq!(kind(link(&ada, "robot").await), ErrorKind::Invalid, "a service account does not sign in");
    link(&ada, "soul").await.expect("linked");
    assert_eq!(kind(link(&ada, "sam").await), ErrorKind::Conflict, "it is somebody already");
    let token = enter(&world, &closed, &identity("2", "whoever", &[])).await.expect("signed in");
    assert_eq!(session::authenticate(&world.steward, &token).await.expect("a session").who.principal().name, "soul");
}

#[tokio::test]
async fn a_disabled_user_stays_disabled() {
    let world = World::new().await;
    let ana = identity("1", "ana", &["eng"]);
    let token = enter(&world, &admission(), &ana).await.expect("signed in");
    let ada = world.op("ada").await;
    principals::disable(&world.steward, &ada, "ana").await.expect("disabled");
    assert_eq!(kind(session::authenticate(&world.steward, &token).await), ErrorKind::NotSignedIn);
    let refused = enter(&world, &admission(), &ana).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::NotAdmitted);
    assert!(!principals::get(&world.steward, &ada, "ana").await.expect("ana").is_active(world.steward.now()));
}

#[tokio::test]
async fn membership_follows_the_claim_in_mapped_groups_only() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    for group in ["engineers", "operators", "eng", "admins"] {
        principals::create(&world.steward, &ada, new_principal(group, PrincipalKind::Group)).await.expect("a group");
    }
    enter(&world, &admission(), &identity("1", "ana", &["eng", "ops", "admins", "none"])).await.expect("signed in");
    assert_eq!(
        (members(&world, "engineers").await, members(&world, "operators").await),
        (vec!["ana".to_owned()], vec!["ana".to_owned()])
    );
    assert!(members(&world, "eng").await.is_empty() && members(&world, "admins").await.is_empty(), "not mapped");
    principals::set_group_member(&world.steward, &ada, "admins", "ana", true).await.expect("a member");
    enter(&world, &admission(), &identity("1", "ana", &["eng-leads"])).await.expect("signed in");
    assert_eq!((members(&world, "engineers").await.len(), members(&world, "operators").await.len()), (1, 0));
    assert_eq!(members(&world, "admins").await, ["ana"], "what is not mapped is not the provider's");
    enter(&world, &admission(), &identity("1", "ana", &[])).await.expect("signed in");
    assert!(members(&world, "engineers").await.is_empty(), "a claim that is not there is an empty one");
    let entries = audit::list(&world.steward, &ada, audit::Wanted::default(), None, 50).await.expect("entries");
    let told =
        |action: &str| entries.iter().filter(|entry| entry.action == action && entry.detail.contains("corp")).count();
    assert_eq!((told("group.add"), told("group.remove"), told("principal.create")), (2, 2, 1));
}

#[tokio::test]
async fn a_sign_in_at_a_provider_is_taken_once_and_in_time() {
    let world = World::new().await;
    let begun = provider::begin(&world.steward, "corp", "/e/dev").await.expect("begun");
    let token = begun.token.expose_text().expect("text");
    let derived = [begun.state(), begun.nonce(), begun.verifier()];
    assert!(derived.iter().all(|text| text.len() == 43 && text != token));
    assert!(derived[0] != derived[1] && derived[1] != derived[2] && derived[0] != derived[2]);
    let refused = provider::come_back(&world.steward, "corp", &begun.state()).await.expect_err("that is not the token");
    assert_eq!(refused.code, ErrorCode::ProviderRefused);
    assert_eq!(provider::come_back(&world.steward, "corp", token).await.expect("the path"), "/e/dev");
    assert_eq!(kind(provider::come_back(&world.steward, "corp", token).await), ErrorKind::BadRequest, "it was taken");
    let other = provider::begin(&world.steward, "corp", "/").await.expect("begun");
    let token = other.token.expose_text().expect("text");
    assert_eq!(kind(provider::come_back(&world.steward, "other", token).await), ErrorKind::BadRequest);
    let late = provider::begin(&world.steward, "corp", "/").await.expect("begun");
    world.pass(10 * 60);
    let token = late.token.expose_text().expect("text");
    assert_eq!(kind(provider::come_back(&world.steward, "corp", token).await), ErrorKind::BadRequest);
}
