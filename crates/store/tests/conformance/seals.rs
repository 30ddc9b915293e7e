//! What is recorded of runs is vouched for.

use model::{PrincipalId, RunStatus};
use store::{
    StoreError, Tx, audit, journal,
    runs::{self, Progress, Save, retention},
    seals,
};

use crate::{
    fixture::{HERE, in_store},
    retention::{at_day, run},
    things,
};

/// Seals what ended before a day. Answers whether there was anything.
fn seal(tx: &mut Tx<'_>, before: i64) -> Result<bool, StoreError> {
    let Some(next) = seals::next(tx, at_day(before))? else { return Ok(false) };
    assert!(seals::store(tx, &next, at_day(before))?);
    Ok(true)
}

fn changed(tx: &mut Tx<'_>) -> Result<Vec<i64>, StoreError> {
    let verified = audit::verify(tx)?;
    assert_eq!(verified.broken_at, None);
    Ok(verified.seals.changed)
}

#[test]
fn whatever_is_changed_of_a_sealed_run_shows() {
    in_store(|tx| {
        let one = run(tx, HERE, 0, Some(0))?;
        run(tx, HERE, 0, Some(1))?;
        let later = run(tx, HERE, 3, Some(3))?;
        assert!(seal(tx, 2)? && !seal(tx, 2)?);
        let whole = audit::verify(tx)?;
        assert_eq!((whole.entries, whole.seals.seals, whole.seals.runs), (1, 1, 2));
        assert_eq!((whole.seals.removed, whole.seals.changed), (0, vec![]));
        let another = PrincipalId::new();
        for (change, back) in [
            ("version = 2", "version = 1"),
            ("status = 3", "status = 2"),
            ("start_kind = 0", "start_kind = 1"),
            ("invoker = id", "invoker = NULL"),
            ("started_at = started_at + 1", "started_at = started_at - 1"),
            ("ended_at = ended_at + 1", "ended_at = ended_at - 1"),
            ("code = 'x'", "code = NULL"),
            ("message = ''", "message = NULL"),
            ("resubmit_of = id", "resubmit_of = NULL"),
        ] {
            let sql = |set: &str| format!("UPDATE runs SET {set} WHERE id = ?1");
            tx.execute(&sql(change), store::params![one])?;
            assert_eq!(changed(tx)?, [1], "{change}");
            tx.execute(&sql(back), store::params![one])?;
            assert!(changed(tx)?.is_empty(), "{back}");
        }
        for (column, bytes) in [("start", &[1, 2, 4][..]), ("acting", another.0.as_bytes())] {
            tx.execute(&format!("UPDATE runs SET {column} = ?2 WHERE id = ?1"), store::params![one, bytes])?;
            assert_eq!(changed(tx)?, [1], "{column}");
            let was: Option<&[u8]> = (column == "start").then_some(&[1, 2, 3]);
            tx.execute(
                &format!("UPDATE runs SET {column} = ?2 WHERE id = ?1"),
                store::params![one, was.unwrap_or_default()],
            )?;
            assert!(changed(tx)?.is_empty());
        }
        // What is not sealed yet is not looked at.
        tx.execute("UPDATE runs SET status = 3 WHERE id = ?1", store::params![later])?;
        assert!(changed(tx)?.is_empty());
        // A longer journal, a changed one, and none.
        journal::append(tx, one, 1, b"more")?;
        assert_eq!(changed(tx)?, [1]);
        tx.execute("DELETE FROM journal WHERE run = ?1 AND seq = 1", store::params![one])?;
        assert!(changed(tx)?.is_empty());
        tx.execute("UPDATE journal SET segment = ?2 WHERE run = ?1", store::params![one, b"other".as_slice()])?;
        assert_eq!(changed(tx)?, [1]);
        Ok(())
    });
}

#[test]
fn a_run_that_ends_late_is_sealed_when_it_has_ended() {
    in_store(|tx| {
        let node = things::node(tx)?;
        let open = things::new_run(HERE, model::FlowKey(1));
        let id = open.id;
        runs::save(tx, things::first_save(open, node))?;
        let far = 400_000;
        assert!(seal(tx, far)? && !seal(tx, far)?);
        // Nothing has ended, so there is nothing to vouch for.
        assert_eq!(audit::verify(tx)?.entries, 0);
        let acting = PrincipalId::new();
        let progress = Progress {
            status: RunStatus::Succeeded,
            ended_at: Some(at_day(1)),
            acting: vec![acting],
            ..Progress::running()
        };
        runs::save(tx, Save { progress, moves: true, keep: false, ..things::next_save(id, node, 1) })?;
        assert!(seal(tx, far)? && !seal(tx, far)?);
        let verified = audit::verify(tx)?;
        assert_eq!((verified.entries, verified.seals.runs), (1, 1));
        let filter = audit::Filter { about: Some(acting.0), ..audit::Filter::default() };
        assert_eq!(audit::list(tx, &filter, None, 9)?.len(), 1, "the entry names who acted");
        tx.execute("UPDATE runs SET acting = NULL", &[])?;
        assert_eq!(changed(tx)?, [1]);
        Ok(())
    });
}

#[test]
fn runs_that_leave_the_history_are_told_from_runs_that_are_taken_out_of_it() {
    in_store(|tx| {
        let old = run(tx, HERE, 0, Some(0))?;
        seal(tx, 2)?;
        let new = run(tx, HERE, 5, Some(5))?;
        seal(tx, 6)?;
        assert_eq!(retention::removed_before(tx)?.0, i64::MIN);
        retention::removes_before(tx, at_day(3))?;
        retention::removes_before(tx, at_day(1))?;
        assert_eq!(retention::removed_before(tx)?, at_day(3));
        assert_eq!(retention::remove(tx, &[old])?, 1);
        let verified = audit::verify(tx)?.seals;
        assert_eq!((verified.seals, verified.runs, verified.removed), (2, 1, 1));
        assert!(verified.changed.is_empty());
        assert_eq!(retention::remove(tx, &[new])?, 1);
        assert_eq!(changed(tx)?, [2]);
        Ok(())
    });
}

#[test]
fn of_two_servers_that_seal_at_once_one_does() {
    in_store(|tx| {
        run(tx, HERE, 0, Some(0))?;
        let (one, two) = (seals::next(tx, at_day(2))?, seals::next(tx, at_day(2))?);
        assert_eq!(one, two);
        let seal = one.expect("a run to seal");
        assert!(seals::store(tx, &seal, at_day(2))? && !seals::store(tx, &seal, at_day(2))?);
        assert_eq!(audit::verify(tx)?.entries, 1);
        Ok(())
    });
}
