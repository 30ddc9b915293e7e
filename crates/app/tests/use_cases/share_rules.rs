//! What a share must not do: leave a flow to nobody, or fall short of what its environment asks.

use app::{
    ErrorKind, FlowName,
    environments::{self, EnvironmentChanges},
    flows::{
        self,
        sharing::{self, NewGrant},
    },
    principals,
};
use model::{ErrorCode, PrincipalKind, Tier};
use store::audit;

use crate::world::{BUTTON, World, kind, named, new_principal};

const DAY: i64 = 86_400_000;

/// A flow of Soul, who has left, and of Roohi.
async fn left(world: &World) -> FlowName {
    let (ada, soul) = (world.op("ada").await, world.op("soul").await);
    let flow = named(world.flow("soul", "Say hello", BUTTON).await.summary.id);
    sharing::set(&world.steward, &soul, "dev", &flow, "roohi", Tier::CoOwner).await.expect("shared");
    principals::disable(&world.steward, &ada, "soul").await.expect("disabled");
    flow
}

#[tokio::test]
async fn the_last_active_owner_stays_until_there_is_another() {
    let world = World::new().await;
    let flow = left(&world).await;
    let (steward, ada, roohi) = (&world.steward, world.op("ada").await, world.op("roohi").await);
    let ends = NewGrant { ends_at: Some(steward.now().plus_millis(DAY)), ..Tier::CoOwner.into() };
    for op in [&roohi, &ada] {
        for new in [Tier::Viewer.into(), Tier::RunOnlyUser.into(), ends.clone()] {
            let refused = sharing::set(steward, op, "dev", &flow, "roohi", new).await.expect_err("refused");
            assert_eq!((refused.kind, refused.code), (ErrorKind::Conflict, ErrorCode::LastOwner));
            assert!(refused.hint.is_some_and(|hint| hint.contains("co-owner") && hint.contains("primary owner")));
        }
        let refused = sharing::remove(steward, op, "dev", &flow, "roohi").await.expect_err("refused");
        assert_eq!(refused.code, ErrorCode::LastOwner);
    }
    let grants = sharing::list(steward, &roohi, "dev", &flow).await.expect("grants");
    assert_eq!((grants.len(), grants[1].tier, grants[1].ends_at), (2, Tier::CoOwner, None), "nothing was changed");
    // What takes nothing from the owners is as it was.
    sharing::set(steward, &roohi, "dev", &flow, "david", Tier::Viewer).await.expect("shared");
    sharing::remove(steward, &roohi, "dev", &flow, "david").await.expect("removed");
    sharing::set(steward, &roohi, "dev", &flow, "sam", Tier::CoOwner).await.expect("shared");
    sharing::remove(steward, &roohi, "dev", &flow, "roohi").await.expect("Sam stays");
    let sam = world.op("sam").await;
    sharing::set(steward, &sam, "dev", &flow, "sam", Tier::PrimaryOwner).await.expect("taken over");
    sharing::remove(steward, &sam, "dev", &flow, "soul").await.expect("removed");
}

#[tokio::test]
async fn the_members_of_a_group_are_owners_too() {
    let world = World::new().await;
    let flow = left(&world).await;
    let (steward, ada, roohi) = (&world.steward, world.op("ada").await, world.op("roohi").await);
    sharing::set(steward, &roohi, "dev", &flow, "team", Tier::CoOwner).await.expect("shared");
    assert_eq!(kind(sharing::remove(steward, &roohi, "dev", &flow, "roohi").await), ErrorKind::Conflict, "it is empty");
    principals::create(steward, &ada, new_principal("crew", PrincipalKind::Group)).await.expect("created");
    principals::set_group_member(steward, &ada, "team", "crew", true).await.expect("a member");
    for (group, member) in [("crew", "david"), ("team", "david"), ("crew", "robot")] {
        principals::set_group_member(steward, &ada, group, member, true).await.expect("a member");
    }
    let grants = sharing::list(steward, &roohi, "dev", &flow).await.expect("grants");
    let sizes: Vec<_> = grants.iter().map(|it| it.group_size.map(|size| (size.direct, size.all))).collect();
    assert_eq!(sizes, [None, None, Some((2, 2))], "David counts once, the crew only for its members");
    sharing::remove(steward, &roohi, "dev", &flow, "roohi").await.expect("the team owns it");
    let refused = sharing::remove(steward, &ada, "dev", &flow, "team").await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::LastOwner);
}

#[tokio::test]
async fn an_environment_says_how_long_a_share_lasts_and_that_it_gives_a_reason() {
    let world = World::new().await;
    let (steward, ada, soul) = (&world.steward, world.op("ada").await, world.op("soul").await);
    let flow = named(world.flow("soul", "Say hello", BUTTON).await.summary.id);
    sharing::set(steward, &soul, "dev", &flow, "roohi", Tier::Viewer).await.expect("shared before");
    let changes = EnvironmentChanges { grant_days: Some(Some(90)), reason_required: Some(true), ..Default::default() };
    for (who, refused) in
        [("soul", ErrorKind::Forbidden), ("david", ErrorKind::Forbidden), ("olga", ErrorKind::NotFound)]
    {
        assert_eq!(
            kind(environments::update(steward, &world.op(who).await, "dev", changes.clone()).await),
            refused,
            "{who}"
        );
    }
    for days in [0, 3_651] {
        let changes = EnvironmentChanges { grant_days: Some(Some(days)), ..changes.clone() };
        assert_eq!(kind(environments::update(steward, &ada, "dev", changes.clone()).await), ErrorKind::Invalid);
    }
    let changed = environments::update(steward, &ada, "dev", changes.clone()).await.expect("changed");
    assert_eq!((changed.policy.grant_days, changed.policy.reason_required), (Some(90), true));
    let elsewhere = environments::get(steward, &ada, "prod").await.expect("seen");
    assert_eq!(elsewhere.policy, environments::SharingPolicy::default());

    let at = |days: i64| Some(steward.now().plus_millis(days * DAY));
    let reason = || Some("while Ana is away".to_owned());
    for (new, path) in [
        (NewGrant { reason: Some(" ".to_owned()), ..Tier::Viewer.into() }, "reason"),
        (NewGrant { reason: None, ..Tier::PrimaryOwner.into() }, "reason"),
        (NewGrant { reason: reason(), ends_at: at(91), ..Tier::Viewer.into() }, "endsAt"),
    ] {
        let refused = sharing::set(steward, &soul, "dev", &flow, "david", new).await.expect_err("refused");
        assert_eq!((refused.code, refused.path.as_deref()), (ErrorCode::SharePolicy, Some(path)), "{refused}");
    }
    for (ends_at, ends) in [(None, at(90)), (at(90), at(90)), (at(7), at(7))] {
        let new = NewGrant { reason: reason(), ends_at, ..Tier::CoOwner.into() };
        let grant = sharing::set(steward, &soul, "dev", &flow, "david", new).await.expect("shared");
        assert_eq!(grant.ends_at, ends);
    }
    let new = NewGrant { reason: reason(), ..Tier::PrimaryOwner.into() };
    sharing::set(steward, &soul, "dev", &flow, "sam", new).await.expect("handed over");
    let grants = sharing::list(steward, &soul, "dev", &flow).await.expect("grants");
    let end = |name: &str| grants.iter().find(|it| it.principal.name == name).expect("a grant").ends_at;
    assert_eq!((end("sam"), end("soul"), end("roohi")), (None, at(90), None), "what was shared before stays");

    let back = EnvironmentChanges { grant_days: Some(None), ..Default::default() };
    let changed = environments::update(steward, &ada, "dev", back).await.expect("changed");
    assert_eq!((changed.policy.grant_days, changed.policy.reason_required), (None, true), "what is left out stays");
    let wanted = audit::Filter { action: Some("environment.update".to_owned()), ..audit::Filter::default() };
    let entries: Result<_, store::StoreError> = steward.store().read(move |tx| audit::list(tx, &wanted, None, 9)).await;
    let details: Vec<_> = entries.expect("the log").into_iter().map(|it| it.entry.detail).collect();
    assert_eq!(details.len(), 2, "what was refused changed nothing");
    let told: serde_json::Value = serde_json::from_str(&details[1]).expect("JSON");
    assert_eq!((&told["after"]["grantDays"], &told["after"]["reasonRequired"]), (&90.into(), &true.into()), "{told}");
    let said = flows::access::get(steward, &soul, "dev", &flow, None).await.expect("an answer");
    assert_eq!(said.policy, changed.policy);
}
