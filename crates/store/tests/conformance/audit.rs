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

#[test]
fn entries_are_listed_newest_first_by_place_and_by_object() {
    in_store(|tx| {
        let everywhere = audit::Entry { environment: None, actor: Some(PrincipalId::new()), ..entry("user.create") };
        let other = audit::Entry { object: "flow/2".to_owned(), ..entry("flow.create") };
        for made in [&everywhere, &other, &entry("flow.create")] {
            audit::append(tx, made)?;
        }
        let numbers = |found: Vec<audit::StoredEntry>| found.into_iter().map(|found| found.seq).collect::<Vec<_>>();
        assert_eq!(numbers(audit::list(tx, None, None, 10)?), [3, 2, 1]);
        assert_eq!(numbers(audit::list(tx, None, Some(3), 1)?), [2]);
        assert_eq!(numbers(audit::list(tx, Some(EnvironmentId(1)), None, 10)?), [3, 2]);
        assert_eq!(numbers(audit::of_object(tx, "flow/2", 10)?), [2]);
        // Both have the same object.
        assert_eq!(numbers(audit::of_object(tx, "flow/1", 10)?), [3, 1]);
        assert_eq!(audit::list(tx, None, Some(2), 1)?.pop().map(|found| found.entry), Some(everywhere));
        Ok(())
    });
}
