//! What an import does with a package, settings and facts about the environment.

#[path = "plan/deployment.rs"]
mod deployment;
#[path = "plan/support.rs"]
mod support;

use std::fmt::Write;

use expect_test::expect;
use model::{FlowId, VariableKind};
use solutions::{
    Contents, Settings, SolutionVersion, Target,
    contents::{ComponentType, DependencyEnd, FlowFile, ManagedFlag, MissingDependency, PatchParent},
    plan::{ComponentKey, ComponentKind, FlowState, InstalledSolution, TargetVariable, plan},
};
use support::{
    CHILD, CONNECTION, PARENT, bound, check, check_lines, connection, contents, flow, here, print, settings, target,
};
use wdl::Value;

#[test]
fn a_first_import_without_settings_leaves_flows_off() {
    check(
        &contents(),
        &Settings::default(),
        &target(),
        &expect![[r#"
        Install Demo from nothing to 1.1.0.0
        Add environment variable Limit
        Add connection reference X
        Add flow Parent
        Add flow Child
        reference demo_x: unbound
        variable demo_limit: 5 (Default)
        flow Child: off: connection reference `demo_X` (shared_x) is not bound
        flow Parent: off: connection reference `demo_X` (shared_x) is not bound; the flow `Child` that it calls is off
    "#]],
    );
}

#[test]
fn settings_bind_and_flows_are_turned_on() {
    check(
        &contents(),
        &settings(&format!(
            r#"{{"ConnectionReferences": [{{"LogicalName": "Demo_X", "ConnectionId": "{}"}}],
                "EnvironmentVariables": [{{"SchemaName": "DEMO_LIMIT", "Value": "9"}}]}}"#,
            CONNECTION.replace('-', "").to_uppercase()
        )),
        &target(),
        &expect![[r#"
            Install Demo from nothing to 1.1.0.0
            Add environment variable Limit
            Add connection reference X
            Add flow Parent
            Add flow Child
            reference demo_x: bound by the settings
            variable demo_limit: 9 (Settings)
            flow Child: on
            flow Parent: on
        "#]],
    );
}

#[test]
fn settings_that_name_what_is_not_there_refuse_the_import() {
    let mut target = target();
    target.connections.push(connection("22222222-2222-2222-2222-222222222222", "shared_y", true));
    target.connections.push(connection("33333333-3333-3333-3333-333333333333", "shared_x", false));
    for (id, expected) in [
        (
            "abc",
            expect![[r#"
            reference demo_x: unbound
            refused: STW1033 the settings bind `demo_x` to the connection `abc`, which does not exist here (line 2, column 3 of the settings)
        "#]],
        ),
        (
            "22222222-2222-2222-2222-222222222222",
            expect![[r#"
            reference demo_x: unbound
            refused: STW1033 the settings bind `demo_x` to the connection `22222222-2222-2222-2222-222222222222`, which is for shared_y and not for shared_x (line 2, column 3 of the settings)
        "#]],
        ),
        (
            "33333333-3333-3333-3333-333333333333",
            expect![[r#"
            reference demo_x: unbound
            refused: STW1033 the settings bind `demo_x` to the connection `33333333-3333-3333-3333-333333333333`, which belongs to Roohi and is not shared with you (line 2, column 3 of the settings)
        "#]],
        ),
    ] {
        let text =
            format!("{{\"ConnectionReferences\": [\n  {{\"LogicalName\": \"demo_x\", \"ConnectionId\": \"{id}\"}}]}}");
        check_lines(&["refused", "reference"], &contents(), &settings(&text), &target, &expected);
    }
    check_lines(
        &["refused", "note"],
        &contents(),
        &settings(
            r#"{"ConnectionReferences": [{"LogicalName": "other", "ConnectionId": "abc"}],
                "EnvironmentVariables": [{"SchemaName": "demo_limit", "Value": "many"}, {"SchemaName": "other", "Value": "1"}],
                "ActivateFlowConfiguration": [{"solutionComponentName": "other", "activate": true}]}"#,
        ),
        &target,
        &expect![[r#"
            refused: STW1033 the settings give the environment variable `demo_limit` the value `many`, and it takes a number (line 2, column 42 of the settings)
            note: STW1033 the settings name the connection reference `other`, which the package does not hold (line 1, column 27 of the settings)
            note: STW1033 the settings name the environment variable `other`, which the package does not hold (line 2, column 89 of the settings)
            note: STW1033 the settings name the flow `other`, which the package does not hold (line 3, column 47 of the settings)
        "#]],
    );
}

#[test]
fn the_source_of_a_value() {
    let mut package = contents();
    let mut here = target();
    let none = Settings::default();
    let mut seen = String::new();
    let mut see = |contents: &Contents, target: &Target| {
        let plan = plan(contents, &none, target);
        let step = &plan.variables[0];
        let flow = plan.flows[0].reasons.last().map(ToString::to_string).unwrap_or_default();
        writeln!(seen, "{:?} {:?} {flow}", step.source, step.value).unwrap();
    };
    see(&package, &here);
    package.environment_variables[0].current_value = Some("6".into());
    see(&package, &here);
    here.variables.push(TargetVariable {
        schema_name: "demo_Limit".into(),
        display_name: "Limit".into(),
        kind: VariableKind::Number,
        default_value: None,
        value: Some("7".into()),
    });
    see(&package, &here);
    here.variables.clear();
    (package.environment_variables[0].current_value, package.environment_variables[0].default_value) = (None, None);
    see(&package, &here);
    package.environment_variables[0].kind = VariableKind::Secret;
    see(&package, &here);
    expect![[r#"
        Default Some("5") connection reference `demo_X` (shared_x) is not bound
        Package Some("6") connection reference `demo_X` (shared_x) is not bound
        Environment Some("7") connection reference `demo_X` (shared_x) is not bound
        Missing None environment variable `demo_Limit` has no value
        Missing None it reads the secret `demo_Limit` as a parameter, which is not allowed
    "#]]
    .assert_eq(&seen);
}

#[test]
fn the_state_of_a_flow_here_counts() {
    let package = contents();
    let mut target = target();
    target.references.push(bound());
    let all = ["flow", "Keep", "Change"];
    for (state, expected) in [
        (
            FlowState::On,
            expect![[r#"
            Keep connection reference X
            Keep flow Parent
            Keep flow Child
            flow Child: on
            flow Parent: on
        "#]],
        ),
        (
            FlowState::NeverOn,
            expect![[r#"
            Keep connection reference X
            Keep flow Parent
            Keep flow Child
            flow Child: on
            flow Parent: on
        "#]],
        ),
        (
            FlowState::TurnedOff,
            expect![[r#"
            Keep connection reference X
            Keep flow Parent
            Keep flow Child
            flow Child: on
            flow Parent: off: somebody here turned it off
        "#]],
        ),
    ] {
        target.flows = vec![here(&package.flows[0], state), here(&package.flows[1], FlowState::On)];
        check_lines(&all, &package, &Settings::default(), &target, &expected);
    }
    let on = settings(r#"{"ActivateFlowConfiguration": [{"solutionComponentName": "parent", "activate": "true"}]}"#);
    check_lines(
        &["flow"],
        &package,
        &on,
        &target,
        &expect![[r#"
        flow Child: on
        flow Parent: on
    "#]],
    );
    let off = settings(&format!(
        r#"{{"ActivateFlowConfiguration": [{{"solutionComponentUniqueName": "{{{CHILD}}}", "activate": "false"}}]}}"#
    ));
    check_lines(
        &["flow"],
        &package,
        &off,
        &target,
        &expect![[r#"
        flow Child: off: the settings say that it stays off
        flow Parent: off: somebody here turned it off; the flow `Child` that it calls is off
    "#]],
    );
}

#[test]
fn each_thing_that_is_missing_is_a_reason() {
    let mut package = contents();
    let clientdata = r#"{"properties": {"connectionReferences": {
        "a": {"connection": {}, "api": {"name": "shared_x"}},
        "b": {"connection": {"name": "shared-x-123"}, "api": {"name": "shared_approvals"}},
        "c": {"connection": {"connectionReferenceLogicalName": "nowhere"}, "api": {"name": "shared_x"}}},
        "definition": {"actions": {"Call": {"inputs": {"host": {"workflowReferenceName": "bbbbbbbb-0000-0000-0000-000000000001"}}}}}}}"#;
    let clientdata = Value::from_json(clientdata.as_bytes()).unwrap();
    package.flows = vec![FlowFile::new(FlowId::default(), "Lonely", false, "Workflows/a.json", clientdata)];
    let printed = print(&plan(&package, &Settings::default(), &target()));
    let flow = printed.lines().find(|line| line.starts_with("flow")).unwrap().replace("; ", "\n");
    expect![[r#"
        flow Lonely: off: it is off in the package
        its connection `a` (shared_x) names no connection reference
        no connector `shared_approvals` here
        its connection `b` (shared_approvals) names no connection reference
        connection reference `nowhere` (shared_x) is neither in the package nor here
        the flow bbbbbbbb-0000-0000-0000-000000000001 that it calls is neither in the package nor here"#]]
    .assert_eq(&flow);
}

#[test]
fn flows_that_call_each_other_in_a_circle_are_turned_on_together() {
    let mut package = contents();
    package.flows = vec![flow(PARENT, "Parent", &[CHILD]), flow(CHILD, "Child", &[PARENT, CHILD])];
    let mut target = target();
    target.references.push(bound());
    check_lines(
        &["flow"],
        &package,
        &Settings::default(),
        &target,
        &expect![[r#"
        flow Child: on
        flow Parent: on
    "#]],
    );
    package.flows[0].on = false;
    check_lines(
        &["flow"],
        &package,
        &Settings::default(),
        &target,
        &expect![[r#"
        flow Child: off: the flow `Parent` that it calls is off
        flow Parent: off: it is off in the package; the flow `Child` that it calls is off
    "#]],
    );
}

#[test]
fn a_patch_fits_the_minor_version_that_it_is_for() {
    let version = SolutionVersion::new;
    let mut patch = contents();
    patch.manifest.as_mut().unwrap().patch_of =
        Some(PatchParent { unique_name: "Base".to_owned(), version: version(1, 1, 2, 0) });
    let refused = |patched| {
        let target = Target { patched, ..target() };
        let errors = plan(&patch, &Settings::default(), &target).errors;
        errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join("\n")
    };
    expect!["the package is a patch of `Base` 1.1.2.0, which is not installed here; import that first"]
        .assert_eq(&refused(None));
    expect!["the package is a patch of `Base` 1.1.2.0, and 1.2.0.0 is installed here; import a patch of that version"]
        .assert_eq(&refused(Some(version(1, 2, 0, 0))));
    expect!["the package is a patch of `Base` 1.1.2.0, and 1.1.1.9 is installed here; import a patch of that version"]
        .assert_eq(&refused(Some(version(1, 1, 1, 9))));
    for fits in [version(1, 1, 2, 0), version(1, 1, 7, 0)] {
        assert_eq!(refused(Some(fits)), "");
    }
}

#[test]
fn versions_and_managed_packages() {
    let installed = |version, managed| {
        let old = ComponentKey { kind: ComponentKind::Reference, key: "demo_old".into(), name: "Old".into() };
        let same = ComponentKey { kind: ComponentKind::Reference, key: "demo_x".into(), name: "X".into() };
        Target { solution: Some(InstalledSolution { version, managed, components: vec![old, same] }), ..target() }
    };
    let version = SolutionVersion::new;
    let mut managed = contents();
    managed.manifest.as_mut().unwrap().managed = ManagedFlag::Managed;
    let none = Settings::default();
    let words = ["Install", "Upgrade", "Repeat", "Downgrade", "Remove", "refused"];
    check_lines(
        &words,
        &contents(),
        &none,
        &target(),
        &expect![[r#"
        Install Demo from nothing to 1.1.0.0
    "#]],
    );
    check_lines(
        &words,
        &contents(),
        &none,
        &installed(version(1, 1, 0, 0), false),
        &expect![[r#"
        Repeat Demo from 1.1.0.0 to 1.1.0.0
    "#]],
    );
    check_lines(
        &words,
        &contents(),
        &none,
        &installed(version(1, 10, 0, 0), false),
        &expect![[r#"
        Downgrade Demo from 1.10.0.0 to 1.1.0.0
        refused: STW1034 `Demo` 1.10.0.0 is installed here, and the package has the lower version 1.1.0.0
    "#]],
    );
    check_lines(
        &words,
        &managed,
        &none,
        &installed(version(1, 0, 9, 0), false),
        &expect![[r#"
        Upgrade Demo from 1.0.9.0 to 1.1.0.0
        Remove connection reference Old
        refused: STW1034 `Demo` is here as an unmanaged solution, and the package is managed; import an unmanaged package, or delete the solution first
    "#]],
    );
    check_lines(
        &words,
        &contents(),
        &none,
        &installed(version(1, 0, 9, 0), true),
        &expect![[r#"
        Upgrade Demo from 1.0.9.0 to 1.1.0.0
        refused: STW1034 `Demo` is installed here as a managed solution, and the package is unmanaged; import a managed package, or uninstall the solution first
    "#]],
    );
    check_lines(
        &words,
        &managed,
        &none,
        &installed(version(1, 0, 9, 0), true),
        &expect![[r#"
        Upgrade Demo from 1.0.9.0 to 1.1.0.0
        Remove connection reference Old
    "#]],
    );
}

#[test]
fn what_flows_need_must_be_there_and_what_forms_need_not() {
    let end = |kind: &str, name: &str| DependencyEnd {
        component_type: ComponentType::new(kind),
        id: name.parse::<FlowId>().ok().map(|id| id.0),
        schema_name: Some(name.to_owned()),
        display_name: None,
        parent_schema_name: None,
        solution: Some("Other (1.0.0.0)".into()),
    };
    let mut package = contents();
    package.manifest.as_mut().unwrap().missing_dependencies = [
        ("1", "admin_flow", "29", PARENT),
        ("1", "admin_flow", "60", "form"),
        ("connectionreference", "demo_other", "29", PARENT),
        ("connectionreference", "DEMO_x", "29", PARENT),
        ("66", "control", "60", "form"),
        ("372", "demo_5Fapi", "connectionreference", "demo_x"),
    ]
    .map(|(required, name, dependent, by)| MissingDependency {
        required: end(required, name),
        dependent: end(dependent, by),
    })
    .to_vec();
    check_lines(
        &["refused", "note"],
        &package,
        &Settings::default(),
        &target(),
        &expect![[r#"
        refused: STW1034 the process `aaaaaaaa-0000-0000-0000-000000000001` needs the table `admin_flow`, which is neither in the package nor here; it comes with Other (1.0.0.0)
        refused: STW1034 the process `aaaaaaaa-0000-0000-0000-000000000001` needs the connection reference `demo_other`, which is neither in the package nor here; it comes with Other (1.0.0.0)
        refused: STW1034 the connection reference `demo_x` needs the custom connector `demo_5Fapi`, which is neither in the package nor here; it comes with Other (1.0.0.0)
        note: STW1034 the form `form` needs the table `admin_flow`, which is neither in the package nor here; it comes with Other (1.0.0.0)
    "#]],
    );
}
