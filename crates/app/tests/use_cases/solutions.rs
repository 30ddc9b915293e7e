use ::solutions::{Package, contents::FlowFile, contents::Manifest};
use app::{
    ErrorKind, flows, references,
    solutions::{self, ExportHow},
};
use model::{ErrorCode, FlowId};

use crate::world::{DATAVERSE, World, kind, named, row_flow};

const FLOW: &str = "3b1c0d52-7a0e-4f0b-9c3e-4a1f6f1f7a01";

/// A package with one flow that is on and uses one connection reference.
fn package(version: &str) -> Vec<u8> {
    let definition = row_flow("", false)
        .replace(r#""connection": {}"#, r#""connection": {"connectionReferenceLogicalName": "contoso_tables"}"#);
    let clientdata = wdl::Value::from_json(definition.as_bytes()).expect("JSON");
    let id: FlowId = FLOW.parse().expect("an id");
    let contents = ::solutions::Contents {
        manifest: Some(Manifest {
            unique_name: "Contoso".to_owned(),
            display_name: "Contoso".to_owned(),
            version: version.parse().expect("a version"),
            ..Manifest::default()
        }),
        flows: vec![FlowFile::new(id, "Audit", true, "", clientdata)],
        connection_references: vec![::solutions::contents::ReferenceFile {
            logical_name: "contoso_tables".to_owned(),
            display_name: "Tables".to_owned(),
            description: None,
            connector: model::ConnectorName::new(DATAVERSE),
            custom_connector: None,
        }],
        ..::solutions::Contents::default()
    };
    let package = ::solutions::export(&contents, &Package::new(), ::solutions::ExportOptions::default());
    package.expect("a package").write_zip().expect("a zip")
}

#[tokio::test]
async fn an_import_is_tried_then_done_then_bound_then_on() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    let name = named(FLOW.parse().expect("an id"));
    let tried = solutions::import(steward, &ada, "dev", package("1.0.0.0"), None, true).await.expect("a report");
    assert!(!tried.applied && !tried.flows[0].on);
    assert_eq!(kind(flows::get(steward, &ada, "dev", &name).await), ErrorKind::NotFound);
    assert!(solutions::list(steward, &ada, "dev").await.expect("a list").is_empty());

    let done = solutions::import(steward, &ada, "dev", package("1.0.0.0"), None, false).await.expect("a report");
    assert!(done.applied && !done.flows[0].on);
    assert_eq!(done.flows, tried.flows);
    assert!(done.flows[0].needs[0].contains("contoso_tables"), "{:?}", done.flows);
    let flow = flows::get(steward, &ada, "dev", &name).await.expect("a flow");
    assert!(flow.summary.off_reason.is_some());

    let connection = world.connect("ada", "dev").await;
    references::bind(steward, &ada, "dev", "CONTOSO_tables", Some(connection.id)).await.expect("bound");
    let again = solutions::import(steward, &ada, "dev", package("1.0.0.1"), None, false).await.expect("a report");
    assert!(again.flows[0].on, "{:?}", again.flows);
    assert_eq!(again.references[0].source, "alreadyBound");
    let flow = flows::get(steward, &ada, "dev", &name).await.expect("a flow");
    assert_eq!((flow.summary.is_on, flow.summary.version), (true, 1), "the same definition gets no new version");

    // What somebody turned off stays off.
    flows::disable(steward, &ada, "dev", &name).await.expect("off");
    let third = solutions::import(steward, &ada, "dev", package("1.0.0.2"), None, false).await.expect("a report");
    assert!(!third.flows[0].on);
    let lower = solutions::import(steward, &ada, "dev", package("1.0.0.0"), None, false).await.expect_err("refused");
    assert_eq!(lower.code, ErrorCode::SolutionConflict);
    assert_eq!(solutions::list(steward, &ada, "dev").await.expect("a list")[0].version, "1.0.0.2");
}

#[tokio::test]
async fn settings_bind_at_import_and_a_wrong_one_undoes_everything() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    let settings = |id: &str| {
        format!(r#"{{"EnvironmentVariables": [], "ConnectionReferences": [
            {{"LogicalName": "contoso_tables", "ConnectionId": "{id}", "ConnectorId": "/providers/Microsoft.PowerApps/apis/{DATAVERSE}"}}]}}"#)
        .into_bytes()
    };
    let elsewhere = world.connect("ada", "prod").await;
    let wrong = Some(settings(&elsewhere.id.to_string()));
    let refused = solutions::import(steward, &ada, "dev", package("1.0.0.0"), wrong, false).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::SettingsInvalid);
    assert!(flows::list(steward, &ada, "dev").await.expect("a list").is_empty());
    let here = world.connect("ada", "dev").await;
    let right = Some(settings(&here.id.to_string()));
    let done = solutions::import(steward, &ada, "dev", package("1.0.0.0"), right, false).await.expect("a report");
    assert!(done.flows[0].on, "{:?}", done.flows);
    assert_eq!(done.references[0].bound_to.as_ref().map(|to| to.0), Some(here.id));
}

#[tokio::test]
async fn an_export_has_the_flows_as_they_are_now() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    solutions::import(steward, &ada, "dev", package("1.0.0.0"), None, false).await.expect("a report");
    let name = named(FLOW.parse().expect("an id"));
    let changed = flows::get(steward, &ada, "dev", &name).await.expect("a flow").definition.to_json_string();
    let changed = changed.replace("lastname", "firstname");
    flows::update(steward, &ada, "dev", &name, None, Some(changed)).await.expect("saved");
    let zip = solutions::package(steward, &ada, "dev", "contoso", ExportHow::default()).await.expect("a zip");
    let (contents, _) = Package::read_zip(&zip, &::solutions::Limits::default()).expect("a package").contents();
    assert!(contents.flows[0].clientdata.to_json_string().contains("firstname"));
    let there = solutions::import(steward, &ada, "prod", zip, None, false).await.expect("a report");
    assert!(there.applied);
    assert_eq!(
        kind(solutions::package(steward, &ada, "dev", "nothing", ExportHow::default()).await),
        ErrorKind::NotFound
    );
}

#[tokio::test]
async fn an_export_is_managed_and_has_a_version_where_that_is_asked_for() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    solutions::import(steward, &ada, "dev", package("1.0.0.0"), None, false).await.expect("a report");
    let how = ExportHow { managed: true, version: Some("1.4".parse().expect("a version")) };
    let zip = solutions::package(steward, &ada, "dev", "Contoso", how).await.expect("a zip");
    let again = solutions::package(steward, &ada, "dev", "Contoso", how).await.expect("a zip");
    assert_eq!(zip, again);
    solutions::import(steward, &ada, "prod", zip.clone(), None, false).await.expect("a report");
    let there = &solutions::list(steward, &ada, "prod").await.expect("a list")[0];
    assert_eq!((there.managed, there.version.as_str()), (true, "1.4.0.0"));

    // A managed one is what was installed, and nothing else.
    let same = solutions::package(steward, &ada, "prod", "Contoso", ExportHow::default()).await.expect("a zip");
    assert_eq!(same, zip);
    let other = ExportHow { version: Some("1.5".parse().expect("a version")), ..how };
    let refused = solutions::package(steward, &ada, "prod", "Contoso", other).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::SolutionConflict);
}

#[tokio::test]
async fn what_is_no_package_is_refused() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let refused = solutions::import(&world.steward, &ada, "dev", b"no zip".to_vec(), None, false).await;
    assert_eq!(refused.expect_err("refused").code, ErrorCode::PackageUnreadable);
}

/// Real packages: each is imported, or refused with the reason; nothing breaks inside.
#[tokio::test]
async fn real_packages_are_imported_or_refused_with_the_reason() {
    let shared = std::env::var_os("STEWARD_SHARED")
        .map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into(), std::path::PathBuf::from);
    let mut folders = vec![shared.join("corpus/solutions"), shared.join("corpus/packages")];
    let mut zips = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "zip") {
                zips.push(path);
            }
        }
    }
    if zips.is_empty() {
        println!("skipped: no shared folder");
        return;
    }
    zips.sort();
    let world = World::new().await;
    let ada = world.op("ada").await;
    let mut imported = 0;
    for zip in &zips {
        let bytes = std::fs::read(zip).expect("bytes");
        match solutions::import(&world.steward, &ada, "dev", bytes, None, true).await {
            Ok(report) => {
                imported += 1;
                assert!(report.flows.iter().all(|flow| flow.on || !flow.needs.is_empty()), "{}", zip.display());
            }
            Err(refused) => {
                println!("{}: {refused}", zip.display());
                assert!(
                    matches!(refused.kind, ErrorKind::Invalid | ErrorKind::TooLarge),
                    "{}: {refused:?}",
                    zip.display()
                );
            }
        }
    }
    println!("{imported} of {} packages would be imported", zips.len());
    assert!(imported > 0);
}
