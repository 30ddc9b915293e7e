//! Generated organisations: users, service accounts and groups in groups, security roles, connections, and flows of every kind of trigger
//! that use them in every way.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    time::Duration,
};

use app::{
    AppError, FlowName,
    continuity::{EventKind, NewEvent, Subject, SubjectKind},
    environments,
    flows::{self, Compiled, Supposed},
    lookup, principals,
    rows::{self, RowAnswer, RowRequest},
    runs,
};
use model::{
    Connection, ConnectionId, ConnectorName, Depth, EnvironmentId, EnvironmentRole, ErrorCode, FlowId, Principal,
    PrincipalId, PrincipalKind, Privilege, RoleId, RunId, StartKind, Tier, Timestamp, Verb,
};
use runtime::Accepted;
use serde_json::{Value as Json, json};
use store::{
    KeyRing, Secret, Tx, environments::NewEnvironment, flows as stored, roles::SecurityRole, secrets::Belongs, triggers,
};
use testkit::Dice;

use super::{Acted, Case, Failed};
use crate::world::{World, value};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Trigger {
    Row,
    Button,
    Clock,
    Http,
}

#[derive(Debug)]
struct Flow {
    id: FlowId,
    name: String,
    trigger: Trigger,
}

/// Everything of one organisation, which lives in an environment of its own.
#[derive(Debug)]
pub(crate) struct Organisation {
    environment: String,
    people: Vec<(PrincipalId, String)>,
    accounts: Vec<(PrincipalId, String)>,
    groups: Vec<(PrincipalId, String)>,
    roles: Vec<(RoleId, String)>,
    connections: Vec<ConnectionId>,
    flows: Vec<Flow>,
    /// A contact for each of the people, who owns it.
    contacts: Vec<String>,
    /// Who changes whose contact, by their places among the people.
    changes: Vec<(usize, usize)>,
}

/// What was run, and what of it failed.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) ran: BTreeSet<Case>,
    pub(crate) failed: Failed,
    /// The starts that were refused because a connection that is to be brought is missing.
    pub(crate) refused: BTreeSet<Case>,
    pub(crate) acted: BTreeMap<(Case, String), Acted>,
}

const DATAVERSE: &str = ConnectorName::DATAVERSE;

impl Organisation {
    pub(crate) async fn make(world: &World, seed: u64, dice: &mut Dice) -> Self {
        let environment = format!("o{seed}");
        let admin = world.op("admin").await;
        let new = NewEnvironment {
            name: environment.clone(),
            display_name: environment.clone(),
            kind: model::EnvironmentKind::Dev,
            protected: false,
        };
        environments::create(&world.steward, &admin, new).await.unwrap();
        let name = environment.clone();
        let mut rolled = Dice(dice.roll());
        let keys = world.steward.clone();
        let work = move |tx: &mut Tx<'_>| {
            let id = store::environments::by_name(tx, &name)?.unwrap().id;
            write(tx, id, &name, keys.keys(), &mut rolled)
        };
        let mut organisation = world.steward.store().write(work).await.unwrap();
        for (_, name) in &organisation.people {
            let item = value(json!({"lastname": name})).as_object().cloned().unwrap();
            let made = organisation.rows(world, name, RowRequest::Create { set: "contacts".into(), item }).await;
            let RowAnswer::Created(row) = made else { panic!("{made:?}") };
            organisation.contacts.push(row.get("contactid").and_then(wdl::Value::as_str).unwrap().to_owned());
        }
        organisation
    }

    async fn rows(&self, world: &World, name: &str, request: RowRequest) -> RowAnswer {
        let (steward, environment) = (world.steward.clone(), self.environment.clone());
        let caller = app::RowCaller::own(world.op(name).await.id());
        let work = move |tx: &mut Tx<'_>| {
            let id = store::environments::by_name(tx, &environment)?.unwrap().id;
            rows::perform(tx, &steward, id, &caller, &request, Timestamp::now())
                .map_err(|error| store::StoreError::corrupt("request", error))
        };
        world.steward.store().write(work).await.unwrap()
    }

    /// Every way in which its flows start.
    pub(crate) fn cases(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        for flow in &self.flows {
            let name = |place: usize| self.people[place].1.clone();
            match flow.trigger {
                Trigger::Row => {
                    cases.extend(self.changes.iter().map(|(by, of)| (flow.name.clone(), name(*by), name(*of))));
                }
                Trigger::Button => {
                    cases.extend((0..self.people.len()).map(|by| (flow.name.clone(), name(by), String::new())));
                }
                Trigger::Clock | Trigger::Http => cases.push((flow.name.clone(), String::new(), String::new())),
            }
        }
        cases
    }

    /// As whom each action acts in a case, as it is said beforehand.
    pub(crate) async fn said(&self, world: &World, (flow, invoker, row_owner): &Case) -> Vec<(String, Acted)> {
        let (admin, name) = (world.op("admin").await, flow.parse().unwrap());
        let named = |who: &str| Some(who.to_owned()).filter(|who| !who.is_empty());
        let supposed = Supposed { invoker: named(invoker), row_owner: named(row_owner) };
        let detail = flows::get_supposing(&world.steward, &admin, &self.environment, &name, supposed).await.unwrap();
        let identities = detail.identities.into_iter();
        let said = identities.map(|it| (it.action, (it.principal.map(|chip| chip.name), it.rule, it.code)));
        said.collect()
    }

    /// Starts every flow in every way in which it can be started now, and waits until all have ended.
    pub(crate) async fn run_everything(&self, world: &World) -> Outcome {
        let mut seen: HashSet<RunId> = self.runs(world).await.into_iter().map(|run| run.id).collect();
        let (mut cases, mut refused): (BTreeMap<RunId, Case>, BTreeSet<Case>) = Default::default();
        for (by, of) in &self.changes {
            let (changer, owner) = (&self.people[*by].1, &self.people[*of].1);
            if self.is_active(world, changer).await {
                let item = value(json!({"jobtitle": "x"})).as_object().cloned().unwrap();
                let id = self.contacts[*of].clone();
                let set = "contacts".into();
                self.rows(world, changer, RowRequest::Update { set, id, item, upsert: false, if_match: None }).await;
                self.note(world, &mut seen, &mut cases, changer, owner).await;
            }
        }
        for flow in self.flows.iter().filter(|flow| flow.trigger == Trigger::Button) {
            for (_, name) in &self.people {
                if !self.is_active(world, name).await {
                    continue;
                }
                match self.press(world, flow, name).await {
                    Some(Ok(_)) => self.note(world, &mut seen, &mut cases, name, "").await,
                    Some(Err(error)) => {
                        assert_eq!(error.code, ErrorCode::RunOnlyConnectionMissing, "{error}");
                        refused.insert((flow.name.clone(), name.clone(), String::new()));
                    }
                    None => {}
                }
            }
        }
        for (trigger, kind) in [(Trigger::Clock, StartKind::Recurrence), (Trigger::Http, StartKind::HttpRequest)] {
            for flow in self.flows.iter().filter(|flow| flow.trigger == trigger) {
                self.start(world, flow, kind).await;
            }
        }
        self.note(world, &mut seen, &mut cases, "", "").await;
        Outcome { refused, ..self.outcome(world, &cases).await }
    }

    async fn is_active(&self, world: &World, name: &str) -> bool {
        let admin = world.op("admin").await;
        principals::get(&world.steward, &admin, name).await.unwrap().is_active(world.steward.now())
    }

    /// Presses a button, if somebody may.
    async fn press(&self, world: &World, flow: &Flow, name: &str) -> Option<Result<Accepted, AppError>> {
        let op = world.op(name).await;
        let (by, environment, id) = (op.clone(), self.environment.clone(), flow.id);
        let read = move |tx: &mut Tx<'_>| lookup::flow::<lookup::Run>(tx, &by, &environment, &FlowName::Id(id));
        let proof = world.steward.store().read(read).await.ok()?;
        Some(world.runtime.start_button(&op, proof, value(json!({}))).await)
    }

    /// Does what the clock does when a flow is due, or what a request does.
    async fn start(&self, world: &World, flow: &Flow, kind: StartKind) {
        let (steward, environment, id) = (world.steward.clone(), self.environment.clone(), flow.id);
        let work = move |tx: &mut Tx<'_>| {
            let environment = store::environments::by_name(tx, &environment)?.unwrap().id;
            let flow = stored::by_id(tx, environment, id)?.unwrap();
            let occasion = app::start::Occasion::new(kind, value(json!({})));
            let now = Timestamp::now();
            let firing = app::start::prepare_run(tx, &steward, &flow, occasion, now)?;
            let prepared = steward.prepared().get(tx, &flow)?;
            firing.runs(tx, &prepared, now)?.iter().try_for_each(|pending| pending.queue(tx, None))
        };
        world.steward.store().write(work).await.unwrap();
    }

    async fn runs(&self, world: &World) -> Vec<runs::RunSummary> {
        let admin = world.op("admin").await;
        let wanted = runs::RunsWanted { limit: 500, ..Default::default() };
        runs::list(&world.steward, &admin, &self.environment, wanted).await.unwrap()
    }

    /// The runs that there were not before are those of this case.
    async fn note(
        &self,
        world: &World,
        seen: &mut HashSet<RunId>,
        cases: &mut BTreeMap<RunId, Case>,
        invoker: &str,
        row_owner: &str,
    ) {
        for run in self.runs(world).await.into_iter().filter(|run| seen.insert(run.id)) {
            cases.insert(run.id, (run.flow_name, invoker.to_owned(), row_owner.to_owned()));
        }
    }

    async fn outcome(&self, world: &World, cases: &BTreeMap<RunId, Case>) -> Outcome {
        let admin = world.op("admin").await;
        for _ in 0..10_000 {
            if self.runs(world).await.iter().all(|run| run.status.is_final()) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let mut outcome = Outcome { ran: cases.values().cloned().collect(), ..Outcome::default() };
        for (run, case) in cases {
            let page = runs::actions(&world.steward, &admin, &self.environment, *run, None, None, 0).await.unwrap();
            for action in page.actions {
                assert!(["Succeeded", "Failed"].contains(&action.status()), "{case:?}: {action:?}");
                let code = action.record.error.as_ref().map(|error| error.code.to_string());
                let acting = action.acting.map(|acting| (acting.principal.name, acting.rule)).unzip();
                outcome.acted.insert((case.clone(), action.name.clone()), (acting.0, acting.1, code.clone()));
                if let Some(code) = code {
                    outcome.failed.insert((case.clone(), action.name), code);
                }
            }
        }
        outcome
    }

    /// Something that happens.
    pub(crate) fn event(&self, dice: &mut Dice) -> NewEvent {
        let everybody: Vec<_> = self.people.iter().chain(&self.accounts).collect();
        let someone = |dice: &mut Dice| subject(SubjectKind::Principal, &dice.pick(&everybody).1);
        let (kind, subjects) = match dice.below(8) {
            0..=2 => (EventKind::Disabled, vec![someone(dice)]),
            3 => (EventKind::Disabled, vec![someone(dice), someone(dice)]),
            4 => (EventKind::Expired, vec![someone(dice)]),
            5 => {
                let holders: Vec<_> = self.people.iter().chain(&self.accounts).chain(&self.groups).collect();
                let role = subject(SubjectKind::Role, &dice.pick(&self.roles).1);
                (EventKind::RoleLost, vec![subject(SubjectKind::Principal, &dice.pick(&holders).1), role])
            }
            6 => {
                let group = subject(SubjectKind::Principal, &dice.pick(&self.groups).1);
                (EventKind::GroupLeft, vec![someone(dice), group])
            }
            _ => {
                (EventKind::Deleted, vec![subject(SubjectKind::Connection, &dice.pick(&self.connections).to_string())])
            }
        };
        // What ends by itself has ended by then.
        let at = (kind == EventKind::Expired).then(|| Timestamp::now().plus_millis(1));
        NewEvent { subjects, kind, at, environment: Some(self.environment.clone()) }
    }

    /// The event really happens, through the use cases that people have for it.
    pub(crate) async fn really(&self, world: &World, event: &NewEvent) {
        let (steward, admin, environment) = (&world.steward, world.op("admin").await, &*self.environment);
        let of = |kind| event.subjects.iter().filter(move |it| it.kind == kind).map(|it| &*it.id);
        for who in of(SubjectKind::Principal) {
            match event.kind {
                EventKind::Disabled => {
                    principals::disable(steward, &admin, who).await.unwrap();
                }
                EventKind::Expired => {
                    let facts = principals::Facts { expires_at: Some(event.at), ..Default::default() };
                    principals::update(steward, &admin, who, facts).await.unwrap();
                }
                EventKind::RoleLost => {
                    for role in of(SubjectKind::Role) {
                        // Who does not have the role loses nothing.
                        let _ = app::roles::set_member(steward, &admin, environment, role, who, false).await;
                    }
                }
                EventKind::GroupLeft => {
                    for (_, group) in
                        self.groups.iter().filter(|(_, name)| of(SubjectKind::Principal).any(|it| it == name))
                    {
                        if who != group {
                            principals::set_group_member(steward, &admin, group, who, false).await.unwrap();
                        }
                    }
                }
                EventKind::Deleted => {}
            }
        }
        for connection in of(SubjectKind::Connection) {
            app::connections::delete(steward, &admin, environment, connection.parse().unwrap()).await.unwrap();
        }
    }
}

fn subject(kind: SubjectKind, id: &str) -> Subject {
    Subject { kind, id: id.to_owned(), environment: None }
}

/// Rolls an organisation and writes it.
fn write(
    tx: &mut Tx<'_>,
    id: EnvironmentId,
    name: &str,
    keys: &KeyRing,
    dice: &mut Dice,
) -> Result<Organisation, store::StoreError> {
    let mut made = Organisation {
        environment: name.to_owned(),
        people: Vec::new(),
        accounts: Vec::new(),
        groups: Vec::new(),
        roles: Vec::new(),
        connections: Vec::new(),
        flows: Vec::new(),
        contacts: Vec::new(),
        changes: Vec::new(),
    };
    let principal = |tx: &mut Tx<'_>, kind, what: &str| {
        let new = Principal::new(PrincipalId::new(), kind, format!("{name}-{what}"));
        store::principals::insert(tx, &new, Timestamp::now()).map(|()| (new.id, new.name))
    };
    for number in 0..4 {
        made.people.push(principal(tx, PrincipalKind::User, &format!("user{number}"))?);
        made.groups.push(principal(tx, PrincipalKind::Group, &format!("group{number}"))?);
    }
    made.accounts.push(principal(tx, PrincipalKind::ServiceAccount, "account")?);
    let holders: Vec<_> = made.people.iter().chain(&made.accounts).chain(&made.groups).cloned().collect();
    for (member, _) in &holders {
        for (group, _) in &made.groups {
            if group != member && dice.chance(20) {
                store::principals::add_group_member(tx, *group, *member)?;
            }
        }
    }
    roles(tx, id, &holders, &mut made, dice)?;
    for (owner, name) in made.people.iter().chain(&made.accounts) {
        let connection = Connection {
            id: ConnectionId::new(),
            environment: id,
            connector: ConnectorName::new(DATAVERSE),
            owner: *owner,
            created_by: *owner,
            display_name: format!("{name}'s"),
            private: false,
            parameters: BTreeMap::new(),
            secret_version: 0,
            expires_at: None,
            failing_since: None,
            accepted_at: None,
            created_at: Timestamp::now(),
        };
        if dice.chance(90) || made.connections.is_empty() {
            store::connections::insert(tx, &connection)?;
            made.connections.push(connection.id);
        }
    }
    for (setting, word) in [("process_owner", "primary_owner"), ("blank_invoker", "process_owner")] {
        if dice.chance(25) {
            store::settings::set(tx, &format!("environment/{id}/{setting}"), word.as_bytes())?;
        }
    }
    store::tables::put(tx, id, crate::world::audit_table())
        .map_err(|error| store::StoreError::corrupt("table", error))?;
    for number in 0..4 {
        let flow = flow(tx, id, &format!("flow{number}"), &made, keys, dice)?;
        made.flows.push(flow);
    }
    made.changes = (0..4).map(|owner| (dice.below(4), owner)).collect();
    Ok(made)
}

/// Everybody may work with contacts, which starts flows. What may be done with audit rows is rolled.
fn roles(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    holders: &[(PrincipalId, String)],
    made: &mut Organisation,
    dice: &mut Dice,
) -> Result<(), store::StoreError> {
    let lines = |verbs: &[Verb], table: &str, depth| {
        let line = |verb: &Verb| Privilege { verb: *verb, table: table.to_owned(), depth };
        verbs.iter().map(line).collect::<Vec<_>>()
    };
    let all = [
        ("everybody", false, lines(&Verb::ALL, "contact", Depth::Organization)),
        ("creator", false, lines(&[Verb::Create], "demo_audit", Depth::User)),
        ("reader", false, lines(&[Verb::Read], "DEMO_AUDIT", Depth::Organization)),
        ("both", false, lines(&[Verb::Create, Verb::Read], "*", Depth::Organization)),
        ("delegate", true, Vec::new()),
    ];
    for (name, may_act_on_behalf, privileges) in all {
        let id = RoleId::new();
        let role = SecurityRole { id, environment, name: name.to_owned(), may_act_on_behalf, privileges };
        store::roles::put(tx, &role)?;
        for (holder, _) in holders {
            if name == "everybody" || dice.chance(35) {
                store::roles::add_member(tx, environment, id, *holder)?;
            }
        }
        if name != "everybody" {
            made.roles.push((id, name.to_owned()));
        }
    }
    for (person, _) in holders {
        let role = if dice.chance(10) { EnvironmentRole::Admin } else { EnvironmentRole::User };
        let member = store::environments::Member { principal: *person, role };
        store::environments::set_member(tx, environment, member)?;
    }
    Ok(())
}

/// A flow with a trigger of some kind and three actions, each through a connection of some kind, used in some way.
fn flow(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    name: &str,
    made: &Organisation,
    keys: &KeyRing,
    dice: &mut Dice,
) -> Result<Flow, store::StoreError> {
    let trigger = *dice.pick(&[Trigger::Row, Trigger::Row, Trigger::Button, Trigger::Clock, Trigger::Http]);
    let (id, owner) = (FlowId::new(), dice.pick(&made.people).0);
    let new = stored::NewFlow {
        environment,
        id,
        name: format!("{}-{name}", made.environment),
        primary_owner: owner,
        trigger_id: uuid::Uuid::new_v4(),
        trigger_key: keys.seal(&Secret::new([1; 32]), Belongs { environment: Some(environment), owner: id.0 }).unwrap(),
        solution: None,
    };
    let now = Timestamp::now();
    let key = stored::insert(tx, &new, now)?;
    let definition = definition(trigger, dice);
    stored::versions::append(tx, key, &definition.to_string(), owner, now)?;
    let compiled = Compiled::read(value(definition));
    assert!(!compiled.has_errors(), "{:?}", compiled.diagnostics);
    stored::connections::set_uses(tx, key, &compiled.uses)?;
    for used in &compiled.uses {
        if dice.chance(90) {
            stored::connections::choose(tx, key, &used.key, Some(*dice.pick(&made.connections)))?;
        }
    }
    for (person, _) in made.people.iter().chain(&made.groups) {
        if dice.chance(30) {
            let tier = *dice.pick(&[Tier::RunOnlyUser, Tier::CoOwner]);
            let grant = stored::grants::Grant {
                principal: *person,
                tier,
                granted_by: owner,
                since: now,
                ends_at: None,
                reason: None,
            };
            stored::grants::set(tx, key, &grant)?;
        }
    }
    stored::set_state(tx, key, true, None, now)?;
    if trigger == Trigger::Row {
        let row =
            triggers::RowTrigger { flow: key, environment, table: "contact".to_owned(), registration: String::new() };
        triggers::set_row_trigger(tx, &row)?;
    }
    Ok(Flow { id, name: new.name, trigger })
}

fn definition(trigger: Trigger, dice: &mut Dice) -> Json {
    let reference = |mode: usize| {
        let mut reference = json!({"runtimeSource": "embedded", "connection": {}, "api": {"name": DATAVERSE}});
        match (mode, trigger) {
            (1, _) => reference["impersonation"] = json!({"source": "invoker"}),
            (2, Trigger::Button) => reference["runtimeSource"] = json!("invoker"),
            _ => {}
        }
        reference
    };
    let host =
        |key: &str, operation: &str| json!({"connectionName": key, "operationId": operation, "apiId": DATAVERSE});
    let starts = match trigger {
        Trigger::Row => {
            let mut parameters = json!({
                "subscriptionRequest/message": 3, "subscriptionRequest/entityname": "contact", "subscriptionRequest/scope": 4
            });
            if let Some(run_as) = [None, Some(1), Some(2), Some(3)][dice.below(4)] {
                parameters["subscriptionRequest/runas"] = json!(run_as);
            }
            json!({"type": "OpenApiConnectionWebhook", "inputs": {"host": host("t", "SubscribeWebhookTrigger"), "parameters": parameters}})
        }
        Trigger::Button => {
            json!({"type": "Request", "kind": "Button", "inputs": {"schema": {"type": "object", "properties": {}}}})
        }
        Trigger::Http => json!({"type": "Request", "kind": "Http", "inputs": {"schema": {}}}),
        Trigger::Clock => json!({"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}),
    };
    let (mut actions, mut references) = (json!({}), json!({"t": reference(0)}));
    for key in ["a", "b", "c"] {
        references[key] = reference(dice.below(3));
        let (operation, parameters) = if dice.chance(70) {
            ("CreateRecord", json!({"entityName": "demo_audits", "item/demo_name": "@{workflow()['run']['name']}"}))
        } else {
            ("ListRecords", json!({"entityName": "demo_audits", "$top": 1}))
        };
        actions[format!("Through_{key}")] = json!({
            "type": "OpenApiConnection", "runAfter": {}, "inputs": {"host": host(key, operation), "parameters": parameters}
        });
    }
    json!({"properties": {
        "connectionReferences": references,
        "definition": {"triggers": {"starts": starts}, "actions": actions}
    }, "schemaVersion": "1.0.0.0"})
}
