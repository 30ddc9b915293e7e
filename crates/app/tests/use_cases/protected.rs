//! A protected environment changes through deployments, and by hand only while two persons agree.

use app::{
    AppError, ErrorKind,
    audit::{self, Wanted},
    break_glass::{self, BreakGlassView},
    connections::{
        self,
        credentials::{self, NewCredentials},
        reauthenticate::reauthenticate,
    },
    environments::{self, EnvironmentChanges, Signatures, Signer},
    flows::{self, NewFlow},
    references,
    roles::{self, NewRole},
    variables,
};
use model::{BreakGlassId, BreakGlassState, EnvironmentRole, ErrorCode};
use serde_json::json;
use wdl::definition::RuntimeSource;

use crate::world::{BUTTON, World, dataverse, door, door_at, kind, named, password, row_flow};

/// `dev`, protected, with an admin beside Ada who administers the installation.
pub(crate) async fn protected() -> World {
    let world = World::new().await;
    let ada = world.op("ada").await;
    environments::set_member(&world.steward, &ada, "dev", "roohi", EnvironmentRole::Admin).await.expect("a member");
    protect(&world, true).await.expect("protected");
    world
}

pub(crate) async fn protect(world: &World, protected: bool) -> Result<environments::EnvironmentView, AppError> {
    let changes = EnvironmentChanges { protected: Some(protected), ..Default::default() };
    environments::update(&world.steward, &world.op("ada").await, "dev", changes).await
}

async fn ask(world: &World, who: &str) -> Result<BreakGlassView, AppError> {
    break_glass::ask(&world.steward, &world.op(who).await, "dev", "The address is wrong.", 30).await
}

async fn approve(world: &World, who: &str, id: BreakGlassId) -> Result<BreakGlassView, AppError> {
    break_glass::approve(&world.steward, &world.op(who).await, "dev", id).await
}

/// Opens `dev` for half an hour.
pub(crate) async fn open(world: &World) -> BreakGlassId {
    let id = ask(world, "roohi").await.expect("asked").asked.id;
    approve(world, "ada", id).await.expect("approved");
    id
}

pub(crate) fn code<T>(result: Result<T, AppError>) -> ErrorCode {
    result.err().expect("an error").code
}

#[tokio::test]
async fn what_a_solution_brings_is_refused_and_what_is_the_environments_own_is_not() {
    let world = World::new().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let flow = world.flow("ada", "Row", &row_flow("", false)).await;
    let connection = world.connect("ada", "dev").await.id;
    let name = named(flow.summary.id);
    let key = flow.references[0].key.clone();
    protect(&world, true).await.expect("protected");

    let new = NewFlow { name: "x".to_owned(), definition: BUTTON.to_owned(), id: None };
    let role = NewRole { name: "x".to_owned(), may_act_on_behalf: false, privileges: Vec::new() };
    let choice = (RuntimeSource::Invoker, connections::impact::Asked::default());
    let with = connections::impact::Choice::from(Some(connection));
    let refused = [
        ("create", flows::create(steward, &ada, "dev", new).await.err()),
        ("update", flows::update(steward, &ada, "dev", &name, Some("y".to_owned()), None).await.err()),
        ("delete", flows::delete(steward, &ada, "dev", &name).await.err()),
        ("swap", flows::swap::swap(steward, &ada, "dev", &name, &key, Some(connection)).await.err()),
        ("run only", flows::run_only::choose(steward, &ada, "dev", &name, &key, choice).await.err()),
        ("bind", references::bind(steward, &ada, "dev", "contoso_x", None).await.err()),
        ("replace", connections::replace::replace(steward, &ada, "dev", connection, with).await.err()),
        ("make a role", roles::create(steward, &ada, "dev", role.clone()).await.err()),
        ("change a role", roles::update(steward, &ada, "dev", "Everything", role).await.err()),
    ];
    for (what, error) in refused {
        let error = error.unwrap_or_else(|| panic!("{what} happened"));
        assert_eq!(
            (error.code, error.kind),
            (ErrorCode::EnvironmentProtected, ErrorKind::Forbidden),
            "{what}: {error}"
        );
    }

    flows::disable(steward, &ada, "dev", &name).await.expect("turned off");
    environments::set_member(steward, &ada, "dev", "olga", EnvironmentRole::User).await.expect("a member");
    connections::create(steward, &ada, "dev", dataverse(None)).await.expect("a connection");
    assert_eq!(code(variables::set(steward, &ada, "dev", "none", None).await), ErrorCode::NotFound);
}

#[tokio::test]
async fn a_connection_gets_new_credentials_and_leads_where_it_led() {
    let world = World::new().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let id = connections::create(steward, &ada, "dev", door()).await.expect("a connection").id;
    protect(&world, true).await.expect("protected");
    let new = |address: Option<&str>| NewCredentials {
        parameters: address.map(door_at),
        credentials: password("new"),
        expires_at: None,
    };
    let asked = connections::impact::Asked::default;
    let elsewhere = Some("https://elsewhere.example");
    let replaced = credentials::replace(steward, &ada, "dev", id, new(elsewhere)).await;
    assert_eq!(code(replaced), ErrorCode::EnvironmentProtected);
    let signed_in = reauthenticate(steward, &ada, "dev", id, new(elsewhere), asked()).await;
    assert_eq!(code(signed_in), ErrorCode::EnvironmentProtected);
    credentials::replace(steward, &ada, "dev", id, new(None)).await.expect("new credentials");
    reauthenticate(steward, &ada, "dev", id, new(None), asked()).await.expect("signed in anew");
}

#[tokio::test]
async fn break_glass_takes_two_persons_and_ends_by_itself() {
    let world = protected().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let make = async || {
        let new = NewFlow { name: "Repair".to_owned(), definition: BUTTON.to_owned(), id: None };
        flows::create(steward, &world.op("roohi").await, "dev", new).await
    };
    assert_eq!(kind(ask(&world, "soul").await), ErrorKind::Forbidden, "a maker may not");
    for (reason, minutes) in [("  ", 30), ("x", 0), ("x", 61)] {
        assert_eq!(kind(break_glass::ask(steward, &ada, "dev", reason, minutes).await), ErrorKind::Invalid);
    }
    let asked = ask(&world, "roohi").await.expect("asked");
    assert_eq!(asked.state, BreakGlassState::Asked);
    let id = asked.asked.id;
    assert_eq!(code(make().await), ErrorCode::EnvironmentProtected, "asking opens nothing");
    assert_eq!(code(ask(&world, "ada").await), ErrorCode::BreakGlassState, "one at a time");
    assert_eq!(code(approve(&world, "roohi", id).await), ErrorCode::BreakGlassTakesTwo);
    assert_eq!(kind(approve(&world, "soul", id).await), ErrorKind::Forbidden);
    assert_eq!(code(approve(&world, "ada", BreakGlassId::new()).await), ErrorCode::NotFound);

    let open = approve(&world, "ada", id).await.expect("approved");
    assert_eq!((open.state, open.approved_by.map(|it| it.name)), (BreakGlassState::Open, Some("ada".to_owned())));
    assert_eq!(code(approve(&world, "ada", id).await), ErrorCode::BreakGlassState);
    let shown = environments::get(steward, &world.op("david").await, "dev").await.expect("an environment");
    assert_eq!(shown.break_glass.map(|it| it.asked.id), Some(id), "everybody there is told");
    make().await.expect("made");
    let entries = audit::list(steward, &ada, Wanted::default(), None, 1).await.expect("entries");
    assert_eq!(entries[0].action, "flow.create");
    assert!(entries[0].detail.contains(&format!(r#""breakGlass":"{id}""#)), "{}", entries[0].detail);

    world.pass(30 * 60);
    assert_eq!(code(make().await), ErrorCode::EnvironmentProtected, "the time is over");
    let all = break_glass::list(steward, &world.op("david").await, "dev").await.expect("a list");
    assert_eq!(all.iter().map(|it| it.state).collect::<Vec<_>>(), [BreakGlassState::Ended]);
    let end = async |id| break_glass::end(steward, &world.op("roohi").await, "dev", id).await;
    assert_eq!(code(end(id).await), ErrorCode::BreakGlassState, "it is over already");

    let second = ask(&world, "ada").await.expect("asked again").asked.id;
    approve(&world, "roohi", second).await.expect("approved");
    end(second).await.expect("ended");
    assert_eq!(code(make().await), ErrorCode::EnvironmentProtected, "ended before its time");

    let third = ask(&world, "ada").await.expect("asked again").asked.id;
    world.pass(24 * 60 * 60);
    assert_eq!(code(approve(&world, "roohi", third).await), ErrorCode::BreakGlassState, "nobody agreed within a day");
}

#[tokio::test]
async fn break_glass_is_for_persons_and_for_what_is_protected() {
    let world = protected().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    environments::set_member(steward, &ada, "dev", "robot", EnvironmentRole::Admin).await.expect("a member");
    let asked = break_glass::ask(steward, &world.op("robot").await, "dev", "It wants to.", 5).await;
    assert_eq!(code(asked), ErrorCode::BreakGlassTakesTwo);
    let prod = break_glass::ask(steward, &ada, "prod", "It is not protected.", 5).await;
    assert_eq!(code(prod), ErrorCode::BreakGlassState);
}

#[tokio::test]
async fn what_guards_an_environment_is_weakened_only_by_two() {
    let world = protected().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let update = async |who: &str, changes: EnvironmentChanges| {
        environments::update(steward, &world.op(who).await, "dev", changes).await
    };
    let signers = vec![Signer { name: "build".to_owned(), public_key: "A".repeat(43) + "=" }];
    let require = EnvironmentChanges {
        signatures: Some(Signatures::Require),
        signers: Some(signers.clone()),
        ..Default::default()
    };
    assert_eq!(kind(update("roohi", require.clone()).await), ErrorKind::Forbidden, "an admin of the environment alone");
    let without = EnvironmentChanges { signatures: Some(Signatures::Require), ..Default::default() };
    assert_eq!(kind(update("ada", without).await), ErrorKind::Invalid, "nobody could sign");
    let short = vec![Signer { public_key: "AAAA".to_owned(), ..signers[0].clone() }];
    let wrong = EnvironmentChanges { signers: Some(short), ..Default::default() };
    assert_eq!(kind(update("ada", wrong).await), ErrorKind::Invalid, "no key");
    let renamed = EnvironmentChanges { display_name: Some("Live".to_owned()), ..require };
    let shown = update("ada", renamed).await.expect("guarded more");
    assert_eq!((&*shown.environment.display_name, shown.trust.signers), ("Live", signers));

    let weaker = EnvironmentChanges { signatures: Some(Signatures::Warn), ..Default::default() };
    let another = EnvironmentChanges {
        signers: Some(vec![Signer { name: "mallory".to_owned(), public_key: "B".repeat(42) + "A=" }]),
        ..Default::default()
    };
    let open = EnvironmentChanges { protected: Some(false), ..Default::default() };
    for changes in [&weaker, &another, &open] {
        assert_eq!(code(update("ada", changes.clone()).await), ErrorCode::EnvironmentProtected, "{changes:?}");
    }
    let id = ask(&world, "ada").await.expect("asked").asked.id;
    approve(&world, "roohi", id).await.expect("approved");
    let shown = update("ada", open).await.expect("by two");
    assert!(!shown.environment.protected);
    let entries = audit::list(steward, &ada, Wanted::default(), None, 1).await.expect("entries");
    let detail: serde_json::Value = serde_json::from_str(&entries[0].detail).expect("JSON");
    assert_eq!((&detail["breakGlass"], &detail["after"]["protected"]), (&json!(id), &json!(false)));
}
