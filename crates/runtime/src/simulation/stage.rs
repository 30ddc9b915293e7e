//! The installation that every simulation begins with: one environment, somebody with a connection, a table, and the flows.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

use app::{
    Op, Steward,
    bootstrap::{self, FirstStart},
    connections::{self, NewConnection},
    environments, flows, principals, references, roles, sign_in,
    start::Prepared,
};
use model::{
    ConnectionReference, ConnectorName, EnvironmentId, EnvironmentRole, FlowId, PrincipalId, PrincipalKind, RunId,
    Timestamp,
    role::{Depth, Privilege, Verb},
    table::{Column, ColumnKind, Ownership, Requirement, Table},
};
use serde_json::{Value as Json, json};
use store::{
    KeyRing, StoreError, Tx, params,
    simulated::{Database, Fate, Hints, Work},
};

use super::{executor, watch};
use crate::Connectors;

/// When every simulation begins: 2026-01-01T00:00:00Z.
pub(crate) const BEGIN: i64 = 1_767_225_600_000_000;
/// How many servers there are at most.
pub(crate) const SERVERS: usize = 3;
const DEV: EnvironmentId = EnvironmentId(1);

/// A server's place: what outlives its crashes.
pub(crate) struct Seat {
    pub(crate) steward: Steward,
    pub(crate) hints: Hints,
    /// How far its clock is off, in microseconds.
    pub(crate) skew: Arc<AtomicI64>,
}

/// The installation.
pub(crate) struct Stage {
    pub(crate) database: Database,
    pub(crate) seats: Vec<Seat>,
    /// What the servers ask the database for, in their order.
    pub(crate) desk: Arc<Mutex<Vec<(usize, Work)>>>,
    /// The flows that are started from outside.
    pub(crate) flows: Vec<Arc<Prepared>>,
    /// All flows.
    pub(crate) all: Vec<Arc<Prepared>>,
    pub(crate) owner: PrincipalId,
}

impl Stage {
    /// Sets it up.
    pub(crate) fn new() -> Self {
        executor::reset(BEGIN);
        let database = Database::new().unwrap();
        database.set_clock(Timestamp(BEGIN));
        let (desk, at_once) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(true)));
        let seats: Vec<Seat> = (0..SERVERS).map(|number| seat(number, &database, &desk, &at_once)).collect();
        let tokio = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let steward = &seats[0].steward;
        let (owner, all) = tokio.block_on(set_up(steward));
        // Each server reads them once, so that simulations do not.
        let mut prepared = Vec::new();
        for seat in &seats {
            let (reads, ids) = (seat.steward.clone(), all.clone());
            let read = move |tx: &mut Tx<'_>| {
                ids.iter()
                    .map(|id| {
                        let flow = store::flows::by_id(tx, DEV, *id)?.unwrap();
                        reads.prepared().get(tx, &flow)
                    })
                    .collect::<Result<Vec<_>, StoreError>>()
            };
            prepared = tokio.block_on(seat.steward.store().read(read)).unwrap();
        }
        database.directly(watch::prepare).unwrap();
        database.directly(|tx| tx.define("SAVEPOINT stage")).unwrap();
        at_once.store(false, Ordering::Relaxed);
        // The first is called by others, and the last one is started by the clock.
        let flows = prepared[1..prepared.len() - 1].to_vec();
        Self { database, seats, desk, flows, all: prepared, owner }
    }

    /// Takes back what a simulation has done.
    pub(crate) fn begin_anew(&self) {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.database.directly(|tx| tx.define("ROLLBACK TO stage")).unwrap();
        self.database.set_clock(Timestamp(BEGIN));
        self.database.ignore_leases(false);
    }

    /// The rows that flows have added: which run, and which of its actions.
    pub(crate) fn rows(&self) -> Vec<(String, String)> {
        let rows = self.database.directly(|tx| {
            let read = |row: &store::Row<'_>| Ok((row.text(0)?, row.text(1)?));
            tx.query("SELECT demo_name, demo_case FROM t1_demo_audit", params![], read)
        });
        rows.unwrap()
    }

    /// Which run has called which.
    pub(crate) fn children(&self) -> Vec<(RunId, RunId)> {
        let calls = self.database.directly(|tx| {
            let read = |row: &store::Row<'_>| Ok((RunId(row.uuid(0)?), RunId(row.uuid(1)?)));
            tx.query("SELECT parent, child FROM child_calls", params![], read)
        });
        calls.unwrap()
    }
}

fn seat(number: usize, database: &Database, desk: &Arc<Mutex<Vec<(usize, Work)>>>, at_once: &Arc<AtomicBool>) -> Seat {
    let (desk, at_once) = (desk.clone(), at_once.clone());
    let (store, hints) = database.store(move |work| {
        if at_once.load(Ordering::Relaxed) {
            work.perform(Fate::Happens).tell();
        } else {
            desk.lock().unwrap_or_else(PoisonError::into_inner).push((number, work));
        }
    });
    let skew = Arc::new(AtomicI64::new(0));
    let clock = skew.clone();
    let clock = Arc::new(move || Timestamp(executor::now() + clock.load(Ordering::Relaxed)));
    let steward = Steward::new(store, KeyRing::new([7; 32]), clock, Arc::new(Connectors));
    Seat { steward, hints, skew }
}

async fn operator(steward: &Steward, name: &str) -> Op {
    sign_in::operator_named(steward, name).await.unwrap()
}

/// Makes people, the table and the flows.
async fn set_up(steward: &Steward) -> (PrincipalId, Vec<FlowId>) {
    let password = Some(store::Secret::new("correct horse battery"));
    bootstrap::start(steward, FirstStart { password, ..FirstStart::default() }).await.unwrap();
    let admin = operator(steward, "admin").await;
    let soul = principals::NewPrincipal {
        kind: PrincipalKind::User,
        name: "soul".into(),
        display_name: "Soul S.".into(),
        email: None,
        password: None,
        tenant_role: None,
        facts: app::principals::Facts::default(),
    };
    principals::create(steward, &admin, soul).await.unwrap();
    environments::set_member(steward, &admin, "dev", "soul", EnvironmentRole::Maker).await.unwrap();
    let privileges = Verb::ALL
        .into_iter()
        .map(|verb| Privilege { verb, table: "demo_audit".into(), depth: Depth::Organization })
        .collect();
    let everybody = roles::NewRole { name: "Everybody".into(), may_act_on_behalf: false, privileges };
    roles::create(steward, &admin, "dev", everybody).await.unwrap();
    roles::set_member(steward, &admin, "dev", "Everybody", "soul", true).await.unwrap();
    let soul = operator(steward, "soul").await;
    let reference = ConnectionReference {
        environment: DEV,
        logical_name: "demo_soul".into(),
        display_name: "Dataverse".into(),
        connector: ConnectorName::new(ConnectorName::DATAVERSE),
        connection: None,
    };
    steward.store().write(move |tx| store::references::put(tx, &reference)).await.unwrap();
    let new = NewConnection::to(ConnectorName::new(ConnectorName::DATAVERSE));
    let connection = connections::create(steward, &soul, "dev", new).await.unwrap().id;
    references::bind(steward, &soul, "dev", "demo_soul", Some(connection)).await.unwrap();
    let put = |tx: &mut Tx<'_>| {
        store::tables::put(tx, DEV, table()).map_err(|error| StoreError::corrupt("table", error)).map(|_| ())
    };
    steward.store().write(put).await.unwrap();
    let child = flow(steward, &soul, "child", button(), child()).await;
    let mut all = vec![child];
    for (name, actions) in parents(child) {
        all.push(flow(steward, &soul, name, button(), actions).await);
    }
    let actions = json!({"Ask": call("limited", &[]), "Row": row("limited", &["Ask"])});
    all.push(flow(steward, &soul, "limited", limited(), actions).await);
    let scheduled = json!({"Before": row("scheduled", &[])});
    all.push(flow(steward, &soul, "scheduled", recurrence(), scheduled).await);
    (soul.id(), all)
}

fn button() -> Json {
    json!({"manual": {"type": "Request", "kind": "Button", "inputs": {"schema": {"type": "object", "properties": {}}}}})
}

/// A button of whose runs one is under way at a time.
fn limited() -> Json {
    let mut button = button();
    button["manual"]["runtimeConfiguration"] = json!({"concurrency": {"runs": 1, "maximumWaitingRuns": 3}});
    button
}

fn recurrence() -> Json {
    json!({"Recurrence": {"type": "Recurrence", "recurrence": {"frequency": "Second", "interval": 2}}})
}

async fn flow(steward: &Steward, soul: &Op, name: &str, triggers: Json, actions: Json) -> FlowId {
    let clientdata = json!({"properties": {
        "connectionReferences": {"s": {"runtimeSource": "embedded", "connection": {"connectionReferenceLogicalName": "demo_soul"}, "api": {"name": "shared_commondataserviceforapps"}}},
        "definition": {"triggers": triggers, "actions": actions}
    }, "schemaVersion": "1.0.0.0"});
    let new = flows::NewFlow { name: name.into(), definition: clientdata.to_string(), id: None };
    let id = flows::create(steward, soul, "dev", new).await.unwrap().summary.id;
    flows::enable(steward, soul, "dev", &app::FlowName::Id(id)).await.unwrap();
    id
}

fn table() -> Table {
    let text = |name: &str| Column {
        logical_name: name.into(),
        schema_name: name.into(),
        display_name: name.into(),
        kind: ColumnKind::Text { max_length: 200 },
        requirement: Requirement::None,
    };
    let key = Column { kind: ColumnKind::PrimaryKey, ..text("demo_auditid") };
    Table {
        logical_name: "demo_audit".into(),
        schema_name: "demo_Audit".into(),
        entity_set: "demo_audits".into(),
        plural_name: None,
        display_name: "Audit".into(),
        ownership: Ownership::User,
        primary_key: "demo_auditid".into(),
        primary_name: Some("demo_name".into()),
        columns: vec![key, text("demo_name"), text("demo_case")],
    }
}

fn after(names: &[&str]) -> Json {
    names
        .iter()
        .map(|name| ((*name).to_owned(), json!(["Succeeded", "Failed"])))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn row(case: &str, names: &[&str]) -> Json {
    json!({"type": "OpenApiConnection", "runAfter": after(names), "inputs": {
        "host": {"connectionName": "s", "operationId": "CreateRecord", "apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"},
        "parameters": {"entityName": "demo_audits", "item/demo_name": "@{workflow()['run']['name']}", "item/demo_case": case}
    }})
}

fn call(path: &str, names: &[&str]) -> Json {
    json!({"type": "Http", "runAfter": after(names), "inputs": {
        "method": "GET", "uri": format!("https://test.invalid/{path}"),
        "retryPolicy": {"type": "fixed", "count": 2, "interval": "PT1S"}
    }})
}

fn wait(seconds: i64, names: &[&str]) -> Json {
    json!({"type": "Wait", "inputs": {"interval": {"count": seconds, "unit": "Second"}}, "runAfter": after(names)})
}

fn respond(names: &[&str]) -> Json {
    json!({"type": "Response", "kind": "PowerApp", "runAfter": after(names), "inputs": {"statusCode": 200, "body": {"id": "@guid()"}}})
}

fn compose(inputs: &str, names: &[&str]) -> Json {
    json!({"type": "Compose", "inputs": inputs, "runAfter": after(names)})
}

fn flow_call(id: FlowId, names: &[&str]) -> Json {
    json!({"type": "Workflow", "inputs": {"host": {"workflowReferenceName": id.to_string()}, "body": {}}, "runAfter": after(names)})
}

/// What is called by others: it answers, and goes on after it has.
fn child() -> Json {
    json!({"Ask": call("child", &[]), "Answer": respond(&["Ask"]), "After": row("child", &["Answer"])})
}

/// The flows that are started from outside.
fn parents(child: FlowId) -> Vec<(&'static str, Json)> {
    let declare = json!({"type": "InitializeVariable", "runAfter": {}, "inputs": {"variables": [{"name": "n", "type": "integer", "value": 0}]}});
    let count = json!({"type": "IncrementVariable", "runAfter": {}, "inputs": {"name": "n", "value": 1}});
    let each = |actions: Json, repetitions: i64, names: &[&str]| {
        json!({"type": "Foreach", "foreach": [1, 2, 3], "actions": actions, "runAfter": after(names),
            "runtimeConfiguration": {"concurrency": {"repetitions": repetitions}}})
    };
    vec![
        ("pure", json!({"n": declare, "Each": each(json!({"Count": count}), 1, &["n"]), "Answer": respond(&["Each"])})),
        (
            "calls",
            json!({"First": call("first", &[]), "Id": compose("@guid()", &["First"]), "Second": call("second", &["Id"])}),
        ),
        (
            "answers",
            json!({"Ask": call("ask", &[]), "Row": row("before", &["Ask"]), "Answer": respond(&["Row"]), "Later": row("after", &["Answer"])}),
        ),
        (
            "parallel",
            json!({"A": call("a", &[]), "B": call("b", &[]), "Row": row("branch", &[]), "C": row("c", &["Row"]),
                "Both": row("both", &["A", "B", "C"])}),
        ),
        (
            "each",
            json!({"Each": each(json!({"Ask": call("each/@{item()}", &[]), "Row": row("each @{item()}", &["Ask"])}), 3, &[]),
                "Done": row("done", &["Each"])}),
        ),
        (
            "waits",
            json!({"Before": row("before", &[]), "Short": wait(2, &["Before"]), "Ask": call("ask", &["Short"]), "Long": wait(7, &["Ask"]), "After": row("after", &["Long"])}),
        ),
        (
            "parent",
            json!({"Row": row("before", &[]), "One": flow_call(child, &["Row"]), "Two": flow_call(child, &["Row"]),
                "Id": compose("@body('One')?['id']", &["One"]), "After": row("after", &["Id", "Two"])}),
        ),
        (
            "stops",
            json!({"Ask": call("ask", &[]), "A": row("a", &["Ask"]), "Stop": {"type": "Terminate", "inputs": {"runStatus": "Succeeded"}, "runAfter": after(&["A"])},
                "B": row("b", &["Ask"]), "C": call("c", &["Ask"])}),
        ),
        ("rows", json!({"A": row("a", &[]), "B": row("b", &["A"]), "C": row("c", &["B"]), "D": call("d", &["C"])})),
    ]
}
