//! Flows, their versions and grants.

use model::{FlowId, PrincipalId, Tier, Timestamp};
use store::{
    flows::{self, NewFlow, grants, grants::Grant, versions},
    triggers,
    triggers::Schedule,
};
use uuid::Uuid;

use crate::{
    fixture::in_store,
    things::{NOW, environment, flow, user},
};

#[test]
fn a_flow_reads_back_and_changes() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let (sam, rita) = (user(tx, "sam")?, user(tx, "rita")?);
        let new = NewFlow {
            environment: dev,
            id: FlowId::new(),
            name: "Orders".to_owned(),
            primary_owner: sam,
            trigger_id: Uuid::now_v7(),
            trigger_key: vec![0, 1, 255],
            solution: Some("Contoso".to_owned()),
        };
        let key = flows::insert(tx, &new, NOW)?;
        let stored = flows::by_key(tx, key)?.expect("a flow");
        assert_eq!(
            (stored.name.as_str(), stored.is_on, stored.version, stored.trigger_key.as_slice(), stored.created_at),
            ("Orders", false, 0, [0, 1, 255].as_slice(), NOW)
        );
        assert_eq!(flows::by_id(tx, dev, new.id)?, Some(stored.clone()));
        assert_eq!(flows::by_trigger_id(tx, new.trigger_id)?, Some(stored.clone()));
        assert_eq!(flows::by_name(tx, dev, "Orders")?, [stored]);
        assert!(flows::by_name(tx, prod, "Orders")?.is_empty());

        flows::set_state(tx, key, true, None, Timestamp(3))?;
        flows::rename(tx, key, "Bills", Timestamp(4))?;
        flows::set_solution(tx, key, None)?;
        flows::set_trigger_key(tx, key, &[9])?;
        flows::set_primary_owner(tx, key, rita, Timestamp(5))?;
        let stored = flows::by_key(tx, key)?.expect("a flow");
        assert_eq!((stored.name.as_str(), stored.is_on, stored.primary_owner), ("Bills", true, rita));
        assert_eq!((stored.solution, stored.trigger_key, stored.modified_at), (None, vec![9], Timestamp(5)));
        flows::set_state(tx, key, false, Some("its owner left"), Timestamp(6))?;
        assert_eq!(flows::by_key(tx, key)?.and_then(|flow| flow.off_reason).as_deref(), Some("its owner left"));

        let other = flow(tx, prod, new.id, rita)?;
        let keys = |found: Vec<flows::StoredFlow>| found.into_iter().map(|flow| flow.key).collect::<Vec<_>>();
        assert_eq!(keys(flows::of_primary_owner(tx, rita)?), [key, other]);
        assert_eq!(keys(flows::of_primary_owner(tx, sam)?), []);
        Ok(())
    });
}

#[test]
fn flows_are_listed_by_the_bytes_of_their_names() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let sam = user(tx, "sam")?;
        for name in ["b", "B", "a b", "a-b", "ab", "Ä"] {
            let key = flow(tx, dev, FlowId::new(), sam)?;
            flows::rename(tx, key, name, NOW)?;
        }
        let names: Vec<String> = flows::list(tx, dev)?.into_iter().map(|flow| flow.name).collect();
        assert_eq!(names, ["B", "a b", "a-b", "ab", "b", "Ä"]);
        Ok(())
    });
}

#[test]
fn versions_count_up_and_deleting_a_flow_leaves_nothing() {
    in_store(|tx| {
        let sam = user(tx, "sam")?;
        let dev = environment(tx, "dev")?;
        let key = flow(tx, dev, FlowId::new(), sam)?;
        assert_eq!(versions::append(tx, key, "{}", sam, NOW)?, 1);
        assert_eq!(versions::append(tx, key, r#"{"a":"\u0000?1"}"#, sam, NOW)?, 2);
        assert_eq!(versions::get(tx, key, 1)?.expect("a version").clientdata, b"{}");
        assert_eq!(versions::get(tx, key, 2)?.expect("a version").clientdata, br#"{"a":"\u0000?1"}"#);
        assert!(versions::get(tx, key, 3)?.is_none());
        assert_eq!(versions::list(tx, key)?.iter().map(|version| version.number).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(flows::by_key(tx, key)?.expect("a flow").version, 2);
        grants::set(tx, key, &grant(sam, Tier::CoOwner, sam, NOW.0))?;
        let schedule = Schedule {
            flow: key,
            environment: dev,
            recurrence: "{}".to_owned(),
            anchor: NOW,
            next_at: Timestamp(7),
            poll: store::triggers::Poll::default(),
        };
        triggers::set_schedule(tx, &schedule)?;
        flows::delete(tx, key)?;
        assert!(versions::list(tx, key)?.is_empty());
        assert!(grants::all(tx, key)?.is_empty());
        assert_eq!(triggers::next_due(tx)?, None);
        assert!(flows::by_key(tx, key)?.is_none());
        assert!(flow(tx, dev, FlowId::new(), sam)? > key, "a key is never given twice");
        Ok(())
    });
}

fn grant(principal: PrincipalId, tier: Tier, granted_by: PrincipalId, since: i64) -> Grant {
    Grant { principal, tier, granted_by, since: Timestamp(since), ends_at: None, reason: None }
}

#[test]
fn grants_change_their_tier_and_are_removed() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let prod = environment(tx, "prod")?;
        let (sam, rita) = (user(tx, "sam")?, user(tx, "rita")?);
        let key = flow(tx, dev, FlowId::new(), sam)?;
        let (first, second) = (grant(rita, Tier::CoOwner, sam, 1), grant(sam, Tier::RunOnlyUser, sam, 3));
        grants::set(tx, key, &grant(rita, Tier::Viewer, sam, 9))?;
        grants::set(tx, key, &second)?;
        grants::set(tx, key, &first)?;
        assert_eq!(grants::list(tx, key, NOW)?, [first, second]);
        assert_eq!(grants::tiers(tx, key, &[rita, PrincipalId::new(), sam], NOW)?, [Tier::CoOwner, Tier::RunOnlyUser]);
        assert_eq!(grants::of_principal(tx, dev, rita, NOW)?, [(key, Tier::CoOwner)]);
        assert!(grants::of_principal(tx, prod, rita, NOW)?.is_empty());
        assert!(grants::remove(tx, key, rita)?);
        assert!(!grants::remove(tx, key, rita)?);
        Ok(())
    });
}

#[test]
fn a_grant_counts_until_the_moment_it_ends() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let (sam, rita) = (user(tx, "sam")?, user(tx, "rita")?);
        let key = flow(tx, dev, FlowId::new(), sam)?;
        let ends = Timestamp(1_000);
        let reason = Some("while Ana is away".to_owned());
        let ending = Grant { ends_at: Some(ends), reason, ..grant(rita, Tier::Viewer, sam, 1) };
        grants::set(tx, key, &ending)?;
        for (at, counts) in [(Timestamp(999), true), (ends, false), (Timestamp(1_001), false)] {
            assert_eq!(grants::list(tx, key, at)?.len(), usize::from(counts), "{at}");
            assert_eq!(grants::tiers(tx, key, &[rita], at)?.len(), usize::from(counts), "{at}");
            assert_eq!(grants::of_principal(tx, dev, rita, at)?.len(), usize::from(counts), "{at}");
        }
        assert_eq!(grants::all(tx, key)?.first(), Some(&ending));
        assert_eq!(grants::get(tx, key, rita)?, Some(ending));
        grants::set(tx, key, &grant(rita, Tier::Viewer, sam, 2))?;
        assert_eq!(grants::list(tx, key, ends)?.len(), 1, "shared anew, without an end");
        Ok(())
    });
}
