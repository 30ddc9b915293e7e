//! Who has access to a flow: the answer is what happens when they try.

use app::{
    ErrorKind, FlowName, Op, custom_roles, environments, flows,
    flows::{access::AccessView, sharing, sharing::NewGrant},
    lookup::{self, Edit, FlowRight, Know, Run, SeeRuns},
    principals::{self, NewPrincipal},
    sign_in,
};
use model::{EnvironmentRole, PrincipalKind, TenantRole, Tier};
use store::custom_roles::CustomRole;

use crate::world::{BUTTON, World, kind, named, new_principal};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % below
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }
}

async fn access(world: &World, op: &Op, flow: &FlowName, principal: Option<&str>) -> AccessView {
    flows::access::get(&world.steward, op, "dev", flow, principal.map(str::to_owned)).await.expect("an answer")
}

async fn may<R: FlowRight>(world: &World, who: &str, flow: &FlowName) -> bool {
    let Ok(op) = sign_in::operator_named(&world.steward, who).await else { return false };
    lookup::find_flow::<R>(&world.steward, &op, "dev", flow).await.is_ok()
}

/// Users, service accounts and groups of groups with all kinds of shares and roles, some of which have ended or been taken back.
async fn organisation(world: &World, flow: &FlowName) -> Vec<String> {
    let (steward, ada, dice) = (&world.steward, world.op("ada").await, &mut Dice(7));
    let mut people = Vec::new();
    for number in 0..40 {
        let (name, kind) = match number % 10 {
            0 => (format!("account{number}"), PrincipalKind::ServiceAccount),
            _ => (format!("user{number}"), PrincipalKind::User),
        };
        let tenant_role = match number {
            7 => Some(TenantRole::Admin),
            8 => Some(TenantRole::Auditor),
            _ => None,
        };
        let new = NewPrincipal { tenant_role, ..new_principal(&name, kind) };
        principals::create(steward, &ada, new).await.expect("created");
        people.push(name);
    }
    let groups: Vec<&str> = "group0 group1 group2 group3 group4 group5 group6 group7".split(' ').collect();
    for group in &groups {
        principals::create(steward, &ada, new_principal(group, PrincipalKind::Group)).await.expect("created");
    }
    let all: Vec<&str> = people.iter().map(String::as_str).chain(groups.iter().copied()).collect();
    for _ in 0..50 {
        // A group within itself is refused, and that is as good.
        let _ = principals::set_group_member(steward, &ada, dice.pick(&groups), dice.pick(&all), true).await;
    }
    for _ in 0..16 {
        let tier = dice.pick(&[Tier::RunOnlyUser, Tier::Viewer, Tier::CoOwner]);
        let ends_at = (dice.roll(3) == 0).then(|| steward.now().plus_millis(60_000));
        let new = NewGrant { ends_at, ..tier.into() };
        sharing::set(steward, &ada, "dev", flow, dice.pick(&all), new).await.expect("shared");
    }
    let privileges = vec!["flow.seeRuns".to_owned()];
    let role = CustomRole { name: "operator".to_owned(), description: String::new(), privileges };
    custom_roles::put(steward, &ada, "dev", role).await.expect("a role");
    for _ in 0..10 {
        let role = dice.pick(&[EnvironmentRole::User, EnvironmentRole::Auditor, EnvironmentRole::Admin]);
        environments::set_member(steward, &ada, "dev", dice.pick(&all), role).await.expect("a member");
        let who = dice.pick(&all);
        custom_roles::set_member(steward, &ada, "dev", "operator", who, dice.roll(4) == 0).await.ok();
        // Who has a share and may not enter.
        environments::remove_member(steward, &ada, "dev", dice.pick(&all)).await.ok();
    }
    for _ in 0..5 {
        principals::disable(steward, &ada, dice.pick(&all)).await.ok();
    }
    world.pass(120);
    people
}

#[tokio::test]
async fn the_answer_is_what_happens_to_everybody_who_tries() {
    let world = World::new().await;
    let flow = named(world.flow("soul", "Say hello", BUTTON).await.summary.id);
    let mut people = organisation(&world, &flow).await;
    people.extend(["ada", "soul", "roohi", "david", "olga", "robot"].map(str::to_owned));
    let soul = world.op("soul").await;
    let said = access(&world, &soul, &flow, None).await;
    let mut seen = std::collections::HashSet::new();
    for who in &people {
        let happens = (
            may::<Run>(&world, who, &flow).await,
            may::<SeeRuns>(&world, who, &flow).await,
            may::<Edit>(&world, who, &flow).await,
        );
        let listed = said.people.iter().find(|person| person.principal.name == *who);
        let answer = listed.map_or((false, false, false), |it| (it.may_start, it.may_see_runs, it.may_change));
        assert_eq!(answer, happens, "{who}: {listed:?}");
        assert!(listed.is_some() || !may::<Know>(&world, who, &flow).await, "{who} knows of it");
        let alone = access(&world, &soul, &flow, Some(who)).await;
        assert_eq!(alone.people.len(), 1);
        assert!(alone.when_started.is_some());
        match listed {
            Some(listed) => assert_eq!(alone.people[0], *listed),
            None => assert!(alone.people[0].paths.is_empty(), "{who}"),
        }
        seen.insert((happens, listed.is_some()));
    }
    // Nobody is listed who may nothing, but for those who are disabled or may not enter.
    assert!(seen.len() >= 5, "a dull organisation: {seen:?}");
    assert!(said.active_owners <= said.owners && said.active_owners > 0);
}

#[tokio::test]
async fn every_way_is_told_with_its_groups_and_its_end() {
    let world = World::new().await;
    let (steward, ada, soul) = (&world.steward, world.op("ada").await, world.op("soul").await);
    let flow = named(world.flow("soul", "Say hello", BUTTON).await.summary.id);
    principals::create(steward, &ada, new_principal("crew", PrincipalKind::Group)).await.expect("created");
    principals::set_group_member(steward, &ada, "crew", "david", true).await.expect("a member");
    principals::set_group_member(steward, &ada, "team", "crew", true).await.expect("a member");
    let ends_at = Some(steward.now().plus_millis(60_000));
    sharing::set(steward, &soul, "dev", &flow, "team", NewGrant { ends_at, ..Tier::CoOwner.into() })
        .await
        .expect("shared");
    sharing::set(steward, &soul, "dev", &flow, "david", Tier::RunOnlyUser).await.expect("shared");
    environments::set_member(steward, &ada, "dev", "crew", EnvironmentRole::Auditor).await.expect("a member");
    let said = access(&world, &soul, &flow, Some("david")).await;
    let paths: Vec<_> = said.people[0].paths.iter().map(|path| (path.sentence.as_str(), path.ends_at)).collect();
    assert_eq!(
        paths,
        [
            ("run-only user", None),
            ("co-owner through the group Crew X. in the group Team X.", ends_at),
            ("auditor of the environment through the group Crew X.", None),
        ]
    );
    assert_eq!(said.people[0].tiers, [Tier::CoOwner, Tier::RunOnlyUser]);
    assert_eq!((said.active_owners, said.owners), (2, 2));
    principals::disable(steward, &ada, "david").await.expect("disabled");
    let said = access(&world, &soul, &flow, None).await;
    assert_eq!((said.active_owners, said.owners), (1, 2));
    let names: Vec<_> = said.people.iter().map(|it| it.principal.name.as_str()).collect();
    assert_eq!(names, ["soul", "david", "ada"], "owners first");
}

#[tokio::test]
async fn who_may_not_see_inside_learns_nothing_and_a_group_is_no_starter() {
    let world = World::new().await;
    let (steward, soul) = (&world.steward, world.op("soul").await);
    let flow = named(world.flow("soul", "Say hello", BUTTON).await.summary.id);
    sharing::set(steward, &soul, "dev", &flow, "david", Tier::RunOnlyUser).await.expect("shared");
    for (who, refused) in [("david", ErrorKind::Forbidden), ("olga", ErrorKind::NotFound), ("sam", ErrorKind::NotFound)]
    {
        let op = world.op(who).await;
        assert_eq!(kind(flows::access::get(steward, &op, "dev", &flow, None).await), refused, "{who}");
    }
    for (who, refused) in [("team", ErrorKind::Invalid), ("nobody", ErrorKind::NotFound)] {
        let asked = flows::access::get(steward, &soul, "dev", &flow, Some(who.to_owned())).await;
        assert_eq!(kind(asked), refused, "{who}");
    }
}

#[tokio::test]
async fn the_manager_and_the_editors_are_suggested_as_co_owners() {
    let world = World::new().await;
    let (steward, ada, soul) = (&world.steward, world.op("ada").await, world.op("soul").await);
    let flow = named(world.flow("soul", "Say hello", BUTTON).await.summary.id);
    let facts = principals::Facts { manager: Some(Some("olga".to_owned())), ..principals::Facts::default() };
    principals::update(steward, &ada, "soul", facts).await.expect("a manager");
    for _ in 0..2 {
        flows::update(steward, &ada, "dev", &flow, None, Some(BUTTON.to_owned())).await.expect("saved");
    }
    let suggested = async || {
        let said = access(&world, &soul, &flow, None).await;
        said.suggested.into_iter().map(|chip| chip.name).collect::<Vec<_>>()
    };
    assert_eq!(suggested().await, ["olga", "ada"]);
    sharing::set(steward, &soul, "dev", &flow, "ada", Tier::CoOwner).await.expect("shared");
    principals::disable(steward, &ada, "olga").await.expect("disabled");
    assert!(suggested().await.is_empty(), "an owner and who may not act");
}
