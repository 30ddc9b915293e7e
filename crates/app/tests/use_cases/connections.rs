use app::{ErrorKind, connections, connections::Health, flows, flows::swap, principals};
use model::{ErrorCode, Tier};

use crate::world::{World, dataverse, door, kind, named, row_flow};

#[tokio::test]
async fn a_secret_is_neither_shown_nor_stored_in_clear() {
    let world = World::new().await;
    let soul = world.op("soul").await;
    let connection = connections::create(&world.steward, &soul, "dev", door()).await.expect("made");
    assert_eq!((connection.secret_version, connection.health), (1, Health::NeverTested));
    assert!(!format!("{connection:?}").contains("hunter2"));
    assert!(!format!("{:?}", connections::list(&world.steward, &soul, "dev").await).contains("hunter2"));
    let ada = world.op("ada").await;
    let entries = app::audit::list(&world.steward, &ada, Default::default(), None, 100).await.expect("entries");
    assert!(!format!("{entries:?}").contains("hunter2"));
    for file in std::fs::read_dir(world.folder.path()).expect("a folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("bytes");
        assert!(!bytes.windows(7).any(|window| window == b"hunter2"));
    }
}

#[tokio::test]
async fn naming_a_colleagues_connection_does_not_lend_it() {
    let world = World::new().await;
    let rich = world.connect("roohi", "dev").await;
    let flow = world.flow("sam", "Sneaky", &row_flow("", false)).await;
    let (sam, name) = (world.op("sam").await, named(flow.summary.id));
    let swapped = swap::swap(&world.steward, &sam, "dev", &name, "shared_action", Some(rich.id)).await;
    assert_eq!(kind(swapped), ErrorKind::NotFound);
    assert_eq!(kind(connections::get(&world.steward, &sam, "dev", rich.id).await), ErrorKind::NotFound);
    assert_eq!(kind(connections::delete(&world.steward, &sam, "dev", rich.id).await), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_reference_that_is_bound_to_a_colleague_does_not_lend_her_connection() {
    let world = World::new().await;
    let rich = world.connect("roohi", "dev").await;
    let dev = store::connections::by_id;
    let reference = model::ConnectionReference {
        environment: model::EnvironmentId(1),
        logical_name: "contoso_rich".to_owned(),
        display_name: "Rich".to_owned(),
        connector: rich.connector.clone(),
        connection: Some(rich.id),
    };
    world
        .steward
        .store()
        .write(move |tx| {
            assert!(dev(tx, reference.environment, rich.id)?.is_some());
            store::references::put(tx, &reference)
        })
        .await
        .expect("put");
    let definition = row_flow("", false)
        .replace(r#""connection": {}"#, r#""connection": {"connectionReferenceLogicalName": "contoso_rich"}"#);
    let flow = world.flow("sam", "Sneaky", &definition).await;
    let (sam, name) = (world.op("sam").await, named(flow.summary.id));
    let refused = flows::enable(&world.steward, &sam, "dev", &name).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::FlowCannotTurnOn);
    assert!(refused.message.contains("has not let this flow use it"), "{}", refused.message);
    // The owner of the connection lets the flow use it by turning it on; from then on the flow's owners may.
    let roohi = world.op("roohi").await;
    app::flows::sharing::set(&world.steward, &sam, "dev", &name, "roohi", Tier::CoOwner).await.expect("shared");
    flows::enable(&world.steward, &roohi, "dev", &name).await.expect("on");
    flows::disable(&world.steward, &sam, "dev", &name).await.expect("off");
    flows::enable(&world.steward, &sam, "dev", &name).await.expect("on");
}

#[tokio::test]
async fn a_co_owner_repairs_a_flow_whose_connection_left_with_its_owner() {
    let world = World::new().await;
    let (ada, soul, roohi) = (world.op("ada").await, world.op("soul").await, world.op("roohi").await);
    let old = world.connect("soul", "dev").await;
    let flow = world.flow("soul", "Audit", &row_flow("", false)).await;
    let name = named(flow.summary.id);
    for key in ["shared_trigger", "shared_action"] {
        swap::swap(&world.steward, &soul, "dev", &name, key, Some(old.id)).await.expect("chosen");
    }
    flows::enable(&world.steward, &soul, "dev", &name).await.expect("on");
    flows::sharing::set(&world.steward, &soul, "dev", &name, "roohi", Tier::CoOwner).await.expect("shared");
    principals::disable(&world.steward, &ada, "soul").await.expect("disabled");

    let detail = flows::get(&world.steward, &roohi, "dev", &name).await.expect("seen");
    assert!(detail.summary.is_on, "nothing is turned off");
    assert_eq!(
        detail.needs[0].text,
        "Authentication failed: the connection `Microsoft Dataverse (soul)` (shared_commondataserviceforapps) is not valid, because its \
         owner Soul X. (soul) was deactivated on 2026-05-03. A co-owner of the flow can swap the connection or sign in again."
    );
    let used = detail.references[0].connection.as_ref().expect("a connection");
    assert!(matches!(used.health, Health::OwnerEnded(_)));
    assert_eq!(used.owner.name, "soul");
    let seen = connections::list(&world.steward, &roohi, "dev").await.expect("a list");
    assert_eq!(seen.len(), 1, "co-owners see that the connection is used, and whose it is");
    assert_eq!(seen[0].used_by.len(), 1);
    assert_eq!(kind(connections::delete(&world.steward, &roohi, "dev", old.id).await), ErrorKind::Forbidden);

    let own = world.connect("roohi", "dev").await;
    for key in ["shared_trigger", "shared_action"] {
        swap::swap(&world.steward, &roohi, "dev", &name, key, Some(own.id)).await.expect("swapped");
    }
    let detail = flows::get(&world.steward, &roohi, "dev", &name).await.expect("seen");
    assert_eq!(detail.needs, []);
    assert_eq!(detail.identities[0].sentence, "Acts as Roohi X.: it uses its own connection.");
}

#[tokio::test]
async fn a_connection_of_another_environment_or_connector_is_refused() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let elsewhere = world.connect("ada", "prod").await;
    let flow = world.flow("ada", "Audit", &row_flow("", false)).await;
    let name = named(flow.summary.id);
    let swapped = swap::swap(&world.steward, &ada, "dev", &name, "shared_action", Some(elsewhere.id)).await;
    assert_eq!(kind(swapped), ErrorKind::NotFound);
    let unknown = swap::swap(&world.steward, &ada, "dev", &name, "shared_other", None).await;
    assert_eq!(kind(unknown), ErrorKind::NotFound);
    let nowhere =
        connections::NewConnection { connector: model::ConnectorName::new("shared_nowhere"), ..dataverse(None) };
    let refused = connections::create(&world.steward, &ada, "dev", nowhere).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::UnknownOperation);
}

#[tokio::test]
async fn only_administrators_connect_service_accounts_and_nobody_connects_for_people() {
    let world = World::new().await;
    let (ada, sam) = (world.op("ada").await, world.op("sam").await);
    let refused = connections::create(&world.steward, &sam, "dev", dataverse(Some("robot"))).await;
    assert_eq!(kind(refused), ErrorKind::Forbidden);
    let refused = connections::create(&world.steward, &ada, "dev", dataverse(Some("soul"))).await;
    assert_eq!(kind(refused), ErrorKind::Invalid);
    let robots = connections::create(&world.steward, &ada, "dev", dataverse(Some("robot"))).await.expect("created");
    assert_eq!(robots.owner.name, "robot");
    let own = connections::create(&world.steward, &sam, "dev", dataverse(Some("sam"))).await.expect("created");
    assert_eq!(own.owner.name, "sam");
}
