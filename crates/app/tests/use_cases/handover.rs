//! Soul leaves, and a plan says who gets what.

use app::{
    ErrorKind, connections, environments, flows,
    flows::{sharing, swap},
    handover::{
        self, HandoverView, NewHandover, answer, apply, certificate,
        plan::{self, Choice, Content, NewRule, NewTarget},
        simulate,
        slot::Slot,
    },
    principals,
    roles::{self, NewRole},
};
use model::{Depth, ErrorCode, HandoverStatus, Privilege, Tier, Verb};

use crate::world::{World, kind, named, row_flow};

/// A flow of Soul's that is on, which acts through Soul's connection and is shared with Sam.
async fn souls_flow(world: &World) -> flows::FlowDetail {
    let soul = world.op("soul").await;
    let old = world.connect("soul", "dev").await;
    let flow = world.flow("soul", "Audit", &row_flow("", false)).await;
    let name = named(flow.summary.id);
    for key in ["shared_trigger", "shared_action"] {
        swap::swap(&world.steward, &soul, "dev", &name, key, Some(old.id)).await.expect("chosen");
    }
    flows::enable(&world.steward, &soul, "dev", &name).await.expect("on");
    sharing::set(&world.steward, &soul, "dev", &name, "sam", Tier::CoOwner).await.expect("shared");
    flow
}

async fn plan_to(world: &World, author: &str, to: &str) -> HandoverView {
    let op = world.op(author).await;
    let rule = NewRule { solution: None, to: NewTarget::Principal(to.to_owned()) };
    let content = Content { rules: vec![rule], ..Content::default() };
    let new = NewHandover { leavers: vec!["soul".to_owned()], content, ..NewHandover::default() };
    plan::create(&world.steward, &op, new, false).await.expect("a plan")
}

fn lines(view: &HandoverView) -> Vec<String> {
    let line = |row: &handover::RowView| {
        let what = serde_json::to_value(&row.row.slot).expect("JSON")["kind"].as_str().unwrap_or_default().to_owned();
        let to = match (&row.to, &row.row.assignment) {
            (Some(to), _) => to.name.clone(),
            (None, assignment) => {
                serde_json::to_value(assignment).expect("JSON")["do"].as_str().unwrap_or("").to_owned()
            }
        };
        format!(
            "{what} {}: {to}{}",
            row.row.name,
            row.problem.as_ref().map(|why| format!(" ({why})")).unwrap_or_default()
        )
    };
    view.rows.iter().map(line).collect()
}

#[tokio::test]
async fn a_plan_hands_over_everything_and_undoing_it_gives_it_back() {
    let world = World::new().await;
    let (ada, roohi) = (world.op("ada").await, world.op("roohi").await);
    let flow = souls_flow(&world).await;
    let name = named(flow.summary.id);
    let draft = plan_to(&world, "ada", "roohi").await;
    let id = draft.plan.id;
    assert_eq!(
        lines(&draft),
        [
            "primaryOwner Audit: roohi",
            "member Dev: end",
            "flowConnection Audit: roohi (Roohi X. has no connection to shared_commondataserviceforapps there yet.)",
            "flowConnection Audit: roohi (Roohi X. has no connection to shared_commondataserviceforapps there yet.)",
        ]
    );
    let refused = answer::approve(&world.steward, &ada, id).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::HandoverNotReady);
    let own = world.connect("roohi", "dev").await;
    let approved = answer::approve(&world.steward, &ada, id).await.expect("approved");
    assert_eq!(approved.plan.status, HandoverStatus::Approved);
    let changed = plan::update(&world.steward, &ada, id, None, Content::default()).await.expect_err("frozen");
    assert_eq!(changed.code, ErrorCode::HandoverState);
    let early = apply::apply(&world.steward, &ada, id, false).await.expect_err("not accepted");
    assert!(early.message.contains("Roohi X."), "{}", early.message);
    assert_eq!(kind(answer::accept(&world.steward, &world.op("sam").await, id).await), ErrorKind::NotFound);
    answer::accept(&world.steward, &roohi, id).await.expect("accepted");

    let before = flows::get(&world.steward, &ada, "dev", &name).await.expect("seen");
    let (_, rehearsed) = apply::apply(&world.steward, &ada, id, true).await.expect("rehearsed");
    let still = flows::get(&world.steward, &ada, "dev", &name).await.expect("seen");
    assert_eq!(
        (still.summary.primary_owner, still.references),
        (before.summary.primary_owner.clone(), before.references.clone())
    );
    let (applied, done) = apply::apply(&world.steward, &ada, id, false).await.expect("applied");
    assert_eq!((applied.plan.status, &done), (HandoverStatus::Applied, &rehearsed));
    assert_eq!(done.left, []);
    let after = flows::get(&world.steward, &roohi, "dev", &name).await.expect("hers");
    assert_eq!(after.summary.tier, Some(Tier::PrimaryOwner));
    assert!(after.references.iter().all(|it| it.connection.as_ref().is_some_and(|it| it.id == own.id)));
    assert_eq!(after.needs, [], "nothing is missing");
    let soul = world.op("soul").await;
    assert_eq!(kind(flows::get(&world.steward, &soul, "dev", &name).await), ErrorKind::NotFound);
    let again = apply::apply(&world.steward, &ada, id, false).await.expect_err("once");
    assert_eq!(again.code, ErrorCode::HandoverState);

    let (undone, back) = apply::undo(&world.steward, &ada, id, false).await.expect("undone");
    assert_eq!((undone.plan.status, back.left), (HandoverStatus::Undone, Vec::new()));
    let restored = flows::get(&world.steward, &ada, "dev", &name).await.expect("seen");
    assert_eq!(restored.references, before.references);
    assert_eq!(
        sharing::list(&world.steward, &soul, "dev", &name).await.expect("a list").len(),
        2,
        "Soul and Sam, and nobody else"
    );
    let refused = flows::enable(&world.steward, &roohi, "dev", &name).await;
    assert_eq!(kind(refused), ErrorKind::NotFound, "Roohi has nothing left of it");
    let entries = app::audit::list(&world.steward, &ada, Default::default(), None, 100).await.expect("entries");
    let count = |action: &str| entries.iter().filter(|it| it.action == action).count();
    assert_eq!(count("handover.change"), done.changes.len());
    assert_eq!(count("handover.restore"), done.changes.len());
    assert!(entries.iter().filter(|it| it.action == "handover.change").all(|it| it.detail.contains(&id.to_string())));
}

#[tokio::test]
async fn what_has_changed_since_is_left_alone() {
    let world = World::new().await;
    let (ada, roohi) = (world.op("ada").await, world.op("roohi").await);
    let flow = souls_flow(&world).await;
    let name = named(flow.summary.id);
    world.connect("roohi", "dev").await;
    let id = plan_to(&world, "ada", "roohi").await.plan.id;
    answer::approve(&world.steward, &ada, id).await.expect("approved");
    answer::accept(&world.steward, &roohi, id).await.expect("accepted");
    sharing::set(&world.steward, &ada, "dev", &name, "sam", Tier::PrimaryOwner).await.expect("shared meanwhile");
    let (_, done) = apply::apply(&world.steward, &ada, id, false).await.expect("applied");
    assert_eq!(done.left.len(), 1, "{:?}", done.left);
    let detail = flows::get(&world.steward, &ada, "dev", &name).await.expect("seen");
    assert_eq!(detail.summary.primary_owner.name, "sam");
    // Sam chooses another connection; undoing leaves that as it is and says so.
    let sam = world.op("sam").await;
    let his = world.connect("sam", "dev").await;
    swap::swap(&world.steward, &sam, "dev", &name, "shared_action", Some(his.id)).await.expect("chosen");
    let (_, back) = apply::undo(&world.steward, &ada, id, false).await.expect("undone");
    assert_eq!(back.left.len(), 1, "{:?}", back.left);
    let detail = flows::get(&world.steward, &ada, "dev", &name).await.expect("seen");
    let bound = |key: &str| detail.references.iter().find(|it| it.key == key).and_then(|it| it.connection.clone());
    assert_eq!(bound("shared_action").map(|it| it.id), Some(his.id));
    assert_eq!(bound("shared_trigger").map(|it| it.owner.name), Some("soul".to_owned()));
}

#[tokio::test]
async fn a_plan_gives_nothing_that_its_author_could_not_give() {
    let world = World::new().await;
    let (ada, soul) = (world.op("ada").await, world.op("soul").await);
    souls_flow(&world).await;
    let rule = NewRule { solution: None, to: NewTarget::Principal("sam".to_owned()) };
    let content = Content { rules: vec![rule], ..Content::default() };
    let new = NewHandover { leavers: vec!["soul".to_owned()], content, ..NewHandover::default() };
    assert_eq!(
        kind(plan::create(&world.steward, &world.op("sam").await, new.clone(), false).await),
        ErrorKind::Forbidden
    );
    // Everybody hands over what is his own, and no more than that.
    world.connect("sam", "dev").await;
    let own = plan::create(&world.steward, &soul, new, false).await.expect("his own");
    let problems: Vec<String> = lines(&own).into_iter().filter(|line| line.contains("may not")).collect();
    assert_eq!(
        problems,
        ["member Dev: end (Soul X. (`soul`) may not give it: You may not manage members in the environment `dev`.)"]
    );
    assert_eq!(kind(answer::approve(&world.steward, &soul, own.plan.id).await), ErrorKind::Forbidden);
    let refused = answer::approve(&world.steward, &ada, own.plan.id).await.expect_err("the author may not");
    assert_eq!(refused.code, ErrorCode::HandoverNotReady);
    // A service account's connection is lent by who may use it.
    let robots = connections::create(&world.steward, &ada, "dev", crate::world::dataverse(Some("robot"))).await;
    let robots = robots.expect("a connection").id;
    let binding = own.rows.iter().find(|row| row.connector.is_some()).expect("a binding").row.id.clone();
    let choices = [(binding.clone(), Choice::Bind(robots))].into();
    let content = Content { choices, ..Content::default() };
    let lent = plan::update(&world.steward, &soul, own.plan.id, None, content.clone()).await.expect("written");
    let problem =
        |view: &HandoverView| view.rows.iter().find(|row| row.row.id == binding).and_then(|row| row.problem.clone());
    assert!(problem(&lent).is_some_and(|why| why.contains("Soul X. (`soul`) may not give it")), "{:?}", problem(&lent));
    let lent = plan::update(&world.steward, &ada, own.plan.id, None, content).await.expect("written");
    assert_eq!(problem(&lent), None);
}

#[tokio::test]
async fn a_scheduled_plan_is_applied_once_when_its_time_has_come() {
    let world = World::new().await;
    let (ada, roohi) = (world.op("ada").await, world.op("roohi").await);
    let flow = souls_flow(&world).await;
    world.connect("roohi", "dev").await;
    let id = plan_to(&world, "ada", "roohi").await.plan.id;
    answer::approve(&world.steward, &ada, id).await.expect("approved");
    let at = ada.at.plus_millis(3_600_000);
    assert_eq!(kind(apply::schedule(&world.steward, &ada, id, ada.at).await), ErrorKind::Invalid);
    apply::schedule(&world.steward, &ada, id, at).await.expect("scheduled");
    assert_eq!(apply::apply_due(&world.steward).await.expect("none"), 0);
    world.pass(3_601);
    assert_eq!(apply::apply_due(&world.steward).await.expect("none"), 0);
    let put_off = plan::get(&world.steward, &ada, id).await.expect("seen");
    assert_eq!(put_off.plan.status, HandoverStatus::Approved);
    assert!(put_off.plan.problem.is_some_and(|why| why.contains("Roohi X.")), "it says who was awaited");
    answer::accept(&world.steward, &roohi, id).await.expect("accepted");
    apply::schedule(&world.steward, &ada, id, at.plus_millis(3_600_000)).await.expect("scheduled");
    world.pass(3_601);
    let (one, other) = tokio::join!(apply::apply_due(&world.steward), apply::apply_due(&world.steward));
    assert_eq!(one.expect("applied") + other.expect("applied"), 1);
    let detail = flows::get(&world.steward, &ada, "dev", &named(flow.summary.id)).await.expect("seen");
    assert_eq!(detail.summary.primary_owner.name, "roohi");
    world.pass(30 * 24 * 3_600);
    let late = apply::undo(&world.steward, &world.op("ada").await, id, false).await.expect_err("too late");
    assert_eq!(late.code, ErrorCode::HandoverState);
}

#[tokio::test]
async fn who_gets_something_may_decline_and_a_team_shares_the_load() {
    let world = World::new().await;
    let (ada, sam) = (world.op("ada").await, world.op("sam").await);
    for member in ["sam", "david", "soul"] {
        principals::set_group_member(&world.steward, &ada, "team", member, true).await.expect("a member");
    }
    for name in ["One", "Two"] {
        world.flow("soul", name, crate::world::BUTTON).await;
    }
    let draft = plan_to(&world, "ada", "team").await;
    let owners: Vec<String> = draft.rows.iter().filter_map(|row| row.to.as_ref().map(|to| to.name.clone())).collect();
    assert_eq!(owners.len(), 2);
    assert!(owners.contains(&"sam".to_owned()) && owners.contains(&"david".to_owned()), "{owners:?}");
    assert_eq!(kind(plan::get(&world.steward, &sam, draft.plan.id).await), ErrorKind::NotFound, "it is a draft");
    answer::approve(&world.steward, &ada, draft.plan.id).await.expect("approved");
    let his = plan::get(&world.steward, &sam, draft.plan.id).await.expect("seen");
    assert_eq!(his.rows.len(), 1, "he sees what he gets");
    assert_eq!(kind(apply::apply(&world.steward, &sam, draft.plan.id, false).await), ErrorKind::Forbidden);
    assert_eq!(kind(answer::decline(&world.steward, &sam, draft.plan.id, " ".to_owned()).await), ErrorKind::Invalid);
    answer::decline(&world.steward, &sam, draft.plan.id, "I leave, too".to_owned()).await.expect("declined");
    let draft = plan::get(&world.steward, &ada, draft.plan.id).await.expect("seen");
    assert_eq!(draft.plan.status, HandoverStatus::Draft);
    assert_eq!(draft.plan.problem.as_deref(), Some("Sam X. declined: I leave, too"));
    assert_eq!(environments::members(&world.steward, &ada, "dev").await.expect("members").len(), 4);
}

#[tokio::test]
async fn a_certificate_is_clean_once_nothing_resolves_to_somebody() {
    let world = World::new().await;
    let (ada, roohi) = (world.op("ada").await, world.op("roohi").await);
    souls_flow(&world).await;
    world.connect("roohi", "dev").await;
    let before = certificate::issue(&world.steward, &ada, "soul").await.expect("issued");
    let found = |it: &certificate::Certificate| {
        let checks = it.statement.checks.iter().filter(|check| check.must_be_none && check.count > 0);
        checks.map(|check| format!("{}: {}", check.what, check.count)).collect::<Vec<_>>()
    };
    assert!(!before.statement.clean);
    assert_eq!(
        found(&before),
        [
            "Signing in: 1",
            "Flows with them as the primary owner: 1",
            "Flows that are on and act through their connections: 1",
            "Flows that chose their connections: 2",
            "Memberships of environments: 1",
        ]
    );
    let id = plan_to(&world, "ada", "roohi").await.plan.id;
    answer::approve(&world.steward, &ada, id).await.expect("approved");
    answer::accept(&world.steward, &roohi, id).await.expect("accepted");
    apply::apply(&world.steward, &ada, id, false).await.expect("applied");
    principals::disable(&world.steward, &ada, "soul").await.expect("disabled");
    let after = certificate::issue(&world.steward, &ada, "soul").await.expect("issued");
    assert_eq!((after.statement.clean, found(&after)), (true, Vec::new()));

    let shown = certificate::get(&world.steward, &ada, after.statement.id).await.expect("kept");
    assert_eq!(shown, after);
    assert_eq!(kind(certificate::get(&world.steward, &roohi, after.statement.id).await), ErrorKind::NotFound);
    assert_eq!(kind(certificate::issue(&world.steward, &roohi, "soul").await), ErrorKind::Forbidden);
    let verify = |text: String, digest: String, signature: String| {
        let (steward, ada) = (world.steward.clone(), ada.clone());
        async move { certificate::verify(&steward, &ada, text, &digest, &signature).await }
    };
    let right = verify(after.text.clone(), after.digest.clone(), after.signature.clone()).await.expect("read");
    assert_eq!((right.digest, right.signature, right.audit), (true, true, Some(true)));
    let forged = before.text.replace("\"clean\":false", "\"clean\":true");
    let digest = certificate::digest(&forged);
    let wrong = verify(forged, digest, before.signature.clone()).await.expect("read");
    assert_eq!((wrong.digest, wrong.signature), (true, false), "whoever can hash cannot sign");
    let wrong = verify(after.text.clone(), before.digest, "xyz".to_owned()).await.expect("read");
    assert_eq!((wrong.digest, wrong.signature), (false, false));
    let none = verify("{}".to_owned(), String::new(), String::new()).await.expect_err("no certificate");
    assert_eq!(none.code, ErrorCode::CertificateInvalid);
}

#[tokio::test]
async fn what_would_fail_after_a_plan_is_refused_unless_somebody_answers_for_it() {
    let world = World::new().await;
    let (ada, roohi) = (world.op("ada").await, world.op("roohi").await);
    souls_flow(&world).await;
    world.connect("roohi", "dev").await;
    let create = Privilege { verb: Verb::Create, table: "contact".to_owned(), depth: Depth::User };
    let role = NewRole { name: "Contacts".to_owned(), may_act_on_behalf: false, privileges: vec![create] };
    roles::create(&world.steward, &ada, "dev", role).await.expect("a role");
    roles::set_member(&world.steward, &ada, "dev", "Contacts", "soul", true).await.expect("has it");
    let draft = plan_to(&world, "ada", "roohi").await;
    let id = draft.plan.id;
    let rows = |fits: fn(&handover::RowView) -> bool, choice: Choice| {
        let fitting = draft.rows.iter().filter(|row| fits(row));
        let choices = fitting.map(|row| (row.row.id.clone(), choice.clone())).collect();
        let rules = vec![NewRule { solution: None, to: NewTarget::Principal("roohi".to_owned()) }];
        Content { rules, choices, ..Content::default() }
    };
    let is_role: fn(&handover::RowView) -> bool = |row| matches!(row.row.slot, Slot::SecurityRole { .. });
    let is_binding: fn(&handover::RowView) -> bool = |row| row.connector.is_some();
    assert!(draft.rows.iter().any(|row| is_role(row) && row.to.as_ref().is_some_and(|to| to.name == "roohi")));
    assert_eq!(simulate::simulate(&world.steward, &ada, id).await.expect("simulated"), []);
    // Roohi's connection acts as Roohi, who may not create contacts without the role.
    plan::update(&world.steward, &ada, id, None, rows(is_role, Choice::End)).await.expect("written");
    let expected = simulate::simulate(&world.steward, &ada, id).await.expect("simulated");
    let [failure] = expected.as_slice() else { panic!("{expected:?}") };
    assert!(failure.failing.message.contains("prvCreatecontact"), "{}", failure.failing.message);
    // A connection that stays with Soul is not valid once Soul has gone.
    let content = rows(is_binding, Choice::Keep("Later".to_owned()));
    plan::update(&world.steward, &ada, id, None, content.clone()).await.expect("written");
    let expected = simulate::simulate(&world.steward, &ada, id).await.expect("simulated");
    let [failure] = expected.as_slice() else { panic!("{expected:?}") };
    assert_eq!((failure.failing.action.as_str(), &failure.waived), ("Audit", &None));
    assert!(failure.failing.message.starts_with("Authentication failed: "), "{}", failure.failing.message);
    let refused = answer::approve(&world.steward, &ada, id).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::HandoverNotReady);
    assert!(refused.message.contains("`Audit`"), "{}", refused.message);
    let waivers = vec![handover::Waiver { failure: failure.id.clone(), reason: "It is retired".to_owned() }];
    plan::update(&world.steward, &ada, id, None, Content { waivers, ..content }).await.expect("written");
    answer::approve(&world.steward, &ada, id).await.expect("approved");
    answer::accept(&world.steward, &roohi, id).await.expect("accepted");
    apply::apply(&world.steward, &ada, id, false).await.expect("applied");
}
