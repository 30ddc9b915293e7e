//! Whose identity actions use, read back from the rows that they made.

use app::{
    FlowName, lookup, principals,
    rows::{RowAnswer, RowRequest},
};
use expect_test::expect;
use serde_json::json;
use wdl::{Object, Value};

use crate::world::{World, add_row, button_flow, run_as_flow, value};

fn item(json: serde_json::Value) -> Object {
    value(json).as_object().cloned().unwrap()
}

/// A contact that David owns.
async fn davids_contact(world: &World) -> String {
    let created = world
        .rows("david", RowRequest::Create { set: "contacts".into(), item: item(json!({"firstname": "Ada"})) })
        .await;
    let RowAnswer::Created(row) = created else { panic!("{created:?}") };
    row.get("contactid").and_then(Value::as_str).unwrap().to_owned()
}

async fn who(world: &World, row: &Value, column: &str) -> String {
    let Some(id) = row.get(column).and_then(Value::as_str) else { return "-".to_owned() };
    principals::get(&world.steward, &world.op("admin").await, id).await.unwrap().name
}

#[tokio::test]
async fn the_worked_example_holds_in_the_rows() {
    let world = World::new().await;
    let contact = davids_contact(&world).await;
    for (case, run_as, uses_invoker) in [
        ("1 triggering user", Some(1), true),
        ("2 row owner", Some(2), true),
        ("3 process owner", Some(3), true),
        ("4 blank, own", None, false),
        ("5 blank, invoker", None, true),
    ] {
        world.flow(case, &run_as_flow(case, run_as, uses_invoker)).await;
    }
    let update = RowRequest::Update {
        set: "contacts".into(),
        id: contact,
        item: item(json!({"firstname": "Grace"})),
        upsert: false,
        if_match: None,
    };
    world.rows("sam", update).await;
    world.all_ended(5).await;
    let list = RowRequest::List {
        set: "demo_audits".into(),
        options: vec![("$orderby".into(), "demo_case,createdon".into())],
        page: None,
    };
    let RowAnswer::Rows { value: rows, .. } = world.rows("sam", list).await else { panic!() };
    let mut text = Vec::new();
    for row in rows.as_array().unwrap() {
        let case = row.get("demo_case").and_then(Value::as_str).unwrap();
        let (created, owner, behalf) = (
            who(&world, row, "_createdby_value").await,
            who(&world, row, "_ownerid_value").await,
            who(&world, row, "_createdonbehalfby_value").await,
        );
        text.push(format!("{case}: created by {created}, owned by {owner}, on behalf by {behalf}"));
    }
    text.sort();
    expect![[r#"
        1 triggering user: created by sam, owned by sam, on behalf by roohi
        1 triggering user: created by sam, owned by sam, on behalf by soul
        2 row owner: created by david, owned by david, on behalf by roohi
        2 row owner: created by david, owned by david, on behalf by soul
        3 process owner: created by roohi, owned by roohi, on behalf by -
        3 process owner: created by roohi, owned by roohi, on behalf by soul
        4 blank, own: created by roohi, owned by roohi, on behalf by -
        4 blank, own: created by soul, owned by soul, on behalf by -
        5 blank, invoker: created by sam, owned by sam, on behalf by roohi
        5 blank, invoker: created by sam, owned by sam, on behalf by soul"#]]
    .assert_eq(&text.join("\n"));
}

#[tokio::test]
async fn a_disabled_owner_fails_one_branch_and_a_swap_heals_it() {
    let world = World::new().await;
    let id = world
        .flow("two branches", &button_flow(json!({"As_Soul": add_row("s", "x"), "As_Roohi": add_row("r", "x")})))
        .await;
    let name = FlowName::Id(id);
    let admin = world.op("admin").await;
    principals::disable(&world.steward, &admin, "soul").await.unwrap();
    let start = async |who: &str| {
        let op = world.op(who).await;
        let (steward, proof_op, name) = (world.steward.clone(), op.clone(), name.clone());
        let proof =
            steward.store().read(move |tx| lookup::flow::<lookup::Run>(tx, &proof_op, "dev", &name)).await.unwrap();
        world.runtime.start_button(&op, proof, value(json!({"text": "x"}))).await.unwrap().run.unwrap()
    };
    let run = start("roohi").await;
    let detail = world.ended(run).await;
    assert_eq!(detail.summary.status.as_str(), "Failed");
    let text = world.actions(run).await;
    expect![[r#"
        As_Soul Failed AuthenticationFailed as soul
        As_Roohi Succeeded Created as roohi
    "#]]
    .assert_eq(&text);
    let page = app::runs::actions(&world.steward, &admin, "dev", run, None, None, 0).await.unwrap();
    let message = &page.actions[0].record.error.as_ref().unwrap().message;
    assert!(message.starts_with("Authentication failed: the connection `Dataverse of soul` (shared_commondataserviceforapps) is not valid, because its owner Soul S. (soul) was deactivated on "), "{message}");
    assert_eq!(page.actions[0].record.outputs.as_ref().unwrap().get("statusCode"), Some(&Value::Int(401)));

    let roohi = world.op("roohi").await;
    let own = world.connect("roohi").await;
    app::flows::swap::swap(&world.steward, &roohi, "dev", &name, "s", Some(own)).await.unwrap();
    let (steward, proof_op, proof_name) = (world.steward.clone(), roohi.clone(), name.clone());
    let proof = steward
        .store()
        .read(move |tx| lookup::flow::<lookup::Resubmit>(tx, &proof_op, "dev", &proof_name))
        .await
        .unwrap();
    let again = world.runtime.resubmit(&roohi, proof, run).await.unwrap();
    assert_eq!(world.ended(again).await.summary.status.as_str(), "Succeeded");
    assert_eq!(world.ended(again).await.summary.resubmit_of, Some(run));
}
