//! Everything that is sealed is found where it is, and another master key takes the place of the one before.

use model::{EnvironmentId, FlowId, FlowKey};
use store::{
    KeyRing, Secret, StoreError, Tx, audit, certificates, params, runs,
    sealed::{self, PLACES, Sealed},
    seals,
    secrets::{self, Belongs, MARK},
};
use uuid::Uuid;

use crate::{
    fixture::{HERE, NOW, in_store},
    retention::at_day,
    things::{connection, first_save, flow, new_run, node, secret_version, signing_key, succeeded, user},
};

const TEXT: &str = "hunter2";

fn seal(environment: Option<EnvironmentId>, owner: Uuid) -> Vec<u8> {
    let sealed = KeyRing::new([1; 32]).seal(&Secret::new(TEXT), Belongs { environment, owner });
    sealed.expect("there are random numbers")
}

fn marked(owner: Uuid) -> Vec<u8> {
    [&MARK[..], &seal(Some(HERE), owner)].concat()
}

/// One sealed value in each place, and one beside it that is not, where there may be such.
fn fill(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let (owner, node) = (user(tx, "soul")?, node(tx)?);
    let environment = crate::things::environment(tx, "here")?;
    assert_eq!(environment, HERE);
    let held = connection(tx, HERE, owner)?;
    tx.execute("DELETE FROM connection_secrets", &[])?;
    let new = secret_version(owner, None);
    store::connections::versions::add(tx, held, &new, &seal(Some(HERE), owner.0))?;
    let wiped = store::connections::versions::add(tx, held, &new, &seal(Some(HERE), owner.0))?;
    store::connections::versions::wipe_at(tx, held, wiped, NOW)?;
    store::connections::versions::wipe(tx, NOW)?;
    let id = FlowId::new();
    let key = flow(tx, HERE, id, owner)?;
    store::flows::set_trigger_key(tx, key, &seal(Some(HERE), id.0))?;
    store::second_factors::offer(tx, owner, &seal(None, owner.0))?;
    store::signing_keys::keep(tx, &signing_key(owner.0, seal(None, owner.0)))?;
    for is_sealed in [true, false] {
        let mut new = new_run(HERE, FlowKey(1));
        let (run, clear) = (new.id, b"\x01clear".to_vec());
        let stored = |owner| if is_sealed { marked(owner) } else { clear.clone() };
        new.start = stored(run.0);
        runs::save(tx, store::runs::Save { progress: succeeded(NOW.0), ..first_save(new, node) })?;
        tx.execute("DELETE FROM journal WHERE run = ?1", params![run])?;
        store::journal::append(tx, run, 1, &stored(run.0))?;
        let number = i64::from(is_sealed);
        for (sql, bytes) in [
            ("INSERT INTO callbacks (run, frame, action, answer) VALUES (?1, 0, ?3, ?2)", stored(run.0)),
            (
                "INSERT INTO child_calls (parent, frame, action, attempt, child, answer) VALUES (?1, 0, ?3, 1, ?1, ?2)",
                stored(run.0),
            ),
            (
                "INSERT INTO errands (id, environment, owner, request, attempt, due_at) VALUES (?1, 1, ?1, ?2, 1, ?3)",
                stored(run.0),
            ),
            (
                "INSERT INTO subscriptions (flow, id, environment, owner, request) VALUES (?3, ?1, 1, ?1, ?2)",
                stored(run.0),
            ),
        ] {
            tx.execute(sql, params![run, &bytes, number])?;
        }
    }
    Ok(())
}

fn all(tx: &mut Tx<'_>) -> Result<Vec<(&'static str, Sealed)>, StoreError> {
    let mut found = Vec::new();
    for place in PLACES {
        let mut after: Option<Sealed> = None;
        while let Some(value) = sealed::page(tx, place, after.as_ref(), 1)?.pop() {
            found.push((place.name, value.clone()));
            after = Some(value);
        }
    }
    Ok(found)
}

#[test]
fn every_sealed_value_is_found_once_and_is_sealed_anew_where_it_is() {
    in_store(|tx| {
        fill(tx)?;
        let found = all(tx)?;
        let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, PLACES.iter().map(|place| place.name).collect::<Vec<_>>());
        let keys = KeyRing::new([2; 32]).with_former([1; 32]);
        for (place, (_, value)) in PLACES.iter().zip(&found) {
            assert_eq!(secrets::key_name(value.bytes()), KeyRing::new([1; 32]).names().pop(), "{}", place.name);
            let anew = keys.reseal(value.bytes(), value.belongs).expect("it opens").expect("the key is another one");
            assert!(sealed::put(tx, place, value, &anew)?);
            assert!(!sealed::put(tx, place, value, &anew)?, "{}: it is another one now", place.name);
        }
        let new = KeyRing::new([2; 32]);
        for (name, value) in all(tx)? {
            let opened = new.open(value.bytes(), value.belongs).expect(name);
            assert_eq!(opened.expose_text(), Some(TEXT));
            assert!(!name.contains("of runs") || value.run().0 == value.belongs.owner);
        }
        Ok(())
    });
}

#[test]
fn what_the_audit_vouches_for_is_sealed_anew_without_a_change_that_shows() {
    in_store(|tx| {
        fill(tx)?;
        assert_eq!(seals::fixed_through(tx)?, None);
        let seal = seals::next(tx, at_day(400_000))?.expect("runs to vouch for");
        assert!(seals::store(tx, &seal, NOW)?);
        assert_eq!(audit::verify(tx)?.seals.runs, 2);
        let keys = KeyRing::new([2; 32]).with_former([1; 32]);
        for place in PLACES.iter().filter(|place| place.is_history) {
            let value = sealed::page(tx, place, None, 1)?.pop().expect("one");
            assert!(seals::fixed_through(tx)?.is_none_or(|fixed| value.run() > fixed), "seals of now let it be");
            let anew = keys.reseal(value.bytes(), value.belongs).expect("it opens").expect("another key");
            assert!(sealed::put(tx, place, &value, &anew)?);
            let verified = audit::verify(tx)?.seals;
            assert_eq!((verified.runs, verified.changed), (2, vec![]), "{}", place.name);
            // Another text does show.
            let other = keys.seal(&Secret::new("another"), value.belongs).expect("sealed");
            let put = sealed::page(tx, place, None, 1)?.pop().expect("one");
            assert!(sealed::put(tx, place, &put, &other)?);
            assert_eq!(audit::verify(tx)?.seals.changed.len(), 1, "{}", place.name);
            let changed = sealed::page(tx, place, None, 1)?.pop().expect("one");
            assert!(sealed::put(tx, place, &changed, &anew)?);
        }
        Ok(())
    });
}

#[test]
fn seals_of_earlier_servers_cover_what_they_did() {
    in_store(|tx| {
        fill(tx)?;
        let through = runs::list(tx, &runs::Wanted { flows: vec![FlowKey(1)], status: None, after: None, limit: 1 })?;
        let through = through.first().expect("a run").id;
        // As one of them has left it.
        store::settings::keep(tx, "runs.sealedThrough", through.0.as_bytes())?;
        assert_eq!(seals::fixed_through(tx)?, Some(through));
        let node = node(tx)?;
        let later = new_run(HERE, FlowKey(1));
        runs::save(tx, store::runs::Save { progress: succeeded(NOW.0), ..first_save(later, node) })?;
        let seal = seals::next(tx, at_day(400_000))?.expect("runs to vouch for");
        assert!(seals::store(tx, &seal, NOW)?);
        assert_eq!(seals::fixed_through(tx)?, Some(through), "later seals move it no further");
        Ok(())
    });
}

#[test]
fn certificates_are_listed_and_signed_anew() {
    in_store(|tx| {
        let principal = user(tx, "soul")?;
        let stored = certificates::StoredCertificate {
            id: model::CertificateId::new(),
            principal,
            text: "a text".to_owned(),
            signature: KeyRing::new([1; 32]).sign(b"a text").to_vec(),
            issued_at: NOW,
        };
        certificates::insert(tx, &stored)?;
        let keys = KeyRing::new([2; 32]).with_former([1; 32]);
        let anew = keys.sign_anew(b"a text", &stored.signature).expect("a former key has signed it");
        certificates::sign(tx, stored.id, &anew)?;
        let [listed] = certificates::list(tx)?.try_into().expect("one");
        assert!(KeyRing::new([2; 32]).has_signed(b"a text", &listed.signature));
        assert_eq!(keys.sign_anew(b"a text", &listed.signature), None);
        assert_eq!(keys.sign_anew(b"a text", b"nonsense"), None);
        Ok(())
    });
}
