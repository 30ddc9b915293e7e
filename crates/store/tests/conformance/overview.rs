//! What is read of a whole environment at once.

use model::{
    ConnectionMode, ConnectionReference, ConnectorName, FlowId, PrincipalKind, RoleId, RunId, Tier, Timestamp,
};
use store::{
    flows::{
        connections::{self, ReferenceUse},
        grants::{self, Grant},
    },
    principals, references,
    roles::{self, SecurityRole},
    runs, triggers,
    triggers::{Poll, Schedule},
};

use crate::{
    fixture::in_store,
    things::{NOW, connection, environment, flow, new_run, principal, user},
};

#[test]
fn people_groups_and_roles_are_read_at_once() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let (sam, team) = (user(tx, "sam")?, principal(tx, "team", PrincipalKind::Group)?);
        principals::add_group_member(tx, team, sam)?;
        assert_eq!(principals::memberships(tx)?, [(sam, team)]);
        let all = principals::all(tx)?;
        assert!([sam, team].iter().all(|id| all.iter().any(|principal| principal.id == *id)), "{all:?}");
        let role = SecurityRole {
            id: RoleId::new(),
            environment: dev,
            name: "Reader".to_owned(),
            may_act_on_behalf: false,
            privileges: Vec::new(),
        };
        roles::put(tx, &role)?;
        roles::add_member(tx, dev, role.id, team)?;
        assert_eq!(roles::holders(tx, dev)?, [(role.id, team)]);
        assert_eq!(roles::holders(tx, prod)?, []);
        Ok(())
    });
}

#[test]
fn what_flows_are_bound_to_is_read_at_once() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let sam = user(tx, "sam")?;
        let key = flow(tx, dev, FlowId::new(), sam)?;
        let (first, second) = (connection(tx, dev, sam)?, connection(tx, dev, sam)?);
        let used = |key: &str, logical_name: Option<&str>| ReferenceUse {
            key: key.to_owned(),
            logical_name: logical_name.map(str::to_owned),
            connector: ConnectorName::new("shared_x"),
            mode: ConnectionMode::Own,
        };
        let uses = [used("a", Some("Contoso_X")), used("b", None), used("c", None)];
        connections::set_uses(tx, key, &uses)?;
        let reference = ConnectionReference {
            environment: dev,
            logical_name: "contoso_x".to_owned(),
            display_name: "X".to_owned(),
            connector: ConnectorName::new("shared_x"),
            connection: Some(first),
        };
        references::put(tx, &reference)?;
        connections::choose(tx, key, "b", Some(second))?;
        let mut found = connections::answering(tx, dev)?;
        found.sort_by(|a, b| a.1.cmp(&b.1));
        assert_eq!(found, [(key, "a".to_owned(), first), (key, "b".to_owned(), second)]);
        assert_eq!(connections::answering(tx, prod)?, []);
        let grant = Grant {
            principal: sam,
            tier: Tier::Viewer,
            granted_by: sam,
            since: NOW,
            ends_at: Some(Timestamp(NOW.0 + 9)),
            reason: None,
        };
        grants::set(tx, key, &grant)?;
        assert_eq!(grants::of_environment(tx, dev, NOW)?, [(key, grant)]);
        assert_eq!(grants::of_environment(tx, dev, Timestamp(NOW.0 + 9))?, [], "it has ended");
        assert_eq!(grants::of_environment(tx, prod, NOW)?, []);
        Ok(())
    });
}

#[test]
fn when_and_how_often_flows_run_is_read_at_once() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let sam = user(tx, "sam")?;
        let (key, idle) = (flow(tx, dev, FlowId::new(), sam)?, flow(tx, dev, FlowId::new(), sam)?);
        let schedule = Schedule {
            flow: key,
            environment: dev,
            recurrence: "{}".to_owned(),
            anchor: NOW,
            next_at: Timestamp(77),
            poll: Poll::default(),
        };
        triggers::set_schedule(tx, &schedule)?;
        assert_eq!(triggers::next_firings(tx, dev)?, [(key, Timestamp(77))]);
        assert_eq!(triggers::next_firings(tx, prod)?, []);
        let old = new_run(dev, key);
        runs::queue(tx, &old, None)?;
        let first = RunId::new();
        runs::queue(tx, &runs::NewRun { id: RunId::new(), ..new_run(dev, key) }, None)?;
        let mut counted = runs::count_from(tx, dev, first)?;
        counted.sort_unstable();
        assert_eq!(counted, [(key, 1), (idle, 0)], "the run before is not among them");
        assert_eq!(runs::count_from(tx, prod, first)?, []);
        Ok(())
    });
}
