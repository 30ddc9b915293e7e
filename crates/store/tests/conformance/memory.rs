//! What is remembered of the configuration is what the database says now: after every change, on every server.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use model::{
    ConnectionId, ConnectionMode, ConnectionReference, ConnectorName, Depth, EnvironmentId, EnvironmentRole, FlowId,
    FlowKey, PrincipalId, PrincipalKind, Privilege, RoleId, Timestamp, TokenId, Verb,
};
use store::{
    Store, connections,
    custom_roles::{self, CustomRole},
    environments,
    environments::Member,
    flows::{self, connections::ReferenceUse},
    principals, references, roles,
    roles::SecurityRole,
    settings,
    tables::{TableError, by_name, by_set, list_tables, put},
    tokens,
    tokens::ApiToken,
    triggers,
    triggers::RowTrigger,
};

use crate::{
    fixture::{Fixture, HERE, runtime},
    tables::{column, thing},
    things::{NOW, connection, environment, flow, principal, user},
};

type Tx<'a, 'b> = &'a mut store::Tx<'b>;

/// What the changes are about.
#[derive(Clone, Copy)]
struct Things {
    sam: PrincipalId,
    team: PrincipalId,
    dev: EnvironmentId,
    role: RoleId,
    used: ConnectionId,
    flow: FlowKey,
    token: TokenId,
}

impl Things {
    fn make(tx: Tx<'_, '_>) -> Result<Self, TableError> {
        let (sam, team) = (user(tx, "sam")?, principal(tx, "team", PrincipalKind::Group)?);
        let used = connection(tx, HERE, sam)?;
        let flow = flow(tx, HERE, FlowId::new(), sam)?;
        Ok(Self { sam, team, dev: HERE, role: RoleId::new(), used, flow, token: TokenId::new() })
    }

    /// Every fact that is remembered.
    fn facts(self, tx: Tx<'_, '_>) -> Result<Vec<String>, TableError> {
        let Self { sam, dev, used, flow, .. } = self;
        let key = flows::by_key(tx, flow)?;
        let key =
            key.map(|flow| (flow.name, flow.is_on, flow.version, flow.primary_owner, flow.solution, flow.trigger_key));
        let names = |tables: Vec<Arc<model::table::Table>>| {
            tables.iter().map(|table| (table.logical_name.clone(), table.columns.len())).collect::<Vec<_>>()
        };
        Ok(vec![
            format!("{:?}", principals::by_id(tx, sam)?),
            format!("{:?}", principals::reach(tx, sam)?.len()),
            format!("{:?}", environments::by_name(tx, "late")?),
            format!("{:?}", environments::roles_of(tx, dev, &[sam])?),
            format!("{:?}", custom_roles::privileges_of(tx, dev, &[sam])?),
            format!("{:?}", roles::roles_of(tx, dev, sam)?),
            format!("{:?}", roles::may_act_on_behalf(tx, dev, sam)?),
            format!("{:?}", connections::by_id(tx, dev, used)?),
            format!("{key:?}"),
            format!("{:?}", flows::connections::connection_for(tx, dev, flow, "k", Some("x_ref"))?),
            format!("{:?}", triggers::row_triggers_of(tx, dev, "contact")?),
            format!("{:?}", settings::get(tx, "a")?),
            format!("{:?}", tokens::by_hash(tx, &[1; 32])?),
            format!("{:?}", by_name(tx, dev, "x_thing")?.map(|table| table.columns.len())),
            format!("{:?}", by_set(tx, dev, "x_things")?.map(|table| table.columns.len())),
            format!("{:?}", names(list_tables(tx, dev)?)),
        ])
    }
}

type Change = fn(Tx<'_, '_>, Things) -> Result<(), TableError>;

fn role(things: Things, may_act_on_behalf: bool) -> SecurityRole {
    let privilege = Privilege { verb: Verb::Read, table: "contact".to_owned(), depth: Depth::User };
    SecurityRole {
        id: things.role,
        environment: things.dev,
        name: "Clerk".to_owned(),
        may_act_on_behalf,
        privileges: vec![privilege],
    }
}

fn reference(things: Things) -> ConnectionReference {
    ConnectionReference {
        environment: things.dev,
        logical_name: "x_ref".to_owned(),
        display_name: "X".to_owned(),
        connector: ConnectorName::new("shared_x"),
        connection: None,
    }
}

/// Each changes at least one fact.
const CHANGES: &[(&str, Change)] = &[
    ("disable", |tx, it| Ok(principals::set_disabled(tx, it.sam, Some(NOW)).map(drop)?)),
    ("enable", |tx, it| Ok(principals::set_disabled(tx, it.sam, None).map(drop)?)),
    ("make an environment", |tx, _| Ok(environment(tx, "late").map(drop)?)),
    ("make a member", |tx, it| {
        Ok(environments::set_member(tx, it.dev, Member { principal: it.sam, role: EnvironmentRole::Maker })?)
    }),
    ("make another member", |tx, it| {
        Ok(environments::set_member(tx, it.dev, Member { principal: it.sam, role: EnvironmentRole::Admin })?)
    }),
    ("end a membership", |tx, it| Ok(environments::remove_member(tx, it.dev, it.sam).map(drop)?)),
    ("make a role of a group", |tx, it| {
        roles::put(tx, &role(it, true))?;
        roles::add_member(tx, it.dev, it.role, it.team)?;
        Ok(principals::add_group_member(tx, it.team, it.sam)?)
    }),
    ("leave the group", |tx, it| Ok(principals::remove_group_member(tx, it.team, it.sam).map(drop)?)),
    ("give the role", |tx, it| Ok(roles::add_member(tx, it.dev, it.role, it.sam)?)),
    ("change the role", |tx, it| Ok(roles::put(tx, &role(it, false))?)),
    ("take the role", |tx, it| Ok(roles::remove_member(tx, it.dev, it.role, it.sam).map(drop)?)),
    ("give the role again", |tx, it| Ok(roles::add_member(tx, it.dev, it.role, it.sam)?)),
    ("delete the role", |tx, it| Ok(roles::delete(tx, it.dev, it.role).map(drop)?)),
    ("make a custom role", |tx, it| {
        let privileges = vec!["flow.run".to_owned()];
        custom_roles::put(tx, it.dev, &CustomRole { name: "x".to_owned(), description: String::new(), privileges })?;
        Ok(custom_roles::add_member(tx, it.dev, "x", it.sam)?)
    }),
    ("take the custom role", |tx, it| Ok(custom_roles::remove_member(tx, it.dev, "x", it.sam).map(drop)?)),
    ("rename", |tx, it| Ok(flows::rename(tx, it.flow, "new", NOW)?)),
    ("turn on", |tx, it| Ok(flows::set_state(tx, it.flow, true, None, NOW)?)),
    ("another version", |tx, it| Ok(flows::versions::append(tx, it.flow, "{}", it.sam, NOW).map(drop)?)),
    ("another owner", |tx, it| Ok(flows::set_primary_owner(tx, it.flow, it.team, NOW)?)),
    ("another solution", |tx, it| Ok(flows::set_solution(tx, it.flow, Some("x"))?)),
    ("another key", |tx, it| Ok(flows::set_trigger_key(tx, it.flow, &[9])?)),
    ("bind a reference", |tx, it| {
        let used = ReferenceUse {
            key: "k".to_owned(),
            logical_name: Some("x_ref".to_owned()),
            connector: ConnectorName::new("shared_x"),
            mode: ConnectionMode::Own,
        };
        flows::connections::set_uses(tx, it.flow, &[used])?;
        references::put(tx, &reference(it))?;
        Ok(references::bind(tx, it.dev, "x_ref", Some(it.used)).map(drop)?)
    }),
    ("delete the reference", |tx, it| Ok(references::delete(tx, it.dev, "x_ref").map(drop)?)),
    ("put the reference", |tx, it| {
        Ok(references::put(tx, &ConnectionReference { connection: Some(it.used), ..reference(it) })?)
    }),
    ("unbind the reference", |tx, it| Ok(references::bind(tx, it.dev, "x_ref", None).map(drop)?)),
    ("choose", |tx, it| Ok(flows::connections::choose(tx, it.flow, "k", Some(it.used))?)),
    ("choose none", |tx, it| Ok(flows::connections::choose(tx, it.flow, "k", None)?)),
    ("delete the connection", |tx, it| Ok(connections::delete(tx, it.dev, it.used).map(drop)?)),
    ("trigger", |tx, it| {
        let trigger = RowTrigger {
            flow: it.flow,
            environment: it.dev,
            table: "contact".to_owned(),
            registration: "{}".to_owned(),
        };
        Ok(triggers::set_row_trigger(tx, &trigger)?)
    }),
    ("no trigger", |tx, it| Ok(triggers::remove(tx, it.flow)?)),
    ("set", |tx, _| Ok(settings::set(tx, "a", b"1")?)),
    ("set again", |tx, _| Ok(settings::set(tx, "a", b"2")?)),
    ("unset", |tx, _| Ok(settings::remove(tx, "a").map(drop)?)),
    ("make a token", |tx, it| {
        let token = ApiToken {
            id: it.token,
            principal: it.sam,
            name: "laptop".to_owned(),
            created_at: NOW,
            expires_at: None,
            revoked_at: None,
            scopes: "flows:read".to_owned(),
            environment: None,
            used_at: None,
        };
        Ok(tokens::insert(tx, &[1; 32], &token)?)
    }),
    ("use the token", |tx, it| Ok(tokens::used(tx, it.token, NOW)?)),
    ("revoke the token", |tx, it| Ok(tokens::revoke(tx, it.sam, it.token, Timestamp(5)).map(drop)?)),
    ("make a table", |tx, it| put(tx, it.dev, thing()).map(drop)),
    ("widen the table", |tx, it| {
        let mut table = thing();
        table.columns.push(column("x_more", model::table::ColumnKind::Integer));
        put(tx, it.dev, table).map(drop)
    }),
    ("delete the flow", |tx, it| Ok(flows::delete(tx, it.flow)?)),
];

#[test]
fn every_change_is_seen_by_who_remembers() {
    for fixture in Fixture::on_both() {
        let things = fixture.write(Things::make);
        let other = fixture.other_server();
        let stores = [&fixture.store, &other];
        let remembered = |store: &Store| {
            let work = move |tx: &mut store::Tx<'_>| {
                tx.remembers()?;
                things.facts(tx)
            };
            fixture.block_on(store.read(work)).expect("no error")
        };
        let mut before = remembered(&fixture.store);
        for (name, change) in CHANGES {
            // All of them remember what was before.
            stores.iter().for_each(|store| drop(remembered(store)));
            fixture.write(move |tx| change(tx, things));
            let now = fixture.read(move |tx| things.facts(tx));
            assert_ne!(now, before, "{name} changes something");
            for store in stores {
                assert_eq!(remembered(store), now, "after: {name}");
            }
            before = now;
        }
    }
}

#[test]
fn a_change_that_is_undone_is_remembered_by_nobody() {
    for fixture in Fixture::on_both() {
        fixture.write(|tx| Ok(settings::set(tx, "a", b"1")?));
        let undone = fixture.block_on(fixture.store.write(|tx| {
            tx.remembers()?;
            settings::set(tx, "a", b"2")?;
            assert_eq!(settings::get(tx, "a")?.as_deref(), Some(b"2".as_slice()), "it sees what it has changed");
            Err::<(), _>(store::StoreError::Busy)
        }));
        assert!(undone.is_err());
        let seen = fixture.read(|tx| {
            tx.remembers()?;
            Ok(settings::get(tx, "a")?)
        });
        assert_eq!(seen.as_deref(), Some(b"1".as_slice()));
    }
}

#[test]
fn what_was_acknowledged_is_never_remembered_otherwise() {
    const LAST: u64 = 150;
    for fixture in Fixture::on_both() {
        let acknowledged = Arc::new(AtomicU64::new(0));
        let ended = AtomicBool::new(false);
        fixture.write(|tx| Ok(settings::set(tx, "n", b"0")?));
        let other = fixture.other_server();
        std::thread::scope(|scope| {
            for store in [&fixture.store, &other, &fixture.store] {
                let (acknowledged, ended) = (acknowledged.clone(), &ended);
                scope.spawn(move || {
                    let runtime = runtime();
                    loop {
                        let before = acknowledged.load(Ordering::SeqCst);
                        let read = store.read(|tx| {
                            tx.remembers()?;
                            settings::get_text(tx, "n")
                        });
                        let seen: u64 = runtime
                            .block_on(read)
                            .expect("no error")
                            .and_then(|text| text.parse().ok())
                            .expect("a number");
                        assert!(seen >= before, "{seen} is older than {before}");
                        if before == LAST || ended.load(Ordering::SeqCst) {
                            return;
                        }
                    }
                });
            }
            let runtime = runtime();
            // Lets the readers end when a write fails as well.
            let _ending = Ending(&ended);
            for number in 1..=LAST {
                let write = fixture.store.write(move |tx| settings::set(tx, "n", number.to_string().as_bytes()));
                runtime.block_on(write).expect("no error");
                acknowledged.store(number, Ordering::SeqCst);
            }
        });
    }
}

/// Says that it has ended, also when it panics.
struct Ending<'a>(&'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
