//! Nodes and their leases.

use model::{FlowKey, Timestamp};
use store::{nodes, nodes::Node, runs};
use uuid::Uuid;

use crate::{
    fixture::{any_room, in_store},
    things::{NOW, environment, first_save, new_run, node, node_with_lease},
};

#[test]
fn a_node_joins_renews_and_leaves() {
    in_store(|tx| {
        let before = nodes::now(tx)?;
        assert!(before > Timestamp(1_600_000_000_000_000), "the clock counts microseconds since 1970");
        let made = Node {
            id: Uuid::now_v7(),
            name: "host:1".to_owned(),
            roles: "api".to_owned(),
            version: "1".to_owned(),
            keys: "a,b".to_owned(),
            started_at: NOW,
            lease_until: NOW,
        };
        nodes::join(tx, &made, 10_000)?;
        let lease = |tx: &mut store::Tx<'_>| Ok::<_, store::StoreError>(nodes::list(tx)?[0].lease_until);
        let first = lease(tx)?;
        assert!(first >= before.plus_millis(10_000) && first < before.plus_millis(70_000));
        assert!(nodes::renew(tx, made.id, 3_600_000)?);
        assert!(lease(tx)? > before.plus_millis(3_000_000));
        nodes::join(tx, &made, 10_000)?;
        assert_eq!(nodes::list(tx)?.len(), 1);
        assert_eq!(Node { lease_until: NOW, ..nodes::list(tx)?[0].clone() }, made);
        assert!(!nodes::renew(tx, Uuid::now_v7(), 10_000)?);
        assert_eq!(nodes::leave(tx, made.id)?, 0);
        assert!(nodes::list(tx)?.is_empty());
        Ok(())
    });
}

#[test]
fn runs_of_a_node_that_is_gone_are_due_and_those_of_others_stay() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let (gone, stays, leaves) = (node(tx)?, node(tx)?, node(tx)?);
        let mut runs = Vec::new();
        for node in [gone, stays, leaves] {
            let new = new_run(dev, FlowKey(1));
            runs.push(new.id);
            assert!(runs::save(tx, first_save(new, node))?);
        }
        assert_eq!(nodes::take_over(tx, true)?, 0);
        assert_eq!(nodes::leave(tx, leaves)?, 1);
        assert!(nodes::renew(tx, gone, -1_000)?);
        assert_eq!(nodes::take_over(tx, false)?, 1);
        assert_eq!(nodes::take_over(tx, false)?, 0);
        assert_eq!(nodes::holdings(tx, stays)?, [runs[1]]);
        assert_eq!(runs::next_due(tx, &any_room())?, Some(Timestamp(0)));
        let claimed = runs::claim(tx, stays, Timestamp(1), 10, any_room())?;
        assert_eq!(claimed.len(), 2);
        assert!(nodes::list(tx)?.iter().all(|node| node.id == stays));
        Ok(())
    });
}

#[test]
fn a_thorough_look_finds_runs_of_nodes_that_nobody_knows() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let ended = node_with_lease(tx, 3_600_000)?;
        let run = new_run(dev, FlowKey(1));
        let id = run.id;
        runs::save(tx, first_save(run, ended))?;
        tx.execute("DELETE FROM nodes", &[])?;
        assert_eq!(nodes::take_over(tx, false)?, 0);
        assert_eq!(nodes::take_over(tx, true)?, 1);
        assert!(nodes::holdings(tx, ended)?.is_empty());
        assert!(!nodes::release(tx, ended, id)?);
        Ok(())
    });
}

#[test]
fn a_node_lets_go_of_what_it_holds_and_of_nothing_else() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let (mine, other) = (node(tx)?, node(tx)?);
        let run = new_run(dev, FlowKey(1));
        let id = run.id;
        runs::save(tx, first_save(run, mine))?;
        assert!(!nodes::release(tx, other, id)?);
        assert!(nodes::release(tx, mine, id)?);
        assert!(!nodes::release(tx, mine, id)?);
        assert_eq!(runs::next_due(tx, &any_room())?, Some(Timestamp(0)));
        Ok(())
    });
}

#[test]
fn a_node_that_has_the_database_to_itself_takes_the_place_of_earlier_starts() {
    in_store(|tx| {
        for name in ["first", "second"] {
            nodes::join_alone(tx, &node_named(name))?;
            let names: Vec<String> = nodes::list(tx)?.into_iter().map(|node| node.name).collect();
            assert_eq!(names, [name]);
        }
        Ok(())
    });
}

fn node_named(name: &str) -> Node {
    Node {
        id: Uuid::now_v7(),
        name: name.to_owned(),
        roles: "api,worker,scheduler".to_owned(),
        version: "1".to_owned(),
        keys: "a,b".to_owned(),
        started_at: NOW,
        lease_until: NOW,
    }
}
