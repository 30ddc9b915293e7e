//! Roles that an environment makes for itself, and that nobody gives what he does not have.

use app::{
    ErrorKind, custom_roles, environments, flows,
    flows::sharing,
    lookup::{self, Run},
    principals,
};
use model::{EnvironmentRole, ErrorCode, Tier};
use store::custom_roles::CustomRole;

use crate::world::{BUTTON, World, kind, named};

fn role(name: &str, privileges: &[&str]) -> CustomRole {
    let privileges = privileges.iter().map(|name| (*name).to_owned()).collect();
    CustomRole { name: name.to_owned(), description: "For the night shift".to_owned(), privileges }
}

/// Ada makes a role and gives it to somebody.
async fn given(world: &World, who: &str, name: &str, privileges: &[&str]) {
    let ada = world.op("ada").await;
    custom_roles::put(&world.steward, &ada, "dev", role(name, privileges)).await.expect("a role");
    custom_roles::set_member(&world.steward, &ada, "dev", name, who, true).await.expect("given");
}

#[tokio::test]
async fn a_custom_role_gives_its_privileges_and_no_more() {
    let world = World::new().await;
    let (steward, olga) = (&world.steward, world.op("olga").await);
    let flow = world.flow("soul", "Say hello", BUTTON).await;
    let name = named(flow.summary.id);
    let soul = world.op("soul").await;
    flows::enable(steward, &soul, "dev", &name).await.expect("on");
    assert_eq!(kind(environments::get(steward, &olga, "dev").await), ErrorKind::NotFound);
    given(&world, "olga", "operator", &["flow.seeRuns", "flow.run"]).await;
    environments::get(steward, &olga, "dev").await.expect("entered");
    let summary = flows::summary(steward, &olga, "dev", &name).await.expect("known");
    assert_eq!(summary.may, [access::FlowAction::Know, access::FlowAction::Run, access::FlowAction::SeeRuns]);
    lookup::find_flow::<Run>(steward, &olga, "dev", &name).await.expect("may start it");
    assert_eq!(kind(flows::get(steward, &olga, "dev", &name).await), ErrorKind::Forbidden);
    assert_eq!(kind(flows::disable(steward, &olga, "dev", &name).await), ErrorKind::Forbidden);
    assert_eq!(kind(environments::get(steward, &olga, "prod").await), ErrorKind::NotFound);
    let ada = world.op("ada").await;
    custom_roles::set_member(steward, &ada, "dev", "operator", "olga", false).await.expect("taken");
    assert_eq!(kind(flows::summary(steward, &olga, "dev", &name).await), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_custom_role_reaches_the_members_of_a_group_until_it_is_removed() {
    let world = World::new().await;
    let (steward, ada, olga) = (&world.steward, world.op("ada").await, world.op("olga").await);
    given(&world, "team", "maker of flows", &["environment.createFlow"]).await;
    principals::set_group_member(steward, &ada, "team", "olga", true).await.expect("a member");
    world.flow("olga", "Hers", BUTTON).await;
    let listed = custom_roles::list(steward, &olga, "dev").await.expect("roles");
    assert_eq!((listed.len(), listed[0].members[0].name.as_str()), (1, "team"));
    custom_roles::remove(steward, &ada, "dev", "maker of flows").await.expect("removed");
    let new = flows::NewFlow { name: "Another".to_owned(), definition: BUTTON.to_owned(), id: None };
    assert_eq!(kind(flows::create(steward, &olga, "dev", new).await), ErrorKind::NotFound);
    assert_eq!(kind(custom_roles::remove(steward, &ada, "dev", "maker of flows").await), ErrorKind::NotFound);
}

#[tokio::test]
async fn nobody_gives_what_he_does_not_have() {
    let world = World::new().await;
    let (steward, sam) = (&world.steward, world.op("sam").await);
    let flow = world.flow("soul", "Say hello", BUTTON).await;
    let name = named(flow.summary.id);
    given(&world, "sam", "host", &["environment.manageMembers", "flow.share", "flow.run"]).await;
    given(&world, "david", "everything", &["flow.edit", "environment.manageRoles"]).await;
    let refused = |answer: Result<(), app::AppError>| {
        let error = answer.expect_err("a refusal");
        assert_eq!((error.kind, error.code), (ErrorKind::Forbidden, ErrorCode::PrivilegeNotHeld), "{error}");
    };
    refused(custom_roles::put(steward, &sam, "dev", role("mine", &["flow.edit"])).await.map(drop));
    refused(custom_roles::put(steward, &sam, "dev", role("host", &["environment.manageRoles"])).await.map(drop));
    refused(custom_roles::set_member(steward, &sam, "dev", "everything", "sam", true).await);
    for larger in [EnvironmentRole::Admin, EnvironmentRole::Auditor] {
        refused(environments::set_member(steward, &sam, "dev", "sam", larger).await.map(drop));
    }
    for larger in [Tier::Viewer, Tier::CoOwner, Tier::PrimaryOwner] {
        refused(sharing::set(steward, &sam, "dev", &name, "sam", larger).await.map(drop));
    }
    // What he has he gives: Sam is a maker, too.
    environments::set_member(steward, &sam, "dev", "olga", EnvironmentRole::Maker).await.expect("given");
    custom_roles::put(steward, &sam, "dev", role("starter", &["flow.run"])).await.expect("made");
    custom_roles::set_member(steward, &sam, "dev", "starter", "olga", true).await.expect("given");
    sharing::set(steward, &sam, "dev", &name, "david", Tier::RunOnlyUser).await.expect("shared");
}

#[tokio::test]
async fn only_who_manages_members_makes_custom_roles() {
    let world = World::new().await;
    let steward = &world.steward;
    for (who, expected) in
        [("soul", ErrorKind::Forbidden), ("david", ErrorKind::Forbidden), ("olga", ErrorKind::NotFound)]
    {
        let op = world.op(who).await;
        let new = role("mine", &["environment.enter"]);
        assert_eq!(kind(custom_roles::put(steward, &op, "dev", new).await), expected, "{who}");
        assert_eq!(kind(custom_roles::set_member(steward, &op, "dev", "mine", who, true).await), expected, "{who}");
        assert_eq!(kind(custom_roles::remove(steward, &op, "dev", "mine").await), expected, "{who}");
    }
    let ada = world.op("ada").await;
    for privileges in [&["flow.fly"] as &[&str], &[], &["installation.managePrincipals"]] {
        assert_eq!(kind(custom_roles::put(steward, &ada, "dev", role("x", privileges)).await), ErrorKind::Invalid);
    }
    let nameless = custom_roles::put(steward, &ada, "dev", role(" ", &["flow.run"])).await;
    assert_eq!(kind(nameless), ErrorKind::Invalid);
}
