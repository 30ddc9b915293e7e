//! Another master key: everything that is sealed is sealed anew, in steps that each leave it readable with both keys.
//!
//! What is sealed keeps its own key and its text; only that key is encrypted anew. So entries of the audit log that vouch for what runs
//! have stored go on doing so. Entries of servers before step 5 of the schema vouch for it byte by byte: what they cover stays under
//! the former key until it leaves the history.

use std::collections::BTreeMap;

use model::ErrorCode;
use serde_json::json;
use store::{
    Tx, nodes,
    sealed::{self, PLACES, Place, Sealed},
    seals, secrets, settings,
};

use crate::{
    AppError, ErrorKind, Steward,
    bootstrap::{KEY_CHECK, NEXT_KEY_CHECK, require_keys, seal_known},
    handover::certificate,
};

/// How many values one transaction takes.
const STEP: u32 = 64;

/// What a rotation has done.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Rotated {
    /// How many values are sealed anew.
    pub values: u64,
    /// How many certificates are signed anew.
    pub certificates: u64,
    /// How many values of the history stay under a former key, because entries of the audit log vouch for each of their bytes.
    pub fixed: u64,
}

/// The sealed values of one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Values {
    /// What they are.
    pub place: &'static str,
    /// How many there are by the name of the key that they are under.
    pub under: BTreeMap<String, u64>,
    /// How many do not open, because they were changed or their key is not known.
    pub broken: u64,
}

/// Seals everything with the first of the master keys, which are all that the data needs. Begun again after a crash, it goes on. `told`
/// hears after each step how many values it took; its error ends the rotation there.
///
/// # Errors
/// A key is missing; a server that is up does not seal with that key; a value does not open; what `told` answers.
pub async fn rotate(
    steward: &Steward,
    told: &mut (dyn FnMut(u64) -> Result<(), AppError> + Send),
) -> Result<Rotated, AppError> {
    change(steward, |steward, tx| {
        require_keys(steward, tx)?;
        require_servers(steward, tx)?;
        seal_known(steward, tx, NEXT_KEY_CHECK)
    })
    .await?;
    let mut done = Rotated::default();
    for place in PLACES {
        let mut after = None;
        loop {
            let step = change(steward, move |steward, tx| one_step(steward, tx, place, after.as_ref())).await?;
            done.values += step.values;
            done.fixed += step.fixed;
            told(step.values)?;
            match step.last {
                Some(last) => after = Some(last),
                None => break,
            }
        }
    }
    done.certificates = change(steward, certificate::sign_anew).await?;
    steward
        .change_by_itself("secrets.rotate", move |steward, tx, change| {
            // One that started meanwhile may have sealed something with another key.
            require_servers(steward, tx)?;
            seal_known(steward, tx, KEY_CHECK)?;
            settings::remove(tx, NEXT_KEY_CHECK)?;
            let key = steward.keys().names().into_iter().next();
            let detail =
                json!({"key": key, "values": done.values, "certificates": done.certificates, "fixed": done.fixed});
            change.of(None, "installation", detail);
            Ok(())
        })
        .await?;
    Ok(done)
}

async fn change<T: Send + 'static>(
    steward: &Steward,
    work: impl FnOnce(&Steward, &mut Tx<'_>) -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let keeper = steward.clone();
    let work = move |tx: &mut Tx<'_>| {
        tx.one_at_a_time()?;
        work(&keeper, tx)
    };
    steward.store().write(work).await
}

#[derive(Default)]
struct Step {
    values: u64,
    fixed: u64,
    last: Option<Sealed>,
}

fn one_step(
    steward: &Steward,
    tx: &mut Tx<'_>,
    place: &'static Place,
    after: Option<&Sealed>,
) -> Result<Step, AppError> {
    let fixed = if place.is_history { seals::fixed_through(tx)? } else { None };
    let mut step = Step::default();
    for value in sealed::page(tx, place, after, STEP)? {
        match steward.keys().reseal(value.bytes(), value.belongs) {
            Ok(None) => {}
            Ok(Some(_)) if fixed.is_some_and(|fixed| value.run() <= fixed) => step.fixed += 1,
            // Whoever changed it meanwhile has sealed it with the same key.
            Ok(Some(anew)) => step.values += u64::from(sealed::put(tx, place, &value, &anew)?),
            Err(error) => {
                let message = format!("One of the {} cannot be sealed anew: {error}.", place.name);
                return Err(AppError::new(ErrorKind::Internal, ErrorCode::MasterKey, message)
                    .with_hint("Look with `steward secrets verify`, and name all former keys."));
            }
        }
        step.last = Some(value);
    }
    Ok(step)
}

/// Refuses while a server is up that seals with another key, or could not open what is sealed with this one.
fn require_servers(steward: &Steward, tx: &mut Tx<'_>) -> Result<(), AppError> {
    if !steward.store().is_shared() {
        return Ok(());
    }
    let (now, key) = (nodes::now(tx)?, steward.keys().names().into_iter().next().unwrap_or_default());
    let other =
        nodes::list(tx)?.into_iter().find(|it| it.lease_until >= now && it.keys.split(',').next() != Some(&*key));
    let Some(node) = other else { return Ok(()) };
    let message = format!("The server {} does not seal with the new master key.", node.name);
    Err(AppError::new(ErrorKind::Conflict, ErrorCode::ServerWithoutKey, message).with_hint(
        "Start it with the new key as --master-key-file and the present one as --former-master-key-file, or stop it.",
    ))
}

/// Opens everything that is sealed, and says under which keys it is.
///
/// # Errors
/// A key is missing that the data needs to start with.
pub async fn verify(steward: &Steward) -> Result<Vec<Values>, AppError> {
    steward.read(require_keys).await?;
    let mut found = Vec::new();
    for place in PLACES {
        let mut values = Values { place: place.name, under: BTreeMap::new(), broken: 0 };
        let mut after = None;
        loop {
            let page = steward.read(move |_, tx| Ok(sealed::page(tx, place, after.as_ref(), STEP)?)).await?;
            for value in &page {
                let key = secrets::key_name(value.bytes()).unwrap_or_else(|| "none".to_owned());
                *values.under.entry(key).or_default() += 1;
                values.broken += u64::from(steward.keys().open(value.bytes(), value.belongs).is_err());
            }
            after = page.into_iter().next_back();
            if after.is_none() {
                break;
            }
        }
        found.push(values);
    }
    Ok(found)
}
