//! Real packages, imported and run. Skipped where the folder with material is not beside the repository.

use app::{
    FlowName, lookup, roles,
    rows::{RowAnswer, RowRequest},
    solutions::{self, Mode},
};
use model::role::{Depth, Privilege, Verb};
use runtime::Answered;
use serde_json::json;
use wdl::Value;

use crate::world::{World, value};

fn package(name: &str) -> Option<Vec<u8>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let folder = std::env::var_os("STEWARD_SHARED").map_or_else(|| beside.into(), std::path::PathBuf::from);
    let file = folder.join("corpus/solutions").join(name);
    let bytes = std::fs::read(&file).ok();
    if bytes.is_none() {
        println!("skipped: no shared folder with {}", file.display());
    }
    bytes
}

/// An administrator who may do everything with every row, and a connection of his.
async fn administrator(world: &World) -> model::ConnectionId {
    let admin = world.op("admin").await;
    let privileges =
        Verb::ALL.into_iter().map(|verb| Privilege { verb, table: "*".into(), depth: Depth::Organization }).collect();
    roles::create(
        &world.steward,
        &admin,
        "dev",
        roles::NewRole { name: "All".into(), may_act_on_behalf: false, privileges },
    )
    .await
    .unwrap();
    roles::set_member(&world.steward, &admin, "dev", "All", "admin", true).await.unwrap();
    world.connect("admin").await
}

async fn create(world: &World, set: &str, item: serde_json::Value) -> Value {
    let item = value(item).as_object().cloned().unwrap();
    match world.rows("admin", RowRequest::Create { set: set.into(), item }).await {
        RowAnswer::Created(row) => row,
        other => panic!("{other:?}"),
    }
}

async fn press(world: &World, name: &str, inputs: serde_json::Value) -> runtime::Accepted {
    let op = world.op("admin").await;
    let (proof_op, name) = (op.clone(), FlowName::Name(name.into()));
    let proof =
        world.steward.store().read(move |tx| lookup::flow::<lookup::Run>(tx, &proof_op, "dev", &name)).await.unwrap();
    world.runtime.start_button(&op, proof, value(inputs)).await.unwrap()
}

#[tokio::test]
async fn permit_management_does_its_job() {
    let Some(zip) = package(
        "MicrosoftLearning+PL-400_Microsoft-Power-Platform-Developer/Allfiles/Labs/L03/Completed/PermitManagement_1_0_0_3.zip",
    ) else {
        return;
    };
    let world = World::new().await;
    let connection = administrator(&world).await;
    let admin = world.op("admin").await;
    let settings = json!({"EnvironmentVariables": [], "ConnectionReferences": [{
        "LogicalName": "contoso_sharedcommondataserviceforapps_d9b87", "ConnectionId": connection,
        "ConnectorId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"
    }]});
    let read = solutions::read(zip, Some(settings.to_string().into_bytes()), None).await.unwrap();
    let release = solutions::apply(&world.steward, &admin, "dev", read, Mode::Upgrade, None).await.unwrap();
    let flows = release.plan.unwrap().deployment.flows;
    let on: Vec<_> = flows.iter().map(|flow| (flow.name.as_str(), flow.on, flow.reasons.clone())).collect();
    assert_eq!(on.iter().filter(|(_, on, _)| *on).count(), 2, "{on:?}");

    let permit =
        create(&world, "contoso_permits", json!({"contoso_name": "P-1", "contoso_startdate": "2026-12-01"})).await;
    let permit = permit.get("contoso_permitid").and_then(Value::as_str).unwrap().to_owned();
    let mut inspections = Vec::new();
    for number in 0..25 {
        let status = [1, 330_650_002, 330_650_003, 330_650_004][number % 4];
        let row = create(&world, "contoso_inspections", json!({
            "contoso_name": format!("I-{number}"), "contoso_comments": "look again", "contoso_scheduleddate": "2026-12-24",
            "statuscode": status, "contoso_Permit@odata.bind": format!("/contoso_permits({permit})")
        }))
        .await;
        assert_eq!(row.get("statuscode"), Some(&Value::Int(status)));
        inspections.push(row.get("contoso_inspectionid").and_then(Value::as_str).unwrap().to_owned());
    }
    let run = press(&world, "Reset Inspections", json!(null)).await.run.unwrap();
    assert_eq!(world.ended(run).await.summary.status.as_str(), "Succeeded", "{}", world.actions(run).await);
    let list = RowRequest::List { set: "contoso_inspections".into(), options: Vec::new(), page: None };
    let RowAnswer::Rows { value: rows, .. } = world.rows("admin", list).await else { panic!() };
    let statuses: Vec<_> = rows.as_array().unwrap().iter().map(|row| row.get("statuscode").cloned().unwrap()).collect();
    assert_eq!(statuses, vec![Value::Int(330_650_001); 25]);

    let accepted = press(&world, "ClearInspectionComments", json!({"text": inspections[3]})).await;
    let Answered::With(reply) = accepted.reply else {
        panic!("{:?}: {}", accepted.reply, world.actions(accepted.run.unwrap()).await)
    };
    let start = reply.body.unwrap().get("startdate").and_then(Value::as_str).unwrap().to_owned();
    assert!(start.starts_with("2026-12-01"), "{start}");
    let get = RowRequest::Get { set: "contoso_inspections".into(), id: inspections[3].clone(), options: Vec::new() };
    let RowAnswer::Row(row) = world.rows("admin", get).await else { panic!() };
    assert_eq!(row.get("contoso_comments"), Some(&Value::Null));
}

#[tokio::test]
async fn fabrikam_calls_its_child_flows_and_says_what_is_still_needed() {
    let Some(zip) = package(
        "MicrosoftLearning+PL-200-Power-Platform-Functional-Consultant/Allfiles/Labs/Completed/FabrikamEnvironmental_1_1_11_13.zip",
    ) else {
        return;
    };
    let world = World::new().await;
    let (connection, admin) = (administrator(&world).await, world.op("admin").await);
    let settings = json!({"EnvironmentVariables": [], "ConnectionReferences": [{
        "LogicalName": "contoso_sharedcommondataserviceforapps_05f4c", "ConnectionId": connection,
        "ConnectorId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"
    }]});
    let read = solutions::read(zip, Some(settings.to_string().into_bytes()), None).await.unwrap();
    let release = solutions::apply(&world.steward, &admin, "dev", read, Mode::Upgrade, None).await.unwrap();
    let flows = release.plan.unwrap().deployment.flows;
    assert_eq!(flows.len(), 5);
    for flow in &flows {
        println!("{} on: {}", flow.name, flow.on);
        flow.reasons.iter().for_each(|need| println!("  {need}"));
        assert!(flow.on || !flow.reasons.is_empty(), "{} says nothing", flow.name);
    }
    // The one of them that calls the others.
    let run = press(&world, "Daily status changes", json!(null)).await.run.unwrap();
    assert_eq!(world.ended(run).await.summary.status.as_str(), "Succeeded", "{}", world.actions(run).await);
    assert_eq!(world.all_ended(4).await.len(), 4, "its own run and one of each flow that it calls");
}
