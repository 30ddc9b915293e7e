//! A small organisation on a real store: the people of the worked example, their connections and a table for audit rows.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
    time::Duration,
};

use app::{
    FlowName, Op, Steward,
    bootstrap::{self, FirstStart},
    connections::{self, NewConnection},
    environments, flows, lookup, principals, references, roles,
    rows::{self, RowAnswer, RowRequest},
    runs, sign_in,
};
use model::{
    ConnectionId, ConnectionReference, ConnectorName, EnvironmentId, EnvironmentRole, PrincipalKind, RunId, Timestamp,
    role::{Depth, Privilege, Verb},
    table::{Column, ColumnKind, Ownership, Requirement, Table},
};
use runtime::{Accepted, Config, Connectors, Runtime};
use serde_json::{Value as Json, json};
use store::{KeyRing, Store};
use wdl::Value;

/// A running installation in a temporary folder.
pub(crate) struct World {
    pub(crate) steward: Steward,
    pub(crate) runtime: Runtime,
    roohis: ConnectionId,
    folder: Arc<tempfile::TempDir>,
    clock: Hands,
}

/// The hands of a clock: at an instant, or at the system's where that is 0.
#[derive(Clone, Default)]
pub(crate) struct Hands(Arc<AtomicI64>);

impl Hands {
    pub(crate) fn at(text: &str) -> Self {
        let hands = Self::default();
        hands.set(text);
        hands
    }

    pub(crate) fn set(&self, text: &str) {
        self.0.store(text.parse::<Timestamp>().unwrap().0, SeqCst);
    }

    fn now(&self) -> Timestamp {
        match self.0.load(SeqCst) {
            0 => Timestamp::now(),
            at => Timestamp(at),
        }
    }
}

pub(crate) const DEV: EnvironmentId = EnvironmentId(1);

impl World {
    /// Starts with the people and the table.
    pub(crate) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    /// The same with a runtime of its own kind.
    pub(crate) async fn with(config: Config) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut world = Self::open(folder, config).await;
        world.roohis = world.seed().await;
        world
    }

    /// The same with a clock that a test moves.
    pub(crate) async fn at(config: Config, clock: &Hands) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut world = Self::open_at(folder, config, clock.clone()).await;
        world.roohis = world.seed().await;
        world
    }

    async fn open(folder: Arc<tempfile::TempDir>, config: Config) -> Self {
        Self::open_at(folder, config, Hands::default()).await
    }

    async fn open_at(folder: Arc<tempfile::TempDir>, config: Config, clock: Hands) -> Self {
        let steward = steward(folder.path(), &clock);
        let runtime = Runtime::start(steward.clone(), config).await.unwrap();
        Self { steward, runtime, roohis: ConnectionId::default(), folder, clock }
    }

    /// Where the data is.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Ends without waiting for anything and starts again on the same data.
    pub(crate) async fn restart(self) -> Self {
        self.restart_with(Config::default()).await
    }

    /// The same with a runtime of another kind.
    pub(crate) async fn restart_with(self, config: Config) -> Self {
        let (folder, clock) = (self.folder.clone(), self.clock.clone());
        self.runtime.stop(Duration::from_secs(5)).await;
        drop((self.steward, self.runtime));
        for _ in 0..500 {
            let free = Store::open(&store::Config::at(&testkit::database::address(folder.path())).expect("an address"))
                .is_ok();
            tokio::time::sleep(Duration::from_millis(10)).await;
            if free {
                return Self::open_at(folder, config, clock).await;
            }
        }
        panic!("the first start still has the data open");
    }

    /// Another server on the same database, where that can be shared.
    pub(crate) async fn second(&self, config: Config) -> Option<Self> {
        if !self.steward.store().is_shared() {
            return None;
        }
        Some(Self { roohis: self.roohis, ..Self::open_at(self.folder.clone(), config, self.clock.clone()).await })
    }

    /// Queues runs of a flow that nobody waits for.
    pub(crate) async fn queue(
        &self,
        id: model::FlowId,
        environment: EnvironmentId,
        count: usize,
        later: Option<Timestamp>,
    ) {
        let steward = self.steward.clone();
        let work = move |tx: &mut store::Tx<'_>| {
            let flow = store::flows::by_id(tx, environment, id)?.unwrap();
            for _ in 0..count {
                let occasion =
                    app::start::Occasion::new(model::StartKind::Button, value(json!({"body": {"text": "Ada"}})));
                let firing = app::start::prepare_run(tx, &steward, &flow, occasion, Timestamp::now())?;
                let prepared = steward.prepared().get(tx, &flow)?;
                let runs = firing.runs(tx, &prepared, Timestamp::now())?;
                runs.iter().try_for_each(|pending| pending.queue(tx, later))?;
            }
            Ok::<_, store::StoreError>(())
        };
        self.steward.store().write(work).await.unwrap();
    }

    pub(crate) async fn op(&self, name: &str) -> Op {
        sign_in::operator_named(&self.steward, name).await.unwrap()
    }

    /// Makes people, roles, connections and the table; gives back Roohi's connection.
    async fn seed(&self) -> ConnectionId {
        let mut roohis = ConnectionId::default();
        bootstrap::start(
            &self.steward,
            FirstStart { password: Some(store::Secret::new("correct horse battery")), ..FirstStart::default() },
        )
        .await
        .unwrap();
        let admin = self.op("admin").await;
        for (name, display_name) in
            [("soul", "Soul S."), ("roohi", "Roohi"), ("sam", "Sam"), ("david", "David"), ("rita", "Rita")]
        {
            let new = principals::NewPrincipal {
                kind: PrincipalKind::User,
                name: name.into(),
                display_name: display_name.into(),
                email: None,
                password: None,
                tenant_role: None,
                facts: app::principals::Facts::default(),
            };
            principals::create(&self.steward, &admin, new).await.unwrap();
            let role = if ["soul", "roohi"].contains(&name) { EnvironmentRole::Maker } else { EnvironmentRole::User };
            environments::set_member(&self.steward, &admin, "dev", name, role).await.unwrap();
        }
        let lines = |table: &str| {
            Verb::ALL
                .into_iter()
                .map(|verb| Privilege { verb, table: table.into(), depth: Depth::Organization })
                .collect::<Vec<_>>()
        };
        for (name, may_act_on_behalf) in [("Everybody", false), ("Delegate", true)] {
            let privileges =
                if may_act_on_behalf { Vec::new() } else { [lines("contact"), lines("demo_audit")].concat() };
            roles::create(
                &self.steward,
                &admin,
                "dev",
                roles::NewRole { name: name.into(), may_act_on_behalf, privileges },
            )
            .await
            .unwrap();
        }
        for name in ["soul", "roohi", "sam", "david"] {
            roles::set_member(&self.steward, &admin, "dev", "Everybody", name, true).await.unwrap();
        }
        for name in ["soul", "roohi"] {
            roles::set_member(&self.steward, &admin, "dev", "Delegate", name, true).await.unwrap();
            let reference = ConnectionReference {
                environment: DEV,
                logical_name: format!("demo_{name}"),
                display_name: format!("Dataverse {name}"),
                connector: ConnectorName::new(ConnectorName::DATAVERSE),
                connection: None,
            };
            self.steward.store().write(move |tx| store::references::put(tx, &reference)).await.unwrap();
            let connection = self.connect(name).await;
            if name == "roohi" {
                roohis = connection;
            }
            references::bind(&self.steward, &self.op(name).await, "dev", &format!("demo_{name}"), Some(connection))
                .await
                .unwrap();
        }
        self.steward
            .store()
            .write(|tx| {
                store::tables::put(tx, DEV, audit_table()).map_err(|error| store::StoreError::corrupt("table", error))
            })
            .await
            .unwrap();
        roohis
    }

    /// A Dataverse connection of a user.
    pub(crate) async fn connect(&self, name: &str) -> ConnectionId {
        let new = NewConnection {
            display_name: format!("Dataverse of {name}"),
            ..NewConnection::to(ConnectorName::new(ConnectorName::DATAVERSE))
        };
        connections::create(&self.steward, &self.op(name).await, "dev", new).await.unwrap().id
    }

    /// Makes a flow of Soul's and turns it on.
    pub(crate) async fn flow(&self, name: &str, clientdata: &Json) -> model::FlowId {
        let soul = self.op("soul").await;
        let new = flows::NewFlow { name: name.into(), definition: clientdata.to_string(), id: None };
        let id = flows::create(&self.steward, &soul, "dev", new).await.unwrap().summary.id;
        let (name, roohi) = (app::FlowName::Id(id), self.op("roohi").await);
        flows::sharing::set(&self.steward, &soul, "dev", &name, "roohi", model::Tier::CoOwner).await.unwrap();
        // Only Roohi may let the flow use her connection.
        for (key, reference) in clientdata["properties"]["connectionReferences"].as_object().unwrap() {
            let is_used = clientdata.to_string().contains(&format!("\"connectionName\":\"{key}\""));
            if is_used && reference["connection"]["connectionReferenceLogicalName"] == "demo_roohi" {
                flows::swap::swap(&self.steward, &roohi, "dev", &name, key, Some(self.roohis)).await.unwrap();
            }
        }
        flows::enable(&self.steward, &soul, "dev", &app::FlowName::Id(id)).await.unwrap();
        id
    }

    /// Sends a request to the signed address of a flow.
    pub(crate) async fn request(
        &self,
        id: model::FlowId,
        trigger: &str,
        outputs: Json,
    ) -> Result<runtime::Accepted, app::AppError> {
        let (steward, name) = (self.steward.clone(), trigger.to_owned());
        let read = move |tx: &mut store::Tx<'_>| {
            let flow = store::flows::by_id(tx, DEV, id)?.unwrap();
            flows::address::of(&steward, &flow, &name)
        };
        let address = self.steward.store().read(read).await?;
        let target = self.runtime.trigger(address.id, trigger, &address.signature).await?;
        self.runtime.start_http(&target, value(outputs)).await
    }

    /// Presses the button of a flow as Soul, with a text.
    pub(crate) async fn press(&self, id: model::FlowId, text: &str) -> Accepted {
        let op = self.op("soul").await;
        let by = op.clone();
        let read = move |tx: &mut store::Tx<'_>| lookup::flow::<lookup::Run>(tx, &by, "dev", &FlowName::Id(id));
        let proof = self.steward.store().read(read).await.unwrap();
        self.runtime.start_button(&op, proof, value(json!({"text": text}))).await.unwrap()
    }

    /// Does something with rows as a user.
    pub(crate) async fn rows(&self, name: &str, request: RowRequest) -> RowAnswer {
        let (steward, caller) = (self.steward.clone(), app::RowCaller::own(self.op(name).await.id()));
        self.steward
            .store()
            .write(move |tx| {
                rows::perform(tx, &steward, DEV, &caller, &request, Timestamp::now())
                    .map_err(|error| store::StoreError::corrupt("request", error))
            })
            .await
            .unwrap()
    }

    /// Waits until a run has ended.
    pub(crate) async fn ended(&self, run: RunId) -> runs::RunDetail {
        let admin = self.op("admin").await;
        for _ in 0..1_000 {
            let detail = runs::get(&self.steward, &admin, "dev", run).await.unwrap();
            if detail.summary.status.is_final() {
                return detail;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("run {run} did not end");
    }

    /// Waits until all runs have ended, and gives them back, oldest first.
    pub(crate) async fn all_ended(&self, at_least: usize) -> Vec<runs::RunSummary> {
        let admin = self.op("admin").await;
        for _ in 0..2_000 {
            let mut found =
                runs::list(&self.steward, &admin, "dev", runs::RunsWanted { limit: 500, ..Default::default() })
                    .await
                    .unwrap();
            if found.len() >= at_least && found.iter().all(|run| run.status.is_final()) {
                found.reverse();
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("not all runs ended");
    }

    /// The actions of a run as aligned text: name, status, code, who acted, on whose behalf.
    pub(crate) async fn actions(&self, run: RunId) -> String {
        let admin = self.op("admin").await;
        let page = runs::actions(&self.steward, &admin, "dev", run, None, None, 0).await.unwrap();
        let mut text = String::new();
        for action in page.actions {
            let who = action.acting.as_ref().map_or(String::new(), |acting| {
                let by = acting.impersonator.as_ref().map_or(String::new(), |by| format!(" by {}", by.name));
                format!(" as {}{by}", acting.principal.name)
            });
            text.push_str(&format!("{} {} {}{who}\n", action.name, action.status(), action.record.code));
        }
        text
    }
}

fn steward(folder: &Path, clock: &Hands) -> Steward {
    let clock = clock.clone();
    let store = Store::open(&store::Config::at(&testkit::database::address(folder)).expect("an address")).unwrap();
    Steward::new(store, KeyRing::in_folder(folder).unwrap(), Arc::new(move || clock.now()), Arc::new(Connectors))
}

pub(crate) fn audit_table() -> Table {
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

/// A flow on contact updates that adds an audit row in each of two parallel branches, one through each reference.
pub(crate) fn run_as_flow(case: &str, run_as: Option<i64>, uses_invoker: bool) -> Json {
    let reference = |name: &str, impersonates: bool| {
        let mut reference = json!({
            "runtimeSource": "embedded",
            "connection": {"connectionReferenceLogicalName": name},
            "api": {"name": "shared_commondataserviceforapps"}
        });
        if impersonates {
            reference["impersonation"] = json!({"source": "invoker"});
        }
        reference
    };
    let mut parameters = json!({
        "subscriptionRequest/message": 3,
        "subscriptionRequest/entityname": "contact",
        "subscriptionRequest/scope": 4
    });
    if let Some(run_as) = run_as {
        parameters["subscriptionRequest/runas"] = json!(run_as);
    }
    json!({"properties": {
        "connectionReferences": {"t": reference("demo_roohi", false), "a": reference("demo_roohi", uses_invoker), "b": reference("demo_soul", uses_invoker)},
        "definition": {
            "triggers": {"When_a_contact_is_updated": {
                "type": "OpenApiConnectionWebhook",
                "inputs": {"host": {"connectionName": "t", "operationId": "SubscribeWebhookTrigger", "apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"}, "parameters": parameters}
            }},
            "actions": {"Branch_A": add_row("a", case), "Branch_B": add_row("b", case)}
        }
    }, "schemaVersion": "1.0.0.0"})
}

/// An action that adds an audit row.
pub(crate) fn add_row(key: &str, case: &str) -> Json {
    json!({
        "type": "OpenApiConnection", "runAfter": {},
        "inputs": {
            "host": {"connectionName": key, "operationId": "CreateRecord", "apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"},
            "parameters": {"entityName": "demo_audits", "item/demo_name": "@{workflow()['run']['name']}", "item/demo_case": case}
        }
    })
}

/// A flow started by a button, with these actions and Soul's reference as `s`.
pub(crate) fn button_flow(actions: Json) -> Json {
    json!({"properties": {
        "connectionReferences": {"s": {"runtimeSource": "embedded", "connection": {"connectionReferenceLogicalName": "demo_soul"}, "api": {"name": "shared_commondataserviceforapps"}},
            "r": {"runtimeSource": "embedded", "connection": {"connectionReferenceLogicalName": "demo_roohi"}, "api": {"name": "shared_commondataserviceforapps"}}},
        "definition": {
            "triggers": {"manual": {"type": "Request", "kind": "Button", "inputs": {"schema": {"type": "object", "properties": {"text": {"type": "string", "title": "Name"}}, "required": ["text"]}}}},
            "actions": actions
        }
    }, "schemaVersion": "1.0.0.0"})
}

/// Inputs as the runtime takes them.
pub(crate) fn value(json: Json) -> Value {
    Value::from_json(json.to_string().as_bytes()).unwrap()
}
