//! Every real package must load, keep its files when it is written again, and say what it holds.

use std::path::Path;

use model::{
    ConnectorName,
    table::{ColumnKind, DateTimeBehavior, Ownership, Requirement},
};
use solutions::{
    Contents, ExportOptions, Limits, Package, Problem, Settings, Target, contents::ManagedFlag, export, plan,
};

#[path = "corpus/packages.rs"]
mod packages;
#[path = "corpus/revise.rs"]
mod revise;

use packages::{corpus, folders, read_folder, read_zip, zips};

fn one(corpus: &Path, name: &str) -> (Contents, Vec<Problem>) {
    let zips = zips(corpus);
    let path = zips.iter().find(|path| path.ends_with(name)).unwrap_or_else(|| panic!("no {name} among the packages"));
    read_zip(path).contents()
}

#[test]
fn every_package_loads() {
    let Some(corpus) = corpus() else { return };
    let packages = zips(&corpus).into_iter().map(|path| (read_zip(&path), path));
    let packages: Vec<_> = packages.filter(|(package, _)| package.get("solution.xml").is_some()).collect();
    let folders = folders(&corpus).into_iter().map(|path| (read_folder(&path), path));
    let (mut count, mut flows, mut wrong) = (0, 0, Vec::new());
    for (package, path) in packages.into_iter().chain(folders) {
        let (contents, problems) = package.contents();
        count += 1;
        flows += contents.flows.len();
        let unnamed = contents.manifest.is_none_or(|manifest| manifest.unique_name.is_empty());
        if unnamed || problems.iter().any(Problem::is_error) {
            wrong.push(format!("{}: {problems:?}", path.display()));
        }
        for problem in problems {
            println!("{}: {problem}", path.file_name().unwrap().display());
        }
    }
    println!("{count} packages with {flows} flows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 80 && flows >= 80, "{count} packages with {flows} flows");
}

#[test]
fn a_package_that_is_written_again_holds_the_same() {
    let Some(corpus) = corpus() else { return };
    for path in zips(&corpus) {
        let package = read_zip(&path);
        let written = package.write_zip().unwrap();
        assert_eq!(Package::read_zip(&written, &Limits::default()).unwrap(), package, "{}", path.display());
        assert_eq!(written, package.write_zip().unwrap(), "{}", path.display());
    }
}

#[test]
fn permit_management() {
    let Some(corpus) = corpus() else { return };
    let (contents, problems) = one(&corpus, "L03/Completed/PermitManagement_1_0_0_3.zip");
    assert_eq!(problems, []);

    let manifest = contents.manifest.unwrap();
    assert_eq!((manifest.unique_name.as_str(), manifest.version.to_string().as_str()), ("PermitManagement", "1.0.0.3"));
    assert_eq!((manifest.publisher.prefix.as_str(), manifest.root_components.len()), ("contoso", 14));

    let flows: Vec<_> = contents.flows.iter().map(|flow| (flow.name.as_str(), flow.on)).collect();
    assert_eq!(flows, [("Reset Inspections", true), ("ClearInspectionComments", true)]);
    let kept: Vec<_> = contents.kept.iter().map(|component| format!("{} {}", component.kind, component.name)).collect();
    assert_eq!(
        kept,
        [
            "business process flow New Build Site",
            "site map contoso_PermitManagement",
            "model-driven app contoso_PermitManagement",
            "canvas app contoso_inspector_37c41"
        ]
    );

    let tables: Vec<_> = contents.tables.iter().map(|table| table.logical_name.as_str()).collect();
    assert_eq!(
        tables,
        ["contoso_buildsite", "contoso_inspection", "contoso_newbuildsite", "contoso_permit", "contoso_permittype"]
    );
    let extensions: Vec<_> = contents.extensions.iter().map(|table| table.extends.as_str()).collect();
    assert_eq!(extensions, ["contact", "systemuser"]);

    let inspection = &contents.tables[1];
    assert_eq!(inspection.schema_name, "contoso_Inspection");
    assert_eq!(inspection.entity_set, "contoso_inspections");
    assert_eq!(inspection.display_name, "Inspection");
    assert_eq!(inspection.ownership, Ownership::User);
    assert_eq!(inspection.primary_key, "contoso_inspectionid");
    assert_eq!(inspection.primary_name.as_deref(), Some("contoso_name"));
    assert_eq!(contents.tables[4].ownership, Ownership::Organization);

    let column = |name: &str| inspection.column(name).unwrap();
    assert_eq!(column("contoso_comments").kind, ColumnKind::Text { max_length: 2000 });
    assert_eq!(column("contoso_name").requirement, Requirement::Required);
    assert_eq!(column("contoso_scheduleddate").kind, ColumnKind::DateTime { behavior: DateTimeBehavior::UserLocal });
    assert_eq!(column("ownerid").kind, ColumnKind::Owner);
    let ColumnKind::Choice { options } = &column("contoso_inspectiontype").kind else { panic!("no choice") };
    let options: Vec<_> = options.iter().map(|option| (option.value, option.label.as_str())).collect();
    assert_eq!(options, [(330_650_000, "Initial Inspection"), (330_650_001, "Final Inspection")]);
    let lookup = |targets: &[&str], navigation: &str| ColumnKind::Lookup {
        targets: targets.iter().map(|target| (*target).to_owned()).collect(),
        navigation: navigation.to_owned(),
    };
    assert_eq!(column("contoso_permit").kind, lookup(&["contoso_permit"], "contoso_Permit"));
    assert_eq!(column("createdby").kind, lookup(&["systemuser"], "createdby"));
    let ColumnKind::Status { statuses } = &column("statuscode").kind else { panic!("no status") };
    assert!(statuses.iter().any(|status| status.state == 1), "{statuses:?}");
}

#[test]
fn fabrikam_environmental() {
    let Some(corpus) = corpus() else { return };
    let (contents, problems) = one(&corpus, "FabrikamEnvironmental_1_1_11_13.zip");
    assert_eq!(problems, []);

    assert_eq!((contents.flows.len(), contents.tables.len(), contents.roles.len()), (5, 10, 3));
    let references: Vec<_> = contents
        .connection_references
        .iter()
        .map(|reference| (reference.logical_name.as_str(), reference.connector.as_str()))
        .collect();
    assert_eq!(
        references,
        [
            ("contoso_sharedapprovals_ea5ad", "shared_approvals"),
            ("contoso_sharedcommondataserviceforapps_05f4c", "shared_commondataserviceforapps")
        ]
    );
    let [variable] = contents.environment_variables.as_slice() else { panic!("one variable") };
    assert_eq!(variable.schema_name, "contoso_outcomeformlink");
    assert!(variable.default_value.as_deref().unwrap().ends_with("&etn=contoso_outcome&id="));

    let flow = |name: &str| contents.flows.iter().find(|flow| flow.name == name).unwrap();
    let aliases: Vec<_> = flow("Request Approval").connections.iter().map(|c| c.alias.as_str()).collect();
    assert_eq!(aliases, ["shared_commondataserviceforapps", "shared_approvals"]);
    let read: Vec<_> = flow("Request Approval").variables.iter().map(|v| v.schema_name.as_str()).collect();
    assert_eq!(read, ["contoso_outcomeformlink"]);
    let called: Vec<_> = flow("Daily status changes").calls.iter().map(ToString::to_string).collect();
    assert!(called.contains(&"1fbeff73-232d-ed11-9db1-0022481dae3d".to_owned()), "{called:?}");

    let role = contents.roles.iter().find(|role| role.name == "Environmental manager").unwrap();
    assert!(role.privileges.len() > 50 && role.other_privileges.is_empty(), "{:?}", role.other_privileges);
    let extension = contents.extensions.iter().find(|extension| extension.extends == "systemuser").unwrap();
    println!("{:?}", extension.columns.iter().map(|c| &c.logical_name).collect::<Vec<_>>());
}

#[test]
fn fabrikam_needs_its_connections() {
    let Some(corpus) = corpus() else { return };
    let (contents, _) = one(&corpus, "FabrikamEnvironmental_1_1_11_13.zip");
    let target = Target { connectors: vec![ConnectorName::new(ConnectorName::DATAVERSE)], ..Target::default() };
    let plan = plan(&contents, &Settings::default(), &target);
    assert_eq!(plan.errors, []);
    let step = plan.flows.iter().find(|step| step.name == "Request Approval").unwrap();
    let reasons: Vec<_> = step.reasons.iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        [
            "connection reference `contoso_sharedcommondataserviceforapps_05f4c` (shared_commondataserviceforapps) is not bound",
            "no connector `shared_approvals` here",
            "connection reference `contoso_sharedapprovals_ea5ad` (shared_approvals) is not bound"
        ]
    );
    // It uses no connection itself, and calls three that do.
    let last = plan.flows.iter().find(|step| step.name == "Daily status changes").unwrap();
    assert_eq!((last.on, last.reasons.len()), (false, 3), "{:?}", last.reasons);
}

/// What an export keeps, in the form in which both sides of it are the same.
fn comparable(mut contents: Contents) -> Contents {
    contents.kept.clear();
    // Lookups that only their types' numbers explain get relationships of their own.
    contents.relationships.clear();
    for flow in &mut contents.flows {
        flow.path = flow.path.to_lowercase();
    }
    for variable in &mut contents.environment_variables {
        variable.path = variable.path.to_lowercase();
    }
    for connector in &mut contents.connectors {
        for path in [
            &mut connector.definition,
            &mut connector.connection_parameters,
            &mut connector.policies,
            &mut connector.script,
            &mut connector.icon,
        ] {
            *path = path.as_ref().map(|path| path.rsplit('/').next().unwrap().to_owned());
        }
    }
    if let Some(manifest) = &mut contents.manifest {
        manifest.root_components.clear();
        manifest.managed = ManagedFlag::Unmanaged;
    }
    contents
}

#[test]
fn what_is_exported_says_the_same() {
    let Some(corpus) = corpus() else { return };
    let packages = zips(&corpus).into_iter().map(|path| (read_zip(&path), path));
    let packages: Vec<_> = packages.filter(|(package, _)| package.get("solution.xml").is_some()).collect();
    let folders = folders(&corpus).into_iter().map(|path| (read_folder(&path), path));
    for (package, path) in packages.into_iter().chain(folders) {
        let (contents, _) = package.contents();
        let exported = export(&contents, &package, ExportOptions { managed: false, values: true });
        let exported = exported.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let exported = Package::read_zip(&exported.write_zip().unwrap(), &Limits::default()).unwrap();
        let (again, problems) = exported.contents();
        assert!(!problems.iter().any(Problem::is_error), "{}: {problems:?}", path.display());
        assert_eq!(comparable(again), comparable(contents), "{}", path.display());
    }
}
