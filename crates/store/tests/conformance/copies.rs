//! A copy of a database holds everything, and a server goes on with it.

use std::collections::BTreeMap;

use model::{
    ConnectionAction, ConnectionReference, ConnectorName, EnvironmentId, EnvironmentRole, EnvironmentVariable, FlowId,
    FlowKey, PrincipalId, PrincipalKind, Privilege, ReleaseId, RoleId, SessionId, Tier, Timestamp, TokenId,
    VariableKind, Verb,
};
use store::{
    Config, Database, Store, StoreError, Tx, audit,
    callbacks::{Callback, Changes},
    child_calls,
    child_calls::ChildCall,
    connections,
    copy::{CopyError, Options, copy},
    custom_roles::{self, CustomRole},
    environments,
    environments::Member,
    errands,
    firings::{self, NewFiring},
    flows::{self, connections::ReferenceUse, grants::Grant},
    packages,
    packages::StoredPackage,
    passwords, principals, provider_users, references, releases,
    releases::{Document, StoredRelease},
    roles,
    roles::SecurityRole,
    runs,
    runs::{
        Progress, Save,
        limits::{self, Limit},
    },
    schema, scim, seals, second_factors, sessions,
    sessions::Session,
    settings, sign_ins,
    sign_ins::SignIn,
    signing_keys, solutions,
    solutions::{InstalledSolution, components::Component},
    tables::{TableError, add_standard, by_name, create_row, get_row, list_rows, list_tables, next_version, put},
    tokens,
    tokens::ApiToken,
    triggers,
    triggers::{RowTrigger, Schedule},
    variables,
};
use tables::{Cell, Query, RowFilter};
use tempfile::TempDir;

use crate::{
    audit::entry,
    callbacks::errand,
    fixture::{HERE, any_room, runtime},
    tables::{id, row_with, thing},
    things::{
        NOW, connection, environment, first_save, flow, new_run, next_save, node, principal, signing_key, succeeded,
        user,
    },
};

/// What belongs to servers, or is set anew.
const STAYS: [&str; 4] = ["installation", "nodes", "row_versions", "schema_steps"];

fn file(folder: &TempDir, name: &str) -> Database {
    Database::Sqlite(folder.path().join(name).join("steward.db"))
}

fn fresh() -> Database {
    Database::Postgres(testkit::postgres::shared().fresh_url())
}

fn open(database: &Database) -> Store {
    Store::open(&Config::of(database.clone())).expect("it opens")
}

fn write<T: Send + 'static>(
    database: &Database,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, TableError> + Send + 'static,
) -> T {
    runtime().block_on(open(database).write(work)).expect("no error")
}

fn copied(from: &Database, to: &Database) -> store::copy::Copied {
    copy(from, to, Options::default(), &mut |_| {}).expect("it copies")
}

/// At least one row in every table.
fn fill(tx: &mut Tx<'_>) -> Result<(), TableError> {
    let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
    let (sam, team) = (user(tx, "sam")?, principal(tx, "team", PrincipalKind::Group)?);
    principals::add_group_member(tx, team, sam)?;
    principals::set_sponsors(tx, sam, &[sam])?;
    scim::put(tx, sam, "{}", NOW)?;
    passwords::set(tx, sam, "$argon2id$x")?;
    let session = Session {
        id: SessionId::new(),
        principal: sam,
        created_at: NOW,
        expires_at: Timestamp(i64::MAX),
        used_at: NOW,
        how: "password".to_owned(),
        browser: "Lynx".to_owned(),
    };
    sessions::insert(tx, &[1; 32], &session)?;
    sign_ins::insert(tx, &[1; 32], &SignIn::Code { principal: sam }, NOW)?;
    provider_users::insert(tx, "https://corp.example", "1", sam)?;
    second_factors::offer(tx, sam, &[1, 2])?;
    signing_keys::keep(tx, &signing_key(sam.0, vec![1, 2]))?;
    second_factors::set_recovery_codes(tx, sam, &[[3; 32]])?;
    let token = ApiToken {
        id: TokenId::new(),
        principal: sam,
        name: "laptop".to_owned(),
        created_at: NOW,
        expires_at: None,
        revoked_at: None,
        scopes: "flows:read".to_owned(),
        environment: Some(dev),
        used_at: None,
    };
    tokens::insert(tx, &[2; 32], &token)?;
    settings::set(tx, "a", &[0, 1, 255])?;
    crate::handovers::fill(tx, sam)?;
    crate::continuity::fill(tx, dev, sam)?;
    crate::mails::fill(tx, sam)?;
    crate::pipelines::fill(tx, dev, sam)?;
    crate::break_glass::fill(tx, dev, sam)?;
    crate::drift::fill(tx, dev, sam)?;
    environments::set_member(tx, dev, Member { principal: sam, role: EnvironmentRole::Maker })?;
    let privilege = Privilege { verb: Verb::Read, table: "contact".to_owned(), depth: model::Depth::User };
    let role = SecurityRole {
        id: RoleId::new(),
        environment: dev,
        name: "Clerk".to_owned(),
        may_act_on_behalf: true,
        privileges: vec![privilege],
    };
    roles::put(tx, &role)?;
    roles::add_member(tx, dev, role.id, team)?;
    let operator = CustomRole {
        name: "operator".to_owned(),
        description: String::new(),
        privileges: vec!["flow.seeRuns".to_owned()],
    };
    custom_roles::put(tx, dev, &operator)?;
    custom_roles::add_member(tx, dev, "operator", team)?;
    let bound = connection(tx, dev, sam)?;
    let probe = model::Probe {
        at: NOW,
        outcome: model::ProbeOutcome::Accepted,
        took: 7,
        message: "It is accepted.".to_owned(),
        raw: "200".to_owned(),
        asked_by: Some(sam),
    };
    connections::probes::add(tx, bound, &probe)?;
    for name in ["x_A", "x_b", "x_a_1"] {
        let reference = ConnectionReference {
            environment: dev,
            logical_name: name.to_owned(),
            display_name: "täxt".to_owned(),
            connector: ConnectorName::new("shared_x"),
            connection: Some(bound),
        };
        references::put(tx, &reference)?;
    }
    let variable = EnvironmentVariable {
        schema_name: "x_V".to_owned(),
        display_name: String::new(),
        kind: VariableKind::Json,
        default_value: None,
        value: Some("{}".to_owned()),
        description: Some("What it is for".to_owned()),
        required: true,
        connector: Some("shared_x".to_owned()),
        parameter_key: Some("table".to_owned()),
    };
    variables::put(tx, prod, &variable)?;
    let solution = InstalledSolution {
        unique_name: "Orders".to_owned(),
        display_name: "Orders".to_owned(),
        version: "1.0.0.0".to_owned(),
        managed: false,
        publisher: "contoso".to_owned(),
        package: Some("d".to_owned()),
        installed_by: sam,
        installed_at: NOW,
    };
    // Larger than what is under way at a time.
    packages::keep(tx, "d", &StoredPackage { zip: vec![7; 6_000_000], envelope: Some(vec![1]) }, NOW)?;
    solutions::put(tx, dev, &solution)?;
    fill_releases(tx, dev, sam)?;
    let key = flow(tx, dev, FlowId::new(), sam)?;
    for _ in 0..120 {
        flows::versions::append(tx, key, &"x".repeat(50_000), sam, NOW)?;
    }
    flows::grants::set(
        tx,
        key,
        &Grant {
            principal: team,
            tier: Tier::Viewer,
            granted_by: sam,
            since: NOW,
            ends_at: Some(NOW),
            reason: Some("for the audit".to_owned()),
        },
    )?;
    let uses = ReferenceUse {
        key: "k".to_owned(),
        logical_name: Some("x_a".to_owned()),
        connector: ConnectorName::new("shared_x"),
        mode: model::ConnectionMode::Own,
    };
    flows::connections::set_uses(tx, key, &[uses])?;
    flows::connections::choose(tx, key, "k", Some(bound))?;
    flows::connections::admit(tx, key, bound, sam, NOW)?;
    crate::data_policies::fill(tx, dev, key)?;
    let rights = vec![ConnectionAction::Use, ConnectionAction::Manage];
    let given = connections::grants::Grant { principal: sam, actions: rights, granted_by: sam, since: NOW };
    connections::grants::set(tx, bound, &given)?;
    let gone = flow(tx, dev, FlowId::new(), sam)?;
    flows::delete(tx, gone)?;
    let trigger =
        RowTrigger { flow: key, environment: dev, table: "contact".to_owned(), registration: "{}".to_owned() };
    triggers::set_row_trigger(tx, &trigger)?;
    let schedule = Schedule {
        flow: key,
        environment: dev,
        recurrence: "{}".to_owned(),
        anchor: NOW,
        next_at: Timestamp(5),
        poll: store::triggers::Poll::default(),
    };
    triggers::set_schedule(tx, &schedule)?;
    limits::set(tx, key, Some(&Limit { runs: 1, waiting: 1 }))?;
    for _ in 0..2 {
        limits::enter(tx, &new_run(dev, key), None)?;
    }
    let firing = NewFiring {
        environment: dev,
        flow: key,
        at: NOW,
        scheduled_at: None,
        status: model::FiringStatus::Skipped,
        code: "x".to_owned(),
        message: "y".to_owned(),
    };
    firings::insert(tx, &firing)?;
    fill_tables(tx, dev)?;
    fill_tables(tx, prod)?;
    for number in 0..7 {
        audit::append(tx, &audit::Entry { actor: Some(sam), ..entry(&format!("flow.{number}")) })?;
    }
    Ok(fill_runs(tx, dev, key)?)
}

fn fill_releases(tx: &mut Tx<'_>, dev: EnvironmentId, sam: PrincipalId) -> Result<(), StoreError> {
    let component = Component { kind: "table".to_owned(), key: "x_a".to_owned() };
    solutions::components::set(tx, dev, "Orders", &[component])?;
    let release = StoredRelease {
        id: ReleaseId::new(),
        environment: dev,
        solution: "Orders".to_owned(),
        display_name: "Orders".to_owned(),
        version: "1.0.0.0".to_owned(),
        from: None,
        mode: "upgrade".to_owned(),
        rollback_of: None,
        package: "d".to_owned(),
        size: 0,
        plan_digest: "p".to_owned(),
        by: sam,
        at: NOW,
        promotion: None,
        note: Some("täxt".to_owned()),
    };
    releases::insert(tx, &release, &Document { settings: None, plan: "{}".to_owned() })
}

fn fill_tables(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<(), TableError> {
    add_standard(tx, environment)?;
    let table = put(tx, environment, thing())?;
    for number in 0..2_500_u32 {
        let cells = [
            ("x_name", if number % 3 == 0 { Cell::Null } else { format!("ä{number}").as_str().into() }),
            ("x_cost", Cell::Decimal(rust_decimal::Decimal::new(i64::from(number) - 700, 2))),
            ("x_score", Cell::Float(f64::from(number) / 7.0)),
            ("x_flag", Cell::Bool(number % 2 == 0)),
            ("x_day", Cell::Day(-3)),
            ("x_about", id(u128::from(number)).into()),
        ];
        create_row(tx, environment, &table, &mut row_with(&table, u128::from(number) + 1, &cells))?;
    }
    Ok(())
}

/// Runs that are queued, wait, are held, were called and have ended.
fn fill_runs(tx: &mut Tx<'_>, dev: EnvironmentId, flow: FlowKey) -> Result<(), StoreError> {
    let node = node(tx)?;
    runs::queue(tx, &new_run(dev, flow), Some(NOW))?;
    let (held, waits, ended) = (new_run(dev, flow), new_run(dev, flow), new_run(dev, flow));
    let (waits_id, ended_id) = (waits.id, ended.id);
    let call = ChildCall { parent: waits_id, frame: 1, action: 2, attempt: 1 };
    child_calls::insert(tx, &call, held.id)?;
    for new in [held, waits, ended] {
        runs::save(tx, first_save(new, node))?;
    }
    let progress = Progress { wake_at: Some(Timestamp(70)), ..Progress::running() };
    let callbacks = Changes {
        opened: vec![Callback { run: waits_id, frame: 1, action: 3 }],
        errands: vec![errand(dev, 90)],
        ..Changes::default()
    };
    errands::keep(tx, flow, &errand(dev, 0))?;
    runs::save(tx, Save { progress, moves: true, keep: false, callbacks, ..next_save(waits_id, node, 1) })?;
    runs::request_cancel(tx, waits_id)?;
    runs::save(tx, Save { progress: succeeded(80), moves: true, ..next_save(ended_id, node, 1) })?;
    let seal = seals::next(tx, Timestamp(i64::MAX / 2))?.expect("runs to seal");
    assert!(seals::store(tx, &seal, NOW)?);
    Ok(())
}

type Dump = BTreeMap<String, Vec<String>>;

/// Every row of every table, as text.
fn dump(tx: &mut Tx<'_>) -> Result<Dump, TableError> {
    let mut dump = Dump::new();
    for table in schema::tables(tx)?.into_iter().filter(|table| !STAYS.contains(&table.name.as_str())) {
        let names: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let sql = format!("SELECT {} FROM \"{}\"", names.join(", "), table.name);
        let mut rows = tx.query(&sql, &[], |row| {
            let mut text = Vec::new();
            for (at, column) in table.columns.iter().enumerate() {
                text.push(match column.kind {
                    schema::Kind::Int => format!("{:?}", row.opt_int(at)?),
                    schema::Kind::Real => format!("{:?}", row.opt_real(at)?),
                    schema::Kind::Text => format!("{:?}", row.opt_text(at)?),
                    _ => format!("{:?}", row.opt_blob(at)?),
                });
            }
            Ok(text.join(" "))
        })?;
        rows.sort();
        dump.insert(table.name, rows);
    }
    Ok(dump)
}

fn assert_same(one: &Dump, two: &Dump) {
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (table, rows) in one {
        // A difference is a row, and not the whole table.
        assert_eq!(rows.len(), two[table].len(), "{table}");
        for (row, other) in rows.iter().zip(&two[table]) {
            assert!(row == other, "{table}:\n{row:.300}\n{other:.300}");
        }
    }
}

#[test]
fn everything_arrives_in_the_other_kind_of_database_and_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second, third) = (file(&folder, "first"), fresh(), file(&folder, "third"));
    write(&first, fill);
    let node_rows = write(&first, |tx| Ok(store::nodes::list(tx)?.len()));
    assert_eq!(node_rows, 1);
    let mut seen = 0;
    let done = copy(&first, &second, Options::default(), &mut |progress| {
        assert!(progress.rows >= seen && progress.rows <= progress.of, "{progress:?}");
        seen = progress.rows;
    });
    let done = done.expect("it copies");
    assert_eq!((done.open_runs, done.rows()), (5, seen));
    assert_eq!(copied(&second, &third), done);

    // Runs that a node held are due, which is all that differs.
    let original = write(&first, |tx| {
        let held = "UPDATE runs SET node = NULL, wake_at = 0 WHERE ended_at IS NULL AND node IS NOT NULL";
        assert_eq!(tx.execute(held, &[])?, 1);
        dump(tx)
    });
    let empty: Vec<&String> = original.iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| table).collect();
    let unfilled = |name: &&&String| !name.contains('_') || !name.starts_with('t');
    assert_eq!(empty.iter().filter(unfilled).collect::<Vec<_>>(), [&&""; 0], "every table has a row");
    assert_same(&original, &write(&second, dump));
    assert_same(&original, &write(&third, dump));
    assert_eq!(
        done.tables
            .iter()
            .map(|(table, rows)| (table.clone(), usize::try_from(*rows).expect("small")))
            .collect::<BTreeMap<_, _>>(),
        original.iter().map(|(table, rows)| (table.clone(), rows.len())).collect()
    );
    for database in [second, third] {
        assert_it_goes_on(&database);
    }
}

/// What a server does first on a copy.
fn assert_it_goes_on(database: &Database) {
    write(database, |tx| {
        assert_eq!((audit::verify(tx)?.entries, audit::verify(tx)?.seals.runs), (8, 1));
        audit::append(tx, &entry("flow.more"))?;
        assert_eq!((audit::verify(tx)?.entries, audit::verify(tx)?.broken_at), (9, None));

        assert!(store::nodes::list(tx)?.is_empty());
        let node = node(tx)?;
        let claimed = runs::claim(tx, node, NOW, 10, any_room())?;
        assert_eq!(claimed.len(), 4, "the queued, the waiting, the held one and the one whose turn it is");
        assert_eq!(claimed.iter().filter(|claimed| claimed.has_journal).count(), 2);
        assert_eq!(claimed.iter().filter(|claimed| claimed.is_to_be_cancelled).count(), 1);

        let sam = principals::by_name(tx, "sam")?.expect("a user").id;
        assert!(flow(tx, HERE, FlowId::new(), sam)? > FlowKey(2), "the key of a flow that is gone is not given again");
        assert_eq!(environment(tx, "new")?, EnvironmentId(3));

        let table = by_name(tx, HERE, "x_thing")?.expect("a table");
        assert_eq!(list_tables(tx, HERE)?.len(), list_tables(tx, EnvironmentId(2))?.len());
        let last = get_row(tx, HERE, &table, id(2_500))?.expect("a row");
        assert!(next_version(tx, HERE)? > last.version(&table), "a version is not given again");
        let query = Query { count: true, ..Query::default() };
        assert_eq!(list_rows(tx, HERE, &table, &query, &RowFilter::All, 10)?.count, Some(2_500));
        create_row(tx, HERE, &table, &mut row_with(&table, 9_999, &[]))
    });
}

#[test]
fn a_copy_of_the_same_kind_is_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    for (from, to) in [(file(&folder, "one"), file(&folder, "two")), (fresh(), fresh())] {
        write(&from, |tx| {
            let dev = environment(tx, "dev")?;
            Ok(fill_runs(tx, dev, FlowKey(1))?)
        });
        let options = Options { force: true, ..Options::default() };
        copy(&from, &to, options, &mut |_| {}).expect("it copies");
        let runs = |database: &Database| write(database, dump)["runs"].len();
        assert_eq!((runs(&from), runs(&to)), (4, 4));
    }
}

#[test]
fn what_would_lose_something_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    for (from, to) in [(file(&folder, "from"), fresh()), (fresh(), file(&folder, "to"))] {
        let attempt = |options: Options| copy(&from, &to, options, &mut |_| {});
        let force = Options { force: true, dry_run: false };
        let dry = Options { force: false, dry_run: true };
        assert!(matches!(copy(&from, &from, force, &mut |_| {}), Err(CopyError::Itself)));
        assert!(attempt(force).is_err(), "there is nothing to copy");
        write(&from, |tx| Ok(environment(tx, "dev").map(drop)?));

        let dry_run = attempt(dry).expect("it would copy");
        assert_eq!(dry_run.rows(), 1);
        assert_eq!(attempt(dry).expect("nothing was written"), dry_run);

        // A server is up: it has the file's lock, or a node with a lease.
        let server = open(&from);
        runtime().block_on(server.write(node)).expect("no error");
        let refused = attempt(Options::default()).expect_err("it is in use").to_string();
        assert!(refused.contains("server"), "{refused}");
        assert_eq!(attempt(force).expect("it is wanted").rows(), 1);
        runtime().block_on(server.write(|tx| tx.execute("DELETE FROM nodes", &[]).map(drop))).expect("no error");
        drop(server);

        for options in [Options::default(), dry] {
            let refused = attempt(options).expect_err("the target holds something");
            assert!(matches!(&refused, CopyError::NotEmpty(table) if table == "environments"), "{refused}");
        }
        assert_eq!(write(&to, dump)["environments"].len(), 1);
    }
}
