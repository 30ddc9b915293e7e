//! Mails that are to go out. Servers take turns, and each mail is sent until the mail server says that it took it.

use std::time::Duration;

use app::{
    AppError, ErrorKind, Op,
    mails::{self, Outgoing, Sent},
};
use connectors::mail::{Mail, MailError, Mailer};
use model::ErrorCode;
use store::{StoreError, turns};
use tracing::{error, warn};

use crate::{runtime::Runtime, tasks};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(5);
/// How long it waits at most for a mail server that takes nothing.
const LONGEST: Duration = Duration::from_secs(300);
/// What servers take turns at.
const WORK: &str = "mails";
/// How long a server has its turn, in milliseconds: longer than sending a mail may take.
const TURN: i64 = 300_000;

/// Sends until the runtime stops.
pub(crate) async fn send(runtime: Runtime, mailer: Mailer) {
    let mut stopping = runtime.0.stopping.subscribe();
    let mut pause = EVERY;
    while !runtime.is_stopping() {
        pause = match step(&runtime, &mailer).await {
            Ok(Ok(())) => EVERY,
            Ok(Err(why)) => {
                let relay = mailer.relay();
                warn!("Mails cannot be sent through {relay} for now: {why}");
                (pause * 2).min(LONGEST)
            }
            Err(failed) => {
                error!("It could not be looked up which mails are to go out: {failed}");
                EVERY
            }
        };
        tokio::select! {
            biased;
            _ = stopping.wait_for(|stopping| *stopping) => {}
            () = tasks::sleep(pause) => {}
        }
    }
}

/// Sends what is due, one mail after the other. Answers why the mail server takes none, if it does not.
async fn step(runtime: &Runtime, mailer: &Mailer) -> Result<Result<(), String>, AppError> {
    let (steward, node) = (&runtime.0.steward, runtime.node());
    let take_turn = || steward.store().write::<_, StoreError>(move |tx| turns::take(tx, WORK, node, TURN));
    if !take_turn().await? {
        return Ok(Ok(()));
    }
    mails::look(steward).await?;
    while let Some(mail) = mails::next(steward).await? {
        if runtime.is_stopping() || !take_turn().await? {
            break;
        }
        let sent = match deliver(mailer, &mail).await {
            Ok(()) => Sent::Yes,
            Err(MailError::Relay(why)) => return Ok(Err(why)),
            Err(MailError::Refused(why)) => {
                warn!("The mail `{}` to {} cannot be delivered: {why}", mail.subject, mail.to.name);
                Sent::Never(why)
            }
            Err(MailError::Later(why)) => Sent::NotNow(why),
        };
        mails::record(steward, &mail, sent).await?;
    }
    Ok(Ok(()))
}

async fn deliver(mailer: &Mailer, mail: &Outgoing) -> Result<(), MailError> {
    let Outgoing { key, to, address, subject, text, html, .. } = mail;
    let id = key.replace('/', ".");
    mailer.send(Mail { id: &id, to: (&to.display_name, address), subject, text, html }).await
}

impl Runtime {
    /// The address of the mail server, and from whom mails come, where mails are sent.
    pub fn mails_through(&self) -> Option<(String, String)> {
        let mailer = self.0.config.mailer.as_ref()?;
        Some((mailer.relay().to_string(), mailer.from()))
    }

    /// Sends a mail to an address, for an administrator who wants to see whether it arrives.
    ///
    /// # Errors
    /// The caller does not administer the installation, this server sends no mails, or the mail server does not take it.
    pub async fn try_mail(&self, op: &Op, address: String) -> Result<(), AppError> {
        let mail = mails::trial(self.steward(), op, address).await?;
        let Some(mailer) = &self.0.config.mailer else {
            return Err(AppError::new(ErrorKind::Conflict, ErrorCode::MailsOff, "This server sends no mails.")
                .with_hint("Start it with --mail-through and --mail-from."));
        };
        deliver(mailer, &mail).await.map_err(|error| {
            let message = format!("The mail to {} could not be sent: {error}", mail.address);
            let hint = match &error {
                MailError::Refused(_) => "Look at the address.",
                MailError::Later(_) => "Try again in a few minutes.",
                MailError::Relay(_) => "Look at the options --mail-* of the server and at the log of the mail server.",
            };
            AppError::new(ErrorKind::Conflict, ErrorCode::MailNotSent, message).with_hint(hint)
        })
    }
}
