//! A server with a small organisation in a temporary folder.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::Duration,
};

use app::{
    Op, Steward,
    bootstrap::{self, FirstStart},
    environments, principals, roles,
    sign_in::{self, token},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use model::{Depth, EnvironmentRole, PrincipalKind, Privilege, Timestamp, Verb};
use runtime::{Connectors, Runtime};
use serde_json::{Value as Json, json};
use server::{Config, Parts};
use store::{KeyRing, Secret, Store};
use tower::ServiceExt as _;

pub(crate) const PASSWORD: &str = "correct horse battery";

/// A server that answers in the same process.
pub(crate) struct Site {
    pub(crate) steward: Steward,
    pub(crate) parts: Parts,
    /// How far its clock is ahead, in seconds.
    pub(crate) skew: Arc<AtomicI64>,
    router: Router,
    _folder: tempfile::TempDir,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// Status, and code and path of the error.
    pub(crate) fn refusal(&self) -> String {
        let error = &self.json()["error"];
        let path = error["path"].as_str().map(|path| format!(" at {path}")).unwrap_or_default();
        format!("{} {}{path}", self.status.as_u16(), error["code"].as_str().unwrap_or_default())
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert!(self.status.is_success(), "{} {}", self.status, self.text);
        self
    }
}

impl Site {
    /// A site with `admin`, the makers `soul` and `roohi`, the users `sam` and `david`, and `olga` who is no member of anything.
    pub(crate) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        Self::on(config, runtime::Config::default(), None).await
    }

    /// The same with a runtime of its own kind, and on a database of its own where there is an address.
    pub(crate) async fn on(config: Config, runtime: runtime::Config, database: Option<String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = database.unwrap_or_else(|| testkit::database::address(folder.path()));
        let store = Store::open(&store::Config::at(&database).expect("an address")).expect("a store");
        let keys = KeyRing::in_folder(folder.path()).expect("a key");
        let skew = Arc::new(AtomicI64::new(0));
        let clock = skew.clone();
        let clock = Arc::new(move || Timestamp::now().plus_millis(1000 * clock.load(Relaxed)));
        let steward = Steward::new(store, keys, clock, Arc::new(Connectors));
        let first = FirstStart { password: Some(Secret::new(PASSWORD)), ..FirstStart::default() };
        bootstrap::start(&steward, first).await.expect("a first start");
        let runtime = Runtime::start(steward.clone(), runtime).await.expect("a runtime");
        let parts = Parts { steward: steward.clone(), runtime };
        let site = Self {
            steward,
            skew,
            router: server::router(config, parts.clone()).expect("a router"),
            parts,
            _folder: folder,
        };
        site.seed().await;
        site
    }

    async fn seed(&self) {
        let admin = self.op("admin").await;
        for name in ["soul", "roohi", "sam", "david", "olga"] {
            let new = principals::NewPrincipal {
                kind: PrincipalKind::User,
                name: name.into(),
                display_name: name.into(),
                email: None,
                password: (name == "soul").then(|| Secret::new(PASSWORD)),
                tenant_role: None,
                facts: app::principals::Facts::default(),
            };
            principals::create(&self.steward, &admin, new).await.expect("a principal");
            let role = match name {
                "olga" => continue,
                "soul" | "roohi" => EnvironmentRole::Maker,
                _ => EnvironmentRole::User,
            };
            environments::set_member(&self.steward, &admin, "dev", name, role).await.expect("a member");
        }
        let everything = Verb::ALL.into_iter();
        let everything = everything.map(|verb| Privilege { verb, table: "*".into(), depth: Depth::Organization });
        let new =
            roles::NewRole { name: "Everything".into(), may_act_on_behalf: true, privileges: everything.collect() };
        roles::create(&self.steward, &admin, "dev", new).await.expect("a role");
        roles::set_member(&self.steward, &admin, "dev", "Everything", "soul", true).await.expect("a member");
    }

    pub(crate) async fn op(&self, name: &str) -> Op {
        sign_in::operator_named(&self.steward, name).await.expect("a principal")
    }

    /// A token of somebody.
    pub(crate) async fn token(&self, name: &str) -> String {
        let new = token::TokenRequest { name: "test".to_owned(), ..token::TokenRequest::default() };
        let made = token::create(&self.steward, &self.op(name).await, new).await.expect("a token");
        made.secret.expose_text().expect("text").to_owned()
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text, bytes }
    }

    /// Calls as somebody, with JSON or without.
    pub(crate) async fn call(&self, who: &str, method: &str, path: &str, body: Option<Json>) -> Answer {
        let token = self.token(who).await;
        self.with_token(&token, method, path, body).await
    }

    pub(crate) async fn with_token(&self, token: &str, method: &str, path: &str, body: Option<Json>) -> Answer {
        let request = request(method, path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        let request = match body {
            Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.send(request.expect("a request")).await
    }

    pub(crate) async fn get(&self, who: &str, path: &str) -> Answer {
        self.call(who, "GET", path, None).await
    }

    pub(crate) async fn post(&self, who: &str, path: &str, body: Json) -> Answer {
        self.call(who, "POST", path, Some(body)).await
    }

    pub(crate) async fn put(&self, who: &str, path: &str, body: Json) -> Answer {
        self.call(who, "PUT", path, Some(body)).await
    }

    /// A flow of Soul's that is on; gives back its detail.
    pub(crate) async fn flow(&self, name: &str, definition: Json) -> Json {
        let flows = "/api/v1/environments/dev/flows";
        let made = self.post("soul", flows, json!({"name": name, "definition": definition})).await.ok().json();
        let id = made["id"].as_str().expect("an id").to_owned();
        self.post("soul", &format!("{flows}/{id}/enable"), json!({})).await.ok().json()
    }

    /// The run once it has ended.
    pub(crate) async fn ended(&self, who: &str, run: &str) -> Json {
        for _ in 0..500 {
            let found = self.get(who, &format!("/api/v1/environments/dev/runs/{run}")).await.ok().json();
            if found["endedAt"].is_string() {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the run did not end");
    }
}

pub(crate) fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method.parse::<Method>().expect("a method"))
        .uri(path)
        .header(header::HOST, "steward.test")
}

/// A button that composes what it was given.
pub(crate) fn button() -> Json {
    json!({
        "triggers": {"manual": {"type": "Request", "kind": "Button", "inputs": {"schema": {
            "type": "object", "properties": {"text": {"title": "Name", "type": "string"}}, "required": ["text"],
        }}}},
        "actions": {"Compose": {"type": "Compose", "inputs": "@concat('Hello ', triggerBody()['text'])", "runAfter": {}}},
    })
}

/// An HTTP trigger that answers with its body.
pub(crate) fn echo() -> Json {
    json!({
        "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}}},
        "actions": {"Response": {"type": "Response", "kind": "Http", "runAfter": {}, "inputs": {
            "statusCode": 201,
            "headers": {"x-answer": "yes", "Set-Cookie": "steward_session=stolen"},
            "body": {"got": "@triggerBody()", "queries": "@triggerOutputs()?['queries']"},
        }}},
    })
}
