//! Changesets: rows change all, or none.

use app::rows::{RowAnswer, RowRequest};
use expect_test::expect;
use serde_json::{Value as Json, json};

use crate::world::{World, add_row, button_flow};

/// Two rows are added, in an order that the file does not tell; `second` is what the other one is given besides.
fn flow(second: Json) -> Json {
    let mut later = add_row("s", "later");
    later["runAfter"] = json!({"First": ["Succeeded"]});
    later["inputs"]["parameters"].as_object_mut().unwrap().extend(second.as_object().unwrap().clone());
    let actions = json!({"Second": later, "First": add_row("r", "first")});
    button_flow(json!({
        "Both": {"type": "Changeset", "kind": "ODataOpenApiConnection", "runAfter": {}, "inputs": {}, "actions": actions},
        "After": {"type": "Compose", "runAfter": {"Both": ["Succeeded", "Failed"]}, "inputs": "@outputs('First')?['body/demo_case']"}
    }))
}

/// How each action of a run of the flow ended, what the failed ones say, and the rows that there are then.
async fn play(flow: &Json) -> String {
    let world = World::new().await;
    let id = world.flow("changeset", flow).await;
    let run = world.press(id, "x").await.run.unwrap();
    world.ended(run).await;
    let mut text = world.actions(run).await;
    let page = app::runs::actions(&world.steward, &world.op("soul").await, "dev", run, None, None, 0).await.unwrap();
    for action in page.actions {
        if let Some(error) = action.record.error {
            text.push_str(&format!("{}: {}\n", action.name, error.message));
        }
    }
    let options = vec![("$orderby".into(), "versionnumber".into())];
    let list = RowRequest::List { set: "demo_audits".into(), options, page: None };
    let RowAnswer::Rows { value: rows, .. } = world.rows("sam", list).await else { panic!() };
    let cases = rows.as_array().unwrap().iter().map(|row| row.get("demo_case").unwrap().to_text().to_string());
    text.push_str(&format!("rows: {}\n", cases.collect::<Vec<_>>().join(", ")));
    text
}

#[tokio::test]
async fn all_happen_in_the_order_of_run_after() {
    expect![[r#"
        Both Succeeded NotSpecified
        Second Succeeded Created as soul
        First Succeeded Created as roohi
        After Succeeded OK
        rows: first, later
    "#]]
    .assert_eq(&play(&flow(json!({}))).await);
}

#[tokio::test]
async fn none_happens_if_one_fails() {
    expect![[r#"
        Both Failed ActionFailed
        Second Failed BadRequest as soul
        First Failed ChangesetFailed
        After Succeeded OK
        Both: An action failed. No dependent actions succeeded.
        Second: Invalid property 'demo_nothing' was found in entity 'Microsoft.Dynamics.CRM.demo_audit': the property 'demo_nothing' does not exist on type 'Microsoft.Dynamics.CRM.demo_audit'. Make sure to only use property names that are defined by the type.
        First: Nothing of the changeset `Both` was done, because `Second` failed.
        rows: 
    "#]].assert_eq(&play(&flow(json!({"item/demo_nothing": 1}))).await);
}

#[tokio::test]
async fn none_happens_if_one_cannot_begin() {
    expect![[r#"
        Both Failed ActionFailed
        Second Failed InvalidTemplate
        First Failed ChangesetFailed
        After Succeeded OK
        Both: An action failed. No dependent actions succeeded.
        Second: Unable to process template language expressions in action 'Second' inputs at line '0' and column '0': 'The template language function 'int' was invoked with a parameter that is not valid. The value cannot be converted to the target type. Please see https://aka.ms/logicexpressions#int for usage details.'.
        First: Nothing of the changeset `Both` was done, because `Second` failed.
        rows: 
    "#]].assert_eq(&play(&flow(json!({"item/demo_name": "@int('x')"}))).await);
}
