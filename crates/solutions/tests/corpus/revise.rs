//! Real packages that are brought to hold something else.

use model::{
    ConnectorName, Depth, FlowId, Privilege, RoleId, VariableKind, Verb,
    table::{ChoiceOption, Column, ColumnKind, Ownership, Requirement, Table},
};
use solutions::{
    Contents, Package, Problem, SolutionVersion,
    contents::{FlowFile, ManagedFlag, ReferenceFile, RoleFile, VariableFile},
};
use wdl::Value;

use super::{
    comparable,
    packages::{corpus, read_zip, zips},
};

/// The real solutions that come as zips.
fn packages() -> Vec<(Package, String)> {
    let Some(corpus) = corpus() else { return Vec::new() };
    let all = zips(&corpus).into_iter().map(|path| (read_zip(&path), path.display().to_string()));
    all.filter(|(package, _)| package.get("solution.xml").is_some()).collect()
}

fn column(name: &str, kind: ColumnKind) -> Column {
    Column {
        logical_name: name.to_lowercase(),
        schema_name: name.to_owned(),
        display_name: format!("The \"{name}\" & <more>"),
        kind,
        requirement: Requirement::Recommended,
    }
}

fn table() -> Table {
    let options = vec![ChoiceOption { value: 1, label: "One".into() }, ChoiceOption { value: 2, label: "Two".into() }];
    let lookup = ColumnKind::Lookup { targets: vec!["contact".into()], navigation: "added_Who".into() };
    Table {
        logical_name: "added_thing".into(),
        schema_name: "added_Thing".into(),
        entity_set: "added_things".into(),
        plural_name: None,
        display_name: "Thing".into(),
        ownership: Ownership::User,
        primary_key: "added_thingid".into(),
        primary_name: Some("added_name".into()),
        columns: vec![
            column("added_thingid", ColumnKind::PrimaryKey),
            column("added_Name", ColumnKind::Text { max_length: 200 }),
            column("added_Kind", ColumnKind::Choice { options }),
            column("added_Who", lookup),
            column("added_Cost", ColumnKind::Decimal { precision: 3 }),
        ],
    }
}

/// The contents with something of each kind added, changed and removed.
fn changed(before: &Contents) -> Contents {
    let mut is = before.clone();
    let manifest = is.manifest.as_mut().unwrap();
    (manifest.version, manifest.managed) = (SolutionVersion::new(77, 0, 1, 0), ManagedFlag::Managed);
    manifest.display_name = "Another <name>".into();
    manifest.description = Some("What it is \"for\".".into());
    manifest.publisher.display_name = "Somebody else".into();
    if is.flows.len() > 1 {
        is.flows.remove(0);
    }
    if let Some(flow) = is.flows.first_mut() {
        (flow.name, flow.on) = ("Reset \"all\" <inspections>".into(), !flow.on);
        let clientdata = Value::from_json(br#"{"properties":{"definition":{"triggers":{},"actions":{}}}}"#).unwrap();
        let description = flow.description.clone();
        *flow = FlowFile::new(flow.id, &flow.name, flow.on, &flow.path, clientdata);
        flow.description = description;
    }
    let id: FlowId = "aaaaaaaa-0000-0000-0000-0000000000aa".parse().unwrap();
    let path = "Workflows/Added-AAAAAAAA-0000-0000-0000-0000000000AA.json";
    let clientdata = br#"{"properties":{"definition":{"triggers":{},"actions":{}},"connectionReferences":{}}}"#;
    is.flows.push(FlowFile::new(id, "Added", true, path, Value::from_json(clientdata).unwrap()));
    if is.environment_variables.len() > 1 {
        is.environment_variables.remove(0);
    }
    if let Some(variable) = is.environment_variables.first_mut() {
        (variable.default_value, variable.display_name) = (Some(" a < b ".into()), "New name".into());
        variable.required = !variable.required;
    }
    is.environment_variables.push(VariableFile {
        schema_name: "added_Limit".into(),
        display_name: "Limit".into(),
        description: Some("How many".into()),
        kind: VariableKind::DataSource,
        default_value: Some("5".into()),
        current_value: None,
        required: true,
        data_source_connector: Some("shared_sharepointonline".into()),
        parameter_key: Some("dataset".into()),
        path: "environmentvariabledefinitions/added_Limit/environmentvariabledefinition.xml".into(),
    });
    if let Some(reference) = is.connection_references.first_mut() {
        reference.display_name = "Another one".into();
    }
    is.connection_references.push(ReferenceFile {
        logical_name: "added_x".into(),
        display_name: "X".into(),
        description: Some("For X".into()),
        connector: ConnectorName::new("shared_x"),
        custom_connector: None,
    });
    if let Some(table) = is.tables.first_mut() {
        table.display_name = "Renamed".into();
        table.columns.push(column("added_Note", ColumnKind::Text { max_length: 9_000 }));
        for column in &mut table.columns {
            match &mut column.kind {
                ColumnKind::Choice { options } => options.push(ChoiceOption { value: 9_999_999, label: "Neu".into() }),
                ColumnKind::Text { max_length } => *max_length += 1,
                _ => {}
            }
        }
    }
    is.tables.push(table());
    let privilege = |verb| Privilege { verb, table: "added_thing".into(), depth: Depth::BusinessUnit };
    if let Some(role) = is.roles.first_mut() {
        role.name = "Another role".into();
        role.privileges.truncate(1);
        role.privileges.extend([Verb::Read, Verb::AppendTo].map(privilege));
    }
    is.roles.push(RoleFile {
        id: "aaaaaaaa-0000-0000-0000-0000000000ab".parse::<RoleId>().unwrap(),
        name: "Added".into(),
        privileges: [Verb::Create, Verb::Share].map(privilege).to_vec(),
        other_privileges: vec!["prvActOnBehalfOfAnotherUser".into()],
    });
    is
}

/// In the form in which both sides are the same: values do not travel, and what is put into a list has its place in the file.
fn sorted(contents: Contents) -> Contents {
    let mut sorted = comparable(contents.clone());
    if let (Some(sorted), Some(manifest)) = (&mut sorted.manifest, contents.manifest) {
        sorted.managed = manifest.managed;
    }
    sorted.flows.sort_by_key(|flow| flow.id);
    sorted.tables.sort_by(|a, b| a.logical_name.cmp(&b.logical_name));
    for table in &mut sorted.tables {
        table.columns.sort_by(|a, b| a.logical_name.cmp(&b.logical_name));
    }
    sorted.roles.sort_by_key(|role| role.id);
    for role in &mut sorted.roles {
        role.privileges.sort_by(|a, b| (&a.table, a.verb).cmp(&(&b.table, b.verb)));
    }
    sorted.environment_variables.sort_by(|a, b| a.schema_name.cmp(&b.schema_name));
    for variable in &mut sorted.environment_variables {
        variable.current_value = None;
    }
    sorted.connection_references.sort_by(|a, b| a.logical_name.cmp(&b.logical_name));
    sorted
}

#[test]
fn what_is_the_same_keeps_its_bytes() {
    for (package, path) in packages() {
        let mut expected = package.clone();
        for member in package.members().iter().filter(|it| it.path().ends_with("environmentvariablevalues.json")) {
            expected.remove(member.path());
        }
        let revised = package.revise(&package.contents().0).unwrap_or_else(|error| panic!("{path}: {error}"));
        let differs = |name: &&str| revised.get(name) != expected.get(name);
        let names = expected.members().iter().map(solutions::Member::path);
        let differing: Vec<_> = names.filter(differs).filter(|name| *name != "[Content_Types].xml").collect();
        assert!(differing.is_empty() && revised.members().len() == expected.members().len(), "{path}: {differing:?}");
    }
}

#[test]
fn a_package_that_is_revised_says_what_it_shall_and_keeps_the_rest() {
    for (package, path) in packages() {
        let (before, problems) = package.contents();
        let is = changed(&before);
        let revised = package.revise(&is).unwrap_or_else(|error| panic!("{path}: {error}"));
        let (after, found) = revised.contents();
        let errors = found.iter().filter(|problem| problem.is_error()).count();
        assert_eq!(errors, problems.iter().filter(|problem| problem.is_error()).count(), "{path}: {found:?}");
        assert_eq!(sorted(after.clone()), sorted(is.clone()), "{path}");
        assert_eq!(after.kept, before.kept, "{path}");
        assert_eq!(package.revise(&is), Ok(revised.clone()), "{path}: the same twice");
        // And back again, with all that only the package knows.
        let back = revised.revise(&before).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(sorted(back.contents().0), sorted(before), "{path}");
    }
}

#[test]
fn what_has_no_manifest_is_not_revised() {
    let empty = Package::new();
    assert!(empty.revise(&Contents::default()).is_ok(), "nothing is asked for");
    let flow = FlowFile::new(FlowId::default(), "x", true, "", Value::Null);
    let refused = empty.revise(&Contents { flows: vec![flow], ..Contents::default() });
    assert!(refused.is_err(), "{refused:?}");
    let broken = Package::from_files([("solution.xml", b"<a".to_vec())]).unwrap();
    let (_, problems) = broken.contents();
    assert!(problems.iter().any(Problem::is_error));
}
