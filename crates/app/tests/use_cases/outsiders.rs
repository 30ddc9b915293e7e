//! Who may not know of a thing is told that there is none; who may know of it but not do this is told so.

use ::solutions::plan::Mode;
use app::{
    ErrorKind, connections, environments, flows,
    flows::{address, sharing, swap},
    references, roles, solutions, variables,
};
use model::{EnvironmentRole, Tier};

use crate::world::{BUTTON, World, dataverse, kind, named};

/// What each use case answers to somebody who may not, in the order in which they are asked.
pub(crate) async fn answers(
    world: &World,
    who: &str,
    flow: model::FlowId,
    connection: model::ConnectionId,
) -> Vec<Option<ErrorKind>> {
    let (steward, op, flow) = (&world.steward, &world.op(who).await, &named(flow));
    let new_flow = flows::NewFlow { name: "x".to_owned(), definition: BUTTON.to_owned(), id: None };
    let role = roles::NewRole { name: "x".to_owned(), may_act_on_behalf: true, privileges: Vec::new() };
    let mut all = vec![
        result(flows::get(steward, op, "dev", flow).await),
        result(flows::version(steward, op, "dev", flow, 1, flows::Supposed::default()).await),
        result(flows::update(steward, op, "dev", flow, Some("y".to_owned()), None).await),
        result(flows::enable(steward, op, "dev", flow).await),
        result(flows::disable(steward, op, "dev", flow).await),
        result(address::renew(steward, op, "dev", flow).await),
        result(sharing::list(steward, op, "dev", flow).await),
        result(sharing::set(steward, op, "dev", flow, who, Tier::CoOwner).await),
        result(sharing::remove(steward, op, "dev", flow, who).await),
        result(swap::swap(steward, op, "dev", flow, "shared_action", None).await),
        result(flows::delete(steward, op, "dev", flow).await),
    ];
    all.extend([
        result(flows::create(steward, op, "dev", new_flow).await),
        result(connections::create(steward, op, "dev", dataverse(None)).await),
        result(connections::get(steward, op, "dev", connection).await),
        result(connections::delete(steward, op, "dev", connection).await),
        result(references::list(steward, op, "dev").await),
        result(references::bind(steward, op, "dev", "x", Some(connection)).await),
        result(variables::list(steward, op, "dev").await),
        result(variables::set(steward, op, "dev", "x", None).await),
        result(roles::create(steward, op, "dev", role).await),
        result(roles::set_member(steward, op, "dev", "x", who, true).await),
        result(environments::set_member(steward, op, "dev", who, EnvironmentRole::Admin).await),
        result(environments::remove_member(steward, op, "dev", "soul").await),
        result(solutions::plan(steward, op, "dev", nothing(), Mode::Upgrade).await),
        result(solutions::apply(steward, op, "dev", nothing(), Mode::Upgrade, None).await),
        result(solutions::package(steward, op, "dev", "x", solutions::ExportHow::default()).await),
    ]);
    all
}

/// A package that was read and holds nothing.
fn nothing() -> solutions::Read {
    solutions::Read {
        zip: Vec::new(),
        package: ::solutions::Package::new(),
        contents: ::solutions::Contents::default(),
        settings: ::solutions::Settings::default(),
        settings_text: None,
        envelope: None,
        warnings: Vec::new(),
        findings: Vec::new(),
    }
}

/// Nothing, where it was allowed.
fn result<T>(answer: Result<T, app::AppError>) -> Option<ErrorKind> {
    answer.err().map(|error| error.kind)
}

#[tokio::test]
async fn somebody_from_outside_finds_nothing() {
    let world = World::new().await;
    let flow = world.flow("soul", "Secret plans", BUTTON).await;
    let connection = world.connect("soul", "dev").await;
    for answer in answers(&world, "olga", flow.summary.id, connection.id).await {
        assert_eq!(answer, Some(ErrorKind::NotFound));
    }
    let olga = world.op("olga").await;
    let error = flows::get(&world.steward, &olga, "dev", &named(flow.summary.id)).await.expect_err("refused");
    assert!(!error.message.contains("Secret plans"));
    let absent = flows::get(&world.steward, &olga, "nowhere", &named(flow.summary.id)).await.expect_err("refused");
    assert_eq!(absent.message.replace("nowhere", "dev"), error.message);
    for lists in [
        flows::list(&world.steward, &olga, "dev").await.map(drop),
        connections::list(&world.steward, &olga, "dev").await.map(drop),
        flows::startable(&world.steward, &olga, "dev").await.map(drop),
        environments::members(&world.steward, &olga, "dev").await.map(drop),
        roles::list(&world.steward, &olga, "dev").await.map(drop),
        solutions::list(&world.steward, &olga, "dev").await.map(drop),
    ] {
        assert_eq!(kind(lists), ErrorKind::NotFound);
    }
    assert!(environments::list(&world.steward, &olga).await.expect("a list").is_empty());
}

#[tokio::test]
async fn a_member_sees_nothing_of_what_is_not_shared() {
    let world = World::new().await;
    let flow = world.flow("soul", "Secret plans", BUTTON).await;
    let connection = world.connect("soul", "dev").await;
    let all = answers(&world, "david", flow.summary.id, connection.id).await;
    assert!(all[..11].iter().all(|answer| *answer == Some(ErrorKind::NotFound)), "{all:?}");
    assert!(
        all.iter().all(|answer| [Some(ErrorKind::NotFound), Some(ErrorKind::Forbidden)].contains(answer)),
        "{all:?}"
    );
    let david = world.op("david").await;
    assert!(flows::list(&world.steward, &david, "dev").await.expect("a list").is_empty());
    assert!(connections::list(&world.steward, &david, "dev").await.expect("a list").is_empty());
}

#[tokio::test]
async fn a_run_only_user_is_refused_everything_but_starting() {
    let world = World::new().await;
    let flow = world.flow("soul", "Say hello", BUTTON).await;
    let connection = world.connect("soul", "dev").await;
    let (soul, name) = (world.op("soul").await, named(flow.summary.id));
    flows::enable(&world.steward, &soul, "dev", &name).await.expect("on");
    let grant = sharing::set(&world.steward, &soul, "dev", &name, "david", Tier::RunOnlyUser).await.expect("shared");
    assert_eq!(grant.tier, Tier::RunOnlyUser);
    let all = answers(&world, "david", flow.summary.id, connection.id).await;
    assert!(all[..11].iter().all(|answer| *answer == Some(ErrorKind::Forbidden)), "{all:?}");
    let david = world.op("david").await;
    let startable = flows::startable(&world.steward, &david, "dev").await.expect("a list");
    assert_eq!(startable.len(), 1);
    let summary = flows::summary(&world.steward, &david, "dev", &name).await.expect("known");
    assert_eq!(summary.may, [access::FlowAction::Know, access::FlowAction::Run]);
    sharing::set(&world.steward, &soul, "dev", &name, "david", Tier::Viewer).await.expect("shared");
    assert!(flows::startable(&world.steward, &david, "dev").await.expect("a list").is_empty());
    let refused = flows::get(&world.steward, &david, "dev", &name).await.expect_err("refused");
    assert_eq!(refused.kind, ErrorKind::Forbidden);
    assert!(refused.hint.expect("a hint").contains("co-owner"));
}

#[tokio::test]
async fn one_environment_cannot_reach_into_another() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let flow = world.flow("soul", "Say hello", BUTTON).await;
    let elsewhere = world.connect("ada", "prod").await;
    assert_eq!(kind(flows::get(&world.steward, &ada, "prod", &named(flow.summary.id)).await), ErrorKind::NotFound);
    assert_eq!(kind(connections::get(&world.steward, &ada, "dev", elsewhere.id).await), ErrorKind::NotFound);
    assert_eq!(kind(connections::delete(&world.steward, &ada, "dev", elsewhere.id).await), ErrorKind::NotFound);
    let soul = world.op("soul").await;
    assert_eq!(kind(connections::list(&world.steward, &soul, "prod").await), ErrorKind::NotFound);
}
