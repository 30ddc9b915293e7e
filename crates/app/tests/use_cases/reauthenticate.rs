//! Signing in anew, and replacing a connection: what a caller gets by it, and what nobody gets.

use access::Reauthentication;
use app::{
    ErrorKind, FlowName, connections,
    connections::{
        credentials::NewCredentials,
        grants,
        impact::{Asked, Choice},
        reauthenticate::{Reauthenticated, reauthenticate},
        replace::replace,
    },
    flows::{self, swap},
    principals, references,
};
use model::{ConnectionAction, ConnectionId, ErrorCode, Tier};

use crate::world::{DATAVERSE, World, dataverse, door, door_at, kind, named, password, row_flow};

/// A flow of somebody, through a connection that he may use.
async fn flow_through(world: &World, who: &str, name: &str, connection: ConnectionId) -> FlowName {
    let flow = named(world.flow(who, name, &row_flow("", false)).await.summary.id);
    let op = world.op(who).await;
    for key in ["shared_trigger", "shared_action"] {
        swap::swap(&world.steward, &op, "dev", &flow, key, Some(connection)).await.expect("chosen");
    }
    flow
}

async fn share(world: &World, owner: &str, flow: &FlowName, with: &str, tier: Tier) {
    let op = world.op(owner).await;
    flows::sharing::set(&world.steward, &op, "dev", flow, with, tier).await.expect("shared");
}

async fn disable(world: &World, who: &str) {
    let ada = world.op("ada").await;
    principals::disable(&world.steward, &ada, who).await.expect("disabled");
}

async fn sign_in(world: &World, who: &str, id: ConnectionId, asked: Asked) -> Result<Reauthenticated, app::AppError> {
    let op = world.op(who).await;
    reauthenticate(&world.steward, &op, "dev", id, new_credentials(), asked).await
}

/// The tables ask for none.
fn new_credentials() -> NewCredentials {
    NewCredentials { parameters: None, credentials: connections::Credentials::new(), expires_at: None }
}

fn dry() -> Asked {
    Asked { dry_run: true, impact: None }
}

fn seen(digest: &str) -> Asked {
    Asked { dry_run: false, impact: Some(digest.to_owned()) }
}

#[tokio::test]
async fn a_co_owner_repairs_his_flow_and_the_connection_keeps_its_id() {
    let world = World::new().await;
    let old = world.connect("soul", "dev").await.id;
    let flow = flow_through(&world, "soul", "Audit", old).await;
    share(&world, "soul", &flow, "roohi", Tier::CoOwner).await;
    let soul = world.op("soul").await;
    grants::set(&world.steward, &soul, "dev", old, "sam", vec![ConnectionAction::Use]).await.expect("given");
    disable(&world, "soul").await;

    let plan = sign_in(&world, "roohi", old, dry()).await.expect("a plan");
    assert_eq!((plan.how, plan.left), (Reauthentication::TakeOver, 0));
    assert_eq!(plan.impact.loses[0].name, "soul");
    assert_eq!(plan.impact.gains[0].name, "roohi");
    let roohi = world.op("roohi").await;
    let before = connections::get(&world.steward, &roohi, "dev", old).await.expect("seen");
    assert_eq!(before.owner.name, "soul", "a dry run changes nothing");

    let done = sign_in(&world, "roohi", old, seen(&plan.impact.digest)).await.expect("signed in");
    assert_eq!((done.connection.id, &*done.connection.owner.name), (old, "roohi"));
    let before = done.impact.flows[0].actions[0].before.as_ref().map(|(sentence, _)| sentence.as_str());
    assert_eq!(before, Some("Acts as Soul X.: it uses its own connection."));
    assert_eq!(done.impact.flows[0].actions[0].after.sentence, "Acts as Roohi X.: it uses its own connection.");
    let detail = flows::get(&world.steward, &roohi, "dev", &flow).await.expect("seen");
    assert_eq!(detail.needs, []);
    // What Soul gave is not Roohi's gift.
    let sam = world.op("sam").await;
    assert_eq!(kind(connections::get(&world.steward, &sam, "dev", old).await), ErrorKind::NotFound);
    let ada = world.op("ada").await;
    principals::enable(&world.steward, &ada, "soul").await.expect("enabled");
    let soul = world.op("soul").await;
    assert_eq!(
        connections::get(&world.steward, &soul, "dev", old).await.expect("of his flow").may,
        [ConnectionAction::See],
        "the former owner has no more than his flow gives"
    );
    let entries = app::audit::list(&world.steward, &ada, Default::default(), None, 100).await.expect("entries");
    let entry = entries.iter().find(|entry| entry.action == "connection.reauthenticate").expect("an entry");
    let text = format!("{entry:?}");
    assert!(text.contains("takeOver") && text.contains("before") && !text.contains("new of the caller"), "{text}");
}

#[tokio::test]
async fn a_co_owner_of_one_flow_takes_nothing_over_that_another_relies_on() {
    let world = World::new().await;
    let soul = world.op("soul").await;
    let shared = world.connect("soul", "dev").await.id;
    let his = flow_through(&world, "soul", "Sam's", shared).await;
    share(&world, "soul", &his, "sam", Tier::CoOwner).await;
    let others = flow_through(&world, "soul", "Not Sam's", shared).await;
    disable(&world, "soul").await;

    let done = sign_in(&world, "sam", shared, Asked::default()).await.expect("signed in");
    assert_eq!((done.how, done.left), (Reauthentication::Replace, 1));
    assert_ne!(done.connection.id, shared);
    assert_eq!(done.impact.flows.iter().map(|flow| &*flow.name).collect::<Vec<_>>(), ["Sam's"]);
    let ada = world.op("ada").await;
    let kept = connections::get(&world.steward, &ada, "dev", shared).await.expect("there");
    assert_eq!((kept.owner.id, kept.used_by[0].1.as_str()), (soul.id(), "Not Sam's"));
    let detail = flows::get(&world.steward, &ada, "dev", &others).await.expect("seen");
    assert_eq!(detail.references[0].connection.as_ref().expect("one").id, shared);
    let repaired = flows::get(&world.steward, &ada, "dev", &his).await.expect("seen");
    assert_eq!(repaired.identities[0].sentence, "Acts as Sam X.: it uses its own connection.");
}

#[tokio::test]
async fn a_connection_is_not_taken_from_somebody_who_is_here_nor_from_a_service_account() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let souls = world.connect("soul", "dev").await.id;
    let robots = connections::create(&world.steward, &ada, "dev", dataverse(Some("robot"))).await.expect("one").id;
    let first = flow_through(&world, "soul", "First", souls).await;
    let second = flow_through(&world, "ada", "Second", robots).await;
    share(&world, "soul", &first, "sam", Tier::CoOwner).await;
    share(&world, "ada", &second, "sam", Tier::CoOwner).await;
    for id in [souls, robots] {
        let plan = sign_in(&world, "sam", id, dry()).await.expect("a plan");
        assert_eq!(plan.how, Reauthentication::Replace);
    }
    disable(&world, "robot").await;
    assert_eq!(sign_in(&world, "sam", robots, dry()).await.expect("a plan").how, Reauthentication::Replace);
    let renewed = sign_in(&world, "soul", souls, Asked::default()).await.expect("renewed");
    assert_eq!((renewed.how, renewed.impact.flows.len()), (Reauthentication::Renew, 0));
    let renewed = sign_in(&world, "ada", robots, Asked::default()).await.expect("renewed");
    assert_eq!((renewed.how, &*renewed.connection.owner.name), (Reauthentication::Renew, "robot"));
}

#[tokio::test]
async fn who_has_no_part_in_a_connection_signs_in_for_nothing() {
    let world = World::new().await;
    let souls = world.connect("soul", "dev").await.id;
    let flow = flow_through(&world, "soul", "Audit", souls).await;
    share(&world, "soul", &flow, "david", Tier::Viewer).await;
    for outsider in ["david", "sam"] {
        assert_eq!(kind(sign_in(&world, outsider, souls, Asked::default()).await), ErrorKind::NotFound);
    }
    let soul = world.op("soul").await;
    let give = async |action| grants::set(&world.steward, &soul, "dev", souls, "sam", vec![action]).await;
    for action in [ConnectionAction::See, ConnectionAction::Use, ConnectionAction::Manage] {
        give(action).await.expect("given");
        assert_eq!(kind(sign_in(&world, "sam", souls, Asked::default()).await), ErrorKind::Forbidden, "{action:?}");
    }
    let elsewhere = world.connect("ada", "prod").await.id;
    assert_eq!(kind(sign_in(&world, "ada", elsewhere, Asked::default()).await), ErrorKind::NotFound);
}

#[tokio::test]
async fn taking_over_under_flows_of_others_takes_having_seen_them() {
    let world = World::new().await;
    let soul = world.op("soul").await;
    let souls = world.connect("soul", "dev").await.id;
    flow_through(&world, "soul", "First", souls).await;
    grants::set(&world.steward, &soul, "dev", souls, "sam", vec![ConnectionAction::Rebind]).await.expect("given");
    let refused = sign_in(&world, "sam", souls, Asked::default()).await.expect_err("unseen");
    assert_eq!((refused.kind, refused.code), (ErrorKind::Conflict, ErrorCode::ImpactUnseen));
    let plan = sign_in(&world, "sam", souls, dry()).await.expect("a plan");
    assert_eq!((plan.how, plan.impact.others), (Reauthentication::TakeOver, 1), "only how many, of flows not his");
    // Meanwhile another flow begins to use it.
    flow_through(&world, "soul", "Second", souls).await;
    let refused = sign_in(&world, "sam", souls, seen(&plan.impact.digest)).await.expect_err("changed");
    assert_eq!(refused.code, ErrorCode::ImpactUnseen);
    let plan = sign_in(&world, "sam", souls, dry()).await.expect("a plan");
    let done = sign_in(&world, "sam", souls, seen(&plan.impact.digest)).await.expect("signed in");
    assert_eq!(&*done.connection.owner.name, "sam");
}

/// Another password, and where the door is.
fn door_of_sam(address: &str) -> NewCredentials {
    NewCredentials { parameters: Some(door_at(address)), credentials: password("of Sam"), expires_at: None }
}

#[tokio::test]
async fn who_signs_in_anew_for_others_leads_their_flows_nowhere_else() {
    let world = World::new().await;
    let (steward, ada, soul, sam) =
        (&world.steward, world.op("ada").await, world.op("soul").await, world.op("sam").await);
    let of_robot = connections::NewConnection { owner: Some("robot".to_owned()), ..door() };
    let robots = connections::create(steward, &ada, "dev", of_robot).await.expect("made").id;
    let souls = connections::create(steward, &soul, "dev", door()).await.expect("made").id;
    for (owner, id) in [(&ada, robots), (&soul, souls)] {
        grants::set(steward, owner, "dev", id, "sam", vec![ConnectionAction::Rebind]).await.expect("given");
    }
    let through_door = row_flow("", false).replace(DATAVERSE, "shared_door");
    let flow = named(world.flow("soul", "Through the door", &through_door).await.summary.id);
    swap::swap(steward, &soul, "dev", &flow, "shared_action", Some(souls)).await.expect("chosen");

    let mut header = door_of_sam("https://door.example.org");
    header.parameters.get_or_insert_default().insert("header".to_owned(), "Host".to_owned());
    let anew = async |id, new: NewCredentials| {
        let plan = reauthenticate(steward, &sam, "dev", id, new.clone(), dry()).await?;
        reauthenticate(steward, &sam, "dev", id, new, seen(&plan.impact.digest)).await
    };
    for (id, how) in [(robots, Reauthentication::Renew), (souls, Reauthentication::TakeOver)] {
        for new in [door_of_sam("https://sam.example.org"), door_of_sam("http://door.example.org"), header.clone()] {
            let refused = anew(id, new).await.expect_err("refused");
            assert_eq!((refused.kind, refused.path.as_deref()), (ErrorKind::Forbidden, Some("parameters")), "{how:?}");
        }
        let kept = connections::get(steward, &ada, "dev", id).await.expect("there");
        assert_eq!((kept.parameters, kept.secret_version), (door_at("https://door.example.org"), 1));
        assert_eq!(anew(id, door_of_sam("https://door.example.org")).await.expect("signed in").how, how);
    }
    let both = vec![ConnectionAction::Rebind, ConnectionAction::Manage];
    grants::set(steward, &ada, "dev", robots, "sam", both).await.expect("given");
    let led = anew(robots, door_of_sam("https://sam.example.org")).await.expect("he manages it");
    assert_eq!(led.connection.parameters, door_at("https://sam.example.org"));
}

#[tokio::test]
async fn a_swap_says_what_it_does_before_it_does_it_and_is_undone() {
    let world = World::new().await;
    let (soul, old) = (world.op("soul").await, world.connect("soul", "dev").await.id);
    let flow = flow_through(&world, "soul", "Audit", old).await;
    share(&world, "soul", &flow, "roohi", Tier::CoOwner).await;
    let (roohi, own) = (world.op("roohi").await, world.connect("roohi", "dev").await.id);
    let choose = |connection, asked| {
        let (steward, roohi, flow) = (&world.steward, &roohi, &flow);
        let choice = Choice { connection, asked };
        async move { swap::swap(steward, roohi, "dev", flow, "shared_action", choice).await }
    };
    let plan = choose(Some(own), dry()).await.expect("a plan");
    assert_eq!(plan.undo, Some(old));
    let names = |chips: &[app::Chip]| chips.iter().map(|chip| chip.name.clone()).collect::<Vec<_>>();
    assert_eq!((names(&plan.impact.loses), names(&plan.impact.gains)), (vec!["soul".into()], vec!["roohi".into()]));
    let kept = flows::get(&world.steward, &soul, "dev", &flow).await.expect("seen");
    assert_eq!(kept.references, flows::get(&world.steward, &roohi, "dev", &flow).await.expect("seen").references);
    assert!(kept.references.iter().all(|used| used.connection.as_ref().expect("one").id == old));
    assert_eq!(choose(Some(own), seen("another")).await.expect_err("changed").code, ErrorCode::ImpactUnseen);
    let done = choose(Some(own), seen(&plan.impact.digest)).await.expect("swapped");
    assert_eq!(done.impact, plan.impact);
    // Soul's connection was let in by Soul, so that Roohi may go back to it.
    let back = choose(done.undo, Asked::default()).await.expect("undone");
    assert_eq!(names(&back.impact.gains), ["soul"]);
}

#[tokio::test]
async fn replacing_reaches_the_callers_flows_and_the_references_that_nobody_else_uses() {
    let world = World::new().await;
    let (steward, soul, ada) = (&world.steward, world.op("soul").await, world.op("ada").await);
    let old = world.connect("soul", "dev").await.id;
    let his = flow_through(&world, "soul", "His", old).await;
    share(&world, "soul", &his, "roohi", Tier::CoOwner).await;
    flow_through(&world, "soul", "Not hers", old).await;
    let (roohi, own) = (world.op("roohi").await, world.connect("roohi", "dev").await.id);
    let with = |connection, asked| Choice { connection, asked };
    let plan = replace(steward, &roohi, "dev", old, with(Some(own), dry())).await.expect("a plan");
    assert_eq!((plan.impact.flows.len(), plan.left), (1, 1));
    let done = replace(steward, &roohi, "dev", old, with(Some(own), Asked::default())).await.expect("replaced");
    assert_eq!(done, plan);
    let kept = connections::uses::uses_of(steward, &soul, "dev", old).await.expect("uses");
    assert_eq!(kept.flows.iter().map(|flow| &*flow.name).collect::<Vec<_>>(), ["Not hers"]);
    let hers = connections::uses::uses_of(steward, &roohi, "dev", own).await.expect("uses");
    assert_eq!((hers.flows[0].keys.len(), hers.flows[0].trigger, hers.others), (2, true, 0));
    assert_eq!(hers.flows[0].actions[0].principal.as_ref().expect("known").name, "roohi");
    let unseen = connections::uses::uses_of(steward, &ada, "dev", own).await.expect("uses");
    assert_eq!(unseen.flows.len(), 1);
    assert_eq!(kind(replace(steward, &roohi, "dev", old, with(Some(own), dry())).await), ErrorKind::NotFound);
    assert_eq!(kind(replace(steward, &soul, "dev", old, with(Some(own), dry())).await), ErrorKind::Forbidden);
    assert_eq!(kind(replace(steward, &soul, "dev", old, with(None, dry())).await), ErrorKind::Invalid);
}

#[tokio::test]
async fn binding_a_reference_says_what_it_does_and_finds_duplicates() {
    let world = World::new().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let bound = connections::create(steward, &ada, "dev", dataverse(None)).await.expect("one").id;
    for name in ["contoso_a", "contoso_b"] {
        let reference = model::ConnectionReference {
            environment: model::EnvironmentId(1),
            logical_name: name.to_owned(),
            display_name: name.to_owned(),
            connector: dataverse(None).connector,
            connection: None,
        };
        steward.store().write(move |tx| store::references::put(tx, &reference)).await.expect("put");
        let plan = references::bind(steward, &ada, "dev", name, Choice { connection: Some(bound), asked: dry() }).await;
        let plan = plan.expect("a plan");
        assert_eq!((plan.undo, plan.impact.flows.len()), (None, 0));
        references::bind(steward, &ada, "dev", name, Some(bound)).await.expect("bound");
    }
    let listed = references::list(steward, &ada, "dev").await.expect("a list");
    assert_eq!(listed[0].duplicates, ["contoso_b"]);
    let undone = references::bind(steward, &ada, "dev", "contoso_b", None).await.expect("unbound");
    assert_eq!((undone.undo, undone.reference.duplicates.len()), (Some(bound), 0));
}
