//! Break-glass: a protected environment is changed by hand for up to an hour, because one person asks and another agrees.

use model::{BreakGlass, BreakGlassId, BreakGlassState, EnvironmentId, ErrorCode, PrincipalKind, Timestamp};
use serde_json::json;
use store::{StoreError, Tx, break_glass as stored};

use crate::{
    AppError, ErrorKind, Op, Steward,
    change::Change,
    directory::{Chip, People},
    environments::object,
    lookup::{self, BreakGlass as MayBreakGlass, Enter, EnvironmentFor},
};

/// The longest that it lasts, in minutes.
const LONGEST: u32 = 60;

/// Break-glass as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BreakGlassView {
    /// What was asked for.
    pub asked: BreakGlass,
    /// Who asked.
    pub asked_by: Chip,
    /// Who agreed.
    pub approved_by: Option<Chip>,
    /// Who ended it before its time.
    pub ended_by: Option<Chip>,
    /// Where it stands.
    pub state: BreakGlassState,
}

/// What was asked for in an environment, newest first. Every member may see it: it explains who changes what others may not.
///
/// # Errors
/// The caller may not know of the environment.
pub async fn list(steward: &Steward, op: &Op, environment: &str) -> Result<Vec<BreakGlassView>, AppError> {
    let (op, environment) = (op.clone(), environment.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &environment)?;
            let mut people = People::at(op.at);
            let all = stored::list(tx, proof.id())?;
            all.into_iter().map(|it| view(tx, &mut people, it)).collect()
        })
        .await
}

/// Asks to change a protected environment by hand. Nothing is open before another person agrees.
///
/// # Errors
/// The caller may not ask for break-glass there, or is no person; the environment is not protected, or something is asked for or open already; the
/// reason or the time is not valid.
pub async fn ask(
    steward: &Steward,
    op: &Op,
    environment: &str,
    reason: &str,
    minutes: u32,
) -> Result<BreakGlassView, AppError> {
    let (environment, reason) = (environment.to_owned(), reason.trim().to_owned());
    steward
        .change(op, "break-glass.ask", move |_, tx, op, change| {
            let proof = lookup::environment::<MayBreakGlass>(tx, op, &environment)?;
            require_person(op)?;
            if reason.is_empty() || reason.chars().count() > 500 {
                return Err(AppError::invalid("A reason has 1 to 500 characters.").at("reason"));
            }
            if !(1..=LONGEST).contains(&minutes) {
                return Err(AppError::invalid(format!("Break-glass lasts 1 to {LONGEST} minutes.")).at("minutes"));
            }
            if !proof.environment().protected {
                let message = format!("The environment `{environment}` is not protected.");
                return Err(wrong_state(message, "Change it as it is."));
            }
            if let Some(live) = live(tx, proof.id(), op.at)? {
                let (is, hint) = match live.state(op.at) {
                    BreakGlassState::Asked => ("asked for", "Approve what was asked for, or end it."),
                    BreakGlassState::Open | BreakGlassState::Ended => ("open", "Use it, or end it first."),
                };
                return Err(wrong_state(format!("Break-glass is {is} in `{environment}` already."), hint));
            }
            let asked = BreakGlass {
                id: BreakGlassId::new(),
                environment: proof.id(),
                reason,
                minutes,
                asked_by: op.id(),
                asked_at: op.at,
                approved_by: None,
                until: None,
                ended_by: None,
                ended_at: None,
            };
            store(tx, change, asked, op.at)
        })
        .await
}

/// Agrees to what another person asked for: the environment may be changed by hand from now on, for as long as was asked.
///
/// # Errors
/// The caller may not approve break-glass there, is no person or asked for it himself; there is no such break-glass, or it is open or over.
pub async fn approve(
    steward: &Steward,
    op: &Op,
    environment: &str,
    id: BreakGlassId,
) -> Result<BreakGlassView, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "break-glass.approve", move |_, tx, op, change| {
            let proof = lookup::environment::<MayBreakGlass>(tx, op, &environment)?;
            require_person(op)?;
            let asked = named(tx, &proof, id)?;
            match asked.state(op.at) {
                BreakGlassState::Asked => {}
                BreakGlassState::Open => return Err(wrong_state("It is open already.", "Use it.")),
                BreakGlassState::Ended => return Err(wrong_state("It is over.", "Ask for another one.")),
            }
            if asked.asked_by == op.id() {
                let message = "You asked for this break-glass, so somebody else approves it.";
                return Err(takes_two(message));
            }
            let until = Timestamp(op.at.0 + i64::from(asked.minutes) * 60_000_000);
            let open = BreakGlass { approved_by: Some(op.id()), until: Some(until), ..asked };
            store(tx, change, open, op.at)
        })
        .await
}

/// Ends break-glass before its time, or takes back what was asked for.
///
/// # Errors
/// The caller may not ask for break-glass there; there is no such break-glass, or it is over.
pub async fn end(steward: &Steward, op: &Op, environment: &str, id: BreakGlassId) -> Result<BreakGlassView, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "break-glass.end", move |_, tx, op, change| {
            let proof = lookup::environment::<MayBreakGlass>(tx, op, &environment)?;
            let live = named(tx, &proof, id)?;
            if live.state(op.at) == BreakGlassState::Ended {
                return Err(wrong_state("It is over.", "Ask for another one, if it is still needed."));
            }
            let ended = BreakGlass { ended_by: Some(op.id()), ended_at: Some(op.at), ..live };
            store(tx, change, ended, op.at)
        })
        .await
}

/// What is asked for or open in an environment.
pub(crate) fn live(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    at: Timestamp,
) -> Result<Option<BreakGlass>, StoreError> {
    Ok(stored::newest(tx, environment)?.filter(|it| it.state(at) != BreakGlassState::Ended))
}

/// Break-glass with those who took part.
pub(crate) fn view(tx: &mut Tx<'_>, people: &mut People, asked: BreakGlass) -> Result<BreakGlassView, AppError> {
    Ok(BreakGlassView {
        asked_by: people.chip(tx, asked.asked_by)?,
        approved_by: asked.approved_by.map(|id| people.chip(tx, id)).transpose()?,
        ended_by: asked.ended_by.map(|id| people.chip(tx, id)).transpose()?,
        state: asked.state(people.now()),
        asked,
    })
}

fn named<R>(tx: &mut Tx<'_>, proof: &EnvironmentFor<R>, id: BreakGlassId) -> Result<BreakGlass, AppError> {
    stored::by_id(tx, proof.id(), id)?.ok_or_else(|| AppError::not_found(format!("break-glass {id}")))
}

fn store(tx: &mut Tx<'_>, change: &mut Change, it: BreakGlass, at: Timestamp) -> Result<BreakGlassView, AppError> {
    stored::put(tx, &it)?;
    let detail = json!({"breakGlass": it.id, "reason": it.reason, "minutes": it.minutes, "until": it.until.map(|it| it.to_string())});
    change.of(Some(it.environment), object(it.environment), detail);
    view(tx, &mut People::at(at), it)
}

fn require_person(op: &Op) -> Result<(), AppError> {
    if op.who.principal().kind == PrincipalKind::User {
        return Ok(());
    }
    Err(takes_two("A service account neither asks for break-glass nor approves it."))
}

fn takes_two(message: &str) -> AppError {
    AppError::new(ErrorKind::Forbidden, ErrorCode::BreakGlassTakesTwo, message)
        .with_hint("It takes two persons who may ask for break-glass there, such as two admins of the environment.")
}

fn wrong_state(message: impl Into<String>, hint: &str) -> AppError {
    AppError::new(ErrorKind::Conflict, ErrorCode::BreakGlassState, message).with_hint(hint)
}
