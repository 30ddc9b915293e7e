//! A small solution that is meant to be promoted, and the pipeline that brings it from `dev` to `prod`.

use anyhow::Result;
use app::{
    Op, Steward,
    pipelines::{self, NewPipeline, NewStage},
    roles,
    roles::NewRole,
};
use model::{
    Depth, Privilege, VariableKind, Verb,
    table::{Ownership, Table},
};
use solutions::{
    Contents, ExportOptions, Package, SolutionVersion,
    contents::{ManagedFlag, Manifest, VariableFile},
};

use super::package::{DemoFlow, flow, key, publisher, reference, role, text};

/// The solution's name in files.
pub(super) const SOLUTION: &str = "DemoVisits";
/// The connection reference that the flow uses.
pub(super) const REFERENCE: &str = "demo_dataverse_visits";
/// The security role that opens visits.
pub(super) const VISITS: &str = "Visits";
/// The service account with whose rights packages are brought to `test` and `prod`.
pub(super) const DEPLOYER: &str = "deploy-bot";
/// The pipeline's name.
const PIPELINE: &str = "demo";
/// What whoever uses the tables of solutions in `test` and `prod` has there.
const TABLES: &str = "Tables of solutions";

/// The flow of the solution.
pub(super) const VISIT: DemoFlow = DemoFlow {
    id: "5f0c1a3e-7d43-4c0e-9d2b-0e6a4b7f9c21",
    name: "Note a visit",
    clientdata: include_str!("flows/note-a-visit.json"),
};

/// The solution as a zip.
pub(super) fn zip() -> Result<Vec<u8>> {
    let package = solutions::export(&contents()?, &Package::new(), ExportOptions { managed: false, values: true })?;
    Ok(package.write_zip()?)
}

fn contents() -> Result<Contents> {
    Ok(Contents {
        manifest: Some(Manifest {
            unique_name: SOLUTION.to_owned(),
            display_name: "Visits".to_owned(),
            description: Some("Notes who visits, in each environment with its own connection and values.".to_owned()),
            version: SolutionVersion::new(1, 0, 0, 0),
            managed: ManagedFlag::Unmanaged,
            publisher: publisher(),
            ..Manifest::default()
        }),
        flows: vec![flow(&VISIT)?],
        connection_references: vec![reference(REFERENCE, "Dataverse of visits")],
        environment_variables: vec![
            variable("demo_Site", "Site", VariableKind::String, None, "Dev"),
            variable("demo_Greeting", "Greeting", VariableKind::String, Some("Welcome"), "Hello from Dev"),
            variable("demo_MostVisitors", "Most visitors", VariableKind::Number, Some("5"), "2"),
        ],
        tables: vec![visit()],
        roles: vec![role("0e2d5c31-8c3b-4b59-a0f5-1b6f9f6f4d77", VISITS, &["demo_visit"], &[])?],
        ..Contents::default()
    })
}

/// A variable with its value in `dev`, which does not travel.
fn variable(
    schema_name: &str,
    display_name: &str,
    kind: VariableKind,
    default: Option<&str>,
    here: &str,
) -> VariableFile {
    VariableFile {
        schema_name: schema_name.to_owned(),
        display_name: display_name.to_owned(),
        description: None,
        kind,
        default_value: default.map(str::to_owned),
        current_value: Some(here.to_owned()),
        required: default.is_none(),
        data_source_connector: None,
        parameter_key: None,
        path: String::new(),
    }
}

/// The table that the flow adds a row to.
fn visit() -> Table {
    Table {
        logical_name: "demo_visit".to_owned(),
        schema_name: "demo_Visit".to_owned(),
        entity_set: "demo_visits".to_owned(),
        display_name: "Visit".to_owned(),
        plural_name: None,
        ownership: Ownership::User,
        primary_key: "demo_visitid".to_owned(),
        primary_name: Some("demo_name".to_owned()),
        columns: vec![
            key("demo_VisitId", "Visit"),
            text("demo_Name", "Visitor"),
            text("demo_Site", "Site"),
            text("demo_Most", "Most visitors"),
        ],
    }
}

/// Lets the deployer use the tables that solutions bring to an environment.
pub(super) async fn open_tables(steward: &Steward, admin: &Op, environment: &str) -> Result<()> {
    let is_there = async || -> Result<bool> {
        Ok(roles::list(steward, admin, environment).await?.iter().any(|role| role.role.name == TABLES))
    };
    if !is_there().await? {
        let verbs = [Verb::Create, Verb::Read, Verb::Write, Verb::Append, Verb::AppendTo];
        let all = verbs.map(|verb| Privilege { verb, table: "*".to_owned(), depth: Depth::Organization });
        let role = NewRole { name: TABLES.to_owned(), may_act_on_behalf: false, privileges: all.into() };
        // Another server may have made it meanwhile, and protected the environment.
        if let Err(refused) = roles::create(steward, admin, environment, role).await
            && !is_there().await?
        {
            return Err(refused.into());
        }
    }
    roles::set_member(steward, admin, environment, TABLES, DEPLOYER, true).await?;
    Ok(())
}

/// Makes the pipeline: whoever may export from `dev` asks, and one of Soul, Roohi and David approves for `prod`.
pub(super) async fn pipeline(steward: &Steward, admin: &Op) -> Result<()> {
    let stage = |environment: &str, approvals, approvers: &[&str]| NewStage {
        environment: environment.to_owned(),
        approvals,
        approvers: approvers.iter().map(|name| (*name).to_owned()).collect(),
        deployer: Some(DEPLOYER.to_owned()),
        replay: 0,
    };
    let new = NewPipeline {
        name: PIPELINE.to_owned(),
        description: "From Dev to Prod, with one approval".to_owned(),
        source: super::seed::ENVIRONMENT.to_owned(),
        stages: vec![stage("test", 0, &[]), stage("prod", 1, &["soul", "roohi", "david"])],
    };
    super::seed::if_new(pipelines::create(steward, admin, new, false).await)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_reads_as_what_it_was_made_from() {
        let package = Package::read_zip(&zip().unwrap(), &solutions::Limits::default()).unwrap();
        let (read, problems) = package.contents();
        assert_eq!(problems, []);
        assert_eq!((read.flows.len(), read.tables.len(), read.environment_variables.len()), (1, 1, 3));
        let (_, problems) = wdl::definition::Clientdata::parse(&read.flows[0].clientdata);
        assert_eq!(problems, []);
    }
}
