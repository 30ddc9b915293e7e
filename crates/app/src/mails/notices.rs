//! Notices: somebody is waited for, or has waited for what is there now.

use model::{HandoverStatus, PrincipalId, Timestamp};
use store::{Tx, handovers, mails};

use super::{Letter, promotions};
use crate::{
    AppError,
    directory::People,
    handover::{load, plan},
};

/// What is waited for and was not told yet, with the keys under which it is told once.
pub(super) fn letters(
    tx: &mut Tx<'_>,
    base: &str,
    now: Timestamp,
) -> Result<Vec<(String, PrincipalId, Letter)>, AppError> {
    let mut letters = Vec::new();
    handovers_to_accept(tx, base, now, &mut letters)?;
    promotions::letters(tx, base, now, &mut letters)?;
    Ok(letters)
}

fn handovers_to_accept(
    tx: &mut Tx<'_>,
    base: &str,
    now: Timestamp,
    letters: &mut Vec<(String, PrincipalId, Letter)>,
) -> Result<(), AppError> {
    let mut people = People::at(now);
    for stored in handovers::list(tx)?.into_iter().filter(|it| it.status == HandoverStatus::Approved) {
        let plan = load(tx, stored.id)?;
        let author = people.chip(tx, stored.author)?;
        for to in plan::awaited(tx, &plan)? {
            let key = format!("handover/{}/{}/{to}", stored.id, stored.version);
            if mails::is_there(tx, &key)? {
                continue;
            }
            let mut letter = Letter::new(format!("`{}` waits for you to accept", stored.name));
            letter.say(format!(
                "{} plans to hand something over to you. Nothing happens before you have accepted or declined.",
                author.display_name
            ));
            letter.link("What you get, and your answer", format!("{base}/handovers/{}", stored.id));
            letters.push((key, to, letter));
        }
    }
    Ok(())
}
