//! The audit log.

use model::{EnvironmentId, PrincipalId};
use store::audit;

use crate::{fixture::in_store, things::NOW};

pub(crate) fn entry(action: &str) -> audit::Entry {
    audit::Entry {
        at: NOW,
        actor: None,
        environment: Some(EnvironmentId(1)),
        action: action.to_owned(),
        object: "flow/1".to_owned(),
        detail: "{}".to_owned(),
    }
}

#[test]
fn the_audit_log_shows_a_changed_or_missing_entry() {
    in_store(|tx| {
        for action in ["flow.create", "flow.share", "flow.delete"] {
            audit::append(tx, &entry(action))?;
        }
        let whole = audit::verify(tx)?;
        assert_eq!((whole.entries, whole.broken_at), (3, None));
        assert_eq!(whole.head, audit::list(tx, &audit::Filter::default(), None, 1)?[0].hash);
        // Whatever of an entry is changed shows, and no longer does once it is as it was.
        for (changed, back) in [
            ("at = at + 1", "at = at - 1"),
            ("actor = ?1", "actor = NULL"),
            ("environment = 2", "environment = 1"),
            ("action = 'flow.see'", "action = 'flow.share'"),
            ("object = 'flow/2'", "object = 'flow/1'"),
            ("detail = '{ }'", "detail = '{}'"),
            ("seq = 9", "seq = 2"),
        ] {
            let whoever = [store::Param::from(PrincipalId::new())];
            let given = if changed.contains('?') { &whoever[..] } else { &[] };
            tx.execute(&format!("UPDATE audit SET {changed} WHERE seq = 2"), given)?;
            assert_eq!(audit::verify(tx)?.broken_at, Some(2), "{changed}");
            tx.execute(&format!("UPDATE audit SET {back} WHERE seq IN (2, 9)"), &[])?;
            assert_eq!(audit::verify(tx)?, whole, "{back}");
        }
        tx.execute("UPDATE audit SET hash = (SELECT hash FROM audit WHERE seq = 1) WHERE seq = 3", &[])?;
        assert_eq!(audit::verify(tx)?.broken_at, Some(3));
        tx.execute("DELETE FROM audit WHERE seq = 1", &[])?;
        assert_eq!(audit::verify(tx)?.broken_at, Some(1));
        Ok(())
    });
}

#[test]
fn entries_are_listed_newest_first_by_place_and_by_object() {
    in_store(|tx| {
        let everywhere = audit::Entry { environment: None, actor: Some(PrincipalId::new()), ..entry("user.create") };
        let other = audit::Entry { object: "flow/2".to_owned(), ..entry("flow.create") };
        for made in [&everywhere, &other, &entry("flow.create")] {
            audit::append(tx, made)?;
        }
        let numbers = |found: Vec<audit::StoredEntry>| found.into_iter().map(|found| found.seq).collect::<Vec<_>>();
        let all = audit::Filter::default();
        assert_eq!(numbers(audit::list(tx, &all, None, 10)?), [3, 2, 1]);
        assert_eq!(numbers(audit::list(tx, &all, Some(3), 1)?), [2]);
        assert_eq!(numbers(audit::oldest_first(tx, &all, 1, 10)?), [2, 3]);
        assert_eq!(numbers(audit::oldest_first(tx, &all, 0, 2)?), [1, 2]);
        assert_eq!(audit::list(tx, &all, Some(2), 1)?.pop().map(|found| found.entry), Some(everywhere.clone()));
        let here = audit::Filter { environment: Some(EnvironmentId(1)), ..all.clone() };
        assert_eq!(numbers(audit::list(tx, &here, None, 10)?), [3, 2]);
        // Both have the same object.
        let object = audit::Filter { object: Some("flow/1".to_owned()), ..all.clone() };
        assert_eq!(numbers(audit::list(tx, &object, None, 10)?), [3, 1]);
        let actor = audit::Filter { actor: everywhere.actor, ..all.clone() };
        assert_eq!(numbers(audit::list(tx, &actor, None, 10)?), [1]);
        let nobody = audit::Filter { actor: Some(PrincipalId::new()), ..all.clone() };
        assert!(audit::list(tx, &nobody, None, 10)?.is_empty());
        for (action, found) in
            [("flow.create", &[3, 2][..]), ("flow", &[3, 2]), ("user", &[1]), ("flo", &[]), ("%", &[])]
        {
            let filter = audit::Filter { action: Some(action.to_owned()), ..all.clone() };
            assert_eq!(numbers(audit::list(tx, &filter, None, 10)?), found, "{action}");
        }
        let later = audit::Entry { at: NOW.plus_millis(1), ..entry("flow.share") };
        audit::record(tx, &later)?;
        let since = audit::Filter { since: Some(later.at), ..all.clone() };
        assert_eq!(numbers(audit::list(tx, &since, None, 10)?), [4]);
        let until = audit::Filter { until: Some(later.at), ..all };
        assert_eq!(numbers(audit::list(tx, &until, None, 10)?), [3, 2, 1]);
        Ok(())
    });
}

#[test]
fn entries_about_somebody_are_what_he_did_and_what_was_done_to_him() {
    in_store(|tx| {
        let (ana, other) = (PrincipalId::new(), PrincipalId::new());
        let by_her = audit::Entry { actor: Some(ana), ..entry("flow.create") };
        let to_her = audit::Entry { object: format!("principal/{ana}"), ..entry("principal.disable") };
        let names_her = audit::Entry { detail: format!(r#"{{"principal":"{ana}"}}"#), ..entry("flow.share") };
        let of_another = audit::Entry { actor: Some(other), ..entry("flow.create") };
        for made in [&by_her, &to_her, &names_her, &of_another] {
            audit::append(tx, made)?;
        }
        let filter = audit::Filter { about: Some(ana.0), ..audit::Filter::default() };
        let found: Vec<_> = audit::oldest_first(tx, &filter, 0, 10)?.into_iter().map(|found| found.entry).collect();
        assert_eq!(found, [by_her, to_her, names_her]);
        Ok(())
    });
}
