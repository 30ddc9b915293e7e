//! Plans as they are approved.

use model::{ConnectorName, PrincipalId, table::Table};
use solutions::{
    Settings, SolutionVersion, Target,
    plan::{
        BindingSource, ComponentKey, ComponentKind, Deployment, Fate, FlowState, InstalledPatch, InstalledSolution,
        Mode, Outcome, TargetVariable, deployment,
    },
};

use crate::support::{CONNECTION, PARENT, bound, connection, contents, here, settings, target};

/// The environment after the small solution was installed in it.
fn installed(version: SolutionVersion, managed: bool) -> Target {
    let contents = contents();
    let variable = &contents.environment_variables[0];
    let gone = ComponentKey { kind: ComponentKind::Table, key: "demo_old".into(), name: "Old".into() };
    Target {
        solution: Some(InstalledSolution { version, managed, components: vec![gone] }),
        references: vec![bound()],
        variables: vec![TargetVariable {
            schema_name: variable.schema_name.clone(),
            display_name: variable.display_name.clone(),
            kind: variable.kind,
            default_value: variable.default_value.clone(),
            value: None,
        }],
        flows: contents.flows.iter().map(|flow| here(flow, FlowState::On)).collect(),
        tables: Vec::<Table>::new(),
        ..target()
    }
}

fn managed() -> solutions::Contents {
    let mut contents = contents();
    contents.manifest.as_mut().unwrap().managed = solutions::contents::ManagedFlag::Managed;
    contents
}

fn outcome(deployment: &Deployment, code: &str) -> Vec<Outcome> {
    deployment.checks.iter().filter(|check| check.code == code).map(|check| check.outcome).collect()
}

#[test]
fn nothing_changes_where_everything_is_equal() {
    let here = installed(SolutionVersion::new(1, 1, 0, 0), false);
    let same = deployment(&contents(), &Settings::default(), &here, Mode::Upgrade);
    assert!(same.changes_nothing() && same.can_apply(), "{same:#?}");
    assert!(same.checks.iter().all(|check| check.outcome == Outcome::Pass), "{:#?}", same.checks);
    let other = deployment(
        &contents(),
        &settings(r#"{"EnvironmentVariables": [{"SchemaName": "demo_limit", "Value": "6"}]}"#),
        &here,
        Mode::Upgrade,
    );
    assert!(!other.changes_nothing());
    assert_ne!(same.digest(), other.digest());
}

#[test]
fn only_an_upgrade_removes_and_a_staged_one_removes_later() {
    let here = installed(SolutionVersion::new(1, 0, 0, 0), true);
    let fate = |mode| {
        let planned = deployment(&managed(), &Settings::default(), &here, mode);
        let old = planned.components.iter().find(|component| component.key == "demo_old").unwrap().fate;
        (old, outcome(&planned, "NothingRemoved"))
    };
    assert_eq!(fate(Mode::Update), (Fate::Keep, vec![Outcome::Pass]));
    assert_eq!(fate(Mode::Upgrade), (Fate::Remove, vec![Outcome::Warn]));
    assert_eq!(fate(Mode::Stage), (Fate::RemoveLater, vec![Outcome::Warn]));
    assert_eq!(fate(Mode::Uninstall), (Fate::Remove, vec![Outcome::Warn]));
}

#[test]
fn what_another_solution_has_too_stays() {
    let mut here = installed(SolutionVersion::new(1, 0, 0, 0), true);
    here.elsewhere.insert((ComponentKind::Table, "demo_old".to_owned()));
    for mode in [Mode::Upgrade, Mode::Stage, Mode::Uninstall] {
        let planned = deployment(&managed(), &Settings::default(), &here, mode);
        let old = planned.components.iter().find(|component| component.key == "demo_old").unwrap();
        assert_eq!((old.fate, outcome(&planned, "NothingRemoved")), (Fate::Keep, vec![Outcome::Pass]), "{mode:?}");
    }
}

#[test]
fn an_upgrade_takes_the_place_of_patches_and_a_patched_solution_stays() {
    let version = SolutionVersion::new;
    let mut here = installed(version(1, 0, 0, 0), true);
    let table = |key: &str| ComponentKey { kind: ComponentKind::Table, key: key.into(), name: key.into() };
    let patch = |name: &str, version, key: &str| InstalledPatch {
        unique_name: name.to_owned(),
        version,
        components: vec![table("demo_old"), table(key)],
    };
    here.patches =
        vec![patch("First", version(1, 0, 1, 0), "demo_patched"), patch("Late", version(1, 1, 9, 0), "demo_late")];
    let planned = |mode| {
        let planned = deployment(&managed(), &Settings::default(), &here, mode);
        let fates = ["demo_old", "demo_patched", "demo_late"]
            .map(|key| planned.components.iter().find(|it| it.key == key).map(|it| it.fate));
        (planned.rolls_up.clone(), fates, outcome(&planned, "Patches"))
    };
    let (keep, none) = (Some(Fate::Keep), Vec::<String>::new);
    // What a patch brought that comes after the package is none of its business.
    assert_eq!(
        planned(Mode::Upgrade),
        (vec!["First".to_owned()], [keep, Some(Fate::Remove), None], vec![Outcome::Pass])
    );
    assert_eq!(planned(Mode::Update), (none(), [keep, keep, None], vec![]));
    assert_eq!(planned(Mode::Stage), (none(), [keep, Some(Fate::RemoveLater), None], vec![]));
    // Going back to a version leaves none that is for another one.
    here.patches[1].version = version(1, 2, 1, 0);
    let back = deployment(&managed(), &Settings::default(), &here, Mode::Upgrade);
    assert_eq!(back.rolls_up, ["First", "Late"]);
    assert_eq!(back.components.iter().find(|it| it.key == "demo_late").map(|it| it.fate), Some(Fate::Remove));
    let uninstall = deployment(&managed(), &Settings::default(), &here, Mode::Uninstall);
    assert_eq!(outcome(&uninstall, "Patches"), [Outcome::Fail, Outcome::Fail]);
}

#[test]
fn words_and_suggestions_do_not_change_what_was_approved() {
    let mut planned = deployment(&contents(), &Settings::default(), &target(), Mode::Update);
    let digest = planned.digest();
    let mut here = target();
    here.connections.push(connection("22222222-2222-2222-2222-222222222222", "shared_x", true));
    let other = deployment(&contents(), &Settings::default(), &here, Mode::Update);
    assert_ne!(other.references[0].connection, planned.references[0].connection);
    assert_eq!(other.digest(), digest, "nothing is bound by a suggestion");
    planned.flows[0].reasons.push("Another reason.".to_owned());
    assert_eq!(planned.digest(), digest);
    planned.flows[0].on = true;
    assert_ne!(planned.digest(), digest);
}

#[test]
fn what_is_not_installed_cannot_be_uninstalled_and_unmanaged_components_stay() {
    let planned = deployment(&contents(), &Settings::default(), &target(), Mode::Uninstall);
    assert!(!planned.can_apply());
    let here = installed(SolutionVersion::new(1, 1, 0, 0), false);
    let planned = deployment(&contents(), &Settings::default(), &here, Mode::Uninstall);
    assert!(planned.can_apply() && planned.to.is_none());
    assert!(planned.components.iter().all(|component| component.fate == Fate::Keep));
}

#[test]
fn a_lower_version_is_a_rollback_and_says_so() {
    let here = installed(SolutionVersion::new(2, 0, 0, 0), false);
    let planned = deployment(&contents(), &Settings::default(), &here, Mode::Upgrade);
    assert!(planned.rollback && planned.can_apply() && !planned.changes_nothing());
    assert_eq!(outcome(&planned, "VersionRises"), [Outcome::Warn]);
    // An unmanaged package over a managed solution is refused, whatever the version.
    let here = installed(SolutionVersion::new(2, 0, 0, 0), true);
    let planned = deployment(&contents(), &Settings::default(), &here, Mode::Upgrade);
    assert!(!planned.can_apply());
    assert_eq!(outcome(&planned, "Accepted"), [Outcome::Fail]);
}

#[test]
fn the_only_usable_connection_is_suggested_and_binds_nothing_by_itself() {
    let planned = deployment(&contents(), &Settings::default(), &target(), Mode::Update);
    let reference = &planned.references[0];
    assert_eq!(
        (reference.source, reference.connection.unwrap().to_string().as_str()),
        (BindingSource::Suggested, CONNECTION)
    );
    assert!(planned.flows.iter().all(|flow| !flow.on));
    assert_eq!(outcome(&planned, "ReferencesBound"), [Outcome::Warn]);
    // Whoever agrees takes it into the settings.
    let agreed = Settings { references: planned.suggestions(), ..Settings::default() };
    let planned = deployment(&contents(), &agreed, &target(), Mode::Update);
    assert_eq!(planned.references[0].source, BindingSource::Settings);
    assert!(planned.flows.iter().all(|flow| flow.on), "{:#?}", planned.flows);
    // Of two nobody knows which is meant, and one that may not be used is none.
    for (other, usable, expected) in [
        ("22222222-2222-2222-2222-222222222222", true, BindingSource::Missing),
        ("22222222-2222-2222-2222-222222222222", false, BindingSource::Suggested),
    ] {
        let mut here = target();
        here.connectors.push(ConnectorName::new("shared_y"));
        here.connections.push(connection(other, "shared_x", usable));
        let planned = deployment(&contents(), &Settings::default(), &here, Mode::Update);
        assert_eq!(planned.references[0].source, expected);
    }
}

#[test]
fn what_is_saved_is_what_was_approved() {
    let planned = deployment(&managed(), &Settings::default(), &target(), Mode::Upgrade);
    let saved = serde_json::to_string(&planned).unwrap();
    let read: Deployment = serde_json::from_str(&saved).unwrap();
    assert_eq!((&read, read.digest()), (&planned, planned.digest()));
    let staged = deployment(&managed(), &Settings::default(), &target(), Mode::Stage);
    assert_ne!(staged.digest(), planned.digest());
}

#[test]
fn owners_count_where_something_is_done_about_them() {
    let flow = contents().flows[0].clone();
    let target = |owners: Vec<PrincipalId>| {
        let mut target = installed(SolutionVersion::new(1, 1, 0, 0), false);
        target.flows = contents().flows.iter().map(|flow| here(flow, FlowState::On)).collect();
        target.flows[0].owners = owners;
        target
    };
    let someone = PrincipalId(uuid::Uuid::from_u128(1));
    let same = |owners| deployment(&contents(), &Settings::default(), &target(owners), Mode::Upgrade);
    let mut plan = same(vec![someone]);
    assert_eq!(plan.digest(), same(vec![]).digest(), "who else owns a flow meanwhile changes nothing of the plan");
    let owners = &mut plan.flows.iter_mut().find(|it| it.id == flow.id).unwrap().owners;
    assert_eq!((&owners.before, &owners.after), (&vec![someone], &vec![someone]));
    owners.after.push(PrincipalId(uuid::Uuid::from_u128(2)));
    assert!(!plan.changes_nothing());
    assert_ne!(plan.digest(), same(vec![someone]).digest());

    let say = |text: &str| deployment(&contents(), &settings(text), &target(vec![]), Mode::Upgrade);
    let twice = format!(r#"{{"Owners": [{{"Flow": "parent"}}, {{"Flow": "{PARENT}"}}]}}"#);
    assert_eq!(outcome(&say(&twice), "Accepted"), [Outcome::Fail]);
    let stranger = say(r#"{"Owners": [{"Flow": "Nobody's", "CoOwners": ["sam"]}]}"#);
    assert_eq!(outcome(&stranger, "Noted"), [Outcome::Warn]);
    assert!(stranger.can_apply());
}
