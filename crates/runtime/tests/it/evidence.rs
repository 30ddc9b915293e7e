//! Evidence of whose each attempt was: what the history keeps of it, and what the target said.

use std::fmt::Write as _;

use app::rows::{RowAnswer, RowRequest};
use expect_test::expect;
use model::RunId;
use serde_json::json;
use wdl::Value;

use crate::world::{World, add_row, button_flow, run_as_flow, value};

/// Every attempt of a run's actions, with whom the target saw.
pub(crate) async fn evidence(world: &World, run: RunId) -> String {
    let page = app::runs::actions(&world.steward, &world.op("admin").await, "dev", run, None, None, 0).await.unwrap();
    let mut text = String::new();
    for action in page.actions {
        for view in action.attempts {
            let as_whom = view.acting.map_or("nobody".to_owned(), |acting| {
                let through = acting.impersonator.map_or(String::new(), |chip| format!(" through {}", chip.name));
                format!("{}{through}, secret {}", acting.principal.name, acting.secret_version)
            });
            let saw = view.echo.map_or("it does not tell".to_owned(), |echo| {
                let name = |chip: Option<app::directory::Chip>| chip.map_or("-".to_owned(), |chip| chip.name);
                format!(
                    "created {}/{}, modified {}/{}, owner {}, matches {}",
                    name(echo.created_by),
                    name(echo.created_on_behalf_by),
                    name(echo.modified_by),
                    name(echo.modified_on_behalf_by),
                    name(echo.owner),
                    echo.matches
                )
            });
            let _ = writeln!(text, "{} #{} as {as_whom}: {saw}", action.name, view.attempt.number);
        }
    }
    text
}

#[tokio::test]
async fn the_row_says_whom_it_saw() {
    let world = World::new().await;
    let flow = world.flow("on behalf", &run_as_flow("x", Some(1), true)).await;
    let item = |name: &str| value(json!({"firstname": name})).as_object().cloned().unwrap();
    let made = world.rows("david", RowRequest::Create { set: "contacts".into(), item: item("Ada") }).await;
    let RowAnswer::Created(row) = made else { panic!("{made:?}") };
    let id = row.get("contactid").and_then(Value::as_str).unwrap().to_owned();
    let (set, item) = ("contacts".to_owned(), item("Grace"));
    world.rows("sam", RowRequest::Update { set, id, item, upsert: false, if_match: None }).await;
    world.all_ended(1).await;
    let admin = world.op("admin").await;
    let runs = app::runs::list(&world.steward, &admin, "dev", app::runs::RunsWanted { limit: 9, ..Default::default() });
    let run = runs.await.unwrap().into_iter().find(|run| run.flow == flow).unwrap();
    expect![[r#"
        Branch_A #1 as sam through roohi, secret 0: created sam/roohi, modified sam/roohi, owner sam, matches true
        Branch_B #1 as sam through soul, secret 0: created sam/soul, modified sam/soul, owner sam, matches true
    "#]]
    .assert_eq(&evidence(&world, run.id).await);
}

#[tokio::test]
async fn what_reads_fails_or_is_secured_has_no_echo() {
    let world = World::new().await;
    let mut secured = add_row("s", "x");
    secured["runtimeConfiguration"] = json!({"secureData": {"properties": ["outputs"]}});
    let mut reads = add_row("s", "x");
    reads["inputs"]["host"]["operationId"] = json!("ListRecords");
    let mut fails = add_row("s", "x");
    fails["inputs"]["parameters"]["entityName"] = json!("ghosts");
    let actions = json!({"Secured": secured, "Reads": reads, "Fails": fails, "Writes": add_row("r", "x")});
    let id = world.flow("four", &button_flow(actions)).await;
    let roohi = world.op("roohi").await;
    let (by, name) = (roohi.clone(), app::FlowName::Id(id));
    let read = move |tx: &mut store::Tx<'_>| app::lookup::flow::<app::lookup::Run>(tx, &by, "dev", &name);
    let proof = world.steward.store().read(read).await.unwrap();
    let run = world.runtime.start_button(&roohi, proof, value(json!({"text": "x"}))).await.unwrap().run.unwrap();
    world.ended(run).await;
    expect![[r#"
        Secured #1 as soul, secret 0: it does not tell
        Reads #1 as soul, secret 0: it does not tell
        Fails #1 as soul, secret 0: it does not tell
        Writes #1 as roohi, secret 0: created roohi/-, modified roohi/-, owner roohi, matches true
    "#]]
    .assert_eq(&evidence(&world, run).await);
}
