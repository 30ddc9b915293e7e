use app::{
    ErrorKind,
    connections::impact::Asked,
    environments, flows,
    flows::{Edited, NewFlow, Supposed, address, swap},
    roles,
};
use model::{ActingRule, Depth, EnvironmentRole, ErrorCode, Privilege, RunAs, Verb};
use store::triggers;

use crate::world::{BUTTON, World, kind, named, row_flow};

#[tokio::test]
async fn a_flow_is_saved_with_mistakes_and_turned_on_without() {
    let world = World::new().await;
    let (soul, steward) = (world.op("soul").await, &world.steward);
    let broken = BUTTON.replace(r#""hello""#, r#""@{concat(}""#);
    let flow = world.flow("soul", "Say hello", &broken).await;
    assert!(!flow.summary.is_on && !flow.needs.is_empty());
    let name = named(flow.summary.id);
    let refused = flows::enable(steward, &soul, "dev", &name).await.expect_err("refused");
    assert_eq!((refused.code, refused.kind), (ErrorCode::FlowCannotTurnOn, ErrorKind::Invalid));

    let saved = flows::update(steward, &soul, "dev", &name, None, Some(BUTTON.to_owned())).await.expect("saved");
    assert_eq!((saved.summary.version, saved.versions.len()), (2, 2));
    let on = flows::enable(steward, &soul, "dev", &name).await.expect("on");
    assert!(on.summary.is_on);
    // While it is on, a version that could not run does not take its place.
    let refused = flows::update(steward, &soul, "dev", &name, None, Some(broken)).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::FlowCannotTurnOn);
    let unchanged = flows::get(steward, &soul, "dev", &name).await.expect("a flow");
    assert_eq!((unchanged.summary.version, unchanged.needs.len()), (2, 0));
    let renamed = flows::update(steward, &soul, "dev", &name, Some("Say it".to_owned()), None).await.expect("renamed");
    assert_eq!((renamed.summary.name.as_str(), renamed.summary.version), ("Say it", 2));
}

#[tokio::test]
async fn what_is_no_flow_is_refused_with_its_place() {
    let world = World::new().await;
    let soul = world.op("soul").await;
    for text in ["", "{", "[]", "{}", r#"{"a": 1}"#, "\"x\""] {
        let new = NewFlow { name: "x".to_owned(), definition: text.to_owned(), id: None };
        let refused = flows::create(&world.steward, &soul, "dev", new).await.expect_err("refused");
        assert_eq!(
            (refused.code, refused.path.as_deref()),
            (ErrorCode::DefinitionInvalid, Some("definition")),
            "{text}"
        );
    }
    let new = NewFlow { name: " ".to_owned(), definition: BUTTON.to_owned(), id: None };
    assert_eq!(kind(flows::create(&world.steward, &soul, "dev", new).await), ErrorKind::Invalid);
    let flow = world.flow("soul", "x", BUTTON).await;
    let new = NewFlow { name: "x".to_owned(), definition: BUTTON.to_owned(), id: Some(flow.summary.id) };
    assert_eq!(kind(flows::create(&world.steward, &soul, "dev", new).await), ErrorKind::Conflict);
    // Names are for people: two may be alike, and then only ids tell them apart.
    world.flow("soul", "x", BUTTON).await;
    let by_name = "x".parse().expect("a name");
    assert_eq!(kind(flows::get(&world.steward, &soul, "dev", &by_name).await), ErrorKind::Conflict);
}

#[tokio::test]
async fn a_row_flow_says_what_it_needs_and_waits_for_rows_while_it_is_on() {
    let world = World::new().await;
    let (soul, ada, steward) = (world.op("soul").await, world.op("ada").await, &world.steward);
    let flow = world.flow("soul", "Audit", &row_flow(r#", "subscriptionRequest/runas": 2"#, true)).await;
    let name = named(flow.summary.id);
    assert_eq!(flow.run_as, Some(RunAs::RowOwner));
    assert_eq!(flow.summary.trigger.summary, "When a row of `contact` is modified");
    let needs: Vec<&str> = flow.needs.iter().map(|need| need.text.as_str()).collect();
    assert_eq!(
        needs,
        [
            "The reference `shared_trigger` is not bound. Bind it to a connection for shared_commondataserviceforapps.",
            "The reference `shared_action` is not bound. Bind it to a connection for shared_commondataserviceforapps.",
        ]
    );
    let own = world.connect("soul", "dev").await;
    for key in ["shared_trigger", "shared_action"] {
        swap::swap(steward, &soul, "dev", &name, key, Some(own.id)).await.expect("chosen");
    }
    let refused = flows::enable(steward, &soul, "dev", &name).await.expect_err("refused");
    assert!(refused.message.contains("may not act on behalf of others"), "{}", refused.message);
    let role = roles::NewRole { name: "Delegate".to_owned(), may_act_on_behalf: true, privileges: Vec::new() };
    roles::create(steward, &ada, "dev", role).await.expect("a role");
    roles::set_member(steward, &ada, "dev", "Delegate", "soul", true).await.expect("a member");
    let on = flows::enable(steward, &soul, "dev", &name).await.expect("on");
    assert_eq!(
        on.identities[0].sentence,
        "Acts as the owner of the row, on their behalf through Soul X.'s connection: run as is Row owner."
    );
    assert_eq!(on.identities[0].principal, None);
    let key = on.summary.key;
    let waits = async move || {
        let found: Result<_, store::StoreError> =
            steward.store().read(move |tx| triggers::row_triggers_of(tx, model::EnvironmentId(1), "contact")).await;
        found.expect("triggers").iter().any(|trigger| trigger.flow == key)
    };
    assert!(waits().await);
    flows::disable(steward, &soul, "dev", &name).await.expect("off");
    assert!(!waits().await);
    flows::enable(steward, &soul, "dev", &name).await.expect("on");
    flows::delete(steward, &soul, "dev", &name).await.expect("deleted");
    assert!(!waits().await);
}

#[tokio::test]
async fn a_recurrence_has_no_invoker() {
    let world = World::new().await;
    let (soul, steward) = (world.op("soul").await, &world.steward);
    let definition = |mode: &str| {
        format!(
            r#"{{"properties": {{
                "connectionReferences": {{"shared_action": {{{mode}, "connection": {{}}, "api": {{"name": "shared_commondataserviceforapps"}}}}}},
                "definition": {{
                    "triggers": {{"every": {{"type": "Recurrence", "recurrence": {{"frequency": "Day", "interval": 3}}}}}},
                    "actions": {{"Audit": {{"type": "OpenApiConnection", "runAfter": {{}}, "inputs": {{
                        "host": {{"connectionName": "shared_action", "operationId": "ListRecords", "apiId": "x"}},
                        "parameters": {{"entityName": "contacts"}}}}}}}}
                }}
            }}}}"#
        )
    };
    let own = world.connect("soul", "dev").await;
    for (mode, word) in [
        (r#""impersonation": {"source": "invoker"}"#, "not started by a change of a row"),
        (r#""runtimeSource": "invoker""#, "nobody presses a button"),
    ] {
        let flow = world.flow("soul", "Every day", &definition(mode)).await;
        let name = named(flow.summary.id);
        swap::swap(steward, &soul, "dev", &name, "shared_action", Some(own.id)).await.expect("chosen");
        let refused = flows::enable(steward, &soul, "dev", &name).await.expect_err("refused");
        assert!(refused.hint.as_ref().is_some_and(|hint| hint.contains(word)), "{refused:?}");
    }
    let flow = world.flow("soul", "Every day", &definition(r#""runtimeSource": "embedded""#)).await;
    let name = named(flow.summary.id);
    swap::swap(steward, &soul, "dev", &name, "shared_action", Some(own.id)).await.expect("chosen");
    let on = flows::enable(steward, &soul, "dev", &name).await.expect("on");
    assert_eq!(on.summary.trigger.summary, "Every 3 days");
    let due: Result<_, store::StoreError> = steward.store().read(triggers::next_due).await;
    assert_eq!(due.expect("a schedule"), Some(steward.now()), "without a start time, at once");
}

#[tokio::test]
async fn the_address_of_a_request_trigger_is_signed_and_renewed() {
    let world = World::new().await;
    let (soul, steward) = (world.op("soul").await, &world.steward);
    let flow = world.flow("soul", "Hook", &BUTTON.replace("Button", "Http")).await;
    let name = named(flow.summary.id);
    let old = flow.address.expect("an address");
    assert!(!format!("{old:?}").contains(&old.signature));
    let verify = async |id, trigger: &str, signature: &str| {
        let (keeper, trigger, signature) = (steward.clone(), trigger.to_owned(), signature.to_owned());
        steward.store().read(move |tx| address::verify(&keeper, tx, id, &trigger, &signature)).await
    };
    assert_eq!(verify(old.id, "manual", &old.signature).await.expect("verified").id, flow.summary.id);
    let wrong = [
        verify(old.id, "other", &old.signature).await.expect_err("refused"),
        verify(old.id, "manual", "").await.expect_err("refused"),
        verify(old.id, "manual", &old.signature[1..]).await.expect_err("refused"),
        verify(uuid::Uuid::new_v4(), "manual", &old.signature).await.expect_err("refused"),
    ];
    assert!(wrong.iter().all(|it| it.code == ErrorCode::BadSignature && it.message == wrong[0].message));
    address::renew(steward, &soul, "dev", &name).await.expect("renewed");
    verify(old.id, "manual", &old.signature).await.expect_err("refused");
    let new = flows::get(steward, &soul, "dev", &name).await.expect("a flow").address.expect("an address");
    verify(new.id, "manual", &new.signature).await.expect("verified");
}

#[tokio::test]
async fn a_protected_environment_is_not_changed_directly() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let prod = store::environments::NewEnvironment {
        name: "live".to_owned(),
        display_name: String::new(),
        kind: model::EnvironmentKind::Prod,
        protected: true,
    };
    environments::create(&world.steward, &ada, prod).await.expect("created");
    environments::set_member(&world.steward, &ada, "live", "soul", EnvironmentRole::Admin).await.expect("a member");
    let soul = world.op("soul").await;
    let new = NewFlow { name: "x".to_owned(), definition: BUTTON.to_owned(), id: None };
    assert_eq!(kind(flows::create(&world.steward, &soul, "live", new).await), ErrorKind::Forbidden);
}

#[tokio::test]
async fn a_change_of_identity_is_in_the_audit_log() {
    let world = World::new().await;
    let (soul, ada) = (world.op("soul").await, world.op("ada").await);
    let flow = world.flow("soul", "Audit", &row_flow("", false)).await;
    let name = named(flow.summary.id);
    let save =
        async |text: String| flows::update(&world.steward, &soul, "dev", &name, None, Some(text)).await.expect("saved");
    save(row_flow("", false).replace("lastname", "firstname")).await;
    save(row_flow("", true)).await;
    let entries = app::audit::list(
        &world.steward,
        &ada,
        app::audit::Wanted { environment: Some("dev".to_owned()), ..Default::default() },
        None,
        2,
    )
    .await
    .expect("entries");
    assert!(
        entries[0].detail.contains("identitiesAfter") && entries[0].detail.contains("impersonate"),
        "{}",
        entries[0].detail
    );
    assert!(!entries[1].detail.contains("identitiesAfter"), "{}", entries[1].detail);
}

#[tokio::test]
async fn whether_an_identity_may_is_said_for_whoever_it_is() {
    let world = World::new().await;
    let (soul, ada, steward) = (world.op("soul").await, world.op("ada").await, &world.steward);
    let flow = world.flow("soul", "Audit", &row_flow(r#", "subscriptionRequest/runas": 2"#, true)).await;
    let name = named(flow.summary.id);
    let own = world.connect("soul", "dev").await;
    for key in ["shared_trigger", "shared_action"] {
        swap::swap(steward, &soul, "dev", &name, key, Some(own.id)).await.expect("chosen");
    }
    let create = Privilege { verb: Verb::Create, table: "Contact".to_owned(), depth: Depth::User };
    let everything = Verb::ALL.map(|verb| Privilege { verb, table: "*".to_owned(), depth: Depth::User }).to_vec();
    for (name, may_act_on_behalf, privileges) in
        [("Delegate", true, Vec::new()), ("Everything", false, everything), ("Creator", false, vec![create])]
    {
        let role = roles::NewRole { name: name.to_owned(), may_act_on_behalf, privileges };
        roles::create(steward, &ada, "dev", role).await.expect("a role");
    }
    let told = async |row_owner: Option<&str>| {
        let supposed = Supposed { invoker: None, row_owner: row_owner.map(str::to_owned) };
        let detail = flows::get_supposing(steward, &soul, "dev", &name, supposed).await.expect("a flow");
        let it = &detail.identities[0];
        let who = it.principal.as_ref().map_or("-", |chip| &chip.name);
        format!("{:?} {who} {}: {}", it.ability, it.code.as_deref().unwrap_or("-"), it.because)
    };
    let may_not = told(None).await;
    assert!(may_not.starts_with("Cannot - CannotActOnBehalfOfAnotherUser: Soul X. (soul), the owner"), "{may_not}");
    roles::set_member(steward, &ada, "dev", "Delegate", "soul", true).await.expect("a member");
    let lacking = "does not have prvCreatecontact. The smallest security role that gives it is `Creator`.";
    let denied = "0x80048306";
    assert_eq!(told(None).await, format!("Cannot - {denied}: Soul X. {lacking}"));
    roles::set_member(steward, &ada, "dev", "Creator", "soul", true).await.expect("a member");
    let needs = "Whoever it is needs prvCreatecontact; the smallest security role that gives it is `Creator`.";
    assert_eq!(told(None).await, format!("Depends - -: {needs}"));
    assert_eq!(told(Some("sam")).await, format!("Cannot sam {denied}: Sam X. {lacking}"));
    roles::set_member(steward, &ada, "dev", "Everything", "sam", true).await.expect("a member");
    assert_eq!(told(Some("sam")).await, "Can sam -: Sam X. and Soul X. have prvCreatecontact.");
    assert_eq!(told(Some("soul")).await, "Can soul -: Soul X. has prvCreatecontact.");
    app::principals::disable(steward, &ada, "sam").await.expect("disabled");
    assert!(told(Some("sam")).await.starts_with("Cannot sam 0x80040225: "), "who owns the row is disabled");

    let nobody = Supposed { row_owner: Some("nobody".to_owned()), ..Default::default() };
    let refused = flows::get_supposing(steward, &soul, "dev", &name, nobody.clone()).await.expect_err("refused");
    assert_eq!((refused.kind, refused.path.as_deref()), (ErrorKind::NotFound, Some("rowOwner")));
    assert_eq!(kind(flows::version(steward, &soul, "dev", &name, 1, nobody).await), ErrorKind::NotFound);
    // What an older version would do is said as its references are bound now.
    flows::update(steward, &soul, "dev", &name, None, Some(row_flow("", false))).await.expect("saved");
    let older = flows::version(steward, &soul, "dev", &name, 1, Supposed::default()).await.expect("a version");
    let newer = flows::version(steward, &soul, "dev", &name, 2, Supposed::default()).await.expect("a version");
    let rules = [&older, &newer].map(|version| version.identities[0].rule);
    assert_eq!(rules, [Some(ActingRule::RowOwner), Some(ActingRule::OwnConnection)]);
    assert_eq!(kind(flows::version(steward, &soul, "dev", &name, 3, Supposed::default()).await), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_save_says_whose_identities_change_before_it_does_it() {
    let world = World::new().await;
    let (soul, ada, steward) = (world.op("soul").await, world.op("ada").await, &world.steward);
    let flow = world.flow("soul", "Audit", &row_flow("", false)).await;
    let name = named(flow.summary.id);
    let own = world.connect("soul", "dev").await;
    for key in ["shared_trigger", "shared_action"] {
        swap::swap(steward, &soul, "dev", &name, key, Some(own.id)).await.expect("chosen");
    }
    let save = async |definition: String, dry_run, impact: Option<&str>| {
        let asked = Asked { dry_run, impact: impact.map(str::to_owned) };
        let edited = Edited { name: None, definition: Some(definition), asked };
        flows::update_as_asked(steward, &soul, "dev", &name, edited).await
    };
    let same = save(row_flow("", false).replace("lastname", "firstname"), true, None).await.expect("a dry run");
    assert_eq!(same.impact.flows, [], "what an action writes is not whose identity it uses");

    let on_behalf = row_flow("", true).replace(
        r#""actions": {"Audit""#,
        r#""actions": {"Compose": {"type": "Compose", "inputs": 1, "runAfter": {}}, "Audit""#,
    );
    let would = save(on_behalf.clone(), true, None).await.expect("a dry run");
    assert_eq!((would.detail.summary.version, would.impact.flows[0].version), (2, 2));
    let [action] = &would.impact.flows[0].actions[..] else { panic!("{:?}", would.impact) };
    let (before, _) = action.before.as_ref().expect("it was there");
    assert_eq!(before, "Acts as Soul X.: it uses its own connection.");
    assert_eq!(
        action.after.sentence,
        "Acts as whoever changes the row, on their behalf through Soul X.'s connection: run as is blank."
    );
    let current = async || flows::get(steward, &soul, "dev", &name).await.expect("a flow").summary.version;
    assert_eq!(current().await, 1, "nothing was saved");

    // Something else than was shown is not saved.
    let refused = save(row_flow(r#", "subscriptionRequest/runas": 2"#, true), false, Some(&would.impact.digest)).await;
    assert_eq!(refused.expect_err("refused").code, ErrorCode::ImpactUnseen);
    assert_eq!(current().await, 1);
    let saved = save(on_behalf.clone(), false, Some(&would.impact.digest)).await.expect("saved");
    assert_eq!((saved.detail.summary.version, &saved.impact.digest), (2, &would.impact.digest));
    let of_dev = app::audit::Wanted { environment: Some("dev".to_owned()), ..Default::default() };
    let entries = app::audit::list(steward, &ada, of_dev, None, 1).await.expect("entries");
    let detail: serde_json::Value = serde_json::from_str(&entries[0].detail).expect("JSON");
    assert_eq!(detail["identities"][0]["action"], "Audit");
    assert_eq!(detail["identities"][0]["before"], before.as_str());
    assert_eq!(detail["identities"][0]["after"], action.after.sentence.as_str());
    // Whoever does not ask is told what has changed, and an action that is new has changed nothing.
    let two = on_behalf
        .replace("\"Audit\": {", "\"Second\": {\"type\": \"Compose\", \"inputs\": 2, \"runAfter\": {}}, \"First\": {");
    let renamed = save(two, false, None).await.expect("saved");
    assert!(renamed.impact.flows[0].actions.iter().all(|action| action.before.is_none()), "{:?}", renamed.impact);
    let entries = app::audit::list(
        steward,
        &ada,
        app::audit::Wanted { environment: Some("dev".to_owned()), ..Default::default() },
        None,
        1,
    );
    let detail: serde_json::Value = serde_json::from_str(&entries.await.expect("entries")[0].detail).expect("JSON");
    assert_eq!(detail["identities"], serde_json::json!([]));
}
