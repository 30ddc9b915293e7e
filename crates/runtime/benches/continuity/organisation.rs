//! A large organisation that is the same each time: people in groups in groups, roles, connections, references, and flows of every kind.

use std::collections::BTreeMap;

use app::{
    Steward,
    continuity::{EventKind, NewEvent, Subject, SubjectKind},
    flows::Compiled,
};
use model::{
    Connection, ConnectionId, ConnectionReference, ConnectorName, Depth, EnvironmentId, EnvironmentKind,
    EnvironmentRole, FlowId, FlowKey, Principal, PrincipalId, PrincipalKind, Privilege, RoleId, RunId, StartKind, Tier,
    Timestamp, Verb,
};
use serde_json::{Value as Json, json};
use store::{StoreError, Tx, environments, flows, principals, references, roles, runs};
use testkit::Dice;
use uuid::Uuid;
use wdl::Value;

const USERS: usize = 1_000;
const ACCOUNTS: usize = 50;
/// Teams are in departments, departments in the one group of everybody.
const TEAMS: usize = 100;
const DEPARTMENTS: usize = 10;
const REFERENCES: usize = 400;
const ROLES: usize = 20;
/// How many flows share a transaction while they are made.
const BATCH: usize = 500;
const DATAVERSE: &str = ConnectorName::DATAVERSE;
const CONNECTORS: [&str; 3] = [DATAVERSE, DATAVERSE, ConnectorName::HTTP];
const SETS: [&str; 4] = ["accounts", "contacts", "systemusers", "teams"];
const TABLES: [&str; 4] = ["account", "contact", "systemuser", "team"];

/// What happens in the events that are simulated.
pub(crate) const KINDS: [EventKind; 5] =
    [EventKind::Disabled, EventKind::Deleted, EventKind::Expired, EventKind::RoleLost, EventKind::GroupLeft];

/// One environment, with what flows there use.
#[derive(Clone)]
struct Place {
    name: String,
    id: EnvironmentId,
    roles: Vec<String>,
    connections: Vec<(ConnectionId, ConnectorName)>,
    references: Vec<(String, ConnectorName)>,
}

/// An organisation that has been written.
#[derive(Clone, Default)]
pub(crate) struct Organisation {
    users: Vec<(PrincipalId, String)>,
    accounts: Vec<(PrincipalId, String)>,
    groups: Vec<(PrincipalId, String)>,
    places: Vec<Place>,
    flows: usize,
    actions: usize,
}

impl Organisation {
    pub(crate) async fn make(steward: &Steward, flows: usize) -> Self {
        let mut dice = Dice(1);
        let seed = dice.roll();
        let people = steward.store().write(move |tx| people(tx, &mut Dice(seed))).await;
        let mut made = people.expect("people");
        for batch in 0..flows.div_ceil(BATCH) {
            let (organisation, seed) = (made.clone(), dice.roll());
            let count = BATCH.min(flows - batch * BATCH);
            let work = move |tx: &mut Tx<'_>| {
                let mut dice = Dice(seed);
                let mut actions = 0;
                for number in 0..count {
                    actions += organisation.flow(tx, batch * BATCH + number, &mut dice)?;
                }
                Ok::<_, StoreError>(actions)
            };
            made.actions += steward.store().write(work).await.expect("flows");
        }
        made.flows = flows;
        made
    }

    pub(crate) fn words(&self) -> String {
        let connections: usize = self.places.iter().map(|place| place.connections.len()).sum();
        format!(
            "{} flows with {} actions, {} users, {} groups, {connections} connections in {} environments",
            self.flows,
            self.actions,
            self.users.len(),
            self.groups.len(),
            self.places.len()
        )
    }

    /// Something that happens to somebody or something.
    pub(crate) fn event(&self, dice: &mut Dice) -> NewEvent {
        let kind = *dice.pick(&KINDS);
        let place = dice.pick(&self.places);
        let named = |kind, id: &str| Subject { kind, id: id.to_owned(), environment: Some(place.name.clone()) };
        let who = |it: &(PrincipalId, String)| named(SubjectKind::Principal, &it.1);
        let role = |dice: &mut Dice| named(SubjectKind::Role, dice.pick::<String>(&place.roles));
        let subjects = match kind {
            EventKind::Disabled => (0..=dice.below(3)).map(|_| who(dice.pick(&self.users))).collect(),
            EventKind::Expired => vec![who(dice.pick(&self.accounts))],
            EventKind::RoleLost if dice.chance(50) => vec![who(dice.pick(&self.groups)), role(dice)],
            EventKind::RoleLost => vec![who(dice.pick(&self.users)), role(dice)],
            EventKind::GroupLeft => vec![who(dice.pick(&self.groups))],
            EventKind::Deleted if dice.chance(50) => vec![role(dice)],
            EventKind::Deleted => vec![named(SubjectKind::Connection, &dice.pick(&place.connections).0.to_string())],
        };
        NewEvent { subjects, kind, at: None, environment: None }
    }

    /// Writes a flow that is on, and answers how many actions it has.
    fn flow(&self, tx: &mut Tx<'_>, number: usize, dice: &mut Dice) -> Result<usize, StoreError> {
        let (place, now) = (dice.pick(&self.places), Timestamp::now());
        let owner = if dice.chance(90) { dice.pick(&self.users).0 } else { dice.pick(&self.accounts).0 };
        let new = flows::NewFlow {
            environment: place.id,
            id: FlowId::new(),
            name: format!("Flow {number}"),
            primary_owner: owner,
            trigger_id: Uuid::new_v4(),
            trigger_key: vec![1],
            solution: None,
        };
        let key = flows::insert(tx, &new, now)?;
        let (definition, actions) = definition(place, dice);
        let text = definition.to_string();
        flows::versions::append(tx, key, &text, owner, now)?;
        let compiled = Compiled::read(Value::from_json(text.as_bytes()).expect("JSON"));
        assert!(!compiled.has_errors(), "{:?}", compiled.diagnostics);
        flows::connections::set_uses(tx, key, &compiled.uses)?;
        for used in compiled.uses.iter().filter(|used| used.logical_name.is_none()) {
            let fitting: Vec<_> = place.connections.iter().filter(|(_, of)| *of == used.connector).collect();
            flows::connections::choose(tx, key, &used.key, Some(dice.pick(&fitting).0))?;
        }
        self.share(tx, key, owner, dice)?;
        flows::set_state(tx, key, true, None, now)?;
        for _ in 0..dice.below(5) {
            let run = runs::NewRun {
                id: RunId(Uuid::now_v7()),
                environment: place.id,
                flow: key,
                version: 1,
                kind: StartKind::Recurrence,
                invoker: None,
                started_at: now,
                resubmit_of: None,
                start: vec![7; 100],
            };
            runs::queue(tx, &run, None)?;
        }
        Ok(actions)
    }

    /// With nobody, or with some colleagues and groups.
    fn share(&self, tx: &mut Tx<'_>, flow: FlowKey, owner: PrincipalId, dice: &mut Dice) -> Result<(), StoreError> {
        for _ in 0..dice.below(4) {
            let to = if dice.chance(70) { dice.pick(&self.users) } else { dice.pick(&self.groups) };
            let tier = *dice.pick(&[Tier::RunOnlyUser, Tier::CoOwner, Tier::Viewer]);
            let since = Timestamp::now();
            let grant =
                flows::grants::Grant { principal: to.0, tier, granted_by: owner, since, ends_at: None, reason: None };
            flows::grants::set(tx, flow, &grant)?;
        }
        Ok(())
    }
}

/// Writes everything but flows.
fn people(tx: &mut Tx<'_>, dice: &mut Dice) -> Result<Organisation, StoreError> {
    let mut made = Organisation::default();
    let principal = |tx: &mut Tx<'_>, kind, name: String| {
        let new = Principal::new(PrincipalId::new(), kind, name);
        principals::insert(tx, &new, Timestamp::now()).map(|()| (new.id, new.name))
    };
    for number in 0..=DEPARTMENTS + TEAMS {
        made.groups.push(principal(tx, PrincipalKind::Group, format!("group{number}"))?);
        let within = match number {
            0 => continue,
            1..=DEPARTMENTS => 0,
            _ => 1 + number % DEPARTMENTS,
        };
        principals::add_group_member(tx, made.groups[within].0, made.groups[number].0)?;
    }
    let teams = made.groups[1 + DEPARTMENTS..].to_vec();
    for number in 0..USERS + ACCOUNTS {
        let kind = if number < USERS { PrincipalKind::User } else { PrincipalKind::ServiceAccount };
        let new = principal(tx, kind, format!("person{number}"))?;
        for _ in 0..=dice.below(3) {
            principals::add_group_member(tx, dice.pick(&teams).0, new.0)?;
        }
        if number < USERS { made.users.push(new) } else { made.accounts.push(new) }
    }
    for (name, kind) in
        [("build", EnvironmentKind::Dev), ("check", EnvironmentKind::Test), ("live", EnvironmentKind::Prod)]
    {
        let new = environments::NewEnvironment {
            name: name.to_owned(),
            display_name: name.to_owned(),
            kind,
            protected: false,
        };
        let id = environments::insert(tx, &new, Timestamp::now())?;
        let place = place(tx, id, name, &made, dice)?;
        made.places.push(place);
    }
    Ok(made)
}

fn place(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    name: &str,
    made: &Organisation,
    dice: &mut Dice,
) -> Result<Place, StoreError> {
    store::tables::add_standard(tx, environment).map_err(|error| StoreError::corrupt("table", error))?;
    let mut place =
        Place { name: name.to_owned(), id: environment, roles: vec![], connections: vec![], references: vec![] };
    // Everybody reads, the roles of teams and people say who writes what, and a few may act on behalf of others.
    for number in 0..ROLES {
        let verbs = if number == 0 { vec![Verb::Read] } else { vec![*dice.pick(&Verb::ALL), *dice.pick(&Verb::ALL)] };
        let lines = verbs.into_iter().flat_map(|verb| {
            let tables: &[&str] = if number == 0 { &TABLES } else { std::slice::from_ref(dice.pick::<&str>(&TABLES)) };
            let line = move |table: &&str| Privilege { verb, table: (*table).to_owned(), depth: Depth::Organization };
            tables.iter().map(line).collect::<Vec<_>>()
        });
        let (id, name, privileges) = (RoleId::new(), format!("role{number}"), lines.collect());
        let role =
            roles::SecurityRole { id, environment, name: name.clone(), may_act_on_behalf: number > 15, privileges };
        roles::put(tx, &role)?;
        place.roles.push(name);
        if number == 0 {
            roles::add_member(tx, environment, id, made.groups[0].0)?;
            continue;
        }
        for _ in 0..5 {
            roles::add_member(tx, environment, id, dice.pick(&made.groups).0)?;
        }
        for _ in 0..50 {
            roles::add_member(tx, environment, id, dice.pick(&made.users).0)?;
        }
    }
    for (who, name) in made.users.iter().chain(&made.accounts) {
        let member = environments::Member { principal: *who, role: EnvironmentRole::User };
        environments::set_member(tx, environment, member)?;
        if !dice.chance(60) {
            continue;
        }
        let connection = Connection {
            id: ConnectionId::new(),
            environment,
            connector: ConnectorName::new(dice.pick::<&str>(&CONNECTORS)),
            owner: *who,
            created_by: *who,
            display_name: format!("{name}'s"),
            private: false,
            parameters: BTreeMap::new(),
            secret_version: 0,
            expires_at: None,
            failing_since: None,
            accepted_at: None,
            created_at: Timestamp::now(),
        };
        store::connections::insert(tx, &connection)?;
        place.connections.push((connection.id, connection.connector));
    }
    for number in 0..REFERENCES {
        let (connection, connector) = dice.pick(&place.connections).clone();
        let logical_name = format!("reference_{number}");
        let reference = ConnectionReference {
            environment,
            logical_name: logical_name.clone(),
            display_name: logical_name.clone(),
            connector: connector.clone(),
            connection: Some(connection),
        };
        references::put(tx, &reference)?;
        place.references.push((logical_name, connector));
    }
    Ok(place)
}

/// A definition of 5 to 20 actions, a few of which are calls, through up to four references.
fn definition(place: &Place, dice: &mut Dice) -> (Json, usize) {
    let starts = match dice.below(3) {
        0 => {
            let host = json!({"connectionName": "k0", "operationId": "SubscribeWebhookTrigger", "apiId": DATAVERSE});
            let parameters = json!({
                "subscriptionRequest/message": 3, "subscriptionRequest/entityname": "contact", "subscriptionRequest/scope": 4,
                "subscriptionRequest/runas": dice.below(3) + 1
            });
            json!({"type": "OpenApiConnectionWebhook", "inputs": {"host": host, "parameters": parameters}})
        }
        1 => {
            json!({"type": "Request", "kind": "Button", "inputs": {"schema": {"type": "object", "properties": {}}}})
        }
        _ => json!({"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}),
    };
    let (is_row, is_button) = (starts["inputs"].get("host").is_some(), starts["kind"] == "Button");
    let (mut references, mut connectors) = (json!({}), Vec::new());
    for number in 0..=dice.below(4) {
        let (name, connector) = dice.pick(&place.references);
        let of = if number == 0 { DATAVERSE } else { connector.as_str() };
        let mut reference = json!({"runtimeSource": "embedded", "connection": {}, "api": {"name": of}});
        if number > 0 && dice.chance(50) {
            reference["connection"]["connectionReferenceLogicalName"] = json!(name);
        }
        match dice.below(3) {
            0 if is_row => reference["impersonation"] = json!({"source": "invoker"}),
            0 if is_button => reference["runtimeSource"] = json!("invoker"),
            _ => {}
        }
        references[format!("k{number}")] = reference;
        connectors.push(of.to_owned());
    }
    let (mut actions, count) = (json!({}), 5 + dice.below(16));
    for number in 0..count {
        let name = format!("Action_{number}");
        let after = if number == 0 { json!({}) } else { json!({format!("Action_{}", number - 1): ["Succeeded"]}) };
        if dice.chance(40) {
            actions[name] = json!({"type": "Compose", "inputs": "@{utcNow()} and so on", "runAfter": after});
            continue;
        }
        let key = dice.below(connectors.len());
        let (operation, parameters) = match (&*connectors[key], dice.below(3)) {
            (DATAVERSE, 0) => ("ListRecords", json!({"entityName": dice.pick::<&str>(&SETS), "$top": 1})),
            (DATAVERSE, _) => {
                ("CreateRecord", json!({"entityName": dice.pick::<&str>(&SETS), "item/name": "@{utcNow()}"}))
            }
            _ => ("InvokeHttp", json!({"request/method": "GET", "request/url": "/things"})),
        };
        let host = json!({"connectionName": format!("k{key}"), "operationId": operation, "apiId": connectors[key]});
        let inputs = json!({"host": host, "parameters": parameters});
        actions[name] = json!({"type": "OpenApiConnection", "runAfter": after, "inputs": inputs});
    }
    let definition = json!({"properties": {
        "connectionReferences": references,
        "definition": {"triggers": {"starts": starts}, "actions": actions}
    }, "schemaVersion": "1.0.0.0"});
    (definition, count)
}
