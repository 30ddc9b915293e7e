//! An auditor reads everything, and changes and starts nothing.

use app::{
    ErrorKind, audit, connections, environments, flows, flows::sharing, nodes, principals, references, variables,
};
use model::{EnvironmentRole, PrincipalKind, TenantRole, Tier};

use crate::{
    outsiders::answers,
    world::{BUTTON, World, kind, named, new_principal},
};

/// Vera audits the installation, Ed audits `dev`.
async fn audited() -> (World, app::FlowName, model::ConnectionId) {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let vera = principals::NewPrincipal {
        tenant_role: Some(TenantRole::Auditor),
        ..new_principal("vera", PrincipalKind::User)
    };
    principals::create(&world.steward, &ada, vera).await.expect("created");
    principals::create(&world.steward, &ada, new_principal("ed", PrincipalKind::User)).await.expect("created");
    environments::set_member(&world.steward, &ada, "dev", "ed", EnvironmentRole::Auditor).await.expect("a member");
    let flow = world.flow("soul", "Say hello", BUTTON).await;
    let connection = world.connect("soul", "dev").await;
    let (soul, name) = (world.op("soul").await, named(flow.summary.id));
    flows::enable(&world.steward, &soul, "dev", &name).await.expect("on");
    (world, name, connection.id)
}

#[tokio::test]
async fn auditors_read_everything() {
    let (world, flow, connection) = audited().await;
    let steward = &world.steward;
    for who in ["vera", "ed"] {
        let op = world.op(who).await;
        assert_eq!(flows::list(steward, &op, "dev").await.expect("flows").len(), 1);
        let detail = flows::get(steward, &op, "dev", &flow).await.expect("the definition");
        assert_eq!(detail.summary.may.len(), 3, "{:?}", detail.summary.may);
        flows::version(steward, &op, "dev", &flow, 1, flows::Supposed::default()).await.expect("a version");
        assert_eq!(sharing::list(steward, &op, "dev", &flow).await.expect("the shares").len(), 1);
        connections::get(steward, &op, "dev", connection).await.expect("a connection");
        references::list(steward, &op, "dev").await.expect("references");
        variables::list(steward, &op, "dev").await.expect("variables");
        assert!(!audit::list(steward, &op, of("dev"), None, 10).await.expect("entries").is_empty());
    }
    let (vera, ed) = (world.op("vera").await, world.op("ed").await);
    assert_eq!(environments::list(steward, &vera).await.expect("environments").len(), 2);
    assert_eq!(environments::list(steward, &ed).await.expect("environments").len(), 1);
    audit::list(steward, &vera, audit::Wanted::default(), None, 10).await.expect("the audit log");
    audit::verify(steward, &vera).await.expect("verified");
    nodes::list(steward, &vera).await.expect("servers");
    assert_eq!(kind(audit::list(steward, &ed, audit::Wanted::default(), None, 10).await), ErrorKind::Forbidden);
    assert_eq!(kind(audit::list(steward, &ed, of("prod"), None, 10).await), ErrorKind::NotFound);
    assert_eq!(kind(nodes::list(steward, &ed).await), ErrorKind::Forbidden);
}

#[tokio::test]
async fn auditors_change_and_start_nothing() {
    let (world, flow, connection) = audited().await;
    let app::FlowName::Id(id) = flow else { panic!("an id") };
    let steward = &world.steward;
    for who in ["vera", "ed"] {
        let all = answers(&world, who, id, connection).await;
        // What an auditor may read answers nothing here, for `answers` expects refusals.
        assert!(all.iter().all(|answer| *answer == Some(ErrorKind::Forbidden) || answer.is_none()), "{who}: {all:?}");
        assert_eq!(all.iter().filter(|answer| answer.is_none()).count(), 6, "{who}: {all:?}");
        let op = world.op(who).await;
        assert!(flows::startable(steward, &op, "dev").await.expect("a list").is_empty());
        let started = app::lookup::find_flow::<app::lookup::Run>(steward, &op, "dev", &flow).await;
        assert_eq!(kind(started), ErrorKind::Forbidden);
        let new = new_principal("mallory", PrincipalKind::User);
        assert_eq!(kind(principals::create(steward, &op, new).await), ErrorKind::Forbidden);
        assert_eq!(kind(principals::disable(steward, &op, "soul").await), ErrorKind::Forbidden);
    }
}

#[tokio::test]
async fn the_address_that_starts_a_flow_is_not_for_auditors() {
    let (world, ..) = audited().await;
    let http = BUTTON.replace("Button", "Http");
    let flow = world.flow("soul", "Take orders", &http).await;
    let name = named(flow.summary.id);
    assert!(flow.address.is_some());
    let vera = world.op("vera").await;
    assert!(flows::get(&world.steward, &vera, "dev", &name).await.expect("seen").address.is_none());
    let soul = world.op("soul").await;
    sharing::set(&world.steward, &soul, "dev", &name, "vera", Tier::CoOwner).await.expect("shared");
    assert!(flows::get(&world.steward, &vera, "dev", &name).await.expect("seen").address.is_some());
}

#[tokio::test]
async fn a_group_has_no_role_in_the_installation() {
    let world = World::new().await;
    let group = principals::NewPrincipal {
        tenant_role: Some(TenantRole::Auditor),
        ..new_principal("auditors", PrincipalKind::Group)
    };
    assert_eq!(kind(principals::create(&world.steward, &world.op("ada").await, group).await), ErrorKind::Invalid);
}

fn of(environment: &str) -> audit::Wanted {
    audit::Wanted { environment: Some(environment.to_owned()), ..audit::Wanted::default() }
}
