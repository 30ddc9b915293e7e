//! What differs from the package that was released, who did it, and what becomes of it.

use ::solutions::{
    Contents, Limits, Package,
    contents::{FlowFile, ManagedFlag, Manifest, Publisher, ReferenceFile, RoleFile, VariableFile},
    diff::ChangeCode,
};
use app::{
    ErrorKind,
    drift::{self, DriftState, DriftSummary, DriftView, Wanted},
    environments, flows, references,
    roles::{self, NewRole},
    solutions::{self, ExportHow, Mode},
};
use model::{
    ConnectorName, Depth, EnvironmentRole, ErrorCode, FlowId, Privilege, Timestamp, VariableKind, Verb,
    table::{Column, ColumnKind, Ownership, Requirement, Table},
};
use store::{params, solutions::components::Component, tables};

use crate::{
    protected::{code, open, protected},
    world::{DATAVERSE, World, kind, named, row_flow},
};

pub(crate) const FLOW: &str = "3b1c0d52-7a0e-4f0b-9c3e-4a1f6f1f7a01";
pub(crate) const ROLE: &str = "7a1c0d52-7a0e-4f0b-9c3e-4a1f6f1f7a02";

/// What the solution holds: one component of each kind.
pub(crate) fn contents(version: &str) -> Contents {
    let definition = row_flow("", false)
        .replace(r#""connection": {}"#, r#""connection": {"connectionReferenceLogicalName": "contoso_tables"}"#);
    let clientdata = wdl::Value::from_json(definition.as_bytes()).expect("JSON");
    let privilege = Privilege { verb: Verb::Read, table: "contact".to_owned(), depth: Depth::User };
    Contents {
        manifest: Some(Manifest {
            unique_name: "Contoso".to_owned(),
            display_name: "Contoso".to_owned(),
            version: version.parse().expect("a version"),
            publisher: Publisher {
                unique_name: "contoso".to_owned(),
                prefix: "contoso".to_owned(),
                ..Publisher::default()
            },
            ..Manifest::default()
        }),
        flows: vec![FlowFile::new(FLOW.parse().expect("an id"), "Audit", true, "", clientdata)],
        connection_references: vec![ReferenceFile {
            logical_name: "contoso_Tables".to_owned(),
            display_name: "Tables".to_owned(),
            description: Some("Our own.".to_owned()),
            connector: ConnectorName::new(DATAVERSE),
            custom_connector: None,
        }],
        environment_variables: vec![VariableFile {
            schema_name: "contoso_Limit".to_owned(),
            display_name: "Limit".to_owned(),
            description: Some("From when on somebody looks.".to_owned()),
            kind: VariableKind::Number,
            default_value: Some("5".to_owned()),
            current_value: Some("7".to_owned()),
            required: false,
            data_source_connector: None,
            parameter_key: None,
            path: "environmentvariabledefinitions/contoso_Limit/environmentvariabledefinition.xml".to_owned(),
        }],
        roles: vec![RoleFile {
            id: ROLE.parse().expect("an id"),
            name: "Contoso reader".to_owned(),
            privileges: vec![privilege],
            other_privileges: vec!["prvExportToExcel".to_owned()],
        }],
        tables: vec![table()],
        ..Contents::default()
    }
}

fn table() -> Table {
    let column = |name: &str, kind: ColumnKind| Column {
        logical_name: name.to_lowercase(),
        schema_name: name.to_owned(),
        display_name: name.to_owned(),
        kind,
        requirement: Requirement::None,
    };
    Table {
        logical_name: "contoso_order".to_owned(),
        schema_name: "contoso_Order".to_owned(),
        entity_set: "contoso_orders".to_owned(),
        display_name: "Order".to_owned(),
        plural_name: None,
        ownership: Ownership::User,
        primary_key: "contoso_orderid".to_owned(),
        primary_name: Some("contoso_name".to_owned()),
        columns: vec![
            column("contoso_orderid", ColumnKind::PrimaryKey),
            column("contoso_Name", ColumnKind::Text { max_length: 100 }),
        ],
    }
}

/// Brings the solution into `dev`, managed.
pub(crate) async fn release(world: &World, contents: &Contents) {
    let how = ::solutions::ExportOptions { managed: true, values: true };
    let zip = ::solutions::export(contents, &Package::new(), how).expect("a package").write_zip().expect("a zip");
    deploy(world, "dev", zip).await;
}

pub(crate) async fn deploy(world: &World, environment: &str, zip: Vec<u8>) {
    let read = solutions::read(zip, None, None).await.expect("a package");
    let ada = world.op("ada").await;
    solutions::apply(&world.steward, &ada, environment, read, Mode::Upgrade, None).await.expect("released");
}

pub(crate) async fn drifts(world: &World) -> Vec<DriftView> {
    drift::list(&world.steward, &world.op("ada").await, "dev").await.expect("a list")
}

fn of(kind: &str, key: &str) -> Wanted {
    Wanted { solution: "contoso".to_owned(), component: Component { kind: kind.to_owned(), key: key.to_owned() } }
}

pub(crate) async fn edit(world: &World, from: &str, to: &str) {
    let (soul, name) = (world.op("roohi").await, named(FLOW.parse().expect("an id")));
    let text = flows::get(&world.steward, &soul, "dev", &name).await.expect("a flow").definition.to_json_string();
    flows::update(&world.steward, &soul, "dev", &name, None, Some(text.replace(from, to))).await.expect("saved");
}

fn codes(drift: &DriftView) -> Vec<ChangeCode> {
    drift.changes.iter().map(|change| change.code).collect()
}

#[tokio::test]
async fn what_was_released_does_not_drift_and_what_an_environment_owns_is_no_drift() {
    let world = protected().await;
    release(&world, &contents("1.0.0.0")).await;
    assert_eq!(drifts(&world).await, []);
    release(&world, &contents("1.0.0.1")).await;
    assert_eq!(drifts(&world).await, []);

    let (steward, ada) = (&world.steward, world.op("ada").await);
    app::variables::set(steward, &ada, "dev", "contoso_limit", Some("9".to_owned())).await.expect("set");
    let connection = world.connect("ada", "dev").await;
    open(&world).await;
    references::bind(steward, &ada, "dev", "contoso_tables", Some(connection.id)).await.expect("bound");
    let name = named(FLOW.parse().expect("an id"));
    flows::disable(steward, &ada, "dev", &name).await.expect("off");
    roles::set_member(steward, &ada, "dev", "Contoso reader", "soul", true).await.expect("given");
    assert_eq!(drifts(&world).await, [], "values, bindings, members and whether a flow is on are the environment's");
}

#[tokio::test]
async fn a_change_under_break_glass_is_drift_with_its_author() {
    let world = protected().await;
    release(&world, &contents("1.0.0.0")).await;
    let id = open(&world).await;
    world.pass(60);
    let (steward, roohi) = (&world.steward, world.op("roohi").await);
    edit(&world, "lastname", "firstname").await;
    let wider = Privilege { verb: Verb::Read, table: "contact".to_owned(), depth: Depth::Organization };
    let role = NewRole { name: "Contoso reader".to_owned(), may_act_on_behalf: false, privileges: vec![wider] };
    roles::update(steward, &roohi, "dev", ROLE, role).await.expect("changed");

    let found = drifts(&world).await;
    let subjects: Vec<_> = found.iter().map(|it| (&*it.component.kind, &*it.component.key, &*it.name)).collect();
    assert_eq!(subjects, [("flow", FLOW, "Audit"), ("role", ROLE, "Contoso reader")]);
    assert_eq!(codes(&found[1]), [ChangeCode::PrivilegeDepthChanged]);
    assert!(codes(&found[0]).contains(&ChangeCode::InputAdded), "{:?}", codes(&found[0]));
    for drift in &found {
        let (by, _, glass) = drift.author.as_ref().expect("an author");
        assert_eq!((&*by.name, *glass, drift.state()), ("roohi", Some(id), DriftState::Open));
    }
    let shown = drift::summary(steward, &world.op("david").await, "dev").await.expect("an environment");
    assert_eq!(shown, DriftSummary { open: 2, accepted: 0 }, "everybody there sees how much");
    let stranger = drift::summary(steward, &world.op("olga").await, "dev").await;
    assert_eq!(kind(stranger), ErrorKind::NotFound);

    // Turning it off is no change of it, so nobody else becomes its author.
    let name = named(FLOW.parse().expect("an id"));
    flows::disable(steward, &world.op("ada").await, "dev", &name).await.expect("off");
    assert_eq!(drifts(&world).await[0].author.as_ref().map(|it| &*it.0.name), Some("roohi"));
}

#[tokio::test]
async fn a_change_past_the_product_is_found_and_nobody_is_blamed() {
    let world = protected().await;
    release(&world, &contents("1.0.0.0")).await;
    open(&world).await;
    edit(&world, "lastname", "firstname").await;
    let name = named(FLOW.parse().expect("an id"));
    let flow = flows::get(&world.steward, &world.op("ada").await, "dev", &name).await.expect("a flow");
    let text = flow.definition.to_json_string().replace("firstname", "nickname");
    let store = world.steward.store();
    let write = move |tx: &mut store::Tx<'_>| {
        tx.execute("UPDATE flow_versions SET clientdata = ?1 WHERE number = 2", params![text.as_bytes()])?;
        tx.execute("UPDATE variables SET default_value = '6'", params![])?;
        let reference = "UPDATE connection_references SET connector = 'shared_door'";
        tx.execute(reference, params![]).map(|_| ())
    };
    store.write::<_, store::StoreError>(write).await.expect("written");
    let found = drifts(&world).await;
    let kinds: Vec<_> = found.iter().map(|it| (&*it.component.kind, it.author.is_none())).collect();
    assert_eq!(kinds, [("flow", true), ("reference", true), ("variable", true)]);
    let inside = format!("{:?}", found[0].changes);
    assert!(inside.contains("nickname"), "{inside}");
    assert_eq!(codes(&found[1]), [ChangeCode::ReferenceConnectorChanged]);
    assert_eq!(codes(&found[2]), [ChangeCode::VariableDefaultChanged]);

    let gone = |tx: &mut store::Tx<'_>| tx.execute("DELETE FROM variables", params![]).map(|_| ());
    store.write::<_, store::StoreError>(gone).await.expect("written");
    assert_eq!(codes(&drifts(&world).await[2]), [ChangeCode::VariableRemoved]);
}

#[tokio::test]
async fn drift_is_accepted_as_it_is_and_until_a_time() {
    let world = protected().await;
    release(&world, &contents("1.0.0.0")).await;
    open(&world).await;
    edit(&world, "lastname", "firstname").await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let accept = async |reason: &str, until: Option<Timestamp>| {
        drift::accept(steward, &world.op("ada").await, "dev", of("flow", FLOW), (reason.to_owned(), until)).await
    };
    let in_an_hour = Some(Timestamp(ada.at.0 + 3_600_000_000));
    for (reason, until) in [(" ", in_an_hour), ("x", Some(ada.at))] {
        assert_eq!(kind(accept(reason, until).await), ErrorKind::Invalid);
    }
    let soul = drift::accept(steward, &world.op("soul").await, "dev", of("flow", FLOW), ("x".to_owned(), None)).await;
    assert_eq!(kind(soul), ErrorKind::Forbidden);
    let role = drift::accept(steward, &ada, "dev", of("role", ROLE), ("x".to_owned(), None)).await;
    assert_eq!(kind(role), ErrorKind::NotFound, "it does not drift");

    let accepted = accept("The next version has it.", in_an_hour).await.expect("accepted");
    assert_eq!(accepted.state(), DriftState::Accepted);
    let count = async || drift::summary(steward, &world.op("ada").await, "dev").await.expect("one").open;
    assert_eq!(count().await, 0);
    world.pass(3_600);
    assert_eq!(count().await, 1, "it was accepted for an hour");

    accept("For good.", None).await.expect("accepted");
    assert_eq!(count().await, 0);
    open(&world).await;
    edit(&world, "firstname", "nickname").await;
    assert_eq!(count().await, 1, "something else was accepted");
}

#[tokio::test]
async fn what_drifts_stops_the_next_version_until_somebody_decides() {
    let world = protected().await;
    release(&world, &contents("1.0.0.0")).await;
    open(&world).await;
    edit(&world, "lastname", "firstname").await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let next = async |contents: &Contents| {
        let how = ::solutions::ExportOptions { managed: true, values: true };
        let zip = ::solutions::export(contents, &Package::new(), how).expect("a package").write_zip().expect("a zip");
        let read = solutions::read(zip, None, None).await.expect("a package");
        solutions::apply(steward, &world.op("ada").await, "dev", read, Mode::Upgrade, None).await
    };
    let refused = next(&contents("1.0.0.1")).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::CheckFailed);
    assert!(refused.message.contains("The flow `Audit` was changed here by hand"), "{refused}");
    let now = drifts(&world).await;
    assert_eq!(now.len(), 1, "nothing was lost");

    // The next version has what was changed.
    let mut absorbed = contents("1.0.0.2");
    let name = named(FLOW.parse().expect("an id"));
    absorbed.flows[0].clientdata = flows::get(steward, &ada, "dev", &name).await.expect("a flow").definition;
    next(&absorbed).await.expect("released");
    assert_eq!(drifts(&world).await, []);

    edit(&world, "firstname", "nickname").await;
    assert_eq!(next(&absorbed).await.expect_err("refused").code, ErrorCode::CheckFailed);
    let accepted = drift::accept(steward, &ada, "dev", of("flow", FLOW), ("For now.".to_owned(), None)).await;
    accepted.expect("accepted");
    next(&contents("1.0.0.3")).await.expect("released");
    assert_eq!(drifts(&world).await, []);
}

#[tokio::test]
async fn drift_is_reverted_to_what_was_released() {
    let world = protected().await;
    release(&world, &contents("1.0.0.0")).await;
    open(&world).await;
    edit(&world, "lastname", "firstname").await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let spoil = |tx: &mut store::Tx<'_>| {
        tx.execute("UPDATE variables SET default_value = '6', value = '8'", params![])?;
        tx.execute("DELETE FROM connection_references", params![])?;
        tx.execute(
            "DELETE FROM role_privileges WHERE role IN (SELECT id FROM security_roles WHERE name = 'Contoso reader')",
            params![],
        )
        .map(|_| ())
    };
    steward.store().write::<_, store::StoreError>(spoil).await.expect("written");
    world.pass(3_600);
    let revert = async |kind: &str, key: &str, dry_run: bool| {
        drift::revert(steward, &world.op("ada").await, "dev", of(kind, key), dry_run).await
    };
    let soul = drift::revert(steward, &world.op("soul").await, "dev", of("flow", FLOW), false).await;
    assert_eq!(kind(soul), ErrorKind::Forbidden);
    assert_eq!(drifts(&world).await.len(), 4);
    revert("flow", FLOW, true).await.expect("tried");
    assert_eq!(drifts(&world).await.len(), 4, "a dry run takes nothing back");
    for (kind, key) in [("flow", FLOW), ("variable", "contoso_limit"), ("reference", "contoso_tables"), ("role", ROLE)]
    {
        revert(kind, key, false).await.unwrap_or_else(|error| panic!("{kind}: {error}"));
    }
    assert_eq!(drifts(&world).await, []);
    let flow = flows::get(steward, &ada, "dev", &named(FLOW.parse().expect("an id"))).await.expect("a flow");
    assert_eq!(flow.summary.version, 3, "what was released is a new version");
    let limit = app::variables::list(steward, &ada, "dev").await.expect("variables").remove(0);
    assert_eq!(
        (limit.variable.default_value.as_deref(), limit.variable.value.as_deref()),
        (Some("5"), Some("8")),
        "its value stays"
    );

    let more = |tx: &mut store::Tx<'_>| -> Result<(), store::tables::TableError> {
        let dev = store::environments::by_name(tx, "dev")?.expect("an environment").id;
        let mut here = (*tables::by_name(tx, dev, "contoso_order")?.expect("a table")).clone();
        here.columns.push(Column { logical_name: "contoso_note".to_owned(), ..table().columns.remove(1) });
        tables::put(tx, dev, here).map(|_| ())
    };
    steward.store().write(more).await.expect("written");
    assert_eq!(codes(&drifts(&world).await[0]), [ChangeCode::ColumnAdded]);
    assert_eq!(code(revert("table", "contoso_order", false).await), ErrorCode::DriftStays);
}

#[tokio::test]
async fn drift_is_absorbed_by_the_next_version() {
    let world = protected().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    release(&world, &contents("1.0.0.0")).await;
    open(&world).await;
    edit(&world, "lastname", "firstname").await;
    let patch = drift::patch(steward, &ada, "dev", Some("Contoso".to_owned())).await.expect("a package");
    let soul = drift::patch(steward, &world.op("soul").await, "dev", None).await;
    assert_eq!(kind(soul), ErrorKind::Forbidden);
    let held = Package::read_zip(&patch, &Limits::default()).expect("a package").contents().0;
    assert_eq!(held.manifest.as_ref().map(|it| it.managed), Some(ManagedFlag::Unmanaged));
    assert!(held.flows[0].clientdata.to_json_string().contains("firstname"));

    // Where the solution is made, it is taken in and goes on its way as the next version.
    deploy(&world, "prod", patch).await;
    let how = ExportHow { managed: true, version: Some("1.1.0.0".parse().expect("a version")) };
    let next = solutions::package(steward, &ada, "prod", "Contoso", how).await.expect("a package");
    assert_eq!(drifts(&world).await.len(), 1);
    deploy(&world, "dev", next).await;
    assert_eq!(drifts(&world).await, []);
}

#[tokio::test]
async fn a_connection_that_a_flow_chose_for_itself_is_drift() {
    let world = World::new().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    release(&world, &contents("1.0.0.0")).await;
    let connection = world.connect("ada", "dev").await;
    references::bind(steward, &ada, "dev", "contoso_tables", Some(connection.id)).await.expect("bound");
    let flow: FlowId = FLOW.parse().expect("an id");
    let second = world.connect("ada", "dev").await;
    flows::swap::swap(steward, &ada, "dev", &named(flow), "shared_action", Some(second.id)).await.expect("swapped");
    let found = drifts(&world).await;
    assert_eq!(codes(&found[0]), [ChangeCode::FlowConnectionChanged]);
    assert_eq!(found[0].author.as_ref().map(|it| &*it.0.name), Some("ada"));
    flows::swap::swap(steward, &ada, "dev", &named(flow), "shared_action", Some(connection.id)).await.expect("swapped");
    assert_eq!(drifts(&world).await, [], "it is what the reference is bound to");
    flows::swap::swap(steward, &ada, "dev", &named(flow), "shared_action", Some(second.id)).await.expect("swapped");
    drift::revert(steward, &ada, "dev", of("flow", FLOW), false).await.expect("reverted");
    assert_eq!(drifts(&world).await, []);
}

#[tokio::test]
async fn only_what_is_guarded_drifts_and_only_who_reads_the_audit_log_sees_it() {
    let world = World::new().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let how = ::solutions::ExportOptions::default();
    let zip = ::solutions::export(&contents("1.0.0.0"), &Package::new(), how).expect("a package");
    deploy(&world, "dev", zip.write_zip().expect("a zip")).await;
    environments::set_member(steward, &ada, "dev", "roohi", EnvironmentRole::Admin).await.expect("a member");
    edit(&world, "lastname", "firstname").await;
    assert_eq!(drifts(&world).await, [], "an unmanaged solution is there to be changed");
    crate::protected::protect(&world, true).await.expect("protected");
    assert_eq!(drifts(&world).await.len(), 1, "unless its environment is protected");
    for (who, may) in [("soul", false), ("david", false), ("olga", false), ("roohi", true)] {
        assert_eq!(drift::list(steward, &world.op(who).await, "dev").await.is_ok(), may, "{who}");
    }
}
