//! Connections, connection references, and which connection a flow uses for what.

use model::{
    Connection, ConnectionAction, ConnectionId, ConnectionMode, ConnectionReference, ConnectorName, EnvironmentId,
    FlowId, Timestamp,
};
use store::{
    StoreError,
    connections::{self, grants, probes, versions},
    flows::{self, connections::ReferenceUse},
    references,
};

use crate::{
    fixture::in_store,
    things::{NOW, connection, environment, flow, secret_version, user},
};

fn reference(environment: EnvironmentId, name: &str, connection: Option<ConnectionId>) -> ConnectionReference {
    ConnectionReference {
        environment,
        logical_name: name.to_owned(),
        display_name: name.to_uppercase(),
        connector: ConnectorName::new("shared_x"),
        connection,
    }
}

fn uses(key: &str, logical_name: Option<&str>) -> ReferenceUse {
    ReferenceUse {
        key: key.to_owned(),
        logical_name: logical_name.map(str::to_owned),
        connector: ConnectorName::new("shared_x"),
        mode: ConnectionMode::Own,
    }
}

#[test]
fn connections_are_listed_oldest_first_and_the_newest_of_an_owner_is_found() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let (sam, rita) = (user(tx, "sam")?, user(tx, "rita")?);
        let connector = ConnectorName::new("shared_x");
        let make = |owner, environment, created: i64| Connection {
            id: ConnectionId::new(),
            environment,
            connector: connector.clone(),
            owner,
            created_by: rita,
            display_name: "X".to_owned(),
            private: false,
            parameters: [("baseUrl".to_owned(), "https://example.org".to_owned())].into(),
            secret_version: 0,
            expires_at: None,
            failing_since: None,
            accepted_at: None,
            created_at: Timestamp(created),
        };
        let (newest, oldest, away) = (make(sam, dev, 9), make(sam, dev, 3), make(sam, prod, 5));
        for made in [&newest, &oldest, &away] {
            connections::insert(tx, made)?;
        }
        assert!(matches!(connections::insert(tx, &newest), Err(StoreError::Exists(_))));
        assert_eq!(connections::by_id(tx, dev, newest.id)?, Some(newest.clone()));
        assert_eq!(connections::list(tx, dev)?, [oldest.clone(), newest.clone()]);
        assert_eq!(connections::of_owner(tx, sam)?, [oldest, away, newest.clone()]);
        assert_eq!(connections::of_owner_for(tx, dev, sam, &connector)?, Some(newest.clone()));
        assert_eq!(connections::of_owner_for(tx, dev, rita, &connector)?, None);
        let moved = Connection { parameters: [("baseUrl".to_owned(), "https://else".to_owned())].into(), ..newest };
        assert!(connections::set_parameters(tx, &moved)?);
        assert_eq!(connections::by_id(tx, dev, moved.id)?, Some(moved.clone()));
        assert!(!connections::set_parameters(tx, &Connection { environment: prod, ..moved })?);
        Ok(())
    });
}

#[test]
fn a_next_secret_waits_for_its_switch_and_the_former_one_is_wiped_later() {
    in_store(|tx| {
        let sam = user(tx, "sam")?;
        let dev = environment(tx, "dev")?;
        let id = connection(tx, dev, sam)?;
        let here = |tx: &mut store::Tx<'_>| Ok::<_, StoreError>(connections::by_id(tx, dev, id)?.expect("it is there"));
        assert_eq!(here(tx)?.secret_version, 1);

        let next = secret_version(sam, Some(Timestamp(50)));
        assert_eq!(versions::add(tx, id, &next, b"second")?, 2);
        assert_eq!(here(tx)?.secret_version, 1, "it is not used yet");
        for (version, sealed) in [(1, b"sealed".as_slice()), (2, b"second")] {
            assert_eq!(versions::sealed(tx, id, version)?.as_deref(), Some(sealed), "both open");
        }
        assert_eq!(versions::due(tx, Timestamp(49))?, []);
        let [due] = versions::due(tx, Timestamp(50))?.try_into().expect("one");
        assert_eq!((due.environment, due.connection, due.version, due.overlap), (dev, id, 2, 1_000));

        let before = here(tx)?;
        assert!(!versions::switch(tx, &before, 3, Timestamp(90))?, "there is no third one");
        assert!(versions::switch(tx, &before, 2, Timestamp(90))?);
        assert_eq!((here(tx)?.secret_version, here(tx)?.expires_at), (2, Some(Timestamp(99))));
        assert_eq!(versions::due(tx, Timestamp(i64::MAX))?, [], "it is used");
        assert_eq!(versions::wipe(tx, Timestamp(89))?, 0);
        let heard = Connection { failing_since: Some(Timestamp(60)), accepted_at: Some(Timestamp(55)), ..here(tx)? };
        assert!(connections::set_heard(tx, &heard)?);
        assert_eq!(here(tx)?, heard);
        assert!(versions::switch(tx, &before, 1, Timestamp(95))?, "a switch can be taken back");
        let now = here(tx)?;
        assert_eq!((now.expires_at, now.failing_since, now.accepted_at), (None, None, None), "nothing is known of it");
        assert_eq!(versions::wipe(tx, Timestamp(95))?, 1);
        assert_eq!(versions::sealed(tx, id, 2)?, None);
        assert!(!versions::switch(tx, &before, 2, Timestamp(99))?, "one that is wiped stays away");
        let wiped: Vec<_> = versions::list(tx, id)?.iter().map(|it| (it.version, it.is_wiped, it.wipe_at)).collect();
        assert_eq!(wiped, [(2, true, Some(Timestamp(95))), (1, false, None)]);

        assert_eq!(versions::add(tx, id, &next, b"third")?, 3, "no number is given twice");
        versions::wipe_at(tx, id, 3, Timestamp(96))?;
        assert_eq!(versions::due(tx, Timestamp(i64::MAX))?, [], "what is given up is not switched to");
        assert!(versions::is_to_wipe(tx, Timestamp(96))? && !versions::is_to_wipe(tx, Timestamp(95))?);
        assert_eq!(versions::wipe(tx, Timestamp(96))?, 1);
        versions::none(tx, &before, Timestamp(97))?;
        assert_eq!(here(tx)?.secret_version, 0);
        assert!(versions::list(tx, id)?.iter().all(|version| version.is_wiped));
        assert!(connections::delete(tx, dev, id)?);
        assert_eq!(versions::list(tx, id)?, []);
        Ok(())
    });
}

#[test]
fn the_flows_own_choice_comes_before_the_reference() {
    in_store(|tx| {
        let sam = user(tx, "sam")?;
        let dev = environment(tx, "dev")?;
        let key = flow(tx, dev, FlowId::new(), sam)?;
        let (first, second) = (connection(tx, dev, sam)?, connection(tx, dev, sam)?);
        flows::connections::set_uses(tx, key, &[uses("shared_x_1", Some("Contoso_X"))])?;
        assert_eq!(flows::connections::bindings(tx, key)?[0].connection, None);
        let reference = reference(dev, "contoso_x", Some(first));
        references::put(tx, &reference)?;
        assert_eq!(flows::connections::bindings(tx, key)?[0].connection, Some(first));
        assert_eq!(connections::used_by(tx, dev, first)?.len(), 1);
        flows::connections::choose(tx, key, "shared_x_1", Some(second))?;
        let binding = &flows::connections::bindings(tx, key)?[0];
        assert_eq!((binding.connection, binding.of_flow), (Some(second), true));
        assert!(connections::used_by(tx, dev, first)?.is_empty());
        let found = flows::connections::connection_for(tx, dev, key, "shared_x_1", Some("CONTOSO_X"))?;
        assert_eq!(found, Some(second));
        flows::connections::choose(tx, key, "shared_x_1", None)?;
        let found = flows::connections::connection_for(tx, dev, key, "shared_x_1", Some("CONTOSO_X"))?;
        assert_eq!(found, Some(first));
        assert_eq!(flows::connections::connection_for(tx, dev, key, "shared_x_1", None)?, None);
        flows::connections::choose(tx, key, "shared_x_1", Some(second))?;
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
fn what_a_new_version_no_longer_uses_is_forgotten() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let sam = user(tx, "sam")?;
        let key = flow(tx, dev, FlowId::new(), sam)?;
        flows::connections::set_uses(tx, key, &[uses("a", Some("x_a")), uses("b", None)])?;
        flows::connections::set_uses(tx, key, &[uses("c", None), uses("a", Some("x_a")), uses("a", Some("x_other"))])?;
        let bound = flows::connections::bindings(tx, key)?;
        let bound: Vec<_> =
            bound.iter().map(|it| (it.reference.key.as_str(), it.reference.logical_name.as_deref())).collect();
        assert_eq!(bound, [("a", Some("x_other")), ("c", None)]);
        assert_eq!(references::used_by(tx, dev, "X_OTHER")?.len(), 1);
        assert!(references::used_by(tx, dev, "x_a")?.is_empty());
        Ok(())
    });
}

#[test]
fn a_flow_that_was_let_use_a_connection_stays_so_until_either_is_gone() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let sam = user(tx, "sam")?;
        let (key, used) = (flow(tx, dev, FlowId::new(), sam)?, connection(tx, dev, sam)?);
        assert!(!flows::connections::is_admitted(tx, key, used)?);
        flows::connections::admit(tx, key, used, sam, NOW)?;
        flows::connections::admit(tx, key, used, sam, Timestamp(1))?;
        assert!(flows::connections::is_admitted(tx, key, used)?);
        assert!(connections::delete(tx, dev, used)?);
        assert!(!flows::connections::is_admitted(tx, key, used)?);
        Ok(())
    });
}

#[test]
fn rights_add_up_over_principals_and_go_with_the_connection() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let (sam, rita, soul) = (user(tx, "sam")?, user(tx, "rita")?, user(tx, "soul")?);
        let (first, second) = (connection(tx, dev, sam)?, connection(tx, dev, sam)?);
        let grant = |principal, actions: &[ConnectionAction]| grants::Grant {
            principal,
            actions: actions.to_vec(),
            granted_by: sam,
            since: NOW,
        };
        grants::set(tx, first, &grant(rita, &[ConnectionAction::Manage]))?;
        grants::set(tx, first, &grant(rita, &[ConnectionAction::Use]))?;
        grants::set(tx, first, &grant(soul, &[ConnectionAction::See, ConnectionAction::Rebind]))?;
        assert_eq!(grants::of(tx, first, &[rita])?, [ConnectionAction::Use]);
        let all = [ConnectionAction::See, ConnectionAction::Use, ConnectionAction::Rebind];
        assert_eq!(grants::of(tx, first, &[soul, sam, rita])?, all);
        assert_eq!(grants::of(tx, second, &[rita, soul])?, []);
        assert_eq!(grants::list(tx, first)?.len(), 2);
        assert!(grants::remove(tx, first, rita)?);
        assert!(!grants::remove(tx, first, rita)?);
        assert!(connections::delete(tx, dev, first)?);
        assert_eq!(grants::list(tx, first)?, []);
        Ok(())
    });
}

#[test]
fn a_connection_that_is_handed_over_keeps_nothing_of_its_former_owner() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let (sam, rita) = (user(tx, "sam")?, user(tx, "rita")?);
        let (key, handed) = (flow(tx, dev, FlowId::new(), sam)?, connection(tx, dev, sam)?);
        let actions = vec![ConnectionAction::Manage];
        grants::set(tx, handed, &grants::Grant { principal: sam, actions, granted_by: sam, since: NOW })?;
        flows::connections::admit(tx, key, handed, sam, NOW)?;
        let before = connections::by_id(tx, dev, handed)?.expect("the connection");
        assert!(versions::sealed(tx, handed, before.secret_version)?.is_some());
        assert!(connections::hand_over(tx, &before, rita, NOW)?);
        let now = connections::by_id(tx, dev, handed)?.expect("the connection");
        assert_eq!((now.owner, now.created_by), (rita, rita));
        assert_eq!(now.secret_version, 0);
        assert_eq!(versions::sealed(tx, handed, before.secret_version)?, None);
        assert_eq!(grants::list(tx, handed)?, []);
        assert!(!flows::connections::is_admitted(tx, key, handed)?);
        let elsewhere = environment(tx, "prod")?;
        let not_there = model::Connection { environment: elsewhere, ..before };
        assert!(!connections::hand_over(tx, &not_there, sam, NOW)?);
        Ok(())
    });
}

#[test]
fn references_are_one_whatever_their_case() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let sam = user(tx, "sam")?;
        let bound = connection(tx, dev, sam)?;
        for name in ["x_b", "x_A", "x_a_1", "x_a1", "x_aB"] {
            references::put(tx, &reference(dev, name, None))?;
        }
        references::put(tx, &reference(dev, "X_B", Some(bound)))?;
        let listed: Vec<String> = references::list(tx, dev)?.into_iter().map(|it| it.logical_name).collect();
        assert_eq!(listed, ["x_A", "x_a1", "x_a_1", "x_aB", "x_b"]);
        let found = references::by_name(tx, dev, "x_B")?.expect("a reference");
        assert_eq!((found.display_name.as_str(), found.connection), ("X_B", Some(bound)));
        assert!(references::bind(tx, dev, "X_A", Some(bound))?);
        assert!(!references::bind(tx, dev, "x_none", Some(bound))?);
        assert_eq!(references::by_name(tx, dev, "x_a")?.and_then(|it| it.connection), Some(bound));
        assert!(references::delete(tx, dev, "X_a")?);
        assert!(!references::delete(tx, dev, "x_a")?);
        Ok(())
    });
}

fn probe(at: i64) -> model::Probe {
    model::Probe {
        at: Timestamp(at),
        outcome: model::ProbeOutcome::Refused,
        took: 12,
        message: "The target refuses it.".to_owned(),
        raw: "401 no".to_owned(),
        asked_by: None,
    }
}

#[test]
fn the_newest_probes_of_each_connection_are_kept() {
    in_store(|tx| {
        let (here, owner) = (environment(tx, "here")?, user(tx, "soul")?);
        let (one, two) = (connection(tx, here, owner)?, connection(tx, here, owner)?);
        let asked = model::Probe { asked_by: Some(owner), outcome: model::ProbeOutcome::Accepted, ..probe(99) };
        for at in 1..=12 {
            probes::add(tx, one, &probe(at))?;
        }
        probes::add(tx, two, &probe(1))?;
        probes::add(tx, one, &asked)?;
        let kept = probes::list(tx, one)?;
        assert_eq!(kept.len(), usize::try_from(probes::KEPT).expect("a few"));
        assert_eq!((&kept[0], &kept[1], kept[9].at), (&asked, &probe(12), Timestamp(4)));
        assert_eq!(probes::list(tx, two)?, [probe(1)]);
        let stored = connections::by_id(tx, here, two)?.expect("one");
        connections::hand_over(tx, &stored, owner, NOW)?;
        assert_eq!(probes::list(tx, two)?, [], "another owner's are not told");
        connections::delete(tx, here, one)?;
        assert_eq!(probes::list(tx, one)?, []);
        Ok(())
    });
}

#[test]
fn connections_of_flows_that_are_on_are_tried_when_they_were_not_for_long() {
    in_store(|tx| {
        let (here, owner) = (environment(tx, "here")?, user(tx, "soul")?);
        let (used, bound, unused) =
            (connection(tx, here, owner)?, connection(tx, here, owner)?, connection(tx, here, owner)?);
        let flow = flow(tx, here, model::FlowId::new(), owner)?;
        for key in ["own", "by_reference"] {
            tx.execute(
                "INSERT INTO flow_uses (flow, reference_key, logical_name, connector, mode) VALUES (?1, ?2, ?3, 'shared_x', 0)",
                store::params![flow, key, key],
            )?;
        }
        flows::connections::choose(tx, flow, "own", Some(used))?;
        let reference = model::ConnectionReference {
            environment: here,
            logical_name: "by_reference".to_owned(),
            display_name: String::new(),
            connector: model::ConnectorName::new("shared_x"),
            connection: Some(bound),
        };
        references::put(tx, &reference)?;
        references::bind(tx, here, "by_reference", Some(bound))?;
        let later = NOW.plus_millis(1);
        assert_eq!(probes::due(tx, later, 9)?, [], "the flow is off");
        flows::set_state(tx, flow, true, None, NOW)?;
        assert_eq!(probes::due(tx, NOW, 9)?, [], "they were just made");
        let mut due = probes::due(tx, later, 9)?;
        due.sort();
        let mut both = vec![(here, used), (here, bound)];
        both.sort();
        assert_eq!(due, both);
        assert_eq!(probes::due(tx, later, 1)?.len(), 1);
        probes::add(tx, used, &probe(NOW.0))?;
        probes::add(tx, unused, &probe(NOW.0))?;
        assert_eq!(probes::due(tx, NOW.plus_millis(-1), 9)?, []);
        let day_later = NOW.plus_millis(86_400_000);
        probes::add(tx, bound, &probe(day_later.0))?;
        assert_eq!(probes::due(tx, day_later, 9)?, [(here, used)]);
        Ok(())
    });
}
