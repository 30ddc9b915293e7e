//! What is known about principals, and what ends them.

use access::scope::Wanted;
use app::{
    ErrorKind,
    connections::{self, Health},
    environments, flows,
    principals::{self, Facts},
    sign_in::token::{self, TokenRequest},
};
use model::{EndedBy, EnvironmentRole, PrincipalKind, Tier, Timestamp};

use crate::world::{World, kind, new_principal};

const DAY: i64 = 24 * 60 * 60;

fn day(text: &str) -> Timestamp {
    format!("{text}T00:00:00Z").parse().expect("an instant")
}

fn request(name: &str) -> TokenRequest {
    TokenRequest { name: name.to_owned(), ..TokenRequest::default() }
}

#[tokio::test]
async fn an_expired_service_account_may_do_as_little_as_a_disabled_one() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    environments::set_member(&world.steward, &ada, "dev", "robot", EnvironmentRole::Maker).await.expect("a member");
    let robot = principals::get(&world.steward, &ada, "robot").await.expect("robot").id;
    let issued = token::create_for_service_account(&world.steward, &ada, robot, request("ci")).await.expect("a token");
    let me = Wanted::of("GET", "/api/v1/me");
    let bearer = issued.secret.expose_text().expect("text");
    let op = token::authenticate(&world.steward, bearer, &me).await.expect("valid");
    connections::create(&world.steward, &op, "dev", crate::world::dataverse(None)).await.expect("a connection");

    let ends = Facts { expires_at: Some(Some(day("2026-05-05"))), ..Facts::default() };
    let changed = principals::update(&world.steward, &ada, "robot", ends).await.expect("changed");
    assert!(changed.is_active(world.steward.now()), "not yet");
    token::authenticate(&world.steward, bearer, &me).await.expect("valid until then");
    world.pass(2 * DAY);
    assert_eq!(kind(token::authenticate(&world.steward, bearer, &me).await), ErrorKind::NotSignedIn);
    let ada = world.op("ada").await;
    let seen = connections::list(&world.steward, &ada, "dev").await.expect("a list");
    let Health::OwnerEnded(ended) = seen[0].health else { panic!("{:?}", seen[0]) };
    assert_eq!((ended.by, ended.since), (EndedBy::Expired, day("2026-05-05")));
    let refused = token::create_for_service_account(&world.steward, &ada, robot, request("more")).await;
    assert_eq!(refused.expect_err("expired").message, "`robot` expired on 2026-05-05, so it gets no token.");
    let flow = world.flow("soul", "Audit", &crate::world::row_flow("", false)).await;
    let name = flow.summary.id.into();
    let shared =
        flows::sharing::set(&world.steward, &world.op("soul").await, "dev", &name, "robot", Tier::CoOwner).await;
    assert_eq!(kind(shared), ErrorKind::Invalid);

    let lasts = Facts { expires_at: Some(None), ..Facts::default() };
    principals::update(&world.steward, &ada, "robot", lasts).await.expect("changed");
    token::authenticate(&world.steward, bearer, &me).await.expect("nothing was taken away from it");
}

#[tokio::test]
async fn facts_fit_the_kind_and_take_an_administrator() {
    let world = World::new().await;
    let (ada, soul) = (world.op("ada").await, world.op("soul").await);
    let leaves = || Facts { leaves_at: Some(Some(day("2026-12-31"))), ..Facts::default() };
    let team = |name: &str| Facts { team: Some(Some(name.to_owned())), ..Facts::default() };
    let sponsor = |name: &str| Facts { sponsors: Some(vec![name.to_owned()]), ..Facts::default() };
    let refused = principals::update(&world.steward, &soul, "soul", leaves()).await;
    assert_eq!(kind(refused), ErrorKind::Forbidden);
    for (who, facts, why) in [
        ("robot", leaves(), "Only users have a leaving date."),
        ("sam", team("team"), "Only service accounts are owned by a team."),
        ("robot", team("sam"), "`sam` is not a group."),
        ("robot", sponsor("team"), "`team` is not a user."),
        ("team", Facts { expires_at: Some(None), ..Facts::default() }, "A group does not expire."),
        (
            "ada",
            Facts { expires_at: Some(Some(day("2026-01-01"))), ..Facts::default() },
            "You cannot let yourself expire at once.",
        ),
    ] {
        let refused = principals::update(&world.steward, &ada, who, facts).await.expect_err("refused");
        assert_eq!(refused.message, why);
    }
    let nobody = principals::update(&world.steward, &ada, "robot", sponsor("nobody")).await;
    assert_eq!(kind(nobody), ErrorKind::NotFound);

    let facts = Facts { manager: Some(Some("roohi".to_owned())), ..leaves() };
    let soul = principals::update(&world.steward, &ada, "soul", facts).await.expect("changed");
    let view = principals::views(&world.steward, &ada, vec![soul]).await.expect("views").remove(0);
    assert_eq!(view.manager.map(|it| it.name).as_deref(), Some("roohi"));
    assert_eq!((view.chip.leaves_at, view.chip.is_active()), (Some(day("2026-12-31")), true));
}

#[tokio::test]
async fn a_service_account_without_an_active_sponsor_is_warned_about() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let facts = Facts {
        team: Some(Some("team".to_owned())),
        sponsors: Some(vec!["soul".to_owned()]),
        expires_at: Some(Some(day("2027-01-01"))),
        ..Facts::default()
    };
    let new = principals::NewPrincipal { facts, ..new_principal("bot", PrincipalKind::ServiceAccount) };
    let bot = principals::create(&world.steward, &ada, new).await.expect("created");
    let warnings = async || {
        let bot = principals::get(&world.steward, &ada, "bot").await.expect("there");
        principals::views(&world.steward, &ada, vec![bot]).await.expect("views").remove(0).warnings
    };
    assert_eq!((warnings().await.len(), bot.expires_at), (0, Some(day("2027-01-01"))));
    principals::disable(&world.steward, &ada, "soul").await.expect("disabled");
    assert_eq!(warnings().await, ["No active sponsor answers for this service account."]);
    let facts = Facts { team: Some(None), sponsors: Some(vec!["sam".to_owned()]), ..Facts::default() };
    principals::update(&world.steward, &ada, "bot", facts).await.expect("changed");
    assert_eq!(warnings().await, ["No team owns this service account, so only administrators manage it."]);
}
