//! Options for mails.

use std::path::PathBuf;

use connectors::mail::{Mailer, Relay};

use super::read;
use crate::failure::Failure;

/// Through which server mails go out, and as whom.
#[derive(Debug, clap::Args)]
pub(super) struct Mail {
    /// The server that takes mails: smtp+starttls://HOST[:PORT], smtps://HOST[:PORT] or, on this machine, smtp://HOST[:PORT]. Without
    /// one, nothing is sent. The same, with all --mail options, for all servers of one database that have the role scheduler or api.
    #[arg(long, value_name = "URL", env = "STEWARD_MAIL_THROUGH", requires = "mail_from")]
    mail_through: Option<Relay>,
    /// From whom mails come: `Steward <steward@example.org>`.
    #[arg(long, value_name = "ADDRESS", env = "STEWARD_MAIL_FROM")]
    mail_from: Option<String>,
    /// As whom to sign in at the mail server. The password is in the file that --mail-password-file names, else in the environment
    /// variable STEWARD_MAIL_PASSWORD.
    #[arg(long, value_name = "NAME", env = "STEWARD_MAIL_USER")]
    mail_user: Option<String>,
    /// A file with the password for the mail server.
    #[arg(long, value_name = "FILE", env = "STEWARD_MAIL_PASSWORD_FILE")]
    mail_password_file: Option<PathBuf>,
    /// A file with the certificates (PEM) of those who vouch for the mail server. Default: whom this machine trusts.
    #[arg(long, value_name = "FILE", env = "STEWARD_MAIL_CA_FILE")]
    mail_ca_file: Option<PathBuf>,
}

impl Mail {
    /// What sends mails, if anything does.
    pub(super) fn mailer(&self) -> Result<Option<Mailer>, Failure> {
        let (Some(relay), Some(from)) = (&self.mail_through, &self.mail_from) else { return Ok(None) };
        let credentials = match &self.mail_user {
            Some(user) => Some((user.clone(), self.password()?)),
            None => None,
        };
        let authorities = self.mail_ca_file.as_ref().map(read).transpose()?;
        Mailer::new(relay.clone(), from, credentials, authorities.as_deref()).map(Some).map_err(Failure::new)
    }

    #[expect(clippy::disallowed_methods, reason = "a secret is no argument, which others on the machine can read")]
    fn password(&self) -> Result<String, Failure> {
        if let Some(file) = &self.mail_password_file {
            return Ok(String::from_utf8_lossy(&read(file)?).trim_end_matches(['\r', '\n']).to_owned());
        }
        std::env::var("STEWARD_MAIL_PASSWORD").map_err(|_| {
            Failure::new("There is no password for the mail server.")
                .hint("Name a file with --mail-password-file, or set STEWARD_MAIL_PASSWORD.")
        })
    }
}
