//! The verbs against a real database, mostly for what they must keep apart.

use model::{
    Connection, ConnectionId, ConnectionMode, ConnectionReference, ConnectorName, Depth, EnvironmentId,
    EnvironmentKind, EnvironmentRole, FlowId, FlowKey, Principal, PrincipalId, PrincipalKind, Privilege, RoleId, Tier,
    Timestamp, Verb,
};
use store::{
    StoreError, Tx, audit, connections, environments,
    environments::{Member, NewEnvironment},
    flows::{self, NewFlow, connections::ReferenceUse, grants, grants::Grant},
    passwords, principals, references, roles,
    roles::SecurityRole,
    triggers,
    triggers::Schedule,
};
use uuid::Uuid;

use crate::fixture::in_store;

const NOW: Timestamp = Timestamp(1_000_000);

fn principal(tx: &mut Tx<'_>, name: &str, kind: PrincipalKind) -> Result<PrincipalId, StoreError> {
    let id = PrincipalId::new();
    let principal = Principal {
        id,
        kind,
        name: name.to_owned(),
        display_name: name.to_uppercase(),
        email: Some(format!("{name}@example.org")),
        disabled_at: None,
        tenant_admin: false,
    };
    principals::insert(tx, &principal, NOW)?;
    Ok(id)
}

fn environment(tx: &mut Tx<'_>, name: &str) -> Result<EnvironmentId, StoreError> {
    let new = NewEnvironment {
        name: name.to_owned(),
        display_name: name.to_owned(),
        kind: EnvironmentKind::Dev,
        protected: false,
    };
    environments::insert(tx, &new, NOW)
}

fn flow(tx: &mut Tx<'_>, environment: EnvironmentId, id: FlowId, owner: PrincipalId) -> Result<FlowKey, StoreError> {
    let new = NewFlow {
        environment,
        id,
        name: "a flow".to_owned(),
        primary_owner: owner,
        trigger_id: Uuid::now_v7(),
        trigger_key: vec![1],
        solution: None,
    };
    flows::insert(tx, &new, NOW)
}

fn connection(tx: &mut Tx<'_>, environment: EnvironmentId, owner: PrincipalId) -> Result<ConnectionId, StoreError> {
    let connection = Connection {
        id: ConnectionId::new(),
        environment,
        connector: ConnectorName::new("shared_x"),
        owner,
        created_by: owner,
        display_name: "x".to_owned(),
        created_at: NOW,
    };
    connections::insert(tx, &connection, Some(b"sealed"))?;
    Ok(connection.id)
}

#[test]
fn names_are_unique_and_searched_without_case() {
    in_store(|tx| {
        principal(tx, "soul.s", PrincipalKind::User)?;
        assert!(matches!(principal(tx, "soul.s", PrincipalKind::User), Err(StoreError::Exists(_))));
        assert!(principals::by_name(tx, "Soul.S")?.is_some());
        assert_eq!(principals::list(tx, "SOUL", "", 10)?.len(), 1);
        assert_eq!(principals::list(tx, "%", "", 10)?.len(), 0);
        assert_eq!(principals::list(tx, "", "soul.s", 10)?.len(), 0);
        Ok(())
    });
}

#[test]
fn groups_reach_through_groups_and_a_circle_ends() {
    in_store(|tx| {
        let sam = principal(tx, "sam", PrincipalKind::User)?;
        let inner = principal(tx, "inner", PrincipalKind::Group)?;
        let outer = principal(tx, "outer", PrincipalKind::Group)?;
        principals::add_group_member(tx, inner, sam)?;
        principals::add_group_member(tx, outer, inner)?;
        principals::add_group_member(tx, inner, outer)?;
        let mut reach = principals::reach(tx, sam)?;
        reach.sort();
        assert_eq!(reach, [sam, inner, outer]);
        Ok(())
    });
}

#[test]
fn failed_attempts_are_counted_and_forgotten() {
    in_store(|tx| {
        let sam = principal(tx, "sam", PrincipalKind::User)?;
        assert_eq!(passwords::get(tx, sam)?, None);
        passwords::set(tx, sam, "$argon2id$x")?;
        passwords::failed(tx, sam, Timestamp(5))?;
        passwords::failed(tx, sam, Timestamp(9))?;
        let stored = passwords::get(tx, sam)?.expect("a password");
        assert_eq!((stored.failures, stored.not_before), (2, Timestamp(9)));
        assert!(!format!("{stored:?}").contains("argon2"));
        passwords::succeeded(tx, sam)?;
        assert_eq!(passwords::get(tx, sam)?.expect("a password").failures, 0);
        Ok(())
    });
}

#[test]
fn one_environment_does_not_see_the_other() {
    in_store(|tx| {
        let sam = principal(tx, "sam", PrincipalKind::User)?;
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let id = FlowId::new();
        let in_dev = flow(tx, dev, id, sam)?;
        assert!(matches!(flow(tx, dev, id, sam), Err(StoreError::Exists(_))));
        assert!(flows::by_id(tx, prod, id)?.is_none());
        let in_prod = flow(tx, prod, id, sam)?;
        assert_ne!(in_dev, in_prod);

        let connection = connection(tx, dev, sam)?;
        assert!(connections::by_id(tx, prod, connection)?.is_none());
        assert!(connections::sealed_secret(tx, prod, connection)?.is_none());
        assert!(!connections::set_sealed_secret(tx, prod, connection, b"other")?);
        assert!(!connections::delete(tx, prod, connection)?);
        assert_eq!(connections::sealed_secret(tx, dev, connection)?.as_deref(), Some(b"sealed".as_slice()));

        let role = RoleId::new();
        for environment in [dev, prod] {
            let depth = if environment == dev { Depth::Organization } else { Depth::User };
            let privileges = vec![Privilege { verb: Verb::Create, table: "contact".to_owned(), depth }];
            let role = SecurityRole {
                id: role,
                environment,
                name: "Delegate".to_owned(),
                may_act_on_behalf: environment == dev,
                privileges,
            };
            roles::put(tx, &role)?;
        }
        roles::add_member(tx, dev, role, sam)?;
        assert!(roles::may_act_on_behalf(tx, dev, sam)?);
        assert!(!roles::may_act_on_behalf(tx, prod, sam)?);
        assert!(roles::roles_of(tx, prod, sam)?.is_empty());
        assert_eq!(roles::roles_of(tx, dev, sam)?[0].privileges[0].depth, Depth::Organization);
        roles::add_member(tx, prod, role, sam)?;
        assert!(!roles::may_act_on_behalf(tx, prod, sam)?);
        Ok(())
    });
}

#[test]
fn the_flows_own_choice_comes_before_the_reference() {
    in_store(|tx| {
        let sam = principal(tx, "sam", PrincipalKind::User)?;
        let dev = environment(tx, "dev")?;
        let key = flow(tx, dev, FlowId::new(), sam)?;
        let (first, second) = (connection(tx, dev, sam)?, connection(tx, dev, sam)?);
        let uses = ReferenceUse {
            key: "shared_x_1".to_owned(),
            logical_name: Some("Contoso_X".to_owned()),
            connector: ConnectorName::new("shared_x"),
            mode: ConnectionMode::Own,
        };
        flows::connections::set_uses(tx, key, std::slice::from_ref(&uses))?;
        assert_eq!(flows::connections::bindings(tx, key)?[0].connection, None);
        let reference = ConnectionReference {
            environment: dev,
            logical_name: "contoso_x".to_owned(),
            display_name: "X".to_owned(),
            connector: ConnectorName::new("shared_x"),
            connection: Some(first),
        };
        references::put(tx, &reference)?;
        assert_eq!(flows::connections::bindings(tx, key)?[0].connection, Some(first));
        assert_eq!(connections::used_by(tx, dev, first)?.len(), 1);
        flows::connections::choose(tx, key, "shared_x_1", Some(second))?;
        let binding = &flows::connections::bindings(tx, key)?[0];
        assert_eq!((binding.connection, binding.of_flow), (Some(second), true));
        assert!(connections::used_by(tx, dev, first)?.is_empty());
        let found = flows::connections::connection_for(tx, dev, key, "shared_x_1", Some("CONTOSO_X"))?;
        assert_eq!(found, Some(second));
        // An import brings the definition again and leaves what the reference is bound to.
        references::put(tx, &ConnectionReference { connection: None, ..reference })?;
        assert!(connections::delete(tx, dev, second)?);
        assert_eq!(flows::connections::bindings(tx, key)?[0].connection, Some(first));
        assert!(connections::delete(tx, dev, first)?);
        assert_eq!(flows::connections::bindings(tx, key)?[0].connection, None);
        Ok(())
    });
}

#[test]
fn versions_count_up_and_deleting_a_flow_leaves_nothing() {
    in_store(|tx| {
        let sam = principal(tx, "sam", PrincipalKind::User)?;
        let dev = environment(tx, "dev")?;
        let key = flow(tx, dev, FlowId::new(), sam)?;
        assert_eq!(flows::versions::append(tx, key, "{}", sam, NOW)?, 1);
        assert_eq!(flows::versions::append(tx, key, r#"{"a":1}"#, sam, NOW)?, 2);
        assert_eq!(flows::versions::get(tx, key, 1)?.expect("a version").clientdata, b"{}");
        assert_eq!(flows::by_key(tx, key)?.expect("a flow").version, 2);
        let grant = Grant { principal: sam, tier: Tier::CoOwner, granted_by: sam, since: NOW };
        grants::set(tx, key, &grant)?;
        assert_eq!(grants::tiers(tx, key, &[sam, PrincipalId::new()])?, [Tier::CoOwner]);
        let schedule =
            Schedule { flow: key, environment: dev, recurrence: "{}".to_owned(), anchor: NOW, next_at: Timestamp(7) };
        triggers::set_schedule(tx, &schedule)?;
        assert_eq!(triggers::due(tx, Timestamp(7), 10)?.len(), 1);
        assert!(triggers::advance(tx, key, Timestamp(7), Some(Timestamp(9)))?);
        assert!(!triggers::advance(tx, key, Timestamp(7), Some(Timestamp(11)))?);
        assert_eq!(triggers::next_due(tx)?, Some(Timestamp(9)));
        flows::delete(tx, key)?;
        assert!(flows::versions::list(tx, key)?.is_empty());
        assert!(grants::list(tx, key)?.is_empty());
        assert_eq!(triggers::next_due(tx)?, None);
        Ok(())
    });
}

#[test]
fn the_largest_role_of_all_that_reach_counts() {
    in_store(|tx| {
        let (sam, team) = (principal(tx, "sam", PrincipalKind::User)?, principal(tx, "team", PrincipalKind::Group)?);
        let dev = environment(tx, "dev")?;
        environments::set_member(tx, dev, Member { principal: sam, role: EnvironmentRole::User })?;
        environments::set_member(tx, dev, Member { principal: team, role: EnvironmentRole::Maker })?;
        assert_eq!(environments::role_of(tx, dev, &[sam, team])?, Some(EnvironmentRole::Maker));
        assert!(environments::remove_member(tx, dev, team)?);
        assert_eq!(environments::role_of(tx, dev, &[sam, team])?, Some(EnvironmentRole::User));
        Ok(())
    });
}

#[test]
fn the_audit_log_shows_a_changed_or_missing_entry() {
    in_store(|tx| {
        let entry = |action: &str| audit::Entry {
            at: NOW,
            actor: None,
            environment: Some(EnvironmentId(1)),
            action: action.to_owned(),
            object: "flow/1".to_owned(),
            detail: "{}".to_owned(),
        };
        for action in ["flow.create", "flow.share", "flow.delete"] {
            audit::append(tx, &entry(action))?;
        }
        assert!(matches!(audit::verify(tx)?, audit::Verified::Whole { entries: 3, .. }));
        assert_eq!(audit::list(tx, Some(EnvironmentId(1)), None, 2)?[0].seq, 3);
        assert!(audit::list(tx, Some(EnvironmentId(2)), None, 2)?.is_empty());
        tx.execute("UPDATE audit SET action = 'flow.see' WHERE seq = 2", &[])?;
        assert_eq!(audit::verify(tx)?, audit::Verified::BrokenAt { seq: 2 });
        tx.execute("UPDATE audit SET action = 'flow.share' WHERE seq = 2", &[])?;
        assert!(matches!(audit::verify(tx)?, audit::Verified::Whole { .. }));
        tx.execute("DELETE FROM audit WHERE seq = 1", &[])?;
        assert_eq!(audit::verify(tx)?, audit::Verified::BrokenAt { seq: 1 });
        Ok(())
    });
}
