use ::solutions::{
    Package,
    contents::{FlowFile, Manifest},
    diff::ChangeCode,
    envelope::{Provenance, SigningKey, Verdict, sign},
    plan::{BindingSource, Fate, Mode, Outcome},
};
use app::{
    AppError, ErrorKind, Op,
    environments::{self, EnvironmentChanges, Signatures, Signer},
    flows, references,
    solutions::{self, Again, ExportHow, Plan, Release, Wish},
};
use model::{EnvironmentRole, ErrorCode, FlowId, ReleaseId, Tier};

use crate::world::{DATAVERSE, World, kind, named, row_flow};

pub(crate) const FLOW: &str = "3b1c0d52-7a0e-4f0b-9c3e-4a1f6f1f7a01";

/// A package with one flow that is on and uses one connection reference.
pub(crate) fn package(version: &str) -> Vec<u8> {
    zip(version, false, true)
}

/// The same, managed or not, and without its flow.
pub(crate) fn zip(version: &str, managed: bool, with_flow: bool) -> Vec<u8> {
    let definition = row_flow("", false)
        .replace(r#""connection": {}"#, r#""connection": {"connectionReferenceLogicalName": "contoso_tables"}"#);
    let clientdata = wdl::Value::from_json(definition.as_bytes()).expect("JSON");
    let id: FlowId = FLOW.parse().expect("an id");
    let flows = vec![FlowFile::new(id, "Audit", true, "", clientdata)];
    let contents = ::solutions::Contents {
        manifest: Some(Manifest {
            unique_name: "Contoso".to_owned(),
            display_name: "Contoso".to_owned(),
            version: version.parse().expect("a version"),
            ..Manifest::default()
        }),
        flows: if with_flow { flows } else { Vec::new() },
        connection_references: vec![::solutions::contents::ReferenceFile {
            logical_name: "contoso_tables".to_owned(),
            display_name: "Tables".to_owned(),
            description: None,
            connector: model::ConnectorName::new(DATAVERSE),
            custom_connector: None,
        }],
        ..::solutions::Contents::default()
    };
    let package =
        ::solutions::export(&contents, &Package::new(), ::solutions::ExportOptions { managed, values: false });
    package.expect("a package").write_zip().expect("a zip")
}

async fn plan(world: &World, op: &Op, environment: &str, zip: Vec<u8>) -> Result<Plan, AppError> {
    let read = solutions::read(zip, None, None).await?;
    solutions::plan(&world.steward, op, environment, read, Mode::Upgrade).await
}

pub(crate) async fn apply(
    world: &World,
    op: &Op,
    environment: &str,
    zip: Vec<u8>,
    settings: Option<Vec<u8>>,
    expect: Option<String>,
) -> Result<Release, AppError> {
    let read = solutions::read(zip, settings, None).await?;
    solutions::apply(&world.steward, op, environment, read, Mode::Upgrade, expect).await
}

/// What was done.
fn done(release: &Release) -> &::solutions::plan::Deployment {
    &release.plan.as_ref().expect("a plan").deployment
}

#[tokio::test]
async fn an_import_is_planned_then_done_then_bound_then_on() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    let name = named(FLOW.parse().expect("an id"));
    let planned = plan(&world, &ada, "dev", package("1.0.0.0")).await.expect("a plan");
    assert!(!planned.deployment.flows[0].on && planned.deployment.can_apply());
    assert_eq!(kind(flows::get(steward, &ada, "dev", &name).await), ErrorKind::NotFound);
    assert!(solutions::list(steward, &ada, "dev").await.expect("a list").is_empty());

    let first = apply(&world, &ada, "dev", package("1.0.0.0"), None, Some(planned.digest())).await.expect("a release");
    assert_eq!((&first.record.version, first.is_current), (&"1.0.0.0".to_owned(), true));
    assert_eq!(done(&first), &planned.deployment);
    assert!(done(&first).flows[0].reasons[0].contains("contoso_tables"), "{:?}", done(&first).flows);
    let flow = flows::get(steward, &ada, "dev", &name).await.expect("a flow");
    assert!(flow.summary.off_reason.is_some());

    let connection = world.connect("ada", "dev").await;
    world.clerk("ada", "dev").await;
    references::bind(steward, &ada, "dev", "CONTOSO_tables", Some(connection.id)).await.expect("bound");
    let again = apply(&world, &ada, "dev", package("1.0.0.1"), None, None).await.expect("a release");
    assert!(done(&again).flows[0].on, "{:?}", done(&again).flows);
    assert_eq!(done(&again).references[0].source, BindingSource::AlreadyBound);
    let flow = flows::get(steward, &ada, "dev", &name).await.expect("a flow");
    assert_eq!((flow.summary.is_on, flow.summary.version), (true, 1), "the same definition gets no new version");

    // What somebody turned off stays off.
    flows::disable(steward, &ada, "dev", &name).await.expect("off");
    let third = apply(&world, &ada, "dev", package("1.0.0.2"), None, None).await.expect("a release");
    assert!(!done(&third).flows[0].on);
    let lower = apply(&world, &ada, "dev", package("1.0.0.0"), None, None).await.expect_err("refused");
    assert_eq!(lower.code, ErrorCode::SolutionConflict);
    assert_eq!(solutions::list(steward, &ada, "dev").await.expect("a list")[0].version, "1.0.0.2");
}

#[tokio::test]
async fn what_is_applied_is_what_was_looked_at() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    apply(&world, &ada, "dev", package("1.0.0.0"), None, None).await.expect("a release");
    let looked_at = plan(&world, &ada, "dev", package("1.0.0.1")).await.expect("a plan").digest();
    let same = plan(&world, &ada, "dev", package("1.0.0.1")).await.expect("a plan").digest();
    assert_eq!(looked_at, same);
    let connection = world.connect("ada", "dev").await;
    world.clerk("ada", "dev").await;
    let same = plan(&world, &ada, "dev", package("1.0.0.1")).await.expect("a plan").digest();
    assert_eq!(looked_at, same, "what could be bound is not what will be");
    references::bind(steward, &ada, "dev", "contoso_tables", Some(connection.id)).await.expect("bound");
    let refused = apply(&world, &ada, "dev", package("1.0.0.1"), None, Some(looked_at)).await.expect_err("refused");
    assert_eq!((refused.kind, refused.code), (ErrorKind::Conflict, ErrorCode::PlanChanged));
    assert_eq!(solutions::list(steward, &ada, "dev").await.expect("a list")[0].version, "1.0.0.0");
}

#[tokio::test]
async fn a_package_that_changes_nothing_is_no_release() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    let connection = world.connect("ada", "dev").await;
    world.clerk("ada", "dev").await;
    let settings = Some(settings(&connection.id.to_string()));
    let first = apply(&world, &ada, "dev", package("1.0.0.0"), settings.clone(), None).await.expect("a release");
    let flow = flows::get(steward, &ada, "dev", &named(FLOW.parse().expect("an id"))).await.expect("a flow");
    let planned = plan(&world, &ada, "dev", package("1.0.0.0")).await.expect("a plan");
    assert!(planned.deployment.changes_nothing(), "{:#?}", planned.deployment);
    let again = apply(&world, &ada, "dev", package("1.0.0.0"), settings, None).await.expect("a release");
    assert_eq!((again.record.id, done(&again).changes_nothing()), (first.record.id, true));
    let after = flows::get(steward, &ada, "dev", &named(FLOW.parse().expect("an id"))).await.expect("a flow");
    assert_eq!(after.summary.version, flow.summary.version);
}

#[tokio::test]
async fn an_upgrade_of_a_managed_solution_removes_and_an_update_does_not() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    let fate = |release: &Release| done(release).components.iter().find(|it| it.key == FLOW).map(|it| it.fate);
    let flow = named(FLOW.parse().expect("an id"));
    let managed = |version: &str, flows| zip(version, true, flows);
    apply(&world, &ada, "dev", managed("1.0.0.0", true), None, None).await.expect("a release");
    let read = solutions::read(managed("1.1.0.0", false), None, None).await.expect("a package");
    let updated = solutions::apply(steward, &ada, "dev", read, Mode::Update, None).await.expect("a release");
    assert_eq!(fate(&updated), Some(Fate::Keep));
    flows::get(steward, &ada, "dev", &flow).await.expect("it stays");
    // What an update left is the solution's still, so that the next upgrade removes it.
    let upgraded = apply(&world, &ada, "dev", managed("1.2.0.0", false), None, None).await.expect("a release");
    assert_eq!(fate(&upgraded), Some(Fate::Remove));
    let removed = done(&upgraded).checks.iter().find(|check| check.code == "NothingRemoved").expect("a check");
    assert_eq!(removed.outcome, Outcome::Warn);
    assert_eq!(kind(flows::get(steward, &ada, "dev", &flow).await), ErrorKind::NotFound);
}

fn settings(connection: &str) -> Vec<u8> {
    format!(
        r#"{{"EnvironmentVariables": [], "ConnectionReferences": [
            {{"LogicalName": "contoso_tables", "ConnectionId": "{connection}", "ConnectorId": "/providers/Microsoft.PowerApps/apis/{DATAVERSE}"}}]}}"#
    )
    .into_bytes()
}

#[tokio::test]
async fn settings_bind_at_import_and_a_wrong_one_undoes_everything() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    let elsewhere = world.connect("ada", "prod").await;
    let wrong = Some(settings(&elsewhere.id.to_string()));
    let refused = apply(&world, &ada, "dev", package("1.0.0.0"), wrong, None).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::SettingsInvalid);
    assert!(flows::list(steward, &ada, "dev").await.expect("a list").is_empty());
    let here = world.connect("ada", "dev").await;
    world.clerk("ada", "dev").await;
    let right = Some(settings(&here.id.to_string()));
    let release = apply(&world, &ada, "dev", package("1.0.0.0"), right, None).await.expect("a release");
    assert!(done(&release).flows[0].on, "{:?}", done(&release).flows);
    assert_eq!(done(&release).references[0].binds(), Some(here.id));
}

#[tokio::test]
async fn an_export_has_the_flows_as_they_are_now() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    apply(&world, &ada, "dev", package("1.0.0.0"), None, None).await.expect("a release");
    let name = named(FLOW.parse().expect("an id"));
    let changed = flows::get(steward, &ada, "dev", &name).await.expect("a flow").definition.to_json_string();
    let changed = changed.replace("lastname", "firstname");
    flows::update(steward, &ada, "dev", &name, None, Some(changed)).await.expect("saved");
    let zip = solutions::package(steward, &ada, "dev", "contoso", ExportHow::default()).await.expect("a zip");
    let (contents, _) = Package::read_zip(&zip, &::solutions::Limits::default()).expect("a package").contents();
    assert!(contents.flows[0].clientdata.to_json_string().contains("firstname"));
    let there = apply(&world, &ada, "prod", zip, None, None).await.expect("a release");
    assert!(there.is_current);
    assert_eq!(
        kind(solutions::package(steward, &ada, "dev", "nothing", ExportHow::default()).await),
        ErrorKind::NotFound
    );
}

#[tokio::test]
async fn an_export_is_managed_and_has_a_version_where_that_is_asked_for() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    apply(&world, &ada, "dev", package("1.0.0.0"), None, None).await.expect("a release");
    let how = ExportHow { managed: true, version: Some("1.4".parse().expect("a version")) };
    let zip = solutions::package(steward, &ada, "dev", "Contoso", how).await.expect("a zip");
    let again = solutions::package(steward, &ada, "dev", "Contoso", how).await.expect("a zip");
    assert_eq!(zip, again);
    apply(&world, &ada, "prod", zip.clone(), None, None).await.expect("a release");
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
    let refused = apply(&world, &ada, "dev", b"no zip".to_vec(), None, None).await;
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
        match plan(&world, &ada, "dev", bytes).await {
            Ok(Plan { deployment, .. }) => {
                let refused = || deployment.checks.iter().any(|check| check.outcome == Outcome::Fail);
                imported += usize::from(deployment.can_apply());
                assert!(deployment.can_apply() || refused(), "{}", zip.display());
                let is_said = |flow: &::solutions::plan::PlannedFlow| flow.on || !flow.reasons.is_empty();
                assert!(deployment.flows.iter().all(is_said), "{}", zip.display());
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

/// The policy of dev, and the one key that counts there.
async fn trusts(world: &World, signatures: Signatures, key: &SigningKey) {
    let ada = world.op("ada").await;
    let signers = Some(vec![Signer { name: "build".to_owned(), public_key: key.public().to_string() }]);
    let changes = EnvironmentChanges { signatures: Some(signatures), signers, ..Default::default() };
    environments::update(&world.steward, &ada, "dev", changes).await.expect("changed");
}

fn envelope(zip: &[u8], key: &SigningKey) -> Vec<u8> {
    let package = Package::read_zip(zip, &::solutions::Limits::default()).expect("a package");
    let provenance = Provenance {
        builder: "a test".to_owned(),
        source: None,
        solution: "Contoso".to_owned(),
        version: "1.0.0.0".to_owned(),
        at: "2026-11-23T05:00:00Z".to_owned(),
        checks: Vec::new(),
        approvals: Vec::new(),
    };
    sign(&package, &provenance, key).to_json()
}

#[tokio::test]
async fn a_signature_counts_as_the_environment_says() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    let (key, other) = (SigningKey::from_seed([1; 32]), SigningKey::from_seed([2; 32]));
    let (one, two) = (package("1.0.0.0"), package("1.0.0.1"));
    let envelopes = [
        (None, Verdict::None),
        (Some(envelope(&one, &key)), Verdict::Valid),
        (Some(envelope(&one, &other)), Verdict::UnknownSigner),
        (Some(envelope(&two, &key)), Verdict::Invalid),
        (Some(b"{}".to_vec()), Verdict::Invalid),
    ];
    let table = [
        (Signatures::None, [Outcome::Pass, Outcome::Pass, Outcome::Pass, Outcome::Warn, Outcome::Warn]),
        (Signatures::Warn, [Outcome::Warn, Outcome::Pass, Outcome::Warn, Outcome::Warn, Outcome::Warn]),
        (Signatures::Require, [Outcome::Fail, Outcome::Pass, Outcome::Fail, Outcome::Fail, Outcome::Fail]),
    ];
    for (policy, outcomes) in table {
        trusts(&world, policy, &key).await;
        for ((envelope, verdict), expected) in envelopes.iter().zip(outcomes) {
            let read = solutions::read(one.clone(), None, envelope.clone()).await.expect("a package");
            let planned = solutions::plan(steward, &ada, "dev", read, Mode::Upgrade).await.expect("a plan");
            let mut checks = planned.deployment.checks.iter().filter(|check| check.code == "Signature");
            assert_eq!(checks.next().map(|check| check.outcome), Some(expected), "{policy:?} {verdict:?}");
            assert!(checks.next().is_none());
            assert_eq!(planned.signature.verdict, *verdict);
            assert_eq!(planned.signature.signer.as_deref(), (*verdict == Verdict::Valid).then_some("build"));
        }
    }
    // What is required is required, and what came with a release is there when somebody goes back to it.
    let refused = apply(&world, &ada, "dev", one.clone(), None, None).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::SignatureRefused);
    assert!(solutions::list(steward, &ada, "dev").await.expect("a list").is_empty());
    let read = solutions::read(one.clone(), None, Some(envelope(&one, &key))).await.expect("a package");
    let release = solutions::apply(steward, &ada, "dev", read, Mode::Upgrade, None).await.expect("a release");
    assert_eq!(release.plan.expect("a plan").signature.verdict, Verdict::Valid);
}

#[tokio::test]
async fn a_package_that_is_here_is_signed_anew_by_whoever_counts() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    let (key, other) = (SigningKey::from_seed([1; 32]), SigningKey::from_seed([2; 32]));
    let one = package("1.0.0.0");
    let bring = async |envelope: Option<Vec<u8>>| {
        let read = solutions::read(one.clone(), None, envelope).await.expect("a package");
        solutions::apply(steward, &ada, "dev", read, Mode::Upgrade, None).await.expect("a release").record.id
    };
    let back = async |to| {
        let wish = || Wish::Again(Again::RollBack { to, note: None });
        let plan = solutions::foresee(steward, &ada, "dev", wish()).await.expect("a plan");
        (plan.signature.verdict, solutions::fulfil(steward, &ada, "dev", wish(), None).await.map_err(|it| it.code))
    };
    let first = bring(None).await;
    apply(&world, &ada, "dev", package("1.0.0.1"), None, None).await.expect("a release");
    trusts(&world, Signatures::Require, &key).await;
    let (verdict, refused) = back(first).await;
    assert_eq!((verdict, refused.expect_err("nobody signed it")), (Verdict::None, ErrorCode::SignatureRefused));
    // Whoever counts signs what was there before; what others or broken envelopes say afterwards changes nothing.
    trusts(&world, Signatures::None, &key).await;
    let (_, went) = back(first).await;
    went.expect("back");
    for envelope in [envelope(&one, &other), envelope(&one, &key), envelope(&one, &other), b"{}".to_vec()] {
        bring(Some(envelope)).await;
    }
    apply(&world, &ada, "dev", package("1.0.0.1"), None, None).await.expect("a release");
    trusts(&world, Signatures::Require, &key).await;
    let (verdict, went) = back(first).await;
    assert_eq!((verdict, went.is_ok()), (Verdict::Valid, true));
}

#[tokio::test]
async fn a_plan_says_what_the_checker_says() {
    let world = World::new().await;
    let ada = world.op("ada").await;
    let clean = plan(&world, &ada, "dev", package("1.0.0.0")).await.expect("a plan");
    let checks = |plan: &Plan| -> Vec<(Outcome, String)> {
        let found = plan.deployment.checks.iter().filter(|check| check.code == "Checker");
        found.map(|check| (check.outcome, check.message.clone())).collect()
    };
    assert_eq!(checks(&clean).iter().map(|it| it.0).collect::<Vec<_>>(), [Outcome::Pass]);
    let mut files = Package::read_zip(&package("1.0.0.0"), &::solutions::Limits::default()).expect("a package");
    let flow = files.contents().0.flows[0].path.clone();
    let text = String::from_utf8(files.get(&flow).expect("the flow").bytes().to_vec()).expect("text");
    let typed = text.replacen("\"entityName\"", "\"password\": \"hunter2\", \"entityName\"", 1);
    assert_ne!(typed, text);
    files.set(&flow, typed).expect("set");
    let bad = plan(&world, &ada, "dev", files.write_zip().expect("a zip")).await.expect("a plan");
    let found = checks(&bad);
    assert!(bad.deployment.can_apply() && found[0].0 == Outcome::Warn, "{found:?}");
    assert!(found[0].1.contains("[TypedSecret]") && !found[0].1.contains("hunter2"), "{found:?}");
}

#[tokio::test]
async fn a_solution_is_compared_with_what_it_is_elsewhere_and_was() {
    let world = World::new().await;
    let (ada, steward) = (world.op("ada").await, &world.steward);
    let first = apply(&world, &ada, "dev", zip("1.0.0.0", true, true), None, None).await.expect("a release");
    apply(&world, &ada, "prod", zip("1.0.0.0", true, true), None, None).await.expect("a release");
    apply(&world, &ada, "dev", zip("1.0.0.1", true, true), None, None).await.expect("a release");
    let compare = async |with: &str| solutions::compare(steward, &ada, "dev", "Contoso", Some(with.to_owned())).await;
    let codes = |found: solutions::Compared| found.changes.into_iter().map(|it| it.code).collect::<Vec<_>>();
    let elsewhere = compare("prod").await.expect("compared");
    assert_eq!((&*elsewhere.from, &*elsewhere.to), ("1.0.0.0", "1.0.0.1"));
    assert_eq!(codes(elsewhere), [ChangeCode::VersionChanged]);

    let name = named(FLOW.parse().expect("an id"));
    flows::sharing::set(steward, &ada, "dev", &name, "soul", Tier::CoOwner).await.expect("shared");
    let elsewhere = compare("prod").await.expect("compared");
    let owners = elsewhere.changes.iter().find(|it| it.code == ChangeCode::FlowOwnersChanged).expect("owners differ");
    assert!(owners.sentence.contains("Soul X."), "{}", owners.sentence);
    assert_eq!(codes(compare(&first.record.id.to_string()).await.expect("compared")), [ChangeCode::VersionChanged]);

    for (with, expected) in [("nowhere", ErrorKind::NotFound), (&*ReleaseId::new().to_string(), ErrorKind::NotFound)] {
        assert_eq!(kind(compare(with).await), expected, "{with}");
    }
    environments::set_member(steward, &ada, "dev", "roohi", EnvironmentRole::Admin).await.expect("a member");
    let roohi = world.op("roohi").await;
    let stranger = solutions::compare(steward, &roohi, "dev", "Contoso", Some("prod".to_owned())).await;
    assert_eq!(kind(stranger), ErrorKind::NotFound, "she may not see what is in prod");
}
