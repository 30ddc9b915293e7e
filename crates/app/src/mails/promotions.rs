//! Notices about promotions: approvers are asked, and who asked for one hears what has become of it.

use model::{PrincipalId, PromotionDecision, Timestamp};
use store::{Tx, mails, promotions};

use super::{DAY, Letter};
use crate::{
    AppError,
    directory::People,
    promotions::{Promotion, PromotionState, complete},
};

/// How long after it is news what has become of a promotion.
const NEWS: i64 = 7 * DAY;

/// What is to be told of promotions and was not told yet, with the keys under which it is told once. Another plan is asked about anew.
pub(super) fn letters(
    tx: &mut Tx<'_>,
    base: &str,
    now: Timestamp,
    letters: &mut Vec<(String, PrincipalId, Letter)>,
) -> Result<(), AppError> {
    let mut people = People::at(now);
    for stored in promotions::recent(tx, now.plus_millis(-NEWS))? {
        let promotion = complete(tx, stored, now)?;
        let it = &promotion.stored;
        let Some(what) = what(&promotion) else { continue };
        let whom = if what == "asked" { awaited(&promotion) } else { vec![it.requested_by] };
        for to in whom {
            let key = format!("promotion/{}/{}/{what}/{to}", it.id, it.plan_digest);
            if mails::is_there(tx, &key)? {
                continue;
            }
            let mut letter = letter(tx, &mut people, &promotion)?;
            letter.link("What it does", format!("{base}/promotions/{}", it.id));
            letters.push((key, to, letter));
        }
    }
    Ok(())
}

/// The word for what is told of a promotion, if anything is.
fn what(promotion: &Promotion) -> Option<&'static str> {
    match promotion.state() {
        PromotionState::Waiting if promotion.stored.can_apply => Some("asked"),
        PromotionState::Approved if promotion.review().needed > 0 => Some("approved"),
        PromotionState::Rejected => Some("rejected"),
        PromotionState::Applied => Some("applied"),
        PromotionState::Failed => Some("failed"),
        PromotionState::Stale => Some("stale"),
        PromotionState::Waiting | PromotionState::Approved | PromotionState::Withdrawn => None,
    }
}

/// Who is waited for.
fn awaited(promotion: &Promotion) -> Vec<PrincipalId> {
    let review = promotion.review();
    review.eligible().filter(|who| review.bar(*who).is_none()).collect()
}

fn letter(tx: &mut Tx<'_>, people: &mut People, promotion: &Promotion) -> Result<Letter, AppError> {
    let it = &promotion.stored;
    let what = format!("`{}` {}", it.display_name, it.version);
    let place = &promotion.environment.display_name;
    let problem = it.problem.clone().unwrap_or_default();
    let (subject, words) = match promotion.state() {
        PromotionState::Approved => (
            format!("{what} may go to {place}"),
            "Everybody who is needed has approved the promotion that you asked for. It can be applied.".to_owned(),
        ),
        PromotionState::Rejected => (format!("{what} was rejected for {place}"), rejected(tx, people, promotion)?),
        PromotionState::Applied => {
            (format!("{what} is in {place}"), "The promotion that you asked for was applied.".to_owned())
        }
        PromotionState::Failed => (format!("{what} could not be brought to {place}"), problem),
        PromotionState::Stale => (format!("{what} would do something else in {place} now"), problem),
        PromotionState::Waiting | PromotionState::Withdrawn => {
            let by = people.chip(tx, it.requested_by)?.display_name;
            let there = it.from_version.as_ref().map_or(String::new(), |from| format!(", where {from} is now"));
            (
                format!("{what} waits for your approval for {place}"),
                format!("{by} asks to bring {what} to {place}{there}. Nothing happens before it is approved."),
            )
        }
    };
    let mut letter = Letter::new(subject);
    letter.say(words);
    if let Some(note) = &it.note {
        letter.say(format!("The note to it: {note}"));
    }
    Ok(letter)
}

/// Who rejected it, and why.
fn rejected(tx: &mut Tx<'_>, people: &mut People, promotion: &Promotion) -> Result<String, AppError> {
    let said = promotion.decisions.iter().find(|it| it.decision == PromotionDecision::Reject);
    let Some(said) = said else { return Ok("It was rejected.".to_owned()) };
    let by = people.chip(tx, said.principal)?.display_name;
    Ok(match &said.comment {
        Some(comment) => format!("{by} rejected the promotion that you asked for: {comment}"),
        None => format!("{by} rejected the promotion that you asked for."),
    })
}
