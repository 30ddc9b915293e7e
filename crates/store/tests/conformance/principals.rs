//! Users, service accounts and groups.

use model::{Principal, PrincipalId, PrincipalKind, PrincipalSource, TenantRole, Timestamp};
use store::{StoreError, principals};

use crate::{
    fixture::in_store,
    things::{NOW, principal, user},
};

#[test]
fn names_are_unique_and_searched_without_case() {
    in_store(|tx| {
        user(tx, "soul.s")?;
        assert!(matches!(user(tx, "soul.s"), Err(StoreError::Exists(_))));
        assert!(principals::by_name(tx, "Soul.S")?.is_some());
        assert_eq!(principals::list(tx, "SOUL", "", 10)?.len(), 1);
        assert_eq!(principals::list(tx, "%", "", 10)?.len(), 0);
        assert_eq!(principals::list(tx, "", "soul.s", 10)?.len(), 0);
        Ok(())
    });
}

#[test]
fn a_principal_reads_back_and_is_disabled() {
    in_store(|tx| {
        let boss = user(tx, "boss")?;
        let robot = Principal {
            display_name: "Ro\u{308}bot \u{1f916}".to_owned(),
            expires_at: Some(Timestamp(7)),
            leaves_at: Some(Timestamp(8)),
            manager: Some(boss),
            team: Some(boss),
            external_id: Some("00-17".to_owned()),
            source: PrincipalSource::Scim,
            tenant_role: Some(TenantRole::Admin),
            ..Principal::new(PrincipalId::new(), PrincipalKind::ServiceAccount, "robot")
        };
        principals::insert(tx, &robot, NOW)?;
        assert_eq!(principals::by_id(tx, robot.id)?, Some(robot.clone()));
        for (name, tenant_role) in [("auditor", Some(TenantRole::Auditor)), ("nobody", None)] {
            let other = Principal { id: PrincipalId::new(), name: name.to_owned(), tenant_role, ..robot.clone() };
            principals::insert(tx, &other, NOW)?;
            assert_eq!(principals::by_id(tx, other.id)?, Some(other));
        }
        assert_eq!(principals::by_ids(tx, &[PrincipalId::new(), robot.id])?, std::slice::from_ref(&robot));
        assert_eq!((principals::count(tx)?, principals::active_tenant_admins(tx)?), (4, 1));
        assert!(principals::set_disabled(tx, robot.id, Some(Timestamp(5)))?);
        assert_eq!(principals::by_id(tx, robot.id)?.and_then(|robot| robot.disabled_at), Some(Timestamp(5)));
        assert_eq!(principals::active_tenant_admins(tx)?, 0);
        assert!(principals::set_disabled(tx, robot.id, None)?);
        assert_eq!(principals::active_tenant_admins(tx)?, 1);
        assert!(!principals::set_disabled(tx, PrincipalId::new(), None)?);
        Ok(())
    });
}

#[test]
fn what_is_known_changes_and_whoever_is_deleted_is_listed_nowhere() {
    in_store(|tx| {
        let (sam, soul) = (user(tx, "sam")?, user(tx, "soul")?);
        let known = principals::by_id(tx, sam)?.expect("sam");
        let changed = Principal {
            name: "sam.i".to_owned(),
            disabled_at: Some(Timestamp(3)),
            deleted_at: Some(Timestamp(4)),
            leaves_at: Some(Timestamp(2)),
            manager: Some(soul),
            ..known
        };
        assert!(principals::update(tx, &changed)?);
        assert_eq!(principals::by_id(tx, sam)?, Some(changed.clone()));
        assert_eq!(principals::by_name(tx, "Sam.I")?.map(|it| it.id), Some(sam), "history still finds it");
        assert_eq!(principals::list(tx, "", "", 10)?.len(), 1);
        let taken = Principal { name: "soul".to_owned(), ..changed.clone() };
        assert!(matches!(principals::update(tx, &taken), Err(StoreError::Exists(_))));
        assert!(!principals::update(tx, &Principal { id: PrincipalId::new(), name: "x".to_owned(), ..changed })?);
        Ok(())
    });
}

#[test]
fn sponsors_are_replaced_together() {
    in_store(|tx| {
        let robot = principal(tx, "robot", PrincipalKind::ServiceAccount)?;
        let (sam, soul) = (user(tx, "sam")?, user(tx, "soul")?);
        principals::set_sponsors(tx, robot, &[soul, sam, soul])?;
        assert_eq!(principals::sponsors(tx, robot)?, [sam, soul]);
        principals::set_sponsors(tx, robot, &[soul])?;
        assert_eq!(principals::sponsors(tx, robot)?, [soul]);
        assert!(principals::sponsors(tx, sam)?.is_empty());
        Ok(())
    });
}

#[test]
fn a_list_sorts_by_the_bytes_of_names_and_goes_on_after_one() {
    in_store(|tx| {
        for name in ["b", "a_1", "a-1", "a.1", "ä", "a1", "z"] {
            user(tx, name)?;
        }
        let names = |found: Vec<Principal>| found.into_iter().map(|found| found.name).collect::<Vec<_>>();
        assert_eq!(names(principals::list(tx, "", "", 10)?), ["a-1", "a.1", "a1", "a_1", "b", "z", "ä"]);
        assert_eq!(names(principals::list(tx, "", "a1", 2)?), ["a_1", "b"]);
        assert_eq!(names(principals::list(tx, "A_1@EXAMPLE", "", 2)?), ["a_1"]);
        Ok(())
    });
}

#[test]
fn groups_reach_through_groups_and_a_circle_ends() {
    in_store(|tx| {
        let sam = user(tx, "sam")?;
        let inner = principal(tx, "inner", PrincipalKind::Group)?;
        let outer = principal(tx, "outer", PrincipalKind::Group)?;
        principals::add_group_member(tx, inner, sam)?;
        principals::add_group_member(tx, inner, sam)?;
        principals::add_group_member(tx, outer, inner)?;
        principals::add_group_member(tx, inner, outer)?;
        let mut reach = principals::reach(tx, sam)?;
        reach.sort();
        assert_eq!(reach, [sam, inner, outer]);
        assert_eq!(principals::groups_of(tx, sam)?, [inner]);
        assert_eq!(principals::of_kind(tx, PrincipalKind::Group)?.len(), 2);
        assert_eq!(principals::group_members(tx, outer)?, [inner]);
        assert!(principals::remove_group_member(tx, inner, sam)?);
        assert!(!principals::remove_group_member(tx, inner, sam)?);
        assert_eq!(principals::reach(tx, sam)?, [sam]);
        assert!(principals::reach(tx, PrincipalId::new())?.is_empty());
        Ok(())
    });
}
