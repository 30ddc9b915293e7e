//! Whose connections a flow uses for those who start it.

use app::{
    ErrorKind, connections::impact::Asked, flows, flows::Supposed, flows::run_only, flows::sharing, flows::swap,
    principals,
};
use model::{ConnectionMode, ErrorCode, Tier};
use store::audit;
use wdl::definition::RuntimeSource::{Embedded, Invoker};

use crate::world::{DATAVERSE, World, kind, named, row_flow};

const KEY: &str = "shared_action";

/// A flow with this trigger that reads contacts.
fn reading(trigger: &str) -> String {
    format!(
        r#"{{"properties": {{
            "connectionReferences": {{"{KEY}": {{"runtimeSource": "embedded", "connection": {{}}, "api": {{"name": "{DATAVERSE}"}}}}}},
            "definition": {{
                "triggers": {{"manual": {trigger}}},
                "actions": {{"List": {{"type": "OpenApiConnection", "runAfter": {{}}, "inputs": {{
                    "host": {{"connectionName": "{KEY}", "operationId": "ListRecords", "apiId": "x"}},
                    "parameters": {{"entityName": "contacts"}}}}}},
                    "Answer": {{"type": "Response", "kind": "PowerApp", "inputs": {{"statusCode": 200}}, "runAfter": {{"List": ["Succeeded"]}}}}}}
            }}
        }}, "schemaVersion": "1.0.0.0"}}"#
    )
}

const BUTTON: &str = r#"{"type": "Request", "kind": "Button", "inputs": {"schema": {"type": "object"}}}"#;

fn rehearsed() -> Asked {
    Asked { dry_run: true, impact: None }
}

#[tokio::test]
async fn the_choice_is_a_new_version_of_the_flows_file() {
    let world = World::new().await;
    let (steward, soul) = (&world.steward, world.op("soul").await);
    let flow = named(world.flow("soul", "Read", &reading(BUTTON)).await.summary.id);
    let own = world.connect("soul", "dev").await;
    swap::swap(steward, &soul, "dev", &flow, KEY, Some(own.id)).await.expect("chosen");
    flows::enable(steward, &soul, "dev", &flow).await.expect("on");
    sharing::set(steward, &soul, "dev", &flow, "david", Tier::RunOnlyUser).await.expect("shared");
    let listed = run_only::list(steward, &soul, "dev", &flow).await.expect("a list");
    assert_eq!((listed.len(), listed[0].source, listed[0].why_not.as_deref()), (1, Embedded, None));
    assert_eq!(listed[0].connection.as_ref().map(|it| it.id), Some(own.id));
    let warning = listed[0].warning.as_deref().expect("a warning");
    assert!(
        warning.starts_with("2 of 3 who may start the flow have no connection for Microsoft Dataverse yet"),
        "{warning}"
    );

    let would = run_only::choose(steward, &soul, "dev", &flow, KEY, (Invoker, rehearsed())).await.expect("an answer");
    assert_eq!((would.version, would.undo, would.references[0].mode), (2, Embedded, ConnectionMode::RunOnlyUser));
    assert_eq!(flows::get(steward, &soul, "dev", &flow).await.expect("seen").summary.version, 1, "only said");
    let seen = Asked { dry_run: false, impact: Some(would.impact.digest) };
    let done = run_only::choose(steward, &soul, "dev", &flow, KEY, (Invoker, seen)).await.expect("chosen");
    let action = &done.impact.flows[0].actions[0];
    assert_eq!(action.before.0, "Acts as Soul X.: it uses its own connection.");
    assert_eq!(action.after.sentence, "Acts as whoever starts the flow, through a connection of their own.");
    let text = async |number| {
        let version = flows::version(steward, &soul, "dev", &flow, number, Supposed::default()).await;
        version.expect("a version").definition.to_json_string()
    };
    assert_eq!(text(2).await, text(1).await.replace(r#""runtimeSource":"embedded""#, r#""runtimeSource":"invoker""#));

    let again =
        run_only::choose(steward, &soul, "dev", &flow, KEY, (Invoker, Asked::default())).await.expect("as it is");
    assert_eq!((again.version, again.undo), (2, Invoker), "no version says nothing new");
    let back = run_only::choose(steward, &soul, "dev", &flow, KEY, (Embedded, Asked::default())).await.expect("chosen");
    assert_eq!((back.version, back.references[0].mode), (3, ConnectionMode::Own));
    let entries: Result<_, store::StoreError> =
        steward.store().read(|tx| audit::list(tx, &audit::Filter::default(), None, 100)).await;
    let entries = entries.expect("the log");
    let said: Vec<_> = entries.iter().filter(|it| it.entry.action == "flow.run-only.choose").collect();
    assert_eq!(said.len(), 3, "a dry run says nothing");
}

#[tokio::test]
async fn nobody_provides_a_connection_where_nobody_presses_a_button() {
    let world = World::new().await;
    let (steward, soul) = (&world.steward, world.op("soul").await);
    let recurrence = r#"{"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}"#;
    for (definition, why) in [
        (row_flow("", false), "A flow that row changes start has nobody who could provide a connection."),
        (reading(recurrence), "A flow that the clock starts has nobody who could provide a connection."),
        (
            reading(&BUTTON.replace("Button", "Http")),
            "A flow that an HTTP request starts has nobody who could provide a connection.",
        ),
    ] {
        let flow = named(world.flow("soul", "Read", &definition).await.summary.id);
        let listed = run_only::list(steward, &soul, "dev", &flow).await.expect("a list");
        assert_eq!((listed[0].why_not.as_deref(), listed[0].warning.as_deref()), (Some(why), None));
        for asked in [rehearsed(), Asked::default()] {
            let refused = run_only::choose(steward, &soul, "dev", &flow, KEY, (Invoker, asked)).await;
            let refused = refused.expect_err("refused");
            assert_eq!((refused.code, refused.message.as_str()), (ErrorCode::RunOnlyChoiceRefused, why));
        }
        assert_eq!(flows::get(steward, &soul, "dev", &flow).await.expect("seen").summary.version, 1);
    }
}

#[tokio::test]
async fn a_flow_that_another_calls_uses_its_own_connections() {
    let world = World::new().await;
    let (steward, soul, roohi) = (&world.steward, world.op("soul").await, world.op("roohi").await);
    let child = world.flow("soul", "Child", &reading(BUTTON)).await;
    let flow = named(child.summary.id);
    let own = world.connect("soul", "dev").await;
    swap::swap(steward, &soul, "dev", &flow, KEY, Some(own.id)).await.expect("chosen");
    flows::enable(steward, &soul, "dev", &flow).await.expect("on");
    let parent = format!(
        r#"{{"triggers": {{"manual": {BUTTON}}}, "actions": {{"Call": {{"type": "Workflow", "runAfter": {{}},
            "inputs": {{"host": {{"workflowReferenceName": "{}"}}, "body": {{}}}}}}}}}}"#,
        child.summary.id
    );
    let parent = named(world.flow("soul", "Parent", &parent).await.summary.id);
    let why = |refused: app::AppError| (refused.code, refused.message);
    run_only::choose(steward, &soul, "dev", &flow, KEY, (Invoker, rehearsed())).await.expect("the parent is off");
    flows::enable(steward, &soul, "dev", &parent).await.expect("on");
    sharing::set(steward, &soul, "dev", &flow, "roohi", Tier::CoOwner).await.expect("shared");
    for (op, name) in [(&soul, "The flow `Parent`"), (&roohi, "Another flow")] {
        let refused = run_only::choose(steward, op, "dev", &flow, KEY, (Invoker, Asked::default())).await;
        let message = format!("{name} calls this one, and child workflows only support embedded connections.");
        assert_eq!(why(refused.expect_err("refused")), (ErrorCode::RunOnlyChoiceRefused, message));
    }
}

#[tokio::test]
async fn only_owners_choose_and_only_among_references_of_actions() {
    let world = World::new().await;
    let (steward, ada, soul) = (&world.steward, world.op("ada").await, world.op("soul").await);
    let flow = named(world.flow("soul", "Read", &reading(BUTTON)).await.summary.id);
    sharing::set(steward, &soul, "dev", &flow, "david", Tier::RunOnlyUser).await.expect("shared");
    app::environments::set_member(steward, &ada, "dev", "roohi", model::EnvironmentRole::Auditor)
        .await
        .expect("an auditor");
    let (roohi, david, olga) = (world.op("roohi").await, world.op("david").await, world.op("olga").await);
    for (op, refused) in [(&roohi, ErrorKind::Forbidden), (&david, ErrorKind::Forbidden), (&olga, ErrorKind::NotFound)]
    {
        let tried = run_only::choose(steward, op, "dev", &flow, KEY, (Invoker, Asked::default())).await;
        assert_eq!(kind(tried), refused);
    }
    let listed = run_only::list(steward, &roohi, "dev", &flow).await.expect("an auditor sees it");
    assert_eq!(listed[0].why_not.as_deref(), Some("Only owners of the flow choose this."));
    assert_eq!(kind(run_only::list(steward, &david, "dev", &flow).await), ErrorKind::Forbidden);
    let unknown = run_only::choose(steward, &soul, "dev", &flow, "other", (Invoker, Asked::default())).await;
    assert_eq!(kind(unknown), ErrorKind::NotFound);
    let unseen = Asked { dry_run: false, impact: Some("0".to_owned()) };
    let unseen = run_only::choose(steward, &soul, "dev", &flow, KEY, (Invoker, unseen)).await.expect_err("refused");
    assert_eq!(unseen.code, ErrorCode::ImpactUnseen);
}

#[tokio::test]
async fn who_starts_a_flow_is_told_what_to_connect_and_only_his_own_counts() {
    let world = World::new().await;
    let (steward, ada, soul, david) =
        (&world.steward, world.op("ada").await, world.op("soul").await, world.op("david").await);
    let flow = named(world.flow("soul", "Read", &reading(BUTTON)).await.summary.id);
    let own = world.connect("soul", "dev").await;
    swap::swap(steward, &soul, "dev", &flow, KEY, Some(own.id)).await.expect("chosen");
    flows::enable(steward, &soul, "dev", &flow).await.expect("on");
    run_only::choose(steward, &soul, "dev", &flow, KEY, (Invoker, Asked::default())).await.expect("chosen");
    sharing::set(steward, &soul, "dev", &flow, "david", Tier::RunOnlyUser).await.expect("shared");
    let missing = async || {
        let startable = flows::startable(steward, &david, "dev").await.expect("a list");
        let said = flows::access::get(steward, &soul, "dev", &flow, Some("david".to_owned())).await.expect("an answer");
        let said = said.when_started.expect("asked for one");
        assert_eq!(startable[0].missing, said.missing, "both say the same");
        (said.missing.len(), said.identities[0].clone())
    };
    let (count, identity) = missing().await;
    assert_eq!(count, 1, "Soul's connection is not his");
    assert!(identity.missing.is_some() && identity.connection.is_none(), "{identity:?}");
    app::environments::set_member(steward, &ada, "dev", "david", model::EnvironmentRole::Maker).await.expect("a maker");
    world.connect("david", "dev").await;
    let (count, identity) = missing().await;
    assert_eq!(count, 0);
    assert_eq!(identity.principal.map(|chip| chip.name).as_deref(), Some("david"));
    assert_eq!(identity.sentence, "reads Contact rows as David X. through a connection of their own");
    assert!(identity.connection.is_none(), "an owner of the flow does not see whose connection of his own it is");
    principals::disable(steward, &ada, "david").await.expect("disabled");
    let said = flows::access::get(steward, &soul, "dev", &flow, Some("david".to_owned())).await.expect("an answer");
    assert_eq!(said.when_started.map(|it| it.missing.len()), Some(1), "it ends with its owner");
    assert!(!said.people[0].may_start);
}
