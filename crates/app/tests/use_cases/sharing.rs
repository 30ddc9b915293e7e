use app::{
    ErrorKind, environments, flows,
    flows::sharing::{self, NewGrant},
    principals,
};
use model::Tier;

use crate::world::{BUTTON, World, kind, named};

#[tokio::test]
async fn the_primary_owner_can_neither_be_demoted_nor_removed() {
    let world = World::new().await;
    let (soul, roohi, steward) = (world.op("soul").await, world.op("roohi").await, &world.steward);
    let flow = world.flow("soul", "Say hello", BUTTON).await;
    let name = named(flow.summary.id);
    sharing::set(steward, &soul, "dev", &name, "roohi", Tier::CoOwner).await.expect("shared");
    assert_eq!(kind(sharing::remove(steward, &roohi, "dev", &name, "soul").await), ErrorKind::Conflict);
    let demoted = sharing::set(steward, &roohi, "dev", &name, "soul", Tier::Viewer).await;
    assert_eq!(kind(demoted), ErrorKind::Conflict);
    sharing::set(steward, &roohi, "dev", &name, "roohi", Tier::PrimaryOwner).await.expect("handed over");
    let grants = sharing::list(steward, &soul, "dev", &name).await.expect("grants");
    let said: Vec<(String, Tier)> = grants.into_iter().map(|grant| (grant.principal.name, grant.tier)).collect();
    assert_eq!(said, [("roohi".to_owned(), Tier::PrimaryOwner), ("soul".to_owned(), Tier::CoOwner)]);
    sharing::remove(steward, &roohi, "dev", &name, "soul").await.expect("removed");
    assert_eq!(kind(flows::get(steward, &soul, "dev", &name).await), ErrorKind::NotFound);
    let group = sharing::set(steward, &roohi, "dev", &name, "team", Tier::PrimaryOwner).await;
    assert_eq!(kind(group), ErrorKind::Invalid);
}

#[tokio::test]
async fn sharing_brings_somebody_into_the_environment_as_a_user() {
    let world = World::new().await;
    let (soul, olga, steward) = (world.op("soul").await, world.op("olga").await, &world.steward);
    let flow = world.flow("soul", "Say hello", BUTTON).await;
    let name = named(flow.summary.id);
    sharing::set(steward, &soul, "dev", &name, "olga", Tier::CoOwner).await.expect("shared");
    let detail = flows::get(steward, &olga, "dev", &name).await.expect("seen");
    assert_eq!(detail.summary.tier, Some(Tier::CoOwner));
    assert_eq!(detail.summary.owners, 2);
    let there = environments::get(steward, &olga, "dev").await.expect("known");
    assert_eq!(there.role, Some(model::EnvironmentRole::User));
    sharing::remove(steward, &soul, "dev", &name, "olga").await.expect("removed");
    assert_eq!(kind(flows::get(steward, &olga, "dev", &name).await), ErrorKind::NotFound);
    assert_eq!(kind(sharing::remove(steward, &soul, "dev", &name, "olga").await), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_share_with_a_group_reaches_its_members_and_grants_add_up() {
    let world = World::new().await;
    let (soul, ada, david, steward) =
        (world.op("soul").await, world.op("ada").await, world.op("david").await, &world.steward);
    let flow = world.flow("soul", "Say hello", BUTTON).await;
    let name = named(flow.summary.id);
    sharing::set(steward, &soul, "dev", &name, "team", Tier::Viewer).await.expect("shared");
    assert_eq!(kind(flows::summary(steward, &david, "dev", &name).await), ErrorKind::NotFound);
    principals::set_group_member(steward, &ada, "team", "david", true).await.expect("a member");
    let summary = flows::summary(steward, &david, "dev", &name).await.expect("known");
    assert!(summary.may.contains(&access::FlowAction::SeeRuns) && !summary.may.contains(&access::FlowAction::Run));
    sharing::set(steward, &soul, "dev", &name, "david", Tier::RunOnlyUser).await.expect("shared");
    let summary = flows::summary(steward, &david, "dev", &name).await.expect("known");
    assert!(summary.may.contains(&access::FlowAction::SeeRuns) && summary.may.contains(&access::FlowAction::Run));
    principals::set_group_member(steward, &ada, "team", "david", false).await.expect("no member");
    let summary = flows::summary(steward, &david, "dev", &name).await.expect("known");
    assert!(!summary.may.contains(&access::FlowAction::SeeRuns));
    assert_eq!(kind(principals::set_group_member(steward, &soul, "team", "soul", true).await), ErrorKind::Forbidden);
}

#[tokio::test]
async fn nothing_is_shared_with_who_is_disabled_or_unknown() {
    let world = World::new().await;
    let (soul, ada, steward) = (world.op("soul").await, world.op("ada").await, &world.steward);
    let flow = world.flow("soul", "Say hello", BUTTON).await;
    let name = named(flow.summary.id);
    principals::disable(steward, &ada, "david").await.expect("disabled");
    assert_eq!(kind(sharing::set(steward, &soul, "dev", &name, "david", Tier::Viewer).await), ErrorKind::Invalid);
    assert_eq!(kind(sharing::set(steward, &soul, "dev", &name, "nobody", Tier::Viewer).await), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_share_counts_nowhere_from_the_moment_it_ends() {
    let world = World::new().await;
    let (soul, david, steward) = (world.op("soul").await, world.op("david").await, &world.steward);
    let flow = world.flow("soul", "Say hello", BUTTON).await;
    let name = named(flow.summary.id);
    let new = |seconds: i64| NewGrant {
        tier: Tier::CoOwner,
        ends_at: Some(steward.now().plus_millis(seconds * 1_000)),
        reason: Some("  while Ana is away ".to_owned()),
    };
    assert_eq!(kind(sharing::set(steward, &soul, "dev", &name, "david", new(0)).await), ErrorKind::Invalid);
    let grant = sharing::set(steward, &soul, "dev", &name, "david", new(60)).await.expect("shared");
    assert_eq!((grant.ended, grant.reason.as_deref()), (false, Some("while Ana is away")));
    assert_eq!(flows::get(steward, &david, "dev", &name).await.expect("seen").summary.owners, 2);
    world.pass(60);
    let (soul, david) = (world.op("soul").await, world.op("david").await);
    assert_eq!(kind(flows::get(steward, &david, "dev", &name).await), ErrorKind::NotFound);
    assert!(flows::list(steward, &david, "dev").await.expect("a list").is_empty());
    let detail = flows::get(steward, &soul, "dev", &name).await.expect("seen");
    assert_eq!(detail.summary.owners, 1);
    assert!(detail.grants[1].ended, "{:?}", detail.grants);
    sharing::set(steward, &soul, "dev", &name, "david", Tier::CoOwner).await.expect("shared anew");
    flows::get(steward, &david, "dev", &name).await.expect("seen again");
}

#[tokio::test]
async fn primary_ownership_does_not_end_and_reasons_are_short() {
    let world = World::new().await;
    let (soul, steward) = (world.op("soul").await, &world.steward);
    let flow = world.flow("soul", "Say hello", BUTTON).await;
    let name = named(flow.summary.id);
    let ends_at = Some(steward.now().plus_millis(1_000));
    for new in [
        NewGrant { ends_at, ..Tier::PrimaryOwner.into() },
        NewGrant { reason: Some("x".repeat(201)), ..Tier::Viewer.into() },
    ] {
        assert_eq!(kind(sharing::set(steward, &soul, "dev", &name, "david", new).await), ErrorKind::Invalid);
    }
}
