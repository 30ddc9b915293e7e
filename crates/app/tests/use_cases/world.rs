//! A small installation: Ada administers it; Roohi, Soul, Sam and David work in `dev`; Olga is nowhere.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use app::{
    AppError, ErrorKind, FlowName, Op, Steward,
    bootstrap::{self, FirstStart},
    catalogue::{Authentication, Catalogue, Field, FieldKind, Form, TablesOnly},
    connections::{self, ConnectionView, Credential, Credentials, NewConnection},
    environments, flows,
    flows::{FlowDetail, NewFlow},
    principals::{self, NewPrincipal},
    roles::{self, NewRole},
    sign_in,
};
use model::{
    ConnectorName, Depth, EnvironmentKind, EnvironmentRole, FlowId, PrincipalKind, Privilege, Timestamp, Verb,
};
use store::{Config, KeyRing, Secret, Store, environments::NewEnvironment};
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const DATAVERSE: &str = "shared_commondataserviceforapps";

pub(crate) struct World {
    pub(crate) steward: Steward,
    clock: Arc<AtomicI64>,
    pub(crate) folder: TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(AtomicI64::new("2026-05-03T10:00:00Z".parse::<Timestamp>().expect("an instant").0));
        let steward = Self::open(&folder, &clock);
        let first =
            FirstStart { admin: "ada".to_owned(), password: Some(Secret::new(PASSWORD)), ..FirstStart::default() };
        bootstrap::start(&steward, first).await.expect("started");
        let world = Self { steward, clock, folder };
        let ada = world.op("ada").await;
        for (name, kind) in [
            ("roohi", PrincipalKind::User),
            ("soul", PrincipalKind::User),
            ("sam", PrincipalKind::User),
            ("david", PrincipalKind::User),
            ("olga", PrincipalKind::User),
            ("robot", PrincipalKind::ServiceAccount),
            ("team", PrincipalKind::Group),
        ] {
            principals::create(&world.steward, &ada, new_principal(name, kind)).await.expect("created");
        }
        for (name, role) in [
            ("roohi", EnvironmentRole::Maker),
            ("soul", EnvironmentRole::Maker),
            ("sam", EnvironmentRole::Maker),
            ("david", EnvironmentRole::User),
        ] {
            environments::set_member(&world.steward, &ada, "dev", name, role).await.expect("a member");
        }
        let prod = NewEnvironment {
            name: "prod".to_owned(),
            display_name: "Production".to_owned(),
            kind: EnvironmentKind::Prod,
            protected: false,
        };
        environments::create(&world.steward, &ada, prod).await.expect("created");
        world
    }

    fn open(folder: &TempDir, clock: &Arc<AtomicI64>) -> Steward {
        let store =
            Store::open(&Config::at(&testkit::database::address(folder.path())).expect("an address")).expect("a store");
        let keys = KeyRing::in_folder(folder.path()).expect("keys");
        Self::over(store, keys, clock)
    }

    fn over(store: Store, keys: KeyRing, clock: &Arc<AtomicI64>) -> Steward {
        let clock = clock.clone();
        Steward::new(store, keys, Arc::new(move || Timestamp(clock.load(Ordering::SeqCst))), Arc::new(TablesAndDoor))
    }

    /// The same data, with other master keys.
    pub(crate) fn with_keys(&self, keys: KeyRing) -> Steward {
        Self::over(self.steward.store().clone(), keys, &self.clock)
    }

    /// An operation of somebody, as if signed in.
    pub(crate) async fn op(&self, name: &str) -> Op {
        sign_in::operator_named(&self.steward, name).await.expect("an active principal")
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub(crate) async fn connect(&self, who: &str, environment: &str) -> ConnectionView {
        let op = self.op(who).await;
        connections::create(&self.steward, &op, environment, dataverse(None)).await.expect("a connection")
    }

    /// Lets somebody add and read contacts.
    pub(crate) async fn clerk(&self, who: &str, environment: &str) {
        let admin = self.op("ada").await;
        let may = |verb| Privilege { verb, table: "contact".into(), depth: Depth::Organization };
        let name = format!("Clerk {who}");
        let role = NewRole {
            name: name.clone(),
            may_act_on_behalf: false,
            privileges: vec![may(Verb::Create), may(Verb::Read)],
        };
        roles::create(&self.steward, &admin, environment, role).await.expect("a role");
        roles::set_member(&self.steward, &admin, environment, &name, who, true).await.expect("a member");
    }

    /// A flow of somebody, with this definition.
    pub(crate) async fn flow(&self, who: &str, name: &str, definition: &str) -> FlowDetail {
        let op = self.op(who).await;
        let new = NewFlow { name: name.to_owned(), definition: definition.to_owned(), id: None };
        flows::create(&self.steward, &op, "dev", new).await.expect("a flow")
    }
}

pub(crate) fn new_principal(name: &str, kind: PrincipalKind) -> NewPrincipal {
    NewPrincipal {
        kind,
        name: name.to_owned(),
        display_name: format!("{}{} X.", name[..1].to_uppercase(), &name[1..]),
        email: None,
        password: None,
        tenant_role: None,
        facts: app::principals::Facts::default(),
    }
}

pub(crate) fn dataverse(owner: Option<&str>) -> NewConnection {
    NewConnection { owner: owner.map(str::to_owned), ..NewConnection::to(ConnectorName::new(DATAVERSE)) }
}

/// A connector whose connections have a password, beside the tables.
#[derive(Debug)]
struct TablesAndDoor;

const DOOR: Form = Form {
    fields: &[Field { name: "baseUrl", title: "Address", kind: FieldKind::Address, is_optional: false }],
    authentications: &[Authentication {
        name: "password",
        title: "Password",
        fields: &[
            Field { name: "header", title: "Header", kind: FieldKind::Header, is_optional: true },
            Field { name: "password", title: "Password", kind: FieldKind::Secret, is_optional: false },
        ],
    }],
};

impl Catalogue for TablesAndDoor {
    fn connector(&self, name: &ConnectorName) -> Option<String> {
        if name.as_str() == "shared_door" { Some("Door".to_owned()) } else { TablesOnly.connector(name) }
    }

    fn all(&self) -> Vec<ConnectorName> {
        TablesOnly.all()
    }

    fn has_operation(&self, name: &ConnectorName, operation: &str) -> bool {
        TablesOnly.has_operation(name, operation)
    }

    fn form(&self, name: &ConnectorName) -> &'static Form {
        if name.as_str() == "shared_door" { &DOOR } else { &Form::EMPTY }
    }
}

/// A connection to the door, with a password.
pub(crate) fn door() -> NewConnection {
    NewConnection {
        parameters: door_at("https://door.example.org"),
        credentials: password("hunter2 of the connection"),
        ..NewConnection::to(ConnectorName::new("shared_door"))
    }
}

pub(crate) fn door_at(address: &str) -> BTreeMap<String, String> {
    [("baseUrl", address), ("authentication", "password")].map(|(name, text)| (name.to_owned(), text.to_owned())).into()
}

pub(crate) fn password(text: &str) -> Credentials {
    [("password".to_owned(), Credential::Value(Secret::new(text)))].into()
}

pub(crate) fn named(id: FlowId) -> FlowName {
    FlowName::Id(id)
}

/// What kind of refusal an error is.
#[track_caller]
pub(crate) fn kind<T: std::fmt::Debug>(answer: Result<T, AppError>) -> ErrorKind {
    answer.expect_err("a refusal").kind
}

pub(crate) const BUTTON: &str = r#"{
    "triggers": {"manual": {"type": "Request", "kind": "Button", "inputs": {"schema": {"type": "object"}}}},
    "actions": {"Compose": {"type": "Compose", "inputs": "hello", "runAfter": {}}}
}"#;

/// A flow that adds an audit row when a contact changes: the trigger through `shared_trigger`, the action through `shared_action`.
pub(crate) fn row_flow(run_as: &str, impersonates: bool) -> String {
    let impersonation = if impersonates { r#""impersonation": {"source": "invoker"},"# } else { "" };
    format!(
        r#"{{"properties": {{
            "connectionReferences": {{
                "shared_trigger": {{"runtimeSource": "embedded", "connection": {{}}, "api": {{"name": "{DATAVERSE}"}}}},
                "shared_action": {{{impersonation} "runtimeSource": "embedded", "connection": {{}}, "api": {{"name": "{DATAVERSE}"}}}}
            }},
            "definition": {{
                "triggers": {{"changed": {{
                    "type": "OpenApiConnectionWebhook",
                    "inputs": {{
                        "host": {{"connectionName": "shared_trigger", "operationId": "SubscribeWebhookTrigger", "apiId": "{DATAVERSE}"}},
                        "parameters": {{
                            "subscriptionRequest/message": 3, "subscriptionRequest/entityname": "contact",
                            "subscriptionRequest/scope": 4{run_as}
                        }}
                    }}
                }}}},
                "actions": {{"Audit": {{
                    "type": "OpenApiConnection", "runAfter": {{}},
                    "inputs": {{
                        "host": {{"connectionName": "shared_action", "operationId": "CreateRecord", "apiId": "{DATAVERSE}"}},
                        "parameters": {{"entityName": "contacts", "item/lastname": "x"}}
                    }}
                }}}}
            }}
        }}, "schemaVersion": "1.0.0.0"}}"#
    )
}
