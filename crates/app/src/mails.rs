//! Mails: the weekly digest of what is at risk, and notices that somebody is waited for.
//!
//! What is to be told is looked up again and again, and stored before it is sent, under a key that says what about and whom. So it is
//! told once, whichever server looks, however often one starts, and however long the mail server is away.
//!
//! Start at [`look`], which stores what is to be told, and [`next`], which is what to send.

mod digest;
mod letter;
mod notices;
mod promotions;

use access::TenantAction;
use model::{PrincipalId, Timestamp};
use serde_json::json;
use store::{
    Tx,
    mails::{self, Mail},
    principals,
};

use crate::{AppError, Chip, Op, Steward, directory::People, lookup};

pub(crate) use letter::Letter;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// After how long nobody tries any more. A digest that is older has a newer one.
const STALE: i64 = 7 * DAY;
/// How long it is remembered who was told what.
const REMEMBERED: i64 = 400 * DAY;
/// How many of those that did not go out are shown.
const TROUBLED: u32 = 20;

/// A mail to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outgoing {
    /// What about and whom.
    pub key: String,
    /// Who gets it.
    pub to: Chip,
    /// Where.
    pub address: String,
    /// One line.
    pub subject: String,
    /// The content as text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    attempt: u32,
}

/// What came of sending one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sent {
    /// The mail server took it.
    Yes,
    /// It will never take it, and says why.
    Never(String),
    /// It does not take it now, and says why.
    NotNow(String),
}

/// How mails are doing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// How many are to go out yet.
    pub waiting: i64,
    /// The newest that did not go out when they were tried.
    pub troubled: Vec<Trouble>,
}

/// A mail that did not go out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// To whom.
    pub to: Chip,
    /// Its subject.
    pub subject: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Why.
    pub problem: String,
}

/// Stores what is to be told and was not told before: once a week the digests, at once the notices.
///
/// # Errors
/// The store's.
pub async fn look(steward: &Steward) -> Result<(), AppError> {
    // Links need the address of this server, which one that listens on a free port knows a moment later.
    let Some(base) = steward.callbacks().base().map(str::to_owned) else { return Ok(()) };
    let now = steward.now();
    let monday = digest::monday(now);
    let (of, week) = (base.clone(), monday.clone());
    let digests = steward.read(move |steward, tx| {
        let is_made = mails::is_week_taken(tx, &week)?;
        Ok(if is_made { None } else { Some(digest::letters(steward, tx, &of, now)?) })
    });
    if let Some(letters) = digests.await? {
        let write = move |tx: &mut Tx<'_>| {
            if mails::take_week(tx, &monday, now)? {
                mails::forget(tx, now.plus_millis(-REMEMBERED))?;
                put(tx, letters.into_iter().map(|(to, letter)| (format!("digest/{monday}/{to}"), to, letter)), now)?;
            }
            Ok::<_, AppError>(())
        };
        steward.store().write(write).await?;
    }
    let notices = steward.read(move |_, tx| notices::letters(tx, &base, now)).await?;
    if !notices.is_empty() {
        steward.store().write(move |tx| put(tx, notices, now)).await?;
    }
    Ok(())
}

fn put(
    tx: &mut Tx<'_>,
    letters: impl IntoIterator<Item = (String, PrincipalId, Letter)>,
    now: Timestamp,
) -> Result<(), AppError> {
    for (key, principal, letter) in letters {
        let found = principals::by_id(tx, principal)?;
        let Some(found) = found.filter(|it| it.email.is_some() && it.is_active(now)) else { continue };
        let (text, html) = (letter.text(&found.display_name), letter.html(&found.display_name));
        let (subject, made_at) = (letter.subject, now);
        mails::insert(tx, &Mail { key, principal, subject, text, html, made_at, attempt: 1, problem: None })?;
    }
    Ok(())
}

/// What to send now. Whoever may not act any more gets nothing, and what is stale is not sent.
///
/// # Errors
/// The store's.
pub async fn next(steward: &Steward) -> Result<Option<Outgoing>, AppError> {
    let now = steward.now();
    loop {
        let due = steward.read(move |_, tx| {
            let Some(mail) = mails::due(tx, now)? else { return Ok(None) };
            let to = principals::by_id(tx, mail.principal)?;
            Ok(Some((mail, to)))
        });
        let Some((mail, to)) = due.await? else { return Ok(None) };
        let ended = to.as_ref().and_then(|to| to.ended(now));
        let why_not = match (&to, ended) {
            (None, _) => Some("Nobody is there to get it.".to_owned()),
            (Some(to), Some(ended)) => Some(format!("{} {ended}.", to.display_name)),
            _ if mail.made_at < now.plus_millis(-STALE) => {
                let last = mail.problem.map_or_else(String::new, |problem| format!(" The last time: {problem}"));
                Some(format!("It could not be sent for a week.{last}"))
            }
            _ => None,
        };
        let address = to.as_ref().and_then(|to| to.email.clone());
        let key = mail.key;
        match (why_not, to, address) {
            (None, Some(to), Some(address)) => {
                let (to, attempt) = (Chip::of(to, now), mail.attempt);
                let (subject, text, html) = (mail.subject, mail.text, mail.html);
                return Ok(Some(Outgoing { key, to, address, subject, text, html, attempt }));
            }
            (why, ..) => {
                let why = why.unwrap_or_else(|| "No mail address is known.".to_owned());
                let give_up = move |tx: &mut Tx<'_>| mails::given_up(tx, &key, &why);
                steward.store().write::<_, store::StoreError>(give_up).await?;
            }
        }
    }
}

/// Stores what came of sending one.
///
/// # Errors
/// The store's.
pub async fn record(steward: &Steward, mail: &Outgoing, sent: Sent) -> Result<(), AppError> {
    let (now, key) = (steward.now(), mail.key.clone());
    // A minute, two, four, and so on to an hour.
    let pause = HOUR.min(60_000_i64 << mail.attempt.saturating_sub(1).min(6));
    let write = move |tx: &mut Tx<'_>| match sent {
        Sent::Yes => mails::sent(tx, &key, now),
        Sent::Never(why) => mails::given_up(tx, &key, &why),
        Sent::NotNow(why) => mails::again(tx, &key, now.plus_millis(pause), &why),
    };
    Ok(steward.store().write::<_, store::StoreError>(write).await?)
}

/// How mails are doing.
///
/// # Errors
/// The caller does not administer the installation.
pub async fn standing(steward: &Steward, op: &Op) -> Result<Standing, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let at = op.at;
    steward
        .read(move |_, tx| {
            let mut people = People::at(at);
            let mut troubled = Vec::new();
            for mail in mails::troubled(tx, TROUBLED)? {
                let to = people.chip(tx, mail.principal)?;
                let problem = mail.problem.unwrap_or_default();
                troubled.push(Trouble { to, subject: mail.subject, made_at: mail.made_at, problem });
            }
            Ok(Standing { waiting: mails::waiting(tx)?, troubled })
        })
        .await
}

/// A mail that an administrator sends to see whether it arrives, and the entry in the audit log that says so.
///
/// # Errors
/// The caller does not administer the installation.
pub async fn trial(steward: &Steward, op: &Op, address: String) -> Result<Outgoing, AppError> {
    let base = steward.callbacks().base().unwrap_or_default().to_owned();
    let key = format!("test/{}", op.correlation);
    let (object, to) = (key.clone(), Chip::of(op.who.principal().clone(), op.at));
    let detail = json!({"address": address});
    steward
        .change(op, "mail.test", move |_, _, op, change| {
            lookup::tenant(op, TenantAction::ManagePrincipals)?;
            change.of(None, object, detail);
            Ok(())
        })
        .await?;
    let mut letter = Letter::new("Mails from Steward arrive");
    letter.say(format!("{} asked Steward to send this, to see whether it arrives. It does.", to.display_name));
    letter.link("Steward", base);
    let (text, html) = (letter.text(&address), letter.html(&address));
    Ok(Outgoing { key, to, address, subject: letter.subject, text, html, attempt: 1 })
}
